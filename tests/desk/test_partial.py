"""A desk that holds some of the records: what waits for the others."""

from __future__ import annotations

import pytest

from itsmcore import changes, incidents, problems
from itsmcore.conditions import given
from itsmcore.desk import Desk, NotLoaded, Numbering, Proposal, cascades
from itsmcore.desk._work import Layers
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT, HoldReason
from itsmcore.lifecycle import Cause
from itsmcore.lifecycle.events import Commented
from tests.desk.cases import (
    OPENED,
    at,
    change,
    happened,
    incident,
    linked,
    problem,
    resolved,
    states,
)
from tests.instants import HOUR
from tests.instants import MARCH as T0


def test_what_an_event_reaches_is_named_in_one_round() -> None:
    """However far it is, as long as the desk knows the links on the way; and an offer ends it."""
    links = [(f"INC-{n + 1}", "parent", f"INC-{n}") for n in range(1, 300)]
    ties = [("TASK-1", "task_of", "INC-9"), ("INC-9", "problem", "PRB-9")]
    desk = Desk.of([incident("INC-1")], [*links, *ties])
    started = incidents.Started(at=at(1), by="grace")
    reached = desk.reach("INC-1", started)
    assert {f"INC-{n}" for n in range(2, 301)} == set(reached)
    whole = desk.load(incident(f"INC-{n}") for n in range(2, 301))
    assert 300 == len(whole.apply("INC-1", started).events)
    solved = problems.Resolved(at=at(1), by="grace")
    several = [
        ("INC-1", "problem", "PRB-1"),
        ("INC-2", "parent", "INC-1"),
        ("TASK-2", "task_of", "INC-2"),
    ]
    waiting = Desk.of([problem("PRB-1", "fix_in_progress")], several)
    assert ("INC-1", "INC-2") == waiting.reach("PRB-1", solved)
    part = Desk.of([incident("INC-1"), incident("INC-3")], links)
    assert "INC-3" not in part.reach("INC-1", started)
    assert "INC-4" in part.reach("INC-1", started)


def test_what_nobody_can_decide_does_not_happen() -> None:
    """What was pending and asks for an outside fact, which no record can supply."""
    pending = Proposal("INC-1", Commented(at=at(1), by="ada", text="?"), given("freeze").is_(True))
    assert () == Desk.of([incident("INC-1")]).receive(pending).events


def test_what_is_in_no_layer_is_in_none_of_them() -> None:
    """As a dictionary would say it."""
    layers = Layers({"INC-1": 1}, {"INC-2": 2})
    assert (1, 2) == (layers["INC-1"], layers["INC-2"])
    with pytest.raises(KeyError):
        layers["INC-3"]


def test_what_a_record_that_is_not_loaded_should_get_comes_back() -> None:
    """It is no error; whoever loads the record later lets it receive it."""
    desk = Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
    applied = desk.apply("INC-1", resolved())
    (pending,) = applied.pending
    assert ("INC-2", resolved().verb) == (pending.record, pending.event.verb)
    assert "phase is in Phase.NEW, Phase.ACTIVE, Phase.PENDING" == pending.asks
    assert ("INC-2",) == desk.reach("INC-1", resolved())
    for state, expected in (("new", "resolved"), ("closed", "closed"), ("on_hold", "resolved")):
        received = Desk.of([incident("INC-2", state)]).receive(pending)
        assert expected == received.record.state
        assert (state != expected) is bool(received.events)
        assert () == received.refusals


def test_what_was_pending_happens_at_the_later_instant_and_has_something_follow() -> None:
    """As if the record had been loaded."""
    desk = Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
    (pending,) = desk.apply("INC-1", resolved(1)).pending
    child = incident("INC-2").comment(at=at(3), by="ada", text="still")
    there = Desk.of([child, incident("INC-3")], [("INC-3", "parent", "INC-2")])
    received = there.receive(pending)
    assert [("INC-2", "resolve", 3), ("INC-3", "resolve", 3)] == [
        (entry.record, entry.event.verb, (entry.event.at - T0) / HOUR) for entry in received.events
    ]
    assert Cause("resolve", version=2, record="INC-1") == received.events[0].event.cause


def test_what_was_pending_may_come_twice() -> None:
    """A queue may deliver it again: it is known by what it follows from."""
    (pending,) = (
        Desk.of([problem(state="fix_in_progress")], [("INC-2", "problem", "PRB-1")])
        .apply("PRB-1", problems.RiskAccepted(at=at(1), by="ines", notes="too dear"))
        .pending
    )
    desk = Desk.of([incident("INC-2", "on_hold", HoldReason.PROBLEM)])
    once = desk.receive(pending).desk
    assert "comment" == once["INC-2"].history[-1].verb
    assert once == once.receive(pending).desk


def test_two_pending_events_of_one_cause_are_two() -> None:
    """A change that fixes a problem and caused it as well goes to the other one by both links."""
    links = [("CHG-1", kind, "PRB-1") for kind in ("fixes", "causes")]
    desk = Desk.of([problem("PRB-1"), problem("PRB-2")], links)
    same = problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")
    there = Desk.of([change()], links)
    for pending in desk.apply("PRB-1", same).pending * 2:
        there = there.receive(pending).desk
    assert ("CHG-1", "CHG-1") == (
        *there.related("PRB-2", "caused_by"),
        *there.related("PRB-2", "fixed_by"),
    )
    assert {"PRB-2"} == {source for source, _, _ in there.links}


