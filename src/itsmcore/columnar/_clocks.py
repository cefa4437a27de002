"""Clocks in columns: how the steps of many cases stand against the goals of an agreement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from itsmcore.columnar._columns import INSTANT, NAT, TICK, TIME, Bools, Ints
from itsmcore.columnar._decoding import check_decoded
from itsmcore.columnar._open_time import elapsed, reached
from itsmcore.columnar._path import (
    CANCELLED,
    COMPLETED,
    NOT_STARTED,
    PAUSED,
    RUNNING,
    Path,
    Seen,
)
from itsmcore.columnar._refusals import conditions_of, refusals
from itsmcore.columnar._steps import Steps
from itsmcore.conditions import Facts
from itsmcore.fields import as_a
from itsmcore.instant import utc
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, Outcome, Status

Columns: TypeAlias = dict[str, npt.NDArray[Any]]

STATUSES = np.array([status.value for status in Status], object)
OUTCOMES = np.array([None, *(outcome.value for outcome in Outcome)], object)
NONE, OPEN, MET, MISSED = range(len(OUTCOMES))


def measure(agreement: Agreement, steps: Steps, *, at: datetime) -> dict[str, Columns]:
    """Compute the clock of every goal and case, as it stands at an instant.

    The figures are those of `Agreement.measure` for the timeline of each case. It takes goals with
    fixed targets and one schedule, conditions on facts that last, and no terms but the default.

    Args:
        agreement: the agreement.
        steps: what happened; steps after the instant are ignored.
        at: the instant.

    Returns:
        For each goal by name, columns with a row for each case, in the order of `steps.cases`:
        `case`; `status` and `outcome` as texts, and None for no outcome; `started_at`, `ended_at`,
        `due`, `breached_at` and `first_breached_at` in datetime64[us], UTC; `allowed`, `elapsed`
        and `remaining` of open time and `wall_elapsed` in timedelta64[us]; `percent` in floats;
        `breaches` and `cycles` in int64; `duplicate` in bools. NaT and NaN mean none. A record is a
        duplicate if a column `resolution_code` says so; without that column none is.

    Raises:
        NotColumnar: the agreement needs a walk along each timeline.
        Unlisted: a goal reads a fact that has no column.
        BadValue: a column holds texts while a goal asks for phases or levels.
        Incomparable: a condition compares two values that have no order.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> from itsmcore import Phase
    >>> gold = Agreement("gold", goals=[
    ...     Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=4))])
    >>> steps = Steps(
    ...     case=np.array(["I1", "I1", "I2"]),
    ...     at=np.array(["2026-01-05T09", "2026-01-05T11", "2026-01-05T10"], "M8[h]"),
    ...     facts={"phase": np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW])})
    >>> clocks = measure(gold, steps, at=datetime(2026, 1, 5, 15, tzinfo=UTC))["resolution"]
    >>> print(clocks["status"], clocks["outcome"], clocks["percent"])
    ['completed' 'running'] ['met' 'missed'] [ 50. 125.]
    """
    as_a(Agreement, agreement, "agreement")
    as_a(Steps, steps, "steps", Phrase("columnar.expected.steps"))
    for refusal in refusals(agreement):
        raise refusal
    for goal in agreement.goals:
        check_decoded(conditions_of(goal), steps.facts)
    seen = Seen.of(steps, utc(at))
    return {goal.name: _measured(goal, agreement.schedule, seen) for goal in agreement.goals}


@attrs.frozen(kw_only=True, eq=False)
class _Time:
    """What the time along a path amounts to, in microseconds.

    Attributes:
        schedule: the open time that counts.
        path: the rows.
        starts: when each row came true.
        before: the open time that had counted by then.
        after: the same when the row ended.
        limit: the target from each row on; NAT for none.
    """

    schedule: Schedule
    path: Path
    starts: Ints
    before: Ints
    after: Ints
    limit: Ints

    def breaches(self) -> Breaches:
        """Find when each clock became late, as far as was known then."""
        path, has_target = self.path, self.limit != NAT
        is_late = has_target & (self.after > self.limit)
        begins_late = has_target & (self.before > self.limit)
        was_late: Bools = np.append(False, is_late)[:-1]
        was_late[path.firsts] = False
        goes_on = was_late & begins_late
        rows = np.flatnonzero(is_late & ~goes_on)
        since = self.starts[rows]
        # The last instant in time is the one before a first microsecond too much has passed.
        later = rows[~begins_late[rows]]
        too_much = self.limit[later] - self.before[later] + 1
        since[~begins_late[rows]] = (
            reached(self.schedule, self.starts[later].view(INSTANT), too_much.view(TIME))
            - np.timedelta64(1, "us")
        ).view(np.int64)
        since = np.maximum(since, path.known[rows])
        # What was known of only when it was so no longer was never known.
        breaks = np.append(np.flatnonzero(~goes_on), len(goes_on))
        end = breaks[np.searchsorted(breaks, rows, "right")]
        is_over = end <= path.lasts[path.case[rows]]
        was_known = ~is_over | (since < np.append(self.starts, NAT)[end])
        rows, since = rows[was_known], since[was_known]
        count = np.bincount(path.case[rows], minlength=len(path.firsts))
        after = np.cumsum(count)
        known = np.append(since, NAT)
        first = np.where(count > 0, known[after - count], NAT)
        present = np.where(is_late[path.lasts], known[after - 1], NAT)
        return Breaches(count=count, first=first, present=present)

    def due(self, now: Ints) -> Ints:
        """Find when the present target has elapsed, if each clock runs on from an instant."""
        lasts = self.path.lasts
        allowed, status = self.limit[lasts], self.path.status[lasts]
        within = self.path.sums((self.after < allowed[self.path.case]).astype(np.int64))[lasts]
        row = self.path.firsts + within
        is_reached = row <= lasts
        row = np.minimum(row, lasts)
        start = np.where(is_reached, self.starts[row], now)
        need = allowed - np.where(is_reached, self.before[row], self.after[lasts])
        has_none = (allowed == NAT) | (status == CANCELLED) | ((status == PAUSED) & ~is_reached)
        needed = np.where(has_none, NAT, need).view(TIME)
        return reached(self.schedule, start.view(INSTANT), needed).view(np.int64)


@attrs.frozen(kw_only=True, eq=False)
class Breaches:
    """How often each clock became late, when it first did, and since when it has been."""

    count: Ints
    first: Ints
    present: Ints


def _measured(goal: Goal, schedule: Schedule, seen: Seen) -> Columns:
    """Compute the clocks of one goal; the schedule is for a goal that has none."""
    schedule = goal.schedule if isinstance(goal.schedule, Schedule) else schedule
    path = Path.of(goal, seen)
    seen = path.seen
    starts, ends, lasts = seen.at[path.rows], seen.end[path.rows], path.lasts
    runs = path.status == RUNNING
    counted = np.zeros(len(starts), np.int64)
    spans = starts[runs].view(INSTANT), ends[runs].view(INSTANT)
    counted[runs] = elapsed(schedule, *spans).view(np.int64)
    after, limit = path.sums(counted), _limits(goal, seen, path.judged)
    time = _Time(
        schedule=schedule,
        path=path,
        starts=starts,
        before=after - counted,
        after=after,
        limit=limit,
    )

    status, spent, allowed = path.status[lasts], after[lasts], limit[lasts]
    has_ended, has_target = status >= COMPLETED, allowed != NAT
    breaches = time.breaches()
    outcome = np.select(
        [~has_target | (status == CANCELLED), breaches.present != NAT, status == COMPLETED],
        [NONE, MISSED, MET],
        OPEN,
    )
    places = seen.case[path.rows[path.firsts]]

    def spread(values: npt.NDArray[Any], nothing: float) -> npt.NDArray[Any]:
        """Expand the results to a row for every case."""
        column = np.full(len(path.cycles), nothing, values.dtype)
        column[places] = values
        return column

    return {
        "case": seen.steps.cases.copy(),
        "status": STATUSES[spread(status, NOT_STARTED)],
        "outcome": OUTCOMES[spread(outcome, NONE)],
        "started_at": spread(seen.at[path.begun], NAT).view(INSTANT),
        "ended_at": spread(np.where(has_ended, starts[lasts], NAT), NAT).view(INSTANT),
        "due": spread(time.due(np.where(has_ended, starts[lasts], seen.now)), NAT).view(INSTANT),
        "breached_at": spread(breaches.present, NAT).view(INSTANT),
        "first_breached_at": spread(breaches.first, NAT).view(INSTANT),
        "breaches": spread(breaches.count, 0),
        "duplicate": path.is_double,
        "allowed": spread(allowed, NAT).view(TIME),
        "elapsed": spread(spent, 0).view(TIME),
        "remaining": spread(np.where(has_target, allowed - spent, NAT), NAT).view(TIME),
        "percent": spread(np.where(has_target, spent / allowed * 100, np.nan), np.nan),
        "wall_elapsed": spread(path.sums(np.where(runs, ends - starts, 0))[lasts], 0).view(TIME),
        "cycles": path.cycles,
    }


def _limits(goal: Goal, seen: Seen, rows: Ints) -> Ints:
    """Find the target from each row on, in microseconds; NAT for none."""

    def limit(facts: Facts) -> int:
        answers = goal.targets.answers(facts)
        return answers[0] // TICK if answers and isinstance(answers[0], timedelta) else NAT

    codes, limits = seen.steps.ask(goal.target_facts, limit, rows)
    return np.array(limits, np.int64)[codes]
