"""Recurrences: the local times that a rule of RFC 5545 gives, found a stretch at a time.

dateutil finds the occurrences. It counts from the rule's start and does not stop before the year
9999, so a stretch far from the start, or a rule that never comes true, would take it seconds. A
rule is therefore started anew in the period that holds the stretch's start, in step with its
interval, with each part written out that it would have taken from its start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import islice

import attrs
from dateutil.rrule import rrule, rrulestr

from itsmcore.errors import Fault
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import clock
from itsmcore.shown import brief, shown

MOST_A_DAY = 96
MOST_COUNTED = 10_000

_CYCLE = 400
"""The calendar repeats itself, weekdays and all, after this many years."""
EVERY_YEAR = datetime.min
"""The start of a rule that was given none."""
_EASTERS = datetime(1583, 1, 1), datetime(4098, 12, 31)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DATED = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYEASTER"})
_EXAMPLE = "give for example 'FREQ=MONTHLY;BYDAY=1SU'"


def _bad(rule: object, why: str) -> Fault:
    return Fault("bad_rule", "rule", f"{shown(rule)} {why}; {_EXAMPLE}")


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) < len(pairs) or not all(parts.values()):
        raise _bad(rule, "is not a list of NAME=VALUE, each name once")
    return parts


def _whole(parts: dict[str, str], name: str, default: int) -> int:
    text = parts.get(name, str(default))
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) < 1:
        raise _bad(";".join(map("=".join, parts.items())), f"has {name}={text}")
    return int(text)


def recurrence(rule: object, start: datetime | None, place: tzinfo) -> Recurrence:
    """Read a rule: a line of RFC 5545, or a dateutil rrule, of which the rule alone counts.

    Args:
        rule: the rule.
        start: the local time it runs from; without one it says by itself on which days of
            each year it comes true.
        place: the zone of the local time, for an UNTIL in UTC.

    Raises:
        Fault: the rule is malformed, too frequent, or never comes true.
    """
    text = str(rule) if isinstance(rule, rrule) else rule
    if not isinstance(text, str):
        raise _bad(rule, "is not a rule")
    lines = [line for line in text.upper().split("\n") if not line.startswith("DTSTART")]
    line = "".join(lines[0].split()).removeprefix("RRULE:") if len(lines) == 1 else ""
    parts = _parts(line.replace("BYWEEKDAY=", "BYDAY="))
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], place)
    every_year = parts.get("FREQ") == "YEARLY" and not parts.keys() & {"INTERVAL", "COUNT"}
    if start is None and not (every_year and parts.keys() & _DATED):
        raise _bad(rule, "needs a start; give a dateutil rrule with dtstart=")
    read = Recurrence(
        ";".join(map("=".join, parts.items())),
        start or EVERY_YEAR,
    )
    read.check()
    return read


def dtstart(rule: rrule) -> datetime:
    """Read the local time that a dateutil rrule starts at."""
    text = str(rule).split("\n")[0].removeprefix("DTSTART:")
    return datetime.strptime(text.rjust(len("YYYYMMDDTHHMMSS"), "0"), "%Y%m%dT%H%M%S")


def _until(text: str, place: tzinfo) -> str:
    """Write UNTIL as the local time that it means."""
    for form in ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"):
        try:
            read = datetime.strptime(text, form)
        except ValueError:
            continue
        if form.endswith("Z"):
            read = clock(read.replace(tzinfo=UTC), place)
        written = read.isoformat(timespec="seconds").replace("-", "").replace(":", "")
        return written[:8] if form == "%Y%m%d" else written
    raise _bad(f"UNTIL={text}", "is not a date or a time")


@attrs.frozen
class Recurrence:
    """Hold a rule that has been read, and the local time it runs from."""

    rule: str
    start: datetime

    def check(self) -> None:
        """Look for an occurrence, as late in the calendar as the rule repeats itself.

        Raises:
            Fault: there is none, or there are too many a day or in all.
        """
        if self._parts.get("FREQ") not in _FREQUENCIES:
            raise _bad(self.rule, f"has no FREQ of {', '.join(_FREQUENCIES)}")
        _whole(self._parts, "INTERVAL", 1)
        if "BYEASTER" in self._parts and self._parts["FREQ"] != "YEARLY":
            raise _bad(self.rule, "has BYEASTER, which is for FREQ=YEARLY")
        if self._parts.get("WKST", "MO") not in _WEEKDAYS:
            raise _bad(self.rule, f"has no WKST of {', '.join(_WEEKDAYS)}")
        if _whole(self._parts, "COUNT", 1) > MOST_COUNTED:
            raise _bad(self.rule, f"counts further than {MOST_COUNTED}")
        times = 1
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= self._parts.get(name, "").count(",") + 1
        if times > MOST_A_DAY:
            raise _bad(self.rule, f"comes true more than {MOST_A_DAY} times a day")
        later, years = self, (9998 - self.start.year) // _CYCLE * _CYCLE
        if "BYEASTER" not in self._parts:
            later = attrs.evolve(self, start=self.start.replace(year=self.start.year + years))
        try:
            found = later._earliest()
            comes_true = found is not None and found - (later.start - self.start) <= self._last
        except (ValueError, OverflowError) as error:
            raise _bad(self.rule, f"cannot be read ({brief(str(error))})") from None
        if not comes_true:
            raise _bad(self.rule, "never comes true")

    def _earliest(self) -> datetime | None:
        return next(self._from(self._first), None)

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """List the local times at which the rule comes true, from `first` to `last` inclusive."""
        first, last = max(first, self._first), min(last, self._last)
        found: list[datetime] = []
        if first <= last:
            for occurrence in self._from(first):
                if occurrence > last:
                    break
                found.append(occurrence)
        return found

    def _from(self, first: datetime) -> Iterator[datetime]:
        odd = timedelta(microseconds=self.start.microsecond)
        occurrences = iter(rrulestr(self._written_out, dtstart=self._period(first)))
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
        """Find the day, week, month or year, in step with the interval, that holds a moment."""
        start, step = datetime.combine(self.start, time()), _whole(self._parts, "INTERVAL", 1)
        match self._parts["FREQ"]:
            case "DAILY":
                return start + (moment - start).days // step * step * DAY
            case "WEEKLY":
                first = _WEEKDAYS.index(self._parts.get("WKST", "MO"))
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

    @cached_property
    def _parts(self) -> dict[str, str]:
        return _parts(self.rule)

    @cached_property
    def _first(self) -> datetime:
        return max(self.start, _EASTERS[0]) if "BYEASTER" in self._parts else self.start

    @cached_property
    def _last(self) -> datetime:
        lasts = [_EASTERS[1] if "BYEASTER" in self._parts else datetime.max]
        if "UNTIL" in self._parts:
            text = self._parts["UNTIL"]
            day_only = len(text) == 8
            until = datetime.strptime(text, "%Y%m%d" if day_only else "%Y%m%dT%H%M%S")
            lasts.append(datetime.combine(until, time.max) if day_only else until)
        if "COUNT" in self._parts:
            lasts += list(islice(self._from(self._first), int(self._parts["COUNT"])))[-1:]
        return min(lasts)

    @cached_property
    def _written_out(self) -> str:
        """Write the rule with what it takes from its start, and without its end."""
        parts = {k: v for k, v in self._parts.items() if k not in {"UNTIL", "COUNT"}}
        start, frequency = self.start, parts["FREQ"]
        if not parts.keys() & _DATED:
            if frequency == "WEEKLY":
                parts["BYDAY"] = _WEEKDAYS[start.weekday()]
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
        return ";".join(map("=".join, parts.items()))

    def dates(self, first: date, last: date) -> set[date]:
        """Give the dates on which the rule comes true, from `first` to `last` inclusive."""
        start, end = datetime.combine(first, time()), datetime.combine(last, time.max)
        return {occurrence.date() for occurrence in self.between(start, end)}
