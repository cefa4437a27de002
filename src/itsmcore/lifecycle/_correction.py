"""Corrections: fields that an event clears, and custom fields that it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.frozen import frozen
from itsmcore.lifecycle._custom import Plain


def check_clear(names: Iterable[str], clearable: tuple[str, ...]) -> None:
    """Refuse to clear a field that always has a value.

    Raises:
        BadValue: one of the names is of such a field, or of none.
    """
    for name in names:
        if not is_in(name, clearable):
            raise BadValue(field="clear", value=name, expected=f"some of {', '.join(clearable)}")


def corrections(
    record: Any, *, clear: Iterable[str], custom: Mapping[str, Plain] | None
) -> dict[str, Any]:
    """Give what clearing fields and setting custom ones changes; a custom None takes one away."""
    changes: dict[str, Any] = {
        name: () if isinstance(getattr(record, name), tuple) else None for name in clear
    }
    if custom is not None:
        merged = {**record.custom, **custom}
        kept = {name: value for name, value in merged.items() if value is not None}
        changes["custom"] = frozen(kept)
    return changes
