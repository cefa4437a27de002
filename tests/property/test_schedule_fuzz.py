"""Schedules of anything: each gives a schedule, an answer or an error of the library, and soon."""

import contextlib
import datetime as dt
import itertools
import math
import random
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import dateutil.relativedelta
import dateutil.rrule
import dateutil.tz
import pytest

from itsmcore.errors import BadInstant, FaultyDefinition, ItsmError
from itsmcore.schedule import EndOfWorkingDay, Schedule, Span, WorkingDayBy, WorkingDays
from tests.instants import HOUR
from tests.timing import TooLong, limited

LIMIT = 10.0
"""How many seconds of the processor a case may take."""

NOTHING: list[Any] = [None, "", [], {}, (), 0, False, b"", frozenset()]
WRONG: list[Any] = [
    *NOTHING,
    *(1, -1, 10**40, 1.5, math.nan, math.inf, -math.inf, 1j, True, Decimal("NaN"), Fraction(1, 3)),
    *(object(), object, len, lambda: 1, ..., NotImplemented, ValueError("x"), range(3)),
    *(
        "x",
        "é",
        "\0",
        "\ud800",
        "\U0001d7da\U0001d7db:00",
        "\u202e",
        "mon",
        "09:00",
        "a" * 10_000,
        b"09:00-17:00",
    ),
    *(
        [None],
        [[]],
        [[[]]],
        {"": ""},
        {1: 2},
        {None: None},
        {"mon": None},
        [1, 2],
        {"a"},
        [math.nan],
    ),
    *(dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), dt.time(9), dt.time(9, tzinfo=UTC)),
    *(dt.timedelta(1), UTC, dateutil.tz.UTC, dateutil.relativedelta.relativedelta(days=1)),
    *(Schedule.never(), Span(dt.datetime(2026, 1, 1, tzinfo=UTC)), type("Odd", (), {})()),
]

