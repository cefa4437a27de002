"""Steps in columns, of iTop's log of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from itsmcore.presets._reading import ABSENT
from itsmcore.presets._stated import HasStates
from itsmcore.presets.itop._changes import BIRTHS, CHANGE_COLUMNS, log_of

if TYPE_CHECKING:
    from itsmcore.columnar import Steps


def steps(
    rows: Any,
    *,
    tz: str | tzinfo,
    tickets: Iterable[Mapping[str, Any]] = (),
    of: str = "Incident",
    model: HasStates | None = None,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> Steps:
    """Read iTop's log of changes (`CMDBChangeOp`) as steps in columns.

    They are `Steps.of(timelines(…))` with the same flaws. A frame of texts and whole numbers, such
    as an Arrow table, is read column by column, each text once; tickets with a flaw are read row
    by row, and so is anything else. Needs the extra `itsmcore[columnar]`.

    Args:
        rows: a frame of pandas, polars or pyarrow, or rows as `timelines` takes them.
        tz: the zone of times that have none: that of the server.
        tickets: the tickets themselves, as `timelines` takes them.
        of: the class of tickets, such as `"UserRequest"`.
        model: what has the states; by default the lifecycle that ships.
        fields: facts that other fields become, beside those of `FIELDS`.
        states: further names of states, each with the state it stands for.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such class, zone or state.

    >>> steps([
    ...     {"objkey": "7", "date": "2026-01-05 10:30:00", "attcode": "status", "oldvalue": "new",
    ...      "newvalue": "assigned"},
    ... ], tickets=[{"id": "7", "ref": "I-000007", "start_date": "2026-01-05 10:00:00"}],
    ...     tz="Europe/Paris")
    <Steps 2 of 1 case: state, phase>
    """
    from itsmcore.presets._history_columns import steps_of  # noqa: PLC0415 (it needs numpy)

    log = log_of(tickets, of, model, fields, states, tz, format, absent)
    return steps_of(log, rows, CHANGE_COLUMNS, births=BIRTHS, only={"objclass": of})
