"""Timers: what will happen by itself, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from itsmcore.conditions import NEVER
from itsmcore.errors import NoOpenTime
from itsmcore.instant import utc
from itsmcore.lifecycle._actor import SYSTEM
from itsmcore.lifecycle._event import Cause, Event
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._judge import judge
from itsmcore.lifecycle._model import arguments

if TYPE_CHECKING:
    from itsmcore.lifecycle._model import Timer
    from itsmcore.lifecycle._record import Record


Told: TypeAlias = "Callable[[Record[Any], Event], Event]"


@attrs.frozen
class Due:
    """Hold a timer that is running: when it fires, when it was due, and the event it fires."""

    at: datetime
    instant: datetime
    event: Event


def armed(record: Record[Any], told: Told | None = None) -> list[Due]:
    """List the running timers whose event is allowed, the next to fire first.

    Args:
        record: the record.
        told: what gives their events the outside facts that guards ask for.
    """
    state = next(s for s in record.model.states if s.name == record.state)
    running = [timer for timer in record.model.timers if timer.runs_in(state)]
    if not running:
        return []
    entry = entered(record)
    dues = (_due(record, timer, entry, told) for timer in running)
    return sorted((due for due in dues if due), key=lambda due: (due.at, due.instant))


def entered(record: Record[Any]) -> int:
    """Find the event that brought the record into its state, or into it again."""
    plan, state, found = record.model.plan, record.model.plan.initial, 0
    for index, event in enumerate(record.history[1:], 1):
        main, _ = plan.triggers[type(event)]
        moves = main.transitions.get(state) if main else None
        if moves and moves[0].dest is not None:
            state, found = moves[0].dest, index
    return found


def since_entered(record: Record[Any], entry: int) -> Iterator[tuple[int, RecordFacts]]:
    """Give the place of each event since a record came into its state, with the facts after it."""
    if entry + 1 == record.version:
        return
    step = record._prefix(entry + 1)  # noqa: SLF001 (its own room)
    for place, event in enumerate(record.history[entry + 1 :], entry + 1):
        step = step._folded(event, place)  # noqa: SLF001
        yield place, RecordFacts(step, event)


def _begun(record: Record[Any], timer: Timer, entry: int) -> int:
    """Find the event from which a timer counts: the entry, or the last that restarted it."""
    if timer.restart == NEVER:
        return entry
    restarts = since_entered(record, entry)
    return max((at for at, facts in restarts if timer.restart.judge(facts) is True), default=entry)


def _due(record: Record[Any], timer: Timer, entry: int, told: Told | None) -> Due | None:
    facts = RecordFacts(record)
    if timer.when.judge(facts) is not True:
        return None
    begun = _begun(record, timer, entry)
    instant = _instant(record, timer, begun)
    if instant is None or _has_fired(record, timer, begun, instant):
        return None
    at = max(instant, record.history[-1].at)
    data = arguments(timer, facts)
    event = timer.event(at=at, by=SYSTEM, cause=Cause(timer.name), **data)
    if told is not None:
        event = told(record, event)
    verdict = judge(record, event, timer.event, event.changes(record), is_exempt=True)
    return None if verdict.reasons else Due(event.at, instant, event)


def fires(record: Record[Any], event: Event) -> bool:
    """Tell whether a timer of a record lets an event follow, at its instant or later."""
    state = next(s for s in record.model.states if s.name == record.state)
    entry = entered(record)
    for timer in record.model.timers:
        if Cause(timer.name) == event.cause and timer.runs_in(state):
            due = _due(record, timer, entry, lambda _, made: attrs.evolve(made, given=event.given))
            if due is None or due.at > event.at:
                continue
            if attrs.evolve(due.event, at=event.at) == event:
                return True
    return False


def _has_fired(record: Record[Any], timer: Timer, begun: int, instant: datetime) -> bool:
    """Tell whether it fired since it was begun, or, by a field, at or after the instant."""
    cause = Cause(timer.name)
    fired = [i for i, e in enumerate(record.history) if e.cause == cause and e.by == SYSTEM]
    if timer.at is None:
        return any(index > begun for index in fired)
    return any(record.history[index].at >= instant for index in fired)


def _instant(record: Record[Any], timer: Timer, begun: int) -> datetime | None:
    if timer.at is not None:
        held: datetime | None = getattr(record, timer.at)
        return held
    since, after = record.history[begun].at, timer.after
    assert after is not None
    try:
        if timer.schedule is not None:
            return utc(timer.schedule.deadline(since, after))
        return since + after
    except (NoOpenTime, OverflowError):
        return None
