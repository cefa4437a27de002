"""Nearest names: what somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from itsmcore.phrase import Phrase
from itsmcore.shown import brief, shown

K = TypeVar("K")
SURELY_MEANT = 0.75
"""How similar an unknown name must be to a known one to be taken for a slip, not for another's."""
_LONGEST = 80
_MOST_COMPARED = 1_000
_MOST_NAMED = 50
_MOST_WRITTEN = 1_000


def nearest(name: object, known: Iterable[K], *, least: float = 0.5) -> K | None:
    """Return the known value whose text is most like a name, or None if none is.

    A text of more than 80 characters is not taken for a slip, and only the first 1,000 names are
    compared.

    Args:
        name: what somebody wrote.
        known: the known values.
        least: how similar it has to be, from 0 to 1.

    >>> nearest("resolv", ["resolve", "reopen"])
    'resolve'
    """
    from difflib import get_close_matches  # noqa: PLC0415 (only a mistake needs it)

    text = _text(name)
    if not 0 < len(text) <= _LONGEST:
        return None
    by_text = {_text(value): value for value in islice(known, _MOST_COMPARED)}
    return next((by_text[t] for t in get_close_matches(text, by_text, n=1, cutoff=least)), None)


def hint(name: object, known: Iterable[object]) -> Phrase:
    """Say what was probably meant, or else what there is."""
    values = [str.__str__(value) if isinstance(value, str) else value for value in known]
    meant = nearest(name, values)
    if meant is not None:
        return Phrase("nearest.meant", meant=shown(meant))
    named = [brief(value) for value in values[:_MOST_NAMED]]
    while sum(map(len, named)) > _MOST_WRITTEN:
        named.pop()
    more = len(values) - len(named)
    if not named:
        return Phrase("nearest.none")
    if more:
        return Phrase("nearest.many", names=", ".join(named), more=more)
    return Phrase("nearest.known", names=", ".join(named))


def _text(value: object) -> str:
    """Return the text that people read; empty if it has no short one."""
    if isinstance(value, str):
        text = str.__str__(value)
    elif hasattr(type(value), "__len__"):
        return ""
    else:
        try:
            text = str.__str__(str(value))
        except Exception:
            return ""
    return text if len(text) <= _LONGEST else ""
