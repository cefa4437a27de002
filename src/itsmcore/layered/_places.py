"""Places: how far down each one stands in its layer, so that arrows are straight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf

import attrs

_ROUNDS, _STRAIGHTENED = 24, 4


@attrs.define
class Tie:
    """What ties one to another in the next layer, from a height on this to one on that."""

    low: int
    high: int
    leaves: float
    enters: float
    weight: float


def placed(
    layers: Sequence[Sequence[int]],
    sizes: Sequence[float],
    gaps: Sequence[float],
    ties: Sequence[Tie],
    runs: Sequence[Sequence[Tie]],
) -> list[float]:
    """Give each one the height of its middle: as near its neighbours as those above it allow.

    Args:
        layers: what stands in each layer, from above.
        sizes: how high each one is.
        gaps: how much room it wants above and below.
        ties: what ties it to others.
        runs: ties in a row that would be straight.
    """
    near: list[list[tuple[int, float, float]]] = [[] for _ in sizes]
    for tie in ties:
        near[tie.low].append((tie.high, tie.enters - tie.leaves, tie.weight))
        near[tie.high].append((tie.low, tie.leaves - tie.enters, tie.weight))
    apart = [
        [(sizes[a] + sizes[b]) / 2 + max(gaps[a], gaps[b]) for a, b in pairwise(layer)]
        for layer in layers
    ]
    heights = [0.0] * len(sizes)
    for layer, steps in zip(layers, apart, strict=True):
        for one, height in zip(layer, _stacked(steps), strict=False):
            heights[one] = height
    for number in range(_ROUNDS):
        for place in range(len(layers))[:: -1 if number % 2 else 1]:
            layer = layers[place]
            wishes = [_wish(heights, near[one], heights[one]) for one in layer]
            for one, height in zip(layer, spread(wishes, apart[place]), strict=True):
                heights[one] = height
    above, below = _limits(layers, apart)
    for _ in range(_STRAIGHTENED):
        for run in runs:
            _straighten(run, heights, above, below)
    return heights


def _limits(
    layers: Sequence[Sequence[int]], apart: Sequence[Sequence[float]]
) -> tuple[dict[int, tuple[int, float]], dict[int, tuple[int, float]]]:
    """Return for each one what stands above it and how far at least, and what stands below."""
    pairs = [
        (a, b, step)
        for layer, steps in zip(layers, apart, strict=True)
        for (a, b), step in zip(pairwise(layer), steps, strict=True)
    ]
    return {b: (a, step) for a, b, step in pairs}, {a: (b, step) for a, b, step in pairs}


def _straighten(
    run: Sequence[Tie],
    heights: list[float],
    above: Mapping[int, tuple[int, float]],
    below: Mapping[int, tuple[int, float]],
) -> None:
    """Move what a line leads through to one height, as far along as there is room for it."""
    line = [(run[0].low, run[0].leaves), *((tie.high, tie.enters) for tie in run)]
    while line:
        least, most, count = -inf, inf, 0
        for one, shift in line:
            low = heights[above[one][0]] + above[one][1] + shift if one in above else -inf
            high = heights[below[one][0]] - below[one][1] + shift if one in below else inf
            if max(least, low) > min(most, high):
                break
            least, most, count = max(least, low), min(most, high), count + 1
        now, line = line[: max(count, 1)], line[max(count, 1) :]
        if count > 1:
            mean = sum(heights[one] + shift for one, shift in now) / count
            for one, shift in now:
                heights[one] = min(max(mean, least), most) - shift


def _stacked(steps: Sequence[float]) -> list[float]:
    found = [0.0]
    for step in steps:
        found.append(found[-1] + step)
    return [height - found[-1] / 2 for height in found]


def _wish(
    heights: Sequence[float], near: Sequence[tuple[int, float, float]], here: float
) -> tuple[float, float]:
    weight = sum(weight for _, _, weight in near)
    if not weight:
        return here, 0.01
    return sum((heights[other] + shift) * w for other, shift, w in near) / weight, weight


def spread(wishes: Sequence[tuple[float, float]], steps: Sequence[float]) -> list[float]:
    """Place each one as near to where it wishes as the steps between neighbours allow.

    Args:
        wishes: where each would be, and how much it wants to, from above.
        steps: how far each is at least from the next.

    >>> spread([(0, 1), (0, 1), (9, 1)], [4, 4])
    [-2.0, 2.0, 9.0]
    """
    blocks: list[tuple[float, float, int]] = []  # where, how much, how many
    sums = [0.0]
    for step in steps:
        sums.append(sums[-1] + step)
    for (wish, weight), before in zip(wishes, sums, strict=False):
        blocks.append((wish - before, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, v, m), (b, w, n) = blocks[-2:]
            blocks[-2:] = [((a * v + b * w) / (v + w), v + w, m + n)]
    flat = [where for where, _, many in blocks for _ in range(many)]
    return [where + before for where, before in zip(flat, sums, strict=False)]
