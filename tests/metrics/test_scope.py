"""Scope: from when to when a measure counts, by what, and what it tells of few."""

import hmac
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore import Incident, Phase, Priority, Timeline
from itsmcore.errors import BadSpan, BadValue, FaultyDefinition, NaiveTime, Unlisted
from itsmcore.metrics import (
    Flow,
    Point,
    Share,
    Turnover,
    backlog,
    backlogs,
    change_rates,
    compliance,
    flow,
    rates,
    times,
)
from itsmcore.metrics._groups import too_small
from itsmcore.metrics._periods import Periods
from itsmcore.service_levels import Agreement, Goal, measure_many
from tests.instants import HOUR
from tests.timing import calls

NEW, ACTIVE, PENDING, RESOLVED, CLOSED, CANCELLED = Phase
MEASURES: list[Callable[..., Any]] = [times, rates, change_rates, backlog, flow]


def day(month: int, day: int, hour: float = 0) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC) + hour * HOUR


JANUARY, FEBRUARY, MARCH, APRIL, MAY = (day(month, 1) for month in (1, 2, 3, 4, 5))


def log(*rows: tuple[datetime, Phase | None], **facts: object) -> Timeline:
    """Make a timeline of phases, each with some facts."""
    return Timeline.from_rows((at, {"phase": phase, **facts}) for at, phase in rows)


def lasting(hours: float, start: datetime = MARCH, **facts: object) -> Timeline:
    """Make the timeline of a case that takes so long."""
    return log((start, NEW), (start + hours * HOUR, RESOLVED), **facts)


def numbered(timelines: Iterable[Timeline]) -> dict[str, Timeline]:
    return {f"INC-{number}": timeline for number, timeline in enumerate(timelines, 1)}


# --- F6: percentiles --------------------------------------------------------------------------


def test_a_percentile_is_linear_between_the_two_nearest() -> None:
    """As numpy and pandas have it; of one value it is that, and of none there is none."""
    result = times(numbered(map(lasting, (10, 3, 1, 4, 2))), at=APRIL, percentiles=90)
    assert (4 * HOUR, 3 * HOUR) == (result.resolve.mean, result.resolve.median)
    assert {90: 7.6 * HOUR} == result.resolve.percentiles == result.resolve.open_percentiles
    two = times(numbered(map(lasting, (1, 2))), at=APRIL, percentiles=[90, 0, 100, 99.9]).resolve
    assert {90: 1.9 * HOUR, 0: HOUR, 100: 2 * HOUR, 99.9: 1.999 * HOUR} == two.percentiles
    one = times({"A": lasting(5)}, at=APRIL, percentiles=[90]).resolve
    assert {90: 5 * HOUR} == one.percentiles
    assert {90: None} == times({}, at=APRIL, percentiles=[90]).resolve.percentiles
    assert {"p90": 7.6 * HOUR, "open_p90": 7.6 * HOUR}.items() <= result.rows[-1].items()
    assert "p90" in str(result)


@pytest.mark.parametrize("wrong", [101, -1, True, "90", [float("nan")], ["x"], None])
def test_what_is_no_percentile_is_refused(wrong: Any) -> None:
    """By name."""
    with pytest.raises(BadValue, match="percentiles cannot be"):
        times({}, at=APRIL, percentiles=wrong)


# --- F7: from when to when --------------------------------------------------------------------

LIVED = {
    "INC-1": Timeline.from_rows(
        [
            (day(1, 31, 20), {"phase": NEW}),
            (day(1, 31, 21), {"phase": ACTIVE}),
            (day(2, 2, 20), {"phase": RESOLVED}),
            (day(3, 3), {"phase": ACTIVE}),
            (day(3, 4, 10), {"phase": RESOLVED}),
        ]
    )
}


def test_a_time_is_counted_at_the_point_that_it_leads_to() -> None:
    """The last resolution that is known at the instant of measuring counts, or the first."""

    def resolve(at: datetime, since: datetime, until: datetime, **more: str) -> tuple[Any, ...]:
        found = times(LIVED, at=at, since=since, until=until, **more)  # type: ignore[arg-type]
        return found.resolve.count, found.resolve.mean, found.acknowledge.count

    month = 31 * 24 * HOUR
    assert (1, 48 * HOUR, 0) == resolve(MARCH, FEBRUARY, MARCH)
    assert (0, None, 0) == resolve(APRIL, FEBRUARY, MARCH)
    assert (1, month + 14 * HOUR, 0) == resolve(APRIL, MARCH, APRIL)
    assert (0, None, 1) == resolve(APRIL, JANUARY, FEBRUARY)
    assert (1, 48 * HOUR, 0) == resolve(APRIL, FEBRUARY, MARCH, resolution="first")
    assert (0, None, 0) == resolve(APRIL, MARCH, APRIL, resolution="first")


