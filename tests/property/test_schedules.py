"""Schedules, against a clock on the wall that is looked at each minute."""

import datetime as dt
import functools
import itertools
import operator
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import dateutil.rrule
import pytest
from hypothesis import assume, settings
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import NoOpenTime
from itsmcore.schedule import EndOfWorkingDay, Schedule, Span, Target, WorkingDayBy, WorkingDays
from itsmcore.testing._schedules import Definition, definitions, made
from tests.instants import DAY, MINUTE, TICK, ZERO
from tests.property.periods import PERIODS, answer, slow

pytestmark = pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LENGTH, MARGIN = 9 * DAY, 3 * DAY


class Clock:
    """What a zone's clock shows, minute by minute."""

    def __init__(self, zone: str, first: dt.date) -> None:
        place = ZoneInfo(zone)
        self.start = dt.datetime.combine(first, dt.time(), UTC) - MARGIN
        self.size = (LENGTH + 2 * MARGIN) // MINUTE
        minutes = (self.start + minute * MINUTE for minute in range(self.size))
        self.shown = [minute.astimezone(place).replace(tzinfo=None) for minute in minutes]
        self.firsts: dict[dt.datetime, int] = {}
        for minute, time in enumerate(self.shown):
            self.firsts.setdefault(time, minute)
        steps = enumerate(itertools.pairwise(self.shown), 1)
        self.changes = [minute for minute, (a, b) in steps if b - a != MINUTE]
        self.dates: dict[dt.date, tuple[int, int]] = {}
        for day in sorted({time.date() for time in self.shown}):
            self.dates[day] = self._first(day), self._first(day + DAY)

    def _first(self, day: dt.date) -> int:
        """Find the minute at which a date, or a later one, is first shown."""
        ahead = (self.firsts[time] for time in self.firsts if time.date() >= day)
        return next(ahead, self.size)

    def minute(self, time: dt.datetime) -> int:
        """Find when a time is first shown; one that is skipped is moved on by what is skipped."""
        if time in self.firsts:
            return self.firsts[time]
        for change in self.changes:
            if self.shown[change - 1] < time < self.shown[change]:
                return change + (time - self.shown[change - 1]) // MINUTE - 1
        return (time - self.shown[0]) // MINUTE


@functools.cache
def clock(zone: str, first: dt.date) -> Clock:
    """Look at a clock once."""
    return Clock(zone, first)


def parsed(hours: Any) -> list[tuple[int, int]]:
    """Read a day's windows as minutes since midnight."""
    if isinstance(hours, str):
        hours = [part for part in hours.split(",") if part.strip()]
    found = []
    for window in hours:
        ends = window.split("-") if isinstance(window, str) else window
        start, end = (number(end) for end in ends)
        found.append((start, end if end > start else end + 1440))
    return found


def number(time: str | dt.time) -> int:
    """Count the minutes since midnight."""
    if isinstance(time, dt.time):
        return time.hour * 60 + time.minute
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def runs(marked: bytearray) -> list[tuple[int, int]]:
    """List the runs of marked places."""
    found, at = [], 0
    for mark, places in itertools.groupby(marked):
        length = len(list(places))
        if mark:
            found.append((at, at + length))
        at += length
    return found


def of_weekday(week: Mapping[str, Any], day: dt.date) -> list[tuple[int, int]]:
    """Find the windows of a date's weekday."""
    for key, hours in week.items():
        for part in key.lower().split(","):
            first, last = (NAMES.index(name.strip()[:3]) for name in [*part.split("-"), part][:2])
            if (day.weekday() - first) % 7 <= (last - first) % 7:
                return parsed(hours)
    return []


def is_holiday(holidays: Any, day: dt.date, rules: dict[Any, set[dt.date]]) -> bool:
    """Tell whether a date is listed, or is one on which a rule comes true."""
    if isinstance(holidays, str | dateutil.rrule.rrule):
        holidays = [holidays]
    for one in holidays:
        if isinstance(one, dt.date):
            if one == day:
                return True
            continue
        if id(one) not in rules:
            long_ago = dt.datetime(day.year - 1, 1, 1)
            rule = dateutil.rrule.rrulestr(one, dtstart=long_ago) if isinstance(one, str) else one
            last = dt.datetime(day.year + 1, 12, 31)
            rules[id(one)] = {time.date() for time in itertools.takewhile(last.__gt__, rule)}
        if day in rules[id(one)]:
            return True
    return False


