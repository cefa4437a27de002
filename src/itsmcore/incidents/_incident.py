"""The incident: an unplanned interruption of a service, or a reduction in its quality."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import attrs

from itsmcore.assessment import Engine
from itsmcore.categories._legal import (
    Categories,
    as_categories,
    carried,
    dated_categories,
    known_categories,
    legal_categories,
)
from itsmcore.conditions import Condition, field
from itsmcore.dated import Dated
from itsmcore.errors import Fault, GuardRefused, Reason
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.incidents import _events as events
from itsmcore.incidents._reading import as_text, readable
from itsmcore.instant import utc
from itsmcore.level import Level
from itsmcore.lifecycle import (
    FROM_REQUESTER,
    Actor,
    Chronology,
    Event,
    LinkKind,
    Model,
    Phase,
    Plain,
    Record,
    Sharing,
    as_actor,
    opening,
    verb,
)
from itsmcore.lifecycle._judge import allowed_verbs
from itsmcore.lifecycle._more_tables import MoreTables
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.priority import Prioritisation, Prioritiser, PriorityPinned, PriorityUnpinned
from itsmcore.priority._of_records import (
    computed_of,
    legal_levels,
    prioritisation_of,
    prioritiser_faults,
    priority_of,
)
from itsmcore.priority._prioritiser import PrioritiserLike, as_prioritiser

FROM_CALLER = field("callers").contains(field("event.by"))
"""The caller, who is whoever opened it if nobody else was named, and the affected users."""
CUSTOMER = FROM_CALLER | FROM_REQUESTER
"""The customer's side of an incident: its callers, and whoever acts in the role of requester.

