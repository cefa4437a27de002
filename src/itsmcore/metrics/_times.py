"""Times: how long cases take to be detected, acknowledged, restored and resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

import attrs

from itsmcore.errors import Unlisted
from itsmcore.fields import is_in
from itsmcore.figures import Rows, Table, as_table_format, as_table_html, as_table_text, cell
from itsmcore.instant import utc
from itsmcore.metrics._cases import (
    DONE,
    Steps,
    duplicates_note,
    hours_of,
    instant,
    phase_of,
    told,
    without_duplicates,
)
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

_TAKEN_UP = (Phase.ACTIVE, Phase.PENDING, *DONE)
_MEASURES = ("detect", "acknowledge", "restore", "resolve")
_STARTS = ("occurred_at", "detected_at", "opened_at")
_UNKNOWN = "unknown"
_TICK = timedelta.resolution


@attrs.frozen(kw_only=True)
class TimeTo:
    """Say how long cases took to some point, in exact time.

    A mean or a median is None where no case is counted; what is finer than a microsecond is
    rounded down.

    Attributes:
        count: how many cases came to the point.
        left_out: how many are not counted because the log does not tell whether or when they did,
            or since when.
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

    def __str__(self) -> str:
        over = f"over {self.count} case{'' if self.count == 1 else 's'}"
        return f"none {over}" if self.mean is None else f"{cell(self.mean)} on average {over}"


@attrs.frozen(kw_only=True)
class Times:
    """Say how long a desk takes; duplicates are in none of the measures.

    Each mean is one over cases. An outage that ten incidents tell of is ten cases here and one
    outage of the service: the MTRS of a service is a mean over its outages, and another figure.

    Attributes:
        at: the instant of which it is true, in UTC.
        cases: how many had begun by then.
        duplicates: how many more are another one, and counted nowhere.
        restore_from: which instant the time to restore runs from.
        detect: the time from the failure to its detection.
        acknowledge: the time from the opening to the acknowledgement (its mean is the MTTA).
        restore: the time from the failure to the restoration (its mean is the MTRS of incidents).
        resolve: the time from the opening to the resolution. Its mean is the mean time to resolve,
            one of the four that are written MTTR, and not the time to repair.
    """

    at: datetime
    cases: int
    duplicates: int
    restore_from: str
    detect: TimeTo
    acknowledge: TimeTo
    restore: TimeTo
    resolve: TimeTo

    @property
    def rows(self) -> Rows:
        """A row for each measure, as a DataFrame takes them."""
        return tuple({"measure": name, **attrs.asdict(getattr(self, name))} for name in _MEASURES)

    def _table(self) -> Table:
        return Table.of(("measure", *attrs.fields_dict(TimeTo)), self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        if self.restore_from != _STARTS[0]:
            yield f"restore runs from {self.restore_from}"
        yield from duplicates_note(self.duplicates)

    __str__ = as_table_text
    __format__ = as_table_format
    _repr_html_ = as_table_html


def times(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    restore_from: str = _STARTS[0],
) -> Times:
    """Measure how long cases took to four points.

    - A case is detected at the fact `detected_at`, from `occurred_at` on; where one of them is not
      told it is left out. The others run from the first step, but for the restoration.
    - A case is acknowledged when work on it begins: at the first step in a later phase than new,
      never cancelled, or at the fact `responded_at`, whichever is earlier. A log that begins with
      a row in such a phase was acknowledged at once.
    - It is restored at the fact `restored_at` of its last step, or else when it is resolved. What
      was told before a reopening is no restoration any more. The time runs from when the failure
      occurred, or was detected where that is not told, or else from the first step.
    - It is resolved at the start of its present stretch of resolved and closed. One that was
      reopened and is open again, or was cancelled, is not.

    A step without a known phase does not break a stretch. A case is left out of a measure where its
    present phase, or whether it was acknowledged, is unknown, and where a fact is no instant or
    the point lies before its start. A fact that lies after `at` has not come about. Duplicates
    count nowhere: those of a resolution code `duplicate`, or of a link.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to measure at; later steps are not looked at.
        schedule: what counts as open time; always, unless told otherwise.
        restore_from: what the time to restore runs from: `"occurred_at"`; `"detected_at"`, or else
            the first step; or `"opened_at"`, the first step.

    Raises:
        BadValue: the timelines are no mapping.
        NaiveTime: the instant has no time zone.
        Unlisted: there is no such instant to run from.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> morning = Schedule.weekly({"mon-fri": "08:00-11:00"}, tz="UTC")
    >>> result = times({"INC-1": log}, at=noon, schedule=morning)
    >>> print(result.resolve.mean, result.resolve.open_mean)
    3:00:00 2:00:00
    """
    moment, hours = utc(at), hours_of(schedule)
    if not is_in(restore_from, _STARTS):
        raise Unlisted(kind="instant to run from", name=restore_from, known=_STARTS)
    failures = _STARTS[_STARTS.index(restore_from) : -1]
    cases, duplicates = without_duplicates(timelines, moment)

    def to(point: Callable[[Steps], object], *since: str) -> TimeTo:
        return time_to([(_first(steps, since), point(steps)) for steps in cases], moment, hours)

    return Times(
        at=moment,
        cases=len(cases),
        duplicates=duplicates,
        restore_from=restore_from,
        detect=time_to(map(_detection, cases), moment, hours),
        acknowledge=to(_acknowledged),
        restore=to(_restored, *failures),
        resolve=to(_resolved),
    )


def _first(steps: Steps, names: Iterable[str]) -> object:
    """Give the first of some instants that the last step tells, or else that of the first step."""
    said = (told(steps[-1], name) for name in names)
    return next((one for one in said if one is not None), steps[0].at)


def _detection(steps: Steps) -> tuple[object, object]:
    occurred, detected = (told(steps[-1], name) for name in ("occurred_at", "detected_at"))
    return occurred, _UNKNOWN if occurred is None or detected is None else detected


def _acknowledged(steps: Steps) -> object:
    said = told(steps[-1], "responded_at")
    taken_up = next((step.at for step in steps if phase_of(step) in _TAKEN_UP), None)
    if said is not None:
        answered = instant(said)
        return _UNKNOWN if answered is None else min(answered, taken_up or answered)
    is_unknown = taken_up is None and any(phase_of(step) is None for step in steps)
    return _UNKNOWN if is_unknown else taken_up


def _restored(steps: Steps) -> object:
    said = told(steps[-1], "restored_at")
    if said is None or phase_of(steps[-1]) is Phase.CANCELLED or _is_undone(steps, instant(said)):
        return _resolved(steps)
    return said


def _is_undone(steps: Steps, restored_at: datetime | None) -> bool:
    """Tell whether a restoration is still told of that the last reopening has undone."""
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


def time_to(spans: Iterable[tuple[object, object]], at: datetime, schedule: Schedule) -> TimeTo:
    """Sum up spans, whose end is None where it has not come and no instant where it is unknown."""
    wall, opened, left_out = list[timedelta](), list[timedelta](), 0
    for since, said in spans:
        start, end = instant(since), instant(said)
        if said is None or (end is not None and end > at):
            continue
        if start is None or end is None or end < start:
            left_out += 1
        else:
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
