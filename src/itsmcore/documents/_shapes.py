"""Shapes by type: how to write every type that a field may be declared with."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

import attrs

from itsmcore.conditions import Condition, Opaque, as_condition
from itsmcore.documents import _leaves as leaves
from itsmcore.documents._errors import Ambiguous
from itsmcore.documents._events import ACTOR, AnyEvent, NamedEvent, event_class, event_shape
from itsmcore.documents._kinds import table
from itsmcore.documents._models import AnyModel, KnownModel
from itsmcore.documents._records import AnyRecord
from itsmcore.documents._shape import Choice, Computed, Listed, Mapped, Maybe, Repeated, Shape
from itsmcore.documents._values import Only
from itsmcore.kinds import COLLECTIONS, MAPPINGS
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.lifecycle import Actor, Event, Model, Record
from itsmcore.lifecycle._plan import foldable
from itsmcore.phrase import Phrase, Words
from itsmcore.risk import Likelihood, Risk
from itsmcore.shown import shown

_LEAVES: dict[Any, Shape] = {
    str: leaves.TEXT,
    Words: leaves.WORDS,
    int: leaves.WHOLE,
    float: leaves.NUMBER,
    bool: leaves.FLAG,
    type(None): leaves.NULL,
    dt.datetime: leaves.INSTANT,
    dt.date: leaves.DATE,
    dt.timedelta: leaves.DURATION,
    Decimal: leaves.DECIMAL,
    Actor: ACTOR,
}
_SCALES = (Level, Impact, Urgency, Priority, Risk, Likelihood)


def foreign(kind: Any) -> Shape:
    """Refuse a type that itsmcore does not know; another shape may be given in its place."""
    return Computed(Phrase("documents.shapes.field_use_converter", kind=shown(kind)))


class Shapes:
    """The shape of any type, for some models and what they are made of."""

    def __init__(
        self,
        models: Iterable[Model] = (),
        events: Iterable[type[Event]] = (),
        functions: Iterable[Callable[..., Any]] = (),
        levels: Iterable[type[Level]] = (),
        records: Iterable[type[Record]] = (),
        foreign: Callable[[Any], Shape] = foreign,
    ) -> None:
        """Find everything by its name.

        Args:
            models: the models, with their event and record classes.
            events: further event classes.
            functions: further functions that may stand in conditions.
            levels: further level classes.
            records: further record classes.
            foreign: returns the shape of a type that itsmcore does not know.

        Raises:
            Ambiguous: two different things share a name.
            BadCondition: a function has no importable name.
        """
        # Importing the module alone does not read calendars.
        from itsmcore.improvements import Benefit, Effort  # noqa: PLC0415
        from itsmcore.intake import Severity  # noqa: PLC0415
        from itsmcore.services import Criticality  # noqa: PLC0415

        self.models = tuple(_named("models", models, str).values())
        known = (event for model in self.models for event in foldable(model))
        self.events = tuple(dict.fromkeys((*known, *events)))
        held = [part for model in self.models for part in _inside((model, *model.legal.values()))]
        scales = (
            *_SCALES,
            *(Severity, Criticality, Benefit, Effort),
            *(type(one) for one in held if isinstance(one, Level)),
            *levels,
        )
        asked = (*(one.function for one in held if isinstance(one, Opaque)), *functions)
        self._records = tuple(dict.fromkeys((*(m.record for m in self.models), *records)))
        self.values = table(
            _named(Phrase("documents.shapes.level_classes"), scales, lambda scale: scale.__name__),
            _named("functions", asked, _name_of_function),
            self.of,
        )
        self._foreign = foreign
        self._known: dict[Any, Shape] = {
            **_LEAVES,
            Any: self.values,
            object: self.values,
            KnownModel: KnownModel(self.models),
        }

    def of(self, kind: Any) -> Any:
        """Return the shape of a type."""
        if kind not in self._known:
            self._known[kind] = self._found(kind)
        return self._known[kind]

    def _found(self, kind: Any) -> Any:
        if isinstance(kind, typing.TypeVar):
            return self.values
        if isinstance(kind, typing.NewType):
            return self.of(kind.__supertype__)
        if kind in self.values.unions:
            return self.of(self.values.unions[kind])
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (typing.Union, types.UnionType):
            return self._union(kind, arguments)
        if origin is typing.Literal:
            return Choice({value: value for value in arguments})
        if origin in COLLECTIONS and (origin is not tuple or arguments[-1:] == (...,)):
            return Listed(self.of(arguments[0]), COLLECTIONS[origin])
        if origin in MAPPINGS and arguments[0] is str:
            return Mapped(self.of(arguments[1]), MAPPINGS[origin])
        if origin is type:
            return self._class(typing.get_origin(arguments[0]) or arguments[0], kind)
        cls = kind if origin is None or origin is tuple else origin
        return self._of_class(cls) if isinstance(cls, type) else self._foreign(kind)

    def _class(self, base: Any, kind: Any) -> Any:
        """Return the shape of classes; only those that are known are written by name."""
        if base is Event:
            return event_class(self._event_classes)
        if base is Record:
            known = _named(Phrase("documents.shapes.record_classes"), self._records, _dotted)
            return Choice(known, Phrase("documents.shapes.class_known_pass"))
        return self._foreign(kind)

    @cached_property
    def _event_classes(self) -> Choice:
        known = _named(Phrase("documents.shapes.event_classes"), self.events, _dotted)
        return Choice(known, Phrase("documents.shapes.class_known_pass_events"))

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

    def _any_event(self, base: type[Event]) -> AnyEvent:
        events = (event for event in self.events if issubclass(event, base))
        return AnyEvent(
            Phrase("documents.shapes.known_models"), events, self.of, name=base.__name__
        )

    def _of_class(self, cls: type) -> Shape:
        if issubclass(cls, Event):
            if hasattr(cls, "verb"):
                return event_shape(cls, self.of)
            return self._any_event(cls)
        if cls is NamedEvent:
            return NamedEvent(self._any_event(Event), self._event_classes, self.of)
        if issubclass(cls, Record):
            return AnyRecord(cls, self.of(KnownModel), self.of)
        if issubclass(cls, Model):
            classes = _named(
                Phrase("documents.shapes.model_classes"),
                map(type, self.models),
                lambda one: one.__name__,
            )
            fit = {name: one for name, one in classes.items() if issubclass(one, cls)}
            return AnyModel(fit, self.of)
        if issubclass(cls, Enum):
            return _of_enum(cls)
        if cls in self.values.typed:
            return self.values.typed[cls]
        if not self._is_value(cls):
            return self._foreign(cls)
        shape = Only(self.values, (cls,))
        return Repeated(shape) if issubclass(cls, Level) else shape


def _classes_of(kind: Any) -> Iterable[Any]:
    """Return the classes that the values of one member of a union may have."""
    origin = typing.get_origin(kind)
    if origin is typing.Literal:
        return dict.fromkeys(type(value) for value in typing.get_args(kind))
    return (origin or kind,)


def _of_enum(cls: type[Enum]) -> Choice:
    has_plain_values = all(isinstance(member.value, str | int) for member in cls)
    return Choice({m.value if has_plain_values else m.name: m for m in cls})


def _named(kind: Words, things: Iterable[Any], name_of: Callable[[Any], str]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for thing in things:
        name = name_of(thing)
        if named.setdefault(name, thing) != thing:
            raise Ambiguous(kind=kind, name=name)
    return named


def _name_of_function(function: Callable[..., Any]) -> str:
    as_condition(function)
    return _dotted(function)


def _dotted(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def _inside(value: Any) -> Iterator[Any]:
    """Yield everything that a value was made of, and the value itself."""
    yield value
    parts: Iterable[Any] = ()
    if attrs.has(type(value)):
        parts = (getattr(value, field.name) for field in attrs.fields(type(value)) if field.init)
    elif isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        parts = value
    for part in parts:
        yield from _inside(part)
