"""Zones that are defined rather than known by name: when their clock changes, and by how much.

The observance that began most recently holds; before the first, the offset that precedes it holds
(RFC 5545, section 3.6.5).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cached_property
from itertools import accumulate
from typing import Any

import attrs

from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_items, refuse_faults
from itsmcore.phrase import Phrase
from itsmcore.plain import flaw_of_text
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import WALL, known_wall
from itsmcore.schedule._recurrence import Recurrence, recurrence
from itsmcore.shown import shown

_MARGIN = 2 * DAY
_TICK = timedelta(microseconds=1)
_REACHES = (400 * DAY, 12_000 * DAY, datetime.max - datetime.min)
"""How far back to look for when a rule last came true: a year, or much further for a rare one."""


def _moments(given: Iterable[datetime]) -> tuple[datetime, ...]:
    return as_items(given, "dates", Phrase("schedule.defined_zone.local_times"))


@attrs.frozen(kw_only=True)
class Observance:
    """Hold when the clock of a zone changes to an offset.

    Attributes:
        start: when it does so for the first time, by the clock before the change.
        before: how far that clock is ahead of UTC.
        after: how far the clock is ahead from then on.
        rule: a yearly rule of RFC 5545 by which it does so again; None if it does not.
        dates: other local times at which it does so.

    Raises:
        FaultyDefinition: something cannot be read; lists every fault.

    >>> hour = timedelta(hours=1)
    >>> Observance(start=datetime(2026, 3, 29, 2), before=hour, after=2 * hour).rule is None
    True
    """

    start: datetime
    before: timedelta
    after: timedelta
    rule: str | None = None
    dates: tuple[datetime, ...] = attrs.field(default=(), converter=_moments)

    def __attrs_post_init__(self) -> None:
        faults = list(self._faults())
        if not faults and self.rule is not None:
            try:
                object.__setattr__(self, "rule", self._read(self.rule).rule)
            except Fault as fault:
                faults.append(fault)
        refuse_faults(Phrase("schedule.named.observance"), faults)

    def _faults(self) -> Iterator[Fault]:
        for name in ("before", "after"):
            offset = getattr(self, name)
            if not isinstance(offset, timedelta) or not -DAY < offset < DAY:
                words = Phrase("schedule.defined_zone.time_less_day", offset=shown(offset))
                yield Fault("bad_offset", name, words)
        given: tuple[Any, ...] = (self.start, *self.dates)
        for moment in given:
            if not isinstance(moment, datetime) or moment.tzinfo is not None:
                words = Phrase("schedule.defined_zone.local_time_example", moment=shown(moment))
                yield Fault("bad_start", Phrase("schedule.subject.start"), words)

    def _read(self, rule: object) -> Recurrence:
        read = recurrence(rule, self.start, timezone(self.before))
        if "FREQ=YEARLY" not in read.rule.split(";"):
            words = f"{shown(rule)} is not for FREQ=YEARLY; give what is not yearly as dates"
            raise Fault("bad_rule", Phrase("schedule.subject.rule"), words)
        return read

    @cached_property
    def _recurrence(self) -> Recurrence | None:
        return None if self.rule is None else self._read(self.rule)

    @cached_property
    def given(self) -> list[timedelta]:
        """The instants at which it begins without a rule, in order."""
        return sorted(wall - WALL - self.before for wall in (self.start, *self.dates))

    @property
    def settled_year(self) -> int | None:
        """The last year that may differ from the one 400 years later; None if every year may.

        An endless rule that skips years, or hangs on Easter, does.
        """
        year, rule = max(moment.year for moment in (self.start, *self.dates)), self._recurrence
        if rule is None:
            return year
        is_endless = rule.last == datetime.max
        if rule.easters or (is_endless and rule.interval > 1):
            return None
        return year if is_endless else max(year, rule.last.year)

    def begins(self, first: timedelta, last: timedelta) -> list[timedelta]:
        """Find the instants from `first` to `last`, inclusive, at which it begins."""
        found = [began for began in self.given if first <= began <= last]
        if self._recurrence is not None:
            ends = (known_wall(edge + self.before) for edge in (first, last))
            found += (wall - WALL - self.before for wall in self._recurrence.between(*ends))
        return found

    def latest(self, moment: timedelta) -> timedelta | None:
        """Find when it last began, up to an instant; None before it first did."""
        last = moment
        if self._recurrence is not None:
            last = min(moment, self._recurrence.last - WALL - self.before)
        recurred = next(filter(None, (self.begins(last - reach, last) for reach in _REACHES)), [])
        given = self.given[: bisect_right(self.given, moment)]
        return max([*recurred, *given[-1:]], default=None)


@attrs.frozen
class _Year:
    """Hold the changes of a clock in and around a year: their instants, and the offsets between.

    For a time that is shown twice, or never, the first offset holds, and with `fold` the second; so
    a change takes effect at two local times.
    """

    instants: list[timedelta]
    offsets: list[timedelta]
    walls: tuple[list[timedelta], list[timedelta]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        changes = list(zip(self.instants, self.offsets, self.offsets[1:], strict=False))
        walls = (
            list(accumulate((at + choose(offsets) for at, *offsets in changes), max))
            for choose in (max, min)
        )
        object.__setattr__(self, "walls", tuple(walls))


def _tuple(given: Iterable[Observance]) -> tuple[Observance, ...]:
    return as_items(given, "observances", "Observance(…)")


@attrs.frozen
class DefinedZone(tzinfo):
    """A time zone defined by its changes, such as one that a calendar brings with it.

    It can be used wherever a zone can. Two are equal if their names and observances are.

    Attributes:
        name: the name of the zone.
        observances: when its clock changes; if two begin at once, the later one holds.

    Raises:
        BadValue: there are no observances, or one is something else, or the name is not a text that
            can be written.

    >>> hour = timedelta(hours=1)
    >>> last_sunday = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH="
    >>> zone = DefinedZone("Office", [
    ...     Observance(start=datetime(1996, 3, 31, 2), before=hour, after=2 * hour,
    ...                rule=last_sunday + "3"),
    ...     Observance(start=datetime(1996, 10, 27, 3), before=2 * hour, after=hour,
    ...                rule=last_sunday + "10"),
    ... ])
    >>> print(datetime(2026, 7, 1, 9, tzinfo=zone))
    2026-07-01 09:00:00+02:00
    """

    name: str
    observances: tuple[Observance, ...] = attrs.field(converter=_tuple)
    _years: dict[int, _Year] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        name: Any = self.name
        if not isinstance(name, str) or flaw_of_text(name):
            raise BadValue(
                field="name", value=name, expected=Phrase("schedule.expected.text_written")
            )
        if not self.observances:
            raise BadValue(
                field="observances", value=(), expected=Phrase("schedule.expected.least_observance")
            )
        for one in self.observances:
            if not isinstance(one, Observance):
                raise BadValue(
                    field="observances", value=one, expected=Phrase("schedule.expected.observance")
                )

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """Return how far the clock is ahead of UTC; where it is ambiguous, `fold` decides."""
        if moment is None:
            return None
        year, wall = self._year(moment.year), moment.replace(tzinfo=None) - WALL
        return year.offsets[bisect_right(year.walls[moment.fold], wall)]

    def fromutc(self, moment: datetime, /) -> datetime:
        """Return an instant, given in UTC, as the clock shows it."""
        utc = moment.replace(tzinfo=None) - WALL
        year = self._year(moment.year)
        index = bisect_right(year.instants, utc)
        shown = moment + year.offsets[index]
        is_second = index > 0 and (
            utc + year.offsets[index] < year.instants[index - 1] + year.offsets[index - 1]
        )
        return shown.replace(fold=int(is_second))

    def dst(self, _: datetime | None, /) -> None:
        """Return None: which of its offsets is the standard one is not known."""

    def tzname(self, _: datetime | None, /) -> str:
        """Return its name, whatever the clock shows."""
        return self.name

    def _year(self, number: int) -> _Year:
        try:
            return self._years[number]
        except KeyError:
            return self._years.setdefault(number, self._find(number))

    def _find(self, number: int) -> _Year:
        first = datetime(number, 1, 1) - WALL - _MARGIN
        last = datetime(number, 12, 31) - WALL + _MARGIN
        latest = (
            (began, order)
            for order, of in enumerate(self.observances)
            if (began := of.latest(first)) is not None
        )
        _, order = max(latest, default=(None, None))
        offset = self._first if order is None else self.observances[order].after
        instants, offsets = list[timedelta](), [offset]
        for instant, order in sorted(
            (began, order)
            for order, of in enumerate(self.observances)
            for began in of.begins(first + _TICK, last)
        ):
            if instants and instants[-1] == instant:
                offsets[-1] = self.observances[order].after
            else:
                instants.append(instant)
                offsets.append(self.observances[order].after)
        return _Year(instants, offsets)

    @property
    def first_year(self) -> int:
        """The first year in which its clock changes."""
        return min((WALL + of.given[0]).year for of in self.observances)

    @property
    def settled_year(self) -> int | None:
        """The year after which its clock follows one pattern; None if it never does."""
        years = [of.settled_year for of in self.observances]
        return None if None in years else max(self.first_year, *filter(None, years)) + 1

    @property
    def _first(self) -> timedelta:
        return min(self.observances, key=lambda of: of.given[0]).before

    def __reduce__(self) -> tuple[Any, ...]:
        return DefinedZone, (self.name, self.observances)

    def __str__(self) -> str:
        return self.name
