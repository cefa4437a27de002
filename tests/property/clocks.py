"""An oracle of clocks that walks from minute to minute, and strategies for what it is asked of."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, TypeAlias, TypeVar

import attrs
from hypothesis import strategies as st

from itsmcore.conditions import ALWAYS, Condition, Some, as_condition, field, happened
from itsmcore.decisions import Decision, Match, Row
from itsmcore.errors import FaultyDefinition, NoOpenTime
from itsmcore.level import Priority
from itsmcore.phase import Phase
from itsmcore.schedule import EndOfWorkingDay, Schedule, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    Agreement,
    Clock,
    Due,
    DueBy,
    Goal,
    InZoneOf,
    Status,
    Terms,
)
from itsmcore.testing._schedules import definitions, made
from itsmcore.timeline import Step, Timeline, reads_event
from tests.instants import DAY, MINUTE

T = TypeVar("T")
WINDOW = 3 * 1440
"""The minutes within which things happen."""
AHEAD, AFTER = 1440, 10 * 1440
"""The minutes that are looked at before and after."""
BEYOND: Literal["beyond"] = "beyond"
"""What is due after all the minutes that are looked at, if ever."""

# --- places: where and when it is looked ----------------------------------------------------------


@attrs.frozen
class Place:
    """A zone's clock about a day, and the schedules that are kept there."""

    zone: str
    first: dt.datetime

    def at(self, minute: float) -> dt.datetime:
        """Give the instant that many minutes after the first."""
        return self.first + minute * MINUTE

    def exactly(self, minute: Fraction | int) -> dt.datetime:
        """Give the instant of a part of a minute."""
        return self.first + minute.numerator * MINUTE / minute.denominator

    def minute(self, instant: dt.datetime) -> int:
        """Give the minute that begins at an instant."""
        minutes, odd = divmod(instant - self.first, MINUTE)
        assert not odd
        return minutes


PLACES = (
    Place("Europe/Amsterdam", dt.datetime(2026, 3, 27, 6, tzinfo=UTC)),  # an hour is skipped
    Place("Europe/Amsterdam", dt.datetime(2026, 10, 23, 6, tzinfo=UTC)),  # an hour comes twice
    Place("America/New_York", dt.datetime(2026, 3, 6, 12, tzinfo=UTC)),
    Place("Australia/Lord_Howe", dt.datetime(2026, 4, 3, 0, tzinfo=UTC)),
    Place("UTC", dt.datetime(2026, 1, 8, 8, tzinfo=UTC)),
)


def _kept(place: Place) -> tuple[Schedule, ...]:
    def weekly(hours: Mapping[str, str], **more: Any) -> Schedule:
        return Schedule.weekly(hours, tz=place.zone, **more)

    return (
        Schedule.always(),
        weekly({"mon-fri": "08:00-18:00"}),
        weekly({"mon-sun": "09:00-12:00, 13:00-17:00"}),
        weekly({"mon-sun": "22:00-06:00"}),
        weekly({"mon-sun": "00:30-02:30, 03:00-05:00"}),
        weekly({"sun-mon": "01:59-02:01, 10:00-24:00"}),
        Schedule.between(place.at(600), place.at(2000)),
        ~Schedule.between(place.at(600), place.at(2000)),
        Schedule.never(),
    )


SCHEDULES = {place: _kept(place) for place in PLACES}
_OPEN: dict[tuple[int, Place], tuple[Schedule, bytes]] = {}


def opened(schedule: Schedule, place: Place) -> bytes:
    """Ask of each minute whether it is open."""
    key = id(schedule), place
    if key not in _OPEN:
        if len(_OPEN) > 500:
            _OPEN.clear()
        minutes = range(-AHEAD, WINDOW + AFTER)
        _OPEN[key] = schedule, bytes(schedule.is_open(place.at(minute)) for minute in minutes)
    return _OPEN[key][1]


# --- the oracle -----------------------------------------------------------------------------------


class Mode(Enum):
    """What a clock does for a while."""

    RUNNING = 1
    PAUSED = 2
    CLOSED = 3
    CLOSED_AND_COUNTED = 4


COUNTING = (Mode.RUNNING, Mode.CLOSED_AND_COUNTED)
When: TypeAlias = dt.datetime | Literal["beyond"] | None


def _parts(
    changes: Sequence[tuple[int, T]], start: int, until: int
) -> Iterator[tuple[int, int, T]]:
    """Give what holds from when to when; of several that change at once, the last."""
    ends = [*(since for since, _ in changes[1:]), until]
    for (since, value), end in zip(changes, ends, strict=True):
        first, last = max(since, start), min(end, until)
        if first < last:
            yield first, last, value


