"""Wakes: when each record has something to say by itself, through a timer or a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs

from itsmcore.frozen import EMPTY
from itsmcore.lifecycle import Record
from itsmcore.service_levels import Agreement, Clocks

Agreements: TypeAlias = tuple[Agreement, ...]
_AFTER = timedelta(microseconds=1)


def measured(record: Record[Any], agreements: Agreements, at: datetime) -> tuple[Clocks, ...]:
    """Measure a record by every agreement."""
    if not agreements:
        return ()
    timeline = record.timeline()
    return tuple(agreement.measure(timeline, at=at) for agreement in agreements)


@attrs.frozen
class Wakes:
    """Hold when each record has something to say that was not told by an instant.

    Attributes:
        agreements: what measures their clocks.
        since: up to when the actions of clocks have been told; None where there is no time yet.
        found: each record by its number, and when it has something to say; None for never.
    """

    agreements: Agreements = ()
    since: datetime | None = None
    found: Mapping[str, tuple[Record[Any], datetime | None]] = EMPTY

    def after(
        self, records: Mapping[str, Record[Any]], agreements: Agreements, since: datetime | None
    ) -> Wakes:
        """Find it for records as they are now, by what was found before where that still holds.

        It does where the record is the same and its time has not come.
        """
        if since is None:
            return Wakes(agreements)
        is_later = self.since is not None and self.since <= since
        former = self.found if is_later and self.agreements == agreements else EMPTY
        found = {}
        for id, record in records.items():
            held, at = former.get(id, (None, None))
            if held is not record or (at is not None and at <= since):
                at = _wake(record, agreements, since)
            found[id] = (record, at)
        return Wakes(agreements, since, found)

    def by(self, until: datetime) -> list[str]:
        """List the records that have something to say by an instant."""
        return [id for id, (_, at) in self.found.items() if at is not None and at <= until]

    @property
    def first(self) -> datetime | None:
        """When the first of them has something to say."""
        return min((at for _, at in self.found.values() if at is not None), default=None)


def _wake(record: Record[Any], agreements: Agreements, since: datetime) -> datetime | None:
    now = max(record.history[-1].at, since)
    clocks = (_said(one, since, now) for one in measured(record, agreements, now))
    return min((at for at in (record.next_instant, *clocks) if at is not None), default=None)


def _said(clocks: Clocks, since: datetime, now: datetime) -> datetime | None:
    """Tell when clocks have something to say: just after it falls due, when a tick tells it."""
    untold = clocks.due_actions(since=since, until=now + _AFTER)
    return untold[0].at + _AFTER if untold else clocks.next_instant
