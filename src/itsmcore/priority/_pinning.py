"""Pinning: a priority that somebody sets by hand, for a time or until it is released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.conditions import field
from itsmcore.errors import Reason
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.lifecycle import Event, Guard, Lifecycle, Phase, Rule, State, Timer
from itsmcore.lifecycle._chronology import not_ahead
from itsmcore.phrase import Phrase


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PriorityPinned(Event):
    """Pin the priority: it counts, whatever the rules say, until it is released.

    Attributes:
        priority: the priority.
        until: when it is released by itself.
    """

    verb: ClassVar[str] = "pin_priority"
    sets: ClassVar[Mapping[str, Any]] = {
        "pinned_priority": field("event.priority"),
        "pin_reason": field("event.reason"),
        "pinned_until": field("event.until"),
    }
    priority: Level
    reason: str
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def against(self, record: Any) -> Iterable[Reason]:  # noqa: ARG002 (it asks no record)
        return not_ahead(self, "until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PriorityUnpinned(Event):
    """Release the priority: the rules count again."""

    verb: ClassVar[str] = "unpin_priority"
    sets: ClassVar[Mapping[str, Any]] = {
        "pinned_priority": None,
        "pin_reason": None,
        "pinned_until": None,
    }
    note: str | None = None


_OPEN = (Phase.NEW, Phase.ACTIVE, Phase.PENDING)
_UNTIL_CLOSED = (*_OPEN, Phase.RESOLVED)

PIN = Lifecycle(
    "pin",
    states=(State("none", phase=Phase.NEW), State("pinned", phase=Phase.ACTIVE)),
    rules=(
        Rule(
            PriorityPinned,
            source=("none", "pinned"),
            target="pinned",
            guards=Guard(
                Phrase("guards.pin_ended"),
                field("phase").is_in(_OPEN),
                code="pin_ended",
            ),
        ),
        Rule(
            PriorityUnpinned,
            source="pinned",
            target="none",
            guards=Guard(
                Phrase("guards.pin_kept"),
                field("phase").is_in(_UNTIL_CLOSED),
                code="pin_kept",
            ),
        ),
    ),
)
"""Whether a priority is pinned, beside the state of its record."""

PIN_ENDS = Timer("pin_ends", PriorityUnpinned, states=_UNTIL_CLOSED, at="pinned_until")
"""Release a priority when its time is up."""
