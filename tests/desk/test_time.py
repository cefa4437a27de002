"""Time: timers and the clocks of agreements, all fired by one tick."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Schedule, changes, incidents, tasks
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.changes import Change
from itsmcore.conditions import given
from itsmcore.desk import Desk, cascades
from itsmcore.errors import NaiveTime
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Record, Timer
from itsmcore.lifecycle.events import Commented
from itsmcore.tasks import TASK
from tests.desk.cases import (
    GOLD,
    OPENED,
    TASKS_FIRST,
    at,
    happened,
    incident,
    planned,
    resolved,
    task,
)
from tests.instants import DAY, HOUR
from tests.instants import MARCH as T0


def test_a_tick_fires_the_timers_of_all_records_in_order() -> None:
    """With what follows; two of one instant go by their numbers."""
    records: list[Record[Any]] = [
        incident("INC-1", "resolved"),
        incident("INC-2").resolve(at=T0, by="g", code="user_error", notes="x"),
        incident("INC-3").resolve(at=at(2), by="g", code="user_error", notes="x"),
        incident("INC-4"),
        task("INC-1"),
    ]
    desk = Desk.of(records)
    assert T0 + 5 * DAY == desk.next_instant
    assert [] == happened(desk.tick(at=T0 + 4 * DAY))
    applied = desk.tick(at=T0 + 9 * DAY)
    assert [("INC-1", "close"), ("TASK-1", "close"), ("INC-2", "close"), ("INC-3", "close")] == (
        happened(applied)
    )
    assert ("", None) == (applied.id, applied.desk.next_instant)
    assert T0 + 9 * DAY == applied.desk.now


def test_ticking_at_each_next_instant_is_the_same_as_one_tick() -> None:
    """Nobody has to guess when to look."""
    records = [incident(f"INC-{n}") for n in range(1, 5)]
    desk = Desk.of(
        [r.resolve(at=at(n), by="g", code="user_error", notes="x") for n, r in enumerate(records)],
        agreements=[GOLD],
    )
    small, actions = desk, list[Any]()
    while (instant := small.next_instant) is not None:
        applied = small.tick(at=instant)
        small = applied.desk
        actions += applied.actions
    big = desk.tick(at=T0 + 9 * DAY)
    assert small == big.desk
    assert tuple(actions) == big.actions


def test_the_actions_of_clocks_come_with_the_tick_that_they_fell_due_before() -> None:
    """Each once, whatever happened to other records between, and in order over all of them."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")], agreements=[GOLD])
    assert T0 + 2 * HOUR + timedelta(microseconds=1) == desk.next_instant
    desk = desk.apply("INC-2", resolved(3)).desk
    assert desk.next_instant is not None, "INC-1 had something to say at two, which nobody heard"
    assert at(2) <= desk.next_instant < at(3)
    applied = desk.tick(at=at(3.5))
    assert [("INC-1", "warn"), ("INC-2", "warn")] == [(id, a.action) for id, a in applied.actions]
    desk = applied.desk
    assert () == desk.tick(at=at(3.7)).actions
    late = desk.tick(at=at(5))
    assert [("INC-1", "call", at(4))] == [(id, a.action, a.at) for id, a in late.actions]
    assert () == late.desk.tick(at=at(2)).actions, "time does not go back"
    assert at(5) == late.desk.tick(at=at(2)).desk.ticked_at


def test_an_action_of_the_very_instant_of_a_tick_is_told_by_the_next() -> None:
    """A tick tells what fell due before its instant; so the desk wakes again just after."""
    ticked = Desk.of([incident("INC-1")], agreements=[GOLD]).tick(at=at(2))
    assert () == ticked.actions
    for desk in (ticked.desk, Desk.of(ticked.desk, agreements=[GOLD], ticked_at=at(2))):
        assert at(2) + timedelta(microseconds=1) == desk.next_instant
        assert ["warn"] == [a.action for _, a in desk.tick(at=desk.next_instant).actions]


def test_a_replayed_desk_keeps_no_clock_s_action_back() -> None:
    """A journal does not say what was told; better once more than never."""
    first = Desk.of(agreements=[GOLD]).open(INCIDENT, id="INC-1", at=T0, by="a", summary="Mail")
    then = first.desk.apply("INC-1", Commented(at=at(3), by="a", text="?"))
    journal = (*first.events, *then.events)
    told = then.desk.tick(at=at(3.5)).actions
    assert told
    replayed = Desk.of(agreements=[GOLD]).replay(journal)
    assert told == replayed.tick(at=at(3.5)).actions
    known = Desk.of(agreements=[GOLD], ticked_at=at(3.2)).replay(journal)
    assert () == known.tick(at=at(3.5)).actions


def test_what_was_told_may_be_kept_by_the_caller() -> None:
    """A desk made anew goes on from there; it is UTC, and not naive."""
    records = [incident("INC-1").comment(at=at(3), by="ada", text="?")]
    desk = Desk.of(records, agreements=[GOLD], ticked_at=at(1))
    assert desk.next_instant is not None
    assert at(2) < desk.next_instant < at(2.1), "overdue, and told by a tick then"
    told = desk.tick(at=desk.next_instant)
    assert (1, at(4) + timedelta(microseconds=1)) == (len(told.actions), told.desk.next_instant)
    assert ["warn"] == [action.action for _, action in desk.tick(at=at(3.5)).actions]
    assert () == Desk.of(records, agreements=[GOLD]).tick(at=at(3.5)).actions
    with pytest.raises(NaiveTime):
        Desk.of(ticked_at=datetime(2026, 1, 1))
    with pytest.raises(NaiveTime):
        desk.tick(at=datetime(2026, 1, 1))


