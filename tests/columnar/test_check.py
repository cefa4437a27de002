"""Conformance in columns is that of the timelines, figure by figure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from benchmarks._volvo import frequent, moves_of_incidents
from itsmcore import Lifecycle, Phase, conformance
from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import INCIDENT
from itsmcore.presets import servicenow
from itsmcore.timeline import Step, Timeline
from tests.instants import HOUR, NINE, TICK
from tests.logs import INCIDENTS_OF_VOLVO, uci_rows, with_uci

np = pytest.importorskip("numpy")

from itsmcore.columnar import Steps, check, variants  # noqa: E402

STATES = ["new", "in_progress", "on_hold", "resolved", "closed"]
TABLE = Lifecycle.from_edges(
    [("new", "start", "in_progress"), ("in_progress", "close", "closed")],
    phases={"new": Phase.NEW, "in_progress": Phase.ACTIVE, "closed": Phase.CLOSED},
    initial="new",
)
FACTS = st.fixed_dictionaries(
    {"state": st.sampled_from([*STATES, *STATES, "parked", "5", 5, "", None, float("nan")])},
    optional={
        "hold_reason": st.sampled_from([None, "", "caller", "vendor", float("nan")]),
        "follow_up_at": st.sampled_from([None, NINE, NINE + HOUR]),
        "assignee": st.sampled_from([1, True, 1.0, "ada"]),
    },
)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Draw a short history that no model would have written, some of it read with flaws."""
    gaps = st.sampled_from([timedelta(), TICK, HOUR])
    at, steps = NINE, list[Step]()
    for facts in draw(st.lists(FACTS, max_size=8)):
        at += draw(gaps)
        steps.append(Step(at, None, facts))
    if draw(st.booleans()):
        return Timeline(steps)
    return Timeline.from_rows([(step.at, step.facts) for step in steps], phases=TABLE.phases)


@over(st.lists(timelines(), max_size=6), st.sampled_from([INCIDENT, TABLE]))
def test_every_report(drawn: list[Timeline], model: Any) -> None:
    """Moves, stays, deviations with their words, odd starts, flaws, strangers and precision."""
    log = {f"I{number}": timeline for number, timeline in enumerate(drawn)}
    expected, actual = conformance.check(model, log), check(model, Steps.of(log))

    assert expected == actual
    assert str(expected) == str(actual)
    assert expected.rows == actual.rows


@over(st.lists(timelines(), max_size=9))
def test_every_way(drawn: list[Timeline]) -> None:
    """The same ways, the most frequent first, each with its cases in the same order."""
    log = {f"I{number}": timeline for number, timeline in enumerate(drawn)}
    assert conformance.variants(log) == variants(Steps.of(log))


def is_the_same(model: Any, log: Mapping[str, Timeline]) -> bool:
    """Tell whether columns report what timelines do."""
    return conformance.check(model, log) == check(model, Steps.of(log))


@pytest.mark.untraced
@pytest.mark.long
@with_uci
def test_the_report_of_a_real_log() -> None:
    """Of 24,918 incidents, with all their flaws."""
    log = servicenow.timelines(
        uci_rows(), columns={"at": "sys_updated_at"}, format="%d/%m/%Y %H:%M"
    )
    assert is_the_same(servicenow.INCIDENT, log)
    assert is_the_same(INCIDENT, log)


@pytest.mark.untraced
@pytest.mark.long
@pytest.mark.skipif(
    not INCIDENTS_OF_VOLVO.exists(),
    reason=f"the real log is not here: {INCIDENTS_OF_VOLVO.name} goes into shared/data/bpic2013",
)
def test_the_report_of_a_log_that_deviates() -> None:
    """Of 7,554 incidents, by what they often do and by what they never do."""
    log = moves_of_incidents()
    assert is_the_same(frequent(log, 20), log)
    assert conformance.variants(log) == variants(Steps.of(log))
    assert is_the_same(TABLE, log)


def of(*cases: list[dict[str, Any]]) -> dict[str, Timeline]:
    """Make timelines of facts, an hour apart."""
    return {
        f"I{number}": Timeline(
            [Step(NINE + hour * HOUR, None, row) for hour, row in enumerate(rows)]
        )
        for number, rows in enumerate(cases)
    }


def test_a_deviation_is_told_with_its_case_and_step() -> None:
    """Though a case without steps stands before it."""
    log = of([], [{"state": "new"}, {"state": "new"}, {"state": "closed"}], [])
    report = check(INCIDENT, Steps.of(log))

    (deviation,) = report.deviations
    assert ("I1", 2, NINE + 2 * HOUR) == (deviation.case, deviation.index, deviation.at)
    assert deviation.reason.startswith("no rule leads from new to closed; it leads to cancelled")
    assert (3, 3, 2) == (report.cases, report.steps, report.fitting)
    assert is_the_same(INCIDENT, log)


def test_a_state_is_entered_again_where_a_column_tells_of_a_change() -> None:
    """Equal values of different classes are none, and neither is a fact without a column."""
    holds = [{"hold_reason": reason} for reason in ("caller", "vendor", "vendor", "", None)]
    log = of([{"state": "on_hold", **hold} for hold in holds])
    several = of([{"state": "on_hold", "hold_reason": reason} for reason in (1, True, 1.0, 2)])

    assert {"on_hold": 2} == check(INCIDENT, Steps.of(log)).within
    assert {"on_hold": 1} == check(INCIDENT, Steps.of(several)).within
    assert {} == check(INCIDENT, Steps.of(log, facts=("state",))).within
    assert is_the_same(INCIDENT, log)


def test_ways_through_the_states() -> None:
    """Of cases that stay, go the same way, or have no step."""
    a, b = {"state": "a"}, {"state": "b"}
    log = of([a, a, b], [a, b], [], [a, a, b], [b], [b], [a])
    found = variants(Steps.of(log))

    assert [("a", "b"), ("b",), (), ("a",)] == [one.states for one in found]
    assert ("I0", "I3", "I1") == found.variants[0].cases
    assert conformance.variants(log) == found
    assert conformance.variants({}) == variants(Steps.of({}))
    with pytest.raises(BadValue, match="steps cannot be"):
        variants(log)  # type: ignore[arg-type]


def test_more_states_than_rows() -> None:
    """Are counted all the same."""
    log = of([{"state": state} for state in ("a", "b", "c", "new", "in_progress")])
    report = check(INCIDENT, Steps.of(log))

    assert ("a", "b", "c") == report.unknown_states
    assert {"a": 1} == report.odd_starts
    assert is_the_same(INCIDENT, log)


def test_flaws_are_kept() -> None:
    """Those of timelines, also where only some steps are kept."""
    log = {"I1": Timeline.from_rows([(NINE, {"state": "odd"})], phases=TABLE.phases)}
    steps = Steps.of(log | of([]))

    assert {"I1": log["I1"].flaws} == steps.flaws == steps.until(NINE - TICK).flaws
    assert {"unknown_state": 1} == check(TABLE, steps).flaws


def test_what_is_refused() -> None:
    """No model, no steps, and steps without states; nothing is missed of none at all."""
    steps = Steps.of(of([{"state": "new"}]))
    with pytest.raises(BadValue, match=r"model cannot be 'x'; give a model"):
        check("x", steps)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match=r"steps cannot be .*; give Steps"):
        check(INCIDENT, of([]))  # type: ignore[arg-type]
    with pytest.raises(Unlisted, match="no column of the fact 'state'"):
        check(INCIDENT, Steps.of(of([{"group": "mail"}])))
    assert is_the_same(INCIDENT, {})
    assert is_the_same(INCIDENT, of([], []))
