"""Demands: what a model asks of an event holds for every rule of it, whenever that came."""

import pickle
from typing import Any

import pytest

from itsmcore import INCIDENT, Guard, Incident, Rule
from itsmcore.conditions import field
from itsmcore.errors import Refused
from itsmcore.incidents import IncidentModel, Resumed, Started
from itsmcore.lifecycle import State
from itsmcore.phase import Phase
from tests.instants import NINE as T0

GIVEN = Guard("somebody has it", field("assignee").is_set)
WAITING = State("awaiting", phase=Phase.PENDING)
LATER = (
    WAITING,
    Rule(Started, source="on_hold", target="awaiting"),
    Rule(Resumed, source="awaiting", target="in_progress"),
)
ORDERS: dict[str, IncidentModel] = {
    "guards, then rules": INCIDENT.with_guards({Resumed: GIVEN}).extended(*LATER),
    "rules, then guards": INCIDENT.extended(*LATER).with_guards({"resume": GIVEN}),
    "at once": INCIDENT.extended(*LATER, guards={Resumed: [GIVEN]}),
}


def waiting(model: IncidentModel, **more: Any) -> Incident:
    """Give an incident in the state that was added."""
    inc = model.open("INC-1", at=T0, by="ada", summary="Mail is down", **more)
    return inc.hold(at=T0, by="ada", reason="vendor").start(at=T0, by="ada")


@pytest.mark.parametrize("order", ORDERS)
def test_a_guard_holds_for_rules_that_come_later(order: str) -> None:
    """It is the model's, and not that of the rules there were."""
    model = ORDERS[order]
    with pytest.raises(Refused, match="somebody has it"):
        waiting(model).resume(at=T0, by="ada")
    assert "in_progress" == waiting(model, assignee="grace").resume(at=T0, by="ada").state
    assert all(GIVEN in rule.guards for rule in model.rules if rule.event is Resumed)
    assert model == pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize("is_first", [True, False])
def test_a_field_is_needed_by_rules_that_come_later(is_first: bool) -> None:
    """Beside what they state themselves."""
    later = (WAITING, LATER[1], Rule(Resumed, source="awaiting", target="new", needs="group"))
    model = INCIDENT.with_needs({"resume": "assignee"}) if is_first else INCIDENT
    model = model.extended(*later)
    needs = [rule.needs for rule in model.rules if rule.event is Resumed and rule.target == "new"]
    assert [("group", "assignee") if is_first else ("group",)] == needs


def test_what_is_needed_is_exactly_what_was_said_last() -> None:
    """Of the rules there are, and of those to come."""
    model = INCIDENT.with_needs({"resume": "assignee"}).with_needs({"resume": ()})
    model = model.extended(*LATER)
    assert {()} == {rule.needs for rule in model.rules if rule.event is Resumed}


def test_a_guard_that_is_taken_away_is_gone_for_good() -> None:
    """For rules that come later, too; and it is never there twice."""
    twice = INCIDENT.with_guards({Resumed: GIVEN}).with_guards({Resumed: GIVEN})
    (rule,) = (rule for rule in twice.rules if rule.event is Resumed)
    assert 1 == rule.guards.count(GIVEN)
    without = twice.without_guards(GIVEN.code).extended(*LATER)
    assert not any(GIVEN in rule.guards for rule in without.rules)
