"""The change: something added, altered or taken away that may affect a service."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import attrs

from itsmcore.approval import (
    ApprovalPolicy,
    ApprovalRequested,
    Approvals,
    Authority,
    Ballot,
    Delegated,
    Party,
    Voted,
    VotingClosed,
)
from itsmcore.approval._policy import as_policy
from itsmcore.categories._legal import (
    Categories,
    as_categories,
    dated_categories,
    known_categories,
    legal_categories,
)
from itsmcore.changes import _events as events
from itsmcore.changes._procedure import Procedure, ProcedureStep
from itsmcore.changes._rules import WORDS, every_event
from itsmcore.conditions import Condition, field
from itsmcore.dated import Dated
from itsmcore.errors import BadValue, Fault, Incomparable, Unlisted
from itsmcore.fields import as_names, as_several, is_in
from itsmcore.frozen import EMPTY
from itsmcore.level import Impact, Level, Urgency
from itsmcore.lifecycle import (
    FROM_REQUESTER,
    Actor,
    Chronology,
    Event,
    LinkKind,
    Model,
    Record,
    as_actor,
    opening,
    verb,
)
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.risk import Risk
from itsmcore.schedule import Schedule
from itsmcore.shown import shown
from itsmcore.span import Window


def _window(start: datetime | None, end: datetime | None) -> Window | None:
    return None if start is None or end is None or end < start else Window(start, end)


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Change(Record["ChangeModel"]):
    """One change: its plan, its approvals, and what came of it.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> change = Change.open("CHG-1", at=nine, by="ada", summary="Replace the disk")
    >>> change.assess(at=nine, by="grace")
    <Change CHG-1 assess v2>
    """

    derived: ClassVar[tuple[str, ...]] = (
        "kind",
        "moves_in_maintenance",
        "asks_the_same",
        "authorities_to_ask",
        "four_eyes",
        "asks_nobody",
        "asks_in_turn",
        "time_to_decide",
        "approval_answer",
        "approvers",
        "members",
        "voters",
        "caused_incidents",
    )

    chronology: ClassVar[Chronology] = Chronology(
        orders=(("planned_start", "planned_end"), ("actual_start", "actual_end")),
        past=("actual_start", "actual_end"),
    )

    derived_of_events: ClassVar[tuple[str, ...]] = ("whom_to_ask",)

    summary: str = ""
    description: str | None = None
    justification: str | None = None
    requester: str = ""
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    risk: Level | None = None
    affected_services: tuple[str, ...] = ()
    configuration_items: tuple[str, ...] = ()
    steps: tuple[ProcedureStep, ...] = ()
    test_plan: str | None = None
    test_result: str | None = None
    communication_plan: str | None = None
    communicated_at: datetime | None = None
    back_out_plan: str | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    previous_start: datetime | None = None
    previous_end: datetime | None = None
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    template: str | None = None
    fixed: tuple[str, ...] = ()
    approved_until: datetime | None = None
    authorities: tuple[Authority, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    deputies: tuple[tuple[str, str], ...] = ()
    sequential: bool = False
    closed_votings: tuple[str, ...] = ()
    approval_expires_at: datetime | None = None
    asked_by: str | None = None
    amended_by: str | None = None
    reworded: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    verification: str | None = None
    backed_out_at: datetime | None = None
    outcome: str | None = None
    reviewed_at: datetime | None = None
    close_notes: str | None = None
    hold_reason: str | None = None
    held_at: datetime | None = None

    open = opening(events.Opened)
    update = verb(events.Updated)
    amend = verb(events.Amended)
    reschedule = verb(events.Rescheduled)
    assign = verb(Assigned)
    assess = verb(events.Assessed)
    revert = verb(events.Reverted)
    vote = verb(Voted)
    delegate = verb(Delegated)
    close_voting = verb(VotingClosed)
    schedule = verb(events.Scheduled)
    record_test = verb(events.Tested)
    communicate = verb(events.Communicated)
    grant_exception = verb(events.ExceptionGranted)
    implement = verb(events.Implemented)
    verify = verb(events.Verified)
    retry = verb(events.Retried)
    back_out = verb(events.BackedOut)
    complete = verb(events.Completed)
    review = verb(events.Reviewed)
    close = verb(events.Closed)
    cancel = verb(events.Cancelled)
    hold = verb(events.Held)
    resume = verb(events.Resumed)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    def request_approval(
        self,
        *,
        at: datetime,
        by: str | Actor,
        absent: str | Iterable[str] = (),
        given: Mapping[str, Any] = EMPTY,
    ) -> Self:
        """Ask those whom the model's policy names, without those who have a part in it.

        If the policy names nobody for this change and lets that pass, the policy approves it.

        Args:
            at: when.
            by: who asks.
            absent: who is away; if nobody is left who could decide, in person or through a deputy
                of their authority, approval is not requested.
            given: outside facts for the model's guards.

        Raises:
            Refused: approval may not be requested now; the reasons say why.
        """
        return self.apply(self.approval_request(at=at, by=by, absent=absent, given=given))

    def approval_request(
        self,
        *,
        at: datetime,
        by: str | Actor,
        absent: str | Iterable[str] = (),
        given: Mapping[str, Any] = EMPTY,
    ) -> ApprovalRequested:
        """Make the event of `request_approval`, for a desk to apply."""
        return ApprovalRequested(
            at=at,
            by=by,
            given=given,
            authorities=self._authorities(self._left_out(as_actor(by).name)),
            sequential=self.asks_in_turn,
            lasts=self.time_to_decide,
            absent=absent,
        )

    def do(self, verb: str, *, at: datetime, by: str | Actor, **arguments: Any) -> Self:
        """Apply the event of a verb; requesting approval asks whom the policy names."""
        if is_in(verb, (ApprovalRequested.verb,)) and "authorities" not in arguments:
            known = ("absent", "given")
            for name in arguments.keys() - known:
                raise Unlisted(kind=f"argument of {verb}", name=name, known=known)
            return self.request_approval(at=at, by=by, **arguments)
        return super().do(verb, at=at, by=by, **arguments)

    @property
    def kind(self) -> str:
        """How it is authorised: its model's kind."""
        return self.model.kind

    # --- approval -----------------------------------------------------------------------------

    @property
    def approval(self) -> str | None:
        """The state of its approval, such as "requested"; None if nobody has to approve it."""
        return self._region("approval")

    @property
    def is_on_hold(self) -> bool:
        """Whether it is on hold."""
        return self._region("hold_status") == "on_hold"

    def _region(self, name: str) -> str | None:
        names = [region.name for region in self.model.regions]
        return self.regions[names.index(name)] if name in names else None

    @property
    def approvals(self) -> Approvals:
        """Who was asked, and the votes so far; its text says what is missing."""
        return Approvals(
            authorities=self.authorities,
            ballots=self.ballots,
            deputies=self.deputies,
            sequential=self.sequential,
            closed=self.closed_votings,
            excluded=self._parties,
        )

    @property
    def four_eyes(self) -> tuple[Party, ...]:
        """Who may not approve it, by the policy."""
        return () if self.model.policy is None else self.model.policy.four_eyes

    @property
    def _parties(self) -> tuple[str, ...]:
        """Whose votes do not count: the requester's and the implementer's."""
        names = {Party.REQUESTER: self.requester, Party.IMPLEMENTER: self.assignee}
        return self._of_parties(names)

    def _left_out(self, asker: str | None = None) -> tuple[str, ...]:
        """Return who may not approve what somebody asks for."""
        names = {
            Party.OPENER: self.opened_by.name,
            Party.ASKER: asker,
            Party.AMENDER: self.amended_by,
        }
        return (*self._parties, *self._of_parties(names))

    def _of_parties(self, names: Mapping[Party, str | None]) -> tuple[str, ...]:
        return tuple(name for party, name in names.items() if name and party in self.four_eyes)

    @property
    def authorities_to_ask(self) -> tuple[Authority, ...]:
        """Whom the policy names now, without those who may not approve; whoever asks is one more.

        Empty if there is no policy, or if one of the authorities it names has too few members.
        """
        return self._authorities(self._left_out())

    def whom_to_ask(self, event: ApprovalRequested) -> tuple[Authority, ...]:
        """Return whom the policy names, without those who may not approve what is asked for."""
        return self._authorities(self._left_out(event.by.name))

    def _authorities(self, out: tuple[str, ...]) -> tuple[Authority, ...]:
        asked = self._named(out) or ()
        return asked if all(one.can_approve(out) for one in asked) else ()

    def _named(self, excluded: Iterable[str] = ()) -> tuple[Authority, ...] | None:
        """List whom the policy names; None if there is no policy, or it cannot tell."""
        policy = self.model.policy
        try:
            return None if policy is None else policy.authorities(self.facts, excluded=excluded)
        except Incomparable:
            return None

    @property
    def asks_nobody(self) -> bool:
        """Whether the policy names nobody for it, and lets that pass."""
        policy = self.model.policy
        return policy is not None and policy.unasked == "approved" and self._named() == ()

    @property
    def asks_the_same(self) -> bool:
        """Whether the policy would still ask those who were asked, as the change now stands."""
        named = self._named()
        return named is not None and [one.name for one in self.authorities] == [
            one.name for one in named
        ]

    @property
    def asks_in_turn(self) -> bool:
        """Whether the policy asks one authority after the other."""
        return self.model.policy is not None and self.model.policy.sequential

    @property
    def time_to_decide(self) -> timedelta | None:
        """How long those who approve have to decide; None means without end."""
        return None if self.model.policy is None else self.model.policy.expires_after

    @property
    def approval_answer(self) -> str:
        """The outcome of the votes."""
        return self.approvals.answer

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who voted yes, while approval is pending or granted: in whose name, and cast by whom."""
        is_done = self.approval in ("rejected", "not_requested")
        return () if is_done else self.approvals.approvers

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who was asked to approve."""
        return self.approvals.members

    @property
    def voters(self) -> tuple[str, ...]:
        """Who may vote now."""
        out = self._left_out(self.asked_by)
        return tuple(name for name in self.approvals.voters if name not in out)

    def approved_words_in(self, changes: Mapping[str, Any]) -> tuple[str, ...]:
        """List the approved words that a set of changes would alter."""
        return tuple(name for name in self.model.approved_words if self._differs(name, changes))

    def _differs(self, name: str, changes: Mapping[str, Any]) -> bool:
        name, _, custom = name.partition(".")
        if name not in changes:
            return False
        had, has = getattr(self, name), changes[name]
        return bool(had.get(custom) != has.get(custom) if custom else had != has)

    # --- the plan -----------------------------------------------------------------------------

    @property
    def procedure(self) -> Procedure:
        """Its steps as a table, with the way back."""
        return Procedure(self.steps)

    @property
    def window(self) -> Window | None:
        """When it is planned; None if that is not said, or is impossible as said."""
        return _window(self.planned_start, self.planned_end)

    @property
    def moves_in_maintenance(self) -> bool:
        """Whether its window and the previous one, no shorter, lie in the model's maintenance."""
        schedule, window = self.model.maintenance, self.window
        if schedule is None or window is None:
            return False
        previous = _window(self.previous_start, self.previous_end)
        if previous is None:
            return False
        had = schedule.covers(previous.start, previous.end)
        is_longer = window.length > previous.length
        return had and not is_longer and schedule.covers(window.start, window.end)

    @property
    def caused_incidents(self) -> tuple[str, ...]:
        """The numbers of the incidents that it caused, as far as its reviews found."""
        return self.links.of(LinkKind.CAUSES)

    @property
    def overrun(self) -> timedelta:
        """How long it went on after its window; zero while that is not known."""
        if self.actual_end is None or self.planned_end is None:
            return timedelta()
        return max(self.actual_end - self.planned_end, timedelta())


