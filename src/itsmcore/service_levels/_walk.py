"""The walk along a timeline that makes a goal's clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Protocol

import attrs

from itsmcore.conditions import Condition, field
from itsmcore.frozen import held
from itsmcore.instant import utc
from itsmcore.schedule import Schedule, Target
from itsmcore.service_levels._asked import Answers, Asked, Question
from itsmcore.service_levels._attachment import Attachment
from itsmcore.service_levels._clock import Clock, Status, clock_of
from itsmcore.service_levels._cycle import Cycle, Key
from itsmcore.service_levels._lateness import Breach
from itsmcore.service_levels._stretch import PAUSED, RUNNING, Mode, Stretch
from itsmcore.service_levels._targets import DueBy, due_as_written
from itsmcore.timeline import Step

_at = attrgetter("at")
_ACTIVE = _RUNS, _STANDS = Status.RUNNING, Status.PAUSED


class Promise(Protocol):
    """What a walk reads of an agreement."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def schedule(self) -> Schedule: ...
    @property
    def applies(self) -> Condition: ...


class Walk:
    """Walk along the steps of a timeline, keeping a clock for a goal."""

    def __init__(
        self,
        asked: Asked,
        agreement: Promise,
        steps: Sequence[Step],
        at: datetime,
        *,
        attachment: Attachment | None = None,
        holder: object = None,
    ) -> None:
        self.asked, self.goal, self.terms = asked, asked.goal, asked.terms
        self.agreement, self.default = agreement, agreement.schedule
        self.steps, self.at = steps, at
        self.attachment, self.holder = attachment, holder
        self.status = Status.NOT_STARTED
        self.waits = False
        self.starts_at: datetime | None = None
        self.left_at: datetime | None = None
        self.is_held = False
        self.settled: int | None = None
        self.earlier: list[Clock] = []
        self.carried: tuple[Breach, ...] = ()
        self.cycle: Cycle | None = None
        per = asked.goal.per
        self.elsewhere = [per is not None and step.get(per) != holder for step in steps]
        self.told = asked.at(steps)
        self.after = asked.after(steps, self.told)
        self.doubles = [self.after[index]["duplicate"] for index in range(len(steps))]
        self.known = self._known()
        self.causes = self._causes()

    def clock(self) -> Clock:
        """Walk to the end, and return the clock as it then stands."""
        first, end = 0, len(self.steps)
        attachment = self.attachment
        if attachment is not None:
            end = end if attachment.end is None else attachment.end
            if self.terms.before_attachment == "ignore":
                first = attachment.begin
        doubled = self._doubled()
        last = end if doubled is None else min(end, max(doubled, first))
        for index in range(first, last):
            self._take(index)
        if last < end and self.status is Status.NOT_STARTED:
            self._take(last)
        if last < len(self.steps):
            self.starts_at = None
        if end and end < len(self.steps) and self.status in _ACTIVE and attachment is not None:
            self._end(Status.CANCELLED, self.steps[end].at, ~attachment.condition)
        if self.status in _ACTIVE and self.left_at is not None and self.asked.ends_when_left:
            self._end(Status.COMPLETED, self.left_at, self._is_left, known=self.at)
        if doubled is not None and self.cycle is not None:
            self._give_up(self.cycle, self.steps[doubled].at)
        return self._made(earlier=tuple(self.earlier), is_duplicate=doubled is not None)

    def _doubled(self) -> int | None:
        """Find the step from which the record is a duplicate; None if it is not."""
        index = len(self.steps)
        while index and self.doubles[index - 1]:
            index -= 1
        return index if index < len(self.steps) else None

    def _known(self) -> list[datetime | None]:
        """For each step at which the clock does not exist yet, when it came to exist."""
        if self.attachment is None and not any(self.doubles):
            return [None] * len(self.steps)
        applied = self.doubles if self.attachment is None else self.attachment.steps
        found, following = list[datetime | None](), None
        for step, is_double, applies in zip(
            reversed(self.steps), reversed(self.doubles), reversed(applied), strict=True
        ):
            is_judged = not is_double and (applies or self.attachment is None)
            following = step.at if is_judged else following
            found.append(None if is_judged else following)
        return found[::-1]

    def _give_up(self, cycle: Cycle, at: datetime) -> None:
        """Cancel the clock of a record that is a duplicate."""
        ended = max(at, cycle.start) if cycle.ended_at is None else cycle.ended_at
        self._end(Status.CANCELLED, ended, self.goal.duplicate)

    # --- what is asked of each step ---------------------------------------------------------

    def _causes(self) -> list[Condition | None]:
        """Find, for each step, the condition that pauses the clock from there on."""
        asked = self.asked
        if asked.goal.resume is None:
            return [self.after[index].cause for index in range(len(self.steps))]
        held, found = None, list[Condition | None]()
        for told in self.told:
            cause = told.cause
            if (cause is None or asked.resumes_first) and told["resume"]:
                held = None
            else:
                held = cause if held is None else held
            found.append(held)
        return found

    @cached_property
    def _is_left(self) -> Condition:
        """The condition that the record is not with the holder."""
        assert self.goal.per is not None
        return ~field(self.goal.per).is_(self.holder)

    def _pause(self, index: int) -> Condition | None:
        """Find what pauses the clock after a step."""
        return self._is_left if self.elsewhere[index] else self.causes[index]

    def _begins(self, question: Question, index: int) -> bool:
        """Return whether a condition begins to hold at a step."""
        if not self.told[index][question]:
            return False
        return not (self.after[index][question] and self.after[index - 1][question])

    def _cancels(self, index: int, told: Answers | None = None) -> bool:
        """Return whether it is cancelled at a step, or stays so by what holds after one."""
        asked = self.told[index] if told is None else told
        return asked["cancel"] or (self.asked.loses_start and not self.after[index]["start"])

    def _target(self, index: int) -> tuple[tuple[object, ...], timedelta | Target | None]:
        """Read the facts that the target depends on, and find the target."""
        step, told = self.steps[index], self.told[index]
        facts, target = told.target_facts, told.target
        if not isinstance(target, DueBy):
            return facts, target
        return facts, due_as_written(
            target, step, None if self.cycle is None else self.cycle.target
        )

    def _schedule(self, step: Step) -> Schedule:
        chosen = self.goal.schedule
        if chosen is None:
            return self.default
        return chosen if isinstance(chosen, Schedule) else chosen.decide(step)

    @property
    def _of_all(self) -> Schedule:
        """The schedule of a clock that has not started."""
        chosen = self.goal.schedule
        return chosen if isinstance(chosen, Schedule) else self.default

    def _followed(self, cycle: Cycle, facts: tuple[object, ...], step: Step) -> Schedule:
        """Choose the schedule again if it follows a step."""
        match self.terms.schedule_chosen:
            case "live":
                return self._schedule(step)
            case "with_target" if facts != cycle.facts:
                live = dict(zip(self.goal.target_facts, facts, strict=True))
                return self._schedule(attrs.evolve(cycle.step, facts=cycle.step.facts | live))
            case _:
                return cycle.schedule

    # --- the walk ---------------------------------------------------------------------------

    def _take(self, index: int) -> None:
        if not self.elsewhere[index]:
            self.left_at = None
        elif self.left_at is None:
            self.left_at = self.steps[index].at
        if self.status in _ACTIVE:
            self._go_on(index)
        elif self.status is Status.NOT_STARTED:
            self._wait(index)
        else:
            self._revive(index)

    def _wait(self, index: int) -> None:
        step, goal = self.steps[index], self.goal
        self.starts_at = None
        self._hear(index)
        if not self.waits or self.elsewhere[index] or self._comes_stopped(index):
            return
        said = None if goal.start_at is None or self.earlier else step.get(goal.start_at)
        start = utc(said) if isinstance(said, datetime) else step.at
        if start > step.at:
            is_last = index + 1 == len(self.steps)
            if start > (self.at if is_last else self.steps[index + 1].at):
                self.starts_at = start
                return
            if not is_last and start == self.steps[index + 1].at:
                return
        self._begin(index, start)

    def _hear(self, index: int) -> None:
        """Note whether a cycle is to begin, by the starts that have come."""
        if not self.asked.starts_anew:
            self.waits = self.waits or self.told[index]["start"]
            return
        was_over = self.after[index - 1]["stop"] or self._cancels(index - 1, self.after[index - 1])
        if self._begins("start", index) or (was_over and self.after[index]["start"]):
            self.waits = True
        elif "start" not in self.goal.momentary:
            self.waits = self.waits and self.after[index]["start"]
        if any(self._begins(part, index) for part in self.asked.stops):
            self.waits = False

    def _comes_stopped(self, index: int) -> bool:
        """Return whether a cycle is to begin when there is nothing left to do."""
        if self.asked.starts_anew and self.told[index]["stop"]:
            return True
        is_passed_on = self.goal.per is not None and index > 0
        return is_passed_on and self.after[index - 1]["stop"] and self.after[index]["stop"]

    def _begin(self, index: int, start: datetime) -> None:
        """Start a cycle at a step, counting from an instant."""
        step = self.steps[index]
        cycle = self.cycle = Cycle(start, step, self._schedule(step))
        self.waits = False
        cycle.facts, cycle.target = self._target(index)
        if start < step.at:
            self._count_back(index, start)
        at = max(start, step.at)
        told = (self.told if at == step.at else self.after)[index]
        for name in self.terms.order:
            match name:
                case "stop" if told["stop"]:
                    self._turn(index, RUNNING, at=at)
                    return self._complete(index, at)
                case "cancel" if self._cancels(index, told):
                    self._turn(index, RUNNING, at=at)
                    return self._end(Status.CANCELLED, at, self.goal.cancel)
                case "pause" if self.causes[index] is not None:
                    return self._turn(index, PAUSED, at=at)
                case "start":
                    return self._turn(index, RUNNING, at=at)
                case _:
                    pass
        return None  # pragma: no cover

    def _count_back(self, index: int, start: datetime) -> None:
        """Count the time from an instant to the step at which the clock came to exist."""
        assert self.cycle is not None
        known = self.known[index] or self.steps[index].at
        is_whole = self.terms.before_attachment == "ignore"
        since = bisect_right(self.steps, start, hi=index, key=_at) - 1
        if since < 0:  # nobody was waited for before the record was
            mode = PAUSED if self.elsewhere[0] else RUNNING
            self.cycle.turn(start, self._key(0, mode, known=known))
        for place in range(max(since, 0), index):
            stands = self.elsewhere[place] or (self.causes[place] is not None and not is_whole)
            mode = PAUSED if stands else RUNNING
            at = max(start, self.steps[place].at)
            self.cycle.turn(at, self._key(place, mode, known=known))

    def _go_on(self, index: int) -> None:
        step, cycle = self.steps[index], self.cycle
        assert cycle is not None
        if self.elsewhere[index]:
            return self._obey(index)
        cycle.judged_by = step
        if self.settled == index - 1 and self.asked.is_same(self.told[index - 1], self.told[index]):
            if not self._repeats(index):
                self._turn(index, self._mode)
            self.settled = index
            return None
        facts, target = self._target(index)
        schedule = self._followed(cycle, facts, step) if self.asked.chooses else cycle.schedule
        if target != cycle.target and self.terms.on_target_change == "new_clock":
            self._end(Status.CANCELLED, step.at, None)
            return self._again(index)
        if target != cycle.target and self.terms.on_target_change == "restart":
            cycle.restart(step.at)
        is_changed = (schedule, target) != (cycle.schedule, cycle.target)
        cycle.facts, cycle.schedule, cycle.target = facts, schedule, target
        if is_changed:
            self._turn(index, self._mode)
        return self._obey(index)

    def _repeats(self, index: int) -> bool:
        """Return whether a step tells nothing that the one before it did not."""
        is_known = self.known[index] is self.known[index - 1]
        return is_known and self.steps[index].facts is self.steps[index - 1].facts

    def _obey(self, index: int) -> None:
        """Act on the first signal that holds."""
        step, told, cause = self.steps[index], self.told[index], self.causes[index]
        if not (told["stop"] or told["reset"] or self._cancels(index)):
            return self._settle(index, RUNNING if cause is None else PAUSED)
        for name in self.terms.order:
            match name:
                case "stop" if told["stop"]:
                    return self._complete(index, step.at)
                case "reset" if self._begins("reset", index):
                    is_whole = self.terms.on_reset == "complete"
                    ended = Status.COMPLETED if is_whole else Status.CANCELLED
                    self._end(ended, step.at, self.goal.reset)
                    return self._again(index)
                case "cancel" if self._cancels(index):
                    return self._end(Status.CANCELLED, step.at, self.goal.cancel)
                case "pause" if cause is not None:
                    return self._settle(index, PAUSED)
                case "resume" if cause is None and self._mode is PAUSED:
                    return self._turn(index, RUNNING)  # what it won over may come next
                case _:
                    pass
        return self._settle(index, self._mode)

    def _settle(self, index: int, mode: Mode) -> None:
        """Go on in a mode, in which it stays for as long as the answers are the same."""
        self._turn(index, mode)
        self.settled = None if self.elsewhere[index] else index

    @property
    def _mode(self) -> Mode:
        """The mode it is in while the record is with the holder."""
        return PAUSED if self.is_held else RUNNING

    def _revive(self, index: int) -> None:
        """Resume an ended clock if what ended it no longer holds."""
        was_stopped = self.status is Status.COMPLETED
        if self.asked.starts_anew:
            self._hear(index)
        if self.told[index]["stop"] if was_stopped else self._cancels(index):
            if was_stopped and not self.asked.is_said_once:
                self._restate(index)
            return
        lasted = (
            self.after[index - 1]["stop"]
            if was_stopped
            else self._cancels(index - 1, self.after[index - 1])
        )
        if self.asked.starts_anew:
            is_called = self.waits and not self.told[index]["stop"]
        else:
            is_called = lasted or self._begins("start", index)
        if not is_called:
            return
        if not was_stopped or self.terms.on_reopen in ("new_cycle", "next_start"):
            self._again(index)
        elif self.terms.on_reopen != "first_cycle":
            self._reopen(index)

    def _reopen(self, index: int) -> None:
        step, cycle = self.steps[index], self.cycle
        assert cycle is not None
        over = cycle.over_at
        assert over is not None
        cycle.cut(over)
        stopped = cycle.keys[-1]._replace(
            mode=Mode.STOPPED,
            cause=self.goal.stop,
            counts=self.terms.on_reopen == "count_closed",
        )
        since = bisect_right(self.steps, over, hi=index, key=_at) - 1
        for place in range(max(since, 0), index if over < step.at else 0):
            is_away = self.elsewhere[place]
            key = stopped._replace(known=self.known[place], is_elsewhere=is_away)
            if is_away:
                key = key._replace(mode=PAUSED, cause=self._is_left, counts=False)
            cycle.turn(max(over, self.steps[place].at), key)
        cycle.ended_at = cycle.cause = None
        self._turn(index, RUNNING)
        self._go_on(index)

    def _again(self, index: int) -> None:
        """Close the present cycle and begin another; a holder's when the record is back."""
        ended = self._made()
        self.earlier.append(ended)
        self.carried = ended.passed_on
        self.status, self.cycle, self.waits = Status.NOT_STARTED, None, True
        if not self.elsewhere[index]:
            self._begin(index, self.steps[index].at)

    def _turn(self, index: int, mode: Mode, *, at: datetime | None = None) -> None:
        """Run or pause from a step on; pause while the record is elsewhere."""
        assert self.cycle is not None
        self.is_held = mode is PAUSED
        shown = PAUSED if self.elsewhere[index] else mode
        self.status = _STANDS if shown is PAUSED else _RUNS
        self.cycle.turn(at or self.steps[index].at, self._key(index, shown))

    def _key(self, index: int, mode: Mode, *, known: datetime | None = None) -> Key:
        assert self.cycle is not None
        step, cycle = self.steps[index], self.cycle
        facts = held(step.facts)
        return Key(
            mode,
            self._pause(index) if mode is PAUSED else None,
            cycle.schedule,
            cycle.target,
            cycle.origin,
            mode is RUNNING,
            known or self.known[index],
            facts.get("group"),
            facts.get("assignee"),
            "phase" in facts and facts["phase"] is None,
            self.elsewhere[index],
        )

    def _complete(self, index: int, at: datetime) -> None:
        """Complete the cycle by its stop."""
        cycle = self.cycle
        assert cycle is not None
        self._end(Status.COMPLETED, at, self.goal.stop)
        cycle.stopped_at, cycle.left_at = at, self.left_at if self.asked.ends_when_left else None
        self._restate(index)

    def _restate(self, index: int) -> None:
        """Let what was stopped have ended when a step says it really did."""
        cycle, name = self.cycle, self.goal.stop_at
        assert cycle is not None
        assert cycle.stopped_at is not None
        said = None if name is None else self.steps[index].get(name)
        over = cycle.stopped_at
        if isinstance(said, datetime):
            over = min(over, max(utc(said), cycle.start))
        cycle.over_at, cycle.ended_at = over, over
        if cycle.left_at is not None and cycle.left_at < over:
            cycle.ended_at, cycle.cause = cycle.left_at, self._is_left

    def _end(
        self,
        status: Status,
        at: datetime,
        cause: Condition | None,
        *,
        known: datetime | None = None,
    ) -> None:
        assert self.cycle is not None
        self.cycle.close(known or at, is_last=True)
        self.cycle.ended_at, self.cycle.cause = at, cause
        self.status = status

    def _made(self, *, earlier: tuple[Clock, ...] = (), is_duplicate: bool = False) -> Clock:
        cycle, made = self.cycle, tuple[Stretch, ...]()
        if cycle is not None:
            if self.status in _ACTIVE:
                cycle.close(self.at, is_last=True)
            made = cycle.made()
        step = self.steps[-1] if self.steps else None
        return clock_of(
            goal=self.goal,
            terms=self.terms,
            agreement=self.agreement.name,
            version=self.agreement.version,
            applies=self.agreement.applies,
            schedule=made[-1].schedule if made else self._of_all,
            holder=self.holder,
            status=self.status,
            at=self.at,
            started_at=None if cycle is None else cycle.start,
            starts_at=self.starts_at,
            ended_at=None if cycle is None else cycle.ended_at,
            cause=None if cycle is None else cycle.cause,
            is_duplicate=is_duplicate,
            stretches=made,
            earlier=earlier,
            carried=self.carried,
            step=step if cycle is None else cycle.judged_by,
        )
