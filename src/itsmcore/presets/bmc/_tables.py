"""The statuses of BMC Helix ITSM (Remedy), with its weights of priorities.

Statuses are those of its documentation (docs.bmc.com, Change Management). What numbers it stores
for them was not found, so they are stored by their labels.
"""

from __future__ import annotations

from itsmcore.assessment import Question, Questionnaire
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.presets._tables import by_target, codes_of, table
from itsmcore.priority import PriorityMatrix

IMPACTS = (
    Impact("1", "1-Extensive/Widespread", 4),
    Impact("2", "2-Significant/Large", 3),
    Impact("3", "3-Moderate/Limited", 2),
    Impact("4", "4-Minor/Localized", 1),
)
URGENCIES = (
    Urgency("1", "1-Critical", 4),
    Urgency("2", "2-High", 3),
    Urgency("3", "3-Medium", 2),
    Urgency("4", "4-Low", 1),
)
PRIORITIES = (
    Priority("critical", "Critical", 4),
    Priority("high", "High", 3),
    Priority("medium", "Medium", 2),
    Priority("low", "Low", 1),
)
_CRITICAL, _HIGH, _MEDIUM, _LOW = PRIORITIES
WEIGHTS = Questionnaire(
    [
        Question("impact", {"1": 9, "2": 5, "3": 3, "4": 0}),
        Question("urgency", {"1": 20, "2": 15, "3": 10, "4": 0}),
    ],
    levels={0: _LOW, 10: _MEDIUM, 18: _HIGH, 24: _CRITICAL},
)
"""The weights of impact and urgency, whose sum is the weight of a priority."""
MATRIX = PriorityMatrix.of(WEIGHTS, impacts=IMPACTS, urgencies=URGENCIES)
"""The priorities that come of the weights."""

_INCIDENT = (
    State("new", phase=Phase.NEW, label="New"),
    State("assigned", phase=Phase.NEW, label="Assigned"),
    State("in_progress", phase=Phase.ACTIVE, label="In Progress"),
    State("pending", phase=Phase.PENDING, label="Pending"),
    State("resolved", phase=Phase.RESOLVED, label="Resolved"),
    State("closed", phase=Phase.CLOSED, label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, label="Cancelled"),
)
_PROBLEM = (
    State("draft", phase=Phase.NEW, label="Draft"),
    State("under_review", phase=Phase.NEW, label="Under Review"),
    State("assigned", phase=Phase.NEW, label="Assigned"),
    State("under_investigation", phase=Phase.ACTIVE, label="Under Investigation"),
    State("pending", phase=Phase.PENDING, label="Pending"),
    State("completed", phase=Phase.RESOLVED, label="Completed"),
    State("closed", phase=Phase.CLOSED, label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, label="Cancelled"),
)
_CHANGE = (
    State("draft", phase=Phase.NEW, label="Draft"),
    State("request_for_authorization", phase=Phase.PENDING, label="Request For Authorization"),
    State("request_for_change", phase=Phase.ACTIVE, label="Request For Change"),
    State("planning_in_progress", phase=Phase.ACTIVE, label="Planning In Progress"),
    State("scheduled_for_review", phase=Phase.PENDING, label="Scheduled For Review"),
    State("scheduled_for_approval", phase=Phase.PENDING, label="Scheduled For Approval"),
    State("scheduled", phase=Phase.PENDING, label="Scheduled"),
    State("implementation_in_progress", phase=Phase.ACTIVE, label="Implementation In Progress"),
    State("pending", phase=Phase.PENDING, label="Pending"),
    State("rejected", phase=Phase.CANCELLED, label="Rejected"),
    State("completed", phase=Phase.RESOLVED, label="Completed"),
    State("closed", phase=Phase.CLOSED, label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, label="Cancelled"),
)
INCIDENT = table(
    "bmc.incident",
    _INCIDENT,
    by_target(
        {
            "new": ("assigned", "in_progress", "pending", "resolved", "cancelled"),
            "assigned": ("in_progress", "pending", "resolved", "cancelled"),
            "in_progress": ("assigned", "pending", "resolved", "cancelled"),
            "pending": ("assigned", "in_progress", "resolved", "cancelled"),
            "resolved": ("in_progress", "closed"),
        }
    ),
)
"""The statuses of an incident; its moves are this library's, since no list was found."""
PROBLEM = table(
    "bmc.problem",
    _PROBLEM,
    by_target(
        {
            "draft": ("under_review", "assigned", "cancelled"),
            "under_review": ("assigned", "cancelled"),
            "assigned": ("under_investigation", "pending", "cancelled"),
            "under_investigation": ("assigned", "pending", "completed", "cancelled"),
            "pending": ("assigned", "under_investigation", "cancelled"),
            "completed": ("under_investigation", "closed"),
        }
    ),
)
"""The statuses of a problem; its moves are this library's, since no list was found."""
_GIVEN_UP = ("rejected", "cancelled")
CHANGE = table(
    "bmc.change",
    _CHANGE,
    by_target(
        {
            "draft": ("request_for_authorization", "cancelled"),
            "request_for_authorization": ("request_for_change", *_GIVEN_UP),
            "request_for_change": ("planning_in_progress", "cancelled"),
            "planning_in_progress": ("scheduled_for_review", "scheduled_for_approval", "cancelled"),
            "scheduled_for_review": ("planning_in_progress", "scheduled_for_approval", *_GIVEN_UP),
            "scheduled_for_approval": ("planning_in_progress", "scheduled", *_GIVEN_UP),
            "scheduled": ("implementation_in_progress", "cancelled"),
            "implementation_in_progress": ("pending", "completed", "cancelled"),
            "pending": ("implementation_in_progress",),
            "completed": ("closed",),
        }
    ),
)
"""The statuses of a change; of its moves it is only known that Pending is not cancelled."""
CODES = (
    codes_of("incident.state", _INCIDENT, by_label=True),
    codes_of("problem.state", _PROBLEM, by_label=True),
    codes_of("change.state", _CHANGE, by_label=True),
    CodeTable(
        "hold_reason",
        (
            ProductCode("2000", "Local Site", "local_site"),
            ProductCode("3000", "Purchase Order", "purchase_order"),
            ProductCode("4000", "Registration", "registration"),
            ProductCode("5000", "Supplier", "supplier"),
            ProductCode("6000", "Support Contact", "support_contact"),
            ProductCode("7000", "Vendor", "vendor"),
            ProductCode("8000", "Client Action", "caller"),
        ),
    ),
)
"""What its fields store and show, and what that is here."""
