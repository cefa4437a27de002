"""Conformance: what a log has and a model has not."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Impact, Lifecycle, Phase, Priority, PriorityMatrix, Timeline, Urgency
from itsmcore.conformance import check, check_priority
from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import Event, Rule
from itsmcore.timeline import Flaw
from tests.conformance.lines import line as log
from tests.instants import NINE as T0
from tests.support import LOAN


@attrs.frozen(kw_only=True)
class Nagged(Event):
    """Ask again."""

    verb: ClassVar[str] = "nag"


def test_a_legal_log_has_no_deviation() -> None:
    """And fits the model wholly."""
    report = check(INCIDENT, {"A": log("new", "in_progress", "resolved", "closed")})
    assert (1, 4, 3, (), 1.0) == (
        report.cases,
        report.steps,
        report.move_count,
        report.deviations,
        report.fitness,
    )
    assert {
        ("new", "in_progress"): 1,
        ("in_progress", "resolved"): 1,
        ("resolved", "closed"): 1,
    } == report.moves


def test_a_deviation_names_case_place_instant_and_reason() -> None:
    """So that somebody can go and look."""
    report = check(INCIDENT, {"A": log("new", "resolved"), "B": log("new", "new", "closed", "new")})
    first, second = report.deviations
    assert ("B", 2, T0 + timedelta(hours=2), "new", "closed") == (
        first.case,
        first.index,
        first.at,
        first.source,
        first.target,
    )
    assert "no rule leads from closed to new; it leads to nothing" == second.reason
    ends = check(INCIDENT, {"C": log("closed", "new", "closed", "resolved")}).deviations
    assert {"it leads to nothing"} == {
        one.reason.split("; ")[1] for one in ends if one.source == "closed"
    }
    assert 1 - 2 / 3 == report.fitness


def test_each_of_several_that_went_one_way_has_its_own_deviation() -> None:
    """At its own instant, for the same reason."""
    report = check(INCIDENT, {"A": log("new", "closed"), "B": log("new", "closed")})
    assert ["A", "B"] == [deviation.case for deviation in report.deviations]


def test_unknown_and_missing_states_are_deviations() -> None:
    """Nothing is raised, whatever a log holds."""
    report = check(INCIDENT, {"A": log("new", -100, None, "new"), "B": Timeline()})
    assert ["the model has no state '-100'"] * 2 + ["the model has no state '(none)'"] == [
        d.reason for d in report.deviations
    ]


def test_states_that_the_model_does_not_know_are_listed_once() -> None:
    """Moved to, stayed in or begun with; a step without a state has none."""
    report = check(
        INCIDENT, {"A": log("nwe", "new", -100, "new", -100), "B": log("new", None), "C": log("x")}
    )
    assert ("nwe", "-100", "x") == report.unknown_states
    assert str(report).endswith(", unknown states nwe, -100, x")
    assert () == check(INCIDENT, {"A": log("new", "closed")}).unknown_states


def test_odd_first_states_are_reported_apart() -> None:
    """They are no moves, so they do not count against fitness."""
    report = check(INCIDENT, {"A": log("resolved", "closed"), "B": log(None), "C": log("new")})
    assert {"resolved": 1, "(none)": 1} == report.odd_starts
    assert 1.0 == report.fitness
    nothing = check(INCIDENT, {"A": Timeline.from_rows([(T0, {"status": "new"})])})
    assert (None, {"(none)": 1}) == (nothing.fitness, nothing.odd_starts)
    assert str(nothing).endswith("odd starts 1, fitness unknown")


def test_a_state_entered_anew_is_counted_within() -> None:
    """Where the model has a rule that leads back to it, and its fields changed."""
    rows: list[tuple[datetime, dict[str, object]]] = [
        (T0, {"state": "on_hold", "hold_reason": "caller"}),
        (T0, {"state": "on_hold", "hold_reason": "vendor"}),
        (T0, {"state": "on_hold", "hold_reason": "vendor", "summary": "x"}),
        (T0, {"state": "in_progress", "hold_reason": None}),
        (T0, {"state": "in_progress", "hold_reason": "caller"}),
    ]
    report = check(INCIDENT, {"A": Timeline.from_rows(rows)})
    assert ({"on_hold": 1}, 1, 1) == (report.within, report.within_count, report.move_count)


def test_any_rule_that_leads_back_counts_within() -> None:
    """By the fields of its event's own names too, and beside other such rules."""
    rows = [(T0, {"state": "lent", "due": 1}), (T0, {"state": "lent", "due": 2})]
    assert {"lent": 1} == check(LOAN, {"A": Timeline.from_rows(rows)}).within
    twice = INCIDENT.extended(Rule(Nagged, source="on_hold", target="on_hold"))
    holds = [(T0, {"state": "on_hold", "hold_reason": r}) for r in ("caller", "vendor")]
    assert {"on_hold": 1} == check(twice, {"A": Timeline.from_rows(holds)}).within


class Column:
    """Stand for an array, of which nobody says whether it is another."""

    def __len__(self) -> int:
        return 2

    def __ne__(self, other: object) -> bool:
        raise ValueError("the truth value of an array is ambiguous")


