"""The region of an approval: where it stands, beside the stage of the record it is for."""

from __future__ import annotations

from collections.abc import Iterable
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
from itsmcore.phrase import Phrase

ANSWER = field("approval_answer")
"""The derived fact of a record with an approval: the outcome of the votes."""


_BY, _TO = field("event.by"), field("event.to")
_FOUR_EYES = field("four_eyes")
"""The fact that holds the parties who, by the policy, may not approve."""


def _is_not(person: Field, *parties: Party) -> All:
    """Require that somebody is none of the parties who may not approve."""
    return All(~(_FOUR_EYES.contains(one) & person.is_(field(one.fact))) for one in parties)


_DOES_NOT_APPROVE = {
    Party.REQUESTER: ("requester_approves", Phrase("guards.requester_approves")),
    Party.REQUESTED_FOR: ("recipient_approves", Phrase("guards.recipient_approves")),
    Party.IMPLEMENTER: ("implementer_approves", Phrase("guards.implementer_approves")),
    Party.OPENER: ("opener_approves", Phrase("guards.opener_approves")),
    Party.ASKER: ("asker_approves", Phrase("guards.asker_approves")),
    Party.AMENDER: ("amender_approves", Phrase("guards.amender_approves")),
}
_NO_DEPUTY = (
    Guard(
        Phrase("guards.deputy_is_party"),
        _TO.is_set & _is_not(_TO, Party.REQUESTER, Party.IMPLEMENTER),
        code="deputy_is_party",
    ),
    Guard(
        Phrase("guards.deputy_took_part"),
        _is_not(_TO, Party.OPENER, Party.ASKER, Party.AMENDER),
        code="deputy_took_part",
    ),
)
_NOT_WHOM_IT_IS_FOR = Guard(
    Phrase("guards.deputy_is_recipient"),
    _is_not(_TO, Party.REQUESTED_FOR),
    code="deputy_is_recipient",
)
IN_TIME = Guard(
    Phrase("guards.vote_expired"),
    ~field("approval_expires_at").is_set | (field("event.at") < field("approval_expires_at")),
    code="vote_expired",
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


SOMEBODY_MAY_APPROVE = (
    Guard(
        Phrase("guards.too_few_approvers"),
        _WHOM.is_set | BY_POLICY,
        code="too_few_approvers",
    ),
    Guard(
        Phrase("guards.approvers_absent"),
        somebody_is_there,
        code="approvers_absent",
    ),
)
"""What is asked before anybody is; of an event that says who is `absent`."""
AS_THE_POLICY_SAYS = (
    *SOMEBODY_MAY_APPROVE,
    Guard(
        Phrase("guards.other_approvers"),
        field("event.authorities").is_(_WHOM)
        & field("event.sequential").is_(field("asks_in_turn"))
        & field("event.lasts").is_(field("time_to_decide")),
        code="other_approvers",
    ),
)
APPROVED = Guard(Phrase("guards.no_approval"), ANSWER.is_(Answer.APPROVED), code="no_approval")
ASKED_NOBODY = Guard(Phrase("guards.somebody_asked"), BY_POLICY, code="somebody_asked")
REJECTED = Guard(Phrase("guards.no_rejection"), ANSWER.is_(Answer.REJECTED), code="no_rejection")
UNDECIDED = Guard(Phrase("guards.decided"), ANSWER.is_(Answer.OPEN), code="decided")

BY_ITSELF = Guard(
    Phrase("guards.not_by_hand"),
    field("event.is_automatic").is_(True),
    code="not_by_hand",
)
"""What follows from a vote, a timer or another change is done by the model, not by hand."""


def _no_vote(party: Party) -> Guard:
    code, words = _DOES_NOT_APPROVE[party]
    return Guard(words, _is_not(_BY, party), code=code)


def approval_region(
    *others: Rule, parties: Iterable[Party], states: Iterable[State] = ()
) -> Lifecycle:
    """Return the region of the approval of records that have these parties.

    Args:
        others: more rules, such as what a hold does to it.
        parties: who may have a part in such a record; each is a fact of it.
        states: more states.
    """
    known = tuple(parties)
    votes = tuple(map(_no_vote, known))
    no_deputy = (*_NO_DEPUTY, *(_NOT_WHOM_IT_IS_FOR,) * (Party.REQUESTED_FOR in known))
    return Lifecycle(
        "approval",
        states=(
            State("not_requested", phase=Phase.NEW),
            State("requested", phase=Phase.PENDING),
            State("approved", phase=Phase.RESOLVED),
            State("rejected", phase=Phase.CANCELLED),
            *states,
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
                    *votes,
                    IN_TIME,
                    Guard(
                        Phrase("guards.not_a_voter"),
                        field("voters").contains(_BY),
                        code="not_a_voter",
                    ),
                ),
            ),
            Rule(
                Delegated,
                source="requested",
                guards=(
                    Guard(
                        Phrase("guards.not_a_member"),
                        field("members").contains(_BY),
                        code="not_a_member",
                    ),
                    *no_deputy,
                ),
            ),
            Rule(VotingClosed, source="requested", guards=(*votes, IN_TIME)),
            Rule(Approved, source="requested", target="approved", guards=(BY_ITSELF, APPROVED)),
            Rule(
                ApprovedByPolicy,
                source="requested",
                target="approved",
                guards=(BY_ITSELF, ASKED_NOBODY),
            ),
            Rule(Rejected, source="requested", target="rejected", guards=(BY_ITSELF, REJECTED)),
            Rule(
                ApprovalExpired,
                source="requested",
                target="rejected",
                guards=(BY_ITSELF, UNDECIDED),
            ),
            Rule(
                ApprovalsVoided,
                source=("requested", "approved"),
                target="not_requested",
                guards=BY_ITSELF,
            ),
            *others,
        ),
    )


