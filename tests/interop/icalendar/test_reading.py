"""Calendars are read as what they say, and written so that they are read as the same."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.documents import Unwritable
from itsmcore.errors import BadSpan, BadValue, FaultyDefinition, ItsmError, NaiveTime
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._recurrence import recurrence
from itsmcore.schedule._rules import Recurring

icalendar = pytest.importorskip("icalendar")

from itsmcore.interop.icalendar import calendar_from, read, schedule_from  # noqa: E402

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


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


GOOGLE = calendar(
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Maintenance",
    "X-WR-TIMEZONE:Europe/Amsterdam",
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Amsterdam",
    "X-LIC-LOCATION:Europe/Amsterdam",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
    event(
        "DTSTART;TZID=Europe/Amsterdam:20260105T090000",
        "DTEND;TZID=Europe/Amsterdam:20260105T170000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "EXDATE;TZID=Europe/Amsterdam:20260112T090000",
        "DTSTAMP:20251201T100000Z",
        "SUMMARY:Patch day",
        "TRANSP:OPAQUE",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        uid="abc@google.com",
    ),
    event(
        "DTSTART;TZID=Europe/Amsterdam:20260120T100000",
        "DTEND;TZID=Europe/Amsterdam:20260120T120000",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20260119T090000",
        "SUMMARY:Patch day",
        "SEQUENCE:1",
        uid="abc@google.com",
    ),
    event(
        "DTSTART;TZID=Europe/Amsterdam:20260126T090000",
        "DTEND;TZID=Europe/Amsterdam:20260126T170000",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20260126T090000",
        "STATUS:CANCELLED",
        uid="abc@google.com",
    ),
)


# --- reading ----------------------------------------------------------------------------------


def test_changed_cancelled_and_left_out_instances() -> None:
    """One is left out, one is moved to a Tuesday, one is cancelled; the others stay."""
    read = schedule_from(GOOGLE)
    expected = ["01-05 09:00/01-05 17:00", "01-20 10:00/01-20 12:00", "02-02 09:00/02-02 17:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-09", AMSTERDAM)
    assert read == schedule_from(icalendar.Calendar.from_ical(GOOGLE))
    assert read == schedule_from(GOOGLE.encode())
    assert read == schedule_from("\ufeff" + GOOGLE)


def test_a_rule_follows_the_local_clock() -> None:
    """Across March and October the hours are the same by the clock of the zone."""
    read = schedule_from(GOOGLE)
    for start in datetime(2026, 3, 23), datetime(2026, 3, 30), datetime(2026, 10, 26):
        nine = start.replace(hour=9, tzinfo=AMSTERDAM)
        assert read.windows(nine - HOUR, nine + DAY) == (Span(nine, nine + 8 * HOUR),)


def test_a_rule_in_utc_is_read_as_it_is_written() -> None:
    """It drifts against every clock that is put forward, for so it says."""
    read = schedule_from(
        event("DTSTART:20260105T080000Z", "DTEND:20260105T160000Z", "RRULE:FREQ=WEEKLY")
    )
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert Schedule.recurring("FREQ=WEEKLY", start=start, duration=8 * HOUR) == read


OUTLOOK = calendar(
    "METHOD:PUBLISH",
    "BEGIN:VTIMEZONE",
    "TZID:W. Europe Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
    event(
        "SUMMARY;LANGUAGE=en-us:On call",
        "RRULE:FREQ=WEEKLY;UNTIL=20260731T160000Z;INTERVAL=2;BYDAY=FR;WKST=MO",
        "DTSTART;TZID=W. Europe Standard Time:20260703T180000",
        "DTEND;TZID=W. Europe Standard Time:20260706T080000",
        "CLASS:PUBLIC",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        uid="040000008200E00074C5B7101A82E008",
    ),
)


def test_a_windows_zone_is_the_iana_one() -> None:
    """UNTIL is an instant, and an event that blocks no time counts."""
    read = schedule_from(OUTLOOK)
    expected = ["07-03 18:00/07-06 08:00", "07-17 18:00/07-20 08:00", "07-31 18:00/08-03 08:00"]
    assert expected == openings(read, "2026-06-01", "2026-12-01", ZoneInfo("Europe/Berlin"))


APPLE = calendar(
    "CALSCALE:GREGORIAN",
    "X-APPLE-CALENDAR-COLOR:#1BADF8",
    event(
        "DTSTART;VALUE=DATE:20260328",
        "DTEND;VALUE=DATE:20260330",
        "SUMMARY:Freeze",
        "RRULE:FREQ=YEARLY;UNTIL=20280401T000000Z",
        "EXDATE;VALUE=DATE:20270328",
        "TRANSP:TRANSPARENT",
        "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
        uid="5B1A4C1E",
    ),
    event("DTSTART;VALUE=DATE:20260501", "SUMMARY:Move", uid="5B1A4C1F"),
)


def test_all_day_events_are_local_days() -> None:
    """Of 23 hours too; without an end it is the day itself."""
    read = schedule_from(APPLE, tz="Europe/Amsterdam")
    expected = ["03-28 00:00/03-30 00:00", "05-01 00:00/05-02 00:00", "03-28 00:00/03-30 00:00"]
    assert expected == openings(read, "2026-01-01", "2030-01-01", AMSTERDAM)
    start = datetime(2026, 3, 28, tzinfo=AMSTERDAM)
    assert 47 * HOUR == read.elapsed(start, start + 10 * DAY)


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "Africa/Cairo", "America/Havana", "UTC"])
def test_days_that_recur_are_whole_local_days(zone: str) -> None:
    """Midnight may be skipped, or come twice."""
    rule = ("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=WEEKLY;BYDAY=FR,SU")
    place = ZoneInfo(zone)
    day = Schedule.weekly({"fri, sun": "00:00-24:00"}, tz=zone)
    days = Schedule.weekly({"fri, sat, sun, mon": "00:00-24:00"}, tz=zone)
    start = datetime(2026, 1, 4, tzinfo=place), datetime(2028, 1, 3, tzinfo=place)
    assert schedule_from(event(*rule), tz=zone).same_open_time(day, *start)
    read = schedule_from(event(*rule, "DURATION:P2D"), tz=place)
    assert read.same_open_time(days, *start)


@pytest.mark.parametrize("hour", [0, 2, 9, 12, 18])
def test_whole_days_end_at_the_time_they_start(hour: int) -> None:
    """DURATION in days is nominal, DTEND is exact (RFC 5545, section 3.8.5.3)."""
    start = f"DTSTART;TZID=Europe/Amsterdam:20260328T{hour:02}0000"
    rule = "RRULE:FREQ=WEEKLY;BYDAY=SA"
    nominal = schedule_from(event(start, rule, "DURATION:P2D"))
    exact = schedule_from(event(start, rule, f"DTEND;TZID=Europe/Amsterdam:20260330T{hour:02}0000"))
    for saturday in datetime(2026, 3, 28), datetime(2026, 10, 24), datetime(2026, 6, 6):
        at = saturday.replace(hour=hour)
        begin, end = (day.replace(tzinfo=AMSTERDAM) for day in (at, at + 2 * DAY))
        around = begin - DAY, end + DAY
        assert (Span(begin, end),) == nominal.windows(*around)
        length = 47 * HOUR
        assert (Span(begin, begin.astimezone(UTC) + length),) == exact.windows(*around)
    once = schedule_from(event(start, "DURATION:P2D"))
    assert ["03-28", "03-30"] == [
        text[:5] for text in openings(once, "2026-01-01", "2027-01-01", AMSTERDAM)[0].split("/")
    ]


def test_exact_days_in_utc() -> None:
    """There is no other length of a day."""
    read = schedule_from(event("DTSTART:20260328T090000Z", "DURATION:P1D", "RRULE:FREQ=WEEKLY"))
    start = datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert Schedule.recurring("FREQ=WEEKLY", start=start, duration=DAY) == read


@pytest.mark.parametrize("lines", [(), ("DTEND:20260105T090000Z",), ("RRULE:FREQ=DAILY",)])
def test_a_time_without_an_end_takes_no_time(lines: tuple[str, ...]) -> None:
    """It is a reminder."""
    assert Schedule.never() == schedule_from(event("DTSTART:20260105T090000Z", *lines))


def test_floating_times_need_a_zone() -> None:
    """The refusal says which to give; the calendar's own is offered."""
    floating = event("DTSTART:20260105T090000", "DTEND:20260105T100000", "SUMMARY:Call")
    words = "VEVENT '1' (Call): has DTSTART without a zone; pass tz=, such as tz='Europe/Paris'"
    assert [words] == faults(floating)
    google = calendar("X-WR-TIMEZONE:Asia/Tokyo", event("DTSTART;VALUE=DATE:20260105", uid=None))
    words = "VEVENT without UID: has DTSTART without a zone; pass tz=, such as tz='Asia/Tokyo'"
    assert [words] == faults(google)
    read = schedule_from(floating, tz=AMSTERDAM)
    assert ["01-05 08:00/01-05 09:00"] == openings(read, "2026-01-01", "2026-02-01")


