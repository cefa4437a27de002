"""When it was over: a goal that ends when the record says so, not when it was written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from itsmcore import Incident, Phase, Priority, Timeline
from itsmcore.conditions import happened
from itsmcore.metrics import times
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Clock, Goal, Outcome, Status, Terms
from tests.instants import HOUR
from tests.service_levels.march import DONE, HELD, L1, L2, NEW, P2, P4, said, story, when

Row = tuple[str, Mapping[str, object]]
WATCHED: Any = {"thresholds": {50: "warn", 100: "page"}, "on_breach": "mail"}


def clock(timeline: Timeline, at: str, *, goal: Any = None, **terms: Any) -> Clock:
    """Measure a resolution within four hours, around the clock, until the service was restored."""
    given = {
        "stop": Phase.RESOLVED,
        "pause": Phase.PENDING,
        "targets": 4 * HOUR,
        "stop_at": "restored_at",
        **(goal or {}),
    }
    agreement = Agreement("gold", goals=[Goal("resolution", **given)], terms=Terms(**terms))
    return next(iter(agreement.measure(timeline, at=when(at)).values()))


def restored(at: str, *between: Row) -> Timeline:
    """Make a record of Monday evening that is written down as restored on Tuesday at nine."""
    done = {**DONE, "restored_at": when(at)}
    return story(("mon 20:00", NEW), *between, ("tue 09:00", done))


def actions(of: Clock) -> list[str]:
    """List what has fallen due."""
    found = of.due_actions(since=when("mon 00:00"), until=when("fri 00:00"))
    return [action.action for action in found]


def test_a_goal_ends_when_the_service_was_restored() -> None:
    """It was written down ten hours later; by what is known then it was never late."""
    timeline = restored("mon 23:00")
    night = clock(timeline, "tue 02:00", goal=WATCHED)
    assert (Status.RUNNING, "tue 00:00", Outcome.MISSED) == (
        night.status, said(night.breached_at), night.outcome,
    )  # fmt: skip
    assert ["warn", "page", "mail"] == actions(night)
    day = clock(timeline, "tue 09:00", goal=WATCHED)
    assert (Outcome.MET, 3 * HOUR, "mon 23:00", None, ()) == (
        day.outcome, day.elapsed, said(day.ended_at), day.breached_at, day.breaches,
    )  # fmt: skip
    assert ["warn"] == actions(day)
    assert [3 * HOUR] == [part.length for part in day.segments]


def test_what_was_restored_late_was_late_until_then() -> None:
    """And since when it was."""
    found = clock(restored("tue 00:30"), "tue 09:00")
    assert (Outcome.MISSED, 4.5 * HOUR, "tue 00:00") == (
        found.outcome, found.elapsed, said(found.breached_at),
    )  # fmt: skip


def test_a_pause_after_it_was_over_does_not_count() -> None:
    """On hold at ten, and restored at eleven: two hours were spent."""
    held = ("mon 22:00", HELD), ("mon 23:30", NEW)
    found = clock(restored("mon 23:00", *held), "tue 09:00")
    assert (Outcome.MET, 2 * HOUR) == (found.outcome, found.elapsed)


def test_a_goal_never_ends_before_it_starts_nor_after_it_was_stopped() -> None:
    """What is said of either is taken for the nearest that can be."""
    early = clock(restored("mon 19:00"), "tue 09:00")
    assert ("mon 20:00", 0 * HOUR, Outcome.MET) == (
        said(early.ended_at), early.elapsed, early.outcome,
    )  # fmt: skip
    assert "tue 09:00" == said(clock(restored("tue 11:00"), "tue 12:00").ended_at)


def test_without_an_instant_it_ends_with_the_step_that_stops_it() -> None:
    """Nothing said, or something that is none."""
    for value in (None, "23:00"):
        row = story(("mon 20:00", NEW), ("tue 09:00", {**DONE, "restored_at": value}))
        assert "tue 09:00" == said(clock(row, "tue 10:00").ended_at)
    plain = clock(restored("mon 23:00"), "tue 10:00", goal={"stop_at": None})
    assert "tue 09:00" == said(plain.ended_at)


def test_a_correction_while_it_is_resolved_moves_the_end() -> None:
    """As often as it is corrected, and back where it is taken away."""
    corrected = (
        *restored("mon 23:00"),
        *story(("tue 10:00", {**DONE, "restored_at": when("tue 01:00")})),
    )
    assert "tue 01:00" == said(clock(Timeline(corrected), "tue 10:00").ended_at)
    cleared = Timeline((*corrected, *story(("tue 11:00", {**DONE, "restored_at": None}))))
    assert "tue 09:00" == said(clock(cleared, "tue 11:00").ended_at)


def test_the_target_is_that_of_when_it_was_over() -> None:
    """A priority that was raised afterwards is none that it could have kept."""
    by_priority = {Priority.HIGH: 2 * HOUR, Priority.LOW: 4 * HOUR}
    row = story(("mon 20:00", {**NEW, **P4}), ("tue 01:00", P2),
                ("tue 09:00", {**DONE, "restored_at": when("mon 23:00")}))  # fmt: skip
    for change in ("carry", "restart"):
        found = clock(row, "tue 09:00", goal={"targets": by_priority}, on_target_change=change)
        assert (4 * HOUR, 3 * HOUR, Outcome.MET) == (found.target, found.elapsed, found.outcome)


@pytest.mark.parametrize(
    ("terms", "elapsed"),
    [
        ({}, 4 * HOUR),
        ({"on_reopen": "count_closed"}, 15 * HOUR),
        ({"on_reopen": "new_cycle"}, HOUR),
        ({"on_reopen": "first_cycle"}, 3 * HOUR),
    ],
)
def test_what_is_reopened_was_over_in_between(terms: dict[str, Any], elapsed: Any) -> None:
    """From when it was restored, and not from when that was written down."""
    again = Timeline((*restored("mon 23:00"), *story(("tue 10:00", {**NEW, "restored_at": None}))))
    assert elapsed == clock(again, "tue 11:00", **terms).elapsed


def test_a_restart_after_it_was_over_comes_when_it_is_reopened() -> None:
    """The target changed while nothing was left to do."""
    by_priority = {Priority.HIGH: 2 * HOUR, Priority.LOW: 4 * HOUR}
    rows = story(("mon 20:00", {**NEW, **P4}), ("tue 01:00", P2),
                 ("tue 09:00", {**DONE, "restored_at": when("mon 23:00")}),
                 ("tue 10:00", NEW))  # fmt: skip
    goal = {"targets": by_priority}
    found = clock(rows, "tue 11:00", goal=goal, on_target_change="restart")
    assert (HOUR, 2 * HOUR) == (found.elapsed, found.target)
    assert 4 * HOUR == clock(rows, "tue 11:00", goal=goal).elapsed


def test_what_is_said_once_holds_as_it_was_said() -> None:
    """An instant that the stopping event names is none of later steps."""
    rows = [
        (when("mon 20:00"), "open", NEW),
        (when("tue 09:00"), "answer", {**NEW, "event.sent_at": when("mon 21:00")}),
        (when("tue 10:00"), "note", NEW),
    ]
    answered = {"stop": happened("answer"), "stop_at": "event.sent_at"}
    assert "mon 21:00" == said(clock(Timeline.from_rows(rows), "tue 11:00", goal=answered).ended_at)
    lasting = [
        (at, verb, {**facts, **(DONE if verb != "open" else {})}) for at, verb, facts in rows
    ]
    until = {"stop": Phase.RESOLVED, "stop_at": "event.sent_at"}
    assert "mon 21:00" == said(clock(Timeline.from_rows(lasting), "tue 11:00", goal=until).ended_at)


def test_it_ends_at_the_hand_over_or_when_it_was_over_whichever_came_first() -> None:
    """Where a holder's clock ends when the record leaves."""
    for at, ended in (("mon 21:30", "mon 21:30"), ("mon 23:00", "mon 22:00")):
        row = story(("mon 20:00", {**NEW, **L1}), ("mon 22:00", L2),
                    ("tue 09:00", {**DONE, "restored_at": when(at)}))  # fmt: skip
        found = clock(row, "tue 09:00", goal={"per": "group"}, on_hand_over="complete")
        assert ("L1", ended) == (found.holder, said(found.ended_at))


