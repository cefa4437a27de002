"""The conformance of a log that comes in batches is that of the whole log."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import INCIDENT
from tests.instants import HOUR, NINE

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar import arrow  # noqa: E402

STATES = ("new", "in_progress", "on_hold", "resolved", "closed", "parked", "", None)
TEXTS = (pa.string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()))
Row = tuple[str, int, str | None, str | None]


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """Draw the rows of some cases, those of each in order of time."""
    facts = st.tuples(st.sampled_from(STATES), st.sampled_from(["caller", "vendor", None]))
    rows = list[Row]()
    for number in range(draw(st.integers(0, 4))):
        several = draw(st.lists(facts, min_size=1, max_size=5))
        rows += [(f"I{number}", hour, *of) for hour, of in enumerate(several)]
    return rows


def log_of(rows: Sequence[Row], text: Any = TEXTS[0], number: Any = TEXTS[0]) -> Any:
    """Make a table of rows: number, hours since nine, state and reason for a hold."""
    numbers, hours, states, reasons = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table(
        {
            "number": pa.array(numbers, pa.string()).cast(number),
            "at": pa.array([NINE + hour * HOUR for hour in hours], pa.timestamp("us", "UTC")),
            "state": pa.array(states, pa.string()).cast(text),
            "hold_reason": pa.array(reasons, pa.string()).cast(text),
        }
    )


def parts(table: Any, cuts: Sequence[int]) -> Iterator[Any]:
    """Cut a table into batches, whose codes differ."""
    for begin, end in pairwise([0, *sorted(of % (len(table) + 1) for of in cuts), len(table)]):
        few = table.slice(begin, end - begin).to_pylist()
        yield from pa.Table.from_pylist(few, table.schema).to_batches()


FACTS = ("state", "hold_reason")
NAMED: dict[str, Any] = {"case": "number", "at": "at"}


def whole(table: Any, facts: Sequence[str] = FACTS) -> Any:
    """Check the whole log."""
    columns = {name: table[name] for name in facts}
    return columnar.check(
        INCIDENT, columnar.Steps(case=table["number"], at=table["at"], facts=columns)
    )


@over(logs(), st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.lists(st.integers(0, 20)))
def test_every_log(rows: list[Row], text: Any, number: Any, cuts: list[int]) -> None:
    """Wherever a batch ends, and whatever its columns are."""
    table = log_of(rows, text, number)
    assert whole(table) == arrow.check(INCIDENT, parts(table, cuts), facts=FACTS, **NAMED)


ROWS = [
    ("I1", 0, "new", None),
    ("I1", 1, "on_hold", "caller"),
    ("I1", 2, "on_hold", "vendor"),
    ("I2", 0, "new", None),
    ("I2", 1, "parked", None),
    ("I3", 0, "closed", None),
]
LOG = log_of(ROWS)


def test_a_log_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows at a time: deviations have the names of their cases, and all is added up."""
    monkeypatch.setattr("itsmcore.columnar.arrow._whole.ROWS", 2)
    for facts in (FACTS, FACTS[:1]):
        report = arrow.check(INCIDENT, LOG.to_batches(max_chunksize=1), facts=facts, **NAMED)
        assert whole(LOG, facts) == report
    for text in TEXTS:
        table = log_of(ROWS, text, text)
        assert report == arrow.check(INCIDENT, table.to_batches(), **NAMED)
    assert ["I2"] == [deviation.case for deviation in report.deviations]
    assert ("parked",) == report.unknown_states
    assert 0 == arrow.check(INCIDENT, [], **NAMED).cases


def test_what_is_refused() -> None:
    """What is no model, a batch without a column, rows out of order, and facts without a state."""
    with pytest.raises(BadValue, match="model cannot be 5"):
        arrow.check(5, LOG.to_batches(), **NAMED)  # type: ignore[arg-type]
    with pytest.raises(Unlisted, match="'number'"):
        arrow.check(INCIDENT, LOG.drop_columns("number").to_batches(), **NAMED)
    with pytest.raises(BadValue, match="at of row 1 cannot be"):
        arrow.check(INCIDENT, LOG.take([1, 0]).to_batches(), **NAMED)
    with pytest.raises(BadValue, match="number of row 1 cannot be 'I1'"):
        arrow.check(INCIDENT, LOG.take([3, 0]).to_batches(), **NAMED)
    with pytest.raises(Unlisted, match="no column of the fact 'state'"):
        arrow.check(INCIDENT, LOG.to_batches(), facts=["hold_reason"], **NAMED)
