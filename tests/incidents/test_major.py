"""Major incidents: when they are proposed, who leads them, and how often they are told of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from itsmcore import INCIDENT, Impact, Incident, Priority, PriorityMatrix, Urgency
from itsmcore.conditions import field, happened
from itsmcore.decisions import Decision
from itsmcore.desk import Desk
from itsmcore.documents import Documents
from itsmcore.errors import (
    BadCondition,
    BadInstant,
    BadValue,
    FaultyDefinition,
    NaiveTime,
    NotGiven,
    Refused,
)
from itsmcore.incidents import (
    MAJOR_TRIGGERS,
    Commented,
    MajorTeam,
    MajorTrigger,
    propose_if_major,
    update_cadence,
)
from itsmcore.level import Level
from itsmcore.lifecycle import Argument
from itsmcore.presets import servicenow
from itsmcore.service_levels import Agreement, Clock, Outcome, Status
from tests.instants import DAY, HOUR, NINE

INC = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down")
P1 = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down",
                   impact=Impact.HIGH, urgency=Urgency.HIGH)  # fmt: skip
LOW = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down",
                    impact=Impact.LOW, urgency=Urgency.LOW)  # fmt: skip
CALLED = LOW.add_people(at=NINE, by="desk", affected_users=[f"user {n}" for n in range(20)])
CHILD = P1.link(at=NINE, by="ada", kind="parent", target="INC-9")
HALF = timedelta(minutes=30)


class Sev(Level):
    """Priorities of somebody's own."""

    __slots__ = ()


def asked(incident: Incident, **known: Any) -> str:
    """Ask the triggers, and say what they answer."""
    return str(propose_if_major(incident, at=NINE, by="desk", known=known))


# --- triggers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("incident", "known", "said"),
    [
        (INC, {}, "leave: no trigger holds; not given: criticality, children, priority_place"),
        (LOW, {"children": 0, "criticality": 3}, "leave: no trigger holds"),
        (LOW, {"children": 0}, "leave: no trigger holds; not given: criticality"),
        (LOW, {"children": 0, "criticality": None},
         "leave: no trigger holds; not given: criticality"),
        (INC, {"criticality": 2}, "propose: business criticality 1 or 2"),
        (LOW, {"children": 20, "criticality": 3}, "leave: no trigger holds"),
        (INC, {"children": 21}, "propose: more than 20 children"),
        (CALLED, {}, "propose: more than 20 callers"),
        (P1, {}, "propose: the highest priority"),
        (P1, {"children": 21, "criticality": 1}, "propose: business criticality 1 or 2"),
    ],
)  # fmt: skip
def test_the_first_trigger_that_holds_says_why(
    incident: Incident, known: dict[str, Any], said: str
) -> None:
    """ServiceNow's: criticality, children, priority, in this order; and the callers."""
    assert said == asked(incident, **known)


def test_what_an_incident_knows_itself_counts() -> None:
    """Whatever else is said of it, it is proposed by its own facts alone."""
    said = {"priority": Priority.CRITICAL, "priority_place": 1, "caller_count": 99, "children": 1}
    left = "leave: no trigger holds; not given: criticality"
    assert left == asked(LOW, **said)
    assert f"{left}, priority_place" == asked(INC, **said)
    assert "propose: the highest priority" == asked(P1, priority=Priority.LOW, priority_place=5)


FEW = PriorityMatrix([Impact.HIGH], [Urgency.HIGH, Urgency.LOW], [[Priority.HIGH, Priority.LOW]])
SEVERITIES = [Sev("1", "Sev 1", 2), Sev("2", "Sev 2", 1)]


@pytest.mark.parametrize(
    ("rules", "levels", "is_highest"),
    [
        (servicenow.MATRIX, (servicenow.IMPACTS[0], servicenow.URGENCIES[0]), True),
        (servicenow.MATRIX, (servicenow.IMPACTS[0], servicenow.URGENCIES[1]), False),
        (FEW, (Impact.HIGH, Urgency.HIGH), True),
        (FEW, (Impact.HIGH, Urgency.LOW), False),
        (Decision([], default=SEVERITIES[0]), (None, None), True),
        (Decision([(field("tags").contains("x"), SEVERITIES[0])], default=SEVERITIES[1]),
         (None, None), False),
        (Decision([], default=Priority.CRITICAL), (None, None), True),
        (Decision([], default=Priority.LOW), (None, None), False),
    ],
)  # fmt: skip
def test_the_highest_priority_is_that_of_the_model(
    rules: Any, levels: tuple[Any, Any], is_highest: bool
) -> None:
    """Whatever its scale calls it; of this library's levels, where none are listed, Critical."""
    model = attrs.evolve(INCIDENT, prioritiser=rules)
    inc = model.open("INC-1", at=NINE, by="ada", summary="x", impact=levels[0], urgency=levels[1])
    answer = asked(inc, children=0, criticality=5)
    assert answer == ("propose: the highest priority" if is_highest else "leave: no trigger holds")


