"""Compliance in columns is that of the rows, group by group and period by period."""

import importlib.util
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore import Phase, Priority, metrics
from itsmcore.errors import BadSpan, BadValue, FaultyDefinition, NaiveTime, Unlisted
from itsmcore.metrics._periods import Periods
from itsmcore.presets import servicenow
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, measure_many
from tests.instants import HOUR, NINE, TICK
from tests.logs import UCI_END, uci_rows, with_uci

np = pytest.importorskip("numpy")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar._periods import periods_of  # noqa: E402

INSTANTS = ("started_at", "ended_at", "due", "breached_at", "first_breached_at", "at")
WHEN = st.sampled_from([None, *(NINE + days * timedelta(days=9) + TICK for days in range(-3, 12))])
ODD = st.sampled_from(["soon", NINE.replace(tzinfo=None), datetime.min.replace(tzinfo=UTC)])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from([None, "", 1, "completed", "running", "cancelled", "not_started"]),
    "outcome": st.sampled_from([None, "met", "met", "missed", "missed", "open", "open", 7]),
    "duplicate": st.sampled_from([None, False, False, False, True]),
    "breaches": st.sampled_from([None, 0, 0, 1, 2]),
    "case": st.sampled_from([None, "I1", "I2"]),
    "priority": st.sampled_from([None, "P1", "P2", 1, True, 1.0]),
    "priority_rank": st.sampled_from([None, "x", 1, 2, 3]),
    "group": st.sampled_from(["", "mail", "web", ["web"]]),
    **dict.fromkeys(INSTANTS, WHEN | WHEN | ODD),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Draw some columns of clocks; of clean instants and of dirty ones."""
    names = draw(st.lists(st.sampled_from([*VALUES]), min_size=1, unique=True))
    count = draw(st.integers(0, 9))
    clean = draw(st.sets(st.sampled_from(INSTANTS)))
    of = {name: WHEN if name in clean else VALUES[name] for name in names}
    return {name: draw(st.lists(each, min_size=count, max_size=count)) for name, each in of.items()}


def columns_of(table: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Make arrays: of instants in datetime64 where they are nothing else."""
    return {name: array(name, column) for name, column in table.items()}


def array(name: str, column: list[Any]) -> Any:
    """Make an array of values."""
    if name in INSTANTS and all(of is None or getattr(of, "tzinfo", None) for of in column):
        return np.array([of and of.replace(tzinfo=None) for of in column], "M8[us]")
    made = np.empty(len(column), object)
    made[:] = column
    return made


def rows_of(table: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Make rows of columns."""
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def outcome(measure: Any, *given: Any, **named: Any) -> Any:
    """Return what comes of a measure: its result, or the key that no row has."""
    try:
        return measure(*given, **named)
    except Unlisted as error:
        return error.name


@over(
    tables(),
    st.fixed_dictionaries(
        {},
        optional={
            "by": st.sampled_from(["priority", ("group", "priority"), "due", ()]),
            "period": st.sampled_from([None, "day", "week", "month", "quarter", "year"]),
            "period_by": st.sampled_from(["ended_at", "started_at", "due", "breached_at"]),
            "since": st.sampled_from([None, NINE]),
            "until": st.sampled_from([None, NINE + timedelta(days=40)]),
            "breach": st.sampled_from(["in_force", "sticky"]),
            "tz": st.sampled_from(["UTC", "Pacific/Apia", timezone(timedelta(hours=-5))]),
            "least": st.sampled_from([1, 2, 3]),
            "pseudonyms": st.sampled_from([None, b"key"]),
            "target": st.sampled_from([None, 0.9]),
        },
    ),
)
def test_every_compliance(table: dict[str, list[Any]], given: dict[str, Any]) -> None:
    """Of rows that are met, missed, open, late, left out and dirty."""
    expected = outcome(metrics.compliance, rows_of(table), **given)
    assert repr(expected) == repr(outcome(columnar.compliance, columns_of(table), **given))


def day(number: int) -> datetime:
    """Return nine o'clock some days later."""
    return NINE + timedelta(days=number)


TABLE: dict[str, list[Any]] = {
    "case": ["I1", "I2", "I3", None, "I5", "I5", "I7", "I8", "I9"],
    "status": ["completed", "completed", "running", "completed", "cancelled", None, None, None, 1],
    "outcome": ["met", "missed", "missed", "open", None, "met", None, "met", "open"],
    "duplicate": [False] * 3 + [True, False, True, False, False, False],
    "breaches": [0, 1, 1, 0, 0, 0, 0, 2, 0],
    "started_at": [day(of) for of in range(9)],
    "ended_at": [day(1), day(40), None, day(1), None, day(2), None, "soon", None],
    "due": [day(2), None, day(3), None, None, None, None, None, None],
    "breached_at": [None, day(5), day(6), *[None] * 6],
    "first_breached_at": [None, day(4), day(5), *[None] * 4, day(9), None],
    "at": [day(60)] * 8 + [datetime.min.replace(tzinfo=UTC)],
    "priority": ["low", "high", "high", "low", None, "low", "low", 1, True],
    "priority_rank": [1, 2, 3, "?", None, None, None, None, None],
}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"by": "priority"},
        {"by": "priority", "pseudonyms": b"key", "least": 2},
        {"by": "priority", "period": "month", "target": 0.9},
        {"period": "week", "period_by": "due"},
        {"period_by": "due"},
        {"period": "day", "period_by": "breached_at", "tz": "Pacific/Apia"},
        {"period": "day", "period_by": "breached_at", "breach": "sticky"},
        {"since": day(1), "until": day(41)},
    ],
)
def test_compliance_of_all_kinds(given: dict[str, Any]) -> None:
    """Met, missed, late, duplicate, cancelled, and told by halves."""
    expected = metrics.compliance(rows_of(TABLE), **given)
    assert expected == columnar.compliance(columns_of(TABLE), **given)
    assert {"duplicate": 2} == {of: n for of, n in expected.why_left_out.items() if n > 1}


