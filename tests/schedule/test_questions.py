"""Questions to a schedule: what is refused, what is warned of, and how answers show themselves."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from itsmcore.errors import BadInstant, BadSpan, BadValue, FaultyDefinition, NaiveTime
from itsmcore.schedule import (
    EndOfWorkingDay,
    NoOpenTime,
    OpenTime,
    Schedule,
    Span,
    WholeDays,
    Window,
    WorkingDayBy,
    WorkingDays,
)
from itsmcore.schedule._compiled import Compiled
from itsmcore.schedule._local import day_starts
from itsmcore.schedule._sets import union
from tests.instants import BEGIN as FIRST
from tests.instants import HOUR
from tests.instants import NINE as MONDAY

OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
NAIVE = datetime(2026, 1, 5, 9)
LAST = datetime.max.replace(tzinfo=UTC)

QUESTIONS: list[Callable[[datetime], object]] = [
    lambda at: OFFICE.elapsed(at, MONDAY),
    lambda at: OFFICE.elapsed(MONDAY, at),
    lambda at: OFFICE.deadline(at, HOUR),
    lambda at: OFFICE.deadline(at, WorkingDays(1)),
    lambda at: OFFICE.is_open(at),
    lambda at: OFFICE.covers(at, MONDAY),
    lambda at: OFFICE.next_open(at),
    lambda at: OFFICE.next_close(at),
    lambda at: OFFICE.previous_open(at),
    lambda at: OFFICE.previous_close(at),
    lambda at: OFFICE.windows(MONDAY, at),
    lambda at: OFFICE.explain(MONDAY, at),
    lambda at: OFFICE.same_open_time(OFFICE, at, MONDAY),
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_a_naive_instant_is_refused(ask: Callable[[datetime], object]) -> None:
    """By every question."""
    with pytest.raises(NaiveTime):
        ask(NAIVE)


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize("value", [date(2026, 1, 5), HOUR, 0, None, "2026-01-05T09:00:00Z"])
def test_what_is_no_instant_is_refused(ask: Callable[[object], object], value: object) -> None:
    """By every question, and by its value."""
    with pytest.raises(BadInstant, match="is not a datetime"):
        ask(value)


def test_instants_of_any_zone_are_the_same_instants() -> None:
    """Even the two that one local time names in autumn."""
    zone = ZoneInfo("Europe/Amsterdam")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=zone)
    second = first.replace(fold=1)
    assert HOUR == Schedule.always().elapsed(first, second)
    assert Schedule.always().covers(first, second)
    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == Schedule.always().deadline(first, HOUR)


def test_a_search_stops_at_its_horizon() -> None:
    """Which is twenty years away, unless told otherwise, and is named."""
    far = Schedule.between(MONDAY.replace(year=2100), None)
    with pytest.raises(NoOpenTime) as caught:
        far.deadline(MONDAY, HOUR)
    assert (
        "there is no 1:00:00 of open time within 7305 days of 2026-01-05 09:00:00+00:00; "
        "look at the schedule's windows, or pass a longer horizon="
    ) == str(caught.value)
    century = timedelta(days=36525)
    assert MONDAY.replace(year=2100) + HOUR == far.deadline(MONDAY, HOUR, horizon=century)
    assert MONDAY.replace(year=2100) == far.next_open(MONDAY, horizon=century)


@pytest.mark.parametrize("horizon", [timedelta.max, timedelta(days=36525), timedelta(0)])
@pytest.mark.parametrize("at", [FIRST, MONDAY, LAST])
@pytest.mark.parametrize("length", [HOUR, -HOUR, timedelta.max, timedelta.min])
def test_never_has_no_deadline_at_any_horizon(
    horizon: timedelta, at: datetime, length: timedelta
) -> None:
    """The calendar's ends are met without an overflow."""
    with pytest.raises(NoOpenTime):
        Schedule.never().deadline(at, length, horizon=horizon)


