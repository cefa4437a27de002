"""Rows: a frame of whichever library gives its rows, and what is none is left as it is."""

from datetime import timedelta
from typing import Any

import pytest

from itsmcore import Phase, Timeline, columnar
from itsmcore.columnar import Steps
from itsmcore.conformance import check, check_priority
from itsmcore.errors import BadValue, ItsmError
from itsmcore.metrics import compliance
from itsmcore.presets import servicenow, xes
from itsmcore.rows import rows_of
from itsmcore.service_levels import Agreement, Goal, measure_many
from tests.instants import NINE as T0

GOLD = Agreement("gold", goals=[Goal("r", stop=Phase.RESOLVED, targets=timedelta(hours=4))])

COLUMNS: dict[str, list[Any]] = {
    "number": ["INC1", "INC1"],
    "sys_updated_on": ["2026-01-05 09:00:00", "2026-01-05 10:00:00"],
    "incident_state": ["New", "Closed"],
    "assignment_group": [None, "Network"],
}
ROWS = [dict(zip(COLUMNS, values, strict=True)) for values in zip(*COLUMNS.values(), strict=True)]


@pytest.mark.parametrize(
    ("library", "make"), [("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "table")]
)
def test_a_frame_gives_its_rows(library: str, make: str) -> None:
    """As mappings, so that an export may be one."""
    frame = getattr(pytest.importorskip(library), make)(COLUMNS)
    assert ["INC1", "INC1"] == [row["number"] for row in rows_of(frame)]
    assert servicenow.timelines(ROWS) == servicenow.timelines(frame)


class Table:
    """Has columns, and no way to give rows that is known."""

    columns = ("a",)

    def __iter__(self) -> Any:
        return iter(ROWS)


@pytest.mark.parametrize(
    "rows",
    [ROWS, tuple(ROWS), [], iter(ROWS), COLUMNS, Table()],
    ids=lambda rows: type(rows).__name__,
)
def test_what_is_no_frame_is_left_alone(rows: Any) -> None:
    """Rows, columns by name, and tables that do not say how."""
    assert rows is rows_of(rows)


def frame(rows: int = 2) -> Any:
    """Give a frame whose columns are no rows."""
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame({"at": [T0] * rows, "outcome": ["met"] * rows, "group": [None] * rows})


READERS: dict[str, Any] = {
    "from_rows": Timeline.from_rows,
    "from_changes": Timeline.from_changes,
    "check": lambda log: check(servicenow.INCIDENT, log),
    "check_priority": lambda log: check_priority(servicenow.MATRIX, log),
    "measure_many": lambda log: list(measure_many(GOLD, log, at=T0)),
    "steps": Steps.of,
}


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("rows", [2, 200_000])
def test_a_frame_in_the_place_of_something_else_gets_one_short_sentence(
    reader: str, rows: int
) -> None:
    """However many rows it has."""
    with pytest.raises(ItsmError) as refusal:
        READERS[reader](frame(rows))
    assert len(str(refusal.value)) < 300
    assert "; give " in str(refusal.value)


DOORS: dict[str, Any] = {
    "compliance": compliance,
    "columnar.compliance": columnar.compliance,
    "timelines": servicenow.timelines,
    "servicenow.steps": servicenow.steps,
    "audits": servicenow.audits,
    "task_slas": servicenow.task_slas,
    "xes.steps": xes.steps,
}


@pytest.mark.parametrize("door", DOORS)
def test_a_frame_that_is_not_collected_is_refused(door: str) -> None:
    """In the same words at every door, and before anybody asks it for its columns."""
    polars = pytest.importorskip("polars")
    with pytest.raises(BadValue, match="give a collected frame; collect it first"):
        DOORS[door](polars.LazyFrame(COLUMNS))


@pytest.mark.parametrize("reader", READERS)
def test_a_frame_that_is_not_collected_gets_one_short_sentence(reader: str) -> None:
    """Where no frame is read, too."""
    polars = pytest.importorskip("polars")
    with pytest.raises(ItsmError) as refusal:
        READERS[reader](polars.LazyFrame(COLUMNS))
    assert len(str(refusal.value)) < 300


def test_rows_of_compliance_may_be_a_frame() -> None:
    """Whose gaps are what is missing."""
    (tally,) = compliance(frame(), by="group").tallies
    assert ({"group": None}, 2) == (dict(tally.by), tally.met)
