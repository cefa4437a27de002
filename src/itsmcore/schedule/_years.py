"""Years that are alike: the open time of thousands is that of the few that differ.

Two years are open alike if their calendars, their clocks, and whatever is special about them are
the same. A calendar is the weekday that a year begins on, and whether it has 366 days; a clock is
its offset from UTC, and when that changes. Hours with a container of holidays, which answers for
each date separately, have no two years alike.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import isleap
from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from math import lcm
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

import attrs
from dateutil.easter import easter

from itsmcore.instant import EPOCH
from itsmcore.schedule._defined_zone import DefinedZone
from itsmcore.schedule._local import offset_at
from itsmcore.schedule._recurrence import EASTERS, Recurrence
from itsmcore.schedule._rules import Combined, Constant, Recurring, Rule, Spans
from itsmcore.schedule._sets import FIRST, LAST, stretches
from itsmcore.schedule._weekly import Weekly

Tell: TypeAlias = Callable[[int], Hashable]
"""Returns the same for two years that are alike, if their calendars are."""

CYCLE = 400
"""The calendar repeats itself, weekdays included, after this many years."""
_WEEKS = 20_871
"""The weeks of a cycle."""
_FIRST_YEAR, _LAST_YEAR = 5, 9996
"""Years closer than this to the ends of the calendar are like no others."""
_ABOUT = 5
"""This many days around a year affect it: night shifts, and days that are not UTC's."""
_SETTLED = 2100
"""From this year on, every named zone changes its clock by one yearly rule."""
_UNCHANGED = 1800
"""Before this year, no named zone changes its clock."""
_STRIDE = 6
"""No named zone changes its clock twice in so few days."""
_SECOND = timedelta(seconds=1)


_KINDS = [(date(CYCLE + year, 1, 1).weekday(), isleap(year)) for year in range(CYCLE)]
"""The calendars of the years of a cycle."""
_LEAPS = [(isleap(year - 1), isleap(year + 1)) for year in range(CYCLE)]
"""Whether the neighbouring years are longer, which shifts the days counted from them."""
_TYPICAL = {_KINDS[year % CYCLE]: year for year in range(_SETTLED + CYCLE, _SETTLED, -1)}
"""A year with each of the calendars, later than `_SETTLED`."""


