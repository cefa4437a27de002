"""The suite of a store: one that keeps every law passes, and each law can be broken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from itsmcore.desk import Applied, AsyncStore, Entry, Proposal, Store
from itsmcore.errors import ItsmError, Stale
from itsmcore.testing import AsyncStoreTests, StoreTests
from itsmcore.testing._store import _StoreLaws
from tests.testing.stores import Address, Memory, Waiting


class TestMemory(StoreTests):
    """A store in memory."""

    def store(self) -> Store:
        return Memory()


class TestWaiting(AsyncStoreTests):
    """The same for those who wait."""

    async def store(self) -> AsyncStore:
        return Waiting(Memory())


class Unfiltered(Memory):
    """Load what nobody asked for."""

    def entries_of(self, ids: set[str]) -> list[Entry]:
        return [*self.events.values()]


class OneSided(Memory):
    """Know a link from one side only."""

    def links_of(self, ids: set[str]) -> list[tuple[str, str, str]]:
        return [link for link in sorted(self.links) if link[0] in ids]


class Tied(Memory):
    """Let no link end."""

    def append(self, applied: Applied, /, **more: Any) -> None:
        links = {*self.links}
        super().append(applied, **more)
        self.links |= links


class LastWins(Memory):
    """Let the last writer win."""

    def check(self, new: list[Address], expected: Mapping[str, int]) -> None:
        pass


class Renumbered(Memory):
    """Let a record be opened where there is one."""

    def check(self, new: list[Address], expected: Mapping[str, int]) -> None:
        super().check([one for one in new if one[1] > 1], expected)


class Unexpected(Memory):
    """Ask for no version of what was only read."""

    def check(self, new: list[Address], expected: Mapping[str, int]) -> None:
        super().check(new, {})


class Halved(Memory):
    """Leave behind the first of what is refused."""

    def append(self, applied: Applied, /, **more: Any) -> None:
        try:
            super().append(applied, **more)
        except Stale:
            self.events.setdefault((applied.id, 2), applied.events[0])
            raise


class KeptBeside(Memory):
    """Keep what is pending, and take what is taken, though the events are refused."""

    def append(self, applied: Applied, /, *, taken: Iterable[Proposal] = (), **more: Any) -> None:
        self.keep(applied, taken)
        super().append(applied, taken=[*taken, *applied.pending, *applied.offers], **more)
        self.keep(applied, taken)


class WokenBeside(Memory):
    """Note the wake-ups, though the events are refused, or were acknowledged before."""

    def append(self, applied: Applied, /, **more: Any) -> None:
        self.wake(applied)
        super().append(applied, **more)


class Forgetful(Memory):
    """Know nothing of what is appended again."""

    def has(self, new: Mapping[Address, Entry]) -> bool:
        return False


class Credulous(Memory):
    """Take another event at the same address for the same."""

    def has(self, new: Mapping[Address, Entry]) -> bool:
        return all(address in self.events for address in new)


class ByInstant(Memory):
    """Order events by their instants, the last writer first."""

    def entries_of(self, ids: set[str]) -> list[Entry]:
        found = super().entries_of(ids)
        found.reverse()
        return sorted(found, key=lambda entry: (entry.version != 1, entry.event.at))


class Deaf(Memory):
    """Keep no proposal."""

    def keep(self, applied: Applied, taken: Iterable[Proposal]) -> None:
        pass


class Hoarding(Memory):
    """Keep what is taken, too."""

    def keep(self, applied: Applied, taken: Iterable[Proposal]) -> None:
        super().keep(applied, ())


class Sleepy(Memory):
    """Wake nobody for what is pending."""

    def ahead(self) -> Any:
        return ((at, id) for id, at in self.wakes.items())


class Restless(Memory):
    """Wake somebody for an offer."""

    def ahead(self) -> Any:
        yield from super().ahead()
        yield from ((one.event.at, one.record) for one in self.proposals)


class Rounded(Memory):
    """Wake within the second."""

    def wake(self, applied: Applied) -> None:
        super().wake(applied)
        self.wakes = {id: at.replace(microsecond=0) for id, at in self.wakes.items()}


class Sleepless(Memory):
    """Wake for ever."""

    def wake(self, applied: Applied) -> None:
        self.wakes |= {id: at for id, at in applied.wakes.items() if at is not None}


class Indiscreet(Memory):
    """Write nothing anew."""

    def append(self, applied: Applied, /, **more: Any) -> None:
        former = {**self.events}
        super().append(applied, **more)
        self.events |= former


BROKEN: list[tuple[type[Memory], str]] = [
    (Unfiltered, "what_is_appended_comes_back"),
    (OneSided, "links_are_seen_from_both_sides"),
    (Tied, "links_are_seen_from_both_sides"),
    (LastWins, "of_two_writers_one_is_told"),
    (Credulous, "of_two_writers_one_is_told"),
    (Renumbered, "of_two_writers_one_gets_a_number"),
    (Unexpected, "what_was_only_read_may_have_changed"),
    (Halved, "all_that_follows_is_kept_or_nothing"),
    (KeptBeside, "all_that_follows_is_kept_or_nothing"),
    (WokenBeside, "all_that_follows_is_kept_or_nothing"),
    (Forgetful, "what_was_not_acknowledged_is_appended_again"),
    (WokenBeside, "what_was_not_acknowledged_is_appended_again"),
    (ByInstant, "a_clock_may_be_behind"),
    (Deaf, "what_is_pending_waits_and_is_received_once"),
    (Hoarding, "what_is_pending_waits_and_is_received_once"),
    (Sleepy, "what_is_pending_waits_and_is_received_once"),
    (KeptBeside, "what_is_refused_takes_no_proposal"),
    (Deaf, "an_offer_waits_until_it_is_accepted"),
    (Hoarding, "an_offer_waits_until_it_is_accepted"),
    (Restless, "an_offer_waits_until_it_is_accepted"),
    (Rounded, "records_wake_when_something_is_due"),
    (Sleepless, "records_wake_when_something_is_due"),
    (Indiscreet, "a_redaction_reaches_what_is_stored"),
]


@pytest.mark.parametrize(("broken", "law"), BROKEN)
def test_a_store_that_breaks_a_law_fails_its_test(broken: type[Memory], law: str) -> None:
    """Whoever waits for it."""

    class Sync(StoreTests):
        def store(self) -> Store:
            return broken()

    class Async(AsyncStoreTests):
        async def store(self) -> AsyncStore:
            return Waiting(broken())

    for suite in (Sync(), Async()):
        with pytest.raises((AssertionError, ItsmError)):
            getattr(suite, f"test_{law}")()


def test_a_store_that_forgets_when_the_program_ends_fails() -> None:
    """Nearly everywhere."""

    class Volatile(StoreTests):
        def store(self) -> Store:
            return Memory()

        def reopened(self, store: Any) -> Store:
            return Memory()

    with pytest.raises(AssertionError):
        Volatile.check()


def test_a_store_that_looks_before_it_leaps_fails() -> None:
    """Two writers that look at once both find their place free."""

    class Racing(Waiting):
        async def append(self, applied: Applied, /, **more: Any) -> None:
            known = {**self.store.versions}
            await asyncio.sleep(0)
            self.store.versions = known
            await super().append(applied, **more)

    class Async(AsyncStoreTests):
        async def store(self) -> AsyncStore:
            return Racing(Memory())

    with pytest.raises(AssertionError):
        Async().test_of_two_writers_at_once_one_is_told()


def test_the_suites_run_without_pytest_too() -> None:
    """Every test that they have; without a store they say so."""
    TestMemory.check()
    TestWaiting.check()
    for suite in (StoreTests, AsyncStoreTests, _StoreLaws):
        with pytest.raises(NotImplementedError):
            suite().test_a_clock_may_be_behind()
