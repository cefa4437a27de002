"""Work in progress: what a desk becomes while events follow one from another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore import changes
from itsmcore.changes import Change, ChangeSchedule
from itsmcore.desk._cascades import Cascade, Tied
from itsmcore.desk._links import as_kind, check, joined, links_of
from itsmcore.desk._outcome import Entry, Refusal
from itsmcore.errors import BadValue, Refused, Unlisted
from itsmcore.lifecycle import Event, LinkKind, Model, Record
from itsmcore.lifecycle.events import Linked
from itsmcore.phase import Phase
from itsmcore.problems import DuplicateMarked

if TYPE_CHECKING:
    from itsmcore.desk._desk import Desk


class Work:
    """Gather what happens; nothing of the desk that it starts from changes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.records = dict(desk.records)
        self.ties = dict(desk.ties)
        self.events: list[Entry] = []
        self.pending: list[Entry] = []
        self.offers: list[Entry] = []
        self.refusals: list[Refusal] = []

    # --- events ---------------------------------------------------------------------------------

    def happen(self, id: str, event: Event) -> None:
        """Let an event happen, and what follows from it.

        Raises:
            Refused: it may not happen.
            Unlisted: a link names a record that is not known.
            BadLink: a link ties what it cannot tie, or closes a circle.
        """
        self._tick(id, event.at)
        record = self.records[id]
        self._check(record, event)
        given = {**self._known(record, event), **event.given}
        self._moved(record, record.apply(attrs.evolve(event, given=given)))

    def add(self, record: Record[Any]) -> None:
        """Add a record that has just been opened."""
        for kind, other in links_of(record):
            self._check_known(other)
            check({**self.records, record.id: record}, self.ties, record.id, (kind, other))
        self.records[record.id] = record
        self._tie(record)
        self.events += (Entry(record.id, event) for event in record.history)

    def fire(self, until: datetime) -> None:
        """Fire the timers of every record, the first one first."""
        while True:
            due = ((at, id) for id, r in self.records.items() if (at := r.next_instant) is not None)
            at, id = min(due, default=(until, ""))
            if not id or at > until:
                return
            self._tick(id, at)

    def fold(self, entry: Entry, models: Mapping[str, Model]) -> None:
        """Fold an event into its record, judging nothing."""
        record = self.records.get(entry.record)
        if record is None:
            record = _opened(entry, models)
        else:
            record = type(record).replay((*record.history, entry.event), model=record.model)
        self.records[record.id] = record
        self._tie(record)

    def _tick(self, id: str, at: datetime) -> None:
        record = self.records[id]
        self._moved(record, record.tick(at=at))

    def _moved(self, before: Record[Any], after: Record[Any]) -> None:
        """Take note of what happened to a record, and let follow what follows."""
        ahead = deque(self._put(before, after))
        while ahead:
            source, event = ahead.popleft()
            ahead.extend(self._follow(source, event))

    def _put(self, before: Record[Any], after: Record[Any]) -> list[tuple[Record[Any], Event]]:
        """Put a record in its place; give each event that brought it there, and where it led."""
        self.records[after.id] = after
        self._tie(after)
        happened = after.since(before.version)
        self.events += (Entry(after.id, event) for event in happened)
        return [(after, event) for event in happened]

    def _follow(self, source: Record[Any], event: Event) -> list[tuple[Record[Any], Event]]:
        """Let each tied record do what its cascades say; give the events that came of it."""
        found: list[tuple[Record[Any], Event]] = []
        for link, other in sorted(self.ties.get(source.id, ())):
            if other in self.records:
                found += self._ticked(other, event.at)
            for cascade in self._cascades(source, event, link, other):
                found += self._cascaded(cascade, source, event, link, other)
        return found

    def _ticked(self, id: str, at: datetime) -> list[tuple[Record[Any], Event]]:
        record = self.records[id]
        return self._put(record, record.tick(at=at))

    def _cascaded(
        self, cascade: Cascade, source: Record[Any], event: Event, link: LinkKind, other: str
    ) -> list[tuple[Record[Any], Event]]:
        """Offer, keep or apply what follows; a refusal is reported, and stops nothing."""
        tied = self.records.get(other)
        at = event.at if tied is None else max(event.at, tied.history[-1].at)
        made = cascade.made(Tied(source, event, link, tied), at=at)
        if cascade.is_offer:
            self.offers.append(Entry(other, made))
        elif tied is None:
            self.pending.append(Entry(other, made))
        else:
            try:
                self._check(tied, made)
                accepted = tied._accepted(made, is_exempt=True)  # noqa: SLF001 (as reactions do)
                return self._put(tied, accepted._reacted(made))  # noqa: SLF001
            except Refused as error:
                self.refusals.append(Refusal(other, made, error))
        return []

    def _cascades(
        self, source: Record[Any], event: Event, link: LinkKind, other: str
    ) -> list[Cascade]:
        """Find the cascades for a tied record; of one not loaded, those that may be for it."""
        facts = Tied(source, event, link, self.records.get(other))
        rows = self.desk.cascades.rows
        return [row.answer for row in rows if row.when.judge(facts) is not False]

    def concerns(self, id: str, event: Event, other: str) -> bool:
        """Tell whether an event may have something to say to a record that is not loaded."""
        links = [link for link, tied in self.ties.get(id, ()) if tied == other]
        facts = (Tied(self.records[id], event, link, None) for link in links)
        rows = self.desk.cascades.rows
        return any(row.when.judge(one) is not False for one in facts for row in rows)

    # --- links ----------------------------------------------------------------------------------

    def _check(self, record: Record[Any], event: Event) -> None:
        """Refuse a link to what is not known, of the wrong kind, or that closes a circle."""
        if isinstance(event, Linked):
            tie = as_kind(event.kind), event.target
        elif isinstance(event, DuplicateMarked):
            tie = LinkKind.DUPLICATE_OF, event.of
        else:
            return
        self._check_known(tie[1])
        check(self.records, self.ties, record.id, tie)

    def _check_known(self, other: str) -> None:
        if other not in self.records and other not in self.ties:
            known = tuple(self.records)[:20]
            raise Unlisted(kind="record", name=other, known=known)

    def _tie(self, record: Record[Any]) -> None:
        known = self.ties.get(record.id, ())
        for tie in links_of(record):
            if tie not in known:
                joined(self.ties, record.id, tie)

    # --- outside facts --------------------------------------------------------------------------

    def _known(self, record: Record[Any], event: Event) -> dict[str, Any]:
        """Give what a change's guards ask for, as far as the desk knows it."""
        if not isinstance(record, Change):
            return {}
        if isinstance(event, changes.Closed):
            return {"tasks": tuple(self._open_tasks(record.id))}
        schedule = self.desk.change_schedule
        if isinstance(event, changes.Implemented) and schedule is not None:
            return self._planned(schedule).given(record, at=event.at, given=event.given)
        return {}

    def _open_tasks(self, id: str) -> Iterator[str]:
        """Give the tasks of a record that are open, or not loaded."""
        for kind, other in sorted(self.ties.get(id, ())):
            if kind is LinkKind.TASK:
                task = self.records.get(other)
                if task is None or task.phase not in (Phase.CLOSED, Phase.CANCELLED):
                    yield other

    def _planned(self, schedule: ChangeSchedule) -> ChangeSchedule:
        """Put the desk's changes on the schedule, beside its own."""
        own = {change.id: change for change in schedule.changes}
        ours = {id: r for id, r in self.records.items() if isinstance(r, Change)}
        return attrs.evolve(schedule, changes=tuple({**own, **ours}.values()))


def _opened(entry: Entry, models: Mapping[str, Model]) -> Record[Any]:
    from itsmcore.desk._models import default_models  # noqa: PLC0415 (built at first use)

    known = [models[entry.record]] if entry.record in models else default_models()
    model = next((m for m in known if m.opening_event is type(entry.event)), None)
    if model is None or getattr(entry.event, "id", None) != entry.record:
        expected = "a record that is loaded, or its opening first"
        raise BadValue(field="journal", value=entry.record, expected=expected)
    record: Record[Any] = model.record.replay([entry.event], model=model)
    return record
