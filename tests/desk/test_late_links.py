"""Links that come late, and links that are taken away."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itsmcore import incidents, problems
from itsmcore.desk import BadLink, Desk, Entry
from itsmcore.documents import Documents
from itsmcore.errors import BadData
from itsmcore.incidents import INCIDENT, HoldReason
from itsmcore.lifecycle import Event, LinkKind, Rule
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._standing import last_of_each, stands
from itsmcore.lifecycle.events import Linked, Unlinked
from itsmcore.problems import PROBLEM
from itsmcore.testing import records
from tests.desk.cases import at, change, happened, incident, problem, task
from tests.instants import MARCH as T0


def linked(kind: str, to: str, hours: float = 5, **more: Any) -> Linked:
    return Linked(at=at(hours), by="ada", kind=kind, target=to, **more)


def unlinked(kind: str, of: str, hours: float = 6) -> Unlinked:
    return Unlinked(at=at(hours), by="ada", kind=kind, target=of, reason="a slip")


def offered(desk: Desk, id: str, event: Event) -> list[tuple[str, str]]:
    """List what an event offers: to which record, and what."""
    return [(offer.record, offer.event.verb) for offer in desk.apply(id, event).offers]


# --- late ---------------------------------------------------------------------------------------


def test_a_child_of_a_resolved_parent_is_offered_its_resolution() -> None:
    """From either side; accepted, it is what an early link would have done."""
    desk = Desk.of([incident("INC-1", "resolved"), incident("INC-2")])
    for id, event in (("INC-2", linked("parent", "INC-1")), ("INC-1", linked("child", "INC-2"))):
        applied = desk.apply(id, event)
        (offer,) = applied.offers
        assert ("INC-2", "resolve", at(5)) == (offer.record, offer.event.verb, offer.event.at)
        assert "resolve (v2 of INC-1)" == str(offer.event.cause)
        done = applied.desk.accept(offer, at=at(6), by="linus").desk
        assert "resolved" == done["INC-2"].state
    early = Desk.of([incident("INC-1"), incident("INC-2")], [("INC-2", "parent", "INC-1")])
    early = early.apply("INC-1", desk["INC-1"].history[1]).desk
    for name in ("state", "resolution_code", "resolution_notes"):
        assert early["INC-2"].facts[name] == done["INC-2"].facts[name]


MOVING: dict[str, Event] = {
    "start": incidents.Started(at=at(1), by="grace"),
    "resume": incidents.Resumed(at=at(1), by="grace"),
    "hold": incidents.Held(at=at(1), by="grace", reason=HoldReason.VENDOR),
    "resolve": incidents.Resolved(at=at(1), by="grace", code="user_error", notes="its own"),
}
BEFORE = ("new", "in_progress", "on_hold", "resolved", "closed", "cancelled")
REASONS = st.sampled_from(list(HoldReason))


@given(
    verb=st.sampled_from(sorted(MOVING)),
    parent=st.sampled_from(BEFORE[:3]),
    child=st.sampled_from(BEFORE),
    reason=REASONS,
)
def test_a_late_link_offers_what_an_early_one_would_have_done(
    verb: str, parent: str, child: str, reason: str
) -> None:
    """Whatever the two were before; once it is accepted, the child is as it would have been."""
    both = [incident("INC-1", parent), incident("INC-2", child, reason)]
    assume(not both[0].why_not(verb, **_said(MOVING[verb])))
    early = Desk.of(both, [("INC-2", "parent", "INC-1")]).apply("INC-1", MOVING[verb])
    late = Desk.of(both).apply("INC-1", MOVING[verb]).desk
    applied = late.apply("INC-2", linked("parent", "INC-1"))
    followed = [of.event.verb for of in early.events if of.event.cause and of.event.cause.record]
    assert followed == [offer.event.verb for offer in applied.offers]
    desk = applied.desk
    for offer in applied.offers:
        desk = desk.accept(offer, at=at(6), by="linus").desk
    for fact in ("state", "hold_reason", "resolution_code"):
        assert early.desk["INC-2"].facts[fact] == desk["INC-2"].facts[fact]


def _said(event: Event) -> dict[str, Any]:
    names = ("at", "by", *(field.name for field in data_fields(type(event))))
    return {name: getattr(event, name) for name in names}


def test_what_no_longer_stands_is_not_offered() -> None:
    """A parent that was resolved and reopened resolves nobody; its new start is offered."""
    reopened = incident("INC-1", "resolved").reopen(at=T0, by="grace", reason="still down")
    desk = Desk.of([reopened, incident("INC-2"), incident("INC-3", "resolved")])
    assert [] == offered(desk, "INC-2", linked("parent", "INC-1"))
    started = Desk.of([incident("INC-1", "in_progress"), incident("INC-2")])
    assert [("INC-2", "start")] == offered(started, "INC-2", linked("parent", "INC-1"))


def test_an_incident_of_a_known_error_is_offered_its_workaround() -> None:
    """And one that waits for a problem, its solution: also if the problem is the duplicate's."""
    found = problem().publish_workaround(at=T0, by="grace", text="use the web mail")
    desk = Desk.of([found, incident()])
    assert [("INC-1", "comment")] == offered(desk, "INC-1", linked("problem", "PRB-1"))
    waiting = incident("INC-1", "on_hold", HoldReason.PROBLEM)
    solved = Desk.of([problem("PRB-1", "resolved"), problem("PRB-2"), waiting])
    assert [("INC-1", "resolve")] == offered(solved, "INC-1", linked("problem", "PRB-1"))
    both = solved.apply("INC-1", linked("problem", "PRB-2")).desk
    double = problems.DuplicateMarked(at=at(5), by="grace", of="PRB-1")
    applied = both.apply("PRB-2", double)
    assert ("INC-1",) == applied.desk.related("PRB-1", "incident")
    assert [("INC-1", "resolve")] == [(one.record, one.event.verb) for one in applied.offers]


