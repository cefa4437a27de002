"""Availability: what is open within its extent, by priority."""

from __future__ import annotations

import pytest

from itsmcore.interop.icalendar import schedule_from
from itsmcore.schedule import Schedule
from tests.interop.icalendar.calendars import (
    NIGHTS,
    OFFICE,
    YEAR,
    available,
    block,
    calendar,
    event,
    faults,
    openings,
)


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
