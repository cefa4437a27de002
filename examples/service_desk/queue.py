"""The queue by time to breach: the due instant of each open incident is stored, and kept up.

Reading it costs one query, whatever the histories. A stored instant is right until one of these:

- something happens to the incident: its row is written anew in the transaction of the event;
- a hold or another timer ends: that is an event as well, as soon as the worker has woken;
- what was promised changes: the row names the agreement and its version, and `refresh` measures
  those anew that another one judged. A new schedule or holiday is a new version, too;
- time passes while the clock is paused: the instant would move all the time, so none is stored.

While a clock runs, it is due at an instant that time does not move.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs
from sqlalchemy import Connection, Engine, select

from itsmcore import Incident
from itsmcore.desk import Applied
from itsmcore.queue import queue
from itsmcore.service_levels import Agreement

from .store import Row, SqlStore, put, reading, remove, writing
from .tables import queued


@attrs.frozen(kw_only=True)
class Waiting:
    """A row of the queue."""

    record: str
    assignment_group: str | None
    summary: str
    state: str
    is_paused: bool
    due: datetime | None


@attrs.frozen
class StoredQueue:
    """One tenant's open incidents by when they breach."""

    engine: Engine
    tenant: str
    agreement: Agreement

    @property
    def judged_by(self) -> str:
        return f"{self.agreement.name} {self.agreement.version}"

    def keep(self, db: Connection, applied: Applied) -> None:
        """Write the rows of the incidents to which something happened."""
        self._write(db, [one for one in applied.changed if isinstance(one, Incident)])

    def page(self, *, group: str | None = None, size: int = 50) -> tuple[Waiting, ...]:
        """List what is worked on first: what is late or soonest due; what is paused comes last."""
        of = queued.c
        order = of.is_paused, of.due.is_(None), of.due, of.record
        columns = (of[field.name] for field in attrs.fields(Waiting))
        rows = select(*columns).where(of.tenant == self.tenant).order_by(*order).limit(size)
        if group is not None:
            rows = rows.where(of.assignment_group == group)
        found = reading(self.engine, lambda db: db.execute(rows).mappings().all())
        return tuple(Waiting(**row) for row in found)

    def refresh(self, store: SqlStore, *, size: int = 500) -> int:
        """Measure rows anew that another agreement has judged, and return how many these were."""
        of = queued.c
        others = (of.tenant == self.tenant) & (of.judged_by != self.judged_by)
        numbers = select(of.record).where(others).limit(size)

        def measure(db: Connection) -> int:
            stale = db.scalars(numbers).all()
            self._write(
                db, [one for one in store.read(db, stale).records if isinstance(one, Incident)]
            )
            return len(stale)

        return writing(self.engine, measure)

    def _write(self, db: Connection, incidents: Sequence[Incident]) -> None:
        remove(db, queued, [{"tenant": self.tenant, "record": one.id} for one in incidents])
        put(db, queued, [row for one in incidents for row in self._rows(one)])

    def _rows(self, incident: Incident) -> list[Row]:
        """Return its row, or none once no work is owed for it."""
        at = incident.changed_at
        clocks = self.agreement.measure(incident.timeline(), at=at)
        return [
            {
                "tenant": self.tenant,
                "record": incident.id,
                "assignment_group": incident.group,
                "summary": incident.summary,
                "state": incident.state,
                "is_paused": one.is_paused,
                "due": None if one.is_paused else one.due,
                "judged_by": self.judged_by,
            }
            for one in queue([incident], {incident.id: clocks}, at=at)
        ]
