"""Metrics: what a desk's timelines say, held against plain counts."""

import csv
import io
import math
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Impact, Incident, Phase, Priority, Schedule, Timeline, Urgency
from itsmcore.errors import BadValue, FaultyDefinition, NaiveTime, Unlisted
from itsmcore.metrics import (
    Aged,
    Compliance,
    Point,
    Share,
    backlog,
    backlogs,
    change_rates,
    compliance,
    rates,
    times,
)
from itsmcore.presets import servicenow
from itsmcore.testing import instants, records, schedules
from itsmcore.timeline import Step

T0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DONE = (Phase.RESOLVED, Phase.CLOSED)
NEW, ACTIVE, PENDING, RESOLVED, CLOSED, CANCELLED = Phase

Desk: TypeAlias = Mapping[str, Timeline]


def log(*rows: Phase | Mapping[str, object] | None) -> Timeline:
    """Make a timeline of phases or of whole facts, an hour each."""
    return Timeline.from_rows(
        (T0 + hour * HOUR, row if isinstance(row, Mapping) else {"phase": row})
        for hour, row in enumerate(rows)
    )


def after(hours: float) -> datetime:
    """Give the instant so many hours after the first step of such a log."""
    return T0 + hours * HOUR


# --- plain counts -------------------------------------------------------------------------------


def known(timeline: Timeline, at: datetime) -> list[Step]:
    """List the steps that had been taken."""
    return [step for step in timeline if step.at <= at]


def begun(desk: Desk, at: datetime) -> dict[str, list[Step]]:
    """Find the cases that had a step."""
    return {case: known(t, at) for case, t in desk.items() if known(t, at)}


def originals(desk: Desk, at: datetime) -> dict[str, list[Step]]:
    """Leave out those that are another case."""
    cases = begun(desk, at)
    links = [(case, link) for case, s in cases.items() for link in s[-1].facts.get("links", ())]
    others = {case for case, link in links if link.kind == "duplicate_of"}
    others |= {link.target for _, link in links if link.kind == "duplicated_by"}
    others |= {c for c, s in cases.items() if s[-1].facts.get("resolution_code") == "duplicate"}
    return {case: steps for case, steps in cases.items() if case not in others}


def phase_of(step: Step) -> Phase | None:
    """Read its phase, if it has one."""
    phase = step.facts.get("phase")
    return phase if isinstance(phase, Phase) else None


def resolved_at(steps: list[Step]) -> datetime | None:
    """Go forward through the steps and forget a resolution where work began again."""
    since = None
    for step in steps:
        if phase_of(step) in DONE:
            since = since or step.at
        elif phase_of(step) is not None:
            since = None
    return None if phase_of(steps[-1]) is None else since


def middle(lengths: list[timedelta]) -> timedelta:
    """Find the median."""
    ordered = sorted(lengths)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high) // 2


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


# --- times --------------------------------------------------------------------------------------


def reached(*rows: Phase | Mapping[str, object] | None, at: float = 9) -> list[float | str | None]:
    """Give the hours to the three points; `"?"` where left out."""
    result = times({"A": log(*rows)}, at=after(at))
    return [
        "?" if measure.left_out else None if measure.mean is None else measure.mean / HOUR
        for measure in (result.acknowledge, result.restore, result.resolve)
    ]


def test_a_case_is_measured_from_its_first_step() -> None:
    """To the beginning of the work, and to its resolution."""
    assert [1, 3, 3] == reached(NEW, ACTIVE, PENDING, RESOLVED, CLOSED)
    assert [0, 0, 0] == reached(RESOLVED, CLOSED)


def test_what_is_not_reached_is_not_counted() -> None:
    """Neither by a case that waits, nor by one that was cancelled."""
    assert [None, None, None] == reached(NEW, NEW)
    assert [None, None, None] == reached(NEW, CANCELLED)
    assert [1, None, None] == reached(NEW, RESOLVED, CANCELLED)
    assert [1, None, None] == reached(NEW, ACTIVE, RESOLVED, at=1.5)


