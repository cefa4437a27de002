"""Years that are alike: what is far away is counted by what is near, and to the microsecond."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore.instant import EPOCH
from itsmcore.schedule import DefinedZone, Observance, Schedule
from itsmcore.schedule._compiled import Compiled
from itsmcore.schedule._rules import Rule
from itsmcore.schedule._years import _KINDS, CYCLE, begins, likeness
from tests.instants import BEGIN as FIRST
from tests.instants import HOUR
from tests.timing import within

NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
LAST = datetime(9999, 12, 31, tzinfo=UTC)
OFFICE: Any = {"mon-fri": "08:00-18:00"}
YEARLY = (
    "FREQ=YEARLY;BYEASTER=-2,1,49",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
    "FREQ=YEARLY;BYYEARDAY=1,-1,60,-5",
    "FREQ=YEARLY;BYWEEKNO=1,52,53,20;BYDAY=MO",
    "FREQ=YEARLY;BYDAY=53MO,-1FR,1TU",
    "FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=1,-1,52",
    "FREQ=YEARLY;BYMONTH=12,1;BYDAY=-1MO;UNTIL=20801231",
)
OTHERS = (
    "FREQ=DAILY;INTERVAL=13",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU",
    "FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=-1",
    "FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=MONTHLY;BYDAY=1SU;COUNT=500",
    "FREQ=WEEKLY;UNTIL=20800101T000000",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1",
    "FREQ=YEARLY;BYEASTER=-100",
)
SUNDAY = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH="
OWN = DefinedZone(
    "Office",
    [
        Observance(start=datetime(1996, 3, 31, 2), before=HOUR, after=2 * HOUR, rule=SUNDAY + "3"),
        Observance(
            start=datetime(1996, 10, 27, 3), before=2 * HOUR, after=HOUR, rule=SUNDAY + "10"
        ),
    ],
)
ENDS = DefinedZone(
    "Former",
    [Observance(start=datetime(1970, 4, 1, 2), before=HOUR, after=2 * HOUR,
                rule="FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=19800401T000000Z")],
)  # fmt: skip
ODD = DefinedZone(
    "Odd",
    [Observance(start=datetime(1970, 4, 1, 2), before=HOUR, after=2 * HOUR,
                rule="FREQ=YEARLY;INTERVAL=2;BYMONTH=4;BYDAY=1SU")],
)  # fmt: skip
ZONES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("Europe/Amsterdam", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"),
        *("Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu", "UTC", "Europe/Dublin"),
        *("Antarctica/Troll", dt.timezone(HOUR), OWN, ENDS),
    ]
)
HOURS: st.SearchStrategy[Any] = st.sampled_from(
    [OFFICE, {"mon-sun": "22:00-06:00"}, {"sun": "00:00-24:00"}, {"mon-sun": "00:30-02:45"}]
)
NEW_YEARS = st.builds(date, st.integers(1900, 2200), st.sampled_from([1, 12]), st.just(1))


@st.composite
def weeks(draw: st.DrawFn) -> Schedule:
    """Draw weekly hours, with what makes one year differ from the next."""
    known: dict[str, Any] = {"tz": draw(ZONES)}
    rules = st.lists(st.sampled_from(YEARLY) | NEW_YEARS, max_size=2)
    known["holidays"] = draw(rules)
    known["exceptions"] = dict.fromkeys(draw(st.lists(NEW_YEARS, max_size=2)), "10:00-12:00")
    known["overnight"] = draw(st.sampled_from(["whole", "split"]))
    hours = draw(HOURS)
    if draw(st.booleans()):
        hours = [hours, *draw(st.lists(HOURS, min_size=1, max_size=2))]
        known["since"] = draw(st.dates(date(2026, 1, 1), date(2026, 1, 20)))
    return Schedule.weekly(hours, **known)


LASTS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        *({"duration": days * 24 * HOUR} for days in (0.1, 1, 3, 50, 360)),
        {"duration": 26 * HOUR, "ends": "local"},
        {"until": dt.time(6)},
    ]
)


def recurring(rule: str, start: datetime, zone: Any, lasts: dict[str, Any]) -> Schedule:
    return Schedule.recurring(rule, start=start, tz=zone, **lasts)


STARTS = st.sampled_from([datetime(year, 3, 31, 0, 30, tzinfo=UTC) for year in (1905, 1999, 2026)])
RECURRING = st.builds(recurring, st.sampled_from((*YEARLY, *OTHERS)), STARTS, ZONES, LASTS)
SPANS = st.builds(
    lambda year, days: Schedule.between(
        start := datetime(year, 5, 1, tzinfo=UTC), start + timedelta(days) if days else None
    ),
    st.integers(1700, 2300),
    st.none() | st.integers(1, 900),
)
SCHEDULES = st.recursive(
    weeks() | RECURRING | SPANS | st.sampled_from([Schedule.always(), Schedule.never()]),
    lambda inner: st.one_of(
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        inner.map(lambda a: ~a),
    ),
    max_leaves=3,
)
ERAS = st.sampled_from([(5, 1900), (1850, 2110), (2090, 2700), (4000, 4200), (9000, 9990)])


def edges(rule: Rule, year: int) -> list[timedelta]:
    """Give what opens and closes in a year, by the time since it began."""
    found = rule.edges(begins(year), begins(year + 1))
    return [edge - begins(year) for edge in found]


@pytest.mark.untraced
@settings(max_examples=60)
@over(SCHEDULES, ERAS.flatmap(lambda era: st.lists(st.integers(*era), min_size=40, max_size=40)))
def test_years_that_are_told_alike_are_open_alike(schedule: Schedule, years: list[int]) -> None:
    """Whatever the hours are made of; and what a settled year is like comes again and again."""
    alike = likeness(schedule.rule)
    if alike is None:
        return
    kinds: dict[Any, int] = {}
    for year in sorted(set(years)):
        first = kinds.setdefault((_KINDS[year % CYCLE], alike.tell(year)), year)
        assert first == year or edges(schedule.rule, first) == edges(schedule.rule, year)
        later = year + CYCLE * alike.cycles
        if alike.settled <= year and later < 9990:
            assert alike.tell(year) == alike.tell(later)


@pytest.mark.untraced
@settings(max_examples=50)
@over(SCHEDULES, st.integers(1700, 2300), st.integers(-60, 60))
def test_far_counts_are_those_of_every_block(schedule: Schedule, year: int, years: int) -> None:
    """Open time adds up to the same, whichever way it is counted, and whatever was asked before."""
    blocks = [((datetime(y, 7, 2, tzinfo=UTC) - EPOCH).days >> 8) for y in (year, year + years)]
    whole = Compiled(schedule.rule)
    counted = sum(map(whole._total, range(*sorted(blocks))), timedelta())
    total = counted if years >= 0 else -counted
    first, last = (EPOCH + timedelta(days=block << 8) for block in blocks)
    assert total == schedule.elapsed(first, last)
    twin = Schedule(schedule.rule)
    twin.elapsed(LAST, NOW)
    assert total == twin.elapsed(first, last)


def spread(of: list[Any]) -> Schedule:
    """Give hours of everything that years may hang on, and of no container."""
    return Schedule.weekly(
        OFFICE,
        tz="Europe/Amsterdam",
        holidays=[*YEARLY[:2], *of],
        exceptions={of[0]: "10:00-12:00"},
    )


COLD: dict[str, Callable[[], Schedule]] = {
    "office": lambda: Schedule.weekly(OFFICE, tz="Europe/Amsterdam"),
    "nights": lambda: Schedule.weekly({"mon-sun": "22:00-06:00"}, tz="America/New_York"),
    "offset": lambda: Schedule.weekly(OFFICE, tz=dt.timezone(HOUR)),
    "own zone": lambda: Schedule.weekly(OFFICE, tz=OWN),
    "three weeks": lambda: Schedule.weekly(
        [OFFICE, {"mon": "09:00-12:00"}, {"sat": "09:00-12:00"}],
        tz="Europe/Paris",
        since=date(2026, 1, 5),
    ),
    "dates": lambda: spread([date(2026, 12, 24), date(2027, 12, 24)]),
    "less maintenance": lambda: (
        Schedule.weekly(OFFICE, tz="Europe/Amsterdam")
        - Schedule.recurring("FREQ=MONTHLY;BYDAY=1SU", start=NOW, duration=4 * HOUR)
    ),
    "between": lambda: ~Schedule.between(NOW, NOW + 9 * HOUR),
}


@pytest.mark.long
@pytest.mark.parametrize("name", COLD)
@pytest.mark.parametrize("end", [FIRST, LAST])
def test_the_ends_of_the_calendar_are_near(
    name: str, end: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cold, and with no more than a few hundred years looked at, one by one."""
    asked = list[timedelta]()
    schedule = COLD[name]()
    found = type(schedule.rule).edges

    def counted(rule: Any, lo: timedelta, hi: timedelta) -> Any:
        asked.append(hi - lo)
        return found(rule, lo, hi)

    monkeypatch.setattr(type(schedule.rule), "edges", counted)
    there = schedule.elapsed(NOW, end)
    assert sum(asked, timedelta()) < timedelta(days=366 * 300)
    assert -there == COLD[name]().elapsed(end, NOW)
    monkeypatch.undo()
    within(0.25, lambda: COLD[name]().elapsed(NOW, end))
    middle = datetime(4321, 1, 1, tzinfo=UTC)
    assert there == schedule.elapsed(NOW, middle) + schedule.elapsed(middle, end)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata"])