def begins(year: int) -> timedelta:
    """Return the instant at which a year begins, in UTC."""
    return datetime(year, 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH


def _year(moment: timedelta) -> int:
    return (EPOCH + min(moment, LAST)).year


@attrs.frozen
class Likeness:
    """What tells the years of some hours apart.

    Attributes:
        tell: returns the same for two years that are alike, if their calendars are.
        settled: the year from which its answers repeat.
        cycles: after how many cycles of the calendar they do.
    """

    tell: Tell
    settled: int = _FIRST_YEAR
    cycles: int = 1


class Years:
    """Count the open time of whole years, each like one that was counted before if there is one.

    Threads may share one: if two compute a year at once, both get the same.
    """

    def __init__(self, rule: Rule, likeness: Likeness, origin: timedelta) -> None:
        """Begin with no year.

        Args:
            rule: what is open.
            likeness: tells the years apart.
            origin: the instant to count from.
        """
        self._rule, self._tell = rule, likeness.tell
        self._period = CYCLE * likeness.cycles
        self._totals: dict[Hashable, timedelta] = {}
        self._base = _year(origin)
        self._settled = max(likeness.settled, self._base)
        self._sums = {self._base: timedelta(0)}
        self._before = self._part(origin)

    def until(self, moment: timedelta) -> timedelta:
        """Count the open time from the origin to an instant; negative where that is earlier."""
        year = _year(moment)
        total = self._part(moment) - self._before
        rounds = (min(year, _LAST_YEAR) - self._settled) // self._period
        if rounds > 1:
            a_round = self._sum(self._settled + self._period) - self._sum(self._settled)
            year -= rounds * self._period
            total += rounds * a_round
        return total + self._sum(year)

    def _part(self, moment: timedelta) -> timedelta:
        """Count the open time from the beginning of the year to an instant in it."""
        start = begins(_year(moment))
        return _counted(self._rule, start, moment) if start < moment else timedelta(0)

    def _sum(self, year: int) -> timedelta:
        """Count the open time up to the beginning of a year."""
        sums, step = self._sums, 1 if year < self._base else -1
        unknown = list[int]()
        while year not in sums:
            unknown.append(year)
            year += step
        total = sums[year]
        for place in reversed(unknown):
            total += self._total(place - 1) if step < 0 else -self._total(place)
            sums[place] = total
        return total

    def _total(self, year: int) -> timedelta:
        is_like = _FIRST_YEAR <= year <= _LAST_YEAR
        key = (_KINDS[year % CYCLE], self._tell(year)) if is_like else year
        total = self._totals.get(key)
        if total is None:
            total = self._totals[key] = _counted(self._rule, begins(year), begins(year + 1))
        return total


def _counted(rule: Rule, start: timedelta, end: timedelta) -> timedelta:
    pairs = stretches(rule.edges(start, end))
    return sum((closing - opening for opening, closing in pairs), timedelta(0))


# --- what years hang on -----------------------------------------------------------------------


def likeness(rule: Rule) -> Likeness | None:
    """Return what tells the years of a rule apart; None if each is like no other."""
    match rule:
        case Constant():
            return _ALIKE
        case Spans():
            return _of_spans(rule)
        case Weekly():
            return None if rule.holidays.live else _of_week(rule)
        case Recurring():
            return _of_recurring(rule)
        case Combined():
            return _all_of(map(likeness, rule.parts))
        case _:
            assert_never(rule)


_ALIKE = Likeness(lambda _: None)


def _all_of(parts: Iterable[Likeness | None]) -> Likeness | None:
    found = list(parts)
    known = [part for part in found if part is not None and part is not _ALIKE]
    if None in found:
        return None
    if len(known) < 2:
        return known[0] if known else _ALIKE
    settled, cycles = max(of.settled for of in known), lcm(*(of.cycles for of in known))
    return Likeness(lambda year: tuple([of.tell(year) for of in known]), settled, cycles)


def _of_spans(rule: Spans) -> Likeness:
    edges = rule.edges(FIRST, LAST + timedelta(microseconds=1))

    def tell(year: int) -> Hashable:
        place = bisect_left(edges, begins(year))
        return year if place < len(edges) and edges[place] <= begins(year + 1) else place & 1

    inside = [edge for edge in edges if edge <= LAST]
    return Likeness(tell, settled=_year(inside[-1]) + 1 if inside else _FIRST_YEAR)


def _of_week(rule: Weekly) -> Likeness | None:
    dates = (rule.exceptions, rule.date_breaks, rule.holidays.named)
    parts = [_of_zone(rule.zone), *map(_of_recurrence, rule.holidays.rules)]
    parts.append(_of_dates(day for of in dates for day in of))
    parts.append(_of_weeks(len(rule.weeks), rule.since))
    return _all_of(parts)


def _of_dates(dates: Iterable[date]) -> Likeness:
    special = sorted({day.toordinal() for day in dates})
    if not special:
        return _ALIKE

    def tell(year: int) -> Hashable:
        first, last = _about(year)
        place = bisect_left(special, first)
        return year if place < len(special) and special[place] <= last else None

    return Likeness(tell, settled=date.fromordinal(special[-1]).year + 2)


def _of_weeks(count: int, since: date | None) -> Likeness:
    if count == 1 or since is None:
        return _ALIKE
    begin = since
    return Likeness(
        lambda year: (date(year, 1, 1) - begin).days % (7 * count),
        cycles=_until_back(_WEEKS, count),
    )


def _until_back(step: int, around: int) -> int:
    """Count the steps that lead back to the first."""
    return lcm(step, around) // step


def _about(year: int) -> tuple[int, int]:
    """Return the first and the last day that affect a year, as ordinals."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return first.toordinal() - _ABOUT, last.toordinal() + _ABOUT


def _of_recurring(rule: Recurring) -> Likeness | None:
    """Tell years apart by the years before, too, as far as what began there may last."""
    one = _all_of([_of_zone(rule.zone), _of_recurrence(rule.recurrence)])
    lasts = rule.duration if isinstance(rule.duration, timedelta) else timedelta(days=1)
    if one is None or lasts <= timedelta(days=_ABOUT - 3):
        return one
    of = one

    def tell(year: int) -> Hashable:
        before = (_KINDS[(year - ago) % CYCLE] for ago in (1, 2))
        return *before, *(of.tell(year - ago) for ago in range(3))

    return Likeness(tell, of.settled + 2, of.cycles)


def _of_recurrence(rule: Recurrence) -> Likeness | None:
    step, first, last, easters = rule.interval, rule.start, rule.last, rule.easters
    if any(not -_LENT <= days <= _ADVENT for days in easters):
        return None
    if easters:
        first = max(first, EASTERS[0])
    begin, finish, anchor = first.toordinal(), last.toordinal(), rule.start
    phases: dict[str, tuple[Tell, int]] = {
        "DAILY": (
            lambda year: (date(year, 1, 1).toordinal() - anchor.toordinal()) % step,
            7 * _WEEKS,
        ),
        "WEEKLY": (
            lambda year: (date(year, 1, 1).toordinal() - anchor.toordinal()) % (7 * step),
            _WEEKS,
        ),
        "MONTHLY": (lambda year: (12 * (year - anchor.year) + 1 - anchor.month) % step, 12 * CYCLE),
        "YEARLY": (lambda year: (year - anchor.year) % step, CYCLE),
    }
    phase, in_a_cycle = phases[rule.frequency]

    def tell(year: int) -> Hashable:
        start, end = _about(year)
        if end < begin or finish < start:
            return None
        if start <= begin or finish <= end:
            return year
        beside = _LEAPS[year % CYCLE] if rule.counts_in_years else None
        return phase(year), beside, easter(year) - date(year, 1, 1) if easters else None

    is_endless = last == datetime.max
    settled = first.year + 2 if is_endless else last.year + 2
    return Likeness(tell, settled, _until_back(in_a_cycle, step) if is_endless else 1)


_LENT, _ADVENT = 70, 220
"""This far from Easter, a day lies in the same year and not near its ends."""


def _of_zone(place: tzinfo) -> Likeness | None:
    if isinstance(place, DefinedZone):
        return _of_defined(place)
    if not isinstance(place, ZoneInfo):  # it has an offset, and no clock
        return _ALIKE

    def tell(year: int) -> Hashable:
        if year >= _SETTLED:
            year = _TYPICAL[_KINDS[year % CYCLE]]
        return (offset_at(begins(year), place),) if year < _UNCHANGED else _clock(place, year)

    return Likeness(tell, _SETTLED)


def _of_defined(place: DefinedZone) -> Likeness | None:
    begun, settled = place.first_year, place.settled_year
    if settled is None:
        return None
    last = settled

    def tell(year: int) -> Hashable:
        if year + 1 < begun:
            return None
        return year if year <= last else _LEAPS[year % CYCLE]

    return Likeness(tell, last + 1)


@lru_cache(maxsize=4096)
def _clock(place: ZoneInfo, year: int) -> tuple[timedelta, ...]:
    """Return the offset of a zone as a year begins, and each change, by the time elapsed since."""
    start = begins(year)
    days = range(-_ABOUT, 366 + _ABOUT + _STRIDE, _STRIDE)
    marks = [start + timedelta(days=day) for day in days]
    offsets = [offset_at(mark, place) for mark in marks]
    found = offsets[:1]
    for mark, before, after in zip(marks[1:], offsets, offsets[1:], strict=False):
        if before != after:
            found += _changed(place, mark, before) - start, after
    return tuple(found)


def _changed(place: ZoneInfo, mark: timedelta, before: timedelta) -> timedelta:
    """Find the instant, to the second, at which an offset ended within the days before a mark."""
    early, late = mark - timedelta(days=_STRIDE), mark
    while late - early > _SECOND:
        middle = early + (late - early) / 2
        early, late = (middle, late) if offset_at(middle, place) == before else (early, middle)
    return late - late % _SECOND
