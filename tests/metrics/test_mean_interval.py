"""The interval of a mean: Wilson's for two answers, Tango's for three, and on the scale for all."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.metrics import score
from itsmcore.metrics._mean_interval import mean_interval
from itsmcore.proportions import Proportion
from itsmcore.satisfaction import Invitation, Response, Survey, ces, csat, nps

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
COUNTS = st.integers(0, 30)


@settings(max_examples=30)
@given(count=COUNTS, others=COUNTS.filter(bool))
def test_of_two_answers_it_is_that_of_wilson(count: int, others: int) -> None:
    """Whatever the two numbers are."""
    expected = Proportion(count, count + others).interval()
    found = mean_interval({1: others, 5: count}, 1, 5)
    assert pytest.approx(expected, abs=1e-6) == tuple((bound - 1) / 4 for bound in found)


@settings(max_examples=30)
@given(good=COUNTS, bad=COUNTS, rest=COUNTS.filter(bool))
def test_of_three_answers_it_is_that_of_tango(good: int, bad: int, rest: int) -> None:
    """At either bound his score is as much as 95 % allows."""
    n = good + bad + rest
    for sign, bound in zip((1, -1), mean_interval({-1: bad, 0: rest, 1: good}, -1, 1), strict=True):
        half = -good - bad + (2 * n - good + bad) * bound
        lost = (math.sqrt(half**2 + 8 * n * bad * bound * (1 - bound)) - half) / (4 * n)
        spread = math.sqrt(n * (2 * lost + bound * (1 - bound)))
        assert pytest.approx(1.95996 * sign, abs=1e-3) == (good - bad - n * bound) / spread


@settings(max_examples=30)
@given(
    tally=st.dictionaries(st.integers(1, 7), st.integers(0, 9)).filter(lambda of: any(of.values()))
)
def test_it_holds_the_mean_and_stays_on_the_scale(tally: dict[int, int]) -> None:
    """And it is no point, for nobody is so sure."""
    low, high = mean_interval(tally, 1, 7)
    mean = sum(value * count for value, count in tally.items()) / sum(tally.values())
    assert 1 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 7
    assert low < high


def test_it_keeps_what_it_promises() -> None:
    """Of 300 small samples about 285 have the true mean within, where nearly all are satisfied."""
    chance = random.Random(7)
    held = 0
    for _ in range(300):
        said = chance.choices((1, 2, 3, 4, 5), (1, 1, 3, 15, 80), k=12)
        low, high = mean_interval({of: said.count(of) for of in said}, 1, 5)
        held += low <= 4.72 <= high
    assert 279 <= held


@pytest.mark.parametrize(
    ("scale", "said", "value", "low", "high"),
    [
        (csat("overall"), [5] * 8 + [1] * 2, 0.8, 0.490, 0.943),
        (nps("overall"), [10, 10, 9, 9, 9, 8, 7, 4, 2, 1], 20, -32.955, 62.824),
        (nps("overall"), [10] * 5, 100, 13.104, 100),
        (ces("overall", worst=1, best=7), [7, 6, 5, 4, 2], 4.8, 3.149, 6.012),
        (ces("overall", worst=7, best=1), [7, 6, 5, 4, 2], 4.8, 3.149, 6.012),
        (ces("overall", worst=7, best=1), [1] * 5, 1, 1, 3.607),
    ],
)
def test_each_measure_has_the_interval_of_what_it_tells(
    scale: object, said: list[int], value: float, low: float, high: float
) -> None:
    """X1: that of the share that is satisfied says nothing of a difference or a mean."""
    survey = Survey("s", scale)  # type: ignore[arg-type]
    end = NOON + timedelta(days=1)
    sent = [Invitation("s", f"{n}", "ada", asked_at=NOON, expires_at=end) for n in range(len(said))]
    came = [
        Response("s", one.record, by="ada", at=NOON, answers={"overall": of})
        for one, of in zip(sent, said, strict=True)
    ]
    (row,) = score(survey, came, sent, at=end).rows
    assert pytest.approx((value, low, high), abs=1e-3) == (row["score"], row["low"], row["high"])


def test_of_no_answers_there_is_no_interval() -> None:
    """Neither has it words."""
    found = score(Survey("s", nps("overall")), [], [], at=NOON).total["overall"]
    assert (None, "") == (found.interval, found.interval_words)
