"""The list of changes that OTRS exports as CSV, one row for each."""

from itsmcore.frozen import FrozenDict
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.otrs._tables import CHANGE, IMPACTS, PRIORITIES

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "ChangeNumber",
        "state": "ChangeState",
        "opened_at": "CreateTime",
        "updated_at": "ChangeTime",
        "closed_at": "ActualEndTime",
        "summary": "ChangeTitle",
        "impact": "Impact",
        "priority": "Priority",
        "category": "Category",
        "manager": "ChangeManager",
        "builder": "ChangeBuilder",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

_LEVELS = {"impact": IMPACTS, "priority": PRIORITIES}
snapshots = TicketList(
    CHANGE, COLUMNS, levels={"impact": IMPACTS, "priority": PRIORITIES}
).snapshots
"""Read such a list, one row for each, as timelines by number; see `TicketList.snapshots`."""
