"""Opening and adding records, and the numbers that they are given."""

from __future__ import annotations

import attrs
import pytest

from itsmcore.changes import Change
from itsmcore.conditions import happened as happens
from itsmcore.decisions import Decision, Match
from itsmcore.desk import BadLink, Desk, Entry, Numbering
from itsmcore.errors import BadValue, UnknownCode, Unlisted
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import Following
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.problems import PROBLEM, Problem
from itsmcore.tasks import TASK, TASKS
from tests.desk.cases import BARE, OPENED, at, happened, incident, problem, task
from tests.instants import MARCH as T0


def test_a_record_is_opened_under_the_next_number() -> None:
    """Each practice counts on its own."""
    desk = Desk.of(numbering=Numbering({"Incident": 1042}))
    ids = []
    for model in (INCIDENT, INCIDENT, PROBLEM, BARE):
        applied = desk.open(model, **OPENED)
        desk = applied.desk
        ids.append(applied.id)
    assert ["INC0001042", "INC0001043", "PRB0000001", "CHG0000001"] == ids
    assert [Incident, Incident, Problem, Change] == [type(record) for record in desk]


def test_a_number_that_was_given_is_not_given_again() -> None:
    """Whoever gave it; another number leaves the numbering alone."""
    desk = Desk.of(numbering=Numbering()).open(INCIDENT, id="INC0000001", **OPENED).desk
    assert "INC0000002" == desk.open(INCIDENT, **OPENED).id
    assert desk.numbering == desk.open(INCIDENT, id="INC-77", **OPENED).desk.numbering
    assert "INC0000003" == desk.add(incident("INC0000002")).desk.open(INCIDENT, **OPENED).id


def test_a_number_is_needed_and_must_be_free() -> None:
    """One that a link knows is taken, even if its record is not loaded."""
    with pytest.raises(BadValue, match="a number, or the desk numbering="):
        Desk.of().open(INCIDENT, **OPENED)
    desk = Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")], numbering=Numbering())
    for id in ("INC-1", "INC-2"):
        with pytest.raises(BadValue, match="a number that is not taken"):
            desk.open(INCIDENT, id=id, **OPENED)
    with pytest.raises(Unlisted, match="no prefix for 'Incident'"):
        Desk.of(numbering=Numbering(prefixes={}), practices=[TASKS]).open(INCIDENT, **OPENED)
    with pytest.raises(UnknownCode):
        desk.open(attrs.evolve(INCIDENT, codes={"group": ("mail",)}), group="mial", **OPENED)


def test_numbering_has_prefixes_and_a_width() -> None:
    """And says nothing of practices that it has no prefix for."""
    numbering = Numbering({"Loan": 9}, prefixes={"Loan": "L-"}, width=2)
    assert ("L-09", Numbering({"Loan": 10}, prefixes={"Loan": "L-"}, width=2)) == numbering.take(
        "Loan"
    )
    assert numbering is numbering.free("Incident", lambda _: True)
    assert Numbering({"Task": 3}) == Numbering().free(
        "Task", {f"TASK000000{n}" for n in (1, 2)}.__contains__
    )


def test_numbers_are_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes each of them is refused."""
    monkeypatch.setattr("itsmcore.desk._numbering._MOST_TAKEN", 20)
    assert Numbering({"Task": 20}) == Numbering().free("Task", lambda of: of < "TASK0000020")
    with pytest.raises(BadValue, match=r"taken cannot be .*; give what some number is not"):
        Numbering().free("Task", lambda of: of < "TASK0000021")


def test_numbers_that_are_taken_are_passed_over() -> None:
    """By a record that was loaded, by one that was opened ahead, and by one that a link knows."""
    links = [("INC0000004", "parent", "INC0000001")]
    desk = Desk.of([incident("INC0000001")], links, numbering=Numbering())
    start, journal = desk, list[Entry]()
    ahead = desk.open(INCIDENT, id="INC0000003", **OPENED)
    desk, journal = ahead.desk, [*ahead.events]
    for expected in ("INC0000002", "INC0000005", "INC0000006"):
        applied = desk.open(INCIDENT, **OPENED)
        assert expected == applied.id
        desk = applied.desk
        journal += applied.events
    assert desk == start.replay(journal)


def test_something_may_follow_from_an_opening() -> None:
    """A rule of one's own may act on it; opened elsewhere and added, it does not."""
    rule = (happens("open"), Following(Commented, {"text": "a task was made"}))
    desk = Desk.of([incident()], cascades=Decision([rule], match=Match.ALL))
    opened = desk.open(TASK, id="TASK-1", parent="INC-1", **OPENED)
    assert [("TASK-1", "open"), ("INC-1", "comment")] == happened(opened)
    assert [("TASK-1", "open"), ("TASK-1", "release")] == happened(desk.add(task("INC-1")))


def test_a_record_may_be_added_with_its_links() -> None:
    """A follow-up, for example; a link to what nobody knows is refused."""
    closed = incident("INC-1", "closed")
    desk = Desk.of([closed])
    again = closed.follow_up(id="INC-2", at=at(9), by="ada")
    assert ("INC-2",) == desk.add(again).desk.related("INC-1", "followed_up_by")
    with pytest.raises(Unlisted):
        Desk.of().add(again)
    with pytest.raises(BadLink):
        Desk.of([problem("INC-1")]).add(again)


def test_the_links_of_a_record_that_is_added_may_not_contradict_each_other() -> None:
    """Each is judged beside the others that come with it."""
    odd = incident("INC-2")
    for kind in ("parent", "child"):
        odd = odd.link(at=T0, by="ada", kind=kind, target="INC-1")
    with pytest.raises(BadLink, match="circle"):
        Desk.of([incident("INC-1")]).add(odd)


def test_a_record_that_is_added_brings_the_links_that_it_still_has() -> None:
    """Its journal gives the same desk, though it had others on the way."""
    one = problem("PRB-1").link(at=T0, by="ada", kind="incident", target="INC-1")
    one = one.mark_duplicate(at=T0, by="grace", of="PRB-2")
    desk = Desk.of([incident("INC-1"), problem("PRB-2")])
    applied = desk.add(one)
    assert (("PRB-1", "duplicate_of", "PRB-2"),) == applied.desk.links
    assert applied.desk == desk.replay(applied.events) == Desk.of(applied.desk)


def test_a_link_that_another_record_has_replaced_is_not_brought_back() -> None:
    """A record that is added says it still, and the one on the desk knows better."""
    moved = Linked(at=at(1), by="ada", kind="problem", target="PRB-2", instead_of="PRB-1")
    desk = Desk.of([problem("PRB-2"), incident("INC-1").apply(moved)])
    applied = desk.add(problem("PRB-1").link(at=T0, by="ada", kind="incident", target="INC-1"))
    assert (("INC-1", "problem", "PRB-2"),) == applied.desk.links
    assert applied.desk == Desk.of(applied.desk) == desk.replay(applied.events)
