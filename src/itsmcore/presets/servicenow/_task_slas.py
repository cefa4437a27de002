"""Timelines of the table `task_sla`, one row for each clock of a task."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import attrs

from itsmcore.fields import as_mapping, as_text, as_texts
from itsmcore.frozen import FrozenDict
from itsmcore.instant import EPOCH
from itsmcore.lifecycle import Phase
from itsmcore.phrase import Phrase, Words
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
from itsmcore.presets._snapshots import Read
from itsmcore.presets._stated import StateWords
from itsmcore.presets.servicenow._lifecycles import TASK_SLA
from itsmcore.shown import shown
from itsmcore.timeline import Flaw, Step, Timeline

SLA_COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "task",
        "sla": "sla",
        "state": "stage",
        "started_at": "start_time",
        "paused_at": "pause_time",
        "ended_at": "end_time",
        "due": "planned_end_time",
        "first_due": "original_breach_time",
        "has_breached": "has_breached",
        "elapsed": "business_duration",
        "wall_elapsed": "duration",
        "paused": "business_pause_duration",
        "wall_paused": "pause_duration",
        "percent": "business_percentage",
        "wall_percent": "percentage",
        "schedule": "schedule",
    }
)
"""The fact that each column becomes; `number`, `sla`, `state` and `started_at` are required."""

_WORDS = StateWords.of(
    TASK_SLA,
    {
        "starting": "in_progress",
        "breached": "in_progress",
        "Breached": "in_progress",
        "achieved": "completed",
        "Achieved": "completed",
    },
)
"""What a stage is written as; older engines made one of a breach."""
_REQUIRED = ("number", "sla", "state", "started_at")
_INSTANTS = ("started_at", "paused_at", "ended_at", "due", "first_due")
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_STORED = "%Y-%m-%d %H:%M:%S"


def _duration(text: str) -> tuple[Any, str | None]:
    """Read seconds, the time since 1970 that the table stores, or what people are shown."""
    try:
        if re.match(r"(19[7-9]|20\d)\d-", text):
            return datetime.strptime(text, _STORED).replace(tzinfo=UTC) - EPOCH, None
        if re.fullmatch(r"\d{1,18}(\.\d+)?", text):
            return timedelta(seconds=float(text)), None
        parts = re.findall(r"(\d{1,9}) (day|hour|minute|second)s?\b", text.lower())
        if parts and len(parts) * 2 == len(text.split()):
            return timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in parts)), None
    except (ValueError, OverflowError):
        pass
    return text, "unknown_duration"


def _percent(text: str) -> tuple[Any, str | None]:
    read = re.fullmatch(r"(\d{1,12}(?:\.\d+)?) ?%?", text)
    return (text, "unknown_percent") if read is None else (float(read[1]), None)


def _as_it_is(text: str) -> tuple[Any, str | None]:
    return text, None


def _flag(text: str) -> tuple[Any, str | None]:
    flag = _FLAGS.get(text.lower())
    return (text, "unknown_flag") if flag is None else (flag, None)


_READS: Mapping[str, Read] = {
    "has_breached": _flag,
    **dict.fromkeys(("elapsed", "wall_elapsed", "paused", "wall_paused"), _duration),
    **dict.fromkeys(("percent", "wall_percent"), _percent),
}


def task_slas(
    rows: Iterable[Mapping[str, Any]],
    *,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    tz: str | tzinfo = "UTC",
    format: str = _STORED,
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read rows of `task_sla`, one for each clock of a task, as `{"number: sla": Timeline}`.

    A row tells when a clock started and ended, when it was breached and, while it is paused, since
    when. What was counted (`elapsed`, `paused`, `percent`, in business time, and the same in wall
    time) stands on the last step. What a row cannot tell is in each timeline's `flaws`, with what
    was wrong: when the clock stood still (`pauses_unknown`), since when it is in its stage
    (`state_since_unknown`), when it was breached (`breach_unknown`), and that a clock that has not
    ended counts on (`values_as_of_row`).

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas, polars
            or pyarrow. Durations are seconds, as the table stores them, or in English words.
        columns: columns that differ from `SLA_COLUMNS`, such as `{"number": "task.number"}`, and
            columns of further facts.
        states: further labels of stages, each with the stage it stands for: `{"Pausiert":
            "paused"}`.
        tz: the zone of times that have none.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone, or no such stage.

    >>> log = task_slas([
    ...     {"task": "I1", "sla": "Resolution P2", "stage": "Completed",
    ...      "start_time": "2026-01-05 09:00:00", "end_time": "2026-01-05 17:30:00",
    ...      "planned_end_time": "2026-01-05 17:00:00", "has_breached": "true"},
    ... ])
    >>> [(f"{step.at:%H:%M}", step.facts["state"], step.facts["has_breached"])
    ...  for step in log["I1: Resolution P2"]]
    [('09:00', 'in_progress', False), ('17:00', 'in_progress', True), ('17:30', 'completed', True)]
    """
    others = (
        {}
        if columns is None
        else as_mapping(columns, "columns", Phrase("presets.expected.columns"))
    )
    table = _Table(
        {
            **SLA_COLUMNS,
            **{as_text(fact, Phrase("presets.fact")): column for fact, column in others.items()},
        },
        _WORDS.also(states),
        as_zone(tz),
        as_format(format),
        as_texts(absent, "absent"),
    )
    found: dict[str, Timeline] = {}
    for index, row in as_rows(rows):
        check_columns(index, row, table.columns, _REQUIRED)
        clock = _Clock(table, index, row)
        name = clock.name(found)
        found[name] = clock.timeline()
    return found


