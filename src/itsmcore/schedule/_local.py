"""Local time: which instant a wall clock means, and where days begin.

A wall time is the time since 1970-01-01 00:00 on the clock of the zone, as a timedelta. For a time
that the clock shows twice the first holds, and one that it skips is moved forward by the length of
the gap (RFC 5545, section 3.3.5).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from itsmcore.instant import EPOCH

_STRIDE = [timedelta(days=day) for day in range(4)]
_AHEAD = timedelta(days=len(_STRIDE))
"""No named zone changes its clock twice in so few days: the shortest interval is 6.9 days."""
MICROSECOND = timedelta(microseconds=1)
WALL = datetime(1970, 1, 1)
_FIRST_WALL, _LAST_WALL = datetime.min - WALL, datetime.max - WALL
FIRST_DAY, LAST_DAY = _FIRST_WALL.days + 1, _LAST_WALL.days - 1
"""The first and last local day that a schedule knows, counted from 1970-01-01."""


def clock(moment: datetime, place: tzinfo) -> datetime:
    """Read the wall clock of a zone, clamped to the ends of the calendar."""
    try:
        return moment.astimezone(place).replace(tzinfo=None)
    except OverflowError:
        return datetime.min if moment < EPOCH else datetime.max


def date_meant(moment: datetime, place: tzinfo) -> date:
    """Find the date meant by an instant that stands in for one.

    If it is midnight on its own clock, that date is meant. Otherwise it is the date in the zone:
    some programs write local midnight in UTC.
    """
    return (moment if moment.time() == time() else clock(moment, place)).date()


def known_wall(time: timedelta) -> datetime:
    """Return a wall time as a datetime, clamped to the ends of the calendar."""
    return WALL + max(_FIRST_WALL, min(time, _LAST_WALL))


def instant(time: timedelta, place: tzinfo) -> timedelta:
    """Find the instant at which a wall clock shows a time, as the time since EPOCH."""
    return time - _offset(time, place)


def _offset(time: timedelta, place: tzinfo) -> timedelta:
    try:
        day = WALL + time
    except OverflowError:
        day = datetime.min if time < WALL - WALL else datetime.max
    offset = place.utcoffset(day)
    assert offset is not None
    return offset


def offset_at(moment: timedelta, place: tzinfo) -> timedelta:
    """Return how far the clock of a zone is ahead of UTC at an instant."""
    offset = (EPOCH + moment).astimezone(place).utcoffset()
    assert offset is not None
    return offset


@lru_cache(maxsize=256)
def day_starts(place: tzinfo, first: int, last: int) -> tuple[timedelta, ...]:
    """List the instants at which local days begin, from day `first` to day `last` inclusive.

    Days are counted from 1970-01-01. A day that the zone skipped begins where the next one does.
    """
    starts: list[timedelta] = []
    looked_at = _STRIDE[:1] if isinstance(place, ZoneInfo | timezone) else _STRIDE
    for day in range(first, last + 1, len(_STRIDE)):
        midnight = timedelta(days=day)
        begins = [instant(midnight + days, place) - days for days in (*looked_at, _AHEAD)]
        if begins.count(begins[0]) == len(begins):
            starts += (begins[0] + days for days in _STRIDE)
        else:
            starts += (_day_start(midnight + days, place) for days in _STRIDE)
    return tuple(starts[: last + 1 - first])


def _day_start(midnight: timedelta, place: tzinfo) -> timedelta:
    """Find the first instant of a day; where the clock skips midnight, the end of the gap."""
    late = instant(midnight, place)
    after = offset_at(late, place)
    if late + after == midnight:
        return late
    early = midnight - after
    while late - early > MICROSECOND:
        middle = early + (late - early) // 2
        early, late = (early, middle) if offset_at(middle, place) == after else (middle, late)
    return late
