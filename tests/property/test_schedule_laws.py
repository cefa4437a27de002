"""Schedules: the laws of counting, of sets and of values."""

import datetime as dt
import itertools
import pickle
import zoneinfo
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import dateutil.rrule
import pytest
from hypothesis import assume, settings
from hypothesis import given as over
from hypothesis import strategies as st

import itsmcore
from itsmcore.errors import BadSpan
from itsmcore.schedule import Schedule, Span
from itsmcore.testing import instants, schedules
from itsmcore.testing._schedules import Definition, definitions, made
from tests.instants import DAY, TICK, ZERO
from tests.property.periods import PERIODS, answer, slow

pytestmark = pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")

# --- laws of counting -----------------------------------------------------------------------------

FEW_YEARS: Any = {"min_date": dt.date(2010, 6, 1), "max_date": dt.date(2012, 6, 1)}
SCHEDULES = schedules(**FEW_YEARS)
MOMENTS = instants(min_year=2010, max_year=2012)
NEEDS = st.timedeltas(-30 * DAY, 30 * DAY)


def length(spans: Iterable[Span]) -> dt.timedelta:
    """Sum the lengths of spans."""
    return sum((span.length or ZERO for span in spans), ZERO)


def asked(schedule: Schedule, moments: Iterable[dt.datetime], need: dt.timedelta) -> list[Any]:
    """Ask much."""
    found: list[Any] = []
    for a, b in itertools.pairwise(moments):
        found += [schedule.elapsed(a, b), schedule.is_open(a)]
        ways = [schedule.next_open, schedule.next_close]
        ways += [schedule.previous_open, schedule.previous_close]
        found += [answer(way, a, horizon=300 * DAY) for way in ways]
        found.append(answer(schedule.deadline, a, need, horizon=300 * DAY))
        found.append(schedule.windows(*sorted([a.astimezone(UTC), b.astimezone(UTC)])))
    return found


def changes(place: ZoneInfo) -> Iterator[dt.datetime]:
    """Find the instants, to the second, at which a zone's offset changes."""
    step, moment = dt.timedelta(hours=9), dt.datetime(1850, 1, 1, tzinfo=UTC)
    end = dt.datetime(2040, 1, 1, tzinfo=UTC)
    before = moment.astimezone(place).utcoffset()
    while moment < end:
        after = (moment + step).astimezone(place).utcoffset()
        if after != before:
            low, high = 0, step // dt.timedelta(seconds=1)
            while high - low > 1:
                middle = (low + high) // 2
                there = (moment + dt.timedelta(seconds=middle)).astimezone(place)
                low, high = (middle, high) if there.utcoffset() == before else (low, middle)
            yield moment + dt.timedelta(seconds=high)
        before, moment = after, moment + step


@slow
@over(SCHEDULES, MOMENTS, MOMENTS, MOMENTS)
def test_elapsed_time_is_additive(
    schedule: Schedule, a: dt.datetime, b: dt.datetime, c: dt.datetime
) -> None:
    """It adds up over any instant between or beyond, and changes its sign with the direction."""
    assert schedule.elapsed(a, b) + schedule.elapsed(b, c) == schedule.elapsed(a, c)
    assert -schedule.elapsed(a, b) == schedule.elapsed(b, a)
    assert ZERO == schedule.elapsed(a, a)


@slow
@over(SCHEDULES, MOMENTS, MOMENTS)
def test_elapsed_time_is_at_most_the_time_on_the_wall(
    schedule: Schedule, a: dt.datetime, b: dt.datetime
) -> None:
    """It is never negative, never more than what passed, and all of it only where it covers."""
    start, end = sorted([a.astimezone(UTC), b.astimezone(UTC)])
    elapsed = schedule.elapsed(start, end)

    assert ZERO <= elapsed <= end - start
    assert (elapsed == end - start) is schedule.covers(start, end)
    if start < end:
        with pytest.raises(BadSpan):
            schedule.covers(end, start)


