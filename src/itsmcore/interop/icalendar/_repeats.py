"""Repeats: the RFC 5545 rules that come closest to a schedule's rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import attrs
import icalendar

from itsmcore.interop.icalendar._moments import Moment
from itsmcore.schedule import Combined, Recurring, Weekly
from itsmcore.schedule._ends import by_clock
from itsmcore.schedule._hours import DAY, DAYS, Week, Window, Windows
from itsmcore.schedule._local import WALL, clock
from itsmcore.schedule._rules import Rule
from itsmcore.schedule._sets import complement, joined, stretches, union
from itsmcore.schedule._zone import zone_name

_NOTHING = timedelta(0)
_FAR = timedelta(days=400)
"""This close to the ends of the calendar there are no rules: an instance may end beyond them."""


@attrs.frozen
class Repeat:
    """A rule of RFC 5545, and the local times at which it comes true."""

    rule: str
    walls: tuple[datetime, ...]
    length: timedelta
    place: tzinfo

    def instant(self, wall: datetime) -> datetime:
        return Moment(wall, self.place).instant

    def steady(self) -> Iterator[tuple[datetime, datetime, datetime]]:
        """Yield the local time, start and end of the instances during which no clock changes."""
        for wall in self.walls:
            start, end = self.instant(wall), self.instant(wall + self.length)
            if end - start == self.length:
                yield wall, start, end


def repeats(rule: Rule, start: datetime, end: datetime) -> Iterator[Repeat]:
    """Yield rules for what is open between two instants; they need not be right everywhere."""
    match rule:
        case Combined(operator="|" | "&", parts=parts):
            for part in parts:
                yield from repeats(part, start, end)
        case Combined(operator="-", parts=parts):
            yield from repeats(parts[0], start, end)
        case Weekly(zone=place) if zone_name(place):
            yield from _weekly(rule, *_walls(start, end, place))
        case Recurring(zone=place) if zone_name(place) and _is_plain(rule):
            said = rule.recurrence.rule.split(";")
            endless = ";".join(part for part in said if not part.startswith(("UNTIL=", "COUNT=")))
            walls = rule.recurrence.between(*_walls(start, end, place))
            lengths = {by_clock(rule.duration, wall - WALL) for wall in walls}
            if len(lengths) == 1:
                yield Repeat(endless, tuple(walls), lengths.pop(), place)


def _walls(start: datetime, end: datetime, place: tzinfo) -> tuple[datetime, datetime]:
    """Find the local times of the ends, extended by a day."""
    first = max(start, datetime.min.replace(tzinfo=UTC) + _FAR)
    last = min(end, datetime.max.replace(tzinfo=UTC) - _FAR)
    return clock(first, place) - DAY, clock(last, place) + DAY


def _is_plain(rule: Recurring) -> bool:
    """Return whether RFC 5545 can express a rule completely, and it has whole seconds."""
    try:
        parts = icalendar.vRecur.from_ical(rule.recurrence.rule)
    except ValueError:
        return False
    odd = rule.recurrence.start.microsecond or by_clock(rule.duration, _NOTHING).microseconds
    return not odd and "BYEASTER" not in parts


def _weekly(weekly: Weekly, first: datetime, last: datetime) -> Iterator[Repeat]:
    """Yield a rule for each window that is the same on some days of a week."""
    cycle = [windows for week in weekly.weeks for windows in week]
    days_of: dict[Window, set[int]] = {}
    for day, windows in enumerate(cycle):
        for opens, closes in _without_breaks(windows, weekly.day_breaks, day % 7):
            later, time_of_day = divmod(opens, DAY)
            length = closes - opens
            if not time_of_day.microseconds and not length.microseconds:
                days = days_of.setdefault((time_of_day, length), set())
                days.add((day + later) % len(cycle))
    since = weekly.since or date.min
    monday = since - since.weekday() * DAY
    for (time_of_day, length), days in days_of.items():
        weeks = [{day % 7 for day in days if day // 7 == n} for n in range(len(weekly.weeks))]
        if all(week == weeks[0] for week in weeks):
            weeks = weeks[:1]
        every = f"INTERVAL={len(weeks)};" if len(weeks) > 1 else ""
        for index, week in enumerate(weeks):
            names = ",".join(DAYS[day][:2].upper() for day in sorted(week))
            walls = tuple(
                datetime.combine(monday + day * DAY, time()) + time_of_day
                for day in range((first.date() - monday).days, (last.date() - monday).days)
                if day % 7 in week and day // 7 % len(weeks) == index
            )
            yield Repeat(f"FREQ=WEEKLY;{every}BYDAY={names}", walls, length, weekly.zone)


def _without_breaks(windows: Windows, breaks: Week, day: int) -> Windows:
    """Take the breaks of a weekday, and of the days next to it, out of its windows."""
    lo, hi = -DAY, 3 * DAY
    cuts = [
        (start + shift * DAY, end + shift * DAY)
        for shift in (-1, 0, 1)
        for start, end in breaks[(day + shift) % 7]
    ]
    closed = complement(union(windows, lo, hi), lo, hi)
    return tuple(stretches(complement(joined([closed, union(cuts, lo, hi)], lo, hi), lo, hi)))
