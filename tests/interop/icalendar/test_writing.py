"""Schedules are written as calendars that say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from dateutil.rrule import WEEKLY, rrule

from itsmcore.documents import Unwritable
from itsmcore.errors import BadSpan, BadValue, ItsmError, NaiveTime
from itsmcore.interop.icalendar import calendar_from, schedule_from
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._recurrence import recurrence
from itsmcore.schedule._rules import Recurring
from tests.instants import DAY, HOUR
from tests.interop.icalendar.calendars import AMSTERDAM, EUROPE, NEW_YORK, YEAR, custom, lines, same

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
    with pytest.raises(Unwritable, match="it has half of a surrogate pair; fix it"):
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


@pytest.mark.long
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
