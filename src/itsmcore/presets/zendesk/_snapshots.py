"""The list of tickets that Zendesk exports as CSV, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.zendesk._audits import READS
from itsmcore.presets.zendesk._tables import TICKET

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Id",
        "state": "Status",
        "opened_at": "Created at",
        "updated_at": "Updated at",
        "resolved_at": "Solved at",
        "priority": "Priority",
        "summary": "Subject",
        "kind": "Ticket type",
        "channel": "Via",
        "group": "Group",
        "assignee": "Assignee",
        "caller": "Requester",
        "customer": "Organization",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

snapshots = TicketList(TICKET, COLUMNS, reads=READS).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
