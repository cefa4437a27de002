"""Custom fields: facts of the user's own, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from itsmcore.errors import BadValue
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc

if TYPE_CHECKING:
    from decimal import Decimal

    Scalar: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
    Plain: TypeAlias = Scalar | tuple[Scalar, ...]
else:
    Plain = object  # decimal is slow to load, and only a type checker reads further

_SCALARS = (str, int, float, bool, date, type(None))


def custom_fields(values: Mapping[str, Plain]) -> FrozenDict[str, Plain]:
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
    if isinstance(value, _SCALARS) or _is_decimal(value):
        return value
    expected = "a str, int, float, bool, Decimal, date, datetime, None, or a tuple of these"
    raise BadValue(field=f"custom.{name}", value=value, expected=expected)


def _is_decimal(value: object) -> bool:
    from decimal import Decimal  # noqa: PLC0415 (import on use)

    return isinstance(value, Decimal)
