"""Iteration: the next improvement, which goes on from the value that the last one reached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itsmcore.fields import as_a
from itsmcore.improvements._events import Opened
from itsmcore.improvements._improvement import Improvement
from itsmcore.lifecycle import Actor
from itsmcore.lifecycle._event_fields import shared_fields


def iteration_of(
    improvement: Improvement, id: str, *, at: datetime, by: str | Actor, **more: Any
) -> Opened:
    """Make the opening event of the improvement that goes on from another, for `model.begin`.

    Its baseline is the last value of the other; its target is the same unless `more` says another,
    and so is all else but what it is due. Whoever proposed the other proposed this one too, and
    approves neither. A desk does this by itself when one is closed so.

    Args:
        improvement: the one that it goes on from.
        id: the next one's number.
        at: when it is opened; any aware datetime is accepted.
        by: who proposes it.
        more: further fields of the event, or replacements for these.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: the improvement is something else, or a field cannot hold its value.
        TypeError: the event has no such field.
    """
    former = as_a(Improvement, improvement, "improvement", "an Improvement")
    taken: dict[str, Any] = {
        name: getattr(former, name) for name in shared_fields(Opened, Improvement) if name != "due"
    }
    taken |= {"baseline": former.last_value, "follow_up_of": former.id}
    return Opened(id, at=at, by=by, **{**taken, **more})
