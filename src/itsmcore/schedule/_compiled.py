"""Open time as a function: how much of it there was up to an instant, and the way back.

A rule is compiled when it is asked, a block of days at a time. On a day with the edges
e1 < e2 < …, the open time since some fixed origin is `bases[i] + t` between e_i and the next edge
where e_i opens, and `bases[i]` where it closes. Elapsed time is then two look-ups and a difference,
and a deadline is a look-up the other way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from itsmcore.schedule._hours import DAY
from itsmcore.schedule._rules import Rule
from itsmcore.schedule._sets import FIRST, LAST, Edges, Stretch, stretches
from itsmcore.schedule._years import Years, likeness

ZERO = timedelta(0)
SHIFT = 8
"""The days in a block are a power of two, so that a shift finds the block of a day."""
BLOCK = timedelta(days=1 << SHIFT)
_END = LAST + timedelta(microseconds=1)

Day = tuple[Edges, list[timedelta]]
"""A day's edges, and its bases: one more than there are edges."""
Windows = tuple[timedelta, list[timedelta], list[timedelta], timedelta]
"""For a block: the open time before it, each window's base and sum at its closing, and after it."""


_NEAR = 8
"""Up to this many blocks are counted one by one; beyond that, in whole years."""


def _start(index: int) -> timedelta:
    return max(FIRST, min(index * BLOCK, _END))


class Compiled:
    """Hold the days and blocks that were asked for.

    Threads may share one: if two compute a block at once, both get the same.
    """

    __slots__ = ("_edges", "_origin", "_rule", "_sums", "_windows", "_years", "days")

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._edges: dict[int, Edges] = {}
        self._windows: dict[int, Windows] = {}
        self._origin: dict[str, int] = {}
        self._sums: dict[int, timedelta] = {}
        self._years: dict[str, Years | None] = {}
        self.days: dict[int, Day] = {}

    def edges(self, index: int) -> Edges:
        """Return the edges of a block."""
        edges = self._edges.get(index)
        if edges is None:
            edges = self._edges[index] = self._found(index)
        return edges

    def _found(self, index: int) -> Edges:
        return self._rule.edges(max(index * BLOCK, FIRST), min((index + 1) * BLOCK, _END))

    def day(self, number: int) -> Day:
        """Return the edges and bases of a day."""
        if number not in self.days:
            self.windows(number >> SHIFT)
        return self.days[number]

    def windows(self, index: int) -> Windows:
        """Return what leads back from open time to instants in a block."""
        windows = self._windows.get(index)
        if windows is None:
            before, bases, reached = self._sum(index), list[timedelta](), list[timedelta]()
            total = before
            for opening, closing in stretches(self.edges(index)):
                bases.append(total - opening)
                total += closing - opening
                reached.append(total)
            self._fill(index, [before, *chain(*zip(bases, reached, strict=True))])
            windows = self._windows[index] = before, bases, reached, total
        return windows

    def _fill(self, index: int, bases: list[timedelta]) -> None:
        """Cut a block's edges and bases into days; one that begins open opens at its midnight."""
        edges, first, midnight = self.edges(index), 0, index * BLOCK
        for number in range(index << SHIFT, (index + 1) << SHIFT):
            tomorrow = midnight + DAY
            last = bisect_left(edges, tomorrow, first)
            if first & 1:
                day = [midnight, *edges[first:last]], [ZERO, *bases[first : last + 1]]
            else:
                day = edges[first:last], bases[first : last + 1]
            if FIRST.days <= number <= LAST.days:
                self.days[number] = day
            first, midnight = last, tomorrow

    def _sum(self, index: int) -> timedelta:
        """Count the open time from the origin, the first block that was asked for, to a block."""
        sums, origin = self._sums, self._origin.setdefault("block", index)
        step = 1 if index < origin else -1
        unknown = list[int]()
        while index not in sums and index != origin:
            if len(unknown) == _NEAR and (years := self._known_years()) is not None:
                sums[index] = years.until(_start(index))
                break
            unknown.append(index)
            index += step
        total = sums.get(index, ZERO)
        for place in reversed(unknown):
            total += self._total(place - 1) if step < 0 else -self._total(place)
            sums[place] = total
        return total

    def _known_years(self) -> Years | None:
        """Return what counts whole years from the origin; None where no years are alike."""
        if not self._years:
            alike, origin = likeness(self._rule), _start(self._origin["block"])
            known = None if alike is None else Years(self._rule, alike, origin)
            self._years.setdefault("known", known)
        return self._years["known"]

    def _total(self, index: int) -> timedelta:
        """Count a block's open time without keeping its edges: there may be thousands."""
        edges = self._edges.get(index) or self._found(index)
        return sum((closing - opening for opening, closing in stretches(edges)), ZERO)

    def is_open(self, time: timedelta) -> bool:
        """Return whether an instant is open."""
        return bool(bisect_right(self.edges(time.days >> SHIFT), time) & 1)

    def deadline(self, start: timedelta, need: timedelta, horizon: timedelta) -> timedelta | None:
        """Find the first instant by which this much open time has passed.

        For a negative time, it is the last instant from which that much leads to the start. Return
        None if there is none within the horizon.
        """
        if not need:
            return start
        number = start.days
        edges, days = self.days.get(number) or self.day(number)
        place, index = bisect_right(edges, start), number >> SHIFT
        try:
            goal = (days[place] + start if place & 1 else days[place]) + need
        except OverflowError:
            return None
        before, bases, reached, after = self.windows(index)
        if need > ZERO:
            limit, near = min(number + horizon.days + 1, LAST.days) >> SHIFT, index + _NEAR
            while goal > after:
                index += 1
                windows = self._windows.get(index)
                if windows is None:
                    if index > limit:
                        return None
                    if index == near and self._known_years() is not None:
                        ahead = range(index + 1, limit + 2)
                        index += bisect_left(ahead, goal, key=self._sum)
                        if index > limit:
                            return None
                    after = self._sum(index + 1)
                    if goal > after:
                        continue
                    windows = self.windows(index)
                _, bases, reached, after = windows
            found = goal - bases[bisect_left(reached, goal)]
            return found if found - start <= horizon and found <= LAST else None
        limit, near = max(number - horizon.days - 1, FIRST.days) >> SHIFT, index - _NEAR
        while goal < before:
            index -= 1
            if index < limit:
                return None
            if index == near and self._known_years() is not None:
                behind = range(limit, index + 1)
                index = limit + bisect_right(behind, goal, key=self._sum) - 1
                if index < limit:
                    return None
            before = self._sum(index)
        _, bases, reached, _ = self.windows(index)
        found = goal - bases[bisect_right(reached, goal)]
        return found if start - found <= horizon else None

    def forward(self, lo: timedelta, hi: timedelta) -> Iterator[Stretch]:
        """Yield the stretches of open time between two instants, earliest first."""
        held: Stretch | None = None
        index = lo.days >> SHIFT
        while index * BLOCK < hi and lo < hi:
            edges = self.edges(index)
            first, last = bisect_right(edges, lo), bisect_left(edges, hi)
            for opening, closing in stretches(edges[first - (first & 1) : last + (last & 1)]):
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
        """Yield the stretches of open time between two instants, latest first."""
        held: Stretch | None = None
        index = hi.days >> SHIFT
        while (index + 1) * BLOCK > lo and lo < hi:
            for opening, closing in reversed(list(stretches(self.edges(index)))):
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
