"""Clocks, against an oracle that walks from minute to minute, and their laws."""

import copy
import datetime as dt
import itertools
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.conditions import Condition, field, happened
from itsmcore.decisions import Decision, Row
from itsmcore.errors import FaultyDefinition, ItsmError
from itsmcore.level import Priority
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.service_levels import Action, Agreement, Clock, Goal, Status, Terms
from itsmcore.testing import conditions as wild_conditions
from itsmcore.testing import facts as wild_facts
from itsmcore.timeline import Step, Timeline
from tests.instants import DAY, HOUR, MINUTE, TICK, ZERO
from tests.instants import MIDNIGHT as MONDAY
from tests.property import clocks as some
from tests.property.clocks import Case, Oracle, Place, as_said

pytestmark = pytest.mark.filterwarnings("ignore::itsmcore.errors.WholeDays")

USUAL = Terms().order


def examples(count: int) -> Callable[[Any], Any]:
    """Look at so many cases; they are large, and some laws hold of a part of them."""
    return settings(
        max_examples=count,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
        ],
    )


# --- the oracle -----------------------------------------------------------------------------------


def found_by_walking(case: Case) -> dict[Any, list[dict[str, Any]]]:
    """Ask the oracle of each clock."""
    holders = {key: clock.holder for key, clock in case.clocks.items()}
    return {
        key: Oracle(case.place, case.agreement, case.goal, case.timeline, case.at, holder).said()
        for key, holder in holders.items()
    }


def found(case: Case) -> dict[Any, list[dict[str, Any]]]:
    """Ask the clocks."""
    return {key: as_said(case.place, clock) for key, clock in case.clocks.items()}


@examples(600)
@over(some.cases())
def test_clocks_are_what_a_walk_by_the_minute_finds(case: Case) -> None:
    """A clock of any goal says of each cycle what is found by walking from minute to minute."""
    assert found_by_walking(case) == found(case)


@examples(250)
@over(some.cases(relative=True, without=["applies"], schedule_chosen="at_start"))
def test_working_days_are_what_a_walk_by_the_minute_finds(case: Case) -> None:
    """A target in working days is due, and a clock late, when a walk by the minute says so."""
    assert found_by_walking(case) == found(case)


@examples(60)
@over(some.cases(odd=True, without=["start", "start_at", "per", "applies"]))
def test_clocks_by_odd_schedules_are_what_a_walk_finds(case: Case) -> None:
    """Clocks agree with the walk by schedules with breaks, holidays and odd weeks."""
    assert found_by_walking(case) == found(case)


@examples(30)
@over(some.cases(without=["applies"]))
def test_each_holder_has_a_clock(case: Case) -> None:
    """With `per` there is one clock for each value of the fact that is set, and else just one."""
    seen = [
        step.get(case.goal.per) for step in case.timeline if step.at <= case.now and case.goal.per
    ]
    holders = dict.fromkeys(value for value in seen if value is not None)
    name = case.goal.name

    assert ([(name, h) for h in holders] if case.goal.per else [name]) == list(case.clocks)


# --- sums -----------------------------------------------------------------------------------------


def all_cycles(case: Case) -> Iterator[Clock]:
    """Give every cycle that has started."""
    for clock in case.clocks.values():
        yield from (cycle for cycle in clock.cycles if cycle.started_at is not None)


@examples(100)
@over(some.cases(relative=True))
def test_segments_make_up_the_clock(case: Case) -> None:
    """Segments follow each other from start to end, and those that count sum to the elapsed."""
    for cycle in all_cycles(case):
        parts, end = cycle.segments, cycle.ended_at or cycle.at
        ends = [cycle.started_at, *(part.end for part in parts)]

        assert [part.start for part in parts] == ends[:-1]
        assert end == ends[-1]
        assert all(part.start < part.end for part in parts)
        assert cycle.elapsed == sum((part.elapsed for part in parts), ZERO)
        assert cycle.elapsed == sum((part.length for part in parts if part.counts), ZERO)


