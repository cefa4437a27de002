"""The tables that a problem lives by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from itsmcore.codes import Code
from itsmcore.conditions import field, given
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Lifecycle,
    LinkKind,
    Permit,
    Phase,
    Practice,
    Rule,
    State,
    Timer,
    hold_region,
)
from itsmcore.lifecycle._link import link_kinds
from itsmcore.lifecycle.events import (
    NAMES_SOMEBODY,
    NOT_HELD,
    NOT_OF_ITSELF,
    Assigned,
    Commented,
    Held,
    Linked,
    Resumed,
    Unlinked,
)
from itsmcore.phrase import Phrase
from itsmcore.priority import PIN, PIN_ENDS, PriorityPinned, PriorityUnpinned
from itsmcore.problems._events import (
    Assessed,
    Cancelled,
    CauseRecorded,
    Closed,
    Confirmed,
    DuplicateMarked,
    FixBegun,
    HoldReason,
    Reanalysed,
    Reopened,
    ResolutionCode,
    Resolved,
    Reviewed,
    RiskAccepted,
    Updated,
    WorkaroundProposed,
    WorkaroundPublished,
    WorkaroundTested,
    WorkaroundWithdrawn,
)
from itsmcore.problems._known_error import WorkaroundState
from itsmcore.problems._problem import Problem, ProblemModel

_RCA, _FIX = "root_cause_analysis", "fix_in_progress"
_OPEN = (Phase.NEW, Phase.ACTIVE, Phase.PENDING)
_DONE = (Phase.RESOLVED, Phase.CLOSED)

_SAYS_WHAT = Guard(
    Phrase("guards.no_workaround_text"), field("event.text").is_set, code="no_workaround_text"
)
_HOW_FAR = field("workaround_state")

LIFECYCLE = Lifecycle(
    "problem",
    states=(
        State("new", phase=Phase.NEW),
        State("assess", phase=Phase.ACTIVE),
        State(_RCA, phase=Phase.ACTIVE),
        State(_FIX, phase=Phase.ACTIVE),
        State("resolved", phase=Phase.RESOLVED),
        State("closed", phase=Phase.CLOSED),
        State("cancelled", phase=Phase.CANCELLED),
    ),
    rules=(
        Rule(
            Assessed,
            source="new",
            target="assess",
            guards=NOT_HELD,
            needs=("summary", "assignee"),
        ),
        Rule(Confirmed, source="assess", target=_RCA, guards=NOT_HELD),
        Rule(CauseRecorded, source=(_RCA, _FIX), needs="cause"),
        Rule(
            WorkaroundProposed,
            source=_OPEN,
            guards=(
                _SAYS_WHAT,
                Guard(
                    Phrase("guards.workaround_published"),
                    ~_HOW_FAR.is_(WorkaroundState.PUBLISHED),
                    code="workaround_published",
                ),
            ),
        ),
        Rule(
            WorkaroundTested,
            source=_OPEN,
            guards=Guard(
                Phrase("guards.no_workaround_proposed"),
                _HOW_FAR.is_(WorkaroundState.PROPOSED),
                code="no_workaround_proposed",
            ),
        ),
        Rule(WorkaroundPublished, source=(*_OPEN, *_DONE), guards=_SAYS_WHAT),
        Rule(
            WorkaroundWithdrawn,
            source=(*_OPEN, *_DONE),
            guards=Guard(
                Phrase("guards.no_workaround"),
                field("workaround_text").is_set,
                code="no_workaround",
            ),
        ),
        Rule(FixBegun, source=_RCA, target=_FIX, guards=NOT_HELD, needs=("cause", "fix_notes")),
        Rule(Resolved, source=_FIX, target="resolved"),
        Rule(
            RiskAccepted,
            source=(_RCA, _FIX),
            target="closed",
            guards=NOT_HELD,
            needs=("cause", "close_notes"),
        ),
        Rule(
            DuplicateMarked,
            source=("assess", _RCA),
            target="closed",
            guards=(NOT_OF_ITSELF, NOT_HELD),
        ),
        Rule(Reopened, source="resolved", target=_FIX),
        Rule(Reviewed, source=_DONE),
        Rule(Closed, source="resolved", target="closed"),
        Rule(Cancelled, source=("new", "assess", _RCA), target="cancelled", needs="close_notes"),
        Rule(Reanalysed, source="closed", target=_RCA, reopens=True),
        Rule(
            Assigned,
            source=_OPEN,
            guards=NAMES_SOMEBODY,
        ),
        Rule(Updated, source=(*_OPEN, Phase.RESOLVED)),
        Rule(Commented, source=ANY),
        Rule(Linked, source=ANY),
        Rule(Unlinked, source=ANY),
    ),
)

HOLD = hold_region(
    Held,
    Resumed,
    Resolved,
    Cancelled,
    guards=Guard(Phrase("guards.ended_3"), field("phase").is_in(_OPEN), code="ended"),
    may_change=True,
)
"""Whether a problem is on hold, beside its stage, which it keeps."""

REVIEW_FIRST = Guard(
    Phrase("guards.major_unreviewed_2"),
    ~field("is_major").is_(True) | field("reviewed_at").is_set,
    code="major_unreviewed",
)
"""An optional guard: `PROBLEM.with_guards({Closed: REVIEW_FIRST})`."""

TASKS_FIRST = Guard(
    Phrase("guards.tasks_open"), given("tasks").is_in((False, (), 0)), code="tasks_open"
)
"""An optional guard, `PROBLEM.with_guards({Closed: TASKS_FIRST})`: no tasks may be open at closure.

