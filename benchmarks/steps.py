"""Steps in columns: reading them, and what a log tells, against the same from timelines.

Steps are read from Arrow with codes, and from the same columns spread out into objects. The log is
made up: its cases wait, are handed over and reopened, and a few move as no model has it.
"""

import importlib.util
import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from math import log as ln
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from itsmcore import (
    INCIDENT,
    Lifecycle,
    Phase,
    Timeline,
    columnar,
    conformance,
    metrics,
    recurrence,
)
from itsmcore.presets import servicenow
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, measure_many

ROWS, CASES = 1_650_000, 290_000
REAL_ROWS, REAL_CASES = 141_712, 24_918
START = datetime(2026, 1, 5, tzinfo=UTC)
READING, BYTES, CHECKED, DEVIATION = 10, 48, 30, 8
TIMES, VARIANTS, EXPORT = 30, 2, 0.18
HUNDRED_MILLION, BATCHES = 10**8, 5
RATES, COMPLIANCE, RECURRENCE = 15, 10, 4
BACKLOGS = 15
"""7,200 instants and points take half the time by themselves, as objects of Python."""
EXPORTED = Path(__file__).parents[2] / "shared" / "data" / "uci" / "incident_event_log.zip"
MANY_STATES, INSTANTS = 500, 7_200
OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
DAY = Agreement(
    "a day",
    schedule=OFFICE,
    goals=[Goal("done", stop=Phase.RESOLVED, targets=timedelta(hours=24))],
)
STEEPEST = 1.7
"""Twice the rows take twice the time, and more where they outgrow the caches, but never 4 times."""


def main() -> bool:
    kept = [_reading(), _batches(), _deviations(), _growth()]
    timelines = _timelines()
    kept += [_checks(timelines), *_measures(timelines), _compliance(timelines)]
    kept += [_recurrence(timelines), _export()]
    return all(kept)


def _goal(name: str, value: float, unit: str, goal: float, *, is_least: bool = True) -> bool:
    """Print a line with its goal, and tell whether it is kept."""
    is_kept = value >= goal if is_least else value <= goal
    words = "at least" if is_least else "at most"
    said = "kept" if is_kept else "BROKEN"
    print(f"{name:32}{value:9,.2f} {unit:20} {words} {goal:g}: {said}")
    return is_kept


def _best(task: Callable[[], object], rounds: int = 9) -> float:
    """Time a task in seconds of the processor: the least of several rounds."""
    return min(_once(task) for _ in range(rounds))


def _once(task: Callable[[], object]) -> float:
    start = process_time()
    task()
    return process_time() - start


# --- reading ----------------------------------------------------------------------------------


def _reading() -> bool:
    try:
        arrow = import_module("pyarrow")
    except ImportError as error:
        print(f"left out: {error}")
        return True
    chance = np.random.default_rng(2026)
    at = arrow.array(np.sort(chance.integers(0, 10**9, ROWS)).astype("M8[s]"))
    case = np.sort(chance.integers(0, CASES, ROWS)), [f"INC{n:07}" for n in range(CASES)]
    facts = {
        f"fact {width}": (chance.integers(0, width, ROWS), [f"value {n}" for n in range(width)])
        for width in (4, 5, 8, 40, 300)
    }

    number = arrow.DictionaryArray.from_arrays(*case)
    columns = {name: arrow.DictionaryArray.from_arrays(*of) for name, of in facts.items()}

    def coded() -> columnar.Steps:
        return columnar.Steps(case=number, at=at, facts=columns)

    def plain() -> columnar.Steps:
        spread = {name: np.asarray(column) for name, column in columns.items()}
        return columnar.Steps(case=np.asarray(number), at=at, facts=spread)

    spent = _best(coded)
    ratio = _best(plain, 2) / spent
    tracemalloc.start()
    made = coded()
    size = tracemalloc.get_traced_memory()[0] / len(made.at)
    tracemalloc.stop()
    print(f"{made} from Arrow in {spent:.3f} s")
    is_fast = _goal("reading codes, not spread out", ratio, "times as fast", READING)
    return _goal("memory", size, "bytes a step", BYTES, is_least=False) and is_fast


