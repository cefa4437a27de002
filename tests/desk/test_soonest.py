"""The soonest of many instants, as a plain search finds it."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from itsmcore.desk._soonest import NEVER
from tests.desk.cases import at
from tests.instants import DAY, MINUTE, NINE
from tests.timing import calls

INSTANTS = st.none() | st.integers(0, 9).map(at)
STEPS = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), INSTANTS, max_size=8), max_size=40)


@given(steps=STEPS, until=st.integers(0, 9))
def test_the_soonest_is_the_least_of_what_was_said_last(
    steps: list[dict[str, datetime | None]], until: int
) -> None:
    """Whatever was said before; and so is all that is not later than an instant."""
    found, plain = NEVER, dict[str, datetime | None]()
    for step in steps:
        found, plain = found | step, plain | step
        known = {name: one for name, one in plain.items() if one is not None}
        assert min(known.values(), default=None) == found.first
        due = list(found.by(at(until)))
        assert sorted(name for name, one in known.items() if one <= at(until)) == sorted(due)
        assert plain == found.instants


def test_what_is_out_of_date_is_dropped_in_time() -> None:
    """So it grows with the names, and not with what was ever said of them."""
    found = NEVER | {"a": at(0), "b": None}
    for hours in range(500):
        found |= {"a": at(hours + 1)}
    assert found._size < 80
    assert (at(500), ["a"]) == (found.first, list(found.by(at(500))))
    assert (None, []) == ((found | {"a": None}).first, list((found | {"a": None}).by(at(600))))


def test_one_more_instant_costs_little_among_many() -> None:
    """It is merged along the short side."""
    many = NEVER | {f"INC-{n}": at(n) for n in range(50_000)}
    assert calls(lambda: (many | {"INC-7": at(3)}).first) < 80


def test_what_is_out_of_date_does_not_outweigh_the_rest() -> None:
    """An instant that is said to be earlier again and again leaves the former ones below."""
    some = NEVER | {"a": NINE + DAY}
    for minutes in range(200, 0, -1):
        some |= {"a": NINE + minutes * MINUTE}
    assert NINE + MINUTE == some.first
    assert some._size <= 2 + 64
    assert ["a"] == list(some.by(NINE + DAY))


def test_a_name_that_comes_back_to_an_instant_is_told_once() -> None:
    """Though it stands there twice."""
    some = NEVER | {"a": NINE + DAY} | {"a": NINE} | {"a": NINE + DAY}
    assert (NINE + DAY, ["a"]) == (some.first, list(some.by(NINE + DAY)))
    twice = NEVER | {"a": NINE, "b": NINE + DAY} | {"b": NINE + MINUTE} | {"b": NINE + DAY}
    assert ["a", "b"] == sorted(twice.by(NINE + DAY))


def test_a_name_that_is_put_off_does_not_hold_up_the_first() -> None:
    """What was said of it before is dropped as soon as it comes up."""
    some = NEVER | {"b": NINE + DAY}
    for minutes in range(500):
        some |= {"a": NINE + minutes * MINUTE}
    assert (NINE + 499 * MINUTE, 2) == (some.first, some._size)
