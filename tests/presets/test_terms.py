"""Terms of products: an agreement that is read by them gives what each product shows.

Each case is one that a product documents; its source stands with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore import Phase, Schedule, Timeline
from itsmcore.conditions import field, phase
from itsmcore.presets import jira, servicenow
from itsmcore.service_levels import Agreement, Clock, Goal, Status
from tests.instants import HOUR, NINE

QUARTER = HOUR / 4
WRITTEN = "%Y-%m-%d %H:%M:%S"
RESOLUTION = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=4 * HOUR)


def issue(*moves: tuple[datetime, str, str, str], opened: datetime = NINE) -> Timeline:
    """Read an issue of Jira: when a field changed, which, from what to what."""
    histories = [
        {
            "id": str(n),
            "created": f"{at:%Y-%m-%dT%H:%M:%S.000+0000}",
            "items": [{"field": name, "fromString": old, "toString": new}],
        }
        for n, (at, name, old, new) in enumerate(moves)
    ]
    now = [new for _, name, _, new in moves if name == "status"] or ["Open"]
    fields = {"created": f"{opened:%Y-%m-%dT%H:%M:%S.000+0000}", "status": {"name": now[-1]}}
    told = {"key": "OPS-7", "fields": fields, "changelog": {"histories": histories}}
    (timeline,) = jira.timelines([told]).values()
    assert () == timeline.flaws
    return timeline


def incident(*moves: tuple[datetime, str, str, str], opened: datetime = NINE) -> Timeline:
    """Read an incident of ServiceNow in the same way."""
    record = {"sys_id": "9d38", "number": "INC1", "opened_at": f"{opened:{WRITTEN}}"}
    rows = [
        {
            "documentkey": "9d38",
            "fieldname": name,
            "oldvalue": old,
            "newvalue": new,
            "sys_created_on": f"{at:{WRITTEN}}",
        }
        for at, name, old, new in moves
    ]
    (timeline,) = servicenow.audits(rows, records=[record]).values()
    assert () == timeline.flaws
    return timeline


def clock(timeline: Timeline, at: datetime, product: Any, goal: Goal = RESOLUTION) -> Clock:
    """Measure by the terms of a product."""
    clocks = Agreement("gold", goals=[goal]).measure(timeline, at=at, terms=product.TERMS)
    (found,) = clocks.values()
    return found


def work(hours: float, old: str, new: str) -> tuple[datetime, str, str, str]:
    """Move an issue some hours after nine."""
    return NINE + hours * HOUR, "status", old, new


def moved(hours: float, old: str, new: str) -> tuple[datetime, str, str, str]:
    """Move an incident some hours after nine."""
    return NINE + hours * HOUR, "state", old, new


def test_jira_counts_a_goal_by_its_calendar() -> None:
    """16 h from Monday 11:00 with four opening times: Thursday 11:00 (How teams see SLAs)."""
    hours = {"mon": "09:00-17:00", "tue": "09:00-16:00", "thu": "08:00-17:00"}
    open_time = Schedule.weekly(hours, tz="UTC")
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=16 * HOUR, schedule=open_time)
    found = clock(issue(opened=NINE + 2 * HOUR), NINE + 30 * HOUR, jira, goal)
    assert NINE + timedelta(days=3, hours=2) == found.due
    assert (12 * HOUR, 4 * HOUR) == (found.elapsed, found.remaining)


def test_jira_shows_the_time_past_a_goal_as_less_than_nothing() -> None:
    """Once it is up, and not a moment earlier (How teams see SLAs)."""
    on_time, late = (
        clock(issue(), NINE + 4 * HOUR + more, jira) for more in (timedelta(), QUARTER)
    )
    assert (timedelta(), False) == (on_time.remaining, on_time.is_late)
    assert (-QUARTER, NINE + 4 * HOUR) == (late.remaining, late.breached_at)


def test_jira_begins_another_cycle_with_a_start_after_a_stop() -> None:
    """The past cycle stays to be seen (How teams see SLAs)."""
    timeline = issue(
        work(1, "Open", "Completed"),
        work(3, "Completed", "Work in progress"),
        work(5, "Work in progress", "Completed"),
    )
    found = clock(timeline, NINE + 9 * HOUR, jira)
    assert [HOUR, 2 * HOUR] == [one.elapsed for one in found.cycles]
    assert [NINE, NINE + 3 * HOUR] == [one.started_at for one in found.cycles]


def test_jira_begins_none_where_nothing_starts_it() -> None:
    """A metric that starts when an issue is created has one cycle (SlaInformation: cycles)."""
    timeline = issue(
        work(1, "Open", "Completed"),
        work(3, "Completed", "Work in progress"),
    )
    goal = Goal("resolution", start=Phase.NEW, stop=Phase.RESOLVED, targets=4 * HOUR)
    found = clock(timeline, NINE + 9 * HOUR, jira, goal)
    assert (HOUR, Status.COMPLETED, 1) == (found.elapsed, found.status, len(found.cycles))


def test_jira_stops_what_a_moment_stops_and_pauses() -> None:
    """Stop wins over pause, and pause over start (confluence.toolstrek.ru)."""
    waits = field("state").is_in(("pending", "completed"))
    goal = Goal("resolution", stop=Phase.RESOLVED, pause=waits, targets=4 * HOUR)
    stopped = clock(issue(work(1, "Open", "Completed")), NINE + 9 * HOUR, jira, goal)
    assert (Status.COMPLETED, HOUR) == (stopped.status, stopped.elapsed)
    begins = Goal("work", start=phase(Phase.PENDING), pause=phase(Phase.PENDING), targets=HOUR,
                  stop=Phase.RESOLVED)  # fmt: skip
    paused = clock(issue(work(1, "Open", "Pending")), NINE + 9 * HOUR, jira, begins)
    assert (Status.PAUSED, timedelta()) == (paused.status, paused.elapsed)


def test_jira_keeps_the_time_so_far_when_another_goal_matches() -> None:
    """The first whose query matches counts (how to troubleshoot common issues with SLAs)."""
    targets = [
        (field("priority").is_(jira.PRIORITIES[0]), 2 * HOUR),
        (field("priority").is_set, 8 * HOUR),
    ]
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=targets)
    timeline = issue((NINE + HOUR, "priority", "Medium", "Highest"))
    before, after = (clock(timeline, NINE + n * HOUR / 2, jira, goal) for n in (1, 3))
    assert (8 * HOUR, NINE + 8 * HOUR) == (before.allowed, before.due)
    assert (2 * HOUR, HOUR * 1.5, NINE + 2 * HOUR) == (after.allowed, after.elapsed, after.due)


def test_jira_lets_remaining_time_stand_still_while_an_issue_waits() -> None:
    """Paused by the condition of the metric (SlaInformation: paused)."""
    timeline = issue(work(1, "Open", "Pending"), work(3, "Pending", "Work in progress"))
    paused, resumed = (clock(timeline, NINE + n * HOUR, jira) for n in (2, 4))
    assert (Status.PAUSED, 3 * HOUR, None) == (paused.status, paused.remaining, paused.due)
    assert (2 * HOUR, NINE + 6 * HOUR) == (resumed.remaining, resumed.due)


@pytest.mark.parametrize(("hours", "percent"), [(5, 50), (7, 75), (9, 100)])
def test_servicenow_counts_percents_of_open_time(hours: int, percent: int) -> None:
    """8 h from 07:00 with an opening at 08:00: 50 % at 12:00, 100 % at 16:00 (c_SLADuration)."""
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR, schedule=servicenow.HOURS)
    seven = NINE - 2 * HOUR
    found = clock(incident(opened=seven), seven + hours * HOUR, servicenow, goal)
    assert percent == found.percent
    assert (percent == 100) is (found.breached_at is not None)


def test_servicenow_breaches_at_a_hundred_percent() -> None:
    """That is the flag; an agreement's own default is a moment later (t_ConfigureSLAProperties)."""
    timeline = incident(moved(4, "1", "6"))
    there = clock(timeline, NINE + 9 * HOUR, servicenow)
    (here,) = Agreement("gold", goals=[RESOLUTION]).measure(timeline, at=NINE + 9 * HOUR).values()
    assert (True, False) == (there.is_late, here.is_late)