def test_added_instances() -> None:
    """RDATE takes the event's length, or has its own; EXDATE takes it away again."""
    read = schedule_from(
        event(
            "DTSTART;TZID=Europe/Amsterdam:20260105T090000",
            "DURATION:PT1H",
            "RDATE;TZID=Europe/Amsterdam:20260106T090000,20260107T090000",
            "RDATE;VALUE=PERIOD:20260108T080000Z/20260108T120000Z,20260109T080000Z/PT5H",
            "RDATE;VALUE=PERIOD;TZID=Europe/Amsterdam:20260110T090000/P1D",
            "EXDATE:20260106T080000Z,20260120T080000Z",
        )
    )
    expected = [
        "01-05 09:00/01-05 10:00",
        "01-07 09:00/01-07 10:00",
        "01-08 09:00/01-08 13:00",
        "01-09 09:00/01-09 14:00",
        "01-10 09:00/01-11 09:00",
    ]
    assert expected == openings(read, "2026-01-01", "2026-02-01", AMSTERDAM)


def test_an_instance_that_is_left_out_keeps_what_others_share() -> None:
    """Shifts of 30 hours each day overlap."""
    read = schedule_from(
        event(
            "DTSTART:20260105T090000Z",
            "DTEND:20260106T150000Z",
            "RRULE:FREQ=DAILY;COUNT=4",
            "EXDATE:20260106T090000Z,20260107T090000Z",
            "EXDATE:20260107T100000Z",
        )
    )
    expected = ["01-05 09:00/01-06 15:00", "01-08 09:00/01-09 15:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-01")
    read = schedule_from(
        event(
            "DTSTART:20260105T090000Z",
            "DTEND:20260106T150000Z",
            "RRULE:FREQ=DAILY;COUNT=3",
            "EXDATE:20260106T090000Z",
        )
    )
    assert ["01-05 09:00/01-06 15:00", "01-07 09:00/01-08 15:00"] == openings(
        read, "2026-01-01", "2026-02-01"
    )


def test_a_date_leaves_out_every_instance_of_the_day() -> None:
    """Some programs write EXDATE and RECURRENCE-ID so; others write midnight for a date."""
    read = schedule_from(
        event(
            "DTSTART:20260105T090000Z",
            "DURATION:PT1H",
            "RRULE:FREQ=DAILY;COUNT=3;BYHOUR=9,11",
            "EXDATE;VALUE=DATE:20260105",
        ),
        tz="UTC",
    )
    assert ["01-06 09:00/01-06 10:00"] == openings(read, "2026-01-01", "2026-02-01")
    days = ("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;UNTIL=20260107")
    read = schedule_from(event(*days, "EXDATE;TZID=Asia/Tokyo:20260106T000000"), tz="UTC")
    expected = ["01-05 00:00/01-06 00:00", "01-07 00:00/01-08 00:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-01")
    read = schedule_from(event(*days, "EXDATE;VALUE=DATE;TZID=Asia/Tokyo:20260106"), tz="UTC")
    assert expected == openings(read, "2026-01-01", "2026-02-01")


