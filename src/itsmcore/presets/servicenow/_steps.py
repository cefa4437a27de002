"""Steps in columns, of an export with one row for every update of an incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from itsmcore.presets._reading import ABSENT
from itsmcore.presets.servicenow._timelines import reader_of

if TYPE_CHECKING:
    from itsmcore.columnar import Steps


def steps(
    rows: Any,
    *,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str | tuple[str, str | None]] | None = None,
    tz: str | tzinfo = "UTC",
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> Steps:
    """Read an export, one row for every update of an incident, as steps in columns.

    They are `Steps.of(timelines(…))` with the same flaws. A frame of texts, such as an Arrow table,
    is read column by column, each text once; cases with a flaw are read row by row, and so is
    anything else. Needs the extra `itsmcore[columnar]`.

    Args:
        rows: a frame of pandas, polars or pyarrow, or rows as `timelines` takes them.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: further state labels, each with the state it stands for.
        tz: the zone of times that have none, as a schedule takes it.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone, or no such state.

    >>> steps([
    ...     {"number": "I1", "sys_updated_on": "2026-01-05 09:00:00", "incident_state": "New"},
    ...     {"number": "I1", "sys_updated_on": "2026-01-05 10:30:00", "incident_state": "Resolved"},
    ... ])
    <Steps 2 of 1 case: state, phase>
    """
    from itsmcore.presets.servicenow._columns import steps_of  # noqa: PLC0415 (it needs numpy)

    return steps_of(rows, reader_of(columns, states, tz, format, absent))
