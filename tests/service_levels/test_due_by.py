"""A due instant that somebody wrote: what the record says, and what pauses make of it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import attrs
import pytest

from itsmcore import Phase, Priority, Timeline
from itsmcore.conditions import ALWAYS, NEVER, field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, FaultyDefinition, NaiveTime
from itsmcore.interop.cattrs import make_converter
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.service_levels import (
    Agreement,
    Clock,
    Due,
    DueBy,
    Goal,
    InZoneOf,
    Outcome,
    Status,
    Terms,
)
from tests.instants import HOUR
from tests.service_levels.march import DONE, HELD, NEW, OFFICE, P1, said, story, when
from tests.timing import within_times

Row = tuple[str, Mapping[str, object]]
FRIDAY, WEDNESDAY = {"due_by": when("fri 12:00")}, {"due_by": when("wed 12:00")}
HOLD: tuple[Row, ...] = (("thu 09:00", HELD), ("thu 11:00", NEW))


def clock(
    *rows: Row, at: str, targets: Any = None, moves: bool = False, goal: Any = None, **terms: Any
) -> Clock:
    """Measure what a record says that it is due by."""
    given = {"stop": Phase.RESOLVED, "pause": Phase.PENDING, **(goal or {})}
    given["targets"] = DueBy("due_by", moves=moves) if targets is None else targets
    agreement = Agreement(
        "gold", goals=[Goal("resolution", **given)], schedule=OFFICE, terms=Terms(**terms)
    )
    return agreement.measure(story(*rows), at=when(at))["resolution"]


OPENED: Row = ("mon 09:00", {**NEW, **FRIDAY})


@pytest.mark.parametrize(("moves", "due"), [(False, "fri 12:00"), (True, "fri 14:00")])
def test_a_pause_moves_it_or_not(moves: bool, due: str) -> None:
    """On hold for two hours, by its open time."""
    found = clock(OPENED, *HOLD, at="thu 16:00", moves=moves)
    assert (due, Outcome.OPEN) == (said(found.due), found.outcome)
    assert due == said(clock(OPENED, *HOLD, at="1 mon 09:00", moves=moves).breached_at)


@pytest.mark.parametrize("moves", [False, True])
def test_it_is_late_at_the_earliest_since_it_was_written(moves: bool) -> None:
    """Set on Thursday to the Wednesday before, it is late since Thursday."""
    rows: tuple[Row, ...] = (("mon 09:00", NEW), ("thu 10:00", WEDNESDAY))
    found = clock(*rows, at="thu 10:00", moves=moves)
    assert ("wed 12:00", "thu 10:00") == (said(found.due), said(found.breached_at))
    assert "thu 10:00" == said(clock(*rows, at="fri 09:00", moves=moves).breached_at)
    assert None is clock(*rows, at="thu 09:59", moves=moves).outcome
    held: tuple[Row, ...] = (*rows[:1], ("thu 09:00", HELD), ("thu 10:00", WEDNESDAY))
    assert "thu 10:00" == said(clock(*held, at="thu 12:00", moves=moves).breached_at)


def test_only_a_pause_after_it_was_written_moves_it() -> None:
    """Of one that was going on then, what came after."""
    before: tuple[Row, ...] = (("mon 09:00", NEW), *HOLD, ("thu 12:00", FRIDAY))
    assert "fri 12:00" == said(clock(*before, at="thu 13:00", moves=True).due)
    amid: tuple[Row, ...] = (("mon 09:00", NEW), HOLD[0], ("thu 10:00", FRIDAY), HOLD[1])
    assert "fri 13:00" == said(clock(*amid, at="thu 13:00", moves=True).due)
    assert "fri 12:00" == said(clock(*amid, at="thu 13:00").due)
    after: tuple[Row, ...] = (OPENED, ("fri 13:00", HELD), ("fri 15:00", NEW))
    assert "fri 12:00" == said(clock(*after, at="fri 16:00", moves=True).due)


def test_out_of_hours_a_pause_costs_nothing() -> None:
    """From Thursday evening to Friday morning, and over the weekend after."""
    night: tuple[Row, ...] = (OPENED, ("wed 18:00", HELD), ("thu 08:00", NEW))
    assert "fri 12:00" == said(clock(*night, at="thu 09:00", moves=True).due)
    late: tuple[Row, ...] = (OPENED, ("thu 08:00", HELD), ("fri 08:00", NEW))
    assert "1 mon 12:00" == said(clock(*late, at="fri 09:00", moves=True).due)


def test_it_goes_by_while_the_clock_is_paused_unless_pauses_move_it() -> None:
    """Then nobody knows when it is due; and what is late falls due though nothing runs."""
    rows: tuple[Row, ...] = (OPENED, ("thu 09:00", HELD))
    watched = {"thresholds": {50: "warn", 100: "page"}, "on_breach": "mail"}
    fixed = clock(*rows, at="fri 17:00", goal=watched)
    assert (Status.PAUSED, "fri 12:00", "fri 12:00", Outcome.MISSED) == (
        fixed.status, said(fixed.due), said(fixed.breached_at), fixed.outcome,
    )  # fmt: skip
    assert "fri 12:00" == said(fixed.due_if_resumed)
    moved = clock(*rows, at="fri 17:00", goal=watched, moves=True)
    assert (None, None, Outcome.OPEN, None) == (
        moved.due, moved.breached_at, moved.outcome, moved.next_instant,
    )  # fmt: skip
    assert "1 tue 10:00" == said(moved.due_if_resumed)
    waiting = clock(*rows, at="thu 10:00", goal=watched)
    assert "fri 12:00" == said(waiting.next_instant)
    actions = fixed.due_actions(since=when("mon 00:00"), until=when("fri 17:00"))
    assert [("warn", "wed 10:30"), ("page", "fri 12:00"), ("mail", "fri 12:00")] == [
        (action.action, said(action.at)) for action in actions
    ]


def test_a_share_that_is_reached_while_it_stands_still_falls_due_then() -> None:
    """Thirty hours were spent; when ten are left of forty the clock is at three quarters."""
    rows: tuple[Row, ...] = (
        ("mon 08:00", {**NEW, "due_by": when("fri 18:00")}), ("wed 18:00", HELD),
    )  # fmt: skip
    found = clock(*rows, at="fri 10:00", goal={"thresholds": {75: "warn"}})
    assert ["thu 18:00"] == [said(passed.at) for passed in found.passed]
    early = clock(*rows, at="thu 10:00", goal={"thresholds": {75: "warn"}})
    assert ("thu 18:00", ()) == (said(early.next_instant), early.passed)


def test_what_is_allowed_is_what_was_spent_and_what_is_left() -> None:
    """So that all of it is spent when it is due, whatever pauses there were."""
    found = clock(OPENED, *HOLD, at="thu 16:00")
    assert (35 * HOUR, 6 * HOUR, 41 * HOUR) == (found.elapsed, found.remaining, found.allowed)
    done = clock(OPENED, *HOLD, ("fri 12:00", DONE), at="1 mon 09:00")
    assert (Outcome.MET, 100.0) == (done.outcome, done.percent)
    past = clock(("mon 09:00", {**NEW, "due_by": when("mon 08:00")}), at="mon 10:00")
    assert (Outcome.MISSED, 0 * HOUR, None) == (past.outcome, past.allowed, past.percent)


def test_written_again_the_same_it_is_as_old_as_it_was_and_otherwise_new() -> None:
    """What others change about the record does not write it anew."""
    again: tuple[Row, ...] = (OPENED, ("tue 09:00", {**P1, **FRIDAY}), *HOLD)
    assert "fri 14:00" == said(clock(*again, at="thu 16:00", moves=True).due)
    new = {"due_by": when("fri 13:00")}
    other: tuple[Row, ...] = (OPENED, *HOLD, ("thu 12:00", new))
    assert "fri 13:00" == said(clock(*other, at="thu 16:00", moves=True).due)
    back: tuple[Row, ...] = (*other, ("thu 13:00", FRIDAY))
    assert "fri 12:00" == said(clock(*back, at="thu 16:00", moves=True).due)
    target = clock(*back, at="thu 16:00").target
    assert isinstance(target, Due)
    assert (when("fri 12:00"), when("thu 13:00")) == (target.at, target.since)


def test_more_time_that_is_written_keeps_the_breach() -> None:
    """As with any other target."""
    later = {"due_by": when("1 mon 12:00")}
    found = clock(OPENED, ("fri 15:00", later), at="fri 16:00")
    assert [("fri 12:00", "fri 15:00")] == [
        (said(breach.start), said(breach.end)) for breach in found.breaches
    ]
    assert "by a target of 2026-03-06 11:00 UTC" in str(found.why()[-1])


def test_a_restart_sets_aside_what_was_spent_and_no_instant() -> None:
    """Due when it says; a pause before counts for nothing."""
    found = clock(("mon 09:00", NEW), *HOLD, ("thu 12:00", FRIDAY), at="thu 16:00",
                  on_target_change="restart")  # fmt: skip
    assert ("fri 12:00", 4 * HOUR, 10 * HOUR) == (said(found.due), found.elapsed, found.allowed)


@pytest.mark.parametrize("moves", [False, True])
def test_counted_from_before_it_was_known_no_earlier_pause_moves_it(moves: bool) -> None:
    """What is known only since a later step was written then."""
    rows: tuple[Row, ...] = (
        ("mon 09:00", HELD), ("mon 11:00", NEW),
        ("mon 12:00", {**FRIDAY, "phase": Phase.ACTIVE, "occurred_at": when("mon 09:00")}),
    )  # fmt: skip
    goal = {"start": Phase.ACTIVE, "start_at": "occurred_at"}
    found = clock(*rows, at="mon 13:00", goal=goal, moves=moves)
    assert ("fri 12:00", 2 * HOUR) == (said(found.due), found.elapsed)


def test_by_other_hours_it_is_moved_by_what_was_lost() -> None:
    """Two hours of the office are two hours around the clock."""
    hours = Decision(
        [(field("priority").is_(Priority.CRITICAL), Schedule.always())], default=OFFICE
    )
    rows: tuple[Row, ...] = (
        ("mon 09:00", {**NEW, "due_by": when("fri 17:00")}),
        *HOLD,
        ("thu 12:00", P1),
    )
    for at, due in (("thu 11:30", "1 mon 09:00"), ("thu 13:00", "fri 19:00")):
        found = clock(*rows, at=at, moves=True, goal={"schedule": hours}, schedule_chosen="live")
        assert due == said(found.due)


def test_where_nothing_is_written_another_target_holds_or_none() -> None:
    """By a table; what is no instant is nothing."""
    table: Any = Decision([(field("due_by").is_set, DueBy("due_by"))], default=8 * HOUR)
    rows: tuple[Row, ...] = (
        ("mon 09:00", NEW),
        ("mon 10:00", FRIDAY),
        ("mon 11:00", {"due_by": None}),
    )
    assert ["mon 17:00", "fri 12:00", "mon 17:00"] == [
        said(clock(*rows, at=at, targets=table).due)
        for at in ("mon 09:30", "mon 10:30", "mon 11:30")
    ]
    text = clock(("mon 09:00", {**NEW, "due_by": "Friday"}), at="mon 10:00")
    assert (None, None) == (text.target, text.outcome)
    with pytest.raises(NaiveTime):
        clock(("mon 09:00", {**NEW, "due_by": datetime(2026, 3, 6)}), at="mon 10:00")
    days: Any = Decision([(field("due_by").is_set, DueBy("due_by", moves=True))],
                         default=WorkingDays(1))  # fmt: skip
    swapped: tuple[Row, ...] = (
        *HOLD[:1],
        ("thu 10:00", FRIDAY),
        ("thu 11:00", {**NEW, "due_by": None}),
    )
    found = clock(("wed 10:00", NEW), *swapped, at="thu 16:00", targets=days)
    assert "thu 12:00" == said(found.due)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: goal(DueBy("event.until")), "momentary_target"),
        (lambda: goal(DueBy("given.until")), "outside_fact"),
        (
            lambda: goal([(field("a").is_set, DueBy("b")), (field("c").is_set, HOUR)]),
            "mixed_targets",
        ),
    ],
)
def test_what_no_record_says_is_a_fault(make: Callable[[], Goal], code: str) -> None:
    """It would never be due, and nobody told."""
    with pytest.raises(FaultyDefinition) as faulty:
        make()
    assert [code] == [fault.code for fault in faulty.value.faults]


def goal(targets: Any) -> Goal:
    """Make a goal."""
    return Goal("resolution", stop=Phase.RESOLVED, targets=targets)


def test_a_due_instant_is_a_value() -> None:
    """With a name of a fact, a plain yes or no, and a document; it is a target of a schedule."""
    for wrong in ({"fact": ""}, {"fact": 3}, {"fact": "due_by", "moves": "no"}):
        with pytest.raises(BadValue, match="cannot be"):
            DueBy(**wrong)
    moved = Agreement("gold", goals=[goal(DueBy("custom.due_by", moves=True))])
    converter = make_converter()
    assert moved == converter.structure(converter.unstructure(moved), Agreement)
    assert ("by due_by", "by due_by, moved by pauses") == (
        str(DueBy("due_by")), str(DueBy("due_by", moves=True)),
    )  # fmt: skip
    due = Due(when("fri 12:00"), since=when("mon 09:00"))
    assert when("fri 12:00") == OFFICE.deadline(when("mon 09:00"), due)
    assert None is due.after(when("mon 09:00"), OFFICE, when("thu 09:00"))


# --- many pauses ----------------------------------------------------------------------------------


def busy(pauses: int) -> Timeline:
    """Make a record that is paused every other minute."""
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return Timeline.from_rows(
        [(start + timedelta(minutes=n), HELD if n % 2 else NEW) for n in range(2 * pauses)]
    )


@pytest.mark.untraced
@pytest.mark.parametrize("targets", [8 * HOUR, WorkingDays(400)], ids=["hours", "days"])
def test_a_clock_of_many_pauses_grows_no_faster_than_they_do(targets: Any) -> None:
    """In memory and in time: four times as many take about four times as much."""
    agreement = Agreement(
        "gold",
        goals=[Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=targets)],
        schedule=OFFICE,
    )
    sizes, measures = [], []
    for pauses in (2_500, 10_000):
        timeline = busy(pauses)
        measures.append(partial(agreement.measure, timeline, at=timeline[-1].at + HOUR))
        tracemalloc.start()
        found = measures[-1]()["resolution"]
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert found.outcome is not None
        assert found.due is None or found.due > timeline[0].at
        assert found == measures[-1]()["resolution"]
    assert sizes[1] < 6 * sizes[0]
    within_times(10, *measures)


def test_closed_time_that_counts_moves_nothing() -> None:
    """It is no pause, though it may follow one."""
    reopened: tuple[Row, ...] = (OPENED, ("thu 09:00", DONE), ("thu 11:00", NEW))
    held: tuple[Row, ...] = (OPENED, HOLD[0], ("thu 11:00", DONE), ("thu 13:00", NEW))
    for rows, reading, due in (
        (reopened, "resume", "fri 14:00"),
        (reopened, "count_closed", "fri 12:00"),
        (held, "resume", "fri 16:00"),
        (held, "count_closed", "fri 14:00"),
    ):
        assert due == said(clock(*rows, at="thu 16:00", moves=True, on_reopen=reading).due)


@pytest.mark.parametrize("moves", [False, True])
def test_other_hours_leave_it_as_it_was_written(moves: bool) -> None:
    """Nothing was lost by the clock of the zone before."""
    hours = {"schedule": InZoneOf("zone", OFFICE)}
    rows: tuple[Row, ...] = (OPENED, ("tue 09:00", {"zone": "Europe/Lisbon"}))
    found = clock(*rows, at="thu 09:00", moves=moves, goal=hours, schedule_chosen="live")
    assert "fri 12:00" == said(found.due)
    assert 2 == len({stretch.schedule for stretch in found.stretches})


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "custom.due_by is not set"),
        ({"custom.due_by": "2026-01-06"}, "custom.due_by is '2026-01-06', which is no instant"),
    ],
)
def test_a_clock_without_a_due_instant_says_what_it_lacks(
    facts: dict[str, Any], words: str
) -> None:
    """Whether nobody wrote one, or something else."""
    due = DueBy("custom.due_by")
    goals = [
        Goal("resolution", stop=Phase.RESOLVED, targets=due),
        Goal("response", stop=Phase.RESOLVED, targets=[(ALWAYS, due)]),
    ]
    nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    timeline = Timeline.from_rows([(nine, {"phase": Phase.NEW, **facts})])
    clocks = Agreement("gold", goals=goals).measure(timeline, at=nine + HOUR)
    said = [[reason.words for reason in clock.why()] for clock in clocks.values()]
    assert [[f"no target matches: {words}"]] * 2 == said


@attrs.define
class Unhashable:
    """A target of one's own that is no key."""

    days: int

    def after(self, start: datetime, schedule: Schedule, until: datetime) -> datetime | None:
        return WorkingDays(self.days).after(start, schedule, until)


