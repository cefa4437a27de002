"""ServiceNow's models of requested items and catalogue tasks, and what exports tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Rule
from itsmcore.presets._stated import StateWords
from itsmcore.presets.servicenow._item_tables import CATALOG_TASK_STATES, CLOSED, ITEM_STATES
from itsmcore.presets.servicenow._models import with_states
from itsmcore.requests import REQUEST, Fulfilled, Held, Started
from itsmcore.tasks import TASK

_AT_ONCE = [
    attrs.evolve(rule, target="closed")
    for rule in REQUEST.lifecycle.rules
    if rule.event is Fulfilled
]
REQUESTED_ITEM = with_states(
    REQUEST.extended(*_AT_ONCE, without=("fulfilled", "auto_close")),
    ITEM_STATES,
    "servicenow.requested_item",
)
"""Requested items: approved, worked on, and closed as soon as they are fulfilled.

`request_model(item, base=REQUESTED_ITEM)` is the model of one item of the catalogue.
"""

_BEFORE_APPROVAL = ("draft", "awaiting_approval")
REQUESTED_ITEM_LENIENT = REQUESTED_ITEM.extended(
    Rule(Started, source=_BEFORE_APPROVAL, target="fulfilment"),
    Rule(Held, source=_BEFORE_APPROVAL, target="on_hold"),
    Rule(Fulfilled, source=_BEFORE_APPROVAL, target="closed"),
    name="servicenow.requested_item_lenient",
)
"""The same for logs: work begins, waits and ends without an approval, as nothing prevents it."""

CATALOG_TASK = with_states(TASK, CATALOG_TASK_STATES, "servicenow.catalog_task")
"""The tasks that fulfil a requested item."""

TASK_STATES_SAID: Mapping[str, str | tuple[str, str | None]] = {
    word: ("closed", of) for *words, of in CLOSED for word in words
}
ITEM_STATES_SAID: Mapping[str, str | tuple[str, str | None]] = {"1": "draft", **TASK_STATES_SAID}
"""Further words for their states, each with the state, and with what it tells besides."""
ITEM_WORDS = StateWords.of(REQUESTED_ITEM, ITEM_STATES_SAID)
TASK_WORDS = StateWords.of(CATALOG_TASK, TASK_STATES_SAID)
ITEM_BESIDE, TASK_BESIDE = "outcome", "close_code"
"""The fact of how it was closed, which the product's word for its state tells."""

_SHARED: Mapping[str, str] = {
    "summary": "short_description",
    "priority": "priority",
    "group": "assignment_group",
    "assignee": "assigned_to",
    "closed_at": "closed_at",
}
ITEM_COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        **_SHARED,
        "approval": "approval",
        "stage": "stage",
        "item": "cat_item",
        "order": "request",
        "requested_for": "requested_for",
    }
)
TASK_COLUMNS: FrozenDict[str, str] = FrozenDict({**_SHARED, "parent": "request_item"})
"""The fact that each column of a row becomes, besides its number, its state and its opening."""

_BY_APPROVAL: Mapping[str, str] = FrozenDict(
    {
        "requested": "awaiting_approval",
        "approved": "fulfilment",
        "not_required": "fulfilment",
        "rejected": "rejected",
    }
)


def item_state(name: str, facts: Mapping[str, Any]) -> str:
    """Return the state of an item here, by what its field says and by its approval."""
    approval = facts.get("approval")
    if name == "draft":
        return _BY_APPROVAL.get(str(approval), name)
    return "rejected" if name == "closed" and approval == "rejected" else name
