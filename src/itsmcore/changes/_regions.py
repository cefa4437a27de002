"""What stands beside a change's stage: its hold and its approval, and what revokes that."""

from __future__ import annotations

from itsmcore.approval import ApprovalExpired, ApprovalsVoided, Party
from itsmcore.approval._region import OF_CHANGES, POLICY_HOLDS, REWORDED
from itsmcore.approval._region import approval_region as region_of
from itsmcore.changes._events import (
    Amended,
    Cancelled,
    Communicated,
    ExceptionGranted,
    Held,
    Rescheduled,
    Resumed,
    Reverted,
    Tested,
    Updated,
)
from itsmcore.conditions import field
from itsmcore.lifecycle import Guard, Lifecycle, Phase, Reaction, Rule, State, Timer, hold_region
from itsmcore.lifecycle.events import Assigned, Linked, Unlinked
from itsmcore.phrase import Phrase

_APPROVAL = field("approval")

HOLD = hold_region(
    Held,
    Resumed,
    Cancelled,
    guards=Guard(
        Phrase("guards.ended"),
        field("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING)),
        code="ended",
    ),
)
"""Whether a change is on hold, beside its stage."""


def approval_region() -> Lifecycle:
    """Return the region of the approval, which a hold suspends."""
    beside = (
        Rule(Held, source="requested", target="withdrawn"),
        Rule(Resumed, source="withdrawn", target="requested"),
        Rule(Reverted, source="requested", target="not_requested"),
        Rule(Cancelled, source=("requested", "withdrawn"), target="not_requested"),
    )
    withdrawn = State("withdrawn", phase=Phase.PENDING)
    return region_of(*beside, parties=OF_CHANGES, states=[withdrawn])


MOVES_IN_MAINTENANCE = field("moves_in_maintenance").is_(True)
"""What an approval survives in a model with a maintenance schedule."""

_ASKED_OR_APPROVED = _APPROVAL.is_in(("requested", "approved"))
_ASKS_OTHERS = ~POLICY_HOLDS.condition
_BY = field("event.by")
_BY_ONE_WHO_DECIDES = field("four_eyes").contains(Party.AMENDER) & (
    field("members").contains(_BY) | field("approvers").contains(_BY)
)
VOIDING = (
    Reaction(Amended, ApprovalsVoided, when=_ASKED_OR_APPROVED),
    Reaction(
        Rescheduled,
        ApprovalsVoided,
        when=_ASKED_OR_APPROVED & (~MOVES_IN_MAINTENANCE | _ASKS_OTHERS | _BY_ONE_WHO_DECIDES),
    ),
    *(
        Reaction(event, ApprovalsVoided, when=_ASKED_OR_APPROVED & (REWORDED | _ASKS_OTHERS))
        for event in (Updated, Resumed)
    ),
    *(
        Reaction(event, ApprovalsVoided, when=_ASKED_OR_APPROVED & _ASKS_OTHERS)
        for event in (Assigned, Tested, Communicated, ExceptionGranted, Linked, Unlinked)
    ),
)
"""What voids an approval: another plan, other words, or a fact by which others are asked."""
EXPIRY = Timer(
    "approval_expiry",
    ApprovalExpired,
    states="authorise",
    at="approval_expires_at",
    when=_APPROVAL.is_("requested"),
)
