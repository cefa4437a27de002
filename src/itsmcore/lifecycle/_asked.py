"""Asking: what stands for and against a verb, whatever values it is asked with."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.conditions import is_set
from itsmcore.errors import ItsmError, Reason
from itsmcore.frozen import EMPTY, evidence
from itsmcore.instant import utc
from itsmcore.lifecycle._actor import Actor, as_actor
from itsmcore.lifecycle._answers import Choice
from itsmcore.lifecycle._event import Event, kinds
from itsmcore.lifecycle._event_fields import data_fields, required
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._judge import against_draft, held, judge
from itsmcore.lifecycle._prospect import Prospect
from itsmcore.lifecycle._values import flaws_of_draft
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

Reader = Callable[[Any], Any]
_ENVELOPE: Mapping[str, Reader] = {"at": utc, "by": as_actor, "given": evidence}


def reasons_against(
    record: Folded, prospect: Prospect, envelope: dict[str, Any], arguments: dict[str, Any]
) -> tuple[Reason, ...]:
    """Return every reason against a verb, including any value that it does not take.

    Args:
        record: the record.
        prospect: what the tables say of the verb where the record stands.
        envelope: `at`, `by` and `given`.
        arguments: its other arguments, as far as they are known.
    """
    event = prospect.event
    around, wrong = _kept(envelope, _ENVELOPE)
    known: dict[str, Any] = {}
    if arguments:
        known, more = _kept(arguments, readers_of(event))
        wrong += more
    if "at" not in around or "by" not in around:
        return tuple(wrong)
    given = around.get("given", EMPTY)
    if not wrong and arguments and all(name in arguments for name in required(event)):
        try:
            real = event(**envelope, **arguments)
            changes = real.changes(record)
        except Exception as error:
            wrong.append(_unfit(event.verb, error))
        else:
            return judge(record, real, event, changes, is_exempt=False).reasons
    judged = against_draft(record, prospect, around["at"], around["by"], given, known)
    if not arguments and not wrong and given is EMPTY:
        return judged
    flaws = flaws_of_draft(record.model.plan.asked[event], given, known)
    return tuple(dict.fromkeys((*wrong, *judged, *flaws)))


def choice(
    record: Folded, prospect: Prospect, at: datetime, by: Actor, given: Mapping[str, Any]
) -> Choice:
    """Return whether, and how, an actor may use a verb now."""
    return Choice(
        verb=prospect.event.verb,
        event=prospect.event,
        target=prospect.target,
        reasons=against_draft(record, prospect, at, by, given, {}),
        arguments=prospect.arguments,
        is_by_hand=prospect.is_by_hand,
        unset=_unset(record, prospect.needs) if prospect.needs else (),
    )


def _unset(record: Folded, names: Iterable[str]) -> tuple[str, ...]:
    return tuple([name for name in names if not is_set(held(record, name))])


def _kept(
    values: Mapping[str, Any], readers: Mapping[str, Reader]
) -> tuple[dict[str, Any], list[Reason]]:
    """Return values as an event keeps them, and the reasons against the others."""
    kept, wrong = dict[str, Any](), list[Reason]()
    for name, value in values.items():
        try:
            kept[name] = readers[name](value)
        except Exception as error:
            wrong.append(_unfit(name, error, {"value": value}))
    return kept, wrong


def _readers_of(event: type[Event]) -> dict[str, Reader]:
    """Return what an event of a class does to each of its arguments when it is made."""
    return {field.name: _reader(event, field) for field in data_fields(event)}


# mypy takes a class for unhashable when its instances define __hash__; the cache is typed here.
_cached: Any = functools.cache
readers_of: Callable[[type[Event]], dict[str, Reader]] = _cached(_readers_of)


def _reader(event: type[Event], field: attrs.Attribute[Any]) -> Reader:
    """Return what an event does to an argument when it is made."""
    checks = kinds(event)
    convert: Any = field.converter

    def read(value: Any) -> Any:
        if convert is not None:
            value = convert(value)
        return checks.kept(field.name, value) if field.name in checks.kinds else value

    return read


def _unfit(name: str, error: Exception, data: Mapping[str, Any] = EMPTY) -> Reason:
    is_ours = isinstance(error, ItsmError)
    words = Phrase("errors.itself", error=error) if is_ours else f"{name}: {shown(error)}"
    return Reason("bad_value", words, argument=name if data else None, data=data)
