"""Jira Service Management's states, levels and codes.

Statuses are those of its templates for incidents, requests and changes, as products that talk to it
list them (documentation.sailpoint.com, Atlassian Jira Server, Status Mapping). What codes Jira
stores for them differs between sites, so states have labels and no codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from itsmcore.frozen import FrozenDict
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import Lifecycle, Phase
from itsmcore.priority import PriorityMatrix

IMPACTS = (
    Impact("extensive", "Extensive / Widespread", 4),
    Impact("significant", "Significant / Large", 3),
    Impact("moderate", "Moderate / Limited", 2),
    Impact("minor", "Minor / Localized", 1),
)
URGENCIES = (
    Urgency("critical", "Critical", 5),
    Urgency("high", "High", 4),
    Urgency("medium", "Medium", 3),
    Urgency("low", "Low", 2),
    Urgency("lowest", "Lowest", 1),
)
PRIORITIES = (
    Priority("1", "Highest", 5),
    Priority("2", "High", 4),
    Priority("3", "Medium", 3),
    Priority("4", "Low", 2),
    Priority("5", "Lowest", 1),
)
"""The priorities that a site begins with; 1 is the worst."""

_HIGHEST, _HIGH, _MEDIUM, _LOW, _LOWEST = PRIORITIES
MATRIX = PriorityMatrix(
    IMPACTS,
    URGENCIES,
    [
        [_HIGHEST, _HIGH, _MEDIUM, _LOW, _LOWEST],
        [_HIGHEST, _HIGH, _MEDIUM, _LOW, _LOWEST],
        [_HIGH, _MEDIUM, _LOW, _LOW, _LOWEST],
        [_MEDIUM, _LOW, _LOWEST, _LOWEST, _LOWEST],
    ],
)
"""The matrix that its documentation gives as an example; see `PRESET.deviations` for one cell."""

CATEGORIES: FrozenDict[str, Phase] = FrozenDict(
    {"new": Phase.NEW, "indeterminate": Phase.ACTIVE, "done": Phase.CLOSED}
)
"""What each category of statuses means, by its key; Jira has no other meaning for a status."""

STATUS_IDS: FrozenDict[str, Phase] = FrozenDict(
    {
        "1": Phase.NEW,
        "3": Phase.ACTIVE,
        "4": Phase.ACTIVE,
        "5": Phase.RESOLVED,
        "6": Phase.CLOSED,
    }
)
"""What the statuses mean that every site has: Open, In Progress, Reopened, Resolved, Closed."""

_REQUEST_EDGES = (
    ("Waiting for support", "Respond to customer", "Waiting for customer"),
    ("Waiting for customer", "Respond to support", "Waiting for support"),
    ("Waiting for support", "Start progress", "In progress"),
    ("Waiting for support", "Escalate", "Escalated"),
    ("Escalated", "Back to support", "Waiting for support"),
    ("In progress", "Respond to customer", "Waiting for customer"),
    ("In progress", "Pending", "Pending"),
    ("Waiting for support", "Pending", "Pending"),
    ("Pending", "Back to progress", "In progress"),
    ("Waiting for support", "Resolve", "Resolved"),
    ("Waiting for customer", "Resolve", "Resolved"),
    ("In progress", "Resolve", "Resolved"),
    ("Escalated", "Resolve", "Resolved"),
    ("Resolved", "Reopen", "Waiting for support"),
    ("Resolved", "Close", "Closed"),
    ("Waiting for support", "Cancel", "Canceled"),
    ("Waiting for customer", "Cancel", "Canceled"),
    ("In progress", "Cancel", "Canceled"),
    ("Pending", "Cancel", "Canceled"),
)
_REQUEST_PHASES: Mapping[str, Phase] = {
    "Waiting for support": Phase.NEW,
    "Waiting for customer": Phase.PENDING,
    "In progress": Phase.ACTIVE,
    "Escalated": Phase.ACTIVE,
    "Pending": Phase.PENDING,
    "Resolved": Phase.RESOLVED,
    "Closed": Phase.CLOSED,
    "Canceled": Phase.CANCELLED,
}
_CHANGE_EDGES = (
    ("Planning", "Request review", "Peer review / change manager approval"),
    ("Peer review / change manager approval", "Back to planning", "Planning"),
    ("Peer review / change manager approval", "Ask the board", "Awaiting CAB approval"),
    ("Peer review / change manager approval", "Approve", "Awaiting implementation"),
    ("Awaiting CAB approval", "Approve", "Awaiting implementation"),
    ("Peer review / change manager approval", "Decline", "Declined"),
    ("Awaiting CAB approval", "Decline", "Declined"),
    ("Awaiting implementation", "Implement", "Implementing"),
    ("Awaiting implementation", "Pending", "Pending"),
    ("Implementing", "Pending", "Pending"),
    ("Pending", "Continue", "Awaiting implementation"),
    ("Implementing", "Resolve", "Resolved"),
    ("Resolved", "Close", "Closed"),
    ("Planning", "Cancel", "Canceled"),
    ("Peer review / change manager approval", "Cancel", "Canceled"),
    ("Awaiting CAB approval", "Cancel", "Canceled"),
    ("Awaiting implementation", "Cancel", "Canceled"),
)
_CHANGE_PHASES: Mapping[str, Phase] = {
    "Planning": Phase.NEW,
    "Peer review / change manager approval": Phase.PENDING,
    "Awaiting CAB approval": Phase.PENDING,
    "Awaiting implementation": Phase.PENDING,
    "Implementing": Phase.ACTIVE,
    "Pending": Phase.PENDING,
    "Resolved": Phase.RESOLVED,
    "Closed": Phase.CLOSED,
    "Declined": Phase.CANCELLED,
    "Canceled": Phase.CANCELLED,
}
REQUEST = Lifecycle.from_edges(_REQUEST_EDGES, phases=_REQUEST_PHASES, name="jira.request")
"""The statuses of a service request; its moves are this library's, since no list was found."""
CHANGE = Lifecycle.from_edges(_CHANGE_EDGES, phases=_CHANGE_PHASES, name="jira.change")
"""The statuses of a change; its moves are this library's, since no list was found."""
