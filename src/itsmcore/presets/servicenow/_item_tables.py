"""States and codes of ServiceNow's requested items and catalogue tasks.

The product keeps where an item stands in two fields, its state and its approval. Here both are one
state, with the approval as a region beside it; and how an item or a task was closed, which the
product keeps in three states, is its outcome.
"""

from __future__ import annotations

from itsmcore.lifecycle import Phase, State
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.requests import Outcome
from itsmcore.tasks import CloseCode

ITEM_STATES = (
    State("draft", phase=Phase.NEW, code="1", label="Open"),
    State("awaiting_approval", phase=Phase.PENDING, code="1", label="Open, approval requested"),
    State("fulfilment", phase=Phase.ACTIVE, code="2", label="Work in Progress"),
    State("on_hold", phase=Phase.PENDING, code="-5", label="Pending"),
    State("closed", phase=Phase.CLOSED, code="3", label="Closed"),
    State("rejected", phase=Phase.CANCELLED, label="Rejected"),
    State("cancelled", phase=Phase.CANCELLED, label="Canceled"),
)
"""The states of a requested item; an open one is here what its approval says."""

CATALOG_TASK_STATES = (
    State("pending", phase=Phase.PENDING, code="-5", label="Pending"),
    State("open", phase=Phase.NEW, code="1", label="Open"),
    State("in_progress", phase=Phase.ACTIVE, code="2", label="Work in Progress"),
    State("closed", phase=Phase.CLOSED, code="3", label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, label="Canceled"),
)
"""The states of a catalogue task; how it was closed is its close code."""

CLOSED = (
    ("3", "Closed Complete", "complete"),
    ("4", "Closed Incomplete", "incomplete"),
    ("7", "Closed Skipped", "skipped"),
)
"""The three ways of closing either: the code, the label, and how it ended."""


def _codes(field: str, open_states: tuple[tuple[str, str, str], ...]) -> CodeTable:
    ended = [(code, label, "closed") for code, label, _ in CLOSED]
    return CodeTable(field, [ProductCode(*row) for row in (*open_states, *ended)])


_OUTCOMES = [ProductCode(code, label, Outcome(of)) for code, label, of in CLOSED]
_CLOSE_CODES = [ProductCode(code, label, CloseCode(of)) for code, label, of in CLOSED]
APPROVALS = CodeTable(
    "requested_item.approval",
    (
        ProductCode("not requested", "Not Yet Requested", "not_requested"),
        ProductCode("requested", "Requested", "requested"),
        ProductCode("approved", "Approved", "approved"),
        ProductCode("rejected", "Rejected", "rejected"),
    ),
)
ITEM_CODES = (
    _codes(
        "requested_item.state",
        (
            ("1", "Open", "draft"),
            ("2", "Work in Progress", "fulfilment"),
            ("-5", "Pending", "on_hold"),
        ),
    ),
    CodeTable("requested_item.outcome", _OUTCOMES),
    APPROVALS,
    _codes(
        "catalog_task.state",
        (
            ("-5", "Pending", "pending"),
            ("1", "Open", "open"),
            ("2", "Work in Progress", "in_progress"),
        ),
    ),
    CodeTable("catalog_task.close_code", _CLOSE_CODES),
)
"""What the fields of both store and show."""