HOURS: list[Any] = [
    *("09:00-17:00", "9:00 - 17:00", "22:00-06:00", "00:00-24:00", "00:00-00:00", "24:00-00:00"),
    *(
        "24:00-24:00",
        "25:00-26:00",
        "23:60-24:00",
        "09:00-24:01",
        "-09:00-17:00",
        "09:00",
        "-",
        "\u2013",
    ),
    *("09:00\u201317:00", "09:00-17:00-18:00", "09:00-17:00,", ",", "09:00-17:00;18:00-19:00"),
    *(
        "09.00-17.00",
        "9-17",
        "9am-5pm",
        "\u0660\u0669:\u0660\u0660-17:00",
        "09:00-17:00" * 99,
        "09:00:00.1234567-17:00",
    ),
    *("09:00\n-17:00", "09:00-17:00\0", "1e3:00-17:00", "nan-inf", "closed", "0:0-1:1"),
    *(("09:00", "17:00"), [("09:00", "17:00")], [["09:00", "17:00", "18:00"]], [("09:00",)]),
    *([("09:00", None)], [(9, 17)], [(9.0, math.nan)], [(dt.time(9), dt.time(17))], [dt.time(9)]),
    *([(dt.time(9, tzinfo=UTC), dt.time(17))], [("09:00-17:00",)], ["09:00-17:00", ["x"]]),
    *({"09:00": "17:00"}, [{"09:00": "17:00"}], [("09:00", dt.timedelta(hours=17))], [[[]]]),
    *(["09:00-17:00"] * 500, [("00:00", "00:00")] * 3, [dt.datetime(2026, 1, 1, 9)]),
]
KEYS: list[Any] = [
    *("mon", "mon-fri", "fri-mon", "tue, sat", "Monday", "MON", "mon-", "-mon", "mon--fri", "mon,"),
    *(
        "",
        " ",
        "montag",
        "mon-fri-sun",
        "mon\u2013fri",
        "moñ",
        "m",
        "mon\0",
        "mon-mon",
        "sun-sat",
        ",",
    ),
    *(None, 1, 0.5, math.nan, ("mon", "tue"), frozenset({"mon"}), b"mon", True, dt.time(9)),
    *(dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), dt.date.min, dt.date.max),
    *("2026-01-01", "mon" * 999, "K" + "mon", "ﬁ"),
]
ZONES = [
    *("Europe/Amsterdam", "UTC", "utc", "Europe/Nowhere", "", " ", "..", "../etc/passwd", "/etc"),
    *("/", "Europe", "Europe/", "Europe/Amsterdam\0", "é", "\ud800", "a" * 5000, "tzdata", "GMT+5"),
    *("America/Argentina/Ushuaia", "Factory", "posixrules", "localtime", "EST5EDT", "+01:00"),
    *(ZoneInfo("Asia/Kathmandu"), dt.timezone(dt.timedelta(hours=5, minutes=17)), UTC),
    *(dt.timezone(-dt.timedelta(hours=23, minutes=59, seconds=59)), dt.timezone.max),
    *(dateutil.tz.UTC, dateutil.tz.tzoffset("x", 3600), dateutil.tz.tzlocal()),
    *(dateutil.tz.tzrange("EST"), dateutil.tz.tzstr("EST5EDT"), dt.timezone(dt.timedelta(0), "x")),
]
RULES: list[Any] = [
    *("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=1SU", "FREQ=YEARLY;BYEASTER=-2"),
    *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", "FREQ=HOURLY"),
    *(
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=DAILY;COUNT=3",
        "freq=daily",
    ),
    *(
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=99999",
        "FREQ=DAILY;",
    ),
    *("FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=99999", "FREQ=DAILY;UNTIL=20260101;COUNT=1"),
    *("FREQ=DAILY;UNTIL=00010101", "FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=x"),
    *("FREQ=YEARLY;INTERVAL=9998", "FREQ=MONTHLY;INTERVAL=99999", "FREQ=WEEKLY;INTERVAL=50000"),
    *("FREQ=DAILY;BYHOUR=25", "FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=0,30;BYSECOND=0,59", "FREQ"),
    *("FREQ=DAILY;BYSECOND=60", "FREQ=DAILY;BYSETPOS=9", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1"),
    *("FREQ=MONTHLY;BYDAY=9MO", "FREQ=YEARLY;BYDAY=54MO", "FREQ=YEARLY;BYYEARDAY=366", "=", ";;"),
    *("FREQ=YEARLY;BYYEARDAY=367", "FREQ=WEEKLY;WKST=XX", "FREQ=WEEKLY;WKST=SU;BYDAY=SU"),
    *(
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "FREQ=DAILY\nFREQ=DAILY",
        "FREQ=DAILY;FREQ=WEEKLY",
    ),
    *("EXRULE:FREQ=DAILY", "FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTH=0", "FREQ=DAILY;X=1"),
    *("FREQ=YEARLY;BYEASTER=99999", "FREQ=DAILY;BYEASTER=0", "FREQ=ÿ", "FREQ=DAILY;COUNT=\u0663"),
    *(
        "FREQ=DAILY;TZID=Europe/Paris",
        "FREQ=DAILY;BYDAY=",
        "FREQ=DAILY;BYHOUR=,",
        "FREQ=DAILY;COUNT=1_0",
    ),
    dateutil.rrule.rrule(dateutil.rrule.DAILY, dtstart=dt.datetime(2026, 1, 1), count=3),
    dateutil.rrule.rrule(dateutil.rrule.HOURLY, dtstart=dt.datetime(2026, 1, 1)),
    dateutil.rrule.rrule(dateutil.rrule.YEARLY, dtstart=dt.datetime(2026, 1, 1, tzinfo=UTC)),
    dateutil.rrule.rruleset(),
]


class Unhelpful(dt.tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta | None:
        return None

    def dst(self, when: dt.datetime | None) -> dt.timedelta | None:
        return None

    def tzname(self, when: dt.datetime | None) -> str | None:
        return None


PLACES = [
    *(None, UTC, ZoneInfo("Europe/Amsterdam"), ZoneInfo("Pacific/Apia"), Unhelpful()),
    *(dateutil.tz.UTC, dateutil.tz.tzoffset("x", -3600), dateutil.tz.tzstr("EST5EDT")),
    *(dt.timezone(dt.timedelta(hours=5, minutes=17)), dt.timezone.max, dt.timezone.min),
]
TIMES = [
    *(dt.datetime.min, dt.datetime.max, dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30, 23, 59)),
    *(dt.datetime(1970, 1, 1), dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2011, 12, 30)),
    *(dt.datetime(2026, 10, 25, 2, 30, fold=1), dt.datetime(1880, 1, 1), dt.datetime(2300, 6, 1)),
    *(dt.datetime(2024, 2, 29, 12, 0, 0, 1), dt.datetime(2026, 1, 9, 15)),
]
NOON, LATER = dt.datetime(2026, 1, 1, 12, tzinfo=UTC), dt.datetime(2026, 1, 3, tzinfo=UTC)
NEAR = [time for time in TIMES if 1960 < time.year < 2060]
MOMENTS = [time.replace(tzinfo=place) for time in TIMES for place in PLACES]
LENGTHS: list[Any] = [
    *(dt.timedelta(0), dt.timedelta(hours=8), dt.timedelta(days=5), -dt.timedelta(hours=8)),
    *(dt.timedelta.max, dt.timedelta.min, dt.timedelta.resolution, dt.timedelta(days=366)),
    *(-dt.timedelta.resolution, dt.timedelta(days=3_650_000), -dt.timedelta(days=3_650_000)),
]
HORIZONS = [
    *(dt.timedelta(0), dt.timedelta.resolution, -dt.timedelta.resolution, dt.timedelta(days=700)),
    *(dt.timedelta(days=1), -dt.timedelta(days=1), dt.timedelta.min, dt.timedelta(hours=25)),
]
TARGETS = [
    *(WorkingDays(1), WorkingDays(36_525, tz="UTC"), WorkingDays(3, tz="Pacific/Apia")),
    *(WorkingDayBy(2, dt.time(2, 30)), WorkingDayBy(1, dt.time.max, tz="Europe/Amsterdam")),
    *(EndOfWorkingDay(), EndOfWorkingDay(36_525), EndOfWorkingDay(1, tz="Asia/Kathmandu")),
]

