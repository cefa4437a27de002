"""March 2026 on a desk in Amsterdam, in which the worked examples of clocks happen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from itsmcore import Phase, Priority, Schedule, Timeline
from itsmcore.service_levels import Clock

ZONE = ZoneInfo("Europe/Amsterdam")
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NEW: Mapping[str, object] = {"phase": Phase.NEW}
HELD: Mapping[str, object] = {"phase": Phase.PENDING}
DONE: Mapping[str, object] = {"phase": Phase.RESOLVED}
P1: Mapping[str, object] = {"priority": Priority.CRITICAL}
P2: Mapping[str, object] = {"priority": Priority.HIGH}
P3: Mapping[str, object] = {"priority": Priority.MODERATE}
P4: Mapping[str, object] = {"priority": Priority.LOW}
L1: Mapping[str, object] = {"group": "L1"}
L2: Mapping[str, object] = {"group": "L2"}


def when(text: str) -> datetime:
    """Read a local time such as "fri 16:40" in the week of Monday, 2 March 2026.

    A number in front counts the weeks on: "1 mon 09:30" is on the 9th.
    """
    *weeks, day, time = text.split()
    hours, minutes = map(int, time.split(":"))
    days = _DAYS.index(day) + 7 * int(weeks[0] if weeks else 0)
    return datetime(2026, 3, 2, hours, minutes, tzinfo=ZONE) + timedelta(days=days)


def said(instant: datetime | None) -> str | None:
    """Write an instant as `when` reads it."""
    if instant is None:
        return None
    local = instant.astimezone(ZONE)
    weeks = (local.replace(tzinfo=None) - datetime(2026, 3, 2)).days // 7
    return f"{f'{weeks} ' if weeks else ''}{_DAYS[local.weekday()]} {local:%H:%M}"


def story(*rows: tuple[str, Mapping[str, object]]) -> Timeline:
    """Make a timeline of rows, each with what it changes."""
    facts: dict[str, object] = {}
    steps = []
    for at, changes in rows:
        facts = {**facts, **changes}
        steps.append((when(at), facts))
    return Timeline.from_rows(steps)


def spent(clock: Clock) -> str:
    """Say what has elapsed of what is allowed."""
    return f"{clock.elapsed} of {clock.allowed}"
