"""Calendars: schedules as iCalendar holds them (RFC 5545, RFC 7953), by the package icalendar."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import reduce
from operator import or_
from typing import Any, Literal, TypeVar, get_args
from uuid import NAMESPACE_URL, uuid5
from warnings import catch_warnings, simplefilter
from zoneinfo import ZoneInfo

import attrs

try:
    import icalendar
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
except ImportError as error:
    raise ImportError(
        "itsmcore.interop.icalendar needs icalendar: pip install 'itsmcore[icalendar]'"
    ) from error

from itsmcore.errors import BadValue, Fault, FaultyDefinition
from itsmcore.frozen import EMPTY
from itsmcore.instant import utc
from itsmcore.interop.errors import Unwritable
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._hours import DAY, Week, Windows
from itsmcore.schedule._local import zone, zone_name
from itsmcore.schedule._recurrence import Recurrence, recurrence
from itsmcore.schedule._rules import LONGEST, Combined, Recurring, Rule
from itsmcore.schedule._weekly import Weekly

__all__ = ["Form", "calendar_from", "schedule_from"]

T = TypeVar("T")
Form = Literal["events", "availability"]
"""As what open time is written: as events, or as what RFC 7953 calls availability."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNKNOWN_PARTS = {"BYEASTER", "BYWEEKDAY"}
"""What dateutil knows of rules, and RFC 5545 does not."""
_ENDS = {"UNTIL", "COUNT"}
_FAR = timedelta(days=400)
_PRODID = "-//itsmcore//itsmcore//EN"
_EXAMPLE = "'Europe/Paris'"
_TIMED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""The properties that decide when something takes place."""
_HALF_DAY, _SLACK = timedelta(hours=12), timedelta(hours=6)
_ZERO = timedelta(0)
_LOWEST = 10
"""PRIORITY is 1 to 9, and 0 for none, which comes after them."""


# --- reading ----------------------------------------------------------------------------------


def schedule_from(
    calendar: str | bytes | icalendar.Component | Iterable[icalendar.Component],
    *,
    tz: str | tzinfo | None = None,
    zones: Mapping[str, str | tzinfo] = EMPTY,
    where: Callable[[icalendar.Component], bool] | None = None,
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

    >>> office = schedule_from('''BEGIN:VEVENT
    ... UID:1
    ... DTSTART;TZID=Europe/Amsterdam:20260105T090000
    ... DTEND;TZID=Europe/Amsterdam:20260105T170000
    ... RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
    ... END:VEVENT''')
    >>> print(office.next_open(datetime(2026, 7, 4, tzinfo=UTC)))
    2026-07-06 07:00:00+00:00
    """
    roots = _roots(calendar)
    reader = _Reader(roots, tz, zones, where)
    events = [event for root in roots for event in root.walk("VEVENT")]
    blocks = [block for root in roots for block in root.walk("VAVAILABILITY")]
    if events and blocks:
        words = "holds both VEVENT and VAVAILABILITY; give what .walk() finds of one of them"
        reader.faults.append(Fault("mixed", "calendar", words))
    found = reader.events(events) if events else reader.availability(blocks)
    if reader.faults:
        raise FaultyDefinition("calendar", reader.faults)
    return found


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
        raise _bad_calendar(f"cannot be read ({error})") from error
    begun, ended = (len(re.findall(rb"(?mi)^%b:" % word, data)) for word in (b"BEGIN", b"END"))
    if begun > ended:
        raise _bad_calendar("ends before its components do")
    return list[icalendar.Component](roots)


def _bad_calendar(why: str) -> FaultyDefinition:
    fault = Fault("bad_calendar", "calendar", f"{why}; give a whole iCalendar text")
    return FaultyDefinition("calendar", [fault])


@attrs.frozen
class _Moment:
    """Hold a date, or a time, on the clock of a zone."""

    wall: datetime
    place: tzinfo
    is_day: bool = False

    @property
    def instant(self) -> datetime:
        return _instant(self.wall, self.place)


