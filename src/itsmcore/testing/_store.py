"""A suite for your own store, to inherit: of a desk, and of several that write to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import attrs

from itsmcore.desk import Applied, AsyncStore, Desk, Loaded, Proposal, Store
from itsmcore.errors import Stale
from itsmcore.frozen import EMPTY
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Record
from itsmcore.shown import shown

T = TypeVar("T")
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEN, ELEVEN = NINE + 60 * MINUTE, NINE + 120 * MINUTE
DONE: dict[str, Any] = {"by": "grace", "code": "user_error", "notes": "It was unplugged"}


@attrs.frozen
class _Opened:
    """A store that was just made, and how to open it again as if the program had ended."""

    store: Store
    again: Callable[[], Store]


class _StoreLaws:
    """What any store keeps to, whoever waits for it."""

    def _opened(self) -> AbstractContextManager[_Opened]:
        """Make an empty store."""
        raise NotImplementedError

    def test_what_is_appended_comes_back(self) -> None:
        """Each record as it was, without those of others, after the program has ended as well."""
        with self._opened() as one:
            first = _open(one.store, "INC-1")
            second = _open(one.store, "INC-2")
            _do(one.store, "INC-1", "hold", at=TEN, by="grace", reason="caller")
            third = _do(one.store, "INC-1", "comment", at=TEN, by="ada", text="Grüße 🙂\n'x'")
            assert first.record != third.record
            for store in (one.store, one.again()):
                assert (third.record,) == store.load(["INC-1"]).records
                loaded = store.load(["INC-2", "INC-1"]).records
                assert {third.record, second.record} == set(loaded)
                assert Loaded() == store.load(["INC-3"])
                assert Loaded() == store.load([])

    def test_links_are_seen_from_both_sides(self) -> None:
        """Also the one that the other record's history made, until it ends."""
        with self._opened() as one:
            for id in ("INC-1", "INC-2", "INC-3"):
                _open(one.store, id)
            link = ("INC-2", "parent", "INC-1")
            _tie(one.store, *link)
            _tie(one.store, "INC-3", "related", "INC-2")
            both = {link, ("INC-2", "related", "INC-3")}
            for store in (one.store, one.again()):
                assert (link,) == _desk(store, "INC-1").links
                assert both == set(_desk(store, "INC-2").links)
                assert both == set(_desk(store, "INC-1", "INC-2").links)
                assert link in store.load(["INC-1"]).links
            _tie(one.store, *link, verb="unlink", reason="It is another fault")
            for store in (one.store, one.again()):
                assert _desk(store, "INC-1").links == ()
                assert len(_desk(store, "INC-2").links) == 1

    def test_of_two_writers_one_is_told(self) -> None:
        """What the first wrote stays; the other one loads again, and nothing is lost."""
        with self._opened() as one:
            _open(one.store, "INC-1")
            mine, theirs = _desk(one.store, "INC-1"), _desk(one.again(), "INC-1")
            held = theirs.do("INC-1", "hold", at=TEN, by="linus", reason="vendor")
            late = mine.do("INC-1", "cancel", at=TEN, by="grace", reason="twice")
            one.again().append(held)
            _refuses(one.store, late)
            assert (held.record,) == one.store.load(["INC-1"]).records
            again = _do(one.store, "INC-1", "cancel", at=TEN, by="grace", reason="twice")
            assert [event.verb for event in again.record.history] == ["open", "hold", "cancel"]
            assert (again.record,) == one.again().load(["INC-1"]).records

    def test_of_two_writers_one_gets_a_number(self) -> None:
        """The other one opens its record under the next."""
        with self._opened() as one:
            mine, theirs = (
                Desk.of().open(INCIDENT, id="INC-1", at=NINE, by=by, summary="Mail is down")
                for by in ("ada", "bob")
            )
            one.store.append(theirs)
            _refuses(one.store, mine)
            assert (theirs.record,) == one.store.load(["INC-1"]).records

    def test_what_was_only_read_may_have_changed(self) -> None:
        """Where the version of a record is expected, nothing happens if it has changed."""
        with self._opened() as one:
            for id in ("INC-1", "INC-2"):
                _open(one.store, id)
            desk = _desk(one.store, "INC-1", "INC-2")
            expected = {record.id: record.version for record in desk}
            _do(one.store, "INC-2", "start", at=TEN, by="linus")
            late = desk.do("INC-1", "start", at=TEN, by="grace")
            _refuses(one.store, late, expected=expected)
            _refuses(one.store, late, expected={"INC-2": 2, "INC-9": 1})
            assert {"new", "in_progress"} == _states(one.store, "INC-1", "INC-2")
            one.store.append(late, expected={"INC-1": 1, "INC-2": 2, "INC-9": 0})
            assert {"in_progress"} == _states(one.store, "INC-1", "INC-2")

    def test_all_that_follows_is_kept_or_nothing(self) -> None:
        """Where one of several records has changed, none of them does, nor what is beside them."""
        with self._opened() as one:
            for id in ("INC-1", "INC-2", "INC-3"):
                _open(one.store, id)
            for child in ("INC-2", "INC-3"):
                _tie(one.store, child, "parent", "INC-1")
            both = _desk(one.store, "INC-1", "INC-2").do("INC-1", "resolve", at=ELEVEN, **DONE)
            assert [record.id for record in both.changed] == ["INC-1", "INC-2"]
            assert [pending.record for pending in both.pending] == ["INC-3"]
            _do(one.store, "INC-2", "comment", at=TEN, by="ada", text="It works")
            _refuses(one.store, both)
            for store in (one.store, one.again()):
                assert {"new"} == _states(store, "INC-1", "INC-2", "INC-3")
                assert store.load(["INC-3"]).proposals == ()
                assert None is store.next_instant()

    def test_what_was_not_acknowledged_is_appended_again(self) -> None:
        """Nothing doubles, whether the program ended in between or somebody else went on."""
        with self._opened() as one:
            opened = _open(one.store, "INC-1")
            applied = _desk(one.store, "INC-1").do("INC-1", "resolve", at=TEN, **DONE)
            expected = {"INC-1": 1}
            for store in (one.store, one.store, one.again()):
                store.append(applied, expected=expected)
                store.append(opened)
                assert (applied.record,) == store.load(["INC-1"]).records
            after = _do(one.store, "INC-1", "reopen", at=ELEVEN, by="ada", reason="Down again")
            one.store.append(applied, expected=expected)
            assert (after.record,) == one.store.load(["INC-1"]).records
            assert None is one.store.next_instant()

    def test_a_clock_may_be_behind(self) -> None:
        """Versions make the order, not instants: `at=max(now, record.changed_at)`."""
        with self._opened() as one:
            _open(one.store, "INC-2", at=ELEVEN)
            _open(one.store, "INC-1", at=TEN)
            for text in map(str, range(12)):
                at = max(NINE, _record(one.store, "INC-1").changed_at)
                _do(one.store, "INC-1", "comment", at=at, by="grace", text=text)
            record = _record(one.again(), "INC-1")
            assert [*map(str, range(12))] == [
                getattr(event, "text", "") for event in record.history[1:]
            ]
            assert record.changed_at == TEN

    def test_what_is_pending_waits_and_is_received_once(self) -> None:
        """Its record is due; delivered a second time, it does nothing."""
        with self._opened() as one:
            for id in ("INC-1", "INC-2"):
                _open(one.store, id)
            _tie(one.store, "INC-2", "parent", "INC-1")
            parent = _do(one.store, "INC-1", "resolve", at=TEN, **DONE)
            (pending,) = parent.pending
            for store in (one.store, one.again()):
                assert (pending,) == store.load(["INC-2", "INC-3"]).proposals
                assert store.load(["INC-1"]).proposals == ()
                assert store.due(TEN - MINUTE) == ()
                assert store.due(TEN) == ("INC-2",)
                assert store.next_instant() == TEN
            received = _desk(one.store, "INC-2").receive(pending)
            again = _desk(one.again(), "INC-2").receive(pending)
            one.store.append(received, taken=[pending])
            one.again().append(again, taken=[pending])
            _append(one.store, _desk(one.store, "INC-2").receive(pending), taken=[pending])
            assert (received.record,) == one.again().load(["INC-2"]).records
            assert {"resolved"} == _states(one.store, "INC-1", "INC-2")
            assert one.again().load(["INC-2"]).proposals == ()
            assert one.store.due(TEN) == ()

    def test_what_is_refused_takes_no_proposal(self) -> None:
        """It waits for whoever loads again."""
        with self._opened() as one:
            offer = _offered(one.store)
            late = _desk(one.store, "INC-1").accept(offer, at=ELEVEN, by="grace")
            _do(one.store, "INC-1", "comment", at=ELEVEN, by="linus", text="I call them")
            _refuses(one.store, late, taken=[offer])
            assert (offer,) == one.again().load(["INC-1"]).proposals

    def test_an_offer_waits_until_it_is_accepted(self) -> None:
        """It wakes nobody."""
        with self._opened() as one:
            offer = _offered(one.store)
            for store in (one.store, one.again()):
                assert (offer,) == store.load(["INC-1"]).proposals
                assert store.due(ELEVEN) == ()
            accepted = _desk(one.store, "INC-1").accept(offer, at=ELEVEN, by="grace")
            one.store.append(accepted, taken=[offer])
            assert one.again().load(["INC-1"]).proposals == ()
            assert {"in_progress"} == _states(one.again(), "INC-1")

    def test_records_wake_when_something_is_due(self) -> None:
        """To the microsecond, each at its own time, and not again when that is done."""
        with self._opened() as one:
            odd = TEN + timedelta(microseconds=1)
            for id, at in (("INC-1", odd), ("INC-2", ELEVEN), ("INC-3", ELEVEN)):
                _open(one.store, id)
                _do(one.store, id, "resolve", at=at, **DONE)
            _do(one.store, "INC-3", "reopen", at=ELEVEN, by="ada", reason="Down again")
            wakes = _record(one.store, "INC-1").next_instant
            assert wakes is not None
            for store in (one.store, one.again()):
                assert wakes == store.next_instant()
                assert store.due(wakes - timedelta(microseconds=1)) == ()
                assert store.due(wakes) == ("INC-1",)
                assert {"INC-1", "INC-2"} == set(store.due(wakes + 60 * MINUTE))
            for id in one.store.due(wakes):
                one.store.append(_desk(one.store, id).tick(at=wakes))
            assert {"closed"} == _states(one.again(), "INC-1")
            assert one.again().due(wakes) == ()
            assert wakes + 59 * MINUTE < (one.store.next_instant() or NINE)

    def test_a_redaction_reaches_what_is_stored(self) -> None:
        """The former events are written anew, and can be appended again as they are now."""
        with self._opened() as one:
            _open(one.store, "INC-1", summary="My password is hunter2")
            _do(one.store, "INC-1", "start", at=TEN, by="grace")
            redacted = _desk(one.store, "INC-1").redact(
                "INC-1", at=TEN, by="dpo", reason="Erasure", texts="hunter2"
            )
            for store in (one.store, one.again()):
                store.append(redacted)
                assert (redacted.record,) == store.load(["INC-1"]).records
                assert "hunter2" not in str(_record(store, "INC-1").history)


