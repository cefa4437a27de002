"""Compliance in columns: how often the clocks of many cases met their targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from itsmcore.absent import is_absent
from itsmcore.columnar._cases import holds, ticks_of, ticks_or_nat
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import INSTANT, NAT, Bools, Column, Ints, instants_of, values_of
from itsmcore.columnar._periods import periods_of
from itsmcore.columnar._steps import combined
from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping
from itsmcore.figures import rank_of
from itsmcore.instant import utc
from itsmcore.metrics import Compliance
from itsmcore.metrics._compliance import TAKEN, Tallied, as_target
from itsmcore.metrics._groups import Scope, check_keys, key
from itsmcore.metrics._outcomes import NOT_COUNTED, BreachAs, PeriodBy, Reader, Verdict
from itsmcore.metrics._periods import Period, Periods
from itsmcore.phrase import Phrase
from itsmcore.rows import collected
from itsmcore.schedule import as_zone

_JUDGED = ("duplicate", "status", "outcome", "breaches")
_WHYS, _COUNTED = (*NOT_COUNTED,), -1
"""Why a row is counted nowhere, by codes; what is counted has one of its own."""
_FIRST = ticks_of(datetime.min.replace(tzinfo=UTC))


def compliance(
    clocks: Mapping[str, Column],
    *,
    at: datetime | None = None,
    by: str | Iterable[str] = (),
    period: str | None = None,
    period_by: PeriodBy = "ended_at",
    since: datetime | None = None,
    until: datetime | None = None,
    breach: BreachAs = "in_force",
    tz: str | tzinfo = "UTC",
    least: int = 1,
    pseudonyms: bytes | None = None,
    target: float | None = None,
) -> Compliance:
    """Count how often targets were met, missed or are still open.

    It is that of `metrics.compliance` for the rows of the columns, where each argument is
    explained.

    Args:
        clocks: columns by their names, such as those that `measure` returns for a goal, with others
            to group by; or a frame of them.
        at: when the clocks were measured, unless a column `at` tells it: what had not ended by then
            counts in its period.
        by: the columns to group by.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`.
        period_by: the instant that decides the period: `"ended_at"`, `"started_at"`, `"due"` or
            `"breached_at"`.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        breach: judge by the target in force (`"in_force"`), or by the first breach (`"sticky"`).
        tz: the zone by whose clock a period begins and ends.
        least: the fewest rows that a group's rate may be drawn from, in each period.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.
        target: the share that should be met, from 0 to 1: the line that the picture has for it.

    Raises:
        BadValue: the clocks are no columns, or not of one length; a key to group by has the name of
            a count; or the target is not a number from 0 to 1.
        Unlisted: there is no such period, instant or reading of a breach, or no column to group by.
        FaultyDefinition: there is no such zone.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.

    >>> print(compliance({"outcome": np.array(["met", "met", "missed"]),
    ...                   "priority": np.array(["P1", "P2", "P2"])}, by="priority"))
    priority  met  missed  open  rate
    P1        1    0       0     100.0 %
    P2        1    1       0     50.0 %
    """
    scope = Scope.of(since, until, by, least, pseudonyms, TAKEN)
    aimed = as_target(target)
    reader, place = Reader(period_by, breach), as_zone(tz)
    periods = None if period is None else Periods(period, place)
    needs_instant = period is not None or (scope.since, scope.until) != (None, None)
    table, tallied = _Table.of(clocks, at), Tallied(scope)
    check_keys(scope.by, [table.columns] if table.length else [])
    judged, verdicts = table.judged(reader)
    ticks, is_told = table.ticks(judged, verdicts)
    why = np.array([*map(_why, verdicts)], np.int64)[judged]
    if needs_instant:
        is_unplaced = (why == _COUNTED) & (ticks == NAT)
        why[is_unplaced & is_told] = _WHYS.index("bad_instant")
        why[is_unplaced & ~is_told] = _WHYS.index("no_instant")
    left_out = np.unique(why[why != _COUNTED]).tolist()
    tallied.why = {_WHYS[of]: table.count(_WHYS[of], why == of) for of in left_out}
    rows = np.flatnonzero((why == _COUNTED) & ((ticks == NAT) | holds(scope, ticks)))
    judged, ticks = judged[rows], ticks[rows]
    when = np.zeros(len(rows), np.int64)
    several: Sequence[Period | None] = [None]
    if periods is not None:
        when, several = periods_of(ticks, periods)
    names = [None if of is None else of.name for of in several]
    tallied.when |= dict(zip(names, several, strict=True))
    groups, keys = table.groups(rows, tallied)
    code = (judged * len(keys) + groups) * len(names) + when
    places, first, counts = np.unique(code, return_index=True, return_counts=True)
    # Of groups that are equal, such as 1 and True, the first one gives the name.
    for of in np.argsort(first).tolist():
        rest, period_of = divmod(int(places[of]), len(names))
        verdict, group = divmod(rest, len(keys))
        found: Verdict = verdicts[verdict]  # type: ignore[assignment]
        tallied.add((keys[group], names[period_of]), found.counts, int(counts[of]))
    has_no_due = np.array([*map(_has_no_due, verdicts)], bool)[judged]
    tallied.without_due = int((has_no_due & (ticks != NAT)).sum())
    return tallied.compliance(period, aimed)


def _why(verdict: Verdict | str) -> int:
    return _WHYS.index(verdict) if isinstance(verdict, str) else _COUNTED


def _has_no_due(verdict: Verdict | str) -> bool:
    return isinstance(verdict, Verdict) and verdict.has_no_due


@attrs.frozen(eq=False)
class _Table:
    """Clocks in columns, each read when it is needed.

    Attributes:
        columns: the columns by their names.
        length: how many rows they have.
        at: when the clocks were measured, in microseconds, where no column tells it.
    """

    columns: Mapping[str, Column]
    length: int
    at: int

    @classmethod
    def of(cls, clocks: Any, at: datetime | None) -> _Table:
        expected = Phrase("columnar.expected.clocks")
        named = ("column_names", "columns")
        frame = collected(clocks, "clocks")
        ways = (getattr(frame, way) for way in named if hasattr(frame, way))
        names = next(ways, None)
        columns = as_mapping(frame, "clocks", expected) if names is None else frame
        told = {name: columns[name] for name in (columns if names is None else names)}
        length = next((np.asarray(of).size for of in told.values()), 0)
        return cls(told, length, NAT if at is None else ticks_of(utc(at)))

    def coded(self, name: str) -> Coded:
        """Read a column.

        Raises:
            BadValue: it is no column, or has another length than the first one.
        """
        read = Coded.read(name, self.columns[name])
        self._check(name, read.codes)
        return read

    def instants(self, name: str) -> tuple[Ints, Bools]:
        """Read a column that should hold instants: NAT for what is none, and whether it is told."""
        if name not in self.columns:
            ticks = np.full(self.length, self.at if name == "at" else NAT)
            return ticks, ticks != NAT
        column: Any = self.columns[name]
        kind = getattr(getattr(column, "dtype", None), "kind", None)
        if (kind or np.asarray(column).dtype.kind) == "M":
            ticks = instants_of(name, column).astype(INSTANT).view(np.int64)
            self._check(name, ticks)
            return ticks, ticks != NAT
        read = self.coded(name)
        ticks = np.array([*map(ticks_or_nat, read.values)], np.int64)[read.codes]
        return ticks, np.array([not is_absent(of) for of in read.values], bool)[read.codes]

    def judged(self, reader: Reader) -> tuple[Ints, list[Verdict | str]]:
        """Judge each kind of row once, and tell which each row is."""
        columns = {name: self.coded(name) for name in _JUDGED if name in self.columns}
        for name in ("due", "ended_at"):
            if name in self.columns:
                is_told = self.instants(name)[1]
                columns[name] = Coded(is_told.astype(np.int64), (None, True))
        codes, rows = combined(columns, self.length)
        return codes, [*map(reader.judge, rows)]

    def ticks(self, judged: Ints, verdicts: Sequence[Verdict | str]) -> tuple[Ints, Bools]:
        """Find the instant at which each row is counted: NAT for none, and whether it is told."""
        instants = [of.instant if isinstance(of, Verdict) else None for of in verdicts]
        ticks, is_told = np.full(self.length, NAT), np.zeros(self.length, bool)
        for name in {*filter(None, instants)}:
            those = np.array([of == name for of in instants], bool)[judged]
            found, told = self.instants(name)
            ticks[those], is_told[those] = found[those], told[those]
            if name == "at":
                ticks[those] -= ticks[those] > _FIRST
        return ticks, is_told

    def count(self, why: str, those: Bools) -> int:
        """Count rows that are left out; of duplicates, the records."""
        if why != "duplicate" or "case" not in self.columns:
            return int(those.sum())
        cases = values_of("case", np.asarray(self.columns["case"])[those])
        named = zip(np.flatnonzero(those).tolist(), map(key, cases), strict=True)
        return len({row if case is None else case for row, case in named})

    def groups(self, rows: Ints, tallied: Tallied) -> tuple[Ints, list[tuple[Any, ...]]]:
        """Find the group of some rows, and what tells the groups apart."""
        by = tallied.scope.by
        names = [name for name in (*by, *map(rank_of, by)) if name in self.columns]
        columns = {name: self.coded(name) for name in dict.fromkeys(names)}
        cut = {name: Coded(of.codes[rows], of.values) for name, of in columns.items()}
        codes, found = combined(cut, len(rows))
        latest = np.zeros(len(found), np.int64)
        latest[codes] = np.arange(len(rows))
        keys: list[tuple[Any, ...]] = [()] * len(found)
        for place in np.argsort(latest, kind="stable").tolist():
            keys[place] = tallied.group_of(found[place])
        return codes, keys

    def _check(self, name: str, column: npt.NDArray[Any]) -> None:
        if column.shape != (self.length,):
            expected = Phrase("columnar.expected.as_long", count=self.length)
            raise BadValue(field=name, value=column.shape, expected=expected)
