"""Objectives: what a figure is to come to over a period, as a goal is about one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from itsmcore._faces import offer
from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.errors import BadValue, Incomparable
from itsmcore.fields import as_a, as_finite, as_several, as_text, differs
from itsmcore.figures import (
    SHARE,
    Better,
    Figure,
    Number,
    Rows,
    Table,
    as_table_formats,
    as_table_text,
    percent_of,
)
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.kinds import check_definition
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, both_of, label, measure, say

__all__ = ["Attainment", "Attainments", "Objective", "judge"]


def _bound(bound: Number | Decimal | Fraction | None) -> Number | None:
    """Take an exact number as the one that a figure of it has."""
    if not isinstance(bound, Decimal | Fraction):
        return bound
    return float(as_finite(bound, Phrase("objectives.bound")))


@attrs.frozen(repr=False)
class Objective:
    """What a figure is to come to, such as an availability of at least 99.5 %.

    Attributes:
        name: the name of the figure.
        at_least: the least that it may be, a number or a time; a share is a number from 0 to 1. A
            Decimal or a Fraction is taken as the nearest float, as the value of a figure is.
        at_most: the most that it may be.
        by: what the figure is of, such as `{"service": "erp"}`; figures that differ in it are not
            judged.

    Raises:
        BadValue: it has no bound, or one that is neither a finite number nor a time, or it asks for
            at least more than for at most.

    >>> Objective("availability", at_least=0.995).is_met(Figure("availability", 0.9917, 2, "share"))
    False
    """

    name: str
    at_least: Number | None = attrs.field(default=None, converter=_bound, kw_only=True)
    at_most: Number | None = attrs.field(default=None, converter=_bound, kw_only=True)
    by: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=frozen, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")
        bounds = [of for of in (self.at_least, self.at_most) if of is not None]
        if not bounds:
            expected = Phrase("objectives.expected.number_time_most")
            raise BadValue(field="at_least", value=None, expected=expected)
        for of in bounds:
            if not isinstance(of, timedelta):
                as_finite(of, Phrase("objectives.bound"))
        if len(bounds) == 2 and not _is_within(bounds[0], bounds[1]):
            expected = Phrase("objectives.expected.less_least", bounds=bounds[0])
            raise BadValue(field="at_most", value=self.at_most, expected=expected)

    @property
    def better(self) -> Better | None:
        """Which is better, `"higher"` or `"lower"`, as its only bound says; None if it has two."""
        if self.at_least is not None:
            return "higher" if self.at_most is None else None
        return "lower"

    def judges(self, figure: Figure) -> bool:
        """Return whether it is about a figure: by its name, and by what it is of."""
        of = as_a(Figure, figure, "figure").by
        return self.name == figure.name and not any(
            name not in of or differs(of[name], value) for name, value in self.by.items()
        )

    def is_met(self, figure: Figure) -> bool | None:
        """Return whether a figure keeps within the bounds; None if it has no value.

        Raises:
            Incomparable: one of them is a time, and the other is none.
        """
        value: Any = as_a(Figure, figure, "figure").value
        if value is None:
            return None
        low, high = self.at_least, self.at_most
        return (low is None or _is_within(low, value)) and (high is None or _is_within(value, high))

    def __str__(self) -> str:
        common = "".join(f", {name} {value}" for name, value in self.by.items())
        return f"{measure(self.name)}{common}: {self._bound}"

    @property
    def _bound(self) -> str:
        bounds = ((say("objectives.least"), self.at_least), (say("objectives.most"), self.at_most))
        return str(both_of(f"{word} {of}" for word, of in bounds if of is not None))


def _is_within(low: Any, high: Any) -> bool:
    if isinstance(low, timedelta) is not isinstance(high, timedelta):
        raise Incomparable(field=Phrase("objectives.bound"), left=low, right=high)
    return bool(low <= high)


_VERDICTS = {True: "met", False: "missed", None: "open"}


@attrs.frozen
class Attainment:
    """An objective, the figure that it judges, and whether that keeps it.

    Attributes:
        objective: the objective.
        figure: the figure; None if there is none of that name.
        is_met: whether it is met; None if there is no value to judge.
    """

    objective: Objective
    figure: Figure | None
    is_met: bool | None

    @property
    def words(self) -> str:
        """What was attained as people read it; a share has so many digits that none flatters."""
        if self.figure is None:
            return say("common.none")
        value, low, high = self.figure.value, self.objective.at_least, self.objective.at_most
        if value is None or isinstance(value, timedelta) or self.figure.unit != SHARE:
            return self.figure.words or say("common.none")
        is_up = high is not None and (low is None or _is_within(low, value))
        return percent_of(Fraction(str(value)), is_up=is_up)

    def __str__(self) -> str:
        verdict = label("values", _VERDICTS[self.is_met])
        figure = say("objectives.figure") if self.figure is None else self.figure._told(self.words)  # noqa: SLF001
        return f"{self.objective}; {figure}: {verdict}"


@attrs.frozen
class Attainments:
    """Each objective with each figure that it judges."""

    every: tuple[Attainment, ...]

    @property
    def is_met(self) -> bool | None:
        """Whether every objective is met: False if one is missed, None if one is open."""
        verdicts = {of.is_met for of in self.every}
        return False if False in verdicts else None if None in verdicts else True

    def __iter__(self) -> Iterator[Attainment]:
        return iter(self.every)

    def __len__(self) -> int:
        return len(self.every)

    @property
    def rows(self) -> Rows:
        """A row for each of them, as a DataFrame takes them."""
        return tuple(
            {
                **({} if of.figure is None else of.figure.row),
                "figure": of.objective.name,
                "at_least": of.objective.at_least,
                "at_most": of.objective.at_most,
                "is_met": of.is_met,
            }
            for of in self.every
        )

    def _table(self) -> Table:
        lines = (
            (str(of.objective), of.words, label("values", _VERDICTS[of.is_met]))
            for of in self.every
        )
        return Table(("objective", "attained", "verdict"), lines)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


@checked
def judge(objectives: Iterable[Objective], figures: Iterable[Figure]) -> Attainments:
    """Judge figures by the objectives that are about them.

    Args:
        objectives: what was agreed.
        figures: what was measured, such as the figures of an availability or of a compliance.

    Raises:
        Incomparable: a bound is a time, and the figure is none.
    """
    known = defaultdict[str, list[Figure]](list)
    for figure in as_several(Figure, figures, "figures"):
        known[figure.name].append(figure)
    found = list[Attainment]()
    for objective in as_several(Objective, objectives, "objectives"):
        mine = [figure for figure in known[objective.name] if objective.judges(figure)]
        found += (Attainment(objective, figure, objective.is_met(figure)) for figure in mine)
        found += [] if mine else [Attainment(objective, None, None)]
    return Attainments(tuple(found))


offer(globals())
