"""Who is asked to approve what: a row for each vote that may be cast now."""

from __future__ import annotations

import attrs
from sqlalchemy import Connection, Engine, select

from itsmcore import Phase
from itsmcore.approval import Approvable, ApprovableModel
from itsmcore.desk import Applied

from .store import put, reading
from .tables import asked


@attrs.frozen
class Approvals:
    """One tenant's votes that are still to be cast."""

    engine: Engine
    tenant: str

    def keep(self, db: Connection, applied: Applied) -> None:
        """Write the rows of what changed: who votes next depends on the votes so far."""
        mine = asked.c.tenant == self.tenant
        db.execute(
            asked.delete().where(mine, asked.c.record.in_({of.id for of in applied.changed}))
        )
        put(
            db,
            asked,
            [
                {"tenant": self.tenant, "person": person, "record": record.id}
                for record in applied.changed
                if isinstance(record, Approvable)
                for person in awaited(record)
            ],
        )

    def of(self, person: str) -> tuple[str, ...]:
        """List the numbers of the records that await somebody's vote."""
        mine = (asked.c.tenant == self.tenant) & (asked.c.person == person)
        rows = select(asked.c.record).where(mine).order_by(asked.c.record)
        return reading(self.engine, lambda db: tuple(db.scalars(rows)))


def awaited(record: Approvable[ApprovableModel]) -> list[str]:
    """List whose vote is awaited; whoever has voted may vote again, but nobody waits for that."""
    if record.approval != "requested" or record.phase is Phase.CLOSED:
        return []
    of = record.approvals
    missing = {(one.authority.name, name) for one in of.asked for name in one.missing}
    return [voter for voter in record.voters if not missing.isdisjoint(of.seats(voter))]
