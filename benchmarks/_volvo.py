"""Incidents of Volvo IT: BPI Challenge 2013, doi 10.4121/500573e6-accc-4b0c-9576-aa5468b10cee.

The log lies beside the project and is no part of it; 4TU terms, non-commercial with attribution.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from itsmcore import Lifecycle, Phase, Timeline

LOG = (
    Path(__file__).parents[2]
    / "shared"
    / "data"
    / "bpic2013"
    / "bpi_Challenge_2013_incidents.xes.gz"
)
FIRST = "Accepted/In Progress"


def moves_of_incidents() -> dict[str, Timeline]:
    """Read the log; of what stays in a state, the first event."""
    text = gzip.decompress(LOG.read_bytes()).decode("utf-8")
    timelines = {}
    for trace in re.findall(r"<trace>(.*?)</trace>", text, re.DOTALL):
        head, *events = trace.split("<event>")
        timelines[_of("concept:name", head)] = Timeline.from_rows(_rows(events))
    return timelines


def _rows(events: list[str]) -> Iterator[tuple[datetime, dict[str, str]]]:
    last = None
    for event in events:
        state = f"{_of('concept:name', event)}/{_of('lifecycle:transition', event)}"
        if state != last:
            yield datetime.fromisoformat(_of("time:timestamp", event)), {"state": state}
        last = state


def _of(key: str, text: str) -> str:
    found: str = re.findall(rf'key="{key}" value="([^"]*)"', text)[0]
    return found


def frequent(timelines: Mapping[str, Timeline], least: int) -> Lifecycle:
    """Make a lifecycle of the moves that a log makes so often."""
    moves = Counter(
        (str(before.facts["state"]), str(after.facts["state"]))
        for timeline in timelines.values()
        for before, after in pairwise(timeline)
    )
    rows = [(source, f"to {target}", target) for (source, target), n in moves.items() if n >= least]
    states = {state for move in moves for state in move}
    ends = {state: Phase.CLOSED for state in states if state.endswith(("/Closed", "/Cancelled"))}
    phases = dict.fromkeys(states, Phase.ACTIVE) | ends
    return Lifecycle.from_edges(sorted(rows), phases=phases, initial=FIRST)
