"""Plans on a desk: the tasks that they make, and what is released and skipped as these end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import attrs

from itsmcore.approval import Approvable, Party
from itsmcore.desk._link_table import LinkTable, Tie
from itsmcore.desk._links import NO_TIES, Moved, NotLoaded, Step, Ties
from itsmcore.desk._outcome import Refusal
from itsmcore.errors import BadValue, ItsmError
from itsmcore.lifecycle import Cause, Event, LinkKind, Model, Record
from itsmcore.lifecycle._timers import entered
from itsmcore.lifecycle.events import Redacted
from itsmcore.persistent import NOTHING, PersistentMap, PersistentSet
from itsmcore.phrase import Phrase
from itsmcore.plans import Plan, PlannedTask, Progress, StepState
from itsmcore.tasks import TASK, TASKS, Assigned, CloseCode, Closed, Opened, Origin, Released, Task

_BEGUN = -1
"""The row by which a plan begins, at most once for each first event, as rows follow links."""
_UNNEEDED = "It is not needed"
_DOOMED = "A task that it waits for was not completed"


class Doing(Protocol):
    """What a desk is becoming, as plans see it and take part in it."""

    @property
    def records(self) -> Mapping[str, Record]: ...
    @property
    def table(self) -> LinkTable: ...
    @property
    def ties(self) -> Ties: ...
    @property
    def missed(self) -> set[str]: ...
    @property
    def refusals(self) -> list[Refusal]: ...
    @property
    def done(self) -> set[Step]: ...
    def number(self, practice: str, instead: str) -> str: ...
    def opened(self, opening: Event, model: Model) -> list[Moved]: ...
    def followed(self, id: str, event: Event) -> list[Moved]: ...


@attrs.frozen
class Running:
    """A plan under way: how far it has come, and the number of the task of each step.

    Attributes:
        progress: how far it has come; nothing of it is undecided or refused.
        tasks: the number of the task of each step.
        since: the version of the record since which tasks count.
    """

    progress: Progress
    tasks: Mapping[str, str]
    since: int

    def tells(self, task: Task, step: str, state: StepState) -> bool:
        """Return whether it knows what has become of a task, or has another for its step."""
        return self.tasks.get(step) != task.id or self.progress.states[step] is state


@attrs.frozen(eq=False)
class UnderWay:
    """The plans under way on a desk, kept for the next thing that happens there.

    Attributes:
        records: the records of the desk.
        ties: what ties them.
        running: how far plans have come, by the numbers of their records, as far as it is known.
    """

    records: PersistentMap[str, Record] = NOTHING
    ties: PersistentMap[str, PersistentSet[Tie]] = NOTHING
    running: PersistentMap[str, Running] = NOTHING

    def among(
        self, records: PersistentMap[str, Record], ties: PersistentMap[str, PersistentSet[Tie]]
    ) -> PersistentMap[str, Running]:
        """Return how far plans have come among records; nothing is known if these are others."""
        is_same = records is self.records and ties is self.ties
        return self.running if is_same else NOTHING


class Plans:
    """Carry out the plans of records while events follow from one another.

    Tasks are made when an event brings a record into the state in which its plan starts, once for
    all visits, or anew if all were withdrawn since, or an approval of the record was void: what was
    made before that is past, however it ended. From then on the plan goes on whenever one of
    its tasks ends, unless its own record has ended that: what a record does to its tasks moves
    nothing on. How far one has come is kept until something happens that it does not know of.
    """

    def __init__(self, work: Doing, running: PersistentMap[str, Running]) -> None:
        self.work = work
        self.running = running

    def forget(self, id: str | None) -> None:
        """Forget how far the plan of a record has come; it is found anew once it is asked for."""
        if id in self.running:
            self.running = self.running.without([id])

    def retied(self, id: str, ties: Iterable[Tie]) -> None:
        """Forget how far plans have come whose records have other tasks now."""
        for kind, other in ties:
            if kind == LinkKind.TASK:
                self.forget(id)
            elif kind == LinkKind.TASK_OF:
                self.forget(other)

    def followed(self, source: Record) -> list[Moved]:
        """Carry out what the last event of a record calls for by a plan."""
        if isinstance(source, Task):
            if isinstance(source.history[-1], Redacted):
                self.forget(source.parent)
            step = _step(source)
            return [] if step is None else self._after_task(source, step)
        plan, record = source.model.task_plan, self.work.records[source.id]
        if plan is None or record.phase.is_final:
            self.forget(record.id)
            return []
        is_start = source.state == plan.starts_in and entered(source) == source.version - 1
        running = self.running.get(record.id)
        if running is not None and running.since == _voided_at(record) and not is_start:
            return []
        tasks, absent = self._planned(plan, record)
        if absent:
            return self._lacking(record.id, absent) if is_start else []
        if is_start and all(task.is_withdrawn for task in tasks.values()):
            return self._begun(plan, source)
        return self._gone_on(plan, source, record, tasks)

    def _after_task(self, task: Task, step: str) -> list[Moved]:
        """Go on with a plan once something has become of a task of it."""
        running, state = self.running.get(task.parent), _state(task)
        parent, cause = self.work.records.get(task.parent), task.history[-1].cause
        if running is not None and running.tells(task, step, state):
            return []
        self.forget(task.parent)
        if cause is not None and cause.record == task.parent:
            return []
        if parent is None:
            return self._lacking(task.parent, [task.parent]) if state.has_ended else []
        plan = parent.model.task_plan
        if plan is None or step not in plan or parent.phase.is_final:
            return []
        if running is not None and running.since == _voided_at(parent):
            progress = running.progress.after(step, state, facts=parent.facts)
            return self._carried_out(task, parent, attrs.evolve(running, progress=progress))
        if not state.has_ended:
            return []
        tasks, absent = self._planned(plan, parent)
        if absent:
            return self._lacking(parent.id, absent)
        return self._gone_on(plan, task, parent, tasks)

    def _planned(self, plan: Plan, record: Record) -> tuple[dict[str, Task], list[str]]:
        """Return the task of each step for a record, and what of its tasks is not loaded."""
        ties, since = self.work.ties.get(record.id, NO_TIES), _voided_at(record)
        numbers = sorted(other for kind, other in ties if kind == LinkKind.TASK)
        found = (self.work.records.get(other) for other in numbers)
        made = (task for task in found if isinstance(task, Task))
        tasks = sorted((task for task in made if (task.made_at_version or 0) >= since), key=_age)
        steps = ((_step(task), task) for task in tasks)
        known = {step: task for step, task in steps if step is not None and step in plan}
        return known, [other for other in numbers if other not in self.work.records]

    def _lacking(self, id: str, absent: list[str]) -> list[Moved]:
        """Report that a plan cannot go on before some records are loaded."""
        self.work.missed.update(absent)
        error = NotLoaded(kind=Phrase("desk.plans.record"), name=absent[0], known=())
        self.work.refusals.append(Refusal(id, Released.verb, error))
        return []

    def _begun(self, plan: Plan, source: Record) -> list[Moved]:
        """Make the tasks of a plan, and release the first."""
        moved: list[Moved] = []
        tasks: dict[str, str] = {}
        begun = source.history[-1].at, frozenset({(source.id, LinkKind.TASK)}), _BEGUN
        if begun in self.work.done:
            return []
        self.work.done.add(begun)
        try:
            for planned in plan:
                number = self.work.number(TASKS.name, f"{source.id}-{planned.name}")
                opening = self._assigned(_opening(number, planned, source), source)
                moved += self.work.opened(opening, TASK)
                tasks[planned.name] = number
        except ItsmError as error:
            self.work.refusals.append(Refusal(source.id, Opened.verb, error))
            return moved
        record = self.work.records[source.id]
        running = Running(plan.progress(facts=record.facts), tasks, _voided_at(record))
        return moved + self._carried_out(source, record, running)

    def _assigned(self, opening: Opened, source: Record) -> Opened:
        """Leave a task to nobody if whoever a plan names for it has approved the record."""
        if not isinstance(source, Approvable) or Party.IMPLEMENTER not in source.four_eyes:
            return opening
        if opening.assignee is None or opening.assignee not in source.approvers:
            return opening
        expected = Phrase("desk.expected.somebody_else_who_approved")
        error = BadValue(field="assignee", value=opening.assignee, expected=expected)
        self.work.refusals.append(Refusal(opening.id, Assigned.verb, error))
        return attrs.evolve(opening, assignee=None)

    def _gone_on(
        self, plan: Plan, source: Record, record: Record, tasks: Mapping[str, Task]
    ) -> list[Moved]:
        """Go on by what has become of the tasks; a step without one is skipped."""
        if not tasks:
            return []
        unmade = dict.fromkeys(plan.by_name, StepState.SKIPPED)
        states = {step: _state(task) for step, task in tasks.items()}
        progress = plan.progress(states={**unmade, **states}, facts=record.facts)
        numbers = {step: task.id for step, task in tasks.items()}
        running = Running(progress, numbers, _voided_at(record))
        return self._carried_out(source, record, running)

    def _carried_out(self, source: Record, record: Record, running: Running) -> list[Moved]:
        """Skip and release what is to be skipped and released now."""
        moved: list[Moved] = []
        progress, was_refused = running.progress, bool(running.progress.undecided)
        refused = len(self.work.refusals)
        for name in progress.skipped:
            notes = _DOOMED if name in progress.doomed else _UNNEEDED
            skipped = Closed(**said_by(source), code=CloseCode.SKIPPED, notes=notes)
            moved += self.work.followed(running.tasks[name], skipped)
        for name in progress.released:
            moved += self.work.followed(running.tasks[name], Released(**said_by(source)))
        for name in progress.undecided:
            try:
                progress.plan[name].when.judge(record.facts)
            except ItsmError as error:
                refusal = Refusal(running.tasks[name], Released.verb, error)
                is_new = all(str(known) != str(refusal) for known in self.work.refusals)
                self.work.refusals.extend([refusal] * is_new)
        if not was_refused and len(self.work.refusals) == refused:
            self.running |= {record.id: running}
        else:
            self.forget(record.id)
        return moved


def said_by(source: Record) -> dict[str, Any]:
    """Return by whom, when and because of what something follows from a record's last event."""
    event = source.history[-1]
    cause = Cause(event.verb, version=source.version, record=source.id)
    return {"at": event.at, "by": event.by, "cause": cause}


def _opening(number: str, planned: PlannedTask, source: Record) -> Opened:
    kind: dict[str, Any] = {} if planned.kind is None else {"kind": planned.kind}
    return Opened(
        number,
        **said_by(source),
        **kind,
        parent=source.id,
        summary=planned.summary,
        origin=Origin.MODEL,
        group=planned.group,
        assignee=planned.assignee,
        step=planned.name,
        is_final=planned.is_final,
    )


def _state(task: Task) -> StepState:
    if task.outcome is not None:
        return StepState(task.outcome)
    is_initial = task.state == task.model.lifecycle.initial
    return StepState.PENDING if is_initial else StepState.OPEN


def _step(task: Task) -> str | None:
    """Return the step that a task is of, while it is of the record that the plan is for."""
    return task.step if getattr(task.history[0], "parent", None) == task.parent else None


def _voided_at(record: Record) -> int:
    """Return the version at which an approval of a record was last void; 0 if none ever was."""
    return record.voided_at_version if isinstance(record, Approvable) else 0


def _age(task: Task) -> tuple[bool, datetime]:
    """Order tasks of one step: the one that counts is the last, and not withdrawn."""
    return not task.is_withdrawn, task.history[0].at
