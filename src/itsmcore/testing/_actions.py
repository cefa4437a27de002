"""What a machine does to records, to be done once more: openings, requests, time that passes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

import attrs

from itsmcore.desk import Proposal
from itsmcore.lifecycle import Event, Model


@attrs.frozen
class Opening:
    """A record is opened."""

    model: Model
    event: Any


@attrs.frozen
class Asking:
    """A user asks for something.

    Attributes:
        record: the record's number.
        event: what is to happen to it.
        reads: whether the user reads the record before.
        is_heard: whether the answer is heard.
        offer: what is accepted by it.
    """

    record: str
    event: Event
    reads: bool = True
    is_heard: bool = True
    offer: Proposal | None = None


@attrs.frozen
class Repeating:
    """A request is made once more, since its answer was not heard."""

    event: Event


@attrs.frozen
class Ticking:
    """Time passes."""

    at: datetime


Action: TypeAlias = Opening | Asking | Repeating | Ticking


def subject_of(action: Action) -> str:
    """Return the number of the record that an action is about; empty for what is about none."""
    match action:
        case Opening(_, event):
            return str(event.id)
        case Asking(record):
            return record
    return ""
