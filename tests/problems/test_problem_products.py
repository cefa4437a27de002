"""What products do with problems: ServiceNow's table, its legacy map, and other codes of one's own.

Sources: assess-a-problem.md, investigate-root-cause.md, resolve-and-complete-problem.md,
problem-mgmt-properties.md and map-problem-state.md of ServiceNow's documentation.
"""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Level, Phase, Priority, Timeline
from itsmcore.conditions import field
from itsmcore.conformance import check
from itsmcore.errors import FieldMissing, RoleMissing
from itsmcore.level import Impact, Urgency
from itsmcore.lifecycle import Actor, Lifecycle, Permit, State
from itsmcore.problems import (
    PROBLEM,
    STANDARD,
    Cancelled,
    FixBegun,
    Problem,
    Reanalysed,
    ResolutionCode,
    RiskAccepted,
    Role,
)
from tests.instants import NINE as T0

CODES = {
    "new": "101",
    "assess": "102",
    "root_cause_analysis": "103",
    "fix_in_progress": "104",
    "resolved": "106",
    "closed": "107",
}


def servicenow(**rules: Any) -> Any:
    """Make ServiceNow's problem of the default one: cancelling closes, and states have codes."""
    lifecycle = PROBLEM.lifecycle
    states = [attrs.evolve(state, code=CODES.get(state.name)) for state in lifecycle.states[:-1]]
    closing = (
        attrs.evolve(rule, target="closed") if rule.event is Cancelled else rule
        for rule in lifecycle.rules
    )
    table = Lifecycle("problem", states=states, rules=closing)
    return attrs.evolve(PROBLEM, name="servicenow.problem", lifecycle=table, **rules)


SERVICENOW = servicenow()


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def test_the_edges_are_those_of_its_documentation() -> None:
    """With its numbers for states; that a fix fails, and is taken up again, is our own."""
    codes = {state.name: state.code for state in SERVICENOW.states}
    ours = {("106", "104")}
    assert {
        ("101", "102"),
        ("102", "103"),
        ("102", "107"),
        ("103", "104"),
        ("103", "107"),
        ("104", "106"),
        ("104", "107"),
        ("106", "107"),
        ("107", "103"),
        ("101", "107"),
    } == {(codes[a], codes[b]) for a, b in SERVICENOW.edges} - ours


@pytest.mark.parametrize(
    ("verb", "source", "needs"),
    [
        ("assess", "new", {"summary", "assignee"}),
        ("confirm", "assess", set()),
        ("mark_duplicate", "assess", set()),
        ("cancel", "assess", {"close_notes"}),
        ("fix", "root_cause_analysis", {"cause", "fix_notes"}),
        ("accept_risk", "root_cause_analysis", {"cause", "close_notes"}),
        ("mark_duplicate", "root_cause_analysis", set()),
        ("cancel", "root_cause_analysis", {"close_notes"}),
        ("accept_risk", "fix_in_progress", {"cause", "close_notes"}),
    ],
)
def test_each_step_needs_the_fields_it_needs_there(verb: str, source: str, needs: set[str]) -> None:
    """short_description is the summary, assigned_to the assignee, cause_notes the cause."""
    found = [
        set(rule.needs)
        for state, rule in SERVICENOW.lifecycle.expanded()
        if (rule.event.verb, state.name) == (verb, source)
    ]
    assert [needs] == found


def test_resolving_sets_its_code_and_closing_keeps_it() -> None:
    """fix_applied; risk_accepted and duplicate go straight to 107."""
    assert {"fix_applied", "risk_accepted", "duplicate"} == set(ResolutionCode)
    problem = SERVICENOW.open("PRB-1", at=T0, by="ada", summary="s", assignee="grace")
    problem = problem.assess(at=at(1), by="x").confirm(at=at(1), by="x")
    problem = problem.record_cause(at=at(2), by="x", text="c").fix(at=at(3), by="x", notes="n")
    problem = problem.resolve(at=at(4), by="x").close(at=at(5), by="x")
    assert ("closed", "fix_applied") == (problem.state, problem.resolution_code)


def test_what_is_cancelled_is_closed_there() -> None:
    """And may be analysed anew."""
    problem = SERVICENOW.open("PRB-1", at=T0, by="ada", summary="s")
    problem = problem.cancel(at=at(1), by="x", reason="A test")
    assert (Phase.CLOSED, False) == (problem.phase, problem.is_known_error)
    assert "root_cause_analysis" == problem.reanalyse(at=at(2), by="x", reason="No test").state


