"""What is done on a desk in one life, with the hooks and the store that follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, assert_never

import attrs

from itsmcore.desk import Applied, Desk, Entry, Proposal, Store
from itsmcore.errors import ItsmError
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle import Actor
from itsmcore.testing._actions import Action, Asking, Opening, Repeating, Ticking, subject_of
from itsmcore.testing._desk_life import Life, Request, Step, refusal_of


class Hooks(Protocol):
    """What follows a life, as `DeskMachine` describes it."""

    def begun(self) -> None: ...
    def opened(self, applied: Applied) -> None: ...
    def read(self, by: Actor, record: Any) -> None: ...
    def applied(self, request: Request, applied: Applied) -> None: ...
    def refused(self, request: Request, error: ItsmError) -> None: ...
    def repeated(self, request: Request, applied: Applied) -> None: ...
    def ticked(self, applied: Applied) -> None: ...
    def store(self) -> Store | None: ...
    def reopened(self, store: Any) -> Store: ...
    def close(self, store: Any) -> None: ...


class Doing:
    """One life of a desk.

    Attributes:
        desk: the desk as it is.
        now: the present instant, which never goes back.
        life: what has been done.
        offers: what has been offered and not taken.
        unheard: the requests whose answers got lost, and what came of them.
    """

    def __init__(self, start: Desk, hooks: Hooks) -> None:
        self.now = start.now or datetime(2026, 3, 27, 9, tzinfo=UTC)
        self.desk = start
        self.life = Life(start)
        self.offers: list[Proposal] = []
        self.unheard: list[tuple[Request, Applied, dict[str, Any]]] = []
        self._hooks = hooks
        self._pages: dict[tuple[str, str], int] = {}
        self._store: Store | None = None
        self._stores: list[Store] = []

    def begin(self) -> None:
        """Make the store, and tell that a life begins."""
        self._keep_in(self._hooks.store())
        self._hooks.begun()

    def end(self) -> None:
        """Close every store of the life."""
        for store in self._stores:
            self._hooks.close(store)

    def likely(self) -> Iterator[list[Action]]:
        """Yield what probably fails already: what was granted of what the last is about, or at all.

        What is tied to that counts as well.
        """
        steps = self.life.steps
        granted = [one.action for one in steps if one.applied is not None or one is steps[-1]]
        for action in granted[-1:]:
            id = subject_of(action)
            near = {id, *(other for _, other in self.desk.ties.get(id, ()))}
            yield [one for one in granted if subject_of(one) in near]
        yield granted

    def do(self, action: Action) -> bool:
        """Do one thing, with all the hooks that follow it, and return whether it was granted."""
        match action:
            case Opening():
                return self._open(action)
            case Asking():
                is_there = action.record in self.desk
                is_open = action.offer is None or action.offer in self.offers
                return is_there and is_open and self._ask(action)
            case Repeating():
                return self._repeat(action)
            case Ticking():
                return self._tick(action)
        assert_never(action)

    def _open(self, action: Opening) -> bool:
        event = action.event
        try:
            applied = self.desk.apply_all([Entry(event.id, event, action.model)])
        except ItsmError as error:
            self.life.steps.append(Step(action, why=f"refused: {error}"))
            return False
        self._take(action, applied)
        self._hooks.opened(attrs.evolve(applied, id=event.id))
        self._read(event.by, event.id)
        return True

    def _ask(self, action: Asking) -> bool:
        id, event, before, offer = action.record, action.event, self.desk, action.offer
        self.now = max(self.now, event.at)
        page = event.by.name, id
        if action.reads or page not in self._pages:
            self._read(event.by, id)
        request = Request(record=id, event=event, version=self._pages[page])
        try:
            before[id].expect(version=request.version)
            if offer is None:
                applied = before.apply(id, event)
            else:
                applied = before.accept(offer, at=event.at, by=event.by)
        except ItsmError as error:
            self.life.steps.append(Step(action, why=refusal_of(request, error)))
            del self._pages[page]
            self._hooks.refused(request, error)
            return False
        touched = {id, *(entry.record for entry in applied.events)}
        expected = {one: before[one].version for one in touched if one in before}
        known: dict[str, Any] = {"expected": expected}
        known["taken"] = () if offer is None else (offer,)
        self._take(action, applied, **known)
        self._hooks.applied(request, applied)
        if action.is_heard:
            self._read(event.by, id)
        else:
            self.unheard.append((request, applied, known))
            if self._store is not None:
                self._keep_in(self._hooks.reopened(self._store))
        return True

    def _read(self, by: Actor, id: str) -> None:
        self._pages[by.name, id] = self.desk[id].version
        self._hooks.read(by, self.desk[id])

    def _repeat(self, action: Repeating) -> bool:
        """Ask again for what was not answered, whoever may have gone on by now."""
        lost = next((one for one in self.unheard if one[0].event is action.event), None)
        if lost is None:
            return False
        self.unheard.remove(lost)
        request, applied, known = lost
        self.life.steps.append(Step(action))
        if self._store is not None:
            self._store.append(applied, **known)
        self._hooks.repeated(request, applied)
        return True

    def _tick(self, action: Ticking) -> bool:
        applied = self.desk.tick(at=action.at)
        assert applied.desk.tick(at=action.at).events == (), "a second tick does something"
        self._take(action, applied)
        self._hooks.ticked(applied)
        return True

    def _take(
        self,
        action: Action,
        applied: Applied,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: tuple[Proposal, ...] = (),
    ) -> None:
        """Keep what came of something."""
        self.life.steps.append(Step(action, applied))
        self._keep_the_laws(applied)
        self.desk = applied.desk
        offers = (*self.offers, *applied.offers)
        self.offers = [one for one in offers if one not in taken]
        if self._store is not None:
            self._store.append(applied, expected=expected, taken=taken)

    def _keep_in(self, store: Store | None) -> None:
        if store is not None:
            self._store = store
            self._stores.append(store)

    # --- laws -------------------------------------------------------------------------------

    def _keep_the_laws(self, applied: Applied) -> None:
        """Demand that the journal tells all, records know their links, and causes are there."""
        after = applied.desk
        assert after == self.desk.replay(applied.events)
        if applied.linked or applied.unlinked:
            known = after.links if self.life.start.links else ()
            assert after.ties == self._made_of(after, known).ties
        for entry in applied.events:
            cause = entry.event.cause
            if cause is not None and cause.record is not None and cause.version is not None:
                assert cause.name == after[cause.record].history[cause.version - 1].verb

    def compare_with_store(self) -> None:
        """Demand that the store, if there is one, keeps what the desk has."""
        if self._store is not None:
            loaded = self._store.load(list(self.desk.records))
            again = self._made_of(loaded.records, loaded.links)
            assert dict(self.desk.records) == dict(again.records)
            assert self.desk.ties == again.ties
            assert self._store.next_instant() == self.desk.next_instant

    def _made_of(self, records: Iterable[Any], links: Iterable[tuple[str, str, str]]) -> Desk:
        start = self.life.start
        return Desk.of(records, links, practices=start.practices, link_rules=start.link_rules)
