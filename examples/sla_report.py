"""Judge an exported incident log by a service level agreement, and ask what another would change.

    python examples/sla_report.py [LOG]

LOG is a CSV file, or a zip of one; without it the small log beside this file is judged. To judge by
an agreement of your own, edit the constants; to read another export, edit those of replay_log.py.
"""

import argparse
import heapq
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import attrs
from replay_log import SMALL_LOG, bar, console, replay
from rich.markdown import Markdown

from itsmcore import Phase, Schedule, Timeline
from itsmcore.conditions import field
from itsmcore.incidents import HoldReason
from itsmcore.metrics import backlog, compliance, rates, times
from itsmcore.presets import servicenow
from itsmcore.schedule import WorkingDays
from itsmcore.service_levels import Agreement, Goal, measure_many, what_if

try:
    import holidays

    HOLIDAYS: Any = holidays.country_holidays("PT")
except ImportError:
    HOLIDAYS = ()

# --- the agreement: edit it ---------------------------------------------------------------------

ZONE = "Europe/Lisbon"
OFFICE = Schedule.weekly({"mon-fri": "09:00-18:00"}, tz=ZONE, holidays=HOLIDAYS)
CRITICAL, HIGH, MODERATE, LOW, PLANNING = servicenow.PRIORITIES
MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)

RESPOND_IN = {
    CRITICAL: 15 * MINUTE,
    HIGH: 30 * MINUTE,
    MODERATE: 4 * HOUR,
    LOW: 9 * HOUR,
    PLANNING: 18 * HOUR,
}
RESOLVE_IN = {
    CRITICAL: 4 * HOUR,
    HIGH: 8 * HOUR,
    MODERATE: 40 * HOUR,
    LOW: 45 * HOUR,
    PLANNING: 90 * HOUR,
}
RESPONSE = Goal("response", stop=Phase.ACTIVE, targets=RESPOND_IN)  # taken up, or further
RESOLUTION = Goal(
    "resolution",
    stop=Phase.RESOLVED,
    pause=field("hold_reason").is_(HoldReason.CALLER),
    targets=RESOLVE_IN,
    thresholds={75: "warn the assignee"},
    on_breach=("warn the lead", "call the caller"),
)
AGREEMENT = Agreement("the desk", schedule=OFFICE, goals=(RESPONSE, RESOLUTION))

WHAT_IF = {MODERATE: WorkingDays(5), LOW: WorkingDays(3)}  # instead of hours

# --- the report ---------------------------------------------------------------------------------

WORST = 3


def judged(timelines: Mapping[str, Timeline], now: datetime) -> list[dict[str, Any]]:
    """Judge every incident by every goal, and say how long that took."""
    begun = perf_counter()
    following = bar("judging ")
    rows = list(measure_many(AGREEMENT, timelines, at=now, facts=["priority"], progress=following))
    took = perf_counter() - begun
    console.print(f"\n[bold]{len(timelines):,} incidents, judged as of {local(now)}[/]")
    say(f"{len(rows):,} clocks in {took:.2f} s, {len(rows) / took:,.0f} a second")
    return rows


def kept(rows: list[dict[str, Any]]) -> None:
    """Print how often each goal was met."""
    draw("compliance by priority", compliance(rows, by=("goal", "priority")))
    draw("compliance by month", compliance(rows, by="goal", period="month", tz=ZONE))


def worst(timelines: Mapping[str, Timeline], rows: list[dict[str, Any]], now: datetime) -> None:
    """Explain the resolutions that are furthest over their target."""
    late = (row for row in rows if row["outcome"] == "missed")
    missed = (row for row in late if row["goal"] == RESOLUTION.name)
    for row in heapq.nsmallest(WORST, missed, key=lambda row: row["remaining"]):
        clock = AGREEMENT.measure(timelines[row["case"]], at=now)[row["goal"]]
        console.print(f"\n[bold]missed: {row['case']}, {row['priority']}[/]")
        say(str(clock.explain(brief=True)))
        for action in clock.due_actions(since=row["started_at"], until=now):
            share = "late" if action.percent is None else f"{action.percent} %"
            say(f"{share} at {local(action.at)}: {action.action}")


def work(timelines: Mapping[str, Timeline], now: datetime) -> None:
    """Print what the log says of the desk, whatever was promised."""
    draw("how long it takes", times(timelines, at=now, schedule=OFFICE))
    draw("how often", rates(timelines, at=now))
    console.print("\n[bold]backlog[/]")
    for weeks in (8, 4, 0):
        say(str(backlog(timelines, at=now - weeks * WEEK, schedule=OFFICE)))


def otherwise(timelines: Mapping[str, Timeline], now: datetime) -> None:
    """Print what would have been met and missed by other targets."""
    other = attrs.evolve(RESOLUTION, targets=RESOLVE_IN | WHAT_IF)
    today, then = (attrs.evolve(AGREEMENT, goals=[goal]) for goal in (RESOLUTION, other))
    found = what_if(today, timelines, against=then, at=now, progress=bar("otherwise "))
    asked = ", ".join(f"{level} in {target}" for level, target in WHAT_IF.items())
    draw(f"what if: {asked}, by the clock of {ZONE}", found)
    for name, changed in (("missed", found.became_missed), ("met", found.became_met)):
        say(f"{len(changed):,} become {name}" + (", such as" if changed else ""))
        for one in changed[:WORST]:
            if one.before and one.after:
                spent = hours(one.after.elapsed)
                before, after = hours(one.before.allowed), hours(one.after.allowed)
                say(f"  {one.case}: {spent} h spent, of {after} instead of {before}")


# --- how it is printed --------------------------------------------------------------------------


def hours(time: timedelta | None) -> str:
    return "none" if time is None else f"{time / HOUR:.1f}"


def local(instant: datetime) -> str:
    return f"{instant.astimezone(OFFICE.zone):%a %Y-%m-%d %H:%M}"


def draw(title: str, result: object) -> None:
    console.print(f"\n[bold]{title}[/]")
    console.print(Markdown(f"{result:md}"))


def say(words: str) -> None:
    console.print(words, markup=False, soft_wrap=True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "log", nargs="?", type=Path, default=SMALL_LOG, help="a CSV, or a zip of one"
    )
    timelines = replay(parser.parse_args(arguments).log)
    now = max(timeline[-1].at for timeline in timelines.values() if timeline)
    rows = judged(timelines, now)
    kept(rows)
    worst(timelines, rows, now)
    work(timelines, now)
    otherwise(timelines, now)


if __name__ == "__main__":
    main(sys.argv[1:])
