"""Audit rows, long histories, tables of rules and deep conditions, each at some sizes."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from math import log
from statistics import linear_regression
from time import process_time

from benchmarks._measure import verdict
from itsmcore import Incident, incidents
from itsmcore.conditions import Condition, field
from itsmcore.decisions import Decision, Match
from itsmcore.errors import BadCondition
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import SYSTEM, Cause, Event
from itsmcore.lifecycle.events import Commented
from itsmcore.timeline import Timeline

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROWS = (200, 400, 800, 1_600)
EVENTS = (1_000, 2_000, 4_000, 8_000)
LINEAR = 1.3
"""Eight times as much takes 15 times as long at most; what is quadratic takes 64 times."""
MOST_FAULTS, DEEPEST = 0.1, 100

Change = tuple[datetime, str, object, object]


def changes(rows: int, *, at_once: bool = False) -> list[Change]:
    """Give audit rows: of eight fields in turn, or each of its own and all at one instant."""
    if at_once:
        return [(AT, f"field {row}", None, row) for row in range(rows)]
    old = [None] * 8 + list(range(rows))
    return [(AT + row * MINUTE, f"field {row % 8}", old[row], row) for row in range(rows)]


def history(events: int) -> tuple[Event, ...]:
    """Give a history of holds that a timer ends, with comments between them."""
    opening = incidents.Opened("INC-1", at=AT, by="ada", summary="Mail is down")
    lived, ended = list[Event]((opening,)), Cause("hold_ends")
    while len(lived) < events:
        at, until = AT + len(lived) * MINUTE, AT + (len(lived) + 1) * MINUTE
        lived += [
            incidents.Held(at=at, by="grace", reason="vendor", until=until),
            incidents.Resumed(at=until, by=SYSTEM, cause=ended),
            Commented(at=until, by="grace", text="looking"),
        ]
    return tuple(lived[:events])


SIZE = field("size")
TABLES: dict[str, Callable[[int, int], Condition]] = {
    "of values": lambda row, _: field("service").is_(f"s{row}") & field("vip").is_(row % 2 == 0),
    "of branches": lambda row, _: field("category").under(f"c{row}"),
    "of sizes": lambda row, rows: rows - row < SIZE,
    "of shadows": lambda row, _: row < SIZE,
    "of denials": lambda row, _: ~SIZE.is_(row) & field("group").is_(row % 20),
}


def faults(rule: Callable[[int, int], Condition], rows: int) -> Callable[[], object]:
    return Decision([(rule(row, rows), row) for row in range(rows)], match=Match.FIRST).faults


def seconds(task: Callable[[], object]) -> float:
    """Time a task by the processor, the quickest of three times."""
    return min(_seconds(task) for _ in range(3))


def _seconds(task: Callable[[], object]) -> float:
    start = process_time()
    task()
    return process_time() - start


def grows(name: str, sizes: Iterable[int], task: Callable[[int], Callable[[], object]]) -> bool:
    """Print how the time of a task grows with its size, as an exponent: 1 is linear."""
    known = list(sizes)
    found = [seconds(task(size)) for size in known]
    exponent, _ = linear_regression(list(map(log, known)), list(map(log, found)))
    print(
        f"{name:34}{found[-1] * 1e3:8.1f} ms for {known[-1]:,}, the exponent of its growth", end=""
    )
    print(verdict(exponent, LINEAR))
    return exponent <= LINEAR


def deepest() -> int:
    """Count how deep conditions may be nested in one another."""
    condition, depth = SIZE > 1, 0
    try:
        while depth <= 2 * DEEPEST:
            condition, depth = ~(condition & SIZE.is_(depth)), depth + 2
    except BadCondition:
        pass
    return depth


def main() -> bool:
    kept = [
        grows(
            "from_changes, of 8 fields", ROWS, lambda n: partial(Timeline.from_changes, changes(n))
        ),
        grows(
            "from_changes, all at one instant",
            ROWS,
            lambda n: partial(Timeline.from_changes, changes(n, at_once=True)),
        ),
        grows("replay", EVENTS, lambda n: partial(Incident.replay, history(n))),
        grows(
            "as_of", EVENTS, lambda n: partial(Incident.replay(history(n)).as_of, AT + n * MINUTE)
        ),
        grows("audit", EVENTS, lambda n: partial(Incident.audit, history(n), model=INCIDENT)),
    ]
    for name, rule in TABLES.items():
        kept.append(grows(f"faults of a table {name}", ROWS, partial(faults, rule)))
        spent = seconds(faults(rule, 200))
        print(f"{'':34}{spent * 1e3:8.1f} ms for 200, in seconds{verdict(spent, MOST_FAULTS)}")
        kept.append(spent <= MOST_FAULTS)
    print(f"conditions are nested at most so deep {verdict(deepest(), DEEPEST)}")
    return all(kept) and deepest() == DEEPEST
