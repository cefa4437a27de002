"""The desk: what is on it, what happens to it, what it is asked, and how it shows itself."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import attrs
import pytest

from itsmcore import Phase, Schedule, changes, incidents, problems, tasks
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.changes import Change
from itsmcore.conditions import given
from itsmcore.conditions import happened as happens
from itsmcore.decisions import Decision, Match
from itsmcore.desk import (
    Applied,
    BadLink,
    Cascade,
    Contradiction,
    Desk,
    Entry,
    NotLoaded,
    Numbering,
    Outdated,
    Proposal,
    cascades,
    target,
)
from itsmcore.desk import _links as links
from itsmcore.errors import (
    BadData,
    BadValue,
    GuardRefused,
    ItsmError,
    NaiveTime,
    NotAllowed,
    NotGiven,
    OutOfOrder,
    Refused,
    RoleMissing,
    UnknownCode,
    Unlisted,
)
from itsmcore.incidents import INCIDENT, HoldReason, Incident
from itsmcore.lifecycle import (
    Actor,
    Cause,
    Event,
    Guard,
    LinkKind,
    Permit,
    Reaction,
    Record,
    Timer,
)
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.problems import PROBLEM, Problem
from itsmcore.service_levels import Agreement, Goal
from itsmcore.tasks import TASK, Task
from tests.desk.cases import (
    BARE,
    HOUR,
    T0,
    at,
    change,
    happened,
    incident,
    problem,
    states,
    task,
)

DAY = 24 * HOUR
OPENED: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail is down"}


def resolved(hours: float = 1) -> Event:
    return incidents.Resolved(at=at(hours), by="grace", code="user_error", notes="done")


def linked(kind: str, target: str, hours: float = 1) -> Linked:
    return Linked(at=at(hours), by="grace", kind=kind, target=target)


# --- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_seen_from_both_sides(kind: LinkKind) -> None:
    """Whichever side says it; the inverse of the inverse is the kind itself."""
    assert kind is kind.inverse.inverse
    desk = Desk.of(links=[("A", kind, "B")])
    assert (("B",), ("A",)) == (desk.related("A", kind), desk.related("B", kind.inverse))
    assert desk.ties == Desk.of(links=[("B", kind.inverse, "A")]).ties
    assert 1 == len(desk.links)
    assert desk == Desk.of(links=desk.links)


def test_the_desk_knows_the_links_of_its_records() -> None:
    """Those of Linked events, the record of a task, and what a problem is a duplicate of."""
    one = problem("PRB-1").mark_duplicate(at=T0, by="grace", of="PRB-2")
    inc = incident().link(at=T0, by="ada", kind="related", target="INC-9")
    desk = Desk.of([inc, one, task("INC-1")])
    assert desk.links == (
        ("INC-1", "related", "INC-9"),
        ("PRB-1", "duplicate_of", "PRB-2"),
        ("TASK-1", "task_of", "INC-1"),
    )
    assert ("TASK-1",) == desk.related("INC-1", "task")


def test_a_link_that_happens_is_there() -> None:
    """And a new one may take the place of a former one, on both sides."""
    desk = Desk.of([incident("INC-1"), incident("INC-2"), incident("INC-3")])
    desk = desk.apply("INC-1", linked("parent", "INC-2")).desk
    assert ("INC-1",) == desk.related("INC-2", "child")
    event = attrs.evolve(linked("parent", "INC-3", 2), instead_of="INC-2")
    desk = desk.apply("INC-1", event).desk
    assert [(), ("INC-1",)] == [desk.related(id, "child") for id in ("INC-2", "INC-3")]
    assert desk == Desk.of(desk)


@pytest.mark.parametrize("kind", ["parent", "child", "duplicate_of", "follow_up_of"])
def test_a_hierarchy_has_no_circle(kind: str) -> None:
    """Neither of one, nor of two, nor of three, from whichever side it is closed."""
    records = [incident(id) for id in ("INC-1", "INC-2", "INC-3")]
    chain = [("INC-1", kind, "INC-2"), ("INC-2", kind, "INC-3")]
    desk = Desk.of(records, chain)
    for source, other in (("INC-3", "INC-1"), ("INC-3", "INC-2"), ("INC-2", "INC-2")):
        with pytest.raises(BadLink, match=r"circle|same record") as raised:
            desk.apply(source, linked(kind, other))
        assert (source, kind, other) == (
            raised.value.source,
            raised.value.kind,
            raised.value.target,
        )
        assert "link another record, or by another kind" in str(raised.value)
    with pytest.raises(BadLink):
        Desk.of(records, [*chain, ("INC-1", LinkKind(kind).inverse, "INC-3")])


@pytest.mark.parametrize("kind", ["duplicate_of", "follow_up_of", "related", "caused_by"])
def test_most_links_may_be_several(kind: str) -> None:
    """Of one kind, and from one record."""
    links = [("INC-1", kind, "X-2"), ("INC-1", kind, "X-3")]
    assert ("X-2", "X-3") == Desk.of(links=links).related("INC-1", kind)


def test_a_record_has_one_parent_and_a_task_one_record() -> None:
    """As in ServiceNow, where it is a field; another takes its place from the child only."""
    desk = Desk.of([incident(f"INC-{n}") for n in (1, 2, 3)] + [task("INC-1")])
    desk = desk.apply("INC-1", linked("parent", "INC-2")).desk
    for source, kind, other in (
        ("INC-1", "parent", "INC-3"),
        ("INC-3", "child", "INC-1"),
        ("TASK-1", "task_of", "INC-2"),
    ):
        with pytest.raises(BadLink, match=r"until instead_of='INC-\d' ends that"):
            desk.apply(source, linked(kind, other))
        with pytest.raises(BadLink):
            Desk.of(desk, [(source, kind, other)])
    with pytest.raises(BadLink):
        Desk.of(desk).add(incident("INC-4").link(at=T0, by="a", kind="child", target="INC-1"))
    assert desk.links == desk.apply("INC-1", linked("parent", "INC-2")).desk.links
    moved = attrs.evolve(linked("task_of", "INC-2"), instead_of="INC-1")
    desk = desk.apply("TASK-1", moved).desk
    assert (("TASK-1",), ()) == (desk.related("INC-2", "task"), desk.related("INC-1", "task"))
    assert desk == Desk.of(desk)


def test_a_problem_that_is_no_duplicate_after_all_is_tied_to_nothing() -> None:
    """So the other one may turn out to be a duplicate of it."""
    desk = Desk.of([problem("PRB-1"), problem("PRB-2")])
    desk = desk.apply("PRB-1", duplicate("PRB-2")).desk
    again = problems.Reanalysed(at=at(2), by="grace", reason="it is another")
    desk = desk.apply("PRB-1", again).desk
    assert () == desk.links
    assert desk == Desk.of(desk)
    assert desk.apply("PRB-2", duplicate("PRB-1")).events


def duplicate(of: str, hours: float = 1) -> Event:
    return problems.DuplicateMarked(at=at(hours), by="grace", of=of)


@pytest.mark.parametrize("hours", [0, 1])
def test_a_link_that_was_replaced_from_the_other_side_stays_away(hours: int) -> None:
    """Though the first record still holds it; said again later, it is there again."""
    desk = Desk.of([incident("INC-1"), problem("PRB-1"), problem("PRB-2")])
    desk = desk.apply("PRB-1", linked("incident", "INC-1", 0)).desk
    moved = attrs.evolve(linked("problem", "PRB-2", hours), instead_of="PRB-1")
    desk = desk.apply("INC-1", moved).desk
    desk = desk.apply("PRB-1", Commented(at=at(2), by="ada", text="?")).desk
    assert (("INC-1", "problem", "PRB-2"),) == desk.links
    assert desk == Desk.of(desk) == Desk.of(reversed([*desk])) == desk.load([])
    assert desk.links == Desk.of([desk["PRB-1"]]).load([desk["INC-1"], desk["PRB-2"]]).links
    desk = desk.apply("PRB-1", linked("incident", "INC-1", 3)).desk
    assert ("PRB-1", "PRB-2") == desk.related("INC-1", "problem")
    assert desk == Desk.of(desk)


def test_a_link_that_both_hold_goes_when_neither_does() -> None:
    """A duplicate lets go of its incidents; one that may not be linked anew keeps what it says."""
    model = INCIDENT.with_guards({Linked: Guard("it is settled", given("never").is_(True))})
    settled = model.open("INC-2", **OPENED)
    settled = settled.replay([*settled.history, linked("problem", "PRB-1", 0)], model=model)
    one = problem("PRB-1")
    for id in ("INC-1", "INC-2"):
        one = one.link(at=T0, by="ada", kind="incident", target=id)
    desk = Desk.of([one, problem("PRB-2"), incident("INC-1"), settled])
    applied = desk.apply("PRB-1", duplicate("PRB-2"))
    assert ["INC-2"] == [refusal.record for refusal in applied.refusals]
    assert [("PRB-2",), ("PRB-1",)] == [
        applied.desk.related(id, "problem") for id in ("INC-1", "INC-2")
    ]
    assert applied.desk == Desk.of(applied.desk)


def test_circles_of_other_links_are_nobody_s_business() -> None:
    """What is merely related may be so in any way."""
    pairs = [("A", "related", "B"), ("B", "related", "C"), ("C", "related", "A")]
    assert 3 == len(Desk.of(links=pairs).links)


@pytest.mark.parametrize(
    ("source", "kind", "target"),
    [
        ("INC-1", "problem", "CHG-1"),
        ("PRB-1", "problem", "INC-1"),
        ("PRB-1", "parent", "INC-1"),
        ("CHG-1", "incident", "INC-1"),
        ("CHG-1", "fixed_by", "INC-1"),
        ("INC-1", "fixes", "CHG-1"),
        ("INC-1", "task_of", "PRB-1"),
        ("INC-1", "task", "PRB-1"),
        ("INC-1", "duplicate_of", "PRB-1"),
    ],
)
def test_a_link_ties_what_its_kind_ties(source: str, kind: str, target: str) -> None:
    """Others are refused, and the sentence says which would be right."""
    desk = Desk.of([incident(), problem(), change()])
    with pytest.raises(BadLink, match=r"ties .* to .*, not .* to "):
        desk.apply(source, linked(kind, target))
    with pytest.raises(BadLink):
        Desk.of(desk, [(source, kind, target)])
    with pytest.raises(BadLink):
        Desk.of([desk[target]], [(source, kind, target)]).load([desk[source]])


def test_every_practice_may_be_related_to_every_other() -> None:
    """That says nothing, and so it may be said."""
    desk = Desk.of([incident(), problem(), change(), task("CHG-1")])
    for one in desk:
        for other in desk:
            if one is not other:
                assert desk.apply(one.id, linked("related", other.id)).events


def test_a_kind_that_does_not_exist_is_named() -> None:
    """With the nearest that does."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    for ask in (
        lambda: desk.apply("INC-1", linked("parnet", "INC-2")),
        lambda: desk.related("INC-1", "parnet"),
        lambda: Desk.of(links=[("INC-1", "parnet", "INC-2")]),
    ):
        with pytest.raises(Unlisted, match="no kind of link 'parnet'; did you mean 'parent'"):
            ask()


