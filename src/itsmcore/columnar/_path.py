"""Paths: what the clocks of one goal do along the steps of all cases, without a schedule yet."""

from __future__ import annotations

from datetime import datetime

import attrs
import numpy as np

from itsmcore.columnar._columns import TICK, Bools, Ints
from itsmcore.columnar._steps import Steps
from itsmcore.instant import EPOCH
from itsmcore.service_levels import DUPLICATE, Goal, Status

NOT_STARTED, RUNNING, PAUSED, COMPLETED, CANCELLED = range(len(Status))
"""The index of each status."""


@attrs.frozen(kw_only=True, eq=False)
class Seen:
    """The steps up to an instant.

    Attributes:
        steps: those steps.
        now: the instant, in microseconds.
        at: when each row came true, in microseconds.
        end: when the next row of its case did; `now` for the last one.
        case: the index of each row's case.
    """

    steps: Steps
    now: int
    at: Ints
    end: Ints
    case: Ints

    @classmethod
    def of(cls, steps: Steps, instant: datetime) -> Seen:
        seen, now = steps.until(instant), (instant - EPOCH) // TICK
        at, lengths = seen.at.view(np.int64), np.diff(seen.begins)
        end = np.append(at[1:], now)[: len(at)]
        end[seen.begins[1:][lengths > 0] - 1] = now
        case = np.repeat(np.arange(len(lengths)), lengths)
        return cls(steps=seen, now=now, at=at, end=end, case=case)

    @property
    def first(self) -> Ints:
        """The first row of each row's case."""
        return self.steps.begins[self.case]

    @property
    def last(self) -> Ints:
        """The last row of each row's case."""
        return self.steps.begins[self.case + 1] - 1

    def only(self, is_kept: Bools) -> Seen:
        """Keep some rows, and when each ended."""
        return Seen(
            steps=self.steps.only(is_kept),
            now=self.now,
            at=self.at[is_kept],
            end=self.end[is_kept],
            case=self.case[is_kept],
        )

    def before(self, marks: Bools) -> Bools:
        """Return for each row the mark of the one before it in its case; the first has none."""
        shifted: Bools = np.append(False, marks)[:-1]
        shifted[self.first == np.arange(len(shifted))] = False
        return shifted


def latest(marks: Bools) -> Ints:
    """Find, up to each row, the last one that is marked; -1 if none is."""
    return np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -1))


@attrs.frozen(kw_only=True, eq=False)
class Path:
    """The rows that matter to the last cycle of each case whose clock has started.

    A clock that has ended stays so, whatever its rows say, until one resumes it. A row that lasts
    no time is kept only if it is the last.

    Attributes:
        seen: the rows that count: of a duplicate those up to the one that made it so.
        rows: those that matter to the clocks, by index.
        judged: the rows whose facts the targets depend on.
        known: when each became known: later than its start if the record was a duplicate then, and
            no longer is.
        case: the case of each of them, by the index of its clock among those that have started.
        firsts: the first of them of each case.
        lasts: the last one.
        status: what the clock does from each of them on.
        begun: the row with which the cycle of each case began.
        is_double: whether each case is a duplicate.
        cycles: how many cycles every case has had; one if its clock has not started.
    """

    seen: Seen
    rows: Ints
    judged: Ints
    known: Ints
    case: Ints
    firsts: Ints
    lasts: Ints
    status: Ints
    begun: Ints
    is_double: Bools
    cycles: Ints

    @classmethod
    def of(cls, goal: Goal, all_rows: Seen) -> Path:
        seen, is_doubled, known = _up_to_doubles(goal, all_rows)
        stop, cancel = seen.steps.judge(goal.stop), seen.steps.judge(goal.cancel)
        has_started = latest(seen.steps.judge(goal.start)) >= seen.first
        was_started = seen.before(has_started)
        if is_doubled.any():
            # What has been stopped stays so; all else is given up.
            stop[is_doubled] = False
            _, is_completed = _ended(seen, has_started, stop, cancel)
            stop[is_doubled] = seen.before(is_completed)[is_doubled]
            cancel[is_doubled] = ~stop[is_doubled]
        is_cancelled, is_completed = _ended(seen, has_started, stop, cancel)
        was_cancelled, was_completed = seen.before(is_cancelled), seen.before(is_completed)

        is_renewed = was_cancelled & ~is_cancelled
        begun = latest(is_renewed | (has_started & ~was_started))
        stands_still = (was_cancelled & is_cancelled) | (was_completed & is_completed)
        rows = np.flatnonzero(has_started & (begun == begun[seen.last]) & ~stands_still)
        is_left = np.diff(seen.case[rows], append=-1) == 0
        rows = rows[~(is_left & (np.diff(seen.at[rows], append=0) == 0))]

        status = np.where(seen.steps.judge(goal.pause), PAUSED, RUNNING)
        status[is_completed], status[is_cancelled] = COMPLETED, CANCELLED
        status = status[rows]
        is_first = np.diff(seen.case[rows], prepend=-1) != 0
        firsts = np.flatnonzero(is_first)
        lasts = np.append(firsts, len(rows))[1:] - 1
        is_double = np.zeros(len(seen.steps.cases), bool)
        is_double[seen.case[is_doubled]] = True
        status[lasts[is_double[seen.case[rows[lasts]]]]] = CANCELLED
        return cls(
            seen=seen,
            rows=rows,
            judged=rows - (is_doubled & was_started)[rows],
            known=known[rows],
            case=np.cumsum(is_first) - 1,
            firsts=firsts,
            lasts=lasts,
            status=status,
            begun=begun[rows[firsts]],
            is_double=is_double,
            cycles=1 + np.bincount(seen.case[is_renewed], minlength=len(seen.steps.cases)),
        )

    def sums(self, amounts: Ints) -> Ints:
        """Add up amounts from the first row of each case on."""
        totals = np.cumsum(amounts)
        return totals - (totals - amounts)[self.firsts][self.case]


def _ended(seen: Seen, has_started: Bools, stop: Bools, cancel: Bools) -> tuple[Bools, Bools]:
    """Return, for each row, whether the clock is then cancelled, and whether it is completed."""
    # Where both hold, the clock stops; but one that was cancelled before stays so.
    gives_up = has_started & cancel & ~stop
    telling = latest(~(has_started & cancel & stop))
    is_cancelled = (telling >= seen.first) & gives_up[telling]
    return is_cancelled, has_started & stop & ~is_cancelled


def _up_to_doubles(goal: Goal, seen: Seen) -> tuple[Seen, Bools, Ints]:
    """Leave out what follows the row that makes a record a duplicate, and mark that row.

    Return as well when each row became known.
    """
    is_double = seen.steps.judge(goal.duplicate, is_partial=goal.duplicate == DUPLICATE)
    if not is_double.any():
        return seen, is_double, seen.at
    is_for_good = is_double[seen.last]
    since = np.maximum(latest(~is_double)[seen.last] + 1, seen.first)
    places = np.arange(len(is_double))
    is_kept = ~is_for_good | (places <= since)
    following = np.minimum.accumulate(np.where(is_double, places[-1], places)[::-1])[::-1]
    was_double = is_double & ~(is_for_good & (places >= since))
    known = np.where(was_double, seen.at[following], seen.at)
    return seen.only(is_kept), (is_for_good & (places == since))[is_kept], known[is_kept]
