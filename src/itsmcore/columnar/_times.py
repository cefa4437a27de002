"""Times in columns: how long cases take to be detected, acknowledged, restored and resolved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, overload

import attrs
import numpy as np

from itsmcore.columnar._cases import (
    Cases,
    as_steps,
    first_of,
    holds,
    last_of,
    ticks_of,
)
from itsmcore.columnar._columns import INSTANT, NAT, TICK, Bools, Ints
from itsmcore.columnar._open_time import elapsed
from itsmcore.columnar._phases import IS_DONE, IS_KNOWN, IS_OPEN, PHASES, UNKNOWN, phases_in
from itsmcore.columnar._steps import Steps
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.metrics import Times, TimeTo
from itsmcore.metrics._cases import hours_of
from itsmcore.metrics._groups import Scope
from itsmcore.metrics._times import (
    STARTS,
    TAKEN_UP,
    check_resolution,
    check_start,
    columns_of,
    numbers_of,
    percentile,
)
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule


def times(
    steps: Steps,
    *,
    at: datetime,
    schedule: Schedule | None = None,
    restore_from: str = STARTS[0],
    resolution: str = "last",
    percentiles: float | Iterable[float] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Times:
    """Measure how long cases took to reach four points.

    The times are those of `metrics.times` for the timelines of the cases, where each is explained.
    A fact that has no column, such as `detected_at`, counts as not set.

    Args:
        steps: what happened, with a column `phase`.
        at: the instant to measure at; later steps are not looked at.
        schedule: what counts as open time; by default always open.
        restore_from: what the time to restore runs from: `"occurred_at"`; `"detected_at"`, or else
            the first step; or `"opened_at"`, the first step.
        resolution: which resolution of a reopened case counts, the `"last"` or the `"first"`.
        percentiles: percentiles of the times, such as 90.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest cases that a group's figures may be drawn from.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the steps are none, a percentile is not a number from 0 to 100, or a fact to group
            by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no such instant to run from, no such resolution, or no column of phases
            or of a fact to group by.

    >>> from datetime import UTC
    >>> steps = Steps(case=np.array(["INC-1", "INC-1"]),
    ...               at=np.array(["2026-01-05T09", "2026-01-05T12"], "M8[h]"),
    ...               facts={"phase": np.array([Phase.NEW, Phase.RESOLVED])})
    >>> print(times(steps, at=datetime(2026, 1, 5, 12, tzinfo=UTC)).resolve)
    3:00:00 on average over 1 case
    """
    every, moment, hours = as_steps(steps), utc(at), hours_of(schedule)
    check_start(restore_from)
    check_resolution(resolution)
    numbers = numbers_of(percentiles)
    scope = Scope.of(since, until, by, least, pseudonyms, columns_of(numbers))
    cases = Cases.of(every, moment)
    lives = _Lives.of(cases)
    ends = lives if resolution == "last" else lives.before_reopening()
    failures = STARTS[STARTS.index(restore_from) : -1]

    def spans(point: _Point) -> _Spans:
        return _Spans.of(point, moment, hours, scope)

    detect, acknowledge = spans(lives.detection()), spans(lives.acknowledgement())
    restore, resolve = spans(ends.restoration(failures)), spans(ends.resolution())
    is_opened = holds(scope, cases.at[cases.first])

    def measure(those: Ints) -> Times:
        is_double = cases.is_double[those]
        kept = those[~is_double]
        return Times(
            at=moment,
            cases=int(is_opened[kept].sum()),
            duplicates=int(is_opened[those[is_double]].sum()),
            restore_from=restore_from,
            detect=detect.time_to(kept, numbers),
            acknowledge=acknowledge.time_to(kept, numbers),
            restore=restore.time_to(kept, numbers),
            resolve=resolve.time_to(kept, numbers),
            resolution=resolution,
            since=scope.since,
            until=scope.until,
        )

    groups, hidden = cases.groups(every, scope, measure)
    return attrs.evolve(measure(np.arange(len(cases.first))), groups=groups, hidden=hidden)


@attrs.frozen(kw_only=True, eq=False)
class _Point:
    """When each case reached a point, in microseconds.

    Attributes:
        start: from when to count; NAT if that is unknown.
        end: when it was reached; NAT if that is unknown.
        is_reached: whether it was, so far as is known.
        last: when the last step came true.
    """

    start: Ints
    end: Ints
    is_reached: Bools
    last: Ints


@attrs.frozen(kw_only=True, eq=False)
class _Lives:
    """What phases cases went through, from their first rows to their last."""

    cases: Cases
    phase: Ints
    first: Ints
    last: Ints

    @classmethod
    def of(cls, cases: Cases) -> _Lives:
        phase = phases_in(cases.steps)
        return cls(cases=cases, phase=phase, first=cases.first, last=cases.last)

    def before_reopening(self) -> _Lives:
        """Cut each off before its first reopening, if any."""
        resolved, is_resolved = first_of(self._rows(IS_DONE), self.first, self.last)
        reopened, is_reopened = first_of(self._rows(IS_OPEN), resolved, self.last)
        return attrs.evolve(self, last=np.where(is_resolved & is_reopened, reopened - 1, self.last))

    def detection(self) -> _Point:
        """Find when each was detected, from when it occurred."""
        occurred, has_occurred = self._told("occurred_at")
        detected, is_detected = self._told("detected_at")
        end = np.where(has_occurred & is_detected, detected, NAT)
        return self._point(occurred, end, np.ones(len(end), bool))

    def acknowledgement(self) -> _Point:
        """Find when work on each began, or it was answered, whichever was earlier."""
        answered, is_answered = self._told("responded_at")
        row, is_taken_up = first_of(self._rows(_IS_TAKEN_UP), self.first, self.last)
        _, is_vague = first_of(self._rows(~IS_KNOWN), self.first, self.last)
        taken_up = self.cases.at[row]
        either = np.where(is_taken_up & (answered != NAT), np.minimum(answered, taken_up), answered)
        end = np.where(is_answered, either, np.where(is_taken_up, taken_up, NAT))
        return self._point(self._opened, end, is_answered | is_taken_up | is_vague)

    def restoration(self, failures: Iterable[str]) -> _Point:
        """Find when each was restored, or else resolved, from the first failure that is told."""
        restored, is_restored = self._told("restored_at")
        is_cancelled = self.phase[self.last] == PHASES.index(Phase.CANCELLED)
        is_valid = is_restored & ~is_cancelled & ~self._is_undone(restored)
        resolved = self.resolution()
        start, is_told = self._opened, np.zeros(len(self.first), bool)
        for name in failures:
            said, is_said = self._told(name)
            start, is_told = np.where(is_said & ~is_told, said, start), is_told | is_said
        end = np.where(is_valid, restored, resolved.end)
        return self._point(start, end, is_valid | resolved.is_reached)

    def resolution(self) -> _Point:
        """Find when the present stretch of resolved and closed began."""
        is_unknown = self.phase[self.last] == UNKNOWN
        before, is_after = last_of(self._rows(IS_KNOWN & ~IS_DONE), self.first, self.last)
        start = np.where(is_after, before, self.first)
        row, is_resolved = first_of(self._rows(IS_DONE), start, self.last)
        end = np.where(is_resolved & ~is_unknown, self.cases.at[row], NAT)
        return self._point(self._opened, end, is_resolved | is_unknown)

    def _is_undone(self, restored: Ints) -> Bools:
        """Tell where a restoration is still recorded that the last reopening has undone."""
        rows = self._rows(IS_DONE | IS_OPEN)
        reopened = rows[1:][IS_DONE[self.phase[rows[:-1]]] & IS_OPEN[self.phase[rows[1:]]]]
        # What was resolved before it was the row of another case is no reopening.
        resolved = rows[np.searchsorted(rows, reopened) - 1]
        begun = np.searchsorted(self.first, reopened, "right")
        is_own = resolved >= np.append(0, self.first)[begun]
        row, is_reopened = last_of(reopened[is_own], self.first, self.last)
        recorded, _ = self.cases.instants("restored_at", row)
        is_undone: Bools = is_reopened & (recorded == restored)
        return is_undone

    @property
    def _opened(self) -> Ints:
        return self.cases.at[self.first]

    def _rows(self, kinds: Bools) -> Ints:
        return np.flatnonzero(kinds[self.phase])

    def _told(self, name: str) -> tuple[Ints, Bools]:
        return self.cases.instants(name, self.last)

    def _point(self, start: Ints, end: Ints, is_reached: Bools) -> _Point:
        last = self.cases.at[self.last]
        return _Point(start=start, end=end, is_reached=is_reached, last=last)


_IS_TAKEN_UP = np.array([*(phase in TAKEN_UP for phase in PHASES), False])


@attrs.frozen(eq=False)
class _Spans:
    """How long each case took, in microseconds, and what is left out.

    Attributes:
        is_counted: which cases are counted.
        is_left_out: which are not, because the log does not tell.
        wall: the wall time of those that are counted.
        opened: their open time.
    """

    is_counted: Bools
    is_left_out: Bools
    wall: Ints
    opened: Ints

    @classmethod
    def of(cls, point: _Point, at: datetime, schedule: Schedule, scope: Scope) -> _Spans:
        """Sum up how long each took, if it is counted."""
        start, end, is_told = point.start, point.end, point.end != NAT
        is_held = holds(scope, np.where(is_told, end, point.last))
        is_asked = point.is_reached & is_held & ~(is_told & (end > ticks_of(at)))
        is_left_out = is_asked & ((start == NAT) | ~is_told | (end < start))
        is_counted = is_asked & ~is_left_out
        wall, opened = np.zeros((2, len(start)), np.int64)
        begins, ends = start[is_counted].view(INSTANT), end[is_counted].view(INSTANT)
        wall[is_counted] = (ends - begins).view(np.int64)
        opened[is_counted] = elapsed(schedule, begins, ends).view(np.int64)
        return cls(is_counted, is_left_out, wall, opened)

    def time_to(self, those: Ints, numbers: Sequence[float]) -> TimeTo:
        """Tell how long some cases took."""
        counted = those[self.is_counted[those]]
        wall, opened = (_Lengths(np.sort(of[counted])) for of in (self.wall, self.opened))
        return TimeTo(
            count=len(counted),
            left_out=int(self.is_left_out[those].sum()),
            mean=wall.mean,
            median=percentile(wall, 50),
            open_mean=opened.mean,
            open_median=percentile(opened, 50),
            percentiles=FrozenDict({number: percentile(wall, number) for number in numbers}),
            open_percentiles=FrozenDict({number: percentile(opened, number) for number in numbers}),
        )


@attrs.frozen(eq=False)
class _Lengths(Sequence[timedelta]):
    """Lengths of time in order, of which only those that are asked for become timedeltas."""

    ticks: Ints

    def __len__(self) -> int:
        return len(self.ticks)

    @overload
    def __getitem__(self, place: int) -> timedelta: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[timedelta]: ...
    def __getitem__(self, place: Any) -> Any:
        return int(self.ticks[place]) * TICK

    @property
    def mean(self) -> timedelta | None:
        """Their mean, rounded down; the sum of many may not fit an integer of numpy."""
        high, low = (int(of.sum()) for of in np.divmod(self.ticks, 1 << 32))
        return ((high << 32) + low) // len(self) * TICK if len(self) else None