@examples(100)
@over(some.cases())
def test_what_is_left_is_the_rest(case: Case) -> None:
    """What has elapsed and what remains are the target, and the percentage is their share."""
    for cycle in all_cycles(case):
        if cycle.target is None:
            assert (None, None) == (cycle.remaining, cycle.percent)
        else:
            assert isinstance(cycle.target, dt.timedelta)
            assert cycle.remaining is not None
            assert cycle.target == cycle.elapsed + cycle.remaining
            assert cycle.elapsed / cycle.target * 100 == cycle.percent


@examples(80)
@over(some.cases(without=["applies"], on_target_change="carry"), st.lists(some.MINUTES, max_size=6))
def test_what_has_elapsed_never_shrinks(case: Case, ats: list[int]) -> None:
    """Within one cycle, more has elapsed later, or as much."""
    before: dict[tuple[Any, int], dt.timedelta] = {}
    for at in sorted(ats):
        for key, clock in attrs.evolve(case, at=at).clocks.items():
            if clock.started_at is not None:
                cycle = key, len(clock.cycles)
                assert before.get(cycle, ZERO) <= clock.elapsed
                before[cycle] = clock.elapsed


# --- what changes nothing -------------------------------------------------------------------------


def outline(case: Case) -> list[Any]:
    """Say of each cycle what somebody acts on."""
    return [
        (
            *(cycle.status, cycle.elapsed, cycle.due, cycle.due_if_resumed, cycle.breached_at),
            *(cycle.started_at, cycle.ended_at, cycle.passed, cycle.outcome, cycle.next_instant),
            sums_by_kind(cycle),
        )
        for clock in case.clocks.values()
        for cycle in clock.cycles
    ]


def sums_by_kind(clock: Clock) -> dict[str, dt.timedelta]:
    """Add up a clock's segments by what they are."""
    sums: dict[str, dt.timedelta] = {}
    for part in clock.segments:
        sums[part.kind] = sums.get(part.kind, ZERO) + part.length
    return sums


def asked(goal: Goal) -> tuple[Condition, ...]:
    """List the conditions of a goal."""
    of = (goal.start, goal.stop, goal.pause, goal.resume, goal.reset, goal.cancel, goal.duplicate)
    return tuple(condition for condition in of if condition is not None)


def comes_to_hold_later(case: Case) -> bool:
    """Tell whether a condition holds on after a step without being heard at it."""
    pause, resume = case.goal.pause, case.goal.resume
    return any(
        condition.judge(step.lasting) is True and condition.judge(step) is not True
        for condition in asked(case.goal)
        for step in case.timeline
    ) or any(
        resume is not None and pause.judge(step) is True and resume.judge(step) is True
        for step in case.timeline
    )


def inserted(case: Case, place: int, later: int, *steps: Mapping[str, Any]) -> Case:
    """Put steps after another, some minutes later if nothing else happens before."""
    before = case.timeline.steps[place].lasting
    following = case.timeline.steps[place + 1 : place + 2]
    at = before.at + later * MINUTE
    if following:
        at = min(at, following[0].at)
    more = [Step(at, "note", before.facts | facts) for facts in steps]
    known = case.timeline.steps
    return attrs.evolve(case, timeline=Timeline((*known[: place + 1], *more, *known[place + 1 :])))


PLACES_LATER = st.tuples(st.integers(0, 7), st.sampled_from([0, 1, 60, 600]) | some.MINUTES)


@examples(150)
@over(some.cases(relative=True, order=USUAL), PLACES_LATER)
def test_steps_at_which_nothing_changes_change_nothing(case: Case, where: tuple[int, int]) -> None:
    """A step with the facts of the one before, and a verb that nobody asks for, is as if not."""
    assume(where[0] < len(case.timeline) and not comes_to_hold_later(case))

    assert outline(case) == outline(inserted(case, *where, {}))


