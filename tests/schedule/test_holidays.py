"""Holidays: dates, rules and containers, and when each is asked."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, FR, MO, WEEKLY, YEARLY, rrule

from itsmcore.schedule import Schedule
from tests.schedule.cases import CHRISTMAS, HOURS, NEW_YEAR, START, codes, weekly


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo", "UTC"])
@pytest.mark.parametrize("last", [date(2026, 1, 19), date(2026, 7, 20), date(2026, 3, 30)])
def test_holidays_end_with_the_local_date_of_an_end_in_utc(zone: str, last: date) -> None:
    """Of any instant of that date; its first, the local midnight, is what some programs write."""
    place = ZoneInfo(zone)
    every_day = {"mon-sun": "00:00-24:00"}
    midnight = datetime(last.year, last.month, last.day, tzinfo=place)
    for until in (midnight, midnight + timedelta(hours=20, minutes=59, seconds=59)):
        text = f"FREQ=YEARLY;BYDAY=MO;UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        start = midnight - timedelta(days=700)
        mondays = rrule(WEEKLY, byweekday=MO, dtstart=start.replace(hour=9), until=until)
        closed = weekly(every_day, tz=zone, holidays=[text])
        for holidays in (text, mondays):
            made = weekly(every_day, tz=zone, holidays=[holidays])
            assert closed.same_open_time(made, start, midnight + timedelta(days=700))
        for day, is_open in ((last, False), (last + timedelta(days=7), True)):
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=place)
            assert is_open is closed.is_open(noon)


def test_holidays_end_with_the_date_that_is_written_as_midnight_in_utc() -> None:
    """West of Greenwich too, where that midnight is the evening before."""
    rule = "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1,2;UNTIL=20270101T000000Z"
    made = weekly({"mon-sun": "09:00-17:00"}, tz="America/New_York", holidays=[rule])
    assert [False, True] == [made.is_open(datetime(2027, 1, day, 17, tzinfo=UTC)) for day in (1, 2)]


def test_a_dateutil_rule_ends_at_its_own_instant() -> None:
    """Its end keeps its zone, which dateutil does not write."""
    until = START.astimezone(UTC) + timedelta(days=14)
    for end in (until, until.astimezone(ZoneInfo("Asia/Tokyo"))):
        weeks = rrule(WEEKLY, dtstart=START, until=end)
        made = Schedule.recurring(weeks, start=START, duration=HOURS)
        opened = [of.start for of in made.windows(START, START + timedelta(days=90))]
        assert [START, START + timedelta(days=7), START + timedelta(days=14)] == opened


@pytest.mark.parametrize(
    "holidays",
    [
        [CHRISTMAS],
        (CHRISTMAS,),
        {CHRISTMAS},
        frozenset({CHRISTMAS}),
        {CHRISTMAS: "Christmas"},
        iter([CHRISTMAS]),
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
        ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", NEW_YEAR],
        rrule(YEARLY, bymonth=12, bymonthday=25, dtstart=datetime(2020, 1, 1)),
        rrule(DAILY, byweekday=FR, dtstart=datetime(2026, 12, 25), count=1),
    ],
    ids=[
        "list",
        "tuple",
        "set",
        "frozenset",
        "names",
        "iterator",
        "rule",
        "rules",
        "rrule",
        "count",
    ],
)
def test_holidays_may_be_kept_in_many_ways(holidays: Any) -> None:
    """Each of these closes Christmas 2026, and not the day before."""
    office = weekly(holidays=holidays)
    assert not office.is_open(datetime(2026, 12, 25, 12, tzinfo=UTC))
    assert office.is_open(datetime(2026, 12, 24, 12, tzinfo=UTC))


def test_a_recurring_holiday_respects_its_start() -> None:
    """One that began in 2027 is no holiday in 2026."""
    office = weekly(holidays=NEW_YEAR)
    assert office.is_open(datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert not office.is_open(datetime(2027, 1, 1, 12, tzinfo=UTC))


def test_easter_beyond_its_tables_is_no_holiday() -> None:
    """dateutil knows it from 1583 to 4099."""
    office = weekly(holidays="FREQ=YEARLY;BYEASTER=1")
    assert timedelta(hours=8 * 260) == office.elapsed(
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )
    later = office.elapsed(datetime(5001, 1, 1, tzinfo=UTC), datetime(5001, 12, 31, tzinfo=UTC))
    plain = weekly().elapsed(datetime(5001, 1, 1, tzinfo=UTC), datetime(5001, 12, 31, tzinfo=UTC))
    assert plain == later


class Growing:
    """A container that finds a year's holidays when it is first asked about the year."""

    def __init__(self) -> None:
        self.years: set[int] = set()

    def __contains__(self, day: date) -> bool:
        self.years.add(day.year)
        return (day.month, day.day) == (12, 25)


