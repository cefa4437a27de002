"""The store of a desk, which `StoreTests` of `itsmcore.testing` puts to the test."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Subquery,
    Table,
    bindparam,
    func,
    or_,
    select,
    text,
    union,
)

from itsmcore import Desk
from itsmcore.desk import Applied, Entry, Loaded, Proposal
from itsmcore.documents import Documents
from itsmcore.errors import Stale

from .tables import Instant, events, links, proposals, wakes

T = TypeVar("T")
Row: TypeAlias = dict[str, object]
Beside: TypeAlias = Callable[[Connection, Applied], None]
"""Writes what a program keeps beside a journal, in the same transaction."""


def reading(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Read something of one moment."""
    with engine.begin() as db:
        return work(db)


def writing(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Write something while nobody else does, so that what is checked holds until it is written.

    SQLite lets one writer in at a time. PostgreSQL is told to, before it looks at anything.
    """
    with engine.begin() as db:
        if engine.dialect.name == "postgresql":
            db.execute(text("LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE"))
        return work(db)


def remove(db: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Remove rows by their keys; those that are not there are none."""
    keys = [
        {f"its_{column.name}": row[column.name] for column in table.primary_key} for row in rows
    ]
    if keys:
        where = (column == bindparam(f"its_{column.name}") for column in table.primary_key)
        db.execute(table.delete().where(*where), keys)


def put(db: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Write rows, in the place of those with the same keys."""
    several = list(rows)
    remove(db, table, several)
    if several:
        db.execute(table.insert(), several)


class SqlStore:
    """Keeps one tenant's records."""

    def __init__(
        self, engine: Engine, tenant: str, documents: Documents, *, beside: Iterable[Beside] = ()
    ) -> None:
        self.engine = engine
        self.tenant = tenant
        self.documents = documents
        self.beside = tuple(beside)

    # --- reading --------------------------------------------------------------------------------

    def ours(self, table: Table, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        """Select columns of this tenant's rows."""
        return select(*columns).where(table.c.tenant == self.tenant)

    def load(self, ids: Iterable[str]) -> Loaded:
        several = tuple(ids)
        return reading(self.engine, lambda db: self.read(db, several))

    def read(self, db: Connection, several: Collection[str]) -> Loaded:
        """Load records within a transaction."""
        history = self.ours(events, events.c.entry).order_by(events.c.version)
        tied = or_(links.c.source.in_(several), links.c.target.in_(several))
        ties = self.ours(links, links.c.source, links.c.kind, links.c.target).where(tied)
        waiting = self.ours(proposals, proposals.c.proposal)
        entries = db.scalars(history.where(events.c.record.in_(several)))
        journal = [self.documents.structure(json.loads(row), Entry) for row in entries]
        found = db.scalars(waiting.where(proposals.c.record.in_(several)))
        return Loaded(
            records=Desk.of().replay(journal),
            links=[(source, kind, target) for source, kind, target in db.execute(ties)],
            proposals=[self.documents.structure(json.loads(one), Proposal) for one in found],
        )

    def due(self, until: datetime) -> tuple[str, ...]:
        ahead = self._ahead()
        first = select(ahead.c.record).where(ahead.c.at <= until).group_by(ahead.c.record)
        return reading(self.engine, lambda db: tuple(db.scalars(first)))

    def next_instant(self) -> datetime | None:
        first: Select[datetime] = select(func.min(self._ahead().c.at, type_=Instant()))
        return reading(self.engine, lambda db: db.scalar(first))

    def _ahead(self) -> Subquery:
        pending = self.ours(proposals, proposals.c.record, proposals.c.at)
        timers = self.ours(wakes, wakes.c.record, wakes.c.at)
        return union(timers, pending.where(~proposals.c.is_offer)).subquery()

    # --- writing --------------------------------------------------------------------------------

    def append(
        self,
        applied: Applied,
        *,
        expected: Mapping[str, int] = MappingProxyType({}),
        taken: Iterable[Proposal] = (),
    ) -> None:
        new = [self._event(entry) for entry in applied.events]
        first: dict[str, int] = {}
        for entry in applied.events:
            first.setdefault(entry.record, (entry.version or 1) - 1)
        accepted = tuple(taken)

        def write(db: Connection) -> None:
            if new and self._has(db, new):
                return  # it is the second time
            self._check(db, {**expected, **first})
            put(db, events, [*new, *map(self._event, applied.rewritten)])
            put(db, links, map(self._link, applied.linked))
            remove(db, links, map(self._link, applied.unlinked))
            remove(db, proposals, map(self._proposal, accepted))
            put(db, proposals, map(self._proposal, (*applied.pending, *applied.offers)))
            woken = [self._own(record=id, at=at) for id, at in applied.wakes.items()]
            remove(db, wakes, woken)
            put(db, wakes, [row for row in woken if row["at"] is not None])
            for keep in self.beside:
                keep(db, applied)

        writing(self.engine, write)

    def _has(self, db: Connection, new: list[Row]) -> bool:
        """Return whether every one of some events is there already."""
        ids = {row["record"] for row in new}
        columns = events.c.record, events.c.version, events.c.entry
        found = db.execute(self.ours(events, *columns).where(events.c.record.in_(ids)))
        known = {(record, version): entry for record, version, entry in found}
        return all(known.get((row["record"], row["version"])) == row["entry"] for row in new)

    def _check(self, db: Connection, expected: Mapping[str, int]) -> None:
        """Demand that records are at the versions that they were loaded at."""
        last = self.ours(events, events.c.record, func.max(events.c.version))
        rows = db.execute(last.where(events.c.record.in_(expected)).group_by(events.c.record))
        found = dict(tuple(row) for row in rows)
        for id, version in expected.items():
            if found.get(id, 0) != version:
                raise Stale.of(id, found=found.get(id, 0), expected=version)

    def _own(self, **values: object) -> Row:
        return {"tenant": self.tenant, **values}

    def _event(self, entry: Entry) -> Row:
        written = json.dumps(self.documents.unstructure(entry))
        return self._own(record=entry.record, version=entry.version, entry=written)

    def _link(self, link: tuple[str, str, str]) -> Row:
        source, kind, target = link
        return self._own(source=source, kind=kind, target=target)

    def _proposal(self, one: Proposal) -> Row:
        written = json.dumps(self.documents.unstructure(one))
        return self._own(
            digest=sha256(written.encode()).hexdigest(),
            record=one.record,
            at=one.event.at,
            is_offer=one.is_offer,
            proposal=written,
        )