def may_begin_anew(case: Case) -> bool:
    """Tell whether a clock that an event has stopped begins again at whichever step comes next."""
    stops_at_an_event = any(f.name == "verb" for f in case.goal.stop.fields)
    return stops_at_an_event and all(f.name != "verb" for f in case.goal.start.fields)


@examples(100)
@over(some.cases(relative=True, order=USUAL), PLACES_LATER, st.sampled_from(["linus", None]))
def test_who_holds_the_record_moves_no_clock(
    case: Case, where: tuple[int, int], assignee: str | None
) -> None:
    """Handing the record to somebody whom no condition asks for changes nothing."""
    assume(where[0] < len(case.timeline) and not comes_to_hold_later(case))
    assume(not may_begin_anew(case))
    read = [*asked(case.goal), case.agreement.applies]
    read += [row.when for row in case.goal.targets.rows]
    assume(all(f.name != "assignee" for condition in read for f in condition.fields))
    assume(case.goal.per != "assignee")
    handed = inserted(case, *where, {"assignee": assignee})

    assert outline(case) == outline(handed)


STANDING = field("custom.standing").is_(True)


@examples(100)
@over(some.cases(relative=True, order=USUAL, pause=STANDING), PLACES_LATER)
def test_a_pause_of_no_length_changes_nothing(case: Case, where: tuple[int, int]) -> None:
    """A clock that is paused and runs again at one instant is as if it had not been paused."""
    assume(where[0] < len(case.timeline) and not comes_to_hold_later(case))
    paused = inserted(case, *where, {"custom.standing": True}, {})

    assert outline(case) == outline(paused)


# --- due and late ---------------------------------------------------------------------------------


def only(case: Case) -> Clock:
    """Give the clock of a goal that has one."""
    return case.clocks[case.goal.name]


def at_instant(case: Case, instant: dt.datetime) -> Clock:
    """Measure a case's clock at an instant, by what is known at the case's own."""
    known = case.timeline[: case.now + TICK]
    return case.agreement.measure(known, at=instant)[case.goal.name]


@examples(100)
@over(
    some.cases(
        without=["applies", "start_at", "per"],
        changing=False,
        schedule_chosen="at_start",
        on_reopen="resume",
    )
)
def test_due_is_when_the_target_is_first_reached(case: Case) -> None:
    """Measured when it was due, the whole target has elapsed; just before, less has."""
    clock = only(case)
    assume(clock.due is not None and (clock.ended_at is None or clock.due <= clock.ended_at))
    assert clock.due is not None

    assert clock.target == at_instant(case, clock.due).elapsed
    assert isinstance(clock.target, dt.timedelta)
    assert clock.target > at_instant(case, clock.due - TICK).elapsed


@examples(100)
@over(
    st.sampled_from(some.PLACES).flatmap(lambda p: st.tuples(st.just(p), some.schedules(p))),
    some.DURATIONS,
    some.MINUTES,
    st.sampled_from([">", ">="]),
)
def test_a_clock_that_just_runs_is_late_where_its_time_is_up(
    kept: tuple[Place, Schedule], target: dt.timedelta, start: int, breach_when: Any
) -> None:
    """By ">=" it is late when due; by ">" since the last instant at which no more has elapsed."""
    place, schedule = kept
    goal = Goal(
        "resolution", stop=Phase.RESOLVED, targets=target, terms=Terms(breach_when=breach_when)
    )
    timeline = Timeline.from_rows([(place.at(start), {"phase": Phase.NEW})])
    agreement = Agreement("gold", goals=[goal], schedule=schedule)
    clock = agreement.measure(timeline, at=place.at(start) + 30 * DAY)["resolution"]

    if clock.elapsed < target:
        assert None is clock.breached_at
    elif breach_when == ">=":
        assert clock.due == clock.breached_at
    elif clock.elapsed == target:
        assert None is clock.breached_at
    else:
        assert clock.breached_at is not None
        at, after = (
            agreement.measure(timeline, at=instant)["resolution"]
            for instant in (clock.breached_at, clock.breached_at + TICK)
        )
        assert (target, None) == (at.elapsed, at.breached_at)
        assert (target + TICK, clock.breached_at) == (after.elapsed, after.breached_at)


