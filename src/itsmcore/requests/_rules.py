"""The table of a service request, the region of its approval, and what follows from what."""

from __future__ import annotations

from datetime import timedelta

from itsmcore.approval import (
    BY_ITSELF,
    REACTIONS,
    ApprovalExpired,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    ApprovedByPolicy,
    Party,
    Rejected,
)
from itsmcore.approval._region import (
    AS_WORDED,
    ASKED,
    NO_APPROVER_ASSIGNED,
    NO_APPROVER_AT_WORK,
    NOT_ASKED,
    POLICY_HOLDS,
    REWORDED,
    SOMEBODY_MAY_APPROVE,
    approval_region,
)
from itsmcore.conditions import Some, field, given, happened
from itsmcore.lifecycle import ANY, Guard, Lifecycle, Phase, Reaction, Rule, State, Timer
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle.events import NAMES_SOMEBODY, Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.requests._events import (
    AWAITED,
    Amended,
    Cancelled,
    Closed,
    Committed,
    Fulfilled,
    Held,
    HoldReason,
    InformationRequested,
    Outcome,
    Reopened,
    Resumed,
    Started,
    Submitted,
    Updated,
)

_STARTED = field("started_at").is_set
NOT_STARTED = Guard(Phrase("guards.too_late_to_amend"), ~_STARTED, code="too_late_to_amend")
_SAYS = [field(f"event.{of.name}").is_set for of in data_fields(Amended) if of.name != "reason"]
SAYS_SOMETHING = Guard(Phrase("guards.nothing_amended"), Some(_SAYS), code="nothing_amended")
NOTHING_AWAITED = Guard(
    Phrase("guards.requests_awaited"),
    ~field("waits_for").is_set | given(AWAITED).is_in((False, (), 0)),
    code="requests_awaited",
)
STILL_ASKABLE = Guard(
    Phrase("guards.approvers_lost"),
    field("after.is_askable").is_(True),
    code="approvers_lost",
)
_REWORDED_IS_ASKABLE = Guard(
    STILL_ASKABLE.words,
    ~field("after.reworded").is_set | STILL_ASKABLE.condition,
    code=STILL_ASKABLE.code,
)
_ASKS_THE_SAME = field("after.asks_the_same").is_(True)
_AS_APPROVED = Guard(
    Phrase("guards.approved_for_changes"), ~_STARTED | _ASKS_THE_SAME, code="approved_for_changes"
)
_AS_STARTED = Guard(
    Phrase("guards.too_late_to_change"),
    ~_STARTED | (_ASKS_THE_SAME & ~field("after.reworded").is_set),
    code="too_late_to_change",
)
_STILL_APPROVED = Guard(
    Phrase("guards.held_as_approved"),
    _ASKS_THE_SAME & ~field("after.reworded").is_set,
    code="held_as_approved",
)
_NOTHING_TO_DO = BY_ITSELF.condition & field("event.outcome").is_(Outcome.SKIPPED)
_NO_APPROVER_FULFILS = Guard(
    NO_APPROVER_AT_WORK.words,
    NO_APPROVER_AT_WORK.condition | _NOTHING_TO_DO,
    code=NO_APPROVER_AT_WORK.code,
)
_MAY_STILL_END = Guard(Phrase("guards.committed"), ~field("committed_at").is_set, code="committed")
_OPEN = ("draft", "awaiting_approval", "fulfilment", "on_hold")
_DECIDED = (BY_ITSELF, ASKED, POLICY_HOLDS, AS_WORDED)
_STILL_HOLDS = (POLICY_HOLDS, AS_WORDED)

