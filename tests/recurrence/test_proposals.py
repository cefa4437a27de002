"""A recurrence opens a problem that says what its incidents share."""

from datetime import datetime
from typing import Any

import attrs
import pytest
from hypothesis import given

from itsmcore import Incident
from itsmcore.desk import Desk
from itsmcore.errors import NaiveTime
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM, Origin, Problem
from itsmcore.recurrence import Key, Occurrence, Recurrence, Signature, occurrences, pareto
from tests.instants import DAY, HOUR
from tests.instants import MIDNIGHT as T0
from tests.recurrence.cases import NAN, happened, logs, search_all


def only(log: list[Occurrence], key: Key | Signature) -> Recurrence:
    """Take all of a log for one recurrence."""
    return pareto(log, key, share=1)[0]


def test_a_recurrence_opens_a_problem() -> None:
    """Which says what its incidents have in common, and lists every one."""
    log = happened([0, 1], category="email", service="mail", **{"custom.symptom": "slow"})
    recurrence = only(log, Key("category", "service", "custom.symptom"))
    problem = Problem.begin(recurrence.problem("PRB-1", at=T0 + DAY, by="ada"))
    assert ("email", "mail", "slow") == (problem.category, problem.service, problem.symptom)
    assert "Recurring incidents: category email, service mail, custom.symptom slow" == (
        problem.summary
    )
    assert problem.description is not None
    assert problem.description.endswith("\nIncidents: I1, I2")
    assert (T0 + DAY, "ada", Origin.REACTIVE) == (
        problem.opened_at,
        problem.opened_by.name,
        problem.origin,
    )


@given(logs)
def test_every_recurrence_opens_a_problem_that_names_its_incidents(log: list[Occurrence]) -> None:
    """Of every search, whatever the key; it is new, and says why in numbers."""
    for recurrences in search_all(log):
        for recurrence in recurrences:
            problem = Problem.begin(recurrence.problem("PRB-1", at=T0 + 9 * DAY, by="ada"))
            assert ("new", T0 + 9 * DAY) == (problem.state, problem.opened_at)
            assert recurrence.title in problem.summary
            said, _, named = str(problem.description).rpartition("\nIncidents: ")
            assert str(recurrence) == said
            assert set(recurrence.incidents) == set(named.split(", "))


@pytest.mark.parametrize("name", ["configuration_item", "configuration_items"])
def test_items_become_the_problem_s(name: str) -> None:
    """By the name of either a preset or a record; what a problem has no field for is only said."""
    log = [Occurrence("I1", T0, {name: "srv-1", "location": "Utrecht"})]
    problem = Problem.begin(only(log, Key(name, "location")).problem("PRB-1", at=T0, by="ada"))
    assert ("srv-1",) == problem.configuration_items
    assert f"Recurring incidents: {name} srv-1, location Utrecht" == problem.summary


def test_the_words_of_a_signature_are_a_symptom() -> None:
    """By which a known error can be matched."""
    recurrence = only(happened([0, 1], summary="Outlook crashes (7)"), Signature("summary"))
    problem = Problem.begin(recurrence.problem("PRB-1", at=T0, by="ada"))
    assert "crashes outlook" == problem.symptom
    assert "summary with the words crashes outlook" == recurrence.title


def test_what_is_given_wins() -> None:
    """Any field of the event may be; another is refused as for any event."""
    recurrence = only(happened([0], category="email"), Key("category"))
    opened = recurrence.problem("PRB-1", at=T0, by="ada", summary="Mail stops", group="messaging")
    assert ("Mail stops", "messaging", "email") == (opened.summary, opened.group, opened.category)
    with pytest.raises(TypeError, match="colour"):
        recurrence.problem("PRB-1", at=T0, by="ada", colour="red")
    with pytest.raises(NaiveTime):
        recurrence.problem("PRB-1", at=datetime(2026, 1, 5), by="ada")


WHAT_THEY_ARE: dict[str, Any] = {
    "category": "email/delivery",
    "service": "mail",
    "affected_services": ("calendar", "mail"),
    "configuration_items": ("relay-1", "relay-2"),
    "impact": Impact.HIGH,
    "urgency": Urgency.LOW,
    "group": "messaging",
    "tags": ("vip", "mail"),
    "custom": {"site": "A", "floor": 3},
}
OTHERS: dict[str, Any] = {
    "category": "email/login",
    "service": "web",
    "affected_services": ("mail", "web"),
    "configuration_items": ("relay-2", "relay-3"),
    "impact": Impact.LOW,
    "urgency": Urgency.HIGH,
    "group": "network",
    "tags": ("mail",),
    "custom": {"site": "A", "floor": 4},
}
SHARED_STILL = {
    "category": "email",
    "affected_services": ("mail",),
    "configuration_items": ("relay-2",),
    "tags": ("mail",),
    "custom": {"site": "A"},
}


