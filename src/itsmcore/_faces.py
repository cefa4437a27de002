"""Faces: what a room offers is named after the room, and its values are short in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import FunctionType
from typing import Any, ForwardRef, Protocol, runtime_checkable

import attrs

from itsmcore.output import as_bundle


@runtime_checkable
class Offered(Protocol):
    """What a value does that wants to know the name it is offered under."""

    def offered_as(self, face: str, name: str, /) -> None: ...


def offer(face: Mapping[str, Any]) -> None:
    """Make the classes and functions that a room imports into its face members of it by name.

    Pickles, reprs and tracebacks then name the room, and files inside it may be moved and renamed.
    The types of a class's fields are still looked up where the class was written. A notebook shows
    a value of such a class by a short text and by its formats, if it has any.

    Args:
        face: the globals of the room, once everything it offers is imported.
    """
    home: str = face["__name__"]
    for name, value in face.items():
        if isinstance(value, type | FunctionType):
            if value.__module__.startswith(f"{home}."):
                _tell_where(value)
                value.__module__ = home
            if isinstance(value, type) and value.__module__ == home and attrs.has(value):
                value._repr_mimebundle_ = as_bundle  # type: ignore[attr-defined]
        elif name in face.get("__all__", ()) and isinstance(value, Offered):
            value.offered_as(home, name)


def _tell_where(value: type[Any] | FunctionType) -> None:
    """Note in each annotation of a class the file whose names it is written in."""
    if isinstance(value, type):
        for field, hint in vars(value).get("__annotations__", {}).items():
            if isinstance(hint, str):
                value.__annotations__[field] = _written_in(value.__module__, hint)


@cache
def _written_in(module: str, hint: str) -> ForwardRef:
    """Return an annotation with the file that it is written in; to make one takes compiling it."""
    return ForwardRef(hint, module=module, is_class=True)
