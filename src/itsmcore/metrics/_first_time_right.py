"""First time right: whether a request needed rework, or led to an incident soon afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from itsmcore.lifecycle import Link
from itsmcore.metrics._cases import DONE, Steps, phase_of, told
from itsmcore.timeline import Step


@attrs.frozen
class Aftermath:
    """What happened to the tasks of requests, and which incidents were linked to them when.

    Attributes:
        reworked: the requests of which a task was taken up again.
        incidents: for each number that an incident is linked to, when that was first told.
        numbers: the numbers of the incidents.
        within: how long after the fulfilment an incident counts.
    """

    reworked: frozenset[str]
    incidents: Mapping[str, tuple[datetime, ...]]
    numbers: frozenset[str]
    within: timedelta

    @classmethod
    def of(
        cls, tasks: Mapping[str, Steps], incidents: Mapping[str, Steps], within: timedelta
    ) -> Aftermath:
        """Read the timelines of tasks and incidents."""
        reworked = {parent for steps in tasks.values() for parent in _reworked(steps)}
        linked = defaultdict[str, list[datetime]](list)
        for steps in incidents.values():
            for number, at in first_linked(steps).items():
                linked[number].append(at)
        found = {number: tuple(several) for number, several in linked.items()}
        return cls(frozenset(reworked), found, frozenset(incidents), within)

    def is_over(self, fulfilled_at: datetime | None, at: datetime) -> bool:
        """Return whether the time after a fulfilment in which something may go wrong is over."""
        return fulfilled_at is not None and at - fulfilled_at >= self.within

    def is_right(self, id: str, steps: Steps) -> bool:
        """Return whether no task of a request was done again, and no incident linked in time."""
        done_at = next(step.at for step in steps if phase_of(step) in DONE)
        own = first_linked(steps)
        linked = (
            *self.incidents.get(id, ()),
            *(at for number, at in own.items() if number in self.numbers),
        )
        is_harmless = not any(done_at <= at < done_at + self.within for at in linked)
        return id not in self.reworked and is_harmless


def first_linked(steps: Steps) -> dict[str, datetime]:
    """Return the numbers that the links of a case name, with when they first did."""
    found = dict[str, datetime]()
    for step in steps:
        for number in _targets(step):
            found.setdefault(number, step.at)
    return found


def _targets(step: Step) -> Iterator[str]:
    links = told(step, "links")
    for link in links if isinstance(links, tuple | list | set | frozenset) else ():
        if isinstance(link, Link):
            yield link.target


def _reworked(steps: Steps) -> Iterator[str]:
    """Yield the number of the record of a task that was open again once it had ended."""
    parent, has_ended = told(steps[-1], "parent"), False
    for step in steps:
        phase = phase_of(step)
        if has_ended and phase is not None and phase.is_open and isinstance(parent, str):
            yield parent
            return
        has_ended = has_ended or (phase is not None and not phase.is_open)