def incidents(*each: dict[str, Any]) -> list[Incident]:
    """Open incidents, an hour apart."""
    return [
        Incident.open(f"INC-{n}", at=T0 + n * HOUR, by="ada", summary="Mail stops", **data)
        for n, data in enumerate(each, 1)
    ]


def proposed(*each: dict[str, Any]) -> Problem:
    """Begin the problem that incidents suggest."""
    recurrence = only(list(occurrences(incidents(*each))), Key("summary"))
    return Problem.begin(recurrence.problem("PRB-1", at=T0 + DAY, by="ada"))


def test_a_proposed_problem_takes_over_all_that_its_incidents_share() -> None:
    """And not who works on them, save the group, nor what only some of them have."""
    problem = proposed(WHAT_THEY_ARE, {**WHAT_THEY_ARE, "assignee": "grace", "location": "Utrecht"})
    assert WHAT_THEY_ARE == {name: getattr(problem, name) for name in WHAT_THEY_ARE}
    assert (None, Priority.MODERATE) == (problem.assignee, problem.priority)


@pytest.mark.parametrize("name", WHAT_THEY_ARE)
def test_what_one_incident_has_otherwise_is_not_shared(name: str) -> None:
    """Of collections what all have is left, and of categories the branch that all are under."""
    problem = proposed(WHAT_THEY_ARE, {**WHAT_THEY_ARE, name: OTHERS[name]}, WHAT_THEY_ARE)
    nothing = type(WHAT_THEY_ARE[name])() if isinstance(WHAT_THEY_ARE[name], tuple) else None
    expected = {**WHAT_THEY_ARE, name: SHARED_STILL.get(name, nothing)}
    assert expected == {field: getattr(problem, field) for field in WHAT_THEY_ARE}
    lacking = {field: value for field, value in WHAT_THEY_ARE.items() if field != name}
    absent = getattr(proposed(WHAT_THEY_ARE, lacking), name)
    assert ({} if name == "custom" else nothing) == absent


def test_a_proposed_problem_is_linked_to_its_incidents() -> None:
    """On a desk that has them; and to none where none are asked for."""
    records = incidents(WHAT_THEY_ARE, WHAT_THEY_ARE)
    recurrence = only(list(occurrences(records)), Key("category"))
    problem = Problem.begin(recurrence.problem("PRB-1", at=T0 + DAY, by="ada"))
    desk = Desk.of(records).add(problem).desk
    assert ("INC-1", "INC-2") == desk.related("PRB-1", "incident")
    assert ("PRB-1",) == desk.related("INC-2", "problem")
    unlinked = recurrence.problem("PRB-1", at=T0 + DAY, by="ada", incidents=())
    assert () == Problem.begin(unlinked).links


def test_levels_of_another_scale_are_not_taken() -> None:
    """Those of an export, say, unless the problem's model knows them."""
    log = happened([0, 1], category="email", impact=servicenow.IMPACTS[0], urgency="1 - High")
    recurrence = only(log, Key("category"))
    opened = recurrence.problem("PRB-1", at=T0, by="ada")
    assert (None, None) == (opened.impact, opened.urgency)
    model = attrs.evolve(PROBLEM, name="ours", prioritiser=servicenow.MATRIX)
    taken = recurrence.problem("PRB-1", at=T0, by="ada", model=model)
    assert servicenow.IMPACTS[0] == Problem.begin(taken, model=model).impact


@pytest.mark.parametrize(
    "odd", [NAN, None, "", object(), [object()], {"a": 1}, datetime(2026, 1, 5)]
)
def test_what_no_problem_can_hold_is_not_shared(odd: object) -> None:
    """Or is no value at all."""
    log = happened([0, 1], category="email", **{"custom.site": odd, "service": NAN, "tags": None})
    problem = Problem.begin(only(log, Key("category")).problem("PRB-1", at=T0, by="ada"))
    assert ({}, None, ()) == (problem.custom, problem.service, problem.tags)


@given(logs)
def test_what_a_recurrence_shares_every_one_of_its_incidents_has(log: list[Occurrence]) -> None:
    """And a problem that is opened by it says so."""
    facts_of: dict[str, Any] = {one.id: one.facts for one in log}
    for recurrences in search_all(log):
        for recurrence in recurrences:
            members = [facts_of[id] for id in recurrence.incidents]
            items = set.intersection(*(set(of.get("configuration_items", ())) for of in members))
            assert items == set(recurrence.shared.get("configuration_items", ()))
            categories = {of.get("category") or None for of in members}
            only_one = categories.pop() if len(categories) == 1 else None
            assert only_one == recurrence.shared.get("category")
