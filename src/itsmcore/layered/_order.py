"""Order: what stands above what in each layer, with few crossings."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import TypeAlias

from itsmcore.layered._reroute import rerouted

Layers: TypeAlias = list[list[int]]
Ties: TypeAlias = Sequence[Sequence[int]]
_PATIENCE, _REROUTES = 2, 2
_MANY = 320
"""With more than so many joints it is tried once and no arrow is led anew, to take no minutes."""


def ordered(
    layers: Layers,
    ranks: Sequence[int],
    chains: Sequence[Sequence[int]],
) -> Layers:
    """Order each layer by where its neighbours are, and keep the best of several rounds.

    Args:
        layers: what stands in each layer.
        ranks: the layer of each one.
        chains: what each arrow leads through: a box, its joints, and a box.
    """
    ahead: list[list[int]] = [[] for _ in ranks]
    behind: list[list[int]] = [[] for _ in ranks]
    for chain in chains:
        for low, high in pairwise(chain):
            ahead[low].append(high)
            behind[high].append(low)
    found, fewest = layers, _crossings(layers, ahead)
    is_small = len(ranks) <= _MANY
    for start in islice(_starts(layers, ahead, behind), None if is_small else 1):
        if fewest:
            best = _swept(start, ahead, behind)
            for _ in range(_REROUTES * is_small):
                for chain in chains:
                    rerouted(best, chain, ranks, ahead)
                _sift(best, ahead, behind)
            crossings = _crossings(best, ahead)
            if crossings < fewest:
                found, fewest = best, crossings
    return found


def _swept(layers: Layers, ahead: Ties, behind: Ties) -> Layers:
    """Sort the layers to and fro until that saves nothing for a while."""
    found, fewest, sweep, idle = layers, _crossings(layers, ahead), 0, 0
    now = [layer[:] for layer in layers]
    while idle <= _PATIENCE:
        is_onward = sweep % 2 == 0
        for place in range(len(now))[:: 1 if is_onward else -1]:
            _sort(now, place, behind if is_onward else ahead, is_late=sweep % 4 > 1)
        _sift(now, ahead, behind)
        crossings = _crossings(now, ahead)
        sweep, idle = sweep + 1, idle + 1
        if crossings < fewest:
            found, fewest, idle = [layer[:] for layer in now], crossings, 0
    return found


def _starts(layers: Layers, ahead: Ties, behind: Ties) -> Iterator[Layers]:
    """Yield orders to begin with: as walks from either end meet what stands there."""
    flat = [one for layer in layers for one in layer]
    both = [[*after, *before] for after, before in zip(ahead, behind, strict=True)]
    for seeds, ways in ((flat, ahead), (flat[::-1], behind), (flat, both), (flat[::-1], both)):
        met = _walk(seeds, ways)
        for turned in (met, met[::-1]):
            rank = {one: place for place, one in enumerate(turned)}
            yield [sorted(layer, key=rank.__getitem__) for layer in layers]


def _walk(seeds: Sequence[int], ways: Ties) -> list[int]:
    """Return everything in the order in which a walk in depth meets it."""
    met = dict[int, None]()
    for seed in seeds:
        ahead = [seed]
        while ahead:
            one = ahead.pop()
            if one not in met:
                met[one] = None
                ahead += reversed(ways[one])
    return list(met)


def _sort(layers: Layers, place: int, ties: Ties, *, is_late: bool) -> None:
    """Sort a layer by the middle of each one's neighbours; what has none stays where it is.

    Args:
        layers: the layers.
        place: which of them.
        ties: the neighbours.
        is_late: whether those that are equal change places.
    """
    layer, ranks = layers[place], _ranks(layers)
    tied = [one for one in layer if ties[one]]
    middles = {one: sum(ranks[other] for other in ties[one]) / len(ties[one]) for one in tied}
    moved = iter(sorted(tied[:: -1 if is_late else 1], key=middles.__getitem__))
    layers[place] = [next(moved) if ties[one] else one for one in layer]


def _sift(layers: Layers, ahead: Ties, behind: Ties) -> None:
    """Move each one to where it has the fewest crossings in its layer, while that helps."""
    is_better = True
    while is_better:
        is_better = False
        for layer in layers:
            ranks = _ranks(layers)
            for one in tuple(layer):
                is_better |= _moved(layer, one, (ahead, behind), ranks)


def _moved(layer: list[int], one: int, sides: tuple[Ties, Ties], ranks: dict[int, int]) -> bool:
    """Move one to its best place, and return whether it has moved."""
    here = layer.index(one)
    best, least = here, 0
    for step in (-1, 1):
        cost, place = 0, here + step
        while 0 <= place < len(layer):
            other = layer[place]
            for ties in sides:
                first, last = (one, other) if step < 0 else (other, one)
                cost += _between(ties[first], ties[last], ranks)
                cost -= _between(ties[last], ties[first], ranks)
            if cost < least:
                best, least = place, cost
            place += step
    layer.insert(best, layer.pop(here))
    return best != here


def _between(above: Sequence[int], below: Sequence[int], ranks: dict[int, int]) -> int:
    """Count the crossings of the ties of one with those of another below it."""
    return sum(ranks[a] > ranks[b] for a in above for b in below)


def _crossings(layers: Layers, ahead: Ties) -> int:
    ranks = _ranks(layers)
    total = 0
    for layer in layers:
        ends: list[int] = []
        for one in layer:
            near = sorted(ranks[other] for other in ahead[one])
            total += sum(len(ends) - bisect_right(ends, end) for end in near)
            for end in near:
                insort(ends, end)
    return total


def _ranks(layers: Layers) -> dict[int, int]:
    return {one: place for layer in layers for place, one in enumerate(layer)}
