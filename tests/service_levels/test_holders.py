"""Clocks of groups and persons: each is judged by what its holder promised, while it holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from itsmcore import Phase, Schedule, Timeline
from itsmcore.conditions import field, happened
from itsmcore.decisions import Decision
from itsmcore.level import Priority
from itsmcore.service_levels import (
    Agreement,
    Clock,
    DueBy,
    Goal,
    Outcome,
    Status,
    Terms,
    targets_by,
)
from tests.instants import HOUR, MINUTE
from tests.service_levels.march import (
    DONE,
    HELD,
    L1,
    L2,
    NEW,
    OFFICE,
    P1,
    P3,
    said,
    spent,
    story,
    when,
)

LONG = targets_by("group", {"L1": 10 * HOUR, "L2": 30 * HOUR})


def clocks(
    timeline: Timeline, at: str, targets: Any = LONG, *, goal: Any = None, **terms: Any
) -> dict[object, Clock]:
    """Measure what each group promised, and give the clocks by group."""
    more = {"stop": Phase.RESOLVED, "per": "group", **(goal or {})}
    agreement = Agreement(
        "ola", goals=[Goal("work", targets=targets, **more)], terms=Terms(**terms)
    )
    return {clock.holder: clock for clock in agreement.measure(timeline, at=when(at)).values()}


PASSED_ON = story(("mon 00:00", {**NEW, **L1}), ("mon 12:00", L2), ("mon 19:00", DONE))


@pytest.mark.parametrize("at", ["mon 11:00", "mon 12:00", "mon 18:00", "mon 19:00", "wed 09:00"])
def test_a_group_that_was_late_stays_so_after_it_passed_the_record_on(at: str) -> None:
    """It held it for twelve hours of ten, whatever is allowed to the next."""
    late = clocks(PASSED_ON, at)["L1"]
    assert ("10:00:00", Outcome.MISSED, "mon 10:00") == (
        str(late.allowed), late.outcome, said(late.breached_at),
    )  # fmt: skip


def test_each_group_is_judged_by_its_own_target_when_all_is_done() -> None:
    """Twelve hours of ten are missed, and seven of thirty met."""
    found = clocks(PASSED_ON, "tue 09:00")
    assert {"L1": "12:00:00 of 10:00:00", "L2": "7:00:00 of 1 day, 6:00:00"} == {
        of: spent(clock) for of, clock in found.items()
    }
    assert [Outcome.MISSED, Outcome.MET] == [clock.outcome for clock in found.values()]


def test_a_group_that_gets_a_record_back_goes_on_where_it_left_off() -> None:
    """Six hours and then five are eleven of ten: missed four hours into the second stay."""
    back = story(("mon 00:00", {**NEW, **L1}), ("mon 06:00", L2), ("mon 09:00", L1),
                 ("mon 14:00", DONE))  # fmt: skip
    late = clocks(back, "mon 20:00")["L1"]
    assert ("11:00:00 of 10:00:00", Outcome.MISSED, "mon 13:00") == (
        spent(late), late.outcome, said(late.breached_at),
    )  # fmt: skip


def test_a_group_that_passed_a_record_on_in_time_is_never_late() -> None:
    """Nothing of its falls due any more, and a later change of priority does not reach it."""
    by_priority = {Priority.CRITICAL: HOUR, Priority.MODERATE: 8 * HOUR}
    raised = story(("mon 09:00", {**NEW, **L1, **P3}), ("mon 09:40", L2), ("mon 11:00", P1))
    watched = {"thresholds": {100: "page"}, "on_breach": "mail"}
    away = clocks(raised, "wed 09:00", by_priority, goal=watched)["L1"]

    assert ("0:40:00 of 8:00:00", None, Status.PAUSED) == (
        spent(away), away.breached_at, away.status,
    )  # fmt: skip
    assert (None, ()) == (
        away.next_instant, away.due_actions(since=when("mon 00:00"), until=when("fri 00:00")),
    )  # fmt: skip
    returned = Timeline((*raised, *story(("mon 12:00", {**NEW, **L1, **P1}))))
    assert "0:40:00 of 1:00:00" == spent(clocks(returned, "mon 12:00", by_priority)["L1"])


DUE = {"due_by": when("tue 12:00")}
WRITTEN = DueBy("due_by")
WAITED = (("mon 09:00", {**NEW, **L1, **DUE}), ("mon 17:00", {**L2, **HELD}))


def test_a_due_instant_that_pauses_do_not_move_goes_by_elsewhere_and_makes_nobody_late() -> None:
    """Passed on on Monday at five, due on Tuesday at noon, resolved on Wednesday by another."""
    watched = {"thresholds": {50: "look", 100: "page"}, "on_breach": "mail", "pause": Phase.PENDING}
    away = clocks(story(*WAITED), "tue 15:00", WRITTEN, goal=watched)["L1"]
    assert ("8:00:00 of 1 day, 3:00:00", None, None, None, ()) == (
        spent(away), away.due, away.breached_at, away.next_instant,
        away.due_actions(since=when("mon 00:00"), until=when("fri 00:00")),
    )  # fmt: skip

    done = clocks(story(*WAITED, ("wed 12:00", DONE)), "thu 09:00", WRITTEN, goal=watched)
    assert {"L1": (Outcome.MET, None), "L2": (Outcome.MISSED, "tue 12:00")} == {
        of: (clock.outcome, said(clock.breached_at)) for of, clock in done.items()
    }


def test_a_due_instant_goes_by_however_often_a_record_is_passed_on() -> None:
    """Its first holder is judged where it left."""
    rows = story(*WAITED, ("tue 09:00", {"group": "L3"}), ("wed 12:00", DONE))
    for at, outcome in (("tue 15:00", Outcome.OPEN), ("thu 09:00", Outcome.MET)):
        away = clocks(rows, at, WRITTEN, goal={"pause": Phase.PENDING})["L1"]
        assert (outcome, None, "8:00:00 of 1 day, 3:00:00") == (
            away.outcome, away.breached_at, spent(away),
        )  # fmt: skip


def test_a_due_instant_that_went_by_elsewhere_makes_late_who_gets_the_record_back() -> None:
    """From the return on, and for good."""
    back = (*WAITED, ("wed 09:00", {**L1, **NEW}), ("thu 09:00", L2))
    for at in ("wed 09:00", "wed 12:00", "fri 09:00"):
        assert "wed 09:00" == said(clocks(story(*back), at, WRITTEN)["L1"].breached_at)


def test_a_due_instant_that_had_gone_by_stays_missed_elsewhere() -> None:
    """It went by while the holder's clock was paused, and then the record was passed on."""
    rows = story(WAITED[0], ("mon 17:00", HELD), ("tue 13:00", L2), ("wed 12:00", DONE))
    for at in ("tue 12:30", "tue 15:00", "thu 09:00"):
        late = clocks(rows, at, WRITTEN, goal={"pause": Phase.PENDING})["L1"]
        assert ("tue 12:00", Outcome.MISSED) == (said(late.breached_at), late.outcome)


