"""The list of tickets that GLPI exports, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.glpi._logs import READS
from itsmcore.presets.glpi._tables import TICKET

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "ID",
        "state": "Status",
        "opened_at": "Opening date",
        "updated_at": "Last update",
        "resolved_at": "Resolution date",
        "closed_at": "Closing date",
        "summary": "Title",
        "priority": "Priority",
        "urgency": "Urgency",
        "impact": "Impact",
        "category": "Category",
        "caller": "Requester - Requester",
        "assignee": "Assigned to - Technician",
        "group": "Assigned to - Technician group",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

snapshots = TicketList(TICKET, COLUMNS, reads=READS).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