def _wall(instant: datetime, place: tzinfo) -> datetime:
    return instant.astimezone(place).replace(tzinfo=None, fold=0)


def _instant(wall: datetime, place: tzinfo) -> datetime:
    return utc(wall.replace(tzinfo=place))


@attrs.frozen
class _Length:
    """Hold how long something lasts: in exact time, or in days of the local clock."""

    time: timedelta
    in_days: bool = False

    def span(self, start: _Moment) -> Span:
        if self.in_days:
            return Span(start.instant, _instant(start.wall + self.time, start.place))
        return Span(start.instant, start.instant + self.time)


@attrs.frozen
class _Event:
    """Hold what a component says; one that does not count only takes the place of an instance."""

    component: icalendar.Component
    sequence: int
    replaces: _Moment | None
    start: _Moment | None = None
    length: _Length = _Length(_ZERO)


class _Reader:
    """Read components, and collect their faults."""

    def __init__(
        self,
        roots: list[icalendar.Component],
        tz: str | tzinfo | None,
        zones: Mapping[str, str | tzinfo],
        where: Callable[[icalendar.Component], bool] | None,
    ) -> None:
        self.faults: list[Fault] = []
        self._subject = "tz"
        self._where = where or (lambda _: True)
        self._tz = None if tz is None else self._read(zone, tz)
        self._zones: dict[str, tzinfo] = {}
        for tzid, name in zones.items():
            self._subject = f"zones {tzid!r}"
            if (place := self._read(zone, name)) is not None:
                self._zones[tzid] = place
        self._located = {
            str(found.get("TZID")): str(found["X-LIC-LOCATION"])
            for root in roots
            for found in root.walk("VTIMEZONE")
            if "X-LIC-LOCATION" in found
        }
        usual = [str(root["X-WR-TIMEZONE"]) for root in roots if "X-WR-TIMEZONE" in root]
        self._usual = repr(usual[0]) if usual else _EXAMPLE

    def _read(self, reader: Callable[..., T], *values: Any) -> T | None:
        try:
            return reader(*values)
        except Fault as fault:
            found = Fault(fault.code, self._subject, fault.words)
        except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
            found = Fault("bad_property", self._subject, f"cannot be read ({error})")
        self.faults.append(found)
        return None

    # --- components ---------------------------------------------------------------------------

    def events(self, components: Iterable[icalendar.Component]) -> Schedule:
        """Join events, those of one UID taken together."""
        series: dict[object, list[_Event]] = {}
        for component in components:
            self._subject = _subject(component)
            counts = self._where(component)
            if counts or "RECURRENCE-ID" in component:
                event = self._event(component, counts=counts)
                if event is not None:
                    series.setdefault(component.get("UID", id(component)), []).append(event)
        parts = [part for events in series.values() for part in self._joined(events)]
        spans = [part for part in parts if isinstance(part, Span) and part.length]
        schedules = [part for part in parts if isinstance(part, Schedule)]
        if spans or not schedules:
            schedules.append(Schedule.of(spans) if spans else Schedule.never())
        return reduce(or_, schedules)

    def availability(self, components: Iterable[icalendar.Component]) -> Schedule:
        """Join availability, the lowest priority first."""
        levels: dict[int, list[tuple[Schedule, Schedule]]] = {}
        for component in components:
            available = self.events(component.walk("AVAILABLE"))
            self._subject = _subject(component)
            rank = self._read(_priority, component)
            extent = self._read(self._extent, component)
            if rank is not None and extent is not None:
                levels.setdefault(rank, []).append((available, extent))
        found: Schedule | None = None
        always = Schedule.always()
        for _, blocks in sorted(levels.items(), reverse=True):
            opened = [of if extent == always else of & extent for of, extent in blocks]
            if found is not None:
                opened.append(found - reduce(or_, (extent for _, extent in blocks)))
            found = reduce(or_, opened)
        return found or Schedule.never()

    def _extent(self, component: icalendar.Component) -> Schedule:
        _refuse_lost(component)
        if "RRULE" in component:
            raise Fault("unsupported", "RRULE", "has RRULE; only its AVAILABLE parts may recur")
        start = self._moment(component, "DTSTART")
        if start is not None and {"DTEND", "DURATION"} & component.keys():
            return Schedule.of([self._length(component, start).span(start)])
        if start is not None:
            return Schedule.between(start.instant, None)
        if "DURATION" in component:
            raise Fault("no_start", "DTSTART", "has DURATION without DTSTART; give both")
        end = self._moment(component, "DTEND")
        return Schedule.always() if end is None else ~Schedule.between(end.instant, None)

    def _event(self, component: icalendar.Component, *, counts: bool) -> _Event | None:
        """Read a component; None where it has faults."""
        known = len(self.faults)
        self._read(_refuse_lost, component)
        if len(self.faults) > known:
            return None
        replaces = self._read(self._moment, component, "RECURRENCE-ID")
        sequence = self._read(lambda: int(component.get("SEQUENCE", 0)))
        if str(component.get("STATUS", "")).upper() == "CANCELLED":
            counts = False
        start, length = None, None
        if counts:
            start = self._read(self._start, component)
        if start is not None:
            length = self._read(self._length, component, start)
        if len(self.faults) > known:
            return None
        return _Event(component, sequence or 0, replaces, start, length or _Length(_ZERO))

    def _joined(self, events: list[_Event]) -> Iterator[Span | Schedule]:
        """Take the newest of each instance, and the series without those that were changed."""
        newest: dict[_Moment | None, _Event] = {}
        for event in events:
            self._subject = _subject(event.component)
            before = newest.setdefault(event.replaces, event)
            if before is not event and before.sequence == event.sequence:
                words = "is there more than once; leave one, or give the newer a higher SEQUENCE"
                self.faults.append(Fault("event_twice", self._subject, words))
            elif before.sequence < event.sequence:
                newest[event.replaces] = event
        master = newest.pop(None, None)
        if master is not None and master.start is not None:
            self._subject = _subject(master.component)
            yield from self._read(self._series, master, master.start, list(newest)) or ()
        for event in newest.values():
            if event.start is not None:
                self._subject = _subject(event.component)
                span = self._read(event.length.span, event.start)
                yield from () if span is None else (span,)

    # --- one series ---------------------------------------------------------------------------

    def _series(
        self, event: _Event, start: _Moment, changed: list[_Moment | None]
    ) -> list[Span | Schedule]:
        """Give the recurrences of an event, and its other instances as spans."""
        component, length = event.component, event.length
        rules, only = self._rules(component, start)
        if rules and length.time > LONGEST:
            words = f"lasts longer than {LONGEST.days} days, and recurs; make it shorter"
            raise Fault("bad_duration", "DTEND", words)
        added = self._dates(component, "RDATE")
        if any(moment.is_day and not start.is_day for moment, _ in added):
            raise Fault("bad_date", "RDATE", "starts at a time, and has RDATE with a date")
        left_out = [moment for moment, _ in self._dates(component, "EXDATE")]
        left_out += [moment for moment in changed if moment is not None]
        gone = [_as_day(moment, start) for moment in left_out]
        instants = {moment.instant for moment in gone if moment.is_day == start.is_day}
        days = {moment.wall.date() for moment in gone if moment.is_day}

        def is_out(moment: _Moment) -> bool:
            return moment.instant in instants or moment.wall.date() in days

        if only:
            added.insert(0, (start, None))
        once = [(_as_day(moment, start), span) for moment, span in added]
        spans = [span or length.span(moment) for moment, span in once if not is_out(moment)]
        if not rules or not length.time:
            return [*spans]
        found = reduce(or_, (_recurring(rule, length, start.place) for rule in rules))
        near = [_wall(instant, start.place) for instant in instants]
        near += [datetime.combine(day, time(12)) for day in days]
        holes = {
            length.span(of)
            for wall in near
            for of in _moments(rules, wall, 2 * DAY, start)
            if is_out(of)
        }
        # What an instance that is left out shares with another one stays open.
        kept = {
            span
            for hole in holes
            for of in _moments(rules, _wall(hole.start, start.place), length.time + 2 * DAY, start)
            if not is_out(of) and _overlap(span := length.span(of), hole)
        }
        if holes:
            found -= Schedule.of(sorted(holes, key=_start))
        return [found, *spans, *sorted(kept, key=_start)]

    def _rules(
        self, component: icalendar.Component, start: _Moment
    ) -> tuple[list[Recurrence], bool]:
        """Read the rules, and tell whether the start is an instance that none of them gives."""
        if "EXRULE" in component:
            raise Fault("unsupported", "EXRULE", "has EXRULE; write its instances as EXDATE")
        rules, only = list[Recurrence](), True
        for given in _listed(component.get("RRULE")):
            rule = icalendar.vRecur(given)
            until = [_until(value, start) for value in _listed(rule.pop("UNTIL", None))]
            if until:
                rule["UNTIL"] = until
            read = recurrence(_text(rule), start.wall, start.place)
            counted = re.search(r"COUNT=(\d+)", read.rule)
            if read.between(start.wall, start.wall):
                only = False
            elif counted:
                # The start is the first that counts (RFC 5545, section 3.3.10).
                rest = int(counted[1]) - 1
                if not rest:
                    continue
                text = read.rule.replace(counted[0], f"COUNT={rest}")
                read = recurrence(text, start.wall, start.place)
            rules.append(read)
        return rules, only

    def _dates(
        self, component: icalendar.Component, name: str
    ) -> list[tuple[_Moment, Span | None]]:
        """Read a property that lists dates, times, or periods, which have an end of their own."""
        found = list[tuple[_Moment, Span | None]]()
        for listed in _listed(component.get(name)):
            for given in listed.dts:
                value, end = given.dt, None
                if isinstance(value, tuple):
                    value, end = value
                moment = self._at(value, listed.params, name)
                if isinstance(end, timedelta):
                    found.append((moment, _length(end).span(moment)))
                elif end is not None:
                    stop = self._at(end, listed.params, name)
                    found.append((moment, _span(moment, stop, name)))
                else:
                    found.append((moment, None))
        return found

    # --- properties ---------------------------------------------------------------------------

    def _start(self, component: icalendar.Component) -> _Moment:
        start = self._moment(component, "DTSTART")
        if start is None:
            raise Fault("no_start", "DTSTART", "has no DTSTART; give when it starts")
        if "RECURRENCE-ID" in component and {"RRULE", "RDATE"} & component.keys():
            words = "changes one instance, and has RRULE or RDATE; give it a UID of its own"
            raise Fault("unsupported", "RRULE", words)
        return start

    def _length(self, component: icalendar.Component, start: _Moment) -> _Length:
        end = self._moment(component, "DTEND")
        duration = _one(component, "DURATION")
        if end is not None and duration is not None:
            raise Fault("bad_end", "DTEND", "has both DTEND and DURATION; leave one")
        if duration is not None:
            length = _length(duration.dt)
            if start.is_day and not length.in_days:
                words = f"lasts {length.time}, and starts on a date; give whole days"
                raise Fault("bad_end", "DURATION", words)
            return length
        if end is not None:
            span = _span(start, end, "DTEND")
            return _Length(end.wall - start.wall, in_days=True) if start.is_day else _exact(span)
        if component.name == "AVAILABLE":
            raise Fault("no_end", "DTEND", "has no end; give DTEND or DURATION")
        return _Length(DAY, in_days=True) if start.is_day else _Length(_ZERO)

    def _moment(self, component: icalendar.Component, name: str) -> _Moment | None:
        held = _one(component, name)
        if held is None:
            return None
        if "RANGE" in held.params:
            words = f"has {name} with RANGE; change each instance, or end the series and start one"
            raise Fault("unsupported", name, words)
        return self._at(held.dt, held.params, name)

    def _at(self, value: object, params: Mapping[str, Any], name: str) -> _Moment:
        if isinstance(value, datetime) and params.get("VALUE") == "DATE":
            value = value.date()  # icalendar makes it a time, where it has a zone
        if isinstance(value, datetime):
            place = self._place(value, params.get("TZID"), name)
            return _Moment(value.replace(tzinfo=None, fold=0), place)
        if isinstance(value, date):
            return _Moment(datetime.combine(value, time()), self._floating(name), is_day=True)
        raise Fault("bad_time", name, f"has {name} {value!r}; give a date or a time")

    def _place(self, value: datetime, tzid: object, name: str) -> tzinfo:
        if tzid is not None:
            return self._zone(str(tzid), value.tzinfo)
        if value.tzinfo is None:
            return self._floating(name)
        return UTC if value.tzname() == "UTC" else zone(value.tzinfo)

    def _floating(self, name: str) -> tzinfo:
        if self._tz is None:
            words = f"has {name} without a zone; pass tz=, such as tz={self._usual}"
            raise Fault("no_zone", name, words)
        return self._tz

    def _zone(self, tzid: str, given: tzinfo | None) -> tzinfo:
        if tzid not in self._zones:
            self._zones[tzid] = self._found(tzid, given)
        return self._zones[tzid]

    def _found(self, tzid: str, given: tzinfo | None) -> tzinfo:
        for name in (tzid, WINDOWS_TO_OLSON.get(tzid), self._located.get(tzid)):
            try:
                return zone(name)
            except Fault:
                continue
        if isinstance(given, timezone):
            return given
        words = f"there is no time zone {tzid!r}; pass zones={{{tzid!r}: {_EXAMPLE}}}"
        raise Fault("unknown_zone", "TZID", words)


