"""Instances: when a recurring series takes place, without what is left out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from functools import reduce
from operator import attrgetter, or_

import attrs

from itsmcore.interop.icalendar._moments import Length, Moment
from itsmcore.schedule import Recurrence, Recurring, Schedule, Span
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import clock

_START = attrgetter("start")


@attrs.frozen
class LeftOut:
    """Which instances of a series do not take place, and the dates on which none does.

    Attributes:
        instants: when those that do not take place would start.
        days: the dates on which none starts.
        onward: from when on none starts; None if they go on.
    """

    instants: frozenset[datetime]
    days: frozenset[date]
    onward: datetime | None = None

    def __contains__(self, moment: Moment) -> bool:
        is_later = self.onward is not None and moment.instant >= self.onward
        return is_later or moment.instant in self.instants or moment.wall.date() in self.days


@attrs.frozen
class Series:
    """Rules that run from one start, and what is left out."""

    rules: tuple[Recurrence, ...]
    start: Moment
    length: Length
    left_out: LeftOut

    def parts(self) -> Iterator[Schedule | Span]:
        """Yield a schedule, and spans that are open beside it."""
        found = reduce(or_, map(self._recurring, self.rules))
        holes = self._holes()
        if holes:
            found -= Schedule.of(sorted(holes, key=_START))
        yield found
        yield from sorted(self._shared(holes), key=_START)

    def _recurring(self, rule: Recurrence) -> Schedule:
        place = self.start.place
        ends = "exact" if isinstance(place, timezone) else self.length.ends
        return Schedule(Recurring(rule, self.length.time, place, ends))

    def _holes(self) -> set[Span]:
        """Find the instances that are left out."""
        walls = [clock(instant, self.start.place) for instant in self.left_out.instants]
        walls += [datetime.combine(day, time(12)) for day in self.left_out.days]
        return {
            self.length.span(moment)
            for wall in walls
            for moment in self._near(wall, 2 * DAY)
            if moment in self.left_out
        }

    def _shared(self, holes: set[Span]) -> set[Span]:
        """Find the instances that overlap one that is left out: what they share stays open."""
        reach = self.length.time + 2 * DAY
        return {
            span
            for hole in holes
            for moment in self._near(clock(hole.start, self.start.place), reach)
            if moment not in self.left_out
            if hole.start in (span := self.length.span(moment)) or span.start in hole
        }

    def _near(self, wall: datetime, reach: timedelta) -> Iterator[Moment]:
        """Yield what the rules produce around a local time."""
        for rule in self.rules:
            yield from map(self.start.moved, rule.between(wall - reach, wall + reach))
