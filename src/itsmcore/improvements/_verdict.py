"""Verdicts: how far a measure has come from its baseline to its target, and whether it moved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from itsmcore.codes import one_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_finite, differs
from itsmcore.figures import Figure, Number, percent
from itsmcore.improvements._codes import ExactTest, Movement
from itsmcore.kinds import check_kinds
from itsmcore.objectives import Objective
from itsmcore.phrase import Phrase, say
from itsmcore.proportions import Proportion, Sides, fisher, poisson

_TESTS = {
    ExactTest.FISHER: (fisher, False, "improvements.verdict.fisher"),
    ExactTest.FISHER_ONE_SIDED: (fisher, True, "improvements.verdict.fisher_one_sided"),
    ExactTest.POISSON: (poisson, False, "improvements.verdict.poisson"),
    ExactTest.POISSON_ONE_SIDED: (poisson, True, "improvements.verdict.poisson_one_sided"),
}
_SIDES: dict[str, Sides] = {"higher": "higher", "lower": "lower"}
_SAID = {
    Movement.IMPROVED: "improvements.verdict.improved",
    Movement.WORSENED: "improvements.verdict.worsened",
    Movement.TOO_EARLY: "improvements.verdict.too_early",
    Movement.UNTESTED: "improvements.verdict.untested",
}

_MET = {
    True: "improvements.verdict.met",
    False: "improvements.verdict.missed",
    None: "improvements.verdict.other_target",
}


def bound_of(target: Objective) -> Number | None:
    """Return the bound of a target that has one."""
    return target.at_most if target.at_least is None else target.at_least


def is_about(target: Objective, figure: Figure) -> bool:
    """Return whether a target with one bound judges a figure, and calls the same better."""
    return (
        target.better is not None
        and target.judges(figure)
        and figure.value is not None
        and isinstance(figure.value, timedelta) is isinstance(bound_of(target), timedelta)
        and figure.better in (None, target.better)
    )


def is_same(one: Figure, other: Figure) -> bool:
    """Return whether two figures measure the same: of one name and unit, and of the same cases."""
    return (one.name, one.unit) == (other.name, other.unit) and not differs(one.by, other.by)


def has_counts(figure: Figure) -> bool:
    """Return whether a figure is a share of so many counted."""
    try:
        Proportion.read(figure)
    except BadValue:
        return False
    return True


def progress_of(baseline: Figure, target: Objective, value: Figure) -> float | None:
    """Return how much of the way from a baseline to a target was made; None if none leads there.

    It is not clipped: below 0 it has become worse, and above 1 better than the target.
    """
    is_comparable = is_about(target, baseline) and is_about(target, value)
    if not (is_comparable and is_same(baseline, value)):
        return None
    begun: Any = baseline.value
    aim: Any = bound_of(target)
    reached: Any = value.value
    return None if aim == begun else float((reached - begun) / (aim - begun))


def as_significance(significance: float) -> float:
    """Take the p-value below which a rate is said to have moved.

    Raises:
        BadValue: it is not a number between 0 and 1.
    """
    found = as_finite(significance, "significance")
    if 0 < found < 1:
        return found
    expected = Phrase("improvements.expected.significance")
    raise BadValue(field="significance", value=significance, expected=expected)


def _test(test: str) -> ExactTest:
    return one_of(ExactTest, test, field="test")


@attrs.frozen(kw_only=True)
class Verdict:
    """What the check of an improvement says: how far it came, and by one test whether it moved.

    Attributes:
        baseline: what was measured before the start.
        target: what it is to come to.
        value: what was measured after the start.
        test: the exact test, named beforehand.
        significance: below which p-value a rate is said to have moved.

    Raises:
        BadValue: a value is of the wrong kind.

    >>> print(Verdict(baseline=Proportion(49, 410).figure("reopened"),
    ...               target=Objective("reopened", at_most=0.06),
    ...               value=Proportion(31, 388).figure("reopened")))
    reopened: 8.0 % (n=388), 66.6 % of the way; the target, at most 0.06, is missed
    Fisher's exact test, two-sided: p = 0.076, too early to say
    """

    baseline: Figure
    target: Objective
    value: Figure
    test: ExactTest = attrs.field(default=ExactTest.FISHER, converter=_test)
    significance: float = attrs.field(default=0.05, converter=as_significance)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def progress(self) -> float | None:
        """How much of the way to the target was made, not clipped; None if none leads there."""
        return progress_of(self.baseline, self.target, self.value)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None if it is not about the value."""
        return self.target.is_met(self.value) if is_about(self.target, self.value) else None

    @property
    def p_value(self) -> float | None:
        """The chance of such a difference if nothing had changed; None if nothing is tested."""
        better = self.target.better
        if self.test not in _TESTS or better is None or not self._has_counts:
            return None
        exact, is_one_sided, _ = _TESTS[self.test]
        sided = _SIDES[better] if is_one_sided else "two"
        return exact(Proportion.read(self.baseline), Proportion.read(self.value), sided=sided)

    @property
    def movement(self) -> Movement:
        """Whether the rate has really moved."""
        p_value, progress = self.p_value, self.progress
        if p_value is None or progress is None:
            return Movement.UNTESTED
        if p_value >= self.significance:
            return Movement.TOO_EARLY
        return Movement.IMPROVED if progress > 0 else Movement.WORSENED

    @property
    def _has_counts(self) -> bool:
        is_counted = has_counts(self.baseline) and has_counts(self.value)
        return is_counted and is_same(self.baseline, self.value)

    @property
    def _tested(self) -> str:
        """What the test says, with its name."""
        p_value = self.p_value
        if p_value is None:
            return say("improvements.verdict.not_tested", why=self._why_not_tested)
        test, movement = say(_TESTS[self.test][2]), say(_SAID[self.movement])
        return say("improvements.verdict.tested", test=test, p=p_value, movement=movement)

    @property
    def _why_not_tested(self) -> str:
        if self.test not in _TESTS:
            return say("improvements.verdict.no_test")
        if not is_same(self.baseline, self.value):
            return say("improvements.verdict.other_baseline")
        return say("improvements.verdict.no_share")

    def __str__(self) -> str:
        progress = self.progress
        way = "" if progress is None else say("improvements.verdict.way", share=percent(progress))
        met = say(_MET[self.is_met])
        bound = self.target._bound  # noqa: SLF001 (what its text ends with)
        return say(
            "improvements.verdict.target",
            value=self.value,
            way=way,
            bound=bound,
            met=met,
            tested=self._tested,
        )
