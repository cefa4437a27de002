"""Times: how long cases take to be acknowledged, restored and resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

import attrs

from itsmcore.conditions import is_set
from itsmcore.instant import utc
from itsmcore.metrics._cases import DONE, Steps, begun, instant, phase_of
from itsmcore.metrics._table import Lines, Rows, as_format, as_html, as_rows, as_text
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

_TAKEN_UP = (Phase.ACTIVE, Phase.PENDING, *DONE)
_UNKNOWN = "unknown"
_TICK = timedelta.resolution


@attrs.frozen(kw_only=True)
class TimeTo:
    """Say how long cases took from their first step to some point, in exact time.

    A mean or a median is None where no case is counted; what is finer than a microsecond is
    rounded down.

    Attributes:
        count: how many cases came to the point.
        left_out: how many are not counted because the log does not tell whether or when they did.
        mean: of the wall time.
        median: of the wall time.
        open_mean: of the open time.
        open_median: of the open time.
    """

    count: int
    left_out: int
    mean: timedelta | None
    median: timedelta | None
    open_mean: timedelta | None
    open_median: timedelta | None


@attrs.frozen(kw_only=True)
class Times:
    """Say how long a desk takes.

    Attributes:
        at: the instant of which it is true, in UTC.
        cases: how many had begun by then.
        acknowledge: the time to acknowledge (its mean is the MTTA).
        restore: the time to restore service (its mean is ITIL's MTRS).
        resolve: the time to resolve (its mean is the MTTR).
    """

    at: datetime
    cases: int
    acknowledge: TimeTo
    restore: TimeTo
    resolve: TimeTo

    @property
    def rows(self) -> Rows:
        """A row for each measure, as a DataFrame takes them."""
        return as_rows(self)

    def _lines(self) -> Lines:
        yield "measure", *attrs.fields_dict(TimeTo)
        for name in ("acknowledge", "restore", "resolve"):
            yield name, *attrs.astuple(getattr(self, name))

    __str__ = as_text
    __format__ = as_format
    _repr_html_ = as_html


def times(
    timelines: Mapping[str, Timeline], *, at: datetime, schedule: Schedule | None = None
) -> Times:
    """Measure how long cases took, from their first step, to three points.

    - A case is acknowledged when work on it begins: at the first step in a later phase than new,
      never cancelled, or at the fact `responded_at`, whichever is earlier. A log that begins with
      a row in such a phase was acknowledged at once.
    - It is restored at the fact `restored_at` of its last step, or else when it is resolved.
    - It is resolved at the start of its present stretch of resolved and closed. One that was
      reopened and is open again, or was cancelled, is not.

    A step without a known phase does not break a stretch. A case is left out of a measure where its
    present phase, or whether it was acknowledged, is unknown, and where the fact is no instant or
    lies before the first step. A fact that lies after `at` has not come about.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to measure at; later steps are not looked at.
        schedule: what counts as open time; always, unless told otherwise.

    Raises:
        BadValue: the timelines are no mapping.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> morning = Schedule.weekly({"mon-fri": "08:00-11:00"}, tz="UTC")
    >>> result = times({"INC-1": log}, at=noon, schedule=morning)
    >>> print(result.resolve.mean, result.resolve.open_mean)
    3:00:00 2:00:00
    """
    moment, hours = utc(at), schedule or Schedule.always()
    cases = [steps for _, steps in begun(timelines, moment)]

    def to(point: Callable[[Steps], object]) -> TimeTo:
        return time_to([(steps[0].at, point(steps)) for steps in cases], moment, hours)

    return Times(
        at=moment,
        cases=len(cases),
        acknowledge=to(_acknowledged),
        restore=to(_restored),
        resolve=to(_resolved),
    )


def _acknowledged(steps: Steps) -> object:
    said = steps[-1].facts.get("responded_at")
    taken_up = next((step.at for step in steps if phase_of(step) in _TAKEN_UP), None)
    if is_set(said):
        answered = instant(said)
        return _UNKNOWN if answered is None else min(answered, taken_up or answered)
    is_unknown = taken_up is None and any(phase_of(step) is None for step in steps)
    return _UNKNOWN if is_unknown else taken_up


def _restored(steps: Steps) -> object:
    said = steps[-1].facts.get("restored_at")
    is_told = is_set(said) and phase_of(steps[-1]) is not Phase.CANCELLED
    return said if is_told else _resolved(steps)


def _resolved(steps: Steps) -> object:
    if phase_of(steps[-1]) is None:
        return _UNKNOWN
    known = (step for step in reversed(steps) if phase_of(step) is not None)
    stretch = takewhile(lambda step: phase_of(step) in DONE, known)
    return min((step.at for step in stretch), default=None)


def time_to(spans: Iterable[tuple[datetime, object]], at: datetime, schedule: Schedule) -> TimeTo:
    """Sum up spans, whose end is None where it has not come and no instant where it is unknown."""
    wall, opened, left_out = list[timedelta](), list[timedelta](), 0
    for start, said in spans:
        end = instant(said)
        if said is not None and (end is None or end < start):
            left_out += 1
        elif end is not None and end <= at:
            wall.append(end - start)
            opened.append(schedule.elapsed(start, end))
    return TimeTo(
        count=len(wall),
        left_out=left_out,
        mean=mean(wall),
        median=_median(wall),
        open_mean=mean(opened),
        open_median=_median(opened),
    )


def mean(lengths: Sequence[timedelta]) -> timedelta | None:
    """Divide in whole microseconds, since the sum of many long times is no timedelta."""
    ticks = sum(length // _TICK for length in lengths)
    return ticks // len(lengths) * _TICK if lengths else None


def _median(lengths: Sequence[timedelta]) -> timedelta | None:
    found, half = sorted(lengths), len(lengths) // 2
    return (found[half] + found[~half]) // 2 if found else None
