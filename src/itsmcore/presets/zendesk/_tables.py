"""Zendesk's statuses, priorities and codes.

They are those of its documentation (support.zendesk.com, article 8263915942938, About the ticket
lifecycle; developer.zendesk.com, Tickets). A site may add statuses of its own, each in one of these
categories.
"""

from __future__ import annotations

from itsmcore.frozen import FrozenDict
from itsmcore.level import Priority
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.presets._tables import by_target, codes_of, table

PRIORITIES = (
    Priority("urgent", "Urgent", 4),
    Priority("high", "High", 3),
    Priority("normal", "Normal", 2),
    Priority("low", "Low", 1),
)
"""The priorities, the worst first."""

_STATES = (
    State("new", phase=Phase.NEW, code="new", label="New"),
    State("open", phase=Phase.ACTIVE, code="open", label="Open"),
    State("pending", phase=Phase.PENDING, code="pending", label="Pending"),
    State("hold", phase=Phase.PENDING, code="hold", label="On-hold"),
    State("solved", phase=Phase.RESOLVED, code="solved", label="Solved"),
    State("closed", phase=Phase.CLOSED, code="closed", label="Closed"),
)
TICKET = table(
    "zendesk.ticket",
    _STATES,
    by_target(
        {
            "new": ("open", "pending", "hold", "solved"),
            "open": ("pending", "hold", "solved"),
            "pending": ("open", "hold", "solved"),
            "hold": ("open", "pending", "solved"),
            "solved": ("open", "pending", "hold", "closed"),
        }
    ),
    needs={"solved": ("assignee",)},
)
"""Tickets: none returns to new, and none leaves closed, which rules of a site lead to."""

_TYPES = {"question": "Question", "incident": "Incident", "problem": "Problem", "task": "Task"}
CODES = (
    codes_of("ticket.state", _STATES),
    CodeTable("kind", [ProductCode(code, label, code) for code, label in _TYPES.items()]),
    CodeTable(
        "hold_reason",
        (
            ProductCode("pending", "Pending", "caller", pauses=True),
            ProductCode("hold", "On-hold", "vendor", pauses=False),
        ),
    ),
)
"""What its fields store and show, and what that is here; a status says what is waited for."""

METRICS: FrozenDict[str, tuple[str, ...]] = FrozenDict(
    {
        "requester_wait_time": ("new", "open", "hold"),
        "agent_work_time": ("new", "open"),
        "agent_wait_time": ("pending",),
        "on_hold_time": ("hold",),
    }
)
"""The statuses in which each of its metrics counts."""
