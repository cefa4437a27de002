"""Instances: when a series that recurs takes place, without what is left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from functools import reduce
from operator import attrgetter, or_

import attrs

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._moments import Length, Moment
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import clock
from itsmcore.schedule._recurrence import Recurrence
from itsmcore.schedule._rules import Recurring
from itsmcore.shown import shown

_HALF_DAY, _SLACK = timedelta(hours=12), timedelta(hours=6)
_START = attrgetter("start")


@attrs.frozen
class LeftOut:
    """Hold which instances of a series do not take place, and the dates on which none does."""

    instants: frozenset[datetime]
    days: frozenset[date]

    def __contains__(self, moment: Moment) -> bool:
        return moment.instant in self.instants or moment.wall.date() in self.days


@attrs.frozen
class Series:
    """Hold rules that run from one start, and what is left out."""

    rules: tuple[Recurrence, ...]
    start: Moment
    length: Length
    left_out: LeftOut

    def parts(self) -> Iterator[Schedule | Span]:
        """Give a schedule, and spans that are open beside it."""
        found = reduce(or_, map(self._recurring, self.rules))
        holes = self._holes()
        if holes:
            found -= Schedule.of(sorted(holes, key=_START))
        yield found
        yield from sorted(self._shared(holes), key=_START)

    def _recurring(self, rule: Recurrence) -> Schedule:
        time_of, place = self.length.time, self.start.place
        if not self.length.in_days or isinstance(place, timezone):
            return Schedule(Recurring(rule, time_of, place))
        if re.search("BYHOUR|BYMINUTE|BYSECOND", rule.rule):
            words = f"lasts whole days from the times of {shown(rule.rule)}; give DTEND, or hours"
            raise Fault("unsupported", "DURATION", words)
        # Whole days may be an hour longer or shorter. All but their last hours are open, and so is
        # what lies, about their end, before the time of day at which they start.
        closing = rule.start.time()
        opening = (datetime.combine(date.max, closing) - _HALF_DAY).time()
        hours = (opening, closing) if closing != time() else ("12:00", "24:00")
        inner, outer = (Schedule(Recurring(rule, time_of + by, place)) for by in (-_SLACK, _SLACK))
        return inner | outer & Schedule.weekly({"mon-sun": [hours]}, tz=place)

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
        """Find the instances that share something with one that is left out: it stays open."""
        reach = self.length.time + 2 * DAY
        return {
            span
            for hole in holes
            for moment in self._near(clock(hole.start, self.start.place), reach)
            if moment not in self.left_out
            if hole.start in (span := self.length.span(moment)) or span.start in hole
        }

    def _near(self, wall: datetime, reach: timedelta) -> Iterator[Moment]:
        """Find what the rules give about a local time."""
        for rule in self.rules:
            yield from map(self.start.moved, rule.between(wall - reach, wall + reach))
