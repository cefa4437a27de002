"""The desk: records and the links between them, and what one does to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.changes import ChangeSchedule
from itsmcore.decisions import Decision
from itsmcore.desk._cascades import Cascade, cascades
from itsmcore.desk._links import Tie, as_kind, check, joined, links_of
from itsmcore.desk._numbering import Numbering
from itsmcore.desk._outcome import Applied, Entry
from itsmcore.desk._work import Work
from itsmcore.errors import BadValue, Refused, Unlisted
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.lifecycle import Actor, Event, Model, Record
from itsmcore.service_levels import Agreement, Clocks

STOCK = cascades()
"""What cascades unless a desk is told otherwise: ServiceNow's rules."""


def _agreements(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    return tuple(agreements)


@attrs.frozen(kw_only=True)
class Desk:
    """Hold records and the links between them; whatever happens gives a new desk.

    A desk may hold some of the records only. Make one with `Desk.of(…)`.

    Attributes:
        records: the records, by their numbers.
        ties: for each number, what others are to it.
        agreements: what was promised; `clocks` and `next_instant` measure by it.
        change_schedule: the freezes, the maintenance and the items that changes are judged by.
        numbering: where the numbers of new records come from.
        cascades: what an event of one record does to those that are tied to it.
        now: the last instant that it knows of, in UTC.
    """

    records: FrozenDict[str, Record[Any]]
    ties: FrozenDict[str, frozenset[Tie]]
    agreements: tuple[Agreement, ...] = attrs.field(default=(), converter=_agreements)
    change_schedule: ChangeSchedule | None = None
    numbering: Numbering | None = None
    cascades: Decision[Cascade] = STOCK
    now: datetime | None = None

    @classmethod
    def of(
        cls,
        records: Iterable[Record[Any]],
        links: Iterable[tuple[str, str, str]] = (),
        *,
        agreements: Iterable[Agreement] = (),
        change_schedule: ChangeSchedule | None = None,
        numbering: Numbering | None = None,
        cascades: Decision[Cascade] = STOCK,
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

        Raises:
            BadValue: two records have one number.
            Unlisted: there is no such kind of link.
            BadLink: a link ties what it cannot tie, or closes a circle.

        >>> from datetime import UTC
        >>> from itsmcore import Incident
        >>> from itsmcore.lifecycle import LinkKind
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> mail, slow = (Incident.open(id, at=nine, by="ada", summary="Mail")
        ...               for id in ("INC-1", "INC-2"))
        >>> desk = Desk.of([mail, slow], [("INC-2", "parent", "INC-1")])
        >>> desk.related("INC-1", LinkKind.CHILD)
        ('INC-2',)
        """
        known: dict[str, Record[Any]] = {}
        for record in records:
            if record.id in known:
                raise BadValue(field="records", value=record.id, expected="each record once")
            known[record.id] = record
        ties: dict[str, frozenset[Tie]] = {}
        own = ((id, tie) for id, record in known.items() for tie in links_of(record))
        given = ((source, (as_kind(kind), other)) for source, kind, other in links)
        for source, tie in (*own, *given):
            if tie not in ties.get(source, ()):
                check(known, ties, source, tie)
                joined(ties, source, tie)
        return cls(
            records=FrozenDict(known),
            ties=FrozenDict(ties),
            agreements=agreements,
            change_schedule=change_schedule,
            numbering=numbering,
            cascades=cascades,
            now=max((record.history[-1].at for record in known.values()), default=None),
        )

    # --- looking --------------------------------------------------------------------------------

    def __getitem__(self, id: str) -> Record[Any]:
        """Give a record.

        Raises:
            Unlisted: it is not loaded, or there is none.
        """
        self._loaded(id)
        return self.records[id]

    def _loaded(self, id: str) -> None:
        if id not in self.records:
            raise Unlisted(kind="record", name=id, known=tuple(self.records)[:20])

    def __contains__(self, id: object) -> bool:
        return id in self.records

    def __iter__(self) -> Iterator[Record[Any]]:
        return iter(self.records.values())

    def __len__(self) -> int:
        return len(self.records)

    def related(self, id: str, kind: str) -> tuple[str, ...]:
        """List the numbers of the records that are so tied to one, loaded or not.

        Raises:
            Unlisted: there is no such kind of link.
        """
        wanted = as_kind(kind)
        return tuple(sorted(other for of, other in self.ties.get(id, ()) if of is wanted))

    # --- doing ----------------------------------------------------------------------------------

    def apply(self, id: str, event: Event) -> Applied:
        """Let an event happen to a record, after its timers, with what follows for others.

        Facts from outside that the desk knows are given to guards that ask for them: a change's
        freeze, its conflicts and its open tasks.

        Raises:
            Refused: the event may not happen; nothing has changed.
            Unlisted: the record is not loaded, or a link names one that is not known.
            BadLink: a link ties what it cannot tie, or closes a circle; nothing has changed.
        """
        self._loaded(id)
        work = Work(self)
        work.happen(id, event)
        return self._after(work, event.at)

    def tick(self, *, at: datetime) -> Applied:
        """Fire every timer that fell due by an instant, in order, with what follows from each.

        The actions of clocks that fell due since the desk last knew of the time come with it.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        until = utc(at)
        work = Work(self)
        work.fire(until)
        applied = self._after(work, until)
        since = self.now or until
        actions = (
            (id, action)
            for id in applied.desk.records
            for clocks in applied.desk.clocks(id, at=until)
            for action in clocks.due_actions(since=since, until=until)
        )
        ordered = sorted(actions, key=lambda pair: (pair[1].at, pair[0]))
        return attrs.evolve(applied, actions=tuple(ordered))

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
            BadValue: there is neither a number nor a numbering, or the number is taken.
            UnknownCode: a code is not among the model's.
        """
        numbering = self.numbering
        if id is None:
            if numbering is None:
                raise BadValue(field="id", value=None, expected="a number, or a desk numbering=")
            id, numbering = numbering.take(model.record.__name__)
        if id in self.records:
            raise BadValue(field="id", value=id, expected="a number that is not taken")
        opening: Any = model.opening_event
        record = model.record.begin(opening(id, at=at, by=by, **data), model=model)
        work = Work(self)
        work.add(record)
        return self._after(work, record.history[-1].at, numbering=numbering)

    def replay(
        self, journal: Iterable[Entry], *, models: Mapping[str, Model] | None = None
    ) -> Desk:
        """Fold a journal into the desk: nothing is judged, and nothing follows.

        Args:
            journal: events that its applies and ticks have returned, in order.
            models: the model of each record that the journal opens, by its number; by default that
                of its practice.

        Raises:
            Unlisted: a record is not loaded.
            NotAllowed: an event has no rule where it stands.
            OutOfOrder: an event is earlier than the last one of its record.
        """
        work = Work(self)
        latest = self.now
        for entry in journal:
            work.fold(entry, models or {})
            latest = entry.event.at if latest is None else max(latest, entry.event.at)
        return self if latest is None else self._after(work, latest).desk

    def _after(self, work: Work, at: datetime, **more: Any) -> Applied:
        now = at if self.now is None else max(self.now, at)
        desk = attrs.evolve(
            self,
            records=FrozenDict(work.records),
            ties=FrozenDict(work.ties),
            now=now,
            **more,
        )
        return Applied(
            desk=desk,
            events=tuple(work.events),
            pending=tuple(work.pending),
            offers=tuple(work.offers),
            refusals=tuple(work.refusals),
        )

    def reach(self, id: str, event: Event) -> tuple[str, ...]:
        """List the numbers of records to load before an event is applied: those it may concern.

        Raises:
            Unlisted: the record is not loaded.
        """
        self._loaded(id)
        work = Work(self)
        missing = {
            other
            for _, other in self.ties.get(id, ())
            if other not in self.records and work.concerns(id, event, other)
        }
        target = getattr(event, "target", None)
        if isinstance(target, str) and target not in self.records:
            missing.add(target)
        try:
            work.happen(id, event)
        except (Refused, Unlisted, BadValue):
            return tuple(sorted(missing))
        return tuple(sorted(missing | {entry.record for entry in work.pending}))

    # --- time -----------------------------------------------------------------------------------

    def clocks(self, id: str, *, at: datetime) -> tuple[Clocks, ...]:
        """Measure a record by every agreement.

        Raises:
            Unlisted: the record is not loaded.
            NaiveTime: the instant has no time zone.
        """
        timeline = self[id].timeline() if self.agreements else None
        if timeline is None:
            return ()
        return tuple(agreement.measure(timeline, at=at) for agreement in self.agreements)

    @property
    def next_instant(self) -> datetime | None:
        """When the next timer or clock has something to say, if nothing else happens."""
        now = self.now
        if now is None:
            return None
        timers = (record.next_instant for record in self)
        clocks = (c.next_instant for id in self.records for c in self.clocks(id, at=now))
        return min((at for at in (*timers, *clocks) if at is not None), default=None)
