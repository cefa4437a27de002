"""The campaign: how many inputs of each kind there are, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import attrs

from tests.hostile.calendars import a_calendar
from tests.hostile.calls import a_call
from tests.hostile.case import Case, Maker
from tests.hostile.desks import a_desk
from tests.hostile.documents import a_document
from tests.hostile.judge import SECONDS, Outcome, judge
from tests.hostile.records import a_life
from tests.hostile.rows import some_rows
from tests.timing import ATTEMPTS

KINDS: Mapping[str, tuple[Maker, int]] = {
    "calls": (a_call, 12_000),
    "records": (a_life, 4_000),
    "desks": (a_desk, 3_000),
    "documents": (a_document, 5_000),
    "calendars": (a_calendar, 3_000),
    "rows": (some_rows, 3_000),
}
"""What makes the inputs of each kind, and how many of them the whole campaign has."""


def case(kind: str, seed: int) -> Case:
    """Make the input of a kind and a seed, always the same."""
    make, _ = KINDS[kind]
    return make(Random(f"{kind} {seed}"))


def repeat(kind: str, seed: int) -> str:
    """Say how to repeat one input."""
    return f"make hostile ARGS='{kind} {seed}'"


@attrs.define
class Count:
    """Count what came of some inputs."""

    answers: int = 0
    errors: int = 0
    longest: float = 0.0
    total: float = 0.0
    faults: list[str] = attrs.Factory(list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.answers += outcome.is_answer
        self.errors += not outcome.is_answer
        self.longest = max(self.longest, outcome.seconds)
        self.total += outcome.seconds

    def __str__(self) -> str:
        return (
            f"{self.answers + self.errors} inputs: {self.errors} refused, {self.answers} answered, "
            f"{len(self.faults)} faults; {self.total:.0f} s, the longest {self.longest:.2f} s"
        )


def judged(kind: str, seeds: range) -> Count:
    """Ask the inputs of a kind and some seeds, and count what comes of them."""
    count = Count()
    for seed, asked, outcome in _each(kind, seeds):
        count.add(outcome)
        if outcome.fault:
            words = f"{asked.words[:1_000]}\n  {outcome.fault}"
            count.faults.append(f"{words}\n  repeat it by: {repeat(kind, seed)}")
    return count


def _each(kind: str, seeds: range) -> Iterator[tuple[int, Case, Outcome]]:
    """Ask each, and anew where it took long: others use the machine, too."""
    for seed in seeds:
        for _ in range(ATTEMPTS):
            asked = case(kind, seed)
            outcome = judge(asked)
            if outcome.seconds <= SECONDS:
                break
        yield seed, asked, outcome
