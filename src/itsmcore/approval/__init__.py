"""Approval: who decides, how votes add up, and the region in which that stands."""

from itsmcore._faces import offer
from itsmcore.approval._approvable import Approvable, ApprovableModel
from itsmcore.approval._authority import MORE_THAN_HALF, Authority, Percent, Quorum, Vote
from itsmcore.approval._events import NO_VOTES as NO_VOTES
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
from itsmcore.approval._events import warned as warned
from itsmcore.approval._policy import ApprovalPolicy, Party
from itsmcore.approval._region import APPROVAL, BY_ITSELF, REACTIONS
from itsmcore.approval._region import somebody_is_there as somebody_is_there
from itsmcore.approval._safety import Unsafe, safety_faults, unsafe
from itsmcore.approval._standing import Answer, Approvals, Ballot, Standing

__all__ = [
    "APPROVAL",
    "BY_ITSELF",
    "MORE_THAN_HALF",
    "REACTIONS",
    "Answer",
    "Approvable",
    "ApprovableModel",
    "ApprovalExpired",
    "ApprovalPolicy",
    "ApprovalRequested",
    "Approvals",
    "ApprovalsVoided",
    "Approved",
    "ApprovedByPolicy",
    "Authority",
    "Ballot",
    "Delegated",
    "Party",
    "Percent",
    "Quorum",
    "Rejected",
    "Standing",
    "Unsafe",
    "Vote",
    "Voted",
    "VotingClosed",
    "safety_faults",
    "unsafe",
]

offer(globals())
