"""Timelines, against an oracle that walks from minute to minute."""

import copy
import datetime as dt
import itertools
import pickle
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.conditions import Condition, field, happened
from itsmcore.errors import BackwardStep
from itsmcore.timeline import Timeline
from tests.property import strategies as some
from tests.property.strategies import minute, timeline_of

Rows = Sequence[tuple[int, str | None, Mapping[str, object]]]
ROWS = some.minutes_and_facts()
LATEST = 15

OF_STATES = some.conditions(
    atoms=some.single_tests(
        fields=["x"], constants=st.integers(0, 2), ops=some.ORDERINGS, against_fields=False
    )
    | st.sampled_from(["new", "active", "held"]).map(field("state").is_)
    | st.sampled_from(["comment", "move"]).map(happened),
    size=4,
)


def facts_during(rows: Rows, at: int) -> Mapping[str, Any] | None:
    """Give the facts that are true after a minute has begun, when no verb happens any more."""
    return next((facts for when, _, facts in reversed(rows) if when <= at), None)


def minutes_during(rows: Rows, condition: Condition, until: int = LATEST) -> set[int]:
    """Give the minutes during which a condition holds."""
    known = ((at, facts_during(rows, at)) for at in range(until))
    return {at for at, facts in known if facts is not None and condition.holds(facts)}


def length(minutes: int) -> dt.timedelta:
    """Give that many minutes."""
    return dt.timedelta(minutes=minutes)


@over(ROWS, OF_STATES)
def test_spans_are_the_minutes_during_which_it_holds(rows: Rows, condition: Condition) -> None:
    """Spans cover exactly the minutes by which it holds, and what held for a moment only."""
    spans = timeline_of(rows).spans(condition)
    covered = {at for at in range(LATEST) for span in spans if minute(at + 0.5) in span}
    moments = {
        minute(at)
        for at, verb, facts in rows
        if condition.holds({**facts, "verb": verb}) or condition.holds(facts)
    }

    assert minutes_during(rows, condition) == covered
    assert all(any(span.start <= m <= (span.end or m) for span in spans) for m in moments)
    assert all(span.start in moments for span in spans if span.length == dt.timedelta())


@over(ROWS, OF_STATES)
def test_spans_are_in_order_and_apart(rows: Rows, condition: Condition) -> None:
    """Spans come in order of time and never touch; only the last may be without end."""
    spans = timeline_of(rows).spans(condition)

    assert all(a.end is not None and a.end < b.start for a, b in itertools.pairwise(spans))


@over(ROWS, OF_STATES, st.integers(0, LATEST))
def test_time_in_adds_the_minutes_up(rows: Rows, condition: Condition, until: int) -> None:
    """Time in a condition is the number of minutes by which it holds, up to an instant."""
    timeline = timeline_of(rows)
    last = rows[-1][0] if rows else 0

    assert length(len(minutes_during(rows, condition, until))) == timeline.time_in(
        condition, until=minute(until)
    )
    assert timeline.time_in(condition) == timeline.time_in(condition, until=minute(last))


@over(ROWS, st.integers(0, LATEST))
def test_time_by_sums_to_the_length(rows: Rows, until: int) -> None:
    """The times of all states sum to the length, and each is the time in that state."""
    assume(not rows or rows[0][0] <= until)
    timeline = timeline_of(rows)
    times = timeline.time_by("state", until=minute(until))

    assert length(until - rows[0][0] if rows else 0) == sum(times.values(), dt.timedelta())
    assert {facts["state"] for _, _, facts in rows} == set(times)
    for state, time in times.items():
        assert time == timeline.time_in(state, until=minute(until))
    assert timeline.time_by("state") == timeline.time_by(
        "state", until=minute(rows[-1][0] if rows else 0)
    )


@over(ROWS, st.integers(-1, LATEST))
def test_at_is_the_last_step_so_far(rows: Rows, at: int) -> None:
    """The step in force is the last of those at or before the instant."""
    step = timeline_of(rows).at(minute(at))

    assert facts_during(rows, at) == (None if step is None else step.facts)


