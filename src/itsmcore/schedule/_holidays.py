"""Holidays: the dates on which the weekly hours do not apply, in whatever form users keep them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, tzinfo
from typing import Any, cast

import attrs
from dateutil.rrule import rrule, rruleset

from itsmcore.errors import Fault
from itsmcore.fields import can_be_iterated
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.schedule._hours import is_date
from itsmcore.schedule._recurrence import EVERY_YEAR, Recurrence, dtstart, recurrence
from itsmcore.shown import shown

Dates = Iterable[Any] | Container[Any]
"""Holidays as users keep them: dates, names by date, rules, containers, or a list of these."""


@attrs.frozen(eq=False)
class Live:
    """Hold a container that may grow as it is asked, and its answers, year by year.

    Two are equal if they hold the same container; a copy equals its original by the answers for the
    years that were asked.
    """

    container: Any
    years: dict[int, frozenset[date]] = attrs.field(factory=dict)
    is_copy: bool = False

    def of_year(self, year: int) -> frozenset[date]:
        """Return the holidays of a year; the container is asked for them once."""
        if year not in self.years:
            days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            found = (day for day in map(date.fromordinal, days) if day in self.container)
            self.years[year] = frozenset(found)
        return self.years[year]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Live):
            return NotImplemented
        if not (self.is_copy or other.is_copy):
            return self.container is other.container
        is_of_one_class = type(self.container) is type(other.container)
        asked = {*self.years, *other.years}
        return is_of_one_class and all(self.of_year(y) == other.of_year(y) for y in asked)

    def __hash__(self) -> int:
        return hash(type(self.container))

    def __reduce__(self) -> tuple[Any, ...]:
        return Live, (self.container, dict(self.years), True)


@attrs.frozen
class Holidays:
    """Hold dates with their names, recurring rules, and containers to ask."""

    named: FrozenDict[date, str] = EMPTY
    rules: tuple[Recurrence, ...] = ()
    live: tuple[Live, ...] = ()

    def between(self, first: date, last: date) -> set[date]:
        """Return the holidays from `first` to `last` inclusive."""
        found = {day for day in self.named if first <= day <= last}
        for rule in self.rules:
            found |= rule.dates(first, last)
        for live in self.live:
            for year in range(first.year, last.year + 1):
                found |= {day for day in live.of_year(year) if first <= day <= last}
        return found

    def name(self, day: date) -> str:
        """Return the name of a holiday; empty if it has none."""
        if day in self.named:
            return self.named[day]
        asked = (of.container for of in self.live if isinstance(of.container, Mapping))
        return next((str(of[day]) for of in asked if day in of), "")


NONE = Holidays()


def holidays(value: object, place: tzinfo) -> Holidays:
    """Read holidays: dates, names by date, rules, containers, or a list of any of these.

    A dict with a rule of its own, such as those of the holidays package, and a container that
    cannot be iterated over, are asked about each date; everything else is read at once. A rule
    with an UNTIL in UTC ends with the local date.

    Raises:
        Fault: they are something else.
    """
    if isinstance(value, Holidays):
        return attrs.evolve(value, rules=tuple(of.of_dates_in(place) for of in value.rules))
    single = isinstance(value, str | rrule | rruleset | Mapping) or not can_be_iterated(value)
    named: dict[date, str] = {}
    rules: list[Recurrence] = []
    live: list[Live] = []
    for one in [value] if single else cast(Iterable[object], value):
        match one:
            case rrule():
                start = dtstart(one)
                begin = None if start == EVERY_YEAR else start
                rules.append(recurrence(one, begin, place, of_dates=True))
            case str() if "=" in one:
                rules.append(recurrence(one, None, place, of_dates=True))
            case Mapping() if not _answers_itself(one):
                named |= {_day(day): str(name) for day, name in one.items()}
            case str() | rruleset():
                raise _bad(one)
            case Container():
                live.append(Live(one))
            case _:
                named[_day(one)] = ""
    return Holidays(FrozenDict(named), tuple(rules), tuple(live))


def _answers_itself(value: Mapping[Any, Any]) -> bool:
    return isinstance(value, dict) and type(value).__contains__ is not dict.__contains__


def _day(value: object) -> date:
    if is_date(value):
        return value
    raise _bad(value)


def _bad(value: object) -> Fault:
    words = Phrase("schedule.holidays.holiday_dates_such", value=shown(value))
    return Fault(
        "bad_holiday",
        Phrase("schedule.subject.holidays"),
        Phrase("schedule.bad_holiday", words=words),
    )
