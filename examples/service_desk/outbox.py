"""The outbox: what others are told as CloudEvents, at least once each.

The addresses of events are kept in the transaction of the events themselves, so none is forgotten.
The message is made when it is sent, so what was redacted meanwhile is not. What is told is
what the customer's side may read: whoever listens learns neither an internal note nor who wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import attrs
from sqlalchemy import Connection, Engine, select

from itsmcore.desk import Applied, Store
from itsmcore.interop.cloudevents import cloud_event
from itsmcore.lifecycle import Side

from .store import put, reading, remove, writing
from .tables import outbox

Message: TypeAlias = dict[str, object]
Send: TypeAlias = Callable[[Message], None]


@attrs.frozen
class Outbox:
    """One tenant's events that others have yet to be told."""

    engine: Engine
    tenant: str
    source: str

    def keep(self, db: Connection, applied: Applied) -> None:
        """Note the addresses of what happened."""
        put(db, outbox, [self._row(one.record, one.version) for one in applied.events])

    def deliver(self, store: Store, send: Send, *, size: int = 100) -> int:
        """Send what waits, and return how many addresses were dealt with.

        If the program ends in between, a message is sent again; a receiver tells by its id.
        """
        of = outbox.c
        rows = select(of.record, of.version).where(of.tenant == self.tenant)
        rows = rows.order_by(of.record, of.version).limit(size)
        waiting = reading(self.engine, lambda db: [(a, b) for a, b in db.execute(rows)])
        for message in self._messages(store, waiting):
            send(message)
        sent = [self._row(record, version) for record, version in waiting]
        writing(self.engine, lambda db: remove(db, outbox, sent))
        return len(waiting)

    def _messages(self, store: Store, waiting: Sequence[tuple[str, int]]) -> Iterator[Message]:
        records = store.load({record for record, _ in waiting}).records
        seen = {record.id: record.seen_by(Side.CUSTOMER) for record in records}
        shown = {(one.id, event.version) for one in seen.values() for event in one.events}
        for record, version in waiting:
            if (record, version) in shown:
                yield cloud_event(seen[record], version, source=self.source)

    def _row(self, record: str, version: int | None) -> dict[str, object]:
        return {"tenant": self.tenant, "record": record, "version": version}