def test_what_stands_for_an_instant_and_is_none_is_told_apart() -> None:
    """As of rows: texts, dates and datetimes without a zone are there, but are no instants."""
    ends = [NINE, NINE.replace(tzinfo=None), "2026-01-05T09:00", NINE.date(), 0, None]
    table: dict[str, list[Any]] = {"outcome": ["met"] * 6, "ended_at": ends}
    found = columnar.compliance(columns_of(table), period="month")
    assert {"no_instant": 1, "bad_instant": 4} == dict(found.why_left_out)
    assert found == metrics.compliance(rows_of(table), period="month")


def test_a_target_may_be_written_in_decimals() -> None:
    """The share is drawn as the same share in floats is."""
    table: dict[str, list[Any]] = {"outcome": ["met", "missed"]}
    exact = columnar.compliance(columns_of(table), target=Decimal("0.95"))  # type: ignore[arg-type]
    assert (0.95, float) == (exact.target, type(exact.target))
    assert exact == metrics.compliance(rows_of(table), target=Decimal("0.95"))  # type: ignore[arg-type]


def test_no_columns_and_no_rows() -> None:
    """Are compliance with nothing."""
    assert metrics.compliance([]) == columnar.compliance({})
    none = columns_of({name: [] for name in TABLE})
    assert metrics.compliance([], by="team", period="day") == columnar.compliance(
        none, by="team", period="day"
    )
    assert 0 == columnar.compliance({"outcome": np.array(["met"])}).left_out
    unnamed = {"duplicate": np.array([True, True])}
    assert 2 == columnar.compliance(unnamed).left_out


GOLD = Agreement(
    "gold",
    goals=[
        Goal(
            "resolution",
            stop=Phase.RESOLVED,
            targets={Priority.HIGH: 2 * HOUR, Priority.LOW: 16 * HOUR},
        )
    ],
)


def test_clocks_of_columns() -> None:
    """Measured in columns, when no column tells when that was."""
    at = [NINE.replace(tzinfo=None) + hour * HOUR for hour in (0, 1, 0, 3, 0)]
    steps = columnar.Steps(
        case=np.array(["I1", "I1", "I2", "I2", "I3"]),
        at=np.array(at, "M8[us]"),
        facts={
            "phase": np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW, Phase.RESOLVED, Phase.NEW]),
            "priority": np.array([Priority.HIGH] * 5),
        },
    )
    clocks = columnar.measure(GOLD, steps, at=day(30))["resolution"]
    clocks["group"] = np.array(["mail", "web", "web"])
    now = day(30)
    found = columnar.compliance(clocks, at=now, by="group", period="month")
    assert [("mail", 1, 0, 0), ("web", 0, 0, 1), ("web", 0, 1, 0)] == sorted(
        (tally.by["group"], tally.met, tally.missed, tally.open) for tally in found.tallies
    )
    assert 1 == columnar.compliance(clocks, period="month").left_out


