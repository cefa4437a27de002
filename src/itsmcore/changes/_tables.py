"""The change models that ITIL names, and its division of duties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from itsmcore.approval import ApprovalPolicy, ApprovalRequested, Authority, VotingClosed
from itsmcore.changes._change import Change
from itsmcore.changes._controls import CONTROLS
from itsmcore.changes._events import (
    Amended,
    Assessed,
    BackedOut,
    Cancelled,
    ChangeKind,
    Closed,
    Communicated,
    Completed,
    ExceptionGranted,
    Held,
    Implemented,
    Rescheduled,
    Resumed,
    Retried,
    Reverted,
    Reviewed,
    Scheduled,
    Tested,
    Updated,
    Verified,
)
from itsmcore.changes._stages import change_model
from itsmcore.codes import Code
from itsmcore.conditions import field
from itsmcore.lifecycle import Event, Permit, Practice
from itsmcore.lifecycle.events import Assigned, Linked, Unlinked

NORMAL_CHANGE = change_model(
    "normal_change",
    kind=ChangeKind.NORMAL,
    stages=("new", "assess", "authorise", "scheduled", "implement", "review", "closed"),
    policy=ApprovalPolicy(Authority("change authority", ["change manager"])),
)
"""A normal change: weighed and approved on its own.

Say who approves yours: `NORMAL_CHANGE.extended(policy=ApprovalPolicy(…), name="ours")`.
"""

STANDARD_CHANGE = change_model(
    "standard_change",
    kind=ChangeKind.STANDARD,
    stages=("new", "scheduled", "implement", "review", "closed"),
    controls=CONTROLS - {"test", "communication"} | {"template"},
)
"""A standard change: with little and well-known risk, approved once as a ChangeTemplate."""

EMERGENCY_CHANGE = change_model(
    "emergency_change",
    kind=ChangeKind.EMERGENCY,
    stages=("new", "authorise", "scheduled", "implement", "review", "closed"),
    policy=ApprovalPolicy(Authority("emergency CAB", ["emergency change manager"], needs="any")),
    controls=CONTROLS - {"window", "freeze", "conflicts"} | {"review", "afterwards"},
)
"""An emergency change: approved faster; what it left out is due before it is closed."""

UNAUTHORISED_CHANGE = change_model(
    "unauthorised_change",
    kind=ChangeKind.UNAUTHORISED,
    stages=("new", "authorise", "review", "closed"),
    policy=ApprovalPolicy(Authority("change authority", ["change manager"])),
    controls=CONTROLS - {"plans", "window", "test", "communication", "tasks"} | {"review"},
)
"""A change that was discovered after the fact, recorded and assessed."""


class Role(Code):
    """The roles of ITIL's division of duties."""

    REQUESTER = "requester"
    IMPLEMENTER = "implementer"
    CHANGE_MANAGER = "change_manager"


_OWN = Permit(Role.REQUESTER, field("requester").is_(field("event.by")))
_PLANNING = (Amended, Rescheduled, Updated, ApprovalRequested, Scheduled, Cancelled)
_MANAGING = (
    Assessed,
    Reverted,
    Assigned,
    Held,
    Resumed,
    VotingClosed,
    ExceptionGranted,
    Reviewed,
    Closed,
)
_WORKING = (
    Tested,
    Communicated,
    Implemented,
    Verified,
    Retried,
    BackedOut,
    Completed,
    Linked,
    Unlinked,
)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys(_PLANNING, (Role.CHANGE_MANAGER, _OWN)),
    **dict.fromkeys(_MANAGING, (Role.CHANGE_MANAGER,)),
    **dict.fromkeys(_WORKING, (Role.IMPLEMENTER, Role.CHANGE_MANAGER)),
}
"""ITIL's division of duties, for any model of changes: `NORMAL_CHANGE.with_roles(STANDARD)`.

Members vote and name deputies because they were asked, and need no role.
"""

CHANGE_ENABLEMENT = Practice(Change, prefix="CHG", has_tasks=True)
"""Change enablement, as a desk knows it."""

if not TYPE_CHECKING:
    Change.model = NORMAL_CHANGE
