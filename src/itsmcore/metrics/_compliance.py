"""Compliance: how often targets are kept, group by group and period by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from numbers import Real
from typing import Any

import attrs

from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_items, as_texts, is_in
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.metrics._cases import instant
from itsmcore.metrics._rates import Share
from itsmcore.metrics._table import Lines, Rows, as_format, as_html, as_rows, as_text
from itsmcore.schedule._local import clock
from itsmcore.schedule._targets import a_zone
from itsmcore.shown import shown

_COUNTS = ("met", "missed", "open")
_ROWS = "mappings, such as the row() of each clock or a frame's to_dict('records')"
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
    """

    by: FrozenDict[str, Any]
    period: str | None
    met: int
    missed: int
    open: int

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

    Attributes:
        tallies: a tally for each group, in order.
        by: the names of what the groups have in common.
        period: what the periods are, if any.
        left_out: how many rows have no outcome, or no instant to tell their period by.
    """

    tallies: tuple[Tally, ...]
    by: tuple[str, ...]
    period: str | None
    left_out: int

    @property
    def rows(self) -> Rows:
        """A row for each group, as a DataFrame takes them."""
        return as_rows(self)

    def _lines(self) -> Lines:
        names = _TAKEN[self.period is None :]
        yield *self.by, *names
        for tally in self.tallies:
            yield *tally.by.values(), *(getattr(tally, name) for name in names)

    __str__ = as_text
    __format__ = as_format
    _repr_html_ = as_html


def compliance(
    rows: Iterable[Mapping[str, Any]],
    *,
    by: str | Iterable[str] = (),
    period: str | None = None,
    tz: str | tzinfo = "UTC",
) -> Compliance:
    """Count how often targets were met, missed or are open yet; the rate is met of met and missed.

    Groups are in the order of what they have in common, then of their periods: numbers, levels
    from the most severe, texts and all else by its text, and last what is missing. What cannot be
    hashed is told apart by its `repr`.

    Args:
        rows: mappings with an `outcome` of `"met"`, `"missed"` or `"open"`, such as a clock's
            `row()`. One without is left out.
        by: the keys of the rows to group by.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`: the one that
            `ended_at` falls in, or `at` where that is not set.
        tz: the zone by whose clock it falls there.

    Raises:
        BadValue: a row is no mapping, or a key to group by has the name of a count.
        Unlisted: there is no such period.
        FaultyDefinition: there is no such zone.

    >>> noon = datetime(2026, 3, 31, 12, tzinfo=UTC)
    >>> rows = [{"outcome": outcome, "goal": "response", "ended_at": noon}
    ...         for outcome in ("met", "met", "missed", None)]
    >>> print(compliance(rows, by="goal", period="quarter"))
    goal      period   met  missed  open  rate
    response  2026-Q1  2    1       0     66.7 %
    """
    names, place = as_texts(by, "by"), a_zone(tz)
    if period is not None and not is_in(period, _PERIODS):
        raise Unlisted(kind="period", name=period, known=tuple(_PERIODS))
    for name in names:
        if name in _TAKEN:
            expected = f"a key other than {', '.join(_TAKEN[:-1])} and {_TAKEN[-1]}"
            raise BadValue(field="by", value=name, expected=expected)
    counts: dict[tuple[Any, ...], Counter[str]] = {}
    left_out = 0
    for row in as_items(rows, "rows", _ROWS):
        if not hasattr(row, "get") or isinstance(row, type):
            raise BadValue(field="rows", value=row, expected=_ROWS)
        outcome, when = row.get("outcome"), None if period is None else _period(row, period, place)
        if not is_in(outcome, _COUNTS) or (period and when is None):
            left_out += 1
        else:
            key = (*(_key(row.get(name)) for name in names), when)
            counts.setdefault(key, Counter())[outcome] += 1
    tallies = (
        Tally(
            by=FrozenDict(dict(zip(names, key, strict=False))),
            period=key[-1],
            **{name: counts[key][name] for name in _COUNTS},
        )
        for key in sorted(counts, key=lambda key: [*map(_order, key)])
    )
    return Compliance(tallies=tuple(tallies), by=names, period=period, left_out=left_out)


def _period(row: Mapping[str, Any], period: str, place: tzinfo) -> str | None:
    ended_at = _key(row.get("ended_at"))
    moment = instant(row.get("at") if ended_at is None else ended_at)
    return None if moment is None else _PERIODS[period](clock(moment, place))


def _key(value: Any) -> Any:
    """Make a value fit to group by; what does not equal itself, as NaN, is missing."""
    try:
        hash(value)
        return value if value == value else None
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