def test_the_last_resolution_counts() -> None:
    """And a case that was reopened and is open again has none."""
    assert [1, 3, 3] == reached(NEW, RESOLVED, ACTIVE, RESOLVED, CLOSED)
    assert [1, None, None] == reached(NEW, RESOLVED, ACTIVE)


def test_a_step_without_a_phase_breaks_no_stretch() -> None:
    """But what is unknown at present is left out."""
    assert [1, 1, 1] == reached(NEW, RESOLVED, None, CLOSED)
    assert [1, "?", "?"] == reached(NEW, RESOLVED, None)
    assert ["?", "?", "?"] == reached(NEW, None)


def test_an_answer_acknowledges() -> None:
    """Where it comes before the work, as known at the instant."""
    assert [0.5, None, None] == reached({"phase": NEW, "responded_at": after(0.5)})
    early = {"phase": ACTIVE, "responded_at": after(0.5)}
    assert [0.5, None, None] == reached(NEW, early)
    assert [1, None, None] == reached(NEW, {"phase": ACTIVE, "responded_at": after(3)})
    assert [None, None, None] == reached({"phase": NEW, "responded_at": after(3)}, at=2)


def test_service_may_be_back_before_the_resolution() -> None:
    """The fact says when, also of a case that is still open."""
    assert [1, 0.5, 2] == reached(NEW, ACTIVE, {"phase": RESOLVED, "restored_at": after(0.5)})
    assert [1, 0.5, None] == reached(NEW, {"phase": ACTIVE, "restored_at": after(0.5)})
    assert [1, 0.5, "?"] == reached(NEW, ACTIVE, {"phase": None, "restored_at": after(0.5)})
    assert [None, None, None] == reached(NEW, {"phase": CANCELLED, "restored_at": after(0.5)})


@pytest.mark.parametrize("fact", ["yesterday", datetime(2026, 1, 5, 9), after(-1)])
def test_a_fact_that_cannot_be_is_left_out(fact: object) -> None:
    """What is no instant, has no zone or lies before the first step says nothing of how long."""
    assert ["?", "?", 1] == reached(
        NEW, {"phase": RESOLVED, "responded_at": fact, "restored_at": fact}
    )


def test_a_median_is_the_middle() -> None:
    """Or lies between the two middles."""
    desk = {str(n): log(NEW, *[ACTIVE] * n, RESOLVED) for n in (0, 1, 7)}
    result = times(desk, at=after(9)).resolve
    assert (2 * HOUR, 11 * HOUR / 3) == (result.median, result.mean)
    assert 1.5 * HOUR == times(desk, at=after(3)).resolve.median


def test_open_time_is_that_of_the_schedule() -> None:
    """Beside the wall time."""
    office = Schedule.weekly({"mon-fri": "10:00-11:00"}, tz="UTC")
    result = times({"A": log(NEW, ACTIVE, ACTIVE, RESOLVED)}, at=after(3), schedule=office)
    assert (3 * HOUR, HOUR) == (result.resolve.mean, result.resolve.open_mean)
    assert timedelta() == result.acknowledge.open_mean


def test_a_thousand_old_sentinels_have_a_mean() -> None:
    """Though the sum of their times is too long for a timedelta."""
    first = datetime(1, 1, 1, tzinfo=UTC)
    old = Timeline.from_rows([(first, {"phase": NEW}), (T0, {"phase": RESOLVED})])
    assert T0 - first == times({str(n): old for n in range(2_000)}, at=T0).resolve.mean


