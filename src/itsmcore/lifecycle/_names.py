"""Names: one, several or none as a tuple."""

from __future__ import annotations

from collections.abc import Iterable


def as_names(values: str | Iterable[str] | None) -> tuple[str, ...]:
    """Turn one name, several or none into a tuple."""
    return (values,) if isinstance(values, str) else tuple(values or ())


def maybe_names(values: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """Turn one name or several into a tuple; None stays None."""
    return None if values is None else as_names(values)
