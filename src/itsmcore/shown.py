"""Values as messages show them: on one line, briefly and quickly, whatever the value is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import log10
from typing import Any

MOST_SHOWN = 200
"""How many characters of a value, or of a name, a message shows."""
MOST_SAID = 2_000
"""How many characters of a sentence it shows."""
_DEEPEST = 20
_MANY_BITS = 600
_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    dict: ("{", "}"),
}


def shown(value: object) -> str:
    """Show a value in a message as `repr` does, and the beginning of a long one.

    No value makes it raise or write more than a line: what has no short form, such as a frame of
    many rows, and what cannot be shown are described in a word.

    >>> shown("on_hld"), shown([1, 2.5]), shown("x" * 1_000_000)[:8]
    ("'on_hld'", '[1, 2.5]', "'xxxxxxx")
    >>> shown(10 ** 4_999)
    '<int of about 5000 digits>'
    """
    return _cut(_begun(_parts(value, 0)), MOST_SHOWN)


def written(value: object) -> str:
    """Write a value as `str` does; one that has no text, as `shown` does.

    >>> written("new"), written(-100)
    ('new', '-100')
    """
    try:
        return str.__str__(str(value))
    except Exception:
        return shown(value)


def brief(text: object, most: int = MOST_SHOWN) -> str:
    """Return a text as it is, or the beginning of a long one; anything else as `shown` does.

    What would not be seen on the line, or would break it, is escaped.

    >>> brief("close"), brief(None), brief("x" * 1_000_000)[-3:]
    ('close', 'None', 'xx…')
    """
    if not isinstance(text, str):
        return shown(text)
    begun = str.__str__(text)[: most + 1]
    return _cut(begun if begun.isprintable() else "".join(map(_seen, begun)), most)


def _seen(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _begun(parts: Iterable[str]) -> str:
    """Join parts until there are more than a message shows."""
    text = ""
    for part in parts:
        text += part
        if len(text) > MOST_SHOWN:
            break
    return text


def _parts(value: Any, depth: int) -> Iterator[str]:
    kind = type(value)
    if kind in _BRACKETS and value and depth < _DEEPEST:
        yield from _items(value, kind, depth + 1)
    elif kind is str or kind is bytes:
        yield repr(value[: MOST_SHOWN + 1])
    elif kind is int and value.bit_length() > _MANY_BITS:
        yield f"<int of about {int(value.bit_length() * log10(2)) + 1} digits>"
    else:
        yield _said(value)


def _items(value: Any, kind: type, depth: int) -> Iterator[str]:
    opening, closing = _BRACKETS[kind]
    yield opening
    for index, item in enumerate(islice(value.items() if kind is dict else value, MOST_SHOWN)):
        yield ", " if index else ""
        if kind is dict:
            yield from _parts(item[0], depth)
            yield ": "
        yield from _parts(item[1] if kind is dict else item, depth)
    yield ",)" if kind is tuple and len(value) == 1 else closing


def _said(value: object) -> str:
    try:
        text = str.__str__(repr(value))
    except Exception as error:
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return text if text.isprintable() else f"<{type(value).__name__}{_size(value)}>"


def _size(value: Any) -> str:
    try:
        return f" of {len(value)} items"
    except Exception:
        return ""
