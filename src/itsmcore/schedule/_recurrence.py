"""Recurrences: the local times that an RFC 5545 rule produces, found a stretch at a time.

dateutil finds the occurrences. It counts from the rule's start and does not stop before the year
9999, so a stretch far from the start, or a rule that never comes true, would take seconds. A rule
is therefore restarted in the period that contains the start of the stretch, in step with its
interval, with every part written out that it would have inherited from its original start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import islice
from typing import Any

import attrs
from dateutil.rrule import rrule, rrulestr

from itsmcore.phrase import Phrase
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import clock, date_meant
from itsmcore.schedule._rule_parts import (
    DATED,
    WEEKDAYS,
    all_numbered,
    bad_rule,
    check_parts,
    joined,
    parts_of,
    whole,
)
from itsmcore.shown import brief

MOST_A_DAY = 96
MOST_COUNTED = 10_000

_CYCLE = 400
"""The calendar repeats itself, weekdays included, after this many years."""
_LATE = 9999 - 100
"""This close to the end of the calendar, a rule that recurs forever may have no occurrence left:
29 February falls on a Monday only once in forty years."""
EVERY_YEAR = datetime.min
"""The start of a rule that was given none."""
_DATE = "%Y%m%d"
_UNTIL = {len("20261231"): _DATE, len("20261231T000000"): "%Y%m%dT%H%M%S"}
_UNTIL |= {len("20261231T000000Z"): "%Y%m%dT%H%M%SZ"}
"""The forms of UNTIL, by the length of the text."""
EASTERS = datetime(1583, 1, 1), datetime(4098, 12, 31)
"""The years for which Easter can be computed."""


def recurrence(
    rule: object, start: datetime | None, place: tzinfo | None, *, of_dates: bool = False
) -> Recurrence:
    """Read a rule: a line of RFC 5545, or a dateutil rrule, of which only the rule itself counts.

    Args:
        rule: the rule.
        start: the local time it runs from; without one, the rule alone must say on which days of
            each year it comes true.
        place: the zone of the local time, for an UNTIL in UTC; None where it is not known yet.
        of_dates: whether only the dates on which it comes true matter.

    Raises:
        Fault: the rule is malformed, too frequent, or never comes true.
    """
    text = _line(rule) if isinstance(rule, rrule) else rule
    if not isinstance(text, str):
        raise bad_rule(rule, Phrase("schedule.recurrence.rule"))
    if not text.isascii():
        raise bad_rule(rule, Phrase("schedule.recurrence.letters_digits_ascii"))
    lines = [line for line in text.upper().split("\n") if not line.startswith("DTSTART")]
    line = "".join(lines[0].split()).removeprefix("RRULE:") if len(lines) == 1 else ""
    parts = parts_of(line.replace("BYWEEKDAY=", "BYDAY="))
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], place, of_dates)
    every_year = parts.get("FREQ") == "YEARLY" and not parts.keys() & {"INTERVAL", "COUNT"}
    if start is None and not (every_year and parts.keys() & DATED):
        raise bad_rule(rule, Phrase("schedule.recurrence.needs_start_dateutil"))
    read = Recurrence(joined(parts), start or EVERY_YEAR)
    read.check()
    return read


def _line(rule: rrule) -> str:
    """Write a dateutil rrule with a zoned UNTIL in UTC, since dateutil leaves the zone out."""
    until: datetime | None = getattr(rule, "_until", None)
    text = str(rule)
    if until is None or until.tzinfo is None:
        return text
    return re.sub("UNTIL=[^;]*", f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}", text)


def dtstart(rule: rrule) -> datetime:
    """Read the local time that a dateutil rrule starts at."""
    text = str(rule).split("\n")[0].removeprefix("DTSTART:")
    return datetime.strptime(text.rjust(len("YYYYMMDDTHHMMSS"), "0"), "%Y%m%dT%H%M%S")


def _until(text: str, place: tzinfo | None, of_dates: bool) -> str:
    """Write UNTIL as the local time that it means, or for dates as the date."""
    form = _UNTIL.get(len(text))
    try:
        if form is None or not re.fullmatch("[0-9TZ]*", text):
            raise ValueError
        read = datetime.strptime(text, form)
    except ValueError:
        raise bad_rule(f"UNTIL={text}", Phrase("schedule.recurrence.date_time")) from None
    if place is None or not text.endswith("Z"):
        return text
    moment = read.replace(tzinfo=UTC)
    if of_dates:
        return date_meant(moment, place).isoformat().replace("-", "")
    return _basic(clock(moment, place))


def _basic(local: datetime) -> str:
    return local.isoformat(timespec="seconds").replace("-", "").replace(":", "")


@attrs.frozen
class Recurrence:
    """Hold a rule that has been read, and the local time it runs from."""

    rule: str
    start: datetime

    def check(self) -> None:
        """Look for an occurrence, as far into the calendar as the rule can need.

        Raises:
            Fault: there is none, or there are too many, per day or in total.
        """
        check_parts(self._parts)
        if whole(self._parts, "COUNT", 1) > MOST_COUNTED:
            raise bad_rule(
                self.rule, Phrase("schedule.recurrence.counts_further", most_counted=MOST_COUNTED)
            )
        times = 1
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= self._parts.get(name, "").count(",") + 1
        if times > MOST_A_DAY:
            raise bad_rule(
                self.rule, Phrase("schedule.recurrence.comes_true_more", most_a_day=MOST_A_DAY)
            )
        later, years = self, max(_LATE - self.start.year, 0) // _CYCLE * _CYCLE
        if "BYEASTER" not in self._parts:
            later = attrs.evolve(self, start=self.start.replace(year=self.start.year + years))
        try:
            found = later._earliest()
            comes_true = found is not None and found - (later.start - self.start) <= self.last
        except (ValueError, OverflowError) as error:
            raise bad_rule(
                self.rule, Phrase("schedule.recurrence.cannot_read", error=brief(str(error)))
            ) from None
        if not comes_true:
            raise bad_rule(self.rule, Phrase("schedule.recurrence.never_comes_true"))

    def of_dates_in(self, place: tzinfo) -> Recurrence:
        """Return the rule with a local date for an UNTIL that is still in UTC."""
        until = self._parts.get("UNTIL", "")
        if not until.endswith("Z"):
            return self
        parts = self._parts | {"UNTIL": _until(until, place, of_dates=True)}
        return attrs.evolve(self, rule=joined(parts))

    def ending(self, last: datetime) -> Recurrence | None:
        """Return the rule without occurrences after a local time; None if it then has none."""
        first = self._earliest()
        if first is None or first > last:
            return None
        parts = self._parts | {"UNTIL": _basic(min(last, self.last))}
        return attrs.evolve(self, rule=joined(parts))

    def _earliest(self) -> datetime | None:
        return next(self._from(self._first), None)

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """List the local times at which the rule comes true, from `first` to `last` inclusive."""
        first, last = max(first, self._first), min(last, self.last)
        found: list[datetime] = []
        if first <= last:
            for occurrence in self._from(first):
                if occurrence > last:
                    break
                found.append(occurrence)
        return found

    def _from(self, first: datetime) -> Iterator[datetime]:
        odd = timedelta(microseconds=self.start.microsecond)
        occurrences = iter(self._read.replace(dtstart=self._period(first)))
        while True:
            try:
                found = next(occurrences, None)
            except (ValueError, IndexError):  # dateutil is past its calendar, or its Easters
                return
            if found is None:
                return
            if found + odd >= first:
                yield found + odd

    def _period(self, moment: datetime) -> datetime:
        """Find the day, week, month or year, in step with the interval, that contains a moment."""
        start, step = datetime.combine(self.start, time()), whole(self._parts, "INTERVAL", 1)
        match self._parts["FREQ"]:
            case "DAILY":
                return start + (moment - start).days // step * step * DAY
            case "WEEKLY":
                first = WEEKDAYS.index(self._parts.get("WKST", "MO"))
                into = (start.weekday() - first) % 7
                weeks = ((moment - start).days + into) // 7 // step * step
                return start + max(weeks * 7 - into, (datetime.min - start).days) * DAY
            case "MONTHLY":
                months = (moment.year - start.year) * 12 + moment.month - start.month
                month = start.year * 12 + start.month - 1 + months // step * step
                return datetime(month // 12, month % 12 + 1, 1)
            case _:
                years = (moment.year - start.year) // step * step
                return datetime(start.year + years, 1, 1)

    @property
    def frequency(self) -> str:
        """How often it comes true, in the rule's own word."""
        return self._parts["FREQ"]

    @property
    def interval(self) -> int:
        """The number of days, weeks, months or years from one period to the next."""
        return whole(self._parts, "INTERVAL", 1)

    @property
    def counts_in_years(self) -> bool:
        """Whether it counts days or weeks from the beginning or the end of a year."""
        parts = self._parts.keys()
        in_months = self.frequency != "YEARLY" or "BYMONTH" in parts or "BYDAY" not in parts
        return not in_months or not parts.isdisjoint({"BYYEARDAY", "BYWEEKNO", "BYSETPOS"})

    @property
    def easters(self) -> tuple[int, ...]:
        """The number of days after Easter, if it hangs on Easter."""
        return tuple(int(days) for days in self._parts.get("BYEASTER", "").split(",") if days)

    @cached_property
    def _parts(self) -> dict[str, str]:
        return parts_of(self.rule)

    @cached_property
    def _first(self) -> datetime:
        return max(self.start, EASTERS[0]) if "BYEASTER" in self._parts else self.start

    @cached_property
    def last(self) -> datetime:
        """The last local time at which the rule can come true."""
        lasts = [EASTERS[1] if "BYEASTER" in self._parts else datetime.max]
        if "UNTIL" in self._parts:
            form = _UNTIL[len(self._parts["UNTIL"])]
            until = datetime.strptime(self._parts["UNTIL"], form)
            lasts.append(datetime.combine(until, time.max) if form == _DATE else until)
        if "COUNT" in self._parts:
            lasts += list(islice(self._from(self._first), int(self._parts["COUNT"])))[-1:]
        return min(lasts)

    @cached_property
    def _read(self) -> rrule:
        """The rule as dateutil reads it, ready to be restarted wherever needed."""
        read: Any = rrulestr(self._written_out, dtstart=EVERY_YEAR)
        return read  # type: ignore[no-any-return]

    @cached_property
    def _written_out(self) -> str:
        """The rule with what it inherits from its start written out, and without its end."""
        parts = {k: v for k, v in self._parts.items() if k not in {"UNTIL", "COUNT"}}
        parts = all_numbered(parts)
        start, frequency = self.start, parts["FREQ"]
        if not parts.keys() & DATED:
            if frequency == "WEEKLY":
                parts["BYDAY"] = WEEKDAYS[start.weekday()]
            elif frequency in {"MONTHLY", "YEARLY"}:
                parts["BYMONTHDAY"] = str(start.day)
            if frequency == "YEARLY":
                parts.setdefault("BYMONTH", str(start.month))
        for name, value in (
            ("HOUR", start.hour),
            ("MINUTE", start.minute),
            ("SECOND", start.second),
        ):
            parts.setdefault(f"BY{name}", str(value))
        return joined(parts)

    def dates(self, first: date, last: date) -> set[date]:
        """Return the dates on which the rule comes true, from `first` to `last` inclusive."""
        start, end = datetime.combine(first, time()), datetime.combine(last, time.max)
        return {occurrence.date() for occurrence in self.between(start, end)}
