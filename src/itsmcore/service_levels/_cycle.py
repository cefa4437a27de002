"""Cycles: the time of a clock from one start to its end, gathered stretch by stretch."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

import attrs

from itsmcore.conditions import Condition
from itsmcore.schedule import Schedule, Target
from itsmcore.service_levels._stretch import RUNNING, ZERO, Mode, Stretch, stretch_of
from itsmcore.timeline import Step

_start = attrgetter("start")


class Key(NamedTuple):
    """What stays the same throughout a stretch."""

    mode: Mode
    cause: Condition | None
    schedule: Schedule
    target: timedelta | Target | None
    origin: datetime
    counts: bool
    known: datetime | None
    group: object
    assignee: object
    is_unknown: bool
    is_elsewhere: bool


class Cycle:
    """Gather the stretches of one cycle."""

    def __init__(self, start: datetime, step: Step, schedule: Schedule) -> None:
        self.start = self.origin = start
        self.step = self.judged_by = step
        self.schedule = schedule
        self.facts: tuple[object, ...] | None = None
        self.target: timedelta | Target | None = None
        self.elapsed = ZERO
        self.stretches: list[Stretch] = []
        self.keys: list[Key] = []
        self.restarted = list[int]()
        self.open: Key | None = None
        self.opened, self.before = start, ZERO
        self.stopped_at: datetime | None = None
        self.left_at: datetime | None = None
        self.over_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.cause: Condition | None = None

    def turn(self, at: datetime, key: Key) -> None:
        """Switch to another mode from an instant on, unless it is the present one."""
        if self.open == key:
            return
        self.close(at)
        self.open, self.opened, self.before = key, at, self.elapsed
        if self.stretches and self.stretches[-1].start == self.stretches[-1].end == at:
            self.keys.pop()
            self.stretches.pop()
        if self.keys and self.keys[-1] == key and self.stretches[-1].end == at:
            self.keys.pop()
            last = self.stretches.pop()
            self.opened, self.before = last.start, last.before

    def close(self, at: datetime, *, is_last: bool = False) -> None:
        """End the stretch in progress; one of no length is kept only if it is the last."""
        key, self.open = self.open, None
        if key is None or (self.opened == at and not (is_last and self._differs(key))):
            return
        stretch = stretch_of(
            start=self.opened,
            end=at,
            mode=key.mode,
            cause=key.cause,
            known=key.known or self.opened,
            schedule=key.schedule,
            target=key.target,
            origin=key.origin,
            before=self.before,
            is_pause=key.mode is not RUNNING and not key.counts,
            counts=key.counts,
            group=key.group,
            assignee=key.assignee,
            is_unknown=key.is_unknown,
            is_elsewhere=key.is_elsewhere,
        )
        self.stretches.append(stretch)
        self.keys.append(key)
        self.elapsed = stretch.before + stretch.counted

    def _differs(self, key: Key) -> bool:
        """Return whether a last stretch of no length says something the one before does not."""
        return not self.keys or self.keys[-1][:5] != key[:5]

    def restart(self, at: datetime) -> None:
        """Count from zero again; what was counted is set aside."""
        self.close(at)
        self.restarted.append(len(self.stretches))
        self.origin, self.elapsed = at, ZERO

    def cut(self, end: datetime) -> None:
        """Drop what came after an instant that lies in it."""
        kept = self._until(end)
        if kept is self.stretches:
            return
        self.stretches, self.keys = kept, self.keys[: len(kept)]
        self.restarted = [number for number in self.restarted if number < len(kept)]
        last = kept[-1]
        self.origin, self.schedule, self.target, self.facts = (
            *(last.origin, last.schedule, last.target),
            None,
        )
        self.elapsed = last.before + last.counted

    def made(self) -> tuple[Stretch, ...]:
        """Return its stretches up to its end; those set aside by a restart do not count."""
        kept = self._until(self.ended_at)
        aside = max((number for number in self.restarted if number < len(kept)), default=0)
        return (*(attrs.evolve(one, counts=False) for one in kept[:aside]), *kept[aside:])

    def _until(self, end: datetime | None) -> list[Stretch]:
        if end is None or self.stretches[-1].end <= end:
            return self.stretches
        number = max(bisect_right(self.stretches, end, key=_start), 1)
        last = self.stretches[number - 1]
        return [*self.stretches[: number - 1], attrs.evolve(last, end=max(last.start, end))]
