"""The tables of a change, put together from the stages it passes and the controls it obeys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Self

import attrs

from itsmcore.approval import (
    APPROVAL,
    BY_ITSELF,
    REACTIONS,
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    Rejected,
)
from itsmcore.changes._events import (
    TEMPLATED,
    Amended,
    Assessed,
    BackedOut,
    Cancelled,
    ChangeKind,
    CloseCode,
    Closed,
    Communicated,
    Completed,
    ExceptionGranted,
    Held,
    Implemented,
    Opened,
    Rescheduled,
    Result,
    Resumed,
    Retried,
    Reverted,
    Reviewed,
    Scheduled,
    Tested,
    Updated,
    Verified,
)
from itsmcore.changes._record import Change
from itsmcore.conditions import All, Condition, Field, field, given
from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.lifecycle import (
    ANY,
    Guard,
    Lifecycle,
    Model,
    Permit,
    Phase,
    Reaction,
    Rule,
    State,
    Timer,
    opening,
)
from itsmcore.lifecycle._event import Event, data_fields
from itsmcore.lifecycle._model import Table
from itsmcore.lifecycle.events import Assigned, Commented, Linked
from itsmcore.schedule import Schedule


@attrs.frozen(kw_only=True)
class ChangeModel(Model):
    """Hold the tables a change lives by: those of every model, and who has to approve.

    Attributes:
        kind: how its changes are authorised.
        policy: who has to approve; None where nobody has to.
        maintenance: a schedule within which a window may move and keep its approvals.
    """

    record: ClassVar[type[Change]] = Change
    opening_event: ClassVar[type[Opened]] = Opened
    open = opening(Opened, Change)

    kind: ChangeKind = ChangeKind.NORMAL
    policy: ApprovalPolicy | None = None
    maintenance: Schedule | None = None

    def verify(self) -> None:
        """Check the tables; done when a model is built.

        Raises:
            FaultyDefinition: every fault, together.
        """
        super().verify()
        has_approval = "approval" in [region.name for region in self.regions]
        if has_approval is (self.policy is None):
            words = "belongs to the stage authorise: give both, or neither (change_model)"
            faults = [Fault("bad_policy", "policy", words)]
            raise FaultyDefinition(f"model {self.name!r}", faults)

    def with_roles(self, roles: Table[str | Permit | Iterable[str | Permit]]) -> Self:
        """Make a model in which the events of the table are for those roles only.

        Events of stages that the model leaves out are passed over, so that one table will do for
        every model of changes.

        Args:
            roles: event classes or verbs, and who may: a role, a Permit, or several of them.

        Raises:
            Unlisted: no change has the event.
        """
        own = {key for event in self.events for key in (event, event.verb)}
        others = {key for event in _every_event() for key in (event, event.verb)} - own
        return super().with_roles({key: who for key, who in roles.items() if key not in others})


@attrs.frozen(kw_only=True)
class Controls:
    """Choose which controls a change model demands; each is on unless it is switched off.

    Attributes:
        risk: the risk is assessed before authorisation.
        plans: steps, back-out, and the test and communication that it demands, are planned before
            authorisation.
        window: it is implemented inside its window.
        freeze: it is not implemented in a freeze, unless an exception was granted.
        test: the test before it has passed.
        communication: those whom it concerns were told.
        conflicts: no conflict is unresolved.
        verification: the implementation is verified before it is complete.
        review: it is reviewed before it is closed; where not, only if it was not successful.
        tasks: its tasks have ended before it is closed.
        template: it is made of a template, whose approval holds when it is scheduled.
        afterwards: risk, plans, test and communication are due before it is closed, and not before.
    """

    risk: bool = True
    plans: bool = True
    window: bool = True
    freeze: bool = True
    test: bool = True
    communication: bool = True
    conflicts: bool = True
    verification: bool = True
    review: bool = False
    tasks: bool = True
    template: bool = False
    afterwards: bool = False

    @property
    def planned(self) -> tuple[str, ...]:
        """The fields that have to be set before authorisation, or before closing."""
        wanted = (
            ("risk", self.risk),
            ("steps", self.plans),
            ("test_plan", self.plans and self.test),
            ("communication_plan", self.plans and self.communication),
            ("back_out_plan", self.plans),
        )
        return tuple(name for name, is_wanted in wanted if is_wanted)

    def scheduling(self) -> Iterator[Guard]:
        """Give the guards of what is scheduled without an approval of its own."""
        if self.template:
            yield Guard("it is of no template (ChangeTemplate.open)", field("template").is_set)
            until = field("approved_until")
            in_time = ~until.is_set | (field("event.at") < until)
            yield Guard("the approval of its template has ended; open a normal change", in_time)

    def prepared(self) -> Iterator[Guard]:
        """Give the guards that preparation has to satisfy."""
        if self.test:
            passed = field("test_result").is_(Result.PASSED)
            yield Guard("the test before it has not passed (record_test)", passed)
        if self.communication:
            told = field("communicated_at").is_set
            yield Guard("those whom it concerns have not been told (communicate)", told)

    def implementing(self) -> Iterator[Guard]:
        """Give the guards of the implementation."""
        if self.window:
            at = field("event.at")
            inside = (at >= field("planned_start")) & (at < field("planned_end"))
            yield Guard("it is outside its window (reschedule)", inside)
        if self.freeze:
            yield Guard("a freeze is in force (grant_exception)", _none_of("freeze"))
        if self.conflicts:
            yield Guard("a conflict is unresolved (grant_exception)", _none_of("conflicts"))
        if not self.afterwards:
            yield from self.prepared()

    def closing(self) -> Iterator[Guard]:
        """Give the guards of the closure."""
        if self.review:
            yield Guard("it has to be reviewed first (review)", _REVIEWED)
        else:
            went_well = field("outcome").is_(CloseCode.SUCCESSFUL)
            words = "what was not successful has to be reviewed first (review)"
            yield Guard(words, _REVIEWED | went_well)
        if self.tasks:
            yield Guard("a task of it is open", _is_nothing(given("tasks")))
        if self.afterwards:
            yield from self.prepared()


def _is_nothing(fact: Field) -> Condition:
    return ~fact.is_set | fact.is_in((False, 0))


def _none_of(name: str) -> Condition:
    """Hold where there is no such thing, or an exception was granted for each there is."""
    return _is_nothing(given(name)) | field("exceptions").contains(given(name))


_REVIEWED = field("reviewed_at").is_set
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
"""The stages there are, in order, and what they mean."""

NOT_HELD = Guard("it is on hold; resume it first", ~field("hold").is_("on_hold"))
_APPROVER = "an approver does not implement what they approved"
NO_APPROVER_ASSIGNED = Guard(_APPROVER, ~field("approvers").contains(field("event.assignee")))
NO_APPROVER_AT_WORK = Guard(_APPROVER, ~field("approvers").contains(field("event.by")))
ASKED = Guard("nobody was asked to approve it (request_approval)", _APPROVAL.is_("requested"))
NOT_ASKED = Guard("those who approve it were asked already", ~_APPROVAL.is_("requested"))
_OUTCOMES = (
    Guard(
        "what was backed out ends as backed out or unsuccessful",
        ~_BACKED_OUT
        | ~_OUTCOME.is_set
        | _OUTCOME.is_in((CloseCode.BACKED_OUT, CloseCode.UNSUCCESSFUL)),
    ),
    Guard(
        "only what was backed out ends as backed out (back_out)",
        _BACKED_OUT | ~_OUTCOME.is_(CloseCode.BACKED_OUT),
    ),
)
_VERIFICATION = field("verification")
_VERIFIED = (
    Guard(
        "it has to be verified, or backed out, first (verify)", _BACKED_OUT | _VERIFICATION.is_set
    ),
    Guard(
        "what failed its verification is retried, backed out, or accepted with issues",
        _BACKED_OUT
        | ~_VERIFICATION.is_(Result.FAILED)
        | _OUTCOME.is_(CloseCode.SUCCESSFUL_WITH_ISSUES),
    ),
)
_PLAN = {f.name for kind in (Amended, Rescheduled) for f in data_fields(kind)} - {"reason"}
PLAN_FIELDS = frozenset(_PLAN)
"""What is approved: the fields that amending and rescheduling set."""
FACTS = tuple(f.name for f in data_fields(Opened) if f.name not in TEMPLATED)
"""What may be said of a change when it is opened, and so be fixed by a template."""


def _is_free(event: type[Event]) -> Guard:
    """Refuse an event that sets a field which the change's template fixes."""
    names = [f.name for f in data_fields(event) if f.name in FACTS]
    free = [~field(f"event.{name}").is_set | ~field("fixed").contains(name) for name in names]
    return Guard("its template fixes that (change.fixed)", All(free))


