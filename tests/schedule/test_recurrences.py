"""Recurring schedules: the parts of a rule, and what each comes to."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz as dateutil_tz
from dateutil.rrule import rruleset, rrulestr

from itsmcore.errors import FaultyDefinition, NaiveTime
from itsmcore.schedule import Schedule
from itsmcore.schedule._recurrence import recurrence
from tests.schedule.cases import HOURS, START, codes


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


def test_a_naive_start_is_refused() -> None:
    """A zone is never guessed."""
    with pytest.raises(NaiveTime):
        Schedule.recurring("FREQ=DAILY", start=datetime(2026, 1, 4), duration=HOURS)
    with pytest.raises(NaiveTime):
        Schedule.between(datetime(2026, 1, 4), None)


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


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("interval", [1, 2, 3, 7])
def test_an_interval_is_kept_for_decades(frequency: str, interval: int) -> None:
    """As dateutil counts it from the start, which is never asked for what lies between."""
    start, begin = datetime(2026, 3, 2, 9), datetime(2060, 1, 1)
    rule = f"FREQ={frequency};INTERVAL={interval}"
    end = begin + timedelta(days=8 * 366 if frequency == "YEARLY" else 366)
    made = Schedule.recurring(rule, start=start.replace(tzinfo=UTC), duration=HOURS)
    expected = rrulestr(rule, dtstart=start).between(begin, end)
    windows = made.windows(begin.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    assert expected == [window.start.replace(tzinfo=None) for window in windows]


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
