"""Backlog: how many cases were open, and for how long."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain, pairwise

import attrs

from itsmcore.fields import as_items
from itsmcore.figures import Rows, Table, as_table_format, as_table_html, as_table_text, cell
from itsmcore.instant import utc
from itsmcore.metrics._cases import begun, hours_of, logged, phase_of
from itsmcore.metrics._times import mean
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline


@attrs.frozen
class Aged:
    """Name a case, and how long it had been there.

    Attributes:
        case: the record's number.
        since: its first step, in UTC.
        age: the wall time since then.
        open_age: the open time since then.
    """

    case: str
    since: datetime
    age: timedelta
    open_age: timedelta


@attrs.frozen(kw_only=True)
class Backlog:
    """List the cases that were open at an instant, the oldest first.

    Attributes:
        at: the instant, in UTC.
        cases: those whose phase was open: new, active or pending.
        unknown: those whose phase was not known.
    """

    at: datetime
    cases: tuple[Aged, ...]
    unknown: tuple[Aged, ...]

    @property
    def count(self) -> int:
        """How many cases were open."""
        return len(self.cases)

    @property
    def mean_age(self) -> timedelta | None:
        """Their mean age in wall time; None where there was none."""
        return mean([aged.age for aged in self.cases])

    @property
    def mean_open_age(self) -> timedelta | None:
        """Their mean age in open time; None where there was none."""
        return mean([aged.open_age for aged in self.cases])

    @property
    def oldest(self) -> Aged | None:
        """The case that had been there longest."""
        return self.cases[0] if self.cases else None

    @property
    def rows(self) -> Rows:
        """A row for each open case, as a DataFrame takes them."""
        return tuple(map(attrs.asdict, self.cases))

    def _table(self) -> Table:
        return Table.of(attrs.fields_dict(Aged), self.rows)

    def __str__(self) -> str:
        said = f"{self.count} open at {cell(self.at)}"
        if self.unknown:
            said += f", {len(self.unknown)} unknown"
        if self.oldest is None:
            return said
        mean_age, age = cell(self.mean_age), cell(self.oldest.age)
        return f"{said}; mean age {mean_age}, oldest {self.oldest.case} with {age}"

    __format__ = as_table_format
    _repr_html_ = as_table_html


def backlog(
    timelines: Mapping[str, Timeline], *, at: datetime, schedule: Schedule | None = None
) -> Backlog:
    """List the cases that were open at any instant, with their ages since their first steps.

    Args:
        timelines: a timeline for each record's number.
        at: the instant; of steps at that instant the last one counts.
        schedule: what counts as open time; always, unless told otherwise.

    Raises:
        BadValue: the timelines are no mapping.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> print(backlog({"INC-1": log, "INC-2": log[:1]}, at=noon))
    1 open at 2026-01-05 12:00+00:00; mean age 3:00:00, oldest INC-2 with 3:00:00
    """
    moment, hours = utc(at), hours_of(schedule)
    cases, unknown = list[Aged](), list[Aged]()
    for case, steps in begun(timelines, moment):
        phase, since = phase_of(steps[-1]), steps[0].at
        if phase is None or phase.is_open:
            found = unknown if phase is None else cases
            found.append(Aged(case, since, moment - since, hours.elapsed(since, moment)))
    for found in (cases, unknown):
        found.sort(key=lambda aged: (aged.since, str(aged.case)))
    return Backlog(at=moment, cases=tuple(cases), unknown=tuple(unknown))


@attrs.frozen
class Point:
    """Count the cases that were open at an instant, in UTC, and those whose phase was unknown."""

    at: datetime
    count: int
    unknown: int


@attrs.frozen
class Curve:
    """Hold the size of a backlog at many instants, in the order they were given."""

    points: tuple[Point, ...]

    @property
    def rows(self) -> Rows:
        """A row for each instant, as a DataFrame takes them."""
        return tuple(map(attrs.asdict, self.points))

    def _table(self) -> Table:
        return Table.of(attrs.fields_dict(Point), self.rows)

    __str__ = as_table_text
    __format__ = as_table_format
    _repr_html_ = as_table_html


def backlogs(timelines: Mapping[str, Timeline], instants: Iterable[datetime]) -> Curve:
    """Count the open cases at each of many instants, going through the timelines once.

    Raises:
        BadValue: the timelines are no mapping.
        NaiveTime: an instant has no time zone.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> print(backlogs({"INC-1": log}, [nine, noon]))
    at                      count  unknown
    2026-01-05 09:00+00:00  1      0
    2026-01-05 12:00+00:00  0      0
    """
    moments = [utc(instant) for instant in as_items(instants, "instants", "aware datetimes")]
    entered, left = (defaultdict[Phase | None, list[datetime]](list) for _ in range(2))
    for _, timeline in logged(timelines):
        for step in timeline.steps:
            entered[phase_of(step)].append(step.at)
        for step, following in pairwise(timeline.steps):
            left[phase_of(step)].append(following.at)
    for found in chain(entered.values(), left.values()):
        found.sort()

    def count(at: datetime, phase: Phase | None) -> int:
        return bisect_right(entered[phase], at) - bisect_right(left[phase], at)

    is_open = [phase for phase in Phase if phase.is_open]
    return Curve(
        tuple(
            Point(at, sum(count(at, phase) for phase in is_open), count(at, None)) for at in moments
        )
    )
