"""Wakes: when each record has something to say on its own, through a timer or a clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, TypeAlias

import attrs

from itsmcore.frozen import EMPTY
from itsmcore.lifecycle import Model, Record
from itsmcore.service_levels import Agreement, Clocks

Agreements: TypeAlias = tuple[Agreement, ...]
NextInstant: TypeAlias = Callable[[Record[Any]], datetime | None]
NAMES = frozenset({"tasks", "freeze", "conflicts", "warnings"})
"""The outside facts that a desk knows."""
KNOWN = frozenset(f"given.{name}" for name in NAMES)
"""How conditions name them."""
_AFTER = timedelta(microseconds=1)
_LAST = datetime.max.replace(tzinfo=UTC)


def measured(record: Record[Any], agreements: Agreements, at: datetime) -> tuple[Clocks, ...]:
    """Measure a record by every agreement."""
    if not agreements:
        return ()
    timeline = record.timeline()
    return tuple(agreement.measure(timeline, at=at) for agreement in agreements)


@attrs.frozen
class Wakes:
    """When each record has something to say that has not been reported by an instant.

    Attributes:
        agreements: what measures their clocks.
        since: up to when the actions of clocks have been reported; None if there is no time yet.
        found: each record by its number, and when it has something to say; None for never.
    """

    agreements: Agreements = ()
    since: datetime | None = None
    found: Mapping[str, tuple[Record[Any], datetime | None]] = EMPTY

    def after(
        self,
        records: Mapping[str, Record[Any]],
        agreements: Agreements,
        since: datetime | None,
        next_instant: NextInstant,
    ) -> Wakes:
        """Find it for records as they are now, reusing what was found before if that still holds.

        It does if the record is the same, its time has not come, and its timers depend on nothing
        else.
        """
        if since is None:
            return Wakes(agreements)
        is_later = self.since is not None and self.since <= since
        former = self.found if is_later and self.agreements == agreements else EMPTY
        found, hangs = {}, dict[int, bool]()
        for number, record in records.items():
            held, at = former.get(number, (None, None))
            key = id(record.model)
            if key not in hangs:
                hangs[key] = _hangs_on_more(record.model)
            is_stale = held is not record or hangs[key]
            if is_stale or (at is not None and at <= since):
                at = _wake(record, agreements, since, next_instant)
            found[number] = (record, at)
        return Wakes(agreements, since, found)

    def by(self, until: datetime) -> list[str]:
        """List the records that have something to say by an instant."""
        return [id for id, (_, at) in self.found.items() if at is not None and at <= until]

    @property
    def first(self) -> datetime | None:
        """When the first of them has something to say."""
        return min((at for _, at in self.found.values() if at is not None), default=None)


def _hangs_on_more(model: Model) -> bool:
    """Return whether a timer of a model waits for what a desk knows."""
    fired = {timer.event for timer in model.timers}
    rules = [rule for rule in model.rules if rule.event in fired]
    asked = chain(
        (g.condition for r in rules for g in r.guards), (p.when for r in rules for p in r.roles)
    )
    return any(field.name in KNOWN for condition in asked for field in condition.fields)


def _wake(
    record: Record[Any], agreements: Agreements, since: datetime, next_instant: NextInstant
) -> datetime | None:
    now = max(record.history[-1].at, since)
    clocks = (_said(one, since, now) for one in measured(record, agreements, now))
    return min((at for at in (next_instant(record), *clocks) if at is not None), default=None)


def _said(clocks: Clocks, since: datetime, now: datetime) -> datetime | None:
    """Return when clocks have something to say: just after it falls due, when a tick reports it."""
    untold = clocks.due_actions(since=since, until=_just_after(now))
    return _just_after(untold[0].at) if untold else clocks.next_instant


def _just_after(at: datetime) -> datetime:
    """Return the next instant, as long as there is one."""
    return at + _AFTER if at < _LAST else at
