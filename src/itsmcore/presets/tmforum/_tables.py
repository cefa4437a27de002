"""The states of TM Forum's trouble tickets, service problems and changes.

They are those of its interfaces' OpenAPI files (TMF621 v5.0.1, TMF656 v5.0.0, TMF655 v4.0.0). What
leads from one to another is in none of them, which call the states an example; so these lifecycles
have states alone, and `discover` finds moves in a log.
"""

from __future__ import annotations

from itsmcore.level import Priority
from itsmcore.lifecycle import Lifecycle, Phase, State
from itsmcore.presets._tables import codes_of

_TICKET = (
    State("acknowledged", phase=Phase.NEW),
    State("rejected", phase=Phase.CANCELLED),
    State("pending", phase=Phase.PENDING),
    State("held", phase=Phase.PENDING),
    State("inProgress", phase=Phase.ACTIVE, label="in progress"),
    State("resolved", phase=Phase.RESOLVED),
    State("closed", phase=Phase.CLOSED),
    State("cancelled", phase=Phase.CANCELLED),
)
_CHANGE = (
    State("acknowledged", phase=Phase.NEW),
    State("requestForAuthorization", phase=Phase.PENDING, label="request for authorization"),
    State("waitForApproval", phase=Phase.PENDING, label="wait for approval"),
    State("approved", phase=Phase.PENDING),
    State("scheduled", phase=Phase.PENDING),
    State("inProgress", phase=Phase.ACTIVE, label="in progress"),
    State("fallbackExecution", phase=Phase.ACTIVE, label="fallback execution"),
    State("postImplementationReview", phase=Phase.RESOLVED, label="post implementation review"),
    State("completed", phase=Phase.CLOSED),
    State("failed", phase=Phase.CLOSED),
    State("cancelled", phase=Phase.CANCELLED),
    State("rejected", phase=Phase.CANCELLED),
)
TROUBLE_TICKET = Lifecycle("tmforum.trouble_ticket", states=_TICKET, rules=())
"""The states of a trouble ticket (TMF621); pending waits for the customer, held for a supplier."""
SERVICE_PROBLEM = Lifecycle("tmforum.service_problem", states=_TICKET, rules=())
"""The states of a service problem (TMF656)."""
CHANGE = Lifecycle("tmforum.change", states=_CHANGE, rules=())
"""The states of a change request (TMF655)."""

PRIORITIES = tuple(Priority(str(place), str(place), 11 - place) for place in range(1, 11))
"""The priorities of a service problem, 1 to 10; 1 is the worst."""
CODES = (
    codes_of("trouble_ticket.state", _TICKET),
    codes_of("service_problem.state", _TICKET),
    codes_of("change.state", _CHANGE),
)
"""What its states are called in documents."""