@pytest.mark.parametrize("change", ["carry", "restart", "new_clock"])
def test_what_changes_elsewhere_neither_restarts_a_clock_nor_begins_another(change: str) -> None:
    """Whatever the terms make of a new target."""
    (only,) = clocks(PASSED_ON, "mon 18:00", on_target_change=change)["L1"].cycles
    assert "12:00:00 of 10:00:00" == spent(only)


def test_a_schedule_stays_as_it_was_when_the_record_left() -> None:
    """Though the next group works around the clock."""
    hours = Decision([(field("group").is_("L1"), OFFICE)], default=Schedule.always())
    passed = story(("mon 17:00", {**NEW, **L1}), ("mon 18:00", L2), ("tue 10:00", DONE))
    found = clocks(passed, "wed 09:00", goal={"schedule": hours}, schedule_chosen="live")
    assert (OFFICE, Schedule.always()) == (found["L1"].schedule, found["L2"].schedule)
    assert [HOUR, 16 * HOUR] == [clock.elapsed for clock in found.values()]


TWO = targets_by("group", {"L1": 2 * HOUR, "L2": HOUR})
HANDED = story(("mon 09:00", {**NEW, **L1}), ("mon 10:30", L2), ("mon 11:20", DONE))


def test_the_clock_of_who_passed_a_record_on_ends_with_it_or_when_it_leaves() -> None:
    """By default with the record; as an option at the hand-over."""
    for option, status, ended in (
        ("pause", Status.PAUSED, None), ("complete", Status.COMPLETED, "mon 10:30"),
    ):  # fmt: skip
        early = clocks(HANDED, "mon 11:00", TWO, on_hand_over=option)
        assert (status, ended) == (early["L1"].status, said(early["L1"].ended_at))
        assert ("mon 11:30", Status.RUNNING) == (said(early["L2"].due), early["L2"].status)
    for option, ended in (("pause", "mon 11:20"), ("complete", "mon 10:30")):
        found = clocks(HANDED, "tue 09:00", TWO, on_hand_over=option)
        assert {"L1": "1:30:00 of 2:00:00", "L2": "0:50:00 of 1:00:00"} == {
            of: spent(clock) for of, clock in found.items()
        }
        assert {Outcome.MET} == {clock.outcome for clock in found.values()}
        assert (ended, "mon 11:20") == tuple(said(clock.ended_at) for clock in found.values())


def test_a_clock_that_ended_at_the_hand_over_says_so_and_is_taken_up_on_return() -> None:
    """The time elsewhere is a pause like any other."""
    away = clocks(HANDED, "mon 11:00", TWO, on_hand_over="complete")["L1"]
    assert ["completed mon 2026-03-02 09:30, because not (group is 'L1')"] == [
        str(reason) for reason in away.why()
    ]
    back = story(("mon 09:00", {**NEW, **L1}), ("mon 10:30", L2), ("mon 11:00", L1))
    again = clocks(back, "mon 12:00", TWO, on_hand_over="complete")["L1"]
    assert (Status.RUNNING, "2:30:00 of 2:00:00", "mon 11:30") == (
        again.status, spent(again), said(again.breached_at),
    )  # fmt: skip


