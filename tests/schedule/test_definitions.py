"""Definitions of schedules: what is accepted, what is refused, and in which words."""

import copy
import pickle
from collections import OrderedDict, UserDict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from importlib import import_module
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz as dateutil_tz
from dateutil.rrule import DAILY, FR, MO, MONTHLY, WEEKLY, YEARLY, rrule, rruleset, rrulestr

from itsmcore.errors import BadSpan, BadValue, FaultyDefinition, NaiveTime
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._recurrence import recurrence

OFFICE = {"mon-fri": "09:00-17:00"}
CHRISTMAS = date(2026, 12, 25)
START = datetime(2026, 1, 4, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOURS = timedelta(hours=4)


def codes(make: Callable[[], object]) -> list[str]:
    with pytest.raises(FaultyDefinition) as caught:
        make()
    return [fault.code for fault in caught.value.faults]


def weekly(hours: Any = OFFICE, **options: Any) -> Schedule:
    return Schedule.weekly(hours, **({"tz": "UTC"} | options))


@pytest.mark.parametrize(
    ("hours", "same"),
    [
        ({"mon-fri": "9:00-17:00"}, OFFICE),
        ({"MON - Friday": " 09:00 - 17:00 "}, OFFICE),
        ({"mon–fri": "09:00-17:00"}, OFFICE),  # noqa: RUF001
        ({"mon,tue, wed": "09:00-17:00", "thu-fri": "09:00–17:00"}, OFFICE),  # noqa: RUF001
        ({"mon-fri": ["09:00-17:00"]}, OFFICE),
        ({"mon-fri": [("09:00", "17:00")]}, OFFICE),
        ({"mon-fri": [(time(9), time(17))]}, OFFICE),
        ({"mon-fri": (["09:00:00.000000", "17:00:00"],)}, OFFICE),
        ({"mon": "13:00-17:00, 09:00-12:00"}, {"mon": ["09:00-12:00", "13:00-17:00"]}),
        ({"mon-fri": "09:00-17:00", "sat": "", "sun": []}, OFFICE),
        ([OFFICE], OFFICE),
        ({"sat-mon": "00:00-24:00"}, {"sat": "00:00-00:00", "sun-mon": "00:00-24:00"}),
        ({"mon": "22:00-6:00"}, {"mon": "22:00-06:00"}),
    ],
)
def test_hours_may_be_written_in_many_ways(hours: Any, same: Any) -> None:
    """All of them mean the same schedule."""
    assert weekly(same) == weekly(hours)


@pytest.mark.parametrize("hours", ["12:00-17:00, 09:00-12:00", "09:00-13:00, 12:00-17:00"])
def test_windows_that_touch_are_open_as_one(hours: str) -> None:
    """Though they are defined as two."""
    assert weekly() != weekly({"mon-fri": hours})
    assert weekly().same_open_time(weekly({"mon-fri": hours}), START, START + timedelta(days=365))


@pytest.mark.parametrize(
    ("hours", "options", "expected"),
    [
        ({}, {}, ["no_hours"]),
        ({"mon": ""}, {}, ["no_hours"]),
        ([], {}, ["no_hours"]),
        ("09:00-17:00", {}, ["bad_hours"]),
        (["09:00-17:00"], {}, ["bad_hours"]),
        (None, {}, ["bad_hours"]),
        ({"mo-fri": "09:00-17:00"}, {}, ["bad_day"]),
        ({0: "09:00-17:00"}, {}, ["bad_day"]),
        ({"": "09:00-17:00"}, {}, ["bad_day"]),
        ({"mon-fri-sun": "09:00-17:00"}, {}, ["bad_day"]),
        ({"mon-fri": "09:00-17:00", "fri": "09:00-15:00"}, {}, ["day_twice"]),
        ({"mon": "09:00"}, {}, ["bad_hours"]),
        ({"mon": "9-17"}, {}, ["bad_hours"]),
        ({"mon": "09:00-25:00"}, {}, ["bad_hours"]),
        ({"mon": "09:60-17:00"}, {}, ["bad_hours"]),
        ({"mon": "09:00:60-17:00"}, {}, ["bad_hours"]),
        ({"mon": "24:00-24:00"}, {}, ["bad_hours"]),
        ({"mon": "09:00-24:01"}, {}, ["bad_hours"]),
        ({"mon": "09:00-17:00,"}, {}, ["bad_hours"]),
        ({"mon": ("09:00", "17:00")}, {}, ["bad_hours"]),
        ({"mon": [("09:00", "12:00", "17:00")]}, {}, ["bad_hours"]),
        ({"mon": [(time(9, tzinfo=UTC), time(17))]}, {}, ["bad_hours"]),
        ({"mon": {"09:00": "17:00"}}, {}, ["bad_hours"]),
        ({"mon": 9}, {}, ["bad_hours"]),
        ({"mon": None}, {}, ["bad_hours"]),
        (OFFICE, {"tz": "Europe/Amsterdm"}, ["unknown_zone"]),
        (OFFICE, {"tz": "../UTC"}, ["unknown_zone"]),
        (OFFICE, {"tz": "Europe"}, ["unknown_zone"]),
        (OFFICE, {"tz": ""}, ["unknown_zone"]),
        (OFFICE, {"tz": "a\0b"}, ["unknown_zone"]),
        (OFFICE, {"tz": None}, ["bad_zone"]),
        (OFFICE, {"tz": dateutil_tz.gettz("Europe/Amsterdam")}, ["bad_zone"]),
        (OFFICE, {"since": "2026-01-05"}, ["bad_date"]),
        ([OFFICE, {"sat": "09:00-17:00"}], {}, ["no_since"]),
        (OFFICE, {"since": CHRISTMAS}, ["needless_since"]),
        (OFFICE, {"breaks": {"2026-12-24": ""}}, ["bad_date"]),
        (OFFICE, {"breaks": {"mon": "13:00-12:00"}}, ["bad_breaks"]),
        (OFFICE, {"tz": "localtime"}, ["unknown_zone"]),
        (OFFICE, {"overnight": "both"}, ["bad_overnight"]),
        (OFFICE, {"holidays": 5}, ["bad_holiday"]),
        (OFFICE, {"holidays": [datetime(2026, 12, 25)]}, ["bad_holiday"]),
        (OFFICE, {"holidays": ["2026-12-25"]}, ["bad_holiday"]),
        (OFFICE, {"holidays": {"Christmas": CHRISTMAS}}, ["bad_holiday"]),
        ([], {"exceptions": {CHRISTMAS: "09:00-12:00"}}, ["no_hours"]),
        (OFFICE, {"holidays": "FREQ=YEARLY;BYEASTER=100000"}, ["bad_rule"]),
        (OFFICE, {"holidays": [None]}, ["bad_holiday"]),
        (OFFICE, {"holidays": rruleset()}, ["bad_holiday"]),
        (OFFICE, {"holidays": "FREQ=YEARLY"}, ["bad_rule"]),
        (OFFICE, {"holidays": rrule(DAILY, dtstart=datetime(1, 1, 1))}, ["bad_rule"]),
        (OFFICE, {"holidays": "FREQ=YEARLY;BYDAY=1MO;INTERVAL=2"}, ["bad_rule"]),
        (OFFICE, {"exceptions": [CHRISTMAS]}, ["bad_exceptions"]),
        (OFFICE, {"exceptions": {"2026-12-25": ""}}, ["bad_date"]),
        (OFFICE, {"exceptions": {datetime(2026, 12, 25): ""}}, ["bad_date"]),
        (OFFICE, {"exceptions": {CHRISTMAS: "09-17"}}, ["bad_hours"]),
        (OFFICE, {"breaks": "12:00-13:00"}, ["bad_breaks"]),
        (OFFICE, {"breaks": {"noon": "12:00-13:00"}}, ["bad_day"]),
        (OFFICE, {"breaks": {CHRISTMAS: "noon"}}, ["bad_hours"]),
        (
            {"mo": "09:00-17:00", "tue": "9", "wed": "09:00-17:00"},
            {"tz": "Mars/Olympus", "holidays": 5, "exceptions": {1: ""}},
            ["unknown_zone", "bad_holiday", "bad_date", "bad_day", "bad_hours"],
        ),
    ],
)
def test_every_fault_of_weekly_hours_is_told(hours: Any, options: Any, expected: Any) -> None:
    """By a code, and all of them at once."""
    assert sorted(expected) == sorted(codes(lambda: weekly(hours, **options)))


@pytest.mark.long
@pytest.mark.parametrize(
    ("rule", "options", "expected"),
    [
        ("", {}, ["bad_rule"]),
        ("monthly", {}, ["bad_rule"]),
        (None, {}, ["bad_rule"]),
        (rruleset(), {}, ["bad_rule"]),
        ("FREQ=HOURLY", {}, ["bad_rule"]),
        ("FREQ=SECONDLY", {}, ["bad_rule"]),
        ("BYDAY=MO", {}, ["bad_rule"]),
        ("FREQ=DAILY;FREQ=DAILY", {}, ["bad_rule"]),
        ("FREQ=DAILY;INTERVAL=0", {}, ["bad_rule"]),
        ("FREQ=DAILY;INTERVAL=-1", {}, ["bad_rule"]),
        ("FREQ=DAILY;INTERVAL=1.5", {}, ["bad_rule"]),
        ("FREQ=DAILY;COUNT=0", {}, ["bad_rule"]),
        ("FREQ=DAILY;COUNT=10001", {}, ["bad_rule"]),
        ("FREQ=DAILY;BYDAY=XX", {}, ["bad_rule"]),
        ("FREQ=DAILY;BYHOUR=25", {}, ["bad_rule"]),
        ("FREQ=DAILY;COLOUR=RED", {}, ["bad_rule"]),
        ("FREQ=DAILY;WKST=XX", {}, ["bad_rule"]),
        ("FREQ=DAILY;BYEASTER=-2;BYMONTH=11", {}, ["bad_rule"]),
        ("FREQ=WEEKLY;WKST=XX", {}, ["bad_rule"]),
        ("FREQ=DAILY;UNTIL=tomorrow", {}, ["bad_rule"]),
        ("FREQ=DAILY;UNTIL=20251231", {}, ["bad_rule"]),
        ("FREQ=DAILY;UNTIL=00010101T000000Z", {"tz": "America/New_York"}, ["bad_rule"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", {}, ["bad_rule"]),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", {}, ["bad_rule"]),
        ("FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4,5;BYSECOND=1,2,3,4,5", {}, ["bad_rule"]),
        ("RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", {}, ["bad_rule"]),
        ("FREQ=DAILY;UNTIL=2027011", {}, ["bad_rule"]),
        ("FREQ=DAILY", {"duration": timedelta(0)}, ["bad_duration"]),
        ("FREQ=DAILY", {"duration": -HOURS}, ["bad_duration"]),
        ("FREQ=DAILY", {"duration": timedelta(days=368)}, ["bad_duration"]),
        ("FREQ=DAILY", {"duration": 4}, ["bad_duration"]),
        ("FREQ=DAILY", {"duration": None}, ["bad_duration"]),
        ("FREQ=DAILY", {"until": time(6)}, ["bad_duration"]),
        ("FREQ=DAILY", {"duration": None, "until": "06:00"}, ["bad_until"]),
        ("FREQ=DAILY", {"duration": None, "until": time(6, tzinfo=UTC)}, ["bad_until"]),
        ("FREQ=DAILY", {"ends": "Local"}, ["bad_ends"]),
        ("FREQ=DAILY", {"ends": []}, ["bad_ends"]),
        ("FREQ=DAILY", {"tz": "Europe/Amsterdm"}, ["unknown_zone"]),
        ("FREQ=DAILY", {"start": START.replace(tzinfo=dateutil_tz.tzlocal())}, ["bad_zone"]),
        ("daily", {"duration": 4}, ["bad_duration", "bad_rule"]),
        ("daily", {"tz": "Mars/Base"}, ["unknown_zone", "bad_rule"]),
    ],
)
def test_every_fault_of_a_recurrence_is_told(rule: Any, options: Any, expected: Any) -> None:
    """Rules too frequent to open and close by are among them, and those that never come true."""
    given = {"start": START, "duration": HOURS} | options
    assert expected == codes(lambda: Schedule.recurring(rule, **given))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY;FREQ=WEEKLY", "is not a list of NAME=VALUE, each name once"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "has BYMONTHDAY '0', which is none of 1 to 31 or -1 to -31"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-32", "has BYMONTHDAY '-32'"),
        ("FREQ=MONTHLY;BYMONTHDAY=1_0", "has BYMONTHDAY '1_0'"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,", "has BYMONTHDAY ''"),
        ("FREQ=YEARLY;BYMONTH=1,13", "has BYMONTH '13', which is none of 1 to 12"),
        ("FREQ=YEARLY;BYMONTH=-1", "has BYMONTH '-1'"),
        ("FREQ=YEARLY;BYYEARDAY=5,367", "has BYYEARDAY '367'"),
        ("FREQ=YEARLY;BYWEEKNO=5,0", "has BYWEEKNO '0', which is none of 1 to 53 or -1 to -53"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,0", "has BYSETPOS '0'"),
        ("FREQ=DAILY;BYHOUR=9,24", "has BYHOUR '24', which is none of 0 to 23"),
        ("FREQ=DAILY;BYHOUR=" + "9" * 5000, "has BYHOUR '99"),
        ("FREQ=DAILY;BYMINUTE=60", "has BYMINUTE '60', which is none of 0 to 59"),
        ("FREQ=DAILY;BYSECOND=60", "has BYSECOND '60', which is none of 0 to 59"),
        ("FREQ=YEARLY;BYEASTER=x", "has BYEASTER 'X', which is no number of days"),
        ("FREQ=WEEKLY;BYDAY=1MO", "has BYDAY '1MO', and a week has each day once; leave the"),
        ("FREQ=MONTHLY;BYDAY=MO(6)", "has BYDAY 'MO(6)', and there are 1 to 5 of a day"),
        ("FREQ=DAILY;BYDAY=2FR", "has BYDAY '2FR', and a week has each day once"),
        ("FREQ=YEARLY;BYWEEKNO=9;BYDAY=1MO", "has BYDAY '1MO', and a week has each day once"),
        ("FREQ=MONTHLY;BYDAY=1SU,6MO", "has BYDAY '6MO', and there are 1 to 5 of a day"),
        ("FREQ=MONTHLY;BYDAY=0MO", "has BYDAY '0MO', and there are 1 to 5 of a day"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=-6MO", "has BYDAY '-6MO', and there are 1 to 5 of a day"),
        ("FREQ=YEARLY;BYDAY=54MO", "has BYDAY '54MO', and there are 1 to 53 of a day"),
        ("FREQ=WEEKLY;BYDAY=MO,XX", "has BYDAY 'XX', which is no day such as MO or 1MO"),
        ("FREQ=MONTHLY;BYDAY=1MO(1)", "has BYDAY '1MO(1)', which is no day such as MO or 1MO"),
        ("FREQ=WEEKLY;BYDAY=MO,", "has BYDAY '', which is no day such as MO or 1MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=\uff11\uff15", "has letters or digits that are not of ASCII"),
        ("FREQ=DA\u0131LY", "has letters or digits that are not of ASCII"),
        ("FREQ=DAILY;UNTIL=\uff12\uff10270101", "has letters or digits that are not of ASCII"),
    ],
    ids=range(29),
)
def test_a_part_that_there_is_not_is_refused(rule: Any, words: str) -> None:
    """And named: dateutil passes over it, so that the 0th of a month was every day."""
    with pytest.raises(FaultyDefinition) as caught:
        Schedule.recurring(rule, start=START, duration=HOURS)
    (fault,) = caught.value.faults
    assert ("bad_rule", "rule") == (fault.code, fault.subject)
    assert words in fault.words
    assert fault.words.endswith("; give for example 'FREQ=MONTHLY;BYDAY=1SU'")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTHDAY=+1,-1,31",
        "FREQ=MONTHLY;BYDAY=+1MO,-5TU,WE",
        "FREQ=YEARLY;BYDAY=53TH,-53FR;WKST=SU",
        "FREQ=YEARLY;BYWEEKNO=1,-1,53;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=1,-366,366",
        "FREQ=YEARLY;BYEASTER=-2,+39,0",
        "FREQ=DAILY;BYHOUR=0,23;BYMINUTE=0,59;BYSECOND=0,59;BYMONTH=1,12",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,+1",
        "FREQ=WEEKLY;BYDAY=TU,MO(-1)",
    ],
)
def test_the_parts_that_there_are_are_taken(rule: str) -> None:
    """From the first to the last of each, and with a sign."""
    assert rule == recurrence(rule, datetime(2026, 1, 1), UTC).rule


