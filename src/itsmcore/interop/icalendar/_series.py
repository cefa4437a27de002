"""Series: what an event says of when it recurs, what is added to it and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timezone
from typing import Any

import icalendar

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._instances import LeftOut, Series
from itsmcore.interop.icalendar._moments import Length, Moment
from itsmcore.interop.icalendar._properties import Properties, listed
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._ends import LONGEST
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._recurrence import Recurrence, recurrence


def series_parts(
    said: Properties, start: Moment, length: Length, changed: Iterable[Moment]
) -> list[Schedule | Span]:
    """Give when an event takes place, save for the instances that were changed.

    Raises:
        Fault: it says what no schedule can.
    """
    rules, is_extra = _rules(said, start)
    if rules and length.time > LONGEST - DAY:
        words = f"lasts longer than {LONGEST.days - 1} days, and recurs; make it shorter"
        raise Fault("bad_duration", "DTEND", words)
    if length.ends == "local" and not isinstance(start.place, timezone):
        _refuse_days_by_the_hour(said, start, rules)
    added = said.dates("RDATE")
    if any(moment.is_day and not start.is_day for moment, _ in added):
        raise Fault("bad_date", "RDATE", "starts at a time, and has RDATE with a date")
    if is_extra:
        added.insert(0, (start, None))
    added = [(_alike(moment, start), span) for moment, span in added]
    gone = [moment for moment, _ in said.dates("EXDATE")] + [*changed]
    gone = [_alike(moment, start) for moment in gone]
    left_out = LeftOut(
        frozenset(moment.instant for moment in gone if not moment.is_day),
        frozenset(moment.wall.date() for moment in gone if moment.is_day),
    )
    spans = [span or length.span(moment) for moment, span in added if moment not in left_out]
    if not rules or not length.time:
        return [*spans]
    return [*spans, *Series(tuple(rules), start, length, left_out).parts()]


def _rules(said: Properties, start: Moment) -> tuple[list[Recurrence], bool]:
    """Read the rules, and tell whether the start is an instance that none of them gives."""
    if said.has("EXRULE"):
        raise Fault("unsupported", "EXRULE", "has EXRULE; write its instances as EXDATE")
    rules, is_extra = list[Recurrence](), True
    for given in said.listed("RRULE"):
        rule: Any = icalendar.vRecur(given)
        until = [_until(value, start) for value in listed(rule.pop("UNTIL", None))]
        if until:
            rule["UNTIL"] = until
        read = recurrence(rule.to_ical().decode(), start.wall, start.place)
        counted = re.search(r"COUNT=(\d+)", read.rule)
        if read.between(start.wall, start.wall):
            is_extra = False
        elif counted:
            # The start is the first that counts (RFC 5545, section 3.3.10).
            rest = int(counted[1]) - 1
            if not rest:
                continue
            text = read.rule.replace(counted[0], f"COUNT={rest}")
            read = recurrence(text, start.wall, start.place)
        rules.append(read)
    return rules, is_extra


def _refuse_days_by_the_hour(said: Properties, start: Moment, rules: Iterable[Recurrence]) -> None:
    are_given = start.is_day or said.has("DURATION")
    for rule in rules:
        if are_given and re.search("BYHOUR|BYMINUTE|BYSECOND", rule.rule):
            words = f"lasts whole days from the times of {rule.rule!r}; give DTEND, or hours"
            raise Fault("unsupported", "DURATION", words)


def _until(value: Any, start: Moment) -> Any:
    """Make UNTIL a date where a series has dates, and put a time that has a zone in UTC."""
    if not isinstance(value, datetime):
        return value
    if start.is_day:
        return value.date()
    return value if value.tzinfo is None else value.astimezone(UTC)


def _alike(moment: Moment, start: Moment) -> Moment:
    """Take midnight for its date where a series has dates."""
    if not start.is_day or moment.is_day:
        return moment
    if moment.wall.time() != time():
        words = f"has dates, and {moment.wall} among what is added or left out; give a date"
        raise Fault("bad_date", "EXDATE", words)
    return start.moved(moment.wall)
