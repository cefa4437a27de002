"""A desk of 10,000 records: one event applied, what cascades, the next instant and a tick."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

from benchmarks._measure import paced, verdict
from itsmcore import Impact, Incident, Phase, Priority, Schedule, Urgency, incidents
from itsmcore.desk import Desk
from itsmcore.service_levels import Agreement, Goal

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RECORDS, CHILDREN = 10_000, 30
BOUND = 0.05

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
    return again / first <= BOUND