def _text(rule: Any) -> str:
    return str(rule.to_ical().decode())


def _listed(held: Any) -> list[Any]:
    return [] if held is None else held if isinstance(held, list) else [held]


def _subject(component: icalendar.Component) -> str:
    uid, summary = component.get("UID"), component.get("SUMMARY")
    name = "without UID" if uid is None else repr(str(uid))
    return f"{component.name} {name}" + ("" if summary is None else f" ({summary})")


def _one(component: icalendar.Component, name: str) -> Any:
    held = component.get(name)
    if isinstance(held, list):
        raise Fault("property_twice", name, f"has {name} more than once; leave one")
    return held


def _refuse_lost(component: icalendar.Component) -> None:
    """Refuse what icalendar could not read, and went on without."""
    lost = [why for name, why in component.errors if name is None or name in _TIMED]
    if lost:
        raise Fault("bad_property", "it", f"cannot be read ({'; '.join(lost)})")


def _priority(component: icalendar.Component) -> int:
    priority = int(component.get("PRIORITY", 0))
    if not 0 <= priority < _LOWEST:
        raise Fault("bad_priority", "PRIORITY", f"has PRIORITY {priority}; give 0 to 9")
    return priority or _LOWEST


def _length(value: object) -> _Length:
    if not isinstance(value, timedelta) or value < _ZERO:
        raise Fault("bad_duration", "DURATION", f"lasts {value!r}; give for example PT4H")
    return _Length(value, in_days=value > _ZERO and not value % DAY)