CUSTOMER = field("event.by").is_(field("requester")) | FROM_REQUESTER
"""The customer's side of a change: its requester, and whoever acts in that role."""


def _is_schedule(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if value is not None and not isinstance(value, Schedule):
        raise BadValue(field=field.name, value=value, expected="a Schedule")


def _levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    return as_several(Level, levels, "levels")


def _words(names: str | Iterable[str]) -> tuple[str, ...]:
    known = tuple(field.name for field in data_fields(events.Updated))
    given: Any = names
    words: tuple[Any, ...] = (given,) if given is None else as_names(given)
    for name in words:
        if not is_in(name, known) and not (isinstance(name, str) and name.startswith("custom.")):
            raise Unlisted(kind="field of update", name=name, known=(*known, "custom.NAME"))
    return words


@attrs.frozen(kw_only=True)
class ChangeModel(Model):
    """The tables that a change lives by: those of every model, and who has to approve.

    Attributes:
        kind: how its changes are authorised.
        policy: who has to approve; None if nobody has to.
        maintenance: a schedule within which a window may move, without getting longer, and keep its
            approvals.
        approved_words: what is approved besides the plan: fields that `update` changes, or custom
            ones as `"custom.NAME"`; by default its words and all custom fields.
        risks: the possible risks.
        impacts: the possible impacts.
        urgencies: the possible urgencies.
        categories: the categories that a change may have, if only some are legal.
    """

    record: ClassVar[type[Change]] = Change
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    open = opening(events.Opened, Change)

    kind: events.ChangeKind = attrs.field(
        default=events.ChangeKind.NORMAL, converter=events.change_kind
    )
    policy: ApprovalPolicy | None = attrs.field(default=None, converter=as_policy)
    maintenance: Schedule | None = attrs.field(default=None, validator=_is_schedule)
    approved_words: tuple[str, ...] = attrs.field(default=WORDS, converter=_words)
    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)
    risks: tuple[Level, ...] = attrs.field(default=Risk.scale, converter=_levels)
    impacts: tuple[Level, ...] = attrs.field(default=Impact.scale, converter=_levels)
    urgencies: tuple[Level, ...] = attrs.field(default=Urgency.scale, converter=_levels)
    categories: Categories | None = attrs.field(default=None, converter=as_categories)

    @property
    def legal(self) -> Mapping[str, Collection[Any]]:
        """The values that record fields may take: the codes, and the levels."""
        levels = {"risk": self.risks, "impact": self.impacts, "urgency": self.urgencies}
        return {**self.codes, **levels, **legal_categories(self.categories)}

    @property
    def dated(self) -> Mapping[str, Dated[Collection[Any]]]:
        """The categories, if they change over time."""
        return dated_categories(self.categories)

    @property
    def paths(self) -> Mapping[str, Collection[str]]:
        """The paths of the categories."""
        return known_categories(self.categories)

    def _faults(self) -> Iterator[Fault]:
        """Yield the faults for which it is refused: those of its tables, and of its policy."""
        yield from super()._faults()
        has_approval = "approval" in [region.name for region in self.regions]
        if has_approval is (self.policy is None):
            words = "belongs to the stage authorise: give both, or neither (change_model)"
            yield Fault("bad_policy", "policy", words)
        if self.policy is not None:
            for row in self.policy.table.rows:
                yield from condition_faults(self, "policy", row.when)
            for name in self.policy.fields:
                if name.startswith("given."):
                    words = f"reads {shown(name)}, which a change does not have; read its own facts"
                    yield Fault("unknown_fact", "policy", words)

    def _events_with_roles(self) -> tuple[type[Event], ...]:
        return (*super()._events_with_roles(), *every_event())