def local_windows(schedule: Schedule, first: date, days: int) -> list[str]:
    place = schedule.zone
    start = datetime(first.year, first.month, first.day, tzinfo=place)
    return [
        " to ".join(f"{edge.astimezone(place):%d %H:%M}" for edge in (of.start, of.end))
        for of in schedule.windows(start, start + timedelta(days=days))
    ]


def test_weeks_that_follow_each_other_leave_no_hole_in_autumn() -> None:
    """Where they end by the clock: 168 hours from Monday morning end an hour early that week."""
    first = datetime(2026, 10, 5, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
    week = timedelta(days=7)
    exact = Schedule.recurring("FREQ=WEEKLY;COUNT=4", start=first, duration=week)
    assert ["05 09:00 to 26 08:00", "26 09:00 to 02 09:00"] == local_windows(
        exact, date(2026, 10, 1), 60
    )
    rota = Schedule.recurring("FREQ=WEEKLY;COUNT=4", start=first, duration=week, ends="local")
    assert ["05 09:00 to 02 09:00"] == local_windows(rota, date(2026, 10, 1), 60)
    mine, yours = (
        Schedule.recurring("FREQ=WEEKLY;INTERVAL=2", start=start, duration=week, ends="local")
        for start in (first, first + week)
    )
    assert (mine | yours).covers(first, first + 60 * week)
    assert not (mine & yours).windows(first, first + 60 * week)


def test_a_night_ends_when_the_clock_shows_its_end() -> None:
    """However long that takes; a start at that very time has a whole day."""
    first = datetime(2026, 3, 27, 22, tzinfo=ZoneInfo("Europe/Amsterdam"))
    nights = Schedule.recurring("FREQ=DAILY", start=first, until=time(6))
    assert ["27 22:00 to 28 06:00", "28 22:00 to 29 06:00", "29 22:00 to 30 00:00"] == (
        local_windows(nights, date(2026, 3, 27), 3)
    )
    assert timedelta(hours=7) == nights.elapsed(
        first + timedelta(days=1), first + timedelta(days=1, hours=12)
    )
    shifts = Schedule.recurring("FREQ=DAILY;BYHOUR=9,22", start=first, until=time(10))
    assert ["30 00:00 to 30 10:00", "30 22:00 to 31 00:00"] == (
        local_windows(shifts, date(2026, 3, 30), 1)
    )
    days = Schedule.recurring("FREQ=WEEKLY", start=first, until=time(22))
    assert ["27 22:00 to 28 22:00"] == local_windows(days, date(2026, 3, 26), 5)


def test_what_starts_and_ends_in_the_gap_may_take_no_time() -> None:
    """From 02:30, which is moved on to 03:30, until 03:10: not on that night."""
    first = datetime(2026, 3, 28, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    made = Schedule.recurring("FREQ=DAILY", start=first, until=time(3, 10))
    assert ["28 02:30 to 28 03:10", "30 02:30 to 30 03:10"] == local_windows(
        made, date(2026, 3, 28), 3
    )


def test_on_a_clock_that_never_changes_both_ends_are_one() -> None:
    """And by another clock they are not."""
    start = datetime(2026, 10, 5, 9, tzinfo=UTC)
    both = [
        Schedule.recurring("FREQ=WEEKLY", start=start, duration=timedelta(days=7), ends=ends)
        for ends in ("exact", "local")
    ]
    ahead = start + timedelta(days=400)
    assert both[0].same_open_time(both[1], start, ahead)
    assert (
        not both[0]
        .in_zone("Europe/Amsterdam")
        .same_open_time(both[1].in_zone("Europe/Amsterdam"), start, ahead)
    )


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=1MO,FR", [2, 5, 9, 16, 23, 30]),
        ("FREQ=MONTHLY;BYDAY=1MO,MO", [5, 12, 19, 26]),
        ("FREQ=YEARLY;BYDAY=2TU,FR;COUNT=4", [2, 9, 13, 16]),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=FR,MO(-1)", [2, 9, 16, 23, 26, 30]),
    ],
)
def test_days_with_and_without_a_number_are_joined(rule: str, days: list[int]) -> None:
    """As RFC 5545 has it: the first Monday, and every Friday."""
    start = datetime(2026, 1, 1, 9, tzinfo=UTC)
    made = Schedule.recurring(rule, start=start, duration=HOURS)
    assert days == [of.start.day for of in made.windows(start, start + timedelta(days=30))]


