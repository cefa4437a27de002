"""Wakes: when each record has something to say by itself, through a timer or a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from itsmcore.lifecycle import Record
from itsmcore.service_levels import Agreement, Clocks

Wake: TypeAlias = tuple[Record[Any], datetime | None]
"""A record, and when it has something to say; None for never."""
Agreements: TypeAlias = tuple[Agreement, ...]
_AFTER = timedelta(microseconds=1)


def measured(record: Record[Any], agreements: Agreements, at: datetime) -> tuple[Clocks, ...]:
    """Measure a record by every agreement."""
    if not agreements:
        return ()
    timeline = record.timeline()
    return tuple(agreement.measure(timeline, at=at) for agreement in agreements)


def wakes(
    records: Mapping[str, Record[Any]],
    agreements: Agreements,
    since: datetime,
    former: Mapping[str, Wake],
) -> dict[str, Wake]:
    """Tell when each record has something to say that was not told by an instant.

    Args:
        records: the records.
        agreements: what measures their clocks.
        since: up to when the actions of clocks have been told.
        former: what was found before, for these records or what they were then. It still holds
            where the record is the same and its time has not come.
    """
    found = {}
    for id, record in records.items():
        held, at = former.get(id, (None, None))
        if held is record and (at is None or at > since):
            found[id] = (record, at)
        else:
            found[id] = (record, _wake(record, agreements, since))
    return found


def _wake(record: Record[Any], agreements: Agreements, since: datetime) -> datetime | None:
    now = max(record.history[-1].at, since)
    clocks = (_said(one, since, now) for one in measured(record, agreements, now))
    return min((at for at in (record.next_instant, *clocks) if at is not None), default=None)


def _said(clocks: Clocks, since: datetime, now: datetime) -> datetime | None:
    """Tell when clocks have something to say: just after it falls due, when a tick tells it."""
    untold = clocks.due_actions(since=since, until=now + _AFTER)
    return untold[0].at + _AFTER if untold else clocks.next_instant