def test_a_refusal_of_what_was_pending_is_reported() -> None:
    """As with any other cascade."""
    model = INCIDENT.with_needs({incidents.Resolved: ("group",)})
    (pending,) = (
        Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
        .apply("INC-1", resolved())
        .pending
    )
    received = Desk.of([model.open("INC-2", **OPENED)]).receive(pending)
    assert ([], ["INC-2"]) == (happened(received), [one.record for one in received.refusals])


def test_an_event_for_an_incident_or_a_problem_waits_for_which_it_is() -> None:
    """What a change fixes may be either; only what fits is received."""
    rules = cascades(resolve_by_change=True)
    desk = Desk.of([change()], [("CHG-1", "fixes", "X-1")], cascades=rules)
    event = changes.Completed(at=at(1), by="grace", outcome="successful")
    pending = desk.apply("CHG-1", event).pending
    assert 2 == len(pending)
    for record, expected in (
        (incident("X-1", "on_hold", HoldReason.CHANGE), "resolved"),
        (incident("X-1", "on_hold", HoldReason.VENDOR), "on_hold"),
        (problem("X-1", "fix_in_progress"), "resolved"),
        (problem("X-1", "root_cause_analysis"), "root_cause_analysis"),
    ):
        there = Desk.of([record])
        for one in pending:
            there = there.receive(one).desk
        assert {"X-1": expected} == states(there)


def test_an_event_is_pending_only_for_what_a_record_may_be() -> None:
    """Its other links tell it, or its number where the desk gives numbers."""
    rules = cascades(resolve_by_change=True)
    event = changes.Completed(at=at(1), by="grace", outcome="successful")
    for id, more, numbering, expected in (
        ("X-1", (), None, {"incidents", "problems"}),
        ("X-1", (("X-1", "problem", "PRB-1"),), None, {"incidents"}),
        ("X-1", (("X-1", "incident", "INC-1"),), None, {"problems"}),
        ("PRB-1", (), Numbering(), {"incidents", "problems"}),
        ("PRB0000001", (), Numbering(), {"problems"}),
        ("INC0000001", (), Numbering(), {"incidents"}),
    ):
        links = [("CHG-1", "fixes", id), *more]
        desk = Desk.of([change()], links, cascades=rules, numbering=numbering)
        pending = desk.apply("CHG-1", event).pending
        assert expected == {type(one.event).__module__.split(".")[1] for one in pending}


def test_reach_goes_as_far_as_the_event_does() -> None:
    """Ask until there is nothing more to load; then nothing pends. Known links take a round."""
    everything = {f"INC-{n}": incident(f"INC-{n}") for n in range(1, 6)}
    links = [(f"INC-{n + 1}", "parent", f"INC-{n}") for n in range(1, 5)]
    desk, asked = Desk.of([everything["INC-1"]], links), list[tuple[str, ...]]()
    while missing := desk.reach("INC-1", resolved()):
        asked.append(missing)
        desk = desk.load([everything[id] for id in missing])
    assert [("INC-2", "INC-3", "INC-4", "INC-5")] == asked
    applied = desk.apply("INC-1", resolved())
    assert (5, ()) == (len(applied.events), applied.pending)
    assert () == desk.reach("INC-1", Commented(at=at(1), by="ada", text="?"))


def test_reach_names_what_a_link_ties() -> None:
    """Its kind can be judged only when it is loaded."""
    desk = Desk.of([incident("INC-1"), problem("PRB-1")], [("INC-9", "parent", "INC-8")])
    assert ("INC-9",) == desk.reach("INC-1", linked("parent", "INC-9"))
    same = problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")
    assert ("PRB-2",) == desk.reach("PRB-1", same)
    assert () == desk.reach("INC-1", incidents.Reopened(at=at(1), by="ada", reason="?"))


def test_a_duplicate_s_links_move_to_records_that_are_not_loaded() -> None:
    """The incident need not know the other problem's record to be tied to it."""
    desk = Desk.of([problem("PRB-1"), problem("PRB-2")], [("INC-1", "problem", "PRB-1")])
    same = problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")
    (pending,) = desk.apply("PRB-1", same).pending
    inc = incident().link(at=T0, by="ada", kind="problem", target="PRB-1")
    received = Desk.of([inc]).receive(pending)
    assert (("INC-1", "problem", "PRB-2"),) == received.desk.links


def test_what_is_known_and_not_loaded_says_so() -> None:
    """It is another fault than a number that is wrong."""
    desk = Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
    for ask in (lambda: desk["INC-2"], lambda: desk.apply("INC-2", resolved())):
        with pytest.raises(NotLoaded, match=r"'INC-2' is known and not loaded; desk\.load"):
            ask()
    assert "INC-2" not in desk


def test_more_may_be_loaded() -> None:
    """The rules and what was told stay; a record that is there already is refused."""
    desk = Desk.of([incident("INC-1")], numbering=Numbering({"Incident": 7}), ticked_at=at(-5))
    more = desk.load([incident("INC-2")], [("INC-2", "parent", "INC-1")])
    assert (("INC-2",), desk.numbering, desk.ticked_at) == (
        more.related("INC-1", "child"),
        more.numbering,
        more.ticked_at,
    )
    later = desk.apply("INC-1", resolved(9)).desk.load([incident("INC-2")])
    assert at(9) == later.now
    with pytest.raises(BadValue, match="each record once"):
        more.load([incident("INC-1")])
    assert (None, None) == (Desk.of().load([]).now, Desk.of().load([]).ticked_at)
    assert T0 == Desk.of().load([incident()]).ticked_at
