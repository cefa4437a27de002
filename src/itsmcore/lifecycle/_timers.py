"""Timers: what will happen by itself, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

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
    entered = _entered(record)
    dues = (_due(record, timer, entered, told) for timer in running)
    return sorted((due for due in dues if due), key=lambda due: (due.at, due.instant))


def _entered(record: Record[Any]) -> int:
    """Find the event that brought the record into its state, or into it again."""
    plan, state, found = record.model.plan, record.model.plan.initial, 0
    for index, event in enumerate(record.history[1:], 1):
        main, _ = plan.triggers[type(event)]
        moves = main.transitions.get(state) if main else None
        if moves and moves[0].dest is not None:
            state, found = moves[0].dest, index
    return found


def _due(record: Record[Any], timer: Timer, entered: int, told: Told | None) -> Due | None:
    facts = RecordFacts(record)
    if timer.when.judge(facts) is not True:
        return None
    instant = _instant(record, timer, entered)
    if instant is None or _has_fired(record, timer, entered, instant):
        return None
    at = max(instant, record.history[-1].at)
    data = arguments(timer, facts)
    event = timer.event(at=at, by=SYSTEM, cause=Cause(timer.name), **data)
    if told is not None:
        event = told(record, event)
    verdict = judge(record, event, timer.event, event.changes(record), is_exempt=True)
    return None if verdict.reasons else Due(event.at, instant, event)


def _has_fired(record: Record[Any], timer: Timer, entered: int, instant: datetime) -> bool:
    """Tell whether it fired in this visit of the state, or, by a field, at or after the instant."""
    fired = [index for index, e in enumerate(record.history) if e.cause == Cause(timer.name)]
    if timer.at is None:
        return any(index > entered for index in fired)
    return any(record.history[index].at >= instant for index in fired)


def _instant(record: Record[Any], timer: Timer, entered: int) -> datetime | None:
    if timer.at is not None:
        held: datetime | None = getattr(record, timer.at)
        return held
    since, after = record.history[entered].at, timer.after
    assert after is not None
    try:
        if timer.schedule is not None:
            return utc(timer.schedule.deadline(since, after))
        return since + after
    except (NoOpenTime, OverflowError):
        return None
