"""The main table of a change: its stages, and the rules that lead from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from itsmcore.approval import (
    BY_ITSELF,
    ApprovalExpired,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    ApprovedByPolicy,
    Rejected,
)
from itsmcore.approval._region import (
    AS_WORDED,
    ASKED,
    NO_APPROVER_ASSIGNED,
    NO_APPROVER_AT_WORK,
    NOT_ASKED,
    POLICY_HOLDS,
)
from itsmcore.changes._controls import Control
from itsmcore.changes._events import (
    TEMPLATED,
    Amended,
    Assessed,
    BackedOut,
    Cancelled,
    CloseCode,
    Closed,
    Communicated,
    Completed,
    ExceptionGranted,
    Implemented,
    Opened,
    Rescheduled,
    Result,
    Retried,
    Reverted,
    Reviewed,
    Scheduled,
    Tested,
    Updated,
    Verified,
)
from itsmcore.changes._regions import HOLD, approval_region
from itsmcore.conditions import All, Some, field
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Phase,
    Rule,
)
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle.events import (
    NAMES_SOMEBODY,
    NOT_HELD,
    Assigned,
    Commented,
    Linked,
    Unlinked,
)
from itsmcore.phrase import Phrase

_BACKED_OUT = field("backed_out_at").is_set
_OUTCOME = field("event.outcome")
_APPROVAL = field("approval")

STAGES = {
    "new": Phase.NEW,
    "assess": Phase.ACTIVE,
    "authorise": Phase.PENDING,
    "scheduled": Phase.PENDING,
    "implement": Phase.ACTIVE,
    "review": Phase.RESOLVED,
    "closed": Phase.CLOSED,
    "cancelled": Phase.CANCELLED,
}
"""Every stage, in order, and what it means."""

_OUTCOMES = (
    Guard(
        Phrase("guards.ends_backed_out"),
        ~_BACKED_OUT
        | ~_OUTCOME.is_set
        | _OUTCOME.is_in((CloseCode.BACKED_OUT, CloseCode.UNSUCCESSFUL)),
        code="ends_backed_out",
    ),
    Guard(
        Phrase("guards.not_backed_out"),
        _BACKED_OUT | ~_OUTCOME.is_(CloseCode.BACKED_OUT),
        code="not_backed_out",
    ),
)
_VERIFICATION = field("verification")
_NO_PLAIN_SUCCESS = Guard(
    Phrase("guards.not_simply_successful"),
    ~_VERIFICATION.is_(Result.FAILED) | ~_OUTCOME.is_(CloseCode.SUCCESSFUL),
    code="not_simply_successful",
)
_PLAN = {f.name for kind in (Amended, Rescheduled) for f in data_fields(kind)} - {"reason"}
PLAN_FIELDS = frozenset(_PLAN)
"""What is approved: the fields that amending and rescheduling set."""
WORDS = ("summary", "description", "justification", "category", "custom")
"""What is also approved, unless a model says otherwise."""
FACTS = tuple(f.name for f in data_fields(Opened) if f.name not in TEMPLATED)
"""What may be said of a change when it is opened, and so be fixed by a template."""


def _is_free(event: type[Event]) -> Guard:
    """Refuse an event that sets a field which the change's template fixes."""
    names = [f.name for f in data_fields(event) if f.name in FACTS]
    free = [~field(f"event.{name}").is_set | ~field("fixed").contains(name) for name in names]
    return Guard(Phrase("guards.fixed_by_template"), All(free), code="fixed_by_template")


def controlled(rules: Iterable[Rule], controls: Iterable[Control]) -> Iterator[Rule]:
    """Yield the rules with what the controls demand of their events."""
    asked: dict[type[Event], list[Control]] = {}
    for control in controls:
        asked.setdefault(control.event, []).append(control)
    for rule in rules:
        of_it = asked.get(rule.event, ())
        guards = [guard for control in of_it for guard in control.guards]
        needs = [name for control in of_it for name in control.needs]
        yield attrs.evolve(rule, guards=(*rule.guards, *guards), needs=(*rule.needs, *needs))


