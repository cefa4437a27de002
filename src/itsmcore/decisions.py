"""Decisions: tables of conditions and answers that explain what they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Generic, TypeVar, assert_never

import attrs

from itsmcore._faces import offer
from itsmcore.conditions import Condition, Facts, as_condition
from itsmcore.conditions._proof import BUDGET, Proofs, Rivals
from itsmcore.errors import BadValue, Fault, Incomparable, NoMatch, NotGiven
from itsmcore.fields import as_a, as_items
from itsmcore.figures import Table, as_table_formats, as_table_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say, yes_or_no
from itsmcore.shown import shown

A = TypeVar("A", covariant=True)
_LOOKS_A_ROW = 100
"""How much the budget of its proofs grows with each row of a table."""


class Match(Enum):
    """Which of the rows that hold supplies the answer."""

    FIRST = "first"
    """The first one."""
    ALL = "all"
    """All of them, in the order of the table."""
    LEAST = "least"
    """The one with the smallest answer, such as the shortest target."""
    GREATEST = "greatest"
    """The one with the largest answer, such as the highest risk."""

    def __repr__(self) -> str:
        return f"Match.{self.name}"


@attrs.frozen
class Row(Generic[A]):
    """An answer for when a condition holds."""

    when: Condition = attrs.field(converter=as_condition)
    answer: A


@attrs.frozen
class Explanation(Generic[A]):
    """How a decision came to its answers.

    Attributes:
        answers: what it answers; nothing if that is open.
        rows: each row, whether it holds (None if that is open), and whether it wins.
        by_default: whether no row holds, so that the answer is the default.
        missing: the outside facts that the answer depends on.
    """

    answers: tuple[A, ...]
    rows: tuple[tuple[Row[A], bool | None, bool], ...]
    by_default: bool
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        signs = ["?" if held is None else yes_or_no(held) for _, held, _ in self.rows]
        wide = max(map(len, (yes_or_no(True), yes_or_no(False))))
        lines = [
            f"{sign:{wide}}{'*' if won else ' '} {row.when} -> {row.answer}"
            for sign, (row, _, won) in zip(signs, self.rows, strict=True)
        ]
        outcome = ", ".join(map(str, self.answers)) or say("conditions.nothing")
        if self.missing:
            outcome = say("decisions.open_given", missing=", ".join(self.missing))
        elif self.by_default:
            outcome += say("decisions.default")
        return "\n".join([*lines, say("decisions.answer", outcome=outcome)])


def _rows(rows: Iterable[Row[A] | tuple[object, A]]) -> tuple[Row[A], ...]:
    expected = Phrase("decisions.expected.pairs_condition_answer")
    return tuple(map(_row, as_items(rows, "rows", expected)))


def _row(row: object) -> Row[Any]:
    if isinstance(row, Row):
        return row
    if isinstance(row, tuple | list) and len(row) == 2:
        return Row(*row)
    raise BadValue(
        field="rows", value=row, expected=Phrase("decisions.expected.pairs_condition_answer")
    )


def _name(name: str) -> str:
    return as_a(str, name, Phrase("decisions.decision_s_name"), Phrase("kinds.text"))


def _match(match: Match) -> Match:
    given: object = match
    if isinstance(given, Match):
        return given
    raise BadValue(
        field="match",
        value=match,
        expected=Phrase("common.one_of", names=", ".join(map(repr, Match))),
    )


@attrs.frozen
class Decision(Generic[A]):
    """A table of rows, each a condition and an answer.

    Args:
        rows: Rows, or pairs of a condition (or what stands for one) and an answer.
        match: which of the rows that hold supplies the answer.
        default: the answer if no row holds; None for no answer.
        name: the name of the table in errors.

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
    >>> print(team)
    when                         answer
    category is under 'email'    messaging
    summary contains 'vpn'       network
    otherwise                    service desk
    the first that holds counts
    """

    rows: tuple[Row[A], ...] = attrs.field(converter=_rows)
    match: Match = attrs.field(default=Match.FIRST, converter=_match)
    default: A | None = None
    name: str = attrs.field(default="the decision", converter=_name)

    def decide(self, facts: Facts) -> A:
        """Return the one answer; of several under `Match.ALL`, the first.

        Raises:
            NoMatch: no row holds, and there is no default.
            NotGiven: an outside fact is missing, and the answer depends on it.
            Incomparable: the least or the greatest answer is asked for, and two have no order.
        """
        answers = self.answers(facts)
        if not answers:
            raise NoMatch(decision=self.name, facts=self._facts_read(facts))
        return answers[0]

    def answers(self, facts: Facts) -> tuple[A, ...]:
        """Return every answer: one at most, except under `Match.ALL`; the default if no row holds.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        _, winners, missing = self._judge(facts)
        if missing:
            raise NotGiven(names=missing)
        return self._answers(winners)

    def explain(self, facts: Facts) -> Explanation[A]:
        """Show every row, whether it holds and whether it wins; a missing outside fact is named."""
        judged, winners, missing = self._judge(facts)
        won = () if missing else winners
        return Explanation(
            answers=() if missing else self._answers(winners),
            rows=tuple((row, judged[i], i in won) for i, row in enumerate(self.rows)),
            by_default=not winners and self.default is not None,
            missing=missing,
        )

    def faults(self) -> tuple[Fault, ...]:
        """List the rows that can never hold, and those that others always beat.

        What is listed is proven; in a table of hundreds of rows, not every such row may be found.

        >>> from itsmcore.conditions import field
        >>> size = field("size")
        >>> print(*Decision([(size > 1, "big"), (size > 2, "bigger")]).faults())
        row 2 of the decision: is shadowed: one that beats it holds where size > 2; move or drop it
        """
        proofs = Proofs(BUDGET + _LOOKS_A_ROW * len(self.rows))
        better = Rivals(row.when for row in self.rows)
        found: dict[int, Fault] = {}
        for index in self._ranked():
            subject, when = (
                Phrase("decisions.row", index=index + 1, name=self.name),
                self.rows[index].when,
            )
            if not proofs.may_hold(when):
                words = Phrase("decisions.never_hold_fix", when=when)
                found[index] = Fault("never_matches", subject, words)
            elif proofs.follows(when, *better.of(when)):
                words = Phrase("decisions.shadowed_beats_holds", when=when)
                found[index] = Fault("shadowed", subject, words)
            if self.match is not Match.ALL:
                better.add(when)
        return tuple(found[index] for index in sorted(found))

    def _ranked(self) -> list[int]:
        """List the places of the rows so that each is beaten by those before it."""
        places = list(range(len(self.rows)))
        if self.match in (Match.FIRST, Match.ALL):
            return places
        is_greatest = self.match is Match.GREATEST
        try:
            return sorted(places, key=self._answer_of, reverse=is_greatest)
        except Exception:
            left, right, *_ = (row.answer for row in self.rows)
            raise Incomparable(field=self.name, left=left, right=right) from None

    def _answer_of(self, index: int) -> Any:
        return self.rows[index].answer

    def _judge(self, facts: Facts) -> tuple[list[bool | None], list[int], tuple[str, ...]]:
        """Judge every row; return the winners, and what is missing if an open one might win."""
        judged = [row.when.judge(facts) for row in self.rows]
        winners = self._winners([i for i, held in enumerate(judged) if held is not False])
        names = (n for i in winners if not judged[i] for n in self.rows[i].when.missing(facts))
        return judged, winners, tuple(dict.fromkeys(names))

    def _answers(self, winners: Iterable[int]) -> tuple[A, ...]:
        won = tuple(self.rows[i].answer for i in winners)
        return won or (() if self.default is None else (self.default,))

    def _winners(self, held: list[int]) -> list[int]:
        """Choose among the rows that hold, by place; of equal ones, the first."""
        match self.match:
            case Match.ALL:
                return held
            case Match.FIRST:
                return held[:1]
            case Match.LEAST:
                return self._foremost(min, held)
            case Match.GREATEST:
                return self._foremost(max, held)
            case _:
                assert_never(self.match)

    def _foremost(self, choose: Callable[..., int], held: list[int]) -> list[int]:
        answers: dict[int, Any] = {index: self.rows[index].answer for index in held}
        try:
            return [choose(held, key=answers.__getitem__)] if held else []
        except Exception:
            left, right, *_ = answers.values()
            raise Incomparable(field=self.name, left=left, right=right) from None

    def _facts_read(self, facts: Facts) -> str:
        fields = dict.fromkeys(f for row in self.rows for f in row.when.fields)
        return ", ".join(f"{f}={shown(f.read(facts))}" for f in fields) or say(
            "decisions.facts_all"
        )

    @property
    def lines(self) -> tuple[tuple[str, A], ...]:
        """Each row in words with its answer, and then the default, if there is one."""
        default = () if self.default is None else ((say("decisions.otherwise"), self.default),)
        return (*((str(row.when), row.answer) for row in self.rows), *default)

    def _table(self) -> Table:
        return Table(
            ("when", "answer"),
            self.lines,
            [say(f"decisions.counts.{self.match.value}")] if self.rows else (),
        )

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


offer(globals())
