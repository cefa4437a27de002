"""The region of an approval: where it stands, beside the stage of the record it is for."""

from __future__ import annotations

from typing import Any

from itsmcore.approval._events import (
    ApprovalExpired,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    ApprovedByPolicy,
    Delegated,
    Rejected,
    Voted,
    VotingClosed,
)
from itsmcore.approval._standing import Answer
from itsmcore.conditions import Facts, field
from itsmcore.lifecycle import SYSTEM, Guard, Lifecycle, Permit, Phase, Reaction, Rule, State

ANSWER = field("approval_answer")
"""The fact that a record with an approval derives: what came of the votes."""


_BY = field("event.by")
FOUR_EYES = (
    Guard("the requester does not approve", ~_BY.is_(field("requester"))),
    Guard("the implementer does not approve", ~_BY.is_(field("assignee"))),
)
IN_TIME = Guard(
    "the time to decide has passed (tick)",
    ~field("approval_expires_at").is_set | (field("event.at") < field("approval_expires_at")),
)
_TO = field("event.to")
BY_POLICY = field("asks_nobody").is_(True)
"""The fact that a record derives: its policy asks nobody for it, and approves it by itself."""


def somebody_is_there(facts: Facts) -> bool:
    """Tell whether enough of those to ask are not absent, by themselves or by a deputy."""
    asked: Any = facts.get("authorities_to_ask", ())
    absent: Any = facts.get("event.absent", ())
    return all(authority.can_approve(absent=absent) for authority in asked)


AS_THE_POLICY_SAYS = (
    Guard(
        "the policy names nobody, or too few, who may approve it",
        field("authorities_to_ask").is_set | BY_POLICY,
    ),
    Guard("nobody, or too few, of those who may approve it are there", somebody_is_there),
    Guard(
        "those are asked whom the policy names",
        field("event.authorities").is_(field("authorities_to_ask"))
        & field("event.sequential").is_(field("asks_in_turn"))
        & field("event.lasts").is_(field("time_to_decide")),
    ),
)
APPROVED = Guard("the authorities have not approved", ANSWER.is_(Answer.APPROVED))
ASKED_NOBODY = Guard("the policy asks somebody to approve it", BY_POLICY)
REJECTED = Guard("the authorities have not rejected", ANSWER.is_(Answer.REJECTED))
UNDECIDED = Guard("the authorities have decided", ANSWER.is_(Answer.OPEN))

BY_ITSELF = (Permit(SYSTEM.name),)
"""Who may do what follows by itself, from a vote or a timer: nobody who asks for it."""

APPROVAL = Lifecycle(
    "approval",
    states=(
        State("not_requested", phase=Phase.NEW),
        State("requested", phase=Phase.PENDING),
        State("approved", phase=Phase.RESOLVED),
        State("rejected", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(
            ApprovalRequested,
            source=("not_requested", "rejected"),
            target="requested",
            guards=AS_THE_POLICY_SAYS,
        ),
        Rule(
            Voted,
            source="requested",
            guards=(
                *FOUR_EYES,
                IN_TIME,
                Guard("only those vote who are asked now", field("voters").contains(_BY)),
            ),
        ),
        Rule(
            Delegated,
            source="requested",
            guards=(
                Guard("only a member who was asked delegates", field("members").contains(_BY)),
                Guard(
                    "neither the requester nor the implementer is a deputy",
                    _TO.is_set & ~_TO.is_(field("requester")) & ~_TO.is_(field("assignee")),
                ),
            ),
        ),
        Rule(VotingClosed, source="requested", guards=(*FOUR_EYES, IN_TIME)),
        Rule(Approved, source="requested", target="approved", guards=APPROVED, roles=BY_ITSELF),
        Rule(
            ApprovedByPolicy,
            source="requested",
            target="approved",
            guards=ASKED_NOBODY,
            roles=BY_ITSELF,
        ),
        Rule(Rejected, source="requested", target="rejected", guards=REJECTED, roles=BY_ITSELF),
        Rule(
            ApprovalExpired,
            source="requested",
            target="rejected",
            guards=UNDECIDED,
            roles=BY_ITSELF,
        ),
        Rule(
            ApprovalsVoided,
            source=("requested", "approved"),
            target="not_requested",
            roles=BY_ITSELF,
        ),
    ),
)

REACTIONS = (
    *(
        Reaction(on, event, when=ANSWER.is_(answer))
        for on in (Voted, VotingClosed)
        for event, answer in ((Approved, Answer.APPROVED), (Rejected, Answer.REJECTED))
    ),
    Reaction(ApprovalRequested, ApprovedByPolicy, when=BY_POLICY),
)
"""What follows from a vote, from the end of the voting, and where the policy asks nobody."""
