"""What is written is read as the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.interop.icalendar import schedule_from
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._recurrence import recurrence
from tests.instants import DAY, HOUR
from tests.interop.icalendar.calendars import event, hours, same

ZONES = st.sampled_from(
    ["Europe/Amsterdam", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "UTC"]
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


BY_DAY = hours().filter(lambda pairs: all(start < end for start, end in pairs))


@st.composite
def weeklies(draw: Callable[..., Any]) -> Schedule:
    keys = st.sampled_from(["mon-fri", "mon", "wed, sat", "sun", "fri"])
    weeks = draw(
        st.lists(
            keys.flatmap(lambda key: hours().map(lambda of: {key: of})), min_size=1, max_size=2
        )
    )
    return Schedule.weekly(
        weeks,
        tz=draw(ZONES),
        since=draw(DAYS) if len(weeks) > 1 else None,
        holidays=draw(st.lists(DAYS, max_size=2)),
        exceptions=draw(st.dictionaries(DAYS, hours(), max_size=1)),
        breaks=draw(st.dictionaries(st.one_of(DAYS, st.just("mon-sat")), BY_DAY, max_size=1)),
        overnight=draw(st.sampled_from(["whole", "split"])),
    )


@st.composite
def recurrings(draw: Callable[..., Any]) -> Schedule:
    rules = ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY"]
    rules += ["FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=2", "FREQ=WEEKLY;COUNT=9"]
    start = draw(INSTANTS).astimezone(ZoneInfo(draw(ZONES)))
    rule, length = draw(st.sampled_from(rules)), draw(st.sampled_from([HOUR, DAY, 3 * DAY, None]))
    if length is None:
        return Schedule.recurring(rule, start=start, until=draw(st.times()).replace(microsecond=0))
    ends = draw(st.sampled_from(["exact", "local"]))
    return Schedule.recurring(rule, start=start, duration=length, ends=ends)


@st.composite
def spans(draw: Callable[..., Any]) -> Schedule:
    edges = sorted(draw(st.lists(INSTANTS, min_size=2, max_size=4)))
    return Schedule.of([Span(start, end) for start, end in pairwise(edges)][::2])


SCHEDULES = st.recursive(
    weeklies() | recurrings() | spans(),
    lambda of: st.one_of(
        st.builds(lambda a, b: a | b, of, of),
        st.builds(lambda a, b: a & b, of, of),
        st.builds(lambda a, b: a - b, of, of),
        of.map(lambda a: ~a),
    ),
    max_leaves=3,
)


@settings(max_examples=40)
@given(
    schedule=SCHEDULES,
    start=INSTANTS,
    days=st.integers(0, 200),
    form=st.sampled_from(["events", "availability"]),
)
def test_what_is_written_is_read_as_the_same(
    schedule: Schedule, start: datetime, days: int, form: Any
) -> None:
    """Whatever it is made of; and nothing outside the range is open."""
    same(schedule, start, start + days * DAY, form=form)


@settings(max_examples=40)
@given(
    start=INSTANTS,
    zone=ZONES,
    rule=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,SU", "FREQ=MONTHLY;COUNT=5"]),
    length=st.integers(1, 60),
    out=st.sets(st.integers(0, 8), max_size=4),
)
def test_what_is_left_out_is_exactly_that(
    start: datetime, zone: str, rule: str, length: int, out: set[int]
) -> None:
    """The others are as though each had been written by itself."""
    place = ZoneInfo(zone)
    wall = start.astimezone(place).replace(tzinfo=None, fold=0)
    walls = recurrence(rule, wall, place).between(wall, wall + 400 * DAY)
    gone = [walls[index] for index in out if index < len(walls)]
    local = "%Y%m%dT%H%M%S"
    text = event(
        f"DTSTART;TZID={zone}:{wall:{local}}",
        f"DURATION:PT{length}H" if length % 24 else f"DURATION:PT{length}H1S",
        f"RRULE:{rule}",
        *(f"EXDATE;TZID={zone}:{of:{local}}" for of in gone),
    )
    exact = length * HOUR + (timedelta(0) if length % 24 else timedelta(seconds=1))
    instants = {of.replace(tzinfo=place).astimezone(UTC) for of in gone}
    starts = {of.replace(tzinfo=place).astimezone(UTC) for of in {wall, *walls}} - instants
    expected = Schedule.of([Span(at, at + exact) for at in sorted(starts)])
    first = wall.replace(tzinfo=place)
    assert schedule_from(text).same_open_time(expected, first - 9 * DAY, first + 300 * DAY)
