"""Alignments: the cheapest way to make a log fit a model."""

import pytest

from itsmcore import Lifecycle, Phase, Timeline
from itsmcore.conformance import AlignedMove, align, check
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT
from tests.conformance.lines import line

LOOP = Lifecycle.from_edges(
    [("on", "switch", "off"), ("off", "switch", "on")],
    phases={"on": Phase.ACTIVE, "off": Phase.PENDING},
)


def test_a_log_that_fits_costs_nothing() -> None:
    """Each move is made by both."""
    found = align(INCIDENT, {"A": line("new", "new", "in_progress", "resolved", "closed")})
    assert (1, 1, 0, 1.0) == (found.cases, found.fitting, found.cost, found.fitness)
    (one,) = found
    assert ("fits", (), one.states) == (str(one), one.repairs, one.repaired)
    assert ["new", "in_progress", "resolved", "closed"] == list(map(str, one.moves))
    assert {"both"} == {move.side for move in one.moves}


def test_what_is_missing_is_added_and_what_is_too_much_is_left_out() -> None:
    """Each says where; the same repair of several records is counted once with its times."""
    found = align(
        INCIDENT,
        {
            "A": line("new", "closed"),
            "B": line("new", "new", "closed"),
            "C": line("new", "-100", "in_progress"),
        },
    )
    assert {"add resolved after new": 2, "leave out -100 after new": 1} == found.repairs
    first, second = found
    assert (("A", "B"), 1, 1 - 1 / 3) == (first.cases, first.cost, first.fitness)
    assert AlignedMove("model", "resolved", "new") == first.moves[1]
    assert ("new", "in_progress") == second.repaired
    assert "cases 3, fitting 0, cost 3, fitness 0.7000" == str(found)
    assert "| new > closed | 2 | 1 | add resolved after new |" in f"{found:md}"
    assert (2, 1 - 3 / 10) == (len(found), found.fitness)
    assert 1 == found.rows[1]["cost"]


def test_a_log_may_begin_elsewhere_or_not_at_all() -> None:
    """What is before the first state is added at the beginning."""
    odd, none = align(INCIDENT, {"A": line("resolved", "closed"), "B": Timeline()})
    assert "add new at the beginning" == str(odd)
    assert ("add new at the beginning", 1, 0.0) == (str(none), none.cost, none.fitness)
    (strange,) = align(INCIDENT, {"A": line("x")})
    assert {"log", "model"} == {move.side for move in strange.moves}


def test_records_may_have_to_end() -> None:
    """Then what leads to an end is added; a table without an end is refused."""
    log = {"A": line("new", "in_progress", "resolved")}
    assert 0 == align(INCIDENT, log).cost
    (ended,) = align(INCIDENT, log, complete=True)
    assert ("add closed after resolved", 2) == (str(ended), ended.shortest)
    assert 0 == align(LOOP, {"A": line("on", "off", "on")}).cost
    with pytest.raises(BadValue, match="one that reaches a final state"):
        align(LOOP, log, complete=True)


def test_nothing_to_align_has_no_fitness() -> None:
    """And is written so."""
    assert (None, "cases 0, fitting 0, cost 0, fitness unknown") == (
        align(INCIDENT, {}).fitness,
        str(align(INCIDENT, {})),
    )


def test_only_tables_are_aligned_and_checked() -> None:
    """A lifecycle without a state has no beginning."""
    for wrong in (Lifecycle("empty", states=(), rules=()), "incident"):
        for judge in (align, check):
            with pytest.raises(BadValue, match="or a Lifecycle that has states"):
                judge(wrong, {})  # type: ignore[arg-type]