@slow
@over(SCHEDULES, MOMENTS, NEEDS)
def test_a_deadline_is_the_first_or_the_last_that_will_do(
    schedule: Schedule, start: dt.datetime, need: dt.timedelta
) -> None:
    """Just so much open time lies between, and a microsecond nearer there is less."""
    found = answer(schedule.deadline, start, need, horizon=700 * DAY)
    assume(found is not None)
    nearer = -TICK if need > ZERO else TICK

    assert UTC is found.tzinfo
    assert need == schedule.elapsed(start, found)
    assert abs(found - start.astimezone(UTC)) >= abs(need)
    if need:
        assert abs(schedule.elapsed(start, found + nearer)) < abs(need)
    assert start.astimezone(UTC) == schedule.deadline(start, ZERO)


@slow
@over(SCHEDULES, MOMENTS, NEEDS, NEEDS)
def test_more_time_is_never_due_sooner(
    schedule: Schedule, start: dt.datetime, one: dt.timedelta, other: dt.timedelta
) -> None:
    """Deadlines are in the order of their durations, and one leads on to the next."""
    less, more = sorted([one, other])
    early, late = (
        answer(schedule.deadline, start, need, horizon=700 * DAY) for need in (less, more)
    )
    assume(early and late)

    assert early <= late
    if less > ZERO:
        assert late == schedule.deadline(early, more - less)


@slow
@over(SCHEDULES, MOMENTS, MOMENTS)
def test_windows_are_apart_and_sum_to_the_open_time(
    schedule: Schedule, a: dt.datetime, b: dt.datetime
) -> None:
    """They are in order, never touch, are open, and add up; so does what explains them."""
    start, end = sorted([a.astimezone(UTC), b.astimezone(UTC)])
    windows = schedule.windows(start, end)
    explained, backward = schedule.explain(a, b), schedule.explain(b, a)

    assert all(x.end < y.start for x, y in itertools.pairwise(windows))
    assert all(x.length and start <= x.start and x.end <= end for x in windows)
    assert length(windows) == schedule.elapsed(start, end)
    assert schedule.elapsed(a, b) == explained.total == -backward.total
    assert windows == explained.windows == backward.windows
    assert length(windows) == (explained.rows[-1]["so_far"] if windows else ZERO)


@slow
@over(SCHEDULES, MOMENTS, MOMENTS)
def test_windows_agree_with_what_is_asked_of_single_instants(
    schedule: Schedule, a: dt.datetime, b: dt.datetime
) -> None:
    """A window opens where it is open and was not, and closes where it is open no more."""
    start, end = sorted([a.astimezone(UTC), b.astimezone(UTC)])
    for window in schedule.windows(start, end)[:20]:
        assert window.end is not None
        assert schedule.is_open(window.start)
        assert schedule.is_open(window.end - TICK)
        assert schedule.covers(window.start, window.end)
        assert window.start == schedule.next_open(window.start)
        if window.end < end:
            assert not schedule.is_open(window.end)
            assert window.end == schedule.next_close(window.start)
            assert window.end == schedule.previous_close(window.end)
        if window.start > start:
            assert not schedule.is_open(window.start - TICK)
            assert window.start == schedule.previous_open(window.end - TICK)
            assert window.start == schedule.next_open(window.start - TICK)
    assert schedule.is_open(start) is (schedule.elapsed(start, start + TICK) == TICK)


@slow
@over(SCHEDULES, MOMENTS)
def test_no_time_has_no_windows(schedule: Schedule, moment: dt.datetime) -> None:
    """Between an instant and itself there is no window, not even one of no length."""
    assert () == schedule.windows(moment, moment) == schedule.explain(moment, moment).windows
    assert schedule.covers(moment, moment)


# --- laws of sets ---------------------------------------------------------------------------------

SPAN = dt.datetime(2010, 5, 1, tzinfo=UTC), dt.datetime(2012, 7, 1, tzinfo=UTC)
never, always = Schedule.never(), Schedule.always()


def same(one: Schedule, other: Schedule) -> bool:
    """Tell whether two are open alike."""
    return one.same_open_time(other, *SPAN) and other.same_open_time(one, *SPAN)


SIMPLE = schedules(**FEW_YEARS, combined=False)


