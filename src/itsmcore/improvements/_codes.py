"""The words of continual improvement: kinds, origins, phases, outcomes, tests, levels."""

from __future__ import annotations

from typing import ClassVar

from itsmcore.codes import Code
from itsmcore.level import Level


class Kind(Code):
    """What an improvement is for."""

    IMPROVEMENT = "improvement"
    """To do better than before."""
    CORRECTIVE_ACTION = "corrective_action"
    """To remove the cause of a nonconformity (ISO/IEC 20000-1, 10.1)."""


class Origin(Code):
    """What an improvement comes from; its `sources` are the records among that."""

    IDEA = "idea"
    REVIEW = "review"
    BREACH = "breach"
    AUDIT_FINDING = "audit_finding"
    PROBLEM = "problem"
    MAJOR_INCIDENT = "major_incident"
    FEEDBACK = "feedback"


class PDCA(Code):
    """The phases of the Deming cycle."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"


class Outcome(Code):
    """How an improvement ends: what comes of the check."""

    STANDARDISED = "standardised"
    """The new way is the way from now on."""
    ITERATED = "iterated"
    """The next one goes on from the value that was reached."""
    ABANDONED = "abandoned"


class HoldReason(Code):
    """What an improvement waits for."""

    RESOURCES = "resources"
    FUNDING = "funding"
    CHANGE = "change"
    VENDOR = "vendor"


class ExactTest(Code):
    """The tests of whether a rate has moved, each exact, and named before there is a value.

    One-sided asks only whether it has become better, which has to be said beforehand.
    """

    FISHER = "fisher"
    """Fisher's exact test of two proportions, two-sided."""
    FISHER_ONE_SIDED = "fisher_one_sided"
    POISSON = "poisson"
    """The conditional test of two Poisson counts, two-sided: rare events, each counted."""
    POISSON_ONE_SIDED = "poisson_one_sided"
    NONE = "none"
    """None, for what is no rate of so many counted, such as a time or an availability."""


class Movement(Code):
    """What a test says of a rate."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    TOO_EARLY = "too_early"
    """It is too early to say: chance alone does as much."""
    UNTESTED = "untested"
    """No test was named, or none applies."""


class Benefit(Level):
    """What an improvement is worth."""

    __slots__ = ()

    HIGH: ClassVar[Benefit]
    MEDIUM: ClassVar[Benefit]
    LOW: ClassVar[Benefit]
    scale: ClassVar[tuple[Benefit, ...]]


class Effort(Level):
    """What an improvement takes; ServiceNow's S, M, L and XL."""

    __slots__ = ()

    EXTRA_LARGE: ClassVar[Effort]
    LARGE: ClassVar[Effort]
    MEDIUM: ClassVar[Effort]
    SMALL: ClassVar[Effort]
    scale: ClassVar[tuple[Effort, ...]]


Benefit.scale = (
    Benefit("high", "High", 3),
    Benefit("medium", "Medium", 2),
    Benefit("low", "Low", 1),
)
Benefit.HIGH, Benefit.MEDIUM, Benefit.LOW = Benefit.scale

Effort.scale = (
    Effort("extra_large", "XL", 4),
    Effort("large", "L", 3),
    Effort("medium", "M", 2),
    Effort("small", "S", 1),
)
Effort.EXTRA_LARGE, Effort.LARGE, Effort.MEDIUM, Effort.SMALL = Effort.scale