def _span(start: _Moment, end: _Moment, name: str) -> Span:
    if start.is_day != end.is_day:
        words = f"starts at {start.wall} and has {name} {end.wall}; give two dates or two times"
        raise Fault("bad_end", name, words)
    if end.instant < start.instant or (start.is_day and end.wall <= start.wall):
        words = f"ends at {end.wall}, and starts at {start.wall}; a last day's end is the day after"
        raise Fault("bad_end", name, words)
    return Span(start.instant, end.instant)


def _exact(span: Span) -> _Length:
    return _Length(span.length or _ZERO)


def _as_day(moment: _Moment, start: _Moment) -> _Moment:
    """Take midnight for its date where a series has dates."""
    if start.is_day and not moment.is_day:
        if moment.wall.time() != time():
            words = f"has dates, and {moment.wall} among what is added or left out; give a date"
            raise Fault("bad_date", "EXDATE", words)
        return attrs.evolve(moment, place=start.place, is_day=True)
    return moment


def _until(value: Any, start: _Moment) -> Any:
    if isinstance(value, datetime):
        if start.is_day:
            return value.date()
        return value if value.tzinfo is None else value.astimezone(UTC)
    return value


def _moments(
    rules: Iterable[Recurrence], about: datetime, reach: timedelta, start: _Moment
) -> Iterator[_Moment]:
    for rule in rules:
        for wall in rule.between(about - reach, about + reach):
            yield attrs.evolve(start, wall=wall)


