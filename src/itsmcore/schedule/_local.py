"""Local time: which instant a wall clock means, where days begin, and what a zone is called.

A wall time is the time since 1970-01-01 00:00 on the clock of the zone, as a timedelta. A time
that the clock shows twice is the first of the two, and one that it skips is moved on by the length
of the gap (RFC 5545, section 3.3.5).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from itsmcore.errors import Fault
from itsmcore.nearest import nearest
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._sets import EPOCH
from itsmcore.shown import shown

_STRIDE = [timedelta(days=day) for day in range(4)]
"""No zone changes its clock twice in so few days: there are never less than 6.9 between."""
_MACHINES_OWN = ("localtime", "posixrules")
"""Names under which a machine may keep a zone of its own, another on every one of them."""
MICROSECOND = timedelta(microseconds=1)
WALL = datetime(1970, 1, 1)
_FIRST_WALL, _LAST_WALL = datetime.min - WALL, datetime.max - WALL
FIRST_DAY, LAST_DAY = _FIRST_WALL.days + 1, _LAST_WALL.days - 1
"""The first and the last local day that a schedule knows, counted from 1970-01-01."""


def zone(name: object) -> tzinfo:
    """Find a zone by its IANA name, or take one that has such a name or a fixed offset.

    Raises:
        Fault: there is none.
    """
    if isinstance(name, ZoneInfo) and name.key is not None:
        name = name.key
    if isinstance(name, timezone):
        return UTC if name == UTC else name
    if not isinstance(name, str):
        raise Fault(
            "bad_zone", "tz", f"{shown(name)} is not a zone; give a name, such as 'Europe/Paris'"
        )
    if name == "UTC":
        return UTC
    try:
        if name not in _MACHINES_OWN:
            return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        pass
    near = nearest(name, sorted(available_timezones() - {*_MACHINES_OWN}))
    known = f"did you mean {shown(near)}?" if near else "give a name, such as 'Europe/Paris'"
    raise Fault("unknown_zone", "tz", f"there is no time zone {shown(name)}; {known}")


def zone_name(place: tzinfo) -> str | None:
    """Give the name by which `zone` finds a zone; None where it has only an offset."""
    return place.key if isinstance(place, ZoneInfo) else "UTC" if place is UTC else None


def clock(moment: datetime, place: tzinfo) -> datetime:
    """Read the wall clock of a zone, at the calendar's ends no further than they are."""
    try:
        return moment.astimezone(place).replace(tzinfo=None)
    except OverflowError:
        return datetime.min if moment < EPOCH else datetime.max


def instant(time: timedelta, place: tzinfo) -> timedelta:
    """Find the instant at which a wall clock shows a time, since EPOCH."""
    return time - _offset(time, place)


def _offset(time: timedelta, place: tzinfo) -> timedelta:
    try:
        day = WALL + time
    except OverflowError:
        day = datetime.min if time < WALL - WALL else datetime.max
    offset = place.utcoffset(day)
    assert offset is not None
    return offset


def _offset_at(moment: timedelta, place: tzinfo) -> timedelta:
    offset = (EPOCH + moment).astimezone(place).utcoffset()
    assert offset is not None
    return offset


@lru_cache(maxsize=256)
def day_starts(place: tzinfo, first: int, last: int) -> tuple[timedelta, ...]:
    """List the instants at which local days begin, from day `first` to day `last` inclusive.

    Days are counted from 1970-01-01. A day that the zone skipped begins where the next one does.
    """
    starts: list[timedelta] = []
    for day in range(first, last + 1, len(_STRIDE)):
        midnight = timedelta(days=day)
        begin = instant(midnight, place)
        if instant(midnight + len(_STRIDE) * DAY, place) - begin == len(_STRIDE) * DAY:
            starts += (begin + days for days in _STRIDE)
        else:
            starts += (_day_start(midnight + days, place) for days in _STRIDE)
    return tuple(starts[: last + 1 - first])


def _day_start(midnight: timedelta, place: tzinfo) -> timedelta:
    """Find the first instant of a day; where the clock skips midnight, the end of the gap."""
    late = instant(midnight, place)
    after = _offset_at(late, place)
    if late + after == midnight:
        return late
    early = midnight - after
    while late - early > MICROSECOND:
        middle = early + (late - early) // 2
        early, late = (early, middle) if _offset_at(middle, place) == after else (middle, late)
    return late
