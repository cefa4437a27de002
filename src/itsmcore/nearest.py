"""Nearest names: what somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: object, known: Iterable[str]) -> str | None:
    """Give the known name that is most like another, or None where none is.

    >>> nearest("resolv", ["resolve", "reopen"])
    'resolve'
    """
    from difflib import get_close_matches  # noqa: PLC0415 (only a mistake needs it)

    return next(iter(get_close_matches(str(name), list(known), n=1, cutoff=0.5)), None)


def hint(name: object, known: Iterable[str]) -> str:
    """Say what was probably meant, or else what there is."""
    names = list(known)
    meant = nearest(name, names)
    return f"did you mean {meant!r}?" if meant else f"known: {', '.join(names) or 'none'}"