def test_no_trigger_is_asked_of_what_cannot_or_need_not_be_proposed() -> None:
    """A child, one that is no longer open, and one that has been proposed or accepted."""
    child = P1.link(at=NINE, by="ada", kind="parent", target="INC-9")
    assert "leave: it is a child of INC-9" == asked(child)
    done = P1.resolve(at=NINE, by="ada", code="user_error", notes="none")
    assert "leave: it is resolved" == asked(done)
    proposed = P1.propose_major(at=NINE, by="ada", reason="all of it")
    assert "leave: it is proposed already" == asked(proposed)
    assert "leave: it is accepted already" == asked(proposed.promote_major(at=NINE, by="ada"))
    rejected = proposed.reject_major(at=NINE, by="ada", reason="one office")
    assert "propose: the highest priority" == asked(rejected)


def test_the_proposal_is_an_event_for_the_desk() -> None:
    """With the reason, by whoever asked."""
    found = propose_if_major(P1, at=NINE + HOUR, by="desk")
    assert found.event is not None
    done = Desk.of([P1]).apply("INC-1", found.event)
    assert "proposed" == done.desk.one(Incident, "INC-1").major_incident


def test_triggers_are_a_decision_of_your_own() -> None:
    """Over the facts of the incident, and what is known besides."""
    own = Decision([(field("callers_told") > 5, "many callers")])
    found = propose_if_major(INC, at=NINE, by="desk", known={"callers_told": 6}, triggers=own)
    assert "many callers" == found.why
    assert () == MAJOR_TRIGGERS.faults()
    outside: Decision[str] = Decision([(field("given.weather").is_("bad"), "storm")])
    with pytest.raises(NotGiven):
        propose_if_major(INC, at=NINE, by="desk", triggers=outside)


@pytest.mark.parametrize(
    "given",
    [
        {"incident": 5},
        {"known": 5},
        {"triggers": 5},
        {"triggers": Decision([], default=5)},
        {"incident": P1, "by": 5},
        {"by": 5},
        {"at": 5},
        {"at": NINE.replace(tzinfo=None)},
        {"incident": CHILD, "by": 5},
        {"incident": CHILD, "known": 5},
        {"incident": CHILD, "at": NINE.replace(tzinfo=None)},
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any]) -> None:
    """With the name of what is wrong, whether or not anything is proposed."""
    arguments: dict[str, Any] = {"incident": INC, "at": NINE, "by": "desk", **given}
    with pytest.raises((BadValue, BadInstant, NaiveTime)):
        propose_if_major(arguments.pop("incident"), **arguments)
    with pytest.raises(BadValue):
        MajorTrigger(5, "x")  # type: ignore[arg-type]


# --- the team -----------------------------------------------------------------------------------


def test_the_team_is_kept_by_the_incident() -> None:
    """As custom facts, which conditions, tables and documents read."""
    team = MajorTeam(manager="ada", communications_lead="kim")
    led = INC.update(at=NINE, by="desk", custom=team.custom)
    assert "ada" == led.facts["custom.major_incident_manager"]
    assert (team, None) == (MajorTeam.of(led), MajorTeam.of(INC))
    documents = Documents(models=[INCIDENT])
    assert team == documents.structure(documents.unstructure(team), MajorTeam)
    found = propose_if_major(P1, at=NINE, by="desk")
    assert found == documents.structure(documents.unstructure(found), MajorTrigger)
    for name in ("", " ", "\0", "\ud800"):
        with pytest.raises(BadValue, match="manager"):
            MajorTeam(manager=name)
    with pytest.raises(BadValue, match="technical_lead"):
        MajorTeam(manager="ada", technical_lead="\0")
    with pytest.raises(BadValue):
        MajorTeam.of(5)  # type: ignore[arg-type]


