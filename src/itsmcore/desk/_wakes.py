"""Wakes: when each record has something to say on its own, through a timer or a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TypeAlias

import attrs

from itsmcore.desk._link_table import OF_SCHEDULE
from itsmcore.desk._soonest import NEVER, Soonest
from itsmcore.lifecycle import Model, Record
from itsmcore.persistent import NOTHING, PersistentMap
from itsmcore.service_levels import Agreement, Clocks
from itsmcore.service_levels._told import timeline_of

Agreements: TypeAlias = tuple[Agreement, ...]
NextInstant: TypeAlias = Callable[[Record], datetime | None]
Waiting: TypeAlias = Callable[[str], Iterable[str]]
_OF_SCHEDULE = frozenset(f"given.{name}" for name in OF_SCHEDULE)
_AFTER = timedelta(microseconds=1)
_LAST = datetime.max.replace(tzinfo=UTC)


def measured(record: Record, agreements: Agreements, at: datetime) -> tuple[Clocks, ...]:
    """Measure a record by every agreement."""
    if not agreements:
        return ()
    timeline = timeline_of(record, [agreement.facts for agreement in agreements])
    return tuple(agreement.measure(timeline, at=at) for agreement in agreements)


@attrs.frozen(eq=False)
class Wakes:
    """When each record has something to say that has not been reported by an instant.

    Attributes:
        agreements: what measures their clocks.
        since: up to when the actions of clocks have been reported; None if there is no time yet.
        records: the records of which it was found.
        found: when each has something to say, by its number; None for never.
        unsteady: the numbers of those whose timers wait for what the change schedule says.
        renewed: when each of those has something to say for which it was found anew since a record
            last changed, or the desk was made.
    """

    agreements: Agreements = ()
    since: datetime | None = None
    records: PersistentMap[str, Record] = NOTHING
    found: Soonest = NEVER
    unsteady: frozenset[str] = frozenset()
    renewed: PersistentMap[str, datetime | None] = NOTHING

    def after(
        self,
        records: PersistentMap[str, Record],
        agreements: Agreements,
        since: datetime | None,
        next_instant: NextInstant,
        waiting: Waiting,
    ) -> Wakes:
        """Find it for records as they are now, reusing what was found before if that still holds.

        It does if the record is the same, its time has not come, and its timers depend on nothing
        else that has changed.

        Args:
            records: the records.
            agreements: what measures their clocks.
            since: up to when the actions of clocks have been reported.
            next_instant: returns when the next timer of a record fires.
            waiting: returns the numbers of those whose timers may wait for a record.
        """
        if since is None:
            return Wakes(agreements)
        is_later = self.since is not None and self.since <= since
        former = self if is_later and self.agreements == agreements else Wakes()
        changed = [*records.changed_since(former.records)]
        hanging = (other for number in changed for other in waiting(number))
        stale = dict.fromkeys([*changed, *hanging, *former.unsteady, *former.found.by(since)])
        found, unsteady = {}, set(former.unsteady)
        for number in stale:
            record = records[number]
            found[number] = _wake(record, agreements, since, next_instant)
            if _hangs_on_schedule(record.model):
                unsteady.add(number)
        all_found = former.found | found
        is_first = len(found) == len(all_found.instants)
        before = NOTHING if changed else former.renewed
        renewed = all_found.instants if is_first else before | found
        return Wakes(agreements, since, records, all_found, frozenset(unsteady), renewed)

    def by(self, until: datetime) -> list[str]:
        """List the records that have something to say by an instant."""
        return list(self.found.by(until))

    @property
    def first(self) -> datetime | None:
        """When the first of them has something to say."""
        return self.found.first


def _hangs_on_schedule(model: Model) -> bool:
    """Return whether a timer of a model waits for what a change schedule says."""
    fired = {timer.event for timer in model.timers}
    rules = [rule for rule in model.rules if rule.event in fired]
    asked = chain(
        (g.condition for r in rules for g in r.guards), (p.when for r in rules for p in r.roles)
    )
    return any(of.name in _OF_SCHEDULE for condition in asked for of in condition.fields)


def _wake(
    record: Record, agreements: Agreements, since: datetime, next_instant: NextInstant
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
