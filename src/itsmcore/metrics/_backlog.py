"""Backlog: how many cases were open, and for how long."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, TypeAlias

import attrs

from itsmcore.chart import area
from itsmcore.fields import as_items
from itsmcore.figures import (
    Figure,
    Figures,
    Rows,
    Table,
    as_drawn_formats,
    as_table_formats,
    as_table_text,
    cell,
)
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.metrics._cases import Cases, begun, hours_of, logged, phase_of, told
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._times import mean
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, say
from itsmcore.picture import Picture
from itsmcore.schedule import Schedule
from itsmcore.service_levels._known import check_facts
from itsmcore.timeline import Step, Timeline


@attrs.frozen
class Aged:
    """A case, and how long it had been there.

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
    """The cases that were open at an instant, oldest first.

    Attributes:
        at: the instant, in UTC.
        cases: those in an open phase: new, active or pending.
        unknown: those whose phase was not known.
        since: the instant from which they were opened, in UTC; None if unlimited.
        until: the instant before which they were opened, in UTC; None if unlimited.
        groups: the backlog of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    cases: tuple[Aged, ...]
    unknown: tuple[Aged, ...]
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[Backlog], ...] = ()
    hidden: int = 0

    @property
    def count(self) -> int:
        """The number of open cases."""
        return len(self.cases)

    @property
    def mean_age(self) -> timedelta | None:
        """Their mean age in wall time; None if there were none."""
        return mean([aged.age for aged in self.cases])

    @property
    def mean_open_age(self) -> timedelta | None:
        """Their mean age in open time; None if there were none."""
        return mean([aged.open_age for aged in self.cases])

    @property
    def oldest(self) -> Aged | None:
        """The case that had been there longest."""
        return self.cases[0] if self.cases else None

    @property
    def rows(self) -> Rows:
        """A row for each open case, with its group if there are any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """The count and the mean ages as figures: first for each group, then overall."""
        return figures_of(self)

    def _rows(self) -> Rows:
        return tuple(map(attrs.asdict, self.cases))

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        yield scope.figure("open", self.count, self.count, "cases", "lower")
        yield scope.figure("unknown", len(self.unknown), len(self.unknown), "cases", "lower")
        yield scope.figure("mean age", self.mean_age, self.count, "time", "lower")
        yield scope.figure("mean open age", self.mean_open_age, self.count, "open time", "lower")

    def _table(self) -> Table:
        columns = (*names_of_groups(self), *attrs.fields_dict(Aged))
        return Table.of(columns, said_of_groups(self), notes_of_scope(self))

    def __str__(self) -> str:
        groups = (f"{group}: {_line(group.result)}" for group in self.groups)
        return "\n".join([_line(self), *groups, *notes_of_scope(self)])

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _line(backlog: Backlog) -> str:
    said = say("metrics.backlog.open", count=backlog.count, at=cell(backlog.at))
    if backlog.unknown:
        said += say("metrics.backlog.unknown", count=len(backlog.unknown))
    if backlog.oldest is None:
        return said
    mean_age, age = cell(backlog.mean_age), cell(backlog.oldest.age)
    return say(
        "metrics.backlog.ages",
        open=said,
        mean_age=mean_age,
        case=backlog.oldest.case,
        age=age,
    )


