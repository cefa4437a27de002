"""Paths: where in a document something stands, such as `history[3].code`."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from itsmcore.plain import is_long

Problem: TypeAlias = tuple[str, str]
"""A path, and what is wrong there."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80


def joined(step: str | int, path: str) -> str:
    """Put a step, a key or an index, before a path.

    >>> joined("history", joined(3, joined("given", joined("on call", ""))))
    'history[3].given["on call"]'
    """
    if isinstance(step, int):
        place = f"[{step}]"
    else:
        place = step if step.isidentifier() or step == "$" else f"[{json.dumps(step)}]"
    return place + path if not path or path.startswith("[") else f"{place}.{path}"


def under(step: str | int, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Give problems as seen from one step further out."""
    return ((joined(step, path), words) for path, words in problems)


def shown(value: object) -> str:
    """Show a value in an error: a scalar shortened, anything larger by what it is."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and is_long(value):
        return "a very long integer"
    return _SHORT.repr(value)
