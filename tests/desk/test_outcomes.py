"""What a store writes of what came of an event: versions, what changed, links and wake-ups."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import incidents
from itsmcore.desk import BrokenJournal, Desk, Entry, EntryRefused, Loaded, Refusal
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, Stale
from itsmcore.incidents import INCIDENT
from tests.desk.cases import GOLD, OPENED, at, incident, linked, resolved
from tests.instants import DAY
from tests.instants import MARCH as T0

LOADED: Any = Loaded
FAMILY = [incident("INC-1"), incident("INC-2")]
CHILD = ("INC-2", "parent", "INC-1")


def addresses(entries: Any) -> list[tuple[str, int | None]]:
    return [(entry.record, entry.version) for entry in entries]


def test_an_entry_has_the_address_of_its_event() -> None:
    """In openings, in what follows, and for a record that was opened elsewhere."""
    desk = Desk.of(FAMILY, [CHILD])
    assert [("INC-1", 2), ("INC-2", 2)] == addresses(desk.apply("INC-1", resolved()).events)
    assert [("INC-7", 1)] == addresses(desk.open(INCIDENT, id="INC-7", **OPENED).events)
    added = desk.add(incident("INC-9", "closed"))
    assert [("INC-9", 1), ("INC-9", 2), ("INC-9", 3)] == addresses(added.events)
    for entry in added.events:
        assert entry.version is not None
        assert added.desk["INC-9"].history[entry.version - 1] is entry.event


def test_a_version_stands_in_the_document() -> None:
    """And a document without one is read as before."""
    docs = Documents(models=[INCIDENT])
    (entry, *_) = Desk.of(FAMILY).apply("INC-1", resolved()).events
    document = docs.unstructure(entry)
    assert 2 == document["version"]
    assert entry == docs.structure(document, Entry)
    del document["version"]
    assert attrs.evolve(entry, version=None) == docs.structure(document, Entry)


@pytest.mark.parametrize("version", [0, -1, True, "2", 1.0])
def test_a_version_counts_from_one(version: Any) -> None:
    """And is a whole number."""
    with pytest.raises(BadValue, match="version"):
        Entry("INC-1", resolved(), version=version)


def test_what_opens_a_record_is_its_first() -> None:
    """It cannot be another."""
    opened = incidents.Opened("INC-1", **OPENED)
    assert 1 == Entry("INC-1", opened, INCIDENT, version=1).version
    with pytest.raises(BadValue, match="version"):
        Entry("INC-1", opened, INCIDENT, version=2)


def test_a_journal_with_a_gap_or_a_double_is_broken() -> None:
    """The error names the entry, and what should be there; without versions nobody can tell."""
    journal = Desk.of().add(incident("INC-1", "closed")).events
    assert "closed" == Desk.of().replay(journal)["INC-1"].state
    for broken, found, words in (
        ([journal[0], journal[2]], (1, "INC-1", 3, 2), "entry 1 is version 3 of 'INC-1', and 2 is"),
        ([*journal[:2], *journal], (2, "INC-1", 1, 3), "and that has come before; give each"),
        ([journal[1]], (0, "INC-1", 2, 1), "and 1 is missing"),
    ):
        with pytest.raises(BrokenJournal, match=words) as caught:
            Desk.of().replay(broken)
        error = caught.value
        assert found == (error.index, error.record, error.version, error.expected)
    bare = [attrs.evolve(entry, version=None) for entry in journal]
    assert Desk.of().replay(journal) == Desk.of().replay(bare)


def test_an_entry_that_is_to_become_another_version_is_stale() -> None:
    """After the timers that are due."""
    desk = Desk.of([incident("INC-1", "resolved")])
    comment = incidents.Commented(at=at(1), by="ada", text="Thank you")
    assert 3 == desk.apply_all([Entry("INC-1", comment, version=3)]).desk["INC-1"].version
    later = attrs.evolve(comment, at=T0 + 9 * DAY)
    assert 4 == desk.apply_all([Entry("INC-1", later, version=4)]).desk["INC-1"].version
    for event, version in ((comment, 2), (comment, 4), (later, 3)):
        with pytest.raises(EntryRefused) as caught:
            desk.apply_all([Entry("INC-1", event, version=version)])
        assert Stale is type(caught.value.error)


def test_what_changed_is_each_record_once_as_it_is_now() -> None:
    """In the order in which something happened to them."""
    applied = Desk.of([*FAMILY, incident("INC-3")], [CHILD]).apply("INC-1", resolved())
    assert (applied.desk["INC-1"], applied.desk["INC-2"]) == applied.changed
    assert () == Desk.of(FAMILY).tick(at=at(1)).changed


def test_links_that_are_made_and_ended_are_told() -> None:
    """As the desk lists them, from whichever side; and the one that another replaces."""
    desk = Desk.of([*FAMILY, incident("INC-3")])
    for id, kind, target, listed in (
        ("INC-2", "parent", "INC-1", CHILD),
        ("INC-1", "child", "INC-2", CHILD),
        ("INC-2", "related", "INC-1", ("INC-1", "related", "INC-2")),
        ("INC-1", "related", "INC-2", ("INC-1", "related", "INC-2")),
    ):
        tied = desk.apply(id, linked(kind, target))
        assert ((listed,), ()) == (tied.linked, tied.unlinked)
        assert () == tied.desk.apply(id, linked(kind, target, 2)).linked
        gone = tied.desk.do(id, "unlink", at=at(2), by="ada", kind=kind, target=target, reason="x")
        assert ((), (listed,)) == (gone.linked, gone.unlinked)
    tied = desk.apply("INC-2", linked("parent", "INC-1"))
    other = attrs.evolve(linked("parent", "INC-3", 2), instead_of="INC-1")
    moved = tied.desk.apply("INC-2", other)
    assert (("INC-2", "parent", "INC-3"),) == moved.linked
    assert (CHILD,) == moved.unlinked
    assert (CHILD,) == Desk.of([incident("INC-1")]).add(tied.desk["INC-2"]).linked


def test_wakes_are_told_of_what_may_have_changed() -> None:
    """By timers and by clocks; None where nothing will happen any more."""
    desk = Desk.of([*FAMILY, incident("INC-3", "resolved")], agreements=[GOLD])
    assert desk.next_instant is not None
    done = desk.apply("INC-1", resolved())
    assert {"INC-1": at(1) + 5 * DAY} == done.wakes
    assert {"INC-1": None} == done.desk.do("INC-1", "close", at=at(2), by="ada").wakes
    awake = desk.tick(at=desk.next_instant)
    assert {"INC-1", "INC-2", "INC-3"} == set(awake.wakes)
    loaded = Desk.of([*desk])
    for _ in range(2):
        silent = loaded.tick(at=T0)
        assert {"INC-1": None, "INC-2": None, "INC-3": T0 + 5 * DAY} == silent.wakes
        loaded = silent.desk
    assert ["INC-1"] == [*loaded.do("INC-1", "start", at=at(1), by="ada").wakes]


def test_what_a_redaction_writes_anew_is_told() -> None:
    """The events that are to stand in the place of the former ones, the opening with its model."""
    opened = incident("INC-1").comment(at=at(1), by="grace", text="hunter2 is no password")
    opened = opened.comment(at=at(1), by="grace", text="It is")
    done = Desk.of([opened]).redact(
        "INC-1", at=at(2), by="dpo", reason="x", texts=["hunter2", "Mail"]
    )
    assert [("INC-1", 4)] == addresses(done.events)
    assert [("INC-1", 1), ("INC-1", 2)] == addresses(done.rewritten)
    assert (INCIDENT, None) == tuple(entry.model for entry in done.rewritten)
    assert done.record.history[:2] == tuple(entry.event for entry in done.rewritten)
    assert () == Desk.of([opened]).apply("INC-1", resolved(2)).rewritten


def test_what_a_store_has_loaded_is_checked() -> None:
    """Records and proposals."""
    assert ((), (), ()) == attrs.astuple(Loaded(), recurse=False)
    for wrong in ({"records": [5]}, {"proposals": [5]}, {"links": 5}, {"links": [5]}):
        with pytest.raises(BadValue):
            LOADED(**wrong)


def test_two_refusals_that_say_the_same_are_equal() -> None:
    """So two outcomes of one event are; errors themselves are told apart."""
    one, other, third = (
        Refusal("INC-1", "close", BadValue(field="a", value=value, expected="x"))
        for value in (1, 1, 2)
    )
    assert one.error != other.error
    assert one == other
    assert 2 == len({one, other, third})