def test_the_start_is_the_first_instance() -> None:
    """Though the rule does not give it; COUNT counts it."""
    start = ("DTSTART:20260107T090000Z", "DURATION:PT1H")
    read = schedule_from(event(*start, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2"))
    expected = ["01-07 09:00/01-07 10:00", "01-12 09:00/01-12 10:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-01")
    read = schedule_from(event(*start, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1"))
    assert expected[:1] == openings(read, "2026-01-01", "2026-02-01")
    read = schedule_from(event(*start, "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260118"))
    assert expected == openings(read, "2026-01-01", "2026-02-01")
    read = schedule_from(
        event(*start, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2", "EXDATE:20260107T090000Z")
    )
    assert expected[1:] == openings(read, "2026-01-01", "2026-02-01")


def test_a_start_that_the_clock_skips_moves_only_that_day() -> None:
    """On the others it is at the time that is written."""
    read = schedule_from(
        event("DTSTART;TZID=Europe/Amsterdam:20260329T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    )
    expected = ["03-29 03:30/03-29 04:30", "03-30 02:30/03-30 03:30"]
    assert expected == openings(read, "2026-03-28", "2026-03-31", AMSTERDAM)


def test_two_rules_are_joined() -> None:
    """RFC 5545 advises against it, and allows it."""
    read = schedule_from(
        event(
            "DTSTART:20260105T090000Z",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "RRULE:FREQ=MONTHLY;COUNT=2",
        )
    )
    expected = ["01-05 09:00/01-05 10:00", "01-12 09:00/01-12 10:00", "02-05 09:00/02-05 10:00"]
    assert expected == openings(read, "2026-01-01", "2026-04-01")


def test_the_newest_of_one_event_counts() -> None:
    """SEQUENCE says which it is; a tie is refused."""
    old = event("DTSTART:20260105T090000Z", "DURATION:PT1H")
    new = event("DTSTART:20260106T090000Z", "DURATION:PT1H", "SEQUENCE:2")
    for text in calendar(old, new), calendar(new, old):
        read = schedule_from(text)
        assert ["01-06 09:00/01-06 10:00"] == openings(read, "2026-01-01", "2026-02-01")
    gone = event("DTSTART:20260105T090000Z", "STATUS:CANCELLED", "SEQUENCE:3")
    assert Schedule.never() == schedule_from(calendar(old, gone, new))
    words = "is there more than once; leave one, or give the newer a higher SEQUENCE"
    assert [f"VEVENT '1': {words}"] == faults(calendar(old, old))


def test_where_says_which_events_count() -> None:
    """An instance that somebody else took over is left out, and one taken over is added."""

    def shift(day: int, who: str, *lines: str, uid: str) -> str:
        time_of = f"DTSTART:202601{day:02}T080000Z", f"DTEND:202601{day:02}T180000Z"
        return event(*time_of, f"SUMMARY:{who} on call", *lines, uid=uid)

    text = calendar(
        shift(5, "Ada", "RRULE:FREQ=WEEKLY;COUNT=3", uid="a"),
        shift(12, "Grace", "RECURRENCE-ID:20260112T080000Z", uid="a"),
        shift(6, "Grace", "RRULE:FREQ=WEEKLY;COUNT=3", uid="g"),
        shift(13, "Ada", "RECURRENCE-ID:20260113T080000Z", uid="g"),
        shift(30, "Joan", "BROKEN LINE", uid="j"),
    )
    read = schedule_from(text, where=lambda of: "Ada" in str(of["SUMMARY"]))
    expected = ["01-05 08:00/01-05 18:00", "01-13 08:00/01-13 18:00", "01-19 08:00/01-19 18:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-01")


def test_components_may_be_given() -> None:
    """One, several, or none."""
    made = icalendar.Event()
    made.add("DTSTART", datetime(2026, 1, 5, 9, tzinfo=AMSTERDAM))
    made.add("DTEND", datetime(2026, 1, 5, 17, tzinfo=timezone(HOUR)))
    until = datetime(2026, 1, 19, 9, tzinfo=AMSTERDAM)
    made.add("RRULE", {"freq": "weekly", "until": until})
    expected = ["01-05 09:00/01-05 17:00", "01-12 09:00/01-12 17:00", "01-19 09:00/01-19 17:00"]
    assert expected == openings(schedule_from(made), "2026-01-01", "2026-03-01", AMSTERDAM)
    assert schedule_from(made) == schedule_from([made])
    assert Schedule.never() == schedule_from([])
    assert Schedule.never() == schedule_from(calendar())
    cancelled = event("STATUS:CANCELLED", "DTSTART:20260105T090000Z")
    assert Schedule.never() == schedule_from(cancelled)


def test_an_offset_needs_no_name() -> None:
    """What was made in Python may have one; icalendar names it UTC+02:00."""
    made = icalendar.Event()
    made.add("DTSTART", datetime(2026, 1, 5, 9, tzinfo=timezone(2 * HOUR)))
    made.add("DTEND", datetime(2026, 1, 5, 10, tzinfo=timezone(2 * HOUR)))
    expected = Schedule.between(
        datetime(2026, 1, 5, 7, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC)
    )
    assert expected == schedule_from(made)
    made["DTSTART"].params.clear()
    assert expected == schedule_from(made)


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


def test_a_zone_that_the_calendar_defines_is_used() -> None:
    """By the offset it has; what the caller says, and a name that is known, go before it."""
    read = schedule_from(custom(STILL))
    start = datetime(2026, 1, 5, 9, tzinfo=timezone(HOUR))
    assert Schedule.recurring("FREQ=DAILY", start=start, duration=HOUR) == read
    expected = ["07-01 07:00/07-01 08:00"]
    read = schedule_from(custom(STILL), zones={"Customized Time Zone": "Europe/Amsterdam"})
    assert expected == openings(read, "2026-07-01", "2026-07-02")
    read = schedule_from(custom("X-LIC-LOCATION:Europe/Amsterdam", STILL))
    assert expected == openings(read, "2026-07-01", "2026-07-02")


def test_the_clock_of_a_defined_zone_changes_as_it_is_defined() -> None:
    """In every year, and with the name it was given."""
    read = schedule_from(custom(*EUROPE))
    start = datetime(2026, 1, 5, 9, tzinfo=AMSTERDAM)
    dutch = Schedule.recurring("FREQ=DAILY", start=start, duration=HOUR)
    assert read.same_open_time(dutch, start - DAY, start.replace(year=2045))
    assert "Customized Time Zone" == read.zone.tzname(None)
    assert "defined" not in str(read.explain(start, start + DAY))
    assert str(read.explain(start, start + DAY)).endswith("by the clock of Customized Time Zone")
    assert read == schedule_from(icalendar.Calendar.from_ical(custom(*EUROPE)))


def test_a_defined_zone_may_change_once_and_on_dates() -> None:
    """Before its first change the offset before it holds; a change in UTC is plain enough."""
    zone = (
        observance("STANDARD", "20260301T000000", "+0000", "+0300"),
        observance(
            "DAYLIGHT", "20260401", "+0300", "+0400", "RDATE:20270401T000000,20280331T210000Z"
        ),
        observance("STANDARD", "20261001T000000", "+0400", "+0300", "RDATE:20271001T000000"),
    )
    read = schedule_from(custom(*zone))
    at = [f"{year}-{day}" for year in (2026, 2027, 2028) for day in ("02-10", "06-10", "11-10")]
    found = [f"{read.next_open(datetime.fromisoformat(f'{day}T00:00:00Z')):%H}" for day in at]
    assert ["09", "05", "06", "06", "05", "06", "06", "05", "05"] == found


def test_a_defined_zone_ends_a_rule_of_its_own_in_utc() -> None:
    """As RFC 5545 wants the end of such a rule."""
    last = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20260329T010000Z"
    zone = (
        observance("STANDARD", "20201025T030000", "+0200", "+0100", EUROPE[0].split("\r\n")[4]),
        observance("DAYLIGHT", "20200329T020000", "+0100", "+0200", last),
    )
    read = schedule_from(custom(*zone))
    assert ["07-01 07:00/07-01 08:00"] == openings(read, "2026-07-01", "2026-07-02")
    assert ["07-01 08:00/07-01 09:00"] == openings(read, "2027-07-01", "2027-07-02")
    assert read == schedule_from(icalendar.Calendar.from_ical(custom(*zone)))


def test_each_calendar_has_its_own_zones() -> None:
    """One program calls all of them alike; what is in no calendar has those that are in none."""
    east, west = (vtimezone(STILL.replace("+0100", offset)) for offset in ("+0900", "-0500"))
    zoned = ";TZID=Customized Time Zone:20260105T"
    meeting = event(f"DTSTART{zoned}090000", f"DTEND{zoned}100000")
    both = calendar(east, meeting) + calendar(west, meeting.replace("UID:1", "UID:2"))
    expected = ["01-05 00:00/01-05 01:00", "01-05 14:00/01-05 15:00"]
    assert expected == openings(schedule_from(both), "2026-01-01", "2026-02-01")
    roots = icalendar.Calendar.from_ical(both, multiple=True)
    assert expected == openings(schedule_from(roots), "2026-01-01", "2026-02-01")
    loose = [part for root in roots[:1] for part in root.subcomponents]
    assert expected[:1] == openings(schedule_from(loose), "2026-01-01", "2026-02-01")
    assert (
        "cannot be used (it is defined more than once, and not alike)"
        in (faults(calendar(east, west, meeting))[0])
    )
    assert expected[:1] == openings(
        schedule_from(calendar(east, meeting, east)), "2026-01-01", "2026-02-01"
    )


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "it has no STANDARD or DAYLIGHT"),
        (
            (observance("STANDARD", "16010101T000000", "+0100", "+2500"),),
            "than 24 hours, was +2500",
        ),
        ((observance("STANDARD", "soon", "+0100", "+0200"),), "Expected datetime"),
        (
            (observance("STANDARD", "20260101T000000", "+0100", "+0200", "RRULE:FREQ=DAILY"),),
            "YEARLY",
        ),
        (
            (observance("STANDARD", "20260101T000000", "+0100", "+0200", "DTSTART:20270101"),),
            "2 times",
        ),
        (
            (observance("STANDARD", "20260101T000000", "+0100", "+0200", "RRULE:FREQ=YEARLY;X=1"),),
            "unknown parameter",
        ),
        ((STILL.replace("TZOFFSETTO:+0100\r\n", ""),), "STANDARD has TZOFFSETTO 0 times"),
    ],
)
def test_a_zone_that_cannot_be_used_is_a_fault_of_what_uses_it(
    lines: tuple[str, ...], why: str
) -> None:
    """And of nothing else; one can say what it means."""
    text = custom(*lines)
    (found,) = faults(text)
    start = "VEVENT '1': the time zone 'Customized Time Zone' that the calendar defines cannot be"
    assert found.startswith(f"{start} used (")
    assert why in found
    assert found.endswith("pass zones={'Customized Time Zone': 'Europe/Paris'}")
    unused = text.replace(";TZID=Customized Time Zone", ";TZID=Asia/Tokyo")
    assert ["01-05 00:00/01-05 01:00"] == openings(
        schedule_from(unused), "2026-01-05", "2026-01-06"
    )


def test_a_zone_that_nobody_knows_is_refused() -> None:
    """It is not guessed at; one can say what it means."""
    words = (
        "VEVENT '1': there is no time zone 'Customized Time Zone'; "
        "pass zones={'Customized Time Zone': 'Europe/Paris'}"
    )
    text = custom(STILL).replace("TZID:Customized", "TZID:Other")
    assert [words] == faults(text)
    read = schedule_from(text, zones={"Customized Time Zone": "Europe/Amsterdam"})
    assert ["01-05 08:00/01-05 09:00"] == openings(read, "2026-01-05", "2026-01-06")
    words = "zones 'A': there is no time zone 'Mars'; known: "
    assert faults(text, zones={"A": "Mars"})[0].startswith(words[:40])
    assert faults(text, tz="Mars")[0].startswith("tz: there is no time zone 'Mars'")


def test_a_zone_that_icalendar_guesses_is_refused() -> None:
    """A prefix makes it another name."""
    text = event("DTSTART;TZID=/example.org/Europe/Berlin:20260105T090000")
    assert "there is no time zone '/example.org/Europe/Berlin'" in faults(text)[0]


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


@pytest.mark.parametrize(("lines", "words"), BAD_EVENTS)
def test_what_cannot_be_read_is_a_fault(lines: tuple[str, ...], words: str) -> None:
    """It names the event and what to do."""
    found = faults(event(*lines), tz="UTC")
    assert 1 == len(found)
    assert words in found[0]


@pytest.mark.parametrize(("line", "words"), BAD_RULES)
def test_rules_that_no_schedule_can_keep(line: str, words: str) -> None:
    """Too frequent ones, and those that never come true."""
    start = ("SUMMARY:Patch", "DTSTART:20260105T090000Z", "DURATION:PT1H")
    found = faults(event(*start, line), tz="UTC")
    assert 1 == len(found)
    assert found[0].startswith("VEVENT '1' (Patch): ")
    assert words in found[0]


def test_events_are_chosen_by_a_function() -> None:
    """Which is asked of each."""
    with pytest.raises(BadValue, match="where cannot be 'Ada'; give a function of an event"):
        read(calendar(GOOD), where="Ada")  # type: ignore[arg-type]


def test_every_fault_is_reported() -> None:
    """One a broken event."""
    broken = [event("SUMMARY:A", uid="a"), event("SUMMARY:B", uid="b")]
    found = faults(calendar(*broken, event("DTSTART:20260105T090000Z", uid="c")))
    assert ["VEVENT 'a' (A)", "VEVENT 'b' (B)"] == [text.partition(":")[0] for text in found]


def test_lengths_that_no_schedule_can_keep() -> None:
    """A stretch that recurs has at most 366 days; days by the hour of a rule are refused."""
    start = "DTSTART;TZID=Europe/Amsterdam:20260105T090000"
    long = event(start, "DURATION:P400D", "RRULE:FREQ=YEARLY")
    assert "lasts longer than 366 days" in faults(long)[0]
    hours = event(start, "DURATION:P1D", "RRULE:FREQ=WEEKLY;BYHOUR=9,12")
    assert "lasts whole days from the times of" in faults(hours)[0]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY;FREQ=WEEKLY", "is not a list of NAME=VALUE, each name once"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "is not a list of NAME=VALUE, each name once"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "has BYMONTHDAY '0', which is none of 1 to 31 or -1 to -31"),
        ("FREQ=MONTHLY;BYMONTHDAY=\uff11\uff15", "has letters or digits that are not of ASCII"),
        ("FREQ=DAILY;COUNT=\u0663", "has letters or digits that are not of ASCII"),
        ("FREQ=WEEKLY;BYDAY=1MO", "has BYDAY '1MO', and a week has each day once"),
        ("FREQ=DAILY;BYDAY=-1FR", "has BYDAY '-1FR', and a week has each day once"),
        ("FREQ=YEARLY;BYMONTH=13", "has BYMONTH '13', which is none of 1 to 12"),
        ("FREQ=DAILY;BYHOUR=24", "has BYHOUR '24', which is none of 0 to 23"),
        ("FREQ=WEEKLY;ANYTHING", "is not a list of NAME=VALUE, each name once"),
    ],
)
def test_what_a_recurrence_refuses_a_calendar_refuses(rule: str, words: str) -> None:
    """In the same words; icalendar would take one of two, and any digits."""
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    with pytest.raises(FaultyDefinition) as caught:
        Schedule.recurring(rule, start=start, duration=HOUR)
    (expected,) = caught.value.faults
    text = event("DTSTART:20260105T090000Z", "DURATION:PT1H", f"RRULE:{rule}")
    assert [f"VEVENT '1': {expected.words}"] == faults(text)
    assert [f"VEVENT '1': {expected.words}"] == faults(text.replace("RRULE:", "rrule;X-A=1:"))
    assert words in expected.words


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;COUNT=2;", "freq=daily;count=2", "COUNT=2;FREQ=DAILY"]
)
def test_a_rule_may_be_written_in_many_ways(rule: str) -> None:
    """Some programs end it with a semicolon."""
    text = event("DTSTART:20260105T090000Z", "DURATION:PT1H", f"RRULE:{rule}")
    expected = ["01-05 09:00/01-05 10:00", "01-06 09:00/01-06 10:00"]
    assert expected == openings(schedule_from(text), "2026-01-01", "2026-02-01")


def test_a_rule_that_was_made_is_judged_as_it_is_written() -> None:
    """It has no text, and so no second part of one name."""
    made = icalendar.Event.from_ical(event("DTSTART:20260105T090000Z", "DURATION:PT1H"))
    made.add("RRULE", {"freq": "weekly", "byday": "1MO"})
    assert "a week has each day once" in faults(made)[0]
    made["RRULE"] = icalendar.vRecur({"freq": "daily", "until": datetime(2026, 1, 6, 9)})
    expected = ["01-05 09:00/01-05 10:00", "01-06 09:00/01-06 10:00"]
    assert expected == openings(schedule_from(made), "2026-01-01", "2026-02-01")


def test_a_date_beside_a_zoned_start_needs_no_zone() -> None:
    """It is a date on the clock of the start; so is a time without a zone."""
    start = "DTSTART;TZID=America/New_York:20260105T220000"
    series = (start, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=5")
    read = schedule_from(
        calendar(
            event(*series, "EXDATE;VALUE=DATE:20260106", "EXDATE:20260107T220000"),
            event(
                "DTSTART;TZID=America/New_York:20260108T120000",
                "DTEND:20260108T130000",
                "RECURRENCE-ID;VALUE=DATE:20260108",
            ),
            event("STATUS:CANCELLED", "RECURRENCE-ID:20260109T220000"),
        )
    )
    expected = ["01-05 22:00/01-05 23:00", "01-08 12:00/01-08 13:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-01", NEW_YORK)


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo", "UTC"])
@pytest.mark.parametrize("last", [date(2026, 1, 19), date(2026, 7, 20), date(2026, 3, 30)])
def test_dates_end_with_the_local_date_of_an_end_in_utc(zone: str, last: date) -> None:
    """Outlook and Exchange write the local midnight of the last day so."""
    place = ZoneInfo(zone)
    midnight = datetime.combine(last, time(), place)
    first = last - 14 * DAY
    for until in (midnight, midnight + 20 * HOUR):
        text = event(
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"RRULE:FREQ=WEEKLY;UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        )
        made = icalendar.Event.from_ical(text)
        made.pop("RRULE")
        made.add("RRULE", {"freq": "weekly", "until": until})
        for form in (text, made):
            days = openings(schedule_from(form, tz=zone), "2025-12-01", "2027-01-01", place)
            starts = [first, first + 7 * DAY, last]
            assert [f"{day:%m-%d} 00:00/{day + DAY:%m-%d} 00:00" for day in starts] == days


def test_midnight_in_utc_is_the_date_that_is_written() -> None:
    """For other programs write a date so, and west of Greenwich it is the evening before."""
    rule = "RRULE:FREQ=DAILY;UNTIL=20260107T000000Z"
    text = event("DTSTART;VALUE=DATE:20260105", rule, "EXDATE:20260106T000000Z")
    expected = ["01-05 00:00/01-06 00:00", "01-07 00:00/01-08 00:00"]
    read = schedule_from(text, tz=NEW_YORK)
    assert expected == openings(read, "2026-01-01", "2026-02-01", NEW_YORK)


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo"])
def test_dates_are_left_out_and_changed_by_the_local_midnight_in_utc(zone: str) -> None:
    """As they end by it."""
    place = ZoneInfo(zone)
    out, changed = (
        datetime(2026, 1, day, tzinfo=place).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        for day in (6, 7)
    )
    read = schedule_from(
        calendar(
            event("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=4", f"EXDATE:{out}"),
            event("DTSTART;VALUE=DATE:20260120", f"RECURRENCE-ID:{changed}"),
        ),
        tz=zone,
    )
    expected = ["01-05 00:00/01-06 00:00", "01-08 00:00/01-09 00:00", "01-20 00:00/01-21 00:00"]
    assert expected == openings(read, "2026-01-01", "2026-02-01", place)


def test_a_time_among_dates_is_refused() -> None:
    """Only midnight is taken for its date."""
    days = ("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY", "EXDATE:20260106T090000Z")
    assert "among what is added or left out; give a date" in faults(event(*days), tz="UTC")[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "notes.ics",
        "END:VCALENDAR",
        b"\xff\xfe",
        "BEGIN:VTODO\nEND:VTODO",
        "\ud800",
        event("DTSTART:20260105T090000Z")[:-11],
        calendar(event("DTSTART:20260105T090000Z")).removesuffix("END:VCALENDAR\r\n"),
        calendar() + "BEGIN:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR",
    ],
)
def test_what_is_no_calendar_is_refused(text: str | bytes) -> None:
    """What was cut off too."""
    assert faults(text)[0].endswith("; give a whole iCalendar text")


@pytest.mark.parametrize("value", [None, 3, [3], {"VEVENT": 1}])
def test_other_values_are_refused(value: Any) -> None:
    """The refusal says what to give."""
    with pytest.raises(BadValue, match="give the text of a calendar, or components"):
        schedule_from(value)


VALUES = [
    *("20260105", "20260105T090000Z", "20260105T090000", "00010101T000000", "99991231T235959Z"),
    *("20261301", "P1D", "PT1H", "-1", "", "/", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=0", "FREQ=X"),
    *("20260105T090000Z/PT1H", "20260105T090000Z/20260101T000000Z", "FREQ=WEEKLY;BYDAY=1"),
]
LINES = st.one_of(
    st.text(max_size=12),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "SEQUENCE"]),
        st.sampled_from([":", ";VALUE=DATE:", ";TZID=Asia/Tokyo:", ";VALUE=PERIOD:", ";TZID=X:"]),
        st.sampled_from(VALUES),
    ),
)


