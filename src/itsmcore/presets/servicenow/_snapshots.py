"""Timelines of a list of incidents, requested items or catalogue tasks, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from functools import partial
from typing import Any, Literal

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import Read
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets.servicenow._item_tables import APPROVALS
from itsmcore.presets.servicenow._models import INCIDENT
from itsmcore.presets.servicenow._requested_items import (
    CATALOG_TASK,
    ITEM_BESIDE,
    ITEM_COLUMNS,
    ITEM_STATES_SAID,
    REQUESTED_ITEM,
    TASK_BESIDE,
    TASK_COLUMNS,
    TASK_STATES_SAID,
    item_state,
)
from itsmcore.presets.servicenow._tables import CLOSE_CODES, HOLD_REASONS, OLD_STATES
from itsmcore.presets.servicenow._timelines import COLUMNS
from itsmcore.presets.servicenow._values import COUNTS, LEVELS, value_of
from itsmcore.timeline import Timeline

LIST_COLUMNS: FrozenDict[str, str] = COLUMNS | {
    "state": "state",
    "updated_at": "sys_updated_on",
}
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""
_NOT_LISTED = ("at",)

ListedTable = Literal["incident", "sc_req_item", "sc_task"]
"""The tables whose lists are read."""

_READS: Mapping[str, Read] = {name: partial(value_of, name) for name in (*LEVELS, *COUNTS)}


def _coded(meanings: Mapping[str, str]) -> Read:
    return lambda text: (meanings.get(text, text), None)


_PLACED = {name: LIST_COLUMNS[name] for name in ("number", "state", "opened_at", "updated_at")}
_TABLES: Mapping[str, TicketList] = {
    "incident": TicketList(
        INCIDENT,
        {fact: column for fact, column in LIST_COLUMNS.items() if fact not in _NOT_LISTED},
        states=OLD_STATES,
        reads={
            **_READS,
            "hold_reason": _coded(HOLD_REASONS),
            "resolution_code": _coded(CLOSE_CODES),
        },
    ),
    "sc_req_item": TicketList(
        REQUESTED_ITEM,
        {**_PLACED, **ITEM_COLUMNS},
        states=ITEM_STATES_SAID,
        beside=ITEM_BESIDE,
        reads={**_READS, "approval": _coded(APPROVALS.meanings)},
        place=item_state,
    ),
    "sc_task": TicketList(
        CATALOG_TASK,
        {**_PLACED, **TASK_COLUMNS},
        states=TASK_STATES_SAID,
        beside=TASK_BESIDE,
        reads=_READS,
    ),
}


def snapshots(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    table: ListedTable = "incident",
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str | tuple[str, str | None]] | None = None,
    format: str | None = None,
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read a list of records, one row for each, as `{number: Timeline}`.

    A row tells when a record was opened, resolved and closed, and what it is now. What it cannot
    tell is in each timeline's `flaws`, with what was wrong: when work stood still
    (`pauses_unknown`), since when it is in its state (`state_since_unknown`), and what its other
    values were before (`values_as_of_row`).

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas, polars
            or pyarrow.
        tz: the zone of times that have none: that of whoever made the list, by its IANA name or as
            a tzinfo.
        table: the table that was listed: incidents, requested items or catalogue tasks.
        columns: columns that differ from `LIST_COLUMNS`, and columns of further facts.
        states: further labels, such as those of another language, each with the state it stands
            for: `{"Gelöst": "resolved", "Wartet": ("on_hold", "caller")}`.
        format: how times are written, in the letters of `datetime.strptime`; by default found from
            all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such table, zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"number": "I1", "state": "Gelöst", "opened_at": "05.01.2026 09:00",
    ...      "resolved_at": "13.01.2026 10:30"},
    ... ], tz="Europe/Berlin", states={"Gelöst": "resolved"})
    >>> [(step.at.isoformat(), step.facts["state"]) for step in log["I1"]]
    [('2026-01-05T08:00:00+00:00', 'new'), ('2026-01-13T09:30:00+00:00', 'resolved')]
    >>> [flaw.code for flaw in log["I1"].flaws]
    ['pauses_unknown', 'values_as_of_row']
    """
    if not is_in(table, _TABLES):
        raise BadValue(
            field="table",
            value=table,
            expected=Phrase("presets.expected.one_of", names=", ".join(_TABLES)),
        )
    return _TABLES[table].snapshots(
        rows, tz=tz, columns=columns, states=states, format=format, absent=absent
    )
