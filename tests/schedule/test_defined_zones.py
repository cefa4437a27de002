"""Zones that are defined by their changes show what the clock shows."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.schedule import DefinedZone, Observance, Schedule, WorkingDays
from tests.instants import DAY, HOUR

FIRST, LAST = datetime(2008, 1, 1), datetime(2037, 1, 1)


def yearly(start: str, before: float, after: float, rule: str) -> Observance:
    return Observance(
        start=datetime.fromisoformat(start),
        before=before * HOUR,
        after=after * HOUR,
        rule=f"FREQ=YEARLY;{rule}",
    )


OF_NAME = {
    "Europe/Amsterdam": (
        yearly("1996-03-31T02:00", 1, 2, "BYDAY=-1SU;BYMONTH=3"),
        yearly("1996-10-27T03:00", 2, 1, "BYDAY=-1SU;BYMONTH=10"),
    ),
    "America/New_York": (
        yearly("1601-01-01T02:00", -4, -5, "BYDAY=1SU;BYMONTH=11"),
        yearly("1601-01-01T02:00", -5, -4, "BYDAY=2SU;BYMONTH=3"),
    ),
    "Australia/Lord_Howe": (
        yearly("2008-04-06T02:00", 11, 10.5, "BYDAY=1SU;BYMONTH=4"),
        yearly("2008-10-05T02:00", 10.5, 11, "BYDAY=1SU;BYMONTH=10"),
    ),
    "Asia/Tokyo": (Observance(start=datetime(1951, 1, 1), before=10 * HOUR, after=9 * HOUR),),
    # It went back by half an hour in 2015, and came again in 2018.
    "Asia/Pyongyang": (
        Observance(start=datetime(2015, 8, 15), before=9 * HOUR, after=8.5 * HOUR, dates=()),
        Observance(start=datetime(2018, 5, 4, 23, 30), before=8.5 * HOUR, after=9 * HOUR),
    ),
    # A date that did not happen.
    "Pacific/Fakaofo": (
        Observance(start=datetime(2011, 12, 30), before=-11 * HOUR, after=13 * HOUR),
    ),
}


def zone(name: str) -> DefinedZone:
    return DefinedZone(f"My {name}", OF_NAME[name])


names = pytest.mark.parametrize("name", OF_NAME)


@names
@settings(max_examples=100)
@given(wall=st.datetimes(FIRST, LAST), fold=st.integers(0, 1))
def test_a_defined_zone_is_as_far_ahead_as_one_of_a_name(
    name: str, wall: datetime, fold: int
) -> None:
    """Whatever its clock shows, and whatever instant it is."""
    mine, named = zone(name), ZoneInfo(name)
    assert wall.replace(tzinfo=named, fold=fold).utcoffset() == mine.utcoffset(
        wall.replace(fold=fold)
    )
    instant = wall.replace(tzinfo=UTC)
    shown, expected = instant.astimezone(mine), instant.astimezone(named)
    assert (expected.replace(tzinfo=None), expected.fold) == (
        shown.replace(tzinfo=None),
        shown.fold,
    )
    assert instant == shown.astimezone(UTC)


@names
def test_about_each_change_the_clock_shows_the_same(name: str) -> None:
    """Minute by minute of the hours about it, and each local time both ways."""
    mine, named = zone(name), ZoneInfo(name)
    days = [FIRST.replace(tzinfo=UTC) + n * DAY for n in range(11 * 365)]
    offsets = [day.astimezone(named).utcoffset() for day in days]
    changes = [day for day, a, b in zip(days, offsets, offsets[1:], strict=False) if a != b]
    for change in changes:
        for quarters in range(-8, 26 * 4):
            at = change + quarters * HOUR / 4
            shown, expected = at.astimezone(mine), at.astimezone(named)
            assert expected.replace(tzinfo=None) == shown.replace(tzinfo=None)
            assert expected.fold == shown.fold
            for fold in (0, 1):
                local = expected.replace(tzinfo=None, fold=fold)
                assert named.utcoffset(local) == mine.utcoffset(local)
                skipped = local + HOUR / 2
                assert named.utcoffset(skipped) == mine.utcoffset(skipped)
    assert changes or name == "Asia/Tokyo"


@pytest.mark.long
@names
@pytest.mark.parametrize("hours", ["00:00-24:00", "02:15-02:45, 22:00-01:30"])
def test_hours_by_a_defined_zone_are_those_by_its_name(name: str, hours: str) -> None:
    """Over nights in which the clock changes, and dates that there are not."""
    week, ahead = {"mon-fri": hours, "sat-sun": "23:30-02:30"}, DAY * 3500
    start = datetime(2010, 6, 1, tzinfo=UTC)
    mine, named = Schedule.weekly(week, tz=zone(name)), Schedule.weekly(week, tz=name)
    assert mine.same_open_time(named, start, start + ahead)
    first = datetime(2010, 6, 1, 2, 30)
    mine, named = (
        Schedule.recurring("FREQ=DAILY", start=first.replace(tzinfo=tz), duration=DAY, ends="local")
        for tz in (zone(name), ZoneInfo(name))
    )
    assert mine.same_open_time(named, start, start + ahead)
    due = [
        Schedule.weekly({"mon-fri": hours}, tz="UTC").deadline(start, WorkingDays(9, tz=tz))
        for tz in (zone(name), name)
    ]
    assert due[0] == due[1]


def test_it_is_a_value() -> None:
    """Equal where it is defined alike, copied, pickled, and written as the call that makes it."""
    made = zone("Europe/Amsterdam")
    made.utcoffset(FIRST)
    same = DefinedZone("My Europe/Amsterdam", list(OF_NAME["Europe/Amsterdam"]))
    assert made == same
    assert hash(made) == hash(same)
    assert made != zone("Asia/Tokyo")
    assert made == pickle.loads(pickle.dumps(made)) == copy.deepcopy(made)
    assert len(pickle.dumps(same)) == len(pickle.dumps(made))
    schedule = Schedule.weekly({"mon": "09:00-17:00"}, tz=made)
    scope: dict[str, Any] = {"Schedule": Schedule, "DefinedZone": DefinedZone}
    scope |= {"Observance": Observance, "datetime": __import__("datetime")}
    assert schedule == eval(repr(schedule), scope)
    assert schedule == pickle.loads(pickle.dumps(schedule))
    assert schedule == Schedule.weekly({"mon": "09:00-17:00"}, tz="UTC").in_zone(same)
    assert made == (schedule | Schedule.weekly({"mon": "09:00-17:00"}, tz=same)).zone


def test_it_tells_its_name_and_no_more() -> None:
    """What a time of day alone is ahead, and whether it is summer, it does not know."""
    made = zone("Europe/Amsterdam")
    assert ("My Europe/Amsterdam", "My Europe/Amsterdam") == (str(made), made.tzname(None))
    assert (None, None) == (made.utcoffset(None), FIRST.replace(tzinfo=made).dst())


def test_before_its_first_change_the_offset_before_it_holds() -> None:
    """In the year 1, too; and in the last year the rules still do."""
    made = zone("Europe/Amsterdam")
    for wall in datetime.min, datetime(1995, 7, 1), datetime(1996, 3, 31, 1, 59, 59):
        assert HOUR == made.utcoffset(wall)
    assert [2 * HOUR, HOUR] == [made.utcoffset(datetime(9999, month, 1)) for month in (7, 12)]
    assert HOUR == made.utcoffset(datetime.max)
    first, last = (edge.replace(tzinfo=UTC) for edge in (datetime.min, datetime.max))
    for edge, other in ((first, first + 9 * DAY), (last - 9 * DAY, last)):
        week = Schedule.weekly({"mon-sun": "00:00-24:00"}, tz=made)
        assert 7 * DAY < week.elapsed(edge, other) <= 9 * DAY


def test_rules_may_end_and_come_true_seldom() -> None:
    """The last change holds on; every other change leaps."""
    made = DefinedZone(
        "Leaps",
        [
            yearly("1896-02-29T00:00", 0, 1, "BYMONTH=2;BYMONTHDAY=29;UNTIL=20000101T000000Z"),
            yearly("1896-03-01T00:00", 1, 0, "BYMONTH=3;BYMONTHDAY=1;COUNT=3"),
            yearly("1980-03-01T00:00", 1, 2, "BYMONTH=3;BYMONTHDAY=1;INTERVAL=4;COUNT=4"),
        ],
    )
    at = [
        datetime(1896, 2, 29, 12),
        datetime(1896, 6, 1),
        datetime(1904, 6, 1),
        datetime(1979, 1, 1),
    ]
    at += [datetime(1980, 2, 29, 12), datetime(1983, 6, 1), datetime(1984, 2, 29, 12)]
    at += [datetime(1993, 1, 1), datetime(1996, 2, 29, 12), datetime(2500, 1, 1)]
    assert [1, 0, 1, 1, 1, 2, 1, 2, 1, 1] == [
        (made.utcoffset(wall) or timedelta(0)) // HOUR for wall in at
    ]


def test_of_two_that_begin_at_once_the_later_one_holds() -> None:
    """And dates are changes as good as any, in any order."""
    at = datetime(2026, 6, 1)
    one = Observance(start=at, before=HOUR, after=2 * HOUR, dates=[datetime(2020, 1, 1)])
    two = Observance(start=at, before=HOUR, after=3 * HOUR)
    for order, expected in ((one, two), 3), ((two, one), 2):
        made = DefinedZone("Both", order)
        walls = (
            datetime(2019, 6, 1),
            datetime(2021, 1, 1),
            datetime(2026, 7, 1),
            datetime(2030, 1, 1),
        )
        found = [(made.utcoffset(wall) or timedelta(0)) // HOUR for wall in walls]
        assert [1, 2, expected, expected] == found


@st.composite
def observances(draw: Callable[..., Any]) -> Observance:
    offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: quarters * HOUR / 4)
    start = draw(st.datetimes(datetime(1990, 1, 1), datetime(2010, 1, 1)))
    start = start.replace(minute=0, second=0, microsecond=0)
    rules = st.builds(
        "FREQ=YEARLY;BYMONTH={};BYDAY={}SU{}".format,
        st.integers(1, 12),
        st.sampled_from([1, 2, -1]),
        st.sampled_from(["", ";UNTIL=20120101T000000Z", ";COUNT=9", ";INTERVAL=3"]),
    )
    return Observance(
        start=start,
        before=draw(offsets),
        after=draw(offsets),
        rule=draw(st.none() | rules),
        dates=draw(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2020, 1, 1)), max_size=2)),
    )


def begins(of: Observance) -> list[datetime]:
    """List when an observance begins, in UTC, as dateutil finds it."""
    from dateutil.rrule import rrulestr

    walls = {of.start, *of.dates}
    if of.rule is not None:
        walls |= set(
            rrulestr(of.rule, dtstart=of.start).between(FIRST.replace(year=1980), LAST, inc=True)
        )
    return [wall - of.before for wall in walls]


@settings(max_examples=100)
@given(found=st.lists(observances(), min_size=1, max_size=4), wall=st.datetimes(FIRST, LAST))
def test_the_offset_is_that_which_began_last(found: list[Observance], wall: datetime) -> None:
    """Of all that ever began, and of two at once of the later one."""
    changes = [(at, n, of.after) for n, of in enumerate(found) for at in begins(of)]
    past = [change for change in changes if change[0] <= wall]
    expected = max(past)[2] if past else min(found, key=lambda of: min(begins(of))).before
    shown = wall.replace(tzinfo=UTC).astimezone(DefinedZone("Any", found))
    assert expected == shown.utcoffset() or shown.fold
    assert expected == shown.replace(tzinfo=None) - wall


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"start": datetime(2026, 1, 1, tzinfo=UTC)}, ["bad_start"]),
    ({"start": date(2026, 1, 1)}, ["bad_start"]),
    ({"dates": [datetime(2026, 1, 1, tzinfo=UTC), "soon"]}, ["bad_start", "bad_start"]),
    ({"before": 1, "after": DAY}, ["bad_offset", "bad_offset"]),
    ({"before": -DAY}, ["bad_offset"]),
    ({"rule": "FREQ=DAILY"}, ["bad_rule"]),
    ({"rule": "FREQ=YEARLY;BYMONTH=13"}, ["bad_rule"]),
    ({"rule": "FREQ=YEARLY;UNTIL=20251231"}, ["bad_rule"]),
    ({"rule": 5}, ["bad_rule"]),
]


@pytest.mark.parametrize(("wrong", "expected"), WRONG)
def test_a_wrong_observance_is_refused(wrong: dict[str, Any], expected: list[str]) -> None:
    """With every fault of it."""
    right: dict[str, Any] = {"start": datetime(2026, 1, 1), "before": HOUR, "after": 2 * HOUR}
    with pytest.raises(FaultyDefinition) as caught:
        Observance(**right | wrong)
    assert expected == [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize(
    "arguments",
    [
        ("Nowhere", []),
        ("Nowhere", [UTC]),
        (5, OF_NAME["Asia/Tokyo"]),
        ("\0", OF_NAME["Asia/Tokyo"]),
    ],
)
def test_a_zone_is_made_of_observances(arguments: Any) -> None:
    """And of one at least."""
    with pytest.raises(BadValue):
        DefinedZone(*arguments)


def test_an_end_of_a_rule_in_utc_is_put_on_the_clock_before_the_change() -> None:
    """As the start is."""
    made = yearly("2020-03-29T02:00", 1, 2, "BYDAY=-1SU;BYMONTH=3;UNTIL=20260329T010000Z")
    assert "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20260329T020000" == made.rule
    assert timezone(HOUR) != DefinedZone("x", [made])


def test_a_zone_without_a_rule_is_settled_after_its_last_change() -> None:
    """Years after that are alike, however far away."""
    change = Observance(start=datetime(2030, 6, 1), before=HOUR, after=2 * HOUR)
    once = DefinedZone("Once", [change])
    assert (2030, 2031) == (once.first_year, once.settled_year)
    noon = Schedule.weekly({"mon-sun": "12:00-13:00"}, tz=once)
    first, last = datetime(2030, 1, 1, tzinfo=UTC), datetime(9030, 1, 1, tzinfo=UTC)
    assert (last - first).days * HOUR == noon.elapsed(first, last)
    assert noon.is_open(datetime(9029, 6, 1, 10, tzinfo=UTC))
