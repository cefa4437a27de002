"""A desk of 10,000 records: one event applied, what cascades, the next instant and a tick."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

from itsmcore import Impact, Incident, Phase, Priority, Schedule, Urgency, incidents
from itsmcore.desk import Desk
from itsmcore.service_levels import Agreement, Goal

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RECORDS, CHILDREN = 10_000, 30
APPLY_BOUND_MS, WAKE_BOUND_S = 10.0, 5.0

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


def main() -> bool:
    records = [incident(number) for number in range(1, RECORDS + 1)]
    links = [(f"INC-{n}", "parent", "INC-1") for n in range(2, CHILDREN + 2)]
    times = {}

    def timed(name: str, runs: int, call: object) -> None:
        starts = perf_counter()
        for _ in range(runs):
            call()  # type: ignore[operator]
        times[name] = (perf_counter() - starts) / runs
        print(f"{name:52} {times[name] * 1000:10.2f} ms")

    desk = Desk.of(records, links)
    watched = Desk.of(records, links, agreements=[GOLD])
    note = incidents.Commented(at=AT + MINUTE, by="grace", text="looking")
    done = incidents.Resolved(at=AT + MINUTE, by="grace", code="user_error", notes="done")
    small = Desk.of(records[:10], [])
    timed("Desk.of, 10,000 records", 1, lambda: Desk.of(records, links))
    timed("apply a comment, desk of 10", 200, lambda: small.apply("INC-5", note))
    timed("apply a comment, desk of 10,000", 200, lambda: desk.apply("INC-500", note))
    timed("resolve a parent of 30, desk of 10,000", 20, lambda: desk.apply("INC-1", done))
    timed("next_instant by timers", 3, lambda: desk.next_instant)
    timed("next_instant by timers and clocks", 1, lambda: watched.next_instant)
    timed("tick, 1,000 timers fire", 1, lambda: desk.tick(at=AT + timedelta(days=30)))
    timed("tick, and 10,000 clocks", 1, lambda: watched.tick(at=AT + timedelta(days=30)))
    return True


if __name__ == "__main__":
    main()
