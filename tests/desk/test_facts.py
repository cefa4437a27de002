"""Outside facts: tasks, freezes and conflicts, which the desk knows and nobody talks away."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import Schedule, changes, incidents, tasks
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.changes import Change
from itsmcore.conditions import given
from itsmcore.desk import Contradiction, Desk, Proposal
from itsmcore.errors import GuardRefused, NotGiven, RoleMissing
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Actor, Guard, Permit, Reaction
from itsmcore.lifecycle.events import Commented, Linked
from tests.desk.cases import OPENED, TASKS_FIRST, at, change, incident, planned, resolved, task
from tests.instants import MARCH as T0


def test_a_change_closes_when_its_tasks_have_ended() -> None:
    """The desk tells the guard which have not; one that is not loaded counts as open."""
    desk = Desk.of([change(), task("CHG-1")], [("TASK-2", "task_of", "CHG-1")])
    desk = desk.load([incident()], [("CHG-1", "fixes", "INC-1")])
    event = changes.Completed(at=at(1), by="grace", outcome="successful")
    desk = desk.apply("CHG-1", event).desk
    end = changes.Closed(at=at(2), by="ines", code="successful", notes="done")
    with pytest.raises(GuardRefused, match="a task of it is open"):
        desk.apply("CHG-1", end)
    assert {"tasks": ("TASK-1", "TASK-2")} == desk.given("CHG-1", at=at(2))
    assert ("TASK-2",) == desk.reach("CHG-1", end)
    other = task("CHG-1", "TASK-2").cancel(at=T0, by="ada", reason="no need")
    desk = desk.load([other])
    desk = desk.apply("TASK-1", tasks.Closed(at=at(2), by="grace", code="complete")).desk
    closed = desk.apply("CHG-1", end)
    assert {"tasks": ()} == closed.events[0].event.given
    assert "closed" == closed.record.state


def test_the_guards_of_a_region_may_ask_for_tasks_too() -> None:
    """As those of the main table, and of any practice."""
    done = Guard("a task of it is open", given("tasks").is_in(((),)))
    model = INCIDENT.with_guards({incidents.MajorPromoted: done})
    desk = Desk.of([model.open("INC-1", **OPENED), task("INC-1")])
    with pytest.raises(GuardRefused, match="a task of it is open"):
        desk.apply("INC-1", incidents.MajorPromoted(at=at(1), by="keiko"))
    desk = desk.apply("TASK-1", tasks.Closed(at=at(1), by="grace", code="complete")).desk
    assert desk.apply("INC-1", incidents.MajorPromoted(at=at(2), by="keiko")).events


def test_what_the_caller_gives_takes_nothing_from_what_the_desk_knows() -> None:
    """A task that is open stays so, whatever is said; other facts are kept as evidence."""
    review = change().complete(at=T0, by="grace", outcome="successful")
    end = changes.Closed(
        at=at(2), by="ines", code="successful", notes="done", given={"tasks": (), "why": "moved"}
    )
    for nothing in ((), None, False, 0, ""):
        said = attrs.evolve(end, given={"tasks": nothing})
        with pytest.raises(GuardRefused, match="a task of it is open: TASK-1"):
            Desk.of([review, task("CHG-1")]).apply("CHG-1", said)
    applied = Desk.of([review]).apply("CHG-1", end)
    assert ({"tasks": (), "why": "moved"}, ()) == (
        applied.events[0].event.given,
        applied.contradictions,
    )
    with pytest.raises(GuardRefused, match="a task of it is open: TASK-9"):
        Desk.of([review]).apply("CHG-1", attrs.evolve(end, given={"tasks": ["TASK-9"]}))


BEGIN = changes.Implemented(at=at(1), by="grace")


def test_a_change_is_judged_by_the_freezes_and_conflicts_that_the_desk_knows() -> None:
    """Its own changes stand on the schedule beside those of the schedule."""
    freeze = Freeze("figures", Schedule.between(at(1), at(1.5)))
    with pytest.raises(GuardRefused, match="not given: freeze; not given: conflicts"):
        Desk.of([planned("CHG-1", ("db",))]).apply("CHG-1", BEGIN)
    one, other = planned("CHG-1", ("db",)), planned("CHG-2", ("db",))
    calendar = ChangeSchedule([planned("CHG-3", ("db",))], freezes=[freeze])
    desk = Desk.of([one, other], change_schedule=calendar)
    with pytest.raises(GuardRefused, match=r"a freeze is in force .*; a conflict is unresolved"):
        desk.apply("CHG-1", BEGIN)
    found = desk.given("CHG-1", at=at(1))
    assert (("figures",), {"CHG-2", "CHG-3"}) == (
        found["freeze"],
        set(found["conflicts"]),
    )
    free = Desk.of([one], change_schedule=ChangeSchedule())
    assert "implement" == free.apply("CHG-1", BEGIN).record.state
    assert {"tasks": ()} == Desk.of([incident()], change_schedule=calendar).given("INC-1", at=T0)


def test_changes_under_a_parent_that_is_not_loaded_do_not_conflict() -> None:
    """Though only the link that the desk was given tells whose children they are."""
    one, other = planned("CHG-1", ("db",)), planned("CHG-2", ("db",))
    links = [(id, "parent", "CHG-9") for id in ("CHG-1", "CHG-2")]
    for ties, expected in (((), ("CHG-2",)), (links[:1], ("CHG-2",)), (links, ())):
        desk = Desk.of([one, other], ties, change_schedule=ChangeSchedule())
        assert expected == desk.given("CHG-1", at=at(1))["conflicts"]


FROZEN = ChangeSchedule(freezes=[Freeze("figures", Schedule.between(at(1), at(1.5)))])


@pytest.mark.parametrize("said", [(), None, False, 0, "", [], {}, ("audit",), "audit"])
def test_a_freeze_that_the_desk_knows_is_not_talked_away(said: object) -> None:
    """Whatever the event says of it; an exception lifts it, and what else is said counts too."""
    desk = Desk.of([planned("CHG-1", ("db",))], change_schedule=FROZEN)
    begin = attrs.evolve(BEGIN, given={"freeze": said, "conflicts": ()})
    with pytest.raises(GuardRefused, match=r"a freeze is in force \(grant_exception\): figures"):
        desk.apply("CHG-1", begin)
    exempt = changes.ExceptionGranted(at=at(0.5), by="ines", of="figures", reason="r")
    free = desk.apply("CHG-1", exempt).desk
    if said in (("audit",), "audit"):
        with pytest.raises(GuardRefused, match=r"a freeze is in force .*: audit"):
            free.apply("CHG-1", begin)
    else:
        (entry,) = free.apply("CHG-1", begin).events
        nothing = {"freeze": (), "conflicts": (), "tasks": (), "warnings": ()}
        assert nothing == entry.event.given


def test_a_contradiction_is_reported_with_what_holds() -> None:
    """The event keeps what it was judged by; what it adds is no contradiction."""
    asks = Guard("a freeze is in force", given("freeze").is_set | given("tasks").is_set)
    model = planned("CHG-1", ("db",)).model.with_guards({Commented: asks})
    made = Change.replay(planned("CHG-1", ("db",)).history, model=model)
    desk = Desk.of([made, task("CHG-1")], change_schedule=FROZEN)
    said = Commented(at=at(1), by="ada", text="t", given={"freeze": ["audit"], "tasks": True})
    applied = desk.apply("CHG-1", said)
    held = {"freeze": ("figures", "audit"), "tasks": ("TASK-1",), "conflicts": ()}
    assert held.items() <= applied.events[0].event.given.items()
    (found,) = applied.contradictions
    assert Contradiction("CHG-1", "comment", "freeze", ("audit",), ("figures", "audit")) == found
    assert "CHG-1 comment: freeze is ('figures', 'audit'), not ('audit',)" == str(found)
    why = "freeze is ('figures', 'audit'), not ('audit',)"
    row = {"what": "overruled", "when": None, "record": "CHG-1", "verb": "comment", "why": why}
    assert row in applied.rows
    assert "overruled" in str(applied)
    assert "1 contradictions" in repr(applied)
    honest = attrs.evolve(said, given={"freeze": {"figures"}, "tasks": ["TASK-1", "TASK-2"]})
    assert () == desk.apply("CHG-1", honest).contradictions


def test_what_follows_by_a_reaction_is_judged_by_what_the_desk_knows() -> None:
    """Though the event that it follows from asks for nothing, and claims what it likes."""
    base = planned("CHG-1", ("db",))
    model = base.model.extended(
        Reaction(Commented, Linked, data={"kind": "related", "target": "CHG-9"}),
        Reaction(Linked, changes.Implemented),
    )
    made = [Change.replay(base.history, model=model)]
    for calendar, expected in ((FROZEN, "scheduled"), (ChangeSchedule(), "implement")):
        desk = Desk.of(made, [("CHG-9", "related", "CHG-1")], change_schedule=calendar)
        for claim in ({"freeze": (), "conflicts": ()}, {}):
            said = Commented(at=at(1), by="ada", text="t", given=claim)
            assert expected == desk.apply("CHG-1", said).record.state


def test_what_follows_from_an_opening_is_judged_by_what_the_desk_knows() -> None:
    """What is opened with a claim is told, too."""
    base = planned("CHG-1", ("db",)).model
    model = base.extended(
        Reaction(changes.Opened, changes.Scheduled),
        Reaction(changes.Scheduled, changes.Implemented),
    )
    data: dict[str, Any] = {"by": "ada", "summary": "s", "given": {"freeze": (), "conflicts": ()}}
    data |= {"planned_start": at(1), "planned_end": at(2)}
    applied = Desk.of(change_schedule=FROZEN).open(model, id="CHG-1", at=at(1), **data)
    assert ("scheduled", 1) == (applied.record.state, len(applied.contradictions))
    assert ("figures",) == applied.events[0].event.given["freeze"]
    free = Desk.of(change_schedule=ChangeSchedule()).open(model, id="CHG-1", at=at(1), **data)
    assert ("implement", ()) == (free.record.state, free.contradictions)


def test_a_role_that_asks_for_an_outside_fact_is_told_what_the_desk_knows() -> None:
    """As a guard is."""
    manager = Permit("manager", given("tasks").is_in(((),)))
    model = INCIDENT.with_roles({incidents.Resolved: manager})
    desk = Desk.of([model.open("INC-1", **OPENED), task("INC-1")])
    event = attrs.evolve(resolved(), by=Actor("grace", "manager"), given={"tasks": ()})
    with pytest.raises(RoleMissing):
        desk.apply("INC-1", event)
    assert Desk.of([desk["INC-1"]]).apply("INC-1", attrs.evolve(event, given={})).events


def test_a_freeze_asks_for_the_tasks_that_the_desk_knows() -> None:
    """Not for those that the event claims."""
    freeze = Freeze("figures", Schedule.always(), applies=given("tasks").is_set)
    schedule = ChangeSchedule(freezes=[freeze])
    desk = Desk.of([planned("CHG-1", ("db",)), task("CHG-1")], change_schedule=schedule)
    said = attrs.evolve(BEGIN, given={"tasks": (), "freeze": (), "conflicts": ()})
    with pytest.raises(GuardRefused, match="a freeze is in force"):
        desk.apply("CHG-1", said)


def test_an_offer_is_accepted_by_what_the_desk_knows() -> None:
    """Whatever was put into it on its way."""
    model = INCIDENT.with_guards({incidents.Resolved: TASKS_FIRST})
    desk = Desk.of([model.open("INC-1", **OPENED), task("INC-1")])
    forged = Proposal("INC-1", attrs.evolve(resolved(), given={"tasks": ()}), is_offer=True)
    with pytest.raises(GuardRefused, match="a task is open"):
        desk.accept(forged, at=at(2), by="grace")


def test_a_freeze_that_hangs_on_what_nobody_said_is_an_error() -> None:
    """It says what is missing, and is content when it is given."""
    when = given("quarter_end").is_(True)
    freeze = Freeze("figures", Schedule.always(), applies=when)
    desk = Desk.of([planned("CHG-1", ("db",))], change_schedule=ChangeSchedule(freezes=[freeze]))
    with pytest.raises(NotGiven, match="quarter_end"):
        desk.apply("CHG-1", BEGIN)
    calm = attrs.evolve(BEGIN, given={"quarter_end": False})
    assert "implement" == desk.apply("CHG-1", calm).record.state