Whoever closes it gives their numbers: `problem.close(…, given={"tasks": ()})`. ServiceNow does not
require this; it only tells the coordinator when all tasks have ended.
"""

LINKS = link_kinds(
    *(LinkKind.INCIDENT, LinkKind.CAUSED_BY, LinkKind.FIXED_BY),
    *(LinkKind.DOCUMENTED_BY, LinkKind.USES, LinkKind.COMPLAINT),
)
"""What other records may be to a problem."""

PROBLEM = ProblemModel(
    name="problem",
    lifecycle=LIFECYCLE,
    regions=(HOLD, PIN),
    timers=(
        Timer("hold_ends", Resumed, states=_OPEN, at="hold_until"),
        PIN_ENDS,
    ),
    codes={
        "hold_reason": tuple(HoldReason),
        "resolution_code": tuple(ResolutionCode),
        "links": LINKS,
    },
)
"""The default problem model; states and verbs are ServiceNow's, in ITIL's words.

Cancelled problems are closed there, and have a state of their own here. Sources:
assess-a-problem.md, investigate-root-cause.md and resolve-and-complete-problem.md of its
documentation.
"""


class Role(Code):
    """The roles of ITIL's division of duties."""

    AGENT = "agent"
    PROBLEM_COORDINATOR = "problem_coordinator"
    PROBLEM_MANAGER = "problem_manager"


_COORDINATING = (
    Assessed,
    Confirmed,
    CauseRecorded,
    WorkaroundProposed,
    WorkaroundTested,
    WorkaroundPublished,
    WorkaroundWithdrawn,
    FixBegun,
    Held,
    Resumed,
    Resolved,
    Reopened,
    DuplicateMarked,
    Assigned,
    Updated,
    PriorityPinned,
    PriorityUnpinned,
    Cancelled,
)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys(_COORDINATING, (Role.PROBLEM_COORDINATOR, Role.PROBLEM_MANAGER)),
    **dict.fromkeys((RiskAccepted, Reviewed, Closed, Reanalysed), (Role.PROBLEM_MANAGER,)),
    **dict.fromkeys(
        (Commented, Linked, Unlinked), (Role.AGENT, Role.PROBLEM_COORDINATOR, Role.PROBLEM_MANAGER)
    ),
}
"""ITIL's division of duties, for `PROBLEM.with_roles(STANDARD)`."""

PROBLEM_MANAGEMENT = Practice(Problem, prefix="PRB", has_tasks=True)
"""Problem management, as a desk knows it."""

if not TYPE_CHECKING:
    Problem.model = PROBLEM