def _overlap(one: Span, other: Span) -> bool:
    assert one.end is not None
    assert other.end is not None
    return one.start < other.end and other.start < one.end


def _start(span: Span) -> datetime:
    return span.start


def _recurring(rule: Recurrence, length: _Length, place: tzinfo) -> Schedule:
    if not length.in_days or isinstance(place, timezone):
        return Schedule(Recurring(rule, length.time, place))
    if re.search("BYHOUR|BYMINUTE|BYSECOND", rule.rule):
        words = f"lasts whole days from the times of {rule.rule!r}; give DTEND, or hours"
        raise Fault("unsupported", "DURATION", words)
    # Whole days may be an hour longer or shorter. All but their last hours are open, and so is
    # what lies, about their end, before the time of day at which they start.
    closing = rule.start.time()
    opening = (datetime.combine(date.max, closing) - _HALF_DAY).time()
    hours = (opening, closing) if closing != time() else ("12:00", "24:00")
    inner, outer = (Schedule(Recurring(rule, length.time + by, place)) for by in (-_SLACK, _SLACK))
    return inner | outer & Schedule.weekly({"mon-sun": [hours]}, tz=place)


# --- writing ----------------------------------------------------------------------------------


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
    changes, of which programs disagree how long they are. That, and whatever else is open, is
    written as single events, in UTC. `schedule_from` reads the same open time.

    The same arguments always give the same text: the UIDs are made of what they name.

    Args:
        schedule: the schedule.
        start: the first instant that is written about.
        end: where the calendar ends.
        summary: what the events are called.
        form: `"events"`, which every program shows and which do not block time, or
            `"availability"` (RFC 7953), which says that all other time is not available.
        stamp: when it was written; by default the start.

    Raises:
        NaiveTime: an instant has no zone.
        BadSpan: the end lies before the start.
        BadValue: the form is another.
        Unwritable: an opening or a closing lies within a second, and calendars know whole ones.

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
    if form not in get_args(Form):
        raise BadValue(field="form", value=form, expected="'events' or 'availability'")
    within = Span(utc(start), utc(end))
    windows = schedule.windows(within.start, utc(end))
    for window in (*windows, within) if form == "availability" else windows:
        for edge in (window.start, window.end):
            if edge is not None and edge.microsecond:
                raise Unwritable(value=edge, why="calendars know whole seconds; round it")
    entries = _entries(schedule, within)
    calendar = icalendar.Calendar()
    calendar.add("PRODID", _PRODID)
    calendar.add("VERSION", "2.0")
    first = date(max(within.start.year - 1, 1), 1, 1)
    last = date(min(utc(end).year + 1, 9999), 12, 31)
    for place in sorted({str(entry.place) for entry in entries if entry.place is not UTC}):
        calendar.add_component(_timezone(ZoneInfo(place), first, last))
    holder: icalendar.Component = calendar
    made: type[icalendar.Component] = icalendar.Event
    written = utc(stamp or start)
    if form == "availability":
        holder, made = icalendar.Availability(), icalendar.Available
        name = f"{summary} {within}"
        _add(holder, UID=_uid(name), DTSTAMP=written, DTSTART=within.start, DTEND=within.end)
        calendar.add_component(holder)
    for entry in entries:
        component = made()
        _add(component, UID=_uid(f"{summary} {entry}"), DTSTAMP=written, SUMMARY=summary)
        entry.write(component)
        if form == "events":
            component.add("TRANSP", "TRANSPARENT")
        holder.add_component(component)
    return calendar


