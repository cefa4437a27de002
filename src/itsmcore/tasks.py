"""Tasks: pieces of work that belong to a change, a problem or an incident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from itsmcore._faces import offer
from itsmcore.codes import Code
from itsmcore.conditions import Field, field
from itsmcore.errors import Fault
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.lifecycle import (
    ANY,
    Chronology,
    Event,
    Guard,
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
    hold_region,
    opening,
    verb,
)
from itsmcore.lifecycle._link import link_kinds
from itsmcore.lifecycle.events import (
    NAMES_SOMEBODY,
    NOT_HELD,
    Assigned,
    Commented,
    Linked,
    Unlinked,
)
from itsmcore.phrase import Phrase

__all__ = [
    "HOLD",
    "TASK",
    "TASKS",
    "Assigned",
    "Cancelled",
    "CloseCode",
    "Closed",
    "Commented",
    "Held",
    "Linked",
    "Opened",
    "Origin",
    "Released",
    "Resumed",
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
    step: str | None = None
    is_final: bool = False
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


def _held_with(held: Held, _: Any) -> str | None:
    return None if held.cause is None else held.cause.record


_NOT_HELD: Mapping[str, None] = {"hold_reason": None, "held_with": None}
"""What is true once a hold has ended."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put it on hold; it stays where it is, and is not started until it is resumed.

    Attributes:
        reason: what it waits for.
    """

    verb: ClassVar[str] = "hold"
    sets: ClassVar[Mapping[str, Any]] = {
        "hold_reason": field("event.reason"),
        "held_with": _held_with,
    }
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Take it off hold."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[Mapping[str, Any]] = _NOT_HELD


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it: complete, incomplete or skipped."""

    verb: ClassVar[str] = "close"
    sets: ClassVar[Mapping[str, Any]] = {
        **_NOT_HELD,
        "close_code": field("event.code"),
        "close_notes": field("event.notes"),
    }
    code: str
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = _NOT_HELD
    reason: str


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Task(Record["TaskModel"]):
    """A task of another record.

    Attributes:
        step: its name in the plan that made it; None for a task that somebody added.
        is_final: whether what it does cannot be undone once it is complete, by that plan.
        held_with: the number of the record with which it was put on hold; None if it was by hand.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> task = Task.open("TASK-1", at=nine, by="ada", summary="Test it", parent="CHG-1")
    >>> task.release(at=nine, by="ada").start(at=nine, by="grace")
    <Task TASK-1 in_progress v3>
    """

    derived: ClassVar[tuple[str, ...]] = ("parent", "outcome", "is_withdrawn", "made_at_version")
    chronology: ClassVar[Chronology] = Chronology(orders=(("planned_start", "planned_end"),))

    summary: str = ""
    kind: str = TaskKind.IMPLEMENTATION
    origin: str = Origin.MANUAL
    description: str | None = None
    group: str | None = None
    assignee: str | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    step: str | None = None
    is_final: bool = False
    hold_reason: str | None = None
    held_with: str | None = None
    close_code: str | None = None
    close_notes: str | None = None

    open = opening(Opened)
    update = verb(Updated)
    assign = verb(Assigned)
    release = verb(Released)
    start = verb(Started)
    hold = verb(Held)
    resume = verb(Resumed)
    close = verb(Closed)
    cancel = verb(Cancelled)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def parent(self) -> str:
        """The number of the record that it belongs to."""
        return next(iter(self.links.of(LinkKind.TASK_OF)), "")

    @property
    def outcome(self) -> CloseCode | None:
        """What it counts as once its record's tasks have ended; None while it has not ended.

        It is the code that it was closed with; one of your own counts as incomplete. Cancelled by
        hand it is incomplete; cancelled because of what became of its record, it is skipped.
        """
        if not self.phase.is_final:
            return None
        if self.phase is not Phase.CANCELLED:
            known = (code for code in CloseCode if code == self.close_code)
            return next(known, CloseCode.INCOMPLETE)
        return CloseCode.SKIPPED if self.is_withdrawn else CloseCode.INCOMPLETE

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was cancelled because of what became of its record."""
        if self.phase is not Phase.CANCELLED:
            return False
        cause = next((e.cause for e in reversed(self.history) if isinstance(e, Cancelled)), None)
        return cause is not None and cause.record is not None

    @property
    def made_at_version(self) -> int | None:
        """The version of its record at which a plan made it; None if somebody added it."""
        cause = self.history[0].cause
        return None if self.step is None or cause is None else cause.version


@attrs.frozen(kw_only=True)
class TaskModel(Model):
    """The tables that a task lives by."""

    record: ClassVar[type[Task]] = Task
    opening_event: ClassVar[type[Opened]] = Opened
    open = opening(Opened, Task)

    def _faults(self) -> Iterator[Fault]:
        yield from super()._faults()
        if self.task_plan is not None:
            words = Phrase("tasks.plans_tasks_task")
            yield Fault("tasks_of_task", Phrase("tasks.subject.task_plan"), words)


_OPEN = ("pending", "open", "in_progress")

_OTHERS = (LinkKind.TASK, LinkKind.SOURCE_OF)
LINKS = tuple(kind for kind in link_kinds(LinkKind.TASK_OF) if kind not in _OTHERS)
"""What other records may be to a task."""

HOLD = hold_region(
    Held,
    Resumed,
    Closed,
    Cancelled,
    guards=Guard(Phrase("guards.not_open"), field("state").is_in(_OPEN), code="not_open"),
)
"""Whether a task is on hold, beside its state."""

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
            Rule(
                Started,
                source="open",
                target="in_progress",
                guards=NOT_HELD,
            ),
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
    regions=(HOLD,),
    codes={"close_code": tuple(CloseCode), "links": LINKS},
)
"""The default task model; codes and states are ServiceNow's (c_ChangeStateModel.md)."""

TASKS = Practice(Task, prefix="TASK")
"""Tasks, as a desk knows them."""

if not TYPE_CHECKING:
    Task.model = TASK

offer(globals())
