"""Priorities: how many cases sit in each cell of a priority matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from itsmcore.chart import Cell, matrix
from itsmcore.fields import as_a, differs
from itsmcore.figures import Rows, Table, as_drawn_formats, as_table_text
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.level import Level
from itsmcore.metrics._cases import cases_of, duplicates_note, told
from itsmcore.metrics._groups import Scope, notes_of_period
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE, GREY, LIME, RED, YELLOW, Tone
from itsmcore.phrase import say, told_in_english
from itsmcore.picture import Picture
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Timeline

_TONES = (RED, YELLOW, LIME, BLUE, GREY)
_COLUMNS = ("impact", "urgency", "priority", "cases", "otherwise")


@attrs.frozen(kw_only=True)
class PriorityCounts:
    """How many cases sit in each cell of a priority matrix.

    Attributes:
        matrix: the matrix.
        at: the instant that this is true at, in UTC.
        counts: how many cases have each impact and urgency; cells without any are not in it.
        otherwise: how many of these have another priority than the matrix gives.
        left_out: how many have no impact or urgency that the matrix knows.
        duplicates: how many more are duplicates, and counted nowhere.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
    """

    matrix: PriorityMatrix
    at: datetime
    counts: FrozenDict[tuple[Level, Level], int]
    otherwise: FrozenDict[tuple[Level, Level], int]
    left_out: int
    duplicates: int
    since: datetime | None = None
    until: datetime | None = None

    @property
    def count(self) -> int:
        """The number of cases in all cells."""
        return sum(self.counts.values())

    @property
    def rows(self) -> Rows:
        """A row for each cell of the matrix, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        cells = [(impact, of) for impact in self.matrix.impacts for of in self.matrix.urgencies]
        return tuple(
            {
                "impact": str(impact),
                "urgency": str(urgency),
                "priority": str(self.matrix[impact, urgency]),
                "cases": self.counts.get((impact, urgency), 0),
                "otherwise": self.otherwise.get((impact, urgency), 0),
            }
            for impact, urgency in cells
        )

    def _table(self) -> Table:
        return Table.of(_COLUMNS, self._rows(), self._notes())

    def _notes(self) -> Iterator[str]:
        if self.left_out:
            yield say("metrics.priorities.left_out", count=self.left_out)
        yield from notes_of_period(self.since, self.until)
        yield from duplicates_note(self.duplicates)

    def _drawn(self) -> Picture:
        tones = dict(zip(self.matrix.priorities, _tones(len(self.matrix.priorities)), strict=True))
        lines = [
            (str(impact), [self._cell(impact, of, tones) for of in self.matrix.urgencies])
            for impact in self.matrix.impacts
        ]
        by_priority = Counter[str]()
        for row in self._rows():
            by_priority[row["priority"]] += row["cases"]
        title = say("metrics.priorities.title", count=self.count)
        said = ", ".join(f"{name} {count:,}" for name, count in by_priority.items())
        head = [
            say("metrics.priorities.corner"),
            *map(str, self.matrix.urgencies),
        ]
        return matrix(title, head, lines, alt=f"{title}: {said}")

    def _cell(self, impact: Level, urgency: Level, tones: Mapping[Level, Tone]) -> Cell:
        count, priority = self.counts.get((impact, urgency), 0), self.matrix[impact, urgency]
        return Cell(f"{count:,}", tones[priority], is_bold=bool(count), below=str(priority))

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _tones(size: int) -> Iterable[Tone]:
    """Return a tone for each of several priorities, the most severe first."""
    return (_TONES[place * len(_TONES) // max(size, len(_TONES))] for place in range(size))


def priority_counts(
    matrix: PriorityMatrix,
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> PriorityCounts:
    """Count the cases in each cell of a priority matrix, by their impact and urgency at an instant.

    Args:
        matrix: the matrix.
        timelines: a timeline for each record's number.
        at: the instant; later steps are not looked at.
        since: count only cases opened at or after this instant.
        until: count only cases opened before this instant.

    Raises:
        BadValue: it is not a matrix, or the timelines are not a mapping.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.

    >>> from datetime import UTC
    >>> from itsmcore import Impact, Priority, Urgency
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> facts = {"impact": Impact.HIGH, "urgency": Urgency.LOW, "priority": Priority.HIGH}
    >>> log = {"INC-1": Timeline.from_rows([(nine, facts)])}
    >>> found = priority_counts(PriorityMatrix.default(), log, at=nine)
    >>> next(row for row in found.rows if row["cases"])["priority"], found.count
    ('Moderate', 1)
    """
    as_a(PriorityMatrix, matrix, "matrix")
    moment = utc(at)
    scope, cases = Scope.of(since, until, (), 1, None, _COLUMNS), cases_of(timelines, moment)
    counts, otherwise, left_out = Counter[tuple[Level, Level]](), Counter[tuple[Level, Level]](), 0
    for steps in cases.several:
        if scope.holds(steps[0].at):
            impact, urgency, priority = (told(steps[-1], name) for name in _COLUMNS[:3])
            expected = matrix.get(impact, urgency)
            if expected is None:
                left_out += 1
            else:
                counts[impact, urgency] += 1
                otherwise[impact, urgency] += priority is not None and differs(priority, expected)
    return PriorityCounts(
        matrix=matrix,
        at=moment,
        counts=FrozenDict(counts),
        otherwise=FrozenDict({cell: count for cell, count in otherwise.items() if count}),
        left_out=left_out,
        duplicates=scope.opened(cases.doubles),
        since=scope.since,
        until=scope.until,
    )
