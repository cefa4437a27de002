"""Writing: from a schedule to a calendar of its open time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal, get_args
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import icalendar

from itsmcore.documents import Unwritable
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, is_in
from itsmcore.instant import utc
from itsmcore.interop.icalendar._entries import entries
from itsmcore.interop.icalendar._held import listed
from itsmcore.interop.icalendar._moments import Moment
from itsmcore.phrase import Phrase
from itsmcore.plain import flaw_of_text
from itsmcore.schedule import Schedule, Span

Form = Literal["events", "availability"]
"""The form in which open time is written: as events, or as RFC 7953's availability."""


def calendar_from(
    schedule: Schedule,
    *,
    start: datetime,
    end: datetime,
    summary: str = "Open",
    form: Form = "events",
    stamp: datetime | None = None,
) -> icalendar.Calendar:
    """Write the open time of a schedule between two instants as a calendar.

    Weekly hours and recurrences become rules on the clock of their zone, whose changes are written
    too (VTIMEZONE), so that they stay at the same local time. What differs from a rule is left out
    of it (EXDATE): holidays, what is cut off or taken out, and stretches during which the clock
    changes, since programs disagree how long these are. They, and whatever else is open, are
    written as single events, in UTC. `schedule_from` reads the same open time.

    The same arguments always give the same text: the UIDs are made from what they name.

    Args:
        schedule: the schedule.
        start: the first instant that is written about.
        end: where the calendar ends.
        summary: the summary of the events.
        form: `"events"`, which every program shows and which do not block time, or
            `"availability"` (RFC 7953), which says that all other time is not available.
        stamp: when it was written; by default the start.

    Raises:
        NaiveTime: an instant has no zone.
        BadSpan: the end lies before the start.
        BadValue: there is no such form.
        Unwritable: an opening or a closing lies within a second, and calendars only know whole
            ones.

    >>> from itsmcore.interop.icalendar import schedule_from
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> year = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    >>> calendar = calendar_from(office, start=year[0], end=year[1])
    >>> for name in "DTSTART", "RRULE":
    ...     print(calendar.events[0].content_line(name, calendar.events[0][name]))
    DTSTART;TZID=Europe/Amsterdam:20260101T090000
    RRULE:FREQ=WEEKLY;UNTIL=20261231T080000Z;BYDAY=MO,TU,WE,TH,FR
    >>> schedule_from(calendar.to_ical()).same_open_time(office, *year)
    True
    """
    if not is_in(form, get_args(Form)):
        raise BadValue(
            field="form", value=form, expected=Phrase("interop.expected.events_availability")
        )
    as_a(Schedule, schedule, "schedule")
    flaw = flaw_of_text(as_a(str, summary, "summary", Phrase("kinds.text")))
    if flaw:
        raise Unwritable(value=summary, why=Phrase("interop.why.fix", flaw=flaw))
    first, last = utc(start), utc(end)
    within = Span(first, last)
    windows = schedule.windows(first, last)
    for window in (*windows, within) if form == "availability" else windows:
        for edge in (window.start, window.end):
            if edge is not None and edge.microsecond:
                raise Unwritable(value=edge, why=Phrase("interop.why.calendars_know_whole_seconds"))
    found = entries(schedule, first, last)
    calendar = icalendar.Calendar()
    _add(calendar, PRODID="-//itsmcore//itsmcore//EN", VERSION="2.0")
    for name in sorted({str(entry.place) for entry in found if entry.place is not UTC}):
        calendar.add_component(_timezone(ZoneInfo(name), first, last))
    holder: icalendar.Component = calendar
    made: type[icalendar.Component] = icalendar.Event
    written = utc(start if stamp is None else stamp)
    if form == "availability":
        holder, made = icalendar.Availability(), icalendar.Available
        _add(holder, UID=_uid(summary, within), DTSTAMP=written, DTSTART=first, DTEND=last)
        calendar.add_component(holder)
    for entry in found:
        component = made()
        _add(component, UID=_uid(summary, entry), DTSTAMP=written, SUMMARY=summary)
        entry.write(component)
        if form == "events":
            component.add("TRANSP", "TRANSPARENT")
        holder.add_component(component)
    return calendar


def _timezone(place: ZoneInfo, start: datetime, end: datetime) -> icalendar.Component:
    """Write when the clock of a zone changes, each time in that of the clock before."""
    first, last = date(max(start.year - 1, 1), 1, 1), date(min(end.year + 1, 9999), 12, 31)
    written = icalendar.Timezone.from_tzinfo(place, place.key, first, last)
    for part in written.subcomponents:
        before, after = (part.get(name).td for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        if after > before:  # icalendar gives what the clock shows next
            walls = [part.get("DTSTART").dt]
            walls += [given.dt for held in listed(part.get("RDATE")) for given in held.dts]
            told = [(Moment(wall, place).instant + before).replace(tzinfo=None) for wall in walls]
            for name in ("DTSTART", "RDATE"):
                part.pop(name, None)
            part.add("DTSTART", told[0])
            if told[1:]:
                part.add("RDATE", told[1:])
    return written


def _add(component: icalendar.Component, **properties: object) -> None:
    for name, value in properties.items():
        component.add(name, value)


def _uid(summary: str, of: object) -> str:
    return str(uuid5(NAMESPACE_URL, f"itsmcore:{summary} {of}"))
