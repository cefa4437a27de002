"""ServiceNow: its incident model, and a reader of its exports.

Codes and labels are those of the product's documentation (ServiceNow/ServiceNowDocs, in markdown/
it-service-management: incident-management/c_IncidentManagementStateModel.md, def-prio-lookup-
rules.md) and of the Ansible collection servicenow.itsm (plugins/module_utils/incident.py). As
shipped, ServiceNow does not enforce transitions; the strict edges here are the convention that its
documentation draws, and `tests/presets/test_real_log.py` checks them against a real log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

import attrs

from itsmcore._faces import offer
from itsmcore.absent import is_absent
from itsmcore.conditions import field
from itsmcore.errors import BadInstant, BadRow, BadValue, Fault
from itsmcore.fields import as_items, as_mapping, as_text, as_texts, is_in
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT as DEFAULT
from itsmcore.incidents import MAJOR_INCIDENT, Closed, Held, HoldReason, ResolutionCode
from itsmcore.instant import utc
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.lifecycle import Guard, Lifecycle, Phase, Rule, State
from itsmcore.nearest import hint
from itsmcore.priority import PriorityMatrix
from itsmcore.rows import rows_of
from itsmcore.schedule._zone import zone as zone_named
from itsmcore.shown import brief, shown, written
from itsmcore.timeline import Flaw, Step, Timeline

__all__ = [
    "ABSENT",
    "CLOSE_CODES",
    "COLUMNS",
    "HOLD_REASONS",
    "IMPACTS",
    "INCIDENT",
    "INCIDENT_LENIENT",
    "MATRIX",
    "OLD_STATES",
    "PRIORITIES",
    "STATES",
    "URGENCIES",
    "timelines",
]

IMPACTS = (Impact("1", "High", 3), Impact("2", "Medium", 2), Impact("3", "Low", 1))
URGENCIES = (Urgency("1", "High", 3), Urgency("2", "Medium", 2), Urgency("3", "Low", 1))
PRIORITIES = (
    Priority("1", "Critical", 5),
    Priority("2", "High", 4),
    Priority("3", "Moderate", 3),
    Priority("4", "Low", 2),
    Priority("5", "Planning", 1),
)
MATRIX = PriorityMatrix(
    IMPACTS, URGENCIES, [[PRIORITIES[row + column] for column in range(3)] for row in range(3)]
)
"""The stock look-up of priority by impact and urgency."""

STATES = (
    State("new", phase=Phase.NEW, code="1", label="New"),
    State("in_progress", phase=Phase.ACTIVE, code="2", label="In Progress"),
    State("on_hold", phase=Phase.PENDING, code="3", label="On Hold"),
    State("resolved", phase=Phase.RESOLVED, code="6", label="Resolved"),
    State("closed", phase=Phase.CLOSED, code="7", label="Closed"),
    State("cancelled", phase=Phase.CANCELLED, code="8", label="Canceled"),
)

HOLD_REASONS: FrozenDict[str, str] = FrozenDict(
    {
        "1": HoldReason.CALLER,
        "3": HoldReason.PROBLEM,
        "4": HoldReason.VENDOR,
        "5": HoldReason.CHANGE,
        "Awaiting Caller": HoldReason.CALLER,
        "Awaiting Problem": HoldReason.PROBLEM,
        "Awaiting Vendor": HoldReason.VENDOR,
        "Awaiting Change": HoldReason.CHANGE,
    }
)
"""The codes and labels of the field `hold_reason`."""

CLOSE_CODES: FrozenDict[str, str] = FrozenDict(
    {
        "Duplicate": ResolutionCode.DUPLICATE,
        "Known error": ResolutionCode.KNOWN_ERROR,
        "Resolved by caller": ResolutionCode.RESOLVED_BY_CALLER,
        "Resolved by change": ResolutionCode.RESOLVED_BY_CHANGE,
        "Resolved by problem": ResolutionCode.RESOLVED_BY_PROBLEM,
        "Solution provided": ResolutionCode.SOLUTION_PROVIDED,
        "Workaround provided": ResolutionCode.WORKAROUND_PROVIDED,
        "User error": ResolutionCode.USER_ERROR,
    }
)
"""The labels of the field `close_code`."""

OLD_STATES: FrozenDict[str, tuple[str, str | None]] = FrozenDict(
    {
        "Active": ("in_progress", None),
        "Awaiting User Info": ("on_hold", HoldReason.CALLER),
        "Awaiting Problem": ("on_hold", HoldReason.PROBLEM),
        "Awaiting Vendor": ("on_hold", HoldReason.VENDOR),
        "Awaiting Change": ("on_hold", HoldReason.CHANGE),
        "Awaiting Evidence": ("on_hold", "evidence"),
    }
)
"""State labels of older releases, with the state and the hold reason they stand for."""

_COMMENT_FIRST = Guard(
    "an incident that waits for the caller carries a comment",
    ~field("event.reason").is_(HoldReason.CALLER) | field("event.note").is_set,
)

INCIDENT = (
    attrs.evolve(
        DEFAULT,
        name="servicenow.incident",
        lifecycle=Lifecycle("incident", states=STATES, rules=DEFAULT.lifecycle.rules),
        prioritiser=MATRIX,
        codes={**DEFAULT.codes, "resolution_code": tuple(CLOSE_CODES.values())},
    )
    .with_guards({Held: _COMMENT_FIRST})
    .with_needs({Closed: ("resolution_code", "resolution_notes")})
)
"""The strict model: on hold only from an open state, closed only from resolved, and final."""

INCIDENT_LENIENT = INCIDENT.extended(
    Rule(Held, source="resolved", target="on_hold", guards=(_COMMENT_FIRST,)),
    attrs.evolve(
        MAJOR_INCIDENT,
        rules=(*MAJOR_INCIDENT.rules, Rule(Held, source="reviewed", target="accepted")),
    ),
    without="major_incident",
    name="servicenow.incident_lenient",
)
"""The strict model, in which a resolved incident may be put on hold again.

