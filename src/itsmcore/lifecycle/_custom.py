"""Custom fields: facts of the user's own, as plain values."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from itsmcore.errors import BadValue
from itsmcore.fields import as_text
from itsmcore.frozen import EMPTY, FrozenDict, held
from itsmcore.kinds import WRONG, plain_date, plain_instant, plain_number, plain_text
from itsmcore.phrase import Phrase
from itsmcore.plain import DEEPEST, can_be_read

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    Scalar: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
    Plain: TypeAlias = Scalar | tuple[Scalar, ...]
else:
    Plain = object  # decimal is slow to load, and only a type checker reads further

_EXPECTED = Phrase("lifecycle.custom.plain")
_TEXTS = frozenset({str})
_KEPT = frozenset({str, int, float, bool, types.NoneType, date})


def custom_fields(
    values: Mapping[str, Plain] | None, *, field: str = "custom"
) -> FrozenDict[str, Plain]:
    """Freeze a mapping of plain values, such as custom fields; lists become tuples, instants UTC.

    Args:
        values: the values by their names; None means none.
        field: the field that they are for, as errors call it.

    Raises:
        BadValue: a name is not a text, or a value is not plain, or nested too deeply; or the field
            has no name.
        NaiveTime: an instant has no time zone.
    """
    if values is None or values is EMPTY:
        return EMPTY
    if _are_kept(values):
        return values
    as_text(field, "field")
    given: object = values
    if not isinstance(given, Mapping) or not can_be_read(given):
        raise BadValue(
            field=field, value=values, expected=Phrase("lifecycle.expected.mapping_names_values")
        )
    fields = {
        _name(name): _plain(f"{field}.{name}", value, DEEPEST) for name, value in values.items()
    }
    return FrozenDict(fields) if fields else EMPTY


def with_custom(had: FrozenDict[str, Plain], said: Mapping[str, Plain]) -> FrozenDict[str, Plain]:
    """Add custom fields to those that a record has; one that is None is removed."""
    fields = said if _are_kept(said) else custom_fields(said)
    if not had and None not in fields.values():
        return fields
    known = {**had, **fields}
    kept = {name: value for name, value in known.items() if value is not None}
    return FrozenDict(kept) if kept else EMPTY


def _are_kept(values: object) -> TypeGuard[FrozenDict[str, Plain]]:
    """Return whether values are frozen already, under names, and none of them needs a look."""
    if values.__class__ is not FrozenDict:
        return False
    items: Mapping[Any, Any] = held(values)
    return (
        bool(items)
        and "" not in items
        and _TEXTS.issuperset(map(type, items))
        and _KEPT.issuperset(map(type, items.values()))
    )


def _name(name: object) -> str:
    if isinstance(name, str) and name:
        return str.__str__(name)
    raise BadValue(
        field=Phrase("lifecycle.custom.custom_field_s"),
        value=name,
        expected=Phrase("kinds.text"),
    )


def _plain(name: str, value: Any, left: int) -> Any:
    if value.__class__ in _KEPT:
        return value
    if isinstance(value, list | tuple) and can_be_read(value):
        if not left:
            expected = Phrase("lifecycle.expected.values_nested_most_deep", deepest=DEEPEST)
            raise BadValue(field=name, value=value, expected=expected)
        return tuple(_plain(name, one, left - 1) for one in value)
    for plain in (plain_text, plain_number, plain_instant, plain_date, _plain_decimal):
        kept = plain(value)
        if kept is not WRONG:
            return kept
    raise BadValue(field=name, value=value, expected=_EXPECTED)


def _plain_decimal(value: object) -> object:
    from decimal import Decimal  # noqa: PLC0415 (import on use)

    return Decimal(value) if isinstance(value, Decimal) else WRONG