def test_the_ends_of_the_calendar_are_instants_too() -> None:
    """As sentinels they are in many a database."""
    always = Schedule.always()
    assert LAST - FIRST == always.elapsed(FIRST, LAST)
    assert LAST == always.deadline(FIRST, LAST - FIRST, horizon=timedelta.max)
    assert FIRST == always.deadline(LAST, FIRST - LAST, horizon=timedelta.max)
    assert always.is_open(FIRST)
    assert always.is_open(LAST)
    assert not OFFICE.is_open(LAST)
    assert timedelta(0) == OFFICE.elapsed(LAST, LAST)
    with pytest.raises(NoOpenTime):
        OFFICE.deadline(LAST, HOUR)
    with pytest.raises(NoOpenTime):
        OFFICE.deadline(LAST, WorkingDays(1))
    with pytest.raises(NoOpenTime):
        OFFICE.previous_close(FIRST)


def test_a_reversed_stretch_has_no_windows() -> None:
    """Only elapsed time and its explanation are signed."""
    for ask in (OFFICE.windows, OFFICE.covers):
        with pytest.raises(BadSpan):
            ask(MONDAY + HOUR, MONDAY)
    with pytest.raises(BadSpan):
        OFFICE.same_open_time(OFFICE, MONDAY + HOUR, MONDAY)
    assert -HOUR == OFFICE.elapsed(MONDAY + HOUR, MONDAY)
    assert -HOUR == OFFICE.explain(MONDAY + HOUR, MONDAY).total


def test_schedules_may_mean_the_same_and_be_defined_apart() -> None:
    """Equality is of definitions; same_open_time is of what they mean."""
    alike = OFFICE | Schedule.never()
    year = timedelta(days=365)
    assert OFFICE != alike
    assert OFFICE.same_open_time(alike, MONDAY, MONDAY + year)
    assert not OFFICE.same_open_time(Schedule.never(), MONDAY, MONDAY + year)
    longer = OFFICE | Schedule.between(MONDAY + year, None)
    assert not OFFICE.same_open_time(longer, MONDAY, MONDAY + year + 12 * HOUR)


def test_whole_days_of_open_time_are_warned_of() -> None:
    """They are days of 24 hours, which is seldom meant."""
    with pytest.warns(WholeDays, match=r"5 days are 120 hours of open time; is WorkingDays\(5\)"):
        OFFICE.deadline(MONDAY, timedelta(days=5))
    Schedule.always().deadline(MONDAY, timedelta(days=5))
    OFFICE.deadline(MONDAY, -timedelta(days=5))
    OFFICE.deadline(MONDAY, timedelta(hours=36))


@pytest.mark.parametrize("duration", [8, "8:00", None, date(2026, 1, 1)])
def test_a_deadline_is_of_a_duration_or_a_target(duration: object) -> None:
    """Anything else is named."""
    with pytest.raises(BadValue, match="give a timedelta or a target such as WorkingDays"):
        OFFICE.deadline(MONDAY, duration)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [
        lambda: WorkingDays(0),
        lambda: WorkingDays(-1),
        lambda: WorkingDays(1.5),  # type: ignore[arg-type]
        lambda: WorkingDays(True),
        lambda: WorkingDays(10**9),
        lambda: WorkingDayBy(0, time(12)),
        lambda: WorkingDayBy(1, "12:00"),  # type: ignore[arg-type]
        lambda: WorkingDayBy(1, time(12, tzinfo=UTC)),
        lambda: EndOfWorkingDay(-1),
    ],
)
def test_a_target_counts_whole_days(make: Callable[[], object]) -> None:
    """And its time is a local one."""
    with pytest.raises(BadValue):
        make()


def test_a_target_of_an_unknown_zone_is_refused() -> None:
    """When it is made."""
    with pytest.raises(FaultyDefinition) as caught:
        WorkingDays(1, tz="Europe/Pariss")
    assert "did you mean 'Europe/Paris'?" in str(caught.value)


