"""Hints: what is drawn for a type, whatever a user's event or custom field is made of."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Collection, Mapping, MutableSequence, MutableSet, Set
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.lifecycle import Model
from itsmcore.testing._values import instants, texts

_FEW = 2

plain = st.one_of(
    st.integers(-9, 9),
    st.booleans(),
    texts(),
    st.decimals(-9, 9, places=2),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    instants(),
)


def of_type(hint: Any, model: Model) -> st.SearchStrategy[Any]:
    """Return what draws values of a type, with the words and levels that a model has.

    Args:
        hint: any type hint; what stands inside it is drawn in the same way.
        model: the model.
    """
    if isinstance(hint, typing.NewType):
        return of_type(hint.__supertype__, model)
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is not None:
        return _of_parts(origin, inside, model, hint)
    if isinstance(hint, type) and issubclass(hint, Level):
        known = [code for codes in model.legal.values() for code in codes]
        levels = [code for code in known if isinstance(code, hint)]
        return st.sampled_from(levels or [hint("1", "One", 1)])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    drawn = {str: _words(model), **_BY_TYPE}
    if hint in drawn:
        return drawn[hint]
    if attrs.has(hint) and not hint.__module__.startswith("itsmcore."):
        return _made(hint, model)
    return st.from_type(hint)


def _of_parts(
    origin: Any, inside: tuple[Any, ...], model: Model, hint: Any
) -> st.SearchStrategy[Any]:
    if origin in (types.UnionType, typing.Union):
        return st.one_of([of_type(part, model) for part in inside])
    if origin is tuple and inside[1:] != (...,):
        return st.tuples(*(of_type(part, model) for part in inside))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        keys, values = (of_type(part, model) for part in inside)
        return st.dictionaries(keys.filter(_is_something), values, max_size=_FEW).map(
            dict if origin is dict else FrozenDict
        )
    if isinstance(origin, type) and issubclass(origin, Collection):
        several = st.lists(of_type(inside[0], model), max_size=_FEW)
        return several.map(_kind_of_several(origin))
    return st.from_type(hint)


def _kind_of_several(origin: type) -> Any:
    if issubclass(origin, Set):
        return set if issubclass(origin, MutableSet) else frozenset
    return list if issubclass(origin, MutableSequence) else tuple


def _is_something(key: object) -> bool:
    return key != ""


def _made(kind: Any, model: Model) -> st.SearchStrategy[Any]:
    """Draw values of a user's attrs class, field by field; what has a default may be left out."""
    hints = typing.get_type_hints(kind)
    needed: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in attrs.fields(kind):
        if field.init:
            part = needed if field.default is attrs.NOTHING else optional
            part[field.alias] = st.deferred(
                lambda hint=hints[field.name]: of_type(hint, model)  # type: ignore[misc]
            )
    return st.fixed_dictionaries(needed, optional=optional).map(lambda data: kind(**data))


_BY_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    Any: plain,
    object: plain,
    type(None): st.none(),
    bool: st.booleans(),
    int: st.integers(-9, 99),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: st.decimals(-9, 9, places=2),
    datetime: instants(),
    date: st.dates(),
    timedelta: st.timedeltas(timedelta(), timedelta(days=9)),
}


def _words(model: Model) -> st.SearchStrategy[str]:
    codes = [str(c) for legal in model.legal.values() for c in legal if isinstance(c, str)]
    words = st.sampled_from(["ada", "grace", "messaging", "network"]) | texts()
    return words | st.sampled_from(codes) if codes else words