@settings(slow, max_examples=30)
@over(SIMPLE, SIMPLE, SIMPLE)
def test_schedules_are_a_boolean_algebra(a: Schedule, b: Schedule, c: Schedule) -> None:
    """Commutative, associative, distributive and absorbing; De Morgan's laws hold."""
    assert same(a | b, b | a)
    assert same(a & b, b & a)
    assert same((a | b) | c, a | (b | c))
    assert same((a & b) & c, a & (b & c))
    assert same(a & (b | c), (a & b) | (a & c))
    assert same(a | (b & c), (a | b) & (a | c))
    assert same(a | (a & b), a)
    assert same(a & (a | b), a)
    assert same(~(a | b), ~a & ~b)
    assert same(~(a & b), ~a | ~b)
    assert same(a - b, a & ~b)
    assert same(a - b - c, a - (b | c))


@settings(slow, max_examples=30)
@over(SCHEDULES)
def test_a_schedule_and_its_complement(a: Schedule) -> None:
    """Taken twice it is nothing new, and with its complement it makes always and never."""
    assert same(a, a)
    assert same(a | a, a)
    assert same(a & a, a)
    assert same(~~a, a)
    assert same(a - a, never)
    assert same(a & ~a, never)
    assert same(a | ~a, always)
    assert same(a | never, a)
    assert same(a & always, a)
    assert same(a | always, always)
    assert same(a & never, never)
    assert same(always - a, ~a)


@settings(slow, max_examples=30)
@over(SIMPLE, SCHEDULES, MOMENTS, MOMENTS)
def test_open_time_is_a_measure(
    a: Schedule, b: Schedule, start: dt.datetime, end: dt.datetime
) -> None:
    """What is in either or in both is counted twice in all; the complement counts the rest."""
    either, both = (a | b).elapsed(start, end), (a & b).elapsed(start, end)

    assert a.elapsed(start, end) + b.elapsed(start, end) == either + both
    assert a.elapsed(start, end) == both + (a - b).elapsed(start, end)
    assert always.elapsed(start, end) == a.elapsed(start, end) + (~a).elapsed(start, end)
    assert end.astimezone(UTC) - start.astimezone(UTC) == always.elapsed(start, end)
    for schedule in (a, b, a | b, a & b, a - b, ~a):
        assert schedule.is_open(start) is not (~schedule).is_open(start)
    assert (a | b).is_open(start) is (a.is_open(start) or b.is_open(start))
    assert (a & b).is_open(start) is (a.is_open(start) and b.is_open(start))
    assert (a - b).is_open(start) is (a.is_open(start) and not b.is_open(start))


@settings(slow, max_examples=30)
@over(SIMPLE, SIMPLE)
def test_same_open_time_is_having_the_same_windows(a: Schedule, b: Schedule) -> None:
    """Two schedules are open alike where their windows are equal, and where neither has more."""
    alike = a.windows(*SPAN) == b.windows(*SPAN)

    assert alike is same(a, b)
    assert alike is (not ((a - b) | (b - a)).windows(*SPAN))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=2;COUNT=1",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=1",
        "FREQ=MONTHLY;INTERVAL=7;COUNT=1",
        "FREQ=YEARLY;INTERVAL=3;COUNT=1",
        "FREQ=DAILY;INTERVAL=5;UNTIL=20260102",
    ],
)
def test_a_rule_that_comes_true_once_is_taken(rule: str) -> None:
    """An interval that does not divide the calendar's cycle is as good as any."""
    start, hour = dt.datetime(2026, 1, 1, tzinfo=UTC), dt.timedelta(hours=1)
    once = Schedule.recurring(rule, start=start, duration=hour)

    assert (Span(start, start + hour),) == once.windows(start - 400 * DAY, start + 4000 * DAY)


@settings(slow, max_examples=30)
@over(
    definitions(**FEW_YEARS, by_clock=True),
    st.lists(MOMENTS, min_size=3, max_size=5),
    NEEDS,
    st.randoms(),
)
def test_answers_do_not_depend_on_what_was_asked_before(
    definition: Definition, moments: list[dt.datetime], need: dt.timedelta, random: Any
) -> None:
    """Schedules asked in any order, and one that is new for each question, say the same."""
    used = made(definition)
    expected = asked(used, moments, need)
    for schedule in (used, made(definition)):
        pairs = [*enumerate(itertools.pairwise(moments))]
        random.shuffle(pairs)
        answers = [(index, asked(schedule, pair, need)) for index, pair in pairs]
        assert expected == [one for _, found in sorted(answers) for one in found]
    for a, b in itertools.pairwise(moments):
        assert used.elapsed(a, b) == made(definition).elapsed(a, b)


