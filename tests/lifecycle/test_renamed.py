"""Renaming: a model whose states have other names, in whatever speaks of them."""

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from itsmcore import INCIDENT, NORMAL_CHANGE, Guard, Incident
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.incidents import STANDARD, Commented, Resolved, Resumed
from itsmcore.lifecycle import Phase, Reaction, Timer
from itsmcore.plans import Plan, PlannedTask
from itsmcore.testing import records

NAMES = {"on_hold": "waiting", "in_progress": "active"}
WAITING = INCIDENT.renamed(NAMES, version="2")


@given(records(max_events=6))
@settings(max_examples=15, deadline=None)
def test_a_history_lives_on_under_the_new_names(record: Any) -> None:
    """It names no states, so both versions fold it, each to what it calls the same state."""
    moved = Incident.replay(record.history, model=WAITING)
    assert NAMES.get(record.state, record.state) == moved.state
    assert record.phase is moved.phase
    assert [one.verb for one in record.choices(at=record.history[-1].at, by="ada")] == [
        one.verb for one in moved.choices(at=record.history[-1].at, by="ada")
    ]


@pytest.mark.parametrize("model", [INCIDENT, INCIDENT.with_roles(STANDARD), NORMAL_CHANGE])
def test_renaming_back_makes_the_same_model(model: Any) -> None:
    """Nothing is lost on the way."""
    names = {state.name: f"{state.name}_2" for state in model.states}
    there = model.renamed(names)
    assert model == there.renamed({new: old for old, new in names.items()})
    assert {(names[a], names[b]) for a, b in model.edges} == there.edges
    assert model == model.renamed({})


def test_names_labels_and_versions_are_those_that_are_told() -> None:
    """What is not told stays."""
    model = INCIDENT.renamed({"on_hold": "waiting"}, labels={"waiting": "Waiting"}, name="mine")
    assert ("mine", "1") == (model.name, model.version)
    assert "Waiting" == {state.name: str(state) for state in model.states}["waiting"]
    assert ("incident", "2") == (WAITING.name, WAITING.version)


def test_conditions_about_the_state_ask_for_the_new_name() -> None:
    """Of guards, timers and reactions; those about other facts stay."""
    waits = field("state").is_in(["on_hold", "new"]) & field("group").is_set
    other = field("group").is_("on_hold")
    nag = Timer(
        "nag",
        Commented,
        states=("on_hold", Phase.NEW),
        after=timedelta(days=1),
        data={"text": "still on hold"},
        when=waits,
    )
    answer = Reaction(Commented, Resumed, when=field("state").is_("on_hold"))
    model = INCIDENT.extended(nag, answer, name="mine").with_guards(
        {Resolved: Guard("it waits", ~field("state").is_("on_hold") | other, code="waits")}
    )
    moved = model.renamed(NAMES)
    renamed = {timer.name: timer for timer in moved.timers}["nag"]
    assert ("waiting", Phase.NEW) == renamed.states
    assert field("state").is_in(["waiting", "new"]) & field("group").is_set == renamed.when
    assert dict(nag.data) == dict(renamed.data)
    assert field("state").is_("waiting") == moved.reactions[-1].when
    guards = {guard for rule in moved.rules for guard in rule.guards if guard.code == "waits"}
    assert {~field("state").is_("waiting") | other} == {guard.condition for guard in guards}


def test_who_may_do_something_in_a_state_may_do_it_in_its_new_name() -> None:
    """The table of roles goes by names, too."""
    strict = INCIDENT.with_roles({("resume", "on_hold"): "agent"})
    moved = strict.renamed(NAMES)
    (waiting,) = [state for state in moved.states if state.name == "waiting"]
    (held,) = [state for state in strict.states if state.name == "on_hold"]
    assert strict.roles.of("resume", held) == moved.roles.of("resume", waiting) != ()


def test_a_plan_of_tasks_starts_in_the_new_name() -> None:
    """What it asks about the state of its record asks for that."""
    urgent = PlannedTask("call", when=field("state").is_("in_progress"))
    plan = Plan(PlannedTask("look"), urgent, on_incomplete="goes_on", starts_in="in_progress")
    moved = attrs.evolve(INCIDENT, task_plan=plan).renamed(NAMES).task_plan
    assert moved is not None
    assert ("active", "goes_on") == (moved.starts_in, moved.on_incomplete)
    assert field("state").is_("active") == moved["call"].when
    assert plan["look"] == moved["look"]


def test_a_state_that_is_not_there_is_a_fault() -> None:
    """As are two of one name; all of them together, with what was meant."""
    with pytest.raises(FaultyDefinition) as faulty:
        INCIDENT.renamed({"on_hld": "x", "new": "closed"}, labels={"newer": "New"})
    assert [
        ("unknown_state", "state 'on_hld'", "does not exist; did you mean 'on_hold'?"),
        ("unknown_state", "labelled state 'newer'"),
        ("duplicate_state", "state 'closed'", "would be there twice; give each its own"),
    ] == [
        (fault.code, fault.subject, fault.words)[: 2 if fault.subject.startswith("label") else 3]
        for fault in faulty.value.faults
    ]
    with pytest.raises(BadValue, match="a name cannot be 7"):
        INCIDENT.renamed({"new": 7})  # type: ignore[dict-item]
