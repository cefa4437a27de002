"""Columns of instants are answered as each instant is, to the microsecond."""

import importlib.util
import sys
import tracemalloc
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, settings
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import BadValue, NaiveTime, NoOpenTime, WholeDays
from itsmcore.instant import EPOCH
from itsmcore.schedule import Schedule, WorkingDays
from tests.instants import DAY, HOUR, TICK

np = pytest.importorskip("numpy")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar._open_time import CHUNK  # noqa: E402

ROWS = 3 * CHUNK + 5
"""More than one chunk, and more than there are cells in most tables."""

OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
LUNCH = Schedule.weekly(
    {"mon-thu": "08:30-12:30, 13:00-17:30", "sat": "10:00-12:00"},
    tz="America/New_York",
    holidays=[date(2025, 12, 25), date(2026, 1, 1)],
    exceptions={date(2026, 7, 4): "00:00-24:00"},
)
NIGHT = Schedule.weekly({"mon-sun": "22:00-06:00"}, tz="Australia/Lord_Howe")
FIRST = datetime(2024, 1, 7, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
SUNDAYS = Schedule.recurring("FREQ=MONTHLY;BYDAY=1SU", start=FIRST, duration=4 * HOUR)
ONCE = Schedule.between(datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
TINY = OFFICE - Schedule.weekly({"mon-fri": "12:00:00-12:00:00.000003"}, tz="UTC")
SHORT = Schedule.weekly({"mon-fri": "12:00:00-12:00:00.000003"}, tz="UTC")
SCHEDULES = {
    "office": OFFICE,
    "lunch": LUNCH,
    "night": NIGHT,
    "sundays": SUNDAYS,
    "once": ONCE,
    "tiny gaps": TINY,
    "short stretches": SHORT,
    "algebra": (OFFICE | SUNDAYS) - LUNCH & ~ONCE,
    "always": Schedule.always(),
    "never": Schedule.never(),
}
CLOCKS = st.integers(0, 24 * 60).map(lambda n: f"{n // 60:02}:{n % 60:02}")
WEEKS = st.builds(
    lambda start, end, zone, lunch: Schedule.weekly(
        {"mon-fri": f"{start}-{end}", "sun": "00:00-24:00"}, tz=zone, breaks={"wed": lunch}
    ),
    CLOCKS.filter(lambda clock: clock != "24:00"),
    CLOCKS,
    st.sampled_from(["UTC", "Europe/Amsterdam", "America/St_Johns", "Pacific/Apia"]),
    st.sampled_from(["", "11:59-12:00", "12:00-13:00"]),
)
ANY = st.sampled_from(sorted(SCHEDULES)).map(SCHEDULES.__getitem__) | WEEKS


def instant(value: int) -> datetime:
    """Give the instant that is so many microseconds after 1970."""
    return EPOCH + value * TICK


def ticks(moment: datetime) -> int:
    """Count the microseconds since 1970."""
    return (moment - EPOCH) // TICK


START, END = ticks(datetime(2025, 11, 1, tzinfo=UTC)), ticks(datetime(2026, 3, 1, tzinfo=UTC))
EDGES = [
    ticks(edge) + off
    for office in SCHEDULES.values()
    for span in office.windows(instant(START), instant(START + 10 * DAY // TICK))
    for edge in (span.start, span.end)
    for off in (-1, 0, 1)
]
NEAR = st.integers(START, END) | st.sampled_from(EDGES)
SENTINELS = st.sampled_from([ticks(datetime(year, 12, 31, tzinfo=UTC)) for year in (1969, 2101)])
NAT = -(1 << 63)
MAYBE = NEAR | SENTINELS | st.just(NAT)


def tiled(values: Iterable[int], unit: str) -> Any:
    """Repeat values until there are many rows."""
    return np.resize(np.array(list(values), np.int64), ROWS).view(unit)


def column(values: Iterable[int]) -> Any:
    """Make a column of instants."""
    return np.array(list(values), "M8[us]")


def same(expected: Any, actual: Any) -> None:
    """Compare arrays, in which NaT is NaT, and their types."""
    assert expected.dtype == actual.dtype
    assert expected.shape == actual.shape
    assert expected.tobytes() == actual.tobytes()


def times(values: Iterable[object]) -> Any:
    """Make an array of times."""
    return np.array(list(values), "m8[us]")


def scalar_elapsed(office: Schedule, start: int, end: int) -> timedelta | None:
    """Ask for one row."""
    return None if NAT in (start, end) else office.elapsed(instant(start), instant(end))


def scalar_deadline(office: Schedule, start: int, need: int, **more: timedelta) -> int:
    """Ask for one row."""
    if NAT in (start, need):
        return NAT
    return ticks(office.deadline(instant(start), need * TICK, **more))


# --- equal to the answers for one instant ---------------------------------------------------


@settings(max_examples=40)
@over(ANY, st.lists(st.tuples(MAYBE, MAYBE), min_size=1, max_size=12))
@example(OFFICE, [(NAT, NAT)])
def test_elapsed(office: Schedule, rows: list[tuple[int, int]]) -> None:
    """Open time is that of each row alone, in few rows and in many."""
    starts, ends = zip(*rows, strict=True)
    expected = times(scalar_elapsed(office, *row) for row in rows)

    few = columnar.elapsed(office, column(starts), column(ends))
    many = columnar.elapsed(office, tiled(starts, "M8[us]"), tiled(ends, "M8[us]"))

    same(expected, few)
    same(np.resize(expected, ROWS), many)


@settings(max_examples=40)
@over(ANY, st.lists(MAYBE, min_size=1, max_size=20))
@example(OFFICE, [NAT])
def test_is_open(office: Schedule, instants: list[int]) -> None:
    """Each instant is open as it is alone, and NaT is not."""
    expected = np.array([of != NAT and office.is_open(instant(of)) for of in instants])

    same(expected, columnar.is_open(office, column(instants)))
    same(np.resize(expected, ROWS), columnar.is_open(office, tiled(instants, "M8[us]")))


NEEDS = st.integers(-60 * DAY // TICK, 60 * DAY // TICK)
ROUND = st.integers(-300, 300).map(lambda hours: hours * HOUR // TICK)
EXTREMES = st.sampled_from([0, 1, -1, 3, -3, 6, NAT, NAT + 1, -NAT - 1, 1000 * DAY // TICK])


@pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")
@settings(max_examples=40)
@over(
    ANY,
    st.lists(st.tuples(MAYBE, NEEDS | ROUND | EXTREMES), min_size=1, max_size=12),
    st.sampled_from([timedelta(days=7305), timedelta(days=30)]),
)
@example(OFFICE, [(START, 0), (NAT, 0), (START, NAT)], timedelta(days=-1))
@example(Schedule.never(), [(START, 0)], timedelta(days=30))
@example(Schedule.between(instant(START), None), [(START + 5, -5)], timedelta(days=30))
def test_deadline(office: Schedule, rows: list[tuple[int, int]], horizon: timedelta) -> None:
    """A deadline is that of each row alone; where one row has none, that row's error is raised."""
    reached: dict[tuple[int, int], int] = {}
    lost: list[str] = []
    for row in rows:
        try:
            reached[row] = scalar_deadline(office, *row, horizon=horizon)
        except NoOpenTime as error:
            lost.append(str(error))
    if lost:
        starts, needs = zip(*rows, strict=True)
        with pytest.raises(NoOpenTime) as caught:
            columnar.deadline(office, column(starts), np.array(needs, "m8[us]"), horizon=horizon)
        assert lost[0] == str(caught.value)
    if reached:
        starts, needs = zip(*reached, strict=True)
        expected = np.array(list(reached.values())).view("M8[us]")
        few = columnar.deadline(office, column(starts), np.array(needs, "m8[us]"), horizon=horizon)
        many = columnar.deadline(
            office, tiled(starts, "M8[us]"), tiled(needs, "m8[us]"), horizon=horizon
        )
        same(expected, few)
        same(np.resize(expected, ROWS), many)


@pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")
@pytest.mark.parametrize("name", SCHEDULES)
def test_every_edge(name: str) -> None:
    """The microseconds about every opening and closing are no exception, nor is any sum there."""
    office = SCHEDULES[name]
    edges = sorted({*EDGES, START, END})
    instants = tiled(edges, "M8[us]")
    since = [office.elapsed(instant(START), instant(edge)) for edge in edges]

    same(np.resize(times(since), ROWS), columnar.elapsed(office, instant(START), instants))
    expected = np.array([office.is_open(instant(edge)) for edge in edges])
    same(np.resize(expected, ROWS), columnar.is_open(office, instants))
    if not office.same_open_time(Schedule.never(), instant(START), instant(END)):
        needs = [abs(of) + off * TICK for of in since for off in (-1, 0, 1)]
        needs = [need for need in needs if need <= max(since)]
        found = np.array([scalar_deadline(office, START, need // TICK) for need in needs])
        targets = np.resize(times(needs), ROWS)
        actual = columnar.deadline(office, instant(START), targets)
        same(np.resize(found, ROWS).view("M8[us]"), actual)


def test_a_column_of_sentinels() -> None:
    """The first and last datetimes there are count as themselves, and make no table."""
    first, last = (of.replace(tzinfo=UTC) for of in (datetime.min, datetime.max))
    always = Schedule.always()
    starts = np.array([ticks(first), ticks(last)]).view("M8[us]")

    same(times([last - first, last - last]), columnar.elapsed(always, starts, last))
    assert [True, True] == columnar.is_open(always, starts).tolist()
    actual = columnar.deadline(always, starts, np.array([HOUR, -HOUR], "m8[us]"))
    assert [first + HOUR, last - HOUR] == [of.replace(tzinfo=UTC) for of in actual.tolist()]


@pytest.mark.parametrize("time", [TICK, HOUR])
def test_no_deadline_after_the_last_datetime(time: timedelta) -> None:
    """It would not be a datetime."""
    with pytest.raises(NoOpenTime, match="of open time within 7305 days of 9999-12-31"):
        columnar.deadline(Schedule.always(), datetime.max.replace(tzinfo=UTC), time)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")
@pytest.mark.parametrize("name", ["always", "office", "night"])
def test_the_ends_of_the_longest_table(name: str) -> None:
    """Rows and deadlines on either side of the years that have a table are alike."""
    office, ends = (
        SCHEDULES[name],
        [ticks(datetime(year, 1, 1, tzinfo=UTC)) for year in (1970, 2100)],
    )
    starts = [
        end + day * DAY // TICK + off for end in ends for day in (-4, 0, 4) for off in (-1, 0)
    ]
    for start in starts:
        to = [abs(office.elapsed(instant(start), instant(end))) // TICK for end in ends]
        needs = [sign * (of + off) for of in to for off in (-2, -1, 0, 1, 2) for sign in (-1, 1)]
        needs = [need for need in needs if abs(need) < 300 * HOUR // TICK]
        expected = np.array([scalar_deadline(office, start, need) for need in needs])
        asked = column([start] * ROWS), tiled(needs, "m8[us]")
        same(np.resize(expected, ROWS).view("M8[us]"), columnar.deadline(office, *asked))
    instants = np.resize(column(starts), ROWS)
    since = times(office.elapsed(instant(starts[2]), instant(start)) for start in starts)
    same(np.resize(since, ROWS), columnar.elapsed(office, instant(starts[2]), instants))
    expected = np.array([office.is_open(instant(start)) for start in starts])
    same(np.resize(expected, ROWS), columnar.is_open(office, instants))


# --- what comes in --------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["M", "W", "D", "h", "m", "25s", "s", "ms", "us", "ns", "ps"])
@pytest.mark.parametrize("order", "<>")
def test_units(unit: str, order: str) -> None:
    """Any unit will do, in any order of bytes."""
    starts = np.array(["2026-01-09T15:30", "2025-07-01", "NaT"], f"{order}M8[{unit}]")[
        [0, 1, 2] * 9
    ]
    if unit == "ps":
        starts = np.array(["1970-01-09T15:30", "1970-02-01", "NaT"], f"{order}M8[ps]")
    exact = starts.astype("M8[us]")
    end = np.datetime64("2026-02-01T12:00", "m")

    same(columnar.elapsed(OFFICE, exact, end), columnar.elapsed(OFFICE, starts, end))
    same(columnar.deadline(OFFICE, exact, HOUR), columnar.deadline(OFFICE, starts, HOUR))
    same(columnar.is_open(OFFICE, exact), columnar.is_open(OFFICE, starts))


@pytest.mark.parametrize("unit", ["W", "D", "h", "s", "us", "ns"])
@pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")
def test_units_of_targets(unit: str) -> None:
    """Any unit with a fixed length will do."""
    targets = np.array([1, -2, 0], f"m8[{unit}]")
    start = datetime(2026, 1, 9, 15, 30, tzinfo=UTC)
    expected = columnar.deadline(OFFICE, start, targets.astype("m8[us]"))

    same(expected, columnar.deadline(OFFICE, start, targets))


@pytest.mark.parametrize("kind", ["i8", ">i8", "u8", "i4", "u2"])
def test_integers_have_no_unit(kind: str) -> None:
    """Unix seconds read as microseconds would make every open time next to nothing, silently."""
    numbers = np.array([1_767_972_600, 1_768_233_600]).astype(kind)
    asked: dict[str, Callable[[], object]] = {
        "starts": lambda: columnar.elapsed(OFFICE, numbers, LATER),
        "ends": lambda: columnar.elapsed(OFFICE, LATER, numbers),
        "instants": lambda: columnar.is_open(OFFICE, numbers),
        "targets": lambda: columnar.deadline(OFFICE, LATER, numbers),
        "at": lambda: columnar.Steps(case=np.array(["a", "b"]), at=numbers, facts={}),
    }
    for field, ask in asked.items():
        with pytest.raises(BadValue, match=rf"^{field} cannot be ") as refused:
            ask()
        kept = "timedelta64[s]" if field == "targets" else "datetime64[s]"
        assert str(refused.value).endswith(f"say what the numbers count, such as .astype('{kept}')")
    with pytest.raises(BadValue, match="say what the numbers count"):
        columnar.deadline(OFFICE, LATER, np.array([3600], "m8"))
    same(columnar.deadline(OFFICE, LATER, np.array(["NaT"], "m8")), np.array(["NaT"], "M8[us]"))
    seconds = np.array([1_767_972_600, 1_768_233_600]).astype("M8[s]")
    assert columnar.elapsed(OFFICE, seconds[0], seconds[1]) > np.timedelta64(1, "h")


def test_nanoseconds_are_rounded_down() -> None:
    """Toward the past, before 1970 too, and toward less where they are times."""
    always = Schedule.always()
    starts = np.array([-1, 999, -1000, -1001], "M8[ns]")
    expected = np.array([-1, 0, -1, -2], "m8[us]")

    same(expected, columnar.elapsed(always, np.datetime64(0, "us"), starts))
    same(expected, columnar.deadline(always, EPOCH, starts.view("m8[ns]")) - np.datetime64(0, "us"))


def test_shapes_broadcast() -> None:
    """As they do in numpy; every shape is kept, also none at all and that of nothing."""
    starts = np.arange(START, END, (END - START) // 6)[:6].reshape(2, 3).view("M8[us]")
    ends = np.array([END, START]).view("M8[us]").reshape(2, 1)
    flat = columnar.elapsed(OFFICE, starts.ravel(), ends.repeat(3))

    same(flat.reshape(2, 3), columnar.elapsed(OFFICE, starts, ends))
    same(flat[:1].reshape(()), columnar.elapsed(OFFICE, starts[0, 0], ends[0, 0]))
    assert (0, 3) == columnar.elapsed(OFFICE, starts[:0], ends[:1]).shape
    assert (0,) == columnar.deadline(OFFICE, starts[:0, 0], HOUR).shape
    assert (0,) == columnar.is_open(OFFICE, starts[:0, 0]).shape


def test_single_values() -> None:
    """A datetime of any zone, a timedelta and a numpy scalar stand for every row."""
    starts, end = tiled([START, END], "M8[us]"), instant(END)
    expected = columnar.elapsed(OFFICE, starts, column([END] * ROWS))

    same(expected, columnar.elapsed(OFFICE, starts, end))
    same(expected, columnar.elapsed(OFFICE, starts, end.astimezone(timezone(5 * HOUR))))
    same(expected, columnar.elapsed(OFFICE, starts, np.datetime64(END, "us")))
    same(-expected, columnar.elapsed(OFFICE, end, starts))
    alike = columnar.deadline(OFFICE, starts, np.full(ROWS, 5, "m8[h]"))
    same(alike, columnar.deadline(OFFICE, starts, 5 * HOUR))
    assert np.isnat(columnar.elapsed(OFFICE, starts, np.datetime64("NaT"))).all()
    assert np.isnat(columnar.deadline(OFFICE, starts, np.timedelta64("NaT"))).all()


def test_any_layout() -> None:
    """Steps, reversals, columns of a matrix and arrays that cannot be written are read alike."""
    matrix = np.linspace(START, END, 4 * ROWS).astype(np.int64).view("M8[us]").reshape(ROWS, 4)
    matrix.flags.writeable = False
    before = matrix.copy()
    whole = columnar.elapsed(OFFICE, matrix, instant(START))

    same(whole[:, 1], columnar.elapsed(OFFICE, matrix[:, 1], instant(START)))
    same(whole[::-3, ::2], columnar.elapsed(OFFICE, matrix[::-3, ::2], instant(START)))
    same(whole.T, columnar.elapsed(OFFICE, np.asfortranarray(matrix).T, instant(START)))
    same(before, matrix)


def test_the_first_row_without_a_deadline_is_named() -> None:
    """In the order of the rows, whatever the layout."""
    starts = np.array([[START, START + 1], [START + 2, NAT]]).view("M8[us]")
    targets = np.asfortranarray(np.array([[1, 2], [3, 4]], "m8[h]")) * np.array([0, 9**6])
    with pytest.raises(NoOpenTime) as caught:
        columnar.deadline(SUNDAYS, np.asfortranarray(starts), targets)

    assert instant(START + 1) == caught.value.start
    assert timedelta(days=7305) == caught.value.horizon


# --- other libraries' columns ---------------------------------------------------------------

MOMENTS = [datetime(2026, 1, 9, 15, 30, tzinfo=UTC), None, datetime(2026, 7, 1, 9, tzinfo=UTC)]
LATER = datetime(2026, 7, 2, tzinfo=UTC)
ANSWERS = [None if of is None else OFFICE.elapsed(of, LATER) for of in MOMENTS]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_pandas(unit: str) -> None:
    """Columns and indexes count as instants, whatever their zone; without one they are UTC."""
    pandas = pytest.importorskip("pandas")
    plain = pandas.Series([of and of.replace(tzinfo=None) for of in MOMENTS]).astype(f"M8[{unit}]")
    zoned = plain.dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo")

    for column in (plain, zoned, pandas.DatetimeIndex(zoned)):
        same(times(ANSWERS), columnar.elapsed(OFFICE, column, LATER))
    same(times(ANSWERS), columnar.elapsed(OFFICE, zoned, pandas.Timestamp(LATER)))
    targets = pandas.Series([HOUR, HOUR, None]).astype(f"m8[{unit}]")
    actual = columnar.deadline(OFFICE, zoned, targets)
    assert [datetime(2026, 1, 12, 8, 30), None, None] == actual.tolist()


def test_pandas_on_arrow() -> None:
    """Columns that arrow keeps for pandas count as well."""
    pandas, pyarrow = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    for zone in (None, "Asia/Tokyo"):
        kind = pandas.ArrowDtype(pyarrow.timestamp("ms", zone))
        column = pandas.Series(pyarrow.array(MOMENTS, pyarrow.timestamp("ms", zone)), dtype=kind)
        same(times(ANSWERS), columnar.elapsed(OFFICE, column, LATER))


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_polars(unit: str) -> None:
    """Columns count as instants, whatever their zone."""
    polars = pytest.importorskip("polars")
    plain = polars.Series(MOMENTS).dt.replace_time_zone(None).cast(polars.Datetime(unit))
    zoned = plain.dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo")

    for column in (plain, zoned, polars.concat([zoned[:1], zoned[1:]], rechunk=False)):
        same(times(ANSWERS), columnar.elapsed(OFFICE, column, LATER))
    targets = polars.Series([HOUR, HOUR, None])
    actual = columnar.deadline(OFFICE, zoned, targets)
    assert [datetime(2026, 1, 12, 8, 30), None, None] == actual.tolist()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_pyarrow(unit: str) -> None:
    """Arrays, in one piece or in several, count as instants, whatever their zone."""
    pyarrow = pytest.importorskip("pyarrow")
    for zone in (None, "Asia/Tokyo"):
        column = pyarrow.array(MOMENTS, pyarrow.timestamp(unit, zone))
        pieces = pyarrow.chunked_array([column[:1], column[1:]])
        same(times(ANSWERS), columnar.elapsed(OFFICE, column, LATER))
        same(times(ANSWERS), columnar.elapsed(OFFICE, pieces, LATER))


# --- what is refused ------------------------------------------------------------------------

NAIVE = datetime(2026, 1, 9, 15, 30)


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-09",
        5,
        None,
        [LATER],
        date(2026, 1, 9),
        np.array([1.5]),
        np.array([1], np.int32),
        np.array([True]),
        np.array(["2026-01-09"]),
        np.array([NAIVE, LATER]),
        np.array([HOUR], "m8[us]"),
        np.ma.masked_array(np.array([START]), [True]),
    ],
    ids=repr,
)
def test_what_is_no_column_of_instants(value: Any) -> None:
    """Is refused by name, with what to give."""
    asked: list[Callable[[], object]] = [
        lambda: columnar.elapsed(OFFICE, value, LATER),
        lambda: columnar.deadline(OFFICE, value, HOUR),
    ]
    for ask in asked:
        with pytest.raises(
            BadValue, match=r"(?s)^starts cannot be .*; give instants .* as datetime64"
        ):
            ask()
    with pytest.raises(BadValue, match=r"^ends cannot be "):
        columnar.elapsed(OFFICE, LATER, value)
    with pytest.raises(BadValue, match=r"^instants cannot be "):
        columnar.is_open(OFFICE, value)


@pytest.mark.parametrize(
    "value",
    [WorkingDays(5), 5.0, "1h", np.array([1.5]), np.array([1], "m8[M]"), np.array([1], "M8[us]")],
    ids=repr,
)
def test_what_is_no_column_of_times(value: Any) -> None:
    """Is refused by name, with what to give; months have no fixed length."""
    with pytest.raises(BadValue, match=r"^targets cannot be .*; give times .* as timedelta64"):
        columnar.deadline(OFFICE, LATER, value)


def test_naive_datetimes() -> None:
    """Are refused as they are everywhere: only numpy's have no zone to give."""
    with pytest.raises(NaiveTime):
        columnar.is_open(OFFICE, NAIVE)


@pytest.mark.parametrize("unit", ["Y", "D", "s"])
@pytest.mark.parametrize("value", [1 << 60, -(1 << 60)])
def test_values_too_far_away_for_microseconds(unit: str, value: int) -> None:
    """Are refused, where numpy would turn them into others without a word."""
    column = np.array([0, value], "M8[s]" if unit == "Y" else f"M8[{unit}]")
    with pytest.raises(BadValue, match=r"^starts cannot be .*datetime64") as caught:
        columnar.elapsed(OFFICE, column, LATER)
    assert column[1] == caught.value.value
    if unit != "Y":
        with pytest.raises(BadValue, match=r"^targets cannot be .*timedelta64"):
            columnar.deadline(OFFICE, LATER, column.view(f"m8[{unit}]"))


@pytest.mark.parametrize("value", ["10000-01-01", "0000-12-31"])
def test_years_without_datetimes(value: str) -> None:
    """Are refused, though numpy counts them."""
    column = np.array(["2026-01-09", value], "M8[us]")
    said = f"cannot be .*{value}.*; give instants in the years 1"
    with pytest.raises(BadValue, match=said):
        columnar.is_open(OFFICE, column)
    with pytest.raises(BadValue, match=said):
        columnar.deadline(OFFICE, column, HOUR)


def test_shapes_that_do_not_broadcast() -> None:
    """Are refused, both named."""
    with pytest.raises(BadValue, match=r"^starts and ends cannot be \(\(3,\), \(2,\)\); give"):
        columnar.elapsed(OFFICE, column([START] * 3), column([START] * 2))


def test_times_beyond_every_horizon() -> None:
    """Have no deadline, though no array could hold them."""
    for time in (timedelta.max, timedelta.min):
        with pytest.raises(NoOpenTime):
            columnar.deadline(Schedule.always(), LATER, time)


def test_only_schedules_are_asked() -> None:
    """And horizons are lengths of time."""
    instants = np.array(["2026-01-05T09:00"], "M8[us]")
    with pytest.raises(BadValue, match="schedule cannot be 3; give a Schedule"):
        columnar.is_open(3, instants)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="horizon cannot be 3; give a timedelta"):
        columnar.deadline(OFFICE, instants, HOUR, horizon=3)  # type: ignore[arg-type]


def test_whole_days_are_doubted_once() -> None:
    """Where they last longer than that, as for one row; the caller's own line is shown."""
    starts = tiled([START, NAT], "M8[us]")
    with pytest.warns(WholeDays, match=r"3 days are 72 hours .* is WorkingDays\(3\) meant") as said:
        columnar.deadline(OFFICE, starts, np.resize(np.array([1, 48, 72], "m8[h]"), ROWS))
    assert [__file__] == [warning.filename for warning in said]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        columnar.deadline(Schedule.always(), starts, 2 * DAY)
        columnar.deadline(
            OFFICE, starts, np.array([0, NAT, 47 * HOUR // TICK], "m8[us]").reshape(3, 1)
        )


def test_the_import_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numpy is missing."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    spec = importlib.util.spec_from_file_location("no_columns", columnar.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(ImportError, match=r"pip install 'itsmcore\[columnar\]'"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


# --- memory ---------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["us", "s"])
def test_memory(unit: str) -> None:
    """A million rows take what the result takes and a few chunks more, in any unit."""
    starts = np.resize(np.linspace(START, END, 999).astype(np.int64), 1_000_000)
    starts = starts.view("M8[us]").astype(f"M8[{unit}]")
    ends, targets = starts[::-1], np.array(5, "m8[h]")
    starts[::1000], chunk = np.datetime64("NaT"), 8 * CHUNK
    asked: list[Callable[[], Any]] = [
        lambda: columnar.elapsed(OFFICE, starts, ends),
        lambda: columnar.deadline(OFFICE, starts, targets),
        lambda: columnar.is_open(OFFICE, starts),
    ]
    for ask in asked:
        ask()
        tracemalloc.start()
        result = ask()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak - result.nbytes < 16 * chunk
