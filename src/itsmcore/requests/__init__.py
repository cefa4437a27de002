"""Service request management: what users may ask for, approved and fulfilled as agreed."""

from itsmcore._faces import offer
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.requests._ending import ending
from itsmcore.requests._events import (
    AWAITED_BY,
    PART,
    PART_OF,
    WAITS_FOR,
    Amended,
    Cancelled,
    Closed,
    Committed,
    Fulfilled,
    Held,
    HoldReason,
    InformationRequested,
    Opened,
    Outcome,
    Reopened,
    Resumed,
    Started,
    Submitted,
    Updated,
)
from itsmcore.requests._goals import fulfilment
from itsmcore.requests._item_models import request_model, request_models
from itsmcore.requests._request import CUSTOMER, Request, RequestModel
from itsmcore.requests._rules import APPROVAL, LIFECYCLE
from itsmcore.requests._tables import (
    REQUEST,
    SERVICE_REQUEST_MANAGEMENT,
    STANDARD,
    Role,
)

__all__ = [
    "APPROVAL",
    "AWAITED_BY",
    "CUSTOMER",
    "LIFECYCLE",
    "PART",
    "PART_OF",
    "REQUEST",
    "SERVICE_REQUEST_MANAGEMENT",
    "STANDARD",
    "WAITS_FOR",
    "Amended",
    "Assigned",
    "Cancelled",
    "Closed",
    "Commented",
    "Committed",
    "Fulfilled",
    "Held",
    "HoldReason",
    "InformationRequested",
    "Linked",
    "Opened",
    "Outcome",
    "Reopened",
    "Request",
    "RequestModel",
    "Resumed",
    "Role",
    "Started",
    "Submitted",
    "Unlinked",
    "Updated",
    "ending",
    "fulfilment",
    "request_model",
    "request_models",
]

offer(globals())
