"""Desks: what cascades and a tick cost, and how the cost of an event grows with the records."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from math import log
from random import Random
from statistics import linear_regression, median
from time import perf_counter

from benchmarks._measure import paced, verdict
from itsmcore import Impact, Incident, Phase, Priority, Schedule, Urgency, incidents
from itsmcore.desk import Desk
from itsmcore.service_levels import Agreement, Goal

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RECORDS, CHILDREN = 10_000, 30
BOUND = 0.05
FAMILY, MOST_FAMILY = 1_000, 0.2
"""The children of a parent, and the milliseconds of an event on it from which nothing follows."""
SIZES = (10**3, 10**4, 10**5, 10**6)
MOST_GROWTH, MOST_EXPONENT = 5.0, 0.25

GOAL = Goal("resolution", stop=Phase.RESOLVED, targets={Priority.HIGH: timedelta(hours=8)})
GOLD = Agreement(
    "gold", goals=[GOAL], schedule=Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
)


def incident(number: int) -> Incident:
    id, summary = f"INC-{number}", f"Fault {number}"
    opened = Incident.open(
        id, at=AT, by="ada", summary=summary, impact=Impact.HIGH, urgency=Urgency.MEDIUM
    )
    opened = opened.assign(at=AT, by="desk", group="mail").start(at=AT, by="grace")
    is_done = number % 10 == 0
    return opened.resolve(at=AT, by="g", code="user_error", notes="done") if is_done else opened


def seconds(task: Callable[[], object]) -> float:
    start = perf_counter()
    task()
    return perf_counter() - start


def renumbered(number: int) -> Incident:
    """Give one incident under another number; to open a million takes minutes."""
    return ONE._with(id=f"INC-{number}")


ONE = incident(1)


def growth() -> bool:
    """Print what an event and the next instant after it cost on desks of some sizes."""
    found = []
    for size in SIZES:
        desk = Desk.of(map(renumbered, range(size)))
        seconds(partial(getattr, desk, "next_instant"))
        chosen = [f"INC-{number}" for number in Random(size).sample(range(size), 100)]
        applied, asked = [], []
        for minutes, id in enumerate(chosen, 1):
            note = incidents.Commented(at=AT + minutes * MINUTE, by="grace", text="looking")
            start = perf_counter()
            desk = desk.apply(id, note).desk
            applied.append(perf_counter() - start)
            asked.append(seconds(partial(getattr, desk, "next_instant")))
        found.append(median(applied))
        print(
            f"{size:>9,} records: an event {found[-1] * 1e6:7.0f} µs, "
            f"next_instant after it {median(asked) * 1e6:7.0f} µs"
        )
    exponent, _ = linear_regression(list(map(log, SIZES)), list(map(log, found)))
    rise = found[-1] / found[0]
    print(f"a million records to a thousand{'':16} {verdict(rise, MOST_GROWTH)}")
    print(f"the exponent of growth{'':25} {verdict(exponent, MOST_EXPONENT)}")
    return rise <= MOST_GROWTH and exponent <= MOST_EXPONENT


def family() -> bool:
    """Print what an event on a parent of many children costs, if nothing follows for them."""
    many = [incident(number) for number in range(1, FAMILY + 2)]
    desk = Desk.of(many, [(child.id, "parent", "INC-1") for child in many[1:]])
    note = incidents.Commented(at=AT + MINUTE, by="grace", text="looking")
    (spent,) = paced({"a comment": lambda: desk.apply("INC-1", note)}).values()
    kept = verdict(spent / 1e6, MOST_FAMILY)
    print(f"a comment on a parent of {FAMILY:,} children, in ms{'':3} {kept}")
    return spent / 1e6 <= MOST_FAMILY


def main() -> bool:
    records = [incident(number) for number in range(1, RECORDS + 1)]
    links = [(f"INC-{n}", "parent", "INC-1") for n in range(2, CHILDREN + 2)]
    desk, small = Desk.of(records, links), Desk.of(records[: CHILDREN + 1], links)
    note = incidents.Commented(at=AT + MINUTE, by="grace", text="looking")
    done = incidents.Resolved(at=AT + MINUTE, by="grace", code="user_error", notes="done")
    alone = {
        "a comment, on the record alone": lambda: records[4].apply(note),
        "a comment, desk of 31": lambda: small.apply("INC-5", note),
        "a comment, desk of 10,000": lambda: desk.apply("INC-5", note),
        "a parent of 30 resolved, desk of 31": lambda: small.apply("INC-1", done),
        "a parent of 30 resolved, desk of 10,000": lambda: desk.apply("INC-1", done),
    }
    times = paced(alone)
    for name, time in times.items():
        print(f"{name:48} {time / 1e6:9.3f} ms")

    watched = Desk.of(records, links, agreements=[GOLD])
    later = AT + timedelta(days=30)
    first = seconds(lambda: watched.next_instant)
    after = watched.apply("INC-5", note).desk
    again = seconds(lambda: after.next_instant)
    for name, time in (
        ("Desk.of", seconds(lambda: Desk.of(records, links))),
        ("next_instant, by timers", seconds(lambda: desk.next_instant)),
        ("next_instant, by timers and 10,000 clocks", first),
        ("next_instant again, after one event", again),
        ("a tick, 1,000 timers fire", seconds(lambda: desk.tick(at=later))),
        ("a tick, and 10,000 clocks", seconds(lambda: watched.tick(at=later))),
    ):
        print(f"{name:48} {time * 1e3:9.1f} ms")
    print(f"next_instant again, to the first{'':16} {verdict(again / first, BOUND)}")
    kept = [again / first <= BOUND, family(), growth()]
    return all(kept)