def test_a_number_that_nobody_knows_is_named() -> None:
    """As a target, as a duplicate, as the record of a task, and as what something happens to."""
    desk = Desk.of([incident("INC-1"), problem("PRB-1")])
    same = problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")
    for ask in (
        lambda: desk.apply("INC-1", linked("parent", "INC-2")),
        lambda: desk.apply("PRB-1", same),
        lambda: desk.open(TASK, id="TASK-1", parent="CHG-1", **OPENED),
        lambda: desk.apply("INC-2", resolved()),
        lambda: desk["INC-2"],
        lambda: desk.reach("INC-2", resolved()),
        lambda: desk.receive(Proposal("INC-2", resolved())),
        lambda: desk.clocks("INC-2", at=T0),
        lambda: desk.related("INC-2", "parent"),
    ):
        with pytest.raises(Unlisted, match="there is no record"):
            ask()


def test_the_number_that_was_meant_is_found_among_many() -> None:
    """However late it came; where none is like it, a few are named."""
    desk = Desk.of([incident(f"INC-{n:03}") for n in range(50)])
    with pytest.raises(Unlisted, match="did you mean 'INC-047'"):
        desk["INC-O47"]
    with pytest.raises(Unlisted) as raised:
        desk["?"]
    assert 20 == len(raised.value.known)


