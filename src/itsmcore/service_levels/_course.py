"""Courses: how the pauses of a clock move an instant at which it is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeAlias

from itsmcore.fields import is_hashable
from itsmcore.schedule import Schedule, Target
from itsmcore.schedule._schedule import reached
from itsmcore.service_levels._stretch import ZERO, Mode, Stretch
from itsmcore.service_levels._targets import Due

Pause: TypeAlias = tuple[datetime, timedelta]
"""When a pause or a stop began, and its open time."""
Followed: TypeAlias = tuple[datetime | None, datetime | None, timedelta, int]
"""When a target falls if nothing moves it, and so far; what is lost; after how many pauses."""


class Course:
    """Follow a cycle stretch by stretch, and track when a target that is an instant falls.

    Enter each stretch, ask, and leave it. Targets that are durations do not concern it, except for
    the pauses before another target replaces them.
    """

    def __init__(self) -> None:
        self.due: datetime | None = None
        """When the target falls, moved by the pauses that have ended."""
        self.first: datetime | None = None
        """When it would fall if nothing moved it."""
        self.moves = True
        self._pauses: list[Pause] = []
        self._followed: dict[object, Followed] = {}
        self._still: Pause | None = None
        self._left: datetime | None = None
        self._spent = self._lost = ZERO
        self._since: datetime | None = None
        self._origin: datetime | None = None
        self._judged: tuple[Schedule, timedelta | Target | None] | None = None

    @classmethod
    def along(cls, stretches: Iterable[Stretch]) -> Course:
        """Follow a cycle to its end."""
        course = cls()
        for stretch in stretches:
            course.enter(stretch)
            course.leave(stretch)
        return course

    def enter(self, stretch: Stretch) -> None:
        """Begin a stretch."""
        if not stretch.is_elsewhere:
            self._left = None
        elif self._left is None:
            self._left = stretch.start
        if self._origin not in (None, stretch.origin):  # the count was started again
            self._pauses, self._still, self._spent = [], None, ZERO
            self._followed = {}
        if stretch.mode is Mode.RUNNING:
            self._end_pause(stretch)
        elif self._still is None:
            self._still = stretch.start, ZERO
        judged = stretch.schedule, stretch.target
        if judged != self._judged or stretch.origin != self._origin:
            was, self._judged, self._origin = self._judged, judged, stretch.origin
            self._aim(stretch, is_same=was is not None and was[1] == stretch.target)

    def leave(self, stretch: Stretch) -> None:
        """End a stretch."""
        if self._still is None:
            return
        begun, spent = self._still
        if not stretch.is_pause:  # counted time is not a pause, but it may have followed one
            self._end_pause(stretch)
            return
        lost = stretch.open_time
        self._still = begun, spent + lost
        if self._since is None or self._since <= stretch.start:
            self._spent += lost

    def judged_at(self, stretch: Stretch) -> datetime:
        """Where a stretch is judged late or in time: its start, or that of the pause it is in.

        What pauses do not move is judged where the record left the holder of the clock.
        """
        if self._still and self.moves:
            return self._begun(self._still[0])
        return self._left or stretch.start

    @property
    def stands_still(self) -> bool:
        """Whether it cannot fall now: a pause moves it, or the record is elsewhere."""
        return self.moves or self._left is not None

    @property
    def resumed(self) -> datetime | None:
        """When it is due if the clock runs on from here."""
        if self._still is None or self._judged is None:
            return self.due
        return self._moved(self._begun(self._still[0]), self._judged[0])[0]

    def allowed(self, stretch: Stretch, spent: timedelta, at: datetime) -> timedelta | None:
        """Return the open time that the target allows, given how much was spent by an instant.

        A written instant allows what was spent plus what is left until it comes.
        """
        target, due = stretch.target, self.resumed
        if isinstance(target, Due):
            at = at if self._left is None else min(at, self._left)
            left = None if due is None else stretch.schedule.elapsed(at, due)
            return None if left is None else max(spent + left, ZERO)
        return None if self.first is None else stretch.schedule.elapsed(stretch.origin, self.first)

    # --- how it is kept -------------------------------------------------------------------------

    def _aim(self, stretch: Stretch, *, is_same: bool) -> None:
        """Switch to another target, or to the same one by other hours."""
        target, schedule = stretch.target, stretch.schedule
        self.moves = not isinstance(target, Due) or target.moves
        if isinstance(target, Due):
            self._since = target.since
            self.first = self.due = target.at
            if not is_same:
                self._lost = self._spent = ZERO
            elif self._lost:
                self.due = reached(schedule, target.at, self._lost)
            return
        self._since, self._lost, self._spent = None, ZERO, ZERO
        self.first = self.due = None
        if target is None or isinstance(target, timedelta):
            return
        key = (target, schedule) if is_hashable(target) else None
        found = self._followed.get(key)
        if found is None:
            self.first = self.due = reached(schedule, stretch.origin, target)
            done = 0
        else:
            self.first, self.due, self._lost, done = found
        for begun, spent in self._pauses[done:]:
            self._spent = spent
            self.due, self._lost = self._moved(begun, schedule)
        if key is not None:
            self._followed[key] = self.first, self.due, self._lost, len(self._pauses)
        self._spent = ZERO if self._still is None else self._still[1]

    def _end_pause(self, stretch: Stretch) -> None:
        if self._still is None:
            return
        self._pauses.append(self._still)
        schedule = stretch.schedule if self._judged is None else self._judged[0]
        self.due, self._lost = self._moved(self._begun(self._still[0]), schedule)
        self._still, self._spent = None, ZERO

    def _begun(self, begun: datetime) -> datetime:
        """Return when a pause began to affect the target."""
        return begun if self._since is None else max(begun, self._since)

    def _moved(self, begun: datetime, schedule: Schedule) -> tuple[datetime | None, timedelta]:
        """Move what is due by the pause in progress, unless it was due before that."""
        is_moved = self.moves and self.due is not None and self.due > begun and self._spent > ZERO
        if not is_moved or self.first is None:
            return self.due, self._lost
        lost = self._lost + self._spent
        return reached(schedule, self.first, lost), lost


NO_COURSE = Course()
"""The course of targets that are durations: nobody enters it, and nothing falls in it."""