@attrs.define
class Cycle:
    """One cycle, as it is known after some steps."""

    place: Place
    birth: int
    start: int
    known: int
    schedules: list[tuple[int, Schedule]]
    target: Any
    born: Step
    status: Status = Status.RUNNING
    is_held: bool = False
    is_replaced: bool = False
    stopped: int = 0
    left: int | None = None
    over: int = 0
    origin: int = 0
    modes: list[tuple[int, Mode]] = attrs.field(factory=list)
    ended: int | None = None
    dues: dict[Any, dt.datetime | None] = attrs.field(factory=dict)

    rewritten: list[tuple[int, int, int]] = attrs.field(factory=list)
    history: list[tuple[int, Any, int]] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.origin = self.start
        self.history.append((self.start, self.target, self.origin))

    def allow(self, minute: int, target: Any) -> None:
        """Take another target from a minute on."""
        self.target = target
        self.history.append((minute, target, self.origin))

    def cut(self, minute: int) -> None:
        """Forget what came after a minute."""
        self.schedules = [one for one in self.schedules if one[0] <= minute] or self.schedules[:1]
        self.modes = [one for one in self.modes if one[0] <= minute] or self.modes[:1]
        self.history = [one for one in self.history if one[0] <= minute] or self.history[:1]
        _, self.target, self.origin = self.history[-1]

    def end(self, status: Status, minute: int) -> None:
        """Complete or cancel it."""
        self.status, self.ended, self.over = status, minute, minute

    def mode(self, minute: int) -> Mode:
        """Find what it does from a minute on."""
        return next((mode for since, mode in reversed(self.modes) if since <= minute), Mode.RUNNING)

    def path(self, until: int) -> tuple[bytearray, bytearray, bytearray]:
        """Mark the minutes that count, those that it stands still, and those that are open."""
        size = until - self.start
        counts, still, is_open = bytearray(size), bytearray(size), bytearray(size)
        for since, end, schedule in _parts(self.schedules, self.start, until):
            marks = opened(schedule, self.place)[since + AHEAD : end + AHEAD]
            is_open[since - self.start : end - self.start] = marks
        for since, end, mode in _parts(self.modes, self.start, until):
            part = slice(since - self.start, end - self.start)
            if mode in COUNTING:
                counts[part] = is_open[part]
                still[part] = bytes(end - since)
            else:
                counts[part] = bytes(end - since)
                still[part] = b"\1" * (end - since)
        return counts, still, is_open

    def sums(self, counts: bytearray) -> list[int]:
        """Add up what has elapsed by each minute since its start."""
        first = self.origin - self.start
        return [0, *itertools.accumulate(c if i >= first else 0 for i, c in enumerate(counts))]

    def still_since(self, still: bytearray, minute: int) -> int:
        """Find the minute at which it last stood still already, or the minute itself if it runs."""
        first = max(self.origin, min(self.written, minute))
        ran = still.rfind(0, first - self.start, minute - self.start)
        return max(first, self.start + ran + 1) if minute > first else minute

    @property
    def written(self) -> int:
        """The minute at which a due instant was written."""
        is_due = isinstance(self.target, Due)
        return self.place.minute(self.target.since) if is_due else self.start

    @property
    def stands_fast(self) -> bool:
        """Whether a due instant was written that no pause moves."""
        return isinstance(self.target, Due) and not self.target.moves

    def closed_since(self, minute: int) -> int:
        """Find the minute since which it is closed, or the minute itself where it is not."""
        since = minute
        while since > self.start and self.mode(since - 1) in (Mode.CLOSED, Mode.CLOSED_AND_COUNTED):
            since -= 1
        return since

    def projected(self, minute: int, left: int) -> When:
        """Find when so many more minutes have been open."""
        marks = opened(self.schedules[-1][1], self.place)
        for at in range(minute, WINDOW + AFTER):
            if not left:
                return self.place.at(at)
            left -= marks[at + AHEAD]
        return BEYOND

    def relative_due(self, still: bytearray, is_open: bytearray, until: int) -> When:
        """Find when a target in working days falls, moved by what was lost before it was due."""
        due: When = self._unmoved()
        if self.stands_fast:
            return due
        lost, minute = 0, max(self.origin, self.written) - self.start
        while (begun := still.find(1, minute, max(until - self.start, 0))) >= 0:
            minute = still.find(0, begun, until - self.start)
            minute = until - self.start if minute < 0 else minute
            if due is not None and (due == BEYOND or due > self.place.at(self.start + begun)):
                lost += sum(is_open[begun:minute])
                due = self._moved(lost)
        return due

    def _unmoved(self) -> dt.datetime | None:
        if isinstance(self.target, Due):
            return self.target.at
        schedule = self.schedules[-1][1]
        key = id(schedule), self.origin, self.target
        if key not in self.dues:
            try:
                self.dues[key] = schedule.deadline(self.place.at(self.origin), self.target)
            except NoOpenTime:
                self.dues[key] = None
        return self.dues[key]

    def _moved(self, lost: int) -> When:
        due = self._unmoved()
        if due is None or not lost:
            return due
        if due >= self.place.at(WINDOW + AFTER):
            return BEYOND
        return self.projected(self.place.minute(due), lost)

    @property
    def limit(self) -> int | None:
        """The open minutes that are allowed."""
        if self.target is None:
            return None
        if isinstance(self.target, dt.timedelta):
            return self.target // MINUTE
        due = self._unmoved()
        if due is None:
            return None
        if due > self.place.at(WINDOW + AFTER):
            return 10**9
        marks = opened(self.schedules[-1][1], self.place)
        return sum(marks[self.origin + AHEAD : self.place.minute(due) + AHEAD])


