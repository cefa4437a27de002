"""The tables that a complaint lives by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from itsmcore.codes import Code
from itsmcore.complaints._complaint import Complaint, ComplaintModel
from itsmcore.complaints._events import (
    Acknowledged,
    Answered,
    Closed,
    Escalated,
    Investigated,
    Outcome,
    Updated,
    Withdrawn,
)
from itsmcore.conditions import field, happened
from itsmcore.lifecycle import (
    ANY,
    REQUESTER,
    Event,
    Guard,
    Lifecycle,
    LinkKind,
    LinkRule,
    Permit,
    Phase,
    Practice,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle._link import link_kinds
from itsmcore.lifecycle.events import NAMES_SOMEBODY, Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase

_BY, _CONCERNS = field("event.by"), field("concerns")
_IMPARTIAL = Guard(Phrase("guards.concerned"), ~_CONCERNS.contains(_BY), code="concerned")
_NOT_THEIRS = Guard(
    Phrase("guards.own_complaint"), ~_BY.is_(field("complainant")), code="own_complaint"
)
_ANEW = Guard(
    Phrase("guards.answered_before"),
    ~field("answered_by").contains(_BY),
    code="answered_before",
)
_NOT_GIVEN_TO_THEM = Guard(
    Phrase("guards.assignee_concerned"),
    ~_CONCERNS.contains(field("event.assignee")),
    code="assignee_concerned",
)
_NOT_THE_ASSIGNEE = Guard(
    Phrase("guards.would_concern_assignee"),
    ~field("after.concerns").contains(field("assignee")),
    code="would_concern_assignee",
)
_OPEN = ("received", "acknowledged", "under_investigation")
_FROM_CUSTOMER = field("event.from_customer").is_(True)

LIFECYCLE = Lifecycle(
    "complaint",
    states=(
        State("received", phase=Phase.NEW),
        State("acknowledged", phase=Phase.ACTIVE),
        State("under_investigation", phase=Phase.ACTIVE),
        State("answered", phase=Phase.RESOLVED),
        State("closed", phase=Phase.CLOSED),
        State("withdrawn", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(
            Acknowledged,
            source="received",
            target="acknowledged",
            guards=(_IMPARTIAL, _NOT_THEIRS),
        ),
        Rule(
            Investigated,
            source="acknowledged",
            target="under_investigation",
            guards=(_IMPARTIAL, _NOT_THEIRS),
        ),
        Rule(
            Answered,
            source="under_investigation",
            target="answered",
            guards=(_IMPARTIAL, _NOT_THEIRS, _ANEW),
        ),
        Rule(Escalated, source=_OPEN, guards=_IMPARTIAL),
        Rule(Escalated, source="answered", target="under_investigation", guards=_IMPARTIAL),
        Rule(Closed, source="answered", target="closed", guards=_IMPARTIAL),
        Rule(Withdrawn, source=(*_OPEN, "answered"), target="withdrawn", guards=_IMPARTIAL),
        Rule(Assigned, source=_OPEN, guards=(NAMES_SOMEBODY, _IMPARTIAL, _NOT_GIVEN_TO_THEM)),
        Rule(Updated, source=(*_OPEN, "answered"), guards=(_IMPARTIAL, _NOT_THE_ASSIGNEE)),
        Rule(Commented, source=ANY),
        Rule(Linked, source=ANY),
        Rule(Unlinked, source=ANY, guards=_IMPARTIAL),
    ),
)

LINKS = link_kinds(LinkKind.ABOUT)
"""What other records may be to a complaint."""

COMPLAINT = ComplaintModel(
    name="complaint",
    lifecycle=LIFECYCLE,
    timers=(
        Timer(
            "auto_close",
            Closed,
            states="answered",
            after=timedelta(days=14),
            restart=happened(Commented) & _FROM_CUSTOMER,
        ),
    ),
    reactions=(
        Reaction(
            Commented,
            Escalated,
            when=_FROM_CUSTOMER & field("state").is_("answered"),
            data={"reason": field("event.text")},
            is_offer=True,
        ),
    ),
    codes={"outcome": tuple(Outcome), "links": LINKS},
)
"""The default complaint model."""


class Role(Code):
    """The roles of complaint management."""

    REQUESTER = REQUESTER
    COMPLAINT_HANDLER = "complaint_handler"
    COMPLAINT_MANAGER = "complaint_manager"


_THEIRS = Permit(Role.REQUESTER, _BY.is_(field("complainant")) | _BY.is_(field("opened_by")))
_DESK = (Role.COMPLAINT_HANDLER, Role.COMPLAINT_MANAGER)
_ASKING = (Escalated, Closed, Withdrawn, Commented)
_WORKING = (Acknowledged, Investigated, Answered, Assigned, Updated, Linked, Unlinked)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys(_ASKING, (*_DESK, _THEIRS)),
    **dict.fromkeys(_WORKING, _DESK),
}
"""A division of duties, for `COMPLAINT.with_roles(STANDARD)`."""

COMPLAINT_MANAGEMENT = Practice(
    Complaint,
    prefix="CMP",
    has_tasks=True,
    links=(LinkRule(LinkKind.ABOUT, Complaint, ("Incident", "Request", "Problem", "Change")),),
)
"""Complaint management, as a desk knows it."""

if not TYPE_CHECKING:
    Complaint.model = COMPLAINT
