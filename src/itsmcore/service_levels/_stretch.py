"""Stretches: the time of a clock, cut where something that bears on it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

import attrs

from itsmcore.conditions import Condition
from itsmcore.schedule import NoOpenTime, Schedule, Target
from itsmcore.schedule._schedule import reached

ZERO = timedelta(0)


Pause: TypeAlias = tuple[datetime, timedelta]
"""When a pause or a stop began, and its open time."""


class Mode(Enum):
    """Say what a clock does for a while."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Completed, and later taken up again."""

    def __repr__(self) -> str:
        return f"Mode.{self.name}"


@attrs.frozen(kw_only=True)
class Stretch:
    """Hold a while of a clock during which its mode, target and holder stay the same.

    Attributes:
        start: where it begins, in UTC.
        end: where it ends; it may last no time at all.
        mode: what the clock does.
        cause: the condition that pauses or stops it.
        known: when the clock came to be: later than the start for what is counted in hindsight.
        schedule: the open time that counts.
        target: how much is allowed; None where no target matches.
        origin: where a target in working days counts from.
        before: what had elapsed at its start.
        pauses: each pause and stop that had ended by then: when it began, and its open time.
        still: when the present pause or stop began, and its open time so far; None while it runs.
        counts: whether its open time counts, as far as is known now.
        group: the group that held the record.
        assignee: the person who held it.
        is_unknown: whether the log does not say which state it was in.
    """

    start: datetime
    end: datetime
    mode: Mode
    cause: Condition | None
    known: datetime
    schedule: Schedule
    target: timedelta | Target | None
    origin: datetime
    before: timedelta
    pauses: tuple[Pause, ...]
    still: Pause | None
    counts: bool
    group: object
    assignee: object
    is_unknown: bool

    @property
    def open_time(self) -> timedelta:
        """The open time in it, whether it counts or not."""
        return self.schedule.elapsed(self.start, self.end)

    @property
    def counted(self) -> timedelta:
        """What it adds to the elapsed time."""
        return self.open_time if self.counts else ZERO

    @property
    def relative_due(self) -> datetime | None:
        """Where a target in working days falls, moved by the working time lost; else None."""
        if self.target is None or isinstance(self.target, timedelta):
            return None
        first = due = reached(self.schedule, self.origin, self.target)
        lost = ZERO
        for begun, spent in self.pauses:
            if first is None or due is None:
                return None
            if due > begun and spent:
                lost += spent
                due = reached(self.schedule, first, lost)
        return due

    @property
    def judged_at(self) -> datetime:
        """Where it is judged late or timely: its start, or that of the pause it is part of."""
        return self.start if self.still is None else self.still[0]

    @property
    def allowed(self) -> timedelta | None:
        """The open time that the target allows; None where there is no target."""
        if self.target is None or isinstance(self.target, timedelta):
            return self.target
        due = reached(self.schedule, self.origin, self.target)
        return None if due is None else self.schedule.elapsed(self.origin, due)

    def reaching(self, allowed: timedelta) -> datetime | None:
        """Find when so much has elapsed if it runs on; None where it never has."""
        return reached(self.schedule, self.start, max(allowed - self.before, ZERO))

    def due_from(self, instant: datetime, *, elapsed: timedelta) -> datetime | None:
        """Find when the target is reached if the clock runs from an instant on."""
        if isinstance(self.target, timedelta):
            return reached(self.schedule, instant, max(self.target - elapsed, ZERO))
        if self.still is None:
            return self.relative_due
        pause = self.still[0], self.still[1] + self.open_time
        return attrs.evolve(self, pauses=(*self.pauses, pause), still=None).relative_due

    def late_after(self, *, strictly: bool) -> datetime | None:
        """Find where it becomes late if it runs on: when due, or when more time then passes."""
        target = self.target
        due = self.reaching(target) if isinstance(target, timedelta) else self.relative_due
        return _opening(self.schedule, due) if strictly and due is not None else due


def _opening(schedule: Schedule, instant: datetime) -> datetime | None:
    try:
        return schedule.next_open(instant)
    except NoOpenTime:
        return None
