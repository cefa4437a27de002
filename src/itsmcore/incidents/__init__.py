"""Incident management: restore the service as fast as possible."""

from itsmcore._faces import offer
from itsmcore.incidents._events import (
    Cancelled,
    Closed,
    Escalated,
    Escalation,
    Held,
    HoldReason,
    MajorDemoted,
    MajorPromoted,
    MajorProposed,
    MajorRejected,
    MajorReviewed,
    Opened,
    Recategorised,
    Reopened,
    Reprioritised,
    ResolutionCode,
    Resolved,
    Responded,
    Resumed,
    Started,
    Updated,
)
from itsmcore.incidents._model import (
    INCIDENT,
    LIFECYCLE,
    MAJOR_INCIDENT,
    REVIEW_FIRST,
    STANDARD,
    IncidentModel,
    Role,
)
from itsmcore.incidents._record import Incident
from itsmcore.lifecycle import Link, LinkKind
from itsmcore.lifecycle.events import Assigned, Commented, Linked

__all__ = [
    "INCIDENT",
    "LIFECYCLE",
    "MAJOR_INCIDENT",
    "REVIEW_FIRST",
    "STANDARD",
    "Assigned",
    "Cancelled",
    "Closed",
    "Commented",
    "Escalated",
    "Escalation",
    "Held",
    "HoldReason",
    "Incident",
    "IncidentModel",
    "Link",
    "LinkKind",
    "Linked",
    "MajorDemoted",
    "MajorPromoted",
    "MajorProposed",
    "MajorRejected",
    "MajorReviewed",
    "Opened",
    "Recategorised",
    "Reopened",
    "Reprioritised",
    "ResolutionCode",
    "Resolved",
    "Responded",
    "Resumed",
    "Role",
    "Started",
    "Updated",
]

offer(globals())