def test_servicenow_attaches_another_clock_once_an_incident_is_reopened() -> None:
    """Stop completes the record; the next update attaches one anew (c_SLAProcessing)."""
    timeline = incident(moved(1, "1", "6"), moved(3, "6", "2"), moved(5, "2", "6"))
    found = clock(timeline, NINE + 9 * HOUR, servicenow)
    assert [HOUR, 2 * HOUR] == [one.elapsed for one in found.cycles]


def test_servicenow_cancels_a_clock_whose_start_is_lost() -> None:
    """A definition for the mail group, from whom the incident is taken (c_SLAProcessing)."""
    timeline = incident(
        (NINE, "assignment_group", "", "mail"), (NINE + HOUR, "assignment_group", "mail", "network")
    )
    goal = Goal(
        "resolution", start=field("group").is_("mail"), stop=Phase.RESOLVED, targets=4 * HOUR
    )
    found = clock(timeline, NINE + 9 * HOUR, servicenow, goal)
    assert (Status.CANCELLED, NINE + HOUR) == (found.status, found.ended_at)
    (here,) = Agreement("gold", goals=[goal]).measure(timeline, at=NINE + 2 * HOUR).values()
    assert Status.RUNNING is here.status


def test_servicenow_cancels_a_clock_and_attaches_one_when_the_priority_changes() -> None:
    """Each definition has a priority in its start condition (c_SLAProcessing)."""
    goal = Goal(
        "resolution",
        stop=Phase.RESOLVED,
        targets={servicenow.PRIORITIES[0]: HOUR, servicenow.PRIORITIES[2]: 8 * HOUR},
    )
    timeline = incident((NINE + HOUR, "priority", "3", "1"))
    found = clock(timeline, NINE + 1.5 * HOUR, servicenow, goal)
    assert (HOUR, HOUR / 2, NINE + 2 * HOUR) == (found.allowed, found.elapsed, found.due)
    assert [(8 * HOUR, Status.CANCELLED)] == [(of.allowed, of.status) for of in found.earlier]