# --- a log ------------------------------------------------------------------------------------

STATES = ("new", "in_progress", "on_hold", "resolved", "closed")
PHASES = tuple(INCIDENT.lifecycle.phases[state] for state in STATES)
REASONS, GROUPS = (None, "caller", "vendor"), ("desk", "mail", "web", "net")


def _drawn(rows: int, cases: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Draw whose each row is, when it came true, and the codes of its facts."""
    chance = np.random.default_rng(2026)
    case = np.sort(chance.integers(0, cases, rows))
    begins = np.flatnonzero(np.diff(case, prepend=-1))
    minutes = np.cumsum(chance.integers(0, 300, rows)).astype("m8[m]")
    of = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, rows)))
    opened = np.sort(chance.integers(0, 500_000, len(begins))).astype("m8[m]")
    at = (
        np.datetime64(START.replace(tzinfo=None), "us") + opened[of] + minutes - minutes[begins][of]
    )
    state = np.minimum(np.arange(rows) - begins[of], 3) + chance.integers(0, 2, rows)
    codes = {"state": state, "phase": state}
    codes["hold_reason"] = np.where(state == 2, 1 + chance.integers(0, 2, rows), 0)
    codes["group"] = chance.integers(0, 4, rows) * (chance.random(rows) < 0.2)
    return case, at, codes


VALUES = {"state": STATES, "phase": PHASES, "hold_reason": REASONS, "group": GROUPS}


def _log(rows: int, cases: int) -> columnar.Steps:
    case, at, codes = _drawn(rows, cases)
    facts = {name: np.array(VALUES[name], object)[of] for name, of in codes.items()}
    return columnar.Steps(case=case, at=at, facts=facts)


def _timelines() -> dict[str, Timeline]:
    """Make as many timelines as the log of UCI has."""
    case, at, codes = _drawn(REAL_ROWS, REAL_CASES)
    rows: dict[str, list[tuple[datetime, dict[str, object]]]] = {}
    columns = zip(*(of.tolist() for of in codes.values()), strict=True)
    for whose, when, row in zip(case.tolist(), at.tolist(), columns, strict=True):
        told = zip(codes, row, strict=True)
        facts = {name: VALUES[name][code] for name, code in told}
        rows.setdefault(f"INC{whose}", []).append((when.replace(tzinfo=UTC), facts))
    return {number: Timeline.from_rows(of) for number, of in rows.items()}


def _checks(timelines: dict[str, Timeline]) -> bool:
    """Check the conformance of moves, by a lifecycle that has them all."""
    steps = columnar.Steps.of(timelines)
    lawful = _lawful(steps)
    assert conformance.check(lawful, timelines) == columnar.check(lawful, steps)
    spent = _best(lambda: columnar.check(lawful, steps), 30)
    ratio = _best(lambda: conformance.check(lawful, timelines), 3) / spent
    print(f"check: {ratio:.0f} times as fast as of timelines")
    rate = len(steps.at) / spent / 1e6
    return _goal("check", rate, "million steps a s", CHECKED)


def _lawful(steps: columnar.Steps) -> Lifecycle:
    """Make a lifecycle that has every move of a log, so that none is a deviation."""
    made = columnar.check(INCIDENT, steps).moves
    rows = [(source, f"to {target}", target) for source, target in sorted(made)]
    phases = dict(zip(STATES, PHASES, strict=True))
    return Lifecycle.from_edges(rows, phases=phases, initial=STATES[0])


def _batches() -> bool:
    """Check a log that comes in parts of 1.65 million steps, whose cases have texts in codes."""
    try:
        arrow, door = map(import_module, ("pyarrow", "itsmcore.columnar.arrow"))
    except ImportError as error:
        print(f"left out: {error}")
        return True
    case, at, codes = _drawn(ROWS, CASES)
    state = arrow.DictionaryArray.from_arrays(codes["state"].astype("i1"), STATES)
    parts = [
        arrow.table(
            {
                "number": arrow.DictionaryArray.from_arrays(
                    case.astype("i4"), [f"INC{part}{number:06}" for number in range(CASES)]
                ),
                "at": at,
                "state": state,
            }
        )
        for part in range(3)
    ]
    lawful = _lawful(_log(ROWS, CASES))

    def checked() -> conformance.Report:
        batches = (batch for part in parts for batch in part.to_batches())
        report: conformance.Report = door.check(lawful, batches, case="number", at="at")
        return report

    spent = _best(checked, 3) / checked().steps * HUNDRED_MILLION
    return _goal("check of 10^8 steps in batches", spent, "s", BATCHES, is_least=False)


def _deviations() -> bool:
    """Check a log that does nothing but deviate, by a model of many states."""
    names = [f"state {number}" for number in range(MANY_STATES)]
    odd = [
        (source, f"to {target}", target)
        for n, source in enumerate(names)
        for target in names[1 - n % 2 :: 2]
    ]
    table = Lifecycle.from_edges(odd, phases=dict.fromkeys(names, Phase.ACTIVE), initial=names[0])
    chance, rows = np.random.default_rng(2026), 100_000
    steps = columnar.Steps(
        case=np.arange(rows) // 10,
        at=np.arange(rows).astype("M8[s]"),
        facts={"state": np.array(names, object)[chance.integers(0, MANY_STATES // 2, rows) * 2]},
    )
    count = len(columnar.check(table, steps).deviations)
    spent = _best(lambda: columnar.check(table, steps)) / count * 1e6
    return _goal(f"a deviation at {MANY_STATES} states", spent, "µs", DEVIATION, is_least=False)


def _measures(timelines: dict[str, Timeline]) -> Iterator[bool]:
    """Take each measure both ways, on the same log."""
    steps = columnar.Steps.of(timelines)
    now = START + timedelta(days=365)
    moments = [START + timedelta(hours=hour) for hour in range(INSTANTS)]
    both: dict[str, tuple[Callable[[Any, Any], object], int]] = {
        "times": (lambda of, log: of.times(log, at=now, schedule=OFFICE), TIMES),
        "rates": (lambda of, log: of.rates(log, at=now, schedule=OFFICE), RATES),
        "backlogs": (lambda of, log: of.backlogs(log, moments), BACKLOGS),
    }
    assert conformance.variants(timelines) == columnar.variants(steps)
    walk = _best(partial(conformance.variants, timelines), 3)
    ratio = walk / _best(partial(columnar.variants, steps))
    yield _goal("variants", ratio, "times as fast", VARIANTS)
    for name, (measure, goal) in both.items():
        assert measure(metrics, timelines) == measure(columnar, steps)
        walk = _best(partial(measure, metrics, timelines), 3)
        ratio = walk / _best(partial(measure, columnar, steps), 30)
        yield _goal(name, ratio, "times as fast", goal)


def _compliance(timelines: dict[str, Timeline]) -> bool:
    """Tally clocks month by month: their rows as they are, and their columns."""
    now = START + timedelta(days=365)
    clocks = columnar.measure(DAY, columnar.Steps.of(timelines), at=now)["done"]
    rows = [*measure_many(DAY, timelines, at=now)]
    asked: dict[str, Any] = {"period": "month", "tz": "Europe/Amsterdam"}
    in_rows = partial(metrics.compliance, rows, **asked)
    in_columns = partial(columnar.compliance, clocks, at=now, **asked)
    assert in_rows() == in_columns()
    ratio = _best(in_rows, 3) / _best(in_columns)
    return _goal("compliance", ratio, "times as fast", COMPLIANCE)


def _recurrence(timelines: dict[str, Timeline]) -> bool:
    """Read what happened, and find the few groups that most of it is in."""
    steps = columnar.Steps.of(timelines)

    def in_rows() -> object:
        return recurrence.pareto(recurrence.occurrences(timelines), "group")

    def in_columns() -> object:
        return recurrence.pareto(columnar.occurrences(steps, facts="group"), "group")

    assert str(in_rows()) == str(in_columns())
    ratio = _best(in_rows, 3) / _best(in_columns, 3)
    return _goal("occurrences to pareto", ratio, "times as fast", RECURRENCE)


def _export() -> bool:
    """Go from the CSV of a real log to the report of its conformance, with all flaws."""
    if not EXPORTED.exists() or importlib.util.find_spec("pyarrow") is None:
        print("left out: the log of UCI 498 is not beside the project, or pyarrow is not installed")
        return True
    import pyarrow
    from pyarrow import csv

    given = {"at": "sys_updated_at", "resolution_code": "closed_code"}
    text = zipfile.ZipFile(EXPORTED).read("incident_event_log.csv")
    head = text[: text.index(b"\n")].decode().strip().split(",")
    asked = {*servicenow.COLUMNS.values(), *given.values()}
    kinds = {name: pyarrow.dictionary(pyarrow.int32(), pyarrow.string()) for name in head}
    options = csv.ConvertOptions(
        include_columns=[name for name in head if name in asked], column_types=kinds
    )

    # Threads only take turns where others have the cores, too.
    on_one_core = csv.ReadOptions(use_threads=False)

    def report() -> conformance.Report:
        table = csv.read_csv(
            pyarrow.BufferReader(text), read_options=on_one_core, convert_options=options
        )
        steps = servicenow.steps(table, columns=given, format="%d/%m/%Y %H:%M")
        return columnar.check(servicenow.INCIDENT, steps)

    print(report())
    _against_polars(text)
    return _goal("CSV to report", _best(report, 20), "s", EXPORT, is_least=False)


def _against_polars(text: bytes) -> None:
    """Print how long polars takes to count the moves, without flaws, facts and words."""
    if importlib.util.find_spec("polars") is None:
        return
    import polars

    def moves() -> object:
        names = ["number", "incident_state"]
        frame = polars.read_csv(io.BytesIO(text), columns=names, infer_schema=False)
        before = polars.col("incident_state").shift().over("number")
        return frame.with_columns(before=before).group_by("before", "incident_state").len()

    print(f"polars, counting the moves: {_best(moves, 20):.3f} s")


# --- growth -----------------------------------------------------------------------------------


def _tallied(steps: columnar.Steps) -> object:
    """Tally the instants at which cases began, as if each had been met at once."""
    began = steps.at[steps.begins[:-1]]
    clocks = {"outcome": np.full(len(began), "met", object), "started_at": began}
    return columnar.compliance(clocks, period="month", period_by="started_at")


def _growth() -> bool:
    """Print how the time grows as a log doubles: the exponent is 1 if it grows alike."""
    sizes = [ROWS // of for of in (8, 4, 2, 1)]
    logs = [_log(rows, rows * CASES // ROWS) for rows in sizes]
    lawful = _lawful(logs[-1])
    tasks: dict[str, Callable[[columnar.Steps], object]] = {
        "check": lambda steps: columnar.check(lawful, steps),
        "variants": columnar.variants,
        "times": lambda steps: columnar.times(steps, at=START + timedelta(days=365)),
        "rates": lambda steps: columnar.rates(steps, at=START + timedelta(days=365)),
        "compliance": _tallied,
        "occurrences": lambda steps: columnar.occurrences(steps, facts="group"),
        "backlogs": lambda steps: columnar.backlogs(steps, [START]),
    }
    print("growth: seconds of " + ", ".join(f"{rows:,}" for rows in sizes) + " steps")
    kept = True
    for name, task in tasks.items():
        spent = [_best(partial(task, of)) for of in logs]
        exponent = ln(spent[-1] / spent[0]) / ln(sizes[-1] / sizes[0])
        print(f"    {name:20}" + " ".join(f"{of:9.4f}" for of in spent))
        kept &= _goal(f"growth of {name}", exponent, "exponent", STEEPEST, is_least=False)
    return kept
