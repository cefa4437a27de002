"""Compliance: each row stands in one period, and nobody falls out of a report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Incident, Phase, Priority, Schedule, Timeline
from itsmcore.errors import BadSpan, BadValue, NaiveTime, Unlisted
from itsmcore.lifecycle import Link, LinkKind
from itsmcore.metrics import Compliance, Tally, compliance, rates, times
from itsmcore.service_levels import Agreement, Goal, Terms, measure_many, what_if
from tests.instants import HOUR, MINUTE
from tests.instants import MARCH as NINE

ZONE = ZoneInfo("Europe/Amsterdam")
COUNTS = ("met", "missed", "open", "open_and_late", "met_after_a_lowered_target", "no_target")


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give an instant of 2026 by the clock of Amsterdam."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def counts(tally: Tally) -> dict[str, int]:
    """Give what a tally counts, but for what is nothing."""
    return {name: getattr(tally, name) for name in COUNTS if getattr(tally, name)}


def by_period(result: Compliance) -> dict[str | None, dict[str, int]]:
    """Give the counts of each period."""
    return {tally.period: counts(tally) for tally in result.tallies}


def total(result: Compliance) -> dict[str, int]:
    """Add up all that is counted."""
    return {name: sum(getattr(t, name) for t in result.tallies) for name in COUNTS}


# --- a breach is counted once -------------------------------------------------------------------

NEW, HELD, DONE = ({"phase": phase} for phase in (Phase.NEW, Phase.PENDING, Phase.RESOLVED))
LOG = {
    "T1": Timeline.from_rows([(local(3, 25), NEW), (local(4, 6), DONE)]),
    "T2": Timeline.from_rows([(local(3, 30), NEW), (local(4, 1, 10), DONE)]),
    "T3": Timeline.from_rows([(local(3, 31), HELD), (local(4, 8), NEW), (local(4, 10), DONE)]),
    "T4": Timeline.from_rows([(local(3, 20), NEW), (local(4, 1), DONE)]),
}
TARGETS = {"T1": 16 * HOUR, "T2": 72 * HOUR, "T3": 24 * HOUR, "T4": 14 * 24 * HOUR}


def rows(at: datetime) -> list[dict[str, Any]]:
    """Measure each of the four by its own target, which makes it due as the example says."""
    found: list[dict[str, Any]] = []
    for case, timeline in LOG.items():
        goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=TARGETS[case])
        found += measure_many(Agreement("gold", goals=[goal]), {case: timeline}, at=at)
    return found


def monthly(at: datetime, **given: Any) -> dict[str | None, dict[str, int]]:
    """Count the four by month."""
    return by_period(compliance(rows(at), period="month", tz="Europe/Amsterdam", **given))


def test_the_example_is_measured_as_it_says() -> None:
    """T1 and T3 were late, and T2 and T4 due on the second of April."""
    found = {row["case"]: row for row in rows(local(5, 1))}
    assert {"T1": local(3, 25, 16), "T2": local(4, 2), "T3": local(4, 9)} == {
        case: found[case]["due"] for case in ("T1", "T2", "T3")
    }
    assert {"T1": local(3, 25, 16), "T2": None, "T3": local(4, 9), "T4": None} == {
        case: row["breached_at"] for case, row in found.items()
    }


@pytest.mark.parametrize(
    ("period_by", "march", "april"),
    [
        ("ended_at", {}, {"met": 2, "missed": 2}),
        ("started_at", {"met": 2, "missed": 2}, {}),
        ("due", {"missed": 1}, {"met": 2, "missed": 1}),
        ("breached_at", {"missed": 1}, {"met": 2, "missed": 1}),
    ],
)
def test_each_breach_stands_in_one_month(
    period_by: str, march: dict[str, int], april: dict[str, int]
) -> None:
    """Whichever instant tells the month."""
    expected = {"2026-03": march, "2026-04": april}
    assert {month: of for month, of in expected.items() if of} == monthly(
        local(5, 1), period_by=period_by
    )


def test_measured_at_the_first_instant_of_april_march_is_march() -> None:
    """What runs on is open there, though it is late; what ended at midnight is April's."""
    april = local(4, 1)
    assert {"2026-03": {"open": 3, "open_and_late": 1}, "2026-04": {"met": 1}} == monthly(april)
    assert {"2026-03": {"open": 3, "open_and_late": 1}} == monthly(april, until=april)
    assert {"2026-04": {"met": 1}} == monthly(april, since=april)
    assert {"2026-03": {"missed": 1, "open": 2}, "2026-04": {"met": 1}} == monthly(
        april, period_by="breached_at"
    )


