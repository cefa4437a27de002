"""The desk: records and the links between them, what one does to another, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any, TypeVar

import attrs

from itsmcore.catalogue import Bundle, Catalogue, CatalogueItem
from itsmcore.change_calendar import ChangeSchedule
from itsmcore.decisions import Decision, Match
from itsmcore.desk._asked import fully_said
from itsmcore.desk._cascades import Index
from itsmcore.desk._conversion import cancelled, taken_over
from itsmcore.desk._known import Contradiction
from itsmcore.desk._link_table import (
    STOCK_TABLE,
    LinkTable,
    Tie,
    as_link_rules,
    as_practices,
    link_table,
)
from itsmcore.desk._links import listed, own_links, renewed, tied
from itsmcore.desk._numbering import Numbering
from itsmcore.desk._ordering import Part, parts_of, rests
from itsmcore.desk._outcome import Entry, EntryRefused, Proposal, Refusal, by_whom, entry_of
from itsmcore.desk._plans import UnderWay
from itsmcore.desk._practices import LINK_RULES, PRACTICES
from itsmcore.desk._rules import MODELS, cascades
from itsmcore.desk._soundness import cascade_faults
from itsmcore.desk._wakes import Wakes, measured
from itsmcore.desk._work import Work, check_event, check_loaded, check_record, unlisted
from itsmcore.errors import BadValue, ItsmError, Reason
from itsmcore.fields import as_a, as_class, as_items, as_several, is_in, refuse_faults
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.frozen import EMPTY, evidence
from itsmcore.incidents import ResolutionCode
from itsmcore.instant import maybe_utc, utc
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import (
    Actor,
    Choice,
    Event,
    Following,
    LinkKind,
    LinkRule,
    Model,
    Plain,
    Practice,
    Record,
    as_model,
)
from itsmcore.lifecycle._practice import practice_of
from itsmcore.lifecycle._record import called_of, event_of
from itsmcore.lifecycle.events import Linked, Redacted
from itsmcore.orders import ORDER, OrderModel
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.persistent import PersistentMap, PersistentSet, persistent
from itsmcore.phrase import Phrase, in_english, label, on_day, say, told_in_english
from itsmcore.requests import (
    REQUEST,
    SERVICE_REQUEST_MANAGEMENT,
    RequestModel,
    Submitted,
)
from itsmcore.requests._events import AWAITED
from itsmcore.service_levels import Action, Agreement, Clocks

STOCK = cascades()
"""What cascades by default: ServiceNow's rules."""

STOCK_INDEX = Index(STOCK)


@lru_cache(maxsize=64)
def index_of(cascades: Decision[Following], own: tuple[Model, ...], table: LinkTable) -> Index:
    """Return the index of cascades among records that live by some models, proven sound once.

    Raises:
        FaultyDefinition: a row reads what is not there; lists every fault.
    """
    faults = cascade_faults(cascades, (*MODELS, *own), table, are_all=False)
    refuse_faults(cascades.name, faults)
    return Index(cascades)


K = TypeVar("K", bound=Record)
MOST_SHOWN = 20
_HEAD = ("what", "when", "record", "verb", "why")


def _answers_with_all(_: object, field: attrs.Attribute[Any], decision: object) -> None:
    if not isinstance(decision, Decision) or decision.match is not Match.ALL:
        expected = Phrase("desk.expected.decision_match_all_such")
        raise BadValue(
            field=field.name, value=getattr(decision, "match", decision), expected=expected
        )


