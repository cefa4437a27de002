"""Fulfilment: what comes of a request that somebody ends by hand, as its tasks say."""

from __future__ import annotations

from typing import TypeVar

import attrs

from itsmcore.desk._plans import Doing
from itsmcore.lifecycle import Event, LinkKind, Record
from itsmcore.requests import Fulfilled, Outcome, Request
from itsmcore.tasks import CloseCode, Task

V = TypeVar("V", bound=Event)


def with_outcome(work: Doing, record: Record, event: V) -> V:
    """Return an event, with the outcome that the tasks say where it ends a request and says none.

    It is incomplete if a task of it has not ended, was withdrawn, or is incomplete; one that is not
    loaded counts as one that has not ended.
    """
    if not isinstance(event, Fulfilled) or not isinstance(record, Request):
        return event
    if event.outcome is not None:
        return event
    tasks = [other for kind, other in work.ties.get(record.id, ()) if kind == LinkKind.TASK]
    work.missed.update(other for other in tasks if other not in work.records)
    found = (work.records.get(other) for other in tasks)
    is_done = all(isinstance(of, Task) and _is_done(of, record) for of in found)
    return event if is_done else attrs.evolve(event, outcome=Outcome.INCOMPLETE)


def _is_done(task: Task, request: Request) -> bool:
    """Return whether nothing is missing for want of a task; what was made before a void is past."""
    made_at = task.made_at_version
    if made_at is not None and made_at < request.voided_at_version:
        return True
    return not task.is_withdrawn and task.outcome in (CloseCode.COMPLETE, CloseCode.SKIPPED)
