"""Rerouting: a whole arrow is led anew where it crosses the fewest others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

Layers: TypeAlias = list[list[int]]
Ties: TypeAlias = Sequence[Sequence[int]]


def rerouted(layers: Layers, chain: Sequence[int], ranks: Sequence[int], ahead: Ties) -> None:
    """Take the joints of an arrow out of their layers, and put each back in the best place.

    The best places are found from layer to layer: for each place, the fewest crossings on the way
    to it, and from which place of the layer before.

    Args:
        layers: what stands in each layer; changed in place.
        chain: a box, the joints, and a box.
        ranks: the layer of each one.
        ahead: for each, what it is tied to in the next layer.
    """
    for joint in chain[1:-1]:
        layers[ranks[joint]].remove(joint)
    here = {one: at for o in chain for at, one in enumerate(layers[ranks[o]])}
    ways: list[list[int]] = []
    best = [0]
    for low, high in pairwise(chain):
        first, second = layers[ranks[low]], layers[ranks[high]]
        starts = [here[low]] if low == chain[0] else range(len(first) + 1)
        ends = [here[high]] if high == chain[-1] else range(len(second) + 1)
        spared = {chain[0], chain[-1]}
        ties = [
            (here[a], here[b])
            for a in first
            if a not in spared
            for b in ahead[a]
            if b in here and b not in spared
        ]
        rows = [*_rows(ties, starts, ends)]
        found = [
            min(range(len(best)), key=lambda n, end=end: best[n] + rows[n][end])  # type: ignore[misc]
            for end in range(len(ends))
        ]
        best = [best[n] + rows[n][end] for end, n in enumerate(found)]
        ways.append(found)
    place = 0
    for joint, found in zip(reversed(chain[1:-1]), reversed(ways), strict=False):
        place = found[place]
        layers[ranks[joint]].insert(place, joint)


def _rows(
    ties: Sequence[tuple[int, int]], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[list[int]]:
    """Yield, for each start, how many ties a line from there to each end would cross."""
    for start in starts:
        above = sorted(b for a, b in ties if a < start)
        below = sorted(b for a, b in ties if a >= start)
        yield [len(above) - bisect_left(above, end) + bisect_left(below, end) for end in ends]