def test_what_was_reopened_is_counted_by_case_or_by_resolution() -> None:
    """And stands where the resolution came about."""

    def reopened(since: datetime, until: datetime, **more: str) -> Share:
        return rates(LIVED, at=APRIL, since=since, until=until, **more).reopened  # type: ignore[arg-type]

    assert Share(1, 1) == reopened(FEBRUARY, MARCH, reopened_per="resolution")
    assert Share(0, 1) == reopened(MARCH, APRIL, reopened_per="resolution")
    assert [Share(0, 0), Share(1, 1)] == [reopened(FEBRUARY, MARCH), reopened(MARCH, APRIL)]
    assert Share(1, 1) == reopened(FEBRUARY, MARCH, resolution="first")
    assert Share(1, 2) == rates(LIVED, at=APRIL, reopened_per="resolution").reopened
    again = {"A": log((MARCH, RESOLVED), (day(3, 2), CANCELLED), (day(3, 3), RESOLVED))}
    assert Share(0, 1) == rates(again, at=APRIL, since=day(3, 3)).reopened


def test_options_are_said_and_misspelt_ones_are_refused() -> None:
    """With the nearest."""
    said = str(rates(LIVED, at=APRIL, resolution="first", reopened_per="resolution"))
    assert "the first resolution counts\nthe reopened are a share of resolutions" in said
    assert "the first resolution counts" in str(times(LIVED, at=APRIL, resolution="first"))
    for measure in (times, rates):
        with pytest.raises(Unlisted, match="did you mean 'first'"):
            measure(LIVED, at=APRIL, resolution="frist")
    with pytest.raises(Unlisted, match="did you mean 'resolution'"):
        rates(LIVED, at=APRIL, reopened_per="resolutions")


def test_what_is_left_out_stands_where_the_log_ends() -> None:
    """Where the point is not known; one that is known, and cannot be, stands there."""
    unknown = {"A": log((FEBRUARY, NEW), (MARCH, None))}
    assert [0, 1] == [
        times(unknown, at=MAY, since=since, until=until).resolve.left_out
        for since, until in ((FEBRUARY, MARCH), (MARCH, APRIL))
    ]
    assert [0, 1] == [
        rates(unknown, at=MAY, since=since, until=until).left_out
        for since, until in ((FEBRUARY, MARCH), (MARCH, APRIL))
    ]
    counted = {"A": Timeline.from_rows([(MARCH, {"phase": ACTIVE, "reopen_count": 1})])}
    assert [Share(1, 1), Share(0, 0)] == [
        rates(counted, at=MAY, since=since).reopened for since in (MARCH, APRIL)
    ]


@pytest.mark.parametrize("measure", MEASURES)
def test_bounds_are_checked_and_said(measure: Callable[..., Any]) -> None:
    """By every measure."""
    result = measure(LIVED, at=MAY, since=FEBRUARY, until=MARCH)
    assert (FEBRUARY, MARCH) == (result.since, result.until)
    bounds = "since 2026-02-01 00:00+00:00, until 2026-03-01 00:00+00:00"
    assert f"counted {bounds}" in str(result)
    assert f"counted {bounds}" in f"{result:md}"
    assert "since" not in str(measure(LIVED, at=MAY))
    assert "counted until" in str(measure(LIVED, at=MAY, until=MARCH))
    assert {(FEBRUARY, MARCH)} == {(of.since, of.until) for of in result.figures}
    with pytest.raises(BadSpan):
        measure({}, at=MAY, since=MARCH, until=FEBRUARY)
    with pytest.raises(NaiveTime):
        measure({}, at=MAY, since=datetime(2026, 3, 1))


# --- by -----------------------------------------------------------------------------------------

