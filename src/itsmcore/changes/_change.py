"""The change: something added, altered or taken away that may affect a service."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import attrs

from itsmcore.approval import Approvable, ApprovableModel
from itsmcore.approval._approvable import ApprovableTables, approved_words
from itsmcore.categories._legal import (
    Categories,
    as_categories,
    dated_categories,
    known_categories,
    legal_categories,
)
from itsmcore.changes import _events as events
from itsmcore.changes._procedure import Procedure, ProcedureStep
from itsmcore.changes._regions import MOVES_IN_MAINTENANCE
from itsmcore.changes._rules import PLAN_FIELDS, WORDS, every_event
from itsmcore.conditions import Condition, field
from itsmcore.dated import Dated
from itsmcore.errors import BadValue
from itsmcore.fields import as_several
from itsmcore.level import Impact, Level, Urgency
from itsmcore.lifecycle import (
    FROM_REQUESTER,
    Chronology,
    Event,
    LinkKind,
    Sharing,
    opening,
    verb,
)
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.risk import Risk
from itsmcore.schedule import Schedule
from itsmcore.span import Window


def _window(start: datetime | None, end: datetime | None) -> Window | None:
    return None if start is None or end is None or end < start else Window(start, end)


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Change(Approvable["ChangeModel"]):
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
        "caused_incidents",
    )

    chronology: ClassVar[Chronology] = Chronology(
        orders=(("planned_start", "planned_end"), ("actual_start", "actual_end")),
        past=("actual_start", "actual_end"),
    )

    shared: ClassVar[Sharing] = Sharing(
        facts=(
            *("summary", "affected_services", "planned_start", "planned_end"),
            *("actual_start", "actual_end", "outcome"),
        ),
        own=("description", "justification"),
        callers=("requester",),
        readers=("requester",),
    )

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

    @property
    def kind(self) -> str:
        """How it is authorised: its model's kind."""
        return self.model.kind

    @property
    def is_on_hold(self) -> bool:
        """Whether it is on hold."""
        return self._region("hold_status") == "on_hold"

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
        raise BadValue(field=field.name, value=value, expected=Phrase("changes.expected.schedule"))


def _levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    return as_several(Level, levels, "levels")


def _words(names: str | Iterable[str]) -> tuple[str, ...]:
    return approved_words(events.Updated, Change, names)


class ChangeTables(ApprovableTables, total=False):
    """What a model may be extended with by name."""

    kind: str
    maintenance: Schedule | None
    risks: Iterable[Level]
    impacts: Iterable[Level]
    urgencies: Iterable[Level]
    categories: Categories | None


@attrs.frozen(kw_only=True)
class ChangeModel(ApprovableModel):
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
    approved_facts: ClassVar[frozenset[str]] = PLAN_FIELDS
    surviving: ClassVar[tuple[type[Event], Condition] | None] = (
        events.Rescheduled,
        MOVES_IN_MAINTENANCE,
    )
    open = opening(events.Opened, Change)

    kind: events.ChangeKind = attrs.field(
        default=events.ChangeKind.NORMAL, converter=events.change_kind
    )
    maintenance: Schedule | None = attrs.field(default=None, validator=_is_schedule)
    approved_words: tuple[str, ...] = attrs.field(default=WORDS, converter=_words)
    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)
    risks: tuple[Level, ...] = attrs.field(default=Risk.scale, converter=_levels)
    impacts: tuple[Level, ...] = attrs.field(default=Impact.scale, converter=_levels)
    urgencies: tuple[Level, ...] = attrs.field(default=Urgency.scale, converter=_levels)
    categories: Categories | None = attrs.field(default=None, converter=as_categories)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[ChangeTables],
        ) -> Self: ...

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

    @property
    def may_survive(self) -> bool:
        """Whether a window may move and keep its approvals."""
        return self.maintenance is not None

    def _events_with_roles(self) -> tuple[type[Event], ...]:
        return (*super()._events_with_roles(), *every_event())
