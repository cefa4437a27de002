"""Reading: from the text of a calendar, or its components, to a schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import get_args

import icalendar

from itsmcore.errors import BadValue, Fault, FaultyDefinition
from itsmcore.fields import as_mapping, is_in, one_or_several, refuse_faults
from itsmcore.frozen import EMPTY
from itsmcore.interop.icalendar._availability import availability
from itsmcore.interop.icalendar._events import Where, events
from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._parsing import bad_calendar, parsed
from itsmcore.interop.icalendar._properties import Properties
from itsmcore.interop.icalendar._zones import zones_of
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import Schedule
from itsmcore.schedule._ends import Ends
from itsmcore.schedule._zone import zone
from itsmcore.shown import shown


def schedule_from(
    calendar: str | bytes | icalendar.Component | Iterable[icalendar.Component],
    *,
    tz: str | tzinfo | None = None,
    zones: Mapping[str, str | tzinfo] = EMPTY,
    where: Where | None = None,
    ends: Ends = "exact",
) -> Schedule:
    """Read a calendar as the schedule that is open while its events take place.

    Recurrences follow the local clock of the zone they are written in: the zone of that name rather
    than the copy of its rules in the calendar, or those rules if no zone has the name. An event
    counts whether or not it blocks time (TRANSP); a cancelled one does not. An event that starts at
    a time and has no end takes no time. A length given as DTEND, or as a DURATION that is not whole
    days, is exact; whole days end at the local time at which they start. Anything but events is
    left out.

    A calendar of VAVAILABILITY is open when its AVAILABLE parts say so. Those of one PRIORITY are
    joined, and within its extent each overrides those of a lower priority.

    Args:
        calendar: the text, or a component or several that icalendar has read.
        tz: the zone of all-day events and of times without a zone.
        zones: what TZIDs mean that are not zone names. Windows names need not be given.
        where: returns whether an event counts; it is asked separately about a changed
            instance. Events that do not count are not judged.
        ends: what the DTEND of a series means when the clock changes: `"exact"`, so that each lasts
            as long as the first (RFC 5545), or `"local"`, so that each ends when the clock shows
            the same time, and a weekly rota has no gap in autumn.

    Raises:
        FaultyDefinition: something cannot be read, or has no equivalent in a schedule; lists every
            fault. `read` reads what can be read.
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
    schedule, faults = read(calendar, tz=tz, zones=zones, where=where, ends=ends)
    refuse_faults(Phrase("interop.named.calendar"), faults)
    return schedule


def read(
    calendar: str | bytes | icalendar.Component | Iterable[icalendar.Component],
    *,
    tz: str | tzinfo | None = None,
    zones: Mapping[str, str | tzinfo] = EMPTY,
    where: Where | None = None,
    ends: Ends = "exact",
) -> tuple[Schedule, tuple[Fault, ...]]:
    """Read a calendar as far as it can be read, and report what could not be.

    Only an event that has a fault is left out: the others of its UID are read as though it were not
    there. What is not a calendar at all is never open.

    Args:
        calendar: as for `schedule_from`, like the other arguments.
        tz: the zone of all-day events and of times without a zone.
        zones: what TZIDs mean that are not zone names.
        where: returns whether an event counts.
        ends: what the DTEND of a series means when the clock changes.

    Returns:
        The schedule, and every fault; if there are none, `schedule_from` returns the same schedule.

    Raises:
        FaultyDefinition: `tz`, `zones` or `ends` is something else.
        BadValue: the calendar is something else.

    >>> from datetime import UTC, datetime
    >>> freeze, faults = read('''BEGIN:VCALENDAR
    ... BEGIN:VEVENT
    ... UID:freeze
    ... DTSTART:20261218T170000Z
    ... DTEND:20270104T070000Z
    ... END:VEVENT
    ... BEGIN:VEVENT
    ... UID:party
    ... DTSTART;TZID=Party Time:20261219T170000
    ... END:VEVENT
    ... END:VCALENDAR''')
    >>> print(freeze.next_open(datetime(2026, 12, 1, tzinfo=UTC)))
    2026-12-18 17:00:00+00:00
    >>> print(*faults)
    VEVENT 'party': there is no time zone 'Party Time'; pass zones={'Party Time': 'Europe/Paris'}
    """
    as_mapping(zones, "zones", Phrase("interop.reading.mapping_tzids_zones"))
    if where is not None and not callable(where):
        raise BadValue(
            field="where", value=where, expected=Phrase("interop.expected.function_event")
        )
    place, given = _asked(tz, zones, ends)
    faults = Faults()
    roots = _roots(calendar, faults)
    found, blocks = list[Properties](), list[Properties]()
    for scope in _scopes(roots):
        places = zones_of(scope, place, given)
        for name, parts in ("VEVENT", found), ("VAVAILABILITY", blocks):
            parts.extend(Properties(part, places) for of in scope for part in of.walk(name))
    if found and blocks:
        words = say("interop.reading.holds_both_vevent")
        faults.add("mixed", "calendar", words)
    if found:
        schedule = events(found, where, ends, faults)
    else:
        schedule = availability(blocks, where, ends, faults)
    return schedule, tuple(faults.found)


def _asked(
    tz: str | tzinfo | None, zones: Mapping[str, str | tzinfo], ends: Ends
) -> tuple[tzinfo | None, dict[str, tzinfo]]:
    """Check what the caller passes, or refuse it."""
    faults = Faults()
    place = None if tz is None else faults.read("tz", zone, tz)
    given = {
        tzid: faults.read(say("interop.reading.zones", tzid=shown(tzid)), zone, name)
        for tzid, name in zones.items()
    }
    if not is_in(ends, get_args(Ends)):
        faults.add("bad_ends", "ends", say("interop.reading.neither_exact_nor", ends=shown(ends)))
    if faults.found:
        raise FaultyDefinition(Phrase("interop.named.calendar"), faults.found)
    return place, {tzid: found for tzid, found in given.items() if found is not None}


def _roots(calendar: object, faults: Faults) -> list[icalendar.Component]:
    if isinstance(calendar, str | bytes):
        roots = parsed(calendar, faults)
    elif isinstance(calendar, icalendar.Component):
        roots = [calendar]
    else:
        given = one_or_several(calendar)
        roots = [root for root in given if isinstance(root, icalendar.Component)]
        if len(roots) < len(given):
            expected = Phrase("interop.expected.text_calendar_components_icalendar")
            raise BadValue(field="calendar", value=calendar, expected=expected)
        if not roots:
            return []
    if not {"VCALENDAR", "VEVENT", "VAVAILABILITY"} & {root.name for root in roots}:
        bad_calendar(faults, say("interop.reading.holds_vcalendar_vevent"))
    return roots


def _scopes(roots: Iterable[icalendar.Component]) -> list[list[icalendar.Component]]:
    """Separate scopes in which a TZID may mean different zones: calendars, and what is in none."""
    calendars, loose = list[list[icalendar.Component]](), list[icalendar.Component]()
    for root in roots:
        if root.name == "VCALENDAR":
            calendars.append([root])
        else:
            loose.append(root)
    return [*calendars, loose]
