"""The fields of event classes, read once and kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from itsmcore.conditions import Field
from itsmcore.written import written_out

_ENVELOPE = frozenset({"id", "at", "by", "cause", "given"})
_FOLDED = frozenset({"id", "model", "state", "regions", "history", "links"})
"""What the fold itself sees to."""
OPTIONS = "options"
"""In a field's metadata: a function that returns the values it may take."""


def _data_fields(event: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    """List the fields of an event class that are its own data: the arguments besides at and by."""
    return tuple(field for field in attrs.fields(event) if field.name not in _ENVELOPE)


def _required(event: type[Any]) -> tuple[str, ...]:
    """List the required arguments of an event class, besides at and by."""
    return tuple(field.name for field in data_fields(event) if field.default is attrs.NOTHING)


def _shared_fields(event: type[Any], record: type[Any]) -> tuple[str, ...]:
    """List the names that an event class and a record class have in common."""
    names = set(held_by(record)).difference(_of_links(event))
    return tuple(field.name for field in data_fields(event) if field.name in names)


def of_event(read: Field) -> str:
    """Return the name of the event's field that a field reads."""
    return read.name.removeprefix("event.")


def _of_links(event: type[Any]) -> Iterator[str]:
    """Yield the fields of an event class that say a link, which the fold sees to."""
    for links in (event.ties, event.unties):
        for kind, name in links.items():
            if isinstance(kind, Field):
                yield of_event(kind)
            if name is not None:
                yield name


def held_by(record: type[Any]) -> tuple[str, ...]:
    """List the fields of a record class that events set."""
    return tuple(field.name for field in attrs.fields(record) if field.name not in _FOLDED)


def _mappings(record: type[Any]) -> tuple[str, ...]:
    """List what holds a mapping of a record class: conditions read `NAME.ITEM` of it.

    They are the fields whose default is a mapping, such as `custom`, and derived ones.
    """
    held = (of.name for of in attrs.fields(record) if isinstance(of.default, Mapping))
    return (*held, *record.derived_mappings)


def _remade(event: type[Any]) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Generate what makes an event of a class anew with other values in some of its fields."""
    kept = (f"{field.alias!r}: value.{field.name}" for field in attrs.fields(event) if field.init)
    return written_out([f"return made(**{{{', '.join(kept)}, **other}})"], "other", made=event)


# mypy takes a class for unhashable when its instances define __hash__; the caches are typed here.
_cached: Any = functools.cache
data_fields: Callable[[type[Any]], tuple[attrs.Attribute[Any], ...]] = _cached(_data_fields)
required: Callable[[type[Any]], tuple[str, ...]] = _cached(_required)
shared_fields: Callable[[type[Any], type[Any]], tuple[str, ...]] = _cached(_shared_fields)
mappings: Callable[[type[Any]], tuple[str, ...]] = _cached(_mappings)
remade: Callable[[type[Any]], Callable[[Any, Mapping[str, Any]], Any]] = _cached(_remade)
