"""Values: what an event says that cannot be so, whatever the tables allow.

An event checks the kinds of its values when it is made. The checks here are made at the verb, by
`why_not` and by `audit`, and never when a history is folded: what is stored loads.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import attrs

from itsmcore.errors import Reason
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.level import Level
from itsmcore.lifecycle._actor import Actor
from itsmcore.lifecycle._event import Cause, Event, has_ties, kinds
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._parts import Reaction, Tables, Timer
from itsmcore.lifecycle._table import Guard, Permit, Rule, State
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase
from itsmcore.plain import flaw_of, flaw_of_text, is_blank
from itsmcore.shown import shown
from itsmcore.written import written_out


class Stranger:
    """Mark a class above this file whose values are never among facts."""

    __slots__ = ()


_TABLES = Lifecycle, State, Rule, Guard, Permit, Timer, Reaction
_STRANGERS = Event, Actor, Cause, *_TABLES, Stranger
"""The classes of this room for which that is so."""
_SAFE = (bool, date, datetime, timedelta, types.NoneType)
"""Types whose values every document can hold."""


Doubts = Callable[[Any], tuple[str, ...]]
"""A function that names the fields of an event whose values need a closer look."""


@attrs.frozen
class Asked:
    """What is asked of an event of one class, for records of another.

    Attributes:
        objects: whether the event says itself what cannot be true of a record.
        ties: whether it may tie records.
        doubts: names the fields to look at, usually none.
        names: the fields that hold texts, numbers or anything.
        required: those of them in which a text, or each text, must say something.
        free: those that may be, or hold, anything.
    """

    objects: bool
    ties: bool
    doubts: Doubts
    names: tuple[str, ...]
    required: frozenset[str]
    free: frozenset[str]


def asked_of(event: type[Any], model: Tables) -> Asked:
    """Return what is asked of events of a class by a model; levels are judged by its scales."""
    hints, held = kinds(event).hints, _texts_of(model.record)
    is_opening = event is model.opening_event
    names = [
        name
        for name in (field.name for field in data_fields(event))
        if not _is_safe(hints.get(name, Any), Level if name in model.legal else Enum)
    ]
    required = frozenset(
        n
        for n in names
        if _is_of_texts(hints.get(n)) or n in event.ties.values() or (n in held and not is_opening)
    )
    free = frozenset(
        n for n in names if n not in kinds(event).kinds or _holds_anything(hints.get(n))
    )
    objects = event.against is not Event.against
    return Asked(objects, has_ties(event), _doubts(names, required), tuple(names), required, free)


def _doubts(names: Iterable[str], required: Collection[str]) -> Doubts:
    """Generate the check that clears most values at once."""
    lines = [
        "found = ()",
        "if value.given is not nothing or value.cause is not None or value.by.roles:",
        "    found += 'envelope',",
    ]
    for name in names:
        text = "not held.isascii() or '\\0' in held"
        text += " or not held.strip()" if name in required else ""
        other = "held is not none and is_doubtful(held)"
        lines += [
            f"held = value.{name}",
            f"if held is not None and ({text} if held.__class__ is str else {other}):",
            f"    found += {name!r},",
        ]
    return written_out([*lines, "return found"], nothing=EMPTY, none=(), is_doubtful=_is_doubtful)


def _is_doubtful(value: Any) -> bool:
    """Return whether a value is more than a few plain texts and numbers."""
    if value.__class__ is tuple:
        return not all(map(_is_plain, value))
    if value.__class__ is FrozenDict:
        return not all(map(_is_plain, value)) or not all(map(_is_plain, value.values()))
    return not _is_plain(value)


def _is_plain(value: Any) -> bool:
    if value.__class__ is str:
        return value.isascii() and "\0" not in value and bool(value.strip())
    return value.__class__ is bool or (value.__class__ is int and -_SMALL < value < _SMALL)


_SMALL = 1 << 64


def _is_of_texts(hint: Any) -> bool:
    """Return whether a type is a text or a collection of texts, either of which may be missing."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_is_of_texts(one) for one in arguments if typing.get_origin(one) is not None)
    if isinstance(origin, type) and issubclass(origin, Collection) and arguments:
        return not issubclass(origin, Mapping) and _is_of_texts(arguments[0])
    while isinstance(hint, typing.NewType):
        hint = hint.__supertype__
    return hint is str