LIFECYCLE = Lifecycle(
    "request",
    states=(
        State("draft", phase=Phase.NEW),
        State("awaiting_approval", phase=Phase.PENDING),
        State("fulfilment", phase=Phase.ACTIVE),
        State("on_hold", phase=Phase.PENDING),
        State("fulfilled", phase=Phase.RESOLVED),
        State("closed", phase=Phase.CLOSED),
        State("rejected", phase=Phase.CANCELLED),
        State("cancelled", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(
            Submitted,
            source="draft",
            target="awaiting_approval",
            guards=(NOTHING_AWAITED, *SOMEBODY_MAY_APPROVE),
        ),
        Rule(ApprovalRequested, source="awaiting_approval", guards=NOT_ASKED),
        Rule(Approved, source="awaiting_approval", target="fulfilment", guards=_DECIDED),
        Rule(ApprovedByPolicy, source="awaiting_approval", target="fulfilment", guards=_DECIDED),
        Rule(Rejected, source="awaiting_approval", target="rejected", guards=(BY_ITSELF, ASKED)),
        Rule(
            ApprovalExpired, source="awaiting_approval", target="draft", guards=(BY_ITSELF, ASKED)
        ),
        Rule(
            InformationRequested,
            source="awaiting_approval",
            target="draft",
            guards=Guard(
                Phrase("guards.not_an_approver"),
                field("voters").contains(field("event.by")),
                code="not_an_approver",
            ),
        ),
        Rule(ApprovalsVoided, source="awaiting_approval", guards=BY_ITSELF),
        Rule(
            ApprovalsVoided,
            source=("fulfilment", "on_hold"),
            target="awaiting_approval",
            guards=BY_ITSELF,
        ),
        Rule(Amended, source="draft", guards=SAYS_SOMETHING),
        Rule(
            Amended,
            source=("awaiting_approval", "fulfilment"),
            guards=(SAYS_SOMETHING, NOT_STARTED, STILL_ASKABLE),
        ),
        Rule(
            Started,
            source=("fulfilment", "on_hold"),
            guards=(
                Guard(Phrase("guards.already_started"), ~_STARTED, code="already_started"),
                NO_APPROVER_AT_WORK,
            ),
        ),
        Rule(
            Committed,
            source=("fulfilment", "on_hold"),
            guards=(_MAY_STILL_END, NO_APPROVER_AT_WORK),
        ),
        Rule(Held, source="fulfilment", target="on_hold"),
        Rule(Resumed, source="on_hold", target="fulfilment", guards=_STILL_HOLDS),
        Rule(Fulfilled, source="fulfilment", target="fulfilled", guards=_NO_APPROVER_FULFILS),
        Rule(
            Fulfilled,
            source="on_hold",
            target="fulfilled",
            guards=(_NO_APPROVER_FULFILS, *_STILL_HOLDS),
        ),
        Rule(Reopened, source="fulfilled", target="fulfilment", guards=_STILL_HOLDS),
        Rule(Closed, source="fulfilled", target="closed"),
        Rule(Cancelled, source=_OPEN, target="cancelled", guards=_MAY_STILL_END),
        Rule(Assigned, source=("draft", "awaiting_approval"), guards=NAMES_SOMEBODY),
        Rule(
            Assigned,
            source="fulfilment",
            guards=(NAMES_SOMEBODY, NO_APPROVER_ASSIGNED, _AS_APPROVED),
        ),
        Rule(
            Assigned,
            source="on_hold",
            guards=(NAMES_SOMEBODY, NO_APPROVER_ASSIGNED, _STILL_APPROVED),
        ),
        Rule(Updated, source="draft"),
        Rule(Updated, source="awaiting_approval", guards=_REWORDED_IS_ASKABLE),
        Rule(Updated, source="fulfilment", guards=(_AS_STARTED, _REWORDED_IS_ASKABLE)),
        Rule(Updated, source=("on_hold", "fulfilled"), guards=_STILL_APPROVED),
        Rule(Commented, source=ANY),
        Rule(Linked, source=ANY),
        Rule(Unlinked, source=ANY),
    ),
)

APPROVAL = approval_region(
    Rule(InformationRequested, source="requested", target="not_requested"),
    Rule(Cancelled, source="requested", target="not_requested"),
    parties=Party,
)
"""The approval of a request, beside its state."""

_ASKED_OR_APPROVED = field("approval").is_in(("requested", "approved"))
_ASKS_OTHERS = ~POLICY_HOLDS.condition
_ASKING = {
    "authorities": field("event.whom_to_ask"),
    "sequential": field("asks_in_turn"),
    "lasts": field("time_to_decide"),
}
ASKING = (
    Reaction(Submitted, ApprovalRequested, data={**_ASKING, "absent": field("event.absent")}),
    Reaction(ApprovalsVoided, ApprovalRequested, data=_ASKING),
    *REACTIONS,
)
"""Whoever approves is asked as soon as it is submitted, and anew once an approval is void."""

VOIDING = (
    Reaction(Amended, ApprovalsVoided, when=_ASKED_OR_APPROVED),
    Reaction(
        Updated,
        ApprovalsVoided,
        when=_ASKED_OR_APPROVED & ~_STARTED & (REWORDED | _ASKS_OTHERS),
    ),
    *(
        Reaction(
            event,
            ApprovalsVoided,
            when=_ASKED_OR_APPROVED & (~_STARTED | field("state").is_("on_hold")) & _ASKS_OTHERS,
        )
        for event in (Assigned, Linked, Unlinked)
    ),
    Reaction(
        Amended,
        ApprovalRequested,
        data=_ASKING,
        when=field("state").is_("awaiting_approval") & field("approval").is_("not_requested"),
    ),
)
"""What voids an approval: other answers, other words, or a fact by which others are asked."""

_FROM_CUSTOMER = field("event.from_customer").is_(True)
ANSWERED = (
    Reaction(
        Commented,
        Resumed,
        when=field("event.public").is_(True)
        & _FROM_CUSTOMER
        & field("hold_reason").is_(HoldReason.REQUESTER),
    ),
    Reaction(
        Commented,
        Reopened,
        when=_FROM_CUSTOMER,
        data={"reason": field("event.text")},
        is_offer=True,
    ),
)
"""What an answer of the customer's side does: it ends their wait, or offers to reopen."""

TIMERS = (
    Timer(
        "approval_expiry",
        ApprovalExpired,
        states="awaiting_approval",
        at="approval_expires_at",
        when=field("approval").is_("requested"),
    ),
    Timer("hold_ends", Resumed, states="on_hold", at="hold_until"),
    Timer(
        "auto_close",
        Closed,
        states="fulfilled",
        after=timedelta(days=5),
        restart=happened(Commented) & _FROM_CUSTOMER,
    ),
)
