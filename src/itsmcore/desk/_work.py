"""Work in progress: what a desk becomes while events follow from one another."""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import chain, count, islice, product
from typing import Any, TypeVar

import attrs

from itsmcore.change_calendar import ChangeSchedule
from itsmcore.conditions._spaces import LINKED as LINKED_RECORDS
from itsmcore.conditions._spaces import TARGET, FactSpaces
from itsmcore.decisions import Row
from itsmcore.desk._asked import reasons_of
from itsmcore.desk._cascades import Candidate, Index, Tied
from itsmcore.desk._fulfilment import with_outcome
from itsmcore.desk._known import Contradiction, joined
from itsmcore.desk._link_table import LinkTable, Tie
from itsmcore.desk._links import (
    NO_TIES,
    Moved,
    NotLoaded,
    Step,
    check,
    join,
    link_of,
    part,
    upheld,
)
from itsmcore.desk._neighbours import Neighbours, unloaded
from itsmcore.desk._numbering import Numbering
from itsmcore.desk._openings import CameBy, opened
from itsmcore.desk._outcome import (
    BrokenJournal,
    Entry,
    Outdated,
    Proposal,
    Reached,
    Refusal,
    entry_of,
)
from itsmcore.desk._plans import Plans, UnderWay
from itsmcore.errors import BadValue, ItsmError, NotGiven, Reason, Unlisted
from itsmcore.fields import is_in
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle import Cause, Event, Following, LinkKind, Model, OutsideFact, Record
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._judge import judge
from itsmcore.lifecycle._offers import is_past, offered
from itsmcore.lifecycle._practice import practice_of
from itsmcore.lifecycle._record import begun, folded, versions
from itsmcore.lifecycle._standing import last_of_each, stands
from itsmcore.lifecycle._timers import armed, fired, ticked
from itsmcore.lifecycle.events import LINKED, Unlinked
from itsmcore.nearest import nearest
from itsmcore.persistent import PersistentMap, PersistentSet
from itsmcore.phrase import Phrase, Words, in_english
from itsmcore.tasks import Task

K = TypeVar("K")
V = TypeVar("V", bound=Event)
MOST_NAMED = 20


class Layers(ChainMap[str, K]):
    """A mapping that looks at what has changed before what it was, in each only once."""

    def get(self, key: str, default: Any = None) -> Any:
        for layer in self.maps:
            found = layer.get(key, _ABSENT)
            if found is not _ABSENT:
                return found
        return default

    def __getitem__(self, key: str) -> K:
        found = self.get(key, _ABSENT)
        if found is _ABSENT:
            raise KeyError(key)
        value: K = found
        return value

    def __contains__(self, key: object) -> bool:
        return self.get(key, _ABSENT) is not _ABSENT  # type: ignore[arg-type]


_ABSENT: Any = object()


@attrs.frozen
class Found:
    """A row that holds for a record, or that may.

    Attributes:
        place: its place among all rows.
        row: the row, with what is asked of the source's links answered.
        facts: what it was judged by.
        is_sure: whether it holds.
    """

    place: int
    row: Row[Following]
    facts: Tied
    is_sure: bool = attrs.field(kw_only=True)


