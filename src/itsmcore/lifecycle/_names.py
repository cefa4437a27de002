"""Names: one, several or none as a tuple."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.fields import one_or_several


def as_names(values: str | Iterable[str] | None) -> tuple[str, ...]:
    """Turn one name, several or none into a tuple; an empty text is none.

    What is no collection stands in the tuple alone, for whoever reads it to refuse.
    """
    if isinstance(values, str):
        return (values,) if values else ()
    if values is None:
        return ()
    names: tuple[str, ...] = one_or_several(values)
    return names


def maybe_names(values: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """Turn one name or several into a tuple; None stays None, and an empty text is that, too."""
    is_none = values is None or (isinstance(values, str) and not values)
    return None if is_none else as_names(values)
