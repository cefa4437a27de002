"""Declared custom fields: what a model says about its users' own facts, and what violates that."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from itsmcore.errors import BadInstant, Fault, Reason
from itsmcore.kinds import WRONG, kind_of
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._texts import holds_tombstone
from itsmcore.nearest import hint
from itsmcore.shown import brief, shown

SCALARS: tuple[Any, ...] = (str, int, float, bool, date, datetime)
"""The types of custom fields, besides Decimal, and tuples of one of these."""


def declared_faults(fields: Collection[Argument]) -> Iterator[Fault]:
    """Yield every fault of the custom fields that a model declares."""
    seen: set[str] = set()
    for field in fields:
        subject = f"custom field {shown(field.name)}"
        if field.name in seen:
            yield Fault("duplicate_field", subject, "is declared twice; keep one")
        seen.add(field.name)
        if not _is_plain(field.kind):
            words = "is of a type that custom fields do not have; declare a str, an int, a float, "
            words += "a bool, a Decimal, a date, a datetime, or a tuple of one of these"
            yield Fault("bad_kind", subject, words)
            continue
        several = field.options if field.default is None else (*field.options, field.default)
        for value in several:
            if not field.is_several and _is_wrong(field, value):
                yield Fault("bad_value", subject, f"cannot be {shown(value)}; {_wanted(field)}")
        if field.default is not None:
            yield from (Fault(r.code, subject, r.words) for r in _against(field, field.default))


def _is_plain(kind: Any) -> bool:
    from decimal import Decimal  # noqa: PLC0415 (slow to load)

    if typing.get_origin(kind) is tuple and typing.get_args(kind)[1:] == (...,):
        kind = typing.get_args(kind)[0]
    return kind in (*SCALARS, Decimal)


def against_custom(fields: Mapping[str, Argument], said: Mapping[str, Any]) -> Iterator[Reason]:
    """Yield the reasons against custom fields that are said; one that is None is taken away."""
    for name, value in said.items():
        if value is None:
            continue
        if name in fields:
            yield from _against(fields[name], value)
        else:
            words = f"there is no custom field {shown(name)}; {hint(name, fields)}"
            yield Reason("unknown_field", words)


def _against(field: Argument, value: Any) -> Iterator[Reason]:
    if _is_wrong(field, value) and not holds_tombstone(value):
        words = f"custom.{brief(field.name)} cannot be {shown(value)}; {_wanted(field)}"
        yield Reason("bad_value", words)
    elif field.options:
        for one in value if field.is_several else (value,):
            if one not in field.options:
                meant = hint(one, field.options)
                words = f"custom.{brief(field.name)} cannot be {shown(one)}; {meant}"
                yield Reason("unknown_code", words)


def _is_wrong(field: Argument, value: Any) -> bool:
    kind: Any = kind_of(field.kind)
    try:
        return kind.keep(value) is WRONG
    except BadInstant:
        return True


def _wanted(field: Argument) -> str:
    kind: Any = kind_of(field.kind)
    return f"give {kind.words}"
