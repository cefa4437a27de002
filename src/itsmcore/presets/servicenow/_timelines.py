"""Timelines of an export with one row for every update of an incident."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

import attrs

from itsmcore.fields import as_mapping, as_text, as_texts
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Phase
from itsmcore.phrase import Phrase
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
from itsmcore.presets._stated import StateWords
from itsmcore.presets.servicenow._models import INCIDENT
from itsmcore.presets.servicenow._tables import OLD_STATES
from itsmcore.presets.servicenow._values import value_of
from itsmcore.shown import brief, shown, written
from itsmcore.timeline import Flaw, Step, Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "number",
        "at": "sys_updated_on",
        "opened_at": "opened_at",
        "state": "incident_state",
        "hold_reason": "hold_reason",
        "impact": "impact",
        "urgency": "urgency",
        "priority": "priority",
        "summary": "short_description",
        "category": "category",
        "subcategory": "subcategory",
        "group": "assignment_group",
        "assignee": "assigned_to",
        "caller": "caller_id",
        "channel": "contact_type",
        "location": "location",
        "service": "business_service",
        "configuration_item": "cmdb_ci",
        "reassignment_count": "reassignment_count",
        "reopen_count": "reopen_count",
        "resolved_at": "resolved_at",
        "closed_at": "closed_at",
        "resolution_code": "close_code",
        "resolved_by": "resolved_by",
    }
)
"""The fact that each column of an export becomes; `number`, `at` and `state` are required."""

REQUIRED = ("number", "at", "state")
_PLACED = frozenset({"number", "at", "opened_at", "state"})
BACK_FILLED = frozenset({"resolved_at", "closed_at", "resolution_code", "resolved_by"})
INSTANTS = frozenset({"at", "opened_at", "resolved_at", "closed_at"})


def timelines(
    rows: Iterable[Mapping[str, Any]],
    *,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str | tuple[str, str | None]] | None = None,
    tz: str | tzinfo = "UTC",
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read the rows of an export, one for every update of an incident, as `{number: Timeline}`.

    Rows keep the order of the file. The first step is at `opened_at` unless that is later.
    `resolved_at`, `closed_at`, `resolution_code` and `resolved_by` hold an incident's final values
    on every row of such an export, so they are read from the closing row on. Dirty rows raise
    nothing: what was wrong, and how it was read, is in each timeline's `flaws`, with the row's
    position in the export.

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas, polars
            or pyarrow; they are read one by one, so that `rich.progress.track(rows)` or
            `tqdm.tqdm(rows)` shows how far it is. None, NaN, NaT, NA and empty texts are absent, as
            is whatever `absent` lists.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: further state labels, each with the state it stands for, such as
            `{"Aberto": "new", "Pendente": ("on_hold", "caller")}`.
        tz: the zone of times that have none, as a schedule takes it: by its IANA name, or one that
            has such a name or a fixed offset.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone, or no such state.

    >>> log = timelines([
    ...     {"number": "I1", "sys_updated_on": "2026-01-05 09:00:00", "incident_state": "New"},
    ...     {"number": "I1", "sys_updated_on": "2026-01-05 10:30:00", "incident_state": "Resolved"},
    ... ])
    >>> [(step.at.isoformat(), step.facts["state"]) for step in log["I1"]]
    [('2026-01-05T09:00:00+00:00', 'new'), ('2026-01-05T10:30:00+00:00', 'resolved')]
    """
    reader = reader_of(columns, states, tz, format, absent)
    for index, row in as_rows(rows):
        reader.read(index, row)
    return reader.timelines()


def reader_of(
    columns: Mapping[str, str] | None,
    states: Mapping[str, str | tuple[str, str | None]] | None,
    tz: str | tzinfo,
    format: str,
    absent: Iterable[str],
) -> Reader:
    """Make a reader of what a caller says of an export.

    Raises:
        BadValue: there is no such zone, or no such state.
    """
    words = StateWords.of(INCIDENT, OLD_STATES).also(states)
    others = (
        {}
        if columns is None
        else as_mapping(columns, "columns", Phrase("presets.expected.columns"))
    )
    placed = {
        **COLUMNS,
        **{as_text(fact, Phrase("presets.fact")): column for fact, column in others.items()},
    }
    return Reader(placed, words, as_zone(tz), as_format(format), as_texts(absent, "absent"))


@attrs.define
class _Case:
    """Gather the steps and flaws of one incident as its rows go by."""

    steps: list[Step] = attrs.field(factory=list)
    flaws: list[Flaw] = attrs.field(factory=list)
    has_ended: bool = False

    def timeline(self, states: Collection[str]) -> Timeline:
        return Timeline(self.steps, tuple(self.flaws), states=states)


