"""Times: how long cases take to be detected, acknowledged, restored and resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise, takewhile
from typing import Any

import attrs

from itsmcore.chart import Bar, bars
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_finite, as_items, is_in
from itsmcore.figures import Figure, Figures, Rows, Table, as_drawn_formats, as_table_text, cell
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.metrics._cases import (
    DONE,
    Cases,
    Steps,
    cases_of,
    duplicates_note,
    hours_of,
    instant,
    phase_of,
    told,
)
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE, VIOLET, Tone
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, measure, say
from itsmcore.picture import Picture
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

TAKEN_UP = (Phase.ACTIVE, Phase.PENDING, *DONE)
_MEASURES = ("detect", "acknowledge", "restore", "resolve")
STARTS = ("occurred_at", "detected_at", "opened_at")
_RESOLUTIONS = ("last", "first")
_COLUMNS = ("count", "left_out", "mean", "median", "open_mean", "open_median")
_UNKNOWN = "unknown"
_TICK = timedelta.resolution


@attrs.frozen(kw_only=True)
class TimeTo:
    """How long cases took to some point, in exact time.

    A mean or a median is None if no case is counted; fractions of a microsecond are rounded down.

    Attributes:
        count: how many cases reached the point.
        left_out: how many are not counted because the log does not tell whether or when they did,
            or from when to count.
        mean: of the wall time.
        median: of the wall time.
        open_mean: of the open time.
        open_median: of the open time.
        percentiles: the percentiles of the wall time that were asked for, by their numbers.
        open_percentiles: those of the open time.
    """

    count: int
    left_out: int
    mean: timedelta | None
    median: timedelta | None
    open_mean: timedelta | None
    open_median: timedelta | None
    percentiles: FrozenDict[float, timedelta | None] = EMPTY
    open_percentiles: FrozenDict[float, timedelta | None] = EMPTY

    @property
    def row(self) -> dict[str, Any]:
        """Its figures by name, as a DataFrame takes them."""
        return {
            **{name: getattr(self, name) for name in _COLUMNS},
            **{f"p{number}": of for number, of in self.percentiles.items()},
            **{f"open_p{number}": of for number, of in self.open_percentiles.items()},
        }

    def __str__(self) -> str:
        over = say("metrics.times.over", count=self.count)
        return (
            say("metrics.times.none", over=over)
            if self.mean is None
            else say("metrics.times.average", mean=cell(self.mean), over=over)
        )


@attrs.frozen(kw_only=True)
class Times:
    """How long a desk takes; duplicates are in none of the measures.

    Each mean is taken over cases. An outage that ten incidents report is ten cases here but one
    outage of the service: the MTRS of a service is a mean over its outages, and a different figure.

    Attributes:
        at: the instant that this is true at, in UTC.
        cases: how many had begun by then, in the time that is counted.
        duplicates: how many more are duplicates, and counted nowhere.
        restore_from: which instant the time to restore runs from.
        detect: the time from the failure to its detection.
        acknowledge: the time from the opening to the acknowledgement (its mean is the MTTA).
        restore: the time from the failure to the restoration (its mean is the MTRS of incidents).
        resolve: the time from the opening to the resolution. Its mean is the mean time to resolve,
            one of four that are abbreviated MTTR, and not the time to repair.
        resolution: which resolution counts, `"last"` or `"first"`.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the times of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    cases: int
    duplicates: int
    restore_from: str
    detect: TimeTo
    acknowledge: TimeTo
    restore: TimeTo
    resolve: TimeTo
    resolution: str = _RESOLUTIONS[0]
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[Times], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each measure, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each time as a figure: first for each group, then overall."""
        return figures_of(self)

    def _rows(self) -> Rows:
        return tuple({"measure": name, **getattr(self, name).row} for name in _MEASURES)

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        yield scope.figure("cases", self.cases, self.cases, "cases")
        for name in _MEASURES:
            yield from time_figures(name, getattr(self, name), scope)

    def _table(self) -> Table:
        columns = (*names_of_groups(self), "measure", *self.resolve.row)
        return Table.of(columns, said_of_groups(self), self._notes())

    def _drawn(self) -> Picture:
        if self.groups:
            return bars(say("metrics.times.means"), [*self._means()])
        return bars(say("metrics.times.title"), [*self._bars()])

    def _means(self) -> Iterator[Bar]:
        """Yield the mean of each time: of each group, and of all."""
        for name in _MEASURES:
            several = [(group.title, group.result, BLUE) for group in self.groups]
            for words, result, tone in (*several, (say("common.every"), self, VIOLET)):
                time: TimeTo = getattr(result, name)
                if time.mean is not None:
                    yield _bar(f"{measure(name)}: {words}", time.mean, _over(time), tone)

    def _bars(self) -> Iterator[Bar]:
        """Yield how each time is distributed: its percentiles from the shortest, and its mean."""
        for name in _MEASURES:
            time: TimeTo = getattr(self, name)
            ranks = {50.0: time.median, **time.percentiles}
            if time.mean is not None:
                for rank, length in sorted(ranks.items()):
                    said = "median" if rank == 50 else f"p{rank:g}"
                    yield _bar(measure(f"{name} {said}"), length, "", BLUE)
                yield _bar(measure(f"{name} mean"), time.mean, _over(time), VIOLET)

    def _notes(self) -> Iterator[str]:
        if self.restore_from != STARTS[0]:
            yield say("metrics.times.restore_from", start=self.restore_from)
        if self.resolution != _RESOLUTIONS[0]:
            yield say("metrics.first_resolution")
        yield from notes_of_scope(self)
        yield from duplicates_note(self.duplicates)

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _over(time: TimeTo) -> str:
    return say("metrics.times.over_cases", count=time.count)


def _bar(name: str, length: timedelta | None, over: str, tone: Tone) -> Bar:
    of = length or timedelta()
    return Bar(name, of / timedelta(hours=1), f"{cell(of)}{over}", tone)


def times(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    restore_from: str = STARTS[0],
    resolution: str = _RESOLUTIONS[0],
    percentiles: float | Iterable[float] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Times:
    """Measure how long cases took to reach four points.

    - A case is detected at the fact `detected_at`, counted from `occurred_at`; without either it is
      left out. The other times run from the first step, except for the restoration.
    - A case is acknowledged when work on it begins: at the first step in a phase later than new,
      though never cancelled, or at the fact `responded_at`, whichever is earlier. A case whose log
      begins in such a phase was acknowledged at once.
    - It is restored at the fact `restored_at` of its last step, or else when it is resolved. A
      restoration recorded before a reopening no longer counts. The time runs from when the failure
      occurred, or else from when it was detected, or else from the first step.
    - It is resolved at the start of its present stretch of resolved and closed. One that was
      reopened and is open again, or was cancelled, is not. By its first resolution, it is judged as
      it was before it was reopened.

    Each time is counted at the point that it leads to, such as the resolution; cases and duplicates
    are counted when they were opened. A case that is left out is counted at its last step, unless
    the point is known.

    A step without a known phase does not break a stretch. A case is left out of a measure if its
    present phase, or whether it was acknowledged, is unknown, if a fact is not an instant, or if
    the point lies before its start. A fact later than `at` is ignored. Duplicates, by a resolution
    code `duplicate` or by a link, count nowhere.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to measure at; later steps are not looked at.
        schedule: what counts as open time; by default always open.
        restore_from: what the time to restore runs from: `"occurred_at"`; `"detected_at"`, or else
            the first step; or `"opened_at"`, the first step.
        resolution: which resolution of a reopened case counts, the `"last"` or the `"first"`.
        percentiles: percentiles of the times, such as 90: linear between the two nearest, as in
            numpy and pandas.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest cases that a group's figures may be drawn from. A group with fewer is put
            together with others, so that it cannot be worked out from the rest either.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, a percentile is not a number from 0 to 100, or a
            fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no such instant to run from, no such resolution, or no case has a fact to
            group by.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> morning = Schedule.weekly({"mon-fri": "08:00-11:00"}, tz="UTC")
    >>> result = times({"INC-1": log}, at=noon, schedule=morning)
    >>> print(result.resolve.mean, result.resolve.open_mean)
    3:00:00 2:00:00
    """
    moment, hours = utc(at), hours_of(schedule)
    check_start(restore_from)
    check_resolution(resolution)
    numbers = numbers_of(percentiles)
    scope = Scope.of(since, until, by, least, pseudonyms, columns_of(numbers))
    failures = STARTS[STARTS.index(restore_from) : -1]

    def measure(cases: Cases) -> Times:
        kept = cases.several
        ends = kept if resolution == "last" else [*map(before_reopening, kept)]

        def to(point: Callable[[Steps], object], several: list[Steps], *from_: str) -> TimeTo:
            spans = ((_first(steps, from_), point(steps), steps[-1].at) for steps in several)
            return time_to(spans, moment, hours, scope, numbers)

        return Times(
            at=moment,
            cases=scope.opened(cases.kept),
            duplicates=scope.opened(cases.doubles),
            restore_from=restore_from,
            resolution=resolution,
            detect=time_to(map(_detection, kept), moment, hours, scope, numbers),
            acknowledge=to(_acknowledged, kept),
            restore=to(restored_at, ends, *failures),
            resolve=to(_resolved, ends),
            since=scope.since,
            until=scope.until,
        )

    cases = cases_of(timelines, moment)
    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def check_start(restore_from: str) -> None:
    """Refuse an instant that the time to restore cannot run from.

    Raises:
        Unlisted: it is none of those.
    """
    if not is_in(restore_from, STARTS):
        raise Unlisted(kind=Phrase("metrics.kind.start"), name=restore_from, known=STARTS)


def check_resolution(resolution: str) -> None:
    """Refuse a resolution that is neither the first nor the last.

    Raises:
        Unlisted: it is neither.
    """
    if not is_in(resolution, _RESOLUTIONS):
        raise Unlisted(kind=Phrase("metrics.kind.resolution"), name=resolution, known=_RESOLUTIONS)


def numbers_of(percentiles: object) -> tuple[float, ...]:
    """Return the percentiles that are asked for, each once.

    Raises:
        BadValue: one is not a number from 0 to 100.
    """
    expected = Phrase("metrics.expected.percentiles")
    is_one = isinstance(percentiles, int | float)
    several = (percentiles,) if is_one else as_items(percentiles, "percentiles", expected)
    numbers = tuple(dict.fromkeys(as_finite(number, "percentiles") for number in several))
    for number in numbers:
        if not 0 <= number <= 100:
            raise BadValue(field="percentiles", value=number, expected=expected)
    return numbers


def columns_of(numbers: Iterable[float]) -> tuple[str, ...]:
    """Return the names of the columns of times, with those of percentiles."""
    return ("measure", *_COLUMNS, *(f"{x}p{n}" for n in numbers for x in ("", "open_")))


def _first(steps: Steps, names: Iterable[str]) -> object:
    """Return the first of some instants that the last step has, or else that of the first step."""
    said = (told(steps[-1], name) for name in names)
    return next((one for one in said if one is not None), steps[0].at)


def _detection(steps: Steps) -> tuple[object, object, datetime]:
    occurred, detected = (told(steps[-1], name) for name in ("occurred_at", "detected_at"))
    is_unknown = occurred is None or detected is None
    return occurred, _UNKNOWN if is_unknown else detected, steps[-1].at


def _acknowledged(steps: Steps) -> object:
    said = told(steps[-1], "responded_at")
    taken_up = next((step.at for step in steps if phase_of(step) in TAKEN_UP), None)
    if said is not None:
        answered = instant(said)
        return _UNKNOWN if answered is None else min(answered, taken_up or answered)
    is_unknown = taken_up is None and any(phase_of(step) is None for step in steps)
    return _UNKNOWN if is_unknown else taken_up


def failed_at(steps: Steps) -> object:
    """Return when the failure occurred, or else was detected, or else the first step."""
    return _first(steps, STARTS[:-1])


def restored_at(steps: Steps) -> object:
    """Return when the service was restored, or else the case resolved; None if neither has come."""
    said = told(steps[-1], "restored_at")
    if said is None or phase_of(steps[-1]) is Phase.CANCELLED or _is_undone(steps, instant(said)):
        return _resolved(steps)
    return said


def _is_undone(steps: Steps, restored_at: datetime | None) -> bool:
    """Return whether a restoration is still recorded that the last reopening has undone."""
    known = [
        step for step in steps if (phase := phase_of(step)) and (phase.is_open or phase in DONE)
    ]
    for before, after in reversed(list(pairwise(known))):
        if phase_of(before) in DONE and phase_of(after) not in DONE:
            return instant(told(after, "restored_at")) == restored_at
    return False


def _resolved(steps: Steps) -> object:
    if phase_of(steps[-1]) is None:
        return _UNKNOWN
    known = (step for step in reversed(steps) if phase_of(step) is not None)
    stretch = takewhile(lambda step: phase_of(step) in DONE, known)
    return min((step.at for step in stretch), default=None)


def before_reopening(steps: Steps) -> Steps:
    """Return the steps of a case up to its first reopening, if any."""
    was_done = False
    for place, step in enumerate(steps):
        phase = phase_of(step)
        if was_done and phase is not None and phase.is_open:
            return steps[:place]
        was_done = was_done or phase in DONE
    return steps


def time_to(
    spans: Iterable[tuple[object, object, datetime]],
    at: datetime,
    schedule: Schedule,
    scope: Scope,
    percentiles: Sequence[float] = (),
) -> TimeTo:
    """Sum up spans, each with the instant at which it is counted if its end is unknown.

    An end is None if it has not come, and not an instant if it is unknown.
    """
    wall, opened, left_out = list[timedelta](), list[timedelta](), 0
    for since, said, last in spans:
        start, end = instant(since), instant(said)
        if said is None or (end is not None and end > at) or not scope.holds(end or last):
            continue
        if start is None or end is None or end < start:
            left_out += 1
        else:
            wall.append(end - start)
            opened.append(schedule.elapsed(start, end))
    wall.sort()
    opened.sort()
    return TimeTo(
        count=len(wall),
        left_out=left_out,
        mean=mean(wall),
        median=percentile(wall, 50),
        open_mean=mean(opened),
        open_median=percentile(opened, 50),
        percentiles=FrozenDict({number: percentile(wall, number) for number in percentiles}),
        open_percentiles=FrozenDict({number: percentile(opened, number) for number in percentiles}),
    )


def time_figures(name: str, time: TimeTo, scope: Scope) -> Iterator[Figure]:
    """Yield a figure of each time that cases took."""
    for column, value in time.row.items():
        if column not in _COLUMNS[:2]:
            unit = "open time" if column.startswith("open_") else "time"
            said = f"{name} {column.replace('_', ' ')}"
            yield scope.figure(said, value, time.count, unit, "lower")


def mean(lengths: Sequence[timedelta]) -> timedelta | None:
    """Divide in whole microseconds, since the sum of many long times may not fit a timedelta."""
    ticks = sum(length // _TICK for length in lengths)
    return ticks // len(lengths) * _TICK if lengths else None


def percentile(lengths: Sequence[timedelta], number: float) -> timedelta | None:
    """Find a percentile of sorted lengths, linear between the two nearest.

    >>> percentile([timedelta(hours=n) for n in (1, 2, 3, 4, 10)], 90)
    datetime.timedelta(seconds=27360)
    """
    if not lengths:
        return None
    rank = (len(lengths) - 1) * Fraction(str(number)) / 100
    place, rest = divmod(rank, 1)
    low, high = lengths[place], lengths[min(place + 1, len(lengths) - 1)]
    return low + rest.numerator * ((high - low) // _TICK) // rest.denominator * _TICK
