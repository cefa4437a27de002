"""Samples: a few arguments for an event that together try each value that may matter."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import attrs

from itsmcore.level import Level
from itsmcore.lifecycle import Argument, Event, Model
from itsmcore.lifecycle._event_fields import required

_BY_TYPE: dict[Any, list[Any]] = {
    bool: [True, False],
    int: [1, 0],
    float: [1.0],
    datetime: [datetime(2026, 1, 5, tzinfo=UTC)],
}


def samples(event: type[Event], model: Model) -> Iterator[dict[str, Any]]:
    """Yield the fewest arguments, then each value of each argument in turn, then all at once."""
    values = {one.name: _values(one, model) for one in model.plan.arguments[event]}
    needed = required(event)
    if "id" in attrs.fields_dict(event):
        values["id"], needed = ["ID-1"], ("id", *needed)
    base = {name: values[name][0] for name in needed if values[name]}
    yield base
    for name in values.keys() - {"id"}:
        yield from ({**base, name: value} for value in values[name])
    if "id" in base:
        yield {name: some[0] for name, some in values.items() if some}


def _values(argument: Argument, model: Model) -> list[Any]:
    if argument.is_several:
        return [(one,) for one in argument.options[:1] or _of_type(_part(argument.kind), model)[:1]]
    if argument.options:
        return list(argument.options)
    kind = argument.kind
    parts = typing.get_args(kind) if _is_union(kind) else (kind,)
    return [value for part in parts for value in _of_type(part, model)]


def _part(hint: Any) -> Any:
    """Return the type of the members of a tuple."""
    return typing.get_args(hint)[0]


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (types.UnionType, typing.Union)


def _of_type(hint: Any, model: Model) -> list[Any]:
    codes = [code for legal in model.legal.values() for code in legal]
    if hint is str:
        return ["x", *dict.fromkeys(str(code) for code in codes if isinstance(code, str))]
    if isinstance(hint, type) and issubclass(hint, Level):
        return [code for code in codes if isinstance(code, hint)]
    return _BY_TYPE.get(hint, [])
