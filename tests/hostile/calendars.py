"""Calendars in text form, with lines dropped, doubled, swapped and made up."""

from __future__ import annotations

from random import Random
from typing import Any

from itsmcore.interop import icalendar
from tests.hostile.case import Case
from tests.hostile.values import TEXTS
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.sweep.good import CALENDAR

EVENTS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VTIMEZONE
TZID:Office
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;TZID=Office:20260105T090000
DTEND;TZID=Office:20260105T170000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20271231T000000Z
EXDATE;TZID=Office:20260106T090000
RDATE;TZID=Office:20260110T090000
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Office:20260107T090000
DTSTART;TZID=Office:20260107T100000
DURATION:PT2H
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20260501
DTEND;VALUE=DATE:20260502
SUMMARY:Holiday
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR"""
AVAILABLE = """BEGIN:VCALENDAR
BEGIN:VAVAILABILITY
UID:a
DTSTART:20260101T000000Z
DTEND:20270101T000000Z
PRIORITY:1
BEGIN:AVAILABLE
UID:b
DTSTART:20260105T080000Z
DTEND:20260105T180000Z
RRULE:FREQ=WEEKLY
END:AVAILABLE
END:VAVAILABILITY
END:VCALENDAR"""
TEXT = CALENDAR.decode().replace("\r\n ", "").replace("\r\n", "\n")
CALENDARS = (EVENTS, AVAILABLE, TEXT)
VALUES = (
    *("", " ", "x", "0", "-1", "99999999999999999999", "FREQ=SECONDLY", "FREQ=MINUTELY;BYSECOND=5"),
    *("FREQ=DAILY;COUNT=1000000000", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=999999999999"),
    *(
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYYEARDAY=366",
        "FREQ=DAILY;UNTIL=00010101",
    ),
    *(
        "FREQ=YEARLY;BYSETPOS=366;BYDAY=MO",
        "FREQ=HOURLY;BYDAY=99MO",
        "FREQ=WEEKLY;WKST=XX;BYDAY=MO",
    ),
    *(
        "00010101T000000Z",
        "99991231T235959Z",
        "20260230",
        "20260105T250000",
        "20260105",
        "2026-01-05",
    ),
    *("20260105T090000/PT1H", "20260105T090000Z/20260104T090000Z", "PT0S", "-PT1H", "P99999999W"),
    *(
        "P1DT",
        "P",
        "+9999",
        "-000001",
        "+2400",
        "+0000",
        "BEGIN:VEVENT",
        "END:VEVENT",
        ":::",
        ";;;=",
    ),
    *("Europe/Amsterdam", "Office", "Mars/Phobos", "../../etc/passwd", "W. Europe Standard Time"),
    *("\u202e", "\x1b", "CANCELLED", "20260106T090000,20260107T090000", "1e9", "\uff19", "TRUE"),
)
NAMES = (
    *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID"),
    *(
        "TZID",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "PRIORITY",
        "STATUS",
        "BUSYTYPE",
        "SEQUENCE",
        "BEGIN",
        "X",
    ),
    *(
        "DTSTART;TZID=Mars",
        "DTSTART;VALUE=DATE",
        "RDATE;VALUE=PERIOD",
        "DTEND;TZID=\0",
        "EXDATE;VALUE=X",
    ),
    *(
        "RECURRENCE-ID;RANGE=THISANDFUTURE",
        "DTSTART;TZID=",
        "END",
        "DTSTART;VALUE=DATE-TIME;TZID=UTC",
    ),
)


def a_calendar(random: Random) -> Case:
    """Make a calendar, spoil it in a few places, read it, and ask when it is open."""
    lines = random.choice(CALENDARS).split("\n")
    said = [_spoil(random, lines) for _ in range(random.choice((1, 1, 2, 3, 5)))]
    text: Any = "\n".join(lines)
    if random.random() < 0.1:
        text = text.encode(errors="surrogatepass")[: random.choice((None, -1, 100, 3))]
        said.append("as bytes")
    ends = random.choice(("exact", "local"))
    tz = random.choice((None, "Europe/Paris"))

    def read() -> Any:
        made, faults = icalendar.read(text, tz=tz, ends=ends)  # type: ignore[arg-type]
        for fault in faults:
            assert str(fault).isprintable(), f"{str(fault)!r} is not printable"
            assert len(str(fault)) < 2_500, f"{str(fault)[:300]} is long"
        icalendar.calendar_from(made, start=T0, end=T0 + 999 * HOUR)
        return made

    return Case(", ".join(said), read)


def _spoil(random: Random, lines: list[str]) -> str:
    place = random.randrange(len(lines))
    line = lines[place]
    name, _, value = line.partition(":")
    match random.randrange(8):
        case 0:
            del lines[place : place + random.choice((1, 1, 3))]
            return f"line {place} dropped"
        case 1:
            lines.insert(place, line)
            return f"line {place} twice"
        case 2:
            other = random.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
            return f"lines {place} and {other} swapped"
        case 3:
            text = random.choice(list(TEXTS.values()))()
            lines[place] = f"{name}:{text[:5_000]!s}"
            return f"{name} is {text[:20]!r}"
        case 4:
            cut = random.randrange(len(line) + 1)
            lines[place] = line[:cut]
            return f"line {place} cut at {cut}"
        case 5:
            lines[place] = f"{random.choice(NAMES)}:{value}"
            return f"{name} is called {lines[place]!r}"
        case 6:
            lines.insert(place, f"{random.choice(NAMES)}:{random.choice(VALUES)}")
            return f"{lines[place]!r} is added"
        case _:
            lines[place] = f"{name}:{random.choice(VALUES)}"
            return f"{lines[place]!r}"
