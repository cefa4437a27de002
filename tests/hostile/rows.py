"""Rows for readers, snapshots and columns, with hostile cells, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy
import pandas

from itsmcore import (
    INCIDENT,
    ItsmError,
    Phase,
    PriorityMatrix,
    Timeline,
    columnar,
    conformance,
    metrics,
    recurrence,
    service_levels,
)
from itsmcore.presets import servicenow
from tests.hostile.case import Case
from tests.hostile.values import hostile, spoilt
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.sweep.good import GOLD, LINES, OFFICE

STATES = ("new", "in_progress", "on_hold", "resolved", "closed")
PHASES = {"new": Phase.NEW, "in_progress": Phase.ACTIVE, "closed": Phase.CLOSED}
Reader = Callable[[Random], tuple[str, Callable[[], Any]]]


def some_rows(random: Random) -> Case:
    """Make rows, spoil some of their cells, read them, and count what was read."""
    words, read = random.choice(READERS)(random)
    question, ask = random.choice(QUESTIONS)

    def answer() -> Any:
        made = read()
        lines = {"I1": made, "I2": LINES["INC-1"]} if isinstance(made, Timeline) else made
        try:
            asked = ask(lines)
            for value in asked if isinstance(asked, list | tuple) else [asked]:
                assert str(value) is not None
        except ItsmError as error:
            assert str(error).isprintable(), f"{str(error)!r} is not printable"
        return made

    return Case(f"{words}, then {question}", answer)


def _facts(number: int) -> dict[str, Any]:
    return {"state": STATES[number % 5], "group": "mail", "impact": "high", "opened_at": T0}


def _from_rows(random: Random) -> tuple[str, Callable[[], Any]]:
    rows: list[Any] = [[T0 + n * HOUR, _facts(n)] for n in range(random.randint(1, 6))]
    words = [_spoil(random, rows) for _ in range(random.choice((1, 1, 2, 3)))]
    phases: Any = random.choice((None, PHASES, INCIDENT))
    sort = random.random() < 0.3
    made = [tuple(row) if type(row) is list else row for row in rows]
    return f"rows with {', '.join(words)}", lambda: Timeline.from_rows(
        made, phases=phases, sort=sort
    )


def _from_changes(random: Random) -> tuple[str, Callable[[], Any]]:
    rows: list[Any] = [
        [T0 + n * HOUR, "state", STATES[n], STATES[n + 1]] for n in range(random.randint(1, 4))
    ]
    words = [_spoil(random, rows) for _ in range(random.choice((1, 1, 2, 3)))]
    made = [tuple(row) if type(row) is list else row for row in rows]
    sort = random.random() < 0.5
    return f"changes with {', '.join(words)}", lambda: Timeline.from_changes(
        made, phases=PHASES, sort=sort
    )


def _from_snapshot(random: Random) -> tuple[str, Callable[[], Any]]:
    facts: Any = {"opened_at": T0, "resolved_at": T0 + HOUR, "closed_at": None, "group": "mail"}
    words, facts = spoilt(random, facts)
    if isinstance(facts, dict) and random.random() < 0.5:
        more, facts = spoilt(random, facts)
        words = f"{words}, {more}"
    return f"a snapshot with {words}", lambda: Timeline.from_snapshot(facts)


def _from_product(random: Random) -> tuple[str, Callable[[], Any]]:
    rows: list[Any] = [
        {
            "number": "INC-1",
            "incident_state": state,
            "sys_updated_on": f"2026-01-05 0{hour}:00:00",
            "opened_at": "2026-01-05 08:00:00",
            "priority": "1 - Critical",
            "impact": "1 - High",
            "reopen_count": "0",
            "active": "true",
        }
        for hour, state in enumerate(("New", "In Progress", "On Hold", "Resolved", "Closed"))
    ]
    words = [_spoil(random, rows) for _ in range(random.choice((1, 1, 2, 3)))]
    source: Any = _framed(random, rows)
    return f"an export with {', '.join(words)}", lambda: servicenow.timelines(source)


def _framed(random: Random, rows: list[Any]) -> Any:
    """Give rows as they are, one by one, or in a frame where a frame can hold them."""
    form = random.randrange(6)
    if form == 0:
        try:
            return pandas.DataFrame(rows)
        except Exception:
            return rows
    return iter(rows) if form == 1 else rows


def _from_columns(random: Random) -> tuple[str, Callable[[], Any]]:
    given: dict[str, Any] = {
        "case": ["I1", "I1", "I2"],
        "at": numpy.array(["2026-01-05T09", "2026-01-05T11", "2026-01-05T10"], "M8[us]"),
        "facts": {"state": ["new", "closed", "new"], "phase": [Phase.NEW, Phase.CLOSED, Phase.NEW]},
    }
    said = []
    for name in random.sample(list(given), random.choice((1, 1, 2))):
        words, given[name] = spoilt(random, given[name])
        said.append(f"{name}={words}")

    def read() -> Any:
        steps = columnar.Steps(**given)
        columnar.measure(GOLD, steps, at=T0 + 9 * HOUR)
        return steps

    return f"columns with {', '.join(said)}", read


def _spoil(random: Random, rows: list[Any]) -> str:
    """Spoil a cell, or a row."""
    place = random.randrange(len(rows))
    row = rows[place]
    if random.random() < 0.15 or type(row) not in (list, dict) or not row:
        words, rows[place] = hostile(random, row)
        return f"row {place} {words}"
    if isinstance(row, dict):
        key = random.choice(list(row))
        words, value = spoilt(random, row[key])
        rows[place] = {**row, key: value}
        return f"{key} {words}"
    cell = random.randrange(len(row))
    words, row[cell] = spoilt(random, row[cell])
    return f"cell {cell} {words}"


def _measured(lines: Any) -> Any:
    return [list(service_levels.measure_many(GOLD, lines, at=T0 + 9 * HOUR))]


def _discovered(lines: Any) -> Any:
    phases = {s: Phase.ACTIVE for one in conformance.variants(lines) for s in one.states}
    return conformance.discover(lines, phases=phases)


READERS: tuple[Reader, ...] = (
    *(_from_rows, _from_changes, _from_snapshot, _from_product, _from_columns),
)
MATRIX = PriorityMatrix.default()
QUESTIONS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("check", lambda lines: conformance.check(INCIDENT, lines)),
    (
        "check_priority",
        lambda lines: conformance.check_priority(MATRIX, lines),
    ),
    ("check_facts", lambda lines: conformance.check_facts(INCIDENT, lines)),
    ("discover", _discovered),
    ("variants", conformance.variants),
    ("align", lambda lines: conformance.align(INCIDENT, lines)),
    ("measure_many", _measured),
    ("compliance", lambda lines: metrics.compliance(*_measured(lines))),
    ("backlog", lambda lines: metrics.backlog(lines, at=T0 + 9 * HOUR, schedule=OFFICE)),
    ("rates", lambda lines: metrics.rates(lines, at=T0 + 9 * HOUR)),
    ("times", lambda lines: metrics.times(lines, at=T0 + 9 * HOUR)),
    ("change_rates", lambda lines: metrics.change_rates(lines, at=T0 + 9 * HOUR)),
    (
        "occurrences",
        lambda lines: recurrence.bursts(recurrence.occurrences(lines), "group", n=2, within=HOUR),
    ),
    ("pareto", lambda lines: recurrence.pareto(recurrence.occurrences(lines), "group")),
    ("what_if", lambda lines: service_levels.what_if(GOLD, lines, against=GOLD, at=T0 + 9 * HOUR)),
    ("steps", lambda lines: columnar.measure(GOLD, columnar.Steps.of(lines), at=T0 + 9 * HOUR)),
)