LEVELS = Priority.CRITICAL, Priority.HIGH


def followed(turns: int, target: Callable[[int], Any], pause: Phase | None = None) -> Any:
    """Measure a record that is put on hold and raised in turn, each time to the other target."""
    nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    rows = [
        (nine + (2 * turn + step) * HOUR, {"phase": phase, "priority": LEVELS[turn % 2]})
        for turn in range(turns)
        for step, phase in enumerate((Phase.PENDING, Phase.ACTIVE))
    ]
    targets = dict(zip(LEVELS, (target(400), target(900)), strict=True))
    goal = Goal("resolution", stop=Phase.RESOLVED, pause=pause or NEVER, targets=targets)
    timeline, agreement = Timeline.from_rows(rows), Agreement("gold", goals=[goal], schedule=OFFICE)
    clock = agreement.measure(timeline, at=timeline[-1].at + HOUR)["resolution"]
    return clock.outcome, clock.due, clock.breaches


@pytest.mark.long
def test_targets_that_come_and_go_cost_no_more_than_they_are() -> None:
    """What pauses made of one is kept until it comes back; one that is no key is asked anew."""
    assert followed(9, WorkingDays) == followed(9, Unhashable)
    few, many = (partial(followed, n, WorkingDays, Phase.PENDING) for n in (500, 2_000))
    within_times(10, few, many)
