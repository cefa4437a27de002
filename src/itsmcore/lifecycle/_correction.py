"""Corrections: fields that an event empties."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.lifecycle._event_fields import OPTIONS
from itsmcore.lifecycle._texts import KEPT
from itsmcore.phrase import Phrase

NAMES_FIELDS = {KEPT: "it names fields"}
"""Of the metadata of a field that says which others an event empties."""


def clears(clearable: Callable[[], tuple[str, ...]]) -> dict[str, Any]:
    """Return the metadata of a field that takes some names, which are known once it is."""
    return {**NAMES_FIELDS, OPTIONS: clearable}


def check_clear(names: Iterable[str], clearable: tuple[str, ...]) -> None:
    """Refuse to clear a field that always has a value.

    Raises:
        BadValue: a name is that of such a field, or of no field.
    """
    for name in names:
        if not is_in(name, clearable):
            raise BadValue(
                field="clear",
                value=name,
                expected=Phrase("lifecycle.expected.some", clearable=", ".join(clearable)),
            )


def cleared(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what emptying fields of a record sets them to."""
    return {name: () if isinstance(getattr(record, name), tuple) else None for name in names}
