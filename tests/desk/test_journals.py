"""Journals: the desk again, from what happened."""

from __future__ import annotations

import pytest

from itsmcore import incidents
from itsmcore.desk import Applied, Desk, Entry, Numbering
from itsmcore.errors import BadValue, ItsmError, NotAllowed, OutOfOrder, Refused
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.tasks import TASK
from tests.desk.cases import OPENED, at, incident, linked, resolved, states
from tests.instants import DAY
from tests.instants import MARCH as T0


def test_a_journal_gives_the_desk_again() -> None:
    """From an empty desk, and from one in the middle; nothing fires twice."""
    desk, journal, halves = Desk.of(numbering=Numbering()), list[Entry](), list[tuple[Desk, int]]()

    def noted(applied: Applied) -> Desk:
        journal.extend(applied.events)
        halves.append((applied.desk, len(journal)))
        return applied.desk

    for _ in range(2):
        desk = noted(desk.open(INCIDENT, **OPENED))
    desk = noted(desk.open(TASK, parent="INC0000002", **OPENED))
    desk = noted(desk.apply("INC0000002", linked("parent", "INC0000001", 0)))
    desk = noted(desk.apply("INC0000001", resolved()))
    desk = noted(desk.tick(at=T0 + 9 * DAY))
    assert {"closed"} == {record.state for record in desk.all(Incident)}
    for middle, count in halves:
        assert desk == middle.replay(journal[count:])
    assert desk == Desk.of(numbering=Numbering()).replay(journal)
    assert desk.now == Desk.of().replay(journal).tick(at=T0 + 9 * DAY).desk.now
    assert Desk.of() == Desk.of().replay([])


def test_a_journal_is_not_judged_and_has_nothing_follow() -> None:
    """What a guard would refuse today was right when it happened."""
    strict = INCIDENT.with_needs({incidents.Resolved: ("group",)}).open("INC-1", **OPENED)
    desk = Desk.of([strict, incident("INC-2")], [("INC-2", "parent", "INC-1")])
    with pytest.raises(Refused):
        desk.apply("INC-1", resolved())
    replayed = desk.replay([Entry("INC-1", resolved())])
    assert {"INC-1": "resolved", "INC-2": "new"} == states(replayed)


class Ticket(Incident):
    """An incident with verbs of one's own."""

    model = INCIDENT


def test_a_journal_keeps_the_class_of_a_record() -> None:
    """A user's subclass comes back as that."""
    desk = Desk.of()
    applied = desk.add(Ticket.open("INC-1", **OPENED))
    again = desk.replay(applied.events)
    assert Ticket is type(again["INC-1"])
    assert applied.desk == again
    assert [None] == [entry.kind for entry in desk.add(incident()).events]


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (Entry("INC-9", resolved()), BadValue),
        (Entry("INC-9", incidents.Opened("INC-9", **OPENED)), BadValue),
        (Entry("INC-9", incidents.Opened("INC-8", **OPENED), INCIDENT), BadValue),
        (Entry("INC-1", incidents.Reopened(at=at(1), by="ada", reason="?")), NotAllowed),
        (Entry("INC-1", resolved(-1)), OutOfOrder),
    ],
)
def test_a_journal_that_cannot_be_is_refused(entry: Entry, error: type[ItsmError]) -> None:
    """A record that is not there, an opening without its model, and what no history could hold."""
    with pytest.raises(error):
        Desk.of([incident("INC-1")]).replay([entry])
