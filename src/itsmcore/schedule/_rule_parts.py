"""The parts of a recurrence rule: NAME=VALUE, each name once, each value a known one."""

from __future__ import annotations

import re
from itertools import chain

from itsmcore.errors import Fault
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import brief, shown

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
DATED = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYEASTER"})

_NUMBERS = {
    "BYSECOND": range(60),
    "BYMINUTE": range(60),
    "BYHOUR": range(24),
    "BYMONTH": range(1, 13),
}
_EITHER_END = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
"""Parts that count from the first or, if negative, from the last; 0 is neither."""
_NUMBER = re.compile("[+-]?[0-9]{1,5}")
_DAY, _NTH = f"(?:{'|'.join(WEEKDAYS)})", "(?P<nth>[+-]?[0-9]{1,2})"
_WEEKDAY = re.compile(f"{_NTH}?{_DAY}")
_OF_DATEUTIL = re.compile(rf"{_DAY}\({_NTH}\)")


def bad_rule(rule: object, why: Words) -> Fault:
    return Fault(
        "bad_rule",
        Phrase("schedule.subject.rule"),
        Phrase("schedule.bad_rule", rule=shown(rule), why=why),
    )


def parts_of(rule: str) -> dict[str, str]:
    """Take a rule apart.

    Raises:
        Fault: it is not a list of NAME=VALUE, or repeats a name.
    """
    pairs = [part.partition("=") for part in rule.split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) < len(pairs) or not all(parts.values()):
        raise bad_rule(rule, Phrase("schedule.rule_parts.list_name_value"))
    return parts


def whole(parts: dict[str, str], name: str, default: int) -> int:
    """Read a count.

    Raises:
        Fault: it is not a whole number of 1 or more.
    """
    text = parts.get(name, str(default))
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) < 1:
        raise bad_rule(
            joined(parts), Phrase("schedule.rule_parts.has", name=name, text=brief(text))
        )
    return int(text)


def check_parts(parts: dict[str, str]) -> None:
    """Refuse unknown values, which dateutil would ignore or misread.

    Raises:
        Fault: a value is unknown.
    """
    if parts.get("FREQ") not in FREQUENCIES:
        raise bad_rule(
            joined(parts), Phrase("schedule.rule_parts.freq", frequencies=", ".join(FREQUENCIES))
        )
    whole(parts, "INTERVAL", 1)
    if "BYEASTER" in parts and parts["FREQ"] != "YEARLY":
        raise bad_rule(joined(parts), Phrase("schedule.rule_parts.easter"))
    if parts.get("WKST", "MO") not in WEEKDAYS:
        raise bad_rule(
            joined(parts), Phrase("schedule.rule_parts.wkst", weekdays=", ".join(WEEKDAYS))
        )
    for name, allowed in _NUMBERS.items():
        for text in _listed(parts, name):
            if not re.fullmatch("[0-9]{1,2}", text) or int(text) not in allowed:
                span = Phrase("schedule.rule_parts.to", start=allowed.start, stop=allowed.stop - 1)
                raise bad_rule(
                    joined(parts),
                    Phrase("schedule.rule_parts.none", name=name, text=shown(text), span=span),
                )
    for name, most in _EITHER_END.items():
        for text in _listed(parts, name):
            if not _NUMBER.fullmatch(text) or not 1 <= abs(int(text)) <= most:
                span = Phrase("schedule.rule_parts.to_or_to", most=most)
                raise bad_rule(
                    joined(parts),
                    Phrase("schedule.rule_parts.none", name=name, text=shown(text), span=span),
                )
    for text in _listed(parts, "BYEASTER"):
        if not _NUMBER.fullmatch(text):
            raise bad_rule(
                joined(parts), Phrase("schedule.rule_parts.byeaster_number_days", text=shown(text))
            )
    for text in _listed(parts, "BYDAY"):
        _check_weekday(parts, text)


def _check_weekday(parts: dict[str, str], text: str) -> None:
    plain, of_dateutil = _WEEKDAY.fullmatch(text), _OF_DATEUTIL.fullmatch(text)
    match = plain or of_dateutil
    if match is None:
        raise bad_rule(
            joined(parts), Phrase("schedule.rule_parts.byday_day_such", text=shown(text))
        )
    if match["nth"] is None:
        return
    if parts["FREQ"] not in {"MONTHLY", "YEARLY"} or "BYWEEKNO" in parts:
        if of_dateutil:
            return  # by its own account dateutil leaves such a number out
        words = Phrase("schedule.rule_parts.byday_week_each", text=shown(text))
        raise bad_rule(joined(parts), words)
    most = _most_of_a_day(parts)
    if not 1 <= abs(int(match["nth"])) <= most:
        raise bad_rule(
            joined(parts), Phrase("schedule.rule_parts.byday_day", text=shown(text), most=most)
        )


def all_numbered(parts: dict[str, str]) -> dict[str, str]:
    """Give each day of BYDAY a number if any has one: dateutil only accepts all or none."""
    days = _listed(parts, "BYDAY")
    if all(day in WEEKDAYS for day in days):
        return parts
    each = range(1, _most_of_a_day(parts) + 1)
    numbered = [[f"{nth}{day}" for nth in each] if day in WEEKDAYS else [day] for day in days]
    return parts | {"BYDAY": ",".join(chain.from_iterable(numbered))}


def _most_of_a_day(parts: dict[str, str]) -> int:
    return 5 if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts else 53


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def joined(parts: dict[str, str]) -> str:
    """Write parts as the rule they came from."""
    return ";".join(map("=".join, parts.items()))
