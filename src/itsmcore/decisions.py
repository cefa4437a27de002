"""Decisions: tables of conditions and answers that explain what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Generic, TypeVar

import attrs

from itsmcore.conditions import NEVER, Condition, Facts, as_condition, implies, is_satisfiable
from itsmcore.errors import Fault, NoMatch

A = TypeVar("A")


class Match(Enum):
    """Say which of the rows that hold is answered with."""

    FIRST = "first"
    """The one that stands first."""
    ALL = "all"
    """Each of them, in the order of the table."""
    LEAST = "least"
    """The one with the smallest answer, such as the shortest target."""
    GREATEST = "greatest"
    """The one with the largest answer, such as the highest risk."""

    def __repr__(self) -> str:
        return f"Match.{self.name}"


@attrs.frozen
class Row(Generic[A]):
    """Answer where a condition holds."""

    when: Condition = attrs.field(converter=as_condition)
    answer: A


@attrs.frozen
class Explanation(Generic[A]):
    """Show how a decision came to its answers: every row, whether it held, whether it won."""

    answers: tuple[A, ...]
    rows: tuple[tuple[Row[A], bool | None, bool], ...]
    """Each row of the table, whether it held (None: an outside fact was missing), whether it won."""
    by_default: bool

    def __str__(self) -> str:
        lines = [
            f"{_SIGNS[held]}{'*' if won else ' '} {row.when} -> {row.answer}"
            for row, held, won in self.rows
        ]
        outcome = ", ".join(map(str, self.answers)) or "nothing"
        return "\n".join(
            [*lines, f"answer: {outcome}{' (the default)' if self.by_default else ''}"]
        )


_SIGNS = {True: "yes", False: "no ", None: "?  "}


def _rows(rows: Iterable[Row[A] | tuple[object, A]]) -> tuple[Row[A], ...]:
    return tuple(row if isinstance(row, Row) else Row(*row) for row in rows)


@attrs.frozen
class Decision(Generic[A]):
    """Answer by a table of rows, each a condition and an answer.

    Args:
        rows: Rows, or pairs of a condition (or what stands for one) and an answer.
        match: which of the rows that hold is answered with.
        default: the answer where no row holds; None for no answer.
        name: what the table is called in errors.

    >>> from itsmcore.conditions import field
    >>> team = Decision([
    ...     (field("category").under("email"), "messaging"),
    ...     (field("summary").contains("vpn"), "network"),
    ... ], default="service desk")
    >>> team.decide({"category": "email/delivery"}), team.decide({"category": "hardware"})
    ('messaging', 'service desk')
    >>> print(team.explain({"summary": "VPN drops"}))
    no   category is under 'email' -> messaging
    yes* summary contains 'vpn' -> network
    answer: network
    """

    rows: tuple[Row[A], ...] = attrs.field(converter=_rows)
    match: Match = Match.FIRST
    default: A | None = None
    name: str = "the decision"

    def decide(self, facts: Facts) -> A:
        """Give the one answer; of several under `Match.ALL`, the first.

        Raises:
            NoMatch: no row holds, and there is no default.
            NotGiven: an outside fact is missing.
        """
        answers = self.answers(facts)
        if not answers:
            raise NoMatch(decision=self.name, facts=self._facts_read(facts))
        return answers[0]

    def answers(self, facts: Facts) -> tuple[A, ...]:
        """Give every answer: one at most, but under `Match.ALL`; the default where no row holds.

        Raises:
            NotGiven: an outside fact is missing.
        """
        held = [row for row in self.rows if row.when.holds(facts)]
        won = tuple(row.answer for row in self._winners(held))
        return won or (() if self.default is None else (self.default,))

    def explain(self, facts: Facts) -> Explanation[A]:
        """Show every row, whether it held and whether it won; missing outside facts raise nothing."""
        judged = [(row, row.when.judge(facts)) for row in self.rows]
        winners = self._winners([row for row, held in judged if held])
        by_default = not winners and self.default is not None
        return Explanation(
            answers=tuple(r.answer for r in winners)
            if winners or self.default is None
            else (self.default,),
            rows=tuple(
                (row, held, any(row is winner for winner in winners)) for row, held in judged
            ),
            by_default=by_default,
        )

    def faults(self) -> tuple[Fault, ...]:
        """Name the rows that can never hold, and those that others always beat.

        >>> from itsmcore.conditions import field
        >>> size = field("size")
        >>> [str(f) for f in Decision([(size > 1, "big"), (size > 2, "bigger")]).faults()]
        ['row 2 of the decision: is shadowed: wherever size > 2 holds, a row that beats it holds too']
        """
        return tuple(fault for index in range(len(self.rows)) for fault in self._faults_of(index))

    def _faults_of(self, index: int) -> Iterable[Fault]:
        subject, when = f"row {index + 1} of {self.name}", self.rows[index].when
        if not is_satisfiable(when):
            yield Fault("never_matches", subject, f"can never hold: {when}")
            return
        rivals: Condition = NEVER
        for rival in self._beaters(index):
            rivals = rivals | rival.when
        if implies(when, rivals):
            words = f"is shadowed: wherever {when} holds, a row that beats it holds too"
            yield Fault("shadowed", subject, words)

    def _beaters(self, index: int) -> Iterable[Row[A]]:
        row = self.rows[index]
        for place, rival in enumerate(self.rows):
            if self.match is not Match.ALL and rival is not row:
                first, second = (rival, row) if place < index else (row, rival)
                if self._winners([first, second])[0] is rival:
                    yield rival

    def _winners(self, held: list[Row[A]]) -> list[Row[A]]:
        answer_of: Any = lambda row: row.answer  # noqa: E731 (one use, and min and max must agree)
        match self.match:
            case Match.ALL:
                return held
            case Match.FIRST:
                return held[:1]
            case Match.LEAST:
                return [min(held, key=answer_of)] if held else []
            case Match.GREATEST:
                return [max(held, key=answer_of)] if held else []

    def _facts_read(self, facts: Facts) -> str:
        fields = dict.fromkeys(f for row in self.rows for f in row.when.fields)
        return ", ".join(f"{f}={f.read(facts)!r}" for f in fields) or "no facts at all"
