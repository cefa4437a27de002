"""Laws of the figures: they are what a plain count of the log gives."""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Impact, Phase, Priority, Schedule, Timeline
from itsmcore.errors import Unlisted
from itsmcore.metrics import Aged, Point, backlog, backlogs, compliance, rates, times
from itsmcore.testing import instants, records, schedules
from itsmcore.timeline import Step
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.metrics.cases import Desk, after, begun, known, middle, phase_of, resolved_at


def originals(desk: Desk, at: datetime) -> dict[str, list[Step]]:
    """Leave out those that are another case."""
    cases = begun(desk, at)
    ends: dict[str, Mapping[str, Any]] = {case: steps[-1].facts for case, steps in cases.items()}
    links = [(case, link) for case, facts in ends.items() for link in facts.get("links", ())]
    others = {case for case, link in links if link.kind == "duplicate_of"}
    others |= {link.target for _, link in links if link.kind == "duplicated_by"}
    others |= {c for c, s in cases.items() if s[-1].facts.get("resolution_code") == "duplicate"}
    return {case: steps for case, steps in cases.items() if case not in others}


# --- what is drawn ------------------------------------------------------------------------------

ODD: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.sampled_from(["", "soon", 7, math.nan, datetime(2026, 1, 5, 9), date(2026, 1, 5)]),
    st.integers(-3, 9).map(after),
)


@st.composite
def dirty(draw: st.DrawFn) -> Timeline:
    """Draw a log with facts that no desk would write."""
    rows: list[tuple[datetime, str | None, dict[str, object]]] = []
    for hour in sorted(draw(st.lists(st.integers(0, 5), max_size=5))):
        facts = {
            "phase": draw(st.sampled_from([*Phase, None, "closed"])),
            "group": draw(st.sampled_from([None, "", "a", "b"])),
            "assignee": draw(st.sampled_from([None, "x", "y"])),
            "responded_at": draw(ODD),
            "restored_at": draw(ODD),
            "reopen_count": draw(st.sampled_from([None, 0, 1, "many", math.nan])),
            "reassignment_count": draw(st.sampled_from([None, 0, 2.0, "?"])),
            "escalated": draw(st.sampled_from([None, False, True, "yes"])),
        }
        kept = draw(st.sets(st.sampled_from(sorted(facts))))
        verb = draw(st.sampled_from([None, "start", "escalate"]))
        rows.append((after(hour), verb, {name: facts[name] for name in kept}))
    return Timeline.from_rows(rows)


LIVED = records(max_events=5).map(lambda record: record.timeline())
DESKS = st.dictionaries(st.sampled_from(["INC-1", "INC-2", "INC-3", "INC-4"]), LIVED | dirty())


@st.composite
def looked_at(draw: st.DrawFn) -> tuple[dict[str, Timeline], datetime]:
    """Draw a desk, and an instant that is often one of its steps' or near it."""
    desk = draw(DESKS)
    steps = [step.at for timeline in desk.values() for step in timeline]
    near = st.sampled_from([*steps, T0]).flatmap(
        lambda at: st.sampled_from([at, at + timedelta(microseconds=1), at + timedelta(days=3)])
    )
    return desk, draw(near | instants())


LOOKED_AT = looked_at()


# --- laws ---------------------------------------------------------------------------------------


@given(LOOKED_AT, schedules())
def test_a_backlog_equals_a_plain_count(given_: tuple[Desk, datetime], schedule: Schedule) -> None:
    """At any instant, with every age since the first step."""
    desk, at = given_
    result = backlog(desk, at=at, schedule=schedule)
    cases = begun(desk, at)
    for found, is_wanted in (
        (result.cases, lambda phase: phase is not None and phase.is_open),
        (result.unknown, lambda phase: phase is None),
    ):
        expected = {
            Aged(case, s[0].at, result.at - s[0].at, schedule.elapsed(s[0].at, at))
            for case, s in cases.items()
            if is_wanted(phase_of(s[-1]))
        }
        assert expected == set(found)
        assert len(expected) == len(found)
        assert sorted(aged.since for aged in found) == [aged.since for aged in found]
    assert result.count == len(result.rows)
    assert result.oldest == (result.cases[0] if result.cases else None)


@given(LOOKED_AT, st.lists(instants(), max_size=4))
def test_a_sweep_equals_one_by_one(given_: tuple[Desk, datetime], others: list[datetime]) -> None:
    """In the order in which the instants were given."""
    desk, at = given_
    steps = [step.at for timeline in desk.values() for step in timeline]
    expected = []
    for instant in (at, *others, *steps):
        one = backlog(desk, at=instant)
        expected.append(Point(one.at, one.count, len(one.unknown)))
    assert tuple(expected) == backlogs(desk, iter([at, *others, *steps])).points


@given(LOOKED_AT, LIVED)
def test_what_comes_later_changes_nothing(
    given_: tuple[dict[str, Timeline], datetime], later: Timeline
) -> None:
    """Neither a case that begins after the instant, nor further steps of one that had begun."""
    desk, at = given_
    ahead = Timeline(
        Step(step.at + (at - later[0].at) + HOUR, step.verb, step.facts) for step in later
    )
    more = {**desk, "later": ahead}
    cut = {case: Timeline(known(timeline, at)) for case, timeline in desk.items()}
    for measure in (times, rates, backlog):
        assert measure(desk, at=at) == measure(more, at=at)
        assert measure(desk, at=at) == measure(cut, at=at)
    assert backlogs(desk, [at]) == backlogs(more, [at])