@attrs.frozen
class _Table:
    """How all rows are read."""

    columns: Mapping[str, str]
    words: StateWords
    zone: tzinfo
    format: str
    absent: Collection[str]


@attrs.define
class _Clock:
    """One row, and what was wrong with it."""

    table: _Table
    index: int
    row: Mapping[str, Any]
    flaws: list[Flaw] = attrs.field(factory=list)

    def name(self, taken: Mapping[str, Timeline]) -> str:
        """Return its task and its definition, and its row where another clock has the same."""
        parts = [self.told(name) for name in ("number", "sla")]
        if None in parts:
            self.flaw("no_number", Phrase("presets.task_slas.row_name_task"))
        name = ": ".join("" if part is None else text_of(part) for part in parts)
        if name not in taken:
            return name
        self.flaw("same_number", Phrase("presets.flaw.same_number", name=shown(name)))
        return f"{name} (row {self.index})"

    def timeline(self) -> Timeline:
        """Return what the row tells, and list what it cannot tell."""
        states = self.table.words.names
        started = self.instant("started_at")
        if started is None:
            self.flaw("no_time", Phrase("presets.task_slas.row_say_when"))
            return Timeline((), tuple(self.flaws), states=states)
        now = {"state": "in_progress", "phase": Phase.ACTIVE, **self.lasting()}
        counted, breached = self.counted(), self.value("has_breached")
        since = self.stage(started)
        due = now["due"]
        moments: list[tuple[datetime, Mapping[str, Any]]] = [(started, now), *since]
        if breached is not True:
            now["has_breached"] = breached
        elif due is None or not started <= due <= (since[0][0] if since else due):
            self.flaw("breach_unknown", Phrase("presets.task_slas.breached_row_say"))
            counted["has_breached"] = True
        else:
            now["has_breached"] = False
            moments.insert(1, (due, {"has_breached": True}))
        moments[-1] = (moments[-1][0], {**moments[-1][1], **counted})
        steps: list[Step] = []
        for at, more in moments:
            steps.append(Step(at, None, {**(steps[-1].facts if steps else {}), **more}))
        return Timeline(steps, tuple(self.flaws), states=states)

    def stage(self, started: datetime) -> tuple[tuple[datetime, Mapping[str, Any]], ...]:
        """Return since when it is in its stage, unless it is in the first."""
        raw = self.told("state")
        name, state, _ = (None, None, None) if raw is None else self.table.words.read(raw)
        if raw is None:
            self.flaw("no_state", Phrase("presets.task_slas.row_stage_phase"))
        elif state is None:
            self.flaw(
                "unknown_state", Phrase("presets.task_slas.stage_phase_unknown", name=shown(name))
            )
        if state is None or state.phase not in (Phase.CLOSED, Phase.CANCELLED):
            self.flaw("values_as_of_row", Phrase("presets.task_slas.counted_row_clock"))
        if name == "in_progress":
            return ()
        at = self.instant("paused_at" if name == "paused" else "ended_at")
        if at is None:
            self.flaw("state_since_unknown", Phrase("presets.flaw.state_since_unknown", name=name))
        elif at < started:
            self.flaw(
                "backward", Phrase("presets.task_slas.lies_before_read", at=at, started=started)
            )
        phase = None if state is None else state.phase
        return ((max(at or started, started), {"state": name, "phase": phase}),)

    def lasting(self) -> dict[str, Any]:
        """Return what does not change while it counts, and what is only known as it is now."""
        apart = (*_REQUIRED[2:], *_READS, "paused_at", "ended_at")
        return {name: self.value(name) for name in self.table.columns if name not in apart}

    def counted(self) -> dict[str, Any]:
        """Return what was counted, up to the row."""
        counted = {name: self.value(name) for name in _READS if name != "has_breached"}
        if counted["wall_paused"] != timedelta():
            self.flaw("pauses_unknown", Phrase("presets.task_slas.row_say_when_clock_stood"))
        return counted

    def value(self, name: str) -> Any:
        """Return what a cell says of a fact; None where that is nothing."""
        raw = self.told(name)
        if name in _INSTANTS or raw is None:
            return self.instant(name) if name in _INSTANTS else None
        value, flaw = _READS.get(name, _as_it_is)(text_of(raw))
        if flaw is not None:
            self.flaw(flaw, Phrase("presets.task_slas.read", name=name, raw=shown(raw)))
        return value

    def instant(self, name: str) -> datetime | None:
        raw = self.told(name)
        if raw is None:
            return None
        at, flaw = instant_of(raw, self.table.format, self.table.zone)
        if flaw is not None:
            read = (
                Phrase("presets.could_not_be_read")
                if at is None
                else Phrase("presets.was_read_as", at=at)
            )
            self.flaw(flaw, f"{name} {shown(raw)} {read}")
        return at

    def told(self, name: str) -> Any:
        raw = self.row.get(self.table.columns[name])
        return None if is_nothing(raw, self.table.absent) else raw

    def flaw(self, code: str, words: Words) -> None:
        """Note what is wrong, or what cannot be told."""
        self.flaws.append(Flaw(self.index, code, words))
