"""Measures in columns are those of the timelines, group by group."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore import Phase, metrics
from itsmcore.errors import BadSpan, BadValue, NaiveTime, Unlisted
from itsmcore.incidents import Incident
from itsmcore.lifecycle import Link, LinkKind
from itsmcore.presets import servicenow
from itsmcore.schedule import Schedule
from itsmcore.timeline import Step, Timeline
from tests.instants import HOUR, NINE, TICK
from tests.logs import UCI_END, uci_rows, with_uci

np = pytest.importorskip("numpy")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar import Steps  # noqa: E402

OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
INSTANTS = st.sampled_from(
    [
        None,
        None,
        "soon",
        NINE.replace(tzinfo=None),
        *(NINE + hours * HOUR for hours in (-1, 0, 2, 9, 90)),
    ]
)
LINKS = st.sampled_from(
    [
        None,
        "I1",
        (Link(LinkKind.DUPLICATED_BY, "I1"),),
        (Link(LinkKind.DUPLICATE_OF, "I2"),),
        (Link(LinkKind.CAUSED_BY, "I2"),),
    ]
)
FACTS = st.fixed_dictionaries(
    {
        "phase": st.sampled_from([None, "new", *Phase, *Phase]),
        "group": st.sampled_from([None, "", "mail", "web", 1, True]),
    },
    optional={
        "priority": st.sampled_from([None, 1, 2]),
        "links": LINKS,
        "resolution_code": st.sampled_from([None, "fixed", "fixed", "duplicate"]),
        "occurred_at": INSTANTS,
        "detected_at": INSTANTS,
        "responded_at": INSTANTS,
        "restored_at": INSTANTS,
    },
)
NO_VERBS: st.SearchStrategy[str | None] = st.none()
WHEN = st.integers(-3, 30).map(lambda hours: NINE + hours * HOUR)
SCOPES = st.fixed_dictionaries(
    {},
    optional={
        "since": st.sampled_from([None, NINE + HOUR]),
        "until": st.sampled_from([None, NINE + 5 * HOUR]),
        "by": st.sampled_from(["group", ("group", "phase"), ()]),
        "least": st.sampled_from([1, 2, 3]),
        "pseudonyms": st.sampled_from([None, b"key"]),
    },
)


@st.composite
def logs(
    draw: st.DrawFn,
    several: st.SearchStrategy[dict[str, Any]] = FACTS,
    verbs: st.SearchStrategy[str | None] = NO_VERBS,
) -> dict[str, Timeline]:
    """Draw short histories, in which much happens at one instant and facts are dirty."""
    gaps = st.sampled_from([timedelta(), timedelta(), TICK, HOUR, 5 * HOUR])
    log = {}
    for number in range(draw(st.integers(0, 7))):
        at, steps = NINE + draw(st.integers(0, 5)) * HOUR, list[Step]()
        for facts in draw(st.lists(several, max_size=6)):
            at += draw(gaps)
            steps.append(Step(at, draw(verbs), facts))
        log[f"I{number}"] = Timeline(steps)
    return log


def outcome(measure: Any, *given: Any, **named: Any) -> Any:
    """Return what comes of a measure: its result, or the name of the fact that it lacks."""
    try:
        return measure(*given, **named)
    except Unlisted as error:
        return error.name


# --- backlogs -------------------------------------------------------------------------------


@over(logs(), st.lists(WHEN, max_size=5), SCOPES)
def test_every_curve(
    log: dict[str, Timeline], instants: list[datetime], scope: dict[str, Any]
) -> None:
    """At instants in any order, of each group and of those that are put together."""
    expected = outcome(metrics.backlogs, log, instants, **scope)
    assert expected == outcome(columnar.backlogs, Steps.of(log), instants, **scope)


def of(*cases: list[dict[str, Any]]) -> dict[str, Timeline]:
    """Make timelines of facts, an hour apart."""
    return {
        f"I{number}": Timeline(
            [Step(NINE + hour * HOUR, None, row) for hour, row in enumerate(rows)]
        )
        for number, rows in enumerate(cases)
    }


NEW, ACTIVE, DONE = ({"phase": of} for of in (Phase.NEW, Phase.ACTIVE, Phase.RESOLVED))
LOG = of(
    [{**NEW, "group": "mail"}, {**ACTIVE, "group": "web"}, {**DONE, "group": "web"}],
    [],
    [{**NEW, "group": "mail"}, {"phase": None, "group": "mail"}],
)
HOURS = [NINE + hour * HOUR for hour in (1, 0, 2, -1)]


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"by": "group"},
        {"by": "group", "since": NINE + HOUR},
        {"by": ["group", "phase"], "least": 2},
        {"by": "group", "until": NINE + HOUR, "pseudonyms": b"key"},
    ],
)
def test_a_curve_of_many_instants(scope: dict[str, Any]) -> None:
    """Where cases change their group, and one has no step."""
    expected = metrics.backlogs(LOG, HOURS, **scope)
    assert expected == columnar.backlogs(Steps.of(LOG), HOURS, **scope)
    assert [] == list(columnar.backlogs(Steps.of(LOG), [], **scope).points)


def test_what_a_curve_refuses() -> None:
    """What `metrics.backlogs` does, and columns that are not there."""
    steps = Steps.of(LOG)
    with pytest.raises(BadValue, match="steps cannot be"):
        columnar.backlogs(LOG, HOURS)  # type: ignore[arg-type]
    with pytest.raises(NaiveTime):
        columnar.backlogs(steps, [NINE.replace(tzinfo=None)])
    with pytest.raises(BadSpan):
        columnar.backlogs(steps, HOURS, since=NINE, until=NINE - HOUR)
    with pytest.raises(Unlisted, match="no column of the fact 'phase'"):
        columnar.backlogs(Steps.of(LOG, facts=["group"]), HOURS)
    with pytest.raises(Unlisted, match="no column of the fact 'team'"):
        columnar.backlogs(steps, HOURS, by="team")


# --- times ----------------------------------------------------------------------------------


@over(
    logs(),
    WHEN,
    SCOPES,
    st.fixed_dictionaries(
        {},
        optional={
            "schedule": st.sampled_from([OFFICE, None, Schedule.never()]),
            "restore_from": st.sampled_from(["occurred_at", "detected_at", "opened_at"]),
            "resolution": st.sampled_from(["first", "last"]),
            "percentiles": st.sampled_from([90, (10, 99.5), ()]),
        },
    ),
)
def test_every_time(
    log: dict[str, Timeline], at: datetime, scope: dict[str, Any], given: dict[str, Any]
) -> None:
    """Of each group, of duplicates that links name, and of what the log does not tell."""
    expected = outcome(metrics.times, log, at=at, **scope, **given)
    assert expected == outcome(columnar.times, Steps.of(log), at=at, **scope, **given)


OPEN_AGAIN = {**ACTIVE, "restored_at": NINE + HOUR}
LIVES = of(
    [{**NEW, "occurred_at": NINE - HOUR, "detected_at": NINE}, ACTIVE, DONE, ACTIVE, DONE],
    [NEW, {**DONE, "restored_at": NINE + HOUR / 2}],
    [NEW, DONE, OPEN_AGAIN, {**DONE, "restored_at": NINE + HOUR}],
    [{**NEW, "responded_at": NINE + HOUR / 4}, {"phase": Phase.CANCELLED, "responded_at": "soon"}],
    [DONE, {"phase": None}],
    [{**NEW, "links": (Link(LinkKind.DUPLICATED_BY, "I6"),)}],
    [NEW, DONE],
    [{"phase": None}, NEW],
)


@pytest.mark.parametrize("resolution", ["first", "last"])
@pytest.mark.parametrize("start", ["occurred_at", "detected_at", "opened_at"])
def test_times_of_lives(resolution: str, start: str) -> None:
    """Reopened, restored, cancelled, answered, duplicated and vague ones."""
    given: dict[str, Any] = {
        "at": NINE + 5 * HOUR,
        "resolution": resolution,
        "restore_from": start,
        "schedule": OFFICE,
        "percentiles": [90, 10],
    }
    steps = Steps.of(LIVES)
    for scope in ({}, {"by": "phase"}, {"by": "phase", "least": 2}, {"since": NINE + HOUR}):
        assert metrics.times(LIVES, **given, **scope) == columnar.times(steps, **given, **scope)
    assert 1 == columnar.times(steps, **given).duplicates
    for log in (LOG, {}):
        assert metrics.times(log, **given) == columnar.times(Steps.of(log), **given)


def test_small_groups_are_put_together() -> None:
    """With another, so that none can be worked out."""
    groups = ["mail"] * 4 + ["web"] * 3 + ["net"]
    log = of(*([{**NEW, "group": group}, {**DONE, "group": group}] for group in groups))
    given: dict[str, Any] = {"at": NINE + 5 * HOUR, "by": "group", "least": 2}
    result = columnar.times(Steps.of(log), **given)

    assert metrics.times(log, **given) == result
    assert ["mail", "others"] == [group.title for group in result.groups]


def test_what_times_refuse() -> None:
    """What `metrics.times` does, and columns that are not there."""
    steps = Steps.of(LIVES)
    with pytest.raises(BadValue, match="steps cannot be"):
        columnar.times(LIVES, at=NINE)  # type: ignore[arg-type]
    with pytest.raises(Unlisted, match="instant to run from"):
        columnar.times(steps, at=NINE, restore_from="closed_at")
    with pytest.raises(Unlisted, match="resolution"):
        columnar.times(steps, at=NINE, resolution="middle")
    with pytest.raises(BadValue, match="percentiles"):
        columnar.times(steps, at=NINE, percentiles=101)
    with pytest.raises(Unlisted, match="no column of the fact 'team'"):
        columnar.times(steps, at=NINE, by="team")


def test_the_mean_of_more_than_numpy_can_add_up() -> None:
    """Is exact all the same."""
    several = [{**DONE, "occurred_at": datetime(1, 1, 1, tzinfo=UTC), "restored_at": NINE}] * 1
    log = {f"I{number}": timeline for number in range(200) for timeline in of(several).values()}
    expected = metrics.times(log, at=NINE)
    assert expected == columnar.times(Steps.of(log), at=NINE)
    assert NINE - datetime(1, 1, 1, tzinfo=UTC) == expected.restore.mean


# --- rates ----------------------------------------------------------------------------------

TOLD = st.fixed_dictionaries(
    {
        "phase": st.sampled_from([None, *Phase, *Phase]),
        "group": st.sampled_from([None, " ", "mail", "web", 1, True, ["web"]]),
    },
    optional={
        "assignee": st.sampled_from([None, "ada", "grace"]),
        "reopen_count": st.sampled_from([None, 0, 0, 1, "1"]),
        "reassignment_count": st.sampled_from([None, 0, 0, 2.0]),
        "escalated": st.sampled_from([None, False, False, True, 1]),
        "hold_reason": st.sampled_from([None, "caller", "vendor"]),
        "channel": st.sampled_from([None, "mail", "mail", "Monitoring"]),
        "opened_by": st.sampled_from([None, "ada", "event"]),
        "event.by": st.sampled_from([None, "ada", "event"]),
        "event.from_machine": st.sampled_from([None, False, False, True]),
        "event.from_customer": st.sampled_from([None, False, True]),
        "resolution_code": st.sampled_from([None, "fixed", "fixed", "duplicate", "no_answer"]),
        "links": LINKS,
    },
)
VERBS = st.sampled_from([None, None, "", "comment", "resolve", "escalate"])


@over(
    logs(TOLD, VERBS),
    WHEN,
    SCOPES,
    st.fixed_dictionaries(
        {},
        optional={
            "schedule": st.sampled_from([OFFICE, None]),
            "within": st.sampled_from([timedelta(), HOUR, 5 * HOUR]),
            "of": st.sampled_from(["eligible", "all"]),
            "monitoring": st.sampled_from(["EVENT", ()]),
            "unanswered": st.just(()),
            "resolution": st.sampled_from(["first", "last"]),
            "reopened_per": st.sampled_from(["case", "resolution"]),
        },
    ),
)
def test_every_rate(
    log: dict[str, Timeline], at: datetime, scope: dict[str, Any], given: dict[str, Any]
) -> None:
    """Of each group, of each way a case may go, and of what the log does not tell."""
    expected = outcome(metrics.rates, log, at=at, **scope, **given)
    assert expected == outcome(columnar.rates, Steps.of(log), at=at, **scope, **given)


CALL = {**NEW, "event.from_customer": True, "channel": "phone", "group": "desk", "assignee": "ada"}
CARE = of(
    [CALL, {**CALL, **DONE}],
    [CALL, {**CALL, "phase": Phase.PENDING, "hold_reason": "caller"}, {**CALL, **DONE}],
    [CALL, CALL, {**CALL, **DONE}],
    [CALL, {**CALL, **DONE}, {**CALL, **ACTIVE}, {**CALL, **DONE, "resolution_code": "no_answer"}],
    [CALL, {**CALL, "group": "mail"}, {**CALL, **DONE, "group": "mail", "assignee": "grace"}],
    [CALL, {**CALL, **DONE, "assignee": "grace", "escalated": True}],
    [{**CALL, "event.by": "Event"}, {**CALL, **DONE}],
    [NEW, {**DONE, "reopen_count": 1, "reassignment_count": 2}],
    [NEW, {"phase": Phase.CANCELLED}],
    [DONE, {"phase": None}],
    [],
)


@pytest.mark.parametrize("resolution", ["first", "last"])
@pytest.mark.parametrize("per", ["case", "resolution"])
@pytest.mark.parametrize("whole", ["eligible", "all"])
def test_rates_of_ways(resolution: str, per: str, whole: str) -> None:
    """At first contact, waited for, handed over, reopened, cancelled, and vague."""
    given: dict[str, Any] = {
        "at": NINE + 5 * HOUR,
        "within": 2 * HOUR,
        "resolution": resolution,
        "reopened_per": per,
        "of": whole,
    }
    steps = Steps.of(CARE)
    for scope in ({}, {"by": "phase"}, {"by": "group", "least": 2}, {"since": NINE + HOUR}):
        assert metrics.rates(CARE, **given, **scope) == columnar.rates(steps, **given, **scope)
    assert 1 == columnar.rates(steps, **given).left_out
    for log in (LOG, LIVES, {}):
        assert metrics.rates(log, **given) == columnar.rates(Steps.of(log), **given)


def test_a_first_contact_within_any_time() -> None:
    """Which may be more than fits a column, or less."""
    steps = Steps.of(CARE)
    for within in (timedelta.max, timedelta.min):
        expected = metrics.rates(CARE, at=NINE + 5 * HOUR, within=within)
        assert expected == columnar.rates(steps, at=NINE + 5 * HOUR, within=within)


def test_a_step_that_escalates() -> None:
    """Is known by its verb, which is a column beside the facts, and may be asked for alone."""
    log = {"I1": Timeline([Step(NINE, "create", NEW), Step(NINE + HOUR, "escalate", NEW)])}
    assert metrics.rates(log, at=NINE + HOUR) == columnar.rates(Steps.of(log), at=NINE + HOUR)
    only = Steps.of(log, facts=["phase", "verb"])
    assert ["phase", "verb"] == list(only.facts)
    assert 1 == columnar.rates(only, at=NINE + HOUR).escalated.count
    assert 0 == columnar.rates(Steps.of(log, facts=["phase"]), at=NINE + HOUR).escalated.count


def test_rates_of_records() -> None:
    """Whose steps have verbs, and who wrote a message."""
    mail = Incident.open("I1", at=NINE, by="grace", caller="ada", summary="Mail is slow")
    told = mail.comment(at=NINE + HOUR / 4, by="ada", text="Still")
    done = mail.resolve(at=NINE + HOUR / 2, by="grace", code="user_error", notes="Plugged in")
    late = told.resolve(at=NINE + HOUR / 2, by="grace", code="user_error", notes="Plugged in")
    log = {"I1": done.timeline(), "I2": late.timeline()}
    expected = metrics.rates(log, at=NINE + HOUR)
    assert expected == columnar.rates(Steps.of(log), at=NINE + HOUR)
    assert metrics.Share(1, 2) == expected.first_contact


def test_what_rates_refuse() -> None:
    """What `metrics.rates` does, and columns that are not there."""
    steps = Steps.of(CARE)
    with pytest.raises(BadValue, match="steps cannot be"):
        columnar.rates(CARE, at=NINE)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="within"):
        columnar.rates(steps, at=NINE, within=1)  # type: ignore[arg-type]
    with pytest.raises(Unlisted, match="share"):
        columnar.rates(steps, at=NINE, of="some")
    with pytest.raises(Unlisted, match="share"):
        columnar.rates(steps, at=NINE, reopened_per="year")
    with pytest.raises(Unlisted, match="resolution"):
        columnar.rates(steps, at=NINE, resolution="middle")
    with pytest.raises(Unlisted, match="no column of the fact 'phase'"):
        columnar.rates(Steps.of(CARE, facts=["group"]), at=NINE)
    with pytest.raises(Unlisted, match="no column of the fact 'team'"):
        columnar.rates(steps, at=NINE, by="team")


# --- a real log -----------------------------------------------------------------------------


@pytest.mark.untraced
@pytest.mark.long
@with_uci
def test_the_measures_of_a_real_log() -> None:
    """Of 24,918 incidents, while most are open and when all have ended."""
    log = servicenow.timelines(
        uci_rows(),
        columns={"at": "sys_updated_at", "resolution_code": "closed_code"},
        format="%d/%m/%Y %H:%M",
    )
    steps = Steps.of(log)
    days = [UCI_END - timedelta(days=day) for day in range(0, 500, 7)]
    scopes: list[dict[str, Any]] = [{}, {"by": "group", "least": 20}]
    for scope in scopes:
        assert metrics.backlogs(log, days, **scope) == columnar.backlogs(steps, days, **scope)
        for at in (datetime(2016, 4, 15, 12, tzinfo=UTC), UCI_END):
            asked = {"at": at, "schedule": OFFICE, "percentiles": 90, **scope}
            assert metrics.times(log, **asked) == columnar.times(steps, **asked)
            shares = {"at": at, "schedule": OFFICE, **scope}
            for per in ("case", "resolution"):
                expected = metrics.rates(log, reopened_per=per, **shares)
                assert expected == columnar.rates(steps, reopened_per=per, **shares)
