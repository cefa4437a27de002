"""Reading: from the text of a calendar, or its components, to a schedule."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from warnings import catch_warnings, simplefilter

import icalendar

from itsmcore.errors import BadValue, Fault, FaultyDefinition
from itsmcore.frozen import EMPTY
from itsmcore.interop.icalendar._availability import availability
from itsmcore.interop.icalendar._events import Where, events
from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._properties import Properties
from itsmcore.interop.icalendar._zones import zones_of
from itsmcore.schedule import Schedule
from itsmcore.shown import brief


def schedule_from(
    calendar: str | bytes | icalendar.Component | Iterable[icalendar.Component],
    *,
    tz: str | tzinfo | None = None,
    zones: Mapping[str, str | tzinfo] = EMPTY,
    where: Where | None = None,
) -> Schedule:
    """Read a calendar as the schedule that is open while its events take place.

    Recurrences follow the local clock of the zone they are written in: the zone of that name, and
    not the copy of its rules in the calendar. An event counts whether or not it blocks time
    (TRANSP); a cancelled one does not. An event that starts at a time and has no end takes no time.
    A length that is given as DTEND, or as a DURATION that is not whole days, is exact; whole days
    end at the local time at which they start. What is no event is left out.

    A calendar of VAVAILABILITY is open where its AVAILABLE parts say. Several of one PRIORITY are
    joined, and within its extent one goes before those of a lower priority.

    Args:
        calendar: the text, or a component or several that icalendar has read.
        tz: the zone of all-day events and of times without a zone.
        zones: what TZIDs mean that are the names of no zone. Windows names need not be given.
        where: tells which events count; an instance that was changed is asked for by itself.

    Raises:
        FaultyDefinition: something cannot be read, or means what no schedule can say; every fault.
        BadValue: the calendar is something else.

    >>> from datetime import UTC, datetime
    >>> office = schedule_from('''BEGIN:VEVENT
    ... UID:1
    ... DTSTART;TZID=Europe/Amsterdam:20260105T090000
    ... DTEND;TZID=Europe/Amsterdam:20260105T170000
    ... RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
    ... END:VEVENT''')
    >>> print(office.next_open(datetime(2026, 7, 4, tzinfo=UTC)))
    2026-07-06 07:00:00+00:00
    """
    roots, faults = _roots(calendar), Faults()
    places = zones_of(roots, tz, zones, faults)
    found, blocks = (
        [Properties(component, places) for root in roots for component in root.walk(name)]
        for name in ("VEVENT", "VAVAILABILITY")
    )
    if found and blocks:
        words = "holds both VEVENT and VAVAILABILITY; give what .walk() finds of one of them"
        faults.add("mixed", "calendar", words)
    read = events(found, where, faults) if found else availability(blocks, where, faults)
    if faults.found:
        raise FaultyDefinition("calendar", faults.found)
    return read


def _roots(calendar: object) -> list[icalendar.Component]:
    if isinstance(calendar, str | bytes):
        roots = _parsed(calendar)
    elif isinstance(calendar, icalendar.Component):
        roots = [calendar]
    else:
        given = list(calendar) if isinstance(calendar, Iterable) else [calendar]
        roots = [root for root in given if isinstance(root, icalendar.Component)]
        if len(roots) < len(given):
            expected = "the text of a calendar, or components of icalendar"
            raise BadValue(field="calendar", value=calendar, expected=expected)
        if not roots:
            return []
    if not {"VCALENDAR", "VEVENT", "VAVAILABILITY"} & {root.name for root in roots}:
        raise _bad_calendar("holds no VCALENDAR, VEVENT or VAVAILABILITY")
    return roots


def _parsed(text: str | bytes) -> list[icalendar.Component]:
    # icalendar would take a str without line breaks for the path of a file, and opens it.
    try:
        data = text.encode() if isinstance(text, str) else text
        with catch_warnings():
            simplefilter("ignore")  # it guesses at zones, and the guesses are not used
            roots = icalendar.Calendar.from_ical(data.removeprefix(BOM_UTF8), multiple=True)
    except Exception as error:  # whatever it trips over
        raise _bad_calendar(f"cannot be read ({brief(str(error))})") from error
    begun, ended = (len(re.findall(rb"(?mi)^%b:" % word, data)) for word in (b"BEGIN", b"END"))
    if begun > ended:
        raise _bad_calendar("ends before its components do")
    return list[icalendar.Component](roots)


def _bad_calendar(why: str) -> FaultyDefinition:
    fault = Fault("bad_calendar", "calendar", f"{why}; give a whole iCalendar text")
    return FaultyDefinition("calendar", [fault])
