"""Open time as a function: how much of it there was up to an instant, and the way back.

A rule is compiled when it is asked, a block of days at a time. In a block with the edges
e1 < e2 < …, the open time since some fixed origin is `bases[i] + t` between e_i and the next edge
where e_i opens, and `bases[i]` where it closes. Elapsed time is then two look-ups and a difference,
and a deadline is a look-up the other way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta

from itsmcore.schedule._rules import Rule
from itsmcore.schedule._sets import FIRST, LAST, Edges, Stretch, stretches

ZERO = timedelta(0)
SHIFT = 8
"""A block is a power of two of days, so that a shift finds the block that a day is in."""
BLOCK = timedelta(days=1 << SHIFT)
_END = LAST + timedelta(microseconds=1)

Row = tuple[Edges, list[timedelta], list[timedelta]]
"""A block's edges, its bases, and the open time at each of its closings."""


class Compiled:
    """Hold the blocks and rows that were asked for.

    Threads may share one: what two of them make at once is the same.
    """

    __slots__ = ("_blocks", "_origin", "_rule", "_sums", "rows")

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._blocks: dict[int, Edges] = {}
        self._origin: dict[str, int] = {}
        self._sums: dict[int, timedelta] = {}
        self.rows: dict[int, Row] = {}

    def _block(self, index: int) -> Edges:
        edges = self._blocks.get(index)
        if edges is None:
            edges = self._blocks[index] = self._found(index)
        return edges

    def _found(self, index: int) -> Edges:
        return self._rule.edges(index * BLOCK, min((index + 1) * BLOCK, _END))

    def row(self, index: int) -> Row:
        """Give the row of a block."""
        row = self.rows.get(index)
        if row is None:
            row = self.rows[index] = self._made(index)
        return row

    def _made(self, index: int) -> Row:
        total, reached = self._sum(index), list[timedelta]()
        edges, bases = self._block(index), [total]
        for opening, closing in stretches(edges):
            bases.append(total - opening)
            total += closing - opening
            bases.append(total)
            reached.append(total)
        return edges, bases, reached

    def _sum(self, index: int) -> timedelta:
        """Count the open time from the origin, the first block that was asked for, to a block."""
        sums, origin = self._sums, self._origin.setdefault("block", index)
        step = 1 if index < origin else -1
        unknown = []
        while index not in sums and index != origin:
            unknown.append(index)
            index += step
        total = sums.get(index, ZERO)
        for place in reversed(unknown):
            total += self._total(place - 1) if step < 0 else -self._total(place)
            sums[place] = total
        return total

    def _total(self, index: int) -> timedelta:
        """Count a block's open time; its edges are not held, for there may be thousands."""
        edges = self._blocks.get(index) or self._found(index)
        return sum((closing - opening for opening, closing in stretches(edges)), ZERO)

    def is_open(self, time: timedelta) -> bool:
        """Tell whether an instant is open."""
        return bool(bisect_right(self._block(time.days >> SHIFT), time) & 1)

    def deadline(self, start: timedelta, need: timedelta, horizon: timedelta) -> timedelta | None:
        """Find the first instant after which so much open time has passed.

        Of a negative time it is the last instant from which so much leads to the start. None is
        the answer where there is none within the horizon.
        """
        if not need:
            return start
        index = start.days >> SHIFT
        edges, bases, reached = self.row(index)
        place = bisect_right(edges, start)
        try:
            goal = (bases[place] + start if place & 1 else bases[place]) + need
        except OverflowError:
            return None
        if need > ZERO:
            while goal > bases[-1]:
                index += 1
                if index > min(start.days + horizon.days + 1, LAST.days) >> SHIFT:
                    return None
                _, bases, reached = self.row(index)
            found = goal - bases[2 * bisect_left(reached, goal) + 1]
            return found if found - start <= horizon else None
        while goal < bases[0]:
            index -= 1
            if index < max(start.days - horizon.days - 1, FIRST.days) >> SHIFT:
                return None
            _, bases, reached = self.row(index)
        found = goal - bases[2 * bisect_right(reached, goal) + 1]
        return found if start - found <= horizon else None

    def forward(self, lo: timedelta, hi: timedelta) -> Iterator[Stretch]:
        """Give the stretches of open time between two instants, the first one first."""
        held: Stretch | None = None
        index = lo.days >> SHIFT
        while index * BLOCK < hi:
            for opening, closing in stretches(self._block(index)):
                if closing <= lo or opening >= hi:
                    continue
                start, end = max(opening, lo), min(closing, hi)
                if held and held[1] == start:
                    held = held[0], end
                    continue
                if held:
                    yield held
                held = start, end
            index += 1
        if held:
            yield held

    def backward(self, lo: timedelta, hi: timedelta) -> Iterator[Stretch]:
        """Give the stretches of open time between two instants, the last one first."""
        held: Stretch | None = None
        index = hi.days >> SHIFT
        while (index + 1) * BLOCK > lo:
            for opening, closing in reversed(list(stretches(self._block(index)))):
                if closing <= lo or opening >= hi:
                    continue
                start, end = max(opening, lo), min(closing, hi)
                if held and held[0] == end:
                    held = start, held[1]
                    continue
                if held:
                    yield held
                held = start, end
            index -= 1
        if held:
            yield held
