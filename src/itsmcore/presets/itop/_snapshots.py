"""The list of tickets that iTop exports, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.itop._changes import READS
from itsmcore.presets.itop._tables import INCIDENT

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "ref",
        "state": "status",
        "opened_at": "start_date",
        "updated_at": "last_update",
        "resolved_at": "resolution_date",
        "closed_at": "close_date",
        "summary": "title",
        "customer": "org_name",
        "caller": "caller_name",
        "group": "team_name",
        "assignee": "agent_name",
        "impact": "impact",
        "urgency": "urgency",
        "priority": "priority",
        "service": "service_name",
        "hold_reason": "pending_reason",
        "resolution_code": "resolution_code",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

snapshots = TicketList(INCIDENT, COLUMNS, reads=READS).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