class Oracle:
    """Compute one clock of a timeline by walking along it."""

    def __init__(
        self,
        place: Place,
        agreement: Agreement,
        goal: Goal,
        timeline: Timeline,
        at: int,
        holder: object = None,
    ) -> None:
        self.place, self.goal, self.agreement, self.holder = place, goal, agreement, holder
        self.terms: Terms = goal.terms or agreement.terms
        self.at = at
        self.dues: dict[Any, dt.datetime | None] = {}
        self.steps = [step for step in timeline if step.at <= place.at(at)]
        self.cycles = self.walked(self.steps, at)

    # --- what is asked of a step -------------------------------------------------------------

    def _holds(self, condition: Condition, step: Step) -> bool:
        return condition.judge(step) is True

    def _lasts(self, condition: Condition, step: Step | None) -> bool:
        return step is not None and condition.judge(step.lasting) is True

    def _fires(self, condition: Condition, step: Step, before: Step | None) -> bool:
        lasted = self._lasts(condition, before) and self._lasts(condition, step)
        return self._holds(condition, step) and not lasted

    def _cancels(self, step: Step) -> bool:
        is_lost = self.terms.on_start_lost == "cancel" and not self._lasts(self.goal.start, step)
        return is_lost or self._holds(self.goal.cancel, step)

    def _cancelled_on(self, step: Step) -> bool:
        is_lost = self.terms.on_start_lost == "cancel" and not self._lasts(self.goal.start, step)
        return is_lost or self._lasts(self.goal.cancel, step)

    def _is_elsewhere(self, step: Step) -> bool:
        return self.goal.per is not None and step.get(self.goal.per) != self.holder

    def _follow(self, cycle: Cycle, step: Step, minute: int) -> None:
        """Choose the schedule anew: by all facts, or by those that the target reads alone."""
        read = {f.name for row in self.goal.targets.rows for f in row.when.fields}
        if self.terms.schedule_chosen == "live":
            cycle.schedules.append((minute, self._schedule(step)))
        if self.terms.schedule_chosen == "with_target":
            kept = {n: of for n, of in cycle.born.facts.items() if n not in read}
            live = {n: of for n, of in step.facts.items() if n in read}
            mixed = Step(step.at, cycle.born.verb, kept | live)
            cycle.schedules.append((minute, self._schedule(mixed)))

    def _schedule(self, step: Step) -> Schedule:
        chosen = self.goal.schedule
        if chosen is None:
            return self.agreement.schedule
        return chosen if isinstance(chosen, Schedule) else chosen.decide(step)

    def _target(self, step: Step, before: Any = None) -> Any:
        target = next(iter(self.goal.targets.answers(step)), None)
        if not isinstance(target, DueBy):
            return target
        said = step.get(target.fact)
        if not isinstance(said, dt.datetime):
            return None
        is_same = isinstance(before, Due) and (before.at, before.moves) == (said, target.moves)
        return before if is_same else Due(said, since=step.at, moves=target.moves)

    def _pauses(self, steps: Sequence[Step]) -> list[bool]:
        """Tell for each step whether the clock of who holds the record stands still after it."""
        found, is_held = [], False
        order = self.terms.order
        for step in steps:
            if self.goal.resume is None:
                is_held = self._lasts(self.goal.pause, step)
            else:
                signals = {
                    "pause": self._holds(self.goal.pause, step),
                    "resume": self._holds(self.goal.resume, step),
                }
                first = next((name for name in order if signals.get(name)), None)
                is_held = is_held if first is None else first == "pause"
            found.append(is_held)
        return found

    def _set(self, cycle: Cycle, index: int, minute: int, *, is_held: bool) -> None:
        """Let a cycle run or stand still; while the record is elsewhere, it stands still."""
        cycle.is_held = is_held
        stands = is_held or self.elsewhere[index]
        cycle.modes.append((minute, Mode.PAUSED if stands else Mode.RUNNING))
        cycle.status = Status.PAUSED if stands else Status.RUNNING

    def _left(self, steps: Sequence[Step], last: int) -> int | None:
        """Find the minute at which the record left the holder, if it has by a step."""
        if self.terms.on_hand_over == "pause" or not self.elsewhere[last]:
            return None
        while last and self.elsewhere[last - 1]:
            last -= 1
        return self.place.minute(steps[last].at)

    def _stop(self, cycle: Cycle, steps: Sequence[Step], index: int, minute: int) -> None:
        cycle.end(Status.COMPLETED, minute)
        cycle.stopped, cycle.left = minute, self._left(steps, index)
        self._restate(cycle, steps[index])

    def _restate(self, cycle: Cycle, step: Step) -> None:
        """Let it have been over when a step says that it was."""
        said = step.get(self.goal.stop_at) if self.goal.stop_at else None
        cycle.over = cycle.stopped
        if isinstance(said, dt.datetime):
            cycle.over = min(cycle.stopped, max(self.place.minute(said), cycle.start))
        cycle.ended = cycle.over if cycle.left is None else min(cycle.over, cycle.left)

    # --- the walk ----------------------------------------------------------------------------

    def walked(self, steps: Sequence[Step], now: int) -> list[Cycle]:
        """Find the cycles that are known after some steps."""
        applied = [self._holds(self.agreement.applies, step) for step in steps]
        first, last = 0, len(steps)
        while last and not applied[last - 1]:
            last -= 1
        if self.terms.before_attachment == "ignore":
            first = last
            while first and applied[first - 1]:
                first -= 1
        self.pauses = self._pauses(steps)
        self.elsewhere = [self._is_elsewhere(step) for step in steps]
        self.waits = self.is_away = False
        cycles: list[Cycle] = []
        for index in range(first, last):
            if cycles and not self.is_away:
                self._take(cycles, steps, index)
                continue
            step, minute = steps[index], self.place.minute(steps[index].at)
            self._hear(steps, index)
            if not self.waits or self.elsewhere[index]:
                continue
            if self.starts_anew and self._holds(self.goal.stop, step):
                continue
            was_over = index > 0 and self._lasts(self.goal.stop, steps[index - 1])
            if self.goal.per is not None and was_over and self._lasts(self.goal.stop, step):
                continue
            is_first = self.goal.start_at is not None and not cycles
            said = step.get(self.goal.start_at or "") if is_first else None
            start = minute if said is None else self.place.minute(said)  # type: ignore[arg-type]
            following = self.place.minute(steps[index + 1].at) if index + 1 < len(steps) else None
            if (
                start <= minute
                or (following is None and start <= now)
                or (following is not None and start < following)
            ):
                cycles.append(self._begun(steps, index, start))
        if cycles and last < len(steps) and cycles[-1].ended is None:
            cycles[-1].end(Status.CANCELLED, self.place.minute(steps[last].at))
        if cycles and cycles[-1].ended is None:
            left = self._left(steps, last - 1)
            if left is not None:
                cycles[-1].end(Status.COMPLETED, left)
        for cycle in cycles:
            if cycle.ended is not None and cycle.ended < cycle.stopped:
                cycle.cut(cycle.ended)
        return cycles

    @property
    def starts_anew(self) -> bool:
        """Tell whether a cycle begins with a start alone."""
        return self.terms.on_reopen == "next_start"

    def _hear(self, steps: Sequence[Step], index: int) -> None:
        """Note at a step whether a cycle is to begin."""
        goal, step = self.goal, steps[index]
        before = steps[index - 1] if index else None
        if not self.starts_anew:
            self.waits = self.waits or self._holds(goal.start, step)
            return
        ended = self._lasts(goal.stop, before) or (
            before is not None and self._cancelled_on(before)
        )
        lasts = self._lasts(goal.start, step)
        self.waits = (
            self._fires(goal.start, step, before)
            or (ended and lasts)
            or (self.waits and (reads_event(goal.start) or lasts))
        )
        parts = goal.stop.parts if isinstance(goal.stop, Some) else (goal.stop,)
        if any(self._fires(part, step, before) for part in parts):
            self.waits = False

    def _again(self, cycles: list[Cycle], steps: Sequence[Step], index: int) -> None:
        """Begin another cycle, or wait until the record is back."""
        self.waits = self.is_away = True
        if not self.elsewhere[index]:
            cycles.append(self._begun(steps, index, self.place.minute(steps[index].at)))

    def _begun(self, steps: Sequence[Step], index: int, start: int) -> Cycle:
        step, minute = steps[index], self.place.minute(steps[index].at)
        born, self.waits, self.is_away = step, False, False
        if start > minute:
            step = step.lasting
        cycle = Cycle(
            self.place,
            index,
            start,
            max(start, minute),
            [(min(start, minute), self._schedule(step))],
            self._target(step),
            born,
            dues=self.dues,
        )
        is_elsewhere = start < minute and self.elsewhere[0]
        cycle.modes.append((start, Mode.PAUSED if is_elsewhere else Mode.RUNNING))
        if start < minute:
            is_whole = self.terms.before_attachment == "ignore"
            for place, earlier in enumerate(steps[:index]):
                since = max(self.place.minute(earlier.at), start)
                stands = self.elsewhere[place] or (self.pauses[place] and not is_whole)
                cycle.modes.append((since, Mode.PAUSED if stands else Mode.RUNNING))
        at = cycle.known
        cycle.modes.append((at, Mode.RUNNING))
        for signal in self.terms.order:
            if signal == "stop" and self._holds(self.goal.stop, step):
                self._stop(cycle, steps, index, at)
                break
            if signal == "cancel" and self._cancels(step):
                cycle.end(Status.CANCELLED, at)
                break
            if signal == "pause" and self.pauses[index]:
                self._set(cycle, index, at, is_held=True)
                break
            if signal == "start":
                break
        return cycle

    def _take(self, cycles: list[Cycle], steps: Sequence[Step], index: int) -> None:
        cycle, goal = cycles[-1], self.goal
        step, before = steps[index], steps[index - 1] if index else None
        minute = self.place.minute(step.at)
        if cycle.status in (Status.COMPLETED, Status.CANCELLED) and self.starts_anew:
            was_completed = cycle.status is Status.COMPLETED
            self._hear(steps, index)
            if was_completed and self._holds(goal.stop, step):
                return self._restate(cycle, step)
            is_over = self._holds(goal.stop, step) or (not was_completed and self._cancels(step))
            return self._again(cycles, steps, index) if self.waits and not is_over else None
        if cycle.status is Status.COMPLETED:
            lasted = self._lasts(goal.stop, before)
            if self._holds(goal.stop, step):
                return self._restate(cycle, step)
            if not lasted and not self._fires(goal.start, step, before):
                return None
            if self.terms.on_reopen == "first_cycle":
                return None
            if self.terms.on_reopen == "new_cycle":
                return self._again(cycles, steps, index)
            is_counted = self.terms.on_reopen == "count_closed"
            closed = Mode.CLOSED_AND_COUNTED if is_counted else Mode.CLOSED
            if cycle.over < cycle.stopped:
                cycle.cut(cycle.over)
                cycle.rewritten.append((cycle.over, cycle.stopped, index))
            for place, earlier in enumerate(steps[:index]):
                since = max(self.place.minute(earlier.at), cycle.over)
                cycle.modes.append((since, Mode.PAUSED if self.elsewhere[place] else closed))
            cycle.ended = None
            self._set(cycle, index, minute, is_held=False)
        elif cycle.status is Status.CANCELLED:
            if self._cancels(step):
                return None
            lasted = before is not None and self._cancelled_on(before)
            if lasted or self._fires(goal.start, step, before):
                self._again(cycles, steps, index)
            return None
        target = cycle.target
        if not self.elsewhere[index]:
            target = self._target(step, cycle.target)
        if target != cycle.target and self.terms.on_target_change == "new_clock":
            cycle.end(Status.CANCELLED, minute)
            cycle.is_replaced = True
            return self._again(cycles, steps, index)
        if not self.elsewhere[index]:
            self._follow(cycle, step, minute)
        if target != cycle.target:
            if self.terms.on_target_change == "restart":
                cycle.origin = minute
            cycle.allow(minute, target)
        for signal in self.terms.order:
            if signal == "stop" and self._holds(goal.stop, step):
                return self._stop(cycle, steps, index, minute)
            if signal == "cancel" and self._cancels(step):
                return cycle.end(Status.CANCELLED, minute)
            if signal == "reset" and self._fires(goal.reset, step, before):
                is_whole = self.terms.on_reset == "complete"
                cycle.end(Status.COMPLETED if is_whole else Status.CANCELLED, minute)
                return self._again(cycles, steps, index)
            if signal == "pause" and self.pauses[index]:
                return self._set(cycle, index, minute, is_held=True)
            if signal == "resume" and cycle.is_held and not self.pauses[index]:
                return self._set(cycle, index, minute, is_held=False)
        return self._set(cycle, index, minute, is_held=cycle.is_held)

    # --- what a clock says -------------------------------------------------------------------

    def end_of(self, cycle: Cycle) -> int:
        """Give the minute up to which a cycle's time is known."""
        return self.at if cycle.ended is None else cycle.ended

    def elapsed(self, cycle: Cycle) -> dt.timedelta:
        """Add up the minutes that count."""
        return cycle.sums(cycle.path(self.end_of(cycle))[0])[-1] * MINUTE

    def due(self, cycle: Cycle, *, if_resumed: bool = False) -> When:
        """Find the first instant at which the present target has elapsed."""
        if cycle.target is None or cycle.status is Status.CANCELLED:
            return None
        end = self.end_of(cycle)
        counts, still, is_open = cycle.path(end)
        is_paused = cycle.status is Status.PAUSED and not if_resumed
        if isinstance(cycle.target, dt.timedelta):
            need = cycle.target // MINUTE
            sums = cycle.sums(counts)
            reached = (minute for minute, done in enumerate(sums) if done >= need)
            first = next(reached, None)
            if first is not None:
                return self.place.at(cycle.start + first)
            return None if is_paused else cycle.projected(end, need - sums[-1])
        if is_paused and not cycle.stands_fast:
            since = cycle.still_since(still, end)
            due = cycle.relative_due(still, is_open, since)
            passed = due is not None and due != BEYOND and due <= self.place.at(since)
            return due if passed else None
        return cycle.relative_due(still, is_open, end)

    def _known(self, cycle: Cycle) -> Iterator[tuple[int, int, Cycle]]:
        """Give the parts of a cycle's time, each with the cycle as it was known by then."""
        end = self.end_of(cycle)
        overs = {over for over, _, _ in cycle.rewritten}
        edges = sorted({self.place.minute(step.at) for step in self.steps} | overs)
        for since, until in zip(edges, [*edges[1:], None], strict=True):
            until = end if until is None else min(until, end)
            is_last = until == end
            if since > end or (since == end and not is_last):
                continue
            steps = [step for step in self.steps if step.at <= self.place.at(since)]
            for over, stopped, index in cycle.rewritten:
                if over <= since < stopped:  # it is known now that it was over by then
                    steps = self.steps[:index]
            known = self.walked(steps, until)
            for one in known:
                if one.birth == cycle.birth and one.known <= until:
                    yield max(since, one.known), until, one
            if until == end and (until not in edges or since == end):
                break

    def known_at(self, cycle: Cycle) -> int:
        """Find the minute since which a walk along the steps by then comes to a cycle."""
        for minute in sorted({self.place.minute(step.at) for step in self.steps}):
            steps = [step for step in self.steps if step.at <= self.place.at(minute)]
            if any(one.birth == cycle.birth for one in self.walked(steps, minute)):
                return max(minute, cycle.known)
        return cycle.known

    def lateness(
        self, cycle: Cycle, share: Fraction | None, *, strictly: bool
    ) -> list[tuple[dt.datetime, dt.datetime | None, Any]]:
        """Find from when to when it was late, and by which target; what lasts has no end."""
        end = self.end_of(cycle)
        found: list[tuple[dt.datetime, dt.datetime | None, Any]] = []
        since: tuple[dt.datetime, Any] | None = None
        known_at = self.known_at(cycle)
        if end < known_at:  # it was over before anybody knew of it
            values = self._values(cycle, end, end, end, share, strictly)
            is_late = any(value for _, value in values)
            return [(self.place.at(known_at), None, cycle.target)] if is_late else []
        for first, until, known in self._known(cycle):
            for place, value in self._values(known, first, until, end, share, strictly):
                if value and since is None:
                    since = self.place.exactly(place), known.target
                elif not value and since is not None:
                    if since[0] < self.place.exactly(place):
                        found.append((since[0], self.place.exactly(place), since[1]))
                    since = None
        return found if since is None else [*found, (since[0], None, since[1])]

    def _values(
        self,
        known: Cycle,
        first: int,
        until: int,
        end: int,
        share: Fraction | None,
        strictly: bool,
    ) -> Iterator[tuple[Any, bool]]:
        """Say of each minute and of what follows it whether it is late by then."""
        last = until if known.ended is None else known.ended
        dues: dict[tuple[int, bool], When] = {}
        counts, still, is_open = known.path(last)
        sums = known.sums(counts)
        is_whole = share is None or share == 1
        is_relative = (share is None or share >= 1) and not isinstance(
            known.target, dt.timedelta | None
        )
        is_written = isinstance(known.target, Due)
        limit = None if is_written else known.limit
        if limit is None and not is_relative and not is_written:
            yield first, False
            return
        points = [*range(first, until), *([until] if until == end else [])]
        if first > last and points:
            points = points[:1]
        for minute in points:
            here = min(minute, last)
            mode = known.mode(minute)
            runs = minute < min(until, last) and mode is Mode.RUNNING
            if is_relative and known.stands_fast:
                runs = minute < min(until, last) and mode in (Mode.RUNNING, Mode.PAUSED)
            if is_relative:
                by = here if runs else known.still_since(still, here)
                if known.stands_fast:
                    by = known.closed_since(here)
                since = by if not runs else max(still.rfind(1, 0, max(by - known.start, 0)), 0)
                if (since, runs) not in dues:
                    dues[since, runs] = known.relative_due(still, is_open, by)
                due = dues[since, runs]
                if due is None or due == BEYOND:
                    yield minute, False
                    continue
                has_come = self.place.at(by) >= due
                if is_whole or not has_come:
                    yield minute, has_come and (self.place.at(by) > due or not strictly)
                    if is_whole and runs and has_come:
                        yield minute, True
                    continue
            if is_written and share is not None:
                yield from self._share_of_due(
                    known, minute, here, until, share, still, is_open, sums
                )
                continue
            assert limit is not None
            need = Fraction(limit) * (1 if share is None else share)
            done = sums[here - known.start]
            yield minute, done > need or (done == need and not strictly)
            left = need - done
            if runs and counts[minute - known.start] and 0 <= left < 1:
                yield minute + left, True

    def _share_of_due(
        self,
        known: Cycle,
        minute: int,
        here: int,
        until: int,
        share: Fraction,
        still: bytearray,
        is_open: bytearray,
        sums: list[int],
    ) -> Iterator[tuple[Any, bool]]:
        """Say whether a share was spent of what was spent and is left until a written instant."""
        due = known.relative_due(still, is_open, here)
        if due is None or due == BEYOND:
            yield minute, False
            return
        marks, done = opened(known.schedules[-1][1], self.place), sums[here - known.start]
        there = self.place.minute(due)
        low, high = min(here, there) + AHEAD, max(here, there) + AHEAD
        left = sum(marks[max(low, 0) : max(high, 0)]) * (1 if there >= here else -1)
        allowed = max(Fraction(done + left), Fraction(0))
        need = allowed * share
        yield minute, done >= need
        last = until if known.ended is None else known.ended
        if minute >= min(until, last) or not marks[minute + AHEAD] or done >= need:
            return
        mode = known.mode(minute)
        if mode is Mode.RUNNING and need - done < 1:
            yield minute + need - done, True
        later = allowed - done / share
        if mode is Mode.PAUSED and known.stands_fast and later < 1:
            yield minute + later, True

    def breaches(self, cycle: Cycle) -> list[tuple[dt.datetime, dt.datetime | None, Any]]:
        """Find each while for which it was late, or the clocks were that it took the place of."""
        found = self.lateness(cycle, None, strictly=self.terms.breach_when == ">")
        number = self.cycles.index(cycle)
        while number and self.cycles[number - 1].is_replaced:
            number -= 1
            before = self.cycles[number]
            ended = self.place.at(self.end_of(before))
            lived = self.lateness(before, None, strictly=self.terms.breach_when == ">")
            found = [(start, end or ended, of) for start, end, of in lived] + found
        return found

    def breached_at(self, cycle: Cycle) -> dt.datetime | None:
        """Find since when it is late; where a breach is sticky, since when it was first."""
        found = self.breaches(cycle)
        if self.terms.breach == "sticky":
            return found[0][0] if found else None
        return found[-1][0] if found and found[-1][1] is None else None

    def passed(self, cycle: Cycle) -> list[tuple[dt.datetime, float]]:
        """List each time that a threshold was reached."""
        found = [
            (at, threshold.percent)
            for threshold in self.goal.thresholds
            for at, _, _ in self.lateness(cycle, Fraction(threshold.percent) / 100, strictly=False)
        ]
        return sorted(found)

    def outcome(self, cycle: Cycle) -> str | None:
        """Say whether the target is kept."""
        if cycle.status is Status.CANCELLED:
            return None
        if self.breached_at(cycle) is not None:
            return "missed"
        if cycle.target is None:
            return None
        return "met" if cycle.status is Status.COMPLETED else "open"

    def said(self) -> list[dict[str, Any]]:
        """Say all of every cycle."""
        return [
            {
                "status": cycle.status,
                "started_at": self.place.at(cycle.start),
                "ended_at": None if cycle.ended is None else self.place.at(cycle.ended),
                "target": cycle.target,
                "elapsed": self.elapsed(cycle),
                "due": _far(self.place, self.due(cycle)),
                "due_if_resumed": _far(self.place, self.due(cycle, if_resumed=True))
                if cycle.ended is None
                else None,
                "breached_at": self.breached_at(cycle),
                "breaches": self.breaches(cycle),
                "passed": self.passed(cycle),
                "outcome": self.outcome(cycle),
            }
            for cycle in self.cycles
        ]


