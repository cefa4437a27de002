"""Pins: a priority that somebody set by hand, for a reason and perhaps for a time."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.fields import as_a
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.phrase import Phrase, say


def _priority(priority: Level) -> Level:
    return as_a(Level, priority, "priority", Phrase("priority.pin.level_priority"))


def _reason(reason: str) -> str:
    return as_a(str, reason, "reason", Phrase("kinds.text"))


@attrs.frozen
class Pin:
    """A priority that counts whatever the rules say.

    Attributes:
        priority: the priority.
        reason: why.
        until: when it ends, in UTC; None if somebody has to end it.
    """

    priority: Level = attrs.field(converter=_priority)
    reason: str = attrs.field(converter=_reason)
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def __str__(self) -> str:
        end = "" if self.until is None else say("priority.pin.until_utc", until=self.until)
        return f"{self.priority}{end} ({self.reason})"