def test_eight_thousand_years_of_working_days(zone: str) -> None:
    """Their clocks change at night: each weekday has its ten hours, however the year is made."""
    office = Schedule.weekly(OFFICE, tz=zone)
    monday, last = date(2026, 1, 5), date(9999, 12, 27)
    weeks_between = ((last - monday).days + 1) // 7
    place = ZoneInfo(zone)
    start, end = (datetime.combine(day, dt.time(), place) for day in (monday, last))
    assert weeks_between * 50 * HOUR == office.elapsed(start, end)
    assert end - 54 * HOUR == office.deadline(
        start, weeks_between * 50 * HOUR - HOUR, horizon=timedelta(days=3_000_000)
    ) + HOUR  # fmt: skip


def test_a_cycle_of_weeks_goes_on_for_centuries() -> None:
    """An hour every third week, whichever week a year begins with."""
    third = Schedule.weekly([{"mon": "09:00-10:00"}, {}, {}], tz="UTC", since=date(2026, 1, 5))
    start = datetime(2026, 1, 5, tzinfo=UTC)
    for cycles in (1, 2_999):
        end = start + cycles * timedelta(weeks=3)
        assert cycles * HOUR == third.elapsed(start, end)
        due = third.deadline(start, cycles * HOUR, horizon=end - start)
        assert end - timedelta(weeks=3) + 10 * HOUR == due