HOLD = Lifecycle(
    "hold",
    states=(State("none", phase=Phase.NEW), State("on_hold", phase=Phase.PENDING)),
    rules=(
        Rule(
            Held,
            source="none",
            target="on_hold",
            guards=(
                Guard(
                    "only an open change is put on hold",
                    field("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING)),
                ),
            ),
        ),
        Rule(Resumed, source="on_hold", target="none"),
        Rule(Cancelled, source="on_hold", target="none"),
    ),
)
"""Whether a change is on hold, beside its stage."""


def _approval() -> Lifecycle:
    """Give the region of the approval, which a hold withdraws."""
    beside = (
        Rule(Held, source="requested", target="withdrawn"),
        Rule(Resumed, source="withdrawn", target="requested"),
        Rule(Reverted, source="requested", target="not_requested"),
        Rule(Cancelled, source=("requested", "withdrawn"), target="not_requested"),
    )
    return attrs.evolve(
        APPROVAL,
        states=(*APPROVAL.states, State("withdrawn", phase=Phase.PENDING)),
        rules=(*APPROVAL.rules, *beside),
    )


MOVES_IN_MAINTENANCE = field("moves_in_maintenance").is_(True)
"""What a model with a maintenance schedule lets an approval outlast."""

_ASKED_OR_APPROVED = _APPROVAL.is_in(("requested", "approved"))
_VOIDING = (
    Reaction(Amended, ApprovalsVoided, when=_ASKED_OR_APPROVED),
    Reaction(Rescheduled, ApprovalsVoided, when=_ASKED_OR_APPROVED & ~MOVES_IN_MAINTENANCE),
)
_EXPIRY = Timer(
    "approval_expiry",
    ApprovalExpired,
    states="authorise",
    at="approval_expires_at",
    when=_APPROVAL.is_("requested"),
)


def _rules(passed: tuple[str, ...], controls: Controls) -> Iterator[Rule]:
    ahead = passed[: passed.index("implement" if "implement" in passed else "review")]
    opened = passed[:-1]
    due = () if controls.afterwards else controls.planned
    window = ("planned_start", "planned_end") if controls.window else ()
    if "assess" in passed:
        yield Rule(Assessed, source="new", target="assess", guards=NOT_HELD)
    if passed[1] in ("assess", "authorise"):
        yield Rule(Reverted, source=passed[1], target="new", guards=NOT_HELD)
    if "authorise" in passed:
        yield from _authorising(passed, (*due, *window))
    else:
        before = passed[passed.index("scheduled") - 1]
        yield Rule(
            Scheduled,
            source=before,
            target="scheduled",
            guards=(NOT_HELD, *controls.scheduling()),
            needs=(*due, *window),
        )
    if "implement" in passed:
        yield from _implementing(passed, controls)
    planning = opened if controls.afterwards else ahead
    yield Rule(Amended, source=planning, guards=(NOT_HELD, _is_free(Amended)))
    yield Rule(Rescheduled, source=ahead, guards=(NOT_HELD, _is_free(Rescheduled)))
    yield Rule(Cancelled, source=ahead, target="cancelled")
    yield Rule(ExceptionGranted, source=ahead)
    yield Rule(
        Assigned,
        source=[stage for stage in opened if stage != "review"],
        guards=(
            Guard(
                "a group or an assignee must be named",
                field("event.group").is_set | field("event.assignee").is_set,
            ),
            NO_APPROVER_ASSIGNED,
            _is_free(Assigned),
        ),
    )
    yield Rule(Updated, source=opened, guards=_is_free(Updated))
    for event in (Tested, Communicated):
        yield Rule(event, source=opened)
    yield Rule(Reviewed, source="review", guards=_OUTCOMES if "implement" in passed else ())
    yield Rule(
        Closed,
        source="review",
        target="closed",
        guards=(
            NOT_HELD,
            Guard("its code has to confirm the outcome", field("event.code").is_(field("outcome"))),
            *controls.closing(),
        ),
        needs=("outcome", *(controls.planned if controls.afterwards else ())),
    )
    yield Rule(Commented, source=ANY)
    yield Rule(Linked, source=ANY)


def _authorising(passed: tuple[str, ...], needs: tuple[str, ...]) -> Iterator[Rule]:
    place = passed.index("authorise")
    asking, deciding = (NOT_HELD, NOT_ASKED), (NOT_HELD, ASKED)
    for source, target in ((passed[place - 1], "authorise"), ("authorise", None)):
        yield Rule(ApprovalRequested, source=source, target=target, guards=asking, needs=needs)
    for event, target in (
        (Approved, passed[place + 1]),
        (Rejected, "new"),
        (ApprovalExpired, "new"),
    ):
        yield Rule(event, source="authorise", target=target, guards=deciding, roles=BY_ITSELF)
    voided = [("authorise", None), ("scheduled", "authorise")]
    for source, target in voided if "scheduled" in passed else voided[:1]:
        yield Rule(ApprovalsVoided, source=source, target=target, guards=NOT_HELD, roles=BY_ITSELF)


def _implementing(passed: tuple[str, ...], controls: Controls) -> Iterator[Rule]:
    before, after = passed[passed.index("implement") - 1], passed[passed.index("implement") + 1]
    approved = Guard("it is not approved", _APPROVAL.is_("approved"))
    yield Rule(
        Implemented,
        source=before,
        target="implement",
        guards=(
            NOT_HELD,
            *((approved, NO_APPROVER_AT_WORK) if "authorise" in passed else ()),
            *controls.implementing(),
        ),
    )
    still_on = Guard("it was backed out", ~_BACKED_OUT)
    has_failed = _VERIFICATION.is_(Result.FAILED)
    yield Rule(
        Verified,
        source="implement",
        guards=(still_on, Guard("what failed is retried first (retry)", ~has_failed)),
    )
    yield Rule(
        Retried,
        source="implement",
        guards=(still_on, Guard("only what failed is retried", has_failed)),
    )
    yield Rule(BackedOut, source="implement", guards=still_on)
    yield Rule(
        Completed,
        source="implement",
        target=after,
        guards=(NOT_HELD, *_OUTCOMES, *(_VERIFIED if controls.verification else ())),
    )
    yield Rule(
        Cancelled,
        source="implement",
        target="cancelled",
        guards=Guard("what is begun is backed out first (back_out)", _BACKED_OUT),
    )


def _stage_faults(passed: tuple[str, ...], policy: ApprovalPolicy | None) -> Iterator[Fault]:
    """Give every fault of the stages that changes are to pass."""
    are = f"are {', '.join(passed)}; give"
    known = [stage for stage in STAGES if stage in passed and stage != "cancelled"]
    if list(passed) != known or not {"new", "review", "closed"} <= set(passed):
        words = f"{are} new, review, closed and others of {', '.join(STAGES)}"
        yield Fault("bad_stages", "stages", words)
    elif ("scheduled" in passed) is not ("implement" in passed):
        yield Fault("bad_stages", "stages", f"{are} scheduled and implement both, or neither")
    elif not {"authorise", "implement"} & set(passed):
        yield Fault("bad_stages", "stages", f"{are} authorise, or scheduled and implement")
    if ("authorise" in passed) is (policy is None):
        words = "belongs to the stage authorise: give both, or neither"
        yield Fault("bad_policy", "policy", words)


def change_model(
    name: str,
    *,
    kind: ChangeKind = ChangeKind.NORMAL,
    stages: Iterable[str],
    policy: ApprovalPolicy | None = None,
    controls: Controls | None = None,
    maintenance: Schedule | None = None,
    version: str = "1",
) -> ChangeModel:
    """Make a change model of the stages that its changes pass.

    Args:
        name: what it is called.
        kind: how its changes are authorised.
        stages: names of STAGES, in order, from new to closed; without `"authorise"` nobody has to
            approve. What is implemented is scheduled before. Cancelled is added.
        policy: who has to approve.
        controls: what it demands; everything, unless told otherwise.
        maintenance: a schedule within which a window may move and keep its approvals.
        version: its version.

    Raises:
        FaultyDefinition: the stages make no sound table; every fault together.

    >>> from datetime import UTC, datetime
    >>> quick = change_model("quick", kind=ChangeKind.STANDARD,
    ...                      stages=["new", "scheduled", "implement", "review", "closed"])
    >>> quick.open("CHG-1", at=datetime(2026, 1, 5, tzinfo=UTC), by="ada", summary="Add a disk")
    <Change CHG-1 new v1>
    """
    passed = tuple(stages)
    faults = tuple(_stage_faults(passed, policy))
    if faults:
        raise FaultyDefinition(f"change model {name!r}", faults)
    demanded = controls or Controls()
    approval = () if policy is None else (_approval(),)
    return ChangeModel(
        name=name,
        version=version,
        kind=kind,
        policy=policy,
        maintenance=maintenance,
        lifecycle=Lifecycle(
            "change",
            states=[State(n, phase=STAGES[n]) for n in (*passed, "cancelled")],
            rules=list(_rules(passed, demanded)),
        ),
        regions=(HOLD, *approval),
        timers=() if policy is None else (_EXPIRY,),
        reactions=() if policy is None else (*REACTIONS, *_VOIDING),
        codes={"outcome": tuple(CloseCode)},
    )


def _every_event() -> Iterator[type[Event]]:
    """Give every event of changes, those of stages that a model leaves out among them."""
    rules = list(_rules(tuple(name for name in STAGES if name != "cancelled"), Controls()))
    for table in (HOLD, _approval()):
        rules += table.rules
    yield Scheduled
    for rule in rules:
        yield rule.event
