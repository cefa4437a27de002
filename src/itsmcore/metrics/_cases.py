"""Cases: what a log tells of each, up to an instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import ItemsView, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeAlias

from itsmcore.errors import BadInstant, BadValue
from itsmcore.instant import utc
from itsmcore.phase import Phase
from itsmcore.timeline import Step, Timeline

Steps: TypeAlias = Sequence[Step]

DONE = (Phase.RESOLVED, Phase.CLOSED)

_at = attrgetter("at")


def logged(timelines: Mapping[str, Timeline]) -> ItemsView[str, Timeline]:
    """Give every case with its timeline.

    Raises:
        BadValue: the timelines are no mapping.
    """
    if not hasattr(timelines, "items"):
        expected = "a mapping from each record's number to its timeline"
        raise BadValue(field="timelines", value=timelines, expected=expected)
    return timelines.items()


def begun(timelines: Mapping[str, Timeline], at: datetime) -> Iterator[tuple[str, Steps]]:
    """Give the cases that had begun at an instant, each with its steps up to there."""
    for case, timeline in logged(timelines):
        steps = timeline.steps[: bisect_right(timeline.steps, at, key=_at)]
        if steps:
            yield case, steps


def phase_of(step: Step) -> Phase | None:
    """Read the phase; whatever else a log has in its place is None."""
    phase = step.facts.get("phase")
    return phase if isinstance(phase, Phase) else None


def instant(value: Any) -> datetime | None:
    """Read an instant, in UTC; whatever else a log has in its place is None."""
    try:
        return utc(value)
    except BadInstant:
        return None
