"""An improvement that several tests tell of: half as many reopened incidents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from itsmcore.figures import Figure
from itsmcore.improvements import IMPROVEMENT, Improvement, ImprovementModel
from itsmcore.objectives import Objective
from itsmcore.proportions import Proportion

MARCH, APRIL, MAY, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5, 6))
BASELINE = Proportion(49, 410).figure("reopened", since=MARCH, until=APRIL)
TARGET = Objective("reopened", at_most=0.06)


def value(count: int = 31, of: int = 388, **more: Any) -> Figure:
    """Return what was measured in April."""
    return Proportion(count, of).figure("reopened", **{"since": APRIL, "until": MAY, **more})


def proposed(model: ImprovementModel = IMPROVEMENT, **facts: Any) -> Improvement:
    """Return it as it was proposed."""
    said = {"summary": "Half the reopened", "baseline": BASELINE, "target": TARGET, **facts}
    return model.open("IMP-1", at=APRIL, by="ines", **said)


def assessed(model: ImprovementModel = IMPROVEMENT, **facts: Any) -> Improvement:
    """Return it as it waits for whoever approves it."""
    return proposed(model, **facts).accept(at=APRIL, by="omar").assess(at=APRIL, by="ines")


def started(model: ImprovementModel = IMPROVEMENT, **facts: Any) -> Improvement:
    """Return it as it is done."""
    return assessed(model, **facts).approve(at=APRIL, by="omar").start(at=APRIL, by="ines")


def reviewed(
    count: int = 31, of: int = 388, model: ImprovementModel = IMPROVEMENT, **facts: Any
) -> Improvement:
    """Return it as it is checked, by a value of so many of so many."""
    figure = value(count, of)
    measured = started(model, **facts).measure(at=MAY, by="ines", figure=figure)
    return measured.review(at=MAY, by="ines")


def refused(imp: Improvement, verb: str, by: str = "omar", at: datetime = MAY, **data: Any) -> str:
    """Return the reasons against a verb, in words."""
    return "; ".join(reason.words for reason in imp.why_not(verb, at=at, by=by, **data))