def test_what_cannot_be_compared_is_itself_only() -> None:
    """A state is entered anew where another such value comes, and not where the same one stays."""
    first, second = Column(), Column()
    for after, within in ((second, {"lent": 1}), (first, {})):
        rows = [(T0, {"state": "lent", "due": due}) for due in (first, after)]
        assert within == check(LOAN, {"A": Timeline.from_rows(rows)}).within


def test_reasons_are_counted_once_each() -> None:
    """The most frequent first; a record whose every move is legal fits, if it begins rightly."""
    report = check(
        INCIDENT,
        {"A": log("new", "closed"), "B": log("closed", "new", "closed"), "C": log("resolved")},
    )
    (first, times), second = report.reasons.items()
    assert (2, "closed to new", 1) == (times, second[0][19:32], second[1])
    assert first.startswith("no rule leads from new to closed; it leads to cancelled")
    assert (0, 1) == (report.fitting, check(INCIDENT, {"A": log("new", "resolved")}).fitting)


def test_a_model_that_allows_more_than_is_done_is_less_precise() -> None:
    """Each state that was left counts by how often."""
    phases = {"a": Phase.NEW, "b": Phase.ACTIVE, "c": Phase.CLOSED}
    rows = [("a", "x", "b"), ("a", "y", "c"), ("b", "y", "c"), ("b", "x", "b")]
    table = Lifecycle.from_edges(rows, phases=phases)
    report = check(table, {"A": log("a", "b", "b", "c"), "B": log("a", "b", "a")})
    assert ((2 * 1 + 1) / (2 * 2 + 1), 1, {}) == (report.precision, report.fitting, report.within)
    assert None is check(table, {"A": log("a", "a")}).precision


def test_flaws_are_counted_by_kind() -> None:
    """Those that the reading of the log found."""
    flawed = Timeline((), (Flaw(3, "backward", "x"), Flaw(4, "backward", "y")))
    assert {"backward": 2} == check(INCIDENT, {"A": flawed, "B": log("new")}).flaws


def test_a_report_reads_as_a_line_and_as_a_table() -> None:
    """The most frequent moves first."""
    report = check(INCIDENT, {"A": log("new", "closed", "new", "closed")})
    assert "cases 1, steps 4, moves 3, illegal 3, odd starts 0, fitness 0.0000" == f"{report}"
    assert (
        "| from | to | times | illegal |\n"
        "| --- | --- | --- | --- |\n"
        "| new | closed | 2 | 2 |\n"
        "| closed | new | 1 | 1 |"
    ) == f"{report:md}"
    with pytest.raises(Unlisted, match="there is no format 'gif'"):
        f"{report:gif}"


def test_one_timeline_is_no_log() -> None:
    """The number is missing, and the error says what is wanted."""
    with pytest.raises(BadValue, match="give a mapping from each record's number"):
        check(INCIDENT, log("new"))  # type: ignore[arg-type]


def test_what_the_library_wrote_conforms() -> None:
    """A record's own timeline never deviates from its model."""
    inc = Incident.open("A", at=T0, by="ada", summary="s").start(at=T0, by="x")
    inc = inc.hold(at=T0, by="x", reason="caller").hold(at=T0, by="x", reason="vendor")
    inc = inc.resolve(at=T0, by="x", code="user_error", notes="n").tick(at=T0 + timedelta(days=9))
    report = check(INCIDENT, {"A": inc.timeline()})
    assert ((), 4, 1) == (report.deviations, report.move_count, report.within_count)


@given(
    st.lists(
        st.lists(
            st.sampled_from([*(s.name for s in INCIDENT.states), "-100", None, 7]), max_size=9
        ),
        max_size=5,
    )
)
def test_moves_are_the_changes_of_state(cases: list[list[object]]) -> None:
    """Counted plainly, and each is legal or a deviation."""
    report = check(INCIDENT, {str(i): log(*states) for i, states in enumerate(cases)})
    changes = [(str(a), str(b)) for states in cases for a, b in pairwise(states) if a != b]
    illegal = [move for move in changes if move not in INCIDENT.edges]
    assert (len(cases), sum(map(len, cases))) == (report.cases, report.steps)
    assert (len(changes), len(illegal)) == (report.move_count, len(report.deviations))
    assert (report.fitness is None) == (not changes)


def test_priorities_are_compared_with_the_matrix() -> None:
    """Steps that do not state all three, or another scale's levels, are passed over."""
    matrix = PriorityMatrix.default()
    facts = {"impact": Impact.HIGH, "urgency": Urgency.HIGH}
    timelines = {
        "A": log("new", "new", **facts, priority=Priority.LOW),
        "B": log("new", **facts, priority=Priority.CRITICAL),
        "C": log("new", **facts),
        "D": log("new", impact="1 - High", urgency=Urgency.HIGH, priority=Priority.LOW),
    }
    report = check_priority(matrix, timelines)
    assert (3, 2) == (report.steps, report.count)
    assert {(Impact.HIGH, Urgency.HIGH, Priority.LOW): 2} == report.disagreements
    (row,) = report.rows
    assert ["High", "High", "Low", "Critical", 2] == list(row.values())
    assert "steps 3, other than by the matrix 2" == str(report)
    seen = []

    def progress(several: Any) -> Any:
        for one in several:
            seen.append(one)
            yield one

    told = check_priority(matrix, timelines, progress=progress)
    assert (report, 4) == (told, len(seen))
