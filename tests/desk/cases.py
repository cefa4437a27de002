"""Records to put on a desk, each brought to a state by the verbs that lead there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from itsmcore import Phase, changes, incidents
from itsmcore.changes import Change, change_model
from itsmcore.conditions import given
from itsmcore.desk import Applied, Desk
from itsmcore.incidents import HoldReason, Incident, ResolutionCode
from itsmcore.lifecycle import Event, Guard
from itsmcore.lifecycle.events import Linked
from itsmcore.orders import Order
from itsmcore.problems import Problem
from itsmcore.requests import Request
from itsmcore.service_levels import Agreement, Goal
from itsmcore.tasks import Origin, Task
from tests.instants import HOUR
from tests.instants import MARCH as T0

OPENED: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail is down"}
STAGES = ("new", "scheduled", "implement", "review", "closed")
BARE = change_model("bare", stages=STAGES, controls=["tasks"])
"""A change that is controlled by nothing but its tasks."""


def at(hours: float) -> datetime:
    """Give the instant so many hours after T0, a Monday at nine."""
    return T0 + timedelta(hours=hours)


def incident(id: str = "INC-1", state: str = "new", reason: str = HoldReason.VENDOR) -> Incident:
    """Give an incident of T0 in a state; one on hold waits for the reason."""
    inc = Incident.open(id, at=T0, by="ada", summary="Mail is down", caller="carla")
    match state:
        case "new":
            return inc
        case "in_progress":
            return inc.start(at=T0, by="grace")
        case "on_hold":
            return inc.hold(at=T0, by="grace", reason=reason)
        case "cancelled":
            return inc.cancel(at=T0, by="grace", reason="no fault")
    inc = inc.resolve(at=T0, by="grace", code=ResolutionCode.USER_ERROR, notes="its own")
    return inc if state == "resolved" else inc.close(at=T0, by="grace")


def problem(id: str = "PRB-1", state: str = "root_cause_analysis") -> Problem:
    """Give a problem of T0 in a state."""
    found = Problem.open(id, at=T0, by="ada", summary="Mail stops", assignee="grace")
    if state == "new":
        return found
    found = found.assess(at=T0, by="grace").confirm(at=T0, by="grace")
    if state == "root_cause_analysis":
        return found
    found = found.record_cause(at=T0, by="grace", text="the queue is full")
    found = found.fix(at=T0, by="grace", notes="a larger one")
    return found if state == "fix_in_progress" else found.resolve(at=T0, by="grace")


def change(id: str = "CHG-1", state: str = "implement") -> Change:
    """Give a change of T0 in a state, without the controls that are not the desk's business."""
    made = BARE.open(id, at=T0, by="ada", summary="A larger queue", assignee="grace")
    if state == "new":
        return made
    return made.schedule(at=T0, by="ada").implement(at=T0, by="grace")


def request(id: str = "REQ-1", state: str = "draft") -> Request:
    """Give a request of T0 in a state, a part of ORD-1."""
    asked = Request.open(id, at=T0, by="ada", summary="A screen", order="ORD-1")
    if state == "draft":
        return asked
    asked = asked.submit(at=T0, by="ada")
    match state:
        case "on_hold":
            return asked.hold(at=T0, by="grace", reason="stock")
        case "fulfilled":
            return asked.fulfil(at=T0, by="grace")
    return asked


def order(id: str = "ORD-1") -> Order:
    """Give an open order of T0."""
    return Order.open(id, at=T0, by="ada", summary="Screens")


def task(of: str, id: str = "TASK-1", *, origin: str = Origin.MANUAL) -> Task:
    """Give a task of T0 that is open."""
    return Task.open(id, at=T0, by="ada", summary="Test it", parent=of, origin=origin).release(
        at=T0, by="ada"
    )


def happened(applied: Applied) -> list[tuple[str, str]]:
    """List what happened: each record and verb."""
    return [(entry.record, entry.event.verb) for entry in applied.events]


def follows(desk: Desk, id: str, event: Event) -> list[tuple[str, str]]:
    """List what follows from an event, without that itself."""
    (first, *rest) = happened(desk.apply(id, event))
    assert (id, event.verb) == first
    return rest


def states(desk: Desk) -> dict[str, str]:
    """Give the state of each record."""
    return {record.id: record.state for record in desk}


def resolved(hours: float = 1) -> Event:
    """Resolve an incident so many hours after T0."""
    return incidents.Resolved(at=at(hours), by="grace", code="user_error", notes="done")


def linked(kind: str, target: str, hours: float = 1) -> Linked:
    """Tie a record to another so many hours after T0."""
    return Linked(at=at(hours), by="grace", kind=kind, target=target)


def planned(id: str, items: tuple[str, ...]) -> Change:
    """Give a change that is planned for an hour after ten, on a model that asks the schedule."""
    stages = ("new", "scheduled", "implement", "review", "closed")
    model = changes.change_model("asks", stages=stages, controls=["freeze", "conflicts", "tasks"])
    made = model.open(
        id,
        at=T0,
        by="ada",
        summary="A change",
        configuration_items=items,
        planned_start=at(1),
        planned_end=at(2),
    )
    return made.schedule(at=T0, by="ada")


GOAL = Goal(
    "resolution",
    stop=Phase.RESOLVED,
    targets=4 * HOUR,
    thresholds={50: "warn"},
    on_breach="call",
)
GOLD = Agreement("gold", goals=[GOAL])


TASKS_FIRST = Guard("a task is open", given("tasks").is_in((False, (), 0)))