@over(ROWS, OF_STATES, st.integers(0, LATEST), st.integers(0, LATEST))
def test_a_cut_keeps_what_is_within_it(
    rows: Rows, condition: Condition, start: int, stop: int
) -> None:
    """Time within a cut is the time within its window, and a cut of no length is empty."""
    whole, cut = timeline_of(rows), timeline_of(rows)[minute(start) : minute(stop)]

    if stop <= start:
        assert 0 == len(cut)
    else:
        assert whole.time_in(condition, until=minute(stop)) - whole.time_in(
            condition, until=minute(start)
        ) == cut.time_in(condition, until=minute(stop))
        steps = [step for step in whole if minute(start) <= step.at < minute(stop)]
        assert steps == [*cut][len(cut) - len(steps) :]


@over(ROWS, st.integers(0, LATEST))
def test_two_cuts_make_the_whole(rows: Rows, at: int) -> None:
    """What comes before an instant and what comes from it on add up to everything."""
    whole = timeline_of(rows)
    before, after = whole[: minute(at)], whole[minute(at) :]

    assert whole.steps == before.steps + after.steps[len(after) + len(before) - len(whole) :]
    assert whole == whole[:]


@over(st.lists(st.tuples(st.integers(0, 3), st.integers()), max_size=6))
def test_steps_at_one_instant_keep_their_order(rows: Sequence[tuple[int, int]]) -> None:
    """Sorting puts steps in order of time and leaves those of one instant as they came."""
    unsorted = [(minute(at), {"x": x}) for at, x in rows]
    timeline = Timeline.from_rows(unsorted, sort=True)

    assert [x for _, x in sorted(rows, key=lambda row: row[0])] == [s.get("x") for s in timeline]


@over(st.lists(st.integers(0, 5), max_size=6))
def test_rows_that_go_back_are_refused(ats: Sequence[int]) -> None:
    """Rows that go back in time are refused, naming the first one that does."""
    rows = [(minute(at), {"x": at}) for at in ats]
    backward = [i for i, (a, b) in enumerate(itertools.pairwise(ats), 1) if b < a]

    if backward:
        with pytest.raises(BackwardStep) as refusal:
            Timeline.from_rows(rows)
        assert backward[0] == refusal.value.index
    else:
        assert len(ats) == len(Timeline.from_rows(rows))


@over(ROWS)
def test_timelines_are_values(rows: Rows) -> None:
    """A timeline equals its pickled twin and its copy, and hashes alike."""
    timeline = timeline_of(rows)
    twin = pickle.loads(pickle.dumps(timeline))

    assert timeline == twin == copy.deepcopy(timeline)
    assert hash(timeline) == hash(twin)


CHANGES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("ab"), st.integers(0, 3)), max_size=8
).map(lambda rows: sorted(rows, key=lambda row: row[0]))


@over(CHANGES, st.booleans())
def test_audit_rows_are_replayed(changes: Sequence[tuple[int, str, int]], shuffle: bool) -> None:
    """Each step holds what the rows up to it have left, and no change of a field is lost."""
    state: dict[str, object] = {"a": None, "b": None}
    rows = []
    for at, name, new in changes:
        rows.append((minute(at), name, state[name], new))
        state[name] = new
    timeline = Timeline.from_changes(rows, opened_at=minute(0), facts={"a": None, "b": None})

    assert () == timeline.flaws
    assert state == timeline.steps[-1].facts
    for name in "ab":
        seen = [step.get(name) for step in timeline]
        passed = [new for _, field_, new in changes if field_ == name]
        assert [None, *dedupe(passed, None)] == dedupe(seen, object())
    steps = timeline.steps[1:]
    assert {minute(at) for at, _, _ in changes} == {step.at for step in steps}


def dedupe(values: Sequence[object], first: object) -> list[object]:
    """Leave out what is the same as the one ahead of it."""
    return [b for a, b in itertools.pairwise([first, *values]) if a != b]
