"""Strategies for schedules: hours as oddly as people write them, and sets of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import reduce
from operator import and_, or_, sub
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.schedule import Schedule, Span
from itsmcore.schedule._hours import DAY, windows
from itsmcore.schedule._weekly import LONGEST_BREAK
from itsmcore.testing._values import ZONES

CLOCKS = (*ZONES, "Africa/Casablanca", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut")
"""Zones, including some that change at odd times or by an odd amount."""

Definition = tuple[str, Any]
"""A constructor's name and its arguments, or an operator and the definitions that it combines."""

_DAY = 24 * 60
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KEYS = (
    ("mon-sun",),
    ("mon-fri",),
    ("mon-fri", "sat"),
    ("fri-mon", "tue-thu"),
    ("Mon, Wed, Fri", "tue, thu", "sat-sun"),
    ("monday - thursday", "Sunday"),
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)
_YEARLY = (
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25,26",
    "FREQ=YEARLY;BYEASTER=0,1",
    "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO",
    "FREQ=YEARLY;BYDAY=20MO",
)
_ENDS = ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ")


@checked
def schedules(
    *,
    zones: Sequence[str | tzinfo] = CLOCKS,
    min_date: date = date(2000, 1, 1),
    max_date: date = date(2035, 12, 31),
    combined: bool = True,
) -> st.SearchStrategy[Schedule]:
    """Draw schedules of every kind, and sets of them.

    Weekly hours have lunch breaks, nights, days that end at 24:00, weeks that alternate, holidays,
    exceptions and breaks. Recurrences last exact time, time by the clock, or until a time of day.

    Args:
        zones: the zones by whose clocks they open and close; names, or zones such as `DefinedZone`.
        min_date: the first date that holidays, exceptions, breaks and spans fall on.
        max_date: the last such date.
        combined: whether to combine them with `&`, `|`, `-` and `~`.

    >>> from hypothesis import find
    >>> find(schedules(combined=False), lambda schedule: True)
    Schedule.never()
    """
    drawn = definitions(
        zones=zones, min_date=min_date, max_date=max_date, combined=combined, by_clock=True
    )
    return drawn.map(made)


def definitions(
    *,
    zones: Sequence[str | tzinfo] = CLOCKS,
    min_date: date = date(2000, 1, 1),
    max_date: date = date(2035, 12, 31),
    combined: bool = True,
    to_the_minute: bool = False,
    by_clock: bool = False,
) -> st.SearchStrategy[Definition]:
    """Draw what schedules are made from.

    Times may be whole minutes only, for clocks without seconds, and recurrences may end by
    the clock too.
    """
    dates = st.dates(min_date, max_date)
    one: st.SearchStrategy[Definition] = st.one_of(
        st.sampled_from(["never", "always"]).map(lambda name: (name, {})),
        _spans(dates, to_the_minute),
        _recurring(dates, zones, to_the_minute, by_clock),
        _weekly(dates, zones, to_the_minute),
        _weekly(dates, zones, to_the_minute),
    )
    return st.recursive(one, _combined, max_leaves=4) if combined else one


def made(definition: Definition) -> Schedule:
    """Make the schedule from a definition."""
    name, given = definition
    match name:
        case "|":
            return reduce(or_, map(made, given))
        case "&":
            return reduce(and_, map(made, given))
        case "-":
            return reduce(sub, map(made, given))
        case "~":
            return ~made(given[0])
        case _:
            schedule: Schedule = getattr(Schedule, name)(**given)
            return schedule


def _combined(parts: st.SearchStrategy[Definition]) -> st.SearchStrategy[Definition]:
    pairs = st.tuples(parts, parts)
    return st.sampled_from("|&-~").flatmap(
        lambda operator: st.tuples(
            st.just(operator), st.tuples(parts) if operator == "~" else pairs
        )
    )


# --- stretches and recurrences --------------------------------------------------------------------


@st.composite
def _moments(draw: st.DrawFn, dates: st.SearchStrategy[date], to_the_minute: bool) -> datetime:
    """Draw local times without a zone."""
    moment = datetime.combine(draw(dates), time()) + timedelta(minutes=draw(st.integers(0, 1439)))
    odd = 0 if to_the_minute else draw(st.sampled_from([0, 0, 1, 30_000_000, 59_999_999]))
    return moment + timedelta(microseconds=odd)


@st.composite
def _spans(draw: st.DrawFn, dates: st.SearchStrategy[date], to_the_minute: bool) -> Definition:
    moments = _moments(dates, to_the_minute).map(lambda moment: moment.replace(tzinfo=UTC))
    pairs = st.tuples(moments, moments).map(sorted).map(lambda ends: Span(*ends))
    spans = draw(st.lists(pairs | moments.map(Span), max_size=3))
    if len(spans) == 1 and draw(st.booleans()):
        return "between", {"start": spans[0].start, "end": spans[0].end}
    return "of", {"spans": spans}


@st.composite
def _recurring(
    draw: st.DrawFn,
    dates: st.SearchStrategy[date],
    zones: Sequence[str | tzinfo],
    to_the_minute: bool,
    by_clock: bool,
) -> Definition:
    earlier = timedelta(days=draw(st.sampled_from([0, 7, 100, 800])))
    start = draw(_moments(dates, to_the_minute)) - earlier
    minutes = draw(st.sampled_from([1, 30, 90, 240, 1440, 2880]) | st.integers(1, 2880))
    place = draw(st.sampled_from(zones))
    given: dict[str, Any] = {
        "rule": draw(_rules(start)),
        "start": start.replace(tzinfo=ZoneInfo(place) if isinstance(place, str) else place),
    }
    ways = ["duration", "duration", "local", "until"] if by_clock else ["duration"]
    match draw(st.sampled_from(ways)):
        case "until":
            given["until"] = _time(minutes % _DAY)
        case lasts:
            given["duration"] = timedelta(minutes=minutes)
            if lasts == "local":
                given["ends"] = "local"
    if draw(st.booleans()):
        given["tz"] = draw(st.sampled_from(zones))
    return "recurring", given


