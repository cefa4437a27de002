"""Content: everything a value says, as a text that is the same wherever it is made."""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import FunctionType
from typing import Any

import attrs


def content(value: Any) -> str:
    """Write out what makes a value equal to another, each class and function with its module."""
    if isinstance(value, str):
        return repr(str.__str__(value))
    if isinstance(value, type | FunctionType):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, Mapping):
        return _group("{}", sorted(f"{content(key)}: {content(of)}" for key, of in value.items()))
    if isinstance(value, Set):
        return _group("{}", sorted(map(content, value)))
    if isinstance(value, tuple | list):
        return _group("()", map(content, value))
    if not attrs.has(type(value)):
        return repr(value)
    said = (field.name for field in attrs.fields(type(value)) if field.eq and field.init)
    parts = (f"{name}={content(getattr(value, name))}" for name in said)
    return content(type(value)) + _group("()", parts)


def _group(brackets: str, parts: Any) -> str:
    return f"{brackets[0]}{', '.join(parts)}{brackets[1]}"
