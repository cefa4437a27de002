"""Open time as a function: how much of it there was up to an instant, and the way back.

A rule is compiled when it is asked, one block of days at a time. In a block with the edges
e1 < e2 < …, open time since the block began is `bases[i] + t` inside the window that e_i opens and
`bases[i]` after the edge that closes one. Elapsed time is then two look-ups and a difference, and
a deadline is one look-up the other way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta

from itsmcore.schedule._rules import Rule
from itsmcore.schedule._sets import FIRST, LAST, Edges, Stretch, stretches

ZERO = timedelta(0)
_SHIFT = 8
BLOCK = timedelta(days=1 << _SHIFT)
_END = LAST + timedelta(microseconds=1)


class Block:
    """Hold the edges of some days, and what is needed to count with them."""

    __slots__ = ("bases", "edges", "reached", "total")

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.bases = [ZERO]
        total = ZERO
        for opening, closing in stretches(edges):
            self.bases.append(total - opening)
            total += closing - opening
            self.bases.append(total)
        self.reached = self.bases[2::2]
        """The open time at each closing."""
        self.total = total

    def upto(self, time: timedelta) -> timedelta:
        """Count the open time from the block's start to a time in it."""
        place = bisect_right(self.edges, time)
        return self.bases[place] + time if place & 1 else self.bases[place]


class Compiled:
    """Answer from blocks, which are made of a rule when they are first needed.

    Threads may share one: a block or a row of sums that two of them make at once is the same.
    """

    __slots__ = ("_blocks", "_rule", "_sums")

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._blocks: dict[int, Block] = {}
        self._sums: tuple[int, list[timedelta]] = (0, [])

    def _edges(self, index: int) -> Edges:
        return self._rule.edges(index * BLOCK, min((index + 1) * BLOCK, _END))

    def _block(self, index: int) -> Block:
        block = self._blocks.get(index)
        if block is None:
            block = self._blocks[index] = Block(self._edges(index))
        return block

    def elapsed(self, start: timedelta, end: timedelta) -> timedelta:
        """Count the open time between two instants; negative where they are reversed."""
        first, last = start.days >> _SHIFT, end.days >> _SHIFT
        blocks = self._blocks
        before = blocks[first] if first in blocks else self._block(first)
        if first == last:
            return before.upto(end) - before.upto(start)
        after = blocks[last] if last in blocks else self._block(last)
        return after.upto(end) - before.upto(start) + self._between(first, last)

    def _between(self, first: int, last: int) -> timedelta:
        """Count the open time from the start of one block to the start of another."""
        origin, sums = self._sums
        low, high = (first, last) if first < last else (last, first)
        if low < origin or high >= origin + len(sums):
            origin, sums = self._summed(low, high)
        return sums[last - origin] - sums[first - origin]

    def _summed(self, low: int, high: int) -> tuple[int, list[timedelta]]:
        """Extend the row of sums over the blocks from `low` to `high`."""
        origin, sums = self._sums
        if not sums:
            origin, sums = low, [ZERO]
        head, tail = [sums[0]], [sums[-1]]
        for index in range(origin - 1, low - 1, -1):
            head.append(head[-1] - self._total(index))
        for index in range(origin + len(sums) - 1, high):
            tail.append(tail[-1] + self._total(index))
        self._sums = min(low, origin), head[:0:-1] + sums + tail[1:]
        return self._sums

    def _total(self, index: int) -> timedelta:
        """Count a block's open time, without keeping the block: there may be thousands between."""
        if index in self._blocks:
            return self._blocks[index].total
        return sum((end - start for start, end in stretches(self._edges(index))), ZERO)

    def is_open(self, time: timedelta) -> bool:
        """Tell whether an instant is open."""
        return bool(bisect_right(self._block(time.days >> _SHIFT).edges, time) & 1)

    def deadline(self, start: timedelta, need: timedelta, horizon: timedelta) -> timedelta | None:
        """Find the first instant after which so much open time has passed.

        Of a negative time it is the last instant from which so much leads to the start. None is
        the answer where there is none within the horizon.
        """
        if not need:
            return start
        if abs(need) > LAST - FIRST:
            return None
        index = start.days >> _SHIFT
        block = self._block(index)
        goal = block.upto(start) + need
        if need > ZERO:
            limit = min(start + horizon, LAST) if horizon < LAST - start else LAST
            while goal > block.total:
                goal -= block.total
                index += 1
                if index * BLOCK > limit:
                    return None
                block = self._block(index)
            found = goal - block.bases[2 * bisect_left(block.reached, goal) + 1]
            return found if found <= limit else None
        limit = start - horizon if horizon < start - FIRST else FIRST
        while goal < ZERO:
            if index * BLOCK < limit:
                return None
            index -= 1
            block = self._block(index)
            goal += block.total
        found = goal - block.bases[2 * bisect_right(block.reached, goal) + 1]
        return found if found >= limit else None

    def forward(self, lo: timedelta, hi: timedelta) -> Iterator[Stretch]:
        """Give the stretches of open time between two instants, the first one first."""
        held: Stretch | None = None
        index = lo.days >> _SHIFT
        while index * BLOCK < hi:
            for opening, closing in stretches(self._block(index).edges):
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
        index = hi.days >> _SHIFT
        while (index + 1) * BLOCK > lo:
            for opening, closing in reversed(list(stretches(self._block(index).edges))):
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
