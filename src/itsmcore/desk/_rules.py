"""Rules: what cascades on a desk by default, as a decision."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import attrs

from itsmcore import changes, incidents, problems, tasks
from itsmcore.approval import Approved, ApprovedByPolicy
from itsmcore.changes import CHANGE_ENABLEMENT, NORMAL_CHANGE
from itsmcore.changes import CloseCode as ChangeCode
from itsmcore.checked import checked
from itsmcore.complaints import COMPLAINT
from itsmcore.conditions import Condition, Later, field
from itsmcore.decisions import Decision, Match, Row
from itsmcore.desk._article_rules import ARTICLE_RULES
from itsmcore.desk._cascades import Stock, target
from itsmcore.desk._improvement_rules import IMPROVEMENT_RULES
from itsmcore.desk._request_rules import REQUEST_RULES
from itsmcore.desk._soundness import cascade_faults
from itsmcore.fields import as_several, refuse_faults
from itsmcore.improvements import IMPROVEMENT
from itsmcore.incidents import INCIDENT, INCIDENT_MANAGEMENT, HoldReason, ResolutionCode
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import Event, Following, LinkKind, Model, Practice
from itsmcore.lifecycle.events import MOVED, Commented, DuplicateMarked, Linked
from itsmcore.orders import ORDER
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.problems import PROBLEM, PROBLEM_MANAGEMENT
from itsmcore.problems import ResolutionCode as ProblemCode
from itsmcore.requests import REQUEST
from itsmcore.tasks import TASK

_PHASE, _REASON = target("phase"), target("hold_reason")
_IS_OPEN = _PHASE.is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
_WAITS = _PHASE.is_(Phase.PENDING)
_WAITS_WITH_IT = target("held_with").is_(field("id"))


def _waits_for(reason: HoldReason) -> Condition:
    return _WAITS & _REASON.is_(reason)


def _note(text: str) -> Following:
    return Following(Commented, {"text": text, "public": False})


_HELD, _OUTCOME = field("event.reason"), field("event.outcome")
_WAITS_FOR_OTHERS = ~_HELD.is_(HoldReason.CALLER) & ~_REASON.is_(_HELD)
_WENT_WELL = _OUTCOME.is_in((ChangeCode.SUCCESSFUL, ChangeCode.SUCCESSFUL_WITH_ISSUES))
_FAILED = _OUTCOME.is_in((ChangeCode.BACKED_OUT, ChangeCode.UNSUCCESSFUL))
_IS_FIXED = field("resolution_code").is_(ProblemCode.FIX_APPLIED)
_WAITING = target("practice").is_(INCIDENT_MANAGEMENT.name) & _waits_for(HoldReason.CHANGE)
_FIXING = target("practice").is_(PROBLEM_MANAGEMENT.name) & target("state").is_("fix_in_progress")
_MADE = "The change that fixes it is made"
_HOLD = Following(incidents.Held, {"reason": _HELD, "until": field("event.until")})
_RESUME = Following(incidents.Resumed)
_CANCEL = Following(incidents.Cancelled, {"reason": field("event.reason")}, is_offer=True)
_SOLVE_INCIDENT = Following(
    incidents.Resolved,
    {"code": ResolutionCode.RESOLVED_BY_CHANGE, "notes": _MADE},
    is_offer=True,
)
_SOLVE_PROBLEM = Following(problems.Resolved, {"notes": _MADE}, is_offer=True)
_IS_PLANNED = target("step").is_set
_WITHDRAW = Following(tasks.Cancelled, {"reason": "what it was planned for has ended"})

_IS_DUPLICATE = field("resolution_code").is_(ResolutionCode.DUPLICATE)
_ANSWERS = (
    field("event.from_customer").is_(True)
    & _IS_DUPLICATE
    & (field("event.at") >= field("resolved_at"))
)
_PEOPLE = {"affected_users": field("callers"), "watchers": field("watchers")}
_MOVE = Following(
    Linked, {"kind": field("link.inverse"), "target": field("event.of"), "instead_of": field("id")}
)
_IS_NO_ORIGINAL = ~target("id").is_(field("event.of"))
_MERGED = (INCIDENT_MANAGEMENT, PROBLEM_MANAGEMENT)

_RULES: tuple[Stock, ...] = (
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Started, incidents.Resumed),
        _PHASE.is_(Phase.NEW),
        Following(incidents.Started),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Started, incidents.Resumed),
        _WAITS & _WAITS_WITH_IT,
        _RESUME,
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Held,),
        _IS_OPEN & _WAITS_FOR_OTHERS & (~_WAITS | _WAITS_WITH_IT),
        _HOLD,
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Resolved,),
        _IS_OPEN,
        Following(
            incidents.Resolved,
            {
                "code": field("event.code"),
                "notes": field("event.notes"),
                "restored_at": Later(field("restored_at"), target("occurred_at")),
            },
        ),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Cancelled,),
        _IS_OPEN,
        _CANCEL,
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.TASK,
        (incidents.Closed,),
        _IS_OPEN,
        Following(tasks.Closed, {"code": tasks.CloseCode.INCOMPLETE}),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.TASK,
        (incidents.Cancelled,),
        _IS_OPEN,
        Following(tasks.Closed, {"code": tasks.CloseCode.SKIPPED}),
    ),
    (
        CHANGE_ENABLEMENT,
        LinkKind.TASK,
        (changes.Completed, Approved, ApprovedByPolicy),
        field("state").is_("review") & _IS_OPEN & target("origin").is_(tasks.Origin.MODEL),
        Following(tasks.Cancelled, {"reason": "the change is under review"}),
    ),
    (
        CHANGE_ENABLEMENT,
        LinkKind.TASK,
        (changes.Cancelled,),
        _IS_OPEN & _IS_PLANNED,
        _WITHDRAW,
    ),
    (
        PROBLEM_MANAGEMENT,
        LinkKind.TASK,
        (problems.Cancelled, problems.RiskAccepted, problems.Closed),
        field("phase").is_in((Phase.CLOSED, Phase.CANCELLED)) & _IS_OPEN & _IS_PLANNED,
        _WITHDRAW,
    ),
    (
        PROBLEM_MANAGEMENT,
        LinkKind.INCIDENT,
        (problems.Resolved, problems.Closed),
        _IS_FIXED & _waits_for(HoldReason.PROBLEM),
        Following(
            incidents.Resolved,
            {"code": ResolutionCode.RESOLVED_BY_PROBLEM, "notes": "The problem is solved"},
        ),
    ),
    (
        PROBLEM_MANAGEMENT,
        LinkKind.INCIDENT,
        (problems.RiskAccepted,),
        _waits_for(HoldReason.PROBLEM),
        _note("The risk of the problem was accepted; it will not be solved"),
    ),
    *((of, (*MOVED, LinkKind.TASK), (DuplicateMarked,), _IS_NO_ORIGINAL, _MOVE) for of in _MERGED),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.DUPLICATE_OF,
        (DuplicateMarked, incidents.Resolved, incidents.PeopleAdded),
        _IS_DUPLICATE,
        Following(incidents.PeopleAdded, _PEOPLE),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.DUPLICATE_OF,
        (DuplicateMarked, incidents.Resolved),
        _IS_DUPLICATE & field("event.conversation").is_set,
        Following(Commented, {"text": field("event.conversation"), "public": False}),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.DUPLICATE_OF,
        (Commented,),
        _ANSWERS,
        Following(Commented, {"text": field("event.text"), "public": False}),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.DUPLICATE_OF,
        (Commented,),
        _ANSWERS & _waits_for(HoldReason.CALLER),
        Following(incidents.Resumed),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.DUPLICATE_OF,
        (incidents.Reopened,),
        None,
        Following(incidents.PeopleRemoved, _PEOPLE, is_offer=True),
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.DUPLICATED_BY,
        (incidents.Resolved,),
        _IS_OPEN,
        Following(incidents.DuplicateMarked, {"of": field("id"), "notes": field("event.notes")}),
    ),
    (
        PROBLEM_MANAGEMENT,
        LinkKind.INCIDENT,
        (problems.WorkaroundPublished,),
        _IS_OPEN,
        Following(Commented, {"text": field("event.text"), "public": True}, is_offer=True),
    ),
    (
        CHANGE_ENABLEMENT,
        LinkKind.FIXES,
        (changes.Completed, changes.Reviewed),
        _WENT_WELL & _WAITING,
        _SOLVE_INCIDENT,
    ),
    (
        CHANGE_ENABLEMENT,
        LinkKind.FIXES,
        (changes.Completed, changes.Reviewed),
        _WENT_WELL & _FIXING,
        _SOLVE_PROBLEM,
    ),
    (
        CHANGE_ENABLEMENT,
        LinkKind.FIXES,
        (changes.Completed,),
        _FAILED & (_WAITING | _FIXING),
        _note("The change that was to fix it did not succeed"),
    ),
)
_REOPENING: Stock = (
    INCIDENT_MANAGEMENT,
    LinkKind.CHILD,
    (incidents.Reopened,),
    ~field("event.from_customer").is_(True) & _PHASE.is_(Phase.RESOLVED),
    Following(incidents.Reopened, {"reason": field("event.reason")}),
)
_OVERRULING: tuple[Stock, ...] = (
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Started, incidents.Resumed),
        _WAITS & ~_WAITS_WITH_IT,
        _RESUME,
    ),
    (
        INCIDENT_MANAGEMENT,
        LinkKind.CHILD,
        (incidents.Held,),
        _WAITS & ~_WAITS_WITH_IT & _WAITS_FOR_OTHERS,
        _HOLD,
    ),
)


@checked
def cascades(
    *more: Row[Following] | tuple[object, Following],
    cancel_children: bool = False,
    overrule_waits: bool = False,
    reopen_children: bool = False,
    resolve_by_change: bool = False,
    models: Iterable[Model] = (),
) -> Decision[Following]:
    """Make the decision about what cascades: ServiceNow's rules, and what desks differ in.

    Sources: parent-child-state-sync.md, sync-btwn-inci-prob.md and c_ChangeStateModel.md of its
    documentation. A change that is never implemented, such as one discovered after the fact, fixes
    nothing by itself: nothing is offered when it is approved, only when its review says that it was
    successful. That a change or a problem which ends cancels what its plan left open is our own. An
    improvement puts its tasks on hold with it, as in its Continual Improvement Management.

    Args:
        more: rows of your own, each a condition and a Following.
        cancel_children: whether a parent that is cancelled cancels its open children; otherwise it
            offers to. In ServiceNow nothing happens to them.
        overrule_waits: whether a parent that is started or resumed, or put on hold for something
            else, overrules a child that waits on its own, as in ServiceNow; otherwise only one that
            was put on hold with it follows.
        reopen_children: whether a parent that an agent reopens also reopens its resolved children,
            as ServiceNow always does.
        resolve_by_change: whether a successful change resolves the incidents that wait for it, and
            its problem; otherwise it offers to.
        models: models of your own, whose states, verbs and facts your rows may name.

    Raises:
        FaultyDefinition: a row of your own reads what does not exist, names an unknown practice,
            verb, link or state, causes what cannot follow, never holds, or repeats another; lists
            every such fault.
    """
    at_once = (_CANCEL,) * cancel_children + (_SOLVE_INCIDENT, _SOLVE_PROBLEM) * resolve_by_change
    rules = (
        *_RULES,
        *REQUEST_RULES,
        *ARTICLE_RULES,
        *IMPROVEMENT_RULES,
        *_OVERRULING * overrule_waits,
        *(_REOPENING,) * reopen_children,
    )
    rows = (_row(*rule, at_once=at_once) for rule in rules)
    decision = Decision(chain(rows, more), match=Match.ALL, name="the cascades")
    if more:
        own = as_several(Model, models, "models", Phrase("desk.rules.models_such_incident"))
        refuse_faults(decision.name, cascade_faults(decision, (*MODELS, *own)))
    return decision


MODELS = (INCIDENT, PROBLEM, NORMAL_CHANGE, REQUEST, ORDER, ARTICLE, COMPLAINT, IMPROVEMENT, TASK)
"""A model of each practice."""


def _row(
    practice: Practice,
    links: str | tuple[str, ...],
    events: tuple[type[Event], ...],
    when: Condition | None,
    cascade: Following,
    *,
    at_once: tuple[Following, ...],
) -> tuple[Condition, Following]:
    verbs = [event.verb for event in events]
    kinds = [links] if isinstance(links, str) else links
    happens = field("verb").is_(verbs[0]) if len(verbs) == 1 else field("verb").is_in(verbs)
    asked = field("link").is_in(kinds) & happens & field("practice").is_(practice.name)
    is_offer = cascade.is_offer and cascade not in at_once
    return asked if when is None else asked & when, attrs.evolve(cascade, is_offer=is_offer)
