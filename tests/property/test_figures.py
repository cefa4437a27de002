"""Figures: groups make up the whole, periods tile it, and percentiles are those of numpy."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.metrics import Share, backlog, backlogs, change_rates, compliance, flow, rates, times
from itsmcore.metrics._groups import too_small
from itsmcore.metrics._times import percentile
from tests.instants import HOUR

Desk: TypeAlias = Mapping[str, Timeline]

T0 = datetime(2026, 3, 28, 12, tzinfo=UTC)
END = T0 + 200 * HOUR
TIMES = ("detect", "acknowledge", "restore", "resolve")
SHARES = ("first_level", "first_assignee", "reopened", "reassigned", "escalated")
CHANGES = ("success", "with_issues", "backed_out", "harm", "change_failure_rate", "overrun")
OUTCOMES = [None, "successful", "successful_with_issues", "backed_out", "unsuccessful"]

hours = st.integers(-5, 205).map(lambda hour: T0 + hour * HOUR)


@st.composite
def timelines(draw: st.DrawFn, *, is_known: bool = False) -> Timeline:
    """Draw a log of a case or of a change, of which much may be untold."""
    rows = []
    phases = [*Phase] if is_known else [*Phase, None]
    for at in sorted(draw(st.lists(st.integers(0, 199), max_size=6))):
        facts = {
            "phase": draw(st.sampled_from(phases)),
            "group": draw(st.sampled_from(["a", "b", "c", None])),
            "assignee": draw(st.sampled_from(["x", "y", None])),
            "restored_at": draw(st.none() | hours),
            "occurred_at": draw(st.none() | hours),
            "detected_at": draw(st.none() | hours | st.just("soon")),
            "reopen_count": draw(st.sampled_from([None, 0, 1])),
            "escalated": draw(st.booleans()),
            "outcome": draw(st.sampled_from(OUTCOMES)),
            "planned_end": draw(st.none() | hours),
            "actual_start": draw(st.none() | hours),
            "actual_end": draw(st.none() | hours),
            "caused_incidents": draw(st.sampled_from([(), ("INC-1",)])),
            "resolution_code": draw(st.sampled_from([None, None, None, "duplicate"])),
        }
        rows.append((T0 + at * HOUR, facts))
    return Timeline.from_rows(rows)


names = st.sampled_from([f"X-{number}" for number in range(9)])
DESKS = st.dictionaries(names, timelines(), max_size=8)
KNOWN = st.dictionaries(names, timelines(is_known=True), max_size=8)
BOUNDS = st.lists(hours, max_size=4, unique=True).map(sorted)


def times_of(result: Any) -> list[tuple[int, int, timedelta]]:
    """Give the count, what is left out and the sum of each time."""
    several = [getattr(result, name) for name in TIMES]
    return [(of.count, of.left_out, of.count * (of.mean or timedelta())) for of in several]


def shares_of(result: Any) -> list[tuple[int, int]]:
    named = SHARES if hasattr(result, "first_level") else (*CHANGES, "emergency")
    return [(getattr(result, name).count, getattr(result, name).of) for name in named]


def counts_of(result: Any) -> list[tuple[int, ...]]:
    return [(result.count, len(result.unknown))]


MEASURES: list[tuple[Callable[..., Any], Callable[[Any], list[Any]]]] = [
    (
        times,
        lambda of: [(count, out) for count, out, _ in times_of(of)] + [(of.cases, of.duplicates)],
    ),
    (rates, lambda of: [*shares_of(of), (of.left_out, of.duplicates, of.untold)]),
    (change_rates, lambda of: [*shares_of(of), (of.lead_time.count, of.lead_time.left_out)]),
    (backlog, counts_of),
]


def added(several: list[list[Any]], empty: list[Any]) -> list[tuple[int, ...]]:
    """Add results up, column by column."""
    zero = [tuple(0 for _ in part) for part in empty]
    for result in several:
        zero = [
            tuple(a + b for a, b in zip(mine, theirs, strict=True))
            for mine, theirs in zip(zero, result, strict=True)
        ]
    return zero


@pytest.mark.parametrize("measure", range(len(MEASURES)))
@given(desk=DESKS, bounds=BOUNDS)
def test_periods_tile(measure: int, desk: Desk, bounds: list[datetime]) -> None:
    """Whatever is counted is counted in one of the periods that follow on each other."""
    function, read = MEASURES[measure]
    whole = read(function(desk, at=END))
    parts = [
        read(function(desk, at=END, since=since, until=until))
        for since, until in pairwise([None, *bounds, None])
    ]
    assert whole == added(parts, whole)


@pytest.mark.parametrize("measure", range(len(MEASURES)))
@given(desk=DESKS, bounds=BOUNDS, least=st.integers(1, 4), key=st.sampled_from([None, b"key"]))
def test_groups_make_up_the_whole(
    measure: int, desk: Desk, bounds: list[datetime], least: int, key: bytes | None
) -> None:
    """Whatever is hidden, and under whatever names; and nothing that is told is small."""
    function, read = MEASURES[measure]
    if not any(desk.values()):
        return
    since = bounds[0] if bounds else None
    result = function(
        desk, at=END, since=since, by=("group", "assignee"), least=least, pseudonyms=key
    )
    if not result.groups:
        assert result.hidden
        return
    whole = read(result)
    assert whole == added([read(group.result) for group in result.groups], whole)
    figures = [figure for figure in result.figures if figure.by]
    assert all(figure.n == 0 or figure.n >= least for figure in figures)
    assert all(1 <= group.groups for group in result.groups)
    assert result.hidden == sum(of.groups for of in result.groups if of.groups > 1)


@given(DESKS, BOUNDS)
def test_resolutions_tile_too(desk: Desk, bounds: list[datetime]) -> None:
    """Each resolution stands where it came about, whatever came of it."""
    for more in ({"reopened_per": "resolution"}, {"resolution": "first"}):
        whole = rates(desk, at=END, **more).reopened  # type: ignore[arg-type]
        parts = [
            rates(desk, at=END, since=since, until=until, **more).reopened  # type: ignore[arg-type]
            for since, until in pairwise([None, *bounds, None])
        ]
        assert whole == Share(sum(of.count for of in parts), sum(of.of for of in parts))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.integers(0, 100))
def test_a_percentile_is_that_of_numpy(lengths: list[int], number: int) -> None:
    """To the microsecond, which is rounded down."""
    ordered = sorted(timedelta(microseconds=length) for length in lengths)
    found = percentile(ordered, number)
    assert found is not None
    expected = numpy.percentile(numpy.array(lengths, dtype=float), number)
    assert abs(found / timedelta(microseconds=1) - expected) <= 1
    assert ordered[0] <= found <= ordered[-1]


@given(KNOWN, st.sampled_from(["day", "week", "month"]), BOUNDS)
def test_what_comes_in_and_goes_out_is_what_is_open(
    desk: Desk, period: str, bounds: list[datetime]
) -> None:
    """At the end of each period as a curve has it, and from one period to the next."""
    kept = {
        case: of
        for case, of in desk.items()
        if of and of[-1].facts.get("resolution_code") != "duplicate"
    }
    result = flow(desk, at=END, period=period, tz="Europe/Amsterdam")
    ends = [of.until - timedelta(microseconds=1) for of in result.periods]
    curve = backlogs(kept, ends).points
    assert [point.count for point in curve] == [of.open for of in result.periods]
    for before, after in pairwise(result.periods):
        assert before.until == after.since
        assert after.open == before.open + after.opened + after.reopened - after.closed
    assert len(kept) == sum(of.opened for of in result.periods)
    whole = {name: sum(getattr(of, name) for of in result.periods) for name in ("opened", "closed")}
    parts = [
        flow(desk, at=END, period=period, since=since, until=until)
        for since, until in pairwise([None, *bounds, None])
    ]
    for name, count in whole.items():
        assert count == sum(getattr(of, name) for part in parts for of in part.periods)


@given(DESKS, st.lists(hours, max_size=5), st.integers(1, 3))
def test_curves_of_groups_make_up_that_of_all(
    desk: Desk, instants: list[datetime], least: int
) -> None:
    """At each instant."""
    if not any(desk.values()):
        return
    result = backlogs(desk, instants, by="group", least=least)
    for place, point in enumerate(result.points):
        several = [group.result.points[place] for group in result.groups]
        if several:
            assert (point.count, point.unknown) == (
                sum(of.count for of in several),
                sum(of.unknown for of in several),
            )


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "outcome": st.sampled_from(["met", "missed", "open"]),
                "team": st.sampled_from("ABCDE"),
                "ended_at": hours,
                "at": st.just(END),
            }
        )
    ),
    st.integers(1, 9),
    st.sampled_from([None, "day", "month"]),
)
def test_tallies_make_up_the_total(
    rows: list[dict[str, Any]], least: int, period: str | None
) -> None:
    """And none that is told beside another is of fewer rows than was asked for."""
    result = compliance(rows, by="team", least=least, period=period)
    for name in ("met", "missed", "open"):
        expected = sum(row["outcome"] == name for row in rows)
        assert expected == getattr(result.total, name)
        assert expected == sum(getattr(tally, name) for tally in result.tallies)
    for tally in result.tallies:
        if tally.by:
            assert tally.share.of == 0 or tally.share.of >= least
            assert tally.met + tally.missed + tally.open >= least


@given(
    st.dictionaries(
        st.sampled_from("ABCDEFG"),
        st.fixed_dictionaries({"x": st.integers(0, 12), "y": st.integers(0, 12)}),
    ),
    st.integers(1, 9),
)
def test_no_small_group_can_be_reckoned(sizes: dict[str, dict[str, int]], least: int) -> None:
    """What is hidden is no single group, unless all are, and no small number together."""
    hidden = too_small(sizes, least)
    small = {group for group, of in sizes.items() if any(0 < size < least for size in of.values())}
    assert small <= hidden
    assert bool(small) == bool(hidden)
    if hidden and hidden != set(sizes):
        assert len(hidden) > 1
        for cell in ("x", "y"):
            together = sum(sizes[group][cell] for group in hidden)
            assert together == 0 or together >= least