def test_a_clock_without_a_due_instant_stands_in_the_period_of_its_start_and_is_told() -> None:
    """As T3 does, while it waits."""
    result = compliance(rows(local(4, 1)), period="month", period_by="due", tz="Europe/Amsterdam")
    assert {
        "2026-03": {"open": 2, "open_and_late": 1},
        "2026-04": {"open": 1, "met": 1},
    } == by_period(result)
    assert 1 == result.without_due
    assert str(result).endswith("in the period of their start, for want of a due instant: 1")
    assert 0 == compliance(rows(local(5, 1)), period_by="due").without_due


def test_bounds_hold_without_periods_and_are_checked() -> None:
    """From an instant on, and before another."""
    march = compliance(rows(local(5, 1)), period_by="started_at", until=local(3, 25))
    assert {"met": 1} == counts(march.tallies[0])
    assert () == compliance(rows(local(5, 1)), since=local(5, 1)).tallies
    with pytest.raises(BadSpan):
        compliance([], since=local(4, 1), until=local(3, 1))
    with pytest.raises(NaiveTime):
        compliance([], since=datetime(2026, 4, 1))
    for wrong in ({"period_by": "ended"}, {"breach": "stick"}):
        with pytest.raises(Unlisted, match="did you mean"):
            compliance([], **wrong)  # type: ignore[arg-type]


_MOMENTS = st.none() | st.integers(0, 200 * 24).map(lambda hours: local(1, 1) + hours * HOUR)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(
                ["running", "paused", "completed", "cancelled", "not_started"]
            ),
            "outcome": st.sampled_from(["met", "missed", "open", None]),
            "at": st.just(local(6, 1)),
            "started_at": _MOMENTS,
            "ended_at": _MOMENTS,
            "due": _MOMENTS,
            "breached_at": _MOMENTS,
            "first_breached_at": _MOMENTS,
            "breaches": st.integers(0, 2),
            "duplicate": st.booleans(),
            "case": st.sampled_from(["a", "b", "c", 0, 1, 2]) | st.none(),
        }
    )
)
_READINGS = st.fixed_dictionaries(
    {
        "period_by": st.sampled_from(["ended_at", "started_at", "due", "breached_at"]),
        "breach": st.sampled_from(["in_force", "sticky"]),
    }
)


