"""GLPI's states, levels and codes.

Codes are those of its source (glpi-project/glpi, src/CommonITILObject.php, src/Ticket.php,
src/Problem.php, src/Change.php), labels those it shows in English, and the matrix is the one that
an installation begins with (install/empty_data.php).
"""

from __future__ import annotations

from itsmcore.frozen import FrozenDict
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._tables import by_target, codes_of, matrix, table

_LABELS = {"5": "Very high", "4": "High", "3": "Medium", "2": "Low", "1": "Very low"}
IMPACTS = tuple(Impact(code, label, int(code)) for code, label in _LABELS.items())
URGENCIES = tuple(Urgency(code, label, int(code)) for code, label in _LABELS.items())
PRIORITIES = (
    Priority("6", "Major", 6),
    *(Priority(code, label, int(code)) for code, label in _LABELS.items()),
)
"""The priorities; 6 is the worst, and given by hand alone."""
MATRIX = matrix(IMPACTS, URGENCIES, PRIORITIES, ("55432", "54432", "44322", "33221", "22211"))
"""The matrix that an installation begins with."""

_NEW = State("new", phase=Phase.NEW, code="1", label="New")
_ASSIGNED = State("assigned", phase=Phase.ACTIVE, code="2", label="Processing (assigned)")
_PLANNED = State("planned", phase=Phase.ACTIVE, code="3", label="Processing (planned)")
_PENDING = State("pending", phase=Phase.PENDING, code="4", label="Pending")
_SOLVED = State("solved", phase=Phase.RESOLVED, code="5", label="Solved")
_CLOSED = State("closed", phase=Phase.CLOSED, code="6", label="Closed")
_ACCEPTED = State("accepted", phase=Phase.ACTIVE, code="7", label="Accepted")
_APPROVAL = State("approval", phase=Phase.PENDING, code="10", label="Approval")

_TICKET = (_NEW, _APPROVAL, _ASSIGNED, _PLANNED, _PENDING, _SOLVED, _CLOSED)
_PROBLEM = (
    *(_NEW, _ACCEPTED, _ASSIGNED, _PLANNED, _PENDING, _SOLVED),
    State("observed", phase=Phase.RESOLVED, code="8", label="Under observation"),
    _CLOSED,
)
_CHANGE = (
    _NEW,
    State("evaluation", phase=Phase.ACTIVE, code="9", label="Evaluation"),
    *(_APPROVAL, _ACCEPTED, _PENDING),
    State("test", phase=Phase.ACTIVE, code="11", label="Testing"),
    State("qualification", phase=Phase.ACTIVE, code="12", label="Qualification"),
    State("applied", phase=Phase.RESOLVED, code="5", label="Applied"),
    State("review", phase=Phase.RESOLVED, code="8", label="Review"),
    _CLOSED,
    State("cancelled", phase=Phase.CANCELLED, code="14", label="Cancelled"),
    State("refused", phase=Phase.CANCELLED, code="13", label="Refused"),
)

_DONE = ("solved", "closed")
_TICKET_MOVES = {
    "new": ("approval", "assigned", "planned", "pending", *_DONE),
    "approval": ("new", "assigned", "closed"),
    "assigned": ("planned", "pending", *_DONE),
    "planned": ("assigned", "pending", *_DONE),
    "pending": ("assigned", "planned", *_DONE),
    "solved": ("assigned", "closed"),
}
TICKET = table("glpi.ticket", _TICKET, by_target(_TICKET_MOVES))
"""The statuses of a ticket; its moves are this library's, since GLPI allows all by default."""
PROBLEM = table(
    "glpi.problem",
    _PROBLEM,
    by_target(
        {
            "new": ("accepted", "assigned", *_DONE),
            "accepted": ("assigned", "planned", "pending", "solved"),
            "assigned": ("planned", "pending", "solved"),
            "planned": ("assigned", "pending", "solved"),
            "pending": ("assigned", "planned", "solved"),
            "solved": ("assigned", "observed", "closed"),
            "observed": ("assigned", "closed"),
        }
    ),
)
"""The statuses of a problem; its moves are this library's, since GLPI allows all by default."""
_GIVEN_UP = ("cancelled", "refused")
CHANGE = table(
    "glpi.change",
    _CHANGE,
    by_target(
        {
            "new": ("evaluation", *_GIVEN_UP),
            "evaluation": ("approval", *_GIVEN_UP),
            "approval": ("evaluation", "accepted", *_GIVEN_UP),
            "accepted": ("pending", "test", "qualification", "applied", "cancelled"),
            "pending": ("accepted", "cancelled"),
            "test": ("accepted", "qualification", "cancelled"),
            "qualification": ("test", "applied", "cancelled"),
            "applied": ("accepted", "review", "closed"),
            "review": ("accepted", "closed"),
        }
    ),
)
"""The statuses of a change; its moves are this library's, since GLPI allows all by default."""

ITEMTYPES = FrozenDict({"Ticket": TICKET, "Problem": PROBLEM, "Change": CHANGE})
"""The lifecycle of each type that is logged."""

CODES = (
    codes_of("ticket.state", _TICKET),
    codes_of("problem.state", _PROBLEM),
    codes_of("change.state", _CHANGE),
)
"""What its fields store and show, and what that is here; one code means two things of two types."""
