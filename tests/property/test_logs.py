"""Logs: the cheapest repair against a plain search, what models refuse, and what is discovered."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Lifecycle, Phase
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field
from itsmcore.conformance import align, check, check_facts, discover, split, variants
from itsmcore.errors import Refused
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import Guard, Model
from itsmcore.problems import PROBLEM
from itsmcore.requests import REQUEST
from itsmcore.testing import records
from tests.conformance.lines import line

STATES = "abcd"
TABLES = st.sets(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), min_size=1).map(
    lambda edges: Lifecycle.from_edges(
        [(a, f"to {b}", b) for a, b in sorted(edges)],
        phases=dict.fromkeys(STATES, Phase.ACTIVE) | {"d": Phase.CLOSED},
    )
)
TRACES = st.lists(st.sampled_from([*STATES, "x"]), min_size=1, max_size=7)
LOGS = st.dictionaries(st.text(max_size=2), TRACES, max_size=5).map(
    lambda cases: {case: line(*states) for case, states in cases.items()}
)


def cheapest(table: Lifecycle, trace: list[str]) -> int:
    """Find the cost by Bellman and Ford: relax until nothing changes."""
    steps = {(a, b) for a, b in table.edges if a != b} | {("", table.initial)}
    costs = {(0, ""): 0}
    while True:
        before = dict(costs)
        for (read, state), cost in before.items():
            ways = [((read, b), 1) for a, b in steps if a == state]
            if read < len(trace):
                ways.append(((read + 1, state), 1))
                ways += [((read + 1, b), 0) for a, b in steps if a == state and b == trace[read]]
            for place, more in ways:
                costs[place] = min(costs.get(place, cost + more), cost + more)
        if costs == before:
            return min(c for (read, state), c in costs.items() if read == len(trace) and state)


@given(TABLES, TRACES)
@settings(max_examples=50)
def test_no_repair_is_cheaper(table: Lifecycle, trace: list[str]) -> None:
    """And what is repaired is a way of the table."""
    (one,) = align(table, {"A": line(*trace)})
    assert cheapest(table, list(one.states)) == one.cost
    assert [*one.states] == [move.state for move in one.moves if move.side != "model"]
    repaired = check(table, {"A": line(*one.repaired)})
    assert ((), {}, 1) == (repaired.deviations, repaired.odd_starts, repaired.fitting)


@given(TABLES, LOGS)
@settings(max_examples=50)
def test_a_record_fits_if_its_repair_costs_nothing(table: Lifecycle, log: dict) -> None:  # type: ignore[type-arg]
    """By either judgement, and part by part as in all."""
    report, found = check(table, log), align(table, log)
    assert (report.cases, report.fitting) == (found.cases, found.fitting)
    parts = split(log, by="state").values()
    assert report.fitting == sum(check(table, part).fitting for part in parts)
    assert [(v.states, v.cases) for v in variants(log)] == [(a.states, a.cases) for a in found]
    for one in found:
        assert all(before != after for before, after in pairwise(one.states))


@pytest.mark.untraced
@pytest.mark.parametrize("model", [INCIDENT, PROBLEM, REQUEST, NORMAL_CHANGE], ids=str)
@settings(max_examples=5)
@given(data=st.data())
def test_what_a_model_let_happen_has_nothing_against_it(model: Model, data: Any) -> None:
    """Whatever its facts, regions and approvals were; timers fire in time where they are ticked."""
    record = data.draw(records(model, max_events=8))
    report = check_facts(model, {"A": record.timeline()})
    assert [] == [one for one in report.violations if one.kind != "late"]
    assert () == report.unknown_states


STRICT = INCIDENT.extended(
    needs={"start": "assignee", "cancel": "category"},
    guards={
        "hold": Guard("nobody is assigned", field("assignee").is_set),
        "resolve": Guard("it is not for the phone", ~field("channel").is_("phone")),
    },
    without="reopen",
    name="strict",
)


@pytest.mark.untraced
@settings(max_examples=30)
@given(records(INCIDENT, max_events=8, ticks=False))
def test_what_is_found_first_is_what_a_stricter_model_refuses_first(record: Incident) -> None:
    """By its state, by a field, or by a guard; and what it takes has nothing against it."""
    log = {"A": record.timeline()}
    found = [one.index for one in check_facts(STRICT, log).violations if one.kind != "late"]
    found += [deviation.index for deviation in check(STRICT, log).deviations]
    taken = STRICT.record.replay(record.history[:1], model=STRICT)
    for event in record.history[1:]:
        try:
            steps = list(taken.unfold(event, is_automatic=event.cause is not None))
        except Refused:
            assert min(found) == taken.version
            return
        taken = steps[0]
    assert [] == found


@given(st.lists(TRACES, min_size=1, max_size=6), st.integers(1, 3))
@settings(max_examples=50)
def test_a_discovery_has_what_is_frequent_and_deviates_by_what_is_left_out(
    traces: list[list[str]], least: int
) -> None:
    """Moves are counted plainly; with all of them, every record fits that begins as most do."""
    log = {str(n): line(*states) for n, states in enumerate(traces)}
    phases = dict.fromkeys([*STATES, "x"], Phase.ACTIVE)
    found = discover(log, phases=phases, least=least)
    counted = Counter(move for states in traces for move in pairwise(states) if len({*move}) > 1)
    assert counted == {(move.source, move.target): move.times for move in found.moves}
    rest = [move.times for move in found.moves if move.left_out]
    report = check(found.lifecycle, log)
    assert sum(rest) == len(report.deviations)
    assert all((move.left_out == "rare") is (move.times < least) for move in found.moves)
    if not rest:
        assert len(log) - sum(report.odd_starts.values()) == report.fitting


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("bcd")), max_size=40))
@settings(max_examples=50)
def test_a_suggested_guard_tells_what_a_plain_recount_finds(rows: list[tuple[str, str]]) -> None:
    """As much as is asked for, and no move has two guards."""
    log = {str(n): line("a", target, kind=kind) for n, (kind, target) in enumerate(rows)}
    log["last"] = line("a")
    phases = dict.fromkeys(STATES, Phase.ACTIVE)
    guards = discover(log, phases=phases, certainty=0.7).guards
    kinds = Counter(kind for kind, _ in rows)
    for one in guards:
        right = sum(
            any(
                other.target == target and other.condition.holds({"kind": kind}) for other in guards
            )
            for kind, target in rows
            if kinds[kind] >= 5
        )
        assert (len(rows), right) == (one.times, one.right)
        assert right >= 0.7 * len(rows)
    assert len(guards) == len({one.target for one in guards})
