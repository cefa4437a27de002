"""The list of issues that Jira exports as CSV, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.jira._models import INCIDENT
from itsmcore.presets.jira._tables import PRIORITIES

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Issue key",
        "state": "Status",
        "opened_at": "Created",
        "updated_at": "Updated",
        "resolved_at": "Resolved",
        "kind": "Issue Type",
        "priority": "Priority",
        "summary": "Summary",
        "assignee": "Assignee",
        "caller": "Reporter",
        "resolution_code": "Resolution",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

snapshots = TicketList(INCIDENT, COLUMNS, levels={"priority": PRIORITIES}).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
