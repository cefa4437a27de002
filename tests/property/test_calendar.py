"""Calendars and months of changes, against brute force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, example, settings
from hypothesis import given as each
from hypothesis import strategies as st

from itsmcore import Schedule
from itsmcore.change_calendar import ChangeSchedule, Conflict, ConflictKind, Freeze, Items
from itsmcore.changes import NORMAL_CHANGE, STANDARD_CHANGE, Change, ChangeKind
from itsmcore.conditions import ALWAYS, Condition, field
from itsmcore.conditions import given as outside
from itsmcore.span import Window
from tests.changes.walks import at
from tests.instants import HOUR
from tests.instants import MARCH as NINE

# --- calendars against brute force ------------------------------------------------------------

THINGS = ("host", "vm", "db", "mail")
PAIRS = st.tuples(st.sampled_from(THINGS), st.sampled_from(THINGS))
GRAPHS = st.builds(
    lambda parents, depends: Items(parents=parents, depends=depends),
    st.lists(PAIRS, max_size=3),
    st.lists(PAIRS, max_size=3),
)
DAY = 24


def stretches(*, most: int = 3, unit: timedelta = HOUR, end: int = DAY) -> st.SearchStrategy[Any]:
    """Draw a schedule of a few windows on a grid."""
    ends = st.tuples(st.integers(0, end - 1), st.integers(1, end // 2))
    return st.lists(ends, max_size=most).map(
        lambda spans: Schedule.of(
            [Window(NINE + a * unit, NINE + (a + b) * unit) for a, b in spans]
        )
    )


APPLIES: tuple[Condition, ...] = (
    ALWAYS,
    field("kind").is_(ChangeKind.NORMAL),
    ~field("configuration_items").contains("vm"),
    outside("load") > 5,
)


@st.composite
def freezes(draw: st.DrawFn, *, end: int = DAY, unit: timedelta = HOUR) -> tuple[Freeze, ...]:
    """Draw up to two freezes, for some changes or for all."""
    return tuple(
        Freeze(
            name,
            draw(stretches(most=2, end=end, unit=unit)),
            applies=draw(st.sampled_from(APPLIES)),
        )
        for name in ("audit", "sale")[: draw(st.integers(0, 2))]
    )


@st.composite
def planned(draw: st.DrawFn, number: int, *, end: int = DAY, unit: timedelta = HOUR) -> Change:
    """Draw a change of some items, on a grid; some have ended, and some have no window."""
    model = draw(st.sampled_from([NORMAL_CHANGE, STANDARD_CHANGE]))
    start, length = draw(st.integers(0, end - 1)), draw(st.integers(0, end // 3))
    window: dict[str, Any] = {
        "planned_start": NINE + start * unit,
        "planned_end": NINE + (start + length) * unit,
    }
    names = st.lists(st.sampled_from(THINGS), max_size=2)
    change = model.open(
        f"C{number}",
        at=NINE - 99 * HOUR,
        by="ada",
        summary="s",
        assignee=draw(st.sampled_from([None, None, "grace", "linus"])),
        configuration_items=draw(names),
        affected_services=draw(names),
        **(window if draw(st.integers(0, 9)) else {}),
    )
    gone = draw(st.integers(0, 7)) == 7
    return change.cancel(at=NINE - 99 * HOUR, by="x", reason="r") if gone else change


@st.composite
def calendars(draw: st.DrawFn, /, *, most: int = 6, **grid: Any) -> ChangeSchedule:
    """Draw a small calendar."""
    count = draw(st.integers(0, most))
    always = st.just(Schedule.always())
    return ChangeSchedule(
        [draw(planned(number, **grid)) for number in range(count)],
        items=draw(GRAPHS),
        maintenance=draw(always | stretches(most=4, **grid)),
        freezes=draw(freezes(**grid)),
    )


def runs(hours: Iterable[int]) -> list[tuple[int, int]]:
    """Join hours that follow each other."""
    found: list[tuple[int, int]] = []
    for hour in sorted(hours):
        if found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1)
        else:
            found.append((hour, hour + 1))
    return found


def hours_of(change: Change) -> set[int]:
    """List the hours after NINE that a change is planned in."""
    if change.window is None:
        return set()
    start, end = ((moment - NINE) // HOUR for moment in (change.window.start, change.window.end))
    return set(range(start, end))


def touching(items: Items, one: Change, other: Change) -> set[tuple[ConflictKind, tuple[str, ...]]]:
    """Find how two changes touch, by looking at every pair of names."""
    found: set[tuple[ConflictKind, tuple[str, ...]]] = set()
    for a in (*one.configuration_items, *one.affected_services):
        for b in (*other.configuration_items, *other.affected_services):
            if a == b:
                found.add((ConflictKind.SAME_ITEM, (a,)))
            if {(a, b), (b, a)} & items.parents:
                found.add((ConflictKind.PARENT, (a, b)))
            if {(a, b), (b, a)} & items.depends:
                found.add((ConflictKind.DEPENDENT, (a, b)))
    if one.assignee and one.assignee == other.assignee:
        found.add((ConflictKind.ASSIGNEE, ()))
    return found


def brute(calendar: ChangeSchedule, change: Change, load: int) -> set[Conflict]:
    """Find every conflict of a change hour by hour."""
    found = set()

    def add(kind: ConflictKind, witness: str, hours: set[int], items: tuple[str, ...] = ()) -> None:
        for start, end in runs(hours):
            found.add(Conflict(change.id, kind, witness, Window(at(start), at(end)), items))

    mine = hours_of(change)
    for other in calendar.changes:
        if other.id != change.id and other.phase.is_open:
            for kind, items in touching(calendar.items, change, other):
                add(kind, other.id, mine & hours_of(other), items)
    shut = {hour for hour in mine if not calendar.maintenance.is_open(at(hour))}
    add(ConflictKind.OUTSIDE_MAINTENANCE, "maintenance", shut)
    for freeze in calendar.freezes:
        if freeze.applies.holds({**change.facts, "given.load": load}):
            add(
                ConflictKind.FREEZE,
                freeze.name,
                {hour for hour in mine if freeze.schedule.is_open(at(hour))},
            )
    return found


@settings(max_examples=100)
@each(calendars(), planned(99), st.integers(0, 9))
def test_conflicts_are_those_of_brute_force(
    calendar: ChangeSchedule, considered: Change, load: int
) -> None:
    """Every one once, with its kind, its witness, its items and its time, in order."""
    for change in (*calendar.changes, considered):
        found = calendar.conflicts(change, given={"load": load})
        assert brute(calendar, change, load) == set(found)
        assert len(found) == len(set(found))
        assert sorted(c.overlap.start for c in found) == [c.overlap.start for c in found]


@settings(max_examples=100)
@each(calendars(), st.integers(0, 9))
def test_all_conflicts_are_what_conflicts_says_of_each(calendar: ChangeSchedule, load: int) -> None:
    """That of two changes once, as the first one's; what has ended has none."""
    places = {change.id: place for place, change in enumerate(calendar.changes)}
    expected = {
        conflict
        for change in calendar.changes
        if change.phase.is_open
        for conflict in calendar.conflicts(change, given={"load": load})
        if places[change.id] < places.get(conflict.witness, len(places))
    }
    found = calendar.all_conflicts(given={"load": load})
    assert expected == set(found)
    assert len(found) == len(expected)


