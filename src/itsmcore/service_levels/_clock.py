"""Clocks: how one timeline stands against one goal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore.codes import Code
from itsmcore.conditions import Condition
from itsmcore.errors import Reason
from itsmcore.instant import utc
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.plain import plain
from itsmcore.schedule import Schedule, Target
from itsmcore.schedule._schedule import reached
from itsmcore.service_levels._course import NO_COURSE, Course
from itsmcore.service_levels._goal import Goal
from itsmcore.service_levels._lateness import (
    Breach,
    edge_of,
    is_instant,
    is_late_at_start,
    late,
    opening,
    reached_at,
)
from itsmcore.service_levels._segments import Segment, segments, time_by
from itsmcore.service_levels._stretch import ZERO, Stretch
from itsmcore.service_levels._terms import Terms
from itsmcore.service_levels._thresholds import Action, Passed
from itsmcore.timeline import Step
from itsmcore.written import maker

if TYPE_CHECKING:
    from itsmcore.service_levels._account import Account

_TICK = timedelta(microseconds=1)


class Status(Code):
    """What a clock is doing."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Outcome(Code):
    """Whether the target is kept."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"


@attrs.frozen(kw_only=True)
class Clock:
    """How a timeline stands against a goal at an instant.

    A clock is computed and never stored: measure again when something happens or time passes.
    All instants are UTC; elapsed, remaining and allowed are open time of the goal's schedule.

    Attributes:
        goal: what is measured.
        terms: how disputed cases are read.
        agreement: the name of the agreement.
        version: the version that judged this clock.
        applies: when the agreement applies.
        schedule: the open time that counts.
        holder: whose clock it is, if each group or person has one.
        status: what it is doing.
        at: the instant it was measured for.
        started_at: when it started counting.
        starts_at: when it will start, if that is still to come.
        ended_at: when it was completed or cancelled.
        cause: the condition that ended it.
        is_duplicate: whether the record is a duplicate of another.
        stretches: its time, cut wherever something that affects it changed.
        earlier: the cycles before this one, the oldest first.
        carried: the breaches of clocks that it replaced because the target changed.
        step: the last step that it was measured from, with the facts it was told; not part of its
            value.
    """

    goal: Goal
    terms: Terms
    agreement: str
    version: str
    applies: Condition
    schedule: Schedule
    holder: object
    status: Status
    at: datetime
    started_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None
    cause: Condition | None
    is_duplicate: bool
    stretches: tuple[Stretch, ...]
    earlier: tuple[Clock, ...]
    carried: tuple[Breach, ...]
    step: Step | None = attrs.field(eq=False)

    @property
    def name(self) -> str:
        """The name of the goal."""
        return self.goal.name

    @property
    def cycles(self) -> tuple[Clock, ...]:
        """Every cycle, this one last."""
        return (*self.earlier, self)

    @property
    def is_running(self) -> bool:
        """Whether time counts while the schedule is open."""
        return self.status is Status.RUNNING

    @property
    def has_ended(self) -> bool:
        """Whether it was completed or cancelled."""
        return self.ended_at is not None

    # --- how much -----------------------------------------------------------------------------

    @property
    def target(self) -> timedelta | Target | None:
        """What the goal allows; None if no target matches or the clock has not started."""
        return self.stretches[-1].target if self.stretches else None

    @property
    def allowed(self) -> timedelta | None:
        """The open time that the target allows; None if there is no target."""
        target = self.target
        if target is None or isinstance(target, timedelta):
            return target
        last = self.stretches[-1]
        return self._course.allowed(last, self.elapsed, last.end)

    @cached_property
    def _course(self) -> Course:
        """The record of how its pauses have moved a target that is an instant."""
        is_needed = bool(self.stretches) and is_instant(self.stretches[-1])
        return Course.along(self.stretches) if is_needed else NO_COURSE

    @cached_property
    def elapsed(self) -> timedelta:
        """The open time that has counted."""
        return self.stretches[-1].before + self.stretches[-1].counted if self.stretches else ZERO

    @property
    def wall_elapsed(self) -> timedelta:
        """The wall time during which it ran, including closed hours."""
        return sum((s.end - s.start for s in self.stretches if s.counts), ZERO)

    @property
    def remaining(self) -> timedelta | None:
        """The open time left; negative once the target is passed, None without a target."""
        allowed = self.allowed
        return None if allowed is None else allowed - self.elapsed

    @property
    def percent(self) -> float | None:
        """The percentage of the target that has elapsed, unrounded; None without a target."""
        return _percent(self.elapsed, self.allowed)

    @property
    def wall_percent(self) -> float | None:
        """The wall time as a percentage of the target, unrounded; None without a target."""
        return _percent(self.wall_elapsed, self.allowed)

    # --- when ---------------------------------------------------------------------------------

    @property
    def due(self) -> datetime | None:
        """The first instant at which the target has elapsed; None while it is paused before that.

        For a completed clock this is when it would have been due. It is None if the clock has not
        started, was cancelled or has no target.
        """
        passed = self._reached
        if passed is not None or (self.status is Status.PAUSED and self._course.stands_still):
            return passed
        return self._due_from(self.at if self.ended_at is None else self.ended_at)

    @property
    def due_if_resumed(self) -> datetime | None:
        """When it would be due if it ran on from now."""
        if self.status not in (Status.RUNNING, Status.PAUSED):
            return None
        passed = self._reached
        return self._due_from(self.at) if passed is None else passed

    @cached_property
    def _reached(self) -> datetime | None:
        """When the target was reached, if it was."""
        if self.status is Status.CANCELLED or self.allowed is None:
            return None
        return reached_at(self.stretches, self._course)

    def _due_from(self, instant: datetime) -> datetime | None:
        if self.status is Status.CANCELLED or self.target is None:
            return None
        if isinstance(self.target, timedelta):
            left = max(self.target - self.elapsed, ZERO)
            return reached(self.stretches[-1].schedule, instant, left)
        return self._course.resumed

    # --- what came of it ------------------------------------------------------------------------

    @cached_property
    def _late(self) -> tuple[Breach, ...]:
        return late(self.stretches, strictly=self.terms.breach_when == ">")

    @property
    def is_late(self) -> bool:
        """Whether it is late by the target in force."""
        return bool(self._late) and self._late[-1].end is None

    @cached_property
    def breaches(self) -> tuple[Breach, ...]:
        """Each period for which it was late, earliest first; getting more time later erases none.

        A clock that replaced others because the target changed keeps theirs.
        """
        return self.carried + self._late

    @property
    def is_replaced(self) -> bool:
        """Whether another clock replaced it because the target changed."""
        return self.status is Status.CANCELLED and self.cause is None

    @property
    def passed_on(self) -> tuple[Breach, ...]:
        """The breaches that its replacement carries; one of no length does not count."""
        if not self.is_replaced:
            return ()
        ended = (attrs.evolve(one, end=one.end or self.ended_at) for one in self.breaches)
        return tuple(one for one in ended if one.end is not None and one.start < one.end)

    @property
    def breached_at(self) -> datetime | None:
        """Since when it has been late, never before the change that made it so; None while in time.

        If the terms say that a breach is sticky, when it was first late.
        """
        if self.terms.breach == "sticky":
            return self.breaches[0].start if self.breaches else None
        return self._late[-1].start if self.is_late else None

    @property
    def outcome(self) -> Outcome | None:
        """Whether the target is kept; None if there is nothing to keep.

        That is so for a clock that has not started, was cancelled, or has no target.
        """
        if self.status is Status.CANCELLED:
            return None
        if self.breached_at is not None:
            return Outcome.MISSED
        if self.target is None:
            return None
        return Outcome.MET if self.status is Status.COMPLETED else Outcome.OPEN

    @cached_property
    def passed(self) -> tuple[Passed, ...]:
        """Each time a threshold was reached in this cycle, earliest first."""
        found = (
            Passed(reached.start, threshold)
            for threshold in self.goal.thresholds
            for reached in late(self.stretches, share=threshold.percent)
        )
        return tuple(sorted(found, key=lambda passed: (passed.at, passed.threshold.percent)))

    def due_actions(self, *, since: datetime, until: datetime) -> tuple[Action, ...]:
        """List the actions that fell due from one instant up to, and not including, another.

        Pass the last `until` as the next `since`, and no action is missed or repeated. A call at
        `next_instant` includes what that instant was for. What fell due after the end that a later
        step tells of (`stop_at`) is listed until then, and no longer.

        Raises:
            NaiveTime: an instant has no time zone.
        """
        begin, end = utc(since), utc(until)
        return tuple(
            Action(at, action, percent, self.name, self.agreement, self.holder)
            for at, percent, action in sorted(self._actions(), key=itemgetter(0))
            if begin <= at < end
        )

    def _actions(self) -> Iterator[tuple[datetime, float | None, str]]:
        """Yield each action of every cycle, when it fell due, and by which threshold."""
        for cycle in self.cycles:
            for passed in cycle.passed:
                for action in passed.threshold.actions:
                    yield passed.at, passed.threshold.percent, action
            for breach in cycle._late if self.goal.on_breach else ():  # noqa: SLF001
                for action in self.goal.on_breach:
                    yield breach.start, None, action

    @property
    def next_instant(self) -> datetime | None:
        """The instant at which to look for its next threshold or breach, if nothing else happens.

        It is a microsecond after the edge, so that what falls due there lies before it. It is None
        if nothing is to come.
        """
        if any(at == self.at for at, *_ in self._actions()):
            return self.at + _TICK
        if self.starts_at is not None:
            return self.starts_at
        is_paused = self.status is Status.PAUSED and not self._course.stands_still
        return min(self._coming(), default=None) if self.is_running or is_paused else None

    def _coming(self) -> Iterator[datetime]:
        now = attrs.evolve(
            self.stretches[-1], start=self.at, end=self.at, before=self.elapsed, known=self.at
        )
        for threshold in self.goal.thresholds:
            if not is_late_at_start(now, self._course, threshold.percent):
                at = edge_of(now, self._course, threshold.percent)
                if at is not None:
                    yield at + _TICK
        if not self.is_late:
            is_strict = self.terms.breach_when == ">"
            edge = edge_of(now, self._course, strictly=is_strict)
            if edge is not None and is_strict and not is_instant(now):
                edge = opening(now.schedule, edge)
            if edge is not None:
                yield edge + _TICK

    # --- why ------------------------------------------------------------------------------------

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The parts of its time from start to end, without a gap, each with what it was."""
        is_sticky = self.terms.breach == "sticky"
        return segments(self.stretches, self.breaches, is_sticky=is_sticky)

    def explain(self, *, brief: bool = False) -> Account:
        """Show its total, part by part, in words and as rows.

        Args:
            brief: merge like parts, even across closed hours.
        """
        from itsmcore.service_levels._account import Account  # noqa: PLC0415 (import on use)

        return Account(self, brief)

    def why(self) -> tuple[Reason, ...]:
        """Return why it has not started, is not running, has ended or is late; empty otherwise.

        A fact that is no phase or level where the goal asks for one is told as `strange_value`.
        """
        from itsmcore.service_levels._account import reasons  # noqa: PLC0415 (import on use)

        return tuple(reasons(self))

    def time_by(self, fact: str) -> dict[Any, timedelta]:
        """Add up the elapsed time by who held the record: `"group"` or `"assignee"`.

        Raises:
            Unlisted: time is not kept by that fact.
        """
        return time_by(self.stretches, plain(fact))

    @property
    def row(self) -> dict[str, Any]:
        """Its figures by name, as a DataFrame takes them."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "at": self.at,
            "goal": self.name,
            "metric": str(self.goal.metric),
            "holder": self.holder,
            "status": self.status.value,
            "outcome": None if self.outcome is None else self.outcome.value,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "due": self.due,
            "breached_at": self.breached_at,
            "first_breached_at": self.breaches[0].start if self.breaches else None,
            "breaches": len(self.breaches),
            "duplicate": self.is_duplicate,
            "allowed": self.allowed,
            "elapsed": self.elapsed,
            "remaining": self.remaining,
            "percent": self.percent,
            "wall_elapsed": self.wall_elapsed,
            "cycles": len(self.cycles),
        }

    def __str__(self) -> str:
        """Return in one line how it stands; `explain` shows the calculation."""
        from itsmcore.service_levels._account import headline  # noqa: PLC0415 (import on use)

        return headline(self)

    def _formats(self) -> Formats:
        from itsmcore.service_levels._picture import formats  # noqa: PLC0415 (import on use)

        return formats([self])

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def __repr__(self) -> str:
        outcome = "" if self.outcome is None else f" {self.outcome}"
        return f"<Clock {self.name} {self.status.value}{outcome}>"


clock_of = maker(Clock)


def _percent(elapsed: timedelta, allowed: timedelta | None) -> float | None:
    return elapsed / allowed * 100 if allowed else None