SITES = numbered(
    [
        lasting(1, group="net", site="a"),
        lasting(3, group="net", site="b"),
        lasting(5, group="mail", site="a"),
        lasting(7, group=None, site="b"),
        log((MARCH, NEW), group="mail", site="a"),
        lasting(1, group="net", resolution_code="duplicate"),
    ]
)


def test_each_group_has_a_result_of_its_own() -> None:
    """In order, what has no group last, and the result itself is that of all."""
    result = times(SITES, at=APRIL, by="group")
    assert ["mail", "net", None] == [group.by["group"] for group in result.groups]
    assert [5 * HOUR, 2 * HOUR, 7 * HOUR] == [g.result.resolve.mean for g in result.groups]
    assert [(2, 0), (2, 1), (1, 0)] == [
        (group.result.cases, group.result.duplicates) for group in result.groups
    ]
    assert ["group mail", "group net", "group none"] == list(map(str, result.groups))
    assert (5, 4 * HOUR) == (result.cases, result.resolve.mean)
    assert 12 == len(result.rows)
    assert {"group": "net", "measure": "resolve", "count": 2}.items() <= result.rows[7].items()
    assert "group  measure      count" in str(result)
    two = rates(SITES, at=APRIL, by=("group", "site", "group"))
    assert 5 == len(two.groups)
    assert {"group": "net", "site": "b"} == two.groups[2].by


def test_groups_by_level_are_in_the_order_of_severity() -> None:
    """As those of compliance are."""
    levels = [Priority.LOW, Priority.CRITICAL, Priority.HIGH]
    result = rates(numbered(lasting(1, priority=of) for of in levels), at=APRIL, by="priority")
    assert [levels[1], levels[2], levels[0]] == [group.by["priority"] for group in result.groups]
    assert "Critical" == result.rows[0]["priority"]


def test_figures_are_those_of_groups_and_then_of_all() -> None:
    """Each with how many it is of."""
    found = times(SITES, at=APRIL, by="group", percentiles=90).figures.named("resolve mean")
    assert [({"group": "mail"}, 1), ({"group": "net"}, 2), ({"group": None}, 1), ({}, 4)] == [
        (figure.by, figure.n) for figure in found
    ]
    assert {"time"} == {figure.unit for figure in found}
    every = times(SITES, at=APRIL, percentiles=90).figures
    assert {"cases", "resolve open p90", "detect median"} <= {figure.name for figure in every}
    assert 5 == every[0].value == every[0].n
    units = {figure.name: figure.unit for figure in every}
    assert ("open time", "time") == (units["resolve open p90"], units["resolve p90"])
    shares = {figure.name: figure for figure in rates(SITES, at=APRIL).figures}
    level = shares["first-level resolution"]
    assert (1.0, 4, "share", "higher") == (level.value, level.n, level.unit, level.better)
    assert "lower" == shares["escalated"].better
    contact = shares["first-contact resolution"]
    assert (None, 0) == (contact.value, contact.n)
    assert "resolve mean" in f"{times(SITES, at=APRIL).figures:md}"


@pytest.mark.parametrize("measure", [*MEASURES, backlogs])
def test_a_misspelt_fact_is_refused_with_the_nearest(measure: Callable[..., Any]) -> None:
    """Where there is a log to know it by."""
    where: dict[str, Any] = {"instants": [APRIL]} if measure is backlogs else {"at": APRIL}
    with pytest.raises(Unlisted, match="there is no fact 'grup'; did you mean 'group'"):
        measure(SITES, by="grup", **where)
    assert () == measure({}, by="grup", **where).groups
    for wrong in (5, [5], None):
        with pytest.raises(BadValue, match="by cannot be"):
            measure(SITES, by=wrong, **where)


def test_a_fact_with_the_name_of_a_column_is_refused() -> None:
    """Of the table that the measure makes."""
    for measure, name in ((times, "mean"), (rates, "rate"), (backlog, "age"), (flow, "period")):
        with pytest.raises(BadValue, match="by cannot be"):
            measure(SITES, at=APRIL, by=name)
    with pytest.raises(BadValue, match="a key other than at, count and unknown"):
        backlogs(SITES, [APRIL], by="at")


