"""Moments and lengths: what a calendar says about time, on the clock of a zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

import attrs

from itsmcore.instant import utc
from itsmcore.schedule import Span
from itsmcore.schedule._ends import Ends


@attrs.frozen
class Moment:
    """A date, or a time, on the clock of a zone."""

    wall: datetime
    place: tzinfo
    is_day: bool = False

    @property
    def zoned(self) -> datetime:
        return self.wall.replace(tzinfo=self.place)

    @property
    def instant(self) -> datetime:
        return utc(self.zoned)

    def moved(self, wall: datetime) -> Moment:
        """Return another moment on the same clock."""
        return attrs.evolve(self, wall=wall)


@attrs.frozen
class Replaced:
    """Which instance of a series something replaces; or all from there on."""

    moment: Moment
    onward: bool = False

    @property
    def key(self) -> date:
        """What stays the same, however it is written."""
        return self.moment.wall.date() if self.moment.is_day else self.moment.instant


@attrs.frozen
class Length:
    """How long something lasts: in exact time, or by the local clock."""

    time: timedelta = timedelta(0)
    ends: Ends = "exact"

    def span(self, start: Moment) -> Span:
        if self.ends == "local":
            return Span(start.instant, start.moved(start.wall + self.time).instant)
        return Span(start.instant, start.instant + self.time)