def test_another_agreement_or_another_time_is_measured_anew() -> None:
    """What the desk found before is of use only for the same."""
    plain = Desk.of([incident("INC-1"), incident("INC-2")])
    assert plain.next_instant is None
    plain = plain.apply("INC-2", Commented(at=at(1), by="ada", text="?")).desk
    gold = attrs.evolve(plain, agreements=[GOLD])
    assert at(2) + timedelta(microseconds=1) == gold.next_instant
    late = gold.tick(at=at(5)).desk
    assert late.next_instant is None
    late = late.apply("INC-2", Commented(at=at(6), by="ada", text="?")).desk
    assert late.next_instant is None
    assert gold.next_instant == attrs.evolve(late, ticked_at=T0).next_instant


def test_a_desk_without_records_has_no_time() -> None:
    """A tick gives it one."""
    desk = Desk.of()
    assert (None, None, None) == (desk.now, desk.ticked_at, desk.next_instant)
    assert at(1) == desk.tick(at=at(1)).desk.now


def test_the_clocks_of_a_record_are_those_of_all_agreements() -> None:
    """None without an agreement."""
    desk = Desk.of([incident()], agreements=[GOLD, attrs.evolve(GOLD, name="silver")])
    assert ["gold", "silver"] == [
        clocks["resolution"].agreement for clocks in desk.clocks("INC-1", at=at(1))
    ]
    assert () == Desk.of([incident()]).clocks("INC-1", at=at(1))


def test_timers_that_follow_from_what_a_timer_did_fire_in_the_same_tick() -> None:
    """A follow-up wakes a held parent and its child with it; then both are nagged about."""
    wake = Timer("follow_up", incidents.Resumed, states="on_hold", at="hold_until")
    nag = Timer("nag", Commented, states="in_progress", after=HOUR, data={"text": "still?"})
    model = attrs.evolve(INCIDENT, timers=(*INCIDENT.timers, wake, nag))
    records = [
        model.open(f"INC-{n}", **OPENED).hold(at=T0, by="g", reason="vendor", until=at(n + 1))
        for n in (1, 2)
    ]
    rules = cascades(overrule_waits=True)
    desk = Desk.of(records, [("INC-2", "parent", "INC-1")], cascades=rules)
    assert at(2) == desk.next_instant
    found = [(e.record, e.event.verb, e.event.at) for e in desk.tick(at=at(9)).events]
    assert [
        ("INC-1", "resume", at(2)),
        ("INC-2", "resume", at(2)),
        ("INC-1", "comment", at(3)),
        ("INC-2", "comment", at(3)),
    ] == found


def test_a_timer_waits_for_the_tasks_of_its_record() -> None:
    """It fires when the last of them has ended, and not before that; its event says so."""
    model = INCIDENT.with_guards({incidents.Closed: TASKS_FIRST})
    done: dict[str, Any] = {"at": T0, "by": "grace", "code": "user_error", "notes": "x"}
    inc = model.open("INC-1", **OPENED).resolve(**done)
    assert inc is inc.tick(at=T0 + 9 * DAY)
    assert "closed" == inc.tick(at=T0 + 9 * DAY, given={"tasks": ()}).state
    free = Desk.of([inc])
    assert T0 + 5 * DAY == free.next_instant
    assert {"tasks": ()} == free.tick(at=T0 + 9 * DAY).events[0].event.given
    desk = Desk.of([inc, task("INC-1")])
    assert desk.next_instant is None
    desk = desk.tick(at=T0 + 6 * DAY).desk
    assert "resolved" == desk["INC-1"].state
    ended = tasks.Closed(at=T0 + 7 * DAY, by="grace", code="complete")
    desk = desk.apply("TASK-1", ended).desk
    assert T0 + 7 * DAY == desk.next_instant
    applied = desk.tick(at=T0 + 9 * DAY)
    assert [("INC-1", "close", T0 + 7 * DAY)] == [
        (entry.record, entry.event.verb, entry.event.at) for entry in applied.events
    ]
    comment = Commented(at=T0 + 8 * DAY, by="ada", text="thanks")
    assert ["close", "comment"] == [e.event.verb for e in desk.apply("INC-1", comment).events]


def test_a_task_that_ends_by_itself_lets_its_record_go_on_in_the_same_tick() -> None:
    """So that one tick is as good as two."""
    skip = Timer("skip", tasks.Closed, states="open", after=6 * DAY, data={"code": "skipped"})
    errand = attrs.evolve(TASK, timers=(skip,)).open("TASK-1", parent="INC-1", **OPENED)
    model = INCIDENT.with_guards({incidents.Closed: TASKS_FIRST})
    inc = model.open("INC-1", **OPENED)
    inc = inc.resolve(at=T0, by="grace", code="user_error", notes="x")
    desk = Desk.of([inc, errand.release(at=T0, by="ada")])
    found = [("TASK-1", "close", 6 * DAY), ("INC-1", "close", 6 * DAY)]
    assert found == [
        (entry.record, entry.event.verb, entry.event.at - T0)
        for entry in desk.tick(at=T0 + 9 * DAY).events
    ]


def test_a_timer_whose_freeze_hangs_on_what_nobody_said_waits() -> None:
    """It is no reason for a tick to fail."""
    freeze = Freeze("figures", Schedule.always(), applies=given("quarter_end").is_(True))
    begin = Timer("begin", changes.Implemented, states="scheduled", at="planned_start")
    made = planned("CHG-1", ("db",))
    model = attrs.evolve(made.model, timers=(begin,))
    made = Change.replay(made.history, model=model)
    for freezes, expected in (((freeze,), "scheduled"), ((), "implement")):
        desk = Desk.of([made], change_schedule=ChangeSchedule(freezes=freezes))
        assert expected == desk.tick(at=at(3)).desk["CHG-1"].state
