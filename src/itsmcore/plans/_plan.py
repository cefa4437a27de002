"""Plans: the tasks of a record, and in which order they are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

import attrs

from itsmcore.conditions import ALWAYS, Condition, Facts, field
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_several, as_text, is_in, refuse_faults
from itsmcore.figures import Rows, cell
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.output import Formats, as_bundle, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.plans._faults import plan_faults
from itsmcore.plans._order import followers, in_order
from itsmcore.plans._planned_task import PlannedTask
from itsmcore.plans._progress import Progress, progress_of, start
from itsmcore.plans._states import StepState

if TYPE_CHECKING:
    from itsmcore.schedule import Target

OnIncomplete: TypeAlias = Literal["skips", "goes_on"]
"""What a step that ended incomplete does to those that wait for it."""
_TASKS = Phrase("plans.expected.tasks")


@attrs.frozen(init=False, repr=False)
class Plan:
    """The tasks of a record, as a graph: each is released when those before it have ended.

    A task that is not needed is skipped, and those that wait for it are released all the same.
    After one that is incomplete or was cancelled, those that wait for it are skipped, and those
    that wait for these.

    Args:
        tasks: the planned tasks.
        on_incomplete: whether what waits for an incomplete task is skipped (`"skips"`), or goes on.
        starts_in: the state of the record in which its tasks are made.

    Raises:
        FaultyDefinition: there is no task, two have one name, one waits for a task that is not
            planned or for itself, or one can never be needed; lists every fault.
        BadValue: something is no planned task, or `on_incomplete` is neither.

    >>> plan = Plan(
    ...     PlannedTask("order", group="procurement"),
    ...     PlannedTask("image", after="order"),
    ...     PlannedTask("ship", after="image", when=field("is_remote").is_(True)),
    ... )
    >>> begun = plan.progress()
    >>> begun.released
    ('order',)
    >>> imaged = begun.after("order", "complete").after(
    ...     "image", "complete", facts={"is_remote": False})
    >>> imaged.skipped, imaged.outcome
    (('ship',), StepState.COMPLETE)
    """

    tasks: tuple[PlannedTask, ...]
    on_incomplete: OnIncomplete
    starts_in: str | None

    def __init__(
        self,
        *tasks: PlannedTask,
        on_incomplete: OnIncomplete = "skips",
        starts_in: str | None = None,
    ) -> None:
        several = as_several(PlannedTask, tasks, "tasks", _TASKS)
        given: object = on_incomplete
        if not is_in(given, get_args(OnIncomplete)):
            expected = Phrase("plans.expected.one_of", names=", ".join(get_args(OnIncomplete)))
            raise BadValue(field="on_incomplete", value=on_incomplete, expected=expected)
        state = None if starts_in is None else as_text(starts_in, "starts_in")
        self.__attrs_init__(several, on_incomplete, state)
        refuse_faults(Phrase("plans.subject.the_plan"), plan_faults(self.tasks))

    # --- look-ups -----------------------------------------------------------------------------

    @cached_property
    def by_name(self) -> Mapping[str, PlannedTask]:
        """The planned tasks by their names."""
        return FrozenDict({task.name: task for task in self.tasks})

    def __getitem__(self, name: str) -> PlannedTask:
        """Return a planned task.

        Raises:
            Unlisted: there is none of that name.
        """
        self.check_step(name)
        return self.by_name[name]

    def check_step(self, name: object) -> None:
        """Refuse what is not the name of a planned task.

        Raises:
            Unlisted: there is none of that name.
        """
        if not is_in(name, self.by_name):
            raise Unlisted(kind=Phrase("plans.kind.task"), name=name, known=tuple(self.by_name))

    def __contains__(self, name: object) -> bool:
        return is_in(name, self.by_name)

    def __iter__(self) -> Iterator[PlannedTask]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The names, each after those that it waits for."""
        return tuple(in_order(self._waits))

    @cached_property
    def followers(self) -> Mapping[str, tuple[str, ...]]:
        """The names of those that wait for each."""
        found = followers(self._waits)
        return FrozenDict({name: tuple(later) for name, later in found.items()})

    @property
    def _waits(self) -> Mapping[str, tuple[str, ...]]:
        return {task.name: task.after for task in self.tasks}

    @property
    def targets(self) -> tuple[tuple[Condition, timedelta | Target], ...]:
        """How long its tasks may take, as the targets of a goal for tasks.

        >>> Plan(PlannedTask("image", target=timedelta(hours=8))).targets
        ((field('step').is_('image'), datetime.timedelta(seconds=28800)),)
        """
        timed = [task for task in self.tasks if task.target is not None]
        pairs = tuple((field("step").is_(task.name), task.target) for task in timed)
        return cast("tuple[tuple[Condition, timedelta | Target], ...]", pairs)

    def starting_in(self, starts_in: str) -> Plan:
        """Return the plan with another state of the record in which its tasks are made."""
        return Plan(*self.tasks, on_incomplete=self.on_incomplete, starts_in=starts_in)

    # --- progress -----------------------------------------------------------------------------

    @cached_property
    def _start(self) -> Progress:
        return start(self)

    def progress(
        self, *, states: Mapping[str, StepState | str] = EMPTY, facts: Facts = EMPTY
    ) -> Progress:
        """Return how far it has come, and what is to happen now.

        A task that nothing is said of is pending.

        Args:
            states: what has become of its tasks, by their names.
            facts: the facts of the record, by which it is judged which tasks are needed.

        Raises:
            Unlisted: there is no such task.
            BadValue: there is no such state, or the facts cannot be read.
        """
        return progress_of(self._start, states, facts)

    # --- pictures -----------------------------------------------------------------------------

    @property
    def rows(self) -> Rows:
        """A row for each planned task, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "task": task.name,
                "after": ", ".join(task.after) or None,
                "when": None if task.when == ALWAYS else str(task.when),
                "summary": task.summary,
                "group": task.group,
                "assignee": task.assignee,
                "kind": task.kind,
                "target": None if task.target is None else cell(task.target),
                "is_final": task.is_final,
            }
            for task in self.tasks
        )

    def __repr__(self) -> str:
        said = [repr(task) for task in self.tasks]
        if self.on_incomplete != "skips":
            said.append(f"on_incomplete={self.on_incomplete!r}")
        if self.starts_in is not None:
            said.append(f"starts_in={self.starts_in!r}")
        return f"Plan({', '.join(said)})"

    def __str__(self) -> str:
        count = len(self)
        where = "" if self.starts_in is None else say("plans.starts_in", fact=self.starts_in)
        return say("plans.counts", count=count, where=where)

    def _formats(self) -> Formats:
        from itsmcore.plans._pictures import formats  # noqa: PLC0415 (import on use)

        return formats(self)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
    _repr_mimebundle_ = as_bundle
