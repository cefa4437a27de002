"""Periods: days, weeks, months, quarters and years by the clock of a zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

import attrs

from itsmcore.errors import Unlisted
from itsmcore.fields import is_in
from itsmcore.instant import EPOCH
from itsmcore.phrase import Phrase
from itsmcore.schedule._local import FIRST_DAY, LAST_DAY, WALL, clock, day_starts

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


_STEADY = timedelta(days=4)
"""In so short a time no zone changes its clock and changes it back."""


@attrs.frozen
class _Kind:
    """How the periods of one kind are named, where they begin, and how long they may be."""

    named: Callable[[date], str]
    begin: Callable[[date], date]
    days: int


_KINDS: Mapping[str, _Kind] = {
    "day": _Kind(str, lambda day: day, 1),
    "week": _Kind(
        lambda day: "{:04}-W{:02}".format(*day.isocalendar()),
        lambda day: date.fromordinal(max(1, day.toordinal() - day.weekday())),
        7,
    ),
    "month": _Kind(lambda day: f"{day.year:04}-{day.month:02}", lambda day: day.replace(day=1), 31),
    "quarter": _Kind(
        lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
        lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        92,
    ),
    "year": _Kind(lambda day: f"{day.year:04}", lambda day: day.replace(month=1, day=1), 366),
}


@attrs.frozen
class Period:
    """A period, from its first instant up to the one at which the next begins, in UTC."""

    name: str
    since: datetime
    until: datetime


@attrs.frozen
class Periods:
    """Tell instants apart by the periods they fall in.

    Raises:
        Unlisted: there is no such kind of period.
    """

    kind: str = attrs.field()
    place: tzinfo

    @kind.validator
    def _is_known(self, _: object, kind: object) -> None:
        if not is_in(kind, _KINDS):
            raise Unlisted(kind=Phrase("metrics.kind.period"), name=kind, known=tuple(_KINDS))

    def name(self, moment: datetime) -> str:
        """Return the name of the period in which an instant falls."""
        return _KINDS[self.kind].named(clock(moment, self.place).date())

    def at(self, moment: datetime) -> Period:
        """Return the period in which an instant falls."""
        kind = _KINDS[self.kind]
        begin = kind.begin(clock(moment, self.place).date())
        try:
            end = self._start(kind.begin(begin + timedelta(days=kind.days)))
        except OverflowError:
            end = _LAST
        return Period(kind.named(begin), self._start(begin), end)

    def are_one(self, first: datetime, last: datetime) -> bool:
        """Tell whether two instants, and so all between them, surely fall in one period."""
        shown, later = clock(first, self.place), clock(last, self.place)
        is_steady = last - first <= _STEADY and later - shown == last - first
        return is_steady and self.name(first) == self.name(last)

    def between(self, first: datetime, last: datetime) -> Iterator[Period]:
        """Yield the periods from that of one instant to that of another, without a gap."""
        moment = first
        while moment <= last:
            period = self.at(moment)
            yield period
            if period.until <= moment:
                return
            moment = period.until

    def _start(self, day: date) -> datetime:
        number = (day - WALL.date()).days
        if number < FIRST_DAY:
            return _FIRST
        return EPOCH + day_starts(self.place, number, number)[0] if number <= LAST_DAY else _LAST
