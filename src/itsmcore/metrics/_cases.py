"""Cases: what a log tells of each, up to an instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from itsmcore.absent import present
from itsmcore.errors import BadInstant, BadValue
from itsmcore.fields import maybe_a
from itsmcore.instant import utc
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import Schedule
from itsmcore.service_levels._doubles import doubles
from itsmcore.timeline import Step, Timeline

Steps: TypeAlias = Sequence[Step]

DONE = (Phase.RESOLVED, Phase.CLOSED)

_at = attrgetter("at")


def logged(timelines: Mapping[str, Timeline]) -> Iterator[tuple[str, Timeline]]:
    """Yield every case with its timeline.

    Raises:
        BadValue: the timelines are not a mapping, or one of them is something else.
    """
    expected = Phrase("metrics.expected.timelines")
    if not hasattr(timelines, "items"):
        raise BadValue(field="timelines", value=timelines, expected=expected)
    for case, timeline in timelines.items():
        if not isinstance(timeline, Timeline):
            raise BadValue(field="timelines", value=timeline, expected=expected)
        yield case, timeline


def hours_of(schedule: Schedule | None) -> Schedule:
    """Return the open time that is asked for; by default always open.

    Raises:
        BadValue: it is not a schedule.
    """
    return maybe_a(Schedule, schedule, "schedule") or Schedule.always()


def begun(timelines: Mapping[str, Timeline], at: datetime) -> Iterator[tuple[str, Steps]]:
    """Yield the cases that had begun at an instant, each with its steps up to it."""
    for case, timeline in logged(timelines):
        steps = timeline.steps[: bisect_right(timeline.steps, at, key=_at)]
        if steps:
            yield case, steps


def told(step: Step, name: str) -> Any:
    """Read a fact; what is absent, in whatever form, is None."""
    return present(step.facts.get(name))


def several(value: object) -> tuple[Any, ...]:
    """Read a fact that may be one value or several; anything else in a log counts as none."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, tuple | list | set | frozenset) else ()


@attrs.frozen
class Cases:
    """The steps of cases by their numbers, and those of duplicates."""

    kept: dict[str, Steps]
    doubles: dict[str, Steps] = attrs.field(factory=dict)

    @property
    def several(self) -> list[Steps]:
        """The steps of each case that is kept."""
        return list(self.kept.values())


def cases_of(timelines: Mapping[str, Timeline], at: datetime) -> Cases:
    """Return the cases that had begun, and separately those that are duplicates."""
    cases = dict(begun(timelines, at))
    others = doubles({case: steps[-1] for case, steps in cases.items()})
    return Cases(
        {case: steps for case, steps in cases.items() if case not in others},
        {case: steps for case, steps in cases.items() if case in others},
    )


def duplicates_note(count: int) -> Iterator[str]:
    """Yield how many duplicates were left out, if any."""
    if count:
        yield say("metrics.cases.left_out", count=count)


def phase_of(step: Step) -> Phase | None:
    """Read the phase; anything else in its place is None."""
    phase = step.facts.get("phase")
    return phase if isinstance(phase, Phase) else None


def instant(value: Any) -> datetime | None:
    """Read an instant, in UTC; anything else in its place is None."""
    try:
        return utc(value)
    except BadInstant:
        return None