@settings(max_examples=100)
@given(lines=st.lists(LINES, max_size=6), kind=st.sampled_from(["VEVENT", "AVAILABLE"]))
def test_malformed_text_is_never_another_error(lines: list[str], kind: str) -> None:
    """Whatever stands in it, it is read or refused."""
    text = event(*lines, kind=kind)
    if kind == "AVAILABLE":
        text = event(text, kind="VAVAILABILITY")
    try:
        schedule_from(calendar(text), tz="UTC").is_open(YEAR[0])
    except ItsmError as error:
        assert isinstance(error, FaultyDefinition)


# --- reading as far as can be -----------------------------------------------------------------

GOOD = event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", uid="good")
OPEN = ["01-05 09:00/01-05 10:00"]
SERIES = ("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "RRULE:FREQ=DAILY;COUNT=3")
DAILY = [f"01-{day:02} 09:00/01-{day:02} 10:00" for day in (5, 6, 7)]


@pytest.mark.parametrize(
    "lines",
    [
        *(lines for lines, _ in BAD_EVENTS),
        *(("DTSTART:20260105T090000Z", "DURATION:PT1H", line) for line, _ in BAD_RULES),
        ("DTSTART;VALUE=DATE:20260107", "DTEND;VALUE=DATE:20260107"),
        ("DTSTART:20260107T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20260106T090000Z"),
        ("DTSTART;VALUE=DATE:20260107", "RRULE:FREQ=DAILY;UNTIL=20260106"),
        ("DTSTART;TZID=Nowhere:20260107T090000", "DURATION:PT1H"),
        ("DTSTART:20260107T090000Z", "DURATION:PT1H", "EXDATE:soon"),
        ("DTSTART:20260107T090000Z", "DURATION:PT1H", "X"),
    ],
)
def test_an_event_with_a_fault_is_left_out_alone(lines: tuple[str, ...]) -> None:
    """It takes no time at all, its fault is told, and every other event is read."""
    for parts in (GOOD, event(*lines)), (event(*lines), GOOD):
        schedule, told = read(calendar(*parts), tz="UTC")
        assert OPEN == openings(schedule, "2026-01-01", "2030-01-01")
        assert faults(calendar(*parts), tz="UTC") == list(map(str, told))
        assert 1 == len(told)
        assert told[0].subject.startswith("VEVENT '1'")


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=DAILY",),
        ("DURATION:PT1H",),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T090000Z",),
        ("DTSTART:soon",),
        ("RECURRENCE-ID;TZID=Nowhere:20260106T090000",),
    ],
)
def test_a_changed_instance_with_a_fault_leaves_the_series_as_it_is(lines: tuple[str, ...]) -> None:
    """As though it were not there: what it would have changed stays as the series says."""
    moved = {"DTSTART": "20260106T120000Z", "DTEND": "20260106T130000Z"}
    moved["RECURRENCE-ID"] = "20260106T090000Z"
    for line in lines:
        moved.pop(line.partition(":")[0].partition(";")[0], None)
    changed = event(*(f"{name}:{value}" for name, value in moved.items()), *lines)
    schedule, told = read(calendar(event(*SERIES), changed))
    assert DAILY == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["VEVENT '1'"] == [fault.subject for fault in told]


