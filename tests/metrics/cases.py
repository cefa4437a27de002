"""Plain counts of a log, which the figures are held against."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from itsmcore import Phase, Timeline
from itsmcore.metrics import Compliance
from itsmcore.timeline import Step
from tests.instants import HOUR
from tests.instants import NINE as T0

DONE = (Phase.RESOLVED, Phase.CLOSED)

Desk: TypeAlias = Mapping[str, Timeline]


def after(hours: float) -> datetime:
    """Give the instant so many hours after the first step of such a log."""
    return T0 + hours * HOUR


def known(timeline: Timeline, at: datetime) -> list[Step]:
    """List the steps that had been taken."""
    return [step for step in timeline if step.at <= at]


def begun(desk: Desk, at: datetime) -> dict[str, list[Step]]:
    """Find the cases that had a step."""
    return {case: known(t, at) for case, t in desk.items() if known(t, at)}


def phase_of(step: Step) -> Phase | None:
    """Read its phase, if it has one."""
    phase = step.facts.get("phase")
    return phase if isinstance(phase, Phase) else None


def resolved_at(steps: list[Step]) -> datetime | None:
    """Go forward through the steps and forget a resolution where work began again."""
    since = None
    for step in steps:
        if phase_of(step) in DONE:
            since = since or step.at
        elif phase_of(step) is not None:
            since = None
    return None if phase_of(steps[-1]) is None else since


def middle(lengths: list[timedelta]) -> timedelta:
    """Find the median."""
    ordered = sorted(lengths)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high) // 2


def counted(result: Compliance) -> list[tuple[object, ...]]:
    """List what stands first in the rows of a result, and what was met, missed or is open."""
    last = ("met", "missed", "open")
    return [
        tuple(of for name, of in row.items() if name in (*result.by, "period", *last))
        for row in result.rows
    ]
