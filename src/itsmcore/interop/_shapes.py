"""Shapes by type: what is written how, for every type that a field may be declared with."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections import abc
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from itsmcore.conditions import Condition, as_condition
from itsmcore.frozen import FrozenDict
from itsmcore.interop import _leaves as leaves
from itsmcore.interop._events import ACTOR, CAUSE, AnyEvent, event_shape
from itsmcore.interop._kinds import table
from itsmcore.interop._records import AnyRecord
from itsmcore.interop._shape import Choice, Listed, Mapped, Maybe, Shape
from itsmcore.interop._values import Only
from itsmcore.interop.errors import Ambiguous, Unwritable
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.lifecycle import Actor, Cause, Event, Model, Record
from itsmcore.priority import PriorityMatrix
from itsmcore.risk import Likelihood, Risk

_LEAVES: dict[Any, Shape] = {
    str: leaves.TEXT,
    int: leaves.WHOLE,
    float: leaves.NUMBER,
    bool: leaves.FLAG,
    type(None): leaves.NULL,
    dt.datetime: leaves.INSTANT,
    dt.date: leaves.DATE,
    dt.timedelta: leaves.DURATION,
    Decimal: leaves.DECIMAL,
    Actor: ACTOR,
    Cause: CAUSE,
}
_LISTS: dict[Any, Callable[[list[Any]], Any]] = {
    list: list,
    set: set,
    frozenset: frozenset,
    abc.Set: frozenset,
    abc.Sequence: tuple,
    abc.Collection: tuple,
    abc.Iterable: tuple,
}
_MAPS: dict[Any, Callable[[dict[str, Any]], Any]] = {
    FrozenDict: FrozenDict,
    abc.Mapping: FrozenDict,
    dict: dict,
}
_SCALES = (Level, Impact, Urgency, Priority, Risk, Likelihood)


@attrs.frozen
class Foreign:
    """Refuse a type that itsmcore does not know; a converter puts its own hooks in the place."""

    type: Any

    def read(self, document: Any) -> Any:
        raise NotImplementedError  # pragma: no cover (nothing reads without a converter)

    def write(self, value: Any) -> Any:
        why = f"its field is a {self.type}; use a converter with a hook for that"
        raise Unwritable(value=value, why=why)

    def schema(self, _: Any, /) -> dict[str, Any]:
        raise NotImplementedError  # pragma: no cover (nor describes)


class Shapes:
    """Give the shape of any type, for some models and what they are made of."""

    def __init__(
        self,
        models: Iterable[Model] = (),
        events: Iterable[type[Event]] = (),
        functions: Iterable[Callable[[Any], bool]] = (),
        levels: Iterable[type[Level]] = (),
        foreign: Callable[[Any], Shape] = Foreign,
    ) -> None:
        """Find everything by its name.

        Args:
            models: the models, with their event and record classes.
            events: event classes that are in none of them.
            functions: those that may stand in conditions.
            levels: level classes that no table of the models holds.
            foreign: gives the shape of a type that itsmcore does not know.

        Raises:
            Ambiguous: two different things share a name.
            BadCondition: a function has no importable name.
        """
        self.models = tuple(_named("models", models, str).values())
        known = (event for model in self.models for event in model.events)
        self.events = tuple(dict.fromkeys((*known, *events)))
        scales = (*_SCALES, *_scales(self.models), *levels)
        self.values = table(
            _named("level classes", scales, lambda scale: scale.__name__),
            _named("functions", functions, _dotted),
            self.of,
        )
        self._foreign = foreign
        self._known: dict[Any, Shape] = {**_LEAVES, Any: self.values, object: self.values}

    def of(self, kind: Any) -> Any:
        """Give the shape of a type."""
        if kind not in self._known:
            self._known[kind] = self._found(kind)
        return self._known[kind]

    def _found(self, kind: Any) -> Any:
        if isinstance(kind, typing.NewType):
            return self.of(kind.__supertype__)
        if kind in self.values.unions:
            return self.of(self.values.unions[kind])
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (typing.Union, types.UnionType):
            return self._union(kind, arguments)
        if origin is typing.Literal:
            return Choice({value: value for value in arguments})
        if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
            return Listed(self.of(arguments[0]))
        if origin in _LISTS:
            return Listed(self.of(arguments[0]), _LISTS[origin])
        if origin in _MAPS and arguments[0] is str:
            return Mapped(self.of(arguments[1]), _MAPS[origin])
        cls = kind if origin is None or origin is tuple else origin
        return self._of_class(cls) if isinstance(cls, type) else self._foreign(kind)

    def _union(self, kind: Any, arguments: tuple[Any, ...]) -> Shape:
        unions = self.values.unions
        if any(one in unions for one in arguments):
            known = tuple(unions.get(one, one) for one in arguments)
            shape: Shape = self.of(typing.Union[known])  # noqa: UP007 (a tuple has no |)
            return shape
        others = [one for one in arguments if one is not type(None)]
        if len(others) == 1:
            return Maybe(self.of(others[0]))
        classes = tuple(cls for one in arguments for cls in _classes_of(one))
        if any(one is Any or one is object for one in classes):
            return self.values
        if not all(isinstance(one, type) and self._is_value(one) for one in classes):
            return self._foreign(kind)
        return Only(self.values, classes if float not in classes else (*classes, int))

    def _is_value(self, cls: type) -> bool:
        kinds = tuple(one.type for one in self.values.kinds.values())
        scalars = (str, int, float, bool, type(None), tuple)
        return cls in scalars or issubclass(cls, kinds) or cls is Condition

    def _of_class(self, cls: type) -> Shape:
        if issubclass(cls, Event):
            if hasattr(cls, "verb"):
                return event_shape(cls, self.of)
            events = (event for event in self.events if issubclass(event, cls))
            return AnyEvent("the known models", events, self.of, name=cls.__name__)
        if issubclass(cls, Record):
            return AnyRecord(cls, self.models, self.of)
        if issubclass(cls, Enum):
            return _of_enum(cls)
        if cls in self.values.typed:
            return self.values.typed[cls]
        return Only(self.values, (cls,)) if self._is_value(cls) else self._foreign(cls)


def _classes_of(kind: Any) -> Iterable[Any]:
    """Give the classes that the values of one member of a union are of."""
    origin = typing.get_origin(kind)
    if origin is typing.Literal:
        return dict.fromkeys(type(value) for value in typing.get_args(kind))
    return (origin or kind,)


def _of_enum(cls: type[Enum]) -> Choice:
    has_plain_values = all(isinstance(member.value, str | int) for member in cls)
    return Choice({m.value if has_plain_values else m.name: m for m in cls})


def _named(kind: str, things: Iterable[Any], name_of: Callable[[Any], str]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for thing in things:
        name = name_of(thing)
        if named.setdefault(name, thing) != thing:
            raise Ambiguous(kind=kind, name=name)
    return named


def _dotted(function: Callable[[Any], bool]) -> str:
    as_condition(function)
    return f"{function.__module__}.{function.__qualname__}"


def _scales(models: Iterable[Model]) -> Iterable[type[Level]]:
    """Give the classes of the levels that models' tables hold."""
    for model in models:
        for legal in model.legal.values():
            yield from (type(level) for level in legal if isinstance(level, Level))
        for table_ in attrs.astuple(model, recurse=False):
            if isinstance(table_, PriorityMatrix):
                yield from (type(level) for level in table_.priorities)