def _far(place: Place, due: When) -> When:
    """Read what is due beyond the minutes that are looked at as just that."""
    is_far = due is not None and due != BEYOND and due >= place.at(WINDOW + AFTER)
    return None if is_far or due == BEYOND else due


def as_said(place: Place, clock: Clock) -> list[dict[str, Any]]:
    """Read a clock as the oracle says it; one that has not started says nothing."""
    return [
        {
            "status": cycle.status,
            "started_at": cycle.started_at,
            "ended_at": cycle.ended_at,
            "target": cycle.target,
            "elapsed": cycle.elapsed,
            "due": _far(place, cycle.due),
            "due_if_resumed": _far(place, cycle.due_if_resumed),
            "breached_at": cycle.breached_at,
            "breaches": [(breach.start, breach.end, breach.target) for breach in cycle.breaches],
            "passed": [(passed.at, passed.threshold.percent) for passed in cycle.passed],
            "outcome": None if cycle.outcome is None else cycle.outcome.value,
        }
        for cycle in clock.cycles
        if cycle.status is not Status.NOT_STARTED
    ]


# --- strategies -----------------------------------------------------------------------------------

PRIORITIES = Priority.CRITICAL, Priority.HIGH, Priority.LOW
PHASES = (
    *(Phase.PENDING, Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED, Phase.ACTIVE, Phase.PENDING),
    *(Phase.RESOLVED, Phase.NEW, Phase.CLOSED, Phase.CANCELLED),
)
OF_FACTS: dict[str, st.SearchStrategy[Any]] = {
    "phase": st.sampled_from(PHASES),
    "hold_reason": st.sampled_from([None, "caller", "vendor"]),
    "priority": st.sampled_from(PRIORITIES) | st.none(),
    "group": st.sampled_from([None, "mail", "network"]),
    "assignee": st.sampled_from([None, "ada", "grace"]),
    "custom.zone": st.sampled_from([None, "UTC", "America/New_York"]),
}
MINUTES = st.integers(0, WINDOW // 30).map(lambda half: half * 30) | st.integers(0, WINDOW)
VERBS = st.sampled_from([None, None, "comment", "move"])


CHANGING = st.sampled_from(
    [
        *[("phase",)] * 6,
        *[("priority",)] * 3,
        *[("hold_reason",), ("group",), ("assignee",), ("custom.zone",), ()],
        *[("phase", "priority")] * 3,
        *[("phase", "hold_reason"), ("group", "assignee"), ("phase", "group")],
    ]
)
GAPS = st.sampled_from([0, 0, 1, 30, 60, 60, 120, 240, 480, 1440])


CODES = st.sampled_from([None, None, "duplicate", "duplicate", "fixed"])


@st.composite
def doubled(draw: st.DrawFn, cases: st.SearchStrategy[Case]) -> Case:
    """Draw cases of records some of which are another one's double for a while, or for good."""
    case = draw(cases)
    steps = [
        attrs.evolve(step, facts=step.facts | {"resolution_code": draw(CODES)})
        for step in case.timeline
    ]
    return attrs.evolve(case, timeline=Timeline(steps))


@st.composite
def timelines(draw: st.DrawFn, place: Place) -> Timeline:
    """Draw timelines of whole minutes; each step changes a few of the facts."""
    minute = draw(st.integers(0, 24)) * 60
    facts: dict[str, Any] = {"phase": Phase.NEW, "priority": draw(st.sampled_from(PRIORITIES))}
    rows = []
    for _ in range(draw(st.sampled_from([4, 6, 8, 3, 5, 7, 2, 1, 0]))):
        facts = facts | {name: draw(OF_FACTS[name]) for name in draw(CHANGING)}
        if draw(st.integers(0, 3)) == 3:
            facts["occurred_at"] = draw(st.none() | MINUTES.map(place.at))
        if draw(st.integers(0, 2)) == 2:
            facts["due_by"] = draw(st.none() | MINUTES.map(place.at) | MINUTES.map(place.at))
        if draw(st.integers(0, 3)) == 3:
            facts["restored_at"] = draw(st.none() | MINUTES.map(place.at))
        verb = draw(VERBS)
        of_event = {"event.public": draw(st.booleans())} if verb == "comment" else {}
        rows.append((place.at(min(minute, WINDOW)), verb, facts | of_event))
        minute += draw(GAPS | st.integers(0, 600))
    return Timeline.from_rows(rows)


LASTING: tuple[Condition, ...] = (
    *map(as_condition, (Phase.NEW, Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED, Phase.CANCELLED)),
    field("hold_reason").is_set,
    field("hold_reason").is_("caller"),
    field("group").is_set,
    field("group").is_("mail"),
    field("assignee").is_set,
    field("priority").is_(Priority.CRITICAL),
)
MOMENTARY: tuple[Condition, ...] = (
    happened("comment"),
    happened("move"),
    happened("comment") & field("event.public").is_(True),
)


USUAL_SIGNALS: dict[str, tuple[object, ...]] = {
    "start": (ALWAYS, ALWAYS, field("phase").is_set, ~as_condition(Phase.RESOLVED)),
    "stop": (Phase.RESOLVED, Phase.RESOLVED, Phase.ACTIVE, happened("move"), happened("comment")),
    "pause": (Phase.PENDING, Phase.PENDING, field("hold_reason").is_set, happened("comment")),
    "resume": (Phase.ACTIVE, happened("move"), field("assignee").is_set),
    "reset": (Phase.ACTIVE, happened("move"), field("priority").is_(Priority.CRITICAL)),
    "cancel": (Phase.CANCELLED, Phase.NEW, field("hold_reason").is_("vendor")),
}


def signals(name: str) -> st.SearchStrategy[object]:
    """Draw what stands for a condition of a goal, mostly something that people write."""
    usual = st.sampled_from(USUAL_SIGNALS[name])
    return st.integers(0, 3).flatmap(lambda odd: conditions() if odd == 3 else usual)


def conditions(*, momentary: bool = True) -> st.SearchStrategy[Condition]:
    """Draw conditions of the facts, and of the verbs."""
    one = st.sampled_from(LASTING + MOMENTARY * 2 if momentary else LASTING)
    pairs = st.tuples(one, one, st.booleans())
    both = pairs.map(lambda drawn: drawn[0] & drawn[1] if drawn[2] else drawn[0] | drawn[1])
    return st.one_of(one, one, one, both, one.map(lambda condition: ~condition))


LENGTHS = st.sampled_from([60, 60, 120, 120, 240, 480, 960]) | st.integers(1, 120).map(
    lambda quarter: quarter * 4
)
DURATIONS = LENGTHS.map(lambda minutes: minutes * MINUTE)


def working_days(place: Place) -> st.SearchStrategy[Any]:
    """Draw targets that a pause moves."""
    return st.integers(1, 2).map(lambda days: WorkingDays(days, tz=place.zone))


def written(place: Place) -> st.SearchStrategy[Any]:
    """Draw targets that somebody writes into the record."""
    return st.booleans().map(lambda moves: DueBy("due_by", moves=moves))


def relative_targets(place: Place) -> st.SearchStrategy[Any]:
    """Draw targets in working days."""
    times = st.sampled_from([dt.time(0, 0), dt.time(9, 30), dt.time(17, 0), dt.time(23, 30)])
    return st.one_of(
        working_days(place),
        st.builds(lambda n, by: WorkingDayBy(n, by, tz=place.zone), st.integers(1, 2), times),
        st.integers(0, 1).map(lambda days: EndOfWorkingDay(days, tz=place.zone)),
    )


@st.composite
def targets(draw: st.DrawFn, place: Place, *, relative: bool, changing: bool = True) -> Any:
    """Draw targets of every form."""
    lengths = DURATIONS
    if relative:
        several = [working_days, working_days, relative_targets, written, written]
        lengths |= draw(st.sampled_from(several))(place)
    if not changing or draw(st.booleans()):
        return draw(lengths)
    keys = st.sampled_from(PRIORITIES)
    if relative:
        rows = draw(st.dictionaries(keys, lengths, min_size=1))
        pairs = [(field("priority").is_(key), target) for key, target in rows.items()]
        return Decision([Row(*p) for p in pairs], match=Match.FIRST, default=draw(lengths))
    return draw(
        st.dictionaries(keys, lengths, min_size=1)
        | st.dictionaries(conditions(momentary=False), lengths, min_size=1, max_size=3)
    )


ORDERS = st.just(Terms().order) | st.permutations(Terms().order).map(tuple)


def all_terms() -> st.SearchStrategy[Terms]:
    """Draw terms; half of them with the usual order."""
    return st.builds(
        Terms,
        on_reopen=st.sampled_from(
            ["resume", "new_cycle", "first_cycle", "count_closed", "next_start"]
        ),
        on_target_change=st.sampled_from(["carry", "restart", "new_clock"]),
        on_reset=st.sampled_from(["complete", "cancel"]),
        on_start_lost=st.sampled_from(["continue", "continue", "cancel"]),
        before_attachment=st.sampled_from(["replay", "ignore"]),
        schedule_chosen=st.sampled_from(["with_target", "with_target", "at_start", "live"]),
        on_hand_over=st.sampled_from(["pause", "complete"]),
        breach_when=st.sampled_from([">", ">="]),
        breach=st.sampled_from(["in_force", "sticky"]),
        order=ORDERS,
    )


def schedules(
    place: Place, *, odd: bool = False, relative: bool = False
) -> st.SearchStrategy[Schedule]:
    """Draw schedules that are kept at a place, or odd ones; for working days, ones without end."""
    kept = st.sampled_from(SCHEDULES[place][: 6 if relative else None])
    if not odd:
        return kept
    first = place.first.date()
    drawn = definitions(
        zones=(place.zone, "UTC"),
        min_date=first - DAY,
        max_date=first + 6 * DAY,
        combined=False,
        to_the_minute=True,
    )
    return kept | drawn.map(made)


def choices(place: Place, *, relative: bool = False) -> st.SearchStrategy[Any]:
    """Draw choices of a schedule by facts."""
    kept = schedules(place, relative=relative)
    by_group = st.builds(
        lambda one, other, rest: Decision(
            [Row(field("group").is_("mail"), one), Row(field("priority").is_set, other)],
            default=rest,
        ),
        kept,
        kept,
        kept,
    )
    return by_group | st.sampled_from(SCHEDULES[place][1:3]).map(
        lambda schedule: InZoneOf("custom.zone", schedule)
    )


THRESHOLDS = st.lists(st.sampled_from([25, 50, 75, 100, 150]), unique=True, max_size=2).map(
    lambda percents: {percent: f"at {percent}" for percent in percents}
)


OFTEN: dict[str, Sequence[int]] = {
    "pause": range(1, 6),
    "schedule": range(1, 4),
    "reset": (3,),
    "cancel": (3,),
    "start_at": (3,),
    "stop_at": (3, 4),
    "per": (3,),
}
"""How many times in six an option is used: twice, unless told otherwise."""


@st.composite
def definitions_of_goals(
    draw: st.DrawFn,
    place: Place,
    *,
    relative: bool = False,
    odd: bool = False,
    changing: bool = True,
) -> dict[str, Any]:
    """Draw the arguments of goals, some of them faulty."""
    given: dict[str, Any] = {
        "stop": draw(signals("stop")),
        "targets": draw(targets(place, relative=relative, changing=changing)),
        "thresholds": draw(THRESHOLDS),
        "on_breach": draw(st.sampled_from([(), ("page",)])),
    }
    options: dict[str, st.SearchStrategy[Any]] = {
        "start": signals("start"),
        "pause": signals("pause"),
        "reset": signals("reset"),
        "cancel": signals("cancel"),
        "schedule": schedules(place, odd=odd, relative=relative)
        | choices(place, relative=relative),
        "start_at": st.just("occurred_at"),
        "stop_at": st.just("restored_at"),
        "per": st.sampled_from(["group", "assignee"]),
        "terms": all_terms(),
    }
    for name, option in options.items():
        if draw(st.integers(0, 5)) in OFTEN.get(name, (2, 4)):
            given[name] = draw(option)
    if "pause" in given and draw(st.booleans()):
        given["resume"] = draw(signals("resume"))
    return given


@attrs.frozen
class Case:
    """A timeline, an agreement of one goal, and when it is measured."""

    place: Place
    agreement: Agreement
    timeline: Timeline
    at: int

    @property
    def goal(self) -> Goal:
        """The only goal."""
        return self.agreement.goals[0]

    @property
    def terms(self) -> Terms:
        """The goal's terms, or the agreement's."""
        return self.goal.terms or self.agreement.terms

    @property
    def now(self) -> dt.datetime:
        """When it is measured."""
        return self.place.at(self.at)

    @property
    def clocks(self) -> Mapping[Any, Clock]:
        """Measure it."""
        return self.agreement.measure(self.timeline, at=self.now)


def built(given: Mapping[str, Any], **more: Any) -> Agreement | None:
    """Make an agreement of a goal; None where the goal is faulty."""
    try:
        return Agreement("gold", goals=[Goal("resolution", **given)], **more)
    except FaultyDefinition:
        return None


@st.composite
def cases(
    draw: st.DrawFn,
    /,
    *,
    relative: bool = False,
    odd: bool = False,
    changing: bool = True,
    without: Sequence[str] = (),
    pause: Condition | None = None,
    **fixed: Any,
) -> Case:
    """Draw cases.

    Args:
        draw: draws.
        relative: whether targets may be in working days.
        odd: whether schedules may be of any kind.
        changing: whether targets may hang on facts.
        without: the options that no goal has.
        pause: what pauses every goal.
        fixed: terms that are the same in each.
    """
    place = draw(st.sampled_from(PLACES))
    given = draw(definitions_of_goals(place, relative=relative, odd=odd, changing=changing))
    given = {name: value for name, value in given.items() if name not in without}
    if pause is not None:
        given["pause"] = pause
    if "pause" not in given or pause is not None:
        given.pop("resume", None)
    if fixed:
        given["terms"] = attrs.evolve(given.get("terms") or draw(all_terms()), **fixed)
    has_conditions = "applies" not in without and draw(st.integers(0, 5)) == 5
    applies = draw(conditions(momentary=False)) if has_conditions else None
    more = {} if applies is None else {"applies": applies}
    agreement = built(
        given, schedule=draw(schedules(place, relative=relative)), terms=draw(all_terms()), **more
    )
    if agreement is None:
        kept = ("thresholds", "on_breach", "schedule")
        milder = {name: value for name, value in given.items() if name in kept}
        terms = attrs.evolve(given.get("terms") or Terms(), on_start_lost="continue")
        milder |= {"stop": Phase.RESOLVED, "terms": terms}
        if "pause" not in without:
            milder["pause"] = Phase.PENDING if pause is None else pause
        milder["targets"] = draw(working_days(place) if relative else DURATIONS)
        agreement = built(milder, schedule=draw(schedules(place, relative=relative)), **more)
        assert agreement is not None
    timeline = draw(timelines(place))
    ats = MINUTES
    if timeline.steps:
        ats = st.sampled_from(timeline.steps).map(lambda step: place.minute(step.at))
        last = place.minute(timeline.steps[-1].at)
        ats |= MINUTES.map(lambda minute: max(minute, last))
        ats |= st.sampled_from([60, 240, 1440]).map(lambda later: min(last + later, WINDOW))
    return Case(place, agreement, timeline, draw(ats))
