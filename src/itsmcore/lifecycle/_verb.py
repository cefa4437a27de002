"""Verbs: methods made from event classes, with the event's own arguments."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

import attrs

from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._table import check_event
from itsmcore.phrase import say

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Verb(Protocol[P]):
    """The type of a verb: a method with the event's arguments that returns the next record."""

    @overload
    def __get__(self, instance: None, owner: type[R], /) -> Callable[Concatenate[R, P], R]: ...
    @overload
    def __get__(self, instance: R, owner: type[R] | None = None, /) -> Callable[P, R]: ...


class Opening(Protocol[P]):
    """The type of an opening: on a record class, it returns that class's first record."""

    def __get__(self, instance: object, owner: type[R], /) -> Callable[P, R]: ...


class ModelOpening(Protocol[P, R_co]):
    """The type of a model's opening: it returns the first record of the practice's class."""

    def __get__(self, instance: object, owner: type, /) -> Callable[P, R_co]: ...


def verb(event: Callable[P, Event]) -> Verb[P]:
    """Make a method from an event class, for a record class's body.

    Written `resolve = verb(Resolved)`; a type checker knows the arguments.

    The method may have another name than the verb, and must if records have something else of that
    name: the verb `apply` may be the method `apply_it`.

    Args:
        event: the event class; its `verb` names the method, its docstring documents it.
    """
    kind: Any = event
    check_event(kind, say("lifecycle.named.verb"))

    def call(self: Any, /, **arguments: Any) -> Any:
        return self.apply(kind(**arguments))

    call.is_verb = True  # type: ignore[attr-defined]
    call.__name__ = kind.verb
    call.__qualname__ = kind.verb
    call.__doc__ = kind.__doc__
    call.__module__ = kind.__module__
    call.__signature__ = inspect.Signature([_SELF, *_parameters(kind)])  # type: ignore[attr-defined]
    method: Any = call
    return method  # type: ignore[no-any-return]


_BY_NAME = inspect.Parameter.KEYWORD_ONLY
_BY_PLACE = inspect.Parameter.POSITIONAL_OR_KEYWORD
_SELF = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)


def _parameter(field: attrs.Attribute[Any]) -> inspect.Parameter:
    return inspect.Parameter(
        field.name,
        _BY_NAME if field.kw_only else _BY_PLACE,
        default=inspect.Parameter.empty if field.default is attrs.NOTHING else field.default,
        annotation=field.type,
    )


_SHARED = {field.name: _parameter(field) for field in attrs.fields(Event)}


def _parameters(event: type[Event]) -> list[inspect.Parameter]:
    """Describe an event's arguments, positional ones first, faster than inspect would."""
    parameters = [_SHARED.get(field.name) or _parameter(field) for field in attrs.fields(event)]
    return sorted(parameters, key=lambda parameter: parameter.kind)


class _Opens:
    """Start a record of the class it is read from, or of the model's."""

    def __init__(self, event: Any) -> None:
        self.event = event
        self.__doc__ = event.__doc__
        self.made: dict[Any, Callable[..., Any]] = {}

    def __get__(self, instance: Any, owner: Any) -> Any:
        if hasattr(owner, "begin"):
            if owner not in self.made:
                self.made[owner] = self._method(owner.begin)
            return self.made[owner]
        if instance is None:
            return self
        return self._method(functools.partial(instance.record.begin, model=instance))

    def _method(self, begin: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **arguments: Any) -> Any:
            return begin(self.event(*args, **arguments))

        call.__name__ = self.event.verb
        call.__doc__ = self.event.__doc__
        call.__signature__ = self._signature  # type: ignore[attr-defined]
        return call

    @functools.cached_property
    def _signature(self) -> inspect.Signature:
        return inspect.Signature(_parameters(self.event))


@overload
def opening(event: Callable[P, Event]) -> Opening[P]: ...
@overload
def opening(event: Callable[P, Event], record: type[R]) -> ModelOpening[P, R]: ...
def opening(event: Callable[P, Event], record: type[Any] | None = None) -> Any:
    """Make the method that starts a record, for a record class's body.

    Written `open = opening(Opened)`; a type checker knows the arguments.

    Args:
        event: the opening event's class.
        record: in a model's body, the record class that its `open` returns.
    """
    check_event(event, say("lifecycle.verb.opening"))
    del record  # the type checker's; at run time the model names its record class
    return _Opens(event)
