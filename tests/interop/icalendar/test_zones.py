"""Zones that a calendar defines, and those that nobody knows."""

from __future__ import annotations

from datetime import datetime, timezone

import icalendar
import pytest

from itsmcore.interop.icalendar import schedule_from
from itsmcore.schedule import Schedule
from tests.instants import DAY, HOUR
from tests.interop.icalendar.calendars import (
    AMSTERDAM,
    EUROPE,
    STILL,
    calendar,
    custom,
    event,
    faults,
    observance,
    openings,
    vtimezone,
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
