"""Clocks of a log that comes in batches are the clocks of the whole log."""

import importlib
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.conditions import field, happened
from itsmcore.errors import BadValue, NaiveTime, NotColumnar, Unlisted
from itsmcore.incidents import INCIDENT
from itsmcore.level import Priority
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal
from tests.instants import HOUR, NINE

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar import arrow  # noqa: E402
from itsmcore.columnar.arrow import _whole  # noqa: E402

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon")
RESPONSE = Goal("response", stop=Phase.ACTIVE, targets=HOUR)
RESOLUTION = Goal(
    "resolution",
    stop=Phase.RESOLVED,
    pause=field("hold_reason").is_("caller"),
    targets={Priority.HIGH: HOUR, Priority.LOW: 9 * HOUR},
)
GOLD = Agreement("gold", schedule=OFFICE, goals=[RESPONSE, RESOLUTION])
FACTS = ("state", "priority", "hold_reason")
NOW = NINE + 90 * HOUR
STATES = ("new", "in_progress", "on_hold", "resolved", "closed")
KINDS = (
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int32(), pa.string()),
)
Row = tuple[Any, ...]


def clocks(agreement: Agreement = GOLD, **given: Any) -> arrow.Clocks:
    """Make what most tests ask."""
    asked: dict[str, Any] = {"case": "number", "at": "at", "facts": FACTS, "until": NOW}
    asked["model"] = INCIDENT
    return arrow.clocks(agreement, **asked | given)


def log_of(rows: Sequence[Row], case: Any = KINDS[0], text: Any = KINDS[0]) -> Any:
    """Make a table of rows: number, hours since nine, state, priority and reason for a hold."""
    numbers, hours, *facts = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    at = [None if of is None else NINE + of * HOUR for of in hours]
    columns = {
        "number": pa.array(numbers).cast(case),
        "at": pa.array(at, pa.timestamp("us", "UTC")),
    }
    columns |= {
        name: pa.array(of, pa.string()).cast(text) for name, of in zip(FACTS, facts, strict=True)
    }
    return pa.table(columns)


def parts(table: Any, cuts: Sequence[int]) -> Iterator[Any]:
    """Cut a table into batches, of which some may be empty."""
    for begin, end in pairwise([0, *sorted(of % (len(table) + 1) for of in cuts), len(table)]):
        for batch in table.combine_chunks().to_batches():
            yield batch.slice(begin, end - begin)


def whole(log: Any, agreement: Agreement = GOLD) -> list[dict[str, Any]]:
    """Measure the whole log, and give a row for each case and goal."""
    steps = columnar.Steps(
        case=log["number"], at=log["at"], facts={of: log[of] for of in FACTS}, model=INCIDENT
    )
    return [
        {"case": row["case"], "goal": goal} | {key: plain(of) for key, of in row.items()}
        for goal, columns in columnar.measure(agreement, steps, at=NOW).items()
        for row in (
            dict(zip(columns, of, strict=True))
            for of in zip(*(column.tolist() for column in columns.values()), strict=True)
        )
    ]


def plain(value: Any) -> Any:
    """Put None for NaN, and a zone to an instant."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value if value == value else None


def rows_of(batches: Any) -> list[dict[str, Any]]:
    """Spread batches out, in the order of the whole log."""
    found = [row for batch in batches for row in batch.to_pylist()]
    goals = [goal.name for goal in GOLD.goals]
    return sorted(found, key=lambda row: (goals.index(row["goal"]), row["case"]))


# --- as the whole is ------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """Draw the rows of some cases, those of each in order of time."""
    facts = st.tuples(
        st.sampled_from([*STATES, None]),
        st.sampled_from(["High", "low", "", None]),
        st.sampled_from(["caller", "vendor", None]),
    )
    drawn = list[Row]()
    for case in sorted(draw(st.sets(st.sampled_from(["I1", "I10", "I2", "É", "ö", "ÿ"])))):
        hour = draw(st.integers(0, 40))
        for row in draw(st.lists(facts, min_size=1, max_size=6)):
            hour += draw(st.sampled_from([0, 0, 1, 7, 80]))
            drawn.append((case, hour, *row))
    return drawn


@over(
    logs(),
    st.lists(st.integers(0, 40), max_size=8),
    st.sampled_from([1, 2, 3, 5, 1 << 16]),
    st.sampled_from(KINDS),
    st.sampled_from(KINDS),
)
def test_however_a_log_is_cut(
    rows: list[Row], cuts: list[int], size: int, case: Any, text: Any
) -> None:
    """Between batches, and as many rows at a time as may be; whatever kind of texts they hold."""
    log = log_of(rows, case, text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_whole, "ROWS", size)
        batches = [*clocks()(parts(log, cuts))]

    assert whole(log_of(rows)) == rows_of(batches)
    assert all(batch.schema.equals(clocks().schema) for batch in batches)


ROWS: list[Row] = [
    ("I1", 0, "new", "High", None),
    ("I1", 1, "on_hold", "High", "caller"),
    ("I1", 3, "resolved", "High", None),
    ("I2", 2, "new", "Low", None),
    ("I3", 5, "in_progress", None, None),
]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_case_goes_on_in_the_next_batch(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is measured once, when all its rows are there."""
    monkeypatch.setattr(_whole, "ROWS", size)
    log = log_of(ROWS)

    for cuts in ([], [1], [2], [1, 2, 3, 4], [3, 3]):
        assert whole(log) == rows_of(clocks()(parts(log, cuts)))
    assert [] == [*clocks()([])] == [*clocks()(log_of([]).to_batches())]


