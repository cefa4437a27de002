"""Codes: which values a model takes for an argument of an event."""

from __future__ import annotations

import typing
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import attrs

from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Event, Model
from itsmcore.lifecycle._event import data_fields

_PROBE = "\0probe"
_AT = datetime(2026, 1, 5, tzinfo=UTC)


def codes_of(event: type[Event], argument: str, model: Model) -> list[Any]:
    """List the legal values of an argument; none where the model lists none.

    An argument is a code where the record field that it ends up in has legal values; which field
    that is shows when the event is made with a text that nobody uses.
    """
    if argument in model.legal:
        return list(model.legal[argument])
    fields = {field.name: field for field in data_fields(event)}
    hints = typing.get_type_hints(event)
    if hints[argument] not in (str, str | None):
        return []
    needed = [name for name, field in fields.items() if field.default is attrs.NOTHING]
    arguments = {**{name: _filler(hints[name], name) for name in needed}, argument: _PROBE}
    if "id" in attrs.fields_dict(event):
        arguments["id"] = "probe"
    made: Any = event
    try:
        probe = made(at=_AT, by="probe", **arguments)
        changes = probe.changes(_Blank(model.record))
    except (ItsmError, TypeError, ValueError, AttributeError):
        return []
    if any(kind == _PROBE for kind, _ in probe.tied()):
        return list(model.plan.links)
    return [
        code
        for name, value in changes.items()
        if value == _PROBE
        for code in model.legal.get(name, ())
    ]


def _filler(hint: Any, name: str) -> Any:
    """Give a value of a type for what is needed besides."""
    if hint in _FILLERS:
        return _FILLERS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return _PROBE + name


_FILLERS: dict[Any, Any] = {bool: False, int: 0, float: 0.0, datetime: _AT}


class _Blank:
    """Read as a record on which nothing was set."""

    def __init__(self, record: type[Any]) -> None:
        self.__class__ = type("Blank", (_Blank,), {"__attrs_attrs__": attrs.fields(record)})
        self.__dict__.update({f.name: f.default for f in attrs.fields(record)})
