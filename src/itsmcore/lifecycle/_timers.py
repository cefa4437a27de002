"""Timers: what will happen automatically, and when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

import attrs

from itsmcore.conditions import NEVER, Condition
from itsmcore.errors import ItsmError, NoOpenTime
from itsmcore.instant import utc
from itsmcore.lifecycle._actor import SYSTEM
from itsmcore.lifecycle._event import Cause, Event
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._following import holds
from itsmcore.lifecycle._judge import judge
from itsmcore.lifecycle._likeness import alike
from itsmcore.lifecycle._parts import Timer

R = TypeVar("R", bound=Folded)
Told: TypeAlias = Callable[[Any, Event], Event]


@attrs.frozen
class Due:
    """A running timer: when it fires, when it was due, and the event it fires."""

    at: datetime
    instant: datetime
    event: Event


def armed(record: Folded, told: Told | None = None) -> list[Due]:
    """List the running timers whose event is allowed, the next to fire first.

    Args:
        record: the record.
        told: adds to their events the outside facts that guards ask for.
    """
    timers = record.model.plan.timers[record.state]
    running = [of for of in timers if of.at is None or getattr(record, of.at) is not None]
    if not running:
        return []
    starts = _Starts(record)
    dues = (_due(record, timer, starts, told) for timer in running)
    return sorted((due for due in dues if due), key=lambda due: (due.at, due.instant))


def anyhow(record: Folded) -> list[datetime]:
    """List when each timer would fire, were it running, whatever the state and its condition."""
    starts = _Starts(record)
    instants = (_instant(record, one, starts.of(one.restart)) for one in record.model.timers)
    return [instant for instant in instants if instant is not None]


def fired(record: R, until: datetime, told: Told | None = None) -> list[R]:
    """Fire the first timer that fell due by an instant.

    Args:
        record: the record.
        until: the instant.
        told: as of `armed`.

    Returns:
        The record after the timer's event, and after each that follows; empty if nothing is due.
    """
    due = armed(record, told)
    if not due or due[0].at > until:
        return []
    return list(record.unfold(due[0].event, is_automatic=True))


def ticked(record: R, until: datetime, told: Told | None = None) -> R:
    """Fire every timer that fell due by an instant, in order."""
    while records := fired(record, until, told):
        record = records[-1]
    return record


def entered(record: Folded) -> int:
    """Return the place of the event that brought the record into its state, or into it again."""
    return record._entry  # noqa: SLF001 (its own room)


def since_entered(record: Folded, entry: int, *, until: int) -> Iterator[tuple[int, RecordFacts]]:
    """Yield the place of each event since a record entered its state, with the facts after it.

    Args:
        record: the record.
        entry: the place of the event that brought it into its state.
        until: the version up to which to look.
    """
    if entry + 1 >= until:
        return
    along = record._along(record.history[:until], record.model)  # noqa: SLF001 (its own room)
    for place, one in enumerate(along):
        if place > entry:
            yield place, RecordFacts(one, record.history[place])


class _Starts:
    """The events that the timers of a record count from; what restarts several is sought once."""

    def __init__(self, record: Folded) -> None:
        self.record, self.entry = record, entered(record)
        self._known: list[tuple[Condition, int]] = [(NEVER, self.entry)]

    def of(self, restart: Condition) -> int:
        """Return the place of the entry into the state, or of the last event that restarts."""
        for known, place in self._known:
            if known == restart:
                return place
        along = since_entered(self.record, self.entry, until=self.record.version)
        found = (at for at, facts in along if restart.judge(facts) is True)
        self._known.append((restart, max(found, default=self.entry)))
        return self._known[-1][1]


def _due(record: Folded, timer: Timer, starts: _Starts, told: Told | None) -> Due | None:
    facts = RecordFacts(record)
    if not holds(timer.when, facts):
        return None
    begun = starts.of(timer.restart)
    instant = _instant(record, timer, begun)
    if instant is None or _has_fired(record, timer, begun, instant):
        return None
    at = max(instant, record.changed_at)
    try:
        event = timer.following.made(facts, at=at, by=SYSTEM, cause=Cause(timer.name))
    except ItsmError:  # a field that it reads is not set, or holds what the event does not take
        return None
    if told is not None:
        event = told(record, event)
    verdict = judge(record, event, timer.event, event.changes(record), is_exempt=True)
    return None if verdict.reasons else Due(event.at, instant, event)


def fires(record: Folded, event: Event) -> bool:
    """Return whether a timer of a record causes an event, at its instant or later."""
    starts = _Starts(record)
    for timer in record.model.plan.timers[record.state]:
        if Cause(timer.name) == event.cause:
            due = _due(record, timer, starts, lambda _, made: attrs.evolve(made, given=event.given))
            if due is None or due.at > event.at:
                continue
            if alike(event, attrs.evolve(due.event, at=event.at)):
                return True
    return False


def _has_fired(record: Folded, timer: Timer, begun: int, instant: datetime) -> bool:
    """Return whether it fired since it was begun, or, by a field, at or after the instant."""
    cause, (events, version) = Cause(timer.name), record._events  # noqa: SLF001 (its own room)
    first = begun + 1
    if timer.at is not None:
        first = bisect_left(events, instant, hi=version, key=attrgetter("at"))
    since = (events[index] for index in range(first, version))
    return any(event.cause == cause and event.by == SYSTEM for event in since)


def _instant(record: Folded, timer: Timer, begun: int) -> datetime | None:
    if timer.at is not None:
        held: datetime | None = getattr(record, timer.at)
        return held
    (events, _), after = record._events, timer.after  # noqa: SLF001 (its own room)
    since = events[begun].at
    try:
        if timer.schedule is not None:
            return utc(timer.schedule.deadline(since, after))
        assert isinstance(after, timedelta)
        return since + after
    except (NoOpenTime, OverflowError):
        return None
