"""Samples: a few arguments for an event that between them try each value that may matter."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import attrs

from itsmcore.level import Level
from itsmcore.lifecycle import Event, Model
from itsmcore.lifecycle._event import data_fields
from itsmcore.testing._codes import codes_of

_BY_TYPE: dict[Any, list[Any]] = {
    bool: [True, False],
    int: [1, 0],
    float: [1.0],
    datetime: [datetime(2026, 1, 5, tzinfo=UTC)],
}


def samples(event: type[Event], model: Model) -> Iterator[dict[str, Any]]:
    """Give the least arguments, then each value of each argument in turn, then all at once."""
    hints = typing.get_type_hints(event)
    values = {
        f.name: codes_of(event, f.name, model) or _values(hints[f.name], model)
        for f in data_fields(event)
    }
    values["id"] = ["ID-1"]
    base = {
        f.name: values[f.name][0]
        for f in attrs.fields(event)
        if f.default is attrs.NOTHING and values.get(f.name)
    }
    yield base
    for name in values.keys() - {"id"}:
        yield from ({**base, name: value} for value in values[name])
    if "id" in base:
        yield {name: some[0] for name, some in values.items() if some}


def _values(hint: Any, model: Model) -> list[Any]:
    parts = typing.get_args(hint) if _is_union(hint) else (hint,)
    return [value for part in parts for value in _of_type(part, model)]


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (types.UnionType, typing.Union)


def _of_type(hint: Any, model: Model) -> list[Any]:
    codes = [code for legal in model.legal.values() for code in legal]
    if hint is str:
        return ["x", *dict.fromkeys(str(code) for code in codes if isinstance(code, str))]
    if isinstance(hint, type) and issubclass(hint, Level):
        return [code for code in codes if isinstance(code, hint)]
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return list(hint)
    return _BY_TYPE.get(hint, [])
