"""Circles: what leads to each other, each group after all that it leads to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def circles(starts: Iterable[K], onward: Callable[[K], Iterable[K]]) -> Iterator[tuple[K, ...]]:
    """Yield what leads to each other in a circle together, each after all that it leads to.

    What is in no circle comes alone. It is Tarjan's algorithm, without recursion.

    Args:
        starts: where to begin.
        onward: what each leads to.
    """
    number, low, path, on_path = dict[K, int](), dict[K, int](), list[K](), set[K]()
    for start in starts:
        ahead = [(start, iter(onward(start)))] if start not in number else []
        while ahead:
            part, members = ahead[-1]
            if part not in number:
                number[part] = low[part] = len(number)
                path.append(part)
                on_path.add(part)
            for member in members:
                if member not in number:
                    ahead.append((member, iter(onward(member))))
                    break
                if member in on_path:
                    low[part] = min(low[part], number[member])
            else:
                ahead.pop()
                if ahead:
                    above = ahead[-1][0]
                    low[above] = min(low[above], low[part])
                if low[part] == number[part]:
                    found = [path.pop()]
                    while found[-1] != part:
                        found.append(path.pop())
                    on_path.difference_update(found)
                    yield tuple(found)
