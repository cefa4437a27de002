"""Codes: texts of which only some are legal, read into the enumeration that lists them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase

E = TypeVar("E", bound=StrEnum)


class Code(StrEnum):
    """The legal texts of a kind; its members are these texts, and show by their names."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


def one_of(kind: type[E], value: object, *, field: str) -> E:
    """Read a text as a member of an enumeration.

    Args:
        kind: the enumeration.
        value: the text.
        field: what it is for, as the error calls it.

    Raises:
        BadValue: no member is written so.
    """
    if isinstance(value, str) and value in kind._value2member_map_:
        return kind(value)
    raise BadValue(
        field=field, value=value, expected=Phrase("common.one_of", names=", ".join(kind))
    )