Add correspondents of your own: `INCIDENT.extended(from_customer=CUSTOMER | …)`.
"""

_CARRIED = (
    "description",
    "customer",
    "channel",
    "service",
    "affected_services",
    "configuration_items",
    "category",
    "impact",
    "urgency",
    "tags",
    "location",
    "custom",
)


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Incident(Record["IncidentModel"]):
    """One incident: the facts that its events have set, and what follows from them.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Impact, Urgency
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> inc = Incident.open("INC-1042", at=nine, by="ada", summary="Mail is down",
    ...                     impact=Impact.HIGH, urgency=Urgency.HIGH)
    >>> inc.priority, inc.caller, inc.start(at=nine, by="grace")
    (Priority.CRITICAL, 'ada', <Incident INC-1042 in_progress v2>)
    """

    derived: ClassVar[tuple[str, ...]] = (
        "priority",
        "computed_priority",
        "is_major",
        "callers",
        "caller_count",
        "duplicate_of",
        "resolved_at",
        "closed_at",
        "reassignment_count",
        "reopen_count",
    )

    derived_of_events: ClassVar[tuple[str, ...]] = ("conversation",)

    chronology: ClassVar[Chronology] = Chronology(
        orders=(("occurred_at", "detected_at"), ("occurred_at", "restored_at")),
        past=("occurred_at", "detected_at", "restored_at"),
    )

    shared: ClassVar[Sharing] = Sharing(
        facts=(
            *("summary", "service", "category", "impact", "urgency", "priority", "hold_reason"),
            *("resolution_code", "opened_at", "responded_at", "resolved_at", "closed_at"),
        ),
        own=("description", "resolution_notes"),
        callers=("caller",),
        readers=("caller", "affected_users", "watchers"),
    )

    summary: str = ""
    description: str | None = None
    caller: str = ""
    affected_users: tuple[str, ...] = ()
    watchers: tuple[str, ...] = ()
    customer: str | None = None
    channel: str | None = None
    service: str | None = None
    affected_services: tuple[str, ...] = ()
    configuration_items: tuple[str, ...] = ()
    category: str | None = None
    closing_category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    pinned_priority: Level | None = None
    pin_reason: str | None = None
    pinned_until: datetime | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    location: str | None = None
    vendor_reference: str | None = None
    hold_reason: str | None = None
    hold_until: datetime | None = None
    held_with: str | None = None
    resolution_code: str | None = None
    resolution_notes: str | None = None
    occurred_at: datetime | None = None
    detected_at: datetime | None = None
    responded_at: datetime | None = None
    restored_at: datetime | None = None
    survey: str | None = None
    rater: str | None = None
    rate_until: datetime | None = None
    rating: FrozenDict[str, Plain] = EMPTY

    _resolved_at: ClassVar[datetime | None] = None
    _closed_at: ClassVar[datetime | None] = None
    _reopen_count: ClassVar[int] = 0
    _reassignment_count: ClassVar[int] = 0
    _named_group: ClassVar[str | None] = None

    open = opening(events.Opened)
    update = verb(events.Updated)
    add_people = verb(events.PeopleAdded)
    remove_people = verb(events.PeopleRemoved)
    assign = verb(Assigned)
    start = verb(events.Started)
    respond = verb(events.Responded)
    hold = verb(events.Held)
    resume = verb(events.Resumed)
    resolve = verb(events.Resolved)
    mark_duplicate = verb(events.DuplicateMarked)
    reopen = verb(events.Reopened)
    close = verb(events.Closed)
    cancel = verb(events.Cancelled)
    reprioritise = verb(events.Reprioritised)
    pin_priority = verb(PriorityPinned)
    unpin_priority = verb(PriorityUnpinned)
    recategorise = verb(events.Recategorised)
    escalate = verb(events.Escalated)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)
    propose_major = verb(events.MajorProposed)
    promote_major = verb(events.MajorPromoted)
    reject_major = verb(events.MajorRejected)
    demote_major = verb(events.MajorDemoted)
    review_major = verb(events.MajorReviewed)

    @property
    def priority(self) -> Level | None:
        """The priority that counts: the pinned one, or else what the model's rules say."""
        return priority_of(self)

    @property
    def computed_priority(self) -> Level | None:
        """The priority by the model's rules; None if they do not say, as without an impact."""
        return computed_of(self)

    @property
    def prioritisation(self) -> Prioritisation:
        """The priority, the rule that gave it, what the others said, and what is pinned."""
        return prioritisation_of(self)

    @property
    def major_incident(self) -> str:
        """Its state as a major incident; `"none"` if nobody proposed it."""
        regions = zip(self.model.plan.region_names, self.regions, strict=True)
        return dict(regions).get("major_incident", "none")

    @property
    def is_major(self) -> bool:
        """Whether it is a major incident, reviewed or not."""
        return self.major_incident in ("accepted", "reviewed")

    @property
    def callers(self) -> tuple[str, ...]:
        """The caller and the affected users: whom it concerns on the customer's side."""
        return tuple(dict.fromkeys((self.caller, *self.affected_users)))

    @property
    def caller_count(self) -> int:
        """The number of people on the customer's side whom it concerns."""
        return len(self.callers)

    @property
    def duplicate_of(self) -> str | None:
        """The number of the incident that it is a duplicate of."""
        return next(iter(self.links.of(LinkKind.DUPLICATE_OF)), None)

    def readable_by(self, who: str | Actor) -> tuple[Commented, ...]:
        """Return the comments that a caller or a watcher reads; the desk reads them all.

        They are the public ones written while they were one of these, and their own. So whoever
        is added later, by a merge too, does not read what was written before.

        Raises:
            BadValue: it is neither a name nor an Actor.

        >>> from datetime import UTC, datetime
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
        >>> inc = inc.comment(at=nine, by="ada", text="My password is hunter2")
        >>> inc = inc.add_people(at=nine, by="grace", affected_users="kim")
        >>> inc = inc.comment(at=nine, by="grace", text="We look at it", public=True)
        >>> [comment.text for comment in inc.readable_by("kim")]
        ['We look at it']
        """
        name = as_actor(who).name
        return tuple(readable(self.history, name, is_caller=name == self.caller))

    def conversation(self, _: Event) -> str:
        """Return all comments as one text, for a cascade that carries them over."""
        return as_text(self.history)

    @property
    def resolved_at(self) -> datetime | None:
        """When it was last resolved, unless it has been reopened since."""
        return self._resolved_at

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed; None while it is not."""
        return self._closed_at if self.phase is Phase.CLOSED else None

    @property
    def reassignment_count(self) -> int:
        """The number of times it went from one group to another."""
        return self._reassignment_count

    @property
    def reopen_count(self) -> int:
        """The number of times it was reopened."""
        return self._reopen_count

    def _keep_reopening(self, _: Event, facts: dict[str, object]) -> None:
        facts["_resolved_at"] = None
        facts["_reopen_count"] = self._reopen_count + 1

    def _keep_resolution(self, event: Event, facts: dict[str, object]) -> None:
        facts["_resolved_at"] = event.at

    def _keep_duplicate(self, event: Event, facts: dict[str, object]) -> None:
        facts["_resolved_at"] = self._resolved_at or event.at

    def _keep_closure(self, event: Event, facts: dict[str, object]) -> None:
        facts["_closed_at"] = event.at

    def _keep_group(self, event: Any, facts: dict[str, object]) -> None:
        """Keep the group that an event names, whether or not it becomes the incident's."""
        group, former = getattr(event, "group", None), self._named_group
        if group:
            facts["_named_group"] = group
            if former is not None and group != former:
                facts["_reassignment_count"] = self._reassignment_count + 1

    _keeps = (
        (events.Reopened, _keep_reopening),
        (events.Resolved, _keep_resolution),
        (events.Closed, _keep_closure),
        (events.DuplicateMarked, _keep_duplicate),
        ("group", _keep_group),
    )

    def follow_up(
        self, *, id: str, at: datetime, by: str | Actor, summary: str | None = None
    ) -> Self:
        """Open a new incident that carries on from this one, which has ended and stays as it is.

        Args:
            id: the new incident's number.
            at: when.
            by: who, and the new caller.
            summary: the new summary; by default this one's.

        Raises:
            GuardRefused: this incident has not ended.
        """
        if not self.phase.is_final:
            raise GuardRefused(
                record=self.id,
                state=self.state,
                verb="follow_up",
                reasons=(Reason("not_ended", Phrase("incidents.not_ended")),),
                allowed=allowed_verbs(self),
            )
        kept = {name: getattr(self, name) for name in _CARRIED}
        kept["category"] = carried(self.model.categories, self.category, utc(at))
        opened = events.Opened(id, at=at, by=by, summary=summary or self.summary, **kept)
        begun = type(self).begin(opened, model=self.model)
        link = Linked(at=at, by=by, kind=LinkKind.FOLLOW_UP_OF, target=self.id)
        return next(begun.unfold(link, is_automatic=True))