def test_a_record_is_measured_by_its_own_timeline() -> None:
    """With the answer and the restoration that its events state."""
    inc = Incident.open("A", at=T0, by="ada", summary="s", impact=Impact.HIGH, urgency=Urgency.LOW)
    inc = inc.assign(at=after(1), by="desk", group="mail", assignee="grace")
    inc = inc.respond(at=after(2), by="grace").start(at=after(3), by="grace")
    inc = inc.resolve(at=after(5), by="grace", code="user_error", notes="n", restored_at=after(4))
    result = times({"A": inc.timeline()}, at=after(9))
    means = [m.mean for m in (result.acknowledge, result.restore, result.resolve)]
    assert [2 * HOUR, 4 * HOUR, 5 * HOUR] == means
    found = rates({"A": inc.timeline()}, at=after(9))
    assert (Share(1, 1), Share(0, 1)) == (found.first_assignee, found.reassigned)
    inc = inc.reopen(at=after(6), by="ada", reason="no")
    inc = inc.escalate(at=after(7), by="desk", kind="functional", group="core", reason="r")
    result = times({"A": inc.timeline()}, at=after(9))
    assert (0, 0) == (result.restore.count, result.resolve.count)
    found = rates({"A": inc.timeline()}, at=after(9))
    assert [0, 1, 1, 1] == [row["count"] for row in found.rows[2:]]


# --- rates --------------------------------------------------------------------------------------


def shares(*rows: Phase | Mapping[str, object] | None) -> list[str]:
    """Write the shares of one case that a log without messages tells."""
    result = rates({"A": log(*rows)}, at=after(9))
    known = (result.first_assignee, result.reopened, result.reassigned, result.escalated)
    return [f"{share.count}/{share.of}" for share in known]


def test_the_first_assignee_resolves_and_it_stays() -> None:
    """With one group and one assignee, of what was ever resolved."""
    assert ["1/1", "0/1", "0/1", "0/1"] == shares(NEW, RESOLVED, CLOSED)
    assert ["0/0", "0/0", "0/1", "0/1"] == shares(NEW, ACTIVE)
    assert ["0/1", "1/1", "0/1", "0/1"] == shares(NEW, RESOLVED, ACTIVE, RESOLVED)
    assert ["0/1", "0/1", "0/1", "0/1"] == shares(NEW, RESOLVED, CANCELLED)
    handed = [{"phase": NEW, "assignee": "x"}, {"phase": RESOLVED, "assignee": "y"}]
    assert ["0/1", "0/1", "0/1", "0/1"] == shares(*handed)


def test_a_group_that_was_not_set_hands_nothing_on() -> None:
    """Only from one to another, whatever stood between."""
    facts = {"phase": RESOLVED}
    assert ["1/1", "0/1", "0/1", "0/1"] == shares(facts, {**facts, "group": "a"}, facts)
    back = ({**facts, "group": "a"}, facts, {**facts, "group": "a"})
    assert ["1/1", "0/1", "0/1", "0/1"] == shares(*back)
    between = ({**facts, "group": "a"}, {**facts, "group": ""}, {**facts, "group": "b"})
    assert ["0/1", "0/1", "1/1", "0/1"] == shares(*between)


def test_a_log_may_count_for_itself() -> None:
    """By its running counts, where the rows that show it are missing."""
    assert ["0/1", "0/1", "1/1", "0/1"] == shares({"phase": RESOLVED, "reassignment_count": 2})
    assert ["0/1", "1/1", "0/1", "0/1"] == shares({"phase": ACTIVE, "reopen_count": 1})
    assert ["1/1", "0/1", "0/1", "0/1"] == shares({"phase": RESOLVED, "reopen_count": "many"})


def test_escalation_is_a_verb_or_a_fact() -> None:
    """Of all that had begun."""
    assert ["0/0", "0/0", "0/1", "1/1"] == shares({"phase": NEW, "escalated": True})
    assert ["0/0", "0/0", "0/1", "0/1"] == shares({"phase": NEW, "escalated": False})
    stepped = Timeline.from_rows([(T0, "escalate", {"phase": NEW})])
    assert Share(1, 1) == rates({"A": stepped}, at=T0).escalated


def test_an_unknown_phase_is_left_out_of_what_was_resolved() -> None:
    """And counted as such; the other shares count the case."""
    result = rates({"A": log(NEW, RESOLVED, None), "B": log(NEW, RESOLVED)}, at=after(9))
    assert (Share(1, 1), Share(0, 2), 1) == (
        result.first_assignee,
        result.reassigned,
        result.left_out,
    )