def test_a_cycle_that_is_due_to_begin_elsewhere_waits_for_the_record_to_come_back() -> None:
    """What the next group delivers ends the cycle of the first, which owes one more on return."""
    row = [
        (when("mon 09:00"), "open", {**NEW, **L1}),
        (when("mon 10:00"), "assign", {**NEW, **L2}),
        (when("mon 11:00"), "inform", {**NEW, **L2}),
        (when("mon 15:00"), "assign", {**NEW, **L1}),
    ]
    update = {"reset": happened("inform")}
    away = clocks(Timeline.from_rows(row[:3]), "mon 14:00", 2 * HOUR, goal=update)["L1"]
    assert [(Status.COMPLETED, HOUR), (Status.NOT_STARTED, timedelta())] == [
        (cycle.status, cycle.elapsed) for cycle in away.cycles
    ]
    assert None is away.next_instant
    back = clocks(Timeline.from_rows(row), "mon 16:00", 2 * HOUR, goal=update)["L1"]
    assert [("mon 09:00", HOUR), ("mon 15:00", HOUR)] == [
        (said(cycle.started_at), cycle.elapsed) for cycle in back.cycles
    ]


def test_who_is_given_a_record_that_is_resolved_has_no_clock_to_keep() -> None:
    """Until it is reopened there; nobody has met a target in no time."""
    closed = story(("mon 09:00", {**NEW, **L1}), ("mon 10:00", DONE), ("mon 11:00", L2))
    given = clocks(closed, "mon 12:00")["L2"]
    assert (Status.NOT_STARTED, None) == (given.status, given.outcome)
    reopened = Timeline((*closed, *story(("mon 13:00", {**NEW, **L2}))))
    taken = clocks(reopened, "mon 14:00")["L2"]
    assert (Status.RUNNING, HOUR) == (taken.status, taken.elapsed)


def test_time_before_the_first_step_is_of_who_held_the_record_then() -> None:
    """Counted from when it occurred, in hindsight, it is nobody else's."""
    occurred = {"occurred_at": when("mon 08:00")}
    row = story(("mon 09:00", {**NEW, **L1, **occurred}), ("mon 10:00", L2))
    for reading in ("replay", "ignore"):
        found = clocks(
            row, "mon 12:00", goal={"start_at": "occurred_at"}, before_attachment=reading
        )
        assert {"L1": 2 * HOUR, "L2": 2 * HOUR} == {
            of: clock.elapsed for of, clock in found.items()
        }


def test_closed_time_that_counts_is_of_who_had_resolved_the_record() -> None:
    """And no longer from when it is given to others."""
    row = story(("mon 09:00", {**NEW, **L1}), ("mon 10:00", DONE), ("mon 12:00", L2),
                ("mon 15:00", {**NEW, **L1}))  # fmt: skip
    found = clocks(row, "mon 16:00", on_reopen="count_closed")["L1"]
    assert 4 * HOUR == found.elapsed


def test_a_pause_that_outranks_the_stop_is_only_the_holder_s_own() -> None:
    """Where a record is matters to no other signal: resolved elsewhere, the clock stops."""
    order = ("start", "resume", "pause", "stop", "reset", "cancel")
    found = clocks(HANDED, "tue 09:00", TWO, order=order)["L1"]
    assert (Status.COMPLETED, "1:30:00 of 2:00:00") == (found.status, spent(found))


def test_a_clock_without_a_target_is_explained_by_what_it_was_judged_by() -> None:
    """The row that would match now is not for the group that has passed the record on."""
    row = story(("mon 09:00", {**NEW, "group": "L3"}), ("mon 10:00", L2))
    (reason, _) = clocks(row, "mon 12:00")["L3"].why()
    assert "no target matches: group is 'L1': no, 'L3'; group is 'L2': no, 'L3'" == str(reason)


def test_paused_by_the_goal_and_elsewhere_is_said_in_that_order() -> None:
    """Elsewhere comes first; on return the goal's own pause goes on."""
    row = story(("mon 09:00", {**NEW, **L1}), ("mon 10:00", HELD), ("mon 11:00", L2),
                ("mon 12:00", L1))  # fmt: skip
    pause = {"pause": Phase.PENDING}
    away, back = (clocks(row, at, goal=pause)["L1"] for at in ("mon 11:30", "mon 12:30"))
    assert "not (group is 'L1')" == str(away.stretches[-1].cause)
    assert "phase is Phase.PENDING" == str(back.stretches[-1].cause)
    assert [HOUR, HOUR] == [away.elapsed, back.elapsed]
    assert 30 * MINUTE == back.at - back.stretches[-1].start