def test_days_are_told_apart_by_one_clock() -> None:
    """A schedule of several zones, or of none, needs a target that names one."""
    sun = OFFICE | Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Asia/Singapore")
    for schedule in (sun, Schedule.always()):
        with pytest.raises(BadValue, match="a target with tz="):
            schedule.deadline(MONDAY, WorkingDays(1))
    day = timedelta(days=1)
    assert MONDAY + day == sun.deadline(MONDAY, WorkingDays(1, tz="Asia/Singapore"))
    assert MONDAY + day == Schedule.always().deadline(MONDAY, WorkingDays(1, tz="UTC"))
    assert ZoneInfo("Europe/Amsterdam") == (OFFICE - Schedule.between(MONDAY, None)).zone


def test_a_target_beyond_the_horizon_is_none() -> None:
    """As for a duration."""
    with pytest.raises(
        NoOpenTime, match=r"no day for WorkingDays\(days=3, tz=None\) within 2 days"
    ):
        OFFICE.deadline(MONDAY, WorkingDays(3), horizon=timedelta(days=2))
    with pytest.raises(NoOpenTime):
        OFFICE.deadline(MONDAY, WorkingDays(36_525))


def test_an_explanation_adds_up() -> None:
    """Window by window, in the schedule's own time."""
    night = Schedule.weekly({"mon-fri": "22:00-06:00"}, tz="America/New_York")
    told = night.explain(MONDAY, MONDAY + timedelta(days=1, seconds=30))
    assert (
        "from                  to                       open     so far\n"
        "mon 2026-01-05 22:00  tue 2026-01-06 04:00:30  6:00:30  6:00:30\n"
        "6:00:30 in 1 window, by the clock of America/New_York"
    ) == str(told)
    assert told.total == told.rows[-1]["so_far"]
    assert "<td>mon 2026-01-05 22:00</td>" in told._repr_html_()
    assert "0:00:00 in 0 windows" in str(night.explain(MONDAY, MONDAY))
    nowhere = Schedule.always().explain(MONDAY, MONDAY + HOUR)
    assert OpenTime(MONDAY, MONDAY + HOUR, (Window(MONDAY, MONDAY + HOUR),)) == nowhere


BORDER = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=80 * 256)
"""Schedules are compiled in blocks of 256 days."""


@pytest.mark.parametrize("tz", ["Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Honolulu", "UTC"])
def test_nothing_is_lost_between_two_blocks(tz: str) -> None:
    """Whatever lies across their border, on whichever side local days begin."""
    week, hours = timedelta(days=7), {"mon-sun": "20:00-19:00"}
    nights = Schedule.weekly(hours, tz=tz)
    assert 14 * 23 * HOUR == nights.elapsed(BORDER - week, BORDER + week)
    for hour in range(24):
        start = datetime(2014, 1, 1, hour, tzinfo=ZoneInfo(tz))
        daily = Schedule.recurring("FREQ=DAILY", start=start, duration=HOUR)
        assert 14 * HOUR == daily.elapsed(BORDER - week, BORDER + week)
        opens = [window.start for window in daily.windows(BORDER - week, BORDER + week)]
        assert 14 <= len(opens) <= 15


def test_a_deadline_in_the_next_block_is_found_at_its_horizon() -> None:
    """The first block of days that is looked at may be the last that counts."""
    once = Schedule.between(BORDER + 10 * HOUR, BORDER + 11 * HOUR)
    due = once.deadline(BORDER - 2 * HOUR, HOUR, horizon=13 * HOUR)
    assert BORDER + 11 * HOUR == due
    with pytest.raises(NoOpenTime, match="within 12:00:00 of"):
        once.deadline(BORDER - 2 * HOUR, HOUR, horizon=12 * HOUR)
    with pytest.raises(NoOpenTime):
        Schedule.always().deadline(LAST, timedelta(microseconds=1))


def test_the_calendar_has_local_days_from_its_second_to_its_last_but_one() -> None:
    """And targets know the last of them."""
    daily = Schedule.weekly({"mon-sun": "09:00-17:00"}, tz="UTC")
    assert FIRST + timedelta(days=1, hours=9) == daily.next_open(FIRST)
    end = datetime(9999, 12, 30, 17, tzinfo=UTC)
    assert end == daily.deadline(end - HOUR, EndOfWorkingDay())


