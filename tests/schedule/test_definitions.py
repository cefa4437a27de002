"""Definitions of schedules: what is read, what is refused, and how one shows itself."""

import copy
import pickle
from collections import OrderedDict, UserDict
from datetime import UTC, date, datetime, time, timedelta, timezone
from importlib import import_module
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz as dateutil_tz
from dateutil.rrule import DAILY, MO, MONTHLY, rrule, rruleset

from itsmcore.errors import BadSpan, BadValue, FaultyDefinition
from itsmcore.schedule import Schedule, Span
from tests.schedule.cases import CHRISTMAS, HOURS, NEW_YEAR, OFFICE, START, codes, weekly


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


def test_a_schedule_is_made_by_its_constructors() -> None:
    """Not by its class."""
    with pytest.raises(BadValue, match=r"give hours to Schedule\.weekly"):
        Schedule(OFFICE)  # type: ignore[arg-type]


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
