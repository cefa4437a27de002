"""Proportions: intervals and exact tests, against plain sums of exact numbers."""

from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue
from itsmcore.proportions import Proportion, fisher, poisson

SIDES = ("two", "lower", "higher")


def proportions(most: int = 25) -> st.SearchStrategy[Proportion]:
    """Draw proportions of few."""
    wholes = st.integers(0, most)
    return wholes.flatmap(lambda of: st.builds(Proportion, st.integers(0, of), st.just(of)))


def summed(seen: int, chances: dict[int, Fraction], sided: str) -> float:
    """Add up exact chances of what counts."""
    counted = {
        "two": [chance for chance in chances.values() if chance <= chances[seen]],
        "lower": [chance for count, chance in chances.items() if count <= seen],
        "higher": [chance for count, chance in chances.items() if count >= seen],
    }
    return float(sum(counted[sided]))


@given(before=proportions(), after=proportions(), sided=st.sampled_from(SIDES))
def test_fisher_is_the_sum_of_exact_chances(
    before: Proportion, after: Proportion, sided: Any
) -> None:
    """Of the tables with the same sums."""
    hits, total = before.count + after.count, before.of + after.of
    chances = {
        count: Fraction(comb(after.of, count) * comb(before.of, hits - count), comb(total, hits))
        for count in range(max(0, hits - before.of), min(hits, after.of) + 1)
    }
    expected = summed(after.count, chances, sided)
    assert pytest.approx(expected, rel=1e-9) == fisher(before, after, sided=sided)


@given(before=proportions(), after=proportions(), sided=st.sampled_from(SIDES))
def test_poisson_is_the_sum_of_exact_chances(
    before: Proportion, after: Proportion, sided: Any
) -> None:
    """Of how what was counted may be split over what was watched."""
    hits, watched = before.count + after.count, before.of + after.of
    share = Fraction(after.of, watched) if watched else Fraction(0)
    chances = {
        count: comb(hits, count) * share**count * (1 - share) ** (hits - count)
        for count in range(hits + 1)
    }
    expected = summed(after.count, chances, sided) if watched else 1.0
    assert pytest.approx(expected, rel=1e-9) == poisson(before, after, sided=sided)


@given(before=proportions(), after=proportions())
def test_it_does_not_matter_which_came_first(before: Proportion, after: Proportion) -> None:
    """Two-sided, both orders say the same; one-sided, the other side."""
    for test in (fisher, poisson):
        assert pytest.approx(test(after, before)) == test(before, after)
        lower, higher = test(before, after, sided="lower"), test(after, before, sided="higher")
        assert pytest.approx(lower) == higher


@given(proportions(200), st.floats(0.01, 0.99))
def test_an_interval_holds_the_share_and_narrows_with_more(
    found: Proportion, confidence: float
) -> None:
    """Twice as many of twice as many leave less room; more confidence needs more."""
    low, high = found.interval(confidence=confidence)
    assert 0 <= low <= high <= 1
    if found.value is not None:
        assert low <= found.value <= high
        least, most = Proportion(2 * found.count, 2 * found.of).interval(confidence=confidence)
        assert most - least < high - low
        lower, higher = found.interval(confidence=(1 + confidence) / 2)
        assert (lower, higher) == (min(lower, low), max(higher, high))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(8, 10, 49.0, 94.3), (0, 5, 0.0, 43.4), (45, 50, 78.6, 95.7), (0, 0, 0.0, 100.0)],
)
def test_intervals_are_the_published_ones(count: int, of: int, low: float, high: float) -> None:
    """Wilson's, at 95 %."""
    found = [round(100 * bound, 1) for bound in Proportion(count, of).interval()]
    assert [low, high] == found


@pytest.mark.parametrize(
    ("test", "after", "sided", "expected"),
    [
        (fisher, 31, "two", 0.076),
        (fisher, 31, "lower", 0.040),
        (poisson, 31, "lower", 0.049),
        (fisher, 23, "two", 0.003),
        (fisher, 31, "higher", 0.977),
    ],
)
def test_whether_49_of_410_have_become_fewer(
    test: Any, after: int, sided: Any, expected: float
) -> None:
    """The test that is named decides."""
    found = test(Proportion(49, 410), Proportion(after, 388), sided=sided)
    assert expected == round(found, 3)


@pytest.mark.parametrize("of", [10**6, 10**9, 10**15])
def test_rare_events_of_very_many_are_told_apart(of: int) -> None:
    """No digits are lost in what there are so many of: both tests come to one chance."""
    before, after = Proportion(10, of), Proportion(30, of)
    exact = sum(comb(40, count) for count in range(11)) * 2 / 2**40
    assert pytest.approx(exact, rel=1e-3) == fisher(before, after)
    assert pytest.approx(exact, rel=1e-9) == poisson(before, after)
    assert 1.0 == fisher(before, before)


def test_many_are_tested_in_no_time() -> None:
    """Only counts that have a chance are looked at: of 2 * 10^9 these are some 10^5."""
    before, after = Proportion(10**5, 10**9), Proportion(101_000, 10**9)
    assert 0.02 < fisher(before, after) < 0.03
    assert 0.0 == fisher(Proportion(0, 10**6), Proportion(10**6, 10**6))


def test_what_nobody_watched_says_nothing() -> None:
    """Neither does none of none."""
    none = Proportion(0, 0)
    assert None is none.value
    assert "none (0 of 0, 95 % interval 0.0 % to 100.0 %)" == str(none)
    assert (1.0, 1.0) == (fisher(none, Proportion(1, 2)), poisson(none, Proportion(1, 2)))


@pytest.mark.parametrize(
    ("count", "of"), [(3, 2), (-1, 2), (0.5, 2), (1, None), (True, 2), (1, 2**63)]
)
def test_counts_are_whole_and_no_more_than_all(count: Any, of: Any) -> None:
    """0.12 of 410 is no count."""
    with pytest.raises(BadValue):
        Proportion(count, of)


def test_a_confidence_may_be_as_near_to_1_as_a_float_is() -> None:
    """Nothing is sure: the interval is wide, and not endless."""
    low, high = Proportion(8, 10).interval(confidence=1 - 2**-53)
    assert 0 < low < 0.1
    assert 0.99 < high < 1


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan"), "0.95", True])
def test_a_confidence_lies_between_0_and_1(confidence: Any) -> None:
    """Not per cent."""
    with pytest.raises(BadValue, match="confidence"):
        Proportion(1, 2).interval(confidence=confidence)


@pytest.mark.parametrize("test", [fisher, poisson])
@pytest.mark.parametrize("sided", ["left", None, 2])
def test_a_test_is_of_one_side_or_two(test: Any, sided: Any) -> None:
    """There is no other."""
    with pytest.raises(BadValue, match="sided"):
        test(Proportion(1, 2), Proportion(1, 2), sided=sided)
