"""Steps in columns, of the audit table `sys_audit`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from itsmcore.presets._reading import ABSENT
from itsmcore.presets.servicenow._audits import AuditedTable, columns_of, log_of

if TYPE_CHECKING:
    from itsmcore.columnar import Steps


def audit_steps(
    rows: Any,
    *,
    records: Iterable[Mapping[str, Any]] = (),
    table: AuditedTable = "incident",
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    tz: str | tzinfo = "UTC",
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> Steps:
    """Read rows of `sys_audit`, one for each change of a field, as steps in columns.

    They are `Steps.of(audits(…))` with the same flaws. A frame of texts, such as an Arrow table, is
    read column by column, each text once; records with a flaw are read row by row, and so are
    requested items and catalog tasks, and anything else. Needs the extra `itsmcore[columnar]`.

    Args:
        rows: a frame of pandas, polars or pyarrow, or rows as `audits` takes them.
        records: the rows of the table itself, as `audits` takes them.
        table: the table that was audited, which says what the codes of states mean.
        fields: facts that other fields become, beside those of `AUDIT_FIELDS`.
        states: further codes and labels, each with the state it stands for.
        names: what a `sys_id` that a field refers to is called, such as that of a group.
        columns: columns that differ from `AUDIT_COLUMNS`.
        tz: the zone of times that have none; the table stores UTC.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such table, zone, state or column.

    >>> audit_steps([
    ...     {"documentkey": "9d38", "fieldname": "state", "oldvalue": "1", "newvalue": "6",
    ...      "sys_created_on": "2026-01-05 10:30:00"},
    ... ], records=[{"sys_id": "9d38", "number": "I1", "opened_at": "2026-01-05 09:00:00"}])
    <Steps 2 of 1 case: state, phase>
    """
    from itsmcore.presets._history_columns import steps_of  # noqa: PLC0415 (it needs numpy)

    log = log_of(records, table, fields, states, names, tz, format, absent)
    placed = columns_of(columns)
    return steps_of(log, rows, placed, only={placed["table"]: table})
