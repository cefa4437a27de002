"""Tasks: pieces of work that belong to a change, a problem or an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from itsmcore._faces import offer
from itsmcore.codes import Code
from itsmcore.conditions import Field, field
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.lifecycle import (
    ANY,
    Chronology,
    Event,
    Lifecycle,
    LinkKind,
    Model,
    Phase,
    Plain,
    Practice,
    Record,
    Rule,
    State,
    custom_fields,
    opening,
    verb,
)
from itsmcore.lifecycle.events import NAMES_SOMEBODY, Assigned, Commented, Linked, Unlinked

__all__ = [
    "TASK",
    "TASKS",
    "Assigned",
    "Cancelled",
    "CloseCode",
    "Closed",
    "Commented",
    "Linked",
    "Opened",
    "Origin",
    "Released",
    "Started",
    "Task",
    "TaskKind",
    "TaskModel",
    "Unlinked",
    "Updated",
]


class TaskKind(Code):
    """What a task is for; a kind of your own will do."""

    PLANNING = "planning"
    IMPLEMENTATION = "implementation"
    TESTING = "testing"
    REVIEW = "review"


class Origin(Code):
    """Who made a task: a person, or the model of the record it belongs to."""

    MANUAL = "manual"
    MODEL = "model"


class CloseCode(Code):
    """How a task ended."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    SKIPPED = "skipped"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open a task of a record; it waits until it is released."""

    verb: ClassVar[str] = "open"
    ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.TASK_OF: "parent"}
    upgrades: ClassVar[Mapping[str, str]] = {"parent": "of"}
    id: str = attrs.field(kw_only=False)
    summary: str
    parent: str
    kind: str = TaskKind.IMPLEMENTATION
    origin: str = Origin.MANUAL
    description: str | None = None
    group: str | None = None
    assignee: str | None = None
    planned_start: datetime | None = attrs.field(default=None, converter=maybe_utc)
    planned_end: datetime | None = attrs.field(default=None, converter=maybe_utc)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct or complete its facts."""

    verb: ClassVar[str] = "update"
    summary: str | None = None
    kind: str | None = None
    description: str | None = None
    planned_start: datetime | None = attrs.field(default=None, converter=maybe_utc)
    planned_end: datetime | None = attrs.field(default=None, converter=maybe_utc)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Released(Event):
    """Allow it to be started."""

    verb: ClassVar[str] = "release"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Started(Event):
    """Start to work on it."""

    verb: ClassVar[str] = "start"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it: complete, incomplete or skipped."""

    verb: ClassVar[str] = "close"
    sets: ClassVar[Mapping[str, Any]] = {
        "close_code": field("event.code"),
        "close_notes": field("event.notes"),
    }
    code: str
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it."""

    verb: ClassVar[str] = "cancel"
    reason: str


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Task(Record["TaskModel"]):
    """A task of another record.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> task = Task.open("TASK-1", at=nine, by="ada", summary="Test it", parent="CHG-1")
    >>> task.release(at=nine, by="ada").start(at=nine, by="grace")
    <Task TASK-1 in_progress v3>
    """

    derived: ClassVar[tuple[str, ...]] = ("parent",)
    chronology: ClassVar[Chronology] = Chronology(orders=(("planned_start", "planned_end"),))

    summary: str = ""
    kind: str = TaskKind.IMPLEMENTATION
    origin: str = Origin.MANUAL
    description: str | None = None
    group: str | None = None
    assignee: str | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    close_code: str | None = None
    close_notes: str | None = None

    open = opening(Opened)
    update = verb(Updated)
    assign = verb(Assigned)
    release = verb(Released)
    start = verb(Started)
    close = verb(Closed)
    cancel = verb(Cancelled)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def parent(self) -> str:
        """The number of the record that it belongs to."""
        return next(iter(self.links.of(LinkKind.TASK_OF)), "")


@attrs.frozen(kw_only=True)
class TaskModel(Model):
    """The tables that a task lives by."""

    record: ClassVar[type[Task]] = Task
    opening_event: ClassVar[type[Opened]] = Opened
    open = opening(Opened, Task)


_OPEN = ("pending", "open", "in_progress")

_OTHERS = (
    LinkKind.PROBLEM,
    LinkKind.INCIDENT,
    LinkKind.CAUSED_BY,
    LinkKind.CAUSES,
    LinkKind.FIXED_BY,
    LinkKind.FIXES,
    LinkKind.TASK,
)
LINKS = tuple(kind for kind in LinkKind if kind not in _OTHERS)
"""What other records may be to a task."""

TASK = TaskModel(
    name="task",
    lifecycle=Lifecycle(
        "task",
        states=(
            State("pending", phase=Phase.PENDING),
            State("open", phase=Phase.NEW),
            State("in_progress", phase=Phase.ACTIVE),
            State("closed", phase=Phase.CLOSED),
            State("cancelled", phase=Phase.CANCELLED),
        ),
        rules=(
            Rule(Released, source="pending", target="open"),
            Rule(Started, source="open", target="in_progress"),
            Rule(Closed, source=_OPEN, target="closed"),
            Rule(Cancelled, source=_OPEN, target="cancelled"),
            Rule(
                Assigned,
                source=_OPEN,
                guards=NAMES_SOMEBODY,
            ),
            Rule(Updated, source=_OPEN),
            Rule(Commented, source=ANY),
            Rule(Linked, source=ANY),
            Rule(Unlinked, source=ANY),
        ),
    ),
    codes={"close_code": tuple(CloseCode), "links": LINKS},
)
"""The default task model; codes and states are ServiceNow's (c_ChangeStateModel.md)."""

TASKS = Practice(Task, prefix="TASK")
"""Tasks, as a desk knows them."""

if not TYPE_CHECKING:
    Task.model = TASK

offer(globals())
