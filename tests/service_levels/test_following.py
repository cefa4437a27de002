"""Schedules that hang on facts: one that hangs on what the target hangs on follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from itsmcore import Phase, Schedule
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.level import Priority
from itsmcore.service_levels import Agreement, Clock, Goal, InZoneOf, Terms
from tests.instants import HOUR
from tests.service_levels.march import NEW, OFFICE, P1, P3, said, spent, story, when

BY_PRIORITY = {Priority.CRITICAL: 4 * HOUR, Priority.MODERATE: 8 * HOUR}
HOURS = Decision([(field("priority").is_(Priority.CRITICAL), Schedule.always())], default=OFFICE)


def clock(
    *rows: tuple[str, Mapping[str, object]],
    at: str,
    targets: Any = None,
    schedule: Any = HOURS,
    **terms: Any,
) -> Clock:
    """Measure a goal whose hours hang on facts."""
    goal = Goal(
        "resolution", stop=Phase.RESOLVED, targets=targets or BY_PRIORITY, schedule=schedule
    )
    agreement = Agreement("gold", goals=[goal], terms=Terms(**terms))
    return agreement.measure(story(*rows), at=when(at))["resolution"]


LOW, RAISED = {**NEW, **P3}, {**P1}


@pytest.mark.parametrize(
    ("opened", "change", "due"),
    [
        ("fri 17:00", "carry", "sat 13:00"),
        ("sat 09:00", "carry", "sat 14:00"),
        ("fri 17:00", "restart", "sat 14:00"),
        ("fri 17:00", "new_clock", "sat 14:00"),
    ],
)
def test_hours_follow_a_priority_that_is_raised(opened: str, change: str, due: str) -> None:
    """A target around the clock is not counted in office hours; what had elapsed is carried."""
    found = clock((opened, LOW), ("sat 10:00", RAISED), at="sat 11:00", on_target_change=change)
    assert (due, Schedule.always()) == (said(found.due), found.schedule)


def test_hours_follow_back_when_it_is_lowered_again() -> None:
    """Of Friday's hour in the office and Saturday's around the clock two are spent."""
    rows = ("fri 17:00", LOW), ("sat 10:00", RAISED), ("sat 11:00", P3)
    found = clock(*rows, at="sat 12:00")
    assert ("2:00:00 of 8:00:00", "1 mon 14:00") == (spent(found), said(found.due))


def test_hours_follow_the_fact_though_the_target_stays_as_long() -> None:
    """They hang on the same fact; that both priorities allow eight hours changes nothing."""
    alike = {Priority.CRITICAL: 8 * HOUR, Priority.MODERATE: 8 * HOUR}
    found = clock(("fri 17:00", LOW), ("sat 10:00", RAISED), at="sat 11:00", targets=alike)
    assert ("2:00:00 of 8:00:00", "sat 17:00") == (spent(found), said(found.due))


def test_a_caller_who_travels_keeps_the_hours_of_the_start() -> None:
    """Their zone is no fact that the target hangs on."""
    lisbon = {"zone": "Europe/Lisbon"}
    rows = ("mon 10:00", {**LOW, "zone": "Europe/Amsterdam"}), ("mon 12:00", {**lisbon, **P1})
    found = clock(*rows, at="mon 13:00", schedule=InZoneOf("zone", OFFICE))
    assert OFFICE == found.schedule
    live = clock(*rows, at="mon 13:00", schedule=InZoneOf("zone", OFFICE), schedule_chosen="live")
    assert OFFICE.in_zone("Europe/Lisbon") == live.schedule


def test_of_a_table_only_the_facts_of_the_target_are_read_anew() -> None:
    """The site stays that of the start, though the priority is read as it is."""
    depot = Schedule.weekly({"mon-sun": "06:00-22:00"}, tz="Europe/Amsterdam")
    table = Decision(
        [
            (field("site").is_("depot") & field("priority").is_(Priority.CRITICAL), depot),
            (field("priority").is_(Priority.CRITICAL), Schedule.always()),
        ],
        default=OFFICE,
    )
    moved = ("sat 10:00", {**P1, "site": "depot"})
    found = clock(("fri 17:00", LOW), moved, at="sat 11:00", schedule=table)
    assert Schedule.always() == found.schedule
    stayed = ("sat 10:00", {**P1, "site": "port"})
    kept = clock(("fri 17:00", {**LOW, "site": "depot"}), stayed, at="sat 11:00", schedule=table)
    assert depot == kept.schedule


def test_hours_that_hang_on_nothing_of_the_target_stay_as_they_began() -> None:
    """With one target for all, a priority that is raised moves no hours by default."""
    rows = ("fri 17:00", LOW), ("sat 10:00", RAISED)
    assert OFFICE == clock(*rows, at="sat 11:00", targets=8 * HOUR).schedule
    always = clock(*rows, at="sat 11:00", targets=8 * HOUR, schedule_chosen="live").schedule
    assert Schedule.always() == always
    fixed = clock(*rows, at="sat 11:00", schedule_chosen="at_start")
    assert (OFFICE, "1 mon 11:00") == (fixed.schedule, said(fixed.due))


def test_a_clock_that_has_not_started_shows_its_own_hours() -> None:
    """And not those of the agreement."""
    waiting = Goal(
        "resolution", start=Phase.ACTIVE, stop=Phase.RESOLVED, targets=HOUR, schedule=OFFICE
    )
    found = Agreement("gold", goals=[waiting]).measure(
        story(("mon 09:00", NEW)), at=when("mon 10:00")
    )
    assert OFFICE == found["resolution"].schedule
