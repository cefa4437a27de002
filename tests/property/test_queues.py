"""Laws of the queue: it is total, and a function of the set of the records alone."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, PROBLEM, Priority, Record
from itsmcore import testing as kit
from itsmcore.decisions import Decision
from itsmcore.interop.cattrs import make_converter
from itsmcore.phase import Phase
from itsmcore.queue import DEFAULT_ORDER, Criterion, queue, unprioritised
from itsmcore.service_levels import Agreement, Goal
from tests.instants import NINE
from tests.interop.laws import assert_read_back

LATER = timedelta(hours=5)
GOLD = Agreement(
    "gold",
    goals=[
        Goal("work", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=timedelta(hours=4)),
        Goal("response", stop=Phase.ACTIVE, targets=timedelta(hours=1)),
    ],
)
RECORDS = st.lists(
    kit.records(INCIDENT, max_events=3) | kit.records(PROBLEM, max_events=2),
    max_size=5,
    unique_by=lambda record: record.id,
)
ORDERS = st.just(DEFAULT_ORDER) | st.lists(kit.criteria(), max_size=3).map(tuple)


@settings(max_examples=50, deadline=None)
@given(records=RECORDS, order=ORDERS, data=st.data())
def test_any_order_of_what_is_given_makes_the_same_queue(
    records: list[Record[Any]], order: tuple[Criterion, ...], data: st.DataObject
) -> None:
    """Each open record stands in it once, and each says why it is before the next."""
    at = max((record.changed_at for record in records), default=NINE) + LATER
    clocks = {one.id: GOLD.measure(one.timeline(), at=at) for one in records}
    waiting = queue(records, clocks, at=at, order=order)
    assert waiting == queue(data.draw(st.permutations(records)), clocks, at=at, order=order)
    open = {record.id for record in records if record.phase.is_open}
    assert sorted(open) == sorted(waiting.numbers)
    assert len(records) == len(waiting) + waiting.left_out
    assert all(row["why"] for row in waiting.rows[:-1])


VALUES = st.lists(
    st.sampled_from(Priority.scale)
    | st.builds(Priority, st.sampled_from("ab"), st.just("High"), st.integers(1, 4)),
    min_size=2,
    max_size=6,
)


@settings(max_examples=50, deadline=None)
@given(levels=VALUES, descending=st.booleans())
def test_why_names_no_criterion_in_which_two_are_equal(
    levels: list[Priority], descending: bool
) -> None:
    """Whatever levels of one rank are called."""
    records: list[Any] = [
        attrs.evolve(INCIDENT, name="m", prioritiser=Decision([], default=level)).open(
            f"INC-{n}", at=NINE, by="ada", summary="s"
        )
        for n, level in enumerate(levels)
    ]
    order = (Criterion("priority", "priority", descending=descending),)
    waiting = queue(records, {}, at=NINE, order=order)
    for place, (one, other) in enumerate(pairwise(waiting)):
        found: list[Any] = [of.facts.get("priority", None) for of in (one, other)]
        first, second = (level.rank for level in found)
        assert (first > second if descending else first < second) or first == second
        assert waiting.why(place).startswith("number" if first == second else "priority")


@settings(max_examples=30, deadline=None)
@given(records=RECORDS)
def test_the_unprioritised_come_first_unless_they_are_paused(records: list[Record[Any]]) -> None:
    """They are the same in both lists."""
    waiting = queue(records, {}, at=NINE)
    lacking = {one.record.id for one in waiting if not one.is_prioritised}
    assert lacking == {record.id for record in unprioritised(records)}
    standing = [one.is_prioritised for one in waiting if not one.is_paused]
    assert sorted(standing) == standing
    assert sorted(one.is_paused for one in waiting) == [one.is_paused for one in waiting]


@settings(max_examples=50, deadline=None)
@given(criterion=kit.criteria())
def test_a_criterion_is_read_back_the_same(criterion: Criterion) -> None:
    """From a document."""
    assert_read_back(make_converter(), criterion, Criterion)