@given(_ROWS, _READINGS, st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_periods_add_up(given: list[dict[str, Any]], reading: Any, period: str) -> None:
    """Each row is in one period or is told to be left out, and of as many outcomes as without."""
    result = compliance(given, period=period, **reading)
    whole = compliance(given, **reading)
    unplaced = sum(result.why_left_out.get(why, 0) for why in ("no_instant", "bad_instant"))
    assert sum(
        total(whole)[name] for name in ("met", "missed", "open", "no_target")
    ) == unplaced + sum(total(result)[name] for name in ("met", "missed", "open", "no_target"))
    doubles = [row for row in given if row["duplicate"]]
    others = sum(result.why_left_out.values()) - result.why_left_out.get("duplicate", 0)
    counted = sum(total(result)[name] for name in ("met", "missed", "open", "no_target"))
    assert len(given) == len(doubles) + others + counted
    named = {row["case"] for row in doubles if row["case"] is not None}
    nameless = sum(row["case"] is None for row in doubles)
    assert len(named) + nameless == result.why_left_out.get("duplicate", 0)


@given(_ROWS, _READINGS, _MOMENTS)
def test_what_is_before_and_what_is_after_make_all(
    given: list[dict[str, Any]], reading: Any, bound: datetime | None
) -> None:
    """Cut at an instant, nothing is counted twice and nothing is lost."""
    whole = compliance(given, period="year", **reading)
    if bound is not None:
        before, after = (
            compliance(given, period="year", **reading | cut)
            for cut in ({"until": bound}, {"since": bound})
        )
        assert total(whole) == {name: total(before)[name] + total(after)[name] for name in COUNTS}


# --- nobody falls out ---------------------------------------------------------------------------

GOLD = Agreement(
    "gold",
    goals=[
        Goal(
            "resolution",
            stop=Phase.RESOLVED,
            targets={Priority.CRITICAL: HOUR, Priority.LOW: 9 * HOUR},
        )
    ],
)


def measured(log: Mapping[str, Timeline], at: datetime, **terms: Any) -> list[dict[str, Any]]:
    """Measure a log by priority."""
    gold = Agreement("gold", goals=GOLD.goals, terms=Terms(**terms))
    return list(measure_many(gold, log, at=at))


def log(*steps: tuple[float, Mapping[str, object]]) -> Timeline:
    """Make a timeline of the hours after nine."""
    return Timeline.from_rows([(NINE + hours * HOUR, facts) for hours, facts in steps])


LOW, CRITICAL = {"priority": Priority.LOW}, {"priority": Priority.CRITICAL}


def test_a_record_without_a_target_is_in_a_column_of_its_own() -> None:
    """Open or ended; what has not started or was cancelled is told apart."""
    cases = {
        "none": log((0, NEW)),
        "done": log((0, NEW), (1, DONE)),
        "gone": log((0, {**NEW, **LOW}), (1, {"phase": Phase.CANCELLED, **LOW})),
        "to come": log((8, {**NEW, **LOW})),
        "kept": log((0, {**NEW, **LOW}), (1, {**DONE, **LOW})),
    }
    result = compliance(measured(cases, NINE + 2 * HOUR))
    (tally,) = result.tallies
    assert {"met": 1, "no_target": 2} == counts(tally)
    assert {"cancelled": 1, "not_started": 1} == dict(result.why_left_out)
    assert 2 == result.left_out
    assert (
        "met  missed  open  no target  rate\n"
        "1    0       0     2          100.0 %\n"
        "left out: 1 cancelled, 1 not started"
    ) == str(result)
    assert f"{result:md}".endswith("\n\nleft out: 1 cancelled, 1 not started")
    assert {"no_target": 2, "met": 1} == by_period(
        compliance(measured(cases, NINE + 2 * HOUR), period="day")
    )["2026-03-02"]


def test_a_column_that_one_group_needs_is_there_for_all() -> None:
    """What nobody has is left out of the table."""
    cases = {"none": log((0, NEW)), "kept": log((0, {**NEW, **LOW}), (1, {**DONE, **LOW}))}
    sited = [{**row, "site": place} for place, row in enumerate(measured(cases, NINE + 2 * HOUR))]
    assert (
        "site  met  missed  open  no target  rate\n"
        "0     0    0       0     1\n"
        "1     1    0       0     0          100.0 %"
    ) == str(compliance(sited, by="site"))


LOWERED = {
    "INC-1": log((0, {**NEW, **CRITICAL}), (2, {**NEW, **LOW}), (3, {**DONE, **LOW})),
    "INC-2": log((0, {**NEW, **LOW}), (3, {**DONE, **LOW})),
    "INC-3": log((0, {**NEW, **CRITICAL}), (2, {**NEW, **LOW})),
    "INC-4": log((0, {**NEW, **CRITICAL}), (2, NEW)),
}


def test_what_was_met_after_a_lowered_target_is_counted_apart() -> None:
    """It is met, and of what is met one was late by a target of the time."""
    (tally,) = compliance(measured(LOWERED, NINE + 4 * HOUR)).tallies
    assert {"met": 2, "met_after_a_lowered_target": 1, "open": 1, "no_target": 1} == counts(tally)
    assert 1.0 == tally.rate
    result = compliance(measured(LOWERED, NINE + 4 * HOUR))
    assert ("met  missed  open  met after a lowered target  no target  rate") == str(
        result
    ).splitlines()[0]
    assert [*COUNTS, "rate"] == list(result.rows[0])


def test_a_report_can_count_it_as_missed() -> None:
    """By rows as they are, or by clocks whose terms say so; since when it was first late."""
    at = NINE + 4 * HOUR
    by_rows = compliance(
        measured(LOWERED, at), breach="sticky", period="day", period_by="breached_at"
    )
    by_terms = compliance(
        measured(LOWERED, at, breach="sticky"), period="day", period_by="breached_at"
    )
    assert {"2026-03-02": {"met": 1, "missed": 3}} == by_period(by_rows) == by_period(by_terms)
    ended = compliance(measured(LOWERED, at), breach="sticky")
    assert {"met": 1, "missed": 1, "open": 2, "open_and_late": 2} == counts(ended.tallies[0])


def test_duplicates_are_left_out_and_it_is_said_how_many() -> None:
    """Of ten incidents of which three were doubles, the figures are of seven."""
    incidents = {}
    for number in range(10):
        inc = Incident.open(f"INC-{number}", at=NINE, by="kim", summary="Mail is down")
        code = "duplicate" if number < 3 else "solution_provided"
        after = 2 * MINUTE if number < 3 else HOUR
        inc = inc.resolve(at=NINE + after, by="grace", code=code, notes="See INC-9")
        incidents[inc.id] = inc.timeline()
    at = NINE + 2 * HOUR
    goals = [
        Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR),
        Goal("response", stop=Phase.RESOLVED, targets=8 * HOUR),
    ]
    found = list(measure_many(Agreement("gold", goals=goals), incidents, at=at))
    result = compliance(found, by="goal")
    assert {"resolution": {"met": 7}, "response": {"met": 7}} == {
        tally.by["goal"]: counts(tally) for tally in result.tallies
    }
    assert (3, "left out: 3 duplicates") == (result.left_out, str(result).splitlines()[-1])
    assert {"cancelled"} == {row["status"] for row in found if row["duplicate"]}
    assert 7 == times(incidents, at=at).resolve.count
    assert 3 == times(incidents, at=at).duplicates == rates(incidents, at=at).duplicates
    one = compliance([row for row in found if row["case"] == "INC-0"])
    assert "left out: 1 duplicate" == str(one).splitlines()[-1]
    unnamed = compliance([{**row, "case": math.nan} for row in found])
    assert {"duplicate": 6} == dict(unnamed.why_left_out)