def test_a_fault_names_the_value_and_the_next_step() -> None:
    """So that nobody has to look it up."""
    with pytest.raises(FaultyDefinition) as caught:
        weekly({"mon-fry": "09:00-17:00", "sat": "9-12"}, tz="Europe/Amsterdm")
    assert [
        "'mon-fry': there is no day 'fry'; did you mean 'fri'?",
        "hours 'sat': '9' is not a time from 00:00 to 24:00; give for example '09:00-17:00', "
        "or '' for closed",
        "tz: there is no time zone 'Europe/Amsterdm'; did you mean 'Europe/Amsterdam'?",
    ] == sorted(map(str, caught.value.faults))


def test_a_naive_start_is_refused() -> None:
    """A zone is never guessed."""
    with pytest.raises(NaiveTime):
        Schedule.recurring("FREQ=DAILY", start=datetime(2026, 1, 4), duration=HOURS)
    with pytest.raises(NaiveTime):
        Schedule.between(datetime(2026, 1, 4), None)


def test_spans_are_spans() -> None:
    """And do not end before they start."""
    with pytest.raises(BadSpan):
        Schedule.between(START, START - HOURS)
    with pytest.raises(BadValue):
        Schedule.of([(START, START + HOURS)])  # type: ignore[list-item]
    assert Schedule.between(START, None) == Schedule.of([Span(START)])