def test_a_live_container_is_asked_for_the_years_that_are_needed() -> None:
    """And only for those."""
    live = Growing()
    office = weekly(holidays=live)
    assert set() == live.years
    assert not office.is_open(datetime(2026, 12, 25, 12, tzinfo=UTC))
    assert {2026} <= live.years <= {2025, 2026, 2027}


def test_several_containers_dates_and_names_may_be_listed() -> None:
    """Two countries, say, and a day of one's own."""
    outing = date(2026, 6, 18)
    office = weekly(holidays=[Growing(), Easters(), {outing: "Outing"}, "FREQ=YEARLY;BYMONTHDAY=2"])
    closed = [CHRISTMAS, date(2026, 4, 6), outing, date(2026, 7, 2)]
    for day in closed:
        assert not office.is_open(datetime.combine(day, time(12), UTC)), day
    assert "<Growing>, <Easters>" in repr(office)


class Easters(dict[date, str]):
    """A mapping that is filled as it is asked, as those of the holidays package are."""

    def __contains__(self, day: object) -> bool:
        self[date(2026, 4, 6)] = "Easter Monday"
        return super().__contains__(day)


def test_columns_of_dates_are_read_at_once() -> None:
    """So what is no date in them is told, and not passed over."""
    pandas = pytest.importorskip("pandas")
    days = pandas.Series([CHRISTMAS])
    assert weekly(holidays=[CHRISTMAS]) == weekly(holidays=days)
    assert ["bad_holiday"] == codes(lambda: weekly(holidays=pandas.DatetimeIndex(["2026-12-25"])))


def test_a_live_container_equals_itself_alone() -> None:
    """And has no part in the hash, since it may grow."""
    live = Growing()
    assert weekly(holidays=live) == weekly(holidays=live)
    assert weekly(holidays=live) != weekly(holidays=Growing())
    assert hash(weekly(holidays=live)) == hash(weekly(holidays=Growing()))


def test_a_schedule_with_a_container_equals_its_own_pickled_copy() -> None:
    """As far as was asked; the copy keeps those years, and asks its own container for others."""
    live = Growing()
    office = weekly(holidays=live)
    assert office == pickle.loads(pickle.dumps(office))
    christmas = datetime(2026, 12, 25, 12, tzinfo=UTC)
    assert not office.is_open(christmas)
    copied = pickle.loads(pickle.dumps(office))
    asked = set(copied.rule.holidays.live[0].years)
    assert live.years == asked == copied.rule.holidays.live[0].container.years
    assert not copied.is_open(christmas)
    assert not copied.is_open(christmas.replace(year=2040))
    assert copied == office == pickle.loads(pickle.dumps(copied))
    assert copied != weekly(holidays=Easters())
    assert copied != weekly(holidays=[CHRISTMAS])
    assert live not in office.rule.holidays.live  # type: ignore[union-attr]


def test_a_copy_of_another_answer_is_another() -> None:
    """Whatever the class of the container."""
    pickled = pickle.dumps(asked := weekly(holidays=Listed([CHRISTMAS])))
    assert not asked.is_open(datetime(2026, 12, 25, 12, tzinfo=UTC))
    assert asked == pickle.loads(pickled)
    assert weekly(holidays=Listed([])) != pickle.loads(pickle.dumps(asked))


class Listed:
    """A container of some dates."""

    def __init__(self, days: list[date]) -> None:
        self.days = days

    def __contains__(self, day: object) -> bool:
        return day in self.days


def test_a_holidays_object_works_as_it_is() -> None:
    """The package of that name, with every year that it is asked about."""
    holidays = pytest.importorskip("holidays")
    office = weekly(tz="Europe/Amsterdam", holidays=holidays.country_holidays("NL"))
    king = datetime(2026, 4, 27, 10, tzinfo=UTC)
    assert not office.is_open(king)
    assert office.is_open(king + timedelta(days=1))
    assert not office.is_open(datetime(2045, 12, 25, 10, tzinfo=UTC))
    assert office == weekly(
        tz="Europe/Amsterdam",
        holidays=[live.container for live in office.rule.holidays.live],  # type: ignore[union-attr]
    )
    assert office == pickle.loads(pickle.dumps(office))