@pytest.mark.untraced
def test_a_far_deadline_is_found_without_what_lies_between() -> None:
    """Both ways, as far as the horizon allows; a container of holidays is asked day by day."""
    horizon = timedelta(days=2_900_000)
    need = timedelta(days=60_000, hours=1, seconds=1)

    def cold(name: str) -> datetime:
        return COLD[name]().deadline(NOW, need, horizon=horizon)

    for name in COLD:
        schedule, due = COLD[name](), within(0.5, partial(cold, name))
        assert need == schedule.elapsed(NOW, due)
        if name != "between":
            since = schedule.deadline(NOW, -need, horizon=horizon)
            assert -need == schedule.elapsed(NOW, since)
        assert due == COLD[name]().deadline(NOW, need, horizon=due - NOW)


def test_some_hours_have_no_years_that_are_alike() -> None:
    """A container that answers by itself, a zone whose rule skips years, an Easter far from it."""

    class Sundays:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date) and day.weekday() == 6

    live = Schedule.weekly(OFFICE, tz="UTC", holidays=Sundays())
    odd = Schedule.weekly(OFFICE, tz=ODD)
    late = Schedule.weekly(OFFICE, tz="UTC", holidays=["FREQ=YEARLY;BYEASTER=240"])
    month = Schedule.recurring("FREQ=YEARLY;BYEASTER=240", start=NOW, duration=timedelta(days=30))
    for schedule in (live, odd, late, month, live | COLD["office"]()):
        assert likeness(schedule.rule) is None
        assert schedule.elapsed(NOW, NOW + timedelta(days=9_000)) > timedelta(0)


def test_what_lasts_for_weeks_has_years_that_are_alike() -> None:
    """Told by the years before, too: two months of each summer in seven thousand years."""
    summers = Schedule.recurring(
        "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1", start=NOW, duration=timedelta(days=60)
    )
    far = NOW.replace(year=9026)
    assert 7_000 * timedelta(days=60) == summers.elapsed(NOW, far)
    year = timedelta(days=59, hours=23)
    due = summers.deadline(NOW, 7_000 * timedelta(days=60) - year, horizon=far - NOW)
    assert datetime(9025, 7, 1, 11, tzinfo=UTC) == due
    alike = likeness(summers.rule)
    assert alike is not None
    assert alike.tell(3001) == alike.tell(3001 + CYCLE) != alike.tell(3005)
