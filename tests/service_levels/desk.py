"""A desk small enough to count by hand: office hours, one goal, and rows of a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from itsmcore import Phase, Priority, Schedule, Timeline
from itsmcore.conditions import Condition, field
from itsmcore.service_levels import Agreement, Clock, Goal, Terms
from tests.instants import HOUR

ZONE = ZoneInfo("Europe/Amsterdam")
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
SHORT = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
WAITS_FOR_CALLER = field("hold_reason").is_("caller")

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEW: dict[str, object] = {"state": "new", "phase": Phase.NEW}
WORK: dict[str, object] = {"state": "in_progress", "phase": Phase.ACTIVE}
HELD: dict[str, object] = {"state": "on_hold", "phase": Phase.PENDING, "hold_reason": "caller"}
DONE: dict[str, object] = {"state": "resolved", "phase": Phase.RESOLVED}
SHUT: dict[str, object] = {"state": "closed", "phase": Phase.CLOSED}
GONE: dict[str, object] = {"state": "cancelled", "phase": Phase.CANCELLED}


def when(text: str) -> datetime:
    """Read a local time such as "fri 16:40" in the week of Monday, 5 January 2026.

    A number in front counts the weeks on: "1 mon 09:30" is on the 12th.
    """
    *weeks, day, time = text.split()
    hours, minutes = map(int, time.split(":"))
    days = _WEEKDAYS.index(day) + 7 * int(weeks[0] if weeks else 0)
    return datetime(2026, 1, 5, hours, minutes, tzinfo=ZONE) + timedelta(days=days)


def ticket(*rows: tuple[str, dict[str, object]], **everywhere: object) -> Timeline:
    """Make a timeline of rows; what is given by name is true in all of them."""
    return Timeline.from_rows([(when(at), {**everywhere, **facts}) for at, facts in rows])


def goal(
    targets: Any = 8 * HOUR,
    *,
    stop: Any = Phase.RESOLVED,
    pause: Any = WAITS_FOR_CALLER,
    **more: Any,
) -> Goal:
    """Make a goal of resolution, in eight hours unless told otherwise."""
    return Goal("resolution", stop=stop, pause=pause, targets=targets, **more)


def clock(
    of: Goal,
    timeline: Timeline,
    at: str,
    *,
    schedule: Schedule = OFFICE,
    applies: Condition | None = None,
    **terms: Any,
) -> Clock:
    """Measure one goal."""
    more: dict[str, Any] = {} if applies is None else {"applies": applies}
    agreement = Agreement("gold", goals=[of], schedule=schedule, terms=Terms(**terms), **more)
    return agreement.measure(timeline, at=when(at))[of.name]


P1, P2 = {"priority": Priority.CRITICAL}, {"priority": Priority.HIGH}
BY_PRIORITY = {Priority.CRITICAL: 4 * HOUR, Priority.HIGH: 8 * HOUR}
