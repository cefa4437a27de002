"""Strategies for the small values: instants, actors, texts, levels, matrices."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.fields import as_whole
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.lifecycle import Actor
from itsmcore.priority import PriorityMatrix

ZONES = (
    "UTC",
    "Europe/Amsterdam",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
"""Zones with every kind of clock change among them, and two that have none."""


_ZONED = (1970, 2037)
"""The years for which the zones' changes are listed, and searched for."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_STORABLE = st.characters(codec="utf-8", exclude_characters="\0")


@functools.lru_cache(maxsize=1024)
def _changes(zone: str, year: int) -> tuple[datetime, ...]:
    """Find the days on which a zone's clock changes, to the hour, in UTC."""
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 8760, 6))
    found, place = [], ZoneInfo(zone)
    previous = None
    for hour in hours:
        offset = hour.astimezone(place).utcoffset()
        if previous is not None and offset != previous:
            found.append(hour)
        previous = offset
    return tuple(found)


@st.composite
def _near_changes(draw: st.DrawFn, zone: str, start: int, end: int) -> datetime:
    changes = _changes(zone, draw(st.integers(start, end)))
    about = draw(st.sampled_from(changes)) if changes else datetime(start, 7, 1, tzinfo=UTC)
    minutes = draw(st.integers(-600, 600))
    return (about + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))


@checked
def instants(
    *, min_year: int = 2000, max_year: int = 2035, zones: Sequence[str] = ZONES
) -> st.SearchStrategy[datetime]:
    """Draw aware datetimes, many of them within ten hours of a change of the clock.

    Args:
        min_year: the first year.
        max_year: the last year.
        zones: the zones they are given in.

    >>> from hypothesis import find
    >>> find(instants(), lambda instant: True).tzinfo is not None
    True
    """
    for name, year in (("min_year", min_year), ("max_year", max_year)):
        as_whole(year, name, least=1, most=9999)
    anywhere = st.datetimes(
        datetime(min_year, 1, 2),
        datetime(max_year, 12, 30),
        timezones=st.sampled_from(zones).map(ZoneInfo),
    )
    first, last = max(min_year, _ZONED[0]), min(max_year, _ZONED[1])
    if first > last:
        return anywhere
    return anywhere | st.sampled_from(zones).flatmap(lambda z: _near_changes(z, first, last))


@checked
def actors(
    *, names: Sequence[str] = ("ada", "grace", "linus"), roles: Iterable[str] = ()
) -> st.SearchStrategy[Actor]:
    """Draw actors of some names, each with any of the roles.

    Args:
        names: whom to choose from.
        roles: the roles to choose from.
    """
    known = sorted(roles)
    some = st.frozensets(st.sampled_from(known)) if known else st.just(frozenset[str]())
    return st.builds(Actor, st.sampled_from(names), some)


@checked
def texts(*, max_size: int = 12) -> st.SearchStrategy[str]:
    """Draw short texts: of letters, and of any characters that can be stored.

    They shrink to letters, so that a counterexample can be read.

    Args:
        max_size: how long they may be.
    """
    plain = st.text(_LETTERS, max_size=max_size)
    return plain | st.text(_STORABLE, max_size=max_size)


@checked
def scales(
    *, kind: type[Level] = Level, min_size: int = 1, max_size: int = 5
) -> st.SearchStrategy[tuple[Level, ...]]:
    """Draw scales of levels, most severe first.

    Args:
        kind: the class of the levels.
        min_size: the smallest number of levels.
        max_size: the largest.
    """
    sizes = st.integers(min_size, max_size)
    return sizes.map(
        lambda size: tuple(kind(f"{rank}", f"Level {rank}", rank) for rank in range(size, 0, -1))
    )


@checked
@st.composite
def matrices(draw: st.DrawFn, *, min_size: int = 1, max_size: int = 5) -> PriorityMatrix:
    """Draw priority matrices that are total and monotone, their levels in any order.

    Args:
        min_size: the smallest number of levels in a scale.
        max_size: the largest.
    """
    sizes = st.integers(min_size, max_size)
    rows, columns = range(draw(sizes)), range(draw(sizes))
    rises = draw(st.lists(st.integers(0, 1), min_size=len(rows) * len(columns)))
    ranks: dict[tuple[int, int], int] = {}
    for row in rows:
        for column in columns:
            least = max(ranks.get((row - 1, column), 0), ranks.get((row, column - 1), 0))
            ranks[row, column] = least + rises[row * len(columns) + column]
    down, across = draw(st.permutations(rows)), draw(st.permutations(columns))
    return PriorityMatrix(
        [Impact(f"i{row}", f"I{row}", row) for row in down],
        [Urgency(f"u{column}", f"U{column}", column) for column in across],
        [[_priority(ranks[row, column]) for column in across] for row in down],
    )


def _priority(rank: int) -> Priority:
    return Priority(f"p{rank}", f"P{rank}", rank)
