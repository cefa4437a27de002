"""Steps in columns, of the table `glpi_logs`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from itsmcore.presets._reading import ABSENT
from itsmcore.presets._stated import HasStates
from itsmcore.presets.glpi._logs import BIRTHS, LOG_COLUMNS, log_of

if TYPE_CHECKING:
    from itsmcore.columnar import Steps


def steps(
    rows: Any,
    *,
    tz: str | tzinfo,
    tickets: Iterable[Mapping[str, Any]] = (),
    of: str = "Ticket",
    model: HasStates | None = None,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> Steps:
    """Read rows of `glpi_logs`, one for each change of a field, as steps in columns.

    They are `Steps.of(timelines(…))` with the same flaws. A frame of texts and whole numbers, such
    as an Arrow table, is read column by column, each text once; tickets with a flaw are read row
    by row, and so is anything else. Needs the extra `itsmcore[columnar]`.

    Args:
        rows: a frame of pandas, polars or pyarrow, or rows as `timelines` takes them.
        tz: the zone of times that have none: that of the server.
        tickets: the rows of the table itself, as `timelines` takes them.
        of: the type, `"Ticket"`, `"Problem"` or `"Change"`.
        model: what has the states; by default the lifecycle that ships.
        fields: facts that other fields become, beside those of `FIELDS`.
        states: further labels of statuses, each with the state it stands for.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such type, zone or state.

    >>> steps([
    ...     {"items_id": 7, "date_mod": "2026-01-05 10:30:00", "id_search_option": 12,
    ...      "old_value": "1", "new_value": "2"},
    ... ], tickets=[{"id": 7, "date": "2026-01-05 10:00:00"}], tz="Europe/Paris")
    <Steps 2 of 1 case: state, phase>
    """
    from itsmcore.presets._history_columns import steps_of  # noqa: PLC0415 (it needs numpy)

    log = log_of(tickets, of, model, fields, states, tz, format, absent)
    return steps_of(log, rows, LOG_COLUMNS, births=BIRTHS, only={"itemtype": of})
