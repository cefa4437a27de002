"""Properties: what a component says about itself, and when it takes place."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, timedelta, tzinfo
from typing import Any

import attrs
import icalendar

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._held import listed
from itsmcore.interop.icalendar._moments import Length, Moment, Replaced
from itsmcore.interop.icalendar._zones import Zones
from itsmcore.phrase import Phrase
from itsmcore.schedule import Span
from itsmcore.schedule._ends import Ends
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import clock
from itsmcore.shown import brief, shown

_NOTHING = timedelta(0)
RANGED = "has RECURRENCE-ID with RANGE; change each instance, or end the series and start one"
_TIMED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""The properties that decide when something takes place."""


@attrs.frozen
class Properties:
    """Read a component by the clocks of some zones; what cannot be read raises a Fault."""

    component: icalendar.Component
    zones: Zones

    @property
    def subject(self) -> str:
        """The name that a fault calls it by."""
        uid, summary = self.component.get("UID"), self.component.get("SUMMARY")
        name = "without UID" if uid is None else shown(str(uid))
        return f"{self.component.name} {name}" + (
            "" if summary is None else f" ({brief(str(summary))})"
        )

    def has(self, *names: str) -> bool:
        """Return whether it has any of some properties."""
        return any(name in self.component for name in names)

    def refuse_lost(self) -> None:
        """Refuse what icalendar could not read, and skipped."""
        self._refuse_lost({None, *_TIMED})

    def _refuse_lost(self, names: Container[str | None]) -> None:
        lost = [why for name, why in self.component.errors if name in names]
        if lost:
            raise Fault(
                "bad_property",
                Phrase("interop.subject.it"),
                Phrase("interop.bad_property", lost=brief("; ".join(map(str, lost)))),
            )

    def number(self, name: str) -> int:
        """Read a whole number; a missing one is 0."""
        return int(self.component.get(name, 0))

    def listed(self, name: str) -> list[Any]:
        """List every occurrence of a property."""
        return listed(self.component.get(name))

    def moment(self, name: str, beside: tzinfo | None = None) -> Moment | None:
        held = self._one(name)
        if held is None:
            return None
        return self.zones.moment(held.dt, held.params, name, beside)

    def dates(self, name: str, beside: tzinfo) -> list[tuple[Moment, Span | None]]:
        """Read a property that lists dates, times, or periods, which have their own ends."""
        found = list[tuple[Moment, Span | None]]()
        for held in self.listed(name):
            for given in held.dts:
                value, end = given.dt if isinstance(given.dt, tuple) else (given.dt, None)
                start = self.zones.moment(value, held.params, name, beside)
                span = None
                if isinstance(end, timedelta):
                    span = _duration(end).span(start)
                elif end is not None:
                    stop = self.zones.moment(end, held.params, name, beside)
                    span = _up_to(stop, start, name).span(start)
                found.append((start, span))
        return found

    def clock(self) -> tzinfo | None:
        """Find the zone of the start; None if there is none, or it cannot be read."""
        try:
            start = self.moment("DTSTART")
        except (Fault, ValueError, AttributeError):
            return None
        return None if start is None else start.place

    def replaced(self, beside: tzinfo | None) -> Replaced | None:
        """Read which instance of a series it replaces."""
        self._refuse_lost({"RECURRENCE-ID"})
        moment = self.moment("RECURRENCE-ID", beside or UTC)
        if moment is None:
            return None
        reach = self.component["RECURRENCE-ID"].params.get("RANGE")
        if reach is not None and str(reach).upper() != "THISANDFUTURE":
            raise Fault("unsupported", "RECURRENCE-ID", RANGED)
        return Replaced(moment, onward=reach is not None)

    def start(self) -> Moment:
        start = self.moment("DTSTART")
        if start is None:
            raise Fault("no_start", "DTSTART", Phrase("interop.no_start.dtstart_when_starts"))
        if self.has("RECURRENCE-ID") and self.has("RRULE", "RDATE"):
            words = Phrase("interop.properties.changes_instance_rrule")
            raise Fault("unsupported", "RRULE", words)
        return start

    def length(self, start: Moment, ends: Ends = "exact") -> Length:
        """Read how long it lasts; for a series, DTEND may be what the clock shows at each end."""
        end, duration = self.moment("DTEND", start.place), self._one("DURATION")
        if end is not None and duration is not None:
            raise Fault("bad_end", "DTEND", Phrase("interop.bad_end"))
        if duration is not None:
            length = _duration(duration.dt)
            if start.is_day and length.ends == "exact":
                words = Phrase("interop.properties.lasts_starts_date", time=length.time)
                raise Fault("bad_end", "DURATION", words)
            return length
        if end is not None:
            exact = _up_to(end, start, "DTEND")
            shown = clock(end.instant, start.place) - start.wall
            is_by_clock = ends == "local" and self.has("RRULE", "RDATE") and shown > _NOTHING
            return Length(shown, "local") if is_by_clock else exact
        if self.component.name == "AVAILABLE":
            raise Fault("no_end", "DTEND", Phrase("interop.no_end"))
        return Length(DAY, "local") if start.is_day else Length()

    def _one(self, name: str) -> Any:
        held = self.component.get(name)
        if isinstance(held, list):
            raise Fault("property_twice", name, Phrase("interop.property_twice", name=name))
        return held


def _duration(value: object) -> Length:
    if not isinstance(value, timedelta) or value < _NOTHING:
        raise Fault("bad_duration", "DURATION", Phrase("interop.bad_duration", value=shown(value)))
    return Length(value, "local" if value and not value % DAY else "exact")


def _up_to(end: Moment, start: Moment, name: str) -> Length:
    if start.is_day != end.is_day:
        words = Phrase(
            "interop.properties.starts_two_dates", start=start.wall, name=name, date=end.wall
        )
        raise Fault("bad_end", name, words)
    if end.instant < start.instant or (start.is_day and end.wall <= start.wall):
        words = Phrase("interop.properties.ends_starts_last", end=end.wall, start=start.wall)
        raise Fault("bad_end", name, words)
    if start.is_day:
        return Length(end.wall - start.wall, "local")
    return Length(end.instant - start.instant)
