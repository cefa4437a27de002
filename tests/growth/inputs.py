"""Inputs of any size: records, their timelines, and one of many steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from itsmcore import (
    INCIDENT,
    Change,
    Impact,
    Incident,
    Phase,
    Priority,
    Problem,
    Request,
    Schedule,
    Task,
    Timeline,
    Urgency,
    columnar,
    incidents,
    recurrence,
)
from itsmcore.changes import change_model
from itsmcore.knowledge import Article
from itsmcore.lifecycle import Event
from itsmcore.lifecycle.events import Assigned, Commented
from itsmcore.service_levels import Agreement, Goal
from tests.instants import DAY, HOUR, MINUTE
from tests.instants import NINE as T0

Call = Callable[[], object]
Table = dict[str, Callable[[int], Call]]
"""For a name, and what there are n of, what makes a call with n of them."""

GROUPS = ("desk", "mail", "web", "net")
OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
DONE = Goal("done", stop=Phase.RESOLVED, targets={Priority.HIGH: 8 * HOUR, Priority.LOW: 40 * HOUR})
GOLD = Agreement("gold", schedule=OFFICE, goals=[DONE])
BARE = change_model("bare", stages=("new", "scheduled", "implement", "review", "closed"))

kept = lru_cache(maxsize=12)
"""Keep the latest inputs, for many calls take the same ones."""


def each(call: Callable[..., object], values: Iterable[Any]) -> Call:
    """Call with each of many values in turn."""
    those = list(values)

    def task() -> object:
        for value in those:
            call(value)
        return None

    return task


def end(count: int) -> Any:
    """Give an instant after all that happens to so many."""
    return T0 + (count + 1) * HOUR + 90 * DAY


def incident(number: int) -> Incident:
    """Give an incident that was handed over, held and resolved."""
    at = T0 + number * HOUR
    made = Incident.open(
        f"INC-{number}",
        at=at,
        by="ada",
        summary=f"Fault {number % 7} of mail",
        caller=f"caller {number % 50}",
        impact=(Impact.HIGH, Impact.LOW)[number % 2],
        urgency=(Urgency.HIGH, Urgency.LOW)[number % 3 == 0],
        category=f"mail/{number % 5}",
        service=f"service {number % 5}",
    )
    made = made.assign(at=at + MINUTE, by="desk", group=GROUPS[number % 4], assignee="grace")
    made = made.start(at=at + 2 * MINUTE, by="grace")
    made = made.hold(at=at + 9 * MINUTE, by="grace", reason="caller")
    made = made.resume(at=at + HOUR, by="grace")
    return made.resolve(at=at + 2 * HOUR, by="grace", code="user_error", notes="none")


def opened(number: int, **more: Any) -> Incident:
    """Give an incident that is new."""
    at = T0 + number * MINUTE
    return Incident.open(f"INC-{number}", at=at, by="ada", summary=f"Fault {number}", **more)


@kept
def records(count: int) -> tuple[Incident, ...]:
    """Give so many incidents."""
    return tuple(map(incident, range(count)))


@kept
def lines(count: int) -> dict[str, Timeline]:
    """Give the timelines of so many incidents."""
    return {record.id: record.timeline() for record in records(count)}


@kept
def steps(count: int) -> columnar.Steps:
    """Give the steps of so many incidents in columns."""
    return columnar.Steps.of(lines(count), model=INCIDENT)


@kept
def history(count: int) -> tuple[Event, ...]:
    """Give what happened to one incident, that many times."""
    first = incidents.Opened("INC-1", at=T0, by="ada", summary="Mail is down", group="mail")
    return (
        first,
        *(
            Assigned(at=T0 + n * MINUTE, by="ada", group=GROUPS[n % 4])
            if n % 3
            else Commented(at=T0 + n * MINUTE, by="ada", text=f"note {n}", public=True)
            for n in range(1, count)
        ),
    )


@kept
def record(count: int) -> Incident:
    """Give one incident to which much has happened."""
    return Incident.replay(history(count))


@kept
def line(count: int) -> Timeline:
    """Give one timeline of so many steps, which goes on hold and comes back."""
    states = ("new", "in_progress", "on_hold")
    rows = [
        (
            T0 + n * MINUTE,
            {
                "state": states[0 if n == 0 else 1 + n % 2],
                "phase": (Phase.ACTIVE, Phase.PENDING)[n % 2] if n else Phase.NEW,
                "group": GROUPS[n % 4],
                "category": f"mail/{n % 5}",
                "impact": (Impact.HIGH, Impact.LOW)[n % 2],
                "urgency": Urgency.HIGH,
                "priority": (Priority.HIGH, Priority.LOW)[n // 2 % 2],
            },
        )
        for n in range(count)
    ]
    return Timeline.from_rows(rows)


@kept
def seen(count: int) -> tuple[recurrence.Occurrence, ...]:
    """Give so many occurrences."""
    return tuple(recurrence.occurrences(lines(count)))


def change(number: int) -> Change:
    """Give a planned change."""
    at = T0 + number * HOUR
    return BARE.open(
        f"CHG-{number}",
        at=T0,
        by="ada",
        summary="Patch a host",
        assignee="grace",
        planned_start=at,
        planned_end=at + HOUR,
        configuration_items=[f"host-{number}"],
    )


def problem(number: int) -> Problem:
    """Give a problem with a known error."""
    at = T0 + number * HOUR
    found = Problem.open(
        f"PRB-{number}", at=at, by="ada", summary=f"Fault {number % 7} of mail", assignee="grace"
    )
    found = found.assess(at=at, by="grace").confirm(at=at, by="grace")
    found = found.publish_workaround(at=at, by="grace", text="Restart it")
    return found.record_cause(at=at, by="grace", text="The queue is full")


def article(number: int) -> Article:
    """Give an article that readers see."""
    at = T0 + number * MINUTE
    made = Article.open(
        f"KB-{number}", at=at, by="ada", title=f"Fault {number % 50} of mail", resolution="Restart"
    )
    return made.submit(at=at, by="ada").publish(at=at, by="grace")


def request(number: int) -> Request:
    """Give a request that was fulfilled."""
    at = T0 + number * HOUR
    made = Request.open(f"REQ-{number}", at=at, by="ada", summary="A screen")
    return made.submit(at=at, by="ada").fulfil(at=at + HOUR, by="grace")


def task_of(number: int, parent: str) -> Task:
    """Give a task of a record."""
    at = T0 + number * MINUTE
    return Task.open(f"TASK-{number}", at=at, by="ada", summary="Look", parent=parent)