def test_a_misspelt_key_of_rows_is_refused_with_the_nearest() -> None:
    """In compliance, and in the facts that its rows are to have."""
    rows = [{"outcome": "met", "goal": "fix"}, {"outcome": "met"}]
    with pytest.raises(Unlisted, match="there is no key 'gaol'; did you mean 'goal'") as refusal:
        compliance(rows, by="gaol")
    assert ("goal", "outcome") == refusal.value.known
    assert () == compliance([], by="gaol").tallies
    assert 2 == len(compliance(rows, by="goal").tallies)

    class Odd:
        def get(self, name: str, default: Any = None) -> Any:
            return {"outcome": "met"}.get(name, default)

    with pytest.raises(Unlisted, match="there is no key 'goal'; known: none"):
        compliance([Odd()], by="goal")  # type: ignore[list-item]
    gold = Agreement("gold", goals=[Goal("fix", stop=RESOLVED, targets=HOUR)])
    with pytest.raises(Unlisted, match="there is no fact 'grup'; did you mean 'group'"):
        next(measure_many(gold, SITES, at=APRIL, facts=["grup"]))
    assert {"verb": None}.items() <= next(measure_many(gold, SITES, at=APRIL, facts="verb")).items()
    assert [] == list(measure_many(gold, {}, at=APRIL, facts=["grup"]))


# --- X3: small groups ---------------------------------------------------------------------------


def answers(**counts: tuple[int, int]) -> list[dict[str, Any]]:
    """Make the rows of groups, so many of so many met."""
    return [
        {"outcome": "met" if number < met else "missed", "team": team}
        for team, (met, of) in counts.items()
        for number in range(of)
    ]


def test_a_small_group_cannot_be_reckoned_from_the_total() -> None:
    """It hides the next smallest, and of two groups the total is told alone."""
    rows = answers(A=(18, 20), B=(9, 12), C=(0, 3))
    result = compliance(rows, by="team", least=5)
    assert [("A", Share(18, 20), 1), ("others", Share(9, 15), 2)] == [
        (tally.by["team"], tally.share, tally.groups) for tally in result.tallies
    ]
    assert (Share(27, 35), 2) == (result.total.share, result.hidden)
    assert "2 groups are put together, so that none is too small" in str(result)
    assert [0.9, 0.6, pytest.approx(27 / 35)] == [figure.value for figure in result.figures]
    assert 3 == len(compliance(rows, by="team").tallies)
    alone = compliance(answers(A=(18, 20), C=(0, 3)), by="team", least=5)
    assert [({}, Share(18, 23), 2)] == [(t.by, t.share, t.groups) for t in alone.tallies]
    assert "the groups are too small to be told apart" in str(alone)
    assert (None, 18) == alone.columns(["met"])[1]
    few = compliance(answers(A=(1, 2)), least=5)
    assert (Share(1, 2), 0) == (few.tallies[0].share, few.hidden)


def test_a_group_may_be_called_others() -> None:
    """It is not taken for those that are put together."""
    rows = answers(others=(18, 20), B=(9, 12), C=(0, 3))
    assert [("others", 1), ("others", 2)] == [
        (tally.by["team"], tally.groups) for tally in compliance(rows, by="team", least=5).tallies
    ]


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"A": 20, "B": 12, "C": 3}, "BC"),
        ({"A": 20, "B": 12, "C": 2, "D": 3}, "CD"),
        ({"A": 20, "B": 12, "C": 1, "D": 1}, "BCD"),
        ({"A": 20, "C": 3}, "AC"),
        ({"A": 20, "B": 12}, ""),
        ({"C": 3}, "C"),
        ({"A": 20, "B": 0}, ""),
        ({"A": 1, "B": 1, "C": 1}, "ABC"),
        ({}, ""),
    ],
)
def test_what_is_hidden_is_not_small_itself(sizes: dict[str, int], hidden: str) -> None:
    """So the smallest that is left joins what is hidden; none at all is no small number."""
    assert set(hidden) == too_small({group: {"n": of} for group, of in sizes.items()}, 5)


def test_a_group_is_small_where_one_of_its_figures_is() -> None:
    """In each period, too: what is told of March and of all would tell of April."""
    sizes = {"A": {"x": 9, "y": 9}, "B": {"x": 9, "y": 2}, "C": {"x": 9, "y": 0}, "D": {"y": 9}}
    assert {"B", "C", "D"} == too_small(sizes, 5)
    march, april = day(3, 5), day(4, 5)
    rows = [
        {"outcome": "met", "team": team, "ended_at": at}
        for team, at, count in (("A", march, 9), ("A", april, 9), ("B", march, 9), ("B", april, 2))
        for _ in range(count)
    ]
    alone = compliance(rows, by="team", period="month", least=5)
    assert [("2026-03", 18), ("2026-04", 11)] == [(t.period, t.met) for t in alone.tallies]


