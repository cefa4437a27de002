"""What a desk asks of a store; the library never calls one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

import attrs

from itsmcore.desk._desk import Applied
from itsmcore.desk._outcome import Proposal
from itsmcore.fields import as_items, as_several
from itsmcore.frozen import EMPTY
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Record

Link: TypeAlias = tuple[str, str, str]


def _records(records: Iterable[Record]) -> tuple[Record, ...]:
    return as_several(Record, records, "records")


def _links(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(as_items(links, "links", "links"))


def _proposals(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    return as_several(Proposal, proposals, "proposals")


@attrs.frozen(kw_only=True)
class Loaded:
    """What a store has of some records, as `Desk.of` and `Desk.load` take it.

    Attributes:
        records: the records; those that the store does not have are left out.
        links: all of their links, from whichever side.
        proposals: what is pending for them or offered to them.
    """

    records: tuple[Record, ...] = attrs.field(default=(), converter=_records)
    links: tuple[Link, ...] = attrs.field(default=(), converter=_links)
    proposals: tuple[Proposal, ...] = attrs.field(default=(), converter=_proposals)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)


class Store(Protocol):
    """Keep the records of a desk, several writers at a time; `StoreTests` tells whether one does.

    A program loads some records, lets something happen on a desk of them, and appends what came of
    it. It is the program that calls a store; the library never does.
    """

    def load(self, ids: Iterable[str], /) -> Loaded:
        """Return records with their links and with what is pending for them or offered to them."""
        ...

    def append(
        self,
        applied: Applied,
        /,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: Iterable[Proposal] = (),
    ) -> None:
        """Keep what came of something that happened: all of it, or nothing.

        These are its `events`, each at its address, the `rewritten` ones, what it `linked` and
        `unlinked`, the `pending` and the `offers`, and the `wakes`. If every event is there
        already, nothing is left to do: the call is the second one for the same.

        Args:
            applied: what came of it.
            expected: the versions of the records that were read; 0 for one that is not there.
            taken: the proposals that it accepted or received, to be kept no longer.

        Raises:
            Stale: one of the records has changed since it was loaded.
        """
        ...

    def due(self, until: datetime, /) -> tuple[str, ...]:
        """List the numbers of the records that wake by an instant, or have something pending."""
        ...

    def next_instant(self) -> datetime | None:
        """Return when `due` first lists a record; None for never."""
        ...


class AsyncStore(Protocol):
    """A `Store` whose methods are awaited; `AsyncStoreTests` tells whether one is."""

    async def load(self, ids: Iterable[str], /) -> Loaded:
        """As `Store.load`."""
        ...

    async def append(
        self,
        applied: Applied,
        /,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: Iterable[Proposal] = (),
    ) -> None:
        """As `Store.append`."""
        ...

    async def due(self, until: datetime, /) -> tuple[str, ...]:
        """As `Store.due`."""
        ...

    async def next_instant(self) -> datetime | None:
        """As `Store.next_instant`."""
        ...
