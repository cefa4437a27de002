"""Replay an exported incident log against the ServiceNow model, and print what a desk lead asks.

    python examples/replay_log.py [LOG]

LOG is a CSV file, or a zip of one; without it the small log beside this file is replayed, and then
one incident is walked through its life. To read another export, edit COLUMNS, FORMAT and ZONE.
"""

import argparse
import csv
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from itsmcore import Impact, Incident, Refused, Timeline, Urgency
from itsmcore.conformance import Report, check, check_priority
from itsmcore.incidents import HoldReason
from itsmcore.presets import servicenow
from itsmcore.progress import Progress

COLUMNS: dict[str, str] = {}  # a fact's name: the column it is in, where that is not ServiceNow's
FORMAT = "%Y-%m-%d %H:%M:%S"
ZONE = "UTC"

# The export of UCI Machine Learning Repository 498 (doi 10.24432/C57S4H) names some differently.
UCI_COLUMNS = {"at": "sys_updated_at", "resolution_code": "closed_code", "symptom": "u_symptom"}
UCI_FORMAT = "%d/%m/%Y %H:%M"

SMALL_LOG = Path(__file__).with_name("incidents.csv")
console = Console(highlight=False)


def read(path: Path) -> Iterator[Mapping[str, str]]:
    """Give the rows of a CSV file, or of the first one in a zip."""
    if path.suffix != ".zip":
        with path.open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)
        return
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv"))
        with archive.open(name) as raw:
            yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


def bar(words: str) -> Progress:
    """Give a bar that moves as something is worked through, and then vanishes."""
    return partial(track, description=words, console=console, transient=True)


def replay(path: Path) -> dict[str, Timeline]:
    """Read a log into timelines, with a bar that moves."""
    rows = list(read(path))
    is_uci = bool(rows) and "sys_updated_at" in rows[0]
    return servicenow.timelines(
        bar("reading ")(rows),
        columns=UCI_COLUMNS if is_uci else COLUMNS,
        format=UCI_FORMAT if is_uci else FORMAT,
        tz=ZONE,
    )


def report(timelines: Mapping[str, Timeline]) -> None:
    """Print the report."""
    strict = check(servicenow.INCIDENT, timelines, progress=bar("checking "))
    lenient = check(servicenow.INCIDENT_LENIENT, timelines, progress=bar("checking "))
    console.print(f"\n[bold]{strict.cases:,} incidents, {strict.steps:,} rows[/]")
    console.print(
        f"{strict.move_count:,} moves between states and {strict.within_count:,} changes of hold "
        f"reason; the strict model refuses {len(strict.deviations)}, the lenient one "
        f"{len(lenient.deviations)} (fitness {strict.fitness:.4f})"
    )
    for name, counts in (
        ("odd first states", strict.odd_starts),
        ("flaws of the log", strict.flaws),
    ):
        if counts:
            console.print(f"{name}: " + ", ".join(f"{k} {v:,}" for k, v in sorted(counts.items())))
    _moves(strict)
    _priorities(timelines)
    _reworked(timelines, strict)
    _durations(timelines)


def _moves(result: Report) -> None:
    table = Table("from", "to", "times", "why not", title="illegal moves")
    reasons = Counter((d.source, d.target, d.reason) for d in result.deviations)
    for (source, target, reason), times in reasons.most_common():
        table.add_row(source, target, str(times), reason)
    if reasons:
        console.print(table)


def _priorities(timelines: Mapping[str, Timeline]) -> None:
    result = check_priority(servicenow.MATRIX, timelines)
    console.print(
        f"priority differs from the stock matrix in {result.count:,} of {result.steps:,} rows"
    )
    for (impact, urgency, stated), times in result.disagreements.items():
        expected = servicenow.MATRIX[impact, urgency]
        console.print(
            f"  impact {impact.code} and urgency {urgency.code}: {stated.code} {stated} "
            f"instead of {expected.code} {expected}, {times:,} times"
        )


def _reworked(timelines: Mapping[str, Timeline], result: Report) -> None:
    last = [t.steps[-1].facts for t in timelines.values() if t.steps]
    moved = sum(int(str(facts.get("reassignment_count") or 0)) > 0 for facts in last)
    reopened = result.moves.get(("resolved", "in_progress"), 0)
    console.print(f"{reopened:,} reopenings; {moved:,} incidents went from group to group")


def _durations(timelines: Mapping[str, Timeline]) -> None:
    totals, visits = Counter[str](), Counter[str]()
    for timeline in bar("timing ")(timelines.values()):
        for state, spent in timeline.time_by("state").items():
            totals[str(state)] += int(spent.total_seconds())
            visits[str(state)] += 1
    table = Table("state", "incidents", "mean hours", title="time in each state")
    for state in (s.name for s in servicenow.STATES if visits[s.name]):
        hours = totals[state] / visits[state] / 3600
        table.add_row(state, f"{visits[state]:,}", f"{hours:,.1f}")
    console.print(table)


def walk() -> None:
    """Walk one incident through its life, with a refusal on the way."""
    at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    console.print("\n[bold]one incident[/]")
    inc = Incident.open(
        "INC-1042",
        at=at,
        by="ada",
        summary="Mail is down",
        impact=Impact.HIGH,
        urgency=Urgency.HIGH,
        category="email/delivery",
    )
    console.print(f"{inc}, priority {inc.priority}")
    inc = inc.assign(at=at + hour, by="desk", group="messaging", assignee="grace")
    inc = inc.start(at=at + hour, by="grace")
    inc = inc.hold(at=at + 2 * hour, by="grace", reason=HoldReason.CALLER)
    console.print(f"{inc}, waiting for the {inc.hold_reason}")
    try:
        inc.close(at=at + 3 * hour, by="grace")
    except Refused as refusal:
        console.print(f"[red]refused:[/] {refusal}")
    inc = inc.comment(at=at + 4 * hour, by="ada", text="Here is the log file", public=True)
    console.print(f"{inc}: resumed by the caller's {inc.history[-1].cause}")
    inc = inc.resolve(
        at=at + 5 * hour, by="grace", code="solution_provided", notes="Restarted the queue"
    )
    console.print(f"{inc}, closes by itself at {inc.next_instant}")
    inc = inc.tick(at=at + timedelta(days=6))
    for state, spent in inc.time_in_states(until=inc.history[-1].at).items():
        console.print(f"  {state:12} {spent}")
    console.print(
        f"{inc}; replayed from its history, it is the same: {Incident.replay(inc.history) == inc}"
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "log", nargs="?", type=Path, default=SMALL_LOG, help="a CSV, or a zip of one"
    )
    path = parser.parse_args(arguments).log
    report(replay(path))
    if path == SMALL_LOG:
        walk()


if __name__ == "__main__":
    main(sys.argv[1:])
