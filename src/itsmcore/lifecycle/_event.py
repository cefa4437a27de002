"""Events: what happened, when, by whom, with its data as fields."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.instant import utc
from itsmcore.lifecycle._actor import Actor, as_actor

_ENVELOPE = frozenset({"id", "at", "by", "cause", "given"})


@attrs.frozen
class Cause:
    """Say what an event follows from: a timer by its name, or an event by its verb and version."""

    name: str
    version: int | None = None
    record: str | None = None
    """The other record, where the cause is not in the record's own history."""

    def __str__(self) -> str:
        where = "" if self.record is None else f" of {self.record}"
        return self.name if self.version is None else f"{self.name}, event {self.version}{where}"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Event:
    """Record what happened; a subclass adds the data as fields, which become the verb's arguments.

    Attributes:
        verb: the imperative name, unique in a model: in refusals, in JSON, in `happened(…)`.
        sets: the record fields that `changes` may set beyond those of the event's own names.
        at: when the desk learned it, in UTC; any aware datetime is accepted.
        by: who did it; a name is enough.
        cause: what it follows from, where nobody asked for it.
        given: outside facts that guards were judged by, kept as evidence.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: `by` is neither a name nor an Actor.

    >>> import attrs, datetime
    >>> from typing import ClassVar
    >>> @attrs.frozen(kw_only=True)
    ... class Parked(Event):
    ...     verb: ClassVar[str] = "park"
    ...     place: str
    >>> Parked(at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC), by="ada", place="B2").by
    Actor('ada')
    """

    verb: ClassVar[str]
    sets: ClassVar[tuple[str, ...]] = ()

    at: datetime = attrs.field(converter=utc)
    by: Actor = attrs.field(converter=as_actor)
    cause: Cause | None = None
    given: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=frozen)

    def changes(self, record: Any) -> Mapping[str, Any]:
        """Return the record fields that this event sets: its own of the same names.

        A field that is None says nothing, and leaves the record's as it is.
        """
        changes = {}
        for name in shared_fields(self.__class__, record.__class__):
            value = getattr(self, name)
            if value is not None:
                changes[name] = value
        return changes

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _names(type(self)))

    def __hash__(self) -> int:
        return hash((type(self), self.at, self.by))

    def __repr__(self) -> str:
        said = ((field, getattr(self, field.name)) for field in attrs.fields(type(self)))
        shown = (_shown(field, value) for field, value in said if value != field.default)
        return f"{type(self).__name__}({', '.join(shown)})"


def _shown(field: attrs.Attribute[Any], value: object) -> str:
    if isinstance(value, Actor) and not value.roles:
        value = value.name
    return f"{field.name}={value!r}" if field.kw_only else repr(value)


def _names(event: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(event))


def _data_fields(event: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    """List the fields of an event class that are its own data: the arguments besides at and by."""
    return tuple(field for field in attrs.fields(event) if field.name not in _ENVELOPE)


def _shared_fields(event: type[Any], record: type[Any]) -> tuple[str, ...]:
    """List the names that an event class and a record class have in common."""
    names = {field.name for field in attrs.fields(record)}
    return tuple(field.name for field in data_fields(event) if field.name in names)


# mypy takes a class for unhashable when its instances define __hash__; the caches are typed here.
_cached: Any = functools.cache
data_fields: Callable[[type[Any]], tuple[attrs.Attribute[Any], ...]] = _cached(_data_fields)
shared_fields: Callable[[type[Any], type[Any]], tuple[str, ...]] = _cached(_shared_fields)


def settable(event: type[Event], record: type) -> frozenset[str]:
    """List the record fields that an event class can set."""
    return frozenset((*shared_fields(event, record), *event.sets))


def required(event: type[Event]) -> tuple[str, ...]:
    """List the arguments that an event class cannot do without, besides at and by."""
    return tuple(field.name for field in data_fields(event) if field.default is attrs.NOTHING)