@settings(max_examples=60)
@each(calendars(), st.lists(st.sampled_from(["C0", "C1", "audit", "sale", "maintenance"])))
def test_exceptions_take_away_what_they_name_and_no_more(
    calendar: ChangeSchedule, names: list[str]
) -> None:
    """From what is unresolved, and from what implementing is given."""
    for plain in calendar.changes:
        change = plain
        for name in names if plain.phase.is_open else ():
            change = change.grant_exception(at=NINE - HOUR, by="x", of=name, reason="r")
        load = {"load": 9}
        every = calendar.conflicts(plain, given=load)
        left = calendar.unresolved(change, given=load)
        assert tuple(c for c in every if c.witness not in change.exceptions) == left
        moment = NINE if plain.window is None else plain.window.start
        before = calendar.given(plain, at=moment, given=load)
        after = calendar.given(change, at=moment, given=load)
        for name in ("freeze", "conflicts"):
            assert tuple(w for w in before[name] if w not in change.exceptions) == after[name]
        assert {c.witness for c in left} - {*after["freeze"]} == {*after["conflicts"]}
        in_force = [f.name for f in calendar.freezes if f.schedule.is_open(moment)]
        assert set(before["freeze"]) <= set(in_force)
        if plain.window is not None:
            assert not set(before["freeze"]) & set(before["conflicts"])


