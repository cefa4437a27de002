"""Drafts: the complaint that a bad answer to a survey offers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itsmcore.complaints._events import Opened
from itsmcore.fields import as_a
from itsmcore.lifecycle import Actor
from itsmcore.phrase import say
from itsmcore.satisfaction import Response


def draft_of(response: Response, id: str, *, at: datetime, by: str | Actor, **more: Any) -> Opened:
    """Make the opening event of a complaint of whoever answered a survey, for `Complaint.begin`.

    It says who complains, and about which record. What they answered is not in it: say it as
    `description` if they wish.

    Args:
        response: what was answered.
        id: the complaint's number.
        at: when it is opened; any aware datetime is accepted.
        by: who opens it.
        more: further fields of the event, or replacements for these.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: it is no Response, or a field cannot hold its value.
        TypeError: the event has no such field.

    >>> from datetime import UTC
    >>> from itsmcore.complaints import Complaint
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> bad = Response("after closure", "INC-7", by="ada", at=nine, answers={"overall": 1})
    >>> complaint = Complaint.begin(draft_of(bad, "CMP-1", at=nine, by="grace"))
    >>> complaint.complainant, complaint.about
    ('ada', ('INC-7',))
    """
    answer = as_a(Response, response, "response")
    usual = {
        "summary": say("complaints.summary", record=answer.record),
        "complainant": answer.by,
        "about": answer.record,
    }
    return Opened(id, at=at, by=by, **{**usual, **more})
