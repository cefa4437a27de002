"""Hours as people write them: "mon-fri", "09:00-12:00, 13:00-17:00", "22:00-06:00"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TypeGuard

from itsmcore.errors import Fault
from itsmcore.fields import can_be_iterated
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)

Time = str | time
Hours = str | Iterable[str | tuple[Time, Time]]
"""One or more windows: a text, a list of texts, or a list of pairs; an empty one means closed."""

Window = tuple[timedelta, timedelta]
"""The times since midnight at which a window opens and closes; a night's end is past 24 h."""
Windows = tuple[Window, ...]
Week = tuple[Windows, ...]
"""The windows of each day from Monday to Sunday."""

CLOSED: Week = ((),) * 7

_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?", re.ASCII)
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {name: number for names in (DAYS, _FULL) for number, name in enumerate(names)}
_EXAMPLE = Phrase("schedule.example.hours")


def week(hours: Mapping[str, Hours], subject: str) -> tuple[Week, list[Fault]]:
    """Read the hours of each day, reporting what cannot be read as a fault."""
    found: dict[int, Windows] = {}
    faults = []
    for key, text in hours.items():
        try:
            numbers, read = days(key), windows(text, f"{subject} {shown(key)}")
        except Fault as fault:
            faults.append(fault)
            continue
        for number in sorted(found.keys() & numbers):
            words = Phrase("schedule.hours.more_once_name", days=DAYS[number])
            faults.append(Fault("day_twice", f"{subject} {shown(key)}", words))
        found |= dict.fromkeys(numbers, read)
    return tuple(found.get(number, ()) for number in range(7)), faults


def days(key: object) -> frozenset[int]:
    """Read the days of a key such as "mon-fri" or "tue, sat-sun"; Monday is 0.

    Raises:
        Fault: it names no days.
    """
    if not isinstance(key, str):
        raise Fault("bad_day", shown(key), Phrase("schedule.bad_day"))
    found: set[int] = set()
    for part in key.split(","):
        first, dash, last = part.replace("–", "-").partition("-")  # noqa: RUF001
        start = _day(first, key)
        end = _day(last, key) if dash else start
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(found)


def _day(name: str, key: str) -> int:
    number = _NUMBERS.get(name.strip().lower())
    if number is None:
        words = Phrase(
            "schedule.hours.day", name=shown(name.strip()), hint=hint(name.strip().lower(), DAYS)
        )
        raise Fault("bad_day", shown(key), words)
    return number


def windows(hours: Hours, subject: str) -> Windows:
    """Read the windows of a day, in order.

    Raises:
        Fault: they are malformed.
    """
    if isinstance(hours, str):
        hours = hours.split(",") if hours.strip() else ()
    if isinstance(hours, Mapping) or not can_be_iterated(hours):
        raise Fault(
            "bad_hours",
            subject,
            Phrase("schedule.bad_hours", hours=shown(hours), example=_EXAMPLE),
        )
    return tuple(sorted({_window(window, subject) for window in hours}))


def _window(window: object, subject: str) -> Window:
    ends = re.split("[-–]", window) if isinstance(window, str) else window  # noqa: RUF001
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise Fault(
            "bad_hours",
            subject,
            Phrase("schedule.bad_hours.window", window=shown(window), example=_EXAMPLE),
        )
    start, end = (_time(end, subject) for end in ends)
    if start == DAY:
        raise Fault(
            "bad_hours",
            subject,
            Phrase("schedule.bad_hours.starts_start_next", window=shown(window)),
        )
    return start, end if end > start else end + DAY


def _time(value: object, subject: str) -> timedelta:
    if isinstance(value, time) and value.tzinfo is None:
        value = value.isoformat()
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
        read = timedelta(
            hours=hour,
            minutes=minute,
            seconds=second,
            microseconds=int((match[4] or "0").ljust(6, "0")),
        )
        if minute < 60 and second < 60 and read <= DAY:
            return read
    raise Fault(
        "bad_hours",
        subject,
        Phrase("schedule.bad_hours.time", value=shown(value), example=_EXAMPLE),
    )


def is_date(value: object) -> TypeGuard[date]:
    """Return whether a value is a date, and not a datetime, which is one by inheritance."""
    return isinstance(value, date) and not isinstance(value, datetime)


def a_date(value: object, subject: str) -> date:
    """Return a value that is a date, and not a datetime.

    Raises:
        Fault: it is something else.
    """
    if is_date(value):
        return value
    words = Phrase("schedule.hours.date_example_datetime", value=shown(value))
    raise Fault("bad_date", subject, words)


def hours_text(windows: Windows) -> str:
    """Write windows in the form that `windows` reads."""
    return ", ".join(f"{_time_text(start)}-{_time_text(end)}" for start, end in windows)


def _time_text(time_of_day: timedelta) -> str:
    if time_of_day == DAY:
        return "24:00"
    text = (datetime.min + time_of_day % DAY).time().isoformat()
    return text.removesuffix(":00") if len(text) == 8 else text


def week_texts(of: Week) -> dict[str, str]:
    """Write a week in the form that `week` reads, grouping consecutive days with the same hours."""
    texts = {}
    for open_hours, numbers in groupby(range(7), key=lambda number: of[number]):
        run = list(numbers)
        if open_hours:
            name = DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}"
            texts[name] = hours_text(open_hours)
    return texts