def test_a_change_that_fits_no_instance_is_a_fault_of_the_change() -> None:
    """And not of the series: at nine there is no date."""
    days = event("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=2", "SUMMARY:Days")
    changed = event("DTSTART:20260106T090000Z", "DURATION:PT1H", "SUMMARY:Change")
    changed = changed.replace("SUMMARY", "RECURRENCE-ID:20260106T090000Z\r\nSUMMARY")
    schedule, told = read(calendar(days, changed), tz="UTC")
    assert ["01-05 00:00/01-07 00:00"] == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["VEVENT '1' (Change)"] == [fault.subject for fault in told]


def test_of_events_of_one_uid_that_are_alike_the_first_counts() -> None:
    """The other has the fault."""
    schedule, told = read(calendar(GOOD, GOOD.replace("T09", "T08"), event(*SERIES)))
    assert DAILY == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["event_twice"] == [fault.code for fault in told]


@pytest.mark.parametrize("uid", ["UID:a\r\nUID:b", "UID;X=1:a"])
def test_a_uid_is_whatever_is_written(uid: str) -> None:
    """Twice, too."""
    one = GOOD.replace("UID:good", uid)
    assert ["event_twice"] == [fault.code for fault in read(calendar(one, one))[1]]


TODO = "BEGIN:VTODO\r\nDUE:never\r\nGEO:here\r\nbroken\r\nEND:VTODO"
FREE = "BEGIN:VFREEBUSY\r\nFREEBUSY:20260105T100000Z/20260105T090000Z\r\nEND:VFREEBUSY"
ALARM = "BEGIN:VALARM\r\nTRIGGER:soon\r\nbroken\r\nEND:VALARM"


@pytest.mark.parametrize("other", [TODO, FREE, vtimezone("broken"), vtimezone(STILL[:-9])])
def test_what_is_no_event_is_not_judged(other: str) -> None:
    """Nor are the alarms of one, or zones that nothing uses."""
    alarmed = GOOD.replace("END:VEVENT", f"{ALARM}\r\nEND:VEVENT")
    for text in calendar(other, alarmed), calendar(alarmed, other):
        if text.count("BEGIN:") == text.count("END:"):
            assert OPEN == openings(schedule_from(text), "2026-01-01", "2027-01-01")
        schedule, _ = read(text)
        assert OPEN == openings(schedule, "2026-01-01", "2027-01-01")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (calendar(GOOD).removesuffix("END:VCALENDAR\r\n"), "ends before its components do"),
        (calendar(GOOD, event(*SERIES)[:-11]), "ends before its components do"),
        (calendar(event(*SERIES)[:-11], GOOD), "ends before its components do"),
        (calendar(GOOD) + "Sorry, an error occurred", "has 'Sorry, an error occurred' outside of"),
        (calendar("X", GOOD), "cannot be read (Content line could not be parsed into parts: 'X'"),
        (calendar("END:VEVENT", GOOD), "has 'END:VCALENDAR' outside of its components"),
    ],
)
def test_a_calendar_that_is_not_whole_is_read_as_far_as_it_goes(text: str, words: str) -> None:
    """What is cut off is left out."""
    schedule, told = read(text)
    assert OPEN == openings(schedule, "2026-01-01", "2027-01-01")
    assert words in str(told[0])
    assert str(told[0]).endswith("; give a whole iCalendar text")


def test_a_calendar_of_events_and_availability_is_read_as_one_of_events() -> None:
    """The fault says so."""
    schedule, told = read(calendar(block(OFFICE), GOOD))
    assert OPEN == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["mixed"] == [fault.code for fault in told]


def test_a_block_with_a_fault_is_left_out_alone() -> None:
    """And of the parts of a good one, those that have faults."""
    bad = available("DTSTART:20260106T100000Z", "broken", uid="bad")
    schedule, told = read(calendar(block("PRIORITY:12", NIGHTS), block(OFFICE, bad, uid="c")))
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    assert schedule.same_open_time(office, *YEAR)
    assert ["VAVAILABILITY 'b'", "AVAILABLE 'bad'"] == [fault.subject for fault in told]


def test_what_is_no_calendar_is_never_open() -> None:
    """It is told, and what is asked wrongly is refused all the same."""
    for text in "", "hello", b"\xff\xfe", "\ud800", "BEGIN:VTODO\nEND:VTODO":
        schedule, told = read(text)
        assert Schedule.never() == schedule
        assert told
    with pytest.raises(BadValue):
        read(3)  # type: ignore[arg-type]
    for options in {"tz": "Mars"}, {"zones": {"A": "Mars"}}, {"ends": "soon"}:
        with pytest.raises(FaultyDefinition):
            read(calendar(GOOD), **options)


@pytest.mark.parametrize(
    "lines",
    [
        ("broken",),
        ("RRULE:FREQ=DAILY",),
        ("DURATION:P1D",),
        ("SEQUENCE:new",),
        ("DTSTART:soon",),
        ("EXRULE:FREQ=DAILY",),
    ],
)
def test_nothing_is_judged_of_what_does_not_count(lines: tuple[str, ...]) -> None:
    """Of a changed instance that does not count only which it is."""

    def is_mine(of: Any) -> bool:
        return "Ada" in str(of["SUMMARY"])

    times = "DTSTART:20260106T120000Z", "DTEND:20260106T130000Z"
    hers = [event(*SERIES, "SUMMARY:Ada"), event(*times, *lines, "SUMMARY:Grace", uid="g")]
    assert DAILY == openings(
        schedule_from(calendar(*hers), where=is_mine), "2026-01-01", "2027-01-01"
    )
    hers.append(event(*times, *lines, "SUMMARY:Grace", "RECURRENCE-ID:20260106T090000Z"))
    schedule = schedule_from(calendar(*hers), where=is_mine)
    assert DAILY[::2] == openings(schedule, "2026-01-01", "2027-01-01")
    hers.append(event(*lines, "SUMMARY:Grace", "RECURRENCE-ID:soon", uid="g"))
    assert schedule == schedule_from(calendar(*hers), where=is_mine)
    hers.append(event(*times, "SUMMARY:Grace", "RECURRENCE-ID:soon"))
    schedule_again, told = read(calendar(*hers), where=is_mine)
    assert schedule == schedule_again
    assert ["VEVENT '1' (Grace)"] == [fault.subject for fault in told]


@pytest.mark.parametrize("status", ["SUMMARY:Grace", "STATUS:CANCELLED\r\nSUMMARY:Ada"])
@pytest.mark.parametrize("replaced", [":20260106T090000Z", ";VALUE=DATE:20260106"])
def test_from_an_instance_on_all_may_be_someone_elses(status: str, replaced: str) -> None:
    """Or cancelled. RANGE is refused only where it says how they were changed."""
    name, _, value = replaced.rpartition(":")
    text = calendar(
        event(*SERIES, "SUMMARY:Ada", "RDATE:20260105T120000Z,20260108T120000Z"),
        event(
            "DTSTART:20260106T090000Z", f"RECURRENCE-ID;RANGE=THISANDFUTURE{name}:{value}", status
        ),
        event(
            "DTSTART:20260107T150000Z",
            "DURATION:PT1H",
            "RECURRENCE-ID:20260107T090000Z",
            "SUMMARY:Ada",
        ),
    )
    schedule = schedule_from(text, where=lambda of: "Ada" in str(of["SUMMARY"]))
    expected = ["01-05 09:00/01-05 10:00", "01-05 12:00/01-05 13:00", "01-07 15:00/01-07 16:00"]
    assert expected == openings(schedule, "2026-01-01", "2027-01-01")
    gone = text.replace("RANGE=THISANDFUTURE", "RANGE=THISANDFUTURE").replace(
        "20260106", "20260105"
    )
    schedule = schedule_from(gone, where=lambda of: "Ada" in str(of["SUMMARY"]))
    assert expected[2:] == openings(schedule, "2026-01-01", "2027-01-01")


def test_of_two_changes_of_an_instance_the_one_that_counts_is_taken() -> None:
    """Whichever comes first, unless the other is newer; two that do not count are no fault."""
    times = "DURATION:PT1H", "RECURRENCE-ID:20260106T090000Z"
    hers = event("DTSTART:20260106T120000Z", *times, "SUMMARY:Ada")
    others = event("DTSTART:20260106T150000Z", *times, "SUMMARY:Grace")
    series = event(*SERIES, "SUMMARY:Ada")

    def mine(*parts: str) -> list[str]:
        found = schedule_from(
            calendar(series, *parts), where=lambda of: "Ada" in str(of["SUMMARY"])
        )
        return openings(found, "2026-01-06", "2026-01-07")

    assert ["01-06 12:00/01-06 13:00"] == mine(hers, others) == mine(others, others, hers)
    assert (
        [] == mine(others, others) == mine(hers, others.replace("SUMMARY", "SEQUENCE:1\r\nSUMMARY"))
    )