class StoreTests(_StoreLaws):
    """Checks of a `Store`: inherit this in a test module, make one, and let pytest find it.

        class TestMine(StoreTests):
            def store(self):
                return MyStore(connect(new_path()))

            def reopened(self, store):
                return MyStore(connect(store.path))

            def close(self, store):
                store.close()

    The records are incidents of the model `INCIDENT`.
    """

    def store(self) -> Store:
        """Make an empty store."""
        raise NotImplementedError

    def reopened(self, store: Any) -> Store:
        """Open what a store keeps once more, as another program does."""
        opened: Store = store
        return opened

    def close(self, store: Any) -> None:
        """Close a store with which a test is done."""

    @contextmanager
    def _opened(self) -> Iterator[_Opened]:
        stores = [self.store()]

        def again() -> Store:
            stores.append(self.reopened(stores[0]))
            return stores[-1]

        try:
            yield _Opened(stores[0], again)
        finally:
            for store in _distinct(stores):
                self.close(store)

    @classmethod
    def check(cls) -> None:
        """Run every test, wherever there is no pytest."""
        _run_all(cls())


class AsyncStoreTests(_StoreLaws):
    """Checks of an `AsyncStore`, as `StoreTests` has them, within one event loop each.

    class TestMine(AsyncStoreTests):
        async def store(self):
            return MyStore(await connect())
    """

    async def store(self) -> AsyncStore:
        """Make an empty store."""
        raise NotImplementedError

    async def reopened(self, store: Any) -> AsyncStore:
        """Open what a store keeps once more, as another program does."""
        opened: AsyncStore = store
        return opened

    async def close(self, store: Any) -> None:
        """Close a store with which a test is done."""

    @contextmanager
    def _opened(self) -> Iterator[_Opened]:
        with asyncio.Runner() as runner:
            stores = [runner.run(_awaited(self.store()))]

            def again() -> Store:
                stores.append(runner.run(_awaited(self.reopened(stores[0]))))
                return _Awaited(runner, stores[-1])

            try:
                yield _Opened(_Awaited(runner, stores[0]), again)
            finally:
                for store in _distinct(stores):
                    runner.run(_awaited(self.close(store)))

    def test_of_two_writers_at_once_one_is_told(self) -> None:
        """Whichever comes first, the other one is Stale, and what is kept is whole."""

        async def race() -> None:
            store = await self.store()
            opened = Desk.of().open(INCIDENT, id="INC-1", at=NINE, by="ada", summary="Mail is down")
            await store.append(opened)
            moves = [
                opened.desk.do("INC-1", "hold", at=TEN, by=by, reason="vendor")
                for by in ("grace", "linus")
            ]
            other = await self.reopened(store)
            results = await asyncio.gather(
                store.append(moves[0]), other.append(moves[1]), return_exceptions=True
            )
            told = [isinstance(result, Stale) for result in results]
            assert sorted(told) == [False, True], results
            assert (moves[told.index(False)].record,) == (await store.load(["INC-1"])).records
            for one in _distinct([store, other]):
                await self.close(one)

        asyncio.run(race())

    @classmethod
    def check(cls) -> None:
        """Run every test, wherever there is no pytest."""
        _run_all(cls())


