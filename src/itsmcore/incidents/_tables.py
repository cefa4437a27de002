"""The tables that an incident lives by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from itsmcore.codes import Code
from itsmcore.conditions import field, happened, phase, state
from itsmcore.incidents._events import (
    Cancelled,
    Closed,
    DuplicateMarked,
    Escalated,
    Escalation,
    Held,
    HoldReason,
    MajorDemoted,
    MajorPromoted,
    MajorProposed,
    MajorRejected,
    MajorReviewed,
    PeopleAdded,
    PeopleRemoved,
    Recategorised,
    Reminded,
    Reopened,
    Reprioritised,
    ResolutionCode,
    Resolved,
    Responded,
    Resumed,
    Started,
    Updated,
)
from itsmcore.incidents._incident import FROM_CALLER, Incident, IncidentModel
from itsmcore.lifecycle import (
    ANY,
    FROM_REQUESTER,
    REQUESTER,
    Event,
    Guard,
    Lifecycle,
    LinkKind,
    Permit,
    Phase,
    Practice,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle._link import link_kinds
from itsmcore.lifecycle.events import (
    NAMES_SOMEBODY,
    NOT_OF_ITSELF,
    Assigned,
    Commented,
    Linked,
    Unlinked,
)
from itsmcore.phrase import Phrase
from itsmcore.priority import PIN, PIN_ENDS, PriorityPinned, PriorityUnpinned


class Role(Code):
    """The roles of ITIL's division of duties."""

    REQUESTER = REQUESTER
    AGENT = "agent"
    MAJOR_INCIDENT_MANAGER = "major_incident_manager"


CUSTOMER_UNLESS_AGENT = FROM_REQUESTER | (
    FROM_CALLER
    & ~(
        field("event.by.roles").contains(Role.AGENT)
        & field("event.by").is_(field("opened_by"))
        & field("caller").is_(field("opened_by"))
    )
)
"""The same, but an agent who opened an incident for nobody else is the desk, and answers it."""


FROM_CUSTOMER = field("event.from_customer").is_(True)
FROM_DESK = field("event.from_desk").is_(True)
OPEN = (Phase.NEW, Phase.ACTIVE, Phase.PENDING)
UNTIL_CLOSED = (*OPEN, Phase.RESOLVED)

_IS_MERGED = field("resolution_code").is_(ResolutionCode.DUPLICATE) & field("duplicate_of").is_set
NAMES_PEOPLE = Guard(
    Phrase("guards.no_people_named"),
    field("event.affected_users").is_set | field("event.watchers").is_set,
    code="no_people_named",
)

