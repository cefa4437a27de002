"""Paths: where in a document something stands, such as `history[3].code`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from itsmcore.phrase import Words, say
from itsmcore.plain import is_long
from itsmcore.shown import shown

Problem: TypeAlias = tuple[str, Words]
"""A path, and what is wrong there."""


def joined(step: object, path: str) -> str:
    """Put a step, a key or an index, before a path.

    >>> joined("history", joined(3, joined("given", joined("on call", ""))))
    'history[3].given["on call"]'
    """
    if isinstance(step, int):
        place = f"[{step}]"
    elif not isinstance(step, str):
        place = f"[{shown(step)}]"
    else:
        place = step if step.isidentifier() or step == "$" else f"[{json.dumps(step)}]"
    return place + path if not path or path.startswith("[") else f"{place}.{path}"


_STEP = re.compile(r'\[("(?:[^"\\]|\\.)*"|[^\]]*)\]|[^.\[]+')


def pointer(path: str) -> str:
    """Return a path as a JSON pointer (RFC 6901).

    >>> pointer('history[3].given["on/call"]')
    '/history/3/given/on~1call'
    """
    steps = (found[1] or found[0] for found in _STEP.finditer(path))
    names = (json.loads(step) if step.startswith('"') else step for step in steps)
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def under(step: object, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Return problems as seen from one step further out."""
    return ((joined(step, path), words) for path, words in problems)


def told(value: object) -> str:
    """Return a value of a document as text: a scalar as is, anything larger by its kind."""
    if isinstance(value, dict):
        return say("documents.built.object")
    if isinstance(value, list):
        return say("documents.paths.list")
    if isinstance(value, int) and is_long(value):
        return say("documents.paths.very_long_integer")
    return shown(value)
