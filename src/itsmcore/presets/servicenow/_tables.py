"""ServiceNow's states, levels and codes.

Codes and labels are those of the product's documentation (ServiceNow/ServiceNowDocs, in markdown/
it-service-management: incident-management/c_IncidentManagementStateModel.md, change-management/
c_ChangeStateModel.md, def-prio-lookup-rules.md) and of the Ansible collection servicenow.itsm
(plugins/module_utils/incident.py and problem.py, plugins/modules/catalog_request.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itsmcore.changes import CloseCode
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import Phase, State
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.presets.servicenow._item_tables import ITEM_CODES
from itsmcore.priority import PriorityMatrix
from itsmcore.problems import ResolutionCode as ProblemCode

IMPACTS = (Impact("1", "High", 3), Impact("2", "Medium", 2), Impact("3", "Low", 1))
URGENCIES = (Urgency("1", "High", 3), Urgency("2", "Medium", 2), Urgency("3", "Low", 1))
PRIORITIES = (
    Priority("1", "Critical", 5),
    Priority("2", "High", 4),
    Priority("3", "Moderate", 3),
    Priority("4", "Low", 2),
    Priority("5", "Planning", 1),
)
MATRIX = PriorityMatrix(
    IMPACTS, URGENCIES, [[PRIORITIES[row + column] for column in range(3)] for row in range(3)]
)
"""The stock look-up of priority by impact and urgency."""

STATES = (
    State("new", phase=Phase.NEW, code="1", label="New"),
    State("in_progress", phase=Phase.ACTIVE, code="2", label="In Progress"),
    State("on_hold", phase=Phase.PENDING, code="3", label="On Hold"),
    State("resolved", phase=Phase.RESOLVED, code="6", label="Resolved"),
    State("closed", phase=Phase.CLOSED, code="7", label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, code="8", label="Canceled"),
)

_HOLD_CODES = CodeTable(
    "hold_reason",
    (
        ProductCode("1", "Awaiting Caller", HoldReason.CALLER),
        ProductCode("3", "Awaiting Problem", HoldReason.PROBLEM),
        ProductCode("4", "Awaiting Vendor", HoldReason.VENDOR),
        ProductCode("5", "Awaiting Change", HoldReason.CHANGE),
    ),
)
HOLD_REASONS = _HOLD_CODES.meanings
"""The codes and labels of the field `hold_reason`."""


def _by_label(field: str, meanings: Mapping[str, str]) -> CodeTable:
    return CodeTable(field, [ProductCode(label, label, of) for label, of in meanings.items()])


_CLOSE_CODES = _by_label(
    "resolution_code",
    {
        "Duplicate": ResolutionCode.DUPLICATE,
        "Known error": ResolutionCode.KNOWN_ERROR,
        "Resolved by caller": ResolutionCode.RESOLVED_BY_CALLER,
        "Resolved by change": ResolutionCode.RESOLVED_BY_CHANGE,
        "Resolved by problem": ResolutionCode.RESOLVED_BY_PROBLEM,
        "Solution provided": ResolutionCode.SOLUTION_PROVIDED,
        "Workaround provided": ResolutionCode.WORKAROUND_PROVIDED,
        "User error": ResolutionCode.USER_ERROR,
    },
)
CLOSE_CODES = _CLOSE_CODES.meanings
"""The labels of the field `close_code` of incidents."""

OLD_STATES: FrozenDict[str, tuple[str, str | None]] = FrozenDict(
    {
        "Active": ("in_progress", None),
        "Awaiting User Info": ("on_hold", HoldReason.CALLER),
        "Awaiting Problem": ("on_hold", HoldReason.PROBLEM),
        "Awaiting Vendor": ("on_hold", HoldReason.VENDOR),
        "Awaiting Change": ("on_hold", HoldReason.CHANGE),
        "Awaiting Evidence": ("on_hold", "evidence"),
    }
)
"""State labels of older releases, with the state and the hold reason they stand for."""

PROBLEM_STATES = (
    State("new", phase=Phase.NEW, code="101", label="New"),
    State("assess", phase=Phase.ACTIVE, code="102", label="Assess"),
    State("root_cause_analysis", phase=Phase.ACTIVE, code="103", label="Root Cause Analysis"),
    State("fix_in_progress", phase=Phase.ACTIVE, code="104", label="Fix in Progress"),
    State("resolved", phase=Phase.RESOLVED, code="106", label="Resolved"),
    State("closed", phase=Phase.CLOSED, code="107", label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, label="Canceled"),
)
"""The states of problems; the product writes a cancelled one as closed, with a code."""

CHANGE_STATES = (
    State("new", phase=Phase.NEW, code="-5", label="New"),
    State("assess", phase=Phase.ACTIVE, code="-4", label="Assess"),
    State("authorise", phase=Phase.PENDING, code="-3", label="Authorize"),
    State("scheduled", phase=Phase.PENDING, code="-2", label="Scheduled"),
    State("implement", phase=Phase.ACTIVE, code="-1", label="Implement"),
    State("review", phase=Phase.RESOLVED, code="0", label="Review"),
    State("closed", phase=Phase.CLOSED, code="3", label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, code="4", label="Canceled"),
)
"""The states of changes of every type; each type goes through some of them."""

TASK_STATES = (
    State("pending", phase=Phase.PENDING, code="-5", label="Pending"),
    State("open", phase=Phase.NEW, code="1", label="Open"),
    State("in_progress", phase=Phase.ACTIVE, code="2", label="In Progress"),
    State("closed", phase=Phase.CLOSED, code="3", label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, code="4", label="Canceled"),
)
"""The states of the tasks of a change."""

REQUEST_STATES = (
    State("draft", phase=Phase.NEW, code="draft", label="Draft"),
    State("submitted", phase=Phase.NEW, code="submitted", label="Submitted"),
    State("in_process", phase=Phase.ACTIVE, code="in_process", label="In Process"),
    State("delivered", phase=Phase.RESOLVED, code="delivered", label="Delivered"),
    State("cancelled", phase=Phase.CANCELLED, code="cancelled", label="Cancelled"),
    State("closed_complete", phase=Phase.CLOSED, code="closed_complete", label="Closed Complete"),
    State(
        "closed_incomplete", phase=Phase.CLOSED, code="closed_incomplete", label="Closed Incomplete"
    ),
    State(
        "closed_cancelled", phase=Phase.CANCELLED, code="closed_cancelled", label="Closed Cancelled"
    ),
)
"""The states of a request, in its field `request_state`."""

STAGES = (
    State("in_progress", phase=Phase.ACTIVE, code="in_progress", label="In progress"),
    State("paused", phase=Phase.PENDING, code="paused", label="Paused"),
    State("completed", phase=Phase.CLOSED, code="completed", label="Completed"),
    State("cancelled", phase=Phase.CANCELLED, code="cancelled", label="Cancelled"),
)
"""The stages of a clock."""


def _of_states(field: str, states: Iterable[State]) -> CodeTable:
    coded = [(state.code, state) for state in states if state.code is not None]
    return CodeTable(field, [ProductCode(code, str(of), of.name) for code, of in coded])


CODES = (
    _of_states("incident.state", STATES),
    _HOLD_CODES,
    _CLOSE_CODES,
    _of_states("problem.state", PROBLEM_STATES),
    CodeTable(
        "problem.resolution_code",
        (
            ProductCode("fix_applied", "Fix Applied", ProblemCode.FIX_APPLIED),
            ProductCode("risk_accepted", "Risk Accepted", ProblemCode.RISK_ACCEPTED),
            ProductCode("duplicate", "Duplicate", ProblemCode.DUPLICATE),
            ProductCode("canceled", "Canceled", "cancelled"),
        ),
    ),
    _of_states("change.state", CHANGE_STATES),
    CodeTable(
        "change.outcome",
        (
            ProductCode("successful", "Successful", CloseCode.SUCCESSFUL),
            ProductCode(
                "successful_issues", "Successful with issues", CloseCode.SUCCESSFUL_WITH_ISSUES
            ),
            ProductCode("unsuccessful", "Unsuccessful", CloseCode.UNSUCCESSFUL),
        ),
    ),
    _of_states("change_task.state", TASK_STATES),
    _of_states("request.state", REQUEST_STATES),
    *ITEM_CODES,
    _of_states("task_sla.stage", STAGES),
)
"""What the product's fields store and show, and what that is here."""
