"""The list of records that BMC Helix ITSM exports, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.bmc._tables import IMPACTS, INCIDENT, PRIORITIES, URGENCIES

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Incident ID",
        "state": "Status",
        "opened_at": "Submit Date",
        "updated_at": "Last Modified Date",
        "resolved_at": "Last Resolved Date",
        "closed_at": "Closed Date",
        "impact": "Impact",
        "urgency": "Urgency",
        "priority": "Priority",
        "summary": "Summary",
        "hold_reason": "Status Reason",
        "group": "Assigned Group",
        "assignee": "Assignee",
        "caller": "Customer",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

_LEVELS = {"impact": IMPACTS, "urgency": URGENCIES, "priority": PRIORITIES}
snapshots = TicketList(
    INCIDENT, COLUMNS, levels={"impact": IMPACTS, "urgency": URGENCIES, "priority": PRIORITIES}
).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
