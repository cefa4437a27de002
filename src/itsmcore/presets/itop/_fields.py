"""The facts that iTop's fields become."""

from __future__ import annotations

from itsmcore.frozen import FrozenDict

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "status": "state",
        "title": "summary",
        "org_id": "customer",
        "caller_id": "caller",
        "team_id": "group",
        "agent_id": "assignee",
        "impact": "impact",
        "urgency": "urgency",
        "priority": "priority",
        "service_id": "service",
        "origin": "channel",
        "pending_reason": "hold_reason",
        "resolution_code": "resolution_code",
        "solution": "resolution_notes",
    }
)
"""The fact that each field of a ticket becomes, by its code; others are left out."""
