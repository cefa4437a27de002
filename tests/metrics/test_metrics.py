"""Times, rates, the backlog and compliance, by hand."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore import Impact, Incident, Phase, Priority, Schedule, Timeline, Urgency
from itsmcore.errors import BadValue, FaultyDefinition, NaiveTime, Unlisted
from itsmcore.level import Level
from itsmcore.metrics import (
    Aged,
    Point,
    Share,
    backlog,
    backlogs,
    change_rates,
    compliance,
    rates,
    times,
)
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.metrics.cases import after, counted

NEW, ACTIVE, PENDING, RESOLVED, CLOSED, CANCELLED = Phase


def log(*rows: Phase | Mapping[str, object] | None) -> Timeline:
    """Make a timeline of phases or of whole facts, an hour each."""
    return Timeline.from_rows(
        (T0 + hour * HOUR, row if isinstance(row, Mapping) else {"phase": row})
        for hour, row in enumerate(rows)
    )


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


def test_groups_of_one_word_are_in_one_order() -> None:
    """A truth is a number, levels of several scales are by their ranks, and stand before words."""
    words = Level("1", "High", -2)
    values = ["High", words, True, 0, Priority.HIGH, None, "10", 0.5]
    rows = [{"outcome": "met", "key": value} for value in values]
    for shuffled in (rows, rows[::-1], rows[3:] + rows[:3]):
        keys = [tally.by["key"] for tally in compliance(shuffled, by="key").tallies]
        assert [0, 0.5, True, Priority.HIGH, words, "10", "High", None] == keys


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
    assert '<caption>backlog</caption><thead><tr><th scope="col">case</th>' in html
    assert "50.0 %" in compliance([{"outcome": o} for o in ("met", "missed")])._repr_html_()


def test_another_format_is_refused() -> None:
    """And the error says which there is."""
    with pytest.raises(Unlisted, match="there is no format 'svg'; known: md, html"):
        f"{rates({}, at=T0):svg}"


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
        with pytest.raises(BadValue, match=r"timelines cannot be .*; give a mapping from each"):
            measure(one, at=T0)
    with pytest.raises(BadValue, match=r"timelines cannot be .*; give a mapping from each"):
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