def test_hours_only_on_some_dates_are_hours() -> None:
    """A schedule may be made of exceptions alone."""
    fair = weekly({}, exceptions={CHRISTMAS: "10:00-12:00"})
    assert timedelta(hours=2) == fair.elapsed(START, START + timedelta(days=500))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=1SU",
        "rrule:freq=monthly; byday=1su",
        rrulestr("FREQ=MONTHLY;BYDAY=1SU", dtstart=datetime(1999, 5, 5, 5, 5)),
    ],
    ids=["text", "prefixed", "rrule"],
)
def test_a_rule_may_be_a_text_or_an_rrule(rule: Any) -> None:
    """Of an rrule the rule alone counts: dateutil starts it by the clock where it is not told."""
    made = Schedule.recurring(rule, start=START, duration=HOURS)
    plain = Schedule.recurring("FREQ=MONTHLY;BYDAY=1SU", start=START, duration=HOURS)
    assert plain.same_open_time(made, START, START + timedelta(days=2000))


def test_a_rule_takes_from_its_start_what_it_does_not_say() -> None:
    """The day of the week, of the month or of the year, and the time of day."""
    start = datetime(2026, 1, 30, 9, 30, 15, 500, tzinfo=UTC)
    for text, expected in {
        "FREQ=DAILY": datetime(2026, 1, 31, 9, 30, 15, 500, tzinfo=UTC),
        "FREQ=WEEKLY": datetime(2026, 2, 6, 9, 30, 15, 500, tzinfo=UTC),
        "FREQ=MONTHLY": datetime(2026, 3, 30, 9, 30, 15, 500, tzinfo=UTC),
        "FREQ=YEARLY": datetime(2027, 1, 30, 9, 30, 15, 500, tzinfo=UTC),
        "FREQ=YEARLY;BYMONTH=6": datetime(2026, 6, 30, 9, 30, 15, 500, tzinfo=UTC),
        "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=7": datetime(2026, 2, 27, 7, 30, 15, 500, tzinfo=UTC),
    }.items():
        made = Schedule.recurring(text, start=start, duration=HOURS)
        assert expected == made.next_open(start + timedelta(hours=5)), text


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("start", [datetime(1, 1, 1), datetime(2000, 1, 31), datetime(9990, 5, 5)])
def test_a_rule_with_an_interval_comes_true_at_its_start(frequency: str, start: datetime) -> None:
    """Wherever in the calendar that is."""
    begin = start.replace(tzinfo=UTC)
    for interval in (2, 3, 7, 11):
        rule = f"FREQ={frequency};INTERVAL={interval};COUNT=1"
        made = Schedule.recurring(rule, start=begin, duration=HOURS)
        assert HOURS == made.elapsed(begin, begin + timedelta(days=2000))


