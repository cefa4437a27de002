"""Asking a desk: what stands against a verb now, by what the desk knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from itsmcore.errors import ItsmError, Reason, Refused
from itsmcore.fields import is_in
from itsmcore.lifecycle import Event, Record
from itsmcore.lifecycle._event_fields import data_fields, required
from itsmcore.lifecycle._record import called_of
from itsmcore.phrase import Phrase


def reasons_of(error: ItsmError) -> tuple[Reason, ...]:
    """Return the reasons of a refusal; any other error is one itself, such as `bad_link`."""
    if isinstance(error, Refused):
        return error.reasons
    code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()
    return (Reason(code, Phrase("errors.itself", error=error)),)


def fully_said(
    record: Record, verb: str, envelope: Mapping[str, Any], arguments: Mapping[str, Any]
) -> Event | None:
    """Return the event of a verb; None if it needs more, or something that it does not take."""
    verbs = record.model.plan.verbs
    if not is_in(verb, verbs) or not arguments.keys() >= set(required(verbs[verb])):
        return None
    if data_fields(verbs[verb]) and not arguments:
        return None
    try:
        return called_of(record, verb, {**envelope, **arguments})
    except Exception:
        return None