def test_a_range_before_an_instance_is_refused() -> None:
    """It is of an older standard; of what does not count, too, for it changes what does."""
    prior = "RECURRENCE-ID;RANGE=THISANDPRIOR:20260106T090000Z"
    text = calendar(event(*SERIES, "SUMMARY:Ada"), event("DTSTART:20260106T090000Z", prior))
    for where in None, lambda of: "SUMMARY" in of:
        schedule, (fault,) = read(text, where=where)
        assert DAILY == openings(schedule, "2026-01-01", "2027-01-01")
        assert "has RECURRENCE-ID with RANGE; " in fault.words


EVENT_LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"]),
    st.sampled_from([":", ";VALUE=DATE:", ";TZID=Asia/Tokyo:", ";VALUE=PERIOD:", ";TZID=X:"]),
    st.sampled_from(VALUES),
)


@settings(max_examples=100)
@given(lines=st.lists(EVENT_LINES, max_size=6), uid=st.sampled_from(["good", "other", None]))
def test_whatever_one_event_says_the_others_are_read(lines: list[str], uid: str | None) -> None:
    """Strictly it is the same, where there are no faults, and each of them where there are."""
    series = GOOD.replace("END:VEVENT", "RRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT")
    text = calendar(series, event(*lines, uid=uid))
    schedule, told = read(text, tz="UTC")
    if told:
        assert DAILY == openings(schedule, "2026-01-05", "2026-01-08")
        assert faults(text, tz="UTC") == list(map(str, told))
    else:
        assert schedule == schedule_from(text, tz="UTC")


@settings(max_examples=100)
@given(
    st.text(st.sampled_from("BEGIND:VETALRUCO\r\n ;=20260105TZ,") | st.characters(), max_size=80)
)
def test_any_text_is_read_as_far_as_it_can_be(text: str) -> None:
    """It is never another error, and what is beside it is read."""
    assert read(text)[1]
    schedule, _ = read(calendar(GOOD) + text)
    assert OPEN == openings(schedule, "2026-01-05", "2026-01-06")


# --- ends by the clock ------------------------------------------------------------------------


def test_a_weekly_rota_has_no_hole_in_autumn() -> None:
    """Where its end is read as local; by RFC 5545 it is 168 hours, and ends an hour too early."""
    rota = (
        event(
            f"DTSTART;TZID=Europe/Amsterdam:202610{day:02}T090000",
            f"DTEND;TZID=Europe/Amsterdam:202610{day + 7:02}T090000",
            "RRULE:FREQ=WEEKLY;INTERVAL=2",
            uid=who,
        )
        for day, who in ((5, "ada"), (12, "grace"))
    )
    text = calendar(*rota)
    first = datetime(2026, 10, 5, 9, tzinfo=AMSTERDAM)
    local = schedule_from(text, ends="local")
    assert local.covers(first, first + 60 * 7 * DAY)
    exact = schedule_from(text)
    assert exact == schedule_from(text, ends="exact")
    holes = openings(local - exact, "2026-10-05", "2027-10-05", AMSTERDAM)
    assert ["10-26 08:00/10-26 09:00"] == holes
    assert ["bad_ends"] == [fault.code for fault in caught_faults(text, ends="Local")]


def caught_faults(text: str, **options: Any) -> Any:
    with pytest.raises(FaultyDefinition) as caught:
        read(text, **options)
    return caught.value.faults


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Each instance ends as much later by the clock as the first, whenever it starts.
        (
            ("DTEND;TZID=Europe/Amsterdam:20261024T100000", "RRULE:FREQ=DAILY;BYHOUR=1,22;COUNT=3"),
            ["10-24 01:00/10-24 10:00", "10-24 22:00/10-25 10:00"],
        ),
        # The end may be in another zone, and is put on the clock of the start.
        (
            ("DTEND:20261024T023000Z", "RRULE:FREQ=DAILY;COUNT=2"),
            ["10-24 01:00/10-24 04:30", "10-25 01:00/10-25 04:30"],
        ),
        # What is added lasts as long; what has an end of its own keeps that.
        (
            (
                "DTEND;TZID=Europe/Amsterdam:20261024T050000",
                "RDATE;TZID=Europe/Amsterdam:20261025T010000",
                "RDATE;VALUE=PERIOD:20261026T000000Z/PT1H",
            ),
            [
                "10-24 01:00/10-24 05:00",
                "10-25 01:00/10-25 05:00",
                "10-26 01:00/10-26 02:00",
            ],
        ),
        # A DURATION is as long as it says.
        (
            ("DURATION:PT4H", "RRULE:FREQ=DAILY;COUNT=2"),
            ["10-24 01:00/10-24 05:00", "10-25 01:00/10-25 04:00"],
        ),
        # So is what takes place once.
        (("DTEND;TZID=Europe/Amsterdam:20261025T013000",), ["10-24 01:00/10-25 01:30"]),
    ],
)
def test_an_end_by_the_clock(lines: tuple[str, ...], expected: list[str]) -> None:
    """Across the night in which the clock is put back."""
    text = event("DTSTART;TZID=Europe/Amsterdam:20261024T010000", *lines)
    found = openings(schedule_from(text, ends="local"), "2026-10-01", "2026-11-01", AMSTERDAM)
    assert expected == found


def test_a_series_that_starts_in_the_hour_that_comes_twice_may_end_before_it_by_the_clock() -> None:
    """Then its end is exact: there is no local one."""
    start = "DTSTART;TZID=Europe/Amsterdam:20261025T023000"
    text = event(start, "DTEND:20261025T011000Z", "RRULE:FREQ=DAILY;COUNT=2")
    assert schedule_from(text) == schedule_from(text, ends="local")


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


def test_availability_is_what_is_available() -> None:
    """By the local clock, and without end where none is given."""
    read = schedule_from(calendar(block(OFFICE)))
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    assert read.same_open_time(office, *YEAR)
    assert Schedule.never() == schedule_from(calendar(block()))


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART:20260106T000000Z", "DTEND:20260108T000000Z"), [6, 7]),
        (("DTSTART:20260106T000000Z", "DURATION:P1D"), [6]),
        (("DTSTART:20260106T000000Z",), [6, 7, 8, 9]),
        (("DTEND:20260107T000000Z",), [5, 6]),
    ],
)
def test_availability_is_cut_to_its_extent(lines: tuple[str, ...], days: list[int]) -> None:
    """Its start, its end, or both."""
    read = schedule_from(calendar(block(*lines, OFFICE)))
    found = openings(read, "2026-01-05", "2026-01-11")
    assert [f"01-{day:02} 08:00/01-{day:02} 16:00" for day in days] == found


def test_a_higher_priority_goes_first_within_its_extent() -> None:
    """1 is the highest, and none the lowest; those of one priority are joined."""
    week = ("DTSTART:20260106T000000Z", "DTEND:20260108T000000Z")
    short = available("DTSTART:20260106T100000Z", "DURATION:PT1H")
    blocks = [
        block(OFFICE, uid="1"),
        block(NIGHTS, uid="2"),
        block(*week, "PRIORITY:3", short, uid="3"),
    ]
    for order in blocks, blocks[::-1]:
        found = openings(schedule_from(calendar(*order)), "2026-01-05", "2026-01-09")
        expected = [
            "01-05 08:00/01-05 16:00",
            "01-05 20:00/01-05 22:00",
            "01-06 10:00/01-06 11:00",
            "01-08 08:00/01-08 16:00",
            "01-08 20:00/01-08 22:00",
        ]
        assert expected == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (block("RRULE:FREQ=DAILY"), "VAVAILABILITY 'b': has RRULE; only its AVAILABLE parts"),
        (block("DURATION:P1D"), "has DURATION without DTSTART; give both"),
        (block("PRIORITY:10"), "has PRIORITY 10; give 0 to 9"),
        (block(available("DTSTART:20260106T100000Z")), "AVAILABLE 'a': has no end; give DTEND"),
        (
            block(OFFICE) + "\r\n" + event("DTSTART:20260106T100000Z"),
            "calendar: holds both VEVENT and VAVAILABILITY; give what .walk() finds",
        ),
    ],
)
def test_availability_that_cannot_be_read(text: str, words: str) -> None:
    """The refusal names the part."""
    found = faults(calendar(text))
    assert 1 == len(found)
    assert words in found[0]


# --- writing ----------------------------------------------------------------------------------

BREAKS: dict[str | date, str] = {"mon-fri": "12:00-12:30", date(2026, 6, 2): "14:00-15:00"}
WEEKS = Schedule.weekly(
    {"mon-thu": "08:00-18:00", "fri": "08:00-16:00", "sat": "22:00-06:00"},
    tz="Europe/Amsterdam",
    holidays=[date(2026, 4, 27), date(2026, 12, 25)],
    exceptions={date(2026, 12, 24): "08:00-12:00"},
    breaks=BREAKS,
)

