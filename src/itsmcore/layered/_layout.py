"""Layout: boxes and arrows in, places and routes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

import attrs

from itsmcore.layered._order import ordered
from itsmcore.layered._places import Tie, placed
from itsmcore.layered._ranks import ranked

Point: TypeAlias = tuple[float, float]
Place: TypeAlias = tuple[float, float, float, float]
"""Its left upper corner, how wide it is and how high."""
_GAP = 14
"""Between a box and what stands above or below it in its layer."""
_LANE = 8
"""Between two arrows that pass a layer."""
_PORT = 12
"""Between the ends of two arrows at one side of a box."""
_STUB = 11
"""How far an arrow is straight at least where it meets a box."""
_CHANNEL, _WIDEST, _SLANT = 20, 50, 0.2
"""How wide the channel between two layers is, and how much wider for arrows that go far."""
_STRAIGHT, _LOOSE = 8, 1


@attrs.frozen
class Box:
    """A box to be placed.

    Attributes:
        width: its width.
        height: its height.
        loop: how wide and high the label of an arrow to itself is; None if it has none.
    """

    width: float
    height: float
    loop: Point | None = None


@attrs.frozen
class Arrow:
    """An arrow to be led from one box to another, by their numbers, with the size of its label."""

    source: int
    target: int
    width: float = 0
    height: float = 0


@attrs.frozen
class Route:
    """How an arrow is led.

    Attributes:
        points: where it leaves, where it bends, and where it arrives; it is straight from each
            first point to the second, and bends from each second to the next first.
        label: the left upper corner of its label.
    """

    points: tuple[Point, ...]
    label: Point


@attrs.frozen
class Layout:
    """Where everything goes.

    Attributes:
        width: how wide it all is.
        height: how high.
        places: where each box is, in the order of the boxes.
        routes: how each arrow is led, in the order of the arrows.
    """

    width: float
    height: float
    places: tuple[Place, ...]
    routes: tuple[Route, ...]


LOOP = 26
"""How far an arrow from a box to itself stands out from it."""


def layout(boxes: Sequence[Box], arrows: Iterable[Arrow], *, is_down: bool = False) -> Layout:
    """Place boxes and lead arrows from left to right, or downwards.

    >>> found = layout([Box(60, 30), Box(60, 30)], [Arrow(0, 1, 40, 16)])
    >>> found.places[1][0] > found.places[0][0] + 60 + 40
    True

    Args:
        boxes: the boxes; the way begins at the first.
        arrows: the arrows, between two different boxes each.
        is_down: whether the way leads downwards.
    """
    return _Drawing(boxes, tuple(arrows), is_down=is_down).layout()


class _Drawing:
    """The work of one layout; `along` is the direction of the way, `across` the other one.

    First come the boxes by their number, then a joint for each layer that an arrow passes.
    """

    def __init__(self, boxes: Sequence[Box], arrows: Sequence[Arrow], *, is_down: bool) -> None:
        self.boxes, self.arrows, self.is_down = boxes, arrows, is_down
        self.along = [self._turned(box.width, box.height)[0] for box in boxes]
        self.across = [self._turned(box.width, box.height)[1] for box in boxes]
        self.shift = [0.0] * len(boxes)  # from the middle of a slot to the line or box in it
        self.inner = list(self.across)  # how much of its slot a box takes
        pairs = [(arrow.source, arrow.target) for arrow in arrows]
        self.rank, self.is_back = ranked(len(boxes), pairs)
        self.chains = [
            self._chain(high, low, arrow) if back else self._chain(low, high, arrow)
            for (low, high), arrow, back in zip(pairs, arrows, self.is_back, strict=True)
        ]
        self._widen()

    def _turned(self, x: float, y: float) -> Point:
        return (y, x) if self.is_down else (x, y)

    def _chain(self, low: int, high: int, arrow: Arrow) -> list[int]:
        """Give an arrow a joint in each layer between its boxes, the middle one for its label."""
        ranks = range(self.rank[low] + 1, self.rank[high])
        middle = len(ranks) // 2
        middle -= ranks[middle] % 2 == 0  # labels stand in layers without boxes
        chain = [low]
        for place, rank in enumerate(ranks):
            chain.append(len(self.rank))
            along, across = self._turned(arrow.width, arrow.height)
            self.rank.append(rank)
            self.along.append(along if place == middle else 0)
            self.across.append(across if place == middle else 0)
            self.shift.append(0 if place != middle else -across / 2 if self.is_down else across / 2)
            self.inner.append(0)
        return [*chain, high]

    def _widen(self) -> None:
        """Make each box large enough for the arrows at its sides, and for its own loop."""
        leaving, entering = [0] * len(self.boxes), [0] * len(self.boxes)
        for chain in self.chains:
            leaving[chain[0]] += 1
            entering[chain[-1]] += 1
        for place, box in enumerate(self.boxes):
            ports = max(leaving[place], entering[place])
            self.inner[place] = self.across[place] = max(self.across[place], ports * _PORT + 8)
            if box.loop is not None:
                along, across = self._turned(*box.loop)
                self.along[place] = max(self.along[place], along)
                self.across[place] += across + LOOP
                self.shift[place] = (across + LOOP) / (-2 if self.is_down else 2)

    def layout(self) -> Layout:
        layers = self._layers()
        ties = self._ties(layers)
        flat = [tie for of in ties for tie in of]
        gaps = [_GAP if self.along[one] else _LANE for one in range(len(self.rank))]
        runs = [of[1:-1] for of in ties if len(of) > 2]
        middles = placed(layers, self.across, gaps, flat, runs)
        top = min((m - s / 2 for m, s in zip(middles, self.across, strict=True)), default=0)
        middles = [middle - top for middle in middles]
        self._snap(ties, middles)
        bottom = max((m + s / 2 for m, s in zip(middles, self.across, strict=True)), default=0)
        starts, widths, end = self._columns(layers, flat, middles)
        size = self._turned(end, bottom)
        return Layout(
            *size,
            tuple(self._place(n, starts, widths, middles) for n in range(len(self.boxes))),
            tuple(self._route(n, starts, widths, middles, of) for n, of in enumerate(ties)),
        )

    def _layers(self) -> list[list[int]]:
        layers: list[list[int]] = [[] for _ in range(max(self.rank, default=-1) + 1)]
        for one, rank in enumerate(self.rank):
            layers[rank].append(one)
        return ordered(layers, self.rank, self.chains)

    def _ties(self, layers: Sequence[Sequence[int]]) -> list[list[Tie]]:
        """Tie each joint to the next; the ends at a box lie in the order of what they lead to."""
        order = {one: place for layer in layers for place, one in enumerate(layer)}
        leaving: dict[int, list[int]] = {}
        entering: dict[int, list[int]] = {}
        for number, chain in enumerate(self.chains):
            leaving.setdefault(chain[0], []).append(number)
            entering.setdefault(chain[-1], []).append(number)
        ports: dict[tuple[int, int], float] = {}
        for ends, side in ((leaving, 1), (entering, -2)):
            for box, numbers in ends.items():
                numbers.sort(key=lambda n, side=side: order[self.chains[n][side]])  # type: ignore[misc]
                for place, n in enumerate(numbers):
                    ports[box, n] = self.shift[box] + (place - (len(numbers) - 1) / 2) * _PORT
        count = len(self.boxes)

        def at(one: int, number: int) -> float:
            return ports[one, number] if one < count else self.shift[one]

        return [
            [
                Tie(
                    a,
                    b,
                    at(a, number),
                    at(b, number),
                    _LOOSE if a < count or b < count else _STRAIGHT,
                )
                for a, b in pairwise(chain)
            ]
            for number, chain in enumerate(self.chains)
        ]

    def _snap(self, ties: Sequence[Sequence[Tie]], middles: Sequence[float]) -> None:
        """Straighten an arrow that is nearly straight, where it is alone at its side of a box."""
        alone = Counter(
            (end, side) for of in ties for end, side in ((of[0].low, 0), (of[-1].high, 1))
        )
        for of in ties:
            first, last = of[0], of[-1]
            if alone[first.low, 0] == 1:
                first.leaves += self._near(
                    first.low,
                    middles[first.high] + first.enters - middles[first.low] - first.leaves,
                )
            if alone[last.high, 1] == 1:
                last.enters += self._near(
                    last.high, middles[last.low] + last.leaves - middles[last.high] - last.enters
                )

    def _near(self, box: int, far: float) -> float:
        return far if abs(far) <= self.inner[box] / 2 - _PORT else 0

    def _columns(
        self, layers: Sequence[Sequence[int]], ties: Sequence[Tie], middles: Sequence[float]
    ) -> tuple[list[float], list[float], float]:
        """Return where each layer begins along the way, how wide it is, and where all ends."""
        widths = [
            max((self.along[one] for one in layer), default=0) + 2 * _STUB * (rank % 2 == 0)
            for rank, layer in enumerate(layers)
        ]
        far = [0.0] * len(layers)
        for tie in ties:
            bend = abs(middles[tie.low] + tie.leaves - middles[tie.high] - tie.enters)
            far[self.rank[tie.low]] = max(far[self.rank[tie.low]], bend)
        starts, end = list[float](), 0.0
        for width, bend in zip(widths, far, strict=True):
            starts.append(end)
            end += width + min(_CHANNEL + _SLANT * bend, _WIDEST)
        return starts, widths, starts[-1] + widths[-1] if starts else 0

    def _place(
        self, box: int, starts: Sequence[float], widths: Sequence[float], middles: Sequence[float]
    ) -> Place:
        along = self._turned(self.boxes[box].width, self.boxes[box].height)[0]
        start = starts[self.rank[box]] + (widths[self.rank[box]] - along) / 2
        across = self.inner[box]
        top = middles[box] + self.shift[box] - across / 2
        return *self._turned(start, top), *self._turned(along, across)

    def _route(
        self,
        number: int,
        starts: Sequence[float],
        widths: Sequence[float],
        middles: Sequence[float],
        ties: Sequence[Tie],
    ) -> Route:
        points = list[Point]()
        for tie in ties:
            for one, height, is_low in ((tie.low, tie.leaves, True), (tie.high, tie.enters, False)):
                begin, width = starts[self.rank[one]], widths[self.rank[one]]
                points.append((begin + width if is_low else begin, middles[one] + height))
        for end, side in ((0, 1), (-1, 0)):
            one = self.chains[number][end]
            x, y, width, height = self._place(one, starts, widths, middles)
            near = self._turned(x + side * width, y + side * height)[0]
            points.insert(0 if end == 0 else len(points), (near, points[end][1]))
        if self.is_back[number]:
            points.reverse()
        label = max(self.chains[number][1:-1], key=lambda one: (self.along[one], self.across[one]))
        arrow = self.arrows[number]
        across = self._turned(arrow.width, arrow.height)[1]
        begin = starts[self.rank[label]]
        along = self._turned(arrow.width, arrow.height)[0]
        corner = (begin + (widths[self.rank[label]] - along) / 2, middles[label] - across / 2)
        return Route(tuple(self._turned(*point) for point in points), self._turned(*corner))