@pytest.mark.parametrize("measure", [*MEASURES, backlogs])
def test_every_measure_hides_small_groups(measure: Callable[..., Any]) -> None:
    """Two are put together, and the rows and figures are those that are told."""
    desk = numbered(
        log((MARCH, NEW), group=group)
        for group, n in (("a", 9), ("b", 4), ("c", 2))
        for _ in range(n)
    )
    where: dict[str, Any] = {"instants": [APRIL]} if measure is backlogs else {"at": APRIL}
    result = measure(desk, by="group", least=5, **where)
    assert [("a", 1), ("others", 2)] == [(g.by["group"], g.groups) for g in result.groups]
    assert 2 == result.hidden
    assert {"a", "others"} == {row["group"] for row in result.rows}
    assert "2 groups are put together" in str(result)
    alone = measure(desk, by="group", least=99, **where)
    assert ((), 3) == (alone.groups, alone.hidden)
    assert "the groups are too small to be told apart" in str(alone)
    assert all("group" not in row for row in alone.rows)
    for wrong in (0, -1, 2.5, True, "5"):
        with pytest.raises(BadValue, match="least cannot be"):
            measure(desk, by="group", least=wrong, **where)


# --- pseudonyms ---------------------------------------------------------------------------------


def test_names_are_replaced_by_pseudonyms_that_stay() -> None:
    """Made with a key, the same in every measure, and in an order that tells nothing of them."""
    desk = numbered(lasting(1, assignee=name) for name in ("ada", "grace", "ada", None))
    made = {
        name: hmac.new(b"key", name.encode(), "sha256").hexdigest()[:12]
        for name in ("ada", "grace")
    }
    result = times(desk, at=APRIL, by="assignee", pseudonyms=b"key")
    assert [*sorted(made.values()), None] == [group.by["assignee"] for group in result.groups]
    assert {made["ada"]: 2, made["grace"]: 1, None: 1} == {
        group.by["assignee"]: group.result.cases for group in result.groups
    }
    other = times(desk, at=APRIL, by="assignee", pseudonyms=b"other")
    assert not set(made.values()) & {group.by["assignee"] for group in other.groups}
    rows = [{"outcome": "met", "assignee": name} for name in ("ada", "grace\ud800", 5)]
    kept = compliance(rows, by="assignee", pseudonyms=b"key")
    assert made["ada"] in {tally.by["assignee"] for tally in kept.tallies}
    assert 3 == len(kept.tallies)
    for wrong in ("key", 5, b""):
        with pytest.raises(BadValue, match="pseudonyms cannot be"):
            times(desk, at=APRIL, by="assignee", pseudonyms=wrong)  # type: ignore[arg-type]


# --- F4: changes --------------------------------------------------------------------------------


def ended(outcome: str, at: datetime, **facts: object) -> Timeline:
    """Make the timeline of a change that ended, of which it is told a week later."""
    told = {"outcome": outcome, "actual_end": at, "actual_start": at - HOUR, **facts}
    return Timeline.from_rows(
        [(at - 48 * HOUR, {"kind": "normal"}), (at + 168 * HOUR, {"kind": "normal", **told})]
    )


def test_changes_are_counted_when_they_ended() -> None:
    """And what is told of them later counts from then on."""
    march = day(3, 30)
    changes = [
        *(ended("successful", march) for _ in range(6)),
        ended("successful", march, caused_incidents=("INC-1", "INC-2")),
        ended("successful_with_issues", march),
        ended("backed_out", march, caused_incidents=("INC-3",)),
        ended("unsuccessful", march),
        ended("unsuccessful", day(2, 27)),
        ended("unsuccessful", APRIL),
    ]
    late = {
        "INC-9": Timeline.from_rows([(day(4, 7), {"caused_by": "INC-1"})]),
    }
    within: dict[str, Any] = {"since": MARCH, "until": APRIL}
    logged = numbered(changes)
    result = change_rates(logged, at=MAY, **within)
    assert (Share(7, 10), Share(1, 10)) == (result.success, result.with_issues)
    assert (Share(2, 10), Share(3, 10)) == (result.harm, result.change_failure_rate)
    assert Share(4, 10) == change_rates(logged, at=MAY, issues="fail", **within).change_failure_rate
    assert 11 == result.lead_time.count
    assert Share(0, 11) == result.emergency
    assert Share(0, 0) == change_rates(logged, at=APRIL, **within).success
    for at, failed in ((day(4, 6, 12), 3), (MAY, 4)):
        found = change_rates(logged, at=at, incidents=late, **within)
        assert Share(failed, 10) == found.change_failure_rate
    names = {figure.name for figure in result.figures}
    assert {"change failure rate", "lead time open median"} <= names


