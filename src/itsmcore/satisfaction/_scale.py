"""Scales: questions that are answered by a number, and which end of it is the good one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.codes import Code, one_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_text, as_whole
from itsmcore.kinds import check_definition
from itsmcore.lifecycle import Argument
from itsmcore.phrase import Phrase, say

_MOST_STEPS = 100


class Measure(Code):
    """What the answers to a scale add up to."""

    CSAT = "CSAT"
    """Customer satisfaction: the share of the answers that are satisfied."""
    NPS = "NPS"
    """Net promoter score: the share of promoters less that of detractors, from -100 to 100."""
    CES = "CES"
    """Customer effort score: the mean."""


def _measure(measure: str) -> Measure:
    return one_of(Measure, measure, field="measure")


def _end(value: int, field: str) -> int:
    return as_whole(value, field, least=-_MOST_STEPS, most=_MOST_STEPS)


def _worst(worst: int) -> int:
    return _end(worst, "worst")


def _best(best: int) -> int:
    return _end(best, "best")


def _label(scale: Scale) -> str:
    return scale.name.replace("_", " ")


@attrs.frozen(repr=False, slots=False)
class Scale:
    """A question that is answered by a whole number, from the worst to the best.

    Use `csat`, `nps` or `ces` for those that are known under these names.

    Attributes:
        name: the name of the question.
        measure: what its answers add up to.
        worst: the number at the bad end; it may be the greater one.
        best: the number at the good end.
        satisfied: how many numbers from the good end are satisfied: the promoters of an NPS.
        dissatisfied: how many from the bad end are dissatisfied, and a bad answer: the detractors.
        label: what people see instead of its name.
        is_required: whether it has to be answered.

    Raises:
        BadValue: an end is no whole number from -100 to 100, both are the same, or more numbers are
            satisfied and dissatisfied than there are.

    >>> Scale("effort", "CES", worst=7, best=1, satisfied=3, dissatisfied=3).satisfied_values
    (1, 2, 3)
    """

    name: str
    measure: Measure = attrs.field(converter=_measure)
    worst: int = attrs.field(kw_only=True, converter=_worst)
    best: int = attrs.field(kw_only=True, converter=_best)
    satisfied: int = attrs.field(kw_only=True)
    dissatisfied: int = attrs.field(kw_only=True)
    label: str = attrs.field(default=attrs.Factory(_label, takes_self=True), kw_only=True)
    is_required: bool = attrs.field(default=True, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")
        if self.worst == self.best:
            raise BadValue(
                field="best",
                value=self.best,
                expected=Phrase("satisfaction.expected.best"),
            )
        size = len(self.values)
        as_whole(self.satisfied, "satisfied", least=1, most=size)
        as_whole(self.dissatisfied, "dissatisfied", least=0, most=size - self.satisfied)

    @cached_property
    def values(self) -> tuple[int, ...]:
        """Every number, from the worst to the best."""
        step = 1 if self.worst < self.best else -1
        return tuple(range(self.worst, self.best + step, step))

    @property
    def satisfied_values(self) -> tuple[int, ...]:
        """The numbers that are satisfied, the best one first."""
        return self.values[::-1][: self.satisfied]

    @property
    def dissatisfied_values(self) -> tuple[int, ...]:
        """The numbers that are dissatisfied, the worst one first."""
        return self.values[: self.dissatisfied]

    @property
    def question(self) -> Argument:
        """What is asked, for the form of a survey."""
        return Argument(
            self.name,
            int,
            options=sorted(self.values),
            label=self.label,
            is_required=self.is_required,
        )

    def __str__(self) -> str:
        return say(
            "satisfaction.scale",
            name=self.name,
            measure=self.measure,
            best=self.best,
            worst=self.worst,
        )


@checked
def csat(name: str, *, worst: int = 1, best: int = 5, satisfied: int = 2, **more: Any) -> Scale:
    """Make a scale of satisfaction, of which the share of the best numbers is told.

    Of five numbers the two best are satisfied, as delighted.com counts; the mean, which others call
    CSAT, is told beside it.

    Args:
        name: the name of the question.
        worst: the number at the bad end.
        best: the number at the good end.
        satisfied: how many numbers from the good end are satisfied; as many from the bad end, if
            there are as many besides, are a bad answer.
        more: further arguments of a Scale.

    >>> print(csat("overall"))
    overall (CSAT, 5 is best, 1 is worst)
    """
    bad = min(satisfied, abs(best - worst) + 1 - satisfied)
    usual: dict[str, Any] = {"satisfied": satisfied, "dissatisfied": max(bad, 0)}
    return Scale(name, Measure.CSAT, **{"worst": worst, "best": best, **usual, **more})


@checked
def nps(name: str, **more: Any) -> Scale:
    """Make a scale of whether one would recommend it: from 0 to 10, 9 and 10 promote, 0 to 6 detract.

    Source: F. Reichheld, The One Number You Need to Grow (Harvard Business Review, 2003).

    Args:
        name: the name of the question.
        more: further arguments of a Scale.

    >>> nps("recommend").satisfied_values, nps("recommend").dissatisfied_values
    ((10, 9), (0, 1, 2, 3, 4, 5, 6))
    """  # noqa: E501 (the sentence is one line)
    usual: dict[str, Any] = {"worst": 0, "best": 10, "satisfied": 2, "dissatisfied": 7}
    return Scale(name, Measure.NPS, **{**usual, **more})


@checked
def ces(name: str, *, worst: int, best: int, **more: Any) -> Scale:
    """Make a scale of effort, of which the mean is told; say which end is easy, for both are in use.

    Args:
        name: the name of the question.
        worst: the number for much effort.
        best: the number for little, such as 7 where 7 is very easy.
        more: further arguments of a Scale; by default the three numbers at either end, or as many
            as there are, are satisfied and dissatisfied.

    >>> print(ces("effort", worst=1, best=7))
    effort (CES, 7 is best, 1 is worst)
    """  # noqa: E501 (the sentence is one line)
    near = max(1, min(3, (abs(best - worst) + 1) // 2))
    usual: dict[str, Any] = {"satisfied": near, "dissatisfied": near}
    return Scale(name, Measure.CES, **{"worst": worst, "best": best, **usual, **more})
