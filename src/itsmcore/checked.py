"""Checked functions: their arguments are of the kinds that their parameters say."""

from __future__ import annotations

import functools
import inspect
from collections import abc
from collections.abc import Callable
from datetime import datetime
from types import UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin

from itsmcore.errors import BadValue
from itsmcore.fields import as_items
from itsmcore.kinds import WRONG, a, hint_of, kind_of
from itsmcore.phrase import Phrase, Words, either_of

F = TypeVar("F", bound=Callable[..., Any])
Keep: TypeAlias = Callable[[str, Any], Any]
"""Returns the value of a parameter as it is kept."""

_BEFORE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def checked(function: F) -> F:
    """Make a function refuse arguments that are not of the kinds its parameters are typed with.

    It is for what people call; what runs for every step of a log checks for itself. If the type is
    Iterable, anything that can be iterated is accepted, and arrives as a tuple. Instants are left
    to `utc`, and types that exist for type checkers only are ignored.

    >>> @checked
    ... def twice(text: str) -> str:
    ...     return text + text
    >>> twice(5)
    Traceback (most recent call last):
        ...
    itsmcore.errors.BadValue: text cannot be 5; give a text
    """
    taken: list[_Taken] = []

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        if not taken:
            taken.append(_Taken(function))
        return function(*taken[0].several(args), **taken[0].named(named))

    return call  # type: ignore[return-value]


class _Taken:
    """How each parameter of a function is kept, if its type says something."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.places: list[tuple[str, Keep] | None] = []
        self.rest: tuple[str, Keep] | None = None
        self.names: dict[str, Keep] = {}
        for parameter in inspect.signature(function).parameters.values():
            hint = hint_of(parameter.annotation, function.__globals__)
            keep = _keep(hint)
            kept = None if keep is None else (parameter.name, keep)
            if parameter.kind in _BEFORE:
                self.places.append(kept)
            elif parameter.kind is parameter.VAR_POSITIONAL:
                self.rest = kept
            if keep is not None and parameter.kind is not parameter.VAR_KEYWORD:
                self.names[parameter.name] = keep

    def several(self, args: tuple[Any, ...]) -> list[Any]:
        """Return the positional arguments as they are kept."""
        more = [self.rest] * (len(args) - len(self.places))
        return [
            value if kept is None else kept[1](kept[0], value)
            for value, kept in zip(args, [*self.places, *more], strict=False)
        ]

    def named(self, named: dict[str, Any]) -> dict[str, Any]:
        """Return the keyword arguments as they are kept."""
        names = self.names
        return {name: names[name](name, of) if name in names else of for name, of in named.items()}


def _keep(hint: Any) -> Keep | None:
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if datetime in parts or inspect.Parameter.empty in parts:
        return None
    iterables = [part for part in parts if (get_origin(part) or part) is abc.Iterable]
    if iterables:
        return _one_or_several(iterables[0], [part for part in parts if part not in iterables])
    kind = kind_of(hint)
    if kind is None:
        return None

    def keep(name: str, value: Any) -> Any:
        kept = kind.keep(value)
        if kept is WRONG:
            raise BadValue(field=name, value=value, expected=kind.words)
        return kept

    return keep


def _one_or_several(iterable: Any, others: list[Any]) -> Keep | None:
    """Take what can be iterated, or one of the alternatives; None if one is known by no class."""
    items = get_args(iterable)
    item = kind_of(items[0]) if items else None
    one = [kind for other in others if (kind := kind_of(other)) is not None]
    if len(one) < len(others):
        return None
    words: Words = a("tuple")
    if item is not None:
        words = Phrase("kinds.each", of=words, each=item.words)
    expected = either_of([*(kind.words for kind in one if kind.words != "None"), words])

    def keep(name: str, value: Any) -> Any:
        for kind in one:
            kept = kind.keep(value)
            if kept is not WRONG:
                return kept
        if item is None:
            return as_items(value, name, expected)
        several = as_items(
            tuple(value) if isinstance(value, abc.Mapping) else value, name, expected
        )
        kept = tuple(map(item.keep, several))
        for given, held in zip(several, kept, strict=True):
            if held is WRONG:
                raise BadValue(field=name, value=given, expected=expected)
        return kept

    return keep
