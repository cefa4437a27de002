"""A mapping that never changes: the shape of facts, custom fields and code tables."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from datetime import datetime
from operator import is_
from typing import Any, TypeVar, overload

from itsmcore.errors import BadValue
from itsmcore.fields import as_named
from itsmcore.instant import utc
from itsmcore.phrase import Phrase
from itsmcore.plain import DEEPEST, can_be_read, plain

D = TypeVar("D")
K = TypeVar("K")
V = TypeVar("V", covariant=True)


class FrozenDict(Mapping[K, V]):
    """A mapping that is compared by value, hashable if its values are, and picklable.

    >>> facts = FrozenDict({"state": "new"})
    >>> facts["state"], facts | {"group": "mail"}
    ('new', FrozenDict({'state': 'new', 'group': 'mail'}))
    """

    __slots__ = ("_items",)
    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None, /) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"FrozenDict is frozen; make a new one instead of setting {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"FrozenDict is frozen; make a new one instead of deleting {name!r}")

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: K, default: D, /) -> V | D: ...
    def get(self, key: K, default: Any = None, /) -> Any:
        """Look a key up; faster than Mapping's own, since conditions ask for many absent facts."""
        return self._items.get(key, default)

    def items(self) -> ItemsView[K, V]:
        """Return its pairs; faster than Mapping's own, which looks each key up."""
        return self._items.items()

    def values(self) -> ValuesView[V]:
        """Return its values; as `items` does."""
        return self._items.values()

    def __or__(self, other: Mapping[Any, Any]) -> FrozenDict[Any, Any]:
        return FrozenDict({**self._items, **other})

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenDict):
            return self._items == other._items
        return self._items == other if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return FrozenDict, (dict(self._items),)

    def __repr__(self) -> str:
        return f"FrozenDict({self._items!r})"


EMPTY: FrozenDict[Any, Any] = FrozenDict()
_new: Any = object.__new__
_put: Any = vars(FrozenDict)["_items"].__set__


def holding(items: dict[K, V]) -> FrozenDict[K, V]:
    """Freeze a dict without copying it; nobody else may keep it."""
    made: FrozenDict[K, V] = _new(FrozenDict)
    _put(made, items)
    return made


def is_same(one: Mapping[K, V], other: Mapping[K, V]) -> bool:
    """Return whether two mappings hold the very same things under the same names in one order."""
    return all(map(is_, one.values(), other.values())) and [*one] == [*other]


def held(frozen: FrozenDict[K, V]) -> Mapping[K, V]:
    """Return what is in a frozen mapping, for many looks at it."""
    return frozen._items  # noqa: SLF001 (its own file)


def frozen(items: Mapping[str, Any], field: str = "facts") -> FrozenDict[str, Any]:
    """Freeze a mapping; one that is already frozen is returned as it is.

    Raises:
        BadValue: it is not a mapping, or a name is not a text.
    """
    if isinstance(items, FrozenDict):
        return items
    return FrozenDict(as_named(items, field)) or EMPTY


def evidence(items: Mapping[str, Any] | None, field: str = "given") -> FrozenDict[str, Any]:
    """Freeze a mapping and the lists, sets and mappings in it, so that nobody can change it later.

    Aware instants in it are kept in UTC.

    Args:
        items: the mapping; None means an empty one.
        field: what it is for, as the error calls it.

    Raises:
        BadValue: it is not a mapping from texts, or is nested too deeply.
        BadInstant: an instant in it is not one.
    """
    if items is EMPTY or items is None:
        return EMPTY
    return _frozen_in(items, field, DEEPEST) or EMPTY


def _frozen_in(items: Any, field: str, left: int) -> FrozenDict[str, Any]:
    if not isinstance(items, Mapping) or not can_be_read(items):
        raise BadValue(
            field=field, value=items, expected=Phrase("frozen.expected.mapping_texts_values")
        )
    for name in items:
        if not isinstance(name, str):
            raise BadValue(
                field=Phrase("fields.name", field=field),
                value=name,
                expected=Phrase("kinds.text"),
            )
    kept = {plain(name): _kept(value, field, left) for name, value in items.items()}
    return FrozenDict(kept)


def _kept(value: Any, field: str, left: int) -> Any:
    if not isinstance(value, list | tuple | set | frozenset | Mapping):
        is_aware = isinstance(value, datetime) and value.tzinfo is not None
        return utc(value) if is_aware else plain(value)
    if not left:
        expected = Phrase("frozen.expected.values_nested_most_deep", deepest=DEEPEST)
        raise BadValue(field=field, value=value, expected=expected)
    if isinstance(value, Mapping):
        return _frozen_in(value, field, left - 1)
    if not can_be_read(value):
        raise BadValue(field=field, value=value, expected=Phrase("frozen.expected.values_read"))
    parts = (_kept(part, field, left - 1) for part in value)
    return frozenset(parts) if isinstance(value, set | frozenset) else tuple(parts)
