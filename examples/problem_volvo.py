"""Replay a log of problems against a model of Volvo IT's, and say what the model does not have.

    python examples/problem_volvo.py [LOG]

LOG is the closed problems of the BPI Challenge 2013, an XES file, gzipped or not (4TU, doi
10.4121/c2c3b154-ab26-4b31-a0e8-8f2350ddac11; its terms are non-commercial use with attribution).
Without it a few invented problems are replayed, which show the same things in small.
"""

import argparse
import gzip
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

import attrs

from itsmcore import Event, Lifecycle, Phase, Rule, State, Timeline
from itsmcore.conformance import Report, check
from itsmcore.drawing import text_table
from itsmcore.problems import PROBLEM, Cancelled, Closed
from itsmcore.recurrence import occurrences, pareto

# --- the model, as data -------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Queued(Event):
    """Put it into the queue of a team."""

    verb: ClassVar[str] = "queue"
    group: str


@attrs.frozen(kw_only=True)
class Handed(Event):
    """Give it to somebody who has not begun yet."""

    verb: ClassVar[str] = "hand_over"
    assignee: str


@attrs.frozen(kw_only=True)
class Taken(Event):
    """Work on it."""

    verb: ClassVar[str] = "take"
    assignee: str


@attrs.frozen(kw_only=True)
class Waited(Event):
    """Let it wait for a user, a vendor, an implementation."""

    verb: ClassVar[str] = "wait"
    assignee: str


WORKING, ASSIGNED, WAITING = "Accepted/In Progress", "Accepted/Assigned", "Accepted/Wait"
QUEUED, CLOSED, CANCELLED = (
    "Queued/Awaiting Assignment",
    "Completed/Closed",
    "Completed/Cancelled",
)
OPEN = (WORKING, ASSIGNED, WAITING, QUEUED)

# A status with its sub-status, the phase it stands for, the event that leads there, and from where.
TABLE = (
    (WORKING, Phase.ACTIVE, Taken, OPEN),
    (ASSIGNED, Phase.ACTIVE, Handed, OPEN),
    (WAITING, Phase.PENDING, Waited, (WORKING, ASSIGNED, WAITING)),
    (QUEUED, Phase.PENDING, Queued, OPEN),
    (CLOSED, Phase.CLOSED, Closed, (WORKING, ASSIGNED, WAITING)),
    (CANCELLED, Phase.CANCELLED, Cancelled, (WORKING, ASSIGNED, WAITING)),
)
VOLVO = attrs.evolve(
    PROBLEM,
    name="volvo.problem",
    lifecycle=Lifecycle(
        "problem",
        states=[State(state, phase=phase) for state, phase, _, _ in TABLE],
        rules=[Rule(event, source=of, target=state) for state, _, event, of in TABLE],
    ),
)

# --- reading ------------------------------------------------------------------------------------

FACTS = {"org:resource": "assignee", "org:group": "group", "product": "product", "impact": "impact"}
INVENTED = """
P-1  2012-03-01T09:00:00+01:00  Accepted   In Progress          mail
P-1  2012-03-02T09:00:00+01:00  Queued     Awaiting Assignment  mail
P-1  2012-03-05T09:00:00+01:00  Accepted   In Progress          mail
P-1  2012-04-02T10:00:00+02:00  Completed  Closed               mail
P-2  2012-03-01T09:00:00+01:00  Queued     Awaiting Assignment  mail
P-2  2012-03-01T11:00:00+01:00  Accepted   Assigned             mail
P-2  2012-03-01T12:00:00+01:00  Unmatched  Unmatched            mail
P-2  2012-03-03T12:00:00+01:00  Completed  Closed               mail
P-3  2012-03-01T09:00:00+01:00  Accepted   In Progress          print
P-3  2012-03-01T10:00:00+01:00  Completed  Closed               print
P-3  2012-03-09T10:00:00+01:00  Accepted   In Progress          print
P-3  2012-03-09T11:00:00+01:00  Completed  Closed               print
"""

