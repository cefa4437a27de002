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
from itsmcore.approval._policy import Party
from itsmcore.approval._standing import Answer
from itsmcore.conditions import All, Facts, Field, field
from itsmcore.lifecycle import Guard, Lifecycle, Phase, Reaction, Rule, State

ANSWER = field("approval_answer")
"""The derived fact of a record with an approval: the outcome of the votes."""


_BY, _TO = field("event.by"), field("event.to")
_FOUR_EYES = field("four_eyes")
"""The fact that holds the parties who, by the policy, may not approve."""


def _is_not(person: Field, *parties: tuple[Party, str]) -> All:
    """Require that somebody is none of the parties who may not approve."""
    return All(~(_FOUR_EYES.contains(one) & person.is_(field(name))) for one, name in parties)


_REQUESTER, _IMPLEMENTER, _OPENER, _ASKER, _AMENDER = (
    (Party.REQUESTER, "requester"),
    (Party.IMPLEMENTER, "assignee"),
    (Party.OPENER, "opened_by"),
    (Party.ASKER, "asked_by"),
    (Party.AMENDER, "amended_by"),
)
FOUR_EYES = (
    Guard("the requester does not approve", _is_not(_BY, _REQUESTER)),
    Guard("the implementer does not approve", _is_not(_BY, _IMPLEMENTER)),
    Guard("who opened it does not approve", _is_not(_BY, _OPENER)),
    Guard("who asked for the approval does not approve", _is_not(_BY, _ASKER)),
    Guard("who last amended it does not approve", _is_not(_BY, _AMENDER)),
)
NO_DEPUTY = (
    Guard(
        "neither the requester nor the implementer is a deputy",
        _TO.is_set & _is_not(_TO, _REQUESTER, _IMPLEMENTER),
    ),
    Guard(
        "who opened it, asked for the approval or last amended it is no deputy",
        _is_not(_TO, _OPENER, _ASKER, _AMENDER),
    ),
)
IN_TIME = Guard(
    "the time to decide has passed (tick)",
    ~field("approval_expires_at").is_set | (field("event.at") < field("approval_expires_at")),
)
_WHOM = field("event.whom_to_ask")
"""The fact that holds whom the policy names, without those who may not approve this request."""
BY_POLICY = field("asks_nobody").is_(True)
"""The derived fact that the policy asks nobody for the record, and approves it itself."""


def somebody_is_there(facts: Facts) -> bool:
    """Return whether enough of those to ask are available, in person or through a deputy."""
    asked: Any = facts.get("event.whom_to_ask", ())
    absent: Any = facts.get("event.absent", ())
    return all(authority.can_approve(absent=absent) for authority in asked)


AS_THE_POLICY_SAYS = (
    Guard(
        "the policy names nobody, or too few, who may approve it",
        _WHOM.is_set | BY_POLICY,
    ),
    Guard("nobody, or too few, of those who may approve it are there", somebody_is_there),
    Guard(
        "those are asked whom the policy names",
        field("event.authorities").is_(_WHOM)
        & field("event.sequential").is_(field("asks_in_turn"))
        & field("event.lasts").is_(field("time_to_decide")),
    ),
)
APPROVED = Guard("the authorities have not approved", ANSWER.is_(Answer.APPROVED))
ASKED_NOBODY = Guard("the policy asks somebody to approve it", BY_POLICY)
REJECTED = Guard("the authorities have not rejected", ANSWER.is_(Answer.REJECTED))
UNDECIDED = Guard("the authorities have decided", ANSWER.is_(Answer.OPEN))

BY_ITSELF = Guard(
    "it follows by itself, and nobody does it by hand", field("event.is_automatic").is_(True)
)
"""What follows from a vote, a timer or another change is done by the model, not by hand."""

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
                *NO_DEPUTY,
            ),
        ),
        Rule(VotingClosed, source="requested", guards=(*FOUR_EYES, IN_TIME)),
        Rule(Approved, source="requested", target="approved", guards=(BY_ITSELF, APPROVED)),
        Rule(
            ApprovedByPolicy,
            source="requested",
            target="approved",
            guards=(BY_ITSELF, ASKED_NOBODY),
        ),
        Rule(Rejected, source="requested", target="rejected", guards=(BY_ITSELF, REJECTED)),
        Rule(ApprovalExpired, source="requested", target="rejected", guards=(BY_ITSELF, UNDECIDED)),
        Rule(
            ApprovalsVoided,
            source=("requested", "approved"),
            target="not_requested",
            guards=BY_ITSELF,
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
"""What follows from a vote, from the end of the voting, or if the policy asks nobody."""
