"""Problem management: find the causes of incidents, and remove them."""

from itsmcore.lifecycle.events import Assigned, Commented, Linked
from itsmcore.problems._events import (
    Assessed,
    Cancelled,
    CauseRecorded,
    Closed,
    Confirmed,
    DuplicateMarked,
    FixBegun,
    Opened,
    Origin,
    Reanalysed,
    ResolutionCode,
    Resolved,
    Reviewed,
    RiskAccepted,
    Updated,
    WorkaroundPublished,
)
from itsmcore.problems._known_error import KnownError, Workaround
from itsmcore.problems._model import LIFECYCLE, PROBLEM, REVIEW_FIRST, STANDARD, ProblemModel, Role
from itsmcore.problems._record import Control, Problem
from itsmcore.problems._techniques import CATEGORIES, FiveWhys, Ishikawa, PainValue, ranked

__all__ = [
    "CATEGORIES",
    "LIFECYCLE",
    "PROBLEM",
    "REVIEW_FIRST",
    "STANDARD",
    "Assessed",
    "Assigned",
    "Cancelled",
    "CauseRecorded",
    "Closed",
    "Commented",
    "Confirmed",
    "Control",
    "DuplicateMarked",
    "FiveWhys",
    "FixBegun",
    "Ishikawa",
    "KnownError",
    "Linked",
    "Opened",
    "Origin",
    "PainValue",
    "Problem",
    "ProblemModel",
    "Reanalysed",
    "ResolutionCode",
    "Resolved",
    "Reviewed",
    "RiskAccepted",
    "Role",
    "Updated",
    "Workaround",
    "WorkaroundPublished",
    "ranked",
]