def test_a_late_link_to_one_that_is_not_loaded_offers_what_may_hold() -> None:
    """Its practice is told by the link; whether it is open is not known."""
    desk = Desk.of([incident("INC-1", "resolved")], [("INC-2", "related", "INC-1")])
    applied = desk.apply("INC-1", linked("child", "INC-2"))
    (offer,) = [one for one in applied.offers if one.event.verb == "resolve"]
    assert not offer.is_sure
    known = applied.desk.load([incident("INC-2")])
    assert "resolved" == known.accept(offer, at=at(6), by="linus").record.state


@given(st.data())
def test_last_events_stand_while_nothing_else_moves(data: st.DataObject) -> None:
    """As the states after each event tell, one by one."""
    record = data.draw(records(data.draw(st.sampled_from([INCIDENT, PROBLEM])), max_events=8))
    steps = [
        type(record).replay(record.history[:n], model=record.model)
        for n in range(1, record.version + 1)
    ]
    places = [(one.state, *one.regions) for one in steps]
    for version in last_of_each(record).values():
        before = places[version - 2] if version > 1 else (None,) * len(places[0])
        moved = [i for i, one in enumerate(places[version - 1]) if one != before[i]]
        still = all(
            {at[i] for at in places[version - 1 :]} == {places[version - 1][i]} for i in moved
        )
        assert still is stands(record, version)
    assert set(last_of_each(record)) == {event.verb for event in record.history}


@attrs.frozen(kw_only=True)
class Noted(Event):
    """Move what is new, and leave all else where it is."""

    verb: ClassVar[str] = "note"


def test_an_event_that_moves_elsewhere_and_not_here_leaves_what_stands() -> None:
    """It is of a class that moves, and has moved nothing where it happened."""
    rules = Rule(Noted, source="new", target="in_progress"), Rule(Noted, source="in_progress")
    record = INCIDENT.extended(*rules, name="noted").open("INC-1", at=T0, by="ada", summary="Mail")
    record = record.apply(Noted(at=at(1), by="ada"))
    assert stands(record, 2)
    again = record.apply(Noted(at=at(2), by="ada"))
    assert (True, True) == (stands(again, 2), stands(again, 3))
    gone = again.resolve(at=at(3), by="ada", code="solution_provided", notes="x")
    assert (False, True) == (stands(gone, 2), stands(gone, 4))


def test_what_a_redaction_says_moves_nothing() -> None:
    """No rule of a model is asked about it."""
    record = incident("INC-1", "in_progress").comment(at=at(5), by="grace", text="Ask Kim")
    record = record.redacted(at=at(6), by="dpo", reason="asked", texts=["Kim"])
    gone = record.resolve(at=at(7), by="grace", code="solution_provided", notes="x")
    started = next(n for n, event in enumerate(gone.history, 1) if event.verb == "start")
    assert (False, True) == (stands(gone, started), stands(gone, gone.version))


# --- taken away ---------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["INC-2", "INC-1"])
def test_unlinking_undoes_linking_from_either_side(of: str) -> None:
    """It stands in the history that made the link, and follows in the other's."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    tied = desk.apply("INC-2", linked("parent", "INC-1")).desk
    event = unlinked("parent", "INC-1") if of == "INC-2" else unlinked("child", "INC-2")
    applied = tied.apply(of, event)
    assert [("INC-2", "unlink"), ("INC-1", "unlink")] == happened(applied)
    assert "unlink (v3 of INC-2)" == str(applied.events[1].event.cause)
    assert ((), desk.ties) == (applied.desk["INC-2"].links, applied.desk.ties)
    assert applied.desk == tied.replay(applied.events)
    assert applied.desk == Desk.of(applied.desk)


def test_what_both_histories_made_ends_in_both() -> None:
    """So neither record still says so."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    desk = desk.apply("INC-2", linked("parent", "INC-1")).desk
    desk = desk.apply("INC-1", linked("child", "INC-2")).desk
    done = desk.apply("INC-1", unlinked("child", "INC-2")).desk
    assert ((), (), ()) == (done["INC-1"].links, done["INC-2"].links, done.links)
    again = done.apply("INC-2", linked("parent", "INC-1", 7)).desk
    assert ("INC-1",) == again.related("INC-2", "parent")