class Work:
    """Collect what happens; nothing of the desk that it starts from changes."""

    def __init__(
        self,
        records: PersistentMap[str, Record],
        ties: PersistentMap[str, PersistentSet[Tie]],
        index: Index,
        table: LinkTable,
        *,
        numbering: Numbering | None,
        change_schedule: ChangeSchedule | None,
        under_way: UnderWay,
    ) -> None:
        self.records: Layers[Record] = Layers({}, _read(records))
        self.ties: Layers[PersistentSet[Tie]] = Layers({}, _read(ties))
        self.index = index
        self.table = table
        self.numbering = numbering
        self.change_schedule = change_schedule
        self.changed: list[str] = []
        self.missed: set[str] = set()
        self.events: list[Entry] = []
        self.pending: list[Proposal] = []
        self.offers: list[Proposal] = []
        self.refusals: list[Refusal] = []
        self.contradictions: list[Contradiction] = []
        self.linked: set[tuple[str, str, str]] = set()
        self.unlinked: set[tuple[str, str, str]] = set()
        self.done: set[Step] = set()
        self.plans = Plans(self, under_way.among(records, ties))

    # --- what happens ---------------------------------------------------------------------------

    def happen(self, id: str, event: Event) -> None:
        """Apply an event to a record, after its timers, and what follows from it.

        Raises:
            BadValue: it is not an event.
            Refused: it may not happen.
            Unlisted: a link names a record that is not known.
            BadLink: a link ties what it cannot tie, or closes a circle.
        """
        check_event(event)
        id, event = self._where_linked(id, event)
        self.fire([id], event.at)
        self.done = set()
        self._spread(self._put(self._judged(id, event, is_automatic=False)))

    def against(self, id: str, event: Event) -> tuple[Reason, ...]:
        """Return every reason for which `happen` would refuse an event."""
        found: list[Reason] = []
        try:
            id, event = self._where_linked(id, event)
            self.fire([id], event.at)
            self._check_links(self.records[id], event, is_automatic=False)
        except ItsmError as error:
            found += reasons_of(error)
        try:
            record = self.records[id]
            list(record.unfold(self._informed(record, event)))
        except ItsmError as error:
            found += reasons_of(error)
        return tuple(dict.fromkeys(found))

    def standing(
        self, id: str, at: datetime, given: Mapping[str, Any]
    ) -> tuple[Record, Mapping[str, Any]]:
        """Return a record as it is after its timers, and outside facts with what the desk knows.

        Where that asks for a fact that nobody gives, the desk's own are left out as well.
        """
        self.fire([id], at)
        record = self.records[id]
        try:
            return record, joined(self.given(record, at=at, given=given), given).given
        except NotGiven:
            return record, given

    def _where_linked(self, id: str, event: Event) -> tuple[str, Event]:
        """Return the record whose history made a link that an event takes away, and its event.

        Where neither history made it, the event says that the desk knows of it.
        """
        if not isinstance(event, Unlinked) or event.target in self.records[id].links.of(event.kind):
            return id, event
        tie = (self.table.kind(event.kind), event.target)
        other, (kind, _) = self.table.turned(id, tie)
        if tie not in self.ties.get(id, NO_TIES):
            return id, event
        if other in self.records and id in self.records[other].links.of(kind):
            return other, attrs.evolve(event, kind=kind, target=id)
        return id, attrs.evolve(event, given={**event.given, LINKED: True})

    def redact(self, id: str, at: datetime, redacted: Callable[[Record], Record]) -> None:
        """Let a record be redacted, after its timers, and what follows from it.

        Raises:
            NotRedactable, Unlisted, BadValue, Refused: as `Record.redacted` does.
        """
        self.fire([id], at)
        self.done = set()
        before = self.records[id].version
        self._spread(self._put(versions(redacted(self.records[id]), since=before)))

    def enter(self, entry: Entry) -> None:
        """Open the record of an entry, or apply its event as `happen` does.

        Raises:
            BadValue, BadHistory, Unlisted, BadLink, Refused: as these do.
        """
        if entry.model is not None:
            self.open(entry.event, _opened_with(entry), entry.kind)
        else:
            check_loaded(entry.record, self.records, self.ties)
            if entry.version is not None:
                self.fire([entry.record], entry.event.at)
                self.records[entry.record].expect(version=entry.version - 1)
            self.happen(entry.record, entry.event)

    def open(self, opening: Event, model: Model, kind: type[Record] | None = None) -> Record:
        """Open a record with the outside facts that the desk knows, and what follows from it.

        Args:
            opening: the event.
            model: the tables it lives by.
            kind: its class, if that is not the practice's own.

        Raises:
            BadValue, Unlisted, BadLink: as when a record is added.
        """
        self.done = set()
        moved = self.opened(opening, model, kind)
        self._spread(moved)
        return moved[-1][0]

    def opened(self, opening: Event, model: Model, kind: type[Record] | None = None) -> list[Moved]:
        """Open a record as `open` does, and leave what follows from it to whoever asks for it.

        Raises:
            BadValue, Unlisted, BadLink: as `open` does.
        """
        cls: type[Record] = kind or model.record
        said = opening = model.completed(opening)
        if self._asks(opening, model, model.plan.initial, model.plan.region_initials):
            draft = cls.replay([opening], model=model)
            opening = self._informed(draft, opening)
        records = begun(cls, opening, model)
        record = records[-1]
        self._compare(record.id, said, opening)
        self._admit(record, is_taken=self.is_taken(record.id))
        return self._put(records)

    def add(self, record: Record) -> None:
        """Put a record on the desk; nothing follows from it.

        Raises:
            BadValue: its number is taken.
            Unlisted, BadLink: as when something happens.
        """
        self._admit(record, is_taken=record.id in self.records)
        self._put(versions(record))
        self.records[record.id] = record

    def _admit(self, record: Record, *, is_taken: bool) -> None:
        """Refuse a record whose number is taken, or whose links are impossible."""
        if is_taken:
            raise BadValue(
                field="id", value=record.id, expected=Phrase("desk.expected.number_taken")
            )
        known, ties = self.records.new_child({record.id: record}), self.ties.new_child()
        for id, tie in upheld(self.table, known, [(record.id, t) for t in self.table.of(record)]):
            self._check_known(tie[1])
            check(self.table, known, ties, id, tie)
            join(self.table, ties, id, tie)

    def accept(self, offer: Proposal, event: Event) -> None:
        """Apply what was offered, as an event of whoever accepts it.

        Raises:
            Outdated: it no longer holds, or has been accepted.
            NotLoaded: it asks about a record that is not loaded.
            Refused: it may not happen.
        """
        why = self._past(offer, event.at)
        if why:
            raise Outdated(record=offer.record, verb=event.verb, why=why)
        self._spread(self._put(self._judged(offer.record, event, is_automatic=False)))

    def receive(self, pending: Proposal) -> None:
        """Apply what was pending, if it is for the record and has not come before.

        It stays pending if it asks about a record that is still not loaded.
        """
        try:
            why = self._past(pending, pending.event.at)
            event = pending.event_for(self.records[pending.record])
        except NotLoaded:
            self.pending.append(pending)
            return
        except ItsmError as error:
            self.refusals.append(Refusal(pending.record, pending.event.verb, error))
            return
        if not why:
            self._spread(self.followed(pending.record, event))

    def _past(self, proposal: Proposal, at: datetime) -> Words:
        """Return why a proposal is no longer for a record, once its timers have fired.

        Raises:
            NotLoaded: it asks about a record that is not loaded.
        """
        self.fire([proposal.record], at)
        self.done = set()
        record = self.records[proposal.record]
        due = proposal.event_for(record)
        for version, event in enumerate(record.history, 1):
            if _is_what_was_proposed(event, due):
                return Phrase("desk.work.happened_v", at=event.at, version=version)
        if is_past(record, proposal.event):
            return Phrase("desk.work.made_state_ended", state=record.state)
        around = self._around(at)
        target, source = Reached(record, around(record.id)), around(proposal.source)
        answer = proposal.when.judge(FactSpaces(proposal.known, target=target, linked=source))
        if answer is None:
            for absent in unloaded(self, proposal.when, proposal.source, proposal.record):
                raise unlisted(absent, self.records, NotLoaded)
        return "" if answer else Phrase("desk.work.where", asks=proposal.asks)

    def fire(self, awake: Iterable[str], until: datetime) -> None:
        """Fire the timers of records, earliest first, each with what follows from it."""
        nexts = ((self.next_instant(self.records[id]), id) for id in awake)
        ahead = [(at, id) for at, id in nexts if at is not None]
        heapify(ahead)
        while ahead and ahead[0][0] <= until:
            at, id = heappop(ahead)
            record = self.records[id]
            if self.next_instant(record) == at:
                before = len(self.changed)
                self._spread(self._put(fired(record, at, self._told)))
                changed = dict.fromkeys(self.changed[before:])
                for one in (*changed, *chain.from_iterable(map(self.waiting, changed))):
                    again = self.next_instant(self.records[one])
                    if again is not None:
                        heappush(ahead, (again, one))

    def waiting(self, id: str) -> Iterator[str]:
        """Yield the records whose timers may wait for one: those of which it tells a fact."""
        for kind, other in self.ties.get(id, ()):
            record = self.records.get(other)
            if record is not None:
                practice = practice_of(record)
                if self.table.is_told_of(practice, self.table.inverse(kind)):
                    yield other

    def next_instant(self, record: Record) -> datetime | None:
        """Return when the next timer of a record fires, by what the desk knows."""
        due = armed(record, self._told)
        return due[0].at if due else None

    def _told(self, record: Record, event: Event) -> Event:
        """Give the event of a timer what its guards ask for, and make it no earlier than that."""
        try:
            known = self._known(record, event)
        except ItsmError:
            return event
        if not known:
            return event
        facts = self.table.facts_of(practice_of(record))
        ended = (
            self.records[id].history[-1].at
            for fact in facts
            for id in self._told_by(record.id, fact, holds=False)
        )
        return attrs.evolve(event, at=max((event.at, *ended)), given=known)

    def fold(self, entry: Entry, index: int) -> None:
        """Fold an entry of a journal, judging nothing.

        Raises:
            BrokenJournal: its version is not the one that comes next.
            BadValue: the record does not exist, and the entry does not open it.
            NotAllowed, OutOfOrder: it does not continue the record's history.
        """
        record, event = self.records.get(entry.record), entry.event
        version = 1 if record is None else record.version + 1
        if entry.version is not None and entry.version != version:
            raise BrokenJournal(
                index=index, record=entry.record, version=entry.version, expected=version
            )
        if record is not None:
            self._put([folded(record, event)])
            self.plans.forget(record.parent if isinstance(record, Task) else record.id)
        else:
            model = _opened_with(entry)
            kind = entry.kind or model.record
            self._put([kind.replay([event], model=model)])

    def _judged(self, id: str, event: Event, *, is_automatic: bool) -> list[Record]:
        """Judge an event with the outside facts that the desk knows.

        Returns:
            The record after the event, and after each that follows from it.
        """
        record = self.records[id]
        self._check_links(record, event, is_automatic=is_automatic)
        said, event = event, self._informed(record, event)
        records = list(record.unfold(event, is_automatic=is_automatic))
        self._compare(id, said, event)
        return records

    def _check_links(self, record: Record, event: Event, *, is_automatic: bool) -> None:
        """Refuse an event that ties what it cannot tie.

        Raises:
            BadLink, Unlisted: as when it happens.
        """
        id, ties = record.id, self.ties.new_child()
        for tie in self.table.parted_by(event, record):
            part(self.table, ties, id, tie)
        for tie in self.table.tied_by(event):
            if not is_automatic:
                self._check_known(tie[1])
            check(self.table, self.records, ties, id, tie)
            join(self.table, ties, id, tie)

    def _informed(self, record: Record, event: V) -> V:
        """Return an event with what the desk knows of it, besides what it says."""
        event = with_outcome(self, record, event)
        known = self._known(record, event)
        return attrs.evolve(event, given=joined(known, event.given).given) if known else event

    def _compare(self, id: str, said: Event, event: Event) -> None:
        """Note what an event says differently from what the desk knows."""
        for name in joined(event.given, said.given).denied:
            found = Contradiction(id, event.verb, name, said.given[name], event.given[name])
            self.contradictions.append(found)

    def _put(self, records: Iterable[Record]) -> list[Moved]:
        """Put a record in its place as it is after each event; note what has brought it there."""
        moved = [self._stepped(record) for record in records]
        first, *_ = moved[0]
        self.changed.append(first.id)
        if first.version == 1 and self.numbering is not None:
            self.numbering = self.numbering.free(practice_of(first), self.is_taken)
        return moved

    def is_taken(self, id: str) -> bool:
        """Return whether a number belongs to a record, loaded or not."""
        return id in self.records or bool(self.ties.get(id))

    def _stepped(self, record: Record) -> Moved:
        """Note the last event of a record, and what it does to its links."""
        id, event, before = record.id, record.history[-1], self.records.get(record.id)
        self.events.append(entry_of(record, len(record.history)))
        self.records[id] = record
        parted = () if before is None else self.table.parted_by(event, before)
        said = {*self.table.tied_by(event), *parted}
        if not said:
            return record, NO_TIES, NO_TIES
        before_that = self.ties.get(id, NO_TIES)
        held = {tie for _, tie in upheld(self.table, self.records, [(id, t) for t in said])}
        gone = (said - held) & before_that
        for tie in held:
            join(self.table, self.ties, id, tie)
        for tie in gone:
            part(self.table, self.ties, id, tie)
        made = frozenset(held) - before_that
        ended, begun = ({link_of(self.table, id, tie) for tie in of} for of in (gone, made))
        self.linked -= ended
        self.linked |= begun
        self.unlinked -= begun
        self.unlinked |= ended
        self.plans.retied(id, gone | made)
        return record, gone, made

    def number(self, practice: str, instead: str) -> str:
        """Return the next number of a practice; without a numbering, another one, made unique.

        Raises:
            Unlisted: the practice has no prefix.
        """
        if self.numbering is not None:
            return self.numbering.free(practice, self.is_taken).take(practice)[0]
        several = (f"{instead}-{n}" for n in count(2))
        return next(one for one in chain([instead], several) if not self.is_taken(one))

    # --- what follows ---------------------------------------------------------------------------

    def _spread(self, moved: Iterable[Moved]) -> None:
        """Apply what follows from events, and from that in turn.

        For each first event at one instant, a row follows a link only once, and not back; so this
        ends, whatever the rows and the timers say. What followed is not offered as well.
        """
        late: dict[Step, Proposal] = {}
        for first in moved:
            instant, ahead = first[0].history[-1].at, deque([first])
            came_by: CameBy = {}
            while ahead:
                source, gone, made = ahead.popleft()
                self.offers += self._offered(source)
                ties = self._followed_along(source, gone)
                rows = self._rows(source, ties)
                for tie in sorted(gone):
                    ahead += self._unlinked(source, tie)
                for link, other in ties:
                    along = frozenset({(source.id, link), (other, self.table.inverse(link))})
                    for found in self._found(source, link, other, rows[link]):
                        step = instant, along, found.place
                        if step not in self.done:
                            self.done.add(step)
                            ahead += self._cascaded(found, other)
                for tie in sorted(made):
                    late.update(self._late(source, tie, instant))
                if source.model.task_plan is not None or isinstance(source, Task):
                    ahead += self.plans.followed(source)
                ahead += opened(self, source, came_by)
        self.offers += (offer for step, offer in late.items() if step not in self.done)

    def _late(self, source: Record, tie: Tie, at: datetime) -> Iterator[tuple[Step, Proposal]]:
        """Yield offers of what would have followed had a link been there, each way along it.

        What its own record does afterwards has the link, and is not late.
        """
        for id, (link, other) in (source.id, tie), self.table.turned(source.id, tie):
            record, tied = self.records.get(id), self.records.get(other)
            told = None if tied is not None else self._practice(other)
            along = frozenset({(id, link), (other, self.table.inverse(link))})
            then = source if id == source.id else record
            for version in () if record is None else last_of_each(then).values():
                around = self._around(at) if self.index.asking else None
                side = self.table.sides[link]
                facts = Tied(record, side, other, tied, told, version, around)
                rows = self.index.rows(facts)
                if not (rows and stands(record, version)):
                    continue
                held, refusals = self._held(facts, other, rows)
                self.refusals += refusals
                for found in held:
                    step = at, along, found.place
                    event = None if step in self.done else self._following(found, other, at)
                    if event is not None:
                        yield step, self._proposal(found, other, event, is_offer=True)

    def _unlinked(self, source: Record, tie: Tie) -> list[Moved]:
        """Let the end of a link follow in the other record's history.

        A link that another replaces ends there only if that history made it as well.
        """
        event, (other, (kind, id)) = source.history[-1], self.table.turned(source.id, tie)
        record = self.records.get(other)
        is_held = record is not None and id in record.links.of(kind)
        if not (is_held or isinstance(event, Unlinked)):
            return []
        follow = Unlinked(
            at=event.at,
            by=event.by,
            cause=Cause(event.verb, version=source.version, record=id),
            given=EMPTY if is_held else {LINKED: True},
            kind=kind,
            target=id,
            reason=getattr(event, "reason", None)
            or in_english(Phrase("desk.work.ended", verb=event.verb, id=id)),
        )
        if record is not None:
            return self.followed(other, follow)
        self.missed.add(other)
        self.pending.append(Proposal(other, follow))
        return []

    def _offered(self, source: Record) -> Iterator[Proposal]:
        """Yield what a record's last event offers, as far as that may still happen to it."""
        record = self.records[source.id]
        for event in offered(source):
            told = self._told(record, event)
            if not judge(record, told, type(told), told.changes(record), is_exempt=True).reasons:
                yield Proposal(record.id, event, is_offer=True, is_sure=True)

    def _followed_along(self, source: Record, gone: Iterable[Tie]) -> list[Tie]:
        """List the ties of a record, and those that ended, of a kind that some row is for."""
        links = self.index.along(source.history[-1].verb, practice_of(source), self.table.sides)
        ties = (self.ties.get(source.id, NO_TIES) | gone) if links else ()
        return sorted([tie for tie in ties if tie[0] in links])

    def _rows(self, source: Record, ties: Iterable[Tie]) -> dict[str, tuple[Candidate, ...]]:
        """Return the rows for each kind of link, before anything follows from an event."""
        event, practice, found = source.history[-1], practice_of(source), {}
        for link, other in dict(ties).items():
            if self.index.asking and self.index.asks(event.verb, link, practice):
                side, around = self.table.sides[link], self._around(event.at)
                found[link] = self.index.rows(Tied(source, side, other, None, around=around))
            else:
                found[link] = self.index.candidates(event.verb, link, practice)
        return found

    def _found(
        self, source: Record, link: str, other: str, rows: tuple[Candidate, ...]
    ) -> list[Found]:
        """Find the rows that hold for a tied record, or that may if something is not loaded.

        The timers of the record that are due by then fire before something happens to it.
        """
        at, here = source.history[-1].at, self.records.get(other)
        tied = None if here is None else ticked(here, at, self._told)
        told = None if tied is not None else self._practice(other)
        asks = self.index.asks(source.history[-1].verb, link, practice_of(source))
        side, around = self.table.sides[link], self._around(at) if asks else None
        facts = Tied(source, side, other, tied, told, around=around)
        found, refusals = self._held(facts, other, rows)
        if tied is not here and any(not one.row.answer.is_offer for one in found):
            self.fire([other], at)
            facts = Tied(source, side, other, self.records[other], around=around)
            found, refusals = self._held(facts, other, rows)
        self.refusals += refusals
        return found

    def _practice(self, id: str) -> str | None:
        """Return the practice of a record that is not loaded, if its links or number tell it."""
        found = self.table.possible(self.ties.get(id, ()))
        if len(found) == 1:
            return next(iter(found))
        return None if self.numbering is None else self.numbering.practice(id)

    def _held(
        self, facts: Tied, other: str, rows: tuple[Candidate, ...]
    ) -> tuple[list[Found], list[Refusal]]:
        """Judge rows by facts that do not rule them out at once."""
        held, refusals, is_loaded = list[Found](), list[Refusal](), facts.tied is not None
        for place, row, left in rows:
            try:
                answer = left.judge(facts)
            except ItsmError as error:
                refusals.append(Refusal(other, row.answer.event.verb, error))
                continue
            if answer:
                held.append(Found(place, row, facts, is_sure=is_loaded))
            elif answer is None:
                asked = set(unloaded(self, left, facts.source.id, other))
                if is_loaded or not row.answer.is_offer:
                    self.missed |= asked
                if asked or not is_loaded:
                    held.append(Found(place, row, facts, is_sure=False))
        return held, refusals

    def _cascaded(self, found: Found, other: str) -> list[Moved]:
        """Offer, keep or apply what follows."""
        is_offer = found.row.answer.is_offer
        event = self._following(found, other, found.facts.event.at)
        if event is None:
            return []
        if found.is_sure and not is_offer:
            return self.followed(other, event)
        proposal = self._proposal(found, other, event, is_offer=is_offer)
        if is_offer:
            self.offers.append(proposal)
        else:
            self.pending.append(proposal)
            if found.facts.tied is None:
                self.missed.add(other)
        return []

    def _following(self, found: Found, other: str, at: datetime) -> Event | None:
        """Return the event that follows; a refusal is reported, and stops nothing."""
        facts, cascade = found.facts, found.row.answer
        try:
            return cascade.made(facts, at=at, by=facts.event.by, cause=facts.cause)
        except ItsmError as error:
            self.refusals.append(Refusal(other, cascade.event.verb, error))
            return None

    def _proposal(self, found: Found, other: str, event: Event, *, is_offer: bool) -> Proposal:
        """Return what follows as a proposal, with what is known of whether it still stands."""
        row, facts = found.row, found.facts
        asked = (*row.when.fields, *row.answer.reads)
        known = {f.name: f.read(facts) for f in asked if f.space not in (TARGET, LINKED_RECORDS)}
        return Proposal(
            other,
            event,
            row.when,
            FrozenDict(known),
            is_offer=is_offer,
            is_sure=found.is_sure,
            unread=EMPTY if found.is_sure else row.answer.reading(TARGET),
        )

    def followed(self, id: str, event: Event) -> list[Moved]:
        """Apply what follows, at the later of both records' last instants, if that is allowed."""
        last = self.records[id].history[-1].at
        late = attrs.evolve(event, at=last) if event.at < last else event
        try:
            return self._put(self._judged(id, late, is_automatic=True))
        except ItsmError as error:
            self.refusals.append(Refusal(id, event.verb, error))
            return []

    # --- what is around a record ----------------------------------------------------------------

    def _around(self, at: datetime) -> Callable[[str], Neighbours]:
        """Return what reads the records that are linked to one, as of an instant."""
        return lambda id: Neighbours(self, id, at)

    def is_loaded(self, id: str) -> bool:
        """Return whether it has a record."""
        return id in self.records

    def linked_to(self, id: str, kind: str) -> Iterator[str]:
        """Yield the numbers of the records that are this to one, loaded or not."""
        return (other for of, other in self.ties.get(id, NO_TIES) if of == kind)

    def seen(self, id: str, at: datetime) -> Record:
        """Return a record as it is once its timers that are due have fired."""
        return ticked(self.records[id], at, self._told)

    def further(self) -> Iterator[str]:
        """Yield the records that are not loaded and that what is pending may affect in turn."""
        models = {practice_of(of): of.model for of in self.records.maps[0].values()}
        ahead = deque((one.record, type(one.event)) for one in self.pending)
        found = set(ahead)
        while ahead:
            id, event = ahead.popleft()
            practice, ties = self._practice(id), self.ties.get(id, ())
            follow = models[practice].plan.following(event) if practice in models else ()
            verbs = [of.verb for of in (event, *follow)]
            for verb, (link, other) in product(verbs, ties):
                for _, row, _ in self.index.candidates(verb, link, practice):
                    step = other, row.answer.event
                    if not row.answer.is_offer and step not in found:
                        found.add(step)
                        ahead.append(step)
                        if other not in self.records:
                            yield other

    # --- what it knows --------------------------------------------------------------------------

    def _check_known(self, id: str) -> None:
        if id not in self.records:
            self.missed.add(id)
            if not self.ties.get(id):
                raise unlisted(id, self.records)

    def _known(self, record: Record, event: Event) -> dict[str, Any]:
        """Return the outside facts that it knows and that an event or what follows asks for.

        An event that gives one of them is told as well: what it gives is kept, and passed on.
        """
        if self._asks(event, record.model, record.state, record.regions):
            return self.given(record, at=event.at, given=event.given)
        return {}

    def given(self, record: Record, *, at: datetime, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outside facts that it knows of a record."""
        facts = self.table.facts_of(practice_of(record))
        known: dict[str, Any] = {
            fact.name: tuple(self._told_by(record.id, fact, holds=True)) for fact in facts
        }
        schedule = self.change_schedule
        if schedule is not None and schedule.concerns(record):
            others = {
                name: value for name, value in given.items() if name not in self.table.fact_names
            }
            known |= self._planned(schedule).given(record, at=at, given={**others, **known})
        return known

    def _told_by(self, id: str, fact: OutsideFact, *, holds: bool) -> Iterator[str]:
        """Yield the linked records that an outside fact names, or those that it leaves out."""
        for other in sorted(self.linked_to(id, fact.kind)):
            record = self.records.get(other)
            if record is None:
                self.missed.add(other)
            if holds is (record is None or _may_hold(fact, record)):
                yield other

    def _asks(self, event: Event, model: Model, state: str, regions: tuple[str, ...]) -> bool:
        """Return whether an event, or what follows, asks for what a desk knows, or gives it."""
        is_asked = not self.table.asked.isdisjoint(model.plan.outside[type(event), state, regions])
        return is_asked or not self.table.fact_names.isdisjoint(event.given)

    def _planned(self, schedule: ChangeSchedule) -> ChangeSchedule:
        """Put the desk's changes on the schedule, beside its own."""
        ours = [*filter(schedule.concerns, self.records.values())]
        parents = {
            (other, change.id)
            for change in ours
            for kind, other in self.ties.get(change.id, ())
            if kind == LinkKind.PARENT
        }
        known = attrs.evolve(schedule, parents=schedule.parents | parents)
        return known.with_changes(*ours)


def _may_hold(fact: OutsideFact, record: Record) -> bool:
    """Return whether an outside fact names a linked record, or cannot be told not to."""
    try:
        return fact.when.judge(record.facts) is not False
    except ItsmError:
        return True


def _opened_with(entry: Entry) -> Model:
    """Return the model of an entry that opens a record.

    Raises:
        BadValue: it opens none.
    """
    if entry.model is None or getattr(entry.event, "id", None) != entry.record:
        expected = Phrase("desk.expected.record_desk_opening_model")
        raise BadValue(field="journal", value=entry.record, expected=expected)
    return entry.model


def _is_what_was_proposed(event: Event, proposed: Event) -> bool:
    """Return whether an event says what was proposed, from the same cause, at whatever instant."""
    if type(event) is not type(proposed) or event.cause != proposed.cause:
        return False
    names = (field.name for field in data_fields(type(proposed)))
    said = ((name, getattr(proposed, name)) for name in names)
    return all(
        getattr(event, name) == value or (value is None and name in proposed.unsaid)
        for name, value in said
    )


def check_event(event: object) -> None:
    """Refuse what is not an event.

    Raises:
        BadValue: it is something else.
    """
    if not isinstance(event, Event):
        raise BadValue(
            field=Phrase("desk.work.event"),
            value=event,
            expected=Phrase("desk.expected.instance_event_class"),
        )


def check_record(record: object) -> None:
    """Refuse what is not a record.

    Raises:
        BadValue: it is something else.
    """
    if not isinstance(record, Record):
        raise BadValue(
            field=Phrase("desk.work.record"),
            value=record,
            expected=Phrase("desk.expected.incident_problem"),
        )


def _read(items: PersistentMap[str, K]) -> dict[str, K]:
    """Let a ChainMap read a mapping that it will not write."""
    return items  # type: ignore[return-value]


def check_loaded(
    id: str, records: Mapping[str, Record], ties: Mapping[str, PersistentSet[Tie]]
) -> None:
    """Refuse the number of a record that is not among those that are loaded.

    Raises:
        NotLoaded: a link names it, and it is not loaded.
        Unlisted: it is not known.
    """
    if not is_in(id, records):
        is_tied = is_in(id, ties) and ties[id]
        raise unlisted(id, records, NotLoaded if is_tied else Unlisted)


def unlisted(id: object, known: Iterable[str], kind: type[Unlisted] = Unlisted) -> Unlisted:
    """Return the error for a number that is not on a desk, with the one that was probably meant."""
    meant = nearest(id, known)
    few = tuple(islice(known, MOST_NAMED)) if meant is None else (meant,)
    return kind(kind="record", name=id, known=few)