def _timezone(place: ZoneInfo, first: date, last: date) -> icalendar.Component:
    """Write when the clock of a zone changes, each time in that of the clock before."""
    written = icalendar.Timezone.from_tzinfo(place, place.key, first, last)
    for part in written.subcomponents:
        before, after = (part.get(name).td for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        if after > before:  # icalendar gives what the clock shows next
            walls = [part.get("DTSTART").dt]
            walls += [given.dt for held in _listed(part.get("RDATE")) for given in held.dts]
            told = [(_instant(wall, place) + before).replace(tzinfo=None) for wall in walls]
            for name in ("DTSTART", "RDATE"):
                part.pop(name, None)
            part.add("DTSTART", told[0])
            if told[1:]:
                part.add("RDATE", told[1:])
    return written


def _add(component: icalendar.Component, **properties: object) -> None:
    for name, value in properties.items():
        component.add(name, value)


def _uid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"itsmcore:{name}"))


@attrs.frozen
class _Entry:
    """Hold an event that is to be written: local times, a rule, and what is left out of it."""

    starts: datetime
    ends: datetime
    place: tzinfo
    rule: str = ""
    until: datetime | None = None
    left_out: tuple[datetime, ...] = ()

    def write(self, component: icalendar.Component) -> None:
        _add(component, DTSTART=self._local(self.starts), DTEND=self._local(self.ends))
        if self.rule:
            rule = icalendar.vRecur.from_ical(self.rule)
            rule["UNTIL"] = [self.until]
            component.add("RRULE", rule)
        if self.left_out:
            component.add("EXDATE", [self._local(wall) for wall in self.left_out])

    def _local(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.place)


