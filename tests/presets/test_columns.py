"""Exports that are read column by column come out as those that are read row by row."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore import conformance
from itsmcore.errors import BadRow, BadValue
from itsmcore.presets import servicenow
from itsmcore.schedule import DefinedZone, Observance
from tests.logs import uci_rows, with_uci
from tests.presets.frames import table, values_of

np = pytest.importorskip("numpy")
arrow = pytest.importorskip("pyarrow")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar import Steps  # noqa: E402
from itsmcore.presets._columns import WrittenTimes  # noqa: E402
from itsmcore.presets._reading import as_zone, instant_of  # noqa: E402

TIMES = [
    "2026-01-05 09:00:00",
    "2026-01-05 09:00:00",
    "2026-01-05 10:30:00",
    "2026-01-06 00:00:00",
    "2026-03-29 02:30:00",
    "2026-10-25 02:30:00",
    "2026-02-30 09:00:00",
    "5/1/2026",
    "soon",
    "?",
    "",
    None,
]
STATES = ["New", "In Progress", "On Hold", "Awaiting User Info", "Resolved", "Closed", "Closed"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.sampled_from(["I1", "I1", "I2", "I3", " I1", "", "?", " ? ", None]),
            "sys_updated_on": st.sampled_from(TIMES),
            "incident_state": st.sampled_from([*STATES, *STATES, "odd", "", "?", None]),
            "opened_at": st.sampled_from(TIMES),
            "hold_reason": st.sampled_from([None, None, "?", " ", "1", "vendor"]),
            "priority": st.sampled_from([None, "1 - Critical", "4", "x"]),
            "reopen_count": st.sampled_from(["0", "1", "many", None]),
            "close_code": st.sampled_from(["?", "Solved (Permanently)", "code 5"]),
            "resolved_at": st.sampled_from(TIMES),
            "remark": st.sampled_from([None, "a", " b", " "]),
        }
    ),
    max_size=12,
)


def both(rows: Any, **given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read rows, and columns."""
    expected = Steps.of(servicenow.timelines(rows, **given))
    return values_of(expected), values_of(servicenow.steps(rows, **given))


@over(ROWS, st.sampled_from(["UTC", "Europe/Amsterdam"]), st.sampled_from([{}, {"note": "remark"}]))
def test_every_export(rows: list[dict[str, Any]], tz: str, columns: dict[str, str]) -> None:
    """The same steps, in the same order, with the same flaws."""
    expected, actual = both(table(rows), tz=tz, columns=columns)
    assert expected == actual


def row(number: str | None, at: str | None, state: str | None, **more: str | None) -> Any:
    """Make a row of an export."""
    return {"number": number, "sys_updated_on": at, "incident_state": state, **more}


NINE, TEN, NOON = (f"2026-01-05 {hour}:00:00" for hour in ("09", "10", "12"))
REGULAR = [
    row("I1", NINE, "New", opened_at="2026-01-05 08:00:00", close_code="code 5", hold_reason="?"),
    row("I2", NINE, "New", opened_at=TEN, close_code="code 6", hold_reason=None),
    row("I1", TEN, "Awaiting User Info", opened_at=None, close_code="code 5", hold_reason="1"),
    row("I1", NOON, "Closed", opened_at=None, close_code="code 5", hold_reason=""),
    row("I3", NOON, "Awaiting Vendor", opened_at=NOON, close_code="?", hold_reason="?"),
]


@pytest.mark.parametrize(
    "odd",
    [
        [],
        [row(None, NOON, "New")],
        [row("?", NOON, "New"), row("", NINE, "New")],
        [row("I1", NINE, "Closed")],
        [row(" I1", NOON, "Closed"), row("I3 ", NOON, " ", hold_reason=" ")],
        [row("I2", NOON, "odd")],
        [row("I2", NOON, None, priority="x")],
        [row("I4", None, "New", opened_at="soon"), row("I4", "2026-13-01 09:00:00", "New")],
        [row("I5", NOON, "New", resolved_at="soon"), row("I5", NOON, "Closed", resolved_at="soon")],
    ],
)
def test_what_is_odd_is_told(odd: list[dict[str, Any]]) -> None:
    """By a reader of rows, who reads nothing else; what is regular is not dropped."""
    for tz in ("UTC", "Europe/Amsterdam"):
        expected, actual = both(table([*REGULAR, *odd]), tz=tz)
        assert expected == actual
    assert expected["fact hold_reason"][1:2] == ["caller"]