def test_a_share_reads_as_a_sentence() -> None:
    """Of nothing it has no rate."""
    assert ("12 of 40 (30.0 %)", "0 of 0") == (str(Share(12, 40)), str(Share(0, 0)))
    assert (0.3, None) == (Share(12, 40).rate, Share(0, 0).rate)


# --- backlog ------------------------------------------------------------------------------------


def test_a_backlog_is_that_of_its_instant() -> None:
    """The past can be asked for, and the later of two steps at once counts."""
    twice = Timeline.from_rows([(after(1), {"phase": NEW}), (after(1), {"phase": CLOSED})])
    desk = {"B": log(NEW, RESOLVED, ACTIVE), "A": log(NEW, None), "C": twice}
    counts = [(len(backlog(desk, at=after(h)).cases), h) for h in (-1, 0, 1, 2)]
    assert [(0, -1), (2, 0), (0, 1), (1, 2)] == counts
    points = backlogs(desk, map(after, (2, -1, 0, 1))).points
    assert [(1, 1), (0, 0), (2, 0), (0, 1)] == [(p.count, p.unknown) for p in points]
    assert (Point(after(2), 1, 0),) == backlogs({"A": log(NEW, ACTIVE)}, [after(2)]).points


def test_a_backlog_has_a_mean_and_an_oldest() -> None:
    """And none of either where nothing is open."""
    office = Schedule.weekly({"mon-fri": "10:00-11:00"}, tz="UTC")
    late = Timeline.from_rows([(after(2), {"phase": PENDING})])
    result = backlog({"B": late, "A": log(NEW), "C": log(None)}, at=after(4), schedule=office)
    assert (2, 3 * HOUR, HOUR / 2) == (result.count, result.mean_age, result.mean_open_age)
    assert Aged("A", T0, 4 * HOUR, HOUR) == result.oldest
    assert ("C",) == tuple(aged.case for aged in result.unknown)
    empty = backlog({}, at=T0)
    assert (0, None, None, None) == (
        empty.count,
        empty.mean_age,
        empty.mean_open_age,
        empty.oldest,
    )


# --- compliance ---------------------------------------------------------------------------------


def counted(result: Compliance) -> list[tuple[object, ...]]:
    """List what stands first in the rows of a result, and what was met, missed or is open."""
    last = ("met", "missed", "open")
    return [
        tuple(of for name, of in row.items() if name in (*result.by, "period", *last))
        for row in result.rows
    ]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("day", "2016-02-29"),
        ("week", "2016-W09"),
        ("month", "2016-02"),
        ("quarter", "2016-Q1"),
        ("year", "2016"),
    ],
)
def test_a_period_is_named_by_the_local_date(period: str, expected: str) -> None:
    """Late on a UTC day it is the next one in Auckland."""
    rows = [{"outcome": "met", "ended_at": datetime(2016, 2, 28, 22, tzinfo=UTC)}]
    result = compliance(rows, period=period, tz="Pacific/Auckland")
    assert [expected] == [tally.period for tally in result.tallies]


def test_a_week_may_belong_to_another_year() -> None:
    """ISO 8601 has a week 53, and the ends of the calendar have weeks too."""
    ends = (datetime(2016, 1, 1), datetime.min, datetime.max)
    rows = [{"outcome": "met", "ended_at": end.replace(tzinfo=UTC)} for end in ends]
    names = [t.period for t in compliance(rows, period="week", tz="Asia/Tokyo").tallies]
    assert ["0001-W01", "2015-W53", "9999-W52"] == names
    assert 1 == len(compliance(rows[1:2], period="week", tz="America/Lima").tallies)


