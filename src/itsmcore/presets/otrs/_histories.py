"""Timelines of the history of changes and work orders, one row for each change of a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, clock_of, fields_of
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.otrs._tables import KINDS
from itsmcore.timeline import Timeline

HISTORY_COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "at": "CreateTime",
        "field": "Fieldname",
        "old": "ContentOld",
        "new": "ContentNew",
        "order": "HistoryEntryID",
    }
)
"""The column of each part of a row, beside `ChangeID` or `WorkOrderID`; `order` may be missing."""

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "ChangeStateID": "state",
        "ChangeState": "state",
        "WorkOrderStateID": "state",
        "WorkOrderState": "state",
        "ChangeTitle": "summary",
        "WorkOrderTitle": "summary",
        "ChangeManagerID": "manager",
        "ChangeBuilderID": "builder",
        "WorkOrderAgentID": "assignee",
        "PlannedStartTime": "planned_start",
        "PlannedEndTime": "planned_end",
    }
)
"""The fact that each field becomes; those that are not in it are left out."""


def timelines(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    states: Mapping[str, str] | None = None,
    tickets: Iterable[Mapping[str, Any]] = (),
    of: str = "Change",
    model: HasStates | None = None,
    fields: Mapping[str, str] | None = None,
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read the history of changes, or of their work orders, as `{number: Timeline}`.

    The history writes the numbers of states, which differ between installations: `states` says what
    they are. Dirty rows raise nothing: what was wrong, and how it was read, is in each timeline's
    `flaws`, with the row's position.

    Args:
        rows: mappings by the names that `ChangeHistoryGet` gives, or a frame.
        tz: the zone of times that have none: that of the server.
        states: the numbers of states in the general catalogue, each with the state it stands for.
        tickets: the changes or work orders themselves, with `ChangeID` and `ChangeNumber`, or
            `WorkOrderID` and `WorkOrderNumber`, and `CreateTime`.
        of: `"Change"`, or `"WorkOrder"`.
        model: what has the states; by default the lifecycle that ships.
        fields: facts that other fields become, beside those of `FIELDS`.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such kind, zone or state.

    >>> log = timelines([
    ...     {"ChangeID": 7, "HistoryType": "ChangeAdd", "Fieldname": "", "ContentOld": "",
    ...      "ContentNew": "7", "CreateTime": "2026-01-05 10:00:00"},
    ...     {"ChangeID": 7, "HistoryType": "ChangeUpdate", "Fieldname": "ChangeStateID",
    ...      "ContentOld": "81", "ContentNew": "84", "CreateTime": "2026-01-05 10:30:00"},
    ... ], tz="Europe/Berlin", states={"81": "requested", "84": "in progress"})
    >>> [(f"{step.at:%H:%M}", step.facts["state"]) for step in log["7"]]
    [('09:00', 'requested'), ('09:30', 'in progress')]
    """
    log = log_of(tickets, of, model, fields, states, tz, format, absent)
    log.read(rows, columns_of(of), births=births_of(of))
    return log.timelines()


def log_of(
    tickets: Iterable[Mapping[str, Any]],
    of: str,
    model: HasStates | None,
    fields: Mapping[str, str] | None,
    states: Mapping[str, str] | None,
    tz: str | tzinfo,
    format: str,
    absent: Iterable[str],
) -> Histories:
    """Make a log of what a caller says, with the changes or work orders in it.

    Raises:
        BadValue: there is no such kind, zone or state.
    """
    if not is_in(of, KINDS):
        raise BadValue(
            field="of",
            value=of,
            expected=Phrase("presets.expected.one_of", names=", ".join(KINDS)),
        )
    log = Histories(
        words=StateWords.of(KINDS[of] if model is None else model, states),
        fields={
            field: fact for field, fact in fields_of(FIELDS, fields).items() if _is_of(field, of)
        },
        reads={},
        clock=clock_of(tz, format),
        absent=absent,
    )
    log.read_tickets(tickets, key=f"{of}ID", number=f"{of}Number", opened_at="CreateTime")
    return log


def columns_of(of: str) -> dict[str, str]:
    """Return the column of each part of a row."""
    return {**HISTORY_COLUMNS, "record": f"{of}ID"}


def births_of(of: str) -> tuple[str, str]:
    """Return what a row says by which a change or work order began."""
    return "HistoryType", f"{of}Add"


def _is_of(field: str, of: str) -> bool:
    """Return whether a field is one of a kind: others name it after another."""
    return not any(field.startswith(kind) for kind in KINDS if kind != of)
