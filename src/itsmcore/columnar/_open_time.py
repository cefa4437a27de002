"""Open time of whole columns: a schedule's answers for arrays of instants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from itsmcore.columnar._columns import (
    INSTANT,
    NAT,
    TICK,
    TIME,
    Bools,
    Instants,
    Ints,
    Times,
    extremes,
    instant_of,
    instants_of,
    times_of,
)
from itsmcore.errors import BadValue, NoOpenTime
from itsmcore.instant import EPOCH
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule, clock_text
from itsmcore.schedule._compiled import Compiled
from itsmcore.schedule._schedule import TWENTY_YEARS, checked, warn_of_days

CHUNK = 1 << 14
"""How many rows to work on at a time: few enough to stay in a processor's cache."""
MOST_CELLS = 1 << 20
EARLIEST, LATEST = ((datetime(year, 1, 1, tzinfo=UTC) - EPOCH) for year in (1970, 2100))
"""Tables are made within these; what lies outside, often a sentinel, is asked one by one."""

DAY = timedelta(days=1) // TICK


# --- the table ------------------------------------------------------------------------------


class _Table:
    """A table of the open time between two instants, for look-up both ways.

    Number the stretches of open time. As long as no other one is near, the open time up to t is
    `clip(t + shifts[i], sums[i], sums[i + 1])`: nothing more until stretch i opens, all of it once
    that has closed. So time is cut into equal cells, none longer than the least gap; each of them
    meets one stretch at most, whose shift it holds, and the open time at its start. A power of two
    of microseconds makes a shift of bits find the cell.

    The way back is similar: open time is cut into cells that hold at most one closing. If there
    would be too many cells, each stretch is a cell, found by bisection.
    """

    def __init__(self, compiled: Compiled, low: timedelta, high: timedelta, rows: int) -> None:
        """Make the table.

        Args:
            compiled: the schedule.
            low: where the table starts.
            high: where it ends; it lies after the start.
            rows: how many rows will be asked; more cells would not pay off.
        """
        self.low, self.high = low // TICK, high // TICK
        found = [edge // TICK for pair in compiled.forward(low, high) for edge in pair]
        opens, closes = np.array(found or [self.high] * 2, np.int64).reshape(-1, 2).T
        self._closes = closes
        self._sums = np.concatenate(([0], np.cumsum(closes - opens)))
        self._shifts = self._sums[:-1] - opens
        self.total = int(self._sums[-1])
        self._rows = min(rows, MOST_CELLS)
        self._cells_of_time(opens[1:] - closes[:-1])
        self._scratch = np.empty((4, CHUNK), np.int64)

    def _cells_of_time(self, gaps: Ints) -> None:
        span = self.high - self.low
        self._power = self._fitting(gaps, span)
        self._shift, levels = self._shifts, self._sums
        if self._power is not None:
            starts = self.low + (np.arange((span >> self._power) + 2) << self._power)
            place = np.searchsorted(self._closes[:-1], starts, "right")
            self._shift = self._shifts[place]
            levels = np.clip(starts + self._shift, self._sums[place], self._sums[place + 1])
        self._floor, self._ceiling = levels[:-1], levels[1:]

    def cells_of_open_time(self) -> None:
        """Prepare the way back."""
        self._reached = np.append(self._sums[1:-1], np.iinfo(np.int64).max)
        self._back = self._fitting(np.diff(self._sums)[1:-1], self.total)
        if self._back is not None:
            starts = np.arange((self.total >> self._back) + 1) << self._back
            self._places = np.searchsorted(self._reached, starts)

    def _fitting(self, widths: Ints, span: int) -> int | None:
        """Choose the power of two that a cell is long; None if there would be too many cells."""
        power = int(widths.min(initial=max(span, 1))).bit_length() - 1
        return power if span >> power < self._rows else None

    def cells(self, instants: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what is to be clipped, and between what."""
        cell, shifted, floor, ceiling = self._scratch[:, : len(instants)]
        if self._power is None:
            cell = np.searchsorted(self._closes, instants, "right")
        else:
            np.subtract(instants, self.low, out=cell)
            np.right_shift(cell, self._power, out=cell)
        np.take(self._shift, cell, out=shifted, mode="clip")
        np.take(self._floor, cell, out=floor, mode="clip")
        np.take(self._ceiling, cell, out=ceiling, mode="clip")
        np.add(shifted, instants, out=shifted)
        return shifted, floor, ceiling

    def open_time(self, instants: Ints, out: Ints) -> Ints:
        """Count the open time from `low` to each instant; meaningless for those outside."""
        shifted, floor, ceiling = self.cells(instants)
        np.maximum(shifted, floor, out=out)
        return np.minimum(out, ceiling, out=out)

    def instants(self, reached: Ints, *, after: Bools) -> Ints:
        """Find the instant when so much open time has passed, or with `after` the last."""
        sought = reached + after
        if self._back is None:
            place = np.searchsorted(self._reached, sought)
        else:
            place = self._places.take(sought >> self._back, mode="clip")
            place += self._reached.take(place) < sought
        return reached - self._shifts.take(place)

    def outside(self, instants: Ints) -> Bools | None:
        """Return which instants the table does not cover; None if it covers them all."""
        if instants.min() >= self.low and instants.max() < self.high:
            return None
        return (instants < self.low) | (instants >= self.high)


# --- the functions --------------------------------------------------------------------------


def elapsed(schedule: Schedule, starts: Instants, ends: Instants) -> npt.NDArray[np.timedelta64]:
    """Count the open time from one instant to another, row by row.

    Args:
        schedule: the open time.
        starts: instants, in UTC.
        ends: instants, in UTC, of a shape that broadcasts with that of the starts.

    Returns:
        Times in timedelta64[us]: negative if a row's instants are reversed, NaT if either is NaT.

    Raises:
        BadValue: a column holds no instants, or those of other years than 1 to 9999, or the shapes
            do not broadcast.
        NaiveTime: a datetime has no zone.

    >>> import numpy as np
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> starts = np.array(["2026-01-09T15:30", "2026-01-10T12:00"], dtype="datetime64[us]")
    >>> elapsed(office, starts, np.datetime64("2026-01-12T12:00")).astype("timedelta64[m]")
    array([270, 240], dtype='timedelta64[m]')
    """
    first, last = instants_of("starts", starts), instants_of("ends", ends)
    result = _result(TIME, starts=first, ends=last)
    low, high = _reach(first, last)
    table = _Table(_compiled(schedule), low, high, result.size)
    spare = np.empty(CHUNK, np.int64)

    def fill(instants: Ints, out: Ints) -> npt.NDArray[np.timedelta64]:
        table.open_time(instants, out)
        outside, times = table.outside(instants), out.view(TIME)
        if outside is not None:
            answer = _each(instants[outside], lambda to: schedule.elapsed(EPOCH + low, to), TIME)
            times[outside] = answer
        return times

    for begin, end, out in _chunks((first, INSTANT), (last, INSTANT), (result, TIME)):
        before = fill(begin.view(np.int64), spare[: len(begin)])
        np.subtract(fill(end.view(np.int64), out.view(np.int64)), before, out=out)
    return result


def deadline(
    schedule: Schedule, starts: Instants, targets: Times, *, horizon: timedelta = TWENTY_YEARS
) -> npt.NDArray[np.datetime64]:
    """Find when so much open time has passed, row by row.

    Args:
        schedule: the open time.
        starts: instants, in UTC.
        targets: times, of a shape that broadcasts with that of the starts; zero and negative times
            mean what they mean to `Schedule.deadline`.
        horizon: how far from each start to look; by default 20 years.

    Returns:
        Instants in datetime64[us], UTC; NaT where a row's start or target is.

    Raises:
        NoOpenTime: a row has no deadline before the horizon; the error has the start of the first
            such row. Use NaT for rows to skip.
        BadValue: a column holds something else, or instants of other years than 1 to 9999, or the
            shapes do not broadcast.
        NaiveTime: a datetime has no zone.

    >>> import numpy as np
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> starts = np.array(["2026-01-09T15:30", "2026-01-10T12:00"], dtype="datetime64[us]")
    >>> deadline(office, starts, timedelta(hours=4)).astype("datetime64[m]")
    array(['2026-01-12T11:30', '2026-01-12T12:00'], dtype='datetime64[m]')
    """
    found, doubtful = _deadlines(schedule, starts, targets, horizon)
    if doubtful:
        warn_of_days(*doubtful)
    return found


def reached(schedule: Schedule, starts: Instants, targets: Times) -> npt.NDArray[np.datetime64]:
    """Find deadlines within twenty years, without a warning; NaT if there is none."""
    return _deadlines(schedule, starts, targets, TWENTY_YEARS, is_complete=False)[0]


def _deadlines(
    schedule: Schedule,
    starts: Instants,
    targets: Times,
    horizon: timedelta,
    *,
    is_complete: bool = True,
) -> tuple[npt.NDArray[np.datetime64], tuple[timedelta, timedelta] | None]:
    """Find deadlines, and a target in whole days that takes longer than those days."""
    begins, needs = instants_of("starts", starts), times_of("targets", targets)
    result = _result(INSTANT, starts=begins, targets=needs)
    compiled = _compiled(schedule)
    within = checked(horizon)
    low, high = _reach(begins)
    least, most = (of.astype(TIME).item() or timedelta(0) for of in extremes(needs))
    first = compiled.deadline(low, min(least, timedelta(0)), within)
    last = compiled.deadline(high, max(most, timedelta(0)), within)
    low = max(EARLIEST, low - within if first is None else first)
    high = max(high, min(LATEST, high + within if last is None else last))
    table = _Table(compiled, low, high, result.size)
    table.cells_of_open_time()
    search = lru_cache(CHUNK)(partial(_search, compiled, horizon, is_complete))
    doubtful: tuple[timedelta, timedelta] | None = None

    for begin, need, out in _chunks((begins, INSTANT), (needs, TIME), (result, INSTANT)):
        start, more, found = (of.view(np.int64) for of in (begin, need, out))
        goal = table.open_time(start, np.empty(len(start), np.int64))
        goal += more
        found[:] = np.where(more, table.instants(goal, after=more < 0), start)
        unknown = (goal < 0) | (goal > table.total) | (np.abs(found - start) > within // TICK)
        outside = table.outside(start)
        if outside is not None:
            unknown |= outside
        if unknown.any():
            missing = np.isnat(begin) | np.isnat(need)
            out[missing] = np.datetime64("NaT")
            for row in np.flatnonzero(unknown & ~missing):
                found[row] = search(int(start[row]), int(more[row]))
        if doubtful is None:
            longer = np.abs(out - begin) > np.abs(need)
            for row in np.flatnonzero(longer & (more > DAY) & (more % DAY == 0))[:1]:
                doubtful = need[row].item(), (out - begin)[row].item()
    return result, doubtful


def is_open(schedule: Schedule, instants: Instants) -> Bools:
    """Return whether each instant is open; a window's end is not, and NaT is not.

    Args:
        schedule: the open time.
        instants: instants, in UTC.

    Returns:
        Booleans, in the shape of the instants.

    Raises:
        BadValue: the column holds no instants, or those of other years than 1 to 9999.
        NaiveTime: a datetime has no zone.

    >>> import numpy as np
    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> is_open(office, np.array(["2026-01-09T15:30", "2026-01-09T16:00", "NaT"], dtype="M8[us]"))
    array([ True, False, False])
    """
    asked = instants_of("instants", instants)
    result = _result("bool", instants=asked)
    table = _Table(_compiled(schedule), *_reach(asked), result.size)
    for chunk, out in _chunks((asked, INSTANT), (result, "bool")):
        moments = chunk.view(np.int64)
        shifted, floor, ceiling = table.cells(moments)
        np.logical_and(shifted >= floor, shifted < ceiling, out=out)
        outside = table.outside(moments)
        if outside is not None:
            out[outside] = _each(moments[outside], schedule.is_open, "bool")
    return result


# --- one by one -----------------------------------------------------------------------------


def _compiled(schedule: Schedule) -> Compiled:
    if not isinstance(schedule, Schedule):
        raise BadValue(
            field="schedule", value=schedule, expected=Phrase("columnar.expected.schedule")
        )
    return schedule._compiled


def _each(instants: Ints, answer: Callable[[datetime], object], kind: str) -> npt.NDArray[Any]:
    """Ask once for each distinct instant; NaT has no answer."""
    distinct, places = np.unique(instants, return_inverse=True)
    answers = [None if of == NAT else answer(instant_of(of)) for of in distinct.tolist()]
    return np.array(answers, kind)[places]


def _search(
    compiled: Compiled, horizon: timedelta, is_complete: bool, start: int, need: int
) -> int:
    begin, duration = instant_of(start), need * TICK
    found = compiled.deadline(begin - EPOCH, duration, horizon)
    if found is None and not is_complete:
        return NAT
    if found is None:
        raise NoOpenTime(
            sought=Phrase("columnar.open_time", time=clock_text(duration)),
            start=begin,
            horizon=horizon,
        )
    return found // TICK


# --- columns --------------------------------------------------------------------------------


def _result(kind: str, **columns: npt.NDArray[Any]) -> npt.NDArray[Any]:
    shapes = tuple(column.shape for column in columns.values())
    try:
        return np.empty(np.broadcast_shapes(*shapes), kind)
    except ValueError:
        field, expected = (
            " and ".join(columns),
            Phrase("columnar.expected.broadcast"),
        )
        raise BadValue(field=field, value=shapes, expected=expected) from None


def _reach(*columns: npt.NDArray[np.datetime64]) -> tuple[timedelta, timedelta]:
    """Find the stretch that a table should cover: from the first to just after the last instant."""
    earliest, latest = EARLIEST // TICK, LATEST // TICK
    low, high = latest, earliest
    for column in columns:
        for (chunk,) in _chunks((column, INSTANT)):
            instants = chunk.view(np.int64)
            least, most = instants.min(), instants.max()
            if least < earliest or most >= latest:
                instants = instants[(instants >= earliest) & (instants < latest)]
                least, most = instants.min(initial=latest), instants.max(initial=earliest)
            low, high = min(low, int(least)), max(high, int(most))
    return min(low, high) * TICK, (high + 1) * TICK


def _chunks(*columns: tuple[npt.NDArray[Any], str]) -> Iterator[tuple[npt.NDArray[Any], ...]]:
    """Yield columns in their units chunk by chunk; if there are several, the last is for output."""
    arrays, units = zip(*columns, strict=True)
    access: list[Any] = [["readonly"]] * len(columns)
    if len(columns) > 1:
        access[-1] = ["writeonly"]
    chunk: Any  # of one column numpy makes no tuple
    with np.nditer(
        arrays,
        ["external_loop", "buffered", "zerosize_ok"],
        access,
        units,
        order="C",
        casting="same_kind",
        buffersize=CHUNK,
    ) as chunks:
        for chunk in chunks:
            yield chunk if len(columns) > 1 else (chunk,)