def test_a_change_that_does_not_say_when_it_ended_ended_when_its_outcome_was_told() -> None:
    """Or when it was backed out."""
    rows: list[Any] = [
        (FEBRUARY, {"kind": "normal"}),
        (MARCH, {"kind": "normal", "outcome": "successful"}),
        (APRIL, {"kind": "normal", "outcome": "successful"}),
    ]
    backed_out: list[Any] = [
        (FEBRUARY, {"kind": "normal"}),
        (APRIL, {"kind": "normal", "backed_out_at": day(2, 5), "actual_end": day(6, 1)}),
    ]
    changes = {"A": Timeline.from_rows(rows), "B": Timeline.from_rows(backed_out)}
    assert [1, 1, 0] == [
        change_rates(changes, at=MAY, since=since, until=until).success.of
        for since, until in ((FEBRUARY, MARCH), (MARCH, APRIL), (APRIL, MAY))
    ]


def test_one_timeline_may_be_that_of_two_changes() -> None:
    """Only the one that did harm did."""
    same = ended("successful", day(3, 5))
    harm = {"INC-1": Timeline.from_rows([(day(3, 6), {"caused_by": "A"})])}
    found = change_rates({"A": same, "B": same}, at=MAY, incidents=harm, by="kind")
    assert Share(1, 2) == found.harm == found.groups[0].result.harm


# --- the backlog --------------------------------------------------------------------------------


def test_a_backlog_is_of_what_was_opened_in_a_time() -> None:
    """Group by group; each case is listed with its own."""
    desk = numbered(
        log((at, phase), group=group)
        for at, phase, group in (
            (FEBRUARY, NEW, "net"),
            (MARCH, NEW, "net"),
            (day(3, 2), None, "mail"),
            (day(3, 3), PENDING, "mail"),
        )
    )
    result = backlog(desk, at=APRIL, since=MARCH, by="group")
    assert ["INC-2", "INC-4"] == [aged.case for aged in result.cases]
    assert ["mail", "net"] == [row["group"] for row in result.rows]
    assert (
        "group mail: 1 open at 2026-04-01 00:00+00:00, 1 unknown; "
        "mean age 696:00:00, oldest INC-4 with 696:00:00"
    ) == str(result).splitlines()[1]
    assert [3, 2, 1] == [
        backlog(desk, at=APRIL, until=until).count for until in (APRIL, day(3, 3), MARCH)
    ]
    found = {figure.name: figure for figure in backlog(desk, at=APRIL).figures}
    assert (3, 1) == (found["open"].value, found["unknown"].value)
    assert (3, "open time") == (found["mean open age"].n, found["mean open age"].unit)


def test_a_curve_groups_by_what_was_so_at_each_instant() -> None:
    """A case that is handed over leaves one group and enters another."""
    moved = Timeline.from_rows(
        [
            (FEBRUARY, {"phase": NEW, "group": "mail"}),
            (MARCH, {"phase": ACTIVE, "group": "net"}),
            (APRIL, {"phase": RESOLVED, "group": "net"}),
        ]
    )
    desk = {"A": moved, "B": log((MARCH, None), group="net"), "C": Timeline()}
    result = backlogs(desk, [FEBRUARY, MARCH, APRIL], by="group")
    assert {
        "mail": (Point(FEBRUARY, 1, 0), Point(MARCH, 0, 0), Point(APRIL, 0, 0)),
        "net": (Point(FEBRUARY, 0, 0), Point(MARCH, 1, 1), Point(APRIL, 0, 1)),
    } == {group.by["group"]: group.result.points for group in result.groups}
    assert (Point(FEBRUARY, 1, 0), Point(MARCH, 1, 1), Point(APRIL, 0, 1)) == result.points
    assert {"group": "mail", "at": FEBRUARY, "count": 1, "unknown": 0} == result.rows[0]
    assert (Point(MARCH, 0, 1),) == backlogs(desk, [MARCH], since=MARCH).points
    assert (Point(MARCH, 1, 0),) == backlogs(desk, [MARCH], until=MARCH).points
    assert {"group": "net", "at": MARCH} == result.figures.named("open")[4].by


