"""Problem management: find the causes of incidents, and remove them."""

from itsmcore._faces import offer
from itsmcore.lifecycle.events import Assigned, Commented, Linked
from itsmcore.problems._events import (
    Assessed,
    Cancelled,
    CauseRecorded,
    Closed,
    Confirmed,
    DuplicateMarked,
    FixBegun,
    Held,
    HoldReason,
    Opened,
    Origin,
    Reanalysed,
    Reopened,
    ResolutionCode,
    Resolved,
    Resumed,
    Reviewed,
    RiskAccepted,
    Updated,
    WorkaroundPublished,
)
from itsmcore.problems._known_error import KnownError, Workaround
from itsmcore.problems._problem import Control, Problem, ProblemModel
from itsmcore.problems._tables import (
    HOLD,
    LIFECYCLE,
    PROBLEM,
    REVIEW_FIRST,
    STANDARD,
    TASKS_FIRST,
    Role,
)

__all__ = [
    "HOLD",
    "LIFECYCLE",
    "PROBLEM",
    "REVIEW_FIRST",
    "STANDARD",
    "TASKS_FIRST",
    "Assessed",
    "Assigned",
    "Cancelled",
    "CauseRecorded",
    "Closed",
    "Commented",
    "Confirmed",
    "Control",
    "DuplicateMarked",
    "FixBegun",
    "Held",
    "HoldReason",
    "KnownError",
    "Linked",
    "Opened",
    "Origin",
    "Problem",
    "ProblemModel",
    "Reanalysed",
    "Reopened",
    "ResolutionCode",
    "Resolved",
    "Resumed",
    "Reviewed",
    "RiskAccepted",
    "Role",
    "Updated",
    "Workaround",
    "WorkaroundPublished",
]

offer(globals())