def test_what_has_not_ended_falls_where_it_was_measured() -> None:
    """And what tells no instant is left out."""
    rows: list[dict[str, object]] = [
        {"outcome": "open", "ended_at": None, "at": T0},
        {"outcome": "missed", "ended_at": math.nan, "at": T0},
        {"outcome": "met", "ended_at": T0 + timedelta(days=40), "at": T0},
        {"outcome": "met", "ended_at": "2026-01-05", "at": T0},
        {"outcome": "met", "ended_at": T0.replace(tzinfo=None)},
        {"outcome": "met"},
        {"outcome": None, "ended_at": T0},
    ]
    result = compliance(rows, period="month")
    assert [("2026-01", 0, 0, 2), ("2026-02", 1, 0, 0)] == counted(result)
    assert 1 == result.tallies[0].open_and_late
    assert 4 == result.left_out
    assert [(4, 0, 2)] == counted(compliance(rows))


def test_groups_are_in_an_order_for_people() -> None:
    """Numbers, levels from the most severe, texts, the missing; equal ones are one."""
    values = [None, "b", Priority.LOW, 10, math.nan, "a", Priority.HIGH, 9.5, [2], [2], [1]]
    rows = [{"outcome": "met", "key": value} for value in values]
    assert [
        (9.5, 1, 0, 0),
        (10, 1, 0, 0),
        ("High", 1, 0, 0),
        ("Low", 1, 0, 0),
        ("[1]", 1, 0, 0),
        ("[2]", 2, 0, 0),
        ("a", 1, 0, 0),
        ("b", 1, 0, 0),
        (None, 2, 0, 0),
    ] == counted(compliance(rows, by="key"))


def test_a_rate_is_of_what_is_decided() -> None:
    """What is open yet says nothing."""
    rows = [{"outcome": outcome} for outcome in ("met", "met", "open", "missed")]
    (tally,) = compliance(rows).tallies
    assert (Share(2, 3), 2 / 3, None) == (tally.share, tally.rate, tally.period)
    (waiting,) = compliance(rows[2:3]).tallies
    assert waiting.rate is None
    assert () == compliance([]).tallies


# --- how they are shown -------------------------------------------------------------------------


def test_results_are_plain_rows() -> None:
    """Of numbers, texts, instants and times, as a DataFrame takes them."""
    desk = {"A": log(NEW, RESOLVED), "B": log(PENDING)}
    rows = [{"outcome": "met", "level": Impact.HIGH, "when": T0}]
    results = (
        times(desk, at=after(2)),
        rates(desk, at=after(2)),
        backlog(desk, at=after(2)),
        backlogs(desk, [T0]),
        compliance(rows, by=("level", "when"), period="year"),
        compliance(rows, by=("level", "when")),
    )
    for result in results:
        heads = {tuple(row) for row in result.rows}
        assert len(heads) == (1 if result.rows else 0)
        for row in result.rows:
            kinds = {type(value) for value in row.values()}
            assert kinds <= {str, int, float, datetime, timedelta, type(None)}


def test_times_read_as_a_table() -> None:
    """In hours, minutes and seconds."""
    result = times({"A": log(NEW, RESOLVED), "B": log(NEW)}, at=after(2))
    assert (
        "measure      count  left out  mean     median   open mean  open median\n"
        "detect       0      2\n"
        "acknowledge  1      0         1:00:00  1:00:00  1:00:00    1:00:00\n"
        "restore      1      0         1:00:00  1:00:00  1:00:00    1:00:00\n"
        "resolve      1      0         1:00:00  1:00:00  1:00:00    1:00:00"
    ) == f"{result}"
    empty = f"{times({}, at=T0):md}".splitlines()
    assert "| acknowledge | 0 | 0 |  |  |  |  |" == empty[3]


def test_a_backlog_reads_as_a_line_and_as_a_table() -> None:
    """The line says how many are unknown, if any."""
    result = backlog({"A": log(NEW), "B": log(None)}, at=after(30))
    assert (
        "1 open at 2026-01-06 15:00+00:00, 1 unknown; mean age 30:00:00, oldest A with 30:00:00"
    ) == str(result)
    assert (
        "| case | since | age | open age |\n"
        "| --- | --- | --- | --- |\n"
        "| A | 2026-01-05 09:00+00:00 | 30:00:00 | 30:00:00 |"
    ) == f"{result:md}"
    assert "0 open at 2026-01-05 09:00+00:00" == str(backlog({}, at=T0))


