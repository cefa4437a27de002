"""Stores in memory: one that keeps every law, and the same for those who wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from itsmcore.desk import Applied, Desk, Entry, Loaded, Proposal
from itsmcore.errors import Stale
from itsmcore.frozen import EMPTY

Address = tuple[str, int]


class Memory:
    """Keep everything in dictionaries."""

    def __init__(self) -> None:
        self.events: dict[Address, Entry] = {}
        self.versions: dict[str, int] = {}
        self.links: set[tuple[str, str, str]] = set()
        self.proposals: list[Proposal] = []
        self.wakes: dict[str, datetime] = {}

    def load(self, ids: Iterable[str], /) -> Loaded:
        wanted = set(ids)
        found = self.entries_of(wanted)
        return Loaded(
            records=tuple(Desk.of().replay(found)),
            links=self.links_of(wanted),
            proposals=[one for one in self.proposals if one.record in wanted],
        )

    def entries_of(self, ids: set[str]) -> list[Entry]:
        return [entry for (id, _), entry in self.events.items() if id in ids]

    def links_of(self, ids: set[str]) -> list[tuple[str, str, str]]:
        return [link for link in sorted(self.links) if not ids.isdisjoint((link[0], link[2]))]

    def append(
        self,
        applied: Applied,
        /,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: Iterable[Proposal] = (),
    ) -> None:
        new = [(of.record, of.version or 0) for of in applied.events]
        rows = {(of.record, of.version or 0): of for of in (*applied.events, *applied.rewritten)}
        if new and self.has({address: rows[address] for address in new}):
            return
        self.check(new, expected)
        self.events |= rows
        self.versions |= dict(new)
        self.links = (self.links | {*applied.linked}) - {*applied.unlinked}
        self.keep(applied, taken)
        self.wake(applied)

    def has(self, new: Mapping[Address, Entry]) -> bool:
        return all(self.events.get(address) == entry for address, entry in new.items())

    def check(self, new: list[Address], expected: Mapping[str, int]) -> None:
        first = {id: version - 1 for id, version in reversed(new)}
        for id, version in {**expected, **first}.items():
            found = self.versions.get(id, 0)
            if found != version:
                raise Stale.of(id, found=found, expected=version)

    def keep(self, applied: Applied, taken: Iterable[Proposal]) -> None:
        gone = [*taken]
        self.proposals = [one for one in self.proposals if one not in gone]
        self.proposals += [*applied.pending, *applied.offers]

    def wake(self, applied: Applied) -> None:
        self.wakes = {
            id: at for id, at in {**self.wakes, **applied.wakes}.items() if at is not None
        }

    def ahead(self) -> Iterator[tuple[datetime, str]]:
        yield from ((at, id) for id, at in self.wakes.items())
        yield from ((one.event.at, one.record) for one in self.proposals if not one.is_offer)

    def due(self, until: datetime, /) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for at, id in self.ahead() if at <= until))

    def next_instant(self) -> datetime | None:
        return min((at for at, _ in self.ahead()), default=None)


class Waiting:
    """The same, for those who wait."""

    def __init__(self, store: Memory) -> None:
        self.store = store

    async def load(self, ids: Iterable[str], /) -> Loaded:
        return self.store.load(ids)

    async def append(
        self,
        applied: Applied,
        /,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: Iterable[Proposal] = (),
    ) -> None:
        self.store.append(applied, expected=expected, taken=taken)

    async def due(self, until: datetime, /) -> tuple[str, ...]:
        return self.store.due(until)

    async def next_instant(self) -> datetime | None:
        return self.store.next_instant()