Row = tuple[str, datetime, Mapping[str, str]]


def invented() -> Iterator[Row]:
    """Give the rows of the invented problems."""
    for line in filter(None, INVENTED.splitlines()):
        case, at, status, *sub, product = line.split()
        yield case, datetime.fromisoformat(at), facts(status, " ".join(sub), product=product)


def read(path: Path) -> Iterator[Row]:
    """Give the events of an XES file, case by case, in their order."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag.endswith("trace"):
                case = values(element)["concept:name"]
                for event in element:
                    if event.tag.endswith("event"):
                        of = values(event)
                        known = {fact: of[key] for key, fact in FACTS.items() if key in of}
                        state = facts(of["concept:name"], of["lifecycle:transition"], **known)
                        yield case, datetime.fromisoformat(of["time:timestamp"]), state
                element.clear()


def values(element: ElementTree.Element) -> dict[str, str]:
    return {
        child.attrib["key"]: child.attrib["value"] for child in element if "key" in child.attrib
    }


def facts(status: str, sub_status: str, **more: str) -> Mapping[str, str]:
    return {"state": f"{status}/{sub_status}", **more}


def timelines(rows: Iterable[Row]) -> dict[str, Timeline]:
    """Make a timeline of each case; every event is a step."""
    steps: dict[str, list[tuple[datetime, Mapping[str, str]]]] = {}
    for case, at, state in rows:
        steps.setdefault(case, []).append((at, state))
    return {case: Timeline.from_rows(of) for case, of in steps.items()}


def duration(log: Mapping[str, Timeline]) -> timedelta:
    """Add up the time from the first to the last event of each case."""
    return sum((of[-1].at - of[0].at for of in log.values()), timedelta())


# --- reporting ----------------------------------------------------------------------------------


def show(log: Mapping[str, Timeline]) -> None:
    report = check(VOLVO, log)
    print(f"{report.cases:,} problems, {report.steps:,} events, {duration(log)} together")
    print(
        f"{report.move_count:,} moves between states, {report.within_count:,} times a state was "
        f"entered anew by somebody else; {len(report.deviations)} moves are not in the model "
        f"(fitness {report.fitness:.4f})\n"
    )
    illegal(report)
    begun = ", ".join(f"{state} {times}" for state, times in sorted(report.odd_starts.items()))
    print(f"\nbegun elsewhere than in {VOLVO.lifecycle.initial}: {begun}\n")
    spent(log)
    print("\nthe few products that make a quarter of the problems")
    print(pareto(occurrences(log), "product", share=0.25))


def illegal(report: Report) -> None:
    counts = Counter((d.source, d.target, d.reason) for d in report.deviations)
    rows = [(a, b, str(times), why) for (a, b, why), times in counts.most_common()]
    print(text_table([("from", "to", "times", "why not"), *rows]))


def spent(log: Mapping[str, Timeline]) -> None:
    totals, visits = Counter[str](), Counter[str]()
    for timeline in log.values():
        for state, time in timeline.time_by("state").items():
            totals[str(state)] += round(time.total_seconds())
            visits[str(state)] += 1
    rows = [
        (state, str(visits[state]), f"{seconds / visits[state] / 86_400:,.1f}")
        for state, seconds in totals.most_common()
    ]
    print(text_table([("state", "problems", "mean days"), *rows]))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("log", nargs="?", type=Path, help="the XES file, gzipped or not")
    path = parser.parse_args(arguments).log
    if path is None:
        print("No log is named, so a few invented problems are replayed. The real one is to be had")
        print("from 4TU, doi 10.4121/c2c3b154-ab26-4b31-a0e8-8f2350ddac11; name its file then.\n")
    show(timelines(invented() if path is None else read(path)))


if __name__ == "__main__":
    main(sys.argv[1:])