def test_a_notebook_shows_a_table() -> None:
    """Even where nothing is to be shown."""
    html = backlog({}, at=T0)._repr_html_()
    assert html.startswith("<table><thead><tr><th>case</th>")
    assert "50.0 %" in compliance([{"outcome": o} for o in ("met", "missed")])._repr_html_()


def test_another_format_is_refused() -> None:
    """And the error says which there is."""
    with pytest.raises(Unlisted, match="there is no format 'html'"):
        f"{rates({}, at=T0):html}"


# --- bad input ----------------------------------------------------------------------------------


def test_a_naive_instant_is_refused() -> None:
    """By every measure."""
    naive = datetime(2026, 1, 5, 9)
    for measure in (times, rates, backlog):
        with pytest.raises(NaiveTime):
            measure({}, at=naive)
    with pytest.raises(NaiveTime):
        backlogs({}, [T0, naive])


def test_one_timeline_is_no_log() -> None:
    """The numbers are missing, and the error says what is wanted."""
    one: Any = log(NEW)
    for measure in (times, rates, backlog):
        with pytest.raises(BadValue, match="give a mapping from each record's number"):
            measure(one, at=T0)
    with pytest.raises(BadValue, match="give a mapping from each record's number"):
        backlogs(one, [T0])


def test_what_is_among_timelines_is_one() -> None:
    """A frame, whose columns are no timelines, is refused like any other mapping of something."""
    wrong: list[Any] = [{"A": 2}, {"A": [log(NEW)]}, {"A": log(NEW), "B": None}]
    pandas = pytest.importorskip("pandas")
    for desk in (*wrong, pandas.DataFrame({"number": ["A"]})):
        for measure in (times, rates, backlog, change_rates):
            with pytest.raises(BadValue, match="number to its timeline") as refusal:
                measure(desk, at=T0)
            assert len(str(refusal.value)) < 400
        with pytest.raises(BadValue, match="number to its timeline"):
            backlogs(desk, [T0])


def test_rows_are_mappings() -> None:
    """What gives its columns' names instead is refused with what to write."""
    columns: Any = {"outcome": ["met"]}
    with pytest.raises(BadValue, match=r"to_dict\('records'\)"):
        compliance(columns)


def test_an_unknown_period_is_refused() -> None:
    """With the nearest there is."""
    with pytest.raises(Unlisted, match="there is no period 'weak'; did you mean 'week'"):
        compliance([], period="weak")


def test_an_unknown_zone_is_refused() -> None:
    """Even where no row needs it."""
    with pytest.raises(FaultyDefinition, match="zone"):
        compliance([], tz="Europe/Atlantis")


def test_a_key_cannot_have_the_name_of_a_count() -> None:
    """The rows could not tell them apart."""
    with pytest.raises(BadValue, match=r"a key other than period, met, .* no_target and rate"):
        compliance([], by=("group", "met"))


# --- a real log ---------------------------------------------------------------------------------

LOG = Path(__file__).parents[3] / "shared" / "data" / "uci" / "incident_event_log.zip"
JUNE = datetime(2016, 6, 1, tzinfo=UTC)
END = datetime(2017, 6, 1, tzinfo=UTC)

with_the_log = pytest.mark.skipif(
    not LOG.exists(),
    reason=f"the real log is not here: {LOG.name} of UCI 498 goes into shared/data/uci",
)


