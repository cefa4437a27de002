"""Open time as a picture: a row for each day, by a local clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itsmcore import Schedule
from itsmcore.schedule import OpenTime
from tests.instants import DAY
from tests.pictures.drawn import drawn, picture_of

OFFICE = Schedule.weekly({"mon-fri": "08:30-18:00"}, tz="Europe/Amsterdam")
MONDAY = datetime(2026, 3, 22, 23, tzinfo=UTC)
"""Midnight in Amsterdam, a week before its clocks are put forward."""
WORKING = ("mon", "tue", "wed", "thu", "fri")


def days(schedule: Schedule, start: datetime, end: datetime) -> list[str]:
    """Give the days of a picture with what is open on each."""
    found = schedule.explain(start, end, tz="Europe/Amsterdam")
    return drawn(f"{found:svg}").alt.partition("Amsterdam: ")[2].split("; ")


def test_a_week_has_a_row_for_each_day() -> None:
    """Up to its end, which is the midnight after Sunday; and a bar for each window."""
    week = OFFICE.explain(MONDAY, MONDAY + 7 * DAY - timedelta(hours=1))
    assert [
        *(f"{name} 2026-03-{n} 08:30-18:00" for n, name in enumerate(WORKING, 23)),
        "sat 2026-03-28 closed",
        "sun 2026-03-29 closed",
    ] == days(OFFICE, week.start, week.end)
    picture = drawn(f"{week:svg}")
    assert 5 == len(picture.boxes)
    assert "47:30:00 in 5 windows, by the clock of Europe/Amsterdam" == picture.texts[0]
    assert f"{week:svg}" == picture_of(week._repr_html_())


def test_a_window_over_midnight_is_in_both_days() -> None:
    """Each day has its own part of it."""
    night = Schedule.between(MONDAY + timedelta(hours=20), MONDAY + timedelta(hours=30))
    assert ["mon 2026-03-23 20:00-24:00", "tue 2026-03-24 00:00-06:00"] == days(
        night, MONDAY, MONDAY + 2 * DAY
    )
    whole = Schedule.between(MONDAY, MONDAY + DAY)
    assert ["mon 2026-03-23 00:00-24:00", "tue 2026-03-24 closed"] == days(
        whole, MONDAY, MONDAY + 2 * DAY
    )


def test_a_day_of_another_length_is_drawn_by_its_clock() -> None:
    """In spring an hour is skipped, and in autumn one comes twice."""
    spring, autumn = (datetime(2026, m, d, 22, tzinfo=UTC) for m, d in ((3, 28), (10, 24)))
    always = Schedule.always()
    assert ["sun 2026-03-29 00:00-24:00"] == days(
        always, spring + timedelta(hours=1), spring + timedelta(hours=24)
    )
    again = autumn + timedelta(hours=2, minutes=30)
    assert ["sun 2026-10-25 02:15-02:30"] == days(always, again, again + timedelta(minutes=45))


def test_an_instant_and_time_backwards_are_drawn_too() -> None:
    """As the day of the instant, and the same days."""
    assert ["mon 2026-03-23 closed"] == days(OFFICE, MONDAY, MONDAY)
    assert days(OFFICE, MONDAY, MONDAY + 3 * DAY) == days(OFFICE, MONDAY + 3 * DAY, MONDAY)


def test_a_long_time_ends_after_a_month() -> None:
    """And says how many more days there are; the last day there is can be drawn."""
    year = Schedule.always().explain(MONDAY, MONDAY + 365 * DAY, tz="UTC")
    texts = drawn(f"{year:svg}").texts
    assert "… and 335 more days" == texts[-1]
    assert 30 == texts.count("00:00-24:00")
    working = drawn(f"{OFFICE.explain(MONDAY, MONDAY + 90 * DAY):svg}")
    assert working.texts[-1].endswith("more days")
    end = datetime.max.replace(tzinfo=UTC)
    assert "fri 9999-12-31" in drawn(f"{OpenTime(end - DAY, end, ()):svg}").alt