class Reader:
    """Turn rows into the steps of their cases; each distinct text is interpreted once."""

    def __init__(
        self,
        columns: Mapping[str, str],
        words: StateWords,
        zone: tzinfo,
        format: str,
        absent: Collection[str],
    ) -> None:
        self.columns = columns
        self.words = words
        self.facts = [name for name in columns if name not in _PLACED]
        self.zone = zone
        self.format = format
        self.absent = absent
        self.cases: dict[str, _Case] = {}
        self.known: dict[tuple[str, Any], tuple[Any, str | None]] = {}

    def timelines(self) -> dict[str, Timeline]:
        """Return what was read of each case."""
        return {number: case.timeline(self.words.names) for number, case in self.cases.items()}

    def read(self, index: int, row: Mapping[str, Any]) -> None:
        """Read a row, which is at a place in the export.

        Raises:
            BadRow: a required column is missing.
        """
        check_columns(index, row, self.columns, REQUIRED)
        case = self._case(index, row)
        facts = self._state(index, case, row)
        case.has_ended = case.has_ended or facts["phase"] in (Phase.CLOSED, Phase.CANCELLED)
        for name in self.facts:
            if case.has_ended or name not in BACK_FILLED:
                value = self._value(index, case, name, row)
                if value is not None:
                    facts[name] = value
        at = self._instant(index, case, row)
        if at is not None:
            case.steps.append(Step(at, None, facts))

    def _case(self, index: int, row: Mapping[str, Any]) -> _Case:
        number = row[self.columns["number"]]
        if not self.is_absent(number):
            return self.cases.setdefault(text_of(number), _Case())
        case = self.cases.setdefault("", _Case())
        words = Phrase("presets.timelines.row_number_read")
        case.flaws.append(Flaw(index, "no_number", words))
        return case

    def is_absent(self, raw: Any) -> bool:
        """Return whether a value of the export stands for none."""
        return is_nothing(raw, self.absent)

    def _state(self, index: int, case: _Case, row: Mapping[str, Any]) -> dict[str, Any]:
        told = row[self.columns["state"]]
        if self.is_absent(told):
            case.flaws.append(Flaw(index, "no_state", Phrase("presets.flaw.no_state")))
            return {"state": None, "phase": None}
        name, state, reason = self.words.read(told)
        if state is None:
            why = Phrase("presets.flaw.unknown_state", name=shown(name))
            case.flaws.append(Flaw(index, "unknown_state", why))
            return {"state": name, "phase": None}
        waiting = {} if reason is None else {"hold_reason": reason}
        return {"state": name, "phase": state.phase, **waiting}

    def _instant(self, index: int, case: _Case, row: Mapping[str, Any]) -> datetime | None:
        at = self._value(index, case, "at", row)
        if not case.steps:
            opened = self._value(index, case, "opened_at", row)
            if opened is not None and (at is None or opened <= at):
                return opened  # type: ignore[no-any-return]
        elif at is None:
            return case.steps[-1].at
        elif at < case.steps[-1].at:
            words = Phrase("presets.timelines.lies_before_read", at=at, at_2=case.steps[-1].at)
            case.flaws.append(Flaw(index, "backward", words))
            return case.steps[-1].at
        return at  # type: ignore[no-any-return]

    def _value(self, index: int, case: _Case, name: str, row: Mapping[str, Any]) -> Any:
        raw = row.get(self.columns[name])
        if self.is_absent(raw):
            if name == "at":
                words = (
                    Phrase("presets.timelines.row_time_read")
                    if case.steps
                    else Phrase("presets.timelines.row_time_none")
                )
                case.flaws.append(Flaw(index, "no_time", words))
            return None
        try:
            known = self.known.get((name, raw))
            if known is None:
                known = self.known[name, raw] = self._understood(name, raw)
        except Exception:
            known = self._understood(name, raw)
        value, flaw = known
        if flaw is not None:
            read = (
                Phrase("presets.could_not_be_read")
                if value is None
                else Phrase("presets.timelines.read", value=brief(written(value)))
            )
            case.flaws.append(Flaw(index, flaw, f"{name} {shown(raw)} {read}"))
        return value

    def _understood(self, name: str, raw: Any) -> tuple[Any, str | None]:
        """Return the value of a text, and the code of what is wrong with it."""
        if name in INSTANTS:
            return instant_of(raw, self.format, self.zone)
        return value_of(name, raw)
