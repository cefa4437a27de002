"""Compliance: how often targets are kept, group by group and period by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from numbers import Real
from typing import Any, TypeAlias

import attrs

from itsmcore.absent import present
from itsmcore.errors import BadSpan, BadValue, Unlisted
from itsmcore.fields import as_items, as_texts, is_in
from itsmcore.figures import (
    Rows,
    Table,
    as_table_format,
    as_table_html,
    as_table_text,
    plain_cell,
)
from itsmcore.frozen import FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.metrics._outcomes import NOT_COUNTED, BreachAs, Counted, PeriodBy, Reader
from itsmcore.metrics._rates import Share
from itsmcore.rows import rows_of
from itsmcore.schedule._local import clock
from itsmcore.schedule._zone import a_zone
from itsmcore.shown import shown

_SELDOM = ("open_and_late", "met_after_a_lowered_target", "no_target")
_COUNTS = ("met", "missed", "open", *_SELDOM)
_ROWS = "mappings, such as the row of each clock or a frame's to_dict('records')"
_TAKEN = ("period", *_COUNTS, "rate")
_PERIODS: Mapping[str, Callable[[datetime], str]] = {
    "day": lambda day: f"{day.date()}",
    "week": lambda day: "{:04}-W{:02}".format(*day.isocalendar()),
    "month": lambda day: f"{day.year:04}-{day.month:02}",
    "quarter": lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day.year:04}",
}


@attrs.frozen(kw_only=True)
class Tally:
    """Count how often a target was kept in one group.

    Attributes:
        by: what the rows of the group have in common.
        period: the time they fell in; None where no periods were asked for.
        met: how often it was kept.
        missed: how often it was not.
        open: how often that is still to be seen.
        open_and_late: how often, of these, it is late already.
        met_after_a_lowered_target: how often, of what was met, it was late by a target of the time.
        no_target: how often there was nothing to keep, because no target matches.
    """

    by: FrozenDict[str, Any]
    period: str | None
    met: int
    missed: int
    open: int
    open_and_late: int
    met_after_a_lowered_target: int
    no_target: int

    @property
    def share(self) -> Share:
        """What was met, of what was met or missed."""
        return Share(self.met, self.met + self.missed)

    @property
    def rate(self) -> float | None:
        """The compliance, from 0 to 1; None where nothing was met or missed."""
        return self.share.rate


@attrs.frozen(kw_only=True)
class Compliance:
    """Say how often targets were kept, group by group.

    Written, it leaves out the columns in which nothing is, but for what was met, missed or is open.

    Attributes:
        tallies: a tally for each group, in order.
        by: the names of what the groups have in common.
        period: what the periods are, if any.
        left_out: how many are counted nowhere: duplicates, which are counted as records where the
            rows name them, and rows of cancelled clocks, of clocks that have not started, without
            an outcome, or without an instant to tell their period by.
        why_left_out: how many of these there are of each kind.
        without_due: how many stand in the period of their start, because they have no due instant.
    """

    tallies: tuple[Tally, ...]
    by: tuple[str, ...]
    period: str | None
    left_out: int
    why_left_out: FrozenDict[str, int]
    without_due: int

    @property
    def rows(self) -> Rows:
        """A row for each group with every column, as a DataFrame takes them."""
        return tuple(
            {
                **{name: plain_cell(value) for name, value in tally.by.items()},
                **{name: getattr(tally, name) for name in self._columns(_TAKEN)},
            }
            for tally in self.tallies
        )

    def columns(self, names: Iterable[str]) -> tuple[tuple[Any, ...], ...]:
        """Return some of the columns, beside what the groups have in common, under their names.

        Raises:
            Unlisted: there is no such column.
        """
        asked = as_texts(names, "names")
        for name in asked:
            if name not in _TAKEN:
                raise Unlisted(kind="column", name=name, known=_TAKEN)
        kept = self._columns(asked)
        lines = (
            (*tally.by.values(), *(getattr(tally, name) for name in kept)) for tally in self.tallies
        )
        return (*self.by, *kept), *lines

    def _columns(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(n for n in names if n != "period" or self.period is not None)

    def _table(self) -> Table:
        """Make a table of the columns that always say something, and of the others that do here."""
        says = {n for n in _COUNTS if any(getattr(tally, n) for tally in self.tallies)}
        kept = self._columns(n for n in _TAKEN if n not in _SELDOM or n in says)
        return Table.of((*self.by, *kept), self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        if self.left_out:
            said = (_said(why, count) for why, count in self.why_left_out.items())
            yield f"left out: {', '.join(said)}"
        if self.without_due:
            yield f"in the period of their start, for want of a due instant: {self.without_due}"

    __str__ = as_table_text
    __format__ = as_table_format
    _repr_html_ = as_table_html


def _said(why: str, count: int) -> str:
    return f"{count} {NOT_COUNTED[why]}{'s' * (why == 'duplicate' and count > 1)}"


def compliance(
    rows: Iterable[Mapping[str, Any]],
    *,
    by: str | Iterable[str] = (),
    period: str | None = None,
    period_by: PeriodBy = "ended_at",
    since: datetime | None = None,
    until: datetime | None = None,
    breach: BreachAs = "in_force",
    tz: str | tzinfo = "UTC",
) -> Compliance:
    """Count how often targets were met, missed or are open yet; the rate is met of met and missed.

    Each row stands in one period, so that a breach is counted once, however late it is counted and
    over however many periods it lasts. What had not ended when it was measured stands in the
    period of the last instant before that: measured at the first instant of April, March is March.
    It is open then, though it is late already; read by `breached_at` it is missed where it came to
    be late.

    Groups are in the order of what they have in common, then of their periods: numbers, levels
    from the most severe, texts and all else by its text, and last what is missing. What cannot be
    hashed is told apart by its `repr`.

    Args:
        rows: mappings with an `outcome` of `"met"`, `"missed"` or `"open"`, such as a clock's
            `row`, or those of `measure_many`. One with a `status` and without an outcome had no
            target, was cancelled, or has not started.
        by: the keys of the rows to group by.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`.
        period_by: the instant that stands in the period: `"ended_at"`, `"started_at"`, `"due"`
            (the start, where there is none), or `"breached_at"` (the end of what was met).
        since: the first instant that is counted; by default there is none.
        until: the instant before which it is counted; by default there is none.
        breach: what was late and then got more time is judged by the target in force
            (`"in_force"`), or was missed when it was first late (`"sticky"`).
        tz: the zone by whose clock a period begins and ends.

    Raises:
        BadValue: a row is no mapping, or a key to group by has the name of a count.
        Unlisted: there is no such period, instant or reading of a breach.
        FaultyDefinition: there is no such zone.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 31, 12, tzinfo=UTC)
    >>> rows = [{"outcome": outcome, "goal": "response", "ended_at": noon}
    ...         for outcome in ("met", "met", "missed")]
    >>> print(compliance(rows, by="goal", period="quarter"))
    goal      period   met  missed  open  rate
    response  2026-Q1  2    1       0     66.7 %
    """
    names, place = as_texts(by, "by"), a_zone(tz)
    reader, span = Reader(period_by, breach), _span(since, until)
    if period is not None and not is_in(period, _PERIODS):
        raise Unlisted(kind="period", name=period, known=tuple(_PERIODS))
    for name in names:
        if name in _TAKEN:
            expected = f"a key other than {', '.join(_TAKEN[:-1])} and {_TAKEN[-1]}"
            raise BadValue(field="by", value=name, expected=expected)
    needs_instant = period is not None or span != (None, None)
    counts: dict[tuple[Any, ...], Counter[str]] = {}
    without: dict[str, list[object]] = {}
    without_due = 0
    for number, row in enumerate(as_items(rows_of(rows), "rows", _ROWS)):
        if not hasattr(row, "get") or isinstance(row, type):
            raise BadValue(field="rows", value=row, expected=_ROWS)
        found = reader.read(row)
        if isinstance(found, Counted) and found.at is None and needs_instant:
            found = "no_instant"
        if isinstance(found, str):
            case = _key(row.get("case")) if found == "duplicate" else None
            without.setdefault(found, []).append(number if case is None else case)
        elif found.at is None or _is_in(span, found.at):
            when = None if period is None or found.at is None else _named(found.at, period, place)
            key = (*(_key(row.get(name)) for name in names), when)
            counts.setdefault(key, Counter()).update(found.counts)
            without_due += found.has_no_due
    tallies = (
        Tally(
            by=FrozenDict(dict(zip(names, key, strict=False))),
            period=key[-1],
            **{name: counts[key][name] for name in _COUNTS},
        )
        for key in sorted(counts, key=lambda key: [*map(_order, key)])
    )
    why = {name: len(set(without[name])) for name in NOT_COUNTED if name in without}
    return Compliance(
        tallies=tuple(tallies),
        by=names,
        period=period,
        left_out=sum(why.values()),
        why_left_out=FrozenDict(why),
        without_due=without_due,
    )


Bounds: TypeAlias = tuple[datetime | None, datetime | None]


def _span(since: datetime | None, until: datetime | None) -> Bounds:
    start, end = maybe_utc(since), maybe_utc(until)
    if start is not None and end is not None and end < start:
        raise BadSpan(start=start, end=end)
    return start, end


def _is_in(span: Bounds, moment: datetime) -> bool:
    start, end = span
    return (start is None or start <= moment) and (end is None or moment < end)


def _named(moment: datetime, period: str, place: tzinfo) -> str:
    return _PERIODS[period](clock(moment, place))


def _key(value: Any) -> Any:
    """Make a value fit to group by; what is absent is None."""
    try:
        hash(value)
        return present(value)
    except Exception:
        return shown(value)


def _order(value: object) -> tuple[int, Any, str, str]:
    if value is None:
        return 3, 0, "", ""
    if isinstance(value, Real):
        return 0, value, "", ""
    if isinstance(value, Level):
        return 1, -value.rank, str(value), repr(value)
    return 2, 0, str(value), repr(value)