def test_a_long_case_is_not_read_anew_with_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many batches of it take about twice as much."""
    monkeypatch.setattr(_whole, "ROWS", 4)
    read, found = list[int](), _whole._found

    def noted(table: Any, case: str, before: int) -> _whole.Whole:
        read.append(len(table))
        return found(table, case, before)

    monkeypatch.setattr(_whole, "_found", noted)
    log = log_of([("I1", hour, "new", None, None) for hour in range(400)])
    assert 2 == len(rows_of(clocks()(log.to_batches(max_chunksize=2))))
    assert sum(read) < 4 * 400


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint8()], ids=str)
def test_cases_may_have_numbers(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of numbers; they come out as texts."""
    monkeypatch.setattr(_whole, "ROWS", 1)
    rows: list[Row] = [(of, 0, "new", "High", None) for of in (2, 9, 10)]

    found = [*clocks()(log_of(rows, kind).to_batches())]
    assert ["2", "9", "10"] == [of for batch in found[::2] for of in batch["case"].to_pylist()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_cases_may_be_texts_of_every_kind(kind: Any) -> None:
    """Short or long offsets, views, and dictionaries."""
    assert whole(log_of(ROWS)) == rows_of(clocks()(log_of(ROWS, kind, kind).to_batches()))


def test_what_has_no_value_is_null() -> None:
    """As NaT, NaN and None are in columns."""
    [response, resolution] = clocks()(log_of([("I1", 5, "new", None, None)]).to_batches())

    assert {"response"} == {*response["goal"].to_pylist()}
    [row] = resolution.to_pylist()
    nothing = {"outcome", "ended_at", "due", "breached_at", "first_breached_at", "allowed"}
    assert nothing | {"remaining", "percent"} == {name for name in row if row[name] is None}


def test_instants_of_any_unit_and_zone() -> None:
    """One without a zone is UTC."""
    log = log_of(ROWS)
    for kind in (pa.timestamp("s"), pa.timestamp("ns"), pa.timestamp("ms", "Europe/Lisbon")):
        other = log.set_column(1, "at", log["at"].cast(kind))
        assert whole(log) == rows_of(clocks()(other.to_batches()))


# --- across processes -----------------------------------------------------------------------


class Fridays:
    """A container that is asked about each date."""

    def __contains__(self, day: date) -> bool:
        return day.weekday() == 4


HOLIDAYS: list[Callable[[], Any]] = [
    lambda: {date(2026, 1, 6): "Epiphany"},
    lambda: ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6", date(2026, 1, 7)],
    Fridays,
    lambda: pytest.importorskip("holidays").country_holidays("PT"),
    lambda: dict(pytest.importorskip("holidays").country_holidays("PT", years=range(2025, 2028))),
]


@pytest.mark.parametrize("holidays", HOLIDAYS)
def test_they_are_pickled_equal(holidays: Callable[[], Any]) -> None:
    """With the holidays of their schedules, and they measure the same."""
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon", holidays=holidays())
    measured = clocks(attrs.evolve(GOLD, schedule=office))
    log = log_of(ROWS)

    fresh = pickle.loads(pickle.dumps(measured))
    expected = rows_of(measured(log.to_batches()))
    asked = pickle.loads(pickle.dumps(measured))
    assert measured == fresh == asked
    assert expected == rows_of(fresh(log.to_batches())) == rows_of(asked(log.to_batches()))


def test_spark_is_told_every_column() -> None:
    """By its own names of types."""
    assert "`case` STRING, `goal` STRING, `status` STRING" in clocks().ddl
    assert "`due` TIMESTAMP" in clocks().ddl
    assert "`elapsed` INTERVAL DAY TO SECOND" in clocks().ddl
    assert len(clocks().schema) == clocks().ddl.count("`") // 2


# --- what is refused ------------------------------------------------------------------------

WRONG: list[tuple[str, Row, str]] = [
    ("back in time", ("I3", 4, "new", None, None), "at of row 5 cannot be"),
    ("no instant", ("I4", None, "new", None, None), "at of row 5 cannot be"),
    ("no case", (None, 9, "new", None, None), "number of row 5 cannot be None; give a case"),
    ("a case again", ("I1", 9, "new", None, None), "number of row 5 cannot be 'I1'; .* ascending"),
    ("no state", ("I4", 9, "nwe", None, None), "state of row 5 cannot be 'nwe'; .* did you"),
]


@pytest.mark.parametrize(("row", "said"), [of[1:] for of in WRONG], ids=[of[0] for of in WRONG])
@pytest.mark.parametrize("size", [1, 4, 100])
def test_a_refusal_names_the_column_and_the_row(
    row: Row, said: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all the rows that came, however they were cut."""
    monkeypatch.setattr(_whole, "ROWS", size)
    with pytest.raises(BadValue, match=said):
        rows_of(clocks()(parts(log_of([*ROWS, row]), [1, 4])))


def test_an_empty_text_is_no_case() -> None:
    """It comes first."""
    with pytest.raises(BadValue, match="number of row 0 cannot be ''; give a case"):
        rows_of(clocks()(log_of([("", 0, "new", None, None), *ROWS]).to_batches()))


def test_texts_that_no_model_reads() -> None:
    """No text is a phase, and a clock would go on running."""
    log = log_of(ROWS).rename_columns(["number", "at", "phase", "priority", "hold_reason"])
    asked = clocks(facts=("phase", "priority", "hold_reason"), model=None)
    with pytest.raises(BadValue, match=r"phase of row 0 cannot be 'new'; .* give Steps the model"):
        rows_of(asked(log.to_batches()))


def test_columns_that_are_not_there_or_hold_something_else() -> None:
    """Each is named."""
    log = log_of(ROWS)
    with pytest.raises(Unlisted, match="no column 'state'"):
        rows_of(clocks()(log.drop_columns(["state"]).to_batches()))
    with pytest.raises(BadValue, match="the column number cannot be 'double'; give texts, or"):
        rows_of(clocks()(log_of([(1.5, 0, "new", None, None)], pa.float64()).to_batches()))
    with pytest.raises(BadValue, match=r"the column at cannot be"):
        rows_of(clocks()(log.set_column(1, "at", log["number"]).to_batches()))
    with pytest.raises(BadValue, match=r"batches cannot be .*; give batches of rows"):
        rows_of(clocks()([log]))
    with pytest.raises(BadValue, match=r"batches cannot be 5; give batches of rows"):
        rows_of(clocks()(5))  # type: ignore[arg-type]


def test_what_is_asked_is_checked_before_any_row_comes() -> None:
    """What columns cannot take, facts without a column, and an instant without a zone."""
    reset = Goal("reset", stop=Phase.RESOLVED, reset=happened("reopen"), targets=HOUR)
    with pytest.raises(NotColumnar, match="goal 'reset'"):
        clocks(Agreement("gold", goals=[reset]))
    for facts in (("state", "priority"), ("priority", "hold_reason")):
        with pytest.raises(Unlisted, match="no column of the fact"):
            clocks(facts=facts)
    with pytest.raises(Unlisted, match="no column of the fact 'phase'"):
        clocks(model=None)
    with pytest.raises(NaiveTime):
        clocks(until=datetime(2026, 1, 5))
    with pytest.raises(BadValue, match="facts cannot be 'state'"):
        clocks(facts="state")


def test_an_error_of_something_else_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is added to what names no column."""

    def refuse(*_: object) -> None:
        raise BadValue(field="the goal", value=1, expected="something")

    monkeypatch.setattr("itsmcore.columnar.arrow._clocks.check_decoded", refuse)
    with pytest.raises(BadValue, match="the goal cannot be 1"):
        rows_of(clocks()(log_of(ROWS).to_batches()))


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named like the module."""
    monkeypatch.delitem(sys.modules, "itsmcore.columnar.arrow")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    words = "itsmcore.columnar.arrow needs pyarrow: pip install 'itsmcore[arrow]'"
    with pytest.raises(ImportError) as caught:
        importlib.import_module("itsmcore.columnar.arrow")
    assert words == str(caught.value)
