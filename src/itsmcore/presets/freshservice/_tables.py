"""Freshservice's statuses and priorities of tickets.

They are those of its interface (api.freshservice.com, Tickets; api-evangelist/freshworks,
json-schema/freshworks-ticket-schema.json). Sites add statuses, which have higher numbers.
"""

from __future__ import annotations

from itsmcore.level import Priority
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._tables import by_target, codes_of, table

PRIORITIES = (
    Priority("4", "Urgent", 4),
    Priority("3", "High", 3),
    Priority("2", "Medium", 2),
    Priority("1", "Low", 1),
)
"""The priorities; 4 is the worst."""

_STATES = (
    State("open", phase=Phase.NEW, code="2", label="Open"),
    State("pending", phase=Phase.PENDING, code="3", label="Pending"),
    State("resolved", phase=Phase.RESOLVED, code="4", label="Resolved"),
    State("closed", phase=Phase.CLOSED, code="5", label="Closed"),
)
TICKET = table(
    "freshservice.ticket",
    _STATES,
    by_target(
        {
            "open": ("pending", "resolved", "closed"),
            "pending": ("open", "resolved", "closed"),
            "resolved": ("open", "closed"),
        }
    ),
)
"""The statuses of a ticket; its moves are this library's, since no list was found."""
CODES = (codes_of("ticket.state", _STATES),)
"""What its fields store and show, and what that is here."""