@pytest.mark.long
@pytest.mark.parametrize("year", [1598, 1998, 1999, 2026])
def test_a_rule_that_comes_true_seldom_is_taken_whenever_it_starts(year: int) -> None:
    """In whichever year, and though the first period is over when it does."""
    start = datetime(year, 12, 1, 9, tzinfo=UTC)
    rules = ["FREQ=YEARLY;INTERVAL=3;BYMONTH=1;BYDAY=1SU", "FREQ=MONTHLY;INTERVAL=30;BYMONTHDAY=1"]
    rules += ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"]
    for rule in rules:
        made = Schedule.recurring(rule, start=start, duration=HOURS)
        assert start <= made.next_open(start, horizon=timedelta(days=366 * 41))


def test_a_rule_may_come_true_every_quarter_of_an_hour() -> None:
    """And no more often."""
    hours = ",".join(map(str, range(24)))
    often = Schedule.recurring(
        f"FREQ=DAILY;BYHOUR={hours};BYMINUTE=0,15,30,45", start=START, duration=HOURS
    )
    assert timedelta(days=1) == often.elapsed(START, START + timedelta(days=1))


def test_a_rule_comes_true_up_to_the_end_of_the_calendar() -> None:
    """Every week that there is."""
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    shifts = Schedule.recurring("FREQ=WEEKLY;BYDAY=SU,MO", start=start, duration=timedelta(hours=4))
    last = shifts.windows(datetime(9999, 12, 20, tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    assert [20, 26, 27] == [window.start.day for window in last]


def test_a_week_may_begin_before_the_calendar_does() -> None:
    """As the first one does, where weeks start on Sunday."""
    first = datetime(1, 1, 1, tzinfo=UTC)
    weekly_ = Schedule.recurring("FREQ=WEEKLY;WKST=SU", start=first, duration=HOURS)
    assert 2 * HOURS == weekly_.elapsed(first, first + timedelta(days=8))


def test_a_start_at_the_second_of_two_local_times_recurs_at_both_as_one() -> None:
    """Of a time that comes twice the first is meant, and the definition says no more."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    made = Schedule.recurring("FREQ=DAILY", start=second, duration=HOURS, tz="Europe/Amsterdam")
    assert "fold" not in repr(made)


def test_zones_are_known_by_their_names() -> None:
    """Wherever they were read from; one whose name nobody knows is refused."""
    apart = ZoneInfo.no_cache("Europe/Amsterdam")
    assert weekly(tz="Europe/Amsterdam") == weekly(tz=apart)
    copied = pickle.loads(pickle.dumps(weekly(tz=apart)))
    assert copied == weekly(tz=apart)
    assert (weekly(tz=apart) | weekly(tz="Europe/Amsterdam")).zone == ZoneInfo("Europe/Amsterdam")


def test_spans_may_be_in_any_order() -> None:
    """They define the same schedule."""
    one, two = Span(START, START + HOURS), Span(START + HOURS * 2, None)
    assert Schedule.of([one, two]) == Schedule.of([two, one])


def test_mappings_are_read_whatever_their_class() -> None:
    """Unless they answer by a rule of their own."""
    for kind in (OrderedDict, UserDict, MappingProxyType):
        assert weekly(holidays=kind({CHRISTMAS: "x"})) == weekly(holidays={CHRISTMAS: "x"})


def test_the_zone_utc_is_utc() -> None:
    """However it is given."""
    assert weekly(tz="UTC") == weekly(tz=UTC) == weekly(tz=ZoneInfo("UTC"))


def test_a_zone_like_no_other_is_not_answered_with_a_list() -> None:
    """Of six hundred names."""
    with pytest.raises(FaultyDefinition) as caught:
        weekly(tz="Mars/Base")
    assert "give a name, such as 'Europe/Paris'" in str(caught.value)


def test_dateutils_other_name_for_byday_is_known() -> None:
    """A rule of Mondays that starts on a Wednesday opens on Mondays."""
    start = datetime(2026, 1, 7, 9, tzinfo=UTC)
    for name in ("BYDAY", "BYWEEKDAY"):
        made = Schedule.recurring(f"FREQ=WEEKLY;{name}=MO", start=start, duration=HOURS)
        assert datetime(2026, 1, 12, 9, tzinfo=UTC) == made.next_open(start)


def test_a_start_that_the_clock_skips_moves_the_first_time_only() -> None:
    """The other days open at the time that was written."""
    start = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    made = Schedule.recurring("FREQ=DAILY", start=start, duration=timedelta(hours=1))
    assert [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ] == [window.start for window in made.windows(start, start + timedelta(days=2))]


def test_a_clock_other_than_the_starts_may_be_chosen() -> None:
    """An instant in UTC then recurs at the local time that it was."""
    start = datetime(2026, 1, 4, 1, tzinfo=UTC)
    made = Schedule.recurring("FREQ=DAILY", start=start, duration=HOURS, tz="Europe/Amsterdam")
    assert datetime(2026, 7, 1, tzinfo=UTC) == made.next_open(datetime(2026, 6, 30, 12, tzinfo=UTC))


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


NEW_YEAR = rrule(YEARLY, bymonth=1, bymonthday=1, dtstart=datetime(2027, 1, 1))


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


def test_a_schedule_is_made_by_its_constructors() -> None:
    """Not by its class."""
    with pytest.raises(BadValue, match=r"give hours to Schedule\.weekly"):
        Schedule(OFFICE)  # type: ignore[arg-type]


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


@pytest.mark.parametrize(
    "schedule",
    [
        weekly(),
        weekly({"mon-fri": "09:00-12:00, 13:00-17:00", "sat": "22:00-06:00"}, overnight="split"),
        weekly([OFFICE, {"sat": "00:00-24:00"}], since=date(2026, 1, 5)),
        weekly(holidays=[CHRISTMAS], exceptions={CHRISTMAS: "09:00:01-10:00:00.5"}),
        weekly(holidays={CHRISTMAS: "Christmas"}, breaks={"mon": "12:00-12:30", CHRISTMAS: ""}),
        weekly(holidays=["FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", CHRISTMAS, NEW_YEAR]),
        weekly(holidays=[{CHRISTMAS: "Christmas"}, "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"]),
        weekly(holidays=rrule(DAILY, dtstart=datetime(900, 1, 1), interval=1000)),
        weekly({"mon": "05:00-23:00, 22:00-06:00"}),
        weekly(tz=timezone(timedelta(hours=5, minutes=30))),
        Schedule.recurring("FREQ=WEEKLY;UNTIL=20270101T000000Z", start=START, duration=HOURS),
        Schedule.recurring("FREQ=WEEKLY", start=START, duration=HOURS, ends="local"),
        Schedule.recurring("FREQ=WEEKLY", start=START, until=time(6, 30), ends="local"),
        Schedule.between(START, None),
        Schedule.of([Span(START, START + HOURS), Span(START - HOURS, START)]),
        Schedule.always() - Schedule.never(),
        ~(weekly() | Schedule.between(START, None)) & ~weekly(),
        weekly() - Schedule.never() - (Schedule.always() - weekly()),
    ],
    ids=repr,
)
def test_the_repr_is_the_call_that_makes_it(schedule: Schedule) -> None:
    """And a copy through pickle is the same schedule."""
    modules = ("datetime", "zoneinfo", "dateutil")
    names = {name: import_module(name) for name in modules}
    made = eval(repr(schedule), names | {"Schedule": Schedule, "Span": Span})
    assert schedule == made
    assert hash(schedule) == hash(made)
    assert schedule == pickle.loads(pickle.dumps(schedule))
    assert schedule == copy.deepcopy(schedule)


def test_a_used_schedule_pickles_without_what_it_remembers() -> None:
    """It is its definition, and no more."""
    fresh, used = weekly(), weekly()
    used.elapsed(START, START + timedelta(days=4000))
    assert len(pickle.dumps(fresh)) == len(pickle.dumps(used))


@pytest.mark.long
def test_chains_of_one_operator_are_flat() -> None:
    """So a thousand freezes are no deeper than one."""
    day = timedelta(days=1)
    freezes = [Schedule.between(START + n * day, START + n * day + HOURS) for n in range(1000)]
    allowed = Schedule.always()
    for freeze in freezes:
        allowed -= freeze
    assert 1000 * (day - HOURS) == allowed.elapsed(START, START + 1000 * day)
    a, b, c = weekly(), freezes[0], freezes[1]
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a - b - c != a - (b - c)


def test_schedules_cannot_be_nested_without_end() -> None:
    """The limit is told before Python's own is met."""

    def nested(times: int) -> Schedule:
        schedule = weekly()
        for _ in range(times):
            schedule = ~schedule
        return schedule

    assert nested(100).same_open_time(weekly(), START, START + timedelta(days=9))
    assert ["too_deep"] == codes(lambda: nested(101))


@pytest.mark.parametrize("operator", ["__or__", "__and__", "__sub__"])
def test_a_schedule_combines_with_schedules_only(operator: str) -> None:
    """Python says so for anything else."""
    assert NotImplemented is getattr(weekly(), operator)(START)


def test_a_weekday_rule_of_dateutil_is_understood() -> None:
    """byweekday=MO(-1) is the last Monday."""
    rule = rrule(MONTHLY, byweekday=MO(-1), dtstart=datetime(2026, 1, 1))
    made = Schedule.recurring(rule, start=START, duration=HOURS)
    assert datetime(2026, 1, 26, 1, tzinfo=UTC) == made.next_open(START)
