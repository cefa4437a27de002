"""Fault reports: what is wrong with a table, and with tables that products publish."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, TASK, Guard, Lifecycle, Phase, State
from itsmcore.changes import EMERGENCY_CHANGE, STANDARD_CHANGE
from itsmcore.conditions import field
from itsmcore.errors import BadValue, Fault, Unlisted
from itsmcore.lifecycle import FaultReport, faults
from itsmcore.presets import jira

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"
with_facts = pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
PHASES = {
    "Requested": Phase.NEW,
    "Waiting": Phase.PENDING,
    "Approved": Phase.ACTIVE,
    "Done": Phase.CLOSED,
    "Lost": Phase.ACTIVE,
}
APPROVED = (
    ("Requested", "ask", "Waiting"),
    ("Waiting", "approve", "Approved"),
    ("Approved", "implement", "Done"),
    ("Approved", "comment", None),
)


def table(*rows: Any) -> Lifecycle:
    return Lifecycle.from_edges(rows, phases=PHASES, initial="Requested")


def said(of: Any, **options: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.subject) for fault in faults(of, **options)]


@pytest.mark.parametrize(
    "model", [INCIDENT, PROBLEM, NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, TASK]
)
def test_models_that_ship_have_no_fault(model: Any) -> None:
    """Nothing but the reopening of a closed record, which they say."""
    report = faults(model)
    assert not report
    assert f"{model.name} has no fault" in str(report)


def test_lifecycles_of_the_presets_have_no_fault() -> None:
    """Nor can a change of Jira's be implemented without an approval."""
    assert not faults(jira.REQUEST)
    assert not faults(jira.CHANGE, implies={"Implement": "Approve"})
    for model in (NORMAL_CHANGE, EMERGENCY_CHANGE):
        assert not faults(model, implies={"implement": "scheduled"})


def test_a_sound_table_has_no_fault() -> None:
    """Its ends are reached, its waits lead back, and its approval comes first."""
    assert [] == said(table(*APPROVED), declared=["ask"], implies={"implement": "approve"})
    assert [] == said(table(*APPROVED), implies={"Done": "Approved", "approve": "Requested"})
    assert [] == said(table(*APPROVED), implies={"approve": "approve"})


def test_every_fault_is_listed() -> None:
    """Those of any table, and those that a model is not refused for."""
    rows = (*APPROVED, ("Lost", "find", "Approved"), ("Done", "reopen", "Approved"))
    assert [
        ("unreachable_state", "state 'Lost'"),
        ("unused_event", "event 'find'"),
        ("leaves_final", "edge Done -> Approved"),
        ("unused_event", "event 'auto_close'"),
    ] == said(table(*rows), declared="auto_close")


def test_a_wait_without_a_way_back_is_a_fault() -> None:
    """It can only be given up or resolved; one that is only cancelled is a trap, as in a model."""
    oneway = table(("Requested", "wait", "Waiting"), ("Waiting", "finish", "Done"))
    assert [("no_way_back", "state 'Waiting'")] == said(oneway)


def test_guards_that_exclude_each_other_are_a_fault() -> None:
    """No record can meet both."""
    sound = table(*APPROVED)
    small, big = (Guard(words, test) for words, test in SIZES.items())
    rules = [attrs.evolve(rule, guards=(small, big)) for rule in sound.rules[:1]]
    impossible = attrs.evolve(sound, rules=(*rules, *sound.rules[1:]))
    assert [("dead_rule", "rule ask")] == said(impossible)
    open_end = attrs.evolve(sound, rules=(attrs.evolve(sound.rules[0], guards=(small,)),
                                          *sound.rules[1:]))  # fmt: skip
    assert [] == said(open_end)


SIZES = {"it is small": field("size") < 1, "it is big": field("size") > 2}


def test_what_is_not_implied_is_told_with_a_way_there() -> None:
    """By verb or by state; the shortest way."""
    short = table(*APPROVED, ("Requested", "implement", "Done"))
    (fault,) = faults(short, implies={"implement": "approve"})
    assert "happens without 'approve': Requested -> Done; add a guard" == fault.words
    (fault,) = faults(short, implies={"Done": "Approved"})
    assert "happens without 'Approved': Requested -> Done; add a guard" == fault.words
    (fault,) = faults(table(*APPROVED), implies={"comment": "Done"})
    way = "Requested -> Waiting -> Approved"
    assert f"happens without 'Done': {way}; add a guard" == fault.words
    (fault,) = faults(table(*APPROVED), implies={"Requested": "ask"})
    assert "happens without 'ask': Requested; add a guard" == fault.words


@pytest.mark.parametrize("model", [NORMAL_CHANGE, EMERGENCY_CHANGE])
def test_a_change_is_implemented_only_where_its_approval_stands(model: Any) -> None:
    """A state of a region counts, and so do guards; without them there is a way."""
    assert not faults(model, implies={"implement": "approved"})
    assert not faults(model, implies={"implement": "requested", "review": "approved"})
    free = [attrs.evolve(rule, guards=()) for rule in model.lifecycle.rules]
    loose = attrs.evolve(model, lifecycle=attrs.evolve(model.lifecycle, rules=free))
    (fault,) = faults(loose, implies={"implement": "approved"})
    assert "-> implement; add a guard" in fault.words
    assert fault.words.startswith("happens without 'approved': new -> ")


def test_a_state_of_a_region_may_be_what_comes_late() -> None:
    """Its way is told by its own states."""
    assert not faults(INCIDENT, implies={"reviewed": "accepted"})
    (fault,) = faults(INCIDENT, implies={"reviewed": "closed"})
    assert "happens without 'closed': none -> accepted -> reviewed; add a guard" == fault.words
    (fault,) = faults(NORMAL_CHANGE, implies={"approved": "implement"})
    words = "not_requested -> requested -> approved"
    assert f"happens without 'implement': {words}; add a guard" == fault.words