LIFECYCLE = Lifecycle(
    "incident",
    states=(
        State("new", phase=Phase.NEW),
        State("in_progress", phase=Phase.ACTIVE),
        State("on_hold", phase=Phase.PENDING),
        State("resolved", phase=Phase.RESOLVED),
        State("closed", phase=Phase.CLOSED),
        State("cancelled", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(
            Assigned,
            source=OPEN,
            guards=NAMES_SOMEBODY,
        ),
        Rule(Started, source="new", target="in_progress"),
        Rule(
            Responded,
            source=OPEN,
            guards=(
                Guard(
                    Phrase("guards.already_responded"),
                    ~field("responded_at").is_set,
                    code="already_responded",
                ),
                Guard(Phrase("guards.not_the_desk"), FROM_DESK, code="not_the_desk"),
            ),
        ),
        Rule(
            Held,
            source=("new", "in_progress", "on_hold"),
            target="on_hold",
            guards=(
                Guard(
                    Phrase("guards.hold_unchanged"),
                    ~state("on_hold")
                    | ~field("event.reason").is_(field("hold_reason"))
                    | field("event.until").is_set,
                    code="hold_unchanged",
                ),
            ),
        ),
        Rule(Resumed, source="on_hold", target="in_progress"),
        Rule(
            Resolved,
            source=("new", "in_progress", "on_hold"),
            target="resolved",
            needs=("resolution_code", "resolution_notes"),
        ),
        Rule(
            DuplicateMarked,
            source=("new", "in_progress", "on_hold"),
            target="resolved",
            guards=NOT_OF_ITSELF,
        ),
        Rule(DuplicateMarked, source="resolved", guards=NOT_OF_ITSELF),
        Rule(Reopened, source="resolved", target="in_progress"),
        Rule(Closed, source="resolved", target="closed"),
        Rule(Cancelled, source=("new", "in_progress", "on_hold"), target="cancelled"),
        Rule(
            Reprioritised,
            source=OPEN,
            guards=(
                Guard(
                    Phrase("guards.nothing_named"),
                    field("event.impact").is_set | field("event.urgency").is_set,
                    code="nothing_named",
                ),
            ),
        ),
        Rule(Recategorised, source=UNTIL_CLOSED),
        Rule(
            Escalated,
            source=OPEN,
            guards=(
                Guard(
                    Phrase("guards.group_unchanged"),
                    ~field("event.kind").is_(Escalation.FUNCTIONAL)
                    | (field("event.group").is_set & ~field("event.group").is_(field("group"))),
                    code="group_unchanged",
                ),
                Guard(
                    Phrase("guards.group_changed"),
                    ~field("event.kind").is_(Escalation.HIERARCHIC) | ~field("event.group").is_set,
                    code="group_changed",
                ),
            ),
        ),
        Rule(Updated, source=UNTIL_CLOSED),
        Rule(PeopleAdded, source=ANY, guards=NAMES_PEOPLE),
        Rule(PeopleRemoved, source=ANY, guards=NAMES_PEOPLE),
        Rule(Commented, source=ANY),
        Rule(Linked, source=ANY),
        Rule(Unlinked, source=ANY),
    ),
)

_IS_OPEN = Guard(Phrase("guards.ended_2"), field("phase").is_in(UNTIL_CLOSED), code="ended")

MAJOR_INCIDENT = Lifecycle(
    "major_incident",
    states=(
        State("none", phase=Phase.NEW),
        State("proposed", phase=Phase.PENDING),
        State("accepted", phase=Phase.ACTIVE),
        State("reviewed", phase=Phase.RESOLVED),
        State("rejected", phase=Phase.CANCELLED),
        State("demoted", phase=Phase.CANCELLED),
        State("cancelled", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(
            MajorProposed,
            source=("none", "rejected", "demoted"),
            target="proposed",
            guards=(_IS_OPEN,),
        ),
        Rule(
            MajorPromoted,
            source=("none", "proposed", "rejected", "demoted"),
            target="accepted",
            guards=(_IS_OPEN,),
        ),
        Rule(MajorRejected, source="proposed", target="rejected"),
        Rule(MajorDemoted, source=("accepted", "reviewed"), target="demoted"),
        Rule(
            MajorReviewed,
            source="accepted",
            target="reviewed",
            guards=(
                Guard(
                    Phrase("guards.not_yet_resolved"),
                    field("phase").is_in((Phase.RESOLVED, Phase.CLOSED)),
                    code="not_yet_resolved",
                ),
            ),
        ),
        Rule(Reopened, source="reviewed", target="accepted"),
        Rule(Cancelled, source=("proposed", "accepted"), target="cancelled"),
        Rule(DuplicateMarked, source="proposed", target="rejected"),
        Rule(DuplicateMarked, source="accepted", target="demoted"),
    ),
)

REVIEW_FIRST = Guard(
    Phrase("guards.major_unreviewed"),
    ~field("major_incident").is_("accepted"),
    code="major_unreviewed",
)
"""An optional guard: `INCIDENT.with_guards({Closed: REVIEW_FIRST})`."""

LINKS = link_kinds(
    *(LinkKind.PROBLEM, LinkKind.CAUSED_BY, LinkKind.FIXED_BY),
    *(LinkKind.DOCUMENTED_BY, LinkKind.USES, LinkKind.COMPLAINT),
)
"""What other records may be to an incident."""
REMIND: tuple[Rule | Timer, ...] = (
    Rule(Reminded, source="on_hold"),
    Timer("hold_ends", Reminded, states="on_hold", at="hold_until"),
)
"""For models that remind when a hold was due to end, instead of resuming.

`INCIDENT.extended(*REMIND, without="hold_ends")`; it then stays on hold until somebody acts.
"""

REOPEN_AT_ONCE = Reaction(
    Commented,
    Reopened,
    when=FROM_CUSTOMER & ~_IS_MERGED,
    data={"reason": field("event.text")},
)
"""An optional reaction: `INCIDENT.extended(REOPEN_AT_ONCE)`, Jira's rule.

A comment by the customer's side on a resolved incident reopens it; otherwise a desk offers to. One
on a duplicate does neither: a desk passes it on to the other incident.
"""

INCIDENT = IncidentModel(
    name="incident",
    lifecycle=LIFECYCLE,
    regions=(MAJOR_INCIDENT, PIN),
    timers=(
        Timer(
            "auto_close",
            Closed,
            states="resolved",
            after=timedelta(days=5),
            when=~field("is_major").is_(True),
            restart=happened(Commented) & FROM_CUSTOMER,
        ),
        Timer("hold_ends", Resumed, states="on_hold", at="hold_until"),
        PIN_ENDS,
    ),
    reactions=(
        Reaction(
            Commented,
            Responded,
            when=field("event.public").is_(True) & FROM_DESK,
        ),
        Reaction(
            Commented,
            Resumed,
            when=field("event.public").is_(True)
            & FROM_CUSTOMER
            & field("hold_reason").is_(HoldReason.CALLER),
        ),
        attrs.evolve(REOPEN_AT_ONCE, is_offer=True),
    ),
    codes={
        "hold_reason": tuple(HoldReason),
        "resolution_code": tuple(ResolutionCode),
        "links": LINKS,
    },
)
"""The default incident model."""


_OWN = field("event.by").is_(field("caller")) | field("event.by").is_(field("opened_by"))
_THEIRS = FROM_CALLER | field("event.by").is_(field("opened_by"))
_MINOR = ~field("is_major").is_(True)
_WORK = (
    Assigned,
    Started,
    Responded,
    Held,
    Resumed,
    Resolved,
    Reprioritised,
    PriorityPinned,
    PriorityUnpinned,
    Recategorised,
    Escalated,
    Updated,
    PeopleAdded,
    PeopleRemoved,
    DuplicateMarked,
    Linked,
    Unlinked,
    MajorProposed,
)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys(_WORK, (Role.AGENT,)),
    Commented: (Role.AGENT, Permit(Role.REQUESTER, _THEIRS)),
    Reopened: (Role.AGENT, Permit(Role.REQUESTER, _THEIRS & _MINOR)),
    Closed: (Role.AGENT, Permit(Role.REQUESTER, _OWN & _MINOR)),
    Cancelled: (Role.AGENT, Permit(Role.REQUESTER, _OWN & phase(Phase.NEW))),
    **dict.fromkeys(
        (MajorPromoted, MajorRejected, MajorDemoted, MajorReviewed), (Role.MAJOR_INCIDENT_MANAGER,)
    ),
}
"""ITIL's division of duties, for `INCIDENT.with_roles(STANDARD)`."""

INCIDENT_MANAGEMENT = Practice(Incident, prefix="INC", has_tasks=True)
"""Incident management, as a desk knows it."""

if not TYPE_CHECKING:
    Incident.model = INCIDENT
