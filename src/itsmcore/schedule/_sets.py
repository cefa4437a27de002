"""Sets of instants as edges: opening, closing, opening, closing …, in order, within one stretch.

An edge is the time since EPOCH as a timedelta: its arithmetic is exact to the microsecond, and
faster than that of datetimes, or of integers made from them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain

from itsmcore.instant import EPOCH

FIRST, LAST = datetime.min.replace(tzinfo=UTC) - EPOCH, datetime.max.replace(tzinfo=UTC) - EPOCH

Edges = list[timedelta]
Stretch = tuple[timedelta, timedelta]


def union(stretches: Iterable[Stretch], lo: timedelta, hi: timedelta) -> Edges:
    """Join stretches, which may overlap and be in any order, into edges between `lo` and `hi`."""
    edges: Edges = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if edges and start <= edges[-1]:
            edges[-1] = max(edges[-1], end)
        else:
            edges += start, end
    return _between(edges, lo, hi)


def _between(edges: Edges, lo: timedelta, hi: timedelta) -> Edges:
    """Clip edges to `lo` and `hi`; what is open there opens and closes there."""
    first, last = bisect_right(edges, lo), bisect_left(edges, hi)
    if first > last:
        return []
    return [*(lo,) * (first & 1), *edges[first:last], *(hi,) * (last & 1)]


def complement(edges: Edges, lo: timedelta, hi: timedelta) -> Edges:
    """Open what was closed between `lo` and `hi`, and close what was open."""
    flipped = edges[1:] if edges and edges[0] == lo else [lo, *edges]
    return flipped[:-1] if flipped[-1] == hi else [*flipped, hi]


def stretches(edges: Edges) -> Iterable[Stretch]:
    """Pair each opening with its closing."""
    return zip(edges[::2], edges[1::2], strict=True)


def joined(parts: Iterable[Edges], lo: timedelta, hi: timedelta) -> Edges:
    """Open wherever any part is open."""
    return union(chain.from_iterable(map(stretches, parts)), lo, hi)
