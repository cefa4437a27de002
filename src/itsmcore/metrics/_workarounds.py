"""Workarounds: how often the one of a problem was used, whether it held, and what time it saved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_text
from itsmcore.figures import (
    SHARE,
    Figure,
    Figures,
    Rows,
    Table,
    as_table_formats,
    as_table_text,
    cell,
)
from itsmcore.incidents import ResolutionCode
from itsmcore.instant import utc
from itsmcore.lifecycle import LinkKind
from itsmcore.metrics._cases import (
    DONE,
    Steps,
    cases_of,
    duplicates_note,
    hours_of,
    phase_of,
    told,
)
from itsmcore.metrics._groups import Scope, notes_of_period
from itsmcore.metrics._rates import Share
from itsmcore.metrics._times import TimeTo, time_figures, time_to
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import Schedule
from itsmcore.service_levels._doubles import linked
from itsmcore.timeline import Timeline

_COLUMNS = ("measure", "count", "of", "rate", "mean", "median", "open_mean", "open_median")
_FORTNIGHT = timedelta(days=14)
_WITHIN = Phrase("metrics.expected.positive_timedelta")


@attrs.frozen(kw_only=True)
class WorkaroundQuality:
    """How good the workaround of a problem is.

    Attributes:
        problem: the problem's number.
        at: the instant that this is true at, in UTC.
        uses: how many incidents were resolved with it.
        held: neither reopened nor told of again by the same caller, of those judged.
        not_judged: how many were resolved too lately to say that.
        within: how long after its resolution an incident is watched.
        with_it: from the first step to the first resolution of those resolved with it.
        without: the same of the problem's other incidents.
        duplicates: how many duplicates are left out.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
    """

    problem: str
    at: datetime
    uses: int
    held: Share
    not_judged: int
    within: timedelta
    with_it: TimeTo
    without: TimeTo
    duplicates: int = 0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def rows(self) -> Rows:
        """A row for each measure, as a DataFrame takes them."""
        lines = (
            ("held", self.held.count, self.held.of, self.held.rate, None, None, None, None),
            *(
                (name, of.count, None, None, of.mean, of.median, of.open_mean, of.open_median)
                for name, of in self._times
            ),
        )
        return tuple(dict(zip(_COLUMNS, line, strict=True)) for line in lines)

    @property
    def figures(self) -> Figures:
        """Each measure as a figure."""
        return Figures(self._figures())

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        yield scope.figure("held", self.held.rate, self.held.of, SHARE, "higher")
        for name, time in self._times:
            yield from time_figures(name, time, scope)

    @property
    def _times(self) -> tuple[tuple[str, TimeTo], ...]:
        return (("time with it", self.with_it), ("time without it", self.without))

    def _table(self) -> Table:
        return Table.of(_COLUMNS, self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        if self.not_judged:
            yield say(
                "metrics.workarounds.not_judged",
                within=cell(self.within),
                count=self.not_judged,
            )
        yield from duplicates_note(self.duplicates)
        yield from notes_of_period(self.since, self.until)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def workaround_quality(
    problem: str,
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    within: timedelta = _FORTNIGHT,
    schedule: Schedule | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> WorkaroundQuality:
    """Judge the workaround of a problem by its incidents.

    The facts read are `phase`, `links`, `resolution_code` and `caller`: those of an Incident, or of
    a log whose columns have these names. An incident of the problem used the workaround if it was
    first resolved as `workaround_provided`, and is counted then. It held if, in the time `within`
    after that, it was not open again, and its caller opened no other incident of the problem, be it
    a duplicate, which counts in no other way; an incident exactly as long after no longer counts.
    Before that time has passed it is not judged, even where it has failed already.

    Args:
        problem: the problem's number.
        timelines: a timeline for each incident's number; those of other problems are passed over.
        at: the instant to count at; later steps are not looked at.
        within: how long an incident is watched, in wall time.
        schedule: what counts as open time; by default always open.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.

    Raises:
        BadValue: the timelines are not a mapping, or another value is of the wrong kind.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
    """
    moment, hours = utc(at), hours_of(schedule)
    number = as_text(problem, "problem")
    if as_a(timedelta, within, "within", _WITHIN) <= timedelta():
        raise BadValue(field="within", value=within, expected=_WITHIN)
    scope = Scope.of(since, until, (), 1, None, _COLUMNS)
    cases = cases_of(timelines, moment)
    lives, doubles = (
        [
            _Life.of(steps)
            for steps in those.values()
            if number in linked(steps[-1], LinkKind.PROBLEM)
        ]
        for those in (cases.kept, cases.doubles)
    )
    opened: dict[object, list[datetime]] = {}
    for life in sorted((*lives, *doubles), key=lambda life: life.opened_at):
        opened.setdefault(life.caller, []).append(life.opened_at)

    def held(life: _Life, resolved_at: datetime) -> bool:
        end = resolved_at + within
        is_open_again = life.reopened_at is not None and life.reopened_at < end
        calls = [] if life.caller is None else opened[life.caller]
        comes_back = bisect_right(calls, resolved_at) < bisect_left(calls, end)
        return not is_open_again and not comes_back

    def spent(*, with_it: bool) -> TimeTo:
        those = [one for one in lives if one.resolved_at and one.used_it is with_it]
        spans = ((one.opened_at, one.resolved_at, one.last_at) for one in those)
        return time_to(spans, moment, hours, scope)

    used = [
        (one, one.resolved_at)
        for one in lives
        if one.used_it and one.resolved_at and scope.holds(one.resolved_at)
    ]
    old = [(life, resolved) for life, resolved in used if moment - resolved >= within]
    return WorkaroundQuality(
        problem=number,
        at=moment,
        uses=len(used),
        held=Share(sum(held(*one) for one in old), len(old)),
        not_judged=len(used) - len(old),
        duplicates=sum(
            of.resolved_at is not None and scope.holds(of.resolved_at) for of in doubles
        ),
        within=within,
        with_it=spent(with_it=True),
        without=spent(with_it=False),
        since=scope.since,
        until=scope.until,
    )


@attrs.frozen(kw_only=True)
class _Life:
    """What a timeline tells of one incident of the problem."""

    caller: object
    opened_at: datetime
    resolved_at: datetime | None
    used_it: bool
    reopened_at: datetime | None
    last_at: datetime

    @classmethod
    def of(cls, steps: Steps) -> _Life:
        """Read the steps of an incident."""
        resolved_at, reopened_at, code = None, None, None
        for step in steps:
            phase = phase_of(step)
            if resolved_at is None and phase in DONE:
                resolved_at, code = step.at, told(step, "resolution_code")
            elif resolved_at and reopened_at is None and phase is not None and phase.is_open:
                reopened_at = step.at
        caller = told(steps[-1], "caller")
        return cls(
            caller=caller if isinstance(caller, str) else None,
            opened_at=steps[0].at,
            resolved_at=resolved_at,
            used_it=code == ResolutionCode.WORKAROUND_PROVIDED,
            reopened_at=reopened_at,
            last_at=steps[-1].at,
        )
