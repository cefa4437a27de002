"""Calendars and months of changes, against brute force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import assume, example, settings
from hypothesis import given as each
from hypothesis import strategies as st

from itsmcore import Schedule
from itsmcore.change_calendar import (
    ChangeSchedule,
    Conflict,
    ConflictKind,
    Freeze,
    Items,
    MaintenanceWindow,
)
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
    Items,
    parents=st.lists(PAIRS, max_size=3),
    depends=st.lists(PAIRS, max_size=3),
    within=st.sampled_from([0, 1, 1, 2, 3, None]),
)
SOME_THINGS = st.none() | st.lists(st.sampled_from(THINGS), max_size=2)
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
            items=draw(SOME_THINGS),
            applies=draw(st.sampled_from(APPLIES)),
        )
        for name in ("audit", "sale")[: draw(st.integers(0, 2))]
    )


@st.composite
def windows(draw: st.DrawFn, /, **grid: Any) -> tuple[MaintenanceWindow, ...]:
    """Draw at most one maintenance window, of some items or of all."""
    names = ("nights",)[: draw(st.integers(0, 1))]
    applies = st.sampled_from(APPLIES)
    return tuple(
        MaintenanceWindow(
            name, draw(stretches(most=4, **grid)), items=draw(SOME_THINGS), applies=draw(applies)
        )
        for name in names
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
    for kind in draw(st.sampled_from([(), (), ("parent",), ("child",), ("related",)])):
        targets = [name for name in ("C0", "C1", "C2", "else") if name != change.id]
        target = draw(st.sampled_from(targets))
        change = change.link(at=NINE - 99 * HOUR, by="ada", kind=kind, target=target)
    gone = draw(st.integers(0, 7)) == 7
    return change.cancel(at=NINE - 99 * HOUR, by="x", reason="r") if gone else change


KINDS = st.just(tuple(ConflictKind)) | st.sets(st.sampled_from(ConflictKind), min_size=5)


@st.composite
def calendars(draw: st.DrawFn, /, *, most: int = 6, **grid: Any) -> ChangeSchedule:
    """Draw a small calendar."""
    count = draw(st.integers(0, most))
    always = st.just(Schedule.always())
    return ChangeSchedule(
        [draw(planned(number, **grid)) for number in range(count)],
        items=draw(GRAPHS),
        maintenance=draw(always | stretches(most=4, **grid)),
        windows=draw(windows(**grid)),
        freezes=draw(freezes(**grid)),
        kinds=draw(KINDS),
        parents=draw(st.lists(st.tuples(*2 * [st.sampled_from(["C1", "C2", "C3"])]), max_size=1)),
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


SAME, DEPENDENT, NEEDED = range(3)
OF_CHANGES = (ConflictKind.SAME_ITEM, ConflictKind.DEPENDENT_ITEM, ConflictKind.NEEDED_ITEM)
OF_WINDOWS = (
    ConflictKind.OUTSIDE_MAINTENANCE,
    ConflictKind.DEPENDENT_OUTSIDE_MAINTENANCE,
    ConflictKind.NEEDED_OUTSIDE_MAINTENANCE,
)
OF_FREEZES = (ConflictKind.FREEZE, ConflictKind.DEPENDENT_FREEZE, ConflictKind.NEEDED_FREEZE)


def chains(items: Items, needed: str, dependent: str) -> list[tuple[str, ...]]:
    """List every chain of items from one to another, each of which depends on the one before."""
    depends = items.depends | {(child, parent) for parent, child in items.parents}
    most = len(THINGS) - 1 if items.within is None else min(items.within, len(THINGS) - 1)
    return [
        chain
        for count in range(2, most + 2)
        for chain in permutations(THINGS, count)
        if (chain[0], chain[-1]) == (needed, dependent)
        and all((b, a) in depends for a, b in pairwise(chain))
    ]


def ways(
    items: Items, mine: Iterable[str], theirs: Iterable[str]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Find how items touch others, by looking at every chain between every pair of them."""
    for a in mine:
        for b in theirs:
            if a == b:
                yield SAME, (a,)
            for up in sorted(chains(items, a, b), key=lambda chain: (len(chain), chain))[:1]:
                yield DEPENDENT, up
            for down in sorted(chains(items, b, a), key=lambda chain: (len(chain), chain))[:1]:
                yield NEEDED, down[::-1]


def family(calendar: ChangeSchedule, change: Change) -> set[str]:
    """Collect who is under one parent with a change, by asking everybody until nobody is added."""
    others = [other for other in calendar.changes if other.id != change.id]
    ties = {(*pair,) for pair in calendar.parents} | {
        (one.id, other)
        for one in (*others, change)
        for other in (*one.links.of("parent"), *one.links.of("child"))
    }
    found: set[str] = set()
    more = {change.id}
    while more - found:
        found |= more
        more = {name for tie in ties if found & {*tie} for name in tie}
    return found


def of(change: Change) -> tuple[str, ...]:
    """List what a change touches."""
    return (*change.configuration_items, *change.affected_services)