def test_a_link_that_only_the_desk_knows_can_be_taken_away() -> None:
    """The event says so; alone, a record refuses what it does not know."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")], [("INC-2", "parent", "INC-1")])
    applied = desk.apply("INC-2", unlinked("parent", "INC-1"))
    assert ({"linked": True}, ()) == (applied.events[0].event.given, applied.desk.links)
    for event, words in (
        (unlinked("parent", "INC-1"), "'INC-1' is not its parent; known: none"),
        (unlinked("problem", "PRB-1"), "'PRB-1' is not its problem; known: none"),
    ):
        with pytest.raises(BadData, match=words):
            incident("INC-2").apply(event)
    with pytest.raises(BadData, match="is not its child; did you mean 'INC-2'"):
        incident().link(at=T0, by="ada", kind="child", target="INC-2").apply(
            unlinked("child", "INC-3")
        )


def test_the_end_of_a_link_is_pending_for_what_is_not_loaded() -> None:
    """It is received once it is, and twice does nothing."""
    parent = incident("INC-1").link(at=T0, by="ada", kind="child", target="INC-2")
    child = incident("INC-2").link(at=T0, by="ada", kind="parent", target="INC-1")
    applied = Desk.of([child]).apply("INC-2", unlinked("parent", "INC-1"))
    (pending,) = applied.pending
    wider = applied.desk.load([parent])
    assert () == wider.links
    received = wider.receive(pending)
    assert [("INC-1", "unlink")] == happened(received)
    assert () == received.desk.receive(pending).events
    documents = Documents(models=[INCIDENT])
    assert pending == documents.structure(documents.unstructure(pending), type(pending))


def test_instead_of_is_an_unlink_and_a_link() -> None:
    """The record that is left forgets it, where its own history had made it."""
    desk = Desk.of([incident(f"INC-{number}") for number in (1, 2, 3)])
    desk = desk.apply("INC-1", linked("child", "INC-3")).desk
    applied = desk.apply("INC-3", linked("parent", "INC-2", instead_of="INC-1"))
    assert [("INC-3", "link"), ("INC-1", "unlink")] == happened(applied)
    ended = applied.events[1].event
    assert isinstance(ended, Unlinked)
    assert "link of INC-3 ended it" == ended.reason
    assert (("INC-3", "parent", "INC-2"),) == applied.desk.links
    assert () == applied.desk["INC-1"].links


def test_every_practice_can_take_a_link_away() -> None:
    """A task too is taken from what it was of; what is no kind of link is refused."""
    desk = Desk.of([incident(), problem(), change(), task("INC-1")])
    for id in ("INC-1", "PRB-1", "CHG-1"):
        other = "PRB-1" if id == "INC-1" else "INC-1"
        tied = desk.apply(id, linked("related", other)).desk
        assert (("TASK-1", "task_of", "INC-1"),) == tied.apply(
            id, unlinked("related", other)
        ).desk.links
    free = desk.apply("TASK-1", unlinked("task_of", "INC-1"))
    assert (("TASK-1", "unlink"), ("INC-1", "unlink")) == tuple(happened(free))
    assert () == free.desk.links
    with pytest.raises(BadData):
        desk.apply("INC-1", unlinked("task", "TASK-7"))
    with pytest.raises(BadLink):
        desk.apply("INC-1", linked("problem", "CHG-1"))


KINDS = st.sampled_from([LinkKind.PARENT, LinkKind.CHILD, LinkKind.RELATED, LinkKind.DUPLICATE_OF])


@given(kinds=st.lists(KINDS, min_size=1, max_size=3, unique=True), side=st.booleans())
def test_unlinking_undoes_linking(kinds: list[LinkKind], *, side: bool) -> None:
    """Whatever the kinds and whichever the side, the desk is tied as before, and replays."""
    start = Desk.of([incident("INC-1"), incident("INC-2")])
    desk, journal = start, list[Entry]()
    steps: list[tuple[str, Event]] = []
    for hours, kind in enumerate(kinds):
        steps.append(("INC-1", linked(kind, "INC-2", hours)))
        there = ("INC-1", unlinked(kind, "INC-2", hours))
        steps.append(there if side else ("INC-2", unlinked(kind.inverse, "INC-1", hours)))
    for id, event in steps:
        applied = desk.apply(id, event)
        desk, journal = applied.desk, [*journal, *applied.events]
    assert start.ties == desk.ties
    assert desk == start.replay(journal)
    assert not any(record.links for record in desk)


def test_a_resolution_that_came_before_is_offered_once_to_each_child() -> None:
    """Not to one that has ended, nor again when it is linked a second time."""
    desk = Desk.of([incident("INC-1", "resolved"), incident("INC-2", "closed"), incident("INC-3")])
    assert [] == offered(desk, "INC-2", linked("parent", "INC-1"))
    tied = desk.apply("INC-3", linked("parent", "INC-1")).desk
    assert [] == offered(tied, "INC-1", linked("child", "INC-3"))
    assert isinstance(desk["INC-1"].history[-1], incidents.Resolved)