OF_CHANGES = tuple(party for party in Party if party is not Party.REQUESTED_FOR)
"""Who may have a part in a change, which is for nobody in particular."""
APPROVAL = approval_region(parties=OF_CHANGES)
"""The region of the approval of a change."""

REACTIONS = (
    *(
        Reaction(on, event, when=ANSWER.is_(answer))
        for on in (Voted, VotingClosed)
        for event, answer in ((Approved, Answer.APPROVED), (Rejected, Answer.REJECTED))
    ),
    Reaction(ApprovalRequested, ApprovedByPolicy, when=BY_POLICY),
)
"""What follows from a vote, from the end of the voting, or if the policy asks nobody."""

POLICY_HOLDS = Guard(
    Phrase("guards.policy_moved"),
    field("asks_the_same").is_(True),
    code="policy_moved",
)
REWORDED = field("reworded").is_set
"""Its approved words differ from those that were asked about."""
AS_WORDED = Guard(
    Phrase("guards.reworded"),
    ~REWORDED,
    code="reworded",
)
ASKED = Guard(
    Phrase("guards.approval_not_requested"),
    field("approval").is_("requested"),
    code="approval_not_requested",
)
NOT_ASKED = Guard(
    Phrase("guards.approval_requested"),
    ~field("approval").is_("requested"),
    code="approval_requested",
)
_APPROVER, _IMPLEMENTS = Phrase("guards.approver_implements"), "approver_implements"
_IMPLEMENTER = _FOUR_EYES.contains(Party.IMPLEMENTER)
NO_APPROVER_ASSIGNED = Guard(
    _APPROVER,
    ~(_IMPLEMENTER & field("approvers").contains(field("event.assignee"))),
    code=_IMPLEMENTS,
)
NO_APPROVER_AT_WORK = Guard(
    _APPROVER, ~(_IMPLEMENTER & field("approvers").contains(_BY)), code=_IMPLEMENTS
)