def _holds_anything(hint: Any) -> bool:
    """Return whether a type is a collection whose items have no type."""
    inside = typing.get_args(hint)
    return any(one in (Any, object) or _holds_anything(one) for one in inside)


def _texts_of(record: type[Any]) -> frozenset[str]:
    """List the facts of a record that are always texts."""
    return frozenset(field.name for field in attrs.fields(record) if field.type in (str, "str"))


def _is_safe(hint: Any, also: type) -> bool:
    """Return whether every value of a type can be held, those of a class aside."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return all(_is_safe(one, also) for one in typing.get_args(hint))
    if typing.get_origin(hint) is typing.Literal:
        return True
    return hint in _SAFE or (isinstance(hint, type) and issubclass(hint, (Enum, also)))


def against(
    event: Event,
    asked: Asked,
    doubts: Iterable[str],
    missing: Iterable[str],
) -> list[Reason]:
    """Return the reasons against an event's values.

    Args:
        event: the event.
        asked: what is asked of its class.
        doubts: what needs a closer look.
        missing: the arguments already reported as missing, and so not reported as blank too.
    """
    reasons: list[Reason] = []
    for name in doubts:
        if name == "envelope":
            reasons += _against_envelope(event)
        else:
            is_asked = name in asked.required and name not in missing
            reasons += _against_value(asked, name, getattr(event, name), is_asked=is_asked)
    return reasons


def flaws_of_draft(asked: Asked, given: Mapping[str, Any], data: Mapping[str, Any]) -> list[Reason]:
    """Return the reasons against an event's outside facts, and its values that are known."""
    reasons = list(_against_given(given))
    for name in asked.names:
        if data.get(name) is not None:
            reasons += _against_value(asked, name, data[name], is_asked=name in asked.required)
    return reasons


def _against_value(asked: Asked, name: str, value: Any, *, is_asked: bool) -> Iterator[Reason]:
    several = value if isinstance(value, tuple | list | set | frozenset) else (value,)
    if is_asked and any(map(is_blank, several)):
        yield Reason(
            "blank", Phrase("lifecycle.blank", name=name), argument=name, data={"value": value}
        )
    is_free = name in asked.free
    flaw = flaw_of(value, _STRANGERS if is_free else (), is_typed=not is_free)
    if flaw:
        yield Reason("unwritable", f"{name} {flaw}", argument=name, data={"value": value})


def _against_envelope(event: Event) -> Iterator[Reason]:
    yield from _against_given(event.given)
    for name, value in (("cause", event.cause), ("by", event.by)):
        flaw = flaw_of(value)
        if flaw:
            yield Reason("unwritable", f"{name} {flaw}", argument=name, data={"value": value})


def _against_given(given: Mapping[str, Any]) -> Iterator[Reason]:
    for name, value in given.items():
        flaw = flaw_of_text(name) or flaw_of(value, _STRANGERS)
        if flaw:
            told = f"given.{name}"
            yield Reason("unwritable", f"{told} {flaw}", argument=told, data={"value": value})


def against_ties(record: Folded, ties: Iterable[tuple[str, str]]) -> Iterator[Reason]:
    """Yield a reason for every link that an event cannot make: of another kind, or to itself."""
    for kind, other in ties:
        if kind not in record.model.plan.links:
            words = Phrase(
                "lifecycle.values.link_cannot_kind",
                kind=shown(kind),
                hint=hint(kind, record.model.plan.links),
            )
            data = {"value": kind, "legal": record.model.plan.links}
            yield Reason("unknown_code", words, field="links", data=data)
        if other == record.id:
            words = Phrase("lifecycle.values.cannot_own", id=record.id, kind=kind)
            yield Reason("own_link", words, field="links", data={"value": other})