MONTHLY = Schedule.recurring(
    "FREQ=MONTHLY;BYDAY=1SU;COUNT=50",
    start=datetime(2025, 12, 7, 2, tzinfo=AMSTERDAM),
    duration=4 * HOUR,
)


def same(schedule: Schedule, start: datetime, end: datetime, **options: Any) -> None:
    written = calendar_from(schedule, start=start, end=end, **options)
    within = Schedule.between(start, end)
    expected = schedule & within
    around = start - 400 * DAY, end + 400 * DAY
    assert schedule_from(written.to_ical()).same_open_time(expected, *around)


def lines(written: Any) -> list[str]:
    return str(written.to_ical().decode()).replace("\r\n ", "").splitlines()


def test_weekly_hours_are_written_by_the_local_clock() -> None:
    """With their zone; UTC beside a weekly rule would drift."""
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    written = calendar_from(office, start=YEAR[0], end=YEAR[1], summary="Office")
    expected = [
        "BEGIN:VEVENT",
        "SUMMARY:Office",
        "DTSTART;TZID=Europe/Amsterdam:20260101T090000",
        "DTEND;TZID=Europe/Amsterdam:20260101T170000",
        "DTSTAMP:20260101T000000Z",
        "RRULE:FREQ=WEEKLY;UNTIL=20261231T080000Z;BYDAY=MO,TU,WE,TH,FR",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    said = lines(written)
    inside = said[said.index("BEGIN:VEVENT") : said.index("END:VEVENT") + 1]
    assert expected == [line for line in inside if not line.startswith("UID:")]
    assert ["Europe/Amsterdam"] == [zone.tz_name for zone in written.timezones]
    assert said.index("BEGIN:VTIMEZONE") < said.index("BEGIN:VEVENT")
    for form in "events", "availability":
        same(office, *YEAR, form=form)


def test_a_summary_is_a_text_that_a_calendar_takes() -> None:
    """Half a character is none."""
    with pytest.raises(Unwritable, match="it has half of a surrogate pair; mend it"):
        calendar_from(WEEKS, start=YEAR[0], end=YEAR[1], summary="a\ud800")


def test_what_differs_is_left_out_and_written_by_itself() -> None:
    """Holidays, changed days, breaks and nights in which the clock changes."""
    written = calendar_from(WEEKS, start=YEAR[0], end=YEAR[1])
    rules = [of for of in written.events if "RRULE" in of]
    others = [of for of in written.events if "RRULE" not in of]
    assert ["MO,TU,WE,TH,FR'", "MO,TU,WE,TH'", "FR'", "SA'"] == [
        str(of["RRULE"].to_ical()).partition("BYDAY=")[2] for of in rules
    ]
    expected = [
        b"20260328T210000Z",
        b"20260602T103000Z",
        b"20260602T130000Z",
        b"20261024T200000Z",
    ]
    assert expected == [of["DTSTART"].to_ical() for of in others]
    for form in "events", "availability":
        same(WEEKS, *YEAR, form=form)


def test_availability_has_its_extent() -> None:
    """All other time in it is not available."""
    written = calendar_from(WEEKS, start=YEAR[0], end=YEAR[1], form="availability")
    (found,) = written.availabilities
    extent: object = (found.start, found.end)
    assert YEAR == extent
    assert {"AVAILABLE"} == {part.name for part in found.subcomponents}
    assert "TRANSP" not in found.subcomponents[0]


def test_the_zone_changes_when_its_clock_does() -> None:
    """Each change is told in the time that was kept before it (RFC 5545, section 3.6.5)."""
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    said = lines(calendar_from(office, start=YEAR[0], end=YEAR[1]))
    zone = said[said.index("BEGIN:VTIMEZONE") : said.index("END:VTIMEZONE")]
    changes = [line for line in zone if line.startswith(("DTSTART", "RDATE"))]
    expected = [
        "DTSTART:20250101T000000",
        "DTSTART:20250330T020000",
        "RDATE:20260329T020000,20270328T020000,20280326T020000",
        "DTSTART:20251026T030000",
        "RDATE:20261025T030000,20271031T030000,20281029T030000",
    ]
    assert expected == changes
    tokyo = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Asia/Tokyo")
    assert "DTSTART:20250101T000000" in lines(calendar_from(tokyo, start=YEAR[0], end=YEAR[1]))
    once = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Asia/Pyongyang")
    day = datetime(2018, 5, 7, tzinfo=UTC)
    said = lines(calendar_from(once, start=day, end=day + 9 * DAY))
    assert "DTSTART:20180504T233000" in said


def test_the_same_arguments_give_the_same_text() -> None:
    """And different events have different UIDs."""
    texts = {
        calendar_from(WEEKS, start=YEAR[0].astimezone(zone), end=YEAR[1]).to_ical()
        for zone in (UTC, NEW_YORK)
    }
    assert 1 == len(texts)
    uids = [of["UID"] for of in calendar_from(WEEKS, start=YEAR[0], end=YEAR[1]).events]
    assert len(uids) == len(set(uids))
    stamped = calendar_from(WEEKS, start=YEAR[0], end=YEAR[1], stamp=YEAR[1])
    assert "DTSTAMP:20270101T000000Z" in lines(stamped)


def test_recurrences_are_written_as_rules() -> None:
    """Of several zones too; what is taken from one is left out of its rule."""
    freeze = Schedule.between(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC))
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="America/New_York")
    for schedule in MONTHLY, MONTHLY - freeze, MONTHLY | office, office & ~MONTHLY & ~freeze:
        written = calendar_from(schedule, start=YEAR[0], end=YEAR[1])
        assert any("RRULE" in of for of in written.events)
        assert len(written.events) < 5
        same(schedule, *YEAR)
    rule = calendar_from(MONTHLY, start=YEAR[0], end=YEAR[1]).events[0]["RRULE"]
    assert b"FREQ=MONTHLY;UNTIL=20261206T010000Z;BYDAY=1SU" == rule.to_ical()
    both = calendar_from(MONTHLY | office | office, start=YEAR[0], end=YEAR[1])
    names = ["America/New_York", "Europe/Amsterdam"]
    assert names == [zone.tz_name for zone in both.timezones]
    assert 2 == len([of for of in both.events if "RRULE" in of])


def test_what_ends_by_the_clock_is_written_as_a_rule() -> None:
    """Save for what the clock makes longer or shorter, which is written by itself."""
    start = datetime(2026, 1, 5, 22, tzinfo=AMSTERDAM)
    nights = Schedule.recurring("FREQ=DAILY", start=start, until=time(6))
    weeks = Schedule.recurring(
        "FREQ=WEEKLY;INTERVAL=2", start=start + 7 * DAY, duration=7 * DAY, ends="local"
    )
    for schedule in nights, weeks:  # spring, autumn, and the one that is cut off by the new year
        written = calendar_from(schedule, start=YEAR[0], end=YEAR[1])
        assert [True, False, False, False] == ["RRULE" in of for of in written.events]
        same(schedule, *YEAR)


def test_weeks_that_alternate() -> None:
    """Each week of the cycle is a rule; a window of all of them is one."""
    early, late = {"mon-fri": "06:00-14:00", "sun": "10:00-12:00"}, {"mon-fri": "14:00-22:00"}
    schedule = Schedule.weekly(
        [early, late | {"sun": "10:00-12:00"}], tz="Europe/Amsterdam", since=date(2026, 1, 7)
    )
    written = calendar_from(schedule, start=YEAR[0], end=YEAR[1])
    expected = ["INTERVAL=2;BYDAY=MO,TU,WE,TH,FR'", "BYDAY=SU'", "INTERVAL=2;BYDAY=MO,TU,WE,TH,FR'"]
    said = [str(of["RRULE"].to_ical()).split(";", 2)[2] for of in written.events]
    assert expected == said
    same(schedule, *YEAR)


