"""Samples: a few arguments for an event that together try each value that may matter."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

from itsmcore.errors import ItsmError
from itsmcore.fields import is_hashable
from itsmcore.figures import SHARE, Figure
from itsmcore.level import Level
from itsmcore.lifecycle import Argument, Event, Model
from itsmcore.lifecycle._event_fields import required
from itsmcore.objectives import Objective
from itsmcore.testing._mapping_samples import mapped

_DAWN, _HOUR = datetime(2026, 1, 5, tzinfo=UTC), timedelta(hours=1)
START = _DAWN + 9 * _HOUR
"""When the records that samples are tried on begin."""
_BY_TYPE: dict[Any, list[Any]] = {
    bool: [True, False],
    int: [1, 0],
    float: [1.0],
    Decimal: [Decimal(1)],
    date: [_DAWN.date()],
    datetime: [START],
    timedelta: [_HOUR],
    Figure: [Figure("rate", 0.5, 2, SHARE)],
    Objective: [Objective("rate", at_most=0.25)],
}


def samples(
    event: type[Event], model: Model, read: Mapping[str, Collection[object]] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the fewest arguments, then each value of each argument in turn, then all at once.

    Instants lie an hour apart, in the order of the arguments and after `START`, or before it where
    only the past may be told.

    Args:
        event: the event class.
        model: the model whose codes and levels are tried.
        read: the facts that matter, each with the values that it is compared with; other arguments
            do not vary, and words are those values or any.
    """
    arguments = {one.name: one for one in model.plan.arguments[event]}
    values = {name: _values(one, model) for name, one in arguments.items()}
    values |= _apart([one for one in arguments.values() if one.kind is datetime], model)
    least = dict[str, Any]()
    for name in arguments.keys() & model.plan.mappings:
        needed, values[name] = mapped(name, model, _values)
        if needed and event is model.opening_event:
            least[name] = needed
    varying = sorted(arguments)
    if read is not None:
        varying = [name for name in varying if _names(arguments[name]) & read.keys()]
        values = {name: _that_matter(arguments[name], of, read) for name, of in values.items()}
    base = {name: values[name][0] for name in required(event) if values[name]} | least
    if "id" in attrs.fields_dict(event):
        base["id"] = "ID-1"
    yield base
    for name in varying:
        yield from ({**base, name: value} for value in values[name])
    yield base | {name: some[0] for name, some in values.items() if some}


def _apart(arguments: Iterable[Argument], model: Model) -> dict[str, list[Any]]:
    """Return an instant for each argument, in order."""
    past = model.record.chronology.past
    return {
        one.name: [_DAWN if _names(one) & {*past} else START + number * _HOUR]
        for number, one in enumerate(arguments, 1)
    }


def _that_matter(
    argument: Argument, values: list[Any], read: Mapping[str, Collection[object]]
) -> list[Any]:
    """Return the values of an argument that are named, one for the rest, and a second code."""
    few = 2 if argument.options else 1
    named = {of for name in _names(argument) & read.keys() for of in read[name]}
    return [*values[:few], *(of for of in values[few:] if not is_hashable(of) or of in named)]


def _names(argument: Argument) -> set[str]:
    return {argument.name, *argument.sets}


def _values(argument: Argument, model: Model) -> list[Any]:
    if argument.is_several:
        return [(one,) for one in argument.options[:1] or _of_type(_part(argument.kind), model)[:1]]
    if argument.options:
        return list(argument.options)
    return _of_type(argument.kind, model)


def _part(hint: Any) -> Any:
    """Return the type of the members of a tuple."""
    return typing.get_args(hint)[0]


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (types.UnionType, typing.Union)


def _of_type(hint: Any, model: Model) -> list[Any]:
    if _is_union(hint):
        return [value for part in typing.get_args(hint) for value in _of_type(part, model)]
    codes = [code for legal in model.legal.values() for code in legal]
    if hint is str:
        return ["x", *dict.fromkeys(str(code) for code in codes if isinstance(code, str))]
    if isinstance(hint, type) and issubclass(hint, Level):
        return [code for code in codes if isinstance(code, hint)]
    if typing.get_origin(hint) is tuple:
        return [tuple(_of_type(_part(hint), model)[:1])]
    if isinstance(hint, type) and attrs.has(hint) and hint not in _BY_TYPE:
        return _of_words(hint, model)
    return _BY_TYPE.get(hint, [])


def _of_words(kind: Any, model: Model) -> list[Any]:
    """Return a value of a class that is made of values of the types above, if it can be made."""
    hints = typing.get_type_hints(kind)
    needed = [field for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    several = [_of_type(hints[field.name], model)[:1] for field in needed]
    if not all(several):
        return []
    try:
        return [kind(**{of.alias: one for of, (one,) in zip(needed, several, strict=True)})]
    except (ItsmError, TypeError):
        return []
