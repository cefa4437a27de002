"""Graphs: what can be reached from somewhere, nearest places first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

P = TypeVar("P")
N = TypeVar("N")


def edges(
    starts: Iterable[P],
    onward: Callable[[P], Iterable[P]],
    place: Callable[[P], Hashable] | None = None,
    *,
    most: int | None = None,
) -> Iterator[tuple[P, P]]:
    """Yield every step that can be reached, continuing from each place once, nearest first.

    Args:
        starts: where to begin.
        onward: returns what a step leads to.
        place: returns the place that a step has reached; by default the step itself.
        most: the number of places after which the search does not continue from new ones.
    """
    ahead = deque(starts)
    seen = {one if place is None else place(one) for one in ahead}
    while ahead and (most is None or len(seen) < most):
        source = ahead.popleft()
        for target in onward(source):
            yield source, target
            where = target if place is None else place(target)
            if where not in seen:
                seen.add(where)
                ahead.append(target)


def reaching(graph: Mapping[N, Iterable[N]], starts: Collection[N]) -> set[N]:
    """List what a graph leads to, including the starts."""
    return {*starts, *(target for _, target in edges(starts, lambda one: graph.get(one, ())))}


def is_cyclic(graph: Mapping[N, Collection[N]], start: N) -> bool:
    """Return whether a graph leads from a place back to it."""
    return start in reaching(graph, graph.get(start, ()))
