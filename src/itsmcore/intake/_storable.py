"""Storable values: what is accepted can be written as a document."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import attrs

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase
from itsmcore.plain import flaw_of


def check_storable(value: Any, *names: str, free: Collection[str] = ()) -> None:
    """Refuse a value of which a field holds what no document can.

    Args:
        value: the value.
        names: the fields to look at; by default all.
        free: the fields that may hold values of any kind; the others have been checked for theirs.

    Raises:
        BadValue: a text has a NUL character or half of a surrogate pair, a number is not finite, or
            a value of a free field is of a class that no document holds.
    """
    for name in names or [field.name for field in attrs.fields(value.__class__)]:
        held = getattr(value, name)
        flaw = flaw_of(held, is_typed=name not in free)
        if flaw:
            expected = Phrase("intake.expected.document_hold", flaw=flaw)
            raise BadValue(field=name, value=held, expected=expected)
