"""The text of a schedule: the call that makes it again."""

from __future__ import annotations

from datetime import time, tzinfo
from typing import assert_never

from itsmcore.schedule._holidays import Holidays
from itsmcore.schedule._hours import CLOSED, hours_text, week_texts
from itsmcore.schedule._recurrence import EVERY_YEAR
from itsmcore.schedule._rules import Combined, Constant, Recurring, Rule, Spans
from itsmcore.schedule._weekly import Weekly
from itsmcore.schedule._zone import zone_name


def text(rule: Rule) -> str:
    """Write the call, or the calls and the operators between them."""
    match rule:
        case Constant(is_open=is_open):
            return "Schedule.always()" if is_open else "Schedule.never()"
        case Spans(spans=spans):
            return f"Schedule.of({list(spans)!r})"
        case Recurring(recurrence=of, zone=zone) as rule:
            start = of.start.replace(tzinfo=zone)
            return f"Schedule.recurring({of.rule!r}, start={start!r}, {_length_text(rule)})"
        case Weekly() as weekly:
            return f"Schedule.weekly({', '.join(_arguments(weekly))})"
        case Combined(operator="~", parts=(part,)):
            return f"~{_inner(part)}"
        case Combined(operator=operator, parts=parts):
            return f" {operator} ".join(map(_inner, parts))
        case other:
            assert_never(other)


def _length_text(rule: Recurring) -> str:
    if isinstance(rule.duration, time):
        return f"until={rule.duration!r}"
    ends = "" if rule.ends == "exact" else f", ends={rule.ends!r}"
    return f"duration={rule.duration!r}{ends}"


def _inner(rule: Rule) -> str:
    return f"({text(rule)})" if isinstance(rule, Combined) else text(rule)


def _arguments(weekly: Weekly) -> list[str]:
    weeks = [week_texts(week) for week in weekly.weeks]
    said = [repr(weeks[0] if len(weeks) == 1 else weeks), f"tz={zone_text(weekly.zone)}"]
    if weekly.since is not None:
        said.append(f"since={weekly.since!r}")
    if weekly.holidays != Holidays():
        said.append(f"holidays={_holidays_text(weekly.holidays)}")
    if weekly.exceptions:
        dated = {day: hours_text(windows) for day, windows in weekly.exceptions.items()}
        said.append(f"exceptions={dated!r}")
    if weekly.day_breaks != CLOSED or weekly.date_breaks:
        breaks = week_texts(weekly.day_breaks) | {
            day: hours_text(windows) for day, windows in weekly.date_breaks.items()
        }
        said.append(f"breaks={breaks!r}")
    if weekly.overnight != "whole":
        said.append(f"overnight={weekly.overnight!r}")
    return said


def zone_text(zone: tzinfo) -> str:
    """Write a zone as its name, or in its own form."""
    return repr(zone_name(zone) or zone)


def _holidays_text(holidays: Holidays) -> str:
    """Write holidays; a container that is asked has grown by now, so only its kind is shown."""
    named = any(holidays.named.values())
    if named and not holidays.rules and not holidays.live:
        return repr(dict(holidays.named))
    said = [repr(dict(holidays.named))] if named else [repr(day) for day in holidays.named]
    for rule in holidays.rules:
        starts = rule.start != EVERY_YEAR
        call = f"dateutil.rrule.rrulestr({rule.rule!r}, dtstart={rule.start!r})"
        said.append(call if starts else repr(rule.rule))
    said += (f"<{type(live.container).__qualname__}>" for live in holidays.live)
    return f"[{', '.join(said)}]"