def test_in_hindsight_it_starts_and_ends_when_the_record_says() -> None:
    """Written down as a whole on Tuesday: five hours, from Monday six to eleven."""
    both = {**DONE, "occurred_at": when("mon 18:00"), "restored_at": when("mon 23:00")}
    found = clock(story(("tue 09:00", both)), "tue 10:00", goal={"start_at": "occurred_at"})
    assert ("mon 18:00", "mon 23:00", 5 * HOUR) == (
        said(found.started_at), said(found.ended_at), found.elapsed,
    )  # fmt: skip


def test_it_agrees_with_the_times_of_the_desk() -> None:
    """The time to restore is measured to the same instant."""
    opened = Incident.open("INC-1", at=when("mon 20:00"), by="ada", summary="Mail is down",
                           occurred_at=when("mon 20:00"))  # fmt: skip
    done = opened.resolve(
        at=when("tue 09:00"), by="grace", code="solution_provided", notes="Restarted the queue",
        restored_at=when("mon 23:00"),
    )  # fmt: skip
    now: datetime = when("tue 10:00")
    found = clock(done.timeline(), "tue 10:00")
    result = times({"INC-1": done.timeline()}, at=now, schedule=Schedule.always())
    assert result.restore.open_mean == found.elapsed == 3 * HOUR
