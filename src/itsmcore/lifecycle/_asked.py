"""Asking: what stands against a verb, whatever values it is asked with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore.errors import ItsmError, Reason
from itsmcore.frozen import EMPTY, evidence
from itsmcore.instant import utc
from itsmcore.lifecycle._actor import as_actor
from itsmcore.lifecycle._event import Event, data_fields, kinds, required
from itsmcore.lifecycle._judge import Draft, judge
from itsmcore.lifecycle._values import against_draft
from itsmcore.shown import shown

if TYPE_CHECKING:
    from itsmcore.lifecycle._record import Record

Reader = Callable[[Any], Any]
_ENVELOPE: Mapping[str, Reader] = {"at": utc, "by": as_actor, "given": evidence}


def reasons_against(
    record: Record[Any], event: type[Event], envelope: dict[str, Any], arguments: dict[str, Any]
) -> tuple[Reason, ...]:
    """Give every reason against a verb; a value that it does not take is one.

    Args:
        record: the record.
        event: the verb's event class.
        envelope: `at`, `by` and `given`.
        arguments: its other arguments, as far as they are known.
    """
    readers = {field.name: _reader(event, field) for field in data_fields(event)}
    around, wrong = _kept(envelope, _ENVELOPE)
    known, more = _kept(arguments, readers)
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
    asked = record.model.plan.asked[event]
    draft = Draft(event, around["at"], around["by"], given, known)
    judged = judge(record, draft, event, None, is_exempt=False).reasons
    return tuple(dict.fromkeys((*wrong, *judged, *against_draft(asked, known))))


def _kept(
    values: Mapping[str, Any], readers: Mapping[str, Reader]
) -> tuple[dict[str, Any], list[Reason]]:
    """Give values as an event keeps them, and the reasons against the others."""
    kept, wrong = dict[str, Any](), list[Reason]()
    for name, value in values.items():
        try:
            kept[name] = readers[name](value)
        except Exception as error:
            wrong.append(_unfit(name, error))
    return kept, wrong


def _reader(event: type[Event], field: attrs.Attribute[Any]) -> Reader:
    """Give what an event does to an argument when it is made."""
    checks = kinds(event)
    convert: Any = field.converter

    def read(value: Any) -> Any:
        if convert is not None:
            value = convert(value)
        return checks.kept(field.name, value) if field.name in checks.kinds else value

    return read


def _unfit(name: str, error: Exception) -> Reason:
    words = str(error) if isinstance(error, ItsmError) else f"{name}: {shown(error)}"
    return Reason("bad_value", words)
