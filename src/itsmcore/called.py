"""Calls: the repr of a definition or an event is the call that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import attrs

from itsmcore.fields import differs

NAME = attrgetter("__name__")
"""The repr of a field that holds a class."""


def call_of(value: Any) -> str:
    """Return the call that makes a value of an attrs class, without defaults.

    >>> @attrs.frozen(repr=False)
    ... class Place:
    ...     name: str
    ...     floor: int = 0
    ...     country: str = "NL"
    ...     __repr__ = call_of
    >>> Place("B2"), Place("B2", country="BE")
    (Place('B2'), Place('B2', country='BE'))
    """
    return f"{type(value).__name__}({', '.join(_arguments(value))})"


def _arguments(value: Any) -> Iterator[str]:
    fields = [field for field in attrs.fields(type(value)) if field.init and field.repr]
    in_place = True
    for field in sorted(fields, key=lambda field: bool(field.kw_only)):
        held = getattr(value, field.name)
        if not differs(held, _default(field, value)):
            in_place = False
        else:
            shown = field.repr(held) if callable(field.repr) else repr(held)
            in_place = in_place and not field.kw_only
            yield shown if in_place else f"{field.alias}={shown}"


def _default(field: attrs.Attribute[Any], value: object) -> object:
    made: Any = field.default
    if not isinstance(made, _FACTORY):
        return made
    return made.factory(value) if made.takes_self else made.factory()


_FACTORY: Any = attrs.Factory