def brute(calendar: ChangeSchedule, change: Change, load: int) -> set[Conflict]:
    """Find every conflict of a change hour by hour."""
    found = set()

    def add(kind: ConflictKind, witness: str, hours: set[int], items: tuple[str, ...] = ()) -> None:
        for start, end in runs(hours) if kind in calendar.kinds else ():
            found.add(Conflict(change.id, kind, witness, Window(at(start), at(end)), items))

    mine, relatives = hours_of(change), family(calendar, change)
    for other in calendar.changes:
        if other.id not in relatives and other.phase.is_open:
            both = mine & hours_of(other)
            for side, items in ways(calendar.items, of(change), of(other)):
                add(OF_CHANGES[side], other.id, both, items)
            if change.assignee and change.assignee == other.assignee:
                add(ConflictKind.ASSIGNEE, other.id, both)
    shut = {hour for hour in mine if not calendar.maintenance.is_open(at(hour))}
    add(ConflictKind.OUTSIDE_MAINTENANCE, "maintenance", shut)
    rules = [(limit, OF_WINDOWS, False) for limit in calendar.windows]
    frozen = [(limit, OF_FREEZES, True) for limit in calendar.freezes]
    for limit, kinds, is_shut in (*rules, *frozen):
        hours = {hour for hour in mine if limit.schedule.is_open(at(hour)) is is_shut}
        if limit.applies.holds({**change.facts, "given.load": load}):
            named = limit.items
            everything = [(SAME, ())] if named is None else ways(calendar.items, of(change), named)
            for side, items in everything:
                add(kinds[side], limit.name, hours, items)
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
        assert tuple(map(str, left)) == after["warnings"]
        in_force = [f.name for f in calendar.freezes if f.schedule.is_open(moment)]
        assert set(before["freeze"]) <= set(in_force)
        if plain.window is not None:
            assert not set(before["freeze"]) & set(before["conflicts"])


INVERSE = {
    ConflictKind.DEPENDENT_ITEM: ConflictKind.NEEDED_ITEM,
    ConflictKind.NEEDED_ITEM: ConflictKind.DEPENDENT_ITEM,
}


@settings(max_examples=100)
@each(calendars(), st.integers(0, 9))
def test_a_conflict_is_seen_from_both_sides_alike(calendar: ChangeSchedule, load: int) -> None:
    """The way between the items is the same one, walked back; what depends becomes needed."""
    every = attrs.evolve(calendar, kinds=ConflictKind)
    numbers = [change.id for change in calendar.changes if change.phase.is_open]
    seen = {
        conflict
        for change in calendar.changes
        if change.id in numbers
        for conflict in every.conflicts(change, given={"load": load})
        if conflict.witness in numbers
    }
    for one in seen:
        kind, back = INVERSE.get(one.kind, one.kind), one.items[::-1]
        assert Conflict(one.witness, kind, one.change, one.overlap, back) in seen


@settings(max_examples=60)
@each(calendars(), st.integers(0, 9))
def test_who_looks_further_sees_no_less(calendar: ChangeSchedule, load: int) -> None:
    """Every conflict within some steps is one within more; the way to it stays."""
    former: set[Conflict] = set()
    for within in (0, 1, 2, 3, None):
        items = attrs.evolve(calendar.items, within=within)
        further = attrs.evolve(calendar, items=items)
        found = {*further.all_conflicts(given={"load": load})}
        assert former <= found
        assert all(len(c.items) <= 1 + (len(THINGS) if within is None else within) for c in found)
        former = found


@settings(max_examples=60)
@each(calendars(), st.integers(0, 9))
def test_changes_under_one_parent_never_conflict(calendar: ChangeSchedule, load: int) -> None:
    """Nor with the parent, whatever they touch and whoever makes them."""
    parents = {("parent", change.id) for change in calendar.changes}
    together = attrs.evolve(calendar, parents=parents)
    numbers = {change.id for change in calendar.changes}
    for change in calendar.changes:
        found = together.conflicts(change, given={"load": load})
        assert not numbers & {conflict.witness for conflict in found}
    assert not numbers & {c.witness for c in together.all_conflicts(given={"load": load})}


@settings(max_examples=60)
@each(GRAPHS, st.sampled_from(THINGS))
def test_a_freeze_of_an_item_reaches_exactly_its_dependents(items: Items, frozen: str) -> None:
    """And, where that is asked for, exactly what it depends on."""
    changes = {
        thing: NORMAL_CHANGE.open(
            "C0",
            at=NINE,
            by="ada",
            summary="s",
            configuration_items=thing,
            planned_start=at(1),
            planned_end=at(2),
        )
        for thing in THINGS
    }
    for more, reached in (
        ((), ()),
        ((ConflictKind.NEEDED_FREEZE,), items.dependents(frozen)),
        ((ConflictKind.DEPENDENT_FREEZE,), items.dependencies(frozen)),
    ):
        freeze = Freeze("sale", Schedule.always(), items=frozen)
        calendar = ChangeSchedule(items=items, freezes=[freeze], kinds=(ConflictKind.FREEZE, *more))
        stopped = {thing for thing in THINGS if calendar.conflicts(changes[thing])}
        assert {frozen, *reached} == stopped


@settings(max_examples=100)
@each(GRAPHS)
def test_what_depends_on_an_item_is_what_needs_it(items: Items) -> None:
    """Seen from both ends, in steps; and an item is not its own dependent."""
    for one in THINGS:
        assert one not in items.dependents(one)
        for other in THINGS:
            is_needed = one in items.dependencies(other)
            assert (other in items.dependents(one)) is is_needed
            assert is_needed is (one != other and bool(chains(items, one, other)))


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
    found = calendar.free_slots(change, since=after, until=until, duration=takes, given=known)
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