def backlog(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Backlog:
    """List the cases that were open at an instant, with their ages since their first steps.

    Args:
        timelines: a timeline for each record's number.
        at: the instant; of several steps at that instant the last one counts.
        schedule: what counts as open time; by default always open.
        since: list only cases opened at or after this instant.
        until: list only cases opened before this instant.
        by: facts of the last step to group by.
        least: the fewest cases that a group's figures may be drawn from; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: no case has a fact that is grouped by.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> print(backlog({"INC-1": log, "INC-2": log[:1]}, at=noon))
    1 open at 2026-01-05 12:00+00:00; mean age 3:00:00, oldest INC-2 with 3:00:00
    """
    moment, hours = utc(at), hours_of(schedule)
    scope = Scope.of(since, until, by, least, pseudonyms, tuple(attrs.fields_dict(Aged)))

    def measure(those: Cases) -> Backlog:
        cases, unknown = list[Aged](), list[Aged]()
        for case, steps in those.kept.items():
            phase, first = phase_of(steps[-1]), steps[0].at
            if (phase is None or phase.is_open) and scope.holds(first):
                found = unknown if phase is None else cases
                found.append(Aged(case, first, moment - first, hours.elapsed(first, moment)))
        for found in (cases, unknown):
            found.sort(key=lambda aged: (aged.since, str(aged.case)))
        return Backlog(
            at=moment,
            cases=tuple(cases),
            unknown=tuple(unknown),
            since=scope.since,
            until=scope.until,
        )

    every = Cases(dict(begun(timelines, moment)))
    groups, hidden = scope.groups(timelines, every, measure)
    return attrs.evolve(measure(every), groups=groups, hidden=hidden)


@attrs.frozen
class Point:
    """The number of cases that were open at an instant, in UTC, and of cases in no known phase."""

    at: datetime
    count: int
    unknown: int


@attrs.frozen
class Curve:
    """The size of a backlog at many instants, in the order they were given.

    Attributes:
        points: the size at each instant.
        since: the instant from which cases were opened, in UTC; None if unlimited.
        until: the instant before which they were opened, in UTC; None if unlimited.
        groups: the curve of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    points: tuple[Point, ...]
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[Curve], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each instant, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """The count at each instant as a figure: first for each group, then overall."""
        return figures_of(self)

    def _rows(self) -> Rows:
        return tuple(map(attrs.asdict, self.points))

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for point in self.points:
            for name, count in (("open", point.count), ("unknown", point.unknown)):
                figure = scope.figure(name, count, count, "cases", "lower")
                yield attrs.evolve(figure, by=FrozenDict({"at": point.at}))

    def _table(self) -> Table:
        columns = (*names_of_groups(self), *attrs.fields_dict(Point))
        return Table.of(columns, said_of_groups(self), notes_of_scope(self))

    def _drawn(self) -> Picture:
        groups = ((group.title, _counts(group.result.points)) for group in self.groups)
        unknown = [(point.at, point.unknown) for point in self.points]
        beside = [*groups, (say("metrics.backlog.no_known_phase"), unknown)]
        return area(say("metrics.backlog.open_cases"), _counts(self.points), beside=beside)

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _counts(points: Iterable[Point]) -> list[tuple[datetime, int]]:
    return [(point.at, point.count) for point in points]


def backlogs(
    timelines: Mapping[str, Timeline],
    instants: Iterable[datetime],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Curve:
    """Count the open cases at each of many instants, going through the timelines once.

    Args:
        timelines: a timeline for each record's number.
        instants: the instants; of several steps at one of them the last one counts.
        since: count only cases opened at or after this instant.
        until: count only cases opened before this instant.
        by: facts to group by, as they were at each instant.
        least: the fewest cases that a group's count may tell of, unless it is zero; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: no case has a fact that is grouped by.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> print(backlogs({"INC-1": log}, [nine, noon]))
    at                      count  unknown
    2026-01-05 09:00+00:00  1      0
    2026-01-05 12:00+00:00  0      0
    """
    moments = [
        utc(instant)
        for instant in as_items(instants, "instants", Phrase("metrics.backlog.aware_datetimes"))
    ]
    scope = Scope.of(since, until, by, least, pseudonyms, tuple(attrs.fields_dict(Point)))
    several = [timeline.steps for _, timeline in logged(timelines)]
    check_facts(scope.by, several)
    every, parts = _Moves(), defaultdict[tuple[Any, ...], _Moves](_Moves)
    for steps in several:
        if steps and scope.holds(steps[0].at):
            for step, following in zip(steps, [*steps[1:], None], strict=True):
                every.add(step, following)
                if scope.by:
                    found = scope.key_of(told(step, name) for name in scope.by)
                    parts[found].add(step, following)

    def curve(those: Iterable[_Moves]) -> Curve:
        return Curve(_Moves.together(those).points(moments), scope.since, scope.until)

    groups, hidden = scope.tellable(
        {found: curve([moves]) for found, moves in parts.items()},
        lambda keys: curve(parts[found] for found in keys),
    )
    return attrs.evolve(curve([every]), groups=groups, hidden=hidden)


_Instants: TypeAlias = defaultdict[Phase | None, list[datetime]]


def _instants() -> _Instants:
    return defaultdict(list)


@attrs.frozen
class _Moves:
    """Hold when cases came into each phase, and when they left it."""

    entered: _Instants = attrs.field(factory=_instants)
    left: _Instants = attrs.field(factory=_instants)

    def add(self, step: Step, following: Step | None) -> None:
        """Add a step and the one that follows it, if any."""
        phase = phase_of(step)
        self.entered[phase].append(step.at)
        if following is not None:
            self.left[phase].append(following.at)

    @classmethod
    def together(cls, several: Iterable[_Moves]) -> _Moves:
        """Merge several, in order of time."""
        whole = cls()
        for moves in several:
            for mine, theirs in ((whole.entered, moves.entered), (whole.left, moves.left)):
                for phase, instants in theirs.items():
                    mine[phase] += instants
        for instants in chain(whole.entered.values(), whole.left.values()):
            instants.sort()
        return whole

    def points(self, moments: Iterable[datetime]) -> tuple[Point, ...]:
        """Count the cases that had entered and not left at each instant."""
        is_open = [phase for phase in Phase if phase.is_open]
        return tuple(
            Point(at, sum(self._count(at, phase) for phase in is_open), self._count(at, None))
            for at in moments
        )

    def _count(self, at: datetime, phase: Phase | None) -> int:
        return bisect_right(self.entered[phase], at) - bisect_right(self.left[phase], at)
