"""Timelines of the audit table `sys_audit`, one row for each change of a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import Any, Literal, NamedTuple

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping, as_text, as_texts, is_in
from itsmcore.frozen import FrozenDict
from itsmcore.presets._chains import gap, once
from itsmcore.presets._reading import (
    ABSENT,
    as_format,
    as_rows,
    as_zone,
    check_columns,
    instant_of,
    is_nothing,
    text_of,
)
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
from itsmcore.presets.servicenow._values import CODED, count_of, value_of
from itsmcore.shown import shown
from itsmcore.timeline import Flaw, Step, Timeline

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
_RECORDS = "rows of the table that was audited, such as csv.DictReader gives, or a frame"
_REQUIRED = ("record", "at", "field", "old", "new")
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
    if not is_in(table, _TABLES):
        raise BadValue(field="table", value=table, expected=f"one of {', '.join(_TABLES)}")
    known = _TABLES[table]
    audit = _Audit(
        table=table,
        known=known,
        words=known.words.also(states),
        fields={**known.fields, **_texts(fields, "fields")},
        names=_texts(names, "names"),
        columns=_columns(columns),
        zone=as_zone(tz),
        format=as_format(format),
        absent=as_texts(absent, "absent"),
    )
    for index, record in as_rows(records, _RECORDS, field="records"):
        audit.open(index, record)
    for index, row in as_rows(rows):
        check_columns(index, row, audit.columns, _REQUIRED)
        audit.read(index, row)
    return {number: case.timeline() for number, case in audit.numbered()}


def _texts(given: Mapping[str, str] | None, field: str) -> dict[str, str]:
    several = {} if given is None else as_mapping(given, field, "a mapping from texts to texts")
    return {as_text(key, field): as_text(value, field) for key, value in several.items()}


def _columns(given: Mapping[str, str] | None) -> dict[str, str]:
    others = _texts(given, "columns")
    for part in others:
        if part not in AUDIT_COLUMNS:
            expected = f"a column for {', '.join(AUDIT_COLUMNS)}"
            raise BadValue(field="columns", value=part, expected=expected)
    return {**AUDIT_COLUMNS, **others}


@attrs.frozen
class _Change:
    """One row that counts."""

    at: datetime
    update: int
    index: int
    fact: str
    old: Any
    new: Any


@attrs.define(kw_only=True)
class _Audit:
    """Gather the changes of each record as the rows go by."""

    table: str
    known: _Known
    words: StateWords
    fields: Mapping[str, str]
    names: Mapping[str, str]
    columns: Mapping[str, str]
    zone: tzinfo
    format: str
    absent: tuple[str, ...]
    cases: dict[str, _Case] = attrs.field(factory=dict)

    def open(self, index: int, record: Mapping[str, Any]) -> None:
        """Take what the row of a record itself tells."""
        id = self.told(record.get("sys_id"))
        key = f"record {index}" if id is None or id in self.cases else id
        case = self.cases[key] = _Case(self, index, self.told(record.get("number")))
        if id is None or key != id:
            words = f"the record's sys_id is {shown(id)}; its changes are not read"
            case.flaw(index, "no_changes", words)
        if case.number is None:
            case.flaw(index, "no_number", f"the record has no number; read as {shown(key)}")
        opened = next(filter(None, map(record.get, ("opened_at", "sys_created_on"))), None)
        case.opened = case.instant(index, opened, "the record's opening")
        for field, fact in self.fields.items():
            if self.told(record.get(field)) is not None:
                case.facts[fact] = case.value(index, fact, record[field])
                case.facts |= self.beside(fact, record[field])

    def read(self, index: int, row: Mapping[str, Any]) -> None:
        """Take one row of the audit."""
        part = {name: self.told(row.get(column)) for name, column in self.columns.items()}
        fact = self.fields.get(part["field"] or "")
        if fact is None or part["table"] not in (None, self.table):
            return
        id = part["record"] or ""
        case = self.cases.setdefault(id, _Case(self, index, None))
        if not id:
            words = "the row names no record; read with all others that name none"
            case.flaw(index, "no_number", words)
        at = case.instant(index, row[self.columns["at"]], "the change")
        if at is not None:
            old, new = (case.value(index, fact, part[name]) for name in ("old", "new"))
            update = count_of(part["update"] or "") or 0
            case.changes.append(_Change(at, update, index, fact, old, new))
            before, after = (self.beside(fact, part[name]) for name in ("old", "new"))
            for name in before:
                case.changes.append(_Change(at, update, index, name, before[name], after[name]))

    def beside(self, fact: str, raw: Any) -> dict[str, str | None]:
        """Return what the word for a state tells besides the state."""
        if fact != "state" or self.known.beside is None:
            return {}
        return {self.known.beside: self.words.read(self.told(raw) or "")[2]}

    def told(self, raw: Any) -> str | None:
        """Return the text of a cell; None where that is nothing."""
        return None if is_nothing(raw, self.absent) else text_of(raw)

    def numbered(self) -> Iterable[tuple[str, _Case]]:
        """Yield each case by its number, or by its `sys_id` where it has none or another has it."""
        taken: set[str] = set()
        for key, case in self.cases.items():
            number = key if case.number is None else case.number
            if number in taken:
                words = f"{shown(number)} was there before; read beside it"
                case.flaw(case.index, "same_number", words)
                number = f"{number} ({key})"
            taken.add(number)
            yield number, case


def _is_insert(first: Step, second: Step) -> bool:
    return first.facts["state"] is None and second.facts["state"] is not None


@attrs.define
class _Case:
    """One record, and what was wrong with its rows."""

    audit: _Audit
    index: int
    number: str | None
    opened: datetime | None = None
    facts: dict[str, Any] = attrs.field(factory=dict)
    changes: list[_Change] = attrs.field(factory=list)
    flaws: list[Flaw] = attrs.field(factory=list)
    unknown: set[str] = attrs.field(factory=set)

    def timeline(self) -> Timeline:
        """Return what was true when."""
        states = self.audit.words.names
        changes = [*once(sorted(self.changes, key=attrgetter("at", "update")), self.flaw)]
        opened = self.opened or (changes[0].at if changes else None)
        if opened is None:
            self.flaw(self.index, "no_time", "nothing says when it began; no step is read")
            return Timeline((), tuple(self.flaws), states=states)
        if self.opened is None:
            self.flaw(changes[0].index, "opening_unknown", "read as from its first change")
        rows = [
            (self.placed(change, opened), change.fact, change.old, change.new) for change in changes
        ]
        read = Timeline.from_changes(rows, opened_at=opened, facts=self.facts)
        gap(self.facts.get("state"), read[-1].facts.get("state"), self.index, self.flaw)
        flaws = (attrs.evolve(flaw, index=changes[flaw.index].index) for flaw in read.flaws)
        steps = [attrs.evolve(step, facts=self.phased(step.facts)) for step in read]
        if len(steps) > 1 and _is_insert(*steps[:2]):
            steps[:2] = [attrs.evolve(steps[1], at=opened)]  # its insert, and no change of it
        return Timeline(steps, (*self.flaws, *flaws), states=states)

    def placed(self, change: _Change, opened: datetime) -> datetime:
        if change.at < opened:
            words = f"{change.at} lies before {opened}, its opening; read as that instant"
            self.flaw(change.index, "backward", words)
        return max(change.at, opened)

    def phased(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the facts of a step with its state and the phase of that."""
        name, words = facts.get("state"), self.audit.words.known
        if isinstance(name, str) and name in words:
            state = words[self.audit.known.place(name, facts)][0]
            return {**facts, "state": state.name, "phase": state.phase}
        return {**facts, "state": name, "phase": None}

    def value(self, index: int, fact: str, raw: Any) -> Any:
        """Return what a value of a field is here."""
        text = self.audit.told(raw)
        if text is None:
            return None
        if fact == "state":
            return self.state(index, text)
        if fact in _INSTANTS:
            return self.instant(index, text, fact)
        value, code = value_of(fact, self.audit.names.get(text, text), self.audit.known.codes)
        if code is not None:
            self.flaw(index, code, f"{fact} {shown(text)} was read as it is")
        return value

    def state(self, index: int, text: str) -> str:
        name, state, _ = self.audit.words.read(text)
        if state is None and name not in self.unknown:
            self.unknown.add(name)
            self.flaw(index, "unknown_state", f"{shown(name)} is no state; its phase is unknown")
        return name

    def instant(self, index: int, raw: Any, what: str) -> datetime | None:
        if is_nothing(raw, self.audit.absent):
            self.flaw(index, "no_time", f"the time of {what} is not there; left out")
            return None
        at, code = instant_of(raw, self.audit.format, self.audit.zone)
        if code is not None:
            read = "left out" if at is None else f"read as {at}"
            self.flaw(index, code, f"the time of {what} is {shown(raw)}; {read}")
        return at

    def flaw(self, index: int, code: str, words: str) -> None:
        """Note what is wrong."""
        self.flaws.append(Flaw(index, code, words))