@pytest.fixture(scope="module")
def raw() -> list[dict[str, str]]:
    """Read the rows of UCI 498 (doi 10.24432/C57S4H) once."""
    with zipfile.ZipFile(LOG) as archive, archive.open("incident_event_log.csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline="")))


@pytest.fixture(scope="module")
def real(raw: Iterable[Mapping[str, str]]) -> Desk:
    """Read its timelines once."""
    return servicenow.timelines(
        raw,
        columns={"at": "sys_updated_at", "resolution_code": "closed_code"},
        format="%d/%m/%Y %H:%M",
    )


def cases(raw: Iterable[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Gather the rows of each number."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in raw:
        found.setdefault(row["number"], []).append(row)
    return found


@pytest.mark.untraced
@with_the_log
def test_a_real_desk_has_the_rates_of_its_rows(raw: list[dict[str, str]], real: Desk) -> None:
    """As counted from the columns, without any timeline."""
    kept = reopened = reassigned = 0
    for rows in cases(raw).values():
        states = ["done" if r["incident_state"] in ("Resolved", "Closed") else "" for r in rows]
        was_reopened = ("done", "") in pairwise(states) or any(
            r["reopen_count"] != "0" for r in rows
        )
        groups, people = (
            [r[name] for r in rows if r[name] != "?"]
            for name in ("assignment_group", "assigned_to")
        )
        was_reassigned = len(set(groups)) > 1 or any(r["reassignment_count"] != "0" for r in rows)
        reopened += was_reopened
        reassigned += was_reassigned
        kept += not was_reopened and not was_reassigned and len(set(people)) < 2
    result = rates(real, at=END)
    assert Share(kept, 24_918) == result.first_assignee == Share(13_137, 24_918)
    assert Share(reopened, 24_918) == result.reopened == Share(275, 24_918)
    assert Share(reassigned, 24_918) == result.reassigned == Share(11_369, 24_918)
    assert (Share(0, 24_918), 0) == (result.escalated, result.left_out)
    assert (None, 24_918) == (result.first_contact, result.untold)
    assert 0.527 == round(result.first_assignee.rate or 0, 3)


@pytest.mark.untraced
@with_the_log
def test_a_real_backlog_is_that_of_its_rows(raw: list[dict[str, str]], real: Desk) -> None:
    """On the first of June, with the same in the curve."""
    count = 0
    for rows in cases(raw).values():
        opened = datetime.strptime(rows[0]["opened_at"], "%d/%m/%Y %H:%M")
        last = rows[0]["incident_state"] if opened < datetime(2016, 6, 1) else "Closed"
        for row in rows[1:]:
            if datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M") <= datetime(2016, 6, 1):
                last = row["incident_state"]
        count += last not in ("Resolved", "Closed")
    assert count == backlog(real, at=JUNE).count == 1_181
    assert (Point(JUNE, 1_181, 0), Point(END, 0, 0)) == backlogs(real, [JUNE, END]).points


@pytest.mark.untraced
@with_the_log
def test_real_times_are_those_of_the_timelines(real: Desk) -> None:
    """By June and by the end, when all were resolved."""
    for at, expected in ((JUNE, (24_644, 23_463)), (END, (24_918, 24_918))):
        result = times(real, at=at)
        assert expected == (result.cases, result.resolve.count)
        lengths = [
            end - s[0].at for s in begun(real, at).values() if (end := resolved_at(s)) is not None
        ]
        assert sum(lengths, timedelta()) // len(lengths) == result.resolve.mean
        assert middle(lengths) == result.resolve.median


@pytest.mark.untraced
@with_the_log
def test_the_real_desk_missed_what_its_rows_say(raw: list[dict[str, str]]) -> None:
    """By the priority and the month of each incident's closure."""
    last = [rows[-1] for rows in cases(raw).values()]
    rows = [
        {
            "outcome": "met" if row["made_sla"] == "true" else "missed",
            "priority": row["priority"],
            "ended_at": datetime.strptime(row["closed_at"], "%d/%m/%Y %H:%M").replace(tzinfo=UTC),
        }
        for row in last
    ]
    result = compliance(rows, by="priority", period="month")
    assert (len(rows), 0) == (sum(t.met + t.missed for t in result.tallies), result.left_out)
    found = {(t.by["priority"], t.period): (t.met, t.missed) for t in result.tallies}
    march = [
        r for r in last if r["priority"] == "1 - Critical" and r["closed_at"][-12:-6] == "3/2016"
    ]
    met = sum(row["made_sla"] == "true" for row in march)
    assert (met, len(march) - met) == found["1 - Critical", "2016-03"]