GOOD: list[Callable[[], Schedule]] = [
    Schedule.always,
    Schedule.never,
    lambda: Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam"),
    lambda: Schedule.weekly(
        [{"mon-sun": "22:00-06:00"}, {"sat": "00:00-24:00"}],
        tz="Pacific/Apia",
        since=dt.date(2026, 1, 1),
        holidays="FREQ=YEARLY;BYEASTER=0",
        breaks={"mon": "23:00-23:30"},
        overnight="split",
    ),
    lambda: Schedule.recurring(
        "FREQ=MONTHLY;BYDAY=1SU",
        start=dt.datetime(2026, 1, 1, tzinfo=ZoneInfo("America/New_York")),
        duration=dt.timedelta(hours=4),
    ),
    lambda: Schedule.between(MOMENTS[12], None),
    lambda: ~Schedule.of([Span(dt.datetime(2026, 1, 1, tzinfo=UTC), MOMENTS[12])]),
    lambda: Schedule.weekly({"sat": "00:00-24:00"}, tz=dt.timezone.max) - Schedule.never(),
]


class Chance(random.Random):
    """Chance that can be repeated: sane, or a bit odd, or quite mad."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.madness = self.choice([0, 0.02, 0.02, 0.1])

    def some(self, good: list[Any]) -> Any:
        """Choose from what is about right, or else from what is wrong."""
        return self.choice(WRONG if self.random() < self.madness else good)

    def mutated(self, text: Any) -> Any:
        """Change a few characters of a text."""
        if not isinstance(text, str) or self.random() > 3 * self.madness:
            return text
        characters = list(text[:200])
        for _ in range(self.randint(1, 3)):
            at = self.randint(0, len(characters))
            new = self.choice([*"0123456789-:,;=ZTx \0é∞", "MO", "BYDAY=", "99999"])
            characters[at : at + self.randint(0, 2)] = [new] * self.randint(0, 2)
        return "".join(characters)

    def date(self) -> Any:
        """Choose a date, or what is none."""
        ends = [dt.date.min, dt.date.max, dt.date(2026, 1, 1), dt.date(2011, 12, 30)]
        return self.some([*ends, dt.date.fromordinal(self.randint(1, 36_525))])

    def hours(self) -> Any:
        """Choose hours, or what are none."""
        return self.mutated(self.some(HOURS if self.random() < 4 * self.madness else HOURS[:5]))

    def week(self) -> Any:
        """Choose the hours of days."""
        keys = KEYS if self.random() < 3 * self.madness else ["mon", "tue-fri", "sat-sun"]
        return {self.mutated(self.choice(keys)): self.hours() for _ in range(self.randint(1, 3))}

    def rule(self) -> Any:
        """Choose a rule, or what is none."""
        return self.mutated(self.some(RULES))

    def holidays(self) -> Any:
        """Choose holidays in any form."""
        few = [self.some([self.date(), self.rule()]) for _ in range(self.randint(0, 3))]
        dates = [self.date() for _ in range(3)]
        hashed = [day for day in dates if isinstance(day, dt.date)]
        forms: list[Any] = [
            few,
            tuple(few),
            iter(few),
            dates,
            dict.fromkeys(hashed, few),
            {*hashed},
        ]
        return self.some([*forms, self.rule()])

    def dated(self) -> Any:
        """Choose hours of dates."""
        days = [self.date() for _ in range(self.randint(0, 3))]
        return {day: self.hours() for day in days if isinstance(day, dt.date | str | int)}

    def moment(self) -> Any:
        """Choose an instant, or what is none."""
        return self.some(MOMENTS)

    def near(self) -> Any:
        """Choose an instant not far from another."""
        return self.choice(NEAR).replace(tzinfo=self.choice(PLACES))

    def length(self) -> Any:
        """Choose a duration, or what is none."""
        return self.some(LENGTHS)


def weekly(chance: Chance) -> Schedule:
    """Make weekly hours of anything."""
    cycle = [chance.week() for _ in range(chance.randint(0, 3))]
    optional: dict[str, Callable[[], Any]] = {
        "since": chance.date,
        "holidays": chance.holidays,
        "exceptions": lambda: chance.some([chance.dated()]),
        "breaks": lambda: chance.some(
            [chance.dated(), chance.week(), {**chance.week(), **chance.dated()}]
        ),
        "overnight": lambda: chance.some(["whole", "split", "Whole", ""]),
    }
    chosen = [name for name in optional if chance.random() < 0.3]
    return Schedule.weekly(
        chance.some([chance.week(), chance.week(), cycle]),
        tz=chance.mutated(chance.some(ZONES + ["Europe/Amsterdam"] * 30)),
        **{name: optional[name]() for name in chosen},
    )


def recurring(chance: Chance) -> Schedule:
    """Make a recurrence of anything."""
    options = {"tz": chance.some(ZONES)} if chance.random() < 0.3 else {}
    if chance.random() < 0.3:
        options["ends"] = chance.some(["exact", "local"])
    start = chance.near() if chance.random() < 0.7 else chance.moment()
    if chance.random() < 0.2:
        options["until"] = chance.some([dt.time(2, 30), dt.time.max, dt.time(0, fold=1)])
    if "until" not in options or chance.random() < 0.1:
        options["duration"] = chance.length()
    return Schedule.recurring(chance.rule(), start=start, **options)


def spans(chance: Chance) -> Schedule:
    """Make spans of anything."""
    if chance.random() < 0.5:
        return Schedule.between(chance.moment(), chance.some([chance.moment(), None]))
    ends = [(chance.moment(), chance.moment()) for _ in range(2)]
    return Schedule.of(chance.some([[Span(*pair) for pair in ends]]))


def combined(chance: Chance) -> Schedule:
    """Make a set of good schedules."""
    one, other = (chance.choice(GOOD)() for _ in range(2))
    return chance.choice([one | other, one & other, one - other, ~one])


def good(chance: Chance) -> Schedule:
    """Make a good one."""
    return chance.choice(GOOD)()


def question(chance: Chance, schedule: Schedule) -> object:
    """Ask anything, of instants that are not too far apart to be listed."""
    a, b = chance.near(), chance.near()
    c = chance.moment()
    anew = Schedule(schedule.rule)
    horizon = {} if chance.random() < 0.1 else {"horizon": chance.choice(HORIZONS)}
    match chance.randint(0, 11):
        case 0:
            return schedule.elapsed(a, chance.some([b]))
        case 1:
            return anew.elapsed(c, c)
        case 2:
            return schedule.covers(a, b)
        case 3:
            return schedule.is_open(c)
        case 4:
            return schedule.windows(a, b)
        case 5:
            return str(schedule.explain(a, b))
        case 6 | 7:
            return anew.deadline(c, chance.some([chance.length(), *TARGETS]), **horizon)
        case 8:
            return schedule.next_open(c, **horizon), schedule.next_close(c, **horizon)
        case 9:
            return schedule.previous_open(c, **horizon)
        case 10:
            return schedule.previous_close(c, **horizon)
        case _:
            return schedule.same_open_time(chance.choice(GOOD)(), a, b), schedule.zone


@contextlib.contextmanager
def well(case: object) -> Iterator[None]:
    """Let errors of the library pass, and say what any other, or a long wait, came of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with limited(LIMIT):
                yield
        except ItsmError as error:
            assert str(error)
        except (Exception, TooLong) as error:
            raise AssertionError(
                f"{type(error).__name__}({error}) leaked from case {case}"
            ) from error


