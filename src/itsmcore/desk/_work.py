"""Work in progress: what a desk becomes while events follow one from another."""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs

from itsmcore.changes import Change, ChangeSchedule
from itsmcore.desk._cascades import Cascade, Tied
from itsmcore.desk._links import NotLoaded, Tie, asked, check, join, links_of, part
from itsmcore.desk._outcome import Entry, Proposal, Refusal, is_of_target
from itsmcore.errors import BadValue, ItsmError, Unlisted
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Event, LinkKind, Record
from itsmcore.lifecycle._event import data_fields
from itsmcore.lifecycle.events import Linked

if TYPE_CHECKING:
    from itsmcore.decisions import Row
    from itsmcore.desk._desk import Desk

V = TypeVar("V")
Moved: TypeAlias = tuple[Record[Any], int]
"""A record, and the version that an event has just brought it to."""


class Work:
    """Gather what happens; nothing of the desk that it starts from changes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.records = ChainMap[str, Record[Any]]({}, _read(desk.records))
        self.ties = ChainMap[str, frozenset[Tie]]({}, _read(desk.ties))
        self.numbering = desk.numbering
        self.changed: list[str] = []
        self.missed: set[str] = set()
        self.events: list[Entry] = []
        self.pending: list[Proposal] = []
        self.offers: list[Proposal] = []
        self.refusals: list[Refusal] = []

    # --- what happens ---------------------------------------------------------------------------

    def happen(self, id: str, event: Event) -> None:
        """Let an event happen to a record, after its timers, and what follows from it.

        Raises:
            BadValue: it is no event.
            Refused: it may not happen.
            Unlisted: a link names a record that is not known.
            BadLink: a link ties what it cannot tie, or closes a circle.
        """
        check_event(event)
        self._fire(id, event.at)
        self._spread(self._put(self._judged(id, event, is_exempt=False)))

    def add(self, record: Record[Any], *, is_new: bool) -> None:
        """Put a record on the desk; something may follow from one that is opened just now.

        Raises:
            BadValue: its number is taken.
            Unlisted, BadLink: as when something happens.
        """
        if record.id in self.records or (is_new and self.ties.get(record.id)):
            raise BadValue(field="id", value=record.id, expected="a number that is not taken")
        known = self.records.new_child({record.id: record})
        for tie in links_of(record):
            self._check_known(tie[1])
            check(known, self.ties, record.id, tie)
        moved = self._put(record)
        self._spread(moved if is_new else ())

    def receive(self, pending: Proposal) -> None:
        """Let happen what was pending, if it is for the record and has not come before."""
        record = self.records[pending.record]
        if not any(_is_same(one, pending.event) for one in record.history):
            self._fire(record.id, pending.event.at)
            if pending.concerns(self.records[record.id]):
                self._spread(self._followed(pending.record, pending.event))

    def fire(self, awake: Iterable[str], until: datetime) -> None:
        """Fire the timers of records, the first one first."""
        nexts = ((self.records[id].next_instant, id) for id in awake)
        ahead = [(at, id) for at, id in nexts if at is not None]
        heapify(ahead)
        while ahead and ahead[0][0] <= until:
            at, id = heappop(ahead)
            if self.records[id].next_instant == at:
                before = len(self.changed)
                self._fire(id, at)
                for changed in self.changed[before:]:
                    again = self.records[changed].next_instant
                    if again is not None:
                        heappush(ahead, (again, changed))

    def _fire(self, id: str, at: datetime) -> None:
        self._spread(self._ticked(id, at))

    def _ticked(self, id: str, at: datetime) -> list[Moved]:
        return self._put(self.records[id].tick(at=at))

    def fold(self, entry: Entry) -> None:
        """Fold an entry of a journal, judging nothing.

        Raises:
            BadValue: the record is not there, and the entry does not open it.
            NotAllowed, OutOfOrder: it does not follow on the record's history.
        """
        record, event = self.records.get(entry.record), entry.event
        if record is not None:
            self._put(record._folded(event, record.version))  # noqa: SLF001 (as replay does)
        elif entry.model is None or getattr(event, "id", None) != entry.record:
            expected = "a record of the desk, or its opening and its model first"
            raise BadValue(field="journal", value=entry.record, expected=expected)
        else:
            self._put(entry.model.record.replay([event], model=entry.model))

    def _judged(self, id: str, event: Event, *, is_exempt: bool) -> Record[Any]:
        """Judge an event with the outside facts that the desk knows; give the record after it."""
        record = self.records[id]
        tie = asked(event)
        if tie is not None:
            if not is_exempt:
                self._check_known(tie[1])
            check(self.records, self.ties, id, tie)
        known = self._known(record, event)
        event = attrs.evolve(event, given={**known, **event.given}) if known else event
        accepted = record._accepted(event, is_exempt=is_exempt)  # noqa: SLF001 (as apply does)
        return accepted._reacted(event)  # noqa: SLF001

    def _put(self, record: Record[Any]) -> list[Moved]:
        """Put a record in its place; say what has brought it there."""
        before = self.records.get(record.id)
        since = 0 if before is None else before.version
        self.records[record.id] = record
        self.changed.append(record.id)
        if before is None and self.numbering is not None:
            practice = type(record.model).record.__name__
            self.numbering = self.numbering.past(practice, record.id)
        for version, event in enumerate(record.since(since), since + 1):
            model = record.model if version == 1 else None
            self.events.append(Entry(record.id, event, model))
            tie = asked(event)
            if isinstance(event, Linked) and event.instead_of is not None and tie is not None:
                part(self.ties, record.id, (tie[0], event.instead_of))
        for tie in links_of(record):
            if tie not in self.ties.get(record.id, ()):
                join(self.ties, record.id, tie)
        return [(record, version) for version in range(since + 1, record.version + 1)]

    # --- what follows ---------------------------------------------------------------------------

    def _spread(self, moved: Iterable[Moved]) -> None:
        """Let follow what follows from events, and from that in turn.

        Of what comes of one event, a row goes along a link once only: so it ends, whatever the
        rows say.
        """
        for first in moved:
            ahead, done = deque([first]), set[tuple[str, LinkKind, str, int]]()
            while ahead:
                source, version = ahead.popleft()
                for link, other in sorted(self.ties.get(source.id, ())):
                    for place, facts in self._rows(source, version, link, other):
                        step = source.id, link, other, place
                        if step not in done:
                            done.add(step)
                            ahead += self._cascaded(self.desk.cascades.rows[place], facts, other)

    def _rows(
        self, source: Record[Any], version: int, link: LinkKind, other: str
    ) -> list[tuple[int, Tied]]:
        """Find the rows that hold for a tied record, or that may where it is not loaded.

        The timers of the record that are due by then have fired in what is judged.
        """
        tied = self.records.get(other)
        if tied is not None:
            tied = tied.tick(at=source.history[version - 1].at)
        facts, found = Tied(source, version, link, tied), []
        for place, row in enumerate(self.desk.cascades.rows):
            try:
                answer = row.when.judge(facts)
            except ItsmError as error:
                self.refusals.append(Refusal(other, row.answer.event.verb, error))
                continue
            if answer is True or (answer is None and tied is None):
                found.append((place, facts))
        return found

    def _cascaded(self, row: Row[Cascade], facts: Tied, other: str) -> list[Moved]:
        """Offer, keep or apply what follows; a refusal is reported, and stops nothing."""
        cascade, at = row.answer, facts.event.at
        try:
            event = cascade.made(facts, at=at)
        except ItsmError as error:
            self.refusals.append(Refusal(other, cascade.event.verb, error))
            return []
        if facts.tied is not None and not cascade.is_offer:
            return [*self._ticked(other, at), *self._followed(other, event)]
        proposal = Proposal(other, event)
        if facts.tied is None:
            known = {f.name: f.read(facts) for f in row.when.fields if not is_of_target(f)}
            proposal = Proposal(other, event, row.when, FrozenDict(known))
        if cascade.is_offer:
            self.offers.append(proposal)
        else:
            self.missed.add(other)
            self.pending.append(proposal)
        return []

    def _followed(self, id: str, event: Event) -> list[Moved]:
        """Apply what follows, at the later of both records' last instants, if that is allowed."""
        last = self.records[id].history[-1].at
        late = attrs.evolve(event, at=last) if event.at < last else event
        try:
            return self._put(self._judged(id, late, is_exempt=True))
        except ItsmError as error:
            self.refusals.append(Refusal(id, event.verb, error))
            return []

    # --- what it knows --------------------------------------------------------------------------

    def _check_known(self, id: str) -> None:
        if id not in self.records:
            self.missed.add(id)
            if id not in self.ties:
                raise Unlisted(kind="record", name=id, known=tuple(self.records)[:20])

    def _known(self, record: Record[Any], event: Event) -> dict[str, Any]:
        """Give the outside facts that the guards of an event ask for, as far as it knows them."""
        plan = record.model.plan
        beside = zip(plan.region_rules, record.regions, strict=True)
        tables = [plan.rules[record.state], *(rules[state] for rules, state in beside)]
        rules = (rule for table in tables for rule in table if rule.event is type(event))
        names = {f.name for rule in rules for guard in rule.guards for f in guard.condition.fields}
        return self.given(record, at=event.at, given=event.given) if names & _KNOWN else {}

    def given(
        self, record: Record[Any], *, at: datetime, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give the outside facts that it knows of a record."""
        known: dict[str, Any] = {"tasks": tuple(self._open_tasks(record.id))}
        schedule = self.desk.change_schedule
        if isinstance(record, Change) and schedule is not None:
            known |= self._planned(schedule).given(record, at=at, given=given)
        return known

    def _open_tasks(self, id: str) -> Iterator[str]:
        """Give the tasks of a record that have not ended, or are not loaded."""
        for kind, other in sorted(self.ties.get(id, ())):
            if kind is LinkKind.TASK:
                task = self.records.get(other)
                if task is None:
                    self.missed.add(other)
                if task is None or not task.phase.is_final:
                    yield other

    def _planned(self, schedule: ChangeSchedule) -> ChangeSchedule:
        """Put the desk's changes on the schedule, beside its own."""
        ours = (record for record in self.records.values() if isinstance(record, Change))
        return schedule.with_changes(*ours)


def _is_same(one: Event, other: Event) -> bool:
    """Tell whether two events say the same and follow from the same, whenever they happened."""
    if type(one) is not type(other) or one.cause != other.cause:
        return False
    names = (field.name for field in data_fields(type(one)))
    return all(getattr(one, name) == getattr(other, name) for name in names)


def check_event(event: object) -> None:
    """Refuse what is no event.

    Raises:
        BadValue: it is none.
    """
    if not isinstance(event, Event):
        raise BadValue(field="an event", value=event, expected="an instance of an Event class")


def check_record(record: object) -> None:
    """Refuse what is no record.

    Raises:
        BadValue: it is none.
    """
    if not isinstance(record, Record):
        raise BadValue(field="a record", value=record, expected="an Incident, a Problem, …")


def _read(items: FrozenDict[str, V]) -> dict[str, V]:
    """Let a ChainMap read a mapping that it will not write."""
    return items  # type: ignore[return-value]


_KNOWN = frozenset({"given.tasks", "given.freeze", "given.conflicts"})


def check_loaded(desk: Desk, id: str) -> None:
    """Refuse the number of a record that is not on the desk.

    Raises:
        NotLoaded: a link names it, and it is not loaded.
        Unlisted: it is not known.
    """
    if id not in desk.records:
        kind = NotLoaded if desk.ties.get(id) else Unlisted
        raise kind(kind="record", name=id, known=tuple(desk.records)[:20])