SPANS = Schedule.of([Span(YEAR[0] + 30 * DAY, YEAR[0] + 31 * DAY), Span(YEAR[0] + 50 * DAY, None)])


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule.always(),
        Schedule.never(),
        SPANS,
        ~SPANS,
        ~WEEKS,
        Schedule.weekly({"mon-sun": "00:00-24:00"}, tz="Europe/Amsterdam"),
        Schedule.weekly({"mon-fri": "09:00-17:00"}, tz=timezone(2 * HOUR)),
        Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC", overnight="split"),
        Schedule.weekly(
            {"fri": "22:00-06:00"}, tz="UTC", overnight="split", holidays=["FREQ=YEARLY;BYDAY=1SA"]
        ),
        Schedule.weekly(
            {"mon-sun": "22:00-06:00"}, tz="Europe/Amsterdam", breaks={"tue": "01:00-02:00"}
        ),
        Schedule.weekly({"mon-sun": "22:00-06:00"}, tz="UTC", breaks={"tue": "21:00-23:00"}),
        Schedule.weekly(
            {"mon": "09:00-17:00"},
            tz="UTC",
            holidays=rrule(WEEKLY, dtstart=datetime(2026, 1, 5), interval=2),
        ),
        Schedule.recurring("FREQ=YEARLY;BYEASTER=1", start=YEAR[0], duration=HOUR),
        Schedule.recurring("FREQ=WEEKLY;BYDAY=SU(+1)", start=YEAR[0], duration=HOUR),
        Schedule.recurring("FREQ=DAILY", start=YEAR[0].astimezone(timezone(HOUR)), duration=HOUR),
        schedule_from(custom(*EUROPE)),
        Schedule.weekly({"mon-fri": "09:00-17:00"}, tz=schedule_from(custom(*EUROPE)).zone),
        Schedule.recurring(
            "FREQ=WEEKLY",
            start=datetime(2026, 1, 5, 9, tzinfo=AMSTERDAM),
            duration=2 * DAY,
            ends="local",
        ),
        Schedule.recurring(
            "FREQ=DAILY;BYHOUR=9,22",
            start=datetime(2026, 1, 5, 9, tzinfo=AMSTERDAM),
            until=time(23),
        ),
        Schedule.recurring(
            "FREQ=DAILY",
            start=datetime(2026, 1, 5, 22, tzinfo=AMSTERDAM),
            until=time(6, microsecond=5),
        )
        & Schedule.weekly({"mon-sun": "22:00-05:00"}, tz="Europe/Amsterdam"),
        Schedule.recurring(
            "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30",
            start=datetime(2026, 1, 1, tzinfo=AMSTERDAM),
            duration=HOUR,
        ),
        Schedule(
            Recurring(
                recurrence("FREQ=DAILY", datetime(2026, 1, 1, 2, 30), AMSTERDAM), HOUR, AMSTERDAM
            )
        ),
    ],
    ids=repr,
)
def test_everything_can_be_written(schedule: Schedule) -> None:
    """Where no rule says it, as single events."""
    for form in "events", "availability":
        same(schedule, YEAR[0], YEAR[0] + 120 * DAY, form=form)


def test_the_ends_of_time() -> None:
    """There may be no datetime beyond them."""
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Asia/Tokyo")
    first, last = (edge.replace(tzinfo=UTC) for edge in (datetime.min, datetime.max))
    last = last.replace(microsecond=0)
    for start, end in ((first, first + 9 * DAY), (last - 9 * DAY, last), (first, first)):
        read = schedule_from(calendar_from(office, start=start, end=end))
        assert read.same_open_time(office, start, end)


@pytest.mark.parametrize(
    ("schedule", "edge"),
    [
        (Schedule.always(), YEAR[0] + timedelta(microseconds=1)),
        (Schedule.weekly({"mon": "09:00:00.5-10:00"}, tz="UTC"), YEAR[0]),
        (Schedule.weekly({"mon": "09:00-10:00:00.5"}, tz="UTC"), YEAR[0]),
    ],
)
def test_parts_of_seconds_are_refused(schedule: Schedule, edge: datetime) -> None:
    """They would be lost."""
    with pytest.raises(Unwritable, match="calendars know whole seconds; round it"):
        calendar_from(schedule, start=edge, end=YEAR[1])


def test_parts_of_seconds_that_nobody_sees() -> None:
    """They lie within other open time."""
    odd = Schedule.weekly({"mon-fri": "09:00:00.5-10:00"}, tz="UTC")
    odd |= Schedule.recurring(
        "FREQ=DAILY", start=YEAR[0] + 9.25 * HOUR + timedelta(microseconds=1), duration=HOUR / 4
    )
    same(odd | Schedule.weekly({"mon-sun": "08:00-12:00"}, tz="UTC"), *YEAR)


def test_other_arguments_are_refused() -> None:
    """Each by its own error."""
    with pytest.raises(BadValue, match="give 'events' or 'availability'"):
        calendar_from(WEEKS, start=YEAR[0], end=YEAR[1], form="todo")  # type: ignore[arg-type]
    with pytest.raises(BadSpan):
        calendar_from(WEEKS, start=YEAR[1], end=YEAR[0])
    with pytest.raises(NaiveTime):
        calendar_from(WEEKS, start=datetime(2026, 1, 1), end=YEAR[0])
    with pytest.raises(ItsmError):
        calendar_from(WEEKS, start=YEAR[0], end=YEAR[1].replace(microsecond=1), form="availability")


# --- there and back ---------------------------------------------------------------------------

ZONES = st.sampled_from(
    ["Europe/Amsterdam", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "UTC"]
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@st.composite
def hours(draw: Callable[..., Any]) -> list[tuple[time, time]]:
    times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
    edges = sorted(draw(st.sets(times, min_size=2, max_size=4)))
    pairs = list(pairwise(edges))[::2]
    if draw(st.booleans()):
        pairs[-1] = (pairs[-1][1], pairs[-1][0])
    return pairs


BY_DAY = hours().filter(lambda pairs: all(start < end for start, end in pairs))


@st.composite
def weeklies(draw: Callable[..., Any]) -> Schedule:
    keys = st.sampled_from(["mon-fri", "mon", "wed, sat", "sun", "fri"])
    weeks = draw(
        st.lists(
            keys.flatmap(lambda key: hours().map(lambda of: {key: of})), min_size=1, max_size=2
        )
    )
    return Schedule.weekly(
        weeks,
        tz=draw(ZONES),
        since=draw(DAYS) if len(weeks) > 1 else None,
        holidays=draw(st.lists(DAYS, max_size=2)),
        exceptions=draw(st.dictionaries(DAYS, hours(), max_size=1)),
        breaks=draw(st.dictionaries(st.one_of(DAYS, st.just("mon-sat")), BY_DAY, max_size=1)),
        overnight=draw(st.sampled_from(["whole", "split"])),
    )


@st.composite
def recurrings(draw: Callable[..., Any]) -> Schedule:
    rules = ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY"]
    rules += ["FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=2", "FREQ=WEEKLY;COUNT=9"]
    start = draw(INSTANTS).astimezone(ZoneInfo(draw(ZONES)))
    rule, length = draw(st.sampled_from(rules)), draw(st.sampled_from([HOUR, DAY, 3 * DAY, None]))
    if length is None:
        return Schedule.recurring(rule, start=start, until=draw(st.times()).replace(microsecond=0))
    ends = draw(st.sampled_from(["exact", "local"]))
    return Schedule.recurring(rule, start=start, duration=length, ends=ends)


@st.composite
def spans(draw: Callable[..., Any]) -> Schedule:
    edges = sorted(draw(st.lists(INSTANTS, min_size=2, max_size=4)))
    return Schedule.of([Span(start, end) for start, end in pairwise(edges)][::2])


SCHEDULES = st.recursive(
    weeklies() | recurrings() | spans(),
    lambda of: st.one_of(
        st.builds(lambda a, b: a | b, of, of),
        st.builds(lambda a, b: a & b, of, of),
        st.builds(lambda a, b: a - b, of, of),
        of.map(lambda a: ~a),
    ),
    max_leaves=3,
)


@settings(max_examples=40)
@given(
    schedule=SCHEDULES,
    start=INSTANTS,
    days=st.integers(0, 200),
    form=st.sampled_from(["events", "availability"]),
)
def test_what_is_written_is_read_as_the_same(
    schedule: Schedule, start: datetime, days: int, form: Any
) -> None:
    """Whatever it is made of; and nothing outside the range is open."""
    same(schedule, start, start + days * DAY, form=form)


@settings(max_examples=40)
@given(
    start=INSTANTS,
    zone=ZONES,
    rule=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,SU", "FREQ=MONTHLY;COUNT=5"]),
    length=st.integers(1, 60),
    out=st.sets(st.integers(0, 8), max_size=4),
)
def test_what_is_left_out_is_exactly_that(
    start: datetime, zone: str, rule: str, length: int, out: set[int]
) -> None:
    """The others are as though each had been written by itself."""
    place = ZoneInfo(zone)
    wall = start.astimezone(place).replace(tzinfo=None, fold=0)
    walls = recurrence(rule, wall, place).between(wall, wall + 400 * DAY)
    gone = [walls[index] for index in out if index < len(walls)]
    local = "%Y%m%dT%H%M%S"
    text = event(
        f"DTSTART;TZID={zone}:{wall:{local}}",
        f"DURATION:PT{length}H" if length % 24 else f"DURATION:PT{length}H1S",
        f"RRULE:{rule}",
        *(f"EXDATE;TZID={zone}:{of:{local}}" for of in gone),
    )
    exact = length * HOUR + (timedelta(0) if length % 24 else timedelta(seconds=1))
    instants = {of.replace(tzinfo=place).astimezone(UTC) for of in gone}
    starts = {of.replace(tzinfo=place).astimezone(UTC) for of in {wall, *walls}} - instants
    expected = Schedule.of([Span(at, at + exact) for at in sorted(starts)])
    first = wall.replace(tzinfo=place)
    assert schedule_from(text).same_open_time(expected, first - 9 * DAY, first + 300 * DAY)


def test_the_import_error_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised at the door."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    monkeypatch.delitem(sys.modules, "itsmcore.interop.icalendar")
    with pytest.raises(ImportError) as caught:
        importlib.import_module("itsmcore.interop.icalendar")
    words = "itsmcore.interop.icalendar needs icalendar: pip install 'itsmcore[icalendar]'"
    assert words == str(caught.value)
