"""Nearest names: what somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

K = TypeVar("K")


def nearest(name: object, known: Iterable[K]) -> K | None:
    """Give the known value whose text is most like a name's, or None where none is.

    >>> nearest("resolv", ["resolve", "reopen"])
    'resolve'
    """
    from difflib import get_close_matches  # noqa: PLC0415 (only a mistake needs it)

    by_text = {str(value): value for value in known}
    return next((by_text[t] for t in get_close_matches(str(name), by_text, n=1, cutoff=0.5)), None)


def hint(name: object, known: Iterable[object]) -> str:
    """Say what was probably meant, or else what there is."""
    values = [str(value) if isinstance(value, str) else value for value in known]
    meant = nearest(name, values)
    if meant is not None:
        return f"did you mean {meant!r}?"
    words = (value if isinstance(value, str) else repr(value) for value in values)
    return f"known: {', '.join(words) or 'none'}"
