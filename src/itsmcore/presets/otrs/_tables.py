"""The states of changes and work orders of OTRS, Znuny and OTOBO, with their levels.

Moves are those that an installation begins with (var/packagesetup/ITSMChangeManagement.pm), and the
matrix is that of incidents (ITSMCore.pm) and of changes alike.
"""

from __future__ import annotations

from itsmcore.frozen import FrozenDict
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._tables import by_target, codes_of, matrix, table

_LABELS = {
    "5": "5 very high",
    "4": "4 high",
    "3": "3 normal",
    "2": "2 low",
    "1": "1 very low",
}
IMPACTS = tuple(Impact(code, label, int(code)) for code, label in _LABELS.items())
CRITICALITIES = tuple(Urgency(code, label, int(code)) for code, label in _LABELS.items())
"""What stands for the urgency: how critical the service or the change's category is."""
PRIORITIES = tuple(Priority(code, label, int(code)) for code, label in _LABELS.items())
"""The priorities; 5 is the worst."""
MATRIX = matrix(IMPACTS, CRITICALITIES, PRIORITIES, ("55443", "54432", "44322", "43221", "32211"))
"""The matrix of impact and criticality that an installation begins with."""

_CHANGE = (
    State("requested", phase=Phase.NEW, label="requested"),
    State("pending approval", phase=Phase.PENDING, label="pending approval"),
    State("approved", phase=Phase.PENDING, label="approved"),
    State("in progress", phase=Phase.ACTIVE, label="in progress"),
    State("pending pir", phase=Phase.RESOLVED, label="pending pir"),
    State("rejected", phase=Phase.CANCELLED, label="rejected"),
    State("retracted", phase=Phase.CANCELLED, label="retracted"),
    State("failed", phase=Phase.CLOSED, label="failed"),
    State("successful", phase=Phase.CLOSED, label="successful"),
    State("canceled", phase=Phase.CANCELLED, label="canceled"),
)
_WORK_ORDER = (
    State("created", phase=Phase.NEW, label="created"),
    State("accepted", phase=Phase.PENDING, label="accepted"),
    State("ready", phase=Phase.PENDING, label="ready"),
    State("in progress", phase=Phase.ACTIVE, label="in progress"),
    State("closed", phase=Phase.CLOSED, label="closed"),
    State("canceled", phase=Phase.CANCELLED, label="canceled"),
)
CHANGE = table(
    "otrs.change",
    _CHANGE,
    by_target(
        {
            "requested": ("rejected", "retracted", "pending approval", "in progress"),
            "pending approval": ("rejected", "retracted", "approved"),
            "approved": ("retracted", "in progress"),
            "in progress": ("pending pir", "retracted", "failed", "successful", "canceled"),
            "pending pir": ("failed", "successful"),
        }
    ),
)
"""Changes; one that was requested may be in progress without an approval."""
WORK_ORDER = table(
    "otrs.work_order",
    _WORK_ORDER,
    by_target(
        {
            "created": ("accepted", "canceled"),
            "accepted": ("ready", "canceled"),
            "ready": ("in progress", "canceled"),
            "in progress": ("closed", "canceled"),
        }
    ),
)
"""The work orders of a change."""

KINDS = FrozenDict({"Change": CHANGE, "WorkOrder": WORK_ORDER})
"""The lifecycle of each kind whose history is kept."""
CODES = (codes_of("change.state", _CHANGE), codes_of("work_order.state", _WORK_ORDER))
"""What its states are called; their numbers differ between installations."""
