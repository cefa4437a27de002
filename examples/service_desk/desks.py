"""One tenant's desk: load what it concerns, let something happen, append what came of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, select

from itsmcore import Desk, Incident
from itsmcore.desk import Numbering
from itsmcore.documents import BadDocument
from itsmcore.errors import ItsmError, Stale
from itsmcore.lifecycle import AnyRecord, Choice, Model, SeenRecord, Side

from .approvals import Approvals
from .outbox import Outbox, Send
from .queue import StoredQueue
from .store import SqlStore, put, writing
from .tables import numbers
from .tags import Seen
from .tenants import Person, Tenant

Said: TypeAlias = Mapping[str, Any]
"""The arguments of a verb, as `structure_request` and `read_texts` return them."""


log = logging.getLogger(__name__)
NUMBER = re.compile(r"[A-Z]{3,4}[0-9]{7,9}")


class NotThere(LookupError):
    """Raised for a record that does not exist, or that is not theirs who ask for it."""

    def __str__(self) -> str:
        return "you have no record of this number"


class TenantDesk:
    """What may be done at a desk; the clock and the people are given by whoever calls."""

    def __init__(self, tenant: Tenant, engine: Engine) -> None:
        name = tenant.name
        self.tenant = tenant
        self.engine = engine
        self.queue = StoredQueue(engine, name, tenant.agreement)
        self.approvals = Approvals(engine, name)
        self.outbox = Outbox(engine, name, f"https://desk.example.org/{name}")
        beside = self.queue.keep, self.approvals.keep, self.outbox.keep
        self.store = SqlStore(engine, name, tenant.documents, beside=beside)

    # --- reading --------------------------------------------------------------------------------

    def read(self, id: str, person: Person) -> AnyRecord:
        """Return a record that somebody may read something of."""
        return self._desk_of(id, person)[id]

    def seen(self, record: AnyRecord, person: Person) -> SeenRecord:
        """Return what somebody may read of it: all that leaves the service is made of this."""
        return record.seen_by(person.side, who=person.actor)

    def choices(self, id: str, person: Person, *, now: datetime) -> tuple[Choice, ...]:
        """List what is done with it by hand, and whether somebody may."""
        desk = self._desk_of(id, person)
        at = max(now, desk[id].changed_at)
        choices = desk.choices(id, at=at, by=person.actor)
        return tuple(one for one in choices if one.is_by_hand)

    def _desk_of(self, id: str, person: Person, *more: object) -> Desk:
        """Load a record, and others that are named together with it."""
        numbers = [one for one in (id, *more) if isinstance(one, str) and NUMBER.fullmatch(one)]
        loaded = self.store.load(numbers)
        desk = Desk.of(loaded.records, loaded.links)
        if id not in desk or not may_read(desk[id], person):
            raise NotThere
        return desk

    # --- what happens ---------------------------------------------------------------------------

    def open(self, model: Model, person: Person, said: Said, *, now: datetime) -> AnyRecord:
        """Open a record; requesters open what concerns them, and say what they are asked."""
        asked = self.tenant.asked
        unasked = [name for name in said if person.side is Side.CUSTOMER and name not in asked]
        if unasked:
            problems = tuple((name, "is for the desk to say") for name in unasked)
            raise BadDocument(problems=problems)
        number = self._number(model.record.__name__)
        applied = Desk.of().open(model, id=number, at=now, by=person.actor, **said)
        self.store.append(applied, expected={number: 0})
        return applied.record

    def do(
        self,
        id: str,
        verb: str,
        person: Person,
        said: Said,
        *,
        seen: Seen,
        now: datetime,
    ) -> AnyRecord:
        """Let somebody do something to the version of a record that they have seen.

        Raises:
            Stale: it has changed since, or while this went on.
        """
        desk = self._desk_of(id, person, *said.values())
        record = desk[id]
        seen.check(record)
        at = max(now, record.changed_at)
        applied = desk.do(id, verb, at=at, by=person.actor, **said)
        self.store.append(applied, expected={id: record.version})
        return applied.record

    def _number(self, practice: str) -> str:
        """Take the next number; one whose record is refused stays unused."""

        def take(db: Connection) -> int:
            of = numbers.c
            mine = (of.tenant == self.tenant.name) & (of.practice == practice)
            last = db.scalar(select(of.last).where(mine)) or 0
            row = {"tenant": self.tenant.name, "practice": practice, "last": last + 1}
            put(db, numbers, [row])
            return last + 1

        number, _ = Numbering({practice: writing(self.engine, take)}).take(practice)
        return number

    # --- what happens by itself -----------------------------------------------------------------

    def wake(self, now: datetime) -> int:
        """Let happen what is due: what is pending, and the timers; return for how many records."""
        due = self.store.due(now)
        for id in due:
            try:
                self._wake(id, now)
            except Stale:
                log.info("%s has changed meanwhile; it is due still", id)
            except ItsmError:
                log.exception("%s cannot be woken", id)
        return len(due)

    def _wake(self, id: str, now: datetime) -> None:
        loaded = self.store.load([id])
        desk = Desk.of(loaded.records, loaded.links)
        for proposal in loaded.proposals:
            if not proposal.is_offer:
                applied = desk.receive(proposal)
                self.store.append(applied, taken=[proposal])
                desk = applied.desk
        self.store.append(desk.tick(at=max(now, desk[id].changed_at)))

    def deliver(self, send: Send) -> int:
        return self.outbox.deliver(self.store, send)


def may_read(record: AnyRecord, person: Person) -> bool:
    """Return whether somebody may read anything of a record: the desk, and whom it concerns."""
    if person.side is Side.DESK or not isinstance(record, Incident):
        return person.side is Side.DESK
    return person.name in (record.caller, *record.affected_users, *record.watchers)