def test_a_team_takes_the_place_of_the_former() -> None:
    """Whoever had a role that nobody has now has it no more."""
    first = MajorTeam(manager="ada", communications_lead="kim", technical_lead="grace")
    led = INC.update(at=NINE, by="desk", custom={**first.custom, "site": "AMS"})
    for team in (MajorTeam(manager="bob"), MajorTeam(manager="bob", technical_lead=" ")):
        now = led.update(at=NINE, by="desk", custom=team.custom)
        assert MajorTeam(manager="bob") == MajorTeam.of(now)
        assert {"major_incident_manager": "bob", "site": "AMS"} == dict(now.custom)
        opened = Incident.open("INC-1", at=NINE, by="ada", summary="x", custom=team.custom)
        assert MajorTeam(manager="bob") == MajorTeam.of(opened)


def test_a_model_with_declared_fields_declares_the_roles() -> None:
    """It refuses them as any field that it does not know."""
    team = MajorTeam(manager="ada")
    sites = INCIDENT.extended(name="sites", fields=[Argument("site")])
    inc = sites.open("INC-1", at=NINE, by="ada", summary="x")
    with pytest.raises(Refused, match="major_incident_manager"):
        inc.update(at=NINE, by="desk", custom=team.custom)
    led = sites.extended(name="led", fields=[Argument(name) for name in team.custom])
    inc = led.open("INC-1", at=NINE, by="ada", summary="x")
    inc = inc.update(at=NINE, by="desk", custom=team.custom)
    assert team == MajorTeam.of(inc)


# --- the cadence --------------------------------------------------------------------------------


def cadence(incident: Incident, *, at: Any, **more: Any) -> Clock:
    """Measure how an incident stands against an update every half hour."""
    goal = update_cadence(HALF, **more)
    return Agreement("major", goals=[goal]).measure(incident.timeline(), at=at)[goal.name]


def test_each_public_update_begins_a_new_cycle() -> None:
    """From the declaration on; a note for the desk alone is no update."""
    inc = INC.comment(at=NINE, by="grace", text="We look", public=True)
    assert Status.NOT_STARTED is cadence(inc, at=NINE + HOUR).status
    inc = inc.promote_major(at=NINE + HOUR, by="edsger")
    assert NINE + HOUR + HALF == cadence(inc, at=NINE + HOUR).due
    inc = inc.comment(at=NINE + HOUR + HALF / 2, by="grace", text="Failing over", public=True)
    told = cadence(inc, at=NINE + 2 * HOUR)
    assert (NINE + HOUR + 3 * HALF / 2, 2) == (told.due, len(told.cycles))
    inc = inc.comment(at=NINE + HOUR + 3 * HALF / 2, by="grace", text="Internal", public=False)
    assert 2 == len(cadence(inc, at=NINE + 2 * HOUR).cycles)


def test_the_worked_example_of_a_major_incident_afterwards() -> None:
    """S5: resolved on Monday, declared on Tuesday, closed on Tuesday; Monday is not missed."""
    inc = INC.resolve(at=NINE + HOUR, by="grace", code="solution_provided", notes="done")
    inc = inc.promote_major(at=NINE + DAY, by="edsger")
    assert NINE + DAY + HALF == cadence(inc, at=NINE + DAY).due
    inc = inc.close(at=NINE + DAY + HALF / 2, by="ada")
    found = cadence(inc, at=NINE + 9 * DAY)
    assert (Outcome.MET, NINE + DAY, NINE + DAY + HALF / 2) == (
        found.outcome,
        found.started_at,
        found.ended_at,
    )


def test_what_is_no_major_incident_any_more_needs_no_updates() -> None:
    """Demoted, or cancelled."""
    major = INC.promote_major(at=NINE, by="edsger")
    demoted = major.demote_major(at=NINE + HALF / 2, by="edsger", reason="one office")
    cancelled = major.cancel(at=NINE + HALF / 2, by="edsger", reason="a test")
    for inc in (demoted, cancelled):
        assert Status.CANCELLED is cadence(inc, at=NINE + DAY).status


def test_an_audience_has_an_update_of_its_own() -> None:
    """What counts as one is a condition."""
    goal = update_cadence(HOUR, audience="management", update=happened(Commented))
    assert ("update of management", happened(Commented)) == (goal.name, goal.reset)
    with pytest.raises(BadValue, match="audience"):
        update_cadence(HOUR, audience="")
    with pytest.raises(BadValue, match="what counts as an update to executives"):
        update_cadence(HOUR, audience="executives")
    with pytest.raises(FaultyDefinition):
        update_cadence(-HOUR)
    with pytest.raises(BadCondition):
        update_cadence(HOUR, update=5)
