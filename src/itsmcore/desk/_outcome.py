"""What a desk answers: the desk after it, and everything that happened or could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from itsmcore.errors import Refused
from itsmcore.lifecycle import Event
from itsmcore.service_levels import Action

if TYPE_CHECKING:
    from itsmcore.desk._desk import Desk


@attrs.frozen
class Entry:
    """Hold an event, and the number of the record it happened to, or is for."""

    record: str
    event: Event

    def __str__(self) -> str:
        return f"{self.record} {self.event.verb}"


@attrs.frozen
class Refusal:
    """Name an event that would have followed, and was refused.

    Attributes:
        record: the number of the record that refused it.
        event: the event.
        error: why.
    """

    record: str
    event: Event
    error: Refused


@attrs.frozen(kw_only=True)
class Applied:
    """Hold the desk after an event or a tick, and what came of it.

    Attributes:
        desk: the desk as it is now.
        events: every event that happened, in order; together they are the journal.
        pending: events for records that are not loaded; some may turn out not to be for them.
        offers: events that are proposed, and happen only if somebody applies them.
        refusals: events that would have followed, and were refused.
        actions: the actions of clocks that fell due.
    """

    desk: Desk
    events: tuple[Entry, ...] = ()
    pending: tuple[Entry, ...] = ()
    offers: tuple[Entry, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    actions: tuple[tuple[str, Action], ...] = ()