def test_what_is_no_frame_of_texts_is_read_row_by_row() -> None:
    """Lists of mappings, columns of instants, and a table without a row."""
    instants = arrow.array([datetime(2026, 1, 5, 9)], arrow.timestamp("us"))
    frame = arrow.table({"number": ["I1"], "sys_updated_on": instants, "incident_state": ["New"]})
    assert "fact state" in both(frame, tz="Europe/Amsterdam")[0]
    unopened = table(REGULAR).drop_columns("opened_at")
    for rows in (REGULAR, [], frame, table(REGULAR)[:0], table(REGULAR), unopened):
        expected, actual = both(rows, tz="Europe/Amsterdam")
        assert expected == actual
    assert "<Steps 0 of 0 cases: no facts>" == repr(servicenow.steps([]))


@pytest.mark.long
def test_frames_of_other_libraries() -> None:
    """Of polars and pandas, with what each puts for nothing."""
    for name in ("polars", "pandas"):
        frame = pytest.importorskip(name).DataFrame(REGULAR)
        expected, actual = both(frame)
        assert expected == actual


def test_what_is_refused() -> None:
    """A column that has to be there, a zone, a state, and what is no export."""
    with pytest.raises(BadRow, match="row 0 has no column 'incident_state'"):
        servicenow.steps(table(REGULAR).drop_columns("incident_state"))
    with pytest.raises(BadValue, match="tz cannot be 'Mars'"):
        servicenow.steps(table(REGULAR), tz="Mars")
    with pytest.raises(BadValue, match="rows cannot be 5"):
        servicenow.steps(5)


WRITTEN = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y", "%Y%m%d", "%d %b %Y", "%d/%m/%Y/")
OWN = DefinedZone(
    "Own", [Observance(start=datetime(1990, 1, 1), before=timedelta(), after=timedelta(hours=1))]
)
DIGITS = st.text("0123456789/-: \0é", max_size=20)
DATES = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31))


@over(
    st.sampled_from([*WRITTEN, "%Y-%d %H:%M", "%m %d"]),
    st.lists(DATES, max_size=4),
    st.lists(DIGITS, max_size=4),
    st.sampled_from(["UTC", "Europe/Lisbon", "Asia/Kathmandu", "Etc/GMT+5"]),
)
def test_every_written_time(format: str, dates: list[datetime], odd: list[str], zone: str) -> None:
    """As `datetime.strptime` reads it, in its zone, padded or not, or not at all."""
    padded = [date.strftime(format) for date in dates]
    bare = [text.replace("/0", "/").removeprefix("0") for text in padded]
    texts, place = [*padded, *bare, *odd], as_zone(zone)
    ticks, flaws = WrittenTimes(format, place).read(texts)
    read = [instant_of(text, format, place) for text in texts]

    moments = [
        None if at is None else np.datetime64(at.replace(tzinfo=None), "us") for at, _ in read
    ]
    assert moments == [None if np.isnat(at) else at for at in ticks.view("M8[us]")]
    assert [flaw for _, flaw in read] == flaws


@pytest.mark.parametrize(
    ("format", "text"),
    [
        *((WRITTEN[0], text) for text in ("2026-02-29 09:00:00", "2024-02-29 09:00:00", "2026-01")),
        *(
            (WRITTEN[0], text)
            for text in ("2026-1-5 9:0:0", "26-01-05 09:00:00", "2026-01-05 24:0:0")
        ),
        *(
            (WRITTEN[1], text)
            for text in ("29/2/2016 01:16", "29-2-2016 01:16", "1/1/2016 01:16\0")
        ),
        *((WRITTEN[1], text) for text in ("1/1/2016 01:160", "1/1/2016 01:16:", "1/1/2016 :16")),
        *((other, "05 Jan 2026") for other in WRITTEN[2:]),
        ("%d/%m/%Y/", "1/1/2016/"),
    ],
)
def test_a_time_is_read_as_python_does(format: str, text: str) -> None:
    """Whether in numbers or not; also one that only looks like a time."""
    for zone in (as_zone("UTC"), as_zone("Europe/Amsterdam"), OWN):
        ((tick,), (flaw,)) = WrittenTimes(format, zone).read([text])
        at, expected = instant_of(text, format, zone)
        assert expected == flaw
        assert (at is None) == bool(np.isnat(tick.view("M8[us]")))
    assert ([], []) == (list(WrittenTimes(format, zone).read([])[0]), [])


@pytest.mark.untraced
@pytest.mark.long
@with_uci
def test_a_real_export() -> None:
    """141,712 rows of a ServiceNow instance, and the report on them."""
    given: dict[str, Any] = {"columns": {"at": "sys_updated_at"}, "format": "%d/%m/%Y %H:%M"}
    rows = uci_rows()
    log = servicenow.timelines(rows, **given)
    steps = servicenow.steps(table(rows), **given)

    assert values_of(Steps.of(log)) == values_of(steps)
    expected = conformance.check(servicenow.INCIDENT, log)
    assert expected == columnar.check(servicenow.INCIDENT, steps)