@attrs.frozen
class _Awaited:
    """An async store, as those see it who wait for each of its answers."""

    runner: asyncio.Runner
    store: AsyncStore

    def load(self, ids: Iterable[str], /) -> Loaded:
        return self.runner.run(_awaited(self.store.load(ids)))

    def append(
        self,
        applied: Applied,
        /,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: Iterable[Proposal] = (),
    ) -> None:
        self.runner.run(_awaited(self.store.append(applied, expected=expected, taken=taken)))

    def due(self, until: datetime, /) -> tuple[str, ...]:
        return self.runner.run(_awaited(self.store.due(until)))

    def next_instant(self) -> datetime | None:
        return self.runner.run(_awaited(self.store.next_instant()))


async def _awaited(what: Awaitable[T]) -> T:
    return await what


def _distinct(stores: Iterable[T]) -> list[T]:
    return [*{id(store): store for store in stores}.values()]


def _run_all(suite: object) -> None:
    for name in dir(suite):
        if name.startswith("test_"):
            getattr(suite, name)()


# --- what a program does ------------------------------------------------------------------------


def _desk(store: Store, *ids: str) -> Desk:
    """Load a desk of some records."""
    loaded = store.load(ids)
    return Desk.of(loaded.records, loaded.links)


def _record(store: Store, id: str) -> Record:
    records = store.load([id]).records
    assert len(records) == 1, f"{id} was appended, and there are {len(records)} of it"
    return records[0]