def test_a_target_is_never_due_before_its_start() -> None:
    """Though the clock go back over midnight, as St John's did."""
    always = Schedule.always()
    second = datetime(2010, 11, 7, 3, tzinfo=UTC)
    due = always.deadline(second, WorkingDayBy(1, time(0), tz="America/St_Johns"))
    assert second <= due


def test_a_target_may_be_due_at_the_horizon() -> None:
    """At a midnight, too."""
    due = MONDAY.replace(hour=0) + timedelta(days=1)
    target = WorkingDayBy(1, time(0), tz="UTC")
    assert due == Schedule.always().deadline(MONDAY, target, horizon=due - MONDAY)


def test_what_fits_is_found() -> None:
    """The next window that is long enough, not the next one."""
    office = Schedule.weekly({"mon-fri": "09:00-12:00, 13:00-17:00"}, tz="UTC")
    assert MONDAY + 4 * HOUR == office.next_open(MONDAY, at_least=4 * HOUR)
    assert MONDAY == office.next_open(MONDAY, at_least=3 * HOUR)
    assert MONDAY + 4 * HOUR == office.next_open(MONDAY, at_least=4 * HOUR, horizon=4 * HOUR)
    with pytest.raises(NoOpenTime):
        office.next_open(MONDAY, at_least=5 * HOUR)
    with pytest.raises(NoOpenTime):
        office.next_open(MONDAY, at_least=4 * HOUR, horizon=3 * HOUR)


def test_an_explanation_tells_of_a_change_of_the_clock() -> None:
    """By the offsets of both, in the zone that was asked for; and hours are hours."""
    night = Schedule.weekly({"sat": "22:00-06:00"}, tz="America/New_York")
    start = datetime(2026, 10, 31, 12, tzinfo=UTC)
    told = str(night.explain(start, start + timedelta(days=1)))
    assert "sat 2026-10-31 22:00 -04:00  sun 2026-11-01 06:00 -05:00  9:00:00" in told
    always = Schedule.always().explain(start, start + timedelta(days=2), tz="Europe/Amsterdam")
    assert "sat 2026-10-31 13:00  mon 2026-11-02 13:00  48:00:00" in str(always)
    with pytest.raises(FaultyDefinition):
        night.explain(start, start, tz="Mars")
    assert "1:00:00" in str(Schedule.always().explain(LAST - HOUR, LAST, tz="Asia/Tokyo"))


def test_what_is_of_another_type_is_named() -> None:
    """Whether a schedule, a horizon or a span was wanted."""
    with pytest.raises(BadValue, match="other cannot be 3; give a Schedule"):
        OFFICE.same_open_time(3, MONDAY, MONDAY)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="horizon cannot be 5; give a timedelta"):
        OFFICE.deadline(MONDAY, HOUR, horizon=5)  # type: ignore[arg-type]
    with pytest.raises(NoOpenTime):
        Schedule.always().deadline(MONDAY, timedelta.max)
    with pytest.raises(NoOpenTime):
        Schedule.always().deadline(LAST, timedelta.max, horizon=timedelta.max)


def test_a_window_is_a_span_with_an_end() -> None:
    """And equals one of its ends."""
    window = Window(MONDAY, MONDAY + HOUR)
    assert Span(MONDAY, MONDAY + HOUR) == window
    assert {Span(MONDAY, MONDAY + HOUR)} == {window}
    assert window != (MONDAY, MONDAY + HOUR)


def test_not_a_time_is_no_instant() -> None:
    """It calls itself a datetime, and has none of one's parts."""
    pandas = pytest.importorskip("pandas")
    for ask in QUESTIONS[:3]:
        with pytest.raises(BadInstant):
            ask(pandas.NaT)
    with pytest.raises(BadInstant):
        OFFICE.elapsed(pandas.Series([MONDAY]), pandas.Series([MONDAY]))


def test_a_time_of_another_library_is_a_time() -> None:
    """Though one of its own could not be as long as from the first instant until now."""
    hour = pytest.importorskip("pandas").Timedelta(hours=1)
    first = datetime.min.replace(tzinfo=UTC)
    assert first == Schedule.always().next_open(first, at_least=hour, horizon=hour)


