"""Priorities of a log, compared with the matrix that they should come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from itsmcore.fields import as_a, is_in
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Timeline, as_timelines


@attrs.frozen
class PriorityReport:
    """Where a log's priorities differ from a matrix.

    Attributes:
        steps: how many steps have impact, urgency and priority.
        disagreements: how often each impact and urgency came with a priority other than the matrix
            has, and which.
    """

    steps: int
    disagreements: FrozenDict[tuple[Level, Level, Level], int]

    @property
    def count(self) -> int:
        """The number of steps that disagree."""
        return sum(self.disagreements.values())


def check_priority(matrix: PriorityMatrix, timelines: Mapping[str, Timeline]) -> PriorityReport:
    """Compare the priority of every step with the one that its impact and urgency call for.

    Steps that lack one of the three, or have a level that the matrix does not, are skipped.

    Raises:
        BadValue: it is not a matrix, or the timelines are not a mapping.
    """
    steps, disagreements = 0, Counter[tuple[Level, Level, Level]]()
    as_a(PriorityMatrix, matrix, "matrix")
    for impact, urgency, priority in _stated(matrix, as_timelines(timelines).values()):
        steps += 1
        if matrix[impact, urgency] != priority:
            disagreements[impact, urgency, priority] += 1
    return PriorityReport(steps, FrozenDict(disagreements))


def _stated(
    matrix: PriorityMatrix, timelines: Iterable[Timeline]
) -> Iterator[tuple[Level, Level, Level]]:
    for timeline in timelines:
        for step in timeline:
            impact: Any = step.facts.get("impact")
            urgency: Any = step.facts.get("urgency")
            priority = step.facts.get("priority")
            is_known = is_in(impact, matrix.impacts) and is_in(urgency, matrix.urgencies)
            if is_known and isinstance(priority, Level):
                yield impact, urgency, priority
