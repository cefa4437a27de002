"""Incident management: restore the service as fast as possible."""

from typing import TYPE_CHECKING, Any

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
from itsmcore.incidents._record import Incident
from itsmcore.lifecycle import Link, LinkKind
from itsmcore.lifecycle.events import Assigned, Commented, Linked

if TYPE_CHECKING:
    from itsmcore.incidents._model import (
        CUSTOMER,
        CUSTOMER_UNLESS_AGENT,
        INCIDENT,
        LIFECYCLE,
        MAJOR_INCIDENT,
        REVIEW_FIRST,
        STANDARD,
        IncidentModel,
        Role,
    )

__all__ = [
    "CUSTOMER",
    "CUSTOMER_UNLESS_AGENT",
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

_OF_THE_MODEL = frozenset(
    {
        "CUSTOMER",
        "CUSTOMER_UNLESS_AGENT",
        "INCIDENT",
        "LIFECYCLE",
        "MAJOR_INCIDENT",
        "REVIEW_FIRST",
        "STANDARD",
        "IncidentModel",
        "Role",
    }
)


def __getattr__(name: str) -> Any:
    if name in _OF_THE_MODEL:
        from itsmcore.incidents import _model  # noqa: PLC0415 (tables are built at first use)

        return getattr(_model, name)
    raise AttributeError(f"module 'itsmcore.incidents' has no attribute {name!r}")