A major incident that was already reviewed must then be reviewed again, as after reopening.
"""

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

_PLACED = frozenset({"number", "at", "opened_at", "state"})
_BACK_FILLED = frozenset({"resolved_at", "closed_at", "resolution_code", "resolved_by"})
_LEVELS: Mapping[str, tuple[Level, ...]] = {
    "impact": IMPACTS,
    "urgency": URGENCIES,
    "priority": PRIORITIES,
}
_COUNTS = frozenset({"reassignment_count", "reopen_count"})
_INSTANTS = frozenset({"at", "opened_at", "resolved_at", "closed_at"})
_CODES: Mapping[str, Mapping[str, str]] = {
    "hold_reason": HOLD_REASONS,
    "resolution_code": CLOSE_CODES,
}
ABSENT = ("?", "nan", "NaN", "NaT", "<NA>", "None")
"""What exports, and those who rewrote them, write for nothing, apart from nothing itself."""


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
            or pyarrow. None, NaN, NaT, NA and empty texts are absent, as is whatever `absent`
            lists.
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
    expected = "a mapping from labels to states"
    further = {} if states is None else as_mapping(states, "states", expected)
    labels = {**OLD_STATES, **{label: _label(state) for label, state in further.items()}}
    others = {} if columns is None else as_mapping(columns, "columns", "a mapping from facts")
    placed = {**COLUMNS, **{as_text(fact, "a fact"): column for fact, column in others.items()}}
    nothing = as_texts(absent, "absent")
    reader = _Reader(placed, labels, _zone(tz), _format(format), nothing)
    expected = "rows, such as csv.DictReader gives, or a frame"
    for index, row in enumerate(as_items(rows_of(rows), "rows", expected)):
        if not isinstance(row, Mapping):
            raise BadRow(index=index, why=f"is {shown(row)}", expected=f"give {expected}")
        reader.read(index, row)
    return {number: case.timeline() for number, case in reader.cases.items()}


_LONGEST_FORMAT = 200


def _format(written: str) -> str:
    format = as_text(written, "format")
    if len(format) > _LONGEST_FORMAT:
        expected = f"letters of datetime.strptime, {_LONGEST_FORMAT} at most"
        raise BadValue(field="format", value=format, expected=expected)
    return format


def _zone(name: str | tzinfo) -> tzinfo:
    try:
        return zone_named(name)
    except Fault:
        expected = "an IANA zone such as 'Europe/Lisbon'"
        raise BadValue(field="tz", value=name, expected=expected) from None


def _label(value: str | tuple[str, str | None]) -> tuple[str, str | None]:
    given: Any = value
    is_pair = isinstance(given, tuple | list) and len(given) == 2
    state, reason = given if is_pair else (given, None)
    if not is_in(state, _STATES):
        names = [known.name for known in STATES]
        raise BadValue(field="states", value=state, expected=f"one of {', '.join(names)}")
    return _STATES[state].name, reason


@attrs.define
class _Case:
    """Gather the steps and flaws of one incident as its rows go by."""

    steps: list[Step] = attrs.field(factory=list)
    flaws: list[Flaw] = attrs.field(factory=list)
    has_ended: bool = False

    def timeline(self) -> Timeline:
        return Timeline(self.steps, tuple(self.flaws), states=_NAMES)


class _Reader:
    """Turn rows into the steps of their cases; each distinct text is interpreted once."""

    def __init__(
        self,
        columns: Mapping[str, str],
        labels: Mapping[str, tuple[str, str | None]],
        zone: tzinfo,
        format: str,
        absent: Collection[str],
    ) -> None:
        self.columns = columns
        self.labels = labels
        self.facts = [name for name in columns if name not in _PLACED]
        self.zone = zone
        self.format = format
        self.absent = absent
        self.cases: dict[str, _Case] = {}
        self.known: dict[tuple[str, Any], tuple[Any, str | None]] = {}

    def read(self, index: int, row: Mapping[str, Any]) -> None:
        for name in ("number", "at", "state"):
            if not is_in(self.columns[name], row):
                column = self.columns[name]
                expected = f"{hint(column, row)}; name it with columns={{{shown(name)}: …}}"
                raise BadRow(index=index, why=f"has no column {shown(column)}", expected=expected)
        case = self._case(index, row)
        facts = self._state(index, case, row)
        case.has_ended = case.has_ended or facts["phase"] in (Phase.CLOSED, Phase.CANCELLED)
        for name in self.facts:
            if case.has_ended or name not in _BACK_FILLED:
                value = self._value(index, case, name, row)
                if value is not None:
                    facts[name] = value
        at = self._instant(index, case, row)
        if at is not None:
            case.steps.append(Step(at, None, facts))

    def _case(self, index: int, row: Mapping[str, Any]) -> _Case:
        number = row[self.columns["number"]]
        if not self._is_absent(number):
            return self.cases.setdefault(_text(number), _Case())
        case = self.cases.setdefault("", _Case())
        words = "the row has no number; read with all others that have none"
        case.flaws.append(Flaw(index, "no_number", words))
        return case

    def _is_absent(self, raw: Any) -> bool:
        return is_absent(raw) or (isinstance(raw, str) and raw in self.absent)

    def _state(self, index: int, case: _Case, row: Mapping[str, Any]) -> dict[str, Any]:
        told = row[self.columns["state"]]
        if self._is_absent(told):
            case.flaws.append(Flaw(index, "no_state", "the row has no state; its phase is unknown"))
            return {"state": None, "phase": None}
        raw = _text(told).strip()
        state = _STATES.get(raw)
        if state is not None:
            return {"state": state.name, "phase": state.phase}
        if raw in self.labels:
            name, reason = self.labels[raw]
            return {"state": name, "phase": _STATES[name].phase, "hold_reason": reason}
        case.flaws.append(
            Flaw(index, "unknown_state", f"{shown(raw)} is no state; its phase is unknown")
        )
        return {"state": raw, "phase": None}

    def _instant(self, index: int, case: _Case, row: Mapping[str, Any]) -> datetime | None:
        at = self._value(index, case, "at", row)
        if not case.steps:
            opened = self._value(index, case, "opened_at", row)
            if opened is not None and (at is None or opened <= at):
                return opened  # type: ignore[no-any-return]
        elif at is None:
            return case.steps[-1].at
        elif at < case.steps[-1].at:
            words = f"{at} lies before {case.steps[-1].at}; read as that instant"
            case.flaws.append(Flaw(index, "backward", words))
            return case.steps[-1].at
        return at  # type: ignore[no-any-return]

    def _value(self, index: int, case: _Case, name: str, row: Mapping[str, Any]) -> Any:
        raw = row.get(self.columns[name])
        if self._is_absent(raw):
            if name == "at":
                words = (
                    "the row has no time; read as the last one's"
                    if case.steps
                    else "the row has no time, and none stands before it; left out"
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
            read = "could not be read" if value is None else f"was read as {brief(written(value))}"
            case.flaws.append(Flaw(index, flaw, f"{name} {shown(raw)} {read}"))
        return value

    def _understood(self, name: str, raw: Any) -> tuple[Any, str | None]:
        """Return the value of a text, and the code of what is wrong with it."""
        if name in _INSTANTS:
            return self._time(raw)
        text = _text(raw)
        if name in _LEVELS:
            return _level(text, _LEVELS[name])
        if name in _COUNTS:
            return (int(text), None) if text.isdecimal() else (raw, "unknown_count")
        return _CODES.get(name, {}).get(text, raw), None

    def _time(self, raw: Any) -> tuple[datetime | None, str | None]:
        try:
            is_read = isinstance(raw, datetime)
            local = raw if is_read else datetime.strptime(_text(raw), self.format)  # noqa: DTZ007
        except ValueError:
            return None, "unreadable_time"
        try:
            return self._instant_of(local)
        except (OverflowError, BadInstant):
            return None, "unreadable_time"

    def _instant_of(self, local: datetime) -> tuple[datetime, str | None]:
        if local.tzinfo is not None:
            return utc(local), None
        first = local.replace(tzinfo=self.zone, fold=0)
        is_plain = first.utcoffset() == first.replace(fold=1).utcoffset()
        at = utc(first)
        if is_plain:
            return at, None
        is_twice = at.astimezone(self.zone).replace(tzinfo=None) == local
        return at, "ambiguous_time" if is_twice else "skipped_time"


_NAMES = frozenset(state.name for state in STATES)
_STATES: Mapping[str, State] = {
    key: state for state in STATES for key in (state.name, state.code, state.label) if key
}


def _text(raw: Any) -> str:
    """Write a value as an export does: a whole number stays whole in a column with gaps."""
    return f"{raw:.0f}" if isinstance(raw, float) and raw.is_integer() else written(raw)


def _level(raw: str, scale: tuple[Level, ...]) -> tuple[Level | str, str | None]:
    code = raw.split(" - ", maxsplit=1)[0].strip()
    for level in scale:
        if code in (level.code, level.label):
            return level, None
    return raw, "unknown_level"


offer(globals())