@given(LOOKED_AT)
def test_the_order_of_the_cases_changes_nothing(
    given_: tuple[dict[str, Timeline], datetime],
) -> None:
    """Not even between cases of one age."""
    desk, at = given_
    turned = dict(reversed(desk.items()))
    for measure in (times, rates, backlog):
        assert measure(desk, at=at) == measure(turned, at=at)
    assert backlogs(desk, [at]) == backlogs(turned, [at])


@given(LOOKED_AT, schedules())
def test_means_and_medians_equal_plain_ones(
    given_: tuple[Desk, datetime], schedule: Schedule
) -> None:
    """Of the times to resolve, in wall time and in open time."""
    desk, at = given_
    result = times(desk, at=at, schedule=schedule)
    cases = originals(desk, at)
    assert len(begun(desk, at)) - len(cases) == result.duplicates
    spans = [(s[0].at, end) for s in cases.values() if (end := resolved_at(s)) is not None]
    assert (len(cases), len(spans)) == (result.cases, result.resolve.count)
    assert sum(phase_of(s[-1]) is None for s in cases.values()) == result.resolve.left_out
    if not spans:
        assert (None, None) == (result.resolve.mean, result.resolve.open_median)
        return
    wall = [end - start for start, end in spans]
    opened = [schedule.elapsed(start, end) for start, end in spans]
    assert sum(wall, timedelta()) // len(wall) == result.resolve.mean
    assert sum(opened, timedelta()) // len(wall) == result.resolve.open_mean
    assert (middle(wall), middle(opened)) == (result.resolve.median, result.resolve.open_median)


@given(LOOKED_AT)
def test_without_a_schedule_all_time_is_open(given_: tuple[Desk, datetime]) -> None:
    """So open time is wall time, and every measure is bounded by its cases."""
    desk, at = given_
    result = times(desk, at=at)
    for measure in (result.detect, result.acknowledge, result.restore, result.resolve):
        assert (measure.mean, measure.median) == (measure.open_mean, measure.open_median)
        assert measure.count + measure.left_out <= result.cases
        assert (measure.mean is None) == (measure.count == 0)


@given(LOOKED_AT)
def test_shares_are_bounded(given_: tuple[Desk, datetime]) -> None:
    """Some are never more than all, and none of nothing has no rate."""
    desk, at = given_
    result = rates(desk, at=at)
    known = (result.first_level, result.first_assignee, result.reopened, result.reassigned)
    first_contact = () if result.first_contact is None else (result.first_contact,)
    for share in (*first_contact, *known, result.escalated):
        assert 0 <= share.count <= share.of
        assert (share.rate is None) == (share.of == 0)
        assert share.rate is None or 0 <= share.rate <= 1
    assert result.first_level.of == result.first_assignee.of == result.reopened.of
    assert result.first_assignee.count <= result.first_level.count
    assert result.first_level.count + result.reopened.count <= result.reopened.of
    for share in first_contact:
        assert share.count <= result.first_assignee.count
        assert share.of + result.untold <= result.reopened.of
    assert (result.first_contact is None) == (result.why_unknown is not None)
    assert result.reopened.of + result.left_out <= result.reassigned.of
    assert len(begun(desk, at)) == result.reassigned.of + result.duplicates
    assert len(originals(desk, at)) == result.reassigned.of
    assert result.reassigned.of == result.escalated.of


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from([*Priority.scale, *Impact.scale, *Phase]),
    st.sampled_from(["a", "b", math.nan, math.inf, Decimal("1.5"), Fraction(1, 2), 1j]),
    st.sampled_from([T0, date(2026, 1, 5), frozenset({1}), frozenset({2}), ("a",), ([1],)]),
    st.builds(list),
    st.builds(dict),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"outcome": st.sampled_from(["met", "missed", "open", None, "late", 3, ["met"]])},
        optional={"group": VALUES, "site": VALUES, "ended_at": ODD, "at": ODD | instants()},
    ),
    max_size=9,
)


@given(ROWS, st.sampled_from([None, "day", "week", "month", "quarter", "year"]))
def test_every_row_is_in_one_tally_or_left_out(
    rows: list[dict[str, Any]], period: str | None
) -> None:
    """Whatever its keys are, and turned round the rows give the same; a key of none is refused."""
    if rows and not all(any(name in row for row in rows) for name in ("group", "site")):
        with pytest.raises(Unlisted, match="there is no key"):
            compliance(rows, by=("group", "site"), period=period)
        return
    result = compliance(rows, by=("group", "site"), period=period, tz="Europe/Lisbon")
    counted = sum(t.met + t.missed + t.open for t in result.tallies)
    assert len(rows) == counted + result.left_out
    assert result == compliance(
        reversed(rows), by=["group", "site"], period=period, tz="Europe/Lisbon"
    )
    assert len(result.tallies) == len({(t.by, t.period) for t in result.tallies})
    for tally in result.tallies:
        assert tally.met + tally.missed + tally.open > 0
        assert (tally.rate is None) == (tally.met + tally.missed == 0)
