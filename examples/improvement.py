"""Halve the reopened incidents of one group: measure, set a target, and test what became of it.

    python examples/improvement.py [LOG]

LOG is a CSV file or a zip of one, as examples/replay_log.py reads it; without it the small log
beside this file is taken. The first half of the log is the baseline. Nobody improved anything in
the second half, so that what was really measured there says how much chance alone does; that the
rate halved is made up, as are the people and what they learned.
"""

import argparse
from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from statistics import median_low

import attrs
from replay_log import SMALL_LOG, replay

from itsmcore import Timeline
from itsmcore.desk import Desk, Numbering
from itsmcore.figures import Figure
from itsmcore.improvements import (
    IMPROVEMENT,
    Accepted,
    Approved,
    Assessed,
    Benefit,
    Closed,
    Effort,
    Improvement,
    Measured,
    Movement,
    Origin,
    Outcome,
    Register,
    Reviewed,
    Started,
    Updated,
)
from itsmcore.lifecycle import Event
from itsmcore.metrics import rates
from itsmcore.objectives import Objective
from itsmcore.proportions import Proportion

REOPENED = "reopened"
ENOUGH = 30  # of fewer resolutions a group's rate says little


def measured(
    log: Mapping[str, Timeline], since: datetime, until: datetime, at: datetime
) -> dict[str, Figure]:
    """Return the share of reopened incidents, for each group with one."""
    every = rates(log, at=at, since=since, until=until, by="group").figures.named(REOPENED)
    return {of.by["group"]: of for of in every if of.by and of.by["group"] and of.value is not None}


def worst(figures: Mapping[str, Figure]) -> Figure:
    """Return the figure of the group that reopened most, among those with enough resolutions."""
    enough = [of for of in figures.values() if of.n >= ENOUGH] or [*figures.values()]
    return max(enough, key=lambda of: (Proportion.read(of).count, str(of.by["group"])))


def rate_of(figure: Figure) -> float:
    """Return the share of a figure that is one."""
    counted = Proportion.read(figure)
    return counted.count / counted.of


def planned(baseline: Figure, at: datetime) -> tuple[Desk, str]:
    """Return a desk with an improvement that somebody else has approved, and its number."""
    opened = Desk.of(numbering=Numbering()).open(
        IMPROVEMENT,
        at=at,
        by="ines",
        summary=f"Half the reopened incidents of {baseline.by['group']}",
        origin=Origin.REVIEW,
        baseline=baseline,
    )
    target = Objective(REOPENED, at_most=round(rate_of(baseline) / 2, 4), by=baseline.by)
    steps: list[Event] = [
        Updated(at=at, by="ines", target=target, benefit=Benefit.HIGH, effort=Effort.SMALL),
        Accepted(at=at, by="omar"),
        Assessed(at=at, by="omar"),
        Approved(at=at, by="omar"),
        Started(at=at, by="ines"),
    ]
    desk = opened.desk
    for step in steps:
        desk = desk.apply(opened.id, step).desk
    return desk, opened.id


def checked(desk: Desk, number: str, value: Figure, at: datetime) -> Desk:
    """Measure the second half, and review it: one test, at the review."""
    for step in (Measured(at=at, by="ines", figure=value), Reviewed(at=at, by="ines")):
        desk = desk.apply(number, step).desk
    imp = desk.one(Improvement, number)
    print(f"{imp.verdict}\n-> {imp.movement}\n")
    return desk


def main() -> None:
    options = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    options.add_argument("log", nargs="?", type=Path, default=SMALL_LOG, metavar="LOG")
    log = replay(options.parse_args().log)
    first = min(line[0].at for line in log.values())
    last = max(line[-1].at for line in log.values())
    middle = median_low(step.at for step in chain.from_iterable(log.values()))
    baseline = worst(measured(log, first, middle, middle))
    desk, number = planned(baseline, middle)
    imp = desk.one(Improvement, number)
    print(f"{imp.summary}: {Proportion.read(baseline)}")
    print(f"target: {imp.target}; {imp.pdca}\n")

    print("As it was, though nobody did anything:")
    real = measured(log, middle, last, last)[str(baseline.by["group"])]
    checked(desk, number, real, last)
    print("As if the rate had halved (made up):")
    count = round(real.n * rate_of(baseline) / 2)
    made_up = attrs.evolve(real, value=count / real.n)
    desk = checked(desk, number, made_up, last)
    print(desk.one(Improvement, number).trend)

    has_moved = desk.one(Improvement, number).movement == Movement.IMPROVED
    outcome = Outcome.STANDARDISED if has_moved else Outcome.ITERATED
    closed = Closed(at=last, by="omar", outcome=outcome, lessons="Ask before closing")
    desk = desk.apply(number, closed).desk
    print(f"\n{number} is {outcome}")
    print(f"\n{Register(desk.all(Improvement), at=last)}")
    print(Register(desk.all(Improvement), at=last).figures)
    for following in Register(desk.all(Improvement), at=last).ranked:
        print(f"{following.id} goes on from {following.baseline}")


if __name__ == "__main__":
    main()
