"""Codes: texts of which only some are legal, read into the enumeration that lists them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from itsmcore.errors import BadValue

E = TypeVar("E", bound=StrEnum)


def one_of(kind: type[E], value: str, *, field: str) -> E:
    """Read a text as a member of an enumeration.

    Args:
        kind: the enumeration.
        value: the text.
        field: what it is for, as the error calls it.

    Raises:
        BadValue: no member is written so.
    """
    try:
        return kind(value)
    except ValueError:
        expected = f"one of {', '.join(kind)}"
        raise BadValue(field=field, value=value, expected=expected) from None
