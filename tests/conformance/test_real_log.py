"""A real log of incidents, judged once: against a plain count, and pm4py where it is installed.

BPI Challenge 2013, incidents (doi 10.4121/500573e6-accc-4b0c-9576-aa5468b10cee), Volvo IT; 4TU
terms: non-commercial use with attribution. It is read from beside the project and is no part of it.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import islice, pairwise

import pytest

from benchmarks._volvo import LOG, frequent, moves_of_incidents
from itsmcore import Timeline
from itsmcore.conformance import align, check, discover, variants

pytestmark = [
    pytest.mark.long,
    pytest.mark.untraced,
    pytest.mark.skipif(
        not LOG.exists(),
        reason=f"the real log is not here: {LOG.name} goes into shared/data/bpic2013",
    ),
]


@pytest.fixture(scope="module")
def timelines() -> Mapping[str, Timeline]:
    """Read the log once."""
    return moves_of_incidents()


def test_what_is_found_in_it_is_what_a_plain_count_finds(timelines: Mapping[str, Timeline]) -> None:
    """Ways, illegal moves, fitting records, and the cost of what does not fit."""
    table = frequent(timelines, 20)
    report, found = check(table, timelines), align(table, timelines)
    traces = {case: [step.facts["state"] for step in of] for case, of in timelines.items()}
    moves = Counter(move for trace in traces.values() for move in pairwise(trace))
    assert (7_554, 49_331) == (len(timelines), report.move_count)
    assert moves == report.moves
    assert sum(n for move, n in moves.items() if move not in table.edges) == len(report.deviations)
    fitting = sum(
        trace[0] == table.initial and table.edges.issuperset(pairwise(trace))
        for trace in traces.values()
    )
    assert fitting == report.fitting == found.fitting
    assert Counter(tuple(trace) for trace in traces.values()) == {
        one.states: one.count for one in variants(timelines)
    }
    assert fitting == sum(len(one.cases) for one in found if one.repaired == one.states)


def test_what_is_discovered_in_it_is_what_is_frequent(timelines: Mapping[str, Timeline]) -> None:
    """The same moves, begun in the same state."""
    frequent_ones = frequent(timelines, 20)
    found = discover(timelines, phases=frequent_ones, least=20).lifecycle
    assert (frequent_ones.edges, frequent_ones.initial) == (found.edges, found.initial)


@pytest.mark.filterwarnings("ignore")
def test_pm4py_agrees(timelines: Mapping[str, Timeline]) -> None:
    """On which records fit, of those whose states the lifecycle has, and on what repairs cost."""
    pytest.importorskip("pm4py")
    from benchmarks.logs import Oracle

    table = frequent(timelines, 300)
    few = {
        case: of
        for case, of in islice(timelines.items(), 500)
        if all(step.facts["state"] in table.phases for step in of)
    }
    oracle, found = Oracle(table), align(table, few)
    fitting = {case for one in found if not one.cost for case in one.cases}
    assert fitting == oracle.fitting(few)
    some = found.alignments[:50]
    assert [one.cost for one in some] == oracle.costs(one.states for one in some)
