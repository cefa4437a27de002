"""A real log of problems: the example's model and reading, against a plain count of the file.

BPI Challenge 2013, closed problems (doi 10.4121/c2c3b154-ab26-4b31-a0e8-8f2350ddac11), Volvo IT;
4TU terms: non-commercial use with attribution. It is read from beside the project and is no part
of it.
"""

import gzip
import re
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from itsmcore import Timeline
from itsmcore.conformance import check
from tests.logs import VOLVO, with_volvo

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "problem_volvo.py"


def printed(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments], capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """Load the example's own names."""
    return runpy.run_path(str(EXAMPLE))


@pytest.fixture(scope="module")
def timelines(example: dict[str, Any]) -> Mapping[str, Timeline]:
    """Read the log as the example does."""
    read: Mapping[str, Timeline] = example["timelines"](example["read"](VOLVO))
    return read


Case = list[tuple[datetime, str, str, str]]


@pytest.fixture(scope="module")
def plain() -> dict[str, Case]:
    """Read the log without the library or a parser: instant, state, person and team of each."""
    text = gzip.decompress(VOLVO.read_bytes()).decode("utf-8")
    cases: dict[str, Case] = {}
    for trace in re.findall(r"<trace>(.*?)</trace>", text, re.DOTALL):
        head, *events = re.split(r"<event>", trace)
        number = of("concept:name", head)
        cases[number] = [
            (
                datetime.fromisoformat(of("time:timestamp", event)),
                f"{of('concept:name', event)}/{of('lifecycle:transition', event)}",
                of("org:resource", event),
                of("org:group", event),
            )
            for event in events
        ]
    return cases


def of(key: str, text: str) -> str:
    found = re.search(rf'key="{key}" value="([^"]*)"', text)
    assert found is not None
    return found[1]


def test_the_example_passes_without_the_log_and_says_what_is_missing() -> None:
    """It replays invented problems, with a move of each kind that the model does not have."""
    words = printed()
    for said in (
        "No log is named, so a few invented problems are replayed.",
        "doi 10.4121/c2c3b154-ab26-4b31-a0e8-8f2350ddac11",
        "3 problems, 12 events, 42 days, 5:00:00 together",
        "3 moves are not in the model (fitness 0.6667)",
        "the model has no state 'Unmatched/Unmatched'",
        "no rule leads from Completed/Closed to Accepted/In Progress",
        "begun elsewhere than in Accepted/In Progress: Queued/Awaiting Assignment 1",
        "product mail 2",
    ):
        assert said in words


@pytest.mark.long
@with_volvo
def test_the_example_reads_the_real_log() -> None:
    """And prints what a plain count of it says."""
    words = printed(str(VOLVO))
    assert "1,487 problems, 6,660 events, 266001 days, 19:28:28 together" in words
    assert "No log is named" not in words


@pytest.mark.long
@with_volvo
def test_cases_events_and_durations_are_those_of_a_plain_count(
    example: dict[str, Any], timelines: Mapping[str, Timeline], plain: dict[str, Case]
) -> None:
    """For each case and together; the states of a case share out its duration."""
    assert (1_487, 6_660) == (len(timelines), sum(map(len, timelines.values())))
    assert {case: len(events) for case, events in plain.items()} == {
        case: len(timeline) for case, timeline in timelines.items()
    }
    lengths = {case: events[-1][0] - events[0][0] for case, events in plain.items()}
    for case, timeline in timelines.items():
        spent = sum(timeline.time_by("state").values(), timedelta())
        assert lengths[case] == timeline[-1].at - timeline[0].at == spent
    together = timedelta(days=266_001, hours=19, minutes=28, seconds=28)
    assert together == sum(lengths.values(), timedelta()) == example["duration"](timelines)


@with_volvo
def test_every_move_is_legal_or_reported(
    example: dict[str, Any], timelines: Mapping[str, Timeline], plain: dict[str, Case]
) -> None:
    """Each of 4,695 moves, counted by hand: 100 are not in the model, and no other is reported."""
    report = check(example["VOLVO"], timelines)
    steps = [
        (case, before, after)
        for case, events in plain.items()
        for before, after in pairwise(events)
    ]
    moves = Counter((a[1], b[1]) for _, a, b in steps if a[1] != b[1])
    assert moves == report.moves
    legal = {(source, state) for state, _, _, sources in example["TABLE"] for source in sources}
    illegal = [
        (case, a[1], b[1]) for case, a, b in steps if a[1] != b[1] and (a[1], b[1]) not in legal
    ]
    assert illegal == [(d.case, d.source, d.target) for d in report.deviations]
    kinds = Counter("Unmatched" if "Unmatched" in a + b else a for _, a, b in illegal)
    assert {"Unmatched": 19, "Completed/Closed": 78, "Completed/Cancelled": 3} == kinds
    assert 4_695 == report.move_count
    stays = [(a, b) for _, a, b in steps if a[1] == b[1]]
    anew = sum(a[3] != b[3] if a[1] == example["QUEUED"] else a[2] != b[2] for a, b in stays)
    assert (478, 166) == (len(stays), anew)
    assert anew == report.within_count


@with_volvo
def test_cases_that_begin_elsewhere_are_reported(
    example: dict[str, Any], timelines: Mapping[str, Timeline], plain: dict[str, Case]
) -> None:
    """91 of them do."""
    begun = Counter(events[0][1] for events in plain.values())
    assert 1_396 == begun.pop(example["WORKING"])
    odd = check(example["VOLVO"], timelines).odd_starts
    assert begun == odd
    assert 91 == sum(odd.values())