def signs(clock: Clock) -> tuple[Any, ...]:
    """Say what an alarm would be raised for."""
    told = clock.due_actions(since=clock.cycles[0].started_at or clock.at, until=clock.at)
    return clock.status, len(clock.cycles), clock.passed, clock.breaches, told


@examples(120)
@over(some.cases(relative=True), st.lists(st.integers(0, 1000), max_size=4))
def test_the_next_instant_is_when_something_shows(case: Case, shares: list[int]) -> None:
    """What comes next shows at that instant, or a tick ahead of it, and nothing does before."""
    known = case.timeline[: case.now + TICK]
    for key, clock in case.clocks.items():
        following = clock.next_instant
        last = case.now + 30 * DAY if following is None else following - 2 * TICK
        last = max(last, case.now)
        instants = [case.now + (last - case.now) * share / 1000 for share in shares]
        for instant in (*instants, last):
            between = case.agreement.measure(known, at=instant)[key]
            assert signs(clock) == signs(between)
        if following is not None:
            assert signs(clock) != signs(case.agreement.measure(known, at=following)[key])


@examples(80)
@over(some.cases(), st.data())
def test_what_has_fallen_due_is_seen_when_woken(case: Case, data: st.DataObject) -> None:
    """Woken at each next instant, nobody misses an action or sees one twice."""
    known = case.timeline[: case.now + TICK]
    begin, end = case.now, case.now + 20 * DAY
    seen: list[Action] = []
    since = begin
    for _ in range(12):
        clocks = case.agreement.measure(known, at=since)
        following = clocks.next_instant
        if following is None or following >= end:
            break
        woken = case.agreement.measure(known, at=following)
        seen += woken.due_actions(since=since, until=following)
        since = following
    whole = case.agreement.measure(known, at=end)

    assert list(whole.due_actions(since=begin, until=since)) == seen


REPLAYED = some.cases(without=["stop_at"], before_attachment="replay")


@examples(80)
@over(REPLAYED | some.doubled(REPLAYED), st.lists(some.MINUTES, min_size=2, max_size=6))
def test_actions_fall_due_once_and_stay(case: Case, ats: list[int]) -> None:
    """What fell due up to an instant is the same however much later it is measured.

    Where a step may say that it was over before, what fell due in between never should have.
    """
    instants = [case.place.at(at) for at in sorted(ats)]
    late = case.agreement.measure(case.timeline, at=instants[-1])
    long_ago = case.place.at(-some.AHEAD)
    pieces = [
        action
        for since, until in itertools.pairwise([long_ago, *instants])
        for action in case.agreement.measure(case.timeline, at=until).due_actions(
            since=since, until=until
        )
    ]

    assert list(late.due_actions(since=long_ago, until=instants[-1])) == pieces


# --- doubles --------------------------------------------------------------------------------------


def double_since(case: Case) -> int | None:
    """Find the step from which on the record is another one's double, by what is known."""
    codes = [step.get("resolution_code") for step in case.timeline if step.at <= case.now]
    number = len(codes)
    while number and codes[number - 1] == "duplicate":
        number -= 1
    return number if number < len(codes) else None


@examples(150)
@over(some.doubled(some.cases(without=["applies"])))
def test_the_clocks_of_a_double_are_cancelled_as_they_stood(case: Case) -> None:
    """What had been spent by the step that made it one is spent; nothing is met or missed."""
    since = double_since(case)
    assume(since is not None and since > 0)
    assert since is not None
    before = Timeline(case.timeline.steps[:since])
    stood = case.agreement.measure(before, at=case.timeline[since].at)
    for key, clock in case.clocks.items():
        assert (True, None) == (clock.is_duplicate, clock.outcome)
        was = stood.get(key)
        if was is None or was.started_at is None:
            assert ZERO == clock.elapsed
        else:
            assert (Status.CANCELLED, was.elapsed) == (clock.status, clock.elapsed)


