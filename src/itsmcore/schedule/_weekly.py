"""Weekly hours: which windows are open on which local day."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import UTC, date, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Literal, TypeVar, get_args

import attrs

from itsmcore.errors import Fault
from itsmcore.fields import is_in, refuse_faults
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.schedule._holidays import NONE, Holidays
from itsmcore.schedule._holidays import holidays as read_holidays
from itsmcore.schedule._hours import CLOSED, DAY, Week, Windows, a_date, hours_text, week, windows
from itsmcore.schedule._local import FIRST_DAY, LAST_DAY, day_starts, instant
from itsmcore.schedule._sets import Edges, Stretch, complement, joined, union
from itsmcore.schedule._zone import zone
from itsmcore.shown import shown

T = TypeVar("T")
Overnight = Literal["whole", "split"]
"""Which day a shift past midnight belongs to: the day it starts on, or each part to its own."""

LONGEST_BREAK = DAY / 2
"""The longest shift past midnight; a longer one has its ends swapped."""
_NOWHERE: tzinfo = UTC
_EXAMPLE = Phrase("schedule.example.week", example="{'mon-fri': '09:00-17:00'}")

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MONDAY = 3
"""1970-01-01 was a Thursday."""


@attrs.frozen
class Weekly:
    """Hold weekly hours in a zone, what replaces them and what is taken out of them."""

    weeks: tuple[Week, ...]
    zone: tzinfo = UTC
    since: date | None = None
    holidays: Holidays = NONE
    exceptions: FrozenDict[date, Windows] = EMPTY
    day_breaks: Week = CLOSED
    date_breaks: FrozenDict[date, Windows] = EMPTY
    overnight: Overnight = "whole"

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Return the edges between two instants."""
        first, last = max(lo.days - 3, FIRST_DAY), min(hi.days + 3, LAST_DAY)
        edges = union(self._stretches(self._hours(first, last), first, last), lo, hi)
        if self.date_breaks or self.day_breaks != CLOSED:
            breaks = union(self._stretches(self._breaks(first, last), first, last), lo, hi)
            edges = complement(joined((complement(edges, lo, hi), breaks), lo, hi), lo, hi)
        return edges

    def _hours(self, first: int, last: int) -> list[Windows]:
        """Return the windows that each day owns."""
        before = first - 1
        cycle = [windows for week in self.weeks for windows in week]
        since = 0 if self.since is None else (_number(self.since) + _MONDAY) // 7 * 7
        ahead = (before + _MONDAY - since) % len(cycle)
        days = (cycle * ((last - before + ahead) // len(cycle) + 1))[
            ahead : ahead + last - before + 1
        ]
        replaced = {
            _number(day) - before: owned
            for day, owned in self.exceptions.items()
            if before <= _number(day) <= last
        }
        for place, owned in replaced.items():
            days[place] = owned
        closed = {
            _number(day) - before for day in self.holidays.between(_date(before), _date(last))
        } - replaced.keys()
        if self.overnight == "split":
            days = _split(days, replaced.keys())
        for place in closed:
            days[place] = ()
        return days[1:]

    def _breaks(self, first: int, last: int) -> Iterator[Windows]:
        for day in range(first, last + 1):
            yield self.day_breaks[(day + _MONDAY) % 7] + self.date_breaks.get(_date(day), ())

    def _stretches(self, windows: Iterable[Windows], first: int, last: int) -> Iterator[Stretch]:
        """Yield the instants of each day's windows."""
        starts = day_starts(self.zone, first, last + 1)
        ends = starts[1:]
        afters = (*starts[2:], starts[-1])
        for day, (of, begin, end, after) in enumerate(
            zip(windows, starts[:-1], ends, afters, strict=True), first
        ):
            is_plain, is_followed = end - begin == DAY, after - end == DAY
            for opens, closes in of:
                if is_plain and (closes <= DAY or is_followed):
                    yield begin + opens, begin + closes
                elif end > begin:
                    midnight = timedelta(days=day)
                    start = instant(midnight + opens, self.zone)
                    stop = instant(midnight + closes, self.zone)
                    yield (max(start, begin), min(stop, end)) if closes <= DAY else (start, stop)


def _split(days: list[Windows], replaced: Container[int]) -> list[Windows]:
    """Move what is past midnight to the next day, unless that has windows of its own."""
    found = []
    for place, (before, of) in enumerate(pairwise([(), *days])):
        late = () if place in replaced else [(DAY * 0, end - DAY) for _, end in before if end > DAY]
        found.append((*late, *((start, min(end, DAY)) for start, end in of)))
    return found


def weekly(
    hours: object,
    *,
    tz: object,
    since: object,
    holidays: object,
    exceptions: object,
    breaks: object,
    overnight: Overnight,
) -> Weekly:
    """Read weekly hours as people write them.

    Raises:
        FaultyDefinition: something cannot be read; lists every fault.
    """
    faults: list[Fault] = []

    def read(reader: Callable[..., T], default: T, *values: Any) -> T:
        try:
            return reader(*values)
        except Fault as fault:
            faults.append(fault)
            return default

    def read_dated(given: Mapping[object, Any], subject: str) -> FrozenDict[date, Windows]:
        return FrozenDict(
            {
                read(a_date, date.min, day, subject): read(windows, (), of, f"{subject} {day!s}")
                for day, of in given.items()
            }
        )

    def read_week(given: Mapping[str, Any], subject: str) -> Week:
        found, wrong = week(given, subject)
        faults.extend(wrong)
        return found

    cycle = [hours] if isinstance(hours, Mapping) else hours
    if not isinstance(cycle, list | tuple) or not all(isinstance(of, Mapping) for of in cycle):
        faults.append(
            Fault(
                "bad_hours",
                Phrase("schedule.subject.hours"),
                Phrase("schedule.bad_hours", hours=shown(hours), example=_EXAMPLE),
            )
        )
        cycle = ()
    nothing: Mapping[Any, Any] = EMPTY
    taken_out = read(_mapping, nothing, breaks, "breaks")
    daily = {key: of for key, of in taken_out.items() if isinstance(key, str) and key[:1].isalpha()}
    dated = {key: of for key, of in taken_out.items() if key not in daily}
    place = read(zone, _NOWHERE, tz)
    found = Weekly(
        weeks=tuple(read_week(of, "hours") for of in cycle),
        zone=place,
        since=None if since is None else read(a_date, date.min, since, "since"),
        holidays=read(read_holidays, NONE, holidays, place),
        exceptions=read_dated(read(_mapping, nothing, exceptions, "exceptions"), "exceptions"),
        day_breaks=read_week(daily, "breaks"),
        date_breaks=read_dated(dated, "breaks"),
        overnight=overnight,
    )
    if not faults:
        faults += _lacks(found)
    refuse_faults(Phrase("schedule.named.schedule"), faults)
    return found


def _mapping(given: object, subject: str) -> Mapping[Any, Any]:
    if isinstance(given, Mapping):
        return given
    words = Phrase("schedule.weekly.mapping_example", given=shown(given))
    raise Fault(f"bad_{subject}", subject, words)


def _lacks(found: Weekly) -> Iterator[Fault]:
    weekly = any(of for week in found.weeks for of in week)
    if not found.weeks or not (weekly or any(found.exceptions.values())):
        yield Fault(
            "no_hours",
            Phrase("schedule.subject.hours"),
            Phrase("schedule.no_hours", example=_EXAMPLE),
        )
    if len(found.weeks) > 1 and found.since is None:
        words = Phrase("schedule.weekly.needed_where_weeks")
        yield Fault("no_since", Phrase("schedule.subject.since"), words)
    if len(found.weeks) == 1 and found.since is not None:
        words = Phrase("schedule.weekly.weeks_alternate_begin")
        yield Fault("needless_since", Phrase("schedule.subject.since"), words)
    for start, end in (
        window for of in (*found.day_breaks, *found.date_breaks.values()) for window in of
    ):
        if end - start > LONGEST_BREAK and end > DAY:
            words = Phrase(
                "schedule.weekly.takes_out_swap",
                hours_text=shown(hours_text(((start, end),))),
                end=end - start,
            )
            yield Fault("bad_breaks", Phrase("schedule.subject.breaks"), words)
    if not is_in(found.overnight, get_args(Overnight)):
        words = Phrase("schedule.weekly.neither_whole_nor", overnight=shown(found.overnight))
        yield Fault("bad_overnight", Phrase("schedule.subject.overnight"), words)


def _date(day: int) -> date:
    return date.fromordinal(day + _EPOCH_ORDINAL)


def _number(day: date) -> int:
    """Count the days from 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL
