"""Steps in columns, of the history of changes and work orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from itsmcore.presets._reading import ABSENT
from itsmcore.presets._stated import HasStates
from itsmcore.presets.otrs._histories import births_of, columns_of, log_of

if TYPE_CHECKING:
    from itsmcore.columnar import Steps


def steps(
    rows: Any,
    *,
    tz: str | tzinfo,
    tickets: Iterable[Mapping[str, Any]] = (),
    of: str = "Change",
    model: HasStates | None = None,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> Steps:
    """Read the history of changes, or of their work orders, as steps in columns.

    They are `Steps.of(timelines(…))` with the same flaws. A frame of texts and whole numbers, such
    as an Arrow table, is read column by column, each text once; those with a flaw are read row
    by row, and so is anything else. Needs the extra `itsmcore[columnar]`.

    Args:
        rows: a frame of pandas, polars or pyarrow, or rows as `timelines` takes them.
        tz: the zone of times that have none: that of the server.
        tickets: the changes or work orders themselves, as `timelines` takes them.
        of: `"Change"`, or `"WorkOrder"`.
        model: what has the states; by default the lifecycle that ships.
        fields: facts that other fields become, beside those of `FIELDS`.
        states: the numbers of states in the general catalogue, each with the state it stands for.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such kind, zone or state.

    >>> steps([
    ...     {"ChangeID": 7, "HistoryType": "ChangeAdd", "Fieldname": "", "ContentOld": "",
    ...      "ContentNew": "7", "CreateTime": "2026-01-05 10:00:00"},
    ...     {"ChangeID": 7, "HistoryType": "ChangeUpdate", "Fieldname": "ChangeStateID",
    ...      "ContentOld": "81", "ContentNew": "84", "CreateTime": "2026-01-05 10:30:00"},
    ... ], tz="Europe/Berlin", states={"81": "requested", "84": "in progress"})
    <Steps 2 of 1 case: state, phase>
    """
    from itsmcore.presets._history_columns import steps_of  # noqa: PLC0415 (it needs numpy)

    log = log_of(tickets, of, model, fields, states, tz, format, absent)
    return steps_of(log, rows, columns_of(of), births=births_of(of))
