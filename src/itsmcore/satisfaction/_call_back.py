"""Calls back: the task that a bad answer offers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itsmcore.fields import as_a
from itsmcore.lifecycle import Actor
from itsmcore.phrase import say
from itsmcore.satisfaction._answers import Response
from itsmcore.tasks import Opened

CALL_BACK = "call_back"
"""The kind of task that calls somebody back."""


def call_back(response: Response, id: str, *, at: datetime, by: str | Actor, **more: Any) -> Opened:
    """Make the opening event of a task that calls back whoever answered, for `Task.begin`.

    It says whom to call and not what they answered, which is theirs to tell.

    Args:
        response: what was answered.
        id: the task's number.
        at: when it is opened; any aware datetime is accepted.
        by: who opens it.
        more: further fields of the event, or replacements for these.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: it is no Response, or a field cannot hold its value.
        TypeError: the event has no such field.

    >>> from datetime import UTC
    >>> from itsmcore import Task
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> bad = Response("after closure", "INC-7", by="ada", at=nine, answers={"overall": 1})
    >>> task = Task.begin(call_back(bad, "TASK-1", at=nine, by="grace"))
    >>> task.summary, task.parent, task.kind
    ('Call ada back', 'INC-7', 'call_back')
    """
    answer = as_a(Response, response, "response")
    usual = {
        "summary": say("satisfaction.call_back", by=answer.by),
        "parent": answer.record,
        "kind": CALL_BACK,
    }
    return Opened(id, at=at, by=by, **{**usual, **more})