class IncidentTables(MoreTables, total=False):
    """What a model may be extended with by name."""

    prioritiser: PrioritiserLike | Iterable[Engine]
    categories: Categories | None


@attrs.frozen(kw_only=True)
class IncidentModel(Model):
    """The tables that an incident lives by: those of every model, and the rules for its priority.

    Attributes:
        prioritiser: the rules for its priority; a matrix alone, or another way of assessing, stands
            for a prioritiser without limits.
        categories: what it may be opened with, and given as the category that it is closed with, if
            only some are legal; a tree or a `Dated` one, which is read as of each event. A category
            is given by its path.
    """

    record: ClassVar[type[Incident]] = Incident
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    open = opening(events.Opened, Incident)

    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)
    prioritiser: Prioritiser = attrs.field(factory=Prioritiser.default, converter=as_prioritiser)
    categories: Categories | None = attrs.field(default=None, converter=as_categories)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[IncidentTables],
        ) -> Self: ...

    @property
    def legal(self) -> Mapping[str, Collection[Any]]:
        """The values that record fields may take: the codes, the levels, and the categories."""
        levels = legal_levels(self.prioritiser)
        return {**self.codes, **levels, **legal_categories(self.categories, closes=True)}

    @property
    def dated(self) -> Mapping[str, Dated[Collection[Any]]]:
        return dated_categories(self.categories, closes=True)

    @property
    def paths(self) -> Mapping[str, Collection[str]]:
        return known_categories(self.categories, closes=True)

    def _faults(self) -> Iterator[Fault]:
        """Yield the faults for which it is refused: those of its tables, and of its priorities."""
        yield from super()._faults()
        yield from prioritiser_faults(self)

    def faults(self) -> tuple[Fault, ...]:
        """List the faults for which a model is not refused, those of its matrix too.

        These are rules that leave a final state, and cells that fall where `may_fall` permits it.
        """
        matrix = self.prioritiser.matrix
        return (*super().faults(), *(() if matrix is None else matrix.faults()))
