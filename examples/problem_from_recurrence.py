"""Find what keeps coming back in a log, and take the worst of it from a problem to its solution.

    python examples/problem_from_recurrence.py [LOG]

LOG is a CSV file or a zip of one, as examples/replay_log.py reads it; without it the small log
beside this file is taken. What a team would find out and decide is made up here: edit WHYS.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from replay_log import SMALL_LOG, replay

from itsmcore import (
    INCIDENT,
    PROBLEM,
    Incident,
    Phase,
    Problem,
    Timeline,
    changes,
    incidents,
    problems,
)
from itsmcore.approval import Authority, Voted
from itsmcore.change_calendar import ChangeSchedule
from itsmcore.changes import NORMAL_CHANGE, Change
from itsmcore.desk import Applied, Desk, Numbering, match_known_errors
from itsmcore.incidents import HoldReason
from itsmcore.lifecycle import Event
from itsmcore.lifecycle.events import Assigned, Linked
from itsmcore.recurrence import Key, Recurrence, bursts, occurrences
from itsmcore.risk import Risk
from itsmcore.techniques import FiveWhys, PainAnalysis, PainValue
from itsmcore.timeline import Step

WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
KEYS = (Key("category", "symptom"), Key("configuration_item"))
FEW_FACTS = Key("category")  # for a log that knows neither symptoms nor items
CAB = Authority("CAB", ["ines", "jorge"], needs="any")
OURS = NORMAL_CHANGE.extended(policy=CAB, name="our change")
WHYS = FiveWhys(
    "The same incidents come back every week",
    ["A service runs out of memory", "It keeps what it should forget", "A patch is missing"],
    action="Install the patch",
)
PLAN: dict[str, Any] = {
    "risk": Risk.LOW,
    "steps": ["Install the patch", "Start the service"],
    "test_plan": "A day on the test system",
    "communication_plan": "A mail to the desk",
    "back_out_plan": "Install the former version",
}
SHOWN = 5


def recurring(log: Mapping[str, Timeline]) -> Sequence[Recurrence]:
    """Find the groups of which ten came within a week; in a small log, five."""
    happened = occurrences(log)
    found = bursts(happened, KEYS, n=10, within=WEEK)
    return list(found or bursts(happened, FEW_FACTS, n=5, within=WEEK))


def resolved_at(last: Step) -> datetime:
    """Return when a case was resolved, by its last step."""
    resolved = last.facts.get("resolved_at")
    return resolved if isinstance(resolved, datetime) else last.at


def pain(recurrence: Recurrence, log: Mapping[str, Timeline]) -> PainValue:
    """Weigh a recurrence: how many there were, how long one took on average, and how bad it was."""
    cases = [log[number].steps for number in recurrence.incidents]
    times = (max(resolved_at(steps[-1]) - steps[0].at, timedelta()) for steps in cases)
    took = sum(times, timedelta()) / len(cases)
    ranks = [getattr(steps[-1].facts.get("impact"), "rank", 1) for steps in cases]
    name = f"{recurrence.title}, from {recurrence.span.start:%Y-%m-%d %H:%M}"
    return PainValue(
        name=name, count=recurrence.count, duration=took, severity=sum(ranks) / len(ranks)
    )


def open_at(recurrence: Recurrence, log: Mapping[str, Timeline], at: datetime) -> list[str]:
    """List the incidents of a recurrence that were not resolved by an instant."""
    last = {number: [s for s in log[number] if s.at <= at][-1] for number in recurrence.incidents}
    return [number for number, step in last.items() if Phase(step.facts["phase"]).is_open]


def waiting(recurrence: Recurrence, log: Mapping[str, Timeline], at: datetime) -> list[Incident]:
    """Take over the incidents that are open, to be worked on from now on."""
    found = []
    for number in open_at(recurrence, log, at):
        first = log[number].steps[0]
        category = first.facts.get("category")
        incident = INCIDENT.open(
            number,
            at=first.at,
            by="the log",
            summary=recurrence.title,
            category=category if isinstance(category, str) else None,
        )
        found.append(incident.assign(at=at, by="desk", group="operations").start(at=at, by="desk"))
    return found


def told(applied: Applied) -> Desk:
    """Print what happened, and what is offered."""
    print(applied.events[0])
    for entry in applied.events[1 : SHOWN + 1]:
        print(f"  follows: {entry}")
    if len(applied.events) > SHOWN + 1:
        print(f"  … and {len(applied.events) - SHOWN - 1} more")
    for offer in applied.offers[:SHOWN]:
        print(f"  offered: {offer}")
    return applied.desk


def analysed(desk: Desk, problem: str, recurrence: Recurrence, at: datetime) -> Desk:
    """Tie the waiting incidents to the problem, find its cause, and publish a workaround."""
    for incident in list(desk.all(Incident)):
        tie = Linked(at=at, by="grace", kind="problem", target=problem)
        held = incidents.Held(at=at, by="grace", reason=HoldReason.PROBLEM)
        desk = desk.apply(incident.id, tie).desk.apply(incident.id, held).desk
    by: dict[str, Any] = {"at": at + HOUR, "by": "grace"}
    steps: list[Event] = [
        Assigned(**by, assignee="grace"),
        problems.Assessed(**by),
        problems.Confirmed(**by),
        problems.CauseRecorded(**by, text=WHYS.cause, analysis=WHYS),
        problems.WorkaroundPublished(**by, text="Start the service anew each night"),
    ]
    for step in steps:
        desk = told(desk.apply(problem, step))
    print(f"\n{WHYS}\n")
    known = desk.one(Problem, problem).known_error()
    print(known)
    call = INCIDENT.open(
        "INC-NEW", at=at + HOUR, by="ada", summary=recurrence.title, category=known.category
    )
    for match in match_known_errors(call, [known]):
        print(f"a new incident is like it: {match}")
    return desk


def fixed(desk: Desk, problem: str, at: datetime) -> Desk:
    """Remove the cause by a change; what waits for it resolves."""
    desk = desk.apply(problem, problems.FixBegun(at=at, by="grace", notes="A change")).desk
    window: dict[str, Any] = {"planned_start": at + 24 * HOUR, "planned_end": at + 26 * HOUR}
    summary = f"Solve {problem}"
    opened = desk.open(OURS, at=at, by="grace", summary=summary, assignee="linus", **PLAN, **window)
    desk, change = opened.desk, opened.id
    desk = desk.apply(change, Linked(at=at, by="grace", kind="fixes", target=problem)).desk
    desk = desk.apply(change, changes.Assessed(at=at, by="ines")).desk
    asked = desk.one(Change, change).approval_request(at=at, by="grace")
    desk = desk.apply(change, asked).desk
    start = window["planned_start"]
    steps: list[Event] = [
        Voted(at=at + HOUR, by="ines", vote="yes"),
        changes.Tested(at=at + HOUR, by="linus", result="passed"),
        changes.Communicated(at=at + HOUR, by="linus", to=["desk"]),
        changes.Implemented(at=start, by="linus"),
        changes.Verified(at=start + HOUR, by="linus", result="passed"),
    ]
    for step in steps:
        desk = told(desk.apply(change, step))
    done = changes.Completed(at=start + HOUR, by="linus", outcome="successful")
    completed = desk.apply(change, done)
    told(completed)
    return told(completed.desk.accept(completed.offers[0], at=start + 2 * HOUR, by="grace"))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "log", nargs="?", type=Path, default=SMALL_LOG, help="a CSV, or a zip of one"
    )
    log = replay(parser.parse_args(arguments).log)
    found = {pain(recurrence, log): recurrence for recurrence in recurring(log)}
    analysis = PainAnalysis(found)
    print(f"{len(log):,} incidents, {len(found)} groups that keep coming back; the worst:\n")
    print(PainAnalysis(analysis.pains[:SHOWN]))
    recurrence = found[analysis.worst]
    at = recurrence.span.end
    print(f"\n{recurrence}")

    desk = Desk.of(
        waiting(recurrence, log, at), numbering=Numbering(), change_schedule=ChangeSchedule()
    )
    print(f"{len(desk)} of its incidents are open on {at:%Y-%m-%d %H:%M} UTC\n")
    still_open = tuple(incident.id for incident in desk.all(Incident))
    opening = recurrence.problem("PRB0000001", at=at, by="grace", incidents=still_open)
    desk = desk.add(Problem.begin(opening, model=PROBLEM)).desk
    desk = analysed(desk, opening.id, recurrence, at)
    print()
    desk = fixed(desk, opening.id, at + 2 * HOUR)
    states = [incident.state for incident in desk.all(Incident)]
    print(f"\n{desk[opening.id]}: {states.count('resolved')} of {len(states)} incidents resolved")


if __name__ == "__main__":
    main(sys.argv[1:])