@examples(100)
@over(some.doubled(some.cases(without=["applies"], breach="in_force")))
def test_what_is_no_double_any_more_stands_as_if_it_had_never_been(case: Case) -> None:
    """But that it was late is known only since it is none."""
    assume(double_since(case) is None)
    plain = Timeline(
        attrs.evolve(step, facts=step.facts | {"resolution_code": None}) for step in case.timeline
    )
    clean = case.agreement.measure(plain, at=case.now)
    for key, clock in case.clocks.items():
        for cycle, other in zip(clock.cycles, clean[key].cycles, strict=True):
            assert (other.status, other.elapsed, other.due) == (
                cycle.status, cycle.elapsed, cycle.due,
            )  # fmt: skip
            assert len(other.breaches) >= len(cycle.breaches)
            if cycle.target is not None:
                assert other.outcome == cycle.outcome


# --- what a clock hangs on ------------------------------------------------------------------------


@examples(80)
@over(some.cases(relative=True), some.MINUTES)
def test_what_comes_later_counts_for_nothing(case: Case, at: int) -> None:
    """A clock is the same whether the steps after its instant are there or not."""
    now = case.place.at(at)
    whole = case.agreement.measure(case.timeline, at=now)

    assert whole == case.agreement.measure(case.timeline[: now + TICK], at=now)


@examples(40)
@over(some.cases(relative=True))
def test_clocks_are_values(case: Case) -> None:
    """A clock equals its pickled twin, its copy and one measured again, and hashes alike."""
    agreement, timeline = pickle.loads(pickle.dumps((case.agreement, case.timeline)))
    clocks = case.clocks
    for key, clock in clocks.items():
        twins = pickle.loads(pickle.dumps(clock)), copy.deepcopy(clock), case.clocks[key]
        for twin in twins:
            assert clock == twin
            assert outline_of(clock) == outline_of(twin)
        assert {hash(clock)} == {hash(twin) for twin in twins}

    assert (agreement, timeline) == (case.agreement, case.timeline)
    assert clocks == agreement.measure(timeline, at=case.now)


def outline_of(clock: Clock) -> tuple[Any, ...]:
    """Say what a clock computes."""
    return clock.row, clock.passed, [str(part) for part in clock.segments], str(clock.explain())


@examples(100)
@over(some.cases(), some.MINUTES)
def test_a_revision_of_equal_goals_moves_no_clock(case: Case, begins: int) -> None:
    """Judged by two versions that say the same, every clock is as by one, but for the version."""
    revised = case.agreement.revised(version="2", effective_from=case.place.at(begins))
    clocks = revised.measure(case.timeline, at=case.now)

    assert unversioned(case.clocks) == unversioned(clocks)
    for clock in clocks.values():
        for cycle in clock.cycles:
            assert revised.in_force(cycle.started_at or case.now).version == cycle.version


def unversioned(clocks: Mapping[Any, Clock]) -> dict[Any, Clock]:
    """Leave out which version judged."""
    return {key: without_version(clock) for key, clock in clocks.items()}


def without_version(clock: Clock) -> Clock:
    """Leave out which version judged a clock, and those before it."""
    return attrs.evolve(clock, version="", earlier=tuple(map(without_version, clock.earlier)))


# --- any definition -------------------------------------------------------------------------------

WILD = wild_conditions(max_leaves=4)


