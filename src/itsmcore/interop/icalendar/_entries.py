"""Entries: the events that together say when a schedule is open."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import attrs
import icalendar

from itsmcore.interop.icalendar._repeats import repeats
from itsmcore.schedule import Schedule, Span


@attrs.frozen
class _Entry:
    """An event to be written: local times, a rule, and what is left out of it.

    UIDs are made of its repr, so another name for it, or for a field, would change them.
    """

    starts: datetime
    ends: datetime
    place: tzinfo
    rule: str = ""
    until: datetime | None = None
    left_out: tuple[datetime, ...] = ()

    def write(self, component: icalendar.Component) -> None:
        component.add("DTSTART", self._local(self.starts))
        component.add("DTEND", self._local(self.ends))
        if self.rule:
            rule = icalendar.vRecur.from_ical(self.rule)
            rule["UNTIL"] = [self.until]
            component.add("RRULE", rule)
        if self.left_out:
            component.add("EXDATE", [self._local(wall) for wall in self.left_out])

    def _local(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.place)


def entries(schedule: Schedule, start: datetime, end: datetime) -> list[_Entry]:
    """Express by rules what rules can express, and the rest as single events, in UTC."""
    found, said = list[_Entry](), list[Span]()
    for repeat in dict.fromkeys(repeats(schedule.rule, start, end)):
        kept = {
            opens: wall
            for wall, opens, closes in repeat.steady()
            if start <= opens and closes <= end and schedule.covers(opens, closes)
        }
        walls = sorted(kept.values())
        left_out = [
            wall
            for wall in repeat.walls
            if walls and walls[0] < wall < walls[-1] and repeat.instant(wall) not in kept
        ]
        if len(walls) > max(len(left_out), 1):
            first, until = walls[0], repeat.instant(walls[-1])
            found.append(
                _Entry(
                    first,
                    first + repeat.length,
                    repeat.place,
                    repeat.rule,
                    until,
                    tuple(left_out),
                )
            )
            said += [Span(opens, opens + repeat.length) for opens in kept]
    for window in (schedule - Schedule.of(said)).windows(start, end):
        starts, ends = (edge.replace(tzinfo=None) for edge in (window.start, window.end))
        found.append(_Entry(starts, ends, UTC))
    return found
