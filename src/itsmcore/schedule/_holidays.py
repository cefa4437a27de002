"""Holidays: the dates on which the weekly hours do not hold, however the user keeps them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import attrs
from dateutil.rrule import rrule, rruleset

from itsmcore.errors import Fault
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.schedule._recurrence import EVERY_YEAR, Recurrence, dtstart, recurrence

Dates = (
    Iterable[date]
    | Mapping[date, str]
    | Container[Any]
    | Iterable[date | str | rrule]
    | str
    | rrule
)
"""Holidays as users keep them."""
PLAIN = (list, tuple, set, frozenset)
"""Collections that are read at once; any other container is asked for each date."""


@attrs.frozen
class Live:
    """Hold a container that may grow as it is asked; two are equal only where they are one."""

    container: Any = attrs.field(eq=id)


@attrs.frozen
class Holidays:
    """Hold dates with their names, rules that recur, and containers that are asked."""

    named: FrozenDict[date, str] = EMPTY
    rules: tuple[Recurrence, ...] = ()
    live: Live | None = attrs.field(default=None, hash=False)

    def between(self, first: date, last: date) -> set[date]:
        """Give the holidays from `first` to `last` inclusive."""
        found = {day for day in self.named if first <= day <= last}
        for rule in self.rules:
            found |= rule.dates(first, last)
        if self.live is not None:
            days = range(first.toordinal(), last.toordinal() + 1)
            found.update(day for day in map(date.fromordinal, days) if day in self.live.container)
        return found


NONE = Holidays()


def holidays(value: object) -> Holidays:
    """Read holidays: dates, a mapping of dates to names, recurrences, or a container of dates.

    Raises:
        Fault: they are something else.
    """
    if isinstance(value, Holidays):
        return value
    if isinstance(value, str | rrule):
        return _listed([value])
    if isinstance(value, FrozenDict) or type(value) is dict:
        return _listed([value])
    if isinstance(value, (*PLAIN, Iterator)):
        return _listed(value)
    if isinstance(value, Container) and not isinstance(value, rruleset):
        return Holidays(live=Live(value))
    raise _bad(value)


def _listed(values: Iterable[object]) -> Holidays:
    named: dict[date, str] = {}
    rules = []
    for value in values:
        match value:
            case rrule():
                start = dtstart(value)
                rules.append(recurrence(value, None if start == EVERY_YEAR else start, UTC))
            case str():
                rules.append(recurrence(value, None, UTC))
            case Mapping():
                named |= {_day(day): str(name) for day, name in value.items()}
            case _:
                named[_day(value)] = ""
    return Holidays(FrozenDict(named), tuple(rules))


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise _bad(value)


def _bad(value: object) -> Fault:
    words = f"{value!r} is no holiday; give dates, {{date: name}}, rules or a holidays object"
    return Fault("bad_holiday", "holidays", words)
