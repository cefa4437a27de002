"""A schedule: a set of instants, and the questions you can ask of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise, zip_longest
from typing import Any, Protocol, get_args

import attrs
from dateutil.rrule import rrule

from itsmcore.errors import BadSpan, BadValue, NoOpenTime, WholeDays
from itsmcore.fields import as_whole, one_or_several
from itsmcore.frozen import EMPTY
from itsmcore.instant import EPOCH, utc
from itsmcore.output import as_pretty
from itsmcore.phrase import Phrase, Words, say
from itsmcore.plain import plain
from itsmcore.schedule._compiled import Compiled, Day
from itsmcore.schedule._ends import Ends
from itsmcore.schedule._holidays import Dates
from itsmcore.schedule._hours import Hours, is_date
from itsmcore.schedule._local import WALL, day_starts
from itsmcore.schedule._open_time import OpenTime, clock_text
from itsmcore.schedule._open_year import OpenDay, OpenYear, kinds_of
from itsmcore.schedule._rules import (
    Combined,
    Constant,
    Operator,
    Rule,
    Spans,
    by_clock_of,
    recurring,
    zones,
)
from itsmcore.schedule._sets import FIRST, LAST
from itsmcore.schedule._texts import text, zone_text
from itsmcore.schedule._weekly import Overnight, weekly
from itsmcore.schedule._zone import as_zone, known_zone
from itsmcore.shown import shown
from itsmcore.span import Span, Window

TWENTY_YEARS, CENTURY = timedelta(days=7305), timedelta(days=36525)
_TICK = timedelta(microseconds=1)
FOREVER = datetime.max.replace(tzinfo=UTC)


def _since(moment: datetime) -> timedelta:
    return utc(moment) - EPOCH


class Target(Protocol):
    """Find a deadline by the days of a schedule."""

    def after(self, start: datetime, schedule: Schedule, until: datetime) -> datetime | None:
        """Return the deadline of what starts at an instant; None if it lies beyond `until`."""
        ...


@attrs.frozen(repr=False)
class Schedule:
    """A set of instants that count as open, held as the rule that defines them.

    Make one with `weekly`, `recurring`, `between`, `of`, `always` or `never`, and combine them with
    `&`, `|`, `-` and `~`, whatever their zones. Two are equal if they are defined alike;
    `same_open_time` compares what they mean. All answers are exact to the microsecond, and every
    instant that is returned is UTC.

    >>> from datetime import UTC
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> friday = datetime(2026, 1, 9, 15, 30, tzinfo=UTC)
    >>> print(office.deadline(friday, timedelta(hours=4)))
    2026-01-12 11:30:00+00:00
    >>> office.elapsed(friday, datetime(2026, 1, 12, 12, tzinfo=UTC))
    datetime.timedelta(seconds=16200)
    """

    rule: Rule
    _compiled: Compiled = attrs.field(init=False, eq=False)
    _days: dict[int, Day] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.rule, get_args(Rule)):
            expected = Phrase("schedule.expected.hours_schedule_weekly_use")
            raise BadValue(field="rule", value=self.rule, expected=expected)
        compiled = Compiled(self.rule)
        object.__setattr__(self, "_compiled", compiled)
        object.__setattr__(self, "_days", compiled.days)

    # --- making one ---------------------------------------------------------------------------

    @classmethod
    def weekly(
        cls,
        hours: Mapping[str, Hours] | Sequence[Mapping[str, Hours]],
        *,
        tz: str | tzinfo,
        since: date | None = None,
        holidays: Dates = (),
        exceptions: Mapping[date, Hours] = EMPTY,
        breaks: Mapping[Any, Hours] = EMPTY,
        overnight: Overnight = "whole",
    ) -> Schedule:
        """Make a schedule of hours that recur each week on the clock of a zone.

        A window whose end is not after its start ends on the next day. An edge in an hour that the
        clock skips moves forward by as much; a time that the clock shows twice means the first (RFC
        5545). A date that a zone skipped has no windows.

        Args:
            hours: maps days such as `"mon-fri"` or `"tue, sat"` to a text such as
                `"09:00-12:00, 13:00-17:00"`, a list of such texts, or a list of pairs of times;
                `""` means closed. A list of such mappings is a cycle of weeks.
            tz: a zone by its IANA name, or one that has such a name or a fixed offset.
            since: a date in the first week of a cycle.
            holidays: dates on which the weekly hours do not apply: a collection of them, a mapping
                to their names, dateutil recurrences, or a container such as
                `holidays.country_holidays("NL")`, which is asked about each date.
            exceptions: maps a date to the windows that replace the weekly ones, even on a holiday.
            breaks: maps a day or a date to windows that are taken out, whatever opened them.
            overnight: with `"whole"`, a shift past midnight belongs to the day it starts on: it is
                left out if that day is a holiday, and runs on into a holiday in full; with
                `"split"` each part belongs to its own date, and holidays and exceptions of that
                date apply to it.

        Raises:
            FaultyDefinition: something cannot be read; lists every fault.

        >>> Schedule.weekly({"mon-fri": "9:00-17:00", "sat": ["9:00-12:00"]}, tz="UTC")
        Schedule.weekly({'mon-fri': '09:00-17:00', 'sat': '09:00-12:00'}, tz='UTC')
        """
        return cls(
            weekly(
                hours,
                tz=tz,
                since=since,
                holidays=holidays,
                exceptions=exceptions,
                breaks=breaks,
                overnight=overnight,
            )
        )

    @classmethod
    def recurring(
        cls,
        rule: str | rrule,
        *,
        start: datetime,
        duration: timedelta | None = None,
        until: time | None = None,
        ends: Ends = "exact",
        tz: str | tzinfo | None = None,
    ) -> Schedule:
        """Make a schedule of stretches that start by a recurrence rule, on a local clock.

        Each lasts a duration, or until a time of day.

        Args:
            rule: an RFC 5545 rule, daily or rarer, or a dateutil rrule, whose start is ignored.
            start: the instant whose local time the rule runs from; it is an opening only if the
                rule says so.
            duration: how long each stretch lasts; at most 367 days.
            until: the local time at which each stretch ends, when the clock next shows it.
            ends: what a duration means when the clock changes: `"exact"` elapsed time, as in RFC
                5545, or `"local"`, that much later on the clock, so that whole days end at the time
                of day at which they start, and consecutive weeks leave no gap.
            tz: the zone of the clock; by default the start's own.

        Raises:
            NaiveTime: the start has no zone.
            FaultyDefinition: something cannot be read, or the rule never comes true.

        >>> from zoneinfo import ZoneInfo
        >>> first = datetime(2026, 1, 4, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
        >>> four = timedelta(hours=4)
        >>> maintenance = Schedule.recurring("FREQ=MONTHLY;BYDAY=1SU", start=first, duration=four)
        >>> print(maintenance.next_open(datetime(2026, 7, 1, tzinfo=first.tzinfo)))
        2026-07-05 00:00:00+00:00
        >>> week = timedelta(days=7)
        >>> rota = Schedule.recurring("FREQ=WEEKLY", start=first, duration=week, ends="local")
        >>> rota.covers(first, first + 52 * week)
        True
        """
        made = recurring(rule, start=start, duration=duration, until=until, ends=ends, tz=tz)
        return cls(made)

    @classmethod
    def between(cls, start: datetime, end: datetime | None) -> Schedule:
        """Make a schedule that is open once, from one instant to another; None means without end.

        Raises:
            NaiveTime: an instant has no zone.
            BadSpan: the end lies before the start.
        """
        return cls.of([Span(start, end)])

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Schedule:
        """Make a schedule that is open in each of the given spans, which may be in any order.

        Raises:
            BadValue: something is not a span.
        """
        held = one_or_several(spans)
        for span in held:
            if not isinstance(span, Span):
                raise BadValue(
                    field="spans", value=span, expected=Phrase("schedule.expected.span_start_end")
                )
        return cls(Spans(tuple(sorted(held, key=lambda span: (span.start, span.end or FOREVER)))))

    @classmethod
    def always(cls) -> Schedule:
        """Make the schedule that is open at every instant."""
        return cls(Constant(is_open=True))

    @classmethod
    def never(cls) -> Schedule:
        """Make the schedule that is open at no instant."""
        return cls(Constant(is_open=False))

    # --- combining ----------------------------------------------------------------------------

    def __or__(self, other: Schedule) -> Schedule:
        return self._combined("|", other)

    def __and__(self, other: Schedule) -> Schedule:
        return self._combined("&", other)

    def __sub__(self, other: Schedule) -> Schedule:
        return self._combined("-", other)

    def __invert__(self) -> Schedule:
        return Schedule(Combined("~", (self.rule,)))

    def _combined(self, operator: Operator, other: Schedule) -> Schedule:
        if not isinstance(other, Schedule):
            return NotImplemented
        parts = self._parts(operator)
        parts += (other.rule,) if operator == "-" else other._parts(operator)
        return Schedule(Combined(operator, parts))

    def _parts(self, operator: Operator) -> tuple[Rule, ...]:
        """Return the parts that a chain of one operator continues."""
        rule = self.rule
        return rule.parts if isinstance(rule, Combined) and rule.operator == operator else (rule,)

    def in_zone(self, tz: str | tzinfo) -> Schedule:
        """Make the schedule of the same hours on the clock of another zone.

        Spans of exact instants stay where they are.

        Raises:
            FaultyDefinition: there is no such zone.

        >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
        >>> office.in_zone("Europe/Lisbon")
        Schedule.weekly({'mon-fri': '09:00-17:00'}, tz='Europe/Lisbon')
        """
        return Schedule(by_clock_of(self.rule, as_zone(tz)))

    # --- asking -------------------------------------------------------------------------------

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Count the open time from one instant to another; negative where they are reversed.

        The cost does not depend on how far apart they are, once the years between are known; of
        years that are alike, only one is computed.

        Raises:
            NaiveTime: an instant has no zone.
        """
        days = self._days
        try:
            begin, stop = start - EPOCH, end - EPOCH
            edges, bases = days[begin.days]
            place = bisect_right(edges, begin)
            before = bases[place] + begin if place & 1 else bases[place]
            edges, bases = days[stop.days]
            place = bisect_right(edges, stop)
            return (bases[place] + stop if place & 1 else bases[place]) - before
        except Exception:  # an instant to be checked, or a year not counted yet
            for moment in (start, end):
                self._compiled.day(_since(moment).days)
            return self.elapsed(utc(start), utc(end))

    def deadline(
        self,
        start: datetime,
        duration: timedelta | Target,
        *,
        horizon: timedelta = TWENTY_YEARS,
    ) -> datetime:
        """Find when this much open time has passed: the first such instant, which may be a closing.

        Args:
            start: the instant to count from.
            duration: the open time, or a target in working days, such as `WorkingDays(5)`. Zero
                gives the start itself. A negative duration gives the last instant from which that
                much open time leads to the start.
            horizon: how far from the start to look; for a target no further than a century.

        Raises:
            NaiveTime: the start has no zone.
            BadValue: the duration or the horizon is of another type, or a target needs a zone.
            NoOpenTime: there is less open time than that before the horizon.
        """
        try:
            begin = start - EPOCH
        except Exception:
            begin = _since(start)
        if not FIRST <= begin <= LAST:
            begin = _since(start)
        reach = horizon if horizon is TWENTY_YEARS else checked(horizon)
        if not isinstance(duration, timedelta):
            due = self._target(EPOCH + begin, duration, reach)
            if due is None:
                raise self._nothing(
                    Phrase("schedule.day", duration=shown(duration)), start, horizon
                )
            return due
        found = self._compiled.deadline(begin, duration, reach)
        if found is None:
            raise self._nothing(
                Phrase("schedule.open_time", clock_text=clock_text(duration)), start, horizon
            )
        if duration.days > 1 and not duration.seconds and not duration.microseconds:
            warn_of_days(duration, found - begin)
        return EPOCH + found

    def _target(self, start: datetime, target: Target, horizon: timedelta) -> datetime | None:
        if not hasattr(target, "after") or isinstance(target, type):
            expected = Phrase("schedule.expected.timedelta_target_such_workingdays")
            raise BadValue(field="duration", value=target, expected=expected)
        limit = EPOCH + max(FIRST, min(start - EPOCH + min(horizon, CENTURY), LAST))
        found = target.after(start, self, limit)
        return None if found is None or found > limit else found

    def is_open(self, instant: datetime) -> bool:
        """Return whether an instant is open; a window's end is not.

        Raises:
            NaiveTime: the instant has no zone.
        """
        return self._compiled.is_open(_since(instant))

    def covers(self, start: datetime, end: datetime) -> bool:
        """Return whether all the time from one instant to another is open.

        Raises:
            NaiveTime: an instant has no zone.
            BadSpan: the end lies before the start.
        """
        begin, stop = _ordered(start, end)
        return self.elapsed(start, end) == stop - begin

    def next_open(
        self,
        instant: datetime,
        *,
        at_least: timedelta = timedelta(0),
        horizon: timedelta = TWENTY_YEARS,
    ) -> datetime:
        """Find the first open instant: the given one if it is open, or else the next opening.

        Args:
            instant: where to look from.
            at_least: how long it must stay open from then on, so that a piece of work fits in.
            horizon: how far to look.

        Raises:
            NaiveTime: the instant has no zone.
            BadValue: the horizon, or `at_least`, is no timedelta.
            NoOpenTime: there is none before the horizon.
        """
        begin = _since(instant)
        limit = _after(begin, horizon)
        stop, lasting = limit + checked(at_least, "at_least"), plain(at_least)
        if not lasting and begin < limit and self._compiled.is_open(begin):
            return EPOCH + begin
        for start, end in self._compiled.forward(begin, stop):
            if start >= limit:
                break
            if end - start >= lasting:
                return EPOCH + start
        raise self._nothing(Phrase("schedule.opening"), instant, horizon)

    def next_close(self, instant: datetime, *, horizon: timedelta = TWENTY_YEARS) -> datetime:
        """Find the next closing after an instant.

        Raises:
            NaiveTime: the instant has no zone.
            BadValue: the horizon is no timedelta.
            NoOpenTime: there is none before the horizon.
        """
        begin = _since(instant)
        limit = _after(begin, horizon)
        for _, end in self._compiled.forward(begin, limit):
            if end < limit:
                return EPOCH + end
        raise self._nothing(Phrase("schedule.closing"), instant, horizon)

    def previous_open(self, instant: datetime, *, horizon: timedelta = TWENTY_YEARS) -> datetime:
        """Find the last opening at or before an instant.

        Raises:
            NaiveTime: the instant has no zone.
            BadValue: the horizon is no timedelta.
            NoOpenTime: there is none before the horizon.
        """
        begin = _since(instant)
        limit = _before(begin, horizon)
        for start, _ in self._compiled.backward(limit, begin + _TICK):
            if start > limit:
                return EPOCH + start
        raise self._nothing(Phrase("schedule.opening"), instant, horizon)

    def previous_close(self, instant: datetime, *, horizon: timedelta = TWENTY_YEARS) -> datetime:
        """Find the last closing at or before an instant.

        Raises:
            NaiveTime: the instant has no zone.
            BadValue: the horizon is no timedelta.
            NoOpenTime: there is none before the horizon.
        """
        begin = _since(instant)
        limit = _before(begin, horizon)
        for _, end in self._compiled.backward(limit, begin + _TICK):
            if end <= begin:
                return EPOCH + end
        raise self._nothing(Phrase("schedule.closing"), instant, horizon)

    def windows(self, start: datetime, end: datetime) -> tuple[Window, ...]:
        """List the stretches of open time between two instants, joining those that touch.

        Raises:
            NaiveTime: an instant has no zone.
            BadSpan: the end lies before the start.
        """
        begin, stop = _ordered(start, end)
        found = self._compiled.forward(begin, stop)
        return tuple(Window(EPOCH + opening, EPOCH + closing) for opening, closing in found)

    def explain(
        self, start: datetime, end: datetime, *, tz: str | tzinfo | None = None
    ) -> OpenTime:
        """Show the open time between two instants window by window.

        Args:
            start: where to count from.
            end: where to count to.
            tz: the zone to show it in; by default the schedule's own, or UTC if it has several.

        Raises:
            NaiveTime: an instant has no zone.
            FaultyDefinition: there is no such zone.

        >>> from datetime import UTC
        >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
        >>> friday = datetime(2026, 1, 9, 15, 30, tzinfo=UTC)
        >>> print(office.explain(friday, office.deadline(friday, timedelta(hours=4))))
        from                  to                    open     so far
        fri 2026-01-09 16:30  fri 2026-01-09 17:00  0:30:00  0:30:00
        mon 2026-01-12 09:00  mon 2026-01-12 12:30  3:30:00  4:00:00
        4:00:00 in 2 windows, by the clock of Europe/Amsterdam
        """
        begin, stop = utc(start), utc(end)
        place = known_zone(tz) or shown_zone(self)
        return OpenTime(begin, stop, self.windows(min(begin, stop), max(begin, stop)), place)

    def week(self, day: date, *, tz: str | tzinfo | None = None) -> OpenTime:
        """Show the open time of the week that a date is in, from Monday to Sunday.

        Args:
            day: a date.
            tz: the zone by whose clock days begin; by default the schedule's own, or UTC if it has
                several.

        Raises:
            BadValue: it is not a date, or no date of the years from 2 to 9998.
            FaultyDefinition: there is no such zone.

        >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
        >>> print(office.week(date(2026, 1, 7)).total)
        1 day, 16:00:00
        """
        place = known_zone(tz) or shown_zone(self)
        first = _checked_day(day) - timedelta(days=day.weekday())
        starts = _midnights(place, first, 8)
        return self.explain(starts[0], starts[-1], tz=place)

    def year(self, year: int, *, tz: str | tzinfo | None = None) -> OpenYear:
        """Show how long each day of a year is open, and which are holidays or exceptions.

        Args:
            year: the year, from 2 to 9998.
            tz: the zone by whose clock days begin; by default the schedule's own, or UTC if it has
                several.

        Raises:
            BadValue: it is not such a year.
            FaultyDefinition: there is no such zone.

        >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam",
        ...                          holidays={date(2026, 4, 27): "King's Day"})
        >>> print(office.year(2026))
        2026, by the clock of Europe/Amsterdam: 2080:00:00 on 260 days, 1 holiday
        mon 2026-04-27 King's Day, closed
        """
        place = known_zone(tz) or shown_zone(self)
        first = date(as_whole(year, "year", least=2, most=9998), 1, 1)
        last = date(year, 12, 31)
        count = (last - first).days + 1
        kinds = kinds_of(self.rule, first, last)
        days = (
            OpenDay(day, self.elapsed(start, end), *kinds.get(day, ()))
            for day, (start, end) in zip(
                (first + timedelta(days=place) for place in range(count)),
                pairwise(_midnights(place, first, count + 1)),
                strict=True,
            )
        )
        return OpenYear(tuple(days), place)

    def same_open_time(self, other: Schedule, start: datetime, end: datetime) -> bool:
        """Return whether two schedules are open at the same instants between two given ones.

        Raises:
            NaiveTime: an instant has no zone.
            BadValue: the other is no schedule.
            BadSpan: the end lies before the start.
        """
        if not isinstance(other, Schedule):
            raise BadValue(
                field="other", value=other, expected=Phrase("schedule.expected.schedule")
            )
        begin, stop = _ordered(start, end)
        mine, theirs = (of._compiled.forward(begin, stop) for of in (self, other))
        return all(left == right for left, right in zip_longest(mine, theirs))

    @property
    def zone(self) -> tzinfo:
        """The zone whose clock divides it into days.

        Raises:
            BadValue: it reads no clock, or those of several zones.
        """
        found = sorted(map(zone_text, zones(self.rule)))
        if len(found) != 1:
            places = ", ".join(found) or Phrase("common.none")
            expected = Phrase("schedule.expected.target_with_zone", zones=places)
            raise BadValue(field="zone", value=None, expected=expected)
        return next(iter(zones(self.rule)))

    def _nothing(self, sought: Words, start: datetime, horizon: timedelta) -> NoOpenTime:
        return NoOpenTime(sought=sought, start=utc(start), horizon=horizon)

    def __reduce__(self) -> tuple[Any, ...]:
        return Schedule, (self.rule,)

    def __repr__(self) -> str:
        return text(self.rule)

    _repr_pretty_ = as_pretty


def shown_zone(schedule: Schedule) -> tzinfo:
    """Return the zone to write its times in: its own, or UTC if it has several or none."""
    places = zones(schedule.rule)
    return next(iter(places)) if len(places) == 1 else UTC


def _checked_day(day: object) -> date:
    if is_date(day) and 2 <= day.year <= 9998:
        return day
    raise BadValue(field="day", value=day, expected=Phrase("schedule.expected.date_years"))


def _midnights(zone: tzinfo, first: date, count: int) -> list[datetime]:
    """Return the instants at which some days begin, in UTC."""
    low = (first - WALL.date()).days
    return [EPOCH + start for start in day_starts(zone, low, low + count - 1)]


def reached(schedule: Schedule, start: datetime, need: timedelta | Target) -> datetime | None:
    """Find a deadline from an instant in UTC, without a warning; None if there is none."""
    if not isinstance(need, timedelta):
        return schedule._target(start, need, TWENTY_YEARS)
    found = schedule._compiled.deadline(start - EPOCH, need, TWENTY_YEARS)
    return None if found is None else EPOCH + found


def _ordered(start: datetime, end: datetime) -> tuple[timedelta, timedelta]:
    begin, stop = _since(start), _since(end)
    if stop < begin:
        raise BadSpan(start=utc(start), end=utc(end))
    return begin, stop


def checked(length: timedelta, field: str = "horizon") -> timedelta:
    """Return a length of time, clamped to the range of datetime."""
    if not isinstance(length, timedelta):
        raise BadValue(field=field, value=length, expected=Phrase("kinds.timedelta"))
    longest: timedelta = plain(length)
    return max(FIRST - LAST, min(longest, LAST - FIRST))


def _after(begin: timedelta, horizon: timedelta) -> timedelta:
    """Return the end of a search, which is just past its last instant."""
    return min(begin + checked(horizon), LAST) + _TICK


def _before(begin: timedelta, horizon: timedelta) -> timedelta:
    return max(begin - checked(horizon), FIRST) - _TICK


def warn_of_days(duration: timedelta, wall: timedelta) -> None:
    """Warn that whole days of open time take longer than those days."""
    if wall != duration:
        days = duration.days
        WholeDays.tell(say("schedule.days_hours_open", days=days, hours=24 * days))
