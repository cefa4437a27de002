"""Relative targets: deadlines counted in working days instead of hours.

A working day is a date with open time, by the schedule's own clock or by that of `tz`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice, pairwise

import attrs

from itsmcore.errors import BadValue
from itsmcore.instant import EPOCH
from itsmcore.phrase import Phrase, Words, say
from itsmcore.schedule._local import FIRST_DAY, LAST_DAY, WALL, clock, day_starts, instant
from itsmcore.schedule._schedule import Schedule
from itsmcore.schedule._zone import known_zone

MOST_DAYS = 36_525
"""The days of a century."""
_RUN = 64
"""How many days' starts are found at a time."""


def _count(least: int) -> Callable[[object, attrs.Attribute[int], int], None]:
    def check(_: object, field: attrs.Attribute[int], value: int) -> None:
        if type(value) is not int or not least <= value <= MOST_DAYS:
            expected = Phrase("schedule.expected.whole_number", least=least, most_days=MOST_DAYS)
            raise BadValue(field=field.name, value=value, expected=expected)

    return check


@attrs.frozen
class WorkingDays:
    """A deadline at the same local time, a number of working days later.

    The day it starts on does not count. The time of day is kept even outside the hours: what starts
    on Friday evening and is due in one working day is due on Monday evening.

    Raises:
        BadValue: the number is not a whole one from 1.

    >>> from datetime import UTC
    >>> from itsmcore.schedule import Schedule
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> friday = datetime(2026, 1, 9, 15, tzinfo=UTC)
    >>> print(office.deadline(friday, WorkingDays(2)))
    2026-01-13 15:00:00+00:00
    """

    days: int = attrs.field(validator=_count(1))
    tz: tzinfo | None = attrs.field(default=None, converter=known_zone, kw_only=True)

    def __str__(self) -> str:
        return say("schedule.targets.working", days=self.days)

    def __mul__(self, times: int) -> WorkingDays:
        """Return a multiple of it.

        Raises:
            BadValue: the product is not a whole number from 1 to 36,525.
        """
        return attrs.evolve(self, days=self.days * times)

    def after(self, start: datetime, schedule: Schedule, until: datetime) -> datetime | None:
        """Return the deadline; None if it lies beyond `until`."""
        place = self.tz or schedule.zone
        by = clock(start, place).time()
        return WorkingDayBy(self.days, by, tz=place).after(start, schedule, until)


@attrs.frozen
class WorkingDayBy:
    """A deadline at a local time on the n-th working day after the one it starts on.

    Raises:
        BadValue: the number is not a whole number of 1 or more, or the time is not a time
            without a zone.

    >>> from datetime import UTC
    >>> from itsmcore.schedule import Schedule
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> friday = datetime(2026, 1, 9, 15, tzinfo=UTC)
    >>> print(office.deadline(friday, WorkingDayBy(1, time(12))))
    2026-01-12 11:00:00+00:00
    """

    days: int = attrs.field(validator=_count(1))
    by: time = attrs.field()
    tz: tzinfo | None = attrs.field(default=None, converter=known_zone, kw_only=True)

    @by.validator
    def _check(self, _: object, value: object) -> None:
        if not isinstance(value, time) or value.tzinfo is not None:
            raise BadValue(
                field="by", value=value, expected=Phrase("schedule.expected.local_time_such_time")
            )

    def __str__(self) -> str:
        return say("schedule.targets.by", working_days=WorkingDays(self.days), by=self.by)

    def __mul__(self, times: int) -> WorkingDayBy:
        """Return the same local time after a multiple of the working days.

        Raises:
            BadValue: the product is not a whole number from 1 to 36,525.
        """
        return attrs.evolve(self, days=self.days * times)

    def after(self, start: datetime, schedule: Schedule, until: datetime) -> datetime | None:
        """Return the deadline; None if it lies beyond `until`."""
        place = self.tz or schedule.zone
        today = clock(start, place).date()
        days = _working_days(schedule, place, start, until)
        later = (day for day, _ in days if day > today)
        found = next(islice(later, self.days - 1, None), None)
        if found is None:
            return None
        return max(EPOCH + instant(datetime.combine(found, self.by) - WALL, place), start)


@attrs.frozen
class EndOfWorkingDay:
    """A deadline at the end of a working day's open time.

    With 0 it is the current working day, or the next one if today's is over or today is not a
    working day; every further number is one working day later. Open time past midnight ends there.

    Raises:
        BadValue: the number is not a whole number of 0 or more.

    >>> from datetime import UTC
    >>> from itsmcore.schedule import Schedule
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> friday = datetime(2026, 1, 9, 15, tzinfo=UTC)
    >>> print(office.deadline(friday, EndOfWorkingDay()))
    2026-01-09 16:00:00+00:00
    >>> print(office.deadline(friday, EndOfWorkingDay(1)))
    2026-01-12 16:00:00+00:00
    """

    days: int = attrs.field(default=0, validator=_count(0))
    tz: tzinfo | None = attrs.field(default=None, converter=known_zone, kw_only=True)

    def __str__(self) -> str:
        later = (
            say("schedule.targets.later", working_days=WorkingDays(self.days)) if self.days else ""
        )
        return say("schedule.targets.end_working_day", later=later)

    def after(self, start: datetime, schedule: Schedule, until: datetime) -> datetime | None:
        """Return the deadline; None if it lies beyond `until`."""
        days = _working_days(schedule, self.tz or schedule.zone, start, until)
        found = next((left for _, left in islice(days, self.days, None)), None)
        return None if found is None else schedule.windows(*found)[-1].end


def zone_fault(target: object, schedule: Schedule) -> Words:
    """Return why a target cannot count its days on a schedule, with what to do; empty if it can."""
    if isinstance(target, WorkingDays | WorkingDayBy | EndOfWorkingDay) and target.tz is None:
        try:
            schedule.zone  # noqa: B018 (asked whether it has one)
        except BadValue as error:
            expected = BadValue.expected.held(error)
            return Phrase(
                "schedule.targets.count_schedule_without", target=target, expected=expected
            )
    return ""


def _working_days(
    schedule: Schedule, place: tzinfo, start: datetime, until: datetime
) -> Iterator[tuple[date, tuple[datetime, datetime]]]:
    """Yield the dates with open time from an instant on, each with what is then left of it."""
    first = max((clock(start, place) - WALL).days, FIRST_DAY)
    while first <= LAST_DAY:
        last = min(first // _RUN * _RUN + _RUN, LAST_DAY + 1)
        starts = day_starts(place, first, last)
        for number, (begin, end) in enumerate(pairwise(starts), first):
            if EPOCH + begin > until:
                return
            left = max(EPOCH + begin, start), max(EPOCH + end, start)
            if schedule.elapsed(*left):
                yield (WALL + timedelta(days=number)).date(), left
        first = last
