"""Calendars are read as what they say."""

from __future__ import annotations

import importlib
import sys
from datetime import UTC, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from itsmcore.errors import FaultyDefinition
from itsmcore.interop.icalendar import read, schedule_from
from itsmcore.schedule import Schedule, Span
from tests.instants import DAY, HOUR
from tests.interop.icalendar.calendars import AMSTERDAM, calendar, event, faults, openings

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


def test_the_import_error_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised at the door."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    monkeypatch.delitem(sys.modules, "itsmcore.interop.icalendar")
    with pytest.raises(ImportError) as caught:
        importlib.import_module("itsmcore.interop.icalendar")
    words = "itsmcore.interop.icalendar needs icalendar: pip install 'itsmcore[icalendar]'"
    assert words == str(caught.value)
