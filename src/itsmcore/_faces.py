"""Faces: what a room offers is called by the room's name, whatever file it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import Any, ForwardRef


def offer(face: Mapping[str, Any]) -> None:
    """Make the classes and functions of a face's `__all__` members of the face by name.

    Pickles, reprs and tracebacks then name the room, and files inside it may be moved and renamed.
    The types of a class's fields are still looked up where the class was written.

    Args:
        face: the globals of the package, once everything it offers is imported.
    """
    name: str = face["__name__"]
    for offered in (face[one] for one in face["__all__"]):
        if isinstance(offered, type | FunctionType) and offered.__module__.startswith(f"{name}."):
            if isinstance(offered, type):
                _tell_where(offered)
            offered.__module__ = name


def _tell_where(cls: type[Any]) -> None:
    """Note in each annotation the file whose names it is written in."""
    home = cls.__module__
    for field, hint in vars(cls).get("__annotations__", {}).items():
        if isinstance(hint, str):
            cls.__annotations__[field] = ForwardRef(hint, module=home, is_class=True)