def _entries(schedule: Schedule, within: Span) -> list[_Entry]:
    assert within.end is not None
    entries, said = list[_Entry](), list[Span]()
    for series in dict.fromkeys(_series(schedule.rule, within)):
        kept = {
            span.start: wall
            for wall in series.walls
            if (span := series.steady(wall)) and _holds(schedule, span, within)
        }
        walls = sorted(kept.values())
        left_out = [
            wall
            for wall in series.walls
            if walls and walls[0] < wall < walls[-1] and _instant(wall, series.place) not in kept
        ]
        if len(walls) > max(len(left_out), 1):
            entries.append(series.entry(walls, left_out))
            said += [Span(start, start + series.length) for start in kept]
    rest = (schedule - Schedule.of(said)).windows(within.start, within.end)
    for span in rest:
        assert span.end is not None
        starts, ends = (edge.replace(tzinfo=None) for edge in (span.start, span.end))
        entries.append(_Entry(starts, ends, UTC))
    return entries


def _holds(schedule: Schedule, span: Span, within: Span) -> bool:
    assert span.end is not None
    assert within.end is not None
    inside = within.start <= span.start and span.end <= within.end
    return inside and schedule.covers(span.start, span.end)


@attrs.frozen
class _Series:
    """Hold a rule of RFC 5545, and the local times at which it comes true."""

    rule: str
    walls: tuple[datetime, ...]
    length: timedelta
    place: tzinfo

    def steady(self, wall: datetime) -> Span | None:
        """Give an instance, if the clock does not change during it."""
        start, end = _instant(wall, self.place), _instant(wall + self.length, self.place)
        return Span(start, end) if end - start == self.length else None

    def entry(self, walls: list[datetime], left_out: list[datetime]) -> _Entry:
        return _Entry(
            walls[0],
            walls[0] + self.length,
            self.place,
            self.rule,
            _instant(walls[-1], self.place),
            tuple(left_out),
        )