def _append(store: Store, applied: Applied, **more: Any) -> Applied:
    store.append(applied, **more)
    return applied


def _open(store: Store, id: str, *, at: datetime = NINE, summary: str = "Mail is down") -> Applied:
    opened = Desk.of().open(INCIDENT, id=id, at=at, by="ada", caller="ada", summary=summary)
    return _append(store, opened)


def _do(store: Store, id: str, verb: str, *, at: datetime, by: str, **more: Any) -> Applied:
    """Load one record, let something happen to it, and append what came of it."""
    return _append(store, _desk(store, id).do(id, verb, at=at, by=by, **more))


def _tie(store: Store, id: str, kind: str, target: str, *, verb: str = "link", **more: Any) -> None:
    """Tie two records, with both of them on the desk."""
    desk = _desk(store, id, target)
    _append(store, desk.do(id, verb, at=NINE, by="ada", kind=kind, target=target, **more))


def _offered(store: Store) -> Proposal:
    """Let the caller say that it is not solved, so that it is offered to reopen the incident."""
    _open(store, "INC-1")
    _do(store, "INC-1", "resolve", at=TEN, **DONE)
    (offer,) = _do(store, "INC-1", "comment", at=TEN, by="ada", text="Still down").offers
    return offer


def _states(store: Store, *ids: str) -> set[str]:
    return {record.state for record in store.load(ids).records}


def _refuses(store: Store, applied: Applied, **more: Any) -> None:
    """Demand that an append is Stale."""
    try:
        store.append(applied, **more)
    except Stale:
        return
    raise AssertionError(f"{shown(applied)} was appended, although a record had changed before")