def test_a_role_for_each_way_of_having_ended() -> None:
    """Its three properties say who may look anew: by the code, or what was cancelled."""
    code = field("resolution_code")
    model = SERVICENOW.with_roles(
        {
            **STANDARD,
            Reanalysed: (
                Permit("reopener of fixes", code.is_(ResolutionCode.FIX_APPLIED)),
                Permit("reopener of risks", code.is_(ResolutionCode.RISK_ACCEPTED)),
                Permit("reopener of the cancelled", ~code.is_set),
            ),
        }
    )
    boss = Actor("linus", roles={Role.PROBLEM_MANAGER})
    problem = model.open("PRB-1", at=T0, by=boss, summary="s", assignee="grace")
    problem = problem.assess(at=at(1), by=boss).confirm(at=at(1), by=boss)
    problem = problem.record_cause(at=at(2), by=boss, text="c")
    accepted = problem.accept_risk(at=at(3), by=boss, notes="n")
    given_up = problem.cancel(at=at(3), by=boss, reason="A test")
    for ended, role in ((accepted, "risks"), (given_up, "the cancelled")):
        may = Actor("ines", roles={f"reopener of {role}"})
        assert "root_cause_analysis" == ended.reanalyse(at=at(4), by=may, reason="r").state
        for other in (boss, Actor("ines", roles={"reopener of fixes"})):
            with pytest.raises(RoleMissing):
                ended.reanalyse(at=at(4), by=other, reason="r")


def test_priority_is_looked_up_as_for_incidents() -> None:
    """Its nine cells."""
    impacts = (Impact.HIGH, Impact.MEDIUM, Impact.LOW)
    urgencies = (Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW)
    found: list[list[Level | None]] = [
        [
            Problem.open("PRB-1", at=T0, by="x", summary="s", impact=i, urgency=u).priority
            for u in urgencies
        ]
        for i in impacts
    ]
    critical, high, moderate = Priority.CRITICAL, Priority.HIGH, Priority.MODERATE
    low, planning = Priority.LOW, Priority.PLANNING
    assert [
        [critical, high, moderate],
        [high, moderate, low],
        [moderate, low, planning],
    ] == found


# --- its legacy states --------------------------------------------------------------------------

LEGACY = {
    "1": ("new", None),
    "2": ("closed", "risk_accepted"),
    "3": ("fix_in_progress", None),
    "4": ("closed", "fix_applied"),
}
"""Open, Known Error, Pending Change and Closed/Resolved, as its map has them."""


def migrated(*legacy: str) -> Timeline:
    """Read a life in legacy states as one in the present ones."""
    rows = [LEGACY[state] for state in legacy]
    return Timeline.from_rows(
        (at(hour), {"state": state, "resolution_code": code})
        for hour, (state, code) in enumerate(rows)
    )


def test_its_legacy_map_is_a_migration_that_conformance_can_judge() -> None:
    """Old lives skip the states that there were not; every move which the table lacks is named."""
    lives = {
        "PRB-1": migrated("1", "3", "4"),
        "PRB-2": migrated("1", "2"),
        "PRB-3": migrated("2", "1"),
    }
    report = check(SERVICENOW, lives)
    assert (3, 7, 4) == (report.cases, report.steps, report.move_count)
    assert {
        ("PRB-1", "new", "fix_in_progress"),
        ("PRB-3", "closed", "new"),
    } == {(d.case, d.source, d.target) for d in report.deviations}
    assert {"closed": 1} == report.odd_starts


def test_a_known_error_of_old_is_a_known_error_still() -> None:
    """The map makes it closed with its risk accepted, which is analysed and not resolved."""
    problem = SERVICENOW.open("PRB-2", at=T0, by="x", summary="s", assignee="grace")
    problem = problem.assess(at=T0, by="x").confirm(at=T0, by="x")
    problem = problem.record_cause(at=T0, by="x", text="The disk is too small")
    problem = problem.accept_risk(at=T0, by="x", notes="migrated from Known Error")
    assert LEGACY["2"] == (problem.state, problem.resolution_code)
    assert "The disk is too small" == problem.known_error().cause


# --- others -------------------------------------------------------------------------------------


def test_another_product_s_codes_take_the_place_of_these() -> None:
    """A model lists its own, and refuses those that are none of its."""
    mine = PROBLEM.extended(codes={"resolution_code": ("fix_applied", "wont_fix")}, name="mine")
    problem = mine.open("PRB-1", at=T0, by="x", summary="s", assignee="y")
    problem = problem.assess(at=T0, by="x").confirm(at=T0, by="x")
    problem = problem.record_cause(at=T0, by="x", text="c")
    reasons = problem.why_not("accept_risk", at=T0, by="x", notes="n")
    assert ["unknown_code"] == [reason.code for reason in reasons]


def test_a_shorter_way_is_a_few_rules() -> None:
    """iTop's problem is new, assigned, resolved, closed: the same events, other states."""
    rules = {rule.event.verb: rule for rule in PROBLEM.lifecycle.rules}
    short = Lifecycle(
        "problem",
        states=[
            State("new", phase=Phase.NEW),
            State("assigned", phase=Phase.ACTIVE),
            State("resolved", phase=Phase.RESOLVED),
            State("closed", phase=Phase.CLOSED),
        ],
        rules=[
            attrs.evolve(rules["assess"], target="assigned", needs="assignee"),
            attrs.evolve(rules["resolve"], source="assigned"),
            rules["close"],
            rules["comment"],
        ],
    )
    model = attrs.evolve(PROBLEM, name="itop.problem", lifecycle=short)
    problem = model.open("P-1", at=T0, by="x", summary="s")
    with pytest.raises(FieldMissing, match="assignee"):
        problem.assess(at=T0, by="x")
    for event in (FixBegun, RiskAccepted):
        assert event not in model.events