@pytest.mark.parametrize("kind", [LinkKind.DUPLICATE_OF, LinkKind.DUPLICATED_BY])
def test_a_link_says_what_a_duplicate_is(kind: LinkKind) -> None:
    """Whichever of the two has it; what the clock alone would call met is left out."""
    tied = {"links": (Link(kind, "INC-2"),)}
    cases = {
        "INC-1": log((0, {**NEW, **LOW, **tied}), (1, {**DONE, **LOW, **tied})),
        "INC-2": log((0, {**NEW, **LOW}), (1, {**DONE, **LOW})),
    }
    found = measured(cases, NINE + 2 * HOUR)
    double = "INC-1" if kind is LinkKind.DUPLICATE_OF else "INC-2"
    assert [double] == [row["case"] for row in found if row["duplicate"]]
    (tally,) = compliance(found).tallies
    assert {"met": 1} == counts(tally)


def test_every_cycle_is_counted() -> None:
    """What was missed before something else was met is not forgotten."""
    informed = Goal("update", stop=Phase.RESOLVED, reset="vip", targets=HOUR)
    cases = {"INC-1": log((0, NEW), (2, {**NEW, "state": "vip"}), (2.5, DONE))}
    found = list(measure_many(Agreement("care", goals=[informed]), cases, at=NINE + 3 * HOUR))
    assert [("missed", 1, 2), ("met", 2, 2)] == [
        (row["outcome"], row["cycle"], row["cycles"]) for row in found
    ]
    (tally,) = compliance(found).tallies
    assert {"met": 1, "missed": 1} == counts(tally)


def test_a_cycle_that_is_yet_to_begin_has_a_row_only_where_it_is_alone() -> None:
    """A group's, for which the record has to come back."""
    goal = Goal("update", stop=Phase.RESOLVED, reset="vip", targets=HOUR, per="group")
    one, other = {**NEW, "group": "L1"}, {**NEW, "group": "L2"}
    cases = {"INC-1": log((0, one), (1, other), (2, {**other, "state": "vip"}))}
    found = list(measure_many(Agreement("care", goals=[goal]), cases, at=NINE + 3 * HOUR))
    assert [("L1", "completed"), ("L2", "completed"), ("L2", "running")] == [
        (row["holder"], row["status"]) for row in found
    ]