MINUTES: dict[str, Any] = {"unit": timedelta(minutes=1), "end": 60}


@settings(max_examples=50)
@each(calendars(most=4, **MINUTES), planned(0, **MINUTES), st.integers(1, 25), st.integers(0, 9))
def test_every_slot_is_free_and_none_lies_before_the_first(
    calendar: ChangeSchedule, change: Change, minutes: int, load: int
) -> None:
    """Walked minute by minute: the first window of every free stretch, in order, and no other."""
    assume(change.phase.is_open)
    takes, minute, known = timedelta(minutes=minutes), timedelta(minutes=1), {"load": load}
    after, until = NINE - 5 * minute, NINE + 90 * minute

    def is_free(start: datetime) -> bool:
        if start + takes > until:
            return False
        there = change.reschedule(
            at=NINE - HOUR, by="x", planned_start=start, planned_end=start + takes
        )
        return not calendar.conflicts(there, given=known)

    free = [after + n * minute for n in range(95) if is_free(after + n * minute)]
    firsts = [start for start in free if start - minute not in free]
    found = calendar.free_slots(change, after=after, until=until, duration=takes, given=known)
    assert [Window(start, start + takes) for start in firsts] == list(found)


# --- the month against brute force ------------------------------------------------------------

ZONES = ("UTC", "Europe/Amsterdam", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe")
QUARTER = timedelta(minutes=15)
MOVES = [datetime(2026, *day, tzinfo=UTC) for day in ((3, 7), (3, 28), (4, 23), (10, 24), (11, 1))]
QUARTERS = st.builds(
    lambda day, start, length: Window(day + start * QUARTER, day + (start + length) * QUARTER),
    st.sampled_from(MOVES),
    st.integers(0, 200),
    st.integers(1, 250),
)


def _touched(window: Window, zone: ZoneInfo) -> dict[date, str]:
    """Walk a window quarter by quarter: the days it touches, and the clock when it first does."""
    count = (window.end - window.start) // QUARTER
    clocks = [(window.start + n * QUARTER).astimezone(zone) for n in range(count)]
    first: dict[date, str] = {}
    for local in clocks:
        first.setdefault(local.date(), f"{local:%H:%M}")
    return first


@settings(max_examples=60)
@each(
    st.sampled_from(ZONES),
    st.lists(QUARTERS, max_size=3),
    st.lists(QUARTERS, max_size=2),
    st.sampled_from([3, 4, 10, 11]),
)
@example("Africa/Cairo", [Window(MOVES[3] + 100 * QUARTER, MOVES[3] + 900 * QUARTER)], [], 10)
def test_a_month_shows_each_day_what_falls_on_it(
    tz: str, planned_in: list[Window], frozen_in: list[Window], month: int
) -> None:
    """By the clock of the zone, where the clock is moved and where midnight is left out too."""
    zone = ZoneInfo(tz)
    changes = [
        NORMAL_CHANGE.open(
            f"C{number}",
            at=NINE,
            by="ada",
            summary="s",
            planned_start=window.start,
            planned_end=window.end,
        )
        for number, window in enumerate(planned_in)
    ]
    frozen = list(zip(("audit", "sale"), frozen_in, strict=False))
    freezes = [Freeze(name, Schedule.of([window])) for name, window in frozen]
    calendar = ChangeSchedule(changes, freezes=freezes)
    order = sorted(
        ((window, change.id) for window, change in zip(planned_in, changes, strict=True)),
        key=lambda pair: (pair[0].start, pair[1]),
    )
    days = {day for w in (*planned_in, *frozen_in) for day in _touched(w, zone)}
    expected = {
        day: (
            [f"{on[day]} {id}" for w, id in order if day in (on := _touched(w, zone))],
            [name for name, w in frozen if day in _touched(w, zone)],
        )
        for day in days
        if (day.year, day.month) == (2026, month)
    }
    shown = calendar.month(2026, month, tz=tz).days
    assert [date(2026, month, 1) + timedelta(days=n) for n in range(len(shown))] == [
        day for day, _, _ in shown
    ]
    assert date(2026, month + 1, 1) - timedelta(days=1) == shown[-1][0]
    assert expected == {
        day: (list(planned), list(frozen)) for day, planned, frozen in shown if planned or frozen
    }
