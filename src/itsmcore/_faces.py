"""Faces: what a room offers is named after the room, whatever file it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import FunctionType
from typing import Any, ForwardRef, Protocol, runtime_checkable


@runtime_checkable
class Offered(Protocol):
    """What a value does that wants to know the name it is offered under."""

    def offered_as(self, face: str, name: str, /) -> None: ...


def offer(face: Mapping[str, Any]) -> None:
    """Make the classes and functions that a room imports into its face members of it by name.

    Pickles, reprs and tracebacks then name the room, and files inside it may be moved and renamed.
    The types of a class's fields are still looked up where the class was written.

    Args:
        face: the globals of the package, once everything it offers is imported.
    """
    home: str = face["__name__"]
    for name, value in face.items():
        if isinstance(value, type | FunctionType):
            if value.__module__.startswith(f"{home}."):
                _tell_where(value)
                value.__module__ = home
        elif name in face["__all__"] and isinstance(value, Offered):
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
