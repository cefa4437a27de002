"""Events that every practice shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import attrs

from itsmcore.errors import BadValue
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.lifecycle._event import Event

Scalar: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
Custom: TypeAlias = Mapping[str, Scalar | tuple[Scalar, ...]]

_SCALARS = (str, int, float, bool, Decimal, date, type(None))


def custom_fields(values: Custom) -> FrozenDict[str, Scalar | tuple[Scalar, ...]]:
    """Freeze a mapping of custom fields; lists become tuples, instants UTC.

    Raises:
        BadValue: a name is no text, or a value is not plain.
        NaiveTime: an instant has no time zone.
    """
    if not values:
        return EMPTY
    return FrozenDict({_name(name): _plain(name, value) for name, value in values.items()})


def _name(name: object) -> str:
    if isinstance(name, str) and name:
        return name
    raise BadValue(field="a custom field's name", value=name, expected="a text")


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_plain(name, one) for one in value)
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, _SCALARS):
        return value
    expected = "a str, int, float, bool, Decimal, date, datetime, None, or a tuple of these"
    raise BadValue(field=f"custom.{name}", value=value, expected=expected)


def names(values: str | Iterable[str]) -> tuple[str, ...]:
    """Turn one name or several into a tuple."""
    return (values,) if isinstance(values, str) else tuple(values)


class LinkKind(StrEnum):
    """Say how a record stands to another."""

    PARENT = "parent"
    CHILD = "child"
    PROBLEM = "problem"
    CAUSED_BY = "caused_by"
    FIXED_BY = "fixed_by"
    DUPLICATE_OF = "duplicate_of"
    FOLLOW_UP_OF = "follow_up_of"


@attrs.frozen
class Link:
    """Tie a record to another, by its id."""

    kind: str
    target: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assigned(Event):
    """Give it to a group, to a person, or both; a new group clears the person."""

    verb: ClassVar[str] = "assign"
    group: str | None = None
    assignee: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        if self.group is not None and self.group != record.group:
            return {"group": self.group, "assignee": self.assignee}
        return {} if self.assignee is None else {"assignee": self.assignee}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Commented(Event):
    """Write a comment: internal, or public, which the caller reads too."""

    verb: ClassVar[str] = "comment"
    text: str
    public: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Linked(Event):
    """Tie it to another record."""

    verb: ClassVar[str] = "link"
    sets: ClassVar[tuple[str, ...]] = ("links",)
    kind: str
    target: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        link = Link(self.kind, self.target)
        return {} if link in record.links else {"links": (*record.links, link)}
