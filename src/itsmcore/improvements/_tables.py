"""The tables that an improvement lives by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from itsmcore.codes import Code
from itsmcore.conditions import field
from itsmcore.improvements._codes import HoldReason, Kind, Movement, Outcome
from itsmcore.improvements._events import (
    Accepted,
    Approved,
    Assessed,
    Cancelled,
    Closed,
    Measured,
    Rejected,
    Reviewed,
    Started,
    Updated,
)
from itsmcore.improvements._improvement import Improvement, ImprovementModel
from itsmcore.improvements._iteration import iteration_of
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Lifecycle,
    LinkKind,
    LinkRule,
    Opens,
    Permit,
    Phase,
    Practice,
    Rule,
    State,
    Timer,
    hold_region,
)
from itsmcore.lifecycle.events import (
    NAMES_SOMEBODY,
    NOT_HELD,
    Assigned,
    Commented,
    Held,
    Linked,
    Resumed,
    Unlinked,
)
from itsmcore.phrase import Phrase

_PROPOSED = ("new", "accepted", "assess")
_OPEN = (*_PROPOSED, "approved", "in_progress")
_IS_CORRECTIVE = field("kind").is_(Kind.CORRECTIVE_ACTION)
_IS_ABOUT_BASELINE = field("is_about_baseline").is_(True)
_SOUND = (
    Guard(
        Phrase("guards.own_proposal"),
        ~field("proposers").contains(field("event.by")),
        code="own_proposal",
    ),
    Guard(
        Phrase("guards.other_target"),
        ~field("baseline").is_set | ~field("target").is_set | _IS_ABOUT_BASELINE,
        code="other_target",
    ),
    Guard(
        Phrase("guards.no_better"),
        ~_IS_ABOUT_BASELINE | field("is_better_than_baseline").is_(True),
        code="no_better",
    ),
    Guard(
        Phrase("guards.no_counts"),
        ~field("baseline").is_set | field("is_testable").is_(True),
        code="no_counts",
    ),
    Guard(
        Phrase("guards.not_corrective"),
        ~_IS_CORRECTIVE
        | (field("nonconformity").is_set & field("root_cause").is_set & field("action").is_set),
        code="not_corrective",
    ),
)
_EFFECTIVE = Guard(
    Phrase("guards.not_effective"),
    ~_IS_CORRECTIVE
    | ~field("event.outcome").is_(Outcome.STANDARDISED)
    | field("is_target_met").is_(True),
    code="not_effective",
)

LIFECYCLE = Lifecycle(
    "improvement",
    states=(
        State("new", phase=Phase.NEW),
        State("accepted", phase=Phase.ACTIVE),
        State("assess", phase=Phase.ACTIVE),
        State("approved", phase=Phase.PENDING),
        State("in_progress", phase=Phase.ACTIVE),
        State("review", phase=Phase.RESOLVED),
        State("closed", phase=Phase.CLOSED),
        State("rejected", phase=Phase.CANCELLED),
        State("cancelled", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(Accepted, source="new", target="accepted", guards=NOT_HELD),
        Rule(Assessed, source="accepted", target="assess", guards=NOT_HELD),
        Rule(
            Approved,
            source="assess",
            target="approved",
            guards=(NOT_HELD, *_SOUND),
            needs=("baseline", "target"),
        ),
        Rule(Rejected, source=_PROPOSED, target="rejected"),
        Rule(Started, source="approved", target="in_progress", guards=NOT_HELD),
        Rule(Measured, source="in_progress"),
        Rule(
            Reviewed,
            source="in_progress",
            target="review",
            guards=(
                NOT_HELD,
                Guard(
                    Phrase("guards.not_measured"),
                    field("last_value").is_set,
                    code="not_measured",
                ),
            ),
        ),
        Rule(Closed, source="review", target="closed", guards=_EFFECTIVE, needs="lessons"),
        Rule(Cancelled, source=_OPEN, target="cancelled"),
        Rule(Updated, source=_PROPOSED),
        Rule(Assigned, source=(*_OPEN, "review"), guards=NAMES_SOMEBODY),
        Rule(Commented, source=ANY),
        Rule(Linked, source=ANY),
        Rule(Unlinked, source=ANY),
    ),
)
"""The states of ServiceNow's register of improvements; on hold is a region beside them."""

HOLD = hold_region(
    Held,
    Resumed,
    Rejected,
    Cancelled,
    guards=Guard(Phrase("guards.not_open_2"), field("state").is_in(_OPEN), code="not_open"),
)
"""Whether an improvement is on hold, beside its state, which it keeps."""

MOVED_FIRST = Guard(
    Phrase("guards.not_improved"),
    ~field("event.outcome").is_(Outcome.STANDARDISED) | field("movement").is_(Movement.IMPROVED),
    code="not_improved",
)
"""An optional guard: `IMPROVEMENT.with_guards({Closed: MOVED_FIRST})`."""

LINKS = (
    LinkKind.SOURCE,
    *(LinkKind.PARENT, LinkKind.CHILD),
    *(LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOWED_UP_BY),
    LinkKind.TASK,
    LinkKind.RELATED,
)
"""What other records may be to an improvement."""

IMPROVEMENT = ImprovementModel(
    name="improvement",
    lifecycle=LIFECYCLE,
    regions=(HOLD,),
    timers=(Timer("hold_ends", Resumed, states=_OPEN, at="hold_until"),),
    codes={"hold_reason": tuple(HoldReason), "links": LINKS},
)
"""The default improvement model: the states of ServiceNow's Continual Improvement Management.

What it calls Monitor is the state `review` here, and Closed is split by its outcome.
"""


class Role(Code):
    """The roles of continual improvement."""

    AGENT = "agent"
    IMPROVEMENT_OWNER = "improvement_owner"
    IMPROVEMENT_MANAGER = "improvement_manager"


_OWNING = (Updated, Assessed, Started, Measured, Held, Resumed, Reviewed, Cancelled, Assigned)
_MANAGING = (Accepted, Approved, Rejected, Closed)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys((Commented, Linked, Unlinked), tuple(Role)),
    **dict.fromkeys(_OWNING, (Role.IMPROVEMENT_OWNER, Role.IMPROVEMENT_MANAGER)),
    **dict.fromkeys(_MANAGING, (Role.IMPROVEMENT_MANAGER,)),
}
"""A division of duties, for `IMPROVEMENT.with_roles(STANDARD)`."""

_SOURCES = ("Incident", "Problem", "Change", "Request", "Complaint")
CONTINUAL_IMPROVEMENT = Practice(
    Improvement,
    prefix="IMP",
    has_tasks=True,
    links=(LinkRule(LinkKind.SOURCE, Improvement, _SOURCES),),
    opens=(Opens(Closed, iteration_of, when=field("event.outcome").is_(Outcome.ITERATED)),),
)
"""Continual improvement, as a desk knows it."""

if not TYPE_CHECKING:
    Improvement.model = IMPROVEMENT
