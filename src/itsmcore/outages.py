"""Outages: when a service or an item was down or degraded, and whether that was planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeAlias

import attrs

from itsmcore._faces import offer
from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.errors import BadSpan
from itsmcore.fields import as_several, as_text, as_texts, as_whole
from itsmcore.instant import maybe_utc, utc
from itsmcore.kinds import check_definition
from itsmcore.phrase import say

__all__ = ["Outage", "merged"]


def _causes(causes: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(causes, "causes")


@attrs.frozen(repr=False)
class Outage:
    """A stretch of time in which a service or an item was not there, or did badly.

    Attributes:
        name: the service or the item.
        start: when it began, in UTC.
        end: when it was over; None if it is still going on.
        is_planned: whether it was planned.
        is_degraded: whether it did badly, instead of being down.
        announced_at: when a planned one was announced; None if nobody knows.
        planned_start: when what was announced was to begin, if this is a later part of it; by
            default its own start.
        causes: the numbers of the incidents and changes behind it.
        users: how many users it was for; None for all of them.

    Raises:
        NaiveTime: an instant has no time zone.
        BadSpan: it ends before it begins.
        BadValue: a value is of the wrong kind, or the number of users is below 0.

    >>> from datetime import UTC
    >>> nine, ten = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10))
    >>> print(Outage("erp", nine, ten, causes="INC-7"))
    erp down from 2026-03-02 09:00 to 2026-03-02 10:00 UTC (INC-7)
    """

    name: str
    start: datetime = attrs.field(converter=utc)
    end: datetime | None = attrs.field(default=None, converter=maybe_utc)
    is_planned: bool = attrs.field(default=False, kw_only=True)
    is_degraded: bool = attrs.field(default=False, kw_only=True)
    announced_at: datetime | None = attrs.field(default=None, converter=maybe_utc, kw_only=True)
    planned_start: datetime | None = attrs.field(default=None, converter=maybe_utc, kw_only=True)
    causes: tuple[str, ...] = attrs.field(default=(), converter=_causes, kw_only=True)
    users: int | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")
        if self.users is not None:
            as_whole(self.users, "users", least=0)
        if self.end is not None and self.end < self.start:
            raise BadSpan(start=self.start, end=self.end)

    @property
    def notice(self) -> timedelta | None:
        """How long before it was to begin it was announced; None if nobody knows when."""
        begins = self.planned_start or self.start
        return None if self.announced_at is None else begins - self.announced_at

    def __str__(self) -> str:
        kind = "planned_" * self.is_planned + ("degraded" if self.is_degraded else "down")
        end = say("outages.now") if self.end is None else f"{self.end:%Y-%m-%d %H:%M} UTC"
        causes = f" ({', '.join(self.causes)})" if self.causes else ""
        start = f"{self.start:%Y-%m-%d %H:%M}"
        return say(f"outages.{kind}", name=self.name, start=start, end=end) + causes


_Likeness: TypeAlias = tuple[str, bool, bool, datetime | None, datetime | None, int | None]


def _likeness(outage: Outage) -> _Likeness:
    of = outage
    return of.name, of.is_planned, of.is_degraded, of.announced_at, of.planned_start, of.users


@checked
def merged(outages: Iterable[Outage]) -> tuple[Outage, ...]:
    """Join outages of one thing that are alike and overlap or touch, with the causes of each.

    Returns:
        Them in the order in which they began.

    >>> from datetime import UTC
    >>> nine, ten, noon = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10, 12))
    >>> print(*merged([Outage("erp", ten, noon, causes="INC-8"),
    ...                Outage("erp", nine, ten, causes="INC-7")]))
    erp down from 2026-03-02 09:00 to 2026-03-02 12:00 UTC (INC-7, INC-8)
    """
    found: dict[_Likeness, list[list[Outage]]] = {}
    ends: dict[_Likeness, datetime | None] = {}
    for of in sorted(as_several(Outage, outages, "outages"), key=lambda of: of.start):
        kind = _likeness(of)
        runs, end = found.setdefault(kind, []), ends.get(kind)
        if runs and (end is None or of.start <= end):
            runs[-1].append(of)
            ends[kind] = None if end is None or of.end is None else max(end, of.end)
        else:
            runs.append([of])
            ends[kind] = of.end
    joined = (_joined(run) for runs in found.values() for run in runs)
    return tuple(sorted(joined, key=lambda of: (of.start, of.name)))


def _joined(run: list[Outage]) -> Outage:
    ends = [of.end for of in run if of.end is not None]
    causes = dict.fromkeys(cause for of in run for cause in of.causes)
    end = max(ends) if len(ends) == len(run) else None
    return attrs.evolve(run[0], end=end, causes=tuple(causes))


offer(globals())