def test_a_table_without_states_has_that_fault_alone() -> None:
    """There is nothing to go through."""
    empty = Lifecycle("empty", states=(), rules=())
    assert [("no_states", "lifecycle 'empty'")] == said(empty)
    with pytest.raises(Unlisted, match="state or verb 'a'"):
        faults(empty, implies={"a": "b"})


def test_a_report_is_read_as_a_table() -> None:
    """In a notebook as in a terminal."""
    report = FaultReport("mine", [Fault("dead_end", "state 'x'", "is a dead end")])
    assert (1, True) == (len(report), bool(report))
    assert "| dead_end | state 'x' | is a dead end |" in f"{report:md}"


def test_what_is_no_table_is_refused() -> None:
    """As is what the table does not have."""
    with pytest.raises(BadValue, match="of cannot be 7; give a lifecycle or a model"):
        faults(7)  # type: ignore[arg-type]
    with pytest.raises(Unlisted, match="state or verb 'aprove'; did you mean 'approve'"):
        faults(table(*APPROVED), implies={"implement": "aprove"})
    with pytest.raises(BadValue, match="implies cannot be 7"):
        faults(table(*APPROVED), implies={7: "ask"})  # type: ignore[dict-item]


@given(st.lists(st.tuples(*[st.sampled_from([*PHASES])] * 2), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_way_without_something_is_a_way_of_the_table_without_it(
    pairs: list[tuple[str, str]],
) -> None:
    """And where none is told, none is left once that state is taken out."""
    rows = [(a, f"{a} to {b}", b) for a, b in {("Requested", "Waiting"), *pairs}]
    free = table(*rows, ("Requested", "go", "Approved"), ("Waiting", "end", "Done"))
    found = faults(free, implies={"Done": "Waiting"}).faults
    told = [fault.words for fault in found if fault.code == "not_implied"]
    reached, ahead = {"Requested"}, True
    while ahead:
        grown = reached | {b for a, b in free.edges if a in reached and b != "Waiting"}
        ahead, reached = grown != reached, grown
    assert bool(told) == ("Done" in reached)
    for words in told:
        way = words.partition(": ")[2].partition(";")[0].split(" -> ")
        assert "Waiting" not in way
        assert set(pairwise(way)) <= free.edges


# --- what is wrong in published models ----------------------------------------------------------


def published(product: str) -> Any:
    return json.loads(FACTS.read_text())[product]


def of_pairs(moves: Mapping[str, list[str]], phases: Mapping[str, Phase]) -> Lifecycle:
    rows = [(a, f"{a} to {b}", b) for a, targets in moves.items() for b in targets]
    return Lifecycle.from_edges(rows, phases=phases)


def codes(report: FaultReport) -> dict[str, int]:
    found = [fault.code for fault in report]
    return {code: found.count(code) for code in found}


@with_facts
def test_ivanti_s_waits_have_no_way_back() -> None:
    """Whoever waits for a customer is resolved, and never worked on again."""
    moves = published("ivanti")["incident"]
    phases = {
        "Logged": Phase.NEW,
        "Active": Phase.ACTIVE,
        "Resolved": Phase.RESOLVED,
        "Closed": Phase.CLOSED,
    } | {state: Phase.PENDING for state in moves if state.startswith("Waiting")}
    assert {"no_way_back": 3} == codes(faults(of_pairs(moves, phases)))


@with_facts
def test_otrs_s_change_needs_no_approval() -> None:
    """It goes from requested to in progress."""
    moves = dict(published("otrs")["change"])
    moves.pop("0")
    ends = {state: Phase.CLOSED for state, targets in moves.items() if not targets}
    phases = dict.fromkeys(moves, Phase.ACTIVE) | {"requested": Phase.NEW} | ends
    (fault,) = faults(of_pairs(moves, phases), implies={"in progress": "approved"})
    assert "happens without 'approved': requested -> in progress; add a guard" == (fault.words)


def itop(name: str) -> tuple[Lifecycle, list[str]]:
    told = published("itop")["lifecycles"][name]
    rows = [
        (state, verb, move["to"])
        for state, said in told["states"].items()
        for verb, move in said["transitions"].items()
    ]
    moved = {state for row in rows for state in (row[0], row[2])}
    rows += [(state, "stay", None) for state in told["states"] if state not in moved]
    phases = {
        state: Phase.CLOSED if state in ("closed", "rejected") else Phase.ACTIVE
        for state in told["states"]
    }
    table = Lifecycle.from_edges(rows, phases=phases, initial=told["initial"])
    return table, list(told["stimuli"])


def unreachable(table: Lifecycle) -> Iterator[str]:
    return (fault.subject for fault in faults(table) if fault.code == "unreachable_state")


@with_facts
def test_itop_s_changes_have_states_that_nothing_leads_to() -> None:
    """Four of a routine change, and two of an emergency change."""
    assert 4 == len(list(unreachable(itop("itop-change-mgmt-itil:RoutineChange")[0])))
    assert 2 == len(list(unreachable(itop("itop-change-mgmt-itil:EmergencyChange")[0])))


@with_facts
def test_itop_s_incident_declares_an_auto_close_that_nothing_uses() -> None:
    """No state has a transition for it."""
    table, stimuli = itop("itop-incident-mgmt-itil:Incident")
    report = faults(table, declared=stimuli)
    assert ["event 'ev_autoclose'"] == [f.subject for f in report if f.code == "unused_event"]


def test_a_state_is_a_value() -> None:
    """A table may have one alone."""
    alone = Lifecycle("alone", states=(State("end", phase=Phase.CLOSED),), rules=())
    assert not faults(alone)
