"""A rise is judged by the exact chance of it."""

import math
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.recurrence import Occurrence, bursts, rises
from itsmcore.span import Span
from tests.instants import DAY, HOUR
from tests.instants import MIDNIGHT as T0
from tests.recurrence.cases import days, happened


def exactly(count: int, total: int, share: Fraction) -> Fraction:
    """Sum the upper tail of the binomial distribution in fractions."""
    places = range(count, total + 1)
    return sum(
        (math.comb(total, i) * share**i * (1 - share) ** (total - i) for i in places), Fraction()
    )


def chance_of(risen: int, former: int, recent: int, baseline: int) -> float | None:
    """Give the p-value of two counts in spans of so many days, where it is not 1."""
    before = happened([24 * baseline * i / max(former, 1) for i in range(former)], category="m")
    after = happened(
        [24 * (baseline + recent * i / max(risen, 1)) for i in range(risen)], category="m"
    )
    found = rises(
        [*before, *after],
        "category",
        baseline=days(0, baseline),
        recent=days(baseline, baseline + recent),
        alpha=1 - 1e-12,
    )
    return found[0].statistics["p_uncorrected"] if found else None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 30), st.integers(1, 30))
def test_p_is_the_exact_tail(risen: int, former: int, recent: int, baseline: int) -> None:
    """To nine places and more, against a sum in fractions."""
    p = chance_of(risen, former, recent, baseline)
    expected = exactly(risen, risen + former, Fraction(recent, recent + baseline))
    if p is None:
        assert risen + former == 0 or 1 - expected < 1e-9
    else:
        assert pytest.approx(float(expected), rel=1e-9, abs=0) == p


@pytest.mark.long
@pytest.mark.parametrize(
    ("risen", "former"), [(430, 1570), (400, 1600), (399, 1601), (300, 1700), (700, 1300)]
)
def test_p_is_exact_of_large_counts(risen: int, former: int) -> None:
    """On both sides of the mean, which is 400."""
    expected = exactly(risen, 2_000, Fraction(1, 5))
    assert pytest.approx(float(expected), rel=1e-9, abs=0) == chance_of(risen, former, 1, 4)


def test_a_chance_too_small_for_a_float_is_not_none() -> None:
    """It is the smallest float there is."""
    assert math.ulp(0.0) == chance_of(2_000, 0, 1, 4)


def test_a_chance_too_near_to_certain_does_not_underflow() -> None:
    """Two in the recent span of five thousand are no rise at all."""
    assert chance_of(2, 5_000, 1, 1) is None


def test_spans_may_be_of_any_length() -> None:
    """An instant against a thousand years, and the other way round."""
    tick, ages = timedelta(microseconds=1), timedelta(days=365_000)
    log = [*happened([0], category="a"), *happened([24], category="b")]
    short, long = Span(T0, T0 + tick), Span(T0 + tick, T0 + tick + ages)
    found = rises(log, "category", baseline=long, recent=short)
    assert [("a",)] == [recurrence.value for recurrence in found]
    assert pytest.approx(tick / ages) == found[0].statistics["p_uncorrected"]
    assert not rises(log, "category", baseline=short, recent=long)


def test_p_by_hand() -> None:
    """Five of five in the second of two equal spans: one in thirty-two."""
    log = happened([24, 25, 26, 27, 28], category="m")
    found = rises(log, "category", baseline=days(0, 1), recent=days(1, 2), alpha=0.07)
    assert [1 / 32] == [pytest.approx(recurrence.p_value) for recurrence in found]
    assert "5 in 24:00:00, 0 expected from 0 in 24:00:00; p 0.031, 0.031 among 1 tried (Holm)" == (
        found[0].why
    )
    assert days(1, 2) == found[0].span