# --- what comes in and goes out -----------------------------------------------------------------


def test_what_comes_in_and_goes_out_is_counted_by_the_period() -> None:
    """Without a gap, by the clock of a zone, and what is open at the end follows from it."""
    desk = numbered(
        [
            log((day(1, 31, 23.5), NEW), (MARCH, RESOLVED), (day(3, 2), ACTIVE), (APRIL, CLOSED)),
            log((day(3, 9), NEW), (day(3, 9, 1), None), (day(3, 9, 2), CANCELLED)),
            log((day(3, 9), RESOLVED), (day(3, 9, 1), CLOSED)),
            log((day(3, 9), RESOLVED), resolution_code="duplicate"),
        ]
    )
    result = flow(desk, at=APRIL, tz="Europe/Amsterdam")
    assert [
        ("2026-02", 1, 0, 0, 1),
        ("2026-03", 2, 1, 3, 1),
        ("2026-04", 0, 0, 1, 0),
    ] == [tuple(row.values()) for row in result.rows]
    assert (day(1, 31, 23), day(2, 28, 23)) == (result.periods[0].since, result.periods[0].until)
    assert "left out: 1 duplicate" in str(result)
    assert ["2026-01", "2026-02"] == [of.period for of in flow(desk, at=MARCH, until=MARCH).periods]
    first = flow(desk, at=APRIL, period="week", since=day(3, 3), until=day(3, 12))
    assert [
        Turnover("2026-W10", day(3, 3), day(3, 9), 0, 0, 0, 1),
        Turnover("2026-W11", day(3, 9), day(3, 12), 2, 0, 2, 1),
    ] == list(first.periods)
    assert [0, 0, 0, 1] == [figure.value for figure in first.figures][:4]
    assert 59 == len(flow(desk, at=day(3, 31), period="day", since=FEBRUARY).periods)
    assert () == flow({}, at=APRIL).periods
    assert 2 == len(flow({}, at=APRIL, since=MARCH).periods)
    for wrong, error in ({"period": "fortnight"}, Unlisted), ({"tz": "Mars"}, FaultyDefinition):
        with pytest.raises(error):
            flow(desk, at=APRIL, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "name", "since", "until"),
    [
        ("day", "2026-03-29", day(3, 28, 23), day(3, 29, 22)),
        ("week", "2026-W13", day(3, 22, 23), day(3, 29, 22)),
        ("month", "2026-03", day(2, 28, 23), day(3, 31, 22)),
        ("quarter", "2026-Q1", day(1, 1, -1), day(3, 31, 22)),
        ("year", "2026", day(1, 1, -1), day(12, 31, 23)),
    ],
)
def test_a_period_begins_by_the_local_clock(
    kind: str, name: str, since: datetime, until: datetime
) -> None:
    """A day of the change to summer time has 23 hours."""
    from zoneinfo import ZoneInfo

    found = Periods(kind, ZoneInfo("Europe/Amsterdam")).at(day(3, 29, 12))
    assert (name, since, until) == (found.name, found.since, found.until)


@pytest.mark.parametrize("kind", ["day", "week", "month", "quarter", "year"])
def test_periods_end_with_the_calendar(kind: str) -> None:
    """The first and the last are cut by its ends."""
    first, last = (of.replace(tzinfo=UTC) for of in (datetime.min, datetime.max))
    periods = Periods(kind, UTC)
    assert first == periods.at(first).since
    assert last >= periods.at(last).until > last - timedelta(days=3)
    assert 1 <= len(list(periods.between(last - HOUR, last))) <= 2


def test_a_skipped_day_has_no_period() -> None:
    """Samoa went from the 29th to the 31st of December 2011."""
    start, end = (datetime(2011, 12, day, 20, tzinfo=UTC) for day in (29, 31))
    desk = {"A": log((start, NEW))}
    names = [of.period for of in flow(desk, at=end, period="day", tz="Pacific/Apia").periods]
    assert ["2011-12-29", "2011-12-31", "2012-01-01"] == names


