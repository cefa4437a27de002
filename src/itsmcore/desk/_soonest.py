"""The soonest of many instants, without a look at the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias

import attrs

from itsmcore.persistent import NOTHING, PersistentMap

Heap: TypeAlias = "tuple[int, datetime, Any, Heap, Heap] | None"
"""How deep it is to the right, the soonest with its name, and what is later: a leftist heap."""


@attrs.frozen(eq=False)
class Soonest:
    """Instants by name, of which the soonest is at hand; whatever changes makes a new one.

    Attributes:
        instants: the instant of each name; None for never.
    """

    instants: PersistentMap[Any, datetime | None] = NOTHING
    _heap: Heap = None
    _size: int = 0

    def __or__(self, instants: Mapping[Any, datetime | None]) -> Soonest:
        """Return it with other instants for some names.

        What was said of them before stays below until it comes up, or outweighs the rest.
        """
        after = self.instants | instants
        more = [(at, name) for name, at in instants.items() if at is not None]
        if self._size + len(more) > 2 * len(after) + _FEW:
            every = [(at, name) for name, at in after.items() if at is not None]
            return Soonest(after, _piled(every), len(every))
        heap, size = _merged(self._heap, _piled(more)), self._size + len(more)
        while heap is not None and after.get(heap[2]) != heap[1]:
            heap, size = _merged(heap[3], heap[4]), size - 1
        return Soonest(after, heap, size)

    @property
    def first(self) -> datetime | None:
        """The soonest instant; None if there is none."""
        return None if self._heap is None else self._heap[1]

    def by(self, until: datetime) -> Iterator[Any]:
        """Yield the names whose instants are not later, each once."""
        found, ahead = set[Any](), [self._heap]
        while ahead:
            heap = ahead.pop()
            if heap is None or heap[1] > until:
                continue
            _, at, name, left, right = heap
            ahead += left, right
            if name not in found and self.instants.get(name) == at:
                found.add(name)
                yield name


_FEW = 64
"""How much may be out of date however few there are."""


def _piled(instants: Iterable[tuple[datetime, Any]]) -> Heap:
    """Make a heap, in time that is linear in how many there are."""
    heaps: list[Heap] = [(1, at, name, None, None) for at, name in instants]
    while len(heaps) > 1:
        pairs = zip(heaps[::2], chain(heaps[1::2], [None]), strict=False)
        heaps = [_merged(one, other) for one, other in pairs]
    return heaps[0] if heaps else None


def _merged(one: Heap, other: Heap) -> Heap:
    if one is None or other is None:
        return other if one is None else one
    if (other[1], other[2]) < (one[1], one[2]):
        one, other = other, one
    _, at, name, left, right = one
    right = _merged(right, other)
    if _depth(left) < _depth(right):
        left, right = right, left
    return (_depth(right) + 1, at, name, left, right)


def _depth(heap: Heap) -> int:
    return 0 if heap is None else heap[0]


NEVER = Soonest()