@pytest.mark.skipif(importlib.util.find_spec("pandas") is None, reason="no pandas")
def test_frames_of_pandas() -> None:
    """Whose instants have a zone, and whose texts are categories."""
    import pandas as pd

    frame = pd.DataFrame(TABLE)
    frame["at"] = pd.to_datetime(pd.Series([day(60)] * 9))
    frame["outcome"] = frame["outcome"].astype("category")
    asked: dict[str, Any] = {"by": "priority", "period": "month"}
    assert metrics.compliance(frame, **asked) == columnar.compliance(frame, **asked)


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="no pyarrow")
def test_tables_of_arrow() -> None:
    """With dictionaries, instants in a zone, and nulls."""
    import pyarrow as pa

    kept = ("case", "outcome", "started_at", "due", "breaches")
    table = pa.table({name: TABLE[name] for name in kept})
    table = table.set_column(1, "outcome", table["outcome"].dictionary_encode())
    asked: dict[str, Any] = {"period": "month", "period_by": "due"}
    assert metrics.compliance(table, **asked) == columnar.compliance(table, **asked)


def test_what_compliance_refuses() -> None:
    """What `metrics.compliance` does, and columns that are none."""
    clocks = columns_of(TABLE)
    for bad in (7, [clocks], "clocks"):
        with pytest.raises(BadValue, match="clocks cannot be"):
            columnar.compliance(bad)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="as long as the first one, which has 9 rows"):
        columnar.compliance({**clocks, "outcome": np.array(["met"])})
    with pytest.raises(BadValue, match="as long as the first one"):
        columnar.compliance({**clocks, "due": np.array(["2026"], "M8[us]")}, period_by="due")
    with pytest.raises(BadValue, match="a column, such as"):
        columnar.compliance({"outcome": ["met"]})  # type: ignore[dict-item]
    with pytest.raises(BadValue, match="target"):
        columnar.compliance(clocks, target=2)
    with pytest.raises(BadValue, match="met"):
        columnar.compliance(clocks, by="met")
    with pytest.raises(Unlisted, match="team"):
        columnar.compliance(clocks, by="team")
    with pytest.raises(Unlisted, match="period"):
        columnar.compliance(clocks, period="decade")
    with pytest.raises(FaultyDefinition):
        columnar.compliance(clocks, tz="Nowhere")
    with pytest.raises(NaiveTime):
        columnar.compliance(clocks, at=NINE.replace(tzinfo=None))
    with pytest.raises(BadSpan):
        columnar.compliance(clocks, since=NINE, until=NINE - HOUR)


# --- periods --------------------------------------------------------------------------------

ZONES = ["UTC", "Europe/Amsterdam", "America/St_Johns", "America/Juneau", "Pacific/Apia"]


@over(
    st.lists(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), max_size=8),
    st.lists(st.integers(0, 4 * 24 * 60), max_size=30),
    st.sampled_from(ZONES),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_every_period(several: list[datetime], minutes: list[int], tz: str, kind: str) -> None:
    """Of instants far apart and near, where clocks go back over midnight as well."""
    back = [datetime(1867, 10, 17), datetime(2006, 10, 28), datetime(2011, 12, 28)]
    near = [of + timedelta(minutes=minute) for of in back for minute in minutes]
    periods = Periods(kind, zone(tz))
    ticks = np.array([*several, *near], "M8[us]").view(np.int64)
    codes, found = periods_of(ticks, periods)
    expected = [periods.name(of.replace(tzinfo=UTC)) for of in (*several, *near)]
    assert expected == [found[code].name for code in codes.tolist()]
    assert len(found) == len(set(expected))


def zone(name: str) -> tzinfo:
    """Return the zone of a name, as compliance does."""
    from itsmcore.schedule import as_zone

    return as_zone(name)


# --- a real log -----------------------------------------------------------------------------


@pytest.mark.untraced
@pytest.mark.long
@with_uci
def test_compliance_of_a_real_log() -> None:
    """Month by month, by priority, and for small groups put together."""
    log = servicenow.timelines(
        uci_rows(),
        columns={"at": "sys_updated_at", "resolution_code": "closed_code"},
        format="%d/%m/%Y %H:%M",
    )
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    quick = Agreement(
        "quick", schedule=office, goals=[Goal("done", stop=Phase.RESOLVED, targets=24 * HOUR)]
    )
    now = UCI_END - timedelta(days=400)
    begun = {case: of for case, of in log.items() if of.steps and of.steps[0].at <= now}
    rows = [*measure_many(quick, begun, at=now, facts=["group"])]
    steps = columnar.Steps.of(begun)
    clocks = columnar.measure(quick, steps, at=now)["done"]
    groups = {row["case"]: row["group"] for row in rows}
    clocks["group"] = array("group", [groups[case] for case in clocks["case"].tolist()])
    several: list[dict[str, Any]] = [
        {"period": "month", "tz": "Europe/Amsterdam"},
        {"by": "group", "least": 20, "period": "week"},
    ]
    for given in several:
        expected = metrics.compliance(rows, **given)
        assert expected == columnar.compliance(clocks, at=now, **given)
