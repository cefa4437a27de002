"""What no schedule can keep is refused, with every fault."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.errors import BadValue, FaultyDefinition, ItsmError
from itsmcore.interop.icalendar import read, schedule_from
from itsmcore.schedule import Schedule
from tests.instants import DAY, HOUR
from tests.interop.icalendar.calendars import (
    BAD_EVENTS,
    BAD_RULES,
    GOOD,
    NEW_YORK,
    VALUES,
    YEAR,
    calendar,
    event,
    faults,
    openings,
)


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