# --- apply --------------------------------------------------------------------------------------


def test_an_event_gives_a_new_desk_and_leaves_the_old_one() -> None:
    """Records that nothing happened to are the same objects."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    applied = desk.apply("INC-1", resolved())
    assert {"INC-1": "new", "INC-2": "new"} == states(desk)
    assert {"INC-1": "resolved", "INC-2": "new"} == states(applied.desk)
    assert desk["INC-2"] is applied.desk["INC-2"]
    assert (applied.id, applied.record) == ("INC-1", applied.desk["INC-1"])


def test_a_refusal_changes_nothing_and_says_why() -> None:
    """Not even what a timer would have done before."""
    desk = Desk.of([incident("INC-1", "resolved"), task("INC-1")])
    with pytest.raises(NotAllowed, match="cannot start while closed"):
        desk.apply("INC-1", incidents.Started(at=T0 + 6 * DAY, by="grace"))
    assert {"INC-1": "resolved", "TASK-1": "open"} == states(desk)


def test_the_timers_of_a_record_fire_before_an_event_happens_to_it() -> None:
    """In order, with what follows from them, and at their own instants."""
    desk = Desk.of([incident("INC-1", "resolved"), task("INC-1")])
    applied = desk.apply("INC-1", Commented(at=T0 + 6 * DAY, by="ada", text="thanks"))
    found = [("INC-1", "close"), ("TASK-1", "close"), ("INC-1", "comment")]
    assert found == happened(applied)
    assert [5 * DAY, 5 * DAY, 6 * DAY] == [entry.event.at - T0 for entry in applied.events]


def test_reactions_are_part_of_what_happened() -> None:
    """The journal has them, so that replaying it needs none."""
    applied = Desk.of([incident()]).apply(
        "INC-1", Commented(at=at(1), by="grace", text="We look", public=True)
    )
    assert [("INC-1", "comment"), ("INC-1", "respond")] == happened(applied)


def test_an_event_may_be_earlier_than_those_of_other_records() -> None:
    """Each record has its own order; the desk's time only goes on."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    desk = desk.apply("INC-1", resolved(5)).desk.apply("INC-2", resolved(2)).desk
    assert at(5) == desk.now
    with pytest.raises(OutOfOrder):
        desk.apply("INC-1", Commented(at=at(4), by="ada", text="?"))