def fill(marked: bytearray, start: int, stop: int, value: bytes) -> None:
    """Set the marks from one place to another, as far as there are any."""
    start, stop = max(start, 0), min(stop, len(marked))
    if start < stop:
        marked[start:stop] = value * (stop - start)


def weekly(first: dt.date, given: Mapping[str, Any]) -> bytearray:
    """Mark the minutes of weekly hours, date by date."""
    at = clock(given["tz"], first)
    weeks = given["hours"] if isinstance(given["hours"], list) else [given["hours"]]
    since = given.get("since", dt.date(2000, 1, 3))
    since -= since.weekday() * DAY
    exceptions, breaks = given.get("exceptions", {}), given.get("breaks", {})
    rules: dict[Any, set[dt.date]] = {}
    marked = bytearray(at.size)

    def usual(day: dt.date) -> list[tuple[int, int]]:
        return of_weekday(weeks[(day - since).days // 7 % len(weeks)], day)

    def mark(day: dt.date, windows: Iterable[tuple[int, int]], value: bytes) -> None:
        begin, end = at.dates[day]
        midnight = dt.datetime.combine(day, dt.time())
        for opens, closes in windows:
            start = at.minute(midnight + opens * MINUTE)
            stop = at.minute(midnight + closes * MINUTE)
            if closes <= 1440:
                start, stop = max(start, begin), min(stop, end)
            fill(marked, start, stop, value)

    def written(day: dt.date) -> list[tuple[int, int]]:
        return parsed(exceptions[day]) if day in exceptions else usual(day)

    for day in at.dates:
        windows = written(day)
        if given.get("overnight") == "split":
            windows = [(start, min(end, 1440)) for start, end in windows]
            if day not in exceptions:
                windows += [(0, end - 1440) for _, end in written(day - DAY) if end > 1440]
        if day not in exceptions and is_holiday(given.get("holidays", ()), day, rules):
            windows = []
        mark(day, windows, b"\1")
    of_days = {key: hours for key, hours in breaks.items() if isinstance(key, str)}
    for day in at.dates:
        mark(day, of_weekday(of_days, day), b"\0")
        mark(day, parsed(breaks.get(day, "")), b"\0")
    return marked


def recurring(first: dt.date, given: Mapping[str, Any]) -> bytearray:
    """Mark the minutes after each occurrence that dateutil finds."""
    zone = given.get("tz") or given["start"].tzinfo.key
    at, place = clock(zone, first), ZoneInfo(zone)
    parts = dict(part.split("=") for part in given["rule"].split(";"))
    if parts.get("UNTIL", "").endswith("Z"):
        until = dt.datetime.strptime(parts["UNTIL"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = until.astimezone(place).strftime("%Y%m%dT%H%M%S")
    elif len(parts.get("UNTIL", "")) == 8:
        parts["UNTIL"] += "T235959"
    start = (
        given["start"] if "tz" not in given else given["start"].astimezone(UTC).astimezone(place)
    )
    local = start.replace(tzinfo=None)
    rule = dateutil.rrule.rrulestr(";".join(map("=".join, parts.items())), dtstart=local)
    marked = bytearray(at.size)
    for occurrence in itertools.takewhile(at.shown[-1].__ge__, rule):
        start = at.minute(occurrence)
        if "until" in given:
            shown = dt.datetime.combine(occurrence, given["until"])
            stop = at.minute(shown if shown > occurrence else shown + DAY)
        elif given.get("ends") == "local":
            stop = at.minute(occurrence + given["duration"])
        else:
            stop = start + given["duration"] // MINUTE
        fill(marked, start, stop, b"\1")
    return marked


def spans(first: dt.date, given: Iterable[Span]) -> bytearray:
    """Mark the minutes of spans."""
    at = clock("UTC", first)
    marked = bytearray(at.size)
    for span in given:
        last = at.size if span.end is None else (span.end - at.start) // MINUTE
        fill(marked, (span.start - at.start) // MINUTE, last, b"\1")
    return marked


def walked(definition: Definition, first: dt.date) -> bytearray:
    """Mark the minutes at which a definition is open."""
    name, given = definition
    size = clock("UTC", first).size
    match name:
        case "weekly":
            return weekly(first, given)
        case "recurring":
            return recurring(first, given)
        case "of":
            return spans(first, given["spans"])
        case "between":
            return spans(first, [Span(**given)])
        case "always" | "never":
            return bytearray([name == "always"]) * size
    parts = [walked(part, first) for part in given]
    if name == "~":
        return bytearray(not a for a in parts[0])
    meant = {"|": operator.or_, "&": operator.and_, "-": lambda a, b: a & (1 - b)}[name]
    return bytearray(map(meant, *parts))


class Walk:
    """Answer by walking from minute to minute; None is the answer where the walk ends."""

    def __init__(self, start: dt.datetime, marked: bytearray) -> None:
        self.start, self.marked = start, marked

    def at(self, moment: dt.datetime) -> int:
        """Find the minute that an instant is in."""
        return (moment.astimezone(UTC) - self.start) // MINUTE

    def time(self, minute: int) -> dt.datetime:
        """Give the instant at which a minute begins."""
        return self.start + minute * MINUTE

    def is_open(self, moment: dt.datetime) -> bool:
        """Look at one minute."""
        return bool(self.marked[self.at(moment)])

    def windows(self, start: dt.datetime, end: dt.datetime) -> list[Span]:
        """List the runs of open minutes, cut at both ends."""
        low, high = self.at(start), self.at(end) + 1
        found = []
        for a, b in runs(self.marked[low:high]):
            opens, closes = max(self.time(low + a), start), min(self.time(low + b), end)
            if opens < closes:
                found.append(Span(opens, closes))
        return found

    def elapsed(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """Add up the open minutes, and what there is of the first and of the last."""
        if end < start:
            return -self.elapsed(end, start)
        total = ZERO
        for minute in range(self.at(start), self.at(end) + 1):
            if self.marked[minute]:
                total += min(self.time(minute + 1), end) - max(self.time(minute), start)
        return total

    def deadline(
        self, start: dt.datetime, need: dt.timedelta, until: dt.datetime
    ) -> dt.datetime | None:
        """Walk, forward or backward, until so much open time has passed."""
        moment, minute = start, self.at(start)
        while need > ZERO:
            if moment >= until:
                return None
            step = self.time(minute + 1) - moment
            if self.marked[minute]:
                step = min(step, need)
                need -= step
            moment += step
            minute += 1
        if need < ZERO:
            minute = self.at(start - TICK)
        while need < ZERO:
            if moment <= until:
                return None
            step = moment - self.time(minute)
            if self.marked[minute]:
                step = min(step, -need)
                need += step
            moment -= step
            minute -= 1
        return moment if min(start, until) <= moment <= max(start, until) else None

    def edges(self, value: int) -> list[dt.datetime]:
        """List the instants at which it opens, or closes."""
        steps = enumerate(itertools.pairwise(self.marked), 1)
        return [self.time(minute) for minute, (a, b) in steps if a != b == value]

    def next_open(self, moment: dt.datetime, until: dt.datetime) -> dt.datetime | None:
        """Walk to an open minute."""
        if self.is_open(moment):
            return moment
        return next((time for time in self.edges(1) if moment < time <= until), None)

    def next_close(self, moment: dt.datetime, until: dt.datetime) -> dt.datetime | None:
        """Walk to where it closes."""
        return next((time for time in self.edges(0) if moment < time <= until), None)

    def previous(self, moment: dt.datetime, until: dt.datetime, value: int) -> dt.datetime | None:
        """Walk back to where it opens, or closes."""
        times = reversed(self.edges(value))
        return next((time for time in times if until <= time <= moment), None)


# --- drawing what is asked ------------------------------------------------------------------------


class Case(NamedTuple):
    """A definition, what it makes, and a period in which all of it is known."""

    zone: str
    clock: Clock
    definition: Definition
    schedule: Schedule
    walk: Walk
    moments: list[dt.datetime]

    @property
    def end(self) -> dt.datetime:
        """The last instant of the period."""
        return self.clock.start + MARGIN + LENGTH


@st.composite
def cases(draw: st.DrawFn, *, combined: bool = True, asked: int = 3) -> Case:
    """Draw schedules with instants, many of them near an hour that comes twice or not at all."""
    zone, first = draw(st.sampled_from(PERIODS))
    definition = draw(
        definitions(
            zones=[zone, zone, zone, "Asia/Tokyo"] if combined else [zone],
            min_date=first,
            max_date=first + LENGTH,
            combined=combined,
            to_the_minute=True,
            by_clock=True,
        )
    )
    at = clock(zone, first)
    start, end = at.start + MARGIN, at.start + MARGIN + LENGTH
    changes = [at.start + minute * MINUTE for minute in at.changes]
    near = [time for time in changes if start < time < end] or [start + LENGTH / 2]
    hours = dt.timedelta(hours=5)
    moments = st.one_of(
        st.integers(0, LENGTH // MINUTE).map(lambda minute: start + minute * MINUTE),
        st.timedeltas(ZERO, LENGTH).map(start.__add__),
        st.builds(operator.add, st.sampled_from(near), st.timedeltas(-hours, hours)),
        st.builds(
            lambda time, minutes: time + minutes * MINUTE,
            st.sampled_from(near),
            st.integers(-40, 40).map(lambda quarter: quarter * 15),
        ),
    )
    of = st.lists(st.tuples(moments, st.booleans()), min_size=asked, max_size=asked)
    drawn = [(min(max(time, start), end), local) for time, local in draw(of)]
    said = [time.astimezone(ZoneInfo(zone)) if local else time for time, local in drawn]
    walk = Walk(at.start, walked(definition, first))
    return Case(zone, at, definition, made(definition), walk, said)


# --- against the oracle ---------------------------------------------------------------------------


@settings(slow, max_examples=30)
@over(cases())
def test_open_time_is_what_the_clock_on_the_wall_shows(case: Case) -> None:
    """Elapsed time, windows and single instants are those of the minutes that were looked at."""
    schedule, walk = case.schedule, case.walk
    for a, b in itertools.pairwise(case.moments):
        start, end = a.astimezone(UTC), b.astimezone(UTC)
        assert walk.elapsed(start, end) == schedule.elapsed(a, b)
        assert walk.is_open(start) is schedule.is_open(a)
        low, high = min(start, end), max(start, end)
        if low < high:
            assert walk.windows(low, high) == [*schedule.windows(low, high)]
        assert (walk.elapsed(low, high) == high - low) is schedule.covers(low, high)


@settings(slow, max_examples=30)
@over(cases(combined=False))
def test_each_edge_is_where_the_clock_on_the_wall_shows_it(case: Case) -> None:
    """All windows of a period are the runs of open minutes."""
    start = case.end - LENGTH

    assert case.walk.windows(start, case.end) == [*case.schedule.windows(start, case.end)]


@settings(slow, max_examples=30)
@over(cases(), st.timedeltas(-6 * DAY, 6 * DAY) | st.integers(-5000, 5000).map(MINUTE.__mul__))
def test_a_deadline_is_where_a_walk_ends(case: Case, need: dt.timedelta) -> None:
    """Walking on, or back, until so much open time has passed leads to the deadline."""
    for moment in case.moments:
        start = moment.astimezone(UTC)
        until = case.end if need >= ZERO else case.end - LENGTH
        horizon = abs(until - start)

        assert case.walk.deadline(start, need, until) == answer(
            case.schedule.deadline, moment, need, horizon=horizon
        )


@settings(slow, max_examples=30)
@over(cases())
def test_openings_and_closings_are_where_minutes_differ(case: Case) -> None:
    """The next and the previous opening and closing are those that a walk comes upon."""
    schedule, walk = case.schedule, case.walk
    for moment in case.moments:
        start, low = moment.astimezone(UTC), case.end - LENGTH
        onward, back = {"horizon": case.end - start}, {"horizon": start - low}
        assert walk.next_open(start, case.end) == answer(schedule.next_open, moment, **onward)
        assert walk.next_close(start, case.end) == answer(schedule.next_close, moment, **onward)
        assert walk.previous(start, low, 1) == answer(schedule.previous_open, moment, **back)
        assert walk.previous(start, low, 0) == answer(schedule.previous_close, moment, **back)


# --- working days ---------------------------------------------------------------------------------


def working_days(case: Case, start: dt.datetime) -> list[tuple[dt.date, dt.datetime]]:
    """List the dates with open time from an instant on, and when that ends."""
    found = []
    at, today = case.clock, start.astimezone(ZoneInfo(case.zone)).date()
    for day, (first, last) in at.dates.items():
        low, high = max(case.walk.time(first), start), case.walk.time(last)
        if day >= today and low < high <= case.end:
            left = case.walk.windows(low, high)
            if left and left[-1].end:
                found.append((day, left[-1].end))
    return found


def counted(case: Case, start: dt.datetime, target: Target) -> dt.datetime | None:
    """Count working days one by one."""
    days = working_days(case, start)
    local = start.astimezone(ZoneInfo(case.zone))
    match target:
        case EndOfWorkingDay(days=number):
            return next((end for _, end in days[number:]), None)
        case WorkingDays(days=number):
            by = local.time()
        case WorkingDayBy(days=number, by=by):
            pass
        case _:
            raise TypeError(target)
    later = [day for day, _ in days if day > local.date()]
    if len(later) < number:
        return None
    odd = dt.timedelta(seconds=by.second, microseconds=by.microsecond)
    due = dt.datetime.combine(later[number - 1], by) - odd
    return case.walk.time(case.clock.minute(due)) + odd


@st.composite
def targets(draw: st.DrawFn, zone: str) -> Target:
    """Draw targets of each kind."""
    number, by = draw(st.integers(1, 5)), draw(st.times() | st.just(dt.time(2, 30)))
    choice: list[Target] = [
        WorkingDays(number, tz=zone),
        WorkingDayBy(number, by, tz=zone),
        EndOfWorkingDay(number - 1, tz=zone),
    ]
    return draw(st.sampled_from(choice))


@settings(slow, max_examples=30)
@over(cases(), st.data())
def test_working_days_are_counted_one_by_one(case: Case, data: st.DataObject) -> None:
    """A target is due on the day that a naive count comes to, or there is no such day."""
    target = data.draw(targets(case.zone))
    for moment in case.moments:
        start = moment.astimezone(UTC)
        expected = counted(case, start, target)
        if expected is not None and expected <= case.end:
            horizon = case.end - start
            assert expected == answer(case.schedule.deadline, moment, target, horizon=horizon)
            with pytest.raises(NoOpenTime):
                case.schedule.deadline(moment, target, horizon=expected - start - TICK)


@settings(slow, max_examples=30)
@over(cases(combined=False), st.data())
def test_a_target_goes_by_the_clock_of_its_schedule(case: Case, data: st.DataObject) -> None:
    """Without a zone of its own a target counts the days of the schedule's zone."""
    assume(case.definition[0] == "weekly")
    number, moment = data.draw(st.integers(1, 5)), case.moments[0]
    for bare, placed in (
        (WorkingDays(number), WorkingDays(number, tz=case.zone)),
        (WorkingDayBy(number, dt.time(9)), WorkingDayBy(number, dt.time(9), tz=case.zone)),
        (EndOfWorkingDay(number), EndOfWorkingDay(number, tz=case.zone)),
    ):
        ask = functools.partial(case.schedule.deadline, moment, horizon=40 * DAY)
        assert answer(ask, placed) == answer(ask, bare)