@pytest.mark.parametrize("row", [5, dict, ("met", NINE)])
def test_a_row_is_read_by_the_names_of_its_columns(row: Any) -> None:
    """What has no names is refused."""
    with pytest.raises(BadValue, match=r"rows cannot be .*; give mappings, such as the row"):
        compliance([row])


def test_columns_are_asked_for_by_their_names() -> None:
    """One that there is not is named."""
    found = compliance([{"outcome": "met", "goal": "fix", "ended_at": NINE}], by="goal")
    assert [("goal", "met", "rate"), ("fix", 1, 1.0)] == list(found.columns(["met", "rate"]))
    with pytest.raises(Unlisted, match="there is no column 'mised'; did you mean 'missed'"):
        list(found.columns(["mised"]))


def test_what_stands_for_an_instant_and_is_none_is_told_apart() -> None:
    """A text, a date, or a datetime without a zone is there, but nobody says when it is."""
    ends = [NINE, NINE.replace(tzinfo=None), "2026-01-05T09:00", NINE.date(), 0, None, math.nan]
    given = [{"outcome": "met", "ended_at": end} for end in ends]
    found = compliance(given, period="month")
    assert (1, {"no_instant": 2, "bad_instant": 4}) == (found.total.met, dict(found.why_left_out))
    assert "4 whose instant is a text, a date, or without a time zone" in str(found)
    assert found.why_left_out == compliance(given, since=NINE).why_left_out
    assert (7, 0) == (compliance(given).total.met, compliance(given).left_out)
    running = {"outcome": "open", "status": "running", "at": "now"}
    assert {"bad_instant": 1} == dict(compliance([running], period="day").why_left_out)


def test_rows_of_a_frame_tell_nothing_where_they_are_empty() -> None:
    """NaN, NaT and NA are no values, in whichever column."""
    empty = dict.fromkeys(("ended_at", "due", "breached_at", "duplicate", "breaches"), math.nan)
    row = {**empty, "status": "running", "outcome": "missed", "at": NINE, "started_at": NINE}
    (tally,) = compliance([row], period="month").tallies
    assert {"open": 1, "open_and_late": 1} == counts(tally)
    unsaid = compliance([{"status": math.nan, "outcome": None}])
    assert {"no_outcome": 1} == dict(unsaid.why_left_out)
    begun = {**row, "started_at": math.nan}
    assert {"no_instant": 1} == dict(
        compliance([begun], period="day", period_by="due").why_left_out
    )
    first = {"outcome": "open", "at": datetime.min.replace(tzinfo=UTC)}
    assert ["0001"] == [t.period for t in compliance([first], period="year").tallies]


def test_what_if_sees_a_breach_that_more_time_would_not_forgive() -> None:
    """Under terms that make it missed for good."""
    strict = Agreement("gold", goals=GOLD.goals, terms=Terms(breach="sticky"))
    found = what_if(GOLD, LOWERED, against=strict, at=NINE + 4 * HOUR)
    assert ["INC-1", "INC-3"] == [one.case for one in found.became_missed]
    assert Schedule.always() == found.after.schedule


def test_labels_are_in_the_order_of_the_ranks_beside_them() -> None:
    """The most severe first; without a rank they come after those, and pseudonyms hide them."""
    ranks = {"Low": 2, "Critical": 4.5, "High": 4, None: float("nan"), "other": None, "a": "9"}
    rows = [
        {"outcome": "met", "priority": label, "priority_rank": rank}
        for label, rank in ranks.items()
    ]
    found = [tally.by["priority"] for tally in compliance(rows, by="priority").tallies]
    assert ["Critical", "High", "Low", "a", "other", None] == found
    hidden = compliance(rows, by="priority", pseudonyms=b"key").tallies
    names = [tally.by["priority"] for tally in hidden[:-1]]
    assert sorted(names) == names