def test_what_is_no_record_event_or_link_is_refused() -> None:
    """With a typed error that says what is wanted."""
    desk = Desk.of([incident("INC-1")])
    wrong: list[Any] = [("INC-1", "parent"), "parent", ("A", "parent", 3)]
    asks: list[Callable[[], object]] = [
        lambda: desk.apply("INC-1", "resolve"),  # type: ignore[arg-type]
        lambda: desk.reach("INC-1", None),  # type: ignore[arg-type]
        lambda: desk.add("INC-2"),  # type: ignore[arg-type]
        lambda: Desk.of(["INC-1"]),  # type: ignore[list-item]
        *(partial(Desk.of, links=[link]) for link in wrong),
    ]
    for ask in asks:
        with pytest.raises(BadValue, match=r"an instance of an Event|an Incident, a|for example"):
            ask()
    with pytest.raises(NotAllowed):
        desk.apply("INC-1", incidents.Opened("INC-1", **OPENED))


# --- outside facts ------------------------------------------------------------------------------


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


def planned(id: str, items: tuple[str, ...]) -> Change:
    """Give a change that is planned for an hour after ten, on a model that asks the schedule."""
    stages = ("new", "scheduled", "implement", "review", "closed")
    model = changes.change_model("asks", stages=stages, controls=["freeze", "conflicts", "tasks"])
    made = model.open(
        id,
        at=T0,
        by="ada",
        summary="A change",
        configuration_items=items,
        planned_start=at(1),
        planned_end=at(2),
    )
    return made.schedule(at=T0, by="ada")


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
        assert {"freeze": (), "conflicts": (), "tasks": ()} == entry.event.given


def test_a_contradiction_is_reported_with_what_holds() -> None:
    """The event keeps what it was judged by; what it adds is no contradiction."""
    asks = Guard("a freeze is in force", given("freeze").is_set | given("tasks").is_set)
    model = planned("CHG-1", ("db",)).model.with_guards({Commented: asks})
    made = Change.replay(planned("CHG-1", ("db",)).history, model=model)
    desk = Desk.of([made, task("CHG-1")], change_schedule=FROZEN)
    said = Commented(at=at(1), by="ada", text="t", given={"freeze": ["audit"], "tasks": True})
    applied = desk.apply("CHG-1", said)
    held = {"freeze": ("figures", "audit"), "tasks": ("TASK-1",), "conflicts": ()}
    assert held == applied.events[0].event.given
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


# --- partial desks ------------------------------------------------------------------------------


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
    """Ask until there is nothing more to load; then nothing is pending."""
    everything = {f"INC-{n}": incident(f"INC-{n}") for n in range(1, 6)}
    links = [(f"INC-{n + 1}", "parent", f"INC-{n}") for n in range(1, 5)]
    desk, asked = Desk.of([everything["INC-1"]], links), list[tuple[str, ...]]()
    while missing := desk.reach("INC-1", resolved()):
        asked.append(missing)
        desk = desk.load([everything[id] for id in missing])
    assert [(f"INC-{n}",) for n in range(2, 6)] == asked
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


# --- opening and numbering ----------------------------------------------------------------------


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
        Desk.of(numbering=Numbering(prefixes={"Task": "T"})).open(INCIDENT, **OPENED)
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
    rule = (happens("open"), Cascade(Commented, {"text": "a task was made"}))
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


# --- journals -----------------------------------------------------------------------------------


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


# --- offers -------------------------------------------------------------------------------------


