"""Stretches: the time of a clock, cut wherever something that affects it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

import attrs

from itsmcore.conditions import Condition
from itsmcore.schedule import Schedule, Target
from itsmcore.schedule._schedule import reached
from itsmcore.written import maker

ZERO = timedelta(0)


class Mode(Enum):
    """What a clock does for a while."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Completed, and later reopened."""

    def __repr__(self) -> str:
        return f"Mode.{self.name}"


RUNNING, PAUSED = Mode.RUNNING, Mode.PAUSED
"""The modes by names of their own: an enumeration looks a member up by a call."""


@attrs.frozen(kw_only=True)
class Stretch:
    """A part of a clock's time in which its mode, target and holder stay the same.

    Attributes:
        start: where it begins, in UTC.
        end: where it ends; it may have no length.
        mode: what the clock does.
        cause: the condition that pauses or stops it.
        known: when the clock came to exist: later than the start if it counts in hindsight.
        schedule: the open time that counts.
        target: how much is allowed; None if no target matches.
        origin: where a target in working days counts from.
        before: what had elapsed at its start.
        is_pause: whether it moves what is due in days: paused, or stopped and not counted.
        counts: whether its open time counts, as far as is known now.
        group: the group that held the record.
        assignee: the person who held it.
        is_unknown: whether the log does not say which state it was in.
        is_elsewhere: whether the record was not with the holder of the clock.
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
    is_pause: bool
    counts: bool
    group: object
    assignee: object
    is_unknown: bool
    is_elsewhere: bool

    @property
    def open_time(self) -> timedelta:
        """The open time in it, whether it counts or not."""
        return self.schedule.elapsed(self.start, self.end)

    @property
    def counted(self) -> timedelta:
        """What it adds to the elapsed time."""
        return self.open_time if self.counts else ZERO

    def reaching(self, allowed: timedelta) -> datetime | None:
        """Find when this much has elapsed if it runs on; None if it never has."""
        return reached(self.schedule, self.start, max(allowed - self.before, ZERO))


stretch_of = maker(Stretch)