def _series(rule: Rule, within: Span) -> Iterator[_Series]:
    """Find the rules that say much of what is open; they need not be right everywhere."""
    match rule:
        case Combined(operator="|" | "&", parts=parts):
            for part in parts:
                yield from _series(part, within)
        case Combined(operator="-", parts=parts):
            yield from _series(parts[0], within)
        case Weekly(zone=place) if zone_name(place):
            yield from _weekly(rule, *_walls(within, place))
        case Recurring(zone=place) if zone_name(place) and _is_plain(rule):
            said = rule.recurrence.rule.split(";")
            text = ";".join(part for part in said if part.split("=")[0] not in _ENDS)
            walls = rule.recurrence.between(*_walls(within, place))
            yield _Series(text, tuple(walls), rule.duration, place)


def _is_plain(rule: Recurring) -> bool:
    """Tell whether RFC 5545 knows all of a rule, and it has whole seconds."""
    try:
        names = icalendar.vRecur.from_ical(rule.recurrence.rule).keys()
    except ValueError:
        return False
    whole = not rule.recurrence.start.microsecond and not rule.duration.microseconds
    return whole and names.isdisjoint(_UNKNOWN_PARTS)


def _walls(within: Span, place: tzinfo) -> tuple[datetime, datetime]:
    """Find the local times of the ends, a day further out."""
    assert within.end is not None
    first = max(within.start, datetime.min.replace(tzinfo=UTC) + _FAR)
    last = min(within.end, datetime.max.replace(tzinfo=UTC) - _FAR)
    return _wall(first, place) - DAY, _wall(last, place) + DAY


def _weekly(weekly: Weekly, first: datetime, last: datetime) -> Iterator[_Series]:
    """Find a rule for each window that is the same on some days of a week."""
    size = len(weekly.weeks)
    places: dict[tuple[timedelta, timedelta], set[int]] = {}
    for number, windows in enumerate(windows for week in weekly.weeks for windows in week):
        for opens, closes in _without(windows, weekly.day_breaks, number % 7):
            later, opens_at = divmod(opens, DAY)
            window = opens_at, closes - opens
            if not opens_at.microseconds and not window[1].microseconds:
                places.setdefault(window, set()).add((number + later) % (7 * size))
    since = weekly.since or date.min
    monday = since - since.weekday() * DAY
    for (opens_at, length), numbers in places.items():
        weeks = [{number % 7 for number in numbers if number // 7 == week} for week in range(size)]
        cycle = weeks[:1] if all(days == weeks[0] for days in weeks) else weeks
        for week, days in enumerate(cycle):
            every = f"INTERVAL={len(cycle)};" if len(cycle) > 1 else ""
            names = ",".join(_WEEKDAYS[day] for day in sorted(days))
            walls = tuple(
                datetime.combine(monday + number * DAY, time()) + opens_at
                for number in range((first.date() - monday).days, (last.date() - monday).days)
                if number % 7 in days and number // 7 % len(cycle) == week
            )
            yield _Series(f"FREQ=WEEKLY;{every}BYDAY={names}", walls, length, weekly.zone)


def _without(windows: Windows, breaks: Week, day: int) -> Windows:
    """Take the breaks of a weekday, and of those next to it, out of its windows."""
    for shift in (-1, 0, 1):
        for start, end in breaks[(day + shift) % 7]:
            cut = start + shift * DAY, end + shift * DAY
            halves = ((opens, min(closes, cut[0])) for opens, closes in windows)
            others = ((max(opens, cut[1]), closes) for opens, closes in windows)
            windows = tuple(window for window in (*halves, *others) if window[0] < window[1])
    return windows
