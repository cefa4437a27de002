"""Continual improvement: plan, do, check, act, by figures."""

from itsmcore._faces import offer
from itsmcore.improvements._codes import (
    PDCA,
    Benefit,
    Effort,
    ExactTest,
    HoldReason,
    Kind,
    Movement,
    Origin,
    Outcome,
)
from itsmcore.improvements._events import (
    Accepted,
    Approved,
    Assessed,
    Cancelled,
    Closed,
    Measured,
    Opened,
    Rejected,
    Reviewed,
    Started,
    Updated,
)
from itsmcore.improvements._improvement import Improvement, ImprovementModel
from itsmcore.improvements._iteration import iteration_of
from itsmcore.improvements._register import Register
from itsmcore.improvements._tables import (
    CONTINUAL_IMPROVEMENT,
    HOLD,
    IMPROVEMENT,
    LIFECYCLE,
    MOVED_FIRST,
    STANDARD,
    Role,
)
from itsmcore.improvements._trend import Trend
from itsmcore.improvements._verdict import Verdict
from itsmcore.lifecycle.events import Assigned, Commented, Held, Linked, Resumed, Unlinked

__all__ = [
    "CONTINUAL_IMPROVEMENT",
    "HOLD",
    "IMPROVEMENT",
    "LIFECYCLE",
    "MOVED_FIRST",
    "PDCA",
    "STANDARD",
    "Accepted",
    "Approved",
    "Assessed",
    "Assigned",
    "Benefit",
    "Cancelled",
    "Closed",
    "Commented",
    "Effort",
    "ExactTest",
    "Held",
    "HoldReason",
    "Improvement",
    "ImprovementModel",
    "Kind",
    "Linked",
    "Measured",
    "Movement",
    "Opened",
    "Origin",
    "Outcome",
    "Register",
    "Rejected",
    "Resumed",
    "Reviewed",
    "Role",
    "Started",
    "Trend",
    "Unlinked",
    "Updated",
    "Verdict",
    "iteration_of",
]

offer(globals())
