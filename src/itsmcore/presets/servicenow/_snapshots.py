"""Timelines of a list of incidents, requested items or catalogue tasks, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from functools import partial
from typing import Any, Literal, NamedTuple

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import Read, TicketList
from itsmcore.presets._stated import Place, StateWords, as_it_says
from itsmcore.presets.servicenow._item_tables import APPROVALS
from itsmcore.presets.servicenow._models import INCIDENT
from itsmcore.presets.servicenow._requested_items import (
    ITEM_BESIDE,
    ITEM_COLUMNS,
    ITEM_WORDS,
    TASK_BESIDE,
    TASK_COLUMNS,
    TASK_WORDS,
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


class _Listed(NamedTuple):
    """What is known of the list of a table.

    Attributes:
        words: its states.
        columns: the facts of its columns.
        reads: how they are understood.
        beside: the fact that a word for a state tells besides the state.
        place: the state that a row is in, by its other facts.
    """

    words: StateWords
    columns: Mapping[str, str]
    reads: Mapping[str, Read]
    beside: str = "hold_reason"
    place: Place = as_it_says


_PLACED = {name: LIST_COLUMNS[name] for name in ("number", "state", "opened_at", "updated_at")}
_TABLES: Mapping[str, _Listed] = {
    "incident": _Listed(
        StateWords.of(INCIDENT, OLD_STATES),
        {fact: column for fact, column in LIST_COLUMNS.items() if fact not in _NOT_LISTED},
        {
            **_READS,
            "hold_reason": _coded(HOLD_REASONS),
            "resolution_code": _coded(CLOSE_CODES),
        },
    ),
    "sc_req_item": _Listed(
        ITEM_WORDS,
        {**_PLACED, **ITEM_COLUMNS},
        {**_READS, "approval": _coded(APPROVALS.meanings)},
        ITEM_BESIDE,
        item_state,
    ),
    "sc_task": _Listed(TASK_WORDS, {**_PLACED, **TASK_COLUMNS}, _READS, TASK_BESIDE),
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
    known = _TABLES[table]
    reading = TicketList.of(
        known.columns,
        known.words.also(states),
        known.reads,
        further=columns,
        tz=tz,
        format=format,
        absent=absent,
        beside=known.beside,
        place=known.place,
    )
    return reading.timelines(rows)
