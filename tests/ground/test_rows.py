"""Rows: a frame of whichever library gives its rows, and what is none is left as it is."""

from typing import Any

import pytest

from itsmcore.presets import servicenow
from itsmcore.rows import rows_of

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


@pytest.mark.parametrize("rows", [ROWS, tuple(ROWS), [], iter(ROWS), COLUMNS, Table()], ids=repr)
def test_what_is_no_frame_is_left_alone(rows: Any) -> None:
    """Rows, columns by name, and tables that do not say how."""
    assert rows is rows_of(rows)
