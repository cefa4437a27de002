"""Paths: where in a document something stands, such as `history[3].code`."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Problem: TypeAlias = tuple[str, str]
"""A path, and what is wrong there."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80
_MANY_BITS = 13_000
"""Python refuses to write integers of much more than that as text."""


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


def is_long(number: int) -> bool:
    """Tell whether an integer has more digits than can be written."""
    return number.bit_length() > _MANY_BITS


def shown(value: object) -> str:
    """Show a value in an error: a scalar shortened, anything larger by what it is."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and is_long(value):
        return "a very long integer"
    return _SHORT.repr(value)
