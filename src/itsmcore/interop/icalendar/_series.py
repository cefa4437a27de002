"""Series: what an event says about when it recurs, what is added to it and what is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import attrs

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._held import rule_text
from itsmcore.interop.icalendar._instances import LeftOut, Series
from itsmcore.interop.icalendar._moments import Length, Moment, Replaced
from itsmcore.interop.icalendar._properties import Properties
from itsmcore.phrase import Phrase
from itsmcore.schedule import Recurrence, Schedule, Span
from itsmcore.schedule._ends import LONGEST
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import clock, date_meant
from itsmcore.schedule._recurrence import recurrence
from itsmcore.shown import shown

_SECOND = timedelta(seconds=1)


def series_parts(
    said: Properties, start: Moment, length: Length, changed: Collection[Replaced]
) -> list[Schedule | Span]:
    """Return when an event takes place, apart from its changed instances.

    Args:
        said: what the event says.
        start: when it starts.
        length: how long it lasts.
        changed: the instances that were changed, as `alike` gives them.

    Raises:
        Fault: it says something that has no equivalent in a schedule.
    """
    rules, is_extra = _rules(said, start)
    if rules and length.time > LONGEST - DAY:
        words = Phrase("interop.series.lasts_longer_days", days=LONGEST.days - 1)
        raise Fault("bad_duration", "DTEND", words)
    if length.ends == "local" and not isinstance(start.place, timezone):
        _refuse_days_by_the_hour(said, start, rules)
    added = said.dates("RDATE", start.place)
    if any(moment.is_day and not start.is_day for moment, _ in added):
        raise Fault("bad_date", "RDATE", Phrase("interop.bad_date"))
    if is_extra:
        added.insert(0, (start, None))
    added = [(alike(moment, start), span) for moment, span in added]
    gone = [alike(moment, start) for moment, _ in said.dates("EXDATE", start.place)]
    gone += [of.moment for of in changed if not of.onward]
    left_out = LeftOut(
        frozenset(moment.instant for moment in gone if not moment.is_day),
        frozenset(moment.wall.date() for moment in gone if moment.is_day),
        min((of.moment.instant for of in changed if of.onward), default=None),
    )
    spans = [span or length.span(moment) for moment, span in added if moment not in left_out]
    if left_out.onward is not None:
        last = clock(left_out.onward, start.place) - _SECOND
        rules = [ended for rule in rules if (ended := rule.ending(last)) is not None]
    if not rules or not length.time:
        return [*spans]
    return [*spans, *Series(tuple(rules), start, length, left_out).parts()]


def _rules(said: Properties, start: Moment) -> tuple[list[Recurrence], bool]:
    """Read the rules, and whether the start is an instance that none of them produces."""
    if said.has("EXRULE"):
        raise Fault("unsupported", "EXRULE", Phrase("interop.unsupported.exrule_write_instances"))
    rules, is_extra = list[Recurrence](), True

    def until(value: Any) -> Any:
        if not isinstance(value, datetime) or value.tzinfo is None:
            return value
        return date_meant(value, start.place) if start.is_day else value.astimezone(UTC)

    for given in said.listed("RRULE"):
        read = _rule(rule_text(given, until), start)
        counted = re.search(r"COUNT=(\d+)", read.rule)
        if read.between(start.wall, start.wall):
            is_extra = False
        elif counted:
            # The start is the first that counts (RFC 5545, section 3.3.10).
            rest = int(counted[1]) - 1
            if not rest:
                continue
            text = read.rule.replace(counted[0], f"COUNT={rest}")
            read = _rule(text, start)
        rules.append(read)
    return rules, is_extra


def _refuse_days_by_the_hour(said: Properties, start: Moment, rules: Iterable[Recurrence]) -> None:
    are_given = start.is_day or said.has("DURATION")
    for rule in rules:
        if are_given and re.search("BYHOUR|BYMINUTE|BYSECOND", rule.rule):
            words = Phrase("interop.series.lasts_whole_days", rule=shown(rule.rule))
            raise Fault("unsupported", "DURATION", words)


def _rule(text: str, start: Moment) -> Recurrence:
    return recurrence(text, start.wall, start.place, of_dates=start.is_day)


def alike(moment: Moment, start: Moment) -> Moment:
    """Take midnight for its date if a series has dates, and put a date on the series' clock.

    Raises:
        Fault: it is a time other than midnight.
    """
    if moment.is_day:
        return start.moved(moment.wall) if start.is_day else attrs.evolve(moment, place=start.place)
    if not start.is_day:
        return moment
    day = start.moved(datetime.combine(date_meant(moment.zoned, start.place), time()))
    if moment.wall.time() != time() and moment.instant != day.instant:
        words = Phrase("interop.series.dates_among_added", wall=moment.wall)
        raise Fault("bad_date", "EXDATE", words)
    return day
