"""Many events in one pass: what they come to one by one, and all of them or none."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import incidents
from itsmcore.desk import BadLink, Desk, Entry, EntryRefused, Numbering
from itsmcore.errors import BadHistory, BadValue, NotAllowed, Unlisted
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle.events import Unlinked
from itsmcore.tasks import TASK
from tests.desk.cases import OPENED, at, happened, incident, linked, resolved, states

ALL: Any = Desk.apply_all


class Ticket(Incident):
    """An incident with verbs of one's own."""

    model = INCIDENT


def opened(id: str, hours: float = 0, **more: Any) -> Entry:
    return Entry(id, incidents.Opened(id, **{**OPENED, "at": at(hours)}), INCIDENT, **more)


def test_an_import_opens_ties_and_resolves() -> None:
    """Timers that are due fire on the way, numbers are taken, and classes kept."""
    entries = [
        opened("INC0000001"),
        opened("INC0000002", kind=Ticket),
        Entry("INC0000002", linked("parent", "INC0000001", 0)),
        Entry("INC0000001", resolved(1)),
        opened("INC0000003", 300),
        Entry("INC0000002", linked("related", "INC0000003", 301)),
    ]
    applied = Desk.of(numbering=Numbering()).apply_all(iter(entries))
    assert [
        ("INC0000001", "open"),
        ("INC0000002", "open"),
        ("INC0000002", "link"),
        ("INC0000001", "resolve"),
        ("INC0000002", "resolve"),
        ("INC0000003", "open"),
        ("INC0000002", "close"),
        ("INC0000002", "link"),
    ] == happened(applied)
    assert Ticket is type(applied.desk["INC0000002"])
    assert (at(301), at(0)) == (applied.desk.now, applied.desk.ticked_at)
    assert "INC0000004" == applied.desk.open(INCIDENT, **OPENED).id
    assert "" == applied.id


def test_no_event_changes_nothing() -> None:
    """An empty import."""
    desk = Desk.of([incident()])
    assert desk.apply_all([]).desk is desk


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (Entry("INC-1", incidents.Reopened(at=at(1), by="ada", reason="?")), NotAllowed),
        (Entry("INC-9", resolved()), Unlisted),
        (Entry("INC-1", linked("parent", "INC-1")), BadLink),
        (opened("INC-1"), BadValue),
        (Entry("INC-9", incidents.Opened("INC-8", **OPENED), INCIDENT), BadValue),
        (Entry("INC-1", resolved(), INCIDENT), BadValue),
    ],
)
def test_what_may_not_happen_is_named_and_nothing_has(entry: Entry, error: type) -> None:
    """Its place, its entry and its error, of whatever kind."""
    desk = Desk.of([incident("INC-1")])
    first = Entry("INC-1", incidents.Started(at=at(1), by="grace"))
    with pytest.raises(EntryRefused) as caught:
        desk.apply_all([first, entry])
    assert (1, entry, error) == (caught.value.index, caught.value.entry, type(caught.value.error))
    assert caught.value.error is caught.value.__cause__
    words = f"entry 1, {entry.event.verb} of '{entry.record}', is refused, and nothing has happened"
    assert str(caught.value).startswith(words)
    assert {"INC-1": "new"} == states(desk)


def test_an_opening_of_another_practice_is_refused() -> None:
    """Its model does not know it."""
    with pytest.raises(EntryRefused) as caught:
        Desk.of().apply_all([attrs.evolve(opened("TASK-1"), model=TASK)])
    assert BadHistory is type(caught.value.error)


@pytest.mark.parametrize("wrong", [5, [5], [("INC-1", resolved())], None])
def test_what_is_no_entry_is_refused(wrong: Any) -> None:
    """Pairs are not entries."""
    with pytest.raises(BadValue, match="Entry"):
        ALL(Desk.of([incident()]), wrong)


def test_what_is_tied_by_nothing_any_more_is_not_known_any_more() -> None:
    """In one pass as one by one."""
    desk = Desk.of([incident("INC-1")], [("INC-1", "parent", "INC-7")])
    gone = Unlinked(at=at(1), by="ada", kind="parent", target="INC-7", reason="wrong")
    again = linked("parent", "INC-7", 2)
    after = desk.apply("INC-1", gone).desk
    with pytest.raises(Unlisted):
        after.apply("INC-1", again)
    with pytest.raises(EntryRefused):
        desk.apply_all([Entry("INC-1", gone), Entry("INC-1", again)])