# --- growth -------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES)
def test_the_work_grows_as_the_cases_do(measure: Callable[..., Any]) -> None:
    """With as many groups as cases, too."""
    small, large = (
        numbered(lasting(n % 7 + 1, group=f"g{n}") for n in range(count)) for count in (100, 200)
    )
    kept = {"at": APRIL, "by": "group", "least": 3}
    once, twice = (calls(lambda desk=desk: measure(desk, **kept)) for desk in (small, large))  # type: ignore[misc]
    assert twice < 2.6 * once


def test_what_is_open_for_want_of_a_known_phase_is_told() -> None:
    """As a backlog tells it: it lists apart what a flow has among the open."""
    desk = numbered(
        [
            log((MARCH, NEW), (day(3, 9), None)),
            log((MARCH, None)),
            log((MARCH, NEW), (day(3, 2), RESOLVED), (day(3, 9), None)),
            log((MARCH, NEW)),
            log((APRIL, None)),
        ]
    )
    counted, open_then = flow(desk, at=day(3, 20)), backlog(desk, at=day(3, 20))
    assert (3, 2) == (counted.periods[-1].open, counted.unknown)
    assert counted.periods[-1].open - counted.unknown == open_then.count
    assert str(counted).endswith("of what is open at the end, in no known phase: 2")
    early = flow(desk, at=APRIL, until=day(3, 5))
    assert (3, 1) == (early.periods[-1].open, early.unknown)
    assert 0 == flow(desk, at=MARCH, since=APRIL).unknown
    texts = {"INC-1": Timeline.from_rows([(MARCH, {"phase": "resolved"})])}
    assert (1, 1) == (flow(texts, at=APRIL).unknown, len(backlog(texts, at=APRIL).unknown))
    assert "in no known phase" not in str(flow(desk, at=MARCH, until=MARCH))


def test_a_flow_is_a_value() -> None:
    """Equal to one that was made of the same."""
    assert flow(SITES, at=APRIL, by="group") == flow(
        dict(reversed(SITES.items())), at=APRIL, by="group"
    )
    assert isinstance(flow(SITES, at=APRIL), Flow)
    inc = Incident.open("INC-1", at=MARCH, by="ada", summary="x")
    assert [None] == [
        g.by["assignee"] for g in times({"A": inc.timeline()}, at=APRIL, by="assignee").groups
    ]
    assert Counter({None: 1}) == Counter(
        g.by["group"] for g in flow({"A": inc.timeline()}, at=APRIL, by="group").groups
    )


def test_a_fact_that_the_log_tells_only_later_is_known() -> None:
    """At an instant before that, every case is in the group of those without it."""
    late = Timeline.from_rows([(MARCH, {"phase": NEW}), (APRIL, {"phase": NEW, "group": "net"})])
    result = times({"A": late}, at=MARCH, by="group")
    assert [(None, 1)] == [(group.by["group"], group.result.cases) for group in result.groups]


def test_a_group_of_few_duplicates_is_small() -> None:
    """Though none of its figures is of any."""
    desk = {**numbered(lasting(1, group="net") for _ in range(5)), "A": SITES["INC-6"]}
    moved = log((MARCH, RESOLVED), group="mail", resolution_code="duplicate")
    for measure in (times, rates, flow):
        result = measure({**desk, "B": moved}, at=APRIL, by="group", least=2)
        assert ((), 2) == (result.groups, result.hidden)


def test_what_was_never_reopened_has_one_resolution() -> None:
    """The first is the last."""
    first = times(SITES, at=APRIL, resolution="first")
    assert times(SITES, at=APRIL).resolve == first.resolve


def test_a_flow_has_a_century_of_periods_at_most() -> None:
    """More of them are refused, before each group has as many."""
    first = datetime(1900, 1, 1, tzinfo=UTC)
    timeline = Timeline.from_rows([(first, {"phase": Phase.NEW})])
    later = first.replace(year=2009)
    assert 39_813 == len(flow({"INC-1": timeline}, at=later, period="day").periods)
    with pytest.raises(BadValue, match="40,000 periods at most"):
        flow({"INC-1": timeline}, at=first.replace(year=2010), period="day")
