"""The walk along a timeline that makes a goal's clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from itsmcore.conditions import NEVER, Condition, Some, field
from itsmcore.instant import utc
from itsmcore.schedule import Schedule, Target
from itsmcore.service_levels._clock import Clock, Status
from itsmcore.service_levels._cycle import Cycle, Key
from itsmcore.service_levels._goal import Goal
from itsmcore.service_levels._signals import Attachment, Signal
from itsmcore.service_levels._stretch import Mode
from itsmcore.service_levels._terms import Terms
from itsmcore.timeline import Step


class Walk:
    """Walk along the steps of a timeline, and keep a clock by a goal."""

    def __init__(
        self,
        goal: Goal,
        terms: Terms,
        schedule: Schedule,
        steps: Sequence[Step],
        at: datetime,
        *,
        attachment: Attachment | None = None,
        holder: object = None,
        named: dict[str, Any],
    ) -> None:
        self.goal, self.terms, self.default, self.at = goal, terms, schedule, at
        self.steps = steps
        self.attachment, self.holder, self.named = attachment, holder, named
        self.stop, self.reset, self.start, self.cancel = (
            Signal(getattr(goal, name), steps, is_momentary=name in goal.momentary)
            for name in ("stop", "reset", "start", "cancel")
        )
        self.loses_start = terms.on_start_lost == "cancel"
        self.allowed: tuple[tuple[object, ...], Any] | None = None
        self.status = Status.NOT_STARTED
        self.waits = False
        self.starts_at: datetime | None = None
        self.earlier: list[Clock] = []
        self.cycle: Cycle | None = None
        self.causes = self._causes()

    def clock(self) -> Clock:
        """Walk to the end, and give the clock as it then stands."""
        first, end = 0, len(self.steps)
        attachment = self.attachment
        if attachment is not None:
            end = end if attachment.end is None else attachment.end
            if self.terms.before_attachment == "ignore":
                first = attachment.begin
        for index in range(first, end):
            self._take(index)
        if end < len(self.steps):
            self.starts_at = None
        if end and end < len(self.steps) and self._is_active and attachment is not None:
            self._end(Status.CANCELLED, self.steps[end].at, ~attachment.condition)
        return self._made()

    # --- what is asked of each step ---------------------------------------------------------

    def _causes(self) -> list[Condition | None]:
        """Find, for each step, the condition that pauses the clock from there on."""
        goal, found = self.goal, list[Condition | None]()
        if goal.pause == NEVER and goal.per is None:
            return [None] * len(self.steps)
        parts = goal.pause.parts if isinstance(goal.pause, Some) else (goal.pause,)
        pauses = [
            Signal(part, self.steps, is_momentary="pause" in goal.momentary) for part in parts
        ]
        resume = None if goal.resume is None else Signal(goal.resume, self.steps)
        resumes_first = self.terms.order.index("resume") < self.terms.order.index("pause")
        elsewhere = None if goal.per is None else ~field(goal.per).is_(self.holder)
        held: Condition | None = None
        for index, step in enumerate(self.steps):
            asked = Signal.lasts if resume is None else Signal.holds
            cause = next((p.condition for p in pauses if asked(p, index)), None)
            if resume is None:
                held = cause
            elif (cause is None or resumes_first) and resume.holds(index):
                held = None
            else:
                held = cause if held is None else held
            is_elsewhere = goal.per is not None and step.get(goal.per) != self.holder
            found.append(elsewhere if is_elsewhere else held)
        return found

    def _cancels(self, index: int, asked: Callable[[Signal, int], bool] = Signal.holds) -> bool:
        """Tell whether it is cancelled at a step, or goes on being so."""
        return asked(self.cancel, index) or (self.loses_start and not self.start.lasts(index))

    def _target(self, step: Step) -> timedelta | Target | None:
        facts = tuple(map(step.get, self.goal.target_facts))
        if self.allowed is None or self.allowed[0] != facts:
            answers = self.goal.targets.answers(step)
            self.allowed = facts, answers[0] if answers else None
        return self.allowed[1]

    def _schedule(self, step: Step) -> Schedule:
        chosen = self.goal.schedule
        if chosen is None:
            return self.default
        return chosen if isinstance(chosen, Schedule) else chosen.decide(step)

    # --- the walk ---------------------------------------------------------------------------

    @property
    def _is_active(self) -> bool:
        return self.status in (Status.RUNNING, Status.PAUSED)

    def _take(self, index: int) -> None:
        if self._is_active:
            self._go_on(index)
        elif self.status is Status.NOT_STARTED:
            self._wait(index)
        else:
            self._revive(index)

    def _wait(self, index: int) -> None:
        step, goal = self.steps[index], self.goal
        self.waits = self.waits or self.start.holds(index)
        if not self.waits or (goal.per is not None and step.get(goal.per) != self.holder):
            return
        said = None if goal.start_at is None else step.get(goal.start_at)
        start = utc(said) if isinstance(said, datetime) else step.at
        self.starts_at = None
        if start > step.at:
            is_last = index + 1 == len(self.steps)
            if start > (self.at if is_last else self.steps[index + 1].at):
                self.starts_at = start
                return
            if not is_last and start == self.steps[index + 1].at:
                return
        self._begin(index, start)

    def _begin(self, index: int, start: datetime) -> None:
        """Start a cycle at a step, counting from an instant."""
        step = self.steps[index]
        cycle = self.cycle = Cycle(start, self._schedule(step))
        cycle.target = self._target(step)
        if start < step.at:
            self._count_back(index, start)
        at = max(start, step.at)
        asked = Signal.holds if at == step.at else Signal.lasts
        for name in self.terms.order:
            match name:
                case "stop" if asked(self.stop, index):
                    self._turn(index, Mode.RUNNING, at=at)
                    return self._end(Status.COMPLETED, at, self.goal.stop)
                case "cancel" if self._cancels(index, asked):
                    self._turn(index, Mode.RUNNING, at=at)
                    return self._end(Status.CANCELLED, at, self.goal.cancel)
                case "pause" if self.causes[index] is not None:
                    return self._turn(index, Mode.PAUSED, at=at)
                case "start":
                    return self._turn(index, Mode.RUNNING, at=at)
                case _:
                    pass
        return None  # pragma: no cover

    def _count_back(self, index: int, start: datetime) -> None:
        """Count the time from an instant to the step at which the clock came to be."""
        assert self.cycle is not None
        known = self._known(index) or self.steps[index].at
        if self.terms.before_attachment == "ignore":
            return self.cycle.turn(start, self._key(index, Mode.RUNNING, known=known))
        since = bisect_right(self.steps, start, hi=index, key=lambda step: step.at) - 1
        if since < 0:
            self.cycle.turn(start, self._key(0, Mode.RUNNING, known=known))
        for place in range(max(since, 0), index):
            mode = Mode.RUNNING if self.causes[place] is None else Mode.PAUSED
            at = max(start, self.steps[place].at)
            self.cycle.turn(at, self._key(place, mode, known=known))
        return None

    def _go_on(self, index: int) -> None:
        step, cycle = self.steps[index], self.cycle
        assert cycle is not None
        schedule = cycle.schedule
        if self.terms.schedule_chosen == "live":
            cycle.schedule = self._schedule(step)
        target = self._target(step)
        if target != cycle.target:
            change = self.terms.on_target_change
            if change == "new_clock":
                self._end(Status.CANCELLED, step.at, None)
                self._again(index)
                return
            cycle.target = target
            if change == "restart":
                cycle.restart(step.at)
            self._turn(index, self._mode)
        elif cycle.schedule != schedule:
            self._turn(index, self._mode)
        self._obey(index)

    def _obey(self, index: int) -> None:
        """Do what the first signal that holds demands."""
        step = self.steps[index]
        for name in self.terms.order:
            match name:
                case "stop" if self.stop.holds(index):
                    return self._end(Status.COMPLETED, step.at, self.goal.stop)
                case "reset" if self.reset.fires(index):
                    is_whole = self.terms.on_reset == "complete"
                    ended = Status.COMPLETED if is_whole else Status.CANCELLED
                    self._end(ended, step.at, self.goal.reset)
                    return self._again(index)
                case "cancel" if self._cancels(index):
                    return self._end(Status.CANCELLED, step.at, self.goal.cancel)
                case "pause" if self.causes[index] is not None:
                    return self._turn(index, Mode.PAUSED)
                case "resume" if self.causes[index] is None and self._mode is Mode.PAUSED:
                    return self._turn(index, Mode.RUNNING)
                case _:
                    pass
        return self._turn(index, self._mode)

    @property
    def _mode(self) -> Mode:
        return Mode.PAUSED if self.status is Status.PAUSED else Mode.RUNNING

    def _revive(self, index: int) -> None:
        """Take an ended clock up again where what ended it no longer holds."""
        was_stopped = self.status is Status.COMPLETED
        if self.stop.holds(index) if was_stopped else self._cancels(index):
            return
        lasted = (
            self.stop.lasts(index - 1) if was_stopped else self._cancels(index - 1, Signal.lasts)
        )
        if not lasted and not self.start.fires(index):
            return
        if not was_stopped or self.terms.on_reopen == "new_cycle":
            self._again(index)
        elif self.terms.on_reopen != "first_cycle":
            self._reopen(index)

    def _reopen(self, index: int) -> None:
        cycle, step = self.cycle, self.steps[index]
        assert cycle is not None
        assert cycle.ended_at is not None
        last = cycle.keys[-1]
        if cycle.ended_at < step.at:
            cycle.turn(
                cycle.ended_at, last._replace(mode=Mode.STOPPED, cause=self.goal.stop, known=None)
            )
            cycle.close(step.at, counts=self.terms.on_reopen == "count_closed")
        cycle.ended_at = cycle.cause = None
        self.status = Status.RUNNING
        self._turn(index, Mode.RUNNING)
        self._go_on(index)

    def _again(self, index: int) -> None:
        """Put the present cycle behind, and begin another."""
        self.earlier.append(self._made())
        self.status = Status.NOT_STARTED
        self._begin(index, self.steps[index].at)

    def _turn(self, index: int, mode: Mode, *, at: datetime | None = None) -> None:
        assert self.cycle is not None
        self.status = Status.PAUSED if mode is Mode.PAUSED else Status.RUNNING
        self.cycle.turn(at or self.steps[index].at, self._key(index, mode))

    def _key(self, index: int, mode: Mode, *, known: datetime | None = None) -> Key:
        assert self.cycle is not None
        step, cycle = self.steps[index], self.cycle
        facts = step.facts
        return Key(
            mode,
            self.causes[index] if mode is Mode.PAUSED else None,
            cycle.schedule,
            cycle.target,
            cycle.origin,
            known or self._known(index),
            facts.get("group"),
            facts.get("assignee"),
            "phase" in facts and facts["phase"] is None,
        )

    def _known(self, index: int) -> datetime | None:
        """Find when the clock is known of at a step; None where it is at once."""
        if self.attachment is None or self.attachment.steps[index]:
            return None
        return self.steps[self.attachment.known(index)].at

    def _end(self, status: Status, at: datetime, cause: Condition | None) -> None:
        assert self.cycle is not None
        self.cycle.close(at, is_last=True)
        self.cycle.ended_at, self.cycle.cause = at, cause
        self.status = status

    def _made(self) -> Clock:
        cycle = self.cycle
        if cycle is not None and self._is_active:
            cycle.close(self.at, is_last=True)
        return Clock(
            goal=self.goal,
            terms=self.terms,
            schedule=self.default if cycle is None else cycle.schedule,
            holder=self.holder,
            status=self.status,
            at=self.at,
            started_at=None if cycle is None else cycle.start,
            starts_at=self.starts_at,
            ended_at=None if cycle is None else cycle.ended_at,
            cause=None if cycle is None else cycle.cause,
            stretches=() if cycle is None else tuple(cycle.stretches),
            earlier=tuple(self.earlier),
            step=self.steps[-1] if self.steps else None,
            **self.named,
        )
