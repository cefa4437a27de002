"""Complaints: received, acknowledged, investigated and answered, by nobody they are about.

Source of what is managed: ISO/IEC 20000-1:2018, 8.3.2: service complaints are recorded, managed to
closure and reported, and there is a way to escalate them.
"""

from itsmcore._faces import offer
from itsmcore.complaints._complaint import CUSTOMER, Complaint, ComplaintModel
from itsmcore.complaints._drafts import draft_of
from itsmcore.complaints._events import (
    Acknowledged,
    Answered,
    Closed,
    Escalated,
    Investigated,
    Opened,
    Outcome,
    Updated,
    Withdrawn,
)
from itsmcore.complaints._tables import (
    COMPLAINT,
    COMPLAINT_MANAGEMENT,
    LIFECYCLE,
    STANDARD,
    Role,
)
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked

__all__ = [
    "COMPLAINT",
    "COMPLAINT_MANAGEMENT",
    "CUSTOMER",
    "LIFECYCLE",
    "STANDARD",
    "Acknowledged",
    "Answered",
    "Assigned",
    "Closed",
    "Commented",
    "Complaint",
    "ComplaintModel",
    "Escalated",
    "Investigated",
    "Linked",
    "Opened",
    "Outcome",
    "Role",
    "Unlinked",
    "Updated",
    "Withdrawn",
    "draft_of",
]

offer(globals())