def rules_of(passed: tuple[str, ...], *, afterwards: bool = False) -> Iterator[Rule]:
    """Yield the rules of a change's stages, allowing for plans that are due afterwards."""
    ahead = passed[: passed.index("implement" if "implement" in passed else "review")]
    opened = passed[:-1]
    if "assess" in passed:
        yield Rule(Assessed, source="new", target="assess", guards=NOT_HELD)
    if passed[1] in ("assess", "authorise"):
        yield Rule(Reverted, source=passed[1], target="new", guards=NOT_HELD)
    if "authorise" in passed:
        yield from _authorising(passed)
    else:
        before = passed[passed.index("scheduled") - 1]
        yield Rule(Scheduled, source=before, target="scheduled", guards=NOT_HELD)
    if "implement" in passed:
        yield from _implementing(passed)
    planning = opened if afterwards else ahead
    says = [field(f"event.{f.name}").is_set for f in data_fields(Amended) if f.name != "reason"]
    says_something = Guard(Phrase("guards.nothing_amended"), Some(says), code="nothing_amended")
    guards = (NOT_HELD, says_something, _is_free(Amended))
    yield Rule(Amended, source=planning, guards=guards)
    yield Rule(Rescheduled, source=ahead, guards=(NOT_HELD, _is_free(Rescheduled)))
    yield Rule(Cancelled, source=ahead, target="cancelled")
    yield Rule(ExceptionGranted, source=ahead)
    yield Rule(
        Assigned,
        source=[stage for stage in opened if stage != "review"],
        guards=(
            NAMES_SOMEBODY,
            NO_APPROVER_ASSIGNED,
            _is_free(Assigned),
        ),
    )
    yield Rule(Updated, source=opened, guards=_is_free(Updated))
    for event in (Tested, Communicated):
        yield Rule(event, source=opened)
    verified = (*_OUTCOMES, _NO_PLAIN_SUCCESS) if "implement" in passed else ()
    yield Rule(Reviewed, source="review", guards=verified)
    yield Rule(
        Closed,
        source="review",
        target="closed",
        guards=(
            NOT_HELD,
            Guard(
                Phrase("guards.outcome_unconfirmed"),
                field("event.code").is_(field("outcome")),
                code="outcome_unconfirmed",
            ),
        ),
        needs="outcome",
    )
    yield Rule(Commented, source=ANY)
    yield Rule(Linked, source=ANY)
    yield Rule(Unlinked, source=ANY)


def _authorising(passed: tuple[str, ...]) -> Iterator[Rule]:
    place = passed.index("authorise")
    asking, deciding = (NOT_HELD, NOT_ASKED), (BY_ITSELF, NOT_HELD, ASKED)
    for source, target in ((passed[place - 1], "authorise"), ("authorise", None)):
        yield Rule(ApprovalRequested, source=source, target=target, guards=asking)
    for event, target in (
        (Approved, passed[place + 1]),
        (ApprovedByPolicy, passed[place + 1]),
        (Rejected, "new"),
        (ApprovalExpired, "new"),
    ):
        yield Rule(event, source="authorise", target=target, guards=deciding)
    voided = [("authorise", None), ("scheduled", "authorise")]
    for source, target in voided if "scheduled" in passed else voided[:1]:
        yield Rule(ApprovalsVoided, source=source, target=target, guards=(BY_ITSELF, NOT_HELD))


def _implementing(passed: tuple[str, ...]) -> Iterator[Rule]:
    before, after = passed[passed.index("implement") - 1], passed[passed.index("implement") + 1]
    approved = Guard(Phrase("guards.unapproved"), _APPROVAL.is_("approved"), code="unapproved")
    yield Rule(
        Implemented,
        source=before,
        target="implement",
        guards=(
            NOT_HELD,
            *(
                (approved, POLICY_HOLDS, AS_WORDED, NO_APPROVER_AT_WORK)
                if "authorise" in passed
                else ()
            ),
        ),
    )
    still_on = Guard(Phrase("guards.backed_out"), ~_BACKED_OUT, code="backed_out")
    has_failed = _VERIFICATION.is_(Result.FAILED)
    yield Rule(
        Verified,
        source="implement",
        guards=(
            still_on,
            Guard(Phrase("guards.not_retried"), ~has_failed, code="not_retried"),
        ),
    )
    yield Rule(
        Retried,
        source="implement",
        guards=(still_on, Guard(Phrase("guards.not_failed"), has_failed, code="not_failed")),
    )
    yield Rule(BackedOut, source="implement", guards=still_on)
    yield Rule(
        Completed,
        source="implement",
        target=after,
        guards=(NOT_HELD, *_OUTCOMES),
    )
    yield Rule(
        Cancelled,
        source="implement",
        target="cancelled",
        guards=Guard(Phrase("guards.begun"), _BACKED_OUT, code="begun"),
    )


def every_event() -> Iterator[type[Event]]:
    """Yield every event of changes, including those of stages that a model leaves out."""
    rules = list(rules_of(tuple(name for name in STAGES if name != "cancelled")))
    for table in (HOLD, approval_region()):
        rules += table.rules
    yield Scheduled
    for rule in rules:
        yield rule.event