@st.composite
def wild_goals(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a goal might be made of, with little sense to it."""
    place = draw(st.sampled_from(some.PLACES))
    given = draw(some.definitions_of_goals(place, relative=True))
    for name in ("start", "stop", "pause", "resume", "reset", "cancel"):
        if draw(st.booleans()):
            given[name] = draw(WILD)
    lengths = some.DURATIONS | some.relative_targets(place) | st.just(ZERO)
    rows = st.lists(st.tuples(WILD, lengths), max_size=3)
    if draw(st.booleans()):
        given["targets"] = draw(rows | st.builds(Decision, rows.map(many), default=lengths))
    return given


def many(rows: Iterable[tuple[Condition, Any]]) -> list[Row[Any]]:
    """Make rows."""
    return [Row(when, answer) for when, answer in rows]


WILD_ROWS = st.lists(
    st.tuples(some.MINUTES, st.sampled_from([None, "comment"]), wild_facts()), max_size=6
)


@examples(200)
@over(wild_goals(), WILD_ROWS, some.MINUTES)
def test_definitions_are_refused_or_hold(
    given: dict[str, Any], rows: list[tuple[int, str | None, dict[str, Any]]], at: int
) -> None:
    """A goal is refused with all that is wrong with it, or it measures any timeline."""
    place = some.PLACES[0]
    try:
        agreement = Agreement("gold", goals=[Goal("resolution", **given)])
    except FaultyDefinition as refusal:
        assert refusal.exceptions
        return
    timeline = Timeline.from_rows([(place.at(m), verb, f) for m, verb, f in rows], sort=True)
    try:
        clocks = agreement.measure(timeline, at=place.at(at))
    except ItsmError:
        return

    for clock in clocks.values():
        assert clock.elapsed == sum((part.elapsed for part in clock.segments), ZERO)
        assert clock.row["status"] == clock.status
        assert str(clock.explain())


# --- small cases ----------------------------------------------------------------------------------

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
NEW: dict[str, Any] = {"phase": Phase.NEW, "priority": Priority.LOW}
WAITS, DONE = NEW | {"phase": Phase.PENDING}, NEW | {"phase": Phase.RESOLVED}


def hours(number: float) -> dt.datetime:
    """Give the instant that many hours into Monday."""
    return MONDAY + number * HOUR


def clock_of(
    *rows: tuple[float, str | None, Mapping[str, Any]],
    at: float,
    terms: Terms | None = None,
    **given: Any,
) -> Clock:
    """Measure a goal that pauses while pending."""
    timeline = Timeline.from_rows([(hours(hour), verb, facts) for hour, verb, facts in rows])
    usual: dict[str, Any] = {"stop": Phase.RESOLVED, "pause": Phase.PENDING, "targets": 4 * HOUR}
    goal = Goal("resolution", **(usual | given))
    agreement = Agreement("gold", goals=[goal], schedule=OFFICE)
    if terms is not None:
        agreement = attrs.evolve(agreement, terms=terms)
    return agreement.measure(timeline, at=hours(at))["resolution"]


def test_a_resume_that_ranks_first_lets_a_running_clock_stop() -> None:
    """A clock that is not paused has nothing to resume, so the signals that follow are heard."""
    first = Terms(order=("resume", *(name for name in USUAL if name != "resume")))
    clock = clock_of((9, None, NEW), (10, None, DONE), at=11, terms=first)

    assert (Status.COMPLETED, hours(10)) == (clock.status, clock.ended_at)


def test_what_happened_before_a_clock_starts_does_not_stop_it() -> None:
    """A comment at nine is over when the clock starts at eleven, as if more had come between."""
    later = NEW | {"occurred_at": hours(11)}
    given: dict[str, Any] = {"at": 12, "start_at": "occurred_at", "stop": happened("comment")}
    alone = clock_of((9, "comment", later), **given)
    between = clock_of((9, "comment", later), (10, "note", later), **given)

    assert Status.RUNNING == between.status == alone.status


def test_time_before_the_first_step_counts_though_that_pauses() -> None:
    """Nobody was waited for before the record was, whatever its first step says."""
    waits = WAITS | {"occurred_at": hours(8)}
    alone = clock_of((10, None, waits), at=10, start_at="occurred_at")
    start = field("assignee").is_set
    after = clock_of(
        (10, None, waits),
        (11, None, waits | {"assignee": "ada"}),
        at=11,
        start_at="occurred_at",
        start=start,
    )

    assert 2 * HOUR == alone.elapsed == after.elapsed


def test_closed_time_that_counts_is_seen_at_the_reopening() -> None:
    """What is late by the closed time is late at the very instant of the reopening."""
    counted = Terms(on_reopen="count_closed")
    rows = (8, None, NEW), (9, None, DONE), (14, None, NEW)

    assert hours(14) == clock_of(*rows, at=14, terms=counted).breached_at
    assert hours(14) == clock_of(*rows, at=15, terms=counted).breached_at


def test_a_pause_is_explained_at_the_instant_it_begins() -> None:
    """Measured when it has just been paused, a clock says since when, and by what."""
    (reason,) = clock_of((9, None, NEW), (10, None, WAITS), at=10).why()

    assert "paused since mon 2026-01-05 10:00, because phase is Phase.PENDING" == str(reason)


def test_a_schedule_chosen_live_is_that_of_the_last_step() -> None:
    """Measured at the very step that changes it, a clock is due by the new schedule."""
    kept = Decision([Row(field("group").is_set, Schedule.always())], default=OFFICE)
    given: dict[str, Any] = {"schedule": kept, "terms": Terms(schedule_chosen="live")}
    clock = clock_of((16, None, NEW), (17, None, NEW | {"group": "mail"}), at=17, **given)
    done = clock_of((16, None, NEW), (17, None, DONE | {"group": "mail"}), at=17, **given)

    assert hours(20) == clock.due == done.due


def test_who_holds_a_paused_record_does_not_move_what_is_due_in_days() -> None:
    """A pause moves a target in working days by all of its open time, or by none of it."""
    handed = WAITS | {"assignee": "ada"}
    rows = (20, None, NEW), (43, None, WAITS), (46, None, handed)
    given: dict[str, Any] = {"targets": WorkingDays(1, tz="UTC")}

    assert None is clock_of(*rows, at=50, **given).due
    resumed = (58, None, NEW)
    whole = clock_of(*rows[:2], resumed, at=59, **given)
    assert whole.due == clock_of(*rows, resumed, at=59, **given).due


def test_a_pause_after_a_new_target_was_due_does_not_move_it() -> None:
    """A target in days is moved by what was lost before it was due, though it was not yet set."""
    raised = NEW | {"priority": Priority.CRITICAL}
    targets = {Priority.LOW: 100 * HOUR, Priority.CRITICAL: WorkingDays(1, tz="UTC")}
    rows = (8, None, NEW), (35, None, WAITS), (37, None, NEW), (38, None, raised)

    assert hours(32) == clock_of(*rows, at=39, targets=targets).due


def test_a_pause_before_closed_time_that_counts_moves_what_is_due_in_days() -> None:
    """What was lost to a pause stays lost, though the time after it was closed and counts."""
    rows = (8, None, NEW), (9, None, WAITS), (11, None, DONE), (12, None, WAITS), (13, None, NEW)
    given: dict[str, Any] = {
        "targets": WorkingDays(1, tz="UTC"),
        "terms": Terms(on_reopen="count_closed"),
    }

    assert hours(34) == clock_of(*rows[:4], at=12, **given).due_if_resumed
    assert hours(35) == clock_of(*rows, at=13, **given).due


def test_a_clock_that_never_will_start_waits_for_nothing() -> None:
    """Where the agreement applies no more, an instant to come is none to wake for."""
    acme = NEW | {"occurred_at": hours(12), "custom.customer": "acme"}
    timeline = Timeline.from_rows([(hours(9), acme), (hours(10), acme | {"custom.customer": None})])
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=HOUR, start_at="occurred_at")
    gold = Agreement("gold", goals=[goal], applies=field("custom.customer").is_set)
    clock = gold.measure(timeline, at=hours(11))["resolution"]

    assert (None, None) == (clock.starts_at, clock.next_instant)
