"""A week and a year of a schedule: what is open, and why it is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Schedule
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.schedule import DayKind
from itsmcore.testing import schedules
from tests.instants import DAY, HOUR
from tests.pictures.drawn import drawn

HOLIDAYS = {date(2026, 1, 1): "New Year", date(2026, 4, 27): "King's Day"}
OFFICE = Schedule.weekly(
    {"mon-fri": "08:00-18:00"},
    tz="Europe/Amsterdam",
    holidays=HOLIDAYS,
    exceptions={date(2026, 12, 24): "08:00-12:30", date(2026, 12, 31): ""},
    breaks={date(2026, 6, 1): "12:00-13:00"},
)


@settings(max_examples=25, deadline=None)
@given(schedules(), st.integers(1990, 2040))
def test_the_days_of_a_year_add_up_to_it(schedule: Schedule, year: int) -> None:
    """In whatever zone; its weeks are the days of some of its rows."""
    found = schedule.year(year, tz="UTC")
    start, end = (datetime(of, 1, 1, tzinfo=UTC) for of in (year, year + 1))
    assert schedule.elapsed(start, end) == found.total
    assert [start.date() + n * DAY for n in range(len(found.days))] == [of.day for of in found.days]
    week = schedule.week(date(year, 6, 15), tz="UTC")
    assert week.total == sum(
        (of.open for of in found.days if week.start.date() <= of.day < week.end.date()),
        timedelta(),
    )


def test_a_week_is_that_of_a_date_by_a_local_clock() -> None:
    """From Monday to Sunday, also where the clock is put on or back."""
    week = OFFICE.week(date(2026, 10, 25))
    assert "Europe/Amsterdam" == str(week.zone)
    assert timedelta(days=7, hours=1) == week.end - week.start
    assert datetime(2026, 10, 18, 22, tzinfo=UTC) == week.start
    assert 50 * HOUR == week.total
    assert OFFICE.week(date(2026, 10, 19)) == week
    assert 8 == len(drawn(f"{week:svg}").alt.split(";")) + 1
    assert 9 * HOUR == OFFICE.week(date(2026, 6, 3)).total - 40 * HOUR


def test_a_year_tells_its_holidays_and_exceptions() -> None:
    """By name where they have one, and how long each is open."""
    year = OFFICE.year(2026)
    assert 365 == len(year.rows) == len(year.days)
    assert ["New Year", "King's Day"] == [of.name for of in year.of(DayKind.HOLIDAY)]
    exceptions = year.of(DayKind.EXCEPTION)
    assert [9 * HOUR, 4.5 * HOUR, 0 * HOUR] == [of.open for of in exceptions]
    assert {
        "day": date(2026, 12, 24),
        "weekday": "thu",
        "open": 4.5 * HOUR,
        "kind": "exception",
        "name": None,
    } == year.rows[-8]
    assert str(year).splitlines()[:2] == [
        "2026, by the clock of Europe/Amsterdam: 2573:30:00 on 258 days, 2 holidays, 3 exceptions",
        "thu 2026-01-01 New Year, closed",
    ]
    assert "thu 2026-12-24 exception, 4:30:00 open" in str(year)
    assert 2026 == year.year


def test_a_year_is_drawn_with_a_sign_for_each_kind() -> None:
    """Hours are written, rounded where a sign takes their room; no picture is large."""
    night = Schedule.weekly({"mon-sun": "22:00-00:30"}, tz="Europe/Amsterdam")
    for schedule in (OFFICE, OFFICE | night, ~OFFICE, Schedule.always(), Schedule.never()):
        year = schedule.year(2028)
        picture = drawn(f"{year:svg}")
        assert len(f"{year:html}") < 200_000
        assert all(word.x >= 0 and word.x + word.width <= picture.width for word in picture.words)
    texts = drawn(f"{(OFFICE | night).year(2026):svg}").texts
    assert {"12.5", "2.5H", "7*", "2.5*", "H", "Dec"} <= set(texts)
    assert {"H", "9*", "4.5*", "0*"} <= set(drawn(f"{OFFICE.year(2026):svg}").texts)
    long = OFFICE | Schedule.weekly({"mon-sun": "18:00-20:15"}, tz="Europe/Amsterdam")
    assert {"11*"} <= set(drawn(f"{long.year(2026):svg}").texts)


def test_the_first_name_of_a_holiday_counts_and_an_exception_more_than_a_holiday() -> None:
    """Of several parts, in their order; a container with names is asked for them."""

    class Growing(dict[date, str]):
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date) and (day.month, day.day) == (5, 5)

        def __getitem__(self, day: date) -> str:
            return f"Liberation Day {day.year}"

    hours = {"mon-fri": "09:00-17:00"}
    unnamed = Schedule.weekly(hours, tz="UTC", holidays=[date(2026, 1, 1), date(2026, 4, 28)])
    living = Schedule.weekly(hours, tz="UTC", holidays=Growing())
    asked = Schedule.weekly(hours, tz="UTC", holidays={date(2026, 5, 5)}.union())
    year = (unnamed | OFFICE | living | asked).year(2026)
    named = {of.day: of.name for of in year.of(DayKind.HOLIDAY)}
    assert HOLIDAYS | {date(2026, 4, 28): "", date(2026, 5, 5): "Liberation Day 2026"} == named
    both = Schedule.weekly(hours, tz="UTC", holidays=HOLIDAYS, exceptions={date(2026, 1, 1): ""})
    (day,) = both.year(2026).of(DayKind.EXCEPTION)
    assert "New Year" == day.name


@pytest.mark.parametrize("odd", [0, 1, 9999, True, 2026.0, "2026", None])
def test_a_year_that_is_none_is_refused(odd: Any) -> None:
    """By a typed error that says which there are."""
    with pytest.raises(BadValue, match="2 to 9998"):
        OFFICE.year(odd)


@pytest.mark.parametrize("odd", [date.min, date.max, datetime(2026, 1, 1), 5, None])
def test_a_day_that_is_none_is_refused(odd: Any) -> None:
    """Neither an instant nor a number stands for a date."""
    with pytest.raises(BadValue, match="a date"):
        OFFICE.week(odd)
    with pytest.raises(FaultyDefinition):
        OFFICE.week(date(2026, 1, 1), tz="Atlantis")


@pytest.mark.parametrize("year", [2, 9998])
def test_the_first_and_the_last_year_are_shown(year: int) -> None:
    """Whatever the zone."""
    for tz in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert Schedule.always().year(year, tz=tz).total >= 364 * DAY
        assert 7 * DAY == Schedule.always().week(date(year, 7, 1), tz=tz).total
