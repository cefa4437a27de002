"""Improvements, whatever happens to them: the cycle goes on, and one test keeps its error rate."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.improvements import (
    PDCA,
    Approved,
    Improvement,
    Movement,
    Outcome,
    Register,
    Verdict,
    iteration_of,
)
from itsmcore.lifecycle import Event
from itsmcore.objectives import Objective
from itsmcore.proportions import Proportion
from itsmcore.testing import improvements
from tests.instants import NINE

ORDER = (*PDCA, None)


def renamed(imp: Improvement, id: str) -> Event:
    opening: Any = imp.history[0]
    changed: Event = attrs.evolve(opening, id=id)
    return changed


def along(imp: Improvement) -> list[Improvement]:
    return [Improvement.replay(imp.history[:n]) for n in range(1, imp.version + 1)]


@settings(max_examples=40)
@given(improvements())
def test_the_cycle_never_goes_backwards_but_by_iterating(imp: Improvement) -> None:
    """Plan, do, check, act; the next one plans again, from the value that was reached."""
    places = [ORDER.index(then.pdca) for then in along(imp)]
    assert sorted(places) == places
    assert (imp.outcome is not None) == (imp.pdca is PDCA.ACT)
    if imp.outcome == Outcome.ITERATED:
        at = imp.history[-1].at
        after = Improvement.begin(iteration_of(imp, "IMP-2", at=at, by="omar"))
        assert (PDCA.PLAN, imp.last_value) == (after.pdca, after.baseline)


@settings(max_examples=40)
@given(improvements())
def test_what_is_approved_stays_and_has_a_better_target(imp: Improvement) -> None:
    """Approved by somebody else, and measured after the start."""
    for then in along(imp):
        if isinstance(then.history[-1], Approved):
            assert then.approved_by not in then.proposers
            assert then.is_better_than_baseline
            assert (then.baseline, then.target) == (imp.baseline, imp.target)
    if imp.last_value is not None and imp.started_at is not None:
        assert imp.last_value.since is not None
        assert imp.last_value.since >= imp.started_at
        assert imp.trend is not None
        assert imp.progress == imp.trend.rows[-1]["progress"]
        assert (imp.progress is not None and imp.progress >= 1) == imp.is_target_met


@settings(max_examples=20)
@given(st.lists(improvements(), max_size=5), st.integers(0, 400))
def test_a_register_ranks_each_once_in_an_order_of_its_own(
    several: list[Improvement], days: int
) -> None:
    """Whatever the order they come in; the stale are some of them."""
    known = [
        Improvement.replay([renamed(imp, f"IMP-{n}"), *imp.history[1:]])
        for n, imp in enumerate(several)
    ]
    at = max((imp.history[-1].at for imp in known), default=NINE) + timedelta(days=days)
    register, turned = Register(known, at=at), Register(known[::-1], at=at)
    assert register.ranked == turned.ranked
    assert set(register.stale) <= set(register.ranked) <= set(known)
    assert len(register.rows) == sum(not imp.phase.is_final for imp in known)


def test_one_test_at_the_review_keeps_its_error_rate() -> None:
    """Of 200 idle registers, whose rate never moves, few cry wolf; a test each month many more."""
    chance, wolves, monthly = Random(20000), 0, 0
    for _ in range(200):
        baseline = drawn(chance, 410)
        values = [drawn(chance, 388) for _ in range(6)]
        moved = [weighed(baseline, value) not in _STILL for value in values]
        wolves += moved[-1]
        monthly += any(moved)
    assert wolves <= 14
    assert 24 <= monthly <= 60


def test_a_rate_that_has_halved_is_mostly_seen() -> None:
    """So that it is no test that says nothing."""
    chance = Random(10)
    seen = sum(
        weighed(drawn(chance, 410), drawn(chance, 388, 0.05)) is Movement.IMPROVED
        for _ in range(200)
    )
    assert seen >= 160


_STILL = (Movement.TOO_EARLY, Movement.UNTESTED)


def drawn(chance: Random, of: int, rate: float = 0.12) -> Proportion:
    return Proportion(sum(chance.random() < rate for _ in range(of)), of)


def weighed(baseline: Proportion, value: Proportion) -> Movement:
    return Verdict(
        baseline=baseline.figure("reopened"),
        target=Objective("reopened", at_most=0.01),
        value=value.figure("reopened"),
    ).movement
