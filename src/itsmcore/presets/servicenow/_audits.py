"""Timelines of the audit table `sys_audit`, one row for each change of a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from functools import partial
from typing import Any, Literal, NamedTuple

from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping, as_text, is_in
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, clock_of
from itsmcore.presets._reading import ABSENT, as_rows
from itsmcore.presets._stated import Place, StateWords, as_it_says
from itsmcore.presets.servicenow._item_tables import APPROVALS
from itsmcore.presets.servicenow._lifecycles import REQUEST
from itsmcore.presets.servicenow._models import CHANGE_TASK, INCIDENT, NORMAL_CHANGE, PROBLEM
from itsmcore.presets.servicenow._requested_items import (
    ITEM_BESIDE,
    ITEM_COLUMNS,
    ITEM_WORDS,
    TASK_BESIDE,
    TASK_COLUMNS,
    TASK_WORDS,
    item_state,
)
from itsmcore.presets.servicenow._tables import CODES
from itsmcore.presets.servicenow._timelines import COLUMNS
from itsmcore.presets.servicenow._values import CODED, value_of
from itsmcore.shown import shown
from itsmcore.timeline import Timeline

AUDIT_COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "record": "documentkey",
        "table": "tablename",
        "at": "sys_created_on",
        "field": "fieldname",
        "old": "oldvalue",
        "new": "newvalue",
        "update": "record_checkpoint",
    }
)
"""The column of each part of an audit row; all but `table` and `update` are required."""

_APART = ("number", "at", "opened_at", "state")
_FIELDS: Mapping[str, str] = {
    **{field: fact for fact, field in COLUMNS.items() if fact not in _APART},
    "close_notes": "resolution_notes",
}
AUDIT_FIELDS: FrozenDict[str, str] = FrozenDict({"state": "state", **_FIELDS})
"""The fact that each field of an incident becomes; those that are not in it are left out."""

AuditedTable = Literal[
    "incident",
    "problem",
    "change_request",
    "change_task",
    "sc_request",
    "sc_req_item",
    "sc_task",
]
"""The tables whose states are known here."""


class _Known(NamedTuple):
    """What is known of a table.

    Attributes:
        words: its states.
        fields: the facts of its fields.
        codes: what those store.
        beside: the fact that a word for a state tells besides the state.
        place: the state that it is in, by what its field says and by its other facts.
    """

    words: StateWords
    fields: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    beside: str | None = None
    place: Place = as_it_says


def _fields(columns: Mapping[str, str]) -> Mapping[str, str]:
    return {"state": "state", **{field: fact for fact, field in columns.items()}}


_CODED = {table.field: table.meanings for table in CODES}
_TABLES: Mapping[str, _Known] = {
    "incident": _Known(StateWords.of(INCIDENT), AUDIT_FIELDS, CODED),
    "problem": _Known(
        StateWords.of(PROBLEM),
        AUDIT_FIELDS | {"resolution_code": "resolution_code", "cause_notes": "cause"},
        {"resolution_code": _CODED["problem.resolution_code"]},
    ),
    "change_request": _Known(
        StateWords.of(NORMAL_CHANGE),
        AUDIT_FIELDS | {"close_code": "outcome"},
        {"outcome": _CODED["change.outcome"]},
    ),
    "change_task": _Known(StateWords.of(CHANGE_TASK), AUDIT_FIELDS, {}),
    "sc_request": _Known(StateWords.of(REQUEST), {"request_state": "state", **_FIELDS}, {}),
    "sc_req_item": _Known(
        ITEM_WORDS,
        _fields(ITEM_COLUMNS),
        {"approval": APPROVALS.meanings},
        ITEM_BESIDE,
        item_state,
    ),
    "sc_task": _Known(TASK_WORDS, _fields(TASK_COLUMNS), {}, TASK_BESIDE),
}
_RECORDS = Phrase("presets.expected.audited")
_INSTANTS = frozenset({"resolved_at", "closed_at"})


def audits(
    rows: Iterable[Mapping[str, Any]],
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
) -> dict[str, Timeline]:
    """Read rows of `sys_audit`, one for each change of a field, as `{number: Timeline}`.

    Changes are put in order of time, and those of one instant in that of their updates. Rows of
    other tables are left out, and so are fields that become no fact. Dirty rows raise nothing: what
    was wrong, and how it was read, is in each timeline's `flaws`, with the row's position.

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas, polars
            or pyarrow.
        records: the rows of the table itself, with `sys_id`, `number`, `opened_at` and whatever
            else: an audit row knows a record by its `sys_id` alone, and says nothing of fields that
            never changed. Without them a timeline has that for its number, and begins with the
            first change.
        table: the table that was audited, which says what the codes of states mean.
        fields: facts that other fields become, beside those of `AUDIT_FIELDS`, such as
            `{"u_site": "site"}`.
        states: further codes and labels, each with the state it stands for, such as `{"9": "new"}`.
        names: what a `sys_id` that a field refers to is called, such as that of a group.
        columns: columns that differ from `AUDIT_COLUMNS`.
        tz: the zone of times that have none; the table stores UTC.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such table, zone, state or column.

    >>> log = audits([
    ...     {"documentkey": "9d38", "fieldname": "state", "oldvalue": "1", "newvalue": "6",
    ...      "sys_created_on": "2026-01-05 10:30:00"},
    ... ], records=[{"sys_id": "9d38", "number": "I1", "opened_at": "2026-01-05 09:00:00"}])
    >>> [(step.at.isoformat(), step.facts["state"]) for step in log["I1"]]
    [('2026-01-05T09:00:00+00:00', 'new'), ('2026-01-05T10:30:00+00:00', 'resolved')]
    """
    log = log_of(records, table, fields, states, names, tz, format, absent)
    placed = columns_of(columns)
    log.read(rows, placed, only={placed["table"]: table})
    return log.timelines()


def log_of(
    records: Iterable[Mapping[str, Any]],
    table: str,
    fields: Mapping[str, str] | None,
    states: Mapping[str, str] | None,
    names: Mapping[str, str] | None,
    tz: str | tzinfo,
    format: str,
    absent: Iterable[str],
) -> Histories:
    """Make a log of what a caller says, with the records in it.

    Raises:
        BadValue: there is no such table, zone or state.
    """
    if not is_in(table, _TABLES):
        raise BadValue(
            field="table",
            value=table,
            expected=Phrase("presets.expected.one_of", names=", ".join(_TABLES)),
        )
    known, named = _TABLES[table], _texts(names, "names")
    became = {**known.fields, **_texts(fields, "fields")}
    clock = clock_of(tz, format)
    log = Histories(
        words=known.words.also(states),
        fields=became,
        reads={
            fact: clock if fact in _INSTANTS else partial(_read, fact, named, known.codes)
            for fact in became.values()
        },
        clock=clock,
        absent=absent,
        beside=known.beside,
        place=known.place,
        called="record",
    )
    for index, record in as_rows(records, _RECORDS, field="records"):
        opened = next(filter(None, map(record.get, ("opened_at", "sys_created_on"))), None)
        key = log.open(index, record.get("sys_id"), record.get("number"), opened, record)
        if log.text(record.get("number")) is None:
            words = Phrase("presets.audits.record_number_read", key=shown(key))
            log.cases[key].flaw(index, "no_number", words)
    return log


def _read(
    fact: str, names: Mapping[str, str], codes: Mapping[str, Mapping[str, str]], text: str
) -> tuple[Any, str | None]:
    """Return what a text is here: what a `sys_id` is called, a level, a count, or a code."""
    return value_of(fact, names.get(text, text), codes)


def _texts(given: Mapping[str, str] | None, field: str) -> dict[str, str]:
    several = (
        {}
        if given is None
        else as_mapping(given, field, Phrase("presets.audits.mapping_texts_texts"))
    )
    return {as_text(key, field): as_text(value, field) for key, value in several.items()}


def columns_of(given: Mapping[str, str] | None) -> dict[str, str]:
    """Return the column of each part of a row.

    Raises:
        BadValue: a part is none.
    """
    others = _texts(given, "columns")
    for part in others:
        if part not in AUDIT_COLUMNS:
            expected = Phrase("presets.expected.column_for", names=", ".join(AUDIT_COLUMNS))
            raise BadValue(field="columns", value=part, expected=expected)
    placed = {**AUDIT_COLUMNS, **others}
    return placed | {"order": placed["update"]}
