"""Ranks: which layer each box stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
_ROUNDS = 8


def ranked(count: int, arrows: Sequence[Pair]) -> tuple[list[int], list[bool]]:
    """Give boxes their layers, and say which arrows lead back to an earlier one.

    Boxes take even numbers, so that the odd ones between are free for labels. Nothing stands before
    the first box.

    Args:
        count: how many boxes there are.
        arrows: from which box to which, none to itself.

    >>> ranked(3, [(0, 1), (1, 2), (2, 0)])
    ([0, 2, 4], [False, False, True])
    """
    order = dict.fromkeys(arrows)
    onward: list[list[int]] = [[] for _ in range(count)]
    for source, target in order:
        onward[source].append(target)
    back = {*_back(onward), *(pair for pair in order if pair[1] == 0)}
    ahead: list[list[int]] = [[] for _ in range(count)]
    behind: list[list[int]] = [[] for _ in range(count)]
    for source, target in order:
        low, high = (target, source) if (source, target) in back else (source, target)
        ahead[low].append(high)
        behind[high].append(low)
    return _tightened(ahead, behind), [pair in back for pair in arrows]


def _back(onward: Sequence[Sequence[int]]) -> Iterator[Pair]:
    """Walk from the first box on, and yield each arrow to a box that the walk is on."""
    done = [False] * len(onward)
    is_on = [False] * len(onward)
    for root in range(len(onward)):
        walk = [] if done[root] else [(root, iter(onward[root]))]
        if walk:
            is_on[root] = done[root] = True
        while walk:
            here, ways = walk[-1]
            for there in ways:
                if is_on[there]:
                    yield here, there
                elif not done[there]:
                    is_on[there] = done[there] = True
                    walk.append((there, iter(onward[there])))
                    break
            else:
                is_on[here] = False
                walk.pop()


def _tightened(ahead: Sequence[Sequence[int]], behind: Sequence[Sequence[int]]) -> list[int]:
    """Give each box the lowest layer, then move it where its arrows are shorter."""
    ranks = [0] * len(ahead)
    waits = [len(of) for of in behind]
    order = [box for box, wait in enumerate(waits) if not wait]
    for box in order:
        for after in ahead[box]:
            ranks[after] = max(ranks[after], ranks[box] + 2)
            waits[after] -= 1
            if not waits[after]:
                order.append(after)
    for _ in range(_ROUNDS):
        for box in reversed(order):
            if box and len(ahead[box]) > len(behind[box]):
                ranks[box] = min(ranks[after] for after in ahead[box]) - 2
        for box in order:
            if len(behind[box]) > len(ahead[box]):
                ranks[box] = max(ranks[before] for before in behind[box]) + 2
    return ranks
