"""iTop's states, levels, codes and moves.

They are those of its modules' datamodels (Combodo/iTop, datamodels/2.x: itop-incident-mgmt-itil,
itop-request-mgmt-itil, itop-problem-mgmt, itop-change-mgmt-itil), with the labels of their English
dictionaries. Verbs are its stimuli; a state needs what is mandatory in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from itsmcore.frozen import FrozenDict
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.presets._tables import codes_of, matrix, table

IMPACTS = (
    Impact("1", "A department", 3),
    Impact("2", "A service", 2),
    Impact("3", "A person", 1),
)
URGENCIES = (
    Urgency("1", "Critical", 4),
    Urgency("2", "High", 3),
    Urgency("3", "Medium", 2),
    Urgency("4", "Low", 1),
)
PRIORITIES = (
    Priority("1", "Critical", 4),
    Priority("2", "High", 3),
    Priority("3", "Medium", 2),
    Priority("4", "Low", 1),
)
"""The priorities; 1 is the worst."""
MATRIX = matrix(IMPACTS, URGENCIES, PRIORITIES, ("1124", "1234", "2334"))
"""What it computes a priority by."""

_TICKET = (
    State("new", phase=Phase.NEW, label="New"),
    State("escalated_tto", phase=Phase.NEW, label="Escalated TTO"),
    State("assigned", phase=Phase.ACTIVE, label="Assigned"),
    State("escalated_ttr", phase=Phase.ACTIVE, label="Escalated TTR"),
    State("pending", phase=Phase.PENDING, label="Pending"),
    State("resolved", phase=Phase.RESOLVED, label="Resolved"),
    State("closed", phase=Phase.CLOSED, label="Closed"),
)
_APPROVAL = (
    State("waiting_for_approval", phase=Phase.PENDING, label="Waiting for approval"),
    State("approved", phase=Phase.NEW, label="Approved"),
    State("rejected", phase=Phase.CANCELLED, label="Rejected"),
)
_PROBLEM = tuple(
    state for state in _TICKET if state.name in ("new", "assigned", "resolved", "closed")
)
_CHANGE = (
    State("new", phase=Phase.NEW, label="New"),
    State("validated", phase=Phase.ACTIVE, label="Validated"),
    State("rejected", phase=Phase.CANCELLED, label="Rejected"),
    State("assigned", phase=Phase.ACTIVE, label="Assigned"),
    State("plannedscheduled", phase=Phase.ACTIVE, label="Planned and scheduled"),
    State("approved", phase=Phase.ACTIVE, label="Approved"),
    State("notapproved", phase=Phase.ACTIVE, label="Not approved"),
    State("implemented", phase=Phase.RESOLVED, label="Implemented"),
    State("monitored", phase=Phase.RESOLVED, label="Monitored"),
    State("closed", phase=Phase.CLOSED, label="Closed"),
)
PHASES: FrozenDict[str, Phase] = FrozenDict(
    {state.name: state.phase for state in (*_TICKET, *_APPROVAL, *_CHANGE)}
)
"""What the states of its tickets mean, by their codes."""

_WORK = {"ev_pending": "pending", "ev_resolve": "resolved", "ev_reassign": "assigned"}
_AUTO = {"ev_autoresolve": "resolved"}
_TICKET_MOVES = {
    "new": {"ev_assign": "assigned", "ev_timeout": "escalated_tto", **_AUTO},
    "escalated_tto": {"ev_assign": "assigned"},
    "assigned": {**_WORK, "ev_timeout": "escalated_ttr", **_AUTO},
    "escalated_ttr": {**_WORK, **_AUTO},
    "pending": {"ev_assign": "assigned", **_AUTO},
    "resolved": {"ev_close": "closed", "ev_reopen": "assigned", **_AUTO},
}
_TICKET_NEEDS = {
    "assigned": ("group", "assignee"),
    "pending": ("hold_reason",),
    "resolved": ("service", "resolution_code", "resolution_notes"),
}
INCIDENT = table("itop.incident", _TICKET, _TICKET_MOVES, needs=_TICKET_NEEDS)
"""Incidents; a missed target is a state, and a resolved one is resolved again by its parent."""
REQUEST = table(
    "itop.request",
    (*_TICKET, *_APPROVAL),
    {
        **_TICKET_MOVES,
        "new": {**_TICKET_MOVES["new"], "ev_wait_for_approval": "waiting_for_approval"},
        "waiting_for_approval": {"ev_approve": "approved", "ev_reject": "rejected"},
        "approved": {"ev_assign": "assigned", "ev_timeout": "escalated_tto", **_AUTO},
        "rejected": {"ev_reopen": "new"},
    },
    needs=_TICKET_NEEDS,
    reopens=("ev_reopen",),
)
"""User requests; whether one is approved is up to whoever handles it."""
PROBLEM = table(
    "itop.problem",
    _PROBLEM,
    {
        "new": {"ev_assign": "assigned"},
        "assigned": {"ev_reassign": "assigned", "ev_resolve": "resolved"},
        "resolved": {"ev_reassign": "assigned", "ev_close": "closed"},
    },
    needs={"assigned": ("group", "assignee"), "resolved": ("service",)},
)
"""Problems."""

_PLANNED = ("assignee", "start_date", "end_date", "impact", "outage", "fallback")
_IMPLEMENTED = {"ev_monitor": "monitored", "ev_finish": "closed"}
_APPROVED_MOVES = {
    "assigned": {"ev_plan": "plannedscheduled"},
    "plannedscheduled": {"ev_approve": "approved", "ev_notapprove": "notapproved"},
    "approved": {"ev_implement": "implemented"},
    "notapproved": {"ev_replan": "plannedscheduled"},
    "implemented": _IMPLEMENTED,
    "monitored": {"ev_finish": "closed"},
}
_APPROVED_NEEDS: Mapping[str, tuple[str, ...]] = {
    "plannedscheduled": _PLANNED,
    "approved": ("approval_date", "approval_comment"),
    "notapproved": ("reason",),
}
NORMAL_CHANGE = table(
    "itop.normal_change",
    _CHANGE,
    {
        "new": {"ev_validate": "validated", "ev_reject": "rejected"},
        "rejected": {"ev_reopen": "new"},
        "validated": {"ev_assign": "assigned"},
        **_APPROVED_MOVES,
    },
    needs={
        **_APPROVED_NEEDS,
        "validated": ("group", "acceptance_date", "acceptance_comment"),
        "rejected": ("reason",),
        "assigned": ("assignee",),
    },
    reopens=("ev_reopen",),
)
"""Normal changes: validated, planned, approved, implemented."""
EMERGENCY_CHANGE = table(
    "itop.emergency_change",
    _CHANGE,
    {"new": {"ev_assign": "assigned"}, **_APPROVED_MOVES},
    needs={**_APPROVED_NEEDS, "assigned": ("assignee", "group")},
)
"""Emergency changes, which nobody validates; nothing leads to two of their states."""
ROUTINE_CHANGE = table(
    "itop.routine_change",
    _CHANGE,
    {
        "new": {"ev_assign": "assigned"},
        "assigned": {"ev_plan": "plannedscheduled"},
        "plannedscheduled": {"ev_implement": "implemented"},
        "implemented": _IMPLEMENTED,
        "monitored": {"ev_finish": "closed"},
    },
    needs={"assigned": ("group", "assignee"), "plannedscheduled": ("group", *_PLANNED)},
)
"""Routine changes, which nobody approves; nothing leads to four of their states."""

CLASSES = FrozenDict(
    {
        "Incident": INCIDENT,
        "UserRequest": REQUEST,
        "Problem": PROBLEM,
        "NormalChange": NORMAL_CHANGE,
        "EmergencyChange": EMERGENCY_CHANGE,
        "RoutineChange": ROUTINE_CHANGE,
    }
)
"""The lifecycle of each class of tickets."""

STIMULI: FrozenDict[str, tuple[str, ...]] = FrozenDict(
    {
        "Incident": (
            *("ev_assign", "ev_reassign", "ev_pending", "ev_timeout", "ev_autoresolve"),
            *("ev_autoclose", "ev_resolve", "ev_close", "ev_reopen"),
        ),
        "UserRequest": (
            *("ev_assign", "ev_reassign", "ev_approve", "ev_reject", "ev_pending", "ev_timeout"),
            *("ev_autoresolve", "ev_autoclose", "ev_resolve", "ev_close", "ev_reopen"),
            "ev_wait_for_approval",
        ),
    }
)
"""What classes declare, of which no state takes `ev_autoclose`: `faults(…, declared=…)`."""

STOPWATCHES: FrozenDict[str, tuple[str, ...]] = FrozenDict(
    {
        "tto": ("new", "escalated_tto"),
        "ttr": ("new", "escalated_tto", "assigned", "escalated_ttr"),
        "cumulatedpending": ("pending",),
    }
)
"""The states in which each stopwatch of a ticket runs: to own it, to resolve it, and its waits.

At 75 % of a target a ticket is marked, and at 100 % it is moved to an escalated state.
"""

_RESOLUTIONS = {
    "assistance": "Assistance",
    "bug fixed": "Bug fixed",
    "hardware repair": "Hardware repair",
    "other": "Other",
    "software patch": "Software patch",
    "system update": "System update",
    "training": "Training",
}
CODES = (
    codes_of("incident.state", _TICKET),
    codes_of("request.state", (*_TICKET, *_APPROVAL)),
    codes_of("problem.state", _PROBLEM),
    codes_of("change.state", _CHANGE),
    CodeTable(
        "resolution_code",
        [ProductCode(code, label, code) for code, label in _RESOLUTIONS.items()],
    ),
)
"""What its fields store and show, and what that is here."""
