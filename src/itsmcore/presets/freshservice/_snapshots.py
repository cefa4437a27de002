"""The list of tickets that Freshservice exports, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.freshservice._tables import PRIORITIES, TICKET

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Ticket ID",
        "state": "Status",
        "opened_at": "Created Time",
        "updated_at": "Last Updated Time",
        "resolved_at": "Resolved Time",
        "closed_at": "Closed Time",
        "priority": "Priority",
        "summary": "Subject",
        "kind": "Type",
        "channel": "Source",
        "group": "Group",
        "assignee": "Agent",
        "caller": "Requester Name",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

snapshots = TicketList(TICKET, COLUMNS, levels={"priority": PRIORITIES}).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