def test_holm_multiplies_by_what_is_left_to_try() -> None:
    """The smallest by all there are, the next by one less, and never less than the one before."""
    log = [
        one
        for name, count in (("a", 12), ("b", 9), ("c", 9), ("d", 1))
        for one in happened([24 + i / 2 for i in range(count)], category=name)
    ]
    found = rises(log, "category", baseline=days(0, 1), recent=days(1, 2), alpha=0.9)
    figures = [(f.value[0], f.statistics["p_uncorrected"], f.p_value) for f in found]
    a, b = 0.5**12, 0.5**9
    expected = [("a", a, 4 * a), ("b", b, 3 * b), ("c", b, 3 * b), ("d", 0.5, 0.5)]
    assert 4 == found.groups
    assert expected == [
        (name, pytest.approx(p), pytest.approx(corrected)) for name, p, corrected in figures
    ]


def stream(chance: Random, *, rate: float, length: float) -> Iterator[float]:
    """Draw the days on which something happens at a steady rate a day."""
    day = chance.expovariate(rate)
    while day < length:
        yield day
        day += chance.expovariate(rate)


def steady(chance: Random, *, kinds: int, rate: float, length: float) -> list[Occurrence]:
    """Let incidents of many kinds come, each kind at the same steady rate."""
    return [
        Occurrence(f"I{kind}-{place}", T0 + day * DAY, {"configuration_items": (f"srv-{kind}",)})
        for kind in range(kinds)
        for place, day in enumerate(stream(chance, rate=rate, length=length))
    ]


@pytest.mark.long
def test_false_alarms_are_as_seldom_as_promised() -> None:
    """Of 300 runs over 40 steady kinds at most 5 % and some slack find anything."""
    chance = Random(20260105)
    alarms = sum(
        bool(
            rises(
                steady(chance, kinds=40, rate=0.2, length=42),
                "configuration_items",
                baseline=days(0, 28),
                recent=days(28, 42),
                alpha=0.05,
            )
        )
        for _ in range(300)
    )
    assert 0 < alarms / 300 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)


@pytest.mark.long
def test_p_of_large_counts_is_nearly_uniform() -> None:
    """Under a steady rate a share u of p-values lies at or below u."""
    chance, found = Random(7), list[float]()
    for _ in range(300):
        log = steady(chance, kinds=1, rate=8, length=28)
        alarms = rises(
            log, "configuration_items", baseline=days(0, 14), recent=days(14, 28), alpha=0.999999
        )
        found.extend(alarm.p_value or 0 for alarm in alarms)
    assert 300 == len(found)
    for level in (0.1, 0.25, 0.5, 0.75, 0.9):
        share = sum(p <= level for p in found) / len(found)
        assert pytest.approx(level, abs=3 * math.sqrt(level * (1 - level) / 300) + 0.03) == share


@pytest.mark.parametrize("seed", range(5))
def test_all_that_is_planted_is_found_and_nothing_else(seed: int) -> None:
    """Eight bursts and eight rises among 400 steady items."""
    chance = Random(seed)
    log = steady(chance, kinds=400, rate=0.1, length=90)
    drawn = chance.sample(range(400), 16)
    planted = {True: set[str](), False: set[str]()}
    for place, kind in enumerate(drawn):
        is_burst, item = place < 8, f"srv-{kind}"
        planted[is_burst].add(item)
        start = chance.uniform(10, 60) if is_burst else 76
        length, count = (0.5, chance.randint(5, 8)) if is_burst else (14, 15)
        log += [
            Occurrence(f"P{kind}-{i}", T0 + (start + length * (i + 0.5) / count) * DAY,
                       {"configuration_items": [item]})
            for i in range(count)
        ]  # fmt: skip
    chance.shuffle(log)
    dense = bursts(log, "configuration_items", n=5, within=24 * HOUR)
    risen = rises(log, "configuration_items", baseline=days(0, 76), recent=days(76, 90), alpha=0.01)
    assert planted[True] == {recurrence.value[0] for recurrence in dense}
    assert planted[False] == {recurrence.value[0] for recurrence in risen}
    assert 8 == len(dense)