def _agreements(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    return as_several(Agreement, agreements, "agreements")


def _maybe(kind: type) -> Any:
    """Check that a value is of a class, or None."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is not None and not isinstance(value, kind):
            raise BadValue(
                field=field.name,
                value=value,
                expected=Phrase("desk.expected.none", name=kind.__name__),
            )

    return check


def _is_a(kind: type) -> Any:
    """Check that a value is of a class."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        as_a(kind, value, field.name)

    return check


def _records(records: Mapping[str, Record]) -> PersistentMap[str, Record]:
    return persistent(records, "records")


def _ties(ties: Mapping[str, PersistentSet[Tie]]) -> PersistentMap[str, PersistentSet[Tie]]:
    return persistent(ties, "ties")


_ENTRIES = Phrase("desk.expected.entries")
_LINKS = Phrase("desk.expected.links")


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Desk:
    """Records and the links between them; whatever happens makes a new desk.

    A desk may hold only some of the records. Make one with `Desk.of(…)`. Desks are equal if their
    records, links and rules are, whatever the time.

    Attributes:
        records: the records, by their numbers.
        ties: for each number, what others are to it.
        agreements: what was promised; clocks and `next_instant` measure by it.
        change_schedule: the freezes, the maintenance and the items that changes are judged by.
        numbering: where the numbers of new records come from.
        cascades: what an event of one record does to those that are tied to it.
        practices: the practices of its records.
        link_rules: how records may be tied, besides what the practices say.
        now: the last instant that it knows of, in UTC.
        ticked_at: up to when the actions of clocks have been told, in UTC.

    Raises:
        BadValue: the decision about cascades does not answer with all rows that hold, or the
            agreements, the change schedule or the numbering are something else.
    """

    records: PersistentMap[str, Record] = attrs.field(converter=_records)
    ties: PersistentMap[str, PersistentSet[Tie]] = attrs.field(converter=_ties)
    agreements: tuple[Agreement, ...] = attrs.field(default=(), converter=_agreements)
    change_schedule: ChangeSchedule | None = attrs.field(
        default=None, validator=_maybe(ChangeSchedule)
    )
    numbering: Numbering | None = attrs.field(default=None, validator=_maybe(Numbering))
    cascades: Decision[Following] = attrs.field(default=STOCK, validator=_answers_with_all)
    now: datetime | None = attrs.field(default=None, eq=False, converter=maybe_utc)
    ticked_at: datetime | None = attrs.field(default=None, eq=False, converter=maybe_utc)
    practices: tuple[Practice, ...] = attrs.field(default=PRACTICES, converter=as_practices)
    link_rules: tuple[LinkRule, ...] = attrs.field(default=LINK_RULES, converter=as_link_rules)
    _former: Wakes = attrs.field(default=Wakes(), eq=False, validator=_maybe(Wakes))
    _under_way: UnderWay = attrs.field(default=UnderWay(), eq=False, validator=_is_a(UnderWay))
    _link_table: LinkTable = attrs.field(default=STOCK_TABLE, eq=False, validator=_is_a(LinkTable))
    _index: Index = attrs.field(default=STOCK_INDEX, eq=False, validator=_is_a(Index))

    def __attrs_post_init__(self) -> None:
        table = self._link_table
        if (table.practices, table.rules) != (self.practices, self.link_rules):
            table = link_table(self.practices, self.link_rules)
            object.__setattr__(self, "_link_table", table)
        if self.numbering is not None:
            object.__setattr__(self, "numbering", self.numbering.knowing(table.prefixes))
        if self._index.decision is not self.cascades:
            own = {id(record.model): record.model for record in self.records.values()}
            models = tuple(sorted(own.values(), key=attrgetter("name", "version")))
            index = index_of(self.cascades, models, table)
            object.__setattr__(self, "_index", index)

    @classmethod
    def of(
        cls,
        records: Iterable[Record] = (),
        links: Iterable[tuple[str, str, str]] = (),
        *,
        agreements: Iterable[Agreement] = (),
        change_schedule: ChangeSchedule | None = None,
        numbering: Numbering | None = None,
        cascades: Decision[Following] = STOCK,
        practices: Iterable[Practice] = PRACTICES,
        link_rules: Iterable[LinkRule] = LINK_RULES,
        ticked_at: datetime | None = None,
    ) -> Desk:
        """Make a desk of records, with the links that they know of and others.

        Args:
            records: the records.
            links: links of records that are not loaded, as `(number, kind, other number)`: the
                other one is the first one's parent, problem, …
            agreements: what was promised.
            change_schedule: freezes, maintenance and items; its own changes count too.
            numbering: where the numbers of new records come from.
            cascades: what cascades.
            practices: the practices whose records it may hold, numbered and with tasks; a record of
                any other may be tied by what ties all.
            link_rules: how records may be tied, besides what the practices say.
            ticked_at: up to when the actions of clocks have been told; by default, up to the last
                event.

        Raises:
            BadValue: two records have the same number, or an argument holds something else.
            Unlisted: there is no such kind of link.
            BadLink: a link ties what it cannot tie, or closes a circle.
            FaultyDefinition: practices or link rules contradict each other, or a cascade reads what
                is not there.

        >>> from datetime import UTC
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail, slow = (Incident.open(id, at=nine, by="ada", summary="Mail")
        ...               for id in ("INC-1", "INC-2"))
        >>> desk = Desk.of([mail, slow], [("INC-2", "parent", "INC-1")])
        >>> desk, desk.related("INC-1", "child")
        (<Desk 2 records, 1 link, Mon 2026-01-05 09:00>, ('INC-2',))
        """
        loaded: dict[str, Record] = {}
        for record in as_items(records, "records", "records"):
            check_record(record)
            if record.id in loaded:
                raise BadValue(
                    field="records",
                    value=record.id,
                    expected=Phrase("desk.expected.each_record_once"),
                )
            loaded[record.id] = record
        known, rules = as_practices(practices), as_link_rules(link_rules)
        table = link_table(known, rules)
        given = map(table.link, as_items(links, "links", _LINKS))
        now = max((record.history[-1].at for record in loaded.values()), default=None)
        return cls(
            records=PersistentMap(loaded),
            ties=tied(table, loaded, chain(own_links(table, loaded), given)),
            agreements=agreements,
            change_schedule=change_schedule,
            numbering=numbering,
            cascades=cascades,
            practices=known,
            link_rules=rules,
            now=now,
            ticked_at=maybe_utc(ticked_at) or now,
        )

    def load(self, records: Iterable[Record], links: Iterable[tuple[str, str, str]] = ()) -> Desk:
        """Return the desk with more of the existing records, such as those that `reach` names.

        Raises:
            BadValue, Unlisted, BadLink: as `of` does.
        """
        table = self._link_table
        own = tied(table, self.records, own_links(table, self.records))
        others = set(listed(table, self.ties)) - set(listed(table, own))
        more = as_items(records, "records", "records")
        wider = type(self).of(
            [*self, *more],
            [*others, *as_items(links, "links", _LINKS)],
            practices=self.practices,
            link_rules=self.link_rules,
        )
        now = max((at for at in (self.now, wider.now) if at is not None), default=None)
        return attrs.evolve(
            self,
            records=wider.records,
            ties=wider.ties,
            now=now,
            ticked_at=self.ticked_at or now,
            former=self.__dict__.get("_wakes", self._former),
        )

    # --- looking --------------------------------------------------------------------------------

    def __getitem__(self, id: str) -> Record:
        """Return a record.

        Raises:
            Unlisted: there is none; NotLoaded, where it is known by its links only.
        """
        check_loaded(id, self.records, self.ties)
        return self.records[id]

    def one(self, kind: type[K], id: str) -> K:
        """Return a record as what it is, so that an editor knows its facts and verbs.

        Raises:
            Unlisted: there is none.
            BadValue: it is of another class.
        """
        as_class(Record, kind, "kind", Phrase("desk.class_records_such"))
        record = self[id]
        if not isinstance(record, kind):
            expected = Phrase(
                "desk.expected.number", name=kind.__name__, other=type(record).__name__
            )
            raise BadValue(field="id", value=id, expected=expected)
        return record

    def all(self, kind: type[K]) -> tuple[K, ...]:
        """Return the records of a class, in the order in which they came.

        Raises:
            BadValue: it is not a class of records.
        """
        as_class(Record, kind, "kind", Phrase("desk.class_records_such"))
        return tuple(record for record in self if isinstance(record, kind))

    def __contains__(self, id: object) -> bool:
        return is_in(id, self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records.values())

    def __len__(self) -> int:
        return len(self.records)

    def related(self, id: str, kind: str) -> tuple[str, ...]:
        """List the numbers of the records that are linked to one in this way, loaded or not.

        Raises:
            Unlisted: there is no such kind of link, or the record is not known.
        """
        wanted = self._link_table.kind(kind)
        if not is_in(id, self.records) and not is_in(id, self.ties):
            raise unlisted(id, self.records)
        return tuple(sorted(other for of, other in self.ties.get(id, ()) if of == wanted))

    @property
    def links(self) -> tuple[tuple[str, str, str], ...]:
        """Every link once, as `Desk.of` takes them."""
        return tuple(listed(self._link_table, self.ties))

    def given(self, id: str, *, at: datetime) -> dict[str, Any]:
        """Return the outside facts that the desk knows of a record, for `choices` and `why_not`.

        `tasks` are those of its tasks that have not ended, or are not loaded; `freeze`,
        `conflicts` and `warnings` are for a change, by the change schedule.

        Raises:
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.
            NaiveTime: the instant has no time zone.
            NotGiven: a freeze asks for an outside fact.
        """
        return self._work().given(self[id], at=utc(at), given=EMPTY)

    def choices(
        self, id: str, *, at: datetime, by: str | Actor, given: Mapping[str, Any] | None = None
    ) -> tuple[Choice, ...]:
        """Return for every verb whether it may be used now, after the timers that are due.

        Outside facts that the desk knows are supplied; nothing is changed.

        Args:
            id: the record's number.
            at: when.
            by: who would use it.
            given: outside facts besides those that the desk knows.

        Raises:
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.
            NaiveTime: the instant has no time zone.

        >>> from datetime import UTC, timedelta
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail = Incident.open("INC-1", at=nine, by="ada", summary="Mail")
        >>> desk = Desk.of([mail.resolve(at=nine, by="grace", code="user_error", notes="Done")])
        >>> [of.verb for of in desk.choices("INC-1", at=nine + timedelta(days=9), by="ada")
        ...  if of.is_allowed and of.target != "closed"]
        []
        """
        check_loaded(id, self.records, self.ties)
        record, known = self._work().standing(id, utc(at), evidence(given))
        return record.choices(at=at, by=by, given=known)

    def why_not(
        self,
        id: str,
        verb: str,
        *,
        at: datetime,
        by: str | Actor,
        given: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> tuple[Reason, ...]:
        """List every reason against a verb, after the timers that are due; none if `do` would do.

        Outside facts that the desk knows are supplied, and a link that it would refuse is a reason
        too. Nothing is changed. Arguments that are left out count against nothing, as for
        `Record.why_not`.

        Args:
            id: the record's number.
            verb: the name of the verb.
            at: when.
            by: who would use it.
            given: outside facts besides those that the desk knows.
            arguments: the event's other arguments.

        Raises:
            Unlisted: the record is not known, the model has no such verb, or the verb no such
                argument; NotLoaded, where the record is known by its links only.

        >>> from datetime import UTC
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail, slow = (Incident.open(id, at=nine, by="ada", summary="Mail")
        ...               for id in ("INC-1", "INC-2"))
        >>> desk = Desk.of([mail, slow], [("INC-2", "parent", "INC-1")])
        >>> bad = {"kind": "parent", "target": "INC-2"}
        >>> [reason.code for reason in desk.why_not("INC-1", "link", at=nine, by="ada", **bad)]
        ['bad_link']
        """
        check_loaded(id, self.records, self.ties)
        record, work = self.records[id], self._work()
        envelope: dict[str, Any] = {"at": at, "by": by, "given": given}
        event = fully_said(record, verb, envelope, arguments)
        if event is not None:
            return work.against(id, event)
        with suppress(ItsmError):  # what it does not take, the record says
            record, envelope["given"] = work.standing(id, utc(at), evidence(given))
        return record.why_not(verb, **envelope, **arguments)

    # --- doing ----------------------------------------------------------------------------------

    def apply(self, id: str, event: Event) -> Applied:
        """Apply an event to a record, after its timers, with what follows for others.

        Outside facts that the guards ask for and the desk knows are supplied: `tasks`, those that
        have not ended, and for a change `freeze`, `conflicts` and `warnings` by the change
        schedule. What the event itself gives is added, and removes nothing: if it leaves out what
        the desk knows, that is reported as a contradiction.

        Raises:
            BadValue: it is not an event.
            Refused: the event may not happen; nothing has changed.
            Unlisted: the record is not known, or a link names one that is not; NotLoaded, where it
                is known by its links only.
            BadLink: a link ties what it cannot tie, or closes a circle; nothing has changed.
            NotGiven: a freeze asks for an outside fact that nobody gave.

        >>> from datetime import UTC
        >>> from itsmcore import Incident, incidents
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail, slow = (Incident.open(id, at=nine, by="ada", summary="Mail")
        ...               for id in ("INC-1", "INC-2"))
        >>> desk = Desk.of([mail, slow], [("INC-2", "parent", "INC-1")])
        >>> print(desk.apply("INC-1", incidents.Started(at=nine, by="grace")))
        happened  Mon 2026-01-05 09:00  INC-1  start  by grace
        happened  Mon 2026-01-05 09:00  INC-2  start  by grace, because of start (v2 of INC-1)
        """
        check_loaded(id, self.records, self.ties)
        work = self._work()
        work.happen(id, event)
        return self._after(work, event.at, id)

    def do(self, id: str, verb: str, *, at: datetime, by: str | Actor, **arguments: Any) -> Applied:
        """Apply the event of a verb to a record, for programs that have its name.

        Args:
            id: the record's number.
            verb: the name of the verb.
            at: when.
            by: who does it.
            arguments: the event's other arguments.

        Raises:
            Unlisted: the model has no such verb, or the verb no such argument.
            BadValue: an argument is missing, or not what the verb takes.
            Refused, BadLink, NotLoaded, NotGiven: as `apply` does.

        >>> from datetime import UTC
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> desk = Desk.of([Incident.open("INC-1", at=nine, by="ada", summary="Mail")])
        >>> print(desk.do("INC-1", "hold", at=nine, by="grace", reason="caller"))
        happened  Mon 2026-01-05 09:00  INC-1  hold  by grace
        """
        return self.apply(id, called_of(self[id], verb, {"at": at, "by": by, **arguments}))

    def apply_all(self, entries: Iterable[Entry]) -> Applied:
        """Apply many events in one pass, such as an import: all of them, or none.

        It comes to what `open` and `apply` give one after another, each event after the timers of
        its record that are due by then.

        Args:
            entries: the events with the numbers of their records, in order; one that opens a record
                has its model as well. Where one has a version, its event becomes that, or the
                record is Stale.

        Raises:
            EntryRefused: one of them may not happen; nothing has changed. It names the entry, and
                has the error.
            BadValue: one is no Entry.

        >>> from datetime import UTC
        >>> from itsmcore import INCIDENT, incidents
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> opened = incidents.Opened("INC-1", at=nine, by="ada", summary="Mail")
        >>> started = incidents.Started(at=nine, by="grace")
        >>> print(Desk.of().apply_all([Entry("INC-1", opened, INCIDENT), Entry("INC-1", started)]))
        happened  Mon 2026-01-05 09:00  INC-1  open   by ada
        happened  Mon 2026-01-05 09:00  INC-1  start  by grace
        """
        several = as_several(Entry, entries, "entries", _ENTRIES)
        if not several:
            return Applied(desk=self)
        work = self._work()
        for index, entry in enumerate(several):
            try:
                work.enter(entry)
            except ItsmError as error:
                raise EntryRefused(index=index, entry=entry, error=error) from error
        first, *_ = times = [entry.event.at for entry in several]
        return self._after(work, max(times), ticked_at=self.ticked_at or first)

    def redact(
        self,
        id: str,
        *,
        at: datetime,
        by: str | Actor,
        reason: str,
        fields: str | Iterable[str] = (),
        texts: str | Iterable[str] = (),
    ) -> Applied:
        """Take personal data out of the history of a record, after its timers; see `redacted`.

        Links stay as they are. What was stored of the record's former events, in a journal too, is
        to be written anew: the versions that the event names. What was copied to other records is
        to be taken out of those.

        Raises:
            NotRedactable, Unlisted, BadValue, Refused: as `Record.redacted` does; nothing has
                changed. NotLoaded, where the record is known by its links only.

        >>> from datetime import UTC
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> desk = Desk.of([Incident.open("INC-1", at=nine, by="ada", summary="Mail")])
        >>> done = desk.redact("INC-1", at=nine, by="dpo", reason="Erasure", fields="by")
        >>> done.record.opened_by, done.events[0].event.versions
        (Actor('(redacted 1 of INC-1)'), (1,))
        """
        check_loaded(id, self.records, self.ties)
        work, instant = self._work(), utc(at)
        what: dict[str, Any] = {"by": by, "reason": reason, "fields": fields, "texts": texts}
        work.redact(id, instant, lambda record: record.redacted(at=instant, **what))
        return self._after(work, instant, id)

    def accept(self, offer: Proposal, *, at: datetime, by: str | Actor) -> Applied:
        """Apply what was offered, in the name of whoever accepts it.

        Raises:
            BadValue: it is not an offer.
            NaiveTime: the instant has no time zone.
            Outdated: what has to hold of the record no longer does, or it was accepted before.
            Refused: it may not happen now, or not by this actor.
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.
        """
        work = self._taking(offer, is_offer=True)
        event = attrs.evolve(offer.event_for(self[offer.record]), at=at, by=by)
        work.accept(offer, event)
        return self._after(work, event.at, offer.record)

    def receive(self, pending: Proposal) -> Applied:
        """Apply what was pending for a record that has been loaded since.

        Nothing happens if it turns out not to be for the record, or has come before; a refusal is
        reported. It stays pending if it asks about linked records that are not loaded either, such
        as whether every part of an order has ended: load them too.

        Raises:
            BadValue: it is an offer, which somebody has to accept, or something else.
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.
        """
        work = self._taking(pending, is_offer=False)
        work.receive(pending)
        return self._after(work, pending.event.at, pending.record)

    def _work(self) -> Work:
        """Begin to collect what happens, with an index of the cascades that desks pass on."""
        return Work(
            self.records,
            self.ties,
            self._index,
            self._link_table,
            numbering=self.numbering,
            change_schedule=self.change_schedule,
            under_way=self._under_way,
        )

    def _taking(self, proposal: object, *, is_offer: bool) -> Work:
        if not isinstance(proposal, Proposal) or proposal.is_offer is not is_offer:
            expected = Phrase("desk.offers") if is_offer else Phrase("desk.pending")
            raise BadValue(field=Phrase("desk.proposal"), value=proposal, expected=expected)
        check_loaded(proposal.record, self.records, self.ties)
        return self._work()

    def open(
        self, model: Model, *, at: datetime, by: str | Actor, id: str | None = None, **data: Any
    ) -> Applied:
        """Open a record, under the next number unless one is given.

        Args:
            model: the model it lives by.
            at: when.
            by: who.
            id: its number.
            data: the opening's arguments.

        Raises:
            BadValue: there is neither a number nor a numbering, the number is taken, or an argument
                is missing or not what the opening takes.
            UnknownCode: a code is not among the model's.
            Unlisted: the opening has no such argument, or a task is of a record that is not known.
        """
        work, opening = self._work(), self._opening(model, id)
        record = work.open(opening(at=at, by=by, **data), model)
        return self._after(work, record.history[-1].at, record.id)

    def _opening(self, model: Model, id: str | None, field: str = "id") -> Callable[..., Event]:
        """Return what makes the opening of a record, under the next number unless one is given.

        Raises:
            BadValue: there is neither a number nor a numbering.
        """
        opening: Any = as_model(model).opening_event
        if id is None:
            if self.numbering is None:
                raise BadValue(
                    field=field, value=None, expected=Phrase("desk.expected.number_desk_numbering")
                )
            practice = practice_of(model)
            id, _ = self.numbering.free(practice, self._work().is_taken).take(practice)
        return lambda **values: event_of(opening, values, id)

    def convert(
        self,
        id: str,
        *,
        to: Model,
        at: datetime,
        by: str | Actor,
        number: str | None = None,
        code: str | None = ResolutionCode.CONVERTED,
        **data: Any,
    ) -> Applied:
        """Let a record of another practice take the place of an incident, or change nothing.

        It is opened with the facts that both have: the summary, the service, the items, the impact,
        the group …; the caller of one is the requester of the other. The incident is linked to it
        and cancelled.

        Args:
            id: the number of the incident, or of another record that can be cancelled.
            to: the model that the new record lives by.
            at: when.
            by: who.
            number: the new record's number; by default the next one.
            code: the resolution code that it is cancelled with, if that takes one; None for none.
            data: the opening's other arguments; they come before what is taken over.

        Raises:
            BadValue: there is neither a number nor a numbering, the number is taken, both records
                are of one practice, or an argument is missing or not what the opening takes.
            UnknownCode: a code is not among its model's.
            Refused: the incident cannot be linked or cancelled now.
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.

        >>> from datetime import UTC
        >>> from itsmcore import NORMAL_CHANGE, Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> disk = Incident.open("INC-1", at=nine, by="ada", summary="A larger disk, please")
        >>> done = Desk.of([disk]).convert("INC-1", to=NORMAL_CHANGE, number="CHG-1",
        ...                                at=nine, by="grace")
        >>> done.record.summary, done.record.requester, done.desk["INC-1"]
        ('A larger disk, please', 'ada', <Incident INC-1 cancelled v3>)
        >>> done.desk.links
        (('INC-1', LinkKind.CONVERTED_TO, 'CHG-1'),)
        """
        check_loaded(id, self.records, self.ties)
        work, opening, instant = self._work(), self._opening(to, number, "number"), utc(at)
        work.fire([id], instant)
        source = work.records[id]
        if practice_of(source) == practice_of(to):
            expected = Phrase(
                "desk.expected.model_another_practice", practice_of=practice_of(source)
            )
            raise BadValue(field="to", value=to, expected=expected)
        taken = {**taken_over(source, to, instant), **data}
        record = work.open(opening(at=instant, by=by, **taken), to)
        link = Linked(at=instant, by=by, kind=LinkKind.CONVERTED_TO, target=record.id)
        work.happen(id, link)
        reason = in_english(Phrase("desk.converted", id=record.id))
        work.happen(id, cancelled(source, at=instant, by=by, reason=reason, code=code))
        return self._after(work, instant, record.id)

    def order(
        self,
        what: Bundle | Iterable[CatalogueItem],
        *,
        at: datetime,
        by: str | Actor,
        catalogue: Catalogue | None = None,
        number: str | None = None,
        requester: str | None = None,
        requested_for: str | None = None,
        profile: Mapping[str, Plain] = EMPTY,
        answers: Mapping[str, Mapping[str, Plain]] = EMPTY,
        summary: str | None = None,
        absent: str | Iterable[str] = (),
        base: RequestModel = REQUEST,
        model: OrderModel = ORDER,
        **data: Any,
    ) -> Applied:
        """Order several items together, all of them or none.

        An order is opened, and for each item a request that is a part of it; the requests are
        submitted. Those that wait for others are submitted in the name of whoever orders once these
        are fulfilled; that they could be is checked at once. The order ends with the last of them.

        Args:
            what: a bundle, or items.
            at: when.
            by: who orders.
            catalogue: the catalogue of the bundle.
            number: the number of the order; by default the next one.
            requester: who asks for it; by default whoever orders.
            requested_for: whom it is for; by default the requester.
            profile: facts of the one it is for; they decide what of a bundle is for them.
            answers: for the name of each item, or its name in the bundle, the answers to its form.
            summary: what the order is for, in a line; by default the bundle's, or the items' names.
            absent: who is away, and can be asked to approve only through a deputy.
            base: the model whose tables the requests live by.
            model: the model that the order lives by.
            data: the order's other facts.

        Raises:
            BadValue: there is nothing to order, a bundle without its catalogue, or neither a number
                nor a numbering; or the number is taken.
            Unlisted: the catalogue lacks an item, or an answer is for what is not ordered.
            Refused: a request may not be submitted: an answer is wrong, or they are not entitled.

        >>> from datetime import UTC
        >>> from itsmcore.catalogue import CatalogueItem
        >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> badge, screen = CatalogueItem("badge"), CatalogueItem("screen")
        >>> print(Desk.of().order([badge, screen], number="ORD-1", at=nine, by="hr",
        ...                       requested_for="kim").desk)
        record        practice  state       since                 links
        ORD-1         order     open        Mon 2026-03-02 09:00  part ORD-1-badge, part ORD-1-screen
        ORD-1-badge   request   fulfilment  Mon 2026-03-02 09:00  part_of ORD-1
        ORD-1-screen  request   fulfilment  Mon 2026-03-02 09:00  part_of ORD-1
        """  # noqa: E501 (a table is as wide as it is)
        as_a(OrderModel, model, "model", Phrase("desk.model_orders_such"))
        parts = parts_of(what, catalogue, profile, answers, base=base)
        work, opening, instant = self._work(), self._opening(model, number, "number"), utc(at)
        about = ", ".join(part.name for part in parts)
        if isinstance(what, Bundle):
            data, about = {"bundle": what.name, **data}, what.summary
        people = {"requester": requester, "requested_for": requested_for}
        said: dict[str, Any] = {"at": instant, "by": by, **people}
        about = about if summary is None else summary
        order = work.open(opening(**said, summary=about, **data), model)
        numbers, made = dict[str, str](), list[tuple[str, Part]]()
        for part, rest in zip(parts, rests(parts, profile), strict=True):
            id = work.number(SERVICE_REQUEST_MANAGEMENT.name, f"{order.id}-{part.name}")
            opened = part.model.opening_event(
                id,
                **said,
                profile=profile,
                answers=part.answers,
                order=order.id,
                after=[numbers[name] for name in part.after],
                rest_of_order=rest if part.item.approval_basis == "order" else EMPTY,
            )
            work.open(opened, part.model)
            numbers[part.name] = id
            made.append((id, part))
        for id, part in made:
            submitted = Submitted(at=instant, by=by, absent=absent)
            if part.after:
                free = attrs.evolve(submitted, given={AWAITED: ()})
                list(work.records[id].unfold(free))
            else:
                work.happen(id, submitted)
        return self._after(work, instant, order.id)

    def add(self, record: Record) -> Applied:
        """Put on the desk a record that was opened elsewhere, such as by a template.

        Its events go to the journal; nothing follows from them.

        Raises:
            BadValue: its number is taken, or it is not a record.
            Unlisted: a link of it names a record that is not known.
            BadLink: a link of it ties what it cannot tie, or closes a circle.
        """
        check_record(record)
        work = self._work()
        work.add(record)
        return self._after(work, record.history[-1].at, record.id)

    def tick(self, *, at: datetime) -> Applied:
        """Fire every timer that fell due by an instant, in order, with what follows from each.

        With it come the actions of clocks that fell due since the last tick and before the instant.

        Raises:
            NaiveTime: the instant has no time zone.

        >>> from datetime import UTC, timedelta
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail = Incident.open("INC-1", at=nine, by="ada", summary="Mail")
        >>> desk = Desk.of([mail.resolve(at=nine, by="grace", code="user_error", notes="Done")])
        >>> print(desk.tick(at=nine + timedelta(days=7)))
        happened  Sat 2026-01-10 09:00  INC-1  close  by system, because of auto_close
        """
        until = utc(at)
        since = self.ticked_at or until
        work = self._work()
        awake = self._wakes.by(until)
        work.fire(awake, until)
        applied = self._after(work, until, ticked_at=max(since, until))
        found = (
            (id, action)
            for id in dict.fromkeys((*awake, *work.changed))
            for clocks in applied.desk.clocks(id, at=until)
            for action in clocks.due_actions(since=since, until=until)
        )
        actions = sorted(found, key=lambda pair: (pair[1].at, pair[0]))
        return attrs.evolve(applied, actions=tuple(actions))

    def replay(self, journal: Iterable[Entry]) -> Desk:
        """Fold a journal into the desk: nothing is judged, and nothing follows.

        A journal does not say when ticks reported the actions of clocks; unless the desk is made
        with `ticked_at`, the next tick reports those since the first event.

        Args:
            journal: events that `apply` and `tick` have returned, in order.

        Raises:
            BadValue: a record does not exist, and its opening does not come first.
            BrokenJournal: the versions, where the entries have them, lack one or have one twice.
            NotAllowed: an event has no rule at its place.
            OutOfOrder: an event is earlier than the last one of its record.

        >>> from datetime import UTC
        >>> from itsmcore import INCIDENT
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> opened = Desk.of().open(INCIDENT, id="INC-1", at=nine, by="ada", summary="Mail")
        >>> Desk.of().replay(opened.events) == opened.desk
        True
        """
        work = self._work()
        expected = Phrase("desk.expected.applies_ticks_returned")
        for index, entry in enumerate(as_several(Entry, journal, "journal", expected)):
            work.fold(entry, index)
        times = [entry.event.at for entry in work.events]
        if not times:
            return self
        since = self.ticked_at or min(times)
        return self._after(work, max(times), ticked_at=since).desk

    def _after(self, work: Work, at: datetime, id: str = "", **more: Any) -> Applied:
        records = self.records | work.records.maps[0]
        ties = renewed(self.ties, work.ties.maps[0])
        desk = attrs.evolve(
            self,
            records=records,
            ties=ties,
            numbering=work.numbering,
            now=max(at, self.now or at),
            **{"ticked_at": self.ticked_at or at, **more},
            former=self.__dict__.get("_wakes", self._former),
            under_way=UnderWay(records, ties, work.plans.running),
        )
        return Applied(
            desk=desk,
            id=id,
            events=tuple(work.events),
            linked=tuple(sorted(work.linked)),
            unlinked=tuple(sorted(work.unlinked)),
            pending=tuple(work.pending),
            offers=tuple(work.offers),
            refusals=tuple(work.refusals),
            contradictions=tuple(work.contradictions),
        )

    def reach(self, id: str, event: Event) -> tuple[str, ...]:
        """List the numbers of the records to load before an event is applied.

        They are those that it links to, that it may affect, as far as the links that the desk knows
        of tell, and that its guards ask for. Ask again when they are loaded: they may know of more
        links, and their guards may ask for more.

        Raises:
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.
            BadValue: it is not an event.

        >>> from datetime import UTC
        >>> from itsmcore import Incident, incidents
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail = Incident.open("INC-1", at=nine, by="ada", summary="Mail")
        >>> desk = Desk.of([mail], [("INC-2", "parent", "INC-1")])
        >>> desk.reach("INC-1", incidents.Started(at=nine, by="grace"))
        ('INC-2',)
        """
        check_loaded(id, self.records, self.ties)
        check_event(event)
        work = self._work()
        with suppress(ItsmError):
            work.happen(id, event)
        return tuple(sorted(work.missed.union(work.further())))

    # --- time -----------------------------------------------------------------------------------

    def clocks(self, id: str, *, at: datetime) -> tuple[Clocks, ...]:
        """Measure a record by every agreement.

        Raises:
            Unlisted: the record is not known; NotLoaded, where it is known by its links only.
            NaiveTime: the instant has no time zone.
        """
        return measured(self[id], self.agreements, at)

    @property
    def next_instant(self) -> datetime | None:
        """When to tick next if nothing else happens: when a timer or a clock has something to say.

        It is before `now` if something is overdue.
        """
        return self._wakes.first

    @cached_property
    def _wakes(self) -> Wakes:
        """When each record has something to say; what was found of the desk before is reused."""
        work = self._work()
        return self._former.after(
            self.records, self.agreements, self.ticked_at, work.next_instant, work.waiting
        )

    # --- showing --------------------------------------------------------------------------------

    def _table(self) -> Table:
        shown = (
            (
                record.id,
                practice_of(record).lower(),
                record.state,
                _when(record.history[-1].at),
                ", ".join(
                    f"{kind} {other}" for kind, other in sorted(self.ties.get(record.id, ()))
                ),
            )
            for record in islice(self, MOST_SHOWN)
        )
        more = len(self) - MOST_SHOWN
        notes = [say("desk.more", more=more)] if more > 0 else []
        return Table(("record", "practice", "state", "since", "links"), shown, notes)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def __repr__(self) -> str:
        records, links = len(self), len(self.links)
        counts = in_english(Phrase("desk.record_link", records=records, links=links))
        return f"<Desk {counts}{'' if self.now is None else f', {_when(self.now)}'}>"


@attrs.frozen(kw_only=True, repr=False)
class Applied:
    """The desk after an event or a tick, and what came of it.

    Attributes:
        desk: the desk as it is now.
        id: the number of the record that it was about; empty for a tick.
        events: every event that happened, in order; together they are the journal.
        linked: the links that it made, as `Desk.links` lists them.
        unlinked: the links that it ended.
        pending: what may follow for records that are not loaded; see `Desk.receive`.
        offers: what is only proposed; see `Desk.accept`.
        refusals: what would have followed, but was refused.
        contradictions: outside facts for which an event gave something else than the desk knows.
        actions: what clocks ask to be done, each with the number of its record.
    """

    desk: Desk
    id: str = ""
    events: tuple[Entry, ...] = ()
    linked: tuple[tuple[str, str, str], ...] = ()
    unlinked: tuple[tuple[str, str, str], ...] = ()
    pending: tuple[Proposal, ...] = ()
    offers: tuple[Proposal, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    actions: tuple[tuple[str, Action], ...] = ()

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def record(self) -> Record:
        """The record that it was about, as it is now.

        Raises:
            Unlisted: it was not about a record.
        """
        return self.desk[self.id]

    @property
    def changed(self) -> tuple[Record, ...]:
        """The records to which something happened, as they are now."""
        ids = dict.fromkeys(entry.record for entry in self.events)
        return tuple(self.desk.records[id] for id in ids)

    @property
    def rewritten(self) -> tuple[Entry, ...]:
        """The events that a redaction has written anew, in the place of those of their versions."""
        happened = ((entry.record, entry.event) for entry in self.events)
        return tuple(
            entry_of(self.desk.records[id], version)
            for id, event in happened
            if isinstance(event, Redacted)
            for version in event.versions
        )

    @property
    def wakes(self) -> Mapping[str, datetime | None]:
        """When records have something to say next, as far as that may have changed.

        None is for never. A tick that changes no record tells it of all that were loaded.
        `Desk.next_instant` is the first of all.
        """
        return self.desk._wakes.renewed  # noqa: SLF001 (a desk and what comes of it are one)

    @property
    def rows(self) -> Rows:
        """A row for each thing that came of it: what, when (UTC), record, verb, and why."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(dict(zip(_HEAD, line, strict=True)) for line in self._lines())

    def _lines(self) -> Iterator[tuple[object, ...]]:
        for entry in self.events:
            event = entry.event
            yield "happened", event.at, entry.record, event.verb, by_whom(event)
        for what, proposals in (("offered", self.offers), ("pending", self.pending)):
            for one in proposals:
                yield what, one.event.at, one.record, one.event.verb, one.said
        for refusal in self.refusals:
            yield "refused", None, refusal.record, refusal.verb, str(refusal.error)
        for found in self.contradictions:
            yield "overruled", None, found.record, found.verb, found.why
        for id, action in self.actions:
            yield (
                "due",
                action.at,
                id,
                action.action,
                say("desk.by", goal=action.goal, agreement=action.agreement),
            )

    def _table(self) -> Table:
        lines = (
            (label("values", str(what)), _when(at), *more) for what, at, *more in self._lines()
        )
        return Table(_HEAD, lines)

    def __str__(self) -> str:
        table = self._table()
        return table.text(has_head=False) if table.lines else say("desk.nothing_happened")

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def __repr__(self) -> str:
        counts = (
            f"{len(found)} {name}"
            for name, found in (
                ("events", self.events),
                ("offers", self.offers),
                ("pending", self.pending),
                ("refusals", self.refusals),
                ("contradictions", self.contradictions),
                ("actions", self.actions),
            )
            if found
        )
        return f"<Applied {', '.join(counts) or 'nothing'}>"


def _when(at: object) -> str:
    return f"{on_day(at)} {at:%H:%M}" if isinstance(at, datetime) else ""
