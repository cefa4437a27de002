"""Properties: what a component says of itself, and when it takes place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import icalendar

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._moments import Length, Moment
from itsmcore.interop.icalendar._zones import Zones
from itsmcore.schedule import Span
from itsmcore.schedule._hours import DAY
from itsmcore.shown import brief, shown

_TIMED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""The properties that decide when something takes place."""


@attrs.frozen
class Properties:
    """Read a component by the clocks of some zones; what cannot be read is raised as a Fault."""

    component: icalendar.Component
    zones: Zones

    @property
    def subject(self) -> str:
        """What a fault calls it."""
        uid, summary = self.component.get("UID"), self.component.get("SUMMARY")
        name = "without UID" if uid is None else shown(str(uid))
        return f"{self.component.name} {name}" + ("" if summary is None else f" ({summary})")

    def has(self, *names: str) -> bool:
        """Tell whether it has any of some properties."""
        return any(name in self.component for name in names)

    def refuse_lost(self) -> None:
        """Refuse what icalendar could not read, and went on without."""
        errors = self.component.errors
        lost = [why for name, why in errors if name is None or name in _TIMED]
        if lost:
            raise Fault(
                "bad_property", "it", f"cannot be read ({brief('; '.join(map(str, lost)))})"
            )

    def number(self, name: str) -> int:
        """Read a whole number; one that is not there is 0."""
        return int(self.component.get(name, 0))

    def listed(self, name: str) -> list[Any]:
        """List each of a property."""
        return listed(self.component.get(name))

    def moment(self, name: str) -> Moment | None:
        held = self._one(name)
        if held is None:
            return None
        if "RANGE" in held.params:
            words = f"has {name} with RANGE; change each instance, or end the series and start one"
            raise Fault("unsupported", name, words)
        return self.zones.moment(held.dt, held.params, name)

    def dates(self, name: str) -> list[tuple[Moment, Span | None]]:
        """Read a property that lists dates, times, or periods, which have an end of their own."""
        found = list[tuple[Moment, Span | None]]()
        for held in self.listed(name):
            for given in held.dts:
                value, end = given.dt if isinstance(given.dt, tuple) else (given.dt, None)
                start = self.zones.moment(value, held.params, name)
                span = None
                if isinstance(end, timedelta):
                    span = _duration(end).span(start)
                elif end is not None:
                    stop = self.zones.moment(end, held.params, name)
                    span = _up_to(stop, start, name).span(start)
                found.append((start, span))
        return found

    def start(self) -> Moment:
        start = self.moment("DTSTART")
        if start is None:
            raise Fault("no_start", "DTSTART", "has no DTSTART; give when it starts")
        if self.has("RECURRENCE-ID") and self.has("RRULE", "RDATE"):
            words = "changes one instance, and has RRULE or RDATE; give it a UID of its own"
            raise Fault("unsupported", "RRULE", words)
        return start

    def length(self, start: Moment) -> Length:
        end, duration = self.moment("DTEND"), self._one("DURATION")
        if end is not None and duration is not None:
            raise Fault("bad_end", "DTEND", "has both DTEND and DURATION; leave one")
        if duration is not None:
            length = _duration(duration.dt)
            if start.is_day and not length.in_days:
                words = f"lasts {length.time}, and starts on a date; give whole days"
                raise Fault("bad_end", "DURATION", words)
            return length
        if end is not None:
            return _up_to(end, start, "DTEND")
        if self.component.name == "AVAILABLE":
            raise Fault("no_end", "DTEND", "has no end; give DTEND or DURATION")
        return Length(DAY, in_days=True) if start.is_day else Length()

    def _one(self, name: str) -> Any:
        held = self.component.get(name)
        if isinstance(held, list):
            raise Fault("property_twice", name, f"has {name} more than once; leave one")
        return held


def listed(held: Any) -> list[Any]:
    """List what is held: nothing, one thing, or a list of them."""
    return [] if held is None else held if isinstance(held, list) else [held]


def _duration(value: object) -> Length:
    if not isinstance(value, timedelta) or value < timedelta(0):
        raise Fault("bad_duration", "DURATION", f"lasts {shown(value)}; give for example PT4H")
    return Length(value, in_days=bool(value) and not value % DAY)


def _up_to(end: Moment, start: Moment, name: str) -> Length:
    if start.is_day != end.is_day:
        words = f"starts at {start.wall} and has {name} {end.wall}; give two dates or two times"
        raise Fault("bad_end", name, words)
    if end.instant < start.instant or (start.is_day and end.wall <= start.wall):
        words = f"ends at {end.wall}, and starts at {start.wall}; a last day's end is the day after"
        raise Fault("bad_end", name, words)
    if start.is_day:
        return Length(end.wall - start.wall, in_days=True)
    return Length(end.instant - start.instant)