FAR = (dt.datetime(1962, 3, 1, tzinfo=UTC), dt.datetime(2058, 3, 1, tzinfo=UTC))


@settings(slow, max_examples=15)
@over(
    definitions(**FEW_YEARS, combined=False, by_clock=True), MOMENTS, MOMENTS, st.permutations(FAR)
)
def test_asking_of_the_far_past_and_future_first_changes_nothing(
    definition: Definition, a: dt.datetime, b: dt.datetime, far: list[dt.datetime]
) -> None:
    """Where counting begins, and in which direction it goes on, does not show."""
    fresh, travelled = made(definition), made(definition)
    for moment in far:
        travelled.is_open(moment)
        travelled.elapsed(moment, moment + DAY)

    assert fresh.elapsed(a, b) == travelled.elapsed(a, b)
    assert fresh.elapsed(far[0], a) == travelled.elapsed(far[0], a)
    assert fresh.elapsed(*FAR) == travelled.elapsed(*FAR)
    assert length(fresh.windows(*FAR)) == travelled.elapsed(*FAR)


NAMESPACE = {
    "Schedule": Schedule,
    "Span": Span,
    "datetime": dt,
    "zoneinfo": zoneinfo,
    "dateutil": dateutil,
    "itsmcore": itsmcore,
}


@slow
@over(definitions(by_clock=True), MOMENTS)
def test_schedules_are_values(definition: Definition, moment: dt.datetime) -> None:
    """Equal by what defines them and hashed alike, also pickled, printed and when asked before."""
    schedule, twin = made(definition), made(definition)
    asked_before = twin.is_open(moment)
    pickled = pickle.loads(pickle.dumps(twin))
    printed = eval(repr(schedule), dict(NAMESPACE))

    assert schedule == twin == pickled == printed
    assert hash(schedule) == hash(twin) == hash(pickled) == hash(printed)
    assert repr(schedule) == repr(printed)
    assert asked_before is schedule.is_open(moment) is pickled.is_open(moment)
    assert asked_before is printed.is_open(moment)
    assert schedule != ~schedule
    assert 1 == len({schedule, twin, pickled, printed})


@pytest.mark.parametrize(
    "hours", ["08:00-20:00, 20:00-09:00", "00:00-00:00, 00:15-00:15", "10:00-10:00, 12:00-11:00"]
)
def test_a_window_longer_than_a_day_is_printed_whole(hours: str) -> None:
    """Windows that touch are written one by one."""
    schedule = Schedule.weekly({"mon": hours}, tz="UTC")

    assert schedule == eval(repr(schedule), dict(NAMESPACE))


class Odd:
    """A container that knows holidays by a rule of its own."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and day.day % 2 == 1


@settings(slow, max_examples=20)
@over(SIMPLE, MOMENTS, MOMENTS)
def test_a_container_of_holidays_is_asked_for_each_date(
    other: Schedule, a: dt.datetime, b: dt.datetime
) -> None:
    """What answers by itself which dates it holds is as good as a list of them."""
    days = [dt.date(2010, 1, 1) + n * DAY for n in range(3 * 366)]
    hours: dict[str, Any] = {"hours": {"mon-sat": "22:00-06:00"}, "tz": "America/St_Johns"}
    listed = Schedule.weekly(**hours, holidays=[day for day in days if day in Odd()])
    asked = Schedule.weekly(**hours, holidays=Odd())

    assert (listed - other).elapsed(a, b) == (asked - other).elapsed(a, b)
    assert asked != listed


@pytest.mark.parametrize("zone", sorted({zone for zone, _ in PERIODS}))
def test_no_zone_changes_its_clock_twice_a_day(zone: str) -> None:
    """A local day has one change at most, so that one of 24 hours has none."""
    place = ZoneInfo(zone)
    days = [(change - TICK).astimezone(place).date() for change in changes(place)]

    assert len(days) == len({*days})
