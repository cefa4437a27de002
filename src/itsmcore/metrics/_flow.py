"""Flow: how many cases were opened, reopened and closed in each period."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import islice

import attrs

from itsmcore.errors import BadValue
from itsmcore.figures import Better, Figure, Figures, Rows, Table, as_table_formats, as_table_text
from itsmcore.instant import utc
from itsmcore.metrics._cases import Cases, Steps, cases_of, duplicates_note, phase_of
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._periods import Period, Periods
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import as_zone
from itsmcore.timeline import Timeline

_COUNTS = ("opened", "reopened", "closed", "open")
_COLUMNS = ("period", *_COUNTS)
_TICK = timedelta.resolution


@attrs.frozen
class Turnover:
    """What came in and what went out in a period.

    Attributes:
        period: its name, such as `"2026-03"`.
        since: the first instant of it that is counted, in UTC.
        until: the instant at which counting stops, in UTC.
        opened: how many cases were opened.
        reopened: how often one was reopened.
        closed: how often one stopped being open: resolved, closed or cancelled.
        open: how many were open at its end.
    """

    period: str
    since: datetime
    until: datetime
    opened: int
    reopened: int
    closed: int
    open: int


MOST_PERIODS = 40_000
"""A century of days, and some."""


@attrs.frozen(kw_only=True)
class Flow:
    """How many cases came in and went out, period by period, without duplicates.

    Attributes:
        at: the instant that this is true at, in UTC.
        periods: the counts of each period, without a gap.
        duplicates: how many cases are duplicates, and counted nowhere.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the flow of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
        unknown: how many of those open at the end of all periods are then in no known phase; a
            `backlog` lists them apart.
    """

    at: datetime
    periods: tuple[Turnover, ...]
    duplicates: int
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[Flow], ...] = ()
    hidden: int = 0
    unknown: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each period, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each count as a figure: first for each group, then overall."""
        return figures_of(self)

    def _rows(self) -> Rows:
        return tuple({name: getattr(of, name) for name in _COLUMNS} for of in self.periods)

    def _figures(self) -> Iterator[Figure]:
        for of in self.periods:
            for name in _COUNTS:
                count = getattr(of, name)
                better: Better | None = None if name in ("opened", "closed") else "lower"
                yield Scope(of.since, of.until).figure(name, count, count, "cases", better)

    def _table(self) -> Table:
        return Table.of((*names_of_groups(self), *_COLUMNS), said_of_groups(self), self._notes())

    def _notes(self) -> Iterator[str]:
        yield from notes_of_scope(self)
        yield from duplicates_note(self.duplicates)
        if self.unknown:
            yield say("metrics.flow.unknown", count=self.unknown)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def flow(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    period: str = "month",
    tz: str | tzinfo = "UTC",
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Flow:
    """Count the cases that were opened, reopened and closed in each period.

    A case is opened at its first step. It is closed whenever it leaves the open phases (resolved,
    closed or cancelled), and reopened when it returns to one. Steps without a known phase change
    nothing; how many of the open cases are in none at the end is told. So what is open at the end
    of a period is what was open before it, plus what was opened and reopened, minus what was
    closed.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to count at; later steps are not looked at.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`.
        tz: the zone by whose clock a period begins and ends.
        since: the first instant that is counted; by default the first step of all.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest cases that a group's count may tell of, unless it is zero; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, a fact to group by has the name of a column, or
            there are more than 40,000 periods, which is a century of days.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        FaultyDefinition: there is no such zone.
        Unlisted: there is no such period, or no case has a fact to group by.

    >>> from datetime import UTC
    >>> from itsmcore.phase import Phase
    >>> january, march = (datetime(2026, month, 5, tzinfo=UTC) for month in (1, 3))
    >>> rows = [(january, {"phase": Phase.NEW}), (march, {"phase": Phase.CLOSED})]
    >>> print(flow({"INC-1": Timeline.from_rows(rows)}, at=march))
    period   opened  reopened  closed  open
    2026-01  1       0         0       1
    2026-02  0       0         0       1
    2026-03  0       0         1       0
    """
    moment = utc(at)
    scope = Scope.of(since, until, by, least, pseudonyms, _COLUMNS)
    cases = cases_of(timelines, moment)
    several = _periods(Periods(period, as_zone(tz)), cases.several, scope, moment)
    periods = tuple(islice(several, MOST_PERIODS + 1))
    if len(periods) > MOST_PERIODS:
        expected = Phrase("metrics.expected.fewer_periods", most=MOST_PERIODS)
        raise BadValue(field="period", value=period, expected=expected)

    def measure(those: Cases) -> Flow:
        return Flow(
            at=moment,
            periods=tuple(_turnovers(periods, those.several)),
            duplicates=scope.opened(those.doubles),
            since=scope.since,
            until=scope.until,
            unknown=_unknown(periods, those.several),
        )

    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def _periods(periods: Periods, cases: list[Steps], scope: Scope, at: datetime) -> Iterator[Period]:
    """Yield the periods in which something may be counted, each as far as it is counted."""
    first, last = scope.since, scope.until
    opened = min((steps[0].at for steps in cases), default=None)
    start = opened if first is None else first
    if start is None:
        return
    for period in periods.between(start, at if last is None else min(at, last - _TICK)):
        since = period.since if first is None else max(period.since, first)
        until = period.until if last is None else min(period.until, last)
        yield Period(period.name, since, until)


def _turnovers(periods: tuple[Period, ...], cases: list[Steps]) -> Iterator[Turnover]:
    opened = sorted(steps[0].at for steps in cases)
    changes = [change for steps in cases for change in _changes(steps)]
    reopened = sorted(at for at, is_open in changes if is_open)
    closed = sorted(at for at, is_open in changes if not is_open)
    before: list[int] = []
    for period in periods:
        before = before or [bisect_left(of, period.since) for of in (opened, reopened, closed)]
        after = [bisect_left(of, period.until) for of in (opened, reopened, closed)]
        yield Turnover(
            period.name,
            period.since,
            period.until,
            opened=after[0] - before[0],
            reopened=after[1] - before[1],
            closed=after[2] - before[2],
            open=after[0] + after[1] - after[2],
        )
        before = after


def _unknown(periods: tuple[Period, ...], cases: list[Steps]) -> int:
    """Count the cases that are open at the end of all periods, and in no known phase then."""
    return sum(_is_unknown(steps, periods[-1].until) for steps in cases) if periods else 0


def _is_unknown(steps: Steps, until: datetime) -> bool:
    """Return whether a case that counts as open by an instant is in no known phase then."""
    phases = [phase_of(step) for step in steps if step.at < until]
    if not phases or phases[-1] is not None:
        return False
    known = [phase for phase in phases if phase is not None]
    return not known or known[-1].is_open


def _changes(steps: Steps) -> Iterator[tuple[datetime, bool]]:
    """Yield the instants at which a case was closed or reopened."""
    was_open = True
    for step in steps:
        phase = phase_of(step)
        if phase is not None and phase.is_open is not was_open:
            was_open = phase.is_open
            yield step.at, was_open