@st.composite
def _rules(draw: st.DrawFn, start: datetime, ends: Sequence[str] = _ENDS) -> str:
    """Draw rules that come true soon after a start, and often."""
    parts = []
    match draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"])):
        case "DAILY":
            parts += ["FREQ=DAILY"]
        case "WEEKLY":
            days = draw(st.lists(st.sampled_from(_WEEKDAYS), unique=True, max_size=3))
            parts += ["FREQ=WEEKLY", *([f"BYDAY={','.join(days)}"] if days else [])]
        case _:
            days = ["BYDAY=1SU", "BYDAY=-1FR", "BYDAY=MO", "BYMONTHDAY=1,15,-1", "BYMONTHDAY=28"]
            parts += ["FREQ=MONTHLY", draw(st.sampled_from(days))]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 3))}")
    if draw(st.booleans()):
        hours = draw(st.lists(st.integers(0, 23), min_size=1, max_size=3, unique=True))
        parts.append(f"BYHOUR={','.join(map(str, hours))}")
    match draw(st.sampled_from(["", "", "COUNT", "UNTIL"])):
        case "COUNT":
            parts.append(f"COUNT={draw(st.integers(1, 40))}")
        case "UNTIL":
            last = start + timedelta(days=draw(st.integers(100, 900)))
            parts.append(f"UNTIL={last.strftime(draw(st.sampled_from(ends)))}")
    return ";".join(parts)


# --- weekly hours ---------------------------------------------------------------------------------


def _is_short(hours: Any) -> bool:
    """Return whether hours may be a break: one past midnight takes out half a day at most."""
    return all(end <= DAY or end - start <= LONGEST_BREAK for start, end in windows(hours, ""))


@st.composite
def _weekly(
    draw: st.DrawFn,
    dates: st.SearchStrategy[date],
    zones: Sequence[str | tzinfo],
    to_the_minute: bool,
) -> Definition:
    hours = _hours(to_the_minute)
    some = hours.filter(bool)
    weeks = [draw(_weeks(hours, some)) for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3])))]
    given: dict[str, Any] = {
        "hours": weeks[0] if len(weeks) == 1 else weeks,
        "tz": draw(st.sampled_from(zones)),
    }
    if len(weeks) > 1:
        given["since"] = draw(dates)
    options = {
        "holidays": _holidays(dates),
        "exceptions": st.dictionaries(dates, hours, min_size=1, max_size=3),
        "breaks": st.dictionaries(
            st.sampled_from(["mon-fri", "sun"]) | dates, some.filter(_is_short), max_size=2
        ),
        "overnight": st.sampled_from(["whole", "split"]),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(options))))
    return "weekly", given | {name: draw(options[name]) for name in sorted(chosen)}


@st.composite
def _weeks(
    draw: st.DrawFn, hours: st.SearchStrategy[Any], some: st.SearchStrategy[Any]
) -> dict[str, Any]:
    """Draw the hours of a week in which something opens."""
    first, *others = draw(st.sampled_from(_KEYS))
    return {first: draw(some)} | {key: draw(hours) for key in others}


@st.composite
def _hours(draw: st.DrawFn, to_the_minute: bool) -> Any:
    """Draw a day's windows, in any of the forms that they may have."""
    usual = st.sampled_from(["", "09:00-17:00", "8:30-12:00, 13:00-18:00", "22:00-06:00"])
    odd = [
        "00:00-24:00",
        "00:00-00:00",
        "12:00-24:00",
        "18:00-24:00, 00:00-02:00",
        "02:30-01:30",
        "00:30-02:30, 03:00-05:00",
        "23:59-00:01",
    ]
    if not to_the_minute:
        odd += ["09:00:30-17:00:00.5", "00:00-23:59:59.999999"]
    if draw(st.booleans()):
        return draw(usual | st.sampled_from(odd))
    quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
    times = quarters | st.integers(0, _DAY - 1)
    pairs = draw(st.lists(st.tuples(times, times | st.just(_DAY)), max_size=3))
    match draw(st.sampled_from(["text", "texts", "pairs", "times"])):
        case "text":
            return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in pairs)
        case "texts":
            return [f"{_clock(start)} - {_clock(end)}" for start, end in pairs]
        case "pairs":
            return [(_clock(start), _clock(end)) for start, end in pairs]
        case _:
            return [(_time(start), _time(end % _DAY)) for start, end in pairs]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))


@st.composite
def _holidays(draw: st.DrawFn, dates: st.SearchStrategy[date]) -> Any:
    few = st.lists(dates, max_size=4, unique=True)
    match draw(st.sampled_from(["dates", "names", "rule", "mixed"])):
        case "dates":
            return draw(few)
        case "names":
            return {day: f"holiday {number}" for number, day in enumerate(draw(few))}
        case "rule":
            return draw(st.sampled_from(_YEARLY))
        case _:
            start = datetime.combine(draw(dates), time(9))
            rule = rrulestr(draw(_rules(start, _ENDS[:2])), dtstart=start)
            return [*draw(few), rule]
