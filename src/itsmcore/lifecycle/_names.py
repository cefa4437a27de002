"""Names: one, several or none as a tuple."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.fields import as_texts


def as_names(values: str | Iterable[str] | None) -> tuple[str, ...]:
    """Turn one name, several or none into a tuple.

    Raises:
        BadValue: something else is among them.
    """
    return () if values is None else as_texts(values, "names")


def maybe_names(values: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """Turn one name or several into a tuple; None stays None."""
    return None if values is None else as_names(values)