def test_an_offer_is_accepted_by_somebody_who_may() -> None:
    """It is judged as theirs, when they accept it; nothing else can make it happen."""
    model, linus = INCIDENT.with_roles({Commented: ("agent",)}), Actor("linus", roles={"agent"})
    desk = Desk.of([problem(), model.open("INC-1", **OPENED)], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    applied = desk.apply("PRB-1", event)
    with pytest.raises(RoleMissing):
        applied.desk.accept(applied.offers[0], at=at(2), by="linus")
    later = applied.desk.apply("INC-1", incidents.Started(at=at(3), by="grace")).desk
    with pytest.raises(OutOfOrder):
        later.accept(applied.offers[0], at=at(2), by=linus)
    assert "comment" == later.accept(applied.offers[0], at=at(4), by=linus).events[0].event.verb


def fixed(state: str = "on_hold", *, is_loaded: bool = True) -> tuple[Desk, Proposal]:
    """Give a desk with the offer of a change to resolve an incident that waits for it."""
    inc = incident("INC-1", state, HoldReason.CHANGE)
    desk = Desk.of([change(), *([inc] if is_loaded else [])], [("CHG-1", "fixes", "INC-1")])
    event = changes.Completed(at=at(1), by="grace", outcome="successful")
    applied = desk.apply("CHG-1", event)
    return applied.desk if is_loaded else applied.desk.load([inc]), applied.offers[0]


@pytest.mark.parametrize("is_loaded", [True, False])
def test_an_offer_is_past_when_its_record_is_so_no_more(is_loaded: bool) -> None:
    """An incident that was resumed does not wait any more, and is not resolved."""
    desk, offer = fixed(is_loaded=is_loaded)
    assert "resolved" == desk.accept(offer, at=at(2), by="linus").record.state
    resumed = desk.apply("INC-1", incidents.Resumed(at=at(2), by="grace")).desk
    with pytest.raises(Outdated, match=r"phase is Phase\.PENDING and hold_reason is 'change'"):
        resumed.accept(offer, at=at(3), by="linus")


def test_an_offer_is_accepted_once() -> None:
    """Whoever accepts it, and whenever."""
    desk = Desk.of([problem(), incident()], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    (offer,) = desk.apply("PRB-1", event).offers
    once = desk.accept(offer, at=at(2), by="linus").desk
    with pytest.raises(Outdated) as raised:
        once.accept(offer, at=at(3), by="ines")
    assert ("INC-1", "comment") == (raised.value.record, raised.value.verb)
    assert "it has happened at 2026-03-02 11:00:00+00:00 (v2)" in str(raised.value)


def test_the_timers_of_a_record_fire_before_an_offer_is_accepted() -> None:
    """One that has closed itself by then is no longer what it was offered to."""
    rule = (happens(Commented), Cascade(incidents.Reopened, {"reason": "?"}, is_offer=True))
    here = target("phase").is_(Phase.RESOLVED)
    records = [incident("INC-1"), incident("INC-2", "resolved")]
    links = [("INC-1", "related", "INC-2")]
    desk = Desk.of(records, links, cascades=cascades((rule[0] & here, rule[1])))
    applied = desk.apply("INC-1", Commented(at=at(1), by="ada", text="again"))
    assert "reopen" == applied.desk.accept(applied.offers[0], at=at(2), by="g").events[0].event.verb
    with pytest.raises(Outdated):
        applied.desk.accept(applied.offers[0], at=T0 + 6 * DAY, by="grace")


def test_what_is_pending_is_received_and_what_is_offered_accepted() -> None:
    """Neither the other way, nor anything else."""
    desk, offer = fixed()
    (pending,) = (
        Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
        .apply("INC-1", resolved())
        .pending
    )
    with pytest.raises(BadValue, match="one of what is pending"):
        desk.receive(offer)
    for wrong in (pending, "resolve", None):
        with pytest.raises(BadValue, match="one of the offers"):
            desk.accept(wrong, at=at(2), by="linus")  # type: ignore[arg-type]


def test_an_offer_may_be_for_a_record_that_is_not_loaded() -> None:
    """It says what has to hold, and the record need not be loaded for it to be made."""
    desk = Desk.of([problem()], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    (offer,) = desk.apply("PRB-1", event).offers
    assert () == desk.reach("PRB-1", event)
    assert [True, False] == [offer.concerns(incident(state=s)) for s in ("new", "closed")]
    with pytest.raises(NotLoaded):
        desk.apply("PRB-1", event).desk.accept(offer, at=at(2), by="linus")


# --- time ---------------------------------------------------------------------------------------

GOAL = Goal(
    "resolution",
    stop=Phase.RESOLVED,
    targets=4 * HOUR,
    thresholds={50: "warn"},
    on_breach="call",
)
GOLD = Agreement("gold", goals=[GOAL])


def test_a_tick_fires_the_timers_of_all_records_in_order() -> None:
    """With what follows; two of one instant go by their numbers."""
    records: list[Record[Any]] = [
        incident("INC-1", "resolved"),
        incident("INC-2").resolve(at=T0, by="g", code="user_error", notes="x"),
        incident("INC-3").resolve(at=at(2), by="g", code="user_error", notes="x"),
        incident("INC-4"),
        task("INC-1"),
    ]
    desk = Desk.of(records)
    assert T0 + 5 * DAY == desk.next_instant
    assert [] == happened(desk.tick(at=T0 + 4 * DAY))
    applied = desk.tick(at=T0 + 9 * DAY)
    assert [("INC-1", "close"), ("TASK-1", "close"), ("INC-2", "close"), ("INC-3", "close")] == (
        happened(applied)
    )
    assert ("", None) == (applied.id, applied.desk.next_instant)
    assert T0 + 9 * DAY == applied.desk.now


def test_ticking_at_each_next_instant_is_the_same_as_one_tick() -> None:
    """Nobody has to guess when to look."""
    records = [incident(f"INC-{n}") for n in range(1, 5)]
    desk = Desk.of(
        [r.resolve(at=at(n), by="g", code="user_error", notes="x") for n, r in enumerate(records)],
        agreements=[GOLD],
    )
    small, actions = desk, list[Any]()
    while (instant := small.next_instant) is not None:
        applied = small.tick(at=instant)
        small = applied.desk
        actions += applied.actions
    big = desk.tick(at=T0 + 9 * DAY)
    assert small == big.desk
    assert tuple(actions) == big.actions


def test_the_actions_of_clocks_come_with_the_tick_that_they_fell_due_before() -> None:
    """Each once, whatever happened to other records between, and in order over all of them."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")], agreements=[GOLD])
    assert T0 + 2 * HOUR + timedelta(microseconds=1) == desk.next_instant
    desk = desk.apply("INC-2", resolved(3)).desk
    assert desk.next_instant is not None, "INC-1 had something to say at two, which nobody heard"
    assert at(2) <= desk.next_instant < at(3)
    applied = desk.tick(at=at(3.5))
    assert [("INC-1", "warn"), ("INC-2", "warn")] == [(id, a.action) for id, a in applied.actions]
    desk = applied.desk
    assert () == desk.tick(at=at(3.7)).actions
    late = desk.tick(at=at(5))
    assert [("INC-1", "call", at(4))] == [(id, a.action, a.at) for id, a in late.actions]
    assert () == late.desk.tick(at=at(2)).actions, "time does not go back"
    assert at(5) == late.desk.tick(at=at(2)).desk.ticked_at


def test_an_action_of_the_very_instant_of_a_tick_is_told_by_the_next() -> None:
    """A tick tells what fell due before its instant; so the desk wakes again just after."""
    ticked = Desk.of([incident("INC-1")], agreements=[GOLD]).tick(at=at(2))
    assert () == ticked.actions
    for desk in (ticked.desk, Desk.of(ticked.desk, agreements=[GOLD], ticked_at=at(2))):
        assert at(2) + timedelta(microseconds=1) == desk.next_instant
        assert ["warn"] == [a.action for _, a in desk.tick(at=desk.next_instant).actions]


def test_a_replayed_desk_keeps_no_clock_s_action_back() -> None:
    """A journal does not say what was told; better once more than never."""
    first = Desk.of(agreements=[GOLD]).open(INCIDENT, id="INC-1", at=T0, by="a", summary="Mail")
    then = first.desk.apply("INC-1", Commented(at=at(3), by="a", text="?"))
    journal = (*first.events, *then.events)
    told = then.desk.tick(at=at(3.5)).actions
    assert told
    replayed = Desk.of(agreements=[GOLD]).replay(journal)
    assert told == replayed.tick(at=at(3.5)).actions
    known = Desk.of(agreements=[GOLD], ticked_at=at(3.2)).replay(journal)
    assert () == known.tick(at=at(3.5)).actions


def test_what_was_told_may_be_kept_by_the_caller() -> None:
    """A desk made anew goes on from there; it is UTC, and not naive."""
    records = [incident("INC-1").comment(at=at(3), by="ada", text="?")]
    desk = Desk.of(records, agreements=[GOLD], ticked_at=at(1))
    assert desk.next_instant is not None
    assert at(2) < desk.next_instant < at(2.1), "overdue, and told by a tick then"
    told = desk.tick(at=desk.next_instant)
    assert (1, at(4) + timedelta(microseconds=1)) == (len(told.actions), told.desk.next_instant)
    assert ["warn"] == [action.action for _, action in desk.tick(at=at(3.5)).actions]
    assert () == Desk.of(records, agreements=[GOLD]).tick(at=at(3.5)).actions
    with pytest.raises(NaiveTime):
        Desk.of(ticked_at=datetime(2026, 1, 1))
    with pytest.raises(NaiveTime):
        desk.tick(at=datetime(2026, 1, 1))


def test_another_agreement_or_another_time_is_measured_anew() -> None:
    """What the desk found before is of use only for the same."""
    plain = Desk.of([incident("INC-1"), incident("INC-2")])
    assert plain.next_instant is None
    plain = plain.apply("INC-2", Commented(at=at(1), by="ada", text="?")).desk
    gold = attrs.evolve(plain, agreements=[GOLD])
    assert at(2) + timedelta(microseconds=1) == gold.next_instant
    late = gold.tick(at=at(5)).desk
    assert late.next_instant is None
    late = late.apply("INC-2", Commented(at=at(6), by="ada", text="?")).desk
    assert late.next_instant is None
    assert gold.next_instant == attrs.evolve(late, ticked_at=T0).next_instant


def test_a_desk_without_records_has_no_time() -> None:
    """A tick gives it one."""
    desk = Desk.of()
    assert (None, None, None) == (desk.now, desk.ticked_at, desk.next_instant)
    assert at(1) == desk.tick(at=at(1)).desk.now


def test_the_clocks_of_a_record_are_those_of_all_agreements() -> None:
    """None without an agreement."""
    desk = Desk.of([incident()], agreements=[GOLD, attrs.evolve(GOLD, name="silver")])
    assert ["gold", "silver"] == [
        clocks["resolution"].agreement for clocks in desk.clocks("INC-1", at=at(1))
    ]
    assert () == Desk.of([incident()]).clocks("INC-1", at=at(1))


def test_timers_that_follow_from_what_a_timer_did_fire_in_the_same_tick() -> None:
    """A follow-up wakes a held parent and its child with it; then both are nagged about."""
    wake = Timer("follow_up", incidents.Resumed, states="on_hold", at="hold_until")
    nag = Timer("nag", Commented, states="in_progress", after=HOUR, data={"text": "still?"})
    model = attrs.evolve(INCIDENT, timers=(*INCIDENT.timers, wake, nag))
    records = [
        model.open(f"INC-{n}", **OPENED).hold(at=T0, by="g", reason="vendor", until=at(n + 1))
        for n in (1, 2)
    ]
    desk = Desk.of(records, [("INC-2", "parent", "INC-1")])
    assert at(2) == desk.next_instant
    found = [(e.record, e.event.verb, e.event.at) for e in desk.tick(at=at(9)).events]
    assert [
        ("INC-1", "resume", at(2)),
        ("INC-2", "resume", at(2)),
        ("INC-1", "comment", at(3)),
        ("INC-2", "comment", at(3)),
    ] == found


TASKS_FIRST = Guard("a task is open", given("tasks").is_in((False, (), 0)))


def test_a_timer_waits_for_the_tasks_of_its_record() -> None:
    """It fires when the last of them has ended, and not before that; its event says so."""
    model = INCIDENT.with_guards({incidents.Closed: TASKS_FIRST})
    done: dict[str, Any] = {"at": T0, "by": "grace", "code": "user_error", "notes": "x"}
    inc = model.open("INC-1", **OPENED).resolve(**done)
    assert inc is inc.tick(at=T0 + 9 * DAY)
    assert "closed" == inc.tick(at=T0 + 9 * DAY, given={"tasks": ()}).state
    free = Desk.of([inc])
    assert T0 + 5 * DAY == free.next_instant
    assert {"tasks": ()} == free.tick(at=T0 + 9 * DAY).events[0].event.given
    desk = Desk.of([inc, task("INC-1")])
    assert desk.next_instant is None
    desk = desk.tick(at=T0 + 6 * DAY).desk
    assert "resolved" == desk["INC-1"].state
    ended = tasks.Closed(at=T0 + 7 * DAY, by="grace", code="complete")
    desk = desk.apply("TASK-1", ended).desk
    assert T0 + 7 * DAY == desk.next_instant
    applied = desk.tick(at=T0 + 9 * DAY)
    assert [("INC-1", "close", T0 + 7 * DAY)] == [
        (entry.record, entry.event.verb, entry.event.at) for entry in applied.events
    ]
    comment = Commented(at=T0 + 8 * DAY, by="ada", text="thanks")
    assert ["close", "comment"] == [e.event.verb for e in desk.apply("INC-1", comment).events]


def test_a_task_that_ends_by_itself_lets_its_record_go_on_in_the_same_tick() -> None:
    """So that one tick is as good as two."""
    skip = Timer("skip", tasks.Closed, states="open", after=6 * DAY, data={"code": "skipped"})
    errand = attrs.evolve(TASK, timers=(skip,)).open("TASK-1", parent="INC-1", **OPENED)
    model = INCIDENT.with_guards({incidents.Closed: TASKS_FIRST})
    inc = model.open("INC-1", **OPENED)
    inc = inc.resolve(at=T0, by="grace", code="user_error", notes="x")
    desk = Desk.of([inc, errand.release(at=T0, by="ada")])
    found = [("TASK-1", "close", 6 * DAY), ("INC-1", "close", 6 * DAY)]
    assert found == [
        (entry.record, entry.event.verb, entry.event.at - T0)
        for entry in desk.tick(at=T0 + 9 * DAY).events
    ]


def test_a_timer_whose_freeze_hangs_on_what_nobody_said_waits() -> None:
    """It is no reason for a tick to fail."""
    freeze = Freeze("figures", Schedule.always(), applies=given("quarter_end").is_(True))
    begin = Timer("begin", changes.Implemented, states="scheduled", at="planned_start")
    made = planned("CHG-1", ("db",))
    model = attrs.evolve(made.model, timers=(begin,))
    made = Change.replay(made.history, model=model)
    for freezes, expected in (((freeze,), "scheduled"), ((), "implement")):
        desk = Desk.of([made], change_schedule=ChangeSchedule(freezes=freezes))
        assert expected == desk.tick(at=at(3)).desk["CHG-1"].state


# --- looking and showing ------------------------------------------------------------------------


def test_a_desk_is_looked_up_by_number_and_walked_by_record() -> None:
    """`one` and `all` say what they are, for an editor and a type checker."""
    inc, prb = incident(), problem()
    desk = Desk.of([inc, prb])
    assert (inc, [inc, prb], 2, True) == (desk["INC-1"], list(desk), len(desk), "INC-1" in desk)
    assert (prb, (inc,), ()) == (desk.one(Problem, "PRB-1"), desk.all(Incident), desk.all(Task))
    with pytest.raises(BadValue, match="the number of a Problem, not of a Incident"):
        desk.one(Problem, "INC-1")
    with pytest.raises(BadValue, match="each record once"):
        Desk.of([inc, inc])


@pytest.mark.parametrize(
    "wrong",
    [
        {"cascades": "x"},
        {"cascades": None},
        {"agreements": ["gold"]},
        {"change_schedule": "x"},
        {"numbering": 3},
    ],
)
def test_a_desk_is_made_of_what_its_arguments_are_for(wrong: dict[str, Any]) -> None:
    """What is something else is refused at once, and not when it is first used."""
    ((name, _),) = wrong.items()
    with pytest.raises(BadValue, match=f"{name} cannot be"):
        Desk.of(**wrong)


def test_a_desk_is_a_value() -> None:
    """Compared by what is on it, picklable and copyable; a cache in it does not show."""
    desk = Desk.of([incident()], agreements=[GOLD])
    other = Desk.of([incident()], agreements=[GOLD])
    assert desk.next_instant is not None
    assert desk == other
    assert hash(desk) == hash(other)
    assert desk == pickle.loads(pickle.dumps(desk)) == copy.deepcopy(desk)
    assert desk != Desk.of([incident()])
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        desk.now = T0  # type: ignore[misc]


def test_a_desk_shows_itself_in_a_line_a_table_and_a_notebook() -> None:
    """A large one shows its first records."""
    desk = Desk.of([incident(), task("INC-1")])
    assert "<Desk 2 records, 1 link, Mon 2026-03-02 09:00>" == repr(desk)
    assert "<Desk 0 records, 0 links>" == repr(Desk.of())
    assert [
        "record  practice  state  since                 links",
        "INC-1   incident  new    Mon 2026-03-02 09:00  task TASK-1",
        "TASK-1  task      open   Mon 2026-03-02 09:00  task_of INC-1",
    ] == str(desk).splitlines()
    assert "<td>task_of INC-1</td>" in desk._repr_html_()
    many = Desk.of([incident(f"INC-{n}") for n in range(25)])
    assert "… and 5 more" == str(many).splitlines()[-1]


def test_what_came_of_an_event_prints_as_a_table() -> None:
    """Everything, each with what it is, when, for what record, and why."""
    model = INCIDENT.with_needs({incidents.Resolved: ("group",)})
    records = [incident("INC-1"), incident("INC-2"), model.open("INC-3", **OPENED)]
    links = [(f"INC-{n}", "parent", "INC-1") for n in (2, 3, 4)]
    desk = Desk.of(records, links, agreements=[GOLD])
    applied = desk.apply("INC-1", resolved())
    assert "<Applied 2 events, 1 pending, 1 refusals>" == repr(applied)
    lines = str(applied).splitlines()
    assert "happened  Mon 2026-03-02 10:00  INC-1  resolve  by grace" == lines[0]
    assert lines[1].endswith("INC-2  resolve  by grace, because of resolve (v2 of INC-1)")
    assert lines[2].startswith("pending   Mon 2026-03-02 10:00  INC-4  resolve  by grace, because")
    assert lines[2].endswith("where phase is in Phase.NEW, Phase.ACTIVE, Phase.PENDING")
    assert lines[3].startswith("refused                         INC-3  resolve  cannot resolve")
    due = desk.tick(at=at(2.5))
    assert "due  Mon 2026-03-02 11:00  INC-1  warn  resolution by gold" == str(due).splitlines()[0]
    assert "<td>warn</td>" in due._repr_html_()
    assert ("nothing happened", "<Applied nothing>") == (
        str(desk.tick(at=at(1))),
        repr(desk.tick(at=at(1))),
    )
    assert "INC-1 resolve, by grace" == str(applied.events[0])
    assert str(applied.pending[0]).startswith("INC-4 resolve, by grace, because of resolve (v2")


def test_an_offer_prints_without_conditions_where_it_is_for_it() -> None:
    """Only for what is not loaded something is left open."""
    desk = Desk.of([problem(), incident()], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    applied = desk.apply("PRB-1", event)
    words = "INC-1 comment, by grace, because of publish_workaround (v4 of PRB-1)"
    assert words == str(applied.offers[0])
    assert "offered" in str(applied)


@pytest.mark.parametrize("kind", [Incident, Problem, Change, Task])
def test_a_model_takes_the_kinds_of_links_that_a_desk_does(kind: type[Record[Any]]) -> None:
    """So what a record takes can be put on a desk."""
    firsts = {of for of, pairs in links._LEGAL.items() for one, _ in pairs if one is kind}
    seconds = {of.inverse for of, pairs in links._LEGAL.items() for _, two in pairs if two is kind}
    assert firsts | seconds == set(kind.model.codes["links"])


def test_what_there_is_one_of_is_replaced_and_not_doubled() -> None:
    """On the record as on the desk; what a task is of counts from its opening."""
    inc = incident().link(at=T0, by="ada", kind="parent", target="INC-8")
    assert ["one_too_many"] == [
        r.code for r in inc.why_not("link", at=T0, by="ada", kind="parent", target="INC-9")
    ]
    same = inc.link(at=T0, by="ada", kind="parent", target="INC-8")
    moved = same.link(at=T0, by="ada", kind="parent", target="INC-9", instead_of="INC-8")
    assert (("INC-1", "parent", "INC-9"),) == Desk.of([moved]).links
    task = Task.open("TASK-1", at=T0, by="ada", summary="x", parent="CHG-1")
    with pytest.raises(BadData, match="its task_of is 'CHG-1'; name it as instead_of="):
        task.link(at=T0, by="ada", kind="task_of", target="CHG-2")
    task = task.link(at=T0, by="ada", kind="task_of", target="CHG-2", instead_of="CHG-1")
    with pytest.raises(BadData, match="its task_of is 'CHG-2'"):
        task.link(at=T0, by="ada", kind="task_of", target="CHG-3", instead_of="CHG-1")
    assert (("TASK-1", "task_of", "CHG-2"),) == Desk.of([task]).links


def test_what_is_unread_of_an_offer_can_be_read() -> None:
    """Else it could not be accepted later."""
    event = Commented(at=T0, by="ada", text="x")
    unread: Any = {"text": 5}
    with pytest.raises(BadValue, match="unread cannot be 5; give what reads a fact"):
        Proposal("INC-1", event, unread=unread)