QUESTIONS: dict[str, Callable[[Schedule, Any], object]] = {
    "deadline": lambda schedule, horizon: schedule.deadline(NOON, HOUR, horizon=horizon),
    "deadline before": lambda schedule, horizon: schedule.deadline(NOON, -HOUR, horizon=horizon),
    "next_open": lambda schedule, horizon: schedule.next_open(NOON, horizon=horizon),
    "next_close": lambda schedule, horizon: schedule.next_close(NOON, horizon=horizon),
    "previous_open": lambda schedule, horizon: schedule.previous_open(NOON, horizon=horizon),
    "previous_close": lambda schedule, horizon: schedule.previous_close(NOON, horizon=horizon),
}
MANY = [Schedule.always(), Schedule.never(), Schedule.between(NOON, LATER)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_any_horizon_is_taken(name: str) -> None:
    """However far, of no length, or backward."""
    for schedule, horizon in itertools.product(MANY, [*HORIZONS, dt.timedelta.max]):
        with well((schedule, horizon)):
            QUESTIONS[name](schedule, horizon)


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_no_horizon_is_refused(name: str) -> None:
    """A number of days is not taken for a length of time, nor is anything else."""
    for schedule, horizon in itertools.product(MANY, WRONG):
        if not isinstance(horizon, dt.timedelta):
            with well((schedule, horizon)):
                QUESTIONS[name](schedule, horizon)


AHEAD = dt.timezone(dt.timedelta(hours=5, minutes=17))
FIRST, LAST = dt.datetime(1, 1, 1, 1, tzinfo=UTC), dt.datetime(9999, 12, 31, 23, tzinfo=UTC)
BEFORE_ALL = dt.datetime.min.replace(tzinfo=AHEAD)
AT_THE_ENDS: dict[str, Callable[[Schedule], object]] = {
    "before the first": lambda schedule: schedule.deadline(FIRST, -8 * HOUR),
    "after the last": lambda schedule: schedule.deadline(LAST, 8 * HOUR),
    "from before all": lambda schedule: schedule.deadline(BEFORE_ALL, dt.timedelta(0)),
    "into what is": lambda schedule: schedule.deadline(BEFORE_ALL, 8 * HOUR),
    "working days": lambda schedule: schedule.deadline(LAST, WorkingDays(1, tz="Asia/Tokyo")),
    "days before": lambda schedule: schedule.deadline(FIRST, WorkingDays(1, tz="US/Hawaii")),
    "too many days": lambda schedule: schedule.deadline(NOON, WorkingDays(36_525, tz="UTC")),
    "too many ends": lambda schedule: schedule.deadline(NOON, EndOfWorkingDay(36_525, tz="UTC")),
}


@pytest.mark.parametrize("name", AT_THE_ENDS)
def test_the_calendar_has_ends(name: str) -> None:
    """Where an answer would lie beyond them it is one of the library's errors."""
    for schedule in MANY:
        with well((name, schedule)):
            AT_THE_ENDS[name](schedule)


def test_an_instant_outside_the_calendar_is_refused_whatever_was_asked() -> None:
    """Each question refuses it, and also once the days beside it are known."""
    schedule = Schedule.always()
    for _ in range(2):
        for ask in (
            schedule.is_open,
            schedule.next_open,
            lambda moment: schedule.elapsed(moment, FIRST),
            lambda moment: schedule.deadline(moment, 8 * HOUR),
        ):
            with pytest.raises(BadInstant):
                ask(BEFORE_ALL)
        schedule.elapsed(FIRST, FIRST + HOUR)


def test_a_rule_that_starts_after_its_last_time_never_comes_true() -> None:
    """There is no first Sunday of a month after the last one of the calendar."""
    with pytest.raises(FaultyDefinition, match="1 fault"):
        Schedule.recurring("FREQ=MONTHLY;BYDAY=1SU", start=LAST, duration=HOUR)


@pytest.mark.parametrize("spans", [5, None, math.nan, NOON, object()])
def test_what_cannot_be_gone_through_is_no_spans(spans: Any) -> None:
    """One thing that is no collection is as wrong as a collection of wrong things."""
    with pytest.raises(ItsmError):
        Schedule.of(spans)


MAKERS = [weekly, recurring, spans, combined, good]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_anything_gives_a_schedule_an_answer_or_an_error(
    maker: Callable[[Chance], Schedule], seed: int
) -> None:
    """No definition and no question of it leads to any other error, or to a long wait."""
    for case in range(80):
        chance, made = Chance(f"{seed}/{case}"), list[Schedule]()
        with well((maker.__name__, seed, case)):
            made.append(maker(chance))
        for schedule, number in itertools.product(made, range(4)):
            assert isinstance(schedule, Schedule)
            with well((maker.__name__, seed, case, number, schedule)):
                question(chance, schedule)
            with well((maker.__name__, seed, case, "text", schedule)):
                assert repr(schedule)
