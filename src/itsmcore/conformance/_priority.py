"""Priorities of a log, compared with the matrix that they should come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from itsmcore.fields import as_a, is_in
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import label, say
from itsmcore.priority import PriorityMatrix
from itsmcore.progress import Progress, followed
from itsmcore.timeline import Timeline, as_timelines

_COLUMNS = ("impact", "urgency", "priority", "matrix", "times")


@attrs.frozen
class PriorityReport:
    """Where a log's priorities differ from a matrix.

    Attributes:
        steps: how many steps have impact, urgency and priority.
        disagreements: how often each impact and urgency came with a priority other than the matrix
            has, and which.
        matrix: the matrix.
    """

    steps: int
    disagreements: FrozenDict[tuple[Level, Level, Level], int]
    matrix: PriorityMatrix = attrs.field(repr=False)

    @property
    def count(self) -> int:
        """The number of steps that disagree."""
        return sum(self.disagreements.values())

    @property
    def rows(self) -> Rows:
        """A row for each disagreement, the most frequent first, with the matrix's priority."""
        return tuple(
            dict(zip(_COLUMNS, (*(level.label for level in levels), times), strict=True))
            for *levels, times in self._listed()
        )

    def _listed(self) -> Iterator[tuple[Level, Level, Level, Level, int]]:
        found = sorted(self.disagreements.items(), key=lambda one: -one[1])
        for (impact, urgency, priority), times in found:
            yield impact, urgency, priority, self.matrix[impact, urgency], times

    def __str__(self) -> str:
        return say("conformance.priority.counts", steps=self.steps, count=self.count)

    def _table(self) -> Table:
        return Table(tuple(label("columns", name) for name in _COLUMNS), self._listed())

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def check_priority(
    matrix: PriorityMatrix,
    timelines: Mapping[str, Timeline],
    *,
    progress: Progress | None = None,
) -> PriorityReport:
    """Compare the priority of every step with the one that its impact and urgency call for.

    Steps that lack one of the three, or have a level that the matrix does not, are skipped.

    Args:
        matrix: what priorities should come from.
        timelines: the log, by the numbers of its records.
        progress: what is told how many records are read, such as `tqdm`.

    Raises:
        BadValue: it is not a matrix, the timelines are not a mapping, or the progress cannot be
            called.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Impact, Priority, Urgency
    >>> stated = {"impact": Impact.HIGH, "urgency": Urgency.HIGH, "priority": Priority.LOW}
    >>> log = {"INC-1": Timeline.from_rows([(datetime(2026, 1, 5, 9, tzinfo=UTC), stated)])}
    >>> report = check_priority(PriorityMatrix.default(), log)
    >>> print(report)
    steps 1, other than by the matrix 1
    >>> print(format(report, "md"))
    | impact | urgency | priority | matrix | times |
    | --- | --- | --- | --- | --- |
    | High | High | Low | Critical | 1 |
    """
    steps, disagreements = 0, Counter[tuple[Level, Level, Level]]()
    as_a(PriorityMatrix, matrix, "matrix")
    logged = followed(as_timelines(timelines).values(), progress)
    for impact, urgency, priority in _stated(matrix, logged):
        steps += 1
        if matrix[impact, urgency] != priority:
            disagreements[impact, urgency, priority] += 1
    return PriorityReport(steps, FrozenDict(disagreements), matrix)


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
