"""The tables that a service request lives by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from itsmcore.approval import ApprovalPolicy, ApprovalRequested, VotingClosed
from itsmcore.codes import Code
from itsmcore.conditions import field
from itsmcore.lifecycle import (
    REQUESTER,
    Event,
    LinkKind,
    LinkRule,
    OutsideFact,
    Permit,
    Practice,
)
from itsmcore.lifecycle._link import link_kinds
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.requests._events import (
    AWAITED,
    AWAITED_BY,
    PART,
    PART_OF,
    RELEASING,
    WAITS_FOR,
    Amended,
    Cancelled,
    Closed,
    Committed,
    Fulfilled,
    Held,
    HoldReason,
    Outcome,
    Reopened,
    Resumed,
    Started,
    Submitted,
    Updated,
)
from itsmcore.requests._request import Request, RequestModel
from itsmcore.requests._rules import ANSWERED, APPROVAL, ASKING, LIFECYCLE, TIMERS, VOIDING


class Role(Code):
    """The roles of ITIL's division of duties."""

    REQUESTER = REQUESTER
    FULFILLER = "fulfiller"
    REQUEST_MANAGER = "request_manager"


LINKS = (
    *link_kinds(LinkKind.COMPLAINT),
    *(PART_OF, WAITS_FOR, AWAITED_BY),
)
"""What other records may be to a request."""

NOBODY_APPROVES = ApprovalPolicy((), unasked="approved")
"""The policy of what needs no approval: it asks nobody, and says so by an event."""

REQUEST = RequestModel(
    name="request",
    lifecycle=LIFECYCLE,
    regions=(APPROVAL,),
    timers=TIMERS,
    reactions=(*ASKING, *VOIDING, *ANSWERED),
    policy=NOBODY_APPROVES,
    codes={
        "hold_reason": tuple(HoldReason),
        "outcome": tuple(Outcome),
        "close_code": tuple(Outcome),
        "links": LINKS,
    },
)
"""The default request model: of no item of a catalogue, and approved by nobody."""

_BY = field("event.by")
_THEIRS = Permit(
    Role.REQUESTER,
    _BY.is_(field("requester")) | _BY.is_(field("requested_for")) | _BY.is_(field("opened_by")),
)
_MANAGING = (ApprovalRequested, VotingClosed)
_ASKING = (Updated, Amended, Submitted, Cancelled, Reopened, Closed, Commented)
_WORKING = (Assigned, Started, Committed, Held, Resumed, Fulfilled, Linked, Unlinked)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys(_ASKING, (Role.FULFILLER, Role.REQUEST_MANAGER, _THEIRS)),
    **dict.fromkeys(_WORKING, (Role.FULFILLER, Role.REQUEST_MANAGER)),
    **dict.fromkeys(_MANAGING, (Role.REQUEST_MANAGER,)),
}
"""ITIL's division of duties, for any model of requests: `REQUEST.with_roles(STANDARD)`.

Members vote, name deputies and ask for more information because they were asked, and need no role.
"""

SERVICE_REQUEST_MANAGEMENT = Practice(
    Request,
    prefix="REQ",
    has_tasks=True,
    links=(
        LinkRule(PART_OF, Request, "Order", inverse=PART, is_single=True),
        LinkRule(WAITS_FOR, Request, Request, inverse=AWAITED_BY, is_acyclic=True),
    ),
    facts=(OutsideFact(AWAITED, WAITS_FOR, ~field("outcome").is_in(RELEASING)),),
)
"""Service request management, as a desk knows it."""

if not TYPE_CHECKING:
    Request.model = REQUEST
