"""Cascades that ask about the many: what is linked to a record, all of it or some."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import incidents, tasks
from itsmcore.conditions import Condition, field, given, happened, linked
from itsmcore.desk import Applied, Desk, NotLoaded, Outdated, Proposal, cascades, target
from itsmcore.desk._rules import MODELS
from itsmcore.documents import Documents
from itsmcore.incidents import HoldReason
from itsmcore.lifecycle import Event, Following, Phase
from itsmcore.lifecycle.events import Commented, Unlinked
from itsmcore.tasks import Task
from tests.desk.cases import BARE, at, change, follows, incident, task
from tests.desk.cases import happened as what_happened
from tests.desk.cases import linked as link
from tests.desk.families import held
from tests.timing import calls

HAS_ENDED = field("phase").is_in((Phase.CLOSED, Phase.CANCELLED))
IS_OPEN = field("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
LAST_TASK = field("link").is_("task_of") & linked("target.task").every(HAS_ENDED)
NOTE = Following(Commented, {"text": "noted", "public": False})
OFFER = Following(Commented, {"text": "noted", "public": False}, is_offer=True)
TO_CHILDREN = happened(Commented) & field("link").is_("child")


def closed(hours: float = 1) -> Event:
    return tasks.Closed(at=at(hours), by="grace", code="complete")


def commented(hours: float = 1) -> Event:
    return Commented(at=at(hours), by="grace", text="hello")


def change_with(*several: Task, answer: Following = NOTE, links: Any = ()) -> Desk:
    """Give a change with tasks, which is told once the last of them has ended."""
    rules = cascades((LAST_TASK & happened(tasks.Closed), answer))
    return Desk.of([change(), *several], links, cascades=rules)


def parent_with(*children: str, when: Condition, answer: Following = NOTE) -> Desk:
    """Give a parent with children in some states, which may be told of a comment on it."""
    records = [incident(f"INC-{n}", state) for n, state in enumerate(children, 2)]
    links = [(record.id, "parent", "INC-1") for record in records]
    return Desk.of([incident(), *records], links, cascades=cascades((TO_CHILDREN & when, answer)))


ONE, TWO = task("CHG-1", "TASK-1"), task("CHG-1", "TASK-2")


# --- what is linked to the target -----------------------------------------------------------------


def test_the_last_task_of_a_change_ends() -> None:
    """Then, and not before; a task that was unlinked is none of its tasks."""
    desk = change_with(ONE, TWO)
    first = desk.apply("TASK-1", closed())
    assert [("TASK-1", "close")] == what_happened(first)
    assert [("CHG-1", "comment")] == follows(first.desk, "TASK-2", closed(2))
    gone = Unlinked(at=at(1), by="grace", kind="task", target="TASK-2", reason="of another")
    assert [("CHG-1", "comment")] == follows(desk.apply("CHG-1", gone).desk, "TASK-1", closed(2))


def test_what_is_linked_is_read_as_its_timers_leave_it() -> None:
    """A child that has closed by itself by then has ended, though nobody has ticked."""
    ended = linked("child").every(field("state").is_("closed"))
    desk = parent_with("resolved", "resolved", when=ended)
    assert [] == follows(desk, "INC-1", commented(1))
    assert ("INC-2", "comment") in follows(desk, "INC-1", commented(24 * 30))


# --- what is linked to the source -----------------------------------------------------------------


def test_a_number_of_children_is_asked_of_their_parent() -> None:
    """More than two of them, or more than two that are open."""
    many, few = linked("child").count() > 2, linked("child").count(where=IS_OPEN) > 2
    states = ("new", "new", "closed")
    assert 4 == len(parent_with(*states, when=many).apply("INC-1", commented()).events)
    assert 1 == len(parent_with(*states, when=few).apply("INC-1", commented()).events)
    assert 1 == len(parent_with("new", "new", when=many).apply("INC-1", commented()).events)


def test_it_is_answered_as_the_event_left_it_and_not_as_what_follows_does() -> None:
    """Each of the children is started, though then there are no longer three that are new."""
    new = linked("child").count(where=field("state").is_("new")) > 2
    row = happened(incidents.Held) & field("link").is_("child") & new
    rules = cascades((row, Following(incidents.Started)))
    records = [incident("INC-1", "in_progress"), *(incident(f"INC-{n}") for n in (2, 3, 4))]
    links = [(f"INC-{n}", "parent", "INC-1") for n in (2, 3, 4)]
    applied = Desk.of(records, links, cascades=rules).apply("INC-1", held(HoldReason.CALLER))
    assert {"in_progress"} == {applied.desk[f"INC-{n}"].state for n in (2, 3, 4)}


def test_what_is_of_the_event_and_of_the_target_may_be_asked_of_each() -> None:
    """Whether another child waits for the same as this one, or for what the event says."""
    same = linked("child").count(where=field("hold_reason").is_(target("hold_reason"))) > 1
    desk = parent_with("on_hold", "on_hold", "new", when=target("hold_reason").is_set & same)
    assert 3 == len(desk.apply("INC-1", commented()).events)
    said = linked("child").some(field("summary").is_(field("event.text")))
    assert 1 == len(parent_with("new", when=said).apply("INC-1", commented()).events)


def test_it_is_asked_once_and_not_for_every_child() -> None:
    """Ten times as many children take ten times as long, and not a hundred times."""

    def effort(count: int) -> int:
        when = linked("child").every(field("summary").is_set) & field("link").is_("child")
        desk = parent_with(*["new"] * count, when=when, answer=OFFER)
        assert count == len(desk.apply("INC-1", commented()).offers)
        return calls(lambda: desk.apply("INC-1", commented()))

    assert effort(60) < 8 * effort(10)


def test_children_for_whom_nothing_follows_are_not_asked() -> None:
    """What no row for children knows takes as many calls for sixty of them as for ten."""

    def effort(count: int) -> int:
        desk = parent_with(*["new"] * count, when=IS_OPEN)
        assert count + 1 == len(desk.apply("INC-1", commented()).events)
        updated = incidents.Updated(at=at(1), by="grace", summary="Mail is slow")
        assert 1 == len(desk.apply("INC-1", updated).events)
        return calls(lambda: desk.apply("INC-1", updated))

    assert effort(60) < effort(10) + 20


def test_questions_may_reach_further_than_one_link() -> None:
    """A child with an open task."""
    asked = linked("child").some(linked("task").some(IS_OPEN))
    desk = parent_with("new", when=asked)
    assert [] == follows(desk, "INC-1", commented())
    wider = desk.load([task("INC-2")])
    assert [("INC-2", "comment")] == follows(wider, "INC-1", commented())


# --- a part of it ---------------------------------------------------------------------------------


def partial(answer: Following = NOTE) -> Applied:
    """Give what comes of the end of a task where another is not loaded."""
    desk = change_with(ONE, answer=answer, links=[("TASK-2", "task_of", "CHG-1")])
    return desk.apply("TASK-1", closed())


def test_what_is_not_loaded_leaves_it_open_and_is_named_by_reach() -> None:
    """It is pending, and says what has to hold."""
    desk = change_with(ONE, links=[("TASK-2", "task_of", "CHG-1")])
    assert ("TASK-2",) == desk.reach("TASK-1", closed())
    applied = partial()
    assert [("TASK-1", "close")] == what_happened(applied)
    assert str(applied.pending[0]).endswith(
        "where every task (phase is in Phase.CLOSED, Phase.CANCELLED)"
    )


def test_what_decides_is_enough() -> None:
    """One that is open says that not all have ended, whatever the others are."""
    three = task("CHG-1", "TASK-3")
    desk = change_with(ONE, three, links=[("TASK-2", "task_of", "CHG-1")])
    applied = desk.apply("TASK-1", closed())
    assert ((), ()) == (applied.pending, desk.reach("TASK-1", closed()))


def test_what_is_pending_is_received_once_the_rest_is_loaded() -> None:
    """It is for the record, or not, or as open as it was."""
    applied = partial()
    (pending,) = applied.pending
    assert (pending,) == applied.desk.receive(pending).pending
    assert () == applied.desk.load([TWO]).receive(pending).events
    done = applied.desk.load([TWO.close(at=at(1), by="grace", code="complete")])
    received = done.receive(pending)
    assert [("CHG-1", "comment")] == what_happened(received)
    assert () == received.desk.receive(pending).events


def test_an_offer_that_is_open_says_so_and_is_accepted_once_the_rest_is_loaded() -> None:
    """Whoever accepts it too early is told what to load."""
    applied = partial(OFFER)
    (offer,) = applied.offers
    assert "where every task" in offer.said
    assert not offer.concerns(applied.desk["CHG-1"])
    with pytest.raises(NotLoaded, match="TASK-2"):
        applied.desk.accept(offer, at=at(2), by="grace")
    with pytest.raises(Outdated, match="it is for one where every task"):
        applied.desk.load([TWO]).accept(offer, at=at(2), by="grace")
    done = applied.desk.load([TWO.close(at=at(1), by="grace", code="complete")])
    assert "CHG-1" == done.accept(offer, at=at(2), by="grace").id


def test_an_offer_lasts_as_long_as_what_it_asks_of_the_target_s_links() -> None:
    """A task that is added later makes it one for another time."""
    desk = change_with(ONE, answer=OFFER).apply("TASK-1", closed())
    wider = desk.desk.add(task("CHG-1", "TASK-3")).desk
    with pytest.raises(Outdated):
        wider.accept(desk.offers[0], at=at(2), by="grace")
    assert desk.desk.accept(desk.offers[0], at=at(2), by="grace").events


def test_what_was_known_of_the_source_s_links_is_known_for_good() -> None:
    """Each child may accept, though the first that does is no longer new."""
    new = linked("child").every(field("state").is_("new"))
    start = Following(incidents.Started, is_offer=True)
    applied = parent_with("new", "new", when=new, answer=start).apply("INC-1", commented())
    desk = applied.desk
    for offer in applied.offers:
        desk = desk.accept(offer, at=at(2), by="grace").desk
    assert {"in_progress"} == {desk[id].state for id in ("INC-2", "INC-3")}


def test_what_is_asked_of_the_source_s_links_is_told_with_its_number() -> None:
    """For it is not of the record that the offer is for."""
    records = [incident(), incident("INC-2")]
    links = [("INC-2", "parent", "INC-1"), ("INC-3", "parent", "INC-1")]
    asked = linked("child").every(IS_OPEN) & target("state").is_("new")
    rules = cascades((TO_CHILDREN & asked, NOTE))
    desk = Desk.of(records, links, cascades=rules)
    assert ("INC-3",) == desk.reach("INC-1", commented())
    applied = desk.apply("INC-1", commented())
    here, there = applied.pending
    words = "where every child (phase is in Phase.NEW, Phase.ACTIVE, Phase.PENDING) of INC-1"
    assert here.said.endswith(f"{words} and state is 'new'")
    wider = applied.desk.load([incident("INC-3")])
    assert [("INC-2", "comment")] == what_happened(wider.receive(here))
    assert [("INC-3", "comment")] == what_happened(wider.receive(there))
    alone = Desk.of([incident("INC-2")], cascades=rules)
    assert (here,) == alone.receive(here).pending


def test_reach_names_what_is_asked_of_a_target_that_is_not_loaded() -> None:
    """As far as the links that the desk knows of tell."""
    rules = cascades((LAST_TASK & happened(tasks.Closed), NOTE))
    desk = Desk.of([ONE], [("TASK-2", "task_of", "CHG-1")], cascades=rules)
    assert ("CHG-1", "TASK-2") == desk.reach("TASK-1", closed())


def test_reach_goes_through_what_is_loaded() -> None:
    """To the tasks of children, if that is what is asked."""
    asked = linked("child").some(linked("task").some(IS_OPEN))
    records, links = (
        [incident(), incident("INC-2")],
        [
            ("INC-2", "parent", "INC-1"),
            ("TASK-1", "task_of", "INC-2"),
        ],
    )
    desk = Desk.of(records, links, cascades=cascades((TO_CHILDREN & asked, NOTE)))
    assert ("TASK-1",) == desk.reach("INC-1", commented())
    number = linked("child").count() > 5
    counted = Desk.of(records, links, cascades=cascades((TO_CHILDREN & number, NOTE)))
    assert () == counted.reach("INC-1", commented())


# --- what cannot be asked -------------------------------------------------------------------------


def test_a_question_that_cannot_be_answered_is_a_refusal() -> None:
    """A number and a text have no order; it is told for every record that it would reach."""
    asked = linked("child").some(field("summary") > 3)
    applied = parent_with("new", "new", when=asked).apply("INC-1", commented())
    assert ["INC-2", "INC-3"] == [refusal.record for refusal in applied.refusals]


def test_a_late_link_asks_as_well() -> None:
    """What would have followed from the comment is offered when the child comes."""
    desk = parent_with("new", when=linked("child").count() > 1).load([incident("INC-9")])
    desk = desk.apply("INC-1", commented()).desk
    late = desk.apply("INC-9", link("parent", "INC-1", 2))
    assert ["INC-9"] == [offer.record for offer in late.offers]


def test_what_is_pending_can_be_stored() -> None:
    """With the question that is still open."""
    (pending,) = partial().pending
    docs = Documents(models=[*MODELS, BARE])
    assert pending == docs.structure(docs.unstructure(pending), Proposal)


def test_what_is_open_for_another_reason_is_not_for_want_of_loading() -> None:
    """What nobody gave lets nothing follow, and no offer of it is accepted."""
    asked = given("approved").is_(True)
    applied = parent_with("new", when=asked).apply("INC-1", commented())
    assert ((), ()) == (applied.pending, applied.desk.reach("INC-1", commented(2)))
    offer = parent_with("new", when=target("state").is_("new"), answer=OFFER).apply(
        "INC-1", commented()
    )
    unsaid = attrs.evolve(offer.offers[0], when=asked)
    with pytest.raises(Outdated):
        offer.desk.accept(unsaid, at=at(2), by="grace")
