"""Samples: a few arguments for an event that together try each value that may matter."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from itsmcore.fields import is_hashable
from itsmcore.level import Level
from itsmcore.lifecycle import Argument, Event, Model
from itsmcore.lifecycle._event_fields import required

_BY_TYPE: dict[Any, list[Any]] = {
    bool: [True, False],
    int: [1, 0],
    float: [1.0],
    datetime: [datetime(2026, 1, 5, tzinfo=UTC)],
}


def samples(
    event: type[Event], model: Model, read: Mapping[str, Collection[object]] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the fewest arguments, then each value of each argument in turn, then all at once.

    Args:
        event: the event class.
        model: the model whose codes and levels are tried.
        read: the facts that matter, each with the values that it is compared with; other arguments
            do not vary, and words are those values or any.
    """
    arguments = {one.name: one for one in model.plan.arguments[event]}
    values = {name: _values(one, model) for name, one in arguments.items()}
    if read is not None:
        values = {name: _that_matter(arguments[name], of, read) for name, of in values.items()}
    needed = required(event)
    if "id" in attrs.fields_dict(event):
        values["id"], needed = ["ID-1"], ("id", *needed)
    base = {name: values[name][0] for name in needed if values[name]}
    yield base
    for name in values.keys() - {"id"}:
        yield from ({**base, name: value} for value in values[name])
    if "id" in base or read is not None:
        yield {name: some[0] for name, some in values.items() if some}


def _that_matter(
    argument: Argument, values: list[Any], read: Mapping[str, Collection[object]]
) -> list[Any]:
    """Return the values of an argument that guards may tell apart, and one for the rest."""
    names = {argument.name, *argument.sets} & read.keys()
    if argument.options and names:
        return values
    named = {of for name in names for of in read[name]}
    return [*values[:1], *(of for of in values[1:] if is_hashable(of) and of in named)]


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
