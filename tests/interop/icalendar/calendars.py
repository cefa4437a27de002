"""Calendars to read, and what schedules are held against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from itsmcore.errors import FaultyDefinition
from itsmcore.interop.icalendar import calendar_from, schedule_from
from itsmcore.schedule import Schedule
from tests.instants import DAY, NEW_YEAR

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")
YEAR = NEW_YEAR, datetime(2027, 1, 1, tzinfo=UTC)


def event(*lines: str, uid: str | None = "1", kind: str = "VEVENT") -> str:
    named = [] if uid is None else [f"UID:{uid}"]
    return "\r\n".join([f"BEGIN:{kind}", *named, *lines, f"END:{kind}"])


def calendar(*parts: str) -> str:
    inside = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *parts, "END:VCALENDAR"]
    return "\r\n".join(inside) + "\r\n"


def openings(schedule: Schedule, first: str, last: str, zone: Any = UTC) -> list[str]:
    """Write the windows between two dates on a local clock."""
    start, end = (datetime.fromisoformat(day).replace(tzinfo=zone) for day in (first, last))
    return [
        f"{span.start.astimezone(zone):%m-%d %H:%M}/{span.end.astimezone(zone):%m-%d %H:%M}"
        for span in schedule.windows(start, end)
    ]


def faults(text: Any, **options: Any) -> list[str]:
    with pytest.raises(FaultyDefinition) as caught:
        schedule_from(text, **options)
    return [str(fault) for fault in caught.value.faults]


def observance(kind: str, start: str, before: str, after: str, *lines: str) -> str:
    offsets = f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}"
    return event(f"DTSTART:{start}", *offsets, *lines, uid=None, kind=kind)


STILL = observance("STANDARD", "16010101T000000", "+0100", "+0100")
EUROPE = (
    observance(
        "STANDARD", "16010101T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
    ),
    observance(
        "DAYLIGHT", "16010101T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
    ),
)


def vtimezone(*lines: str, tzid: str = "Customized Time Zone") -> str:
    return event(f"TZID:{tzid}", *lines, uid=None, kind="VTIMEZONE")


def custom(*lines: str, start: str = "20260105T090000") -> str:
    """Write a calendar with a meeting at nine by a clock that it defines itself."""
    zoned = f";TZID=Customized Time Zone:{start[:8]}"
    return calendar(
        vtimezone(*lines),
        event(f"DTSTART{zoned}T090000", f"DTEND{zoned}T100000", "RRULE:FREQ=DAILY"),
    )


BAD_EVENTS: list[tuple[tuple[str, ...], str]] = [
    (("SUMMARY:Nothing",), "VEVENT '1' (Nothing): has no DTSTART; give when it starts"),
    (("DTSTART:2026-01-05",), "VEVENT '1': cannot be read ("),
    (("DTSTART:20260105T090000Z", "RRULE FREQ=DAILY"), "VEVENT '1': cannot be read ("),
    (("DTSTART:20260105T090000Z",) * 2, "VEVENT '1': has DTSTART more than once; leave one"),
    (("DTSTART:PT1H",), "has DTSTART datetime.timedelta(seconds=3600); give a date or a time"),
    (("DTSTART:20260105T090000Z", "DTEND:20260105T080000Z"), "ends at 2026-01-05 08:00:00, and"),
    (("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260105"), "end is the day after"),
    (("DTSTART;VALUE=DATE:20260105", "DTEND:20260106T080000Z"), "give two dates or two times"),
    (("DTSTART;VALUE=DATE:20260105", "DURATION:PT8H"), "starts on a date; give whole days"),
    (("DTSTART:20260105T090000Z", "DURATION:-PT8H"), "; give for example PT4H"),
    (
        ("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "DURATION:PT1H"),
        "has both DTEND and DURATION; leave one",
    ),
    (
        ("DTSTART;TZID=Asia/Tokyo:00010101T000000", "DURATION:PT1H"),
        "lies outside the years 1 to 9999",
    ),
    (("DTSTART:99991231T000000Z", "DURATION:P2D"), "cannot be read (date value out of range)"),
    (
        (
            "DTSTART:20260105T090000Z",
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260105T090000Z",
        ),
        "has RECURRENCE-ID with RANGE; ",
    ),
    (
        ("DTSTART:20260105T090000Z", "RECURRENCE-ID:20260105T090000Z", "RRULE:FREQ=DAILY"),
        "changes one instance, and has RRULE or RDATE",
    ),
    (("DTSTART:20260105T090000Z", "EXRULE:FREQ=DAILY"), "has EXRULE; write its instances"),
    (("DTSTART:20260105T090000Z", "SEQUENCE:new"), "cannot be read ("),
]
BAD_RULES = [
    ("RRULE:FREQ=HOURLY", "has no FREQ of DAILY"),
    ("RRULE:FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))) + ";BYHOUR=1,2", "times a day"),
    ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes true"),
    ("RRULE:FREQ=DAILY;COUNT=99999", "counts further than"),
    ("RRULE:RSCALE=HEBREW;FREQ=YEARLY", "cannot be read"),
    ("RRULE:FREQ=SELDOM", "cannot be read"),
    ("RDATE;VALUE=DATE:20260105", "starts at a time, and has RDATE with a date"),
]


VALUES = [
    *("20260105", "20260105T090000Z", "20260105T090000", "00010101T000000", "99991231T235959Z"),
    *("20261301", "P1D", "PT1H", "-1", "", "/", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=0", "FREQ=X"),
    *("20260105T090000Z/PT1H", "20260105T090000Z/20260101T000000Z", "FREQ=WEEKLY;BYDAY=1"),
]


# --- reading as far as can be -----------------------------------------------------------------

GOOD = event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", uid="good")


# --- availability -----------------------------------------------------------------------------


def block(*lines: str, uid: str = "b") -> str:
    return event(*lines, uid=uid, kind="VAVAILABILITY")


def available(*lines: str, uid: str = "a") -> str:
    return event(*lines, uid=uid, kind="AVAILABLE")


OFFICE = available(
    "SUMMARY:Monday to Friday from 9:00 to 17:00",
    "DTSTART;TZID=Europe/Amsterdam:20251229T090000",
    "DTEND;TZID=Europe/Amsterdam:20251229T170000",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
)
NIGHTS = available("DTSTART:20251229T200000Z", "DURATION:PT2H", "RRULE:FREQ=DAILY")


def same(schedule: Schedule, start: datetime, end: datetime, **options: Any) -> None:
    written = calendar_from(schedule, start=start, end=end, **options)
    within = Schedule.between(start, end)
    expected = schedule & within
    around = start - 400 * DAY, end + 400 * DAY
    assert schedule_from(written.to_ical()).same_open_time(expected, *around)


def lines(written: Any) -> list[str]:
    return str(written.to_ical().decode()).replace("\r\n ", "").splitlines()


@st.composite
def hours(draw: Callable[..., Any]) -> list[tuple[time, time]]:
    times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
    edges = sorted(draw(st.sets(times, min_size=2, max_size=4)))
    pairs = list(pairwise(edges))[::2]
    if draw(st.booleans()):
        pairs[-1] = (pairs[-1][1], pairs[-1][0])
    return pairs
