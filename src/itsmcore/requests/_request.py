"""The service request: something that was agreed beforehand, asked for by a user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import attrs

from itsmcore.approval import Approvable, ApprovableModel
from itsmcore.approval._approvable import ApprovableTables, approved_words
from itsmcore.catalogue import CatalogueItem, Cost
from itsmcore.catalogue._cost import exact_sums
from itsmcore.catalogue._lacking import lacking
from itsmcore.catalogue._price import SPACE
from itsmcore.conditions import Condition, Facts, field
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.errors import Incomparable, Reason
from itsmcore.fields import as_named, maybe_a
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle import (
    FROM_REQUESTER,
    Argument,
    Event,
    Plain,
    Sharing,
    opening,
    verb,
)
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.requests import _events as events

CUSTOMER = (
    field("event.by").is_(field("requester"))
    | field("event.by").is_(field("requested_for"))
    | FROM_REQUESTER
)
"""The customer's side of a request: who asked, whom it is for, and who acts in that role."""


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Request(Approvable["RequestModel"]):
    """One service request, for one item.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> request = Request.open("REQ-1", at=nine, by="ada", summary="A second screen")
    >>> request.submit(at=nine, by="ada")
    <Request REQ-1 fulfilment v4>
    """

    derived_of_events: ClassVar[tuple[str, ...]] = (
        *Approvable.derived_of_events,
        "usual_outcome",
    )
    derived: ClassVar[tuple[str, ...]] = (
        "item",
        "item_version",
        "order",
        "waits_for",
        "is_askable",
        "lasts_until",
    )

    shared: ClassVar[Sharing] = Sharing(
        facts=(
            *("summary", "item", "service", "category", "hold_reason", "outcome", "opened_at"),
            *("submitted_at", "fulfilled_at"),
        ),
        own=("description", "answers", "requested_for", "question", "fulfilment_notes"),
        callers=("requester", "requested_for"),
        readers=("requester", "requested_for"),
    )
    void_with: ClassVar[Mapping[str, Any]] = events.NOT_HELD

    summary: str = ""
    description: str | None = None
    requester: str = ""
    requested_for: str = ""
    profile: FrozenDict[str, Plain] = EMPTY
    answers: FrozenDict[str, Plain] = EMPTY
    service: str | None = None
    category: str | None = None
    channel: str | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    cost: FrozenDict[str, Decimal] = EMPTY
    rest_of_order: FrozenDict[str, Decimal] = EMPTY
    submitted_at: datetime | None = None
    question: str | None = None
    started_at: datetime | None = None
    committed_at: datetime | None = None
    fulfilled_at: datetime | None = None
    fulfilment_notes: str | None = None
    outcome: str | None = None
    reopened_at: datetime | None = None
    reopen_count: int = 0
    hold_reason: str | None = None
    hold_until: datetime | None = None
    close_code: str | None = None
    close_notes: str | None = None
    cancel_reason: str | None = None
    survey: str | None = None
    rater: str | None = None
    rate_until: datetime | None = None
    rating: FrozenDict[str, Plain] = EMPTY

    open = opening(events.Opened)
    update = verb(events.Updated)
    amend = verb(events.Amended)
    submit = verb(events.Submitted)
    request_information = verb(events.InformationRequested)
    assign = verb(Assigned)
    start = verb(events.Started)
    commit = verb(events.Committed)
    hold = verb(events.Held)
    resume = verb(events.Resumed)
    fulfil = verb(events.Fulfilled)
    reopen = verb(events.Reopened)
    close = verb(events.Closed)
    cancel = verb(events.Cancelled)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def item(self) -> str | None:
        """The name of the item of the catalogue that it is for; None if it is for none."""
        return None if self.model.item is None else self.model.item.name

    @property
    def item_version(self) -> str | None:
        """Which version of its item was ordered, whatever the catalogue offers today."""
        return None if self.model.item is None else self.model.item.version

    @property
    def order(self) -> str | None:
        """The number of the order that it is a part of; None if it is part of none."""
        return next(iter(self.links.of(events.PART_OF)), None)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The numbers of the requests that have to be fulfilled before it is submitted."""
        return tuple(self.links.of(events.WAITS_FOR))

    @property
    def is_askable(self) -> bool:
        """Whether somebody is left to approve it once whoever last amended it asks."""
        return self.asks_nobody or bool(self._authorities(self._left_out(self.amended_by)))

    @property
    def total(self) -> Cost:
        """What it costs, as it stands: one sum for each currency and period."""
        item = self.model.item
        return Cost() if item is None else item.cost(self.answers, profile=self.profile)

    def usual_outcome(self, event: events.Fulfilled) -> str:  # noqa: ARG002 (asked of an event)
        """Return what comes of it where nobody says so and no task does."""
        return events.Outcome.COMPLETE

    @property
    def lasts_until(self) -> datetime | None:
        """Until when what was given may be kept, by its item, in UTC.

        None if it is for always, and where nothing was given: it is not fulfilled, or was skipped.
        """
        item, given_at = self.model.item, self.fulfilled_at
        if item is None or given_at is None or self.outcome == events.Outcome.SKIPPED:
            return None
        return item.lasts_until(self.answers, since=given_at)

    @property
    def completed_answers(self) -> FrozenDict[str, Plain]:
        """Its answers, and where a question was left out, what its form says by default."""
        item = self.model.item
        return self.answers if item is None else self.answers | item.form.defaults(self.answers)

    def against_item(
        self, *, changes: Mapping[str, Any] = EMPTY, at: datetime | None = None
    ) -> tuple[Reason, ...]:
        """Return what its item has against it: its answers, whom it is for, and when it is asked.

        Args:
            changes: facts that would be others.
            at: when it is asked for; None if it was asked for already.

        Raises:
            BadValue: the changes are no mapping.
            NaiveTime: the instant has no time zone.
        """
        item = self.model.item
        if item is None:
            return ()
        others = as_named(changes, "changes")
        answers = item.form.against(others.get("answers", self.answers))
        when = (self.submitted_at or self.opened_at) if at is None else at
        profile = others.get("profile", self.profile)
        completed = others.get("answers", self.completed_answers)
        costs = self._judged_costs(self.model.cost_of(completed, profile))
        facts = FactSpaces(self.facts, answers=completed, profile=profile, cost=costs)
        lacks = self._lacking(item, facts, profile)
        return (*answers, *item.why_not(profile, at=when), *lacks)

    def _lacking(
        self, item: CatalogueItem, facts: Facts, profile: Mapping[str, Any]
    ) -> Iterator[Reason]:
        """Yield the facts of the profile by which the policy decides, and that nobody has given."""
        try:
            asked = dict.fromkeys(
                name for when in self._deciding(item) for name in lacking(when, facts, profile)
            )
        except Incomparable as error:
            yield Reason("bad_data", Phrase("requests.approvers_unknown", why=error))
            return
        for name in asked:
            words = Phrase("requests.not_given", name=name)
            yield Reason("field_missing", words, argument=name, field=name)

    def _deciding(self, item: CatalogueItem) -> Iterator[Condition]:
        """Yield what decides who approves: the policy, and the prices if it reads their sum."""
        policy = self.model.policy
        rows = () if policy is None else policy.table.rows
        yield from (row.when for row in rows)
        if any(of.name.startswith(f"{SPACE}.") for row in rows for of in row.when.fields):
            yield from (row.when for row in item.prices.rows)

    @property
    def _asking_facts(self) -> Facts:
        """Its facts as the policy reads them: by its own cost, or by that of its whole order."""
        return FactSpaces(self.facts, cost=self._judged_costs(self.cost))

    def _judged_costs(self, own: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        """Return the costs that the policy judges, where its own are these."""
        item, rest, nothing = self.model.item, self.rest_of_order, Decimal()
        if item is None or item.approval_basis == "item":
            return own
        names, add = dict.fromkeys((*own, *rest)), exact_sums().add
        return {name: add(own.get(name, nothing), rest.get(name, nothing)) for name in names}


WORDS = ("summary", "description", "custom")
"""What is approved besides the answers, unless a model says otherwise."""


def _words(names: str | Iterable[str]) -> tuple[str, ...]:
    return approved_words(events.Updated, Request, names)


def _item(item: CatalogueItem | None) -> CatalogueItem | None:
    return maybe_a(CatalogueItem, item, "item", Phrase("requests.expected.item"))


class RequestTables(ApprovableTables, total=False):
    """What a model may be extended with by name."""

    item: CatalogueItem | None


@attrs.frozen(kw_only=True)
class RequestModel(ApprovableModel):
    """The tables that a request lives by: those of every model, who approves, and its item.

    Attributes:
        item: the item of a catalogue that its requests are for; None for any other wish.
        approved_words: what is approved besides the answers: fields that `update` changes, or
            custom ones as `"custom.NAME"`; by default its words and all custom fields.
    """

    record: ClassVar[type[Request]] = Request
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    carried_out: ClassVar[str] = "fulfilment"
    concluded: ClassVar[frozenset[str]] = frozenset({"fulfilled", "closed"})
    approved_facts: ClassVar[frozenset[str]] = frozenset({"answers", "profile", "requested_for"})
    open = opening(events.Opened, Request)

    item: CatalogueItem | None = attrs.field(default=None, converter=_item)
    approved_words: tuple[str, ...] = attrs.field(default=WORDS, converter=_words)
    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[RequestTables],
        ) -> Self: ...

    @property
    def declared(self) -> Mapping[str, tuple[Argument, ...]]:
        """The custom fields and the questions, if only some are allowed."""
        if self.item is None:
            return super().declared
        return {**super().declared, "answers": self.item.form.questions}

    @property
    def needed_to_open(self) -> tuple[str, ...]:
        """The summary, unless its item says one."""
        return () if self.item is not None and self.item.summary else ("summary",)

    @property
    def reads_profile(self) -> bool:
        """Whether its item or its policy reads facts of the one that a request is for."""
        item, policy = self.item, self.policy
        read = set(() if policy is None else policy.fields)
        if item is not None:
            conditions = (
                item.entitled,
                *(row.when for row in item.prices.rows),
                *(task.when for task in item.plan or ()),
            )
            read.update(of.name for when in conditions for of in when.fields)
        return any(name.startswith("profile.") for name in read)

    def cost_of(
        self, answers: Mapping[str, Any], profile: Mapping[str, Any]
    ) -> FrozenDict[str, Decimal]:
        """Return the facts `cost.…` of a request with these answers; none if it has no item.

        Raises:
            BadValue: one of them is no mapping.
        """
        if self.item is None:
            return EMPTY
        return self.item.cost_facts(self.item.cost(answers, profile=profile))
