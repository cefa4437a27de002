"""Mappings and sets whose next version shares with them all that stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain
from typing import Any, TypeAlias, TypeVar

from itsmcore.fields import as_named

K = TypeVar("K")
V = TypeVar("V", covariant=True)
Entry: TypeAlias = tuple[int, Any]
"""The place of a key in the order in which they came, and its value."""
Node: TypeAlias = "dict[Any, Entry] | tuple[Node, ...]"
"""A leaf with entries by their keys, or the parts that the next bits of a hash tell apart."""

_BITS = 5
_WIDTH = 1 << _BITS
_LARGEST_LEAF = 64
_DEEPEST = 60
"""The bits of a hash, after which a leaf grows."""


class PersistentMap(Mapping[K, V]):
    """A mapping that never changes; adding to one copies a part of it as small as a leaf.

    It keeps the order in which the keys came. It is a tree by the bits of the hashes of its keys.

    >>> one = PersistentMap({"a": 1, "b": 2})
    >>> one | {"b": 3, "c": 4}, one.without(["a"])
    (PersistentMap({'a': 1, 'b': 3, 'c': 4}), PersistentMap({'b': 2}))
    >>> one
    PersistentMap({'a': 1, 'b': 2})
    """

    __slots__ = ("_count", "_next", "_root")
    _root: Node
    _count: int
    _next: int

    def __init__(self, items: Mapping[K, V] | None = None, /) -> None:
        entries = {key: (at, value) for at, (key, value) in enumerate((items or {}).items())}
        object.__setattr__(self, "_root", _grown(entries, 0))
        object.__setattr__(self, "_count", len(entries))
        object.__setattr__(self, "_next", len(entries))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{_FROZEN}setting {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(
            f"PersistentMap is frozen; make a new one instead of deleting {name!r}"
        )

    def get(self, key: object, default: Any = None, /) -> Any:
        """Look a key up."""
        node, bits = self._root, hash(key)
        while node.__class__ is tuple:
            node = node[bits % _WIDTH]
            bits >>= _BITS
        found = node.get(key)  # type: ignore[union-attr]
        return default if found is None else found[1]

    def __getitem__(self, key: K) -> V:
        found = self.get(key, _ABSENT)
        if found is _ABSENT:
            raise KeyError(key)
        value: V = found
        return value

    def __contains__(self, key: object) -> bool:
        return self.get(key, _ABSENT) is not _ABSENT

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[K]:
        return (key for key, _ in self._sorted())

    def _sorted(self) -> Iterable[tuple[Any, Entry]]:
        if isinstance(self._root, dict):
            return self._root.items()
        return sorted(_entries(self._root), key=_place)

    def __or__(self, other: Mapping[Any, Any]) -> PersistentMap[Any, Any]:
        root, count, following = self._root, self._count, self._next
        if len(other) * _WIDTH > count:
            return self._rebuilt(other)
        for key, value in other.items():
            root, is_new = _with(root, key, value, following, hash(key), 0)
            count += is_new
            following += is_new
        return _made(root, count, following)

    def _rebuilt(self, other: Mapping[Any, Any]) -> PersistentMap[Any, Any]:
        entries, following = dict(self._sorted()), self._next
        for key, value in other.items():
            former = entries.get(key)
            entries[key] = (following if former is None else former[0], value)
            following += former is None
        return _made(_grown(entries, 0), len(entries), following)

    def without(self, keys: Iterable[object]) -> PersistentMap[K, V]:
        """Return the mapping without some keys; those that it does not have are passed over."""
        root, count = self._root, self._count
        for key in keys:
            after = _without(root, key, hash(key))
            count -= after is not root
            root = after
        return self if root is self._root else _made(root, count, self._next)

    def changed_since(self, former: PersistentMap[Any, Any]) -> Iterator[K]:
        """Yield the keys whose values are other objects than in a former version, or are new.

        What the two share is not looked at.
        """
        yield from _changed(former._root, self._root)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        if len(other) != self._count:
            return False
        return all(other.get(key, _ABSENT) == entry[1] for key, entry in _entries(self._root))

    def __hash__(self) -> int:
        return hash(frozenset((key, entry[1]) for key, entry in _entries(self._root)))

    def __reduce__(self) -> tuple[type[PersistentMap[K, V]], tuple[dict[K, V]]]:
        return PersistentMap, (dict(self.items()),)

    def __repr__(self) -> str:
        return f"PersistentMap({dict(self.items())!r})"


_ABSENT: Any = object()
_FROZEN = "PersistentMap is frozen; make a new one instead of "


class PersistentSet(Set[K]):
    """A set that never changes; adding to one copies as little as adding to a PersistentMap.

    >>> one = PersistentSet(["a", "b"])
    >>> one | {"c"}, one - {"a"}, one == {"a", "b"}
    (PersistentSet(['a', 'b', 'c']), PersistentSet(['b']), True)
    """

    __slots__ = ("_items",)
    _items: PersistentMap[K, None]

    def __init__(self, items: Iterable[K] = ()) -> None:
        shared: Any = items if isinstance(items, PersistentMap) else None
        self._items = PersistentMap(dict.fromkeys(items)) if shared is None else shared

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def __iter__(self) -> Iterator[K]:
        return iter(_keys(self._items._root))  # noqa: SLF001 (its own file)

    def __len__(self) -> int:
        return len(self._items)

    def __or__(self, other: Iterable[Any]) -> PersistentSet[Any]:
        return PersistentSet(self._items | dict.fromkeys(other))

    def __sub__(self, other: Iterable[Any]) -> PersistentSet[K]:
        return PersistentSet(self._items.without(other))

    def __hash__(self) -> int:
        return self._hash()

    def __reduce__(self) -> tuple[type[PersistentSet[K]], tuple[list[K]]]:
        return PersistentSet, (list(self._items),)

    def __repr__(self) -> str:
        return f"PersistentSet({list(self._items)!r})"


def _made(root: Node, count: int, following: int) -> PersistentMap[Any, Any]:
    made: PersistentMap[Any, Any] = object.__new__(PersistentMap)
    object.__setattr__(made, "_root", root)
    object.__setattr__(made, "_count", count)
    object.__setattr__(made, "_next", following)
    return made


def _place(item: tuple[Any, Entry]) -> int:
    return item[1][0]


def _entries(node: Node) -> Iterable[tuple[Any, Entry]]:
    if isinstance(node, dict):
        return node.items()
    return chain.from_iterable(map(_entries, node))


def _keys(node: Node) -> Iterable[Any]:
    return node if isinstance(node, dict) else chain.from_iterable(map(_keys, node))


def _grown(entries: dict[Any, Entry], depth: int) -> Node:
    """Return a node with some entries, as deep as it has to be."""
    if len(entries) <= _LARGEST_LEAF or depth >= _DEEPEST:
        return entries
    parts: list[dict[Any, Entry]] = [{} for _ in range(_WIDTH)]
    for key, entry in entries.items():
        parts[(hash(key) >> depth) % _WIDTH][key] = entry
    return tuple([_grown(part, depth + _BITS) for part in parts])


def _with(node: Node, key: Any, value: Any, place: int, bits: int, depth: int) -> tuple[Node, bool]:
    """Return a node with a value, and whether its key is new."""
    if isinstance(node, dict):
        former = node.get(key)
        entry = (place if former is None else former[0], value)
        return _grown({**node, key: entry}, depth), former is None
    at = bits % _WIDTH
    part, is_new = _with(node[at], key, value, place, bits >> _BITS, depth + _BITS)
    return (*node[:at], part, *node[at + 1 :]), is_new


def _without(node: Node, key: Any, bits: int) -> Node:
    """Return a node without a key: itself, if it does not have it."""
    if isinstance(node, dict):
        return {one: entry for one, entry in node.items() if one != key} if key in node else node
    at = bits % _WIDTH
    part = _without(node[at], key, bits >> _BITS)
    return node if part is node[at] else (*node[:at], part, *node[at + 1 :])


def _changed(former: Node, node: Node) -> Iterator[Any]:
    if former is node:
        return
    if isinstance(former, tuple) and isinstance(node, tuple):
        for before, after in zip(former, node, strict=True):
            yield from _changed(before, after)
        return
    known: dict[Any, Entry] = dict(_entries(former))
    for key, entry in _entries(node):
        if known.get(key, _NONE)[1] is not entry[1]:
            yield key


_NONE: Entry = (0, _ABSENT)


NOTHING: PersistentMap[Any, Any] = PersistentMap()


def persistent(items: Mapping[str, V], field: str) -> PersistentMap[str, V]:
    """Make a mapping persistent; one that is already is returned as it is.

    Raises:
        BadValue: it is not a mapping, or a name is not a text.
    """
    if isinstance(items, PersistentMap):
        return items
    return PersistentMap(as_named(items, field)) or NOTHING