@pytest.mark.parametrize("moment", ["day", "block"])
def test_a_thread_that_comes_in_between_gets_its_answer(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another is at work on the same days."""
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC")
    filled = Compiled._fill
    found: list[datetime] = []

    def interrupted(self: Compiled, *given: Any) -> None:
        if moment == "block":
            filled(self, *given)
        monkeypatch.undo()
        other = threading.Thread(target=lambda: found.append(office.deadline(MONDAY, HOUR)))
        other.start()
        other.join()
        filled(self, *given)

    monkeypatch.setattr(Compiled, "_fill", interrupted)
    assert MONDAY + HOUR == office.deadline(MONDAY, HOUR)
    assert [MONDAY + HOUR] == found


def test_threads_may_share_a_schedule() -> None:
    """Whoever asks first, all get the same answers."""
    shared = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    spans = [
        (datetime(1990 + start, 6, 1, tzinfo=UTC), datetime(1990 + end, 6, 1, tzinfo=UTC))
        for start, end in product(range(0, 40, 4), repeat=2)
    ]
    expected = [OFFICE.elapsed(*span) for span in spans]
    found: dict[int, list[timedelta]] = {}
    barrier = threading.Barrier(4)

    def ask(name: int) -> None:
        barrier.wait()
        order = spans[name * 20 :] + spans[: name * 20]
        answers = {span: shared.elapsed(*span) for span in order}
        found[name] = [answers[span] for span in spans]

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [expected] * 4 == [found[name] for name in range(4)]


@pytest.mark.long
def test_no_zone_changes_twice_in_four_days() -> None:
    """Four days of 24 hours have one offset: so it is with every zone, day by day since 1915."""
    first = date(1915, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
    for name in sorted(available_timezones())[::45]:
        zone = ZoneInfo(name)
        days = [datetime(1915, 1, 1) + timedelta(days=day) for day in range(366 * 150)]
        offsets = [zone.utcoffset(day) for day in days]
        starts = day_starts(zone, first, first + len(days) - 1)
        for index in range(0, len(days) - 4, 4):
            if starts[index + 4] - starts[index] == timedelta(days=4):
                assert 1 == len(set(offsets[index : index + 5])), (name, days[index])


def test_the_same_hours_by_another_clock() -> None:
    """Of every part that reads one; exact spans and what is always or never open stay."""
    start = datetime(2026, 1, 4, 2, tzinfo=UTC)
    weekly = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    fixed = Schedule.between(start, start + timedelta(hours=4))
    moved = (weekly - fixed).in_zone("Europe/Lisbon")
    assert weekly.in_zone("Europe/Lisbon") - fixed == moved
    assert Schedule.always() == Schedule.always().in_zone("Europe/Lisbon")
    with pytest.raises(FaultyDefinition):
        weekly.in_zone("Europe/Lisbn")


def test_targets_in_days_say_what_they_are() -> None:
    """For people; their repr makes them again."""
    targets = (WorkingDays(1), WorkingDays(5), WorkingDayBy(2, time(12)), EndOfWorkingDay())
    assert ["1 working day", "5 working days", "2 working days, by 12:00",
            "the end of the working day"] == [str(target) for target in targets]  # fmt: skip
    assert "the end of the working day, 1 working day later" == str(EndOfWorkingDay(1))


def test_between_an_instant_and_itself_nothing_is_open() -> None:
    """At the edges of what is open; within it, it opens and closes at once."""
    zero, five, ten = (timedelta(hours=hours) for hours in (0, 5, 10))
    assert [] == union([(zero, five)], five, five) == union([(five, ten)], five, five)
    assert [five, five] == union([(zero, ten)], five, five)


def test_working_days_are_taken_several_times() -> None:
    """By as many days, whatever they keep besides."""
    zone = ZoneInfo("Europe/Amsterdam")
    assert WorkingDays(6, tz=zone) == WorkingDays(2, tz=zone) * 3
    assert WorkingDayBy(6, time(8), tz=zone) == WorkingDayBy(3, time(8), tz=zone) * 2
    with pytest.raises(BadValue, match="days cannot be 0"):
        WorkingDays(2) * 0
