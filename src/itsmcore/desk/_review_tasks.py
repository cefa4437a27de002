"""Reviews of articles: a task for each that is asked for, which ends with the review."""

from __future__ import annotations

from typing import Any

from itsmcore import tasks
from itsmcore.desk._cascades import Stock, target
from itsmcore.desk._links import Moved
from itsmcore.desk._outcome import Refusal
from itsmcore.desk._plans import Doing
from itsmcore.errors import ItsmError
from itsmcore.knowledge import (
    KNOWLEDGE_MANAGEMENT,
    Article,
    Confirmed,
    Outdated,
    Published,
    Retired,
    ReviewRequested,
    review_task,
)
from itsmcore.lifecycle import Cause, Following, LinkKind, Record
from itsmcore.phase import Phase

_IS_ITS_REVIEW = (
    target("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
    & target("kind").is_(tasks.TaskKind.REVIEW)
    & target("origin").is_(tasks.Origin.MODEL)
)

REVIEW_RULES: tuple[Stock, ...] = (
    (
        KNOWLEDGE_MANAGEMENT,
        LinkKind.TASK,
        (Confirmed, Published),
        _IS_ITS_REVIEW,
        Following(tasks.Closed, {"code": tasks.CloseCode.COMPLETE}),
    ),
    (
        KNOWLEDGE_MANAGEMENT,
        LinkKind.TASK,
        (Outdated, Retired),
        _IS_ITS_REVIEW,
        Following(tasks.Cancelled, {"reason": "readers no longer see the article"}),
    ),
)
"""What the end of a review does to its task."""


def asked_review(work: Doing, source: Record) -> list[Moved]:
    """Open the task of a review that was asked for last, and release it."""
    event = source.history[-1]
    if not (isinstance(source, Article) and isinstance(event, ReviewRequested)):
        return []
    said: dict[str, Any] = {
        "at": event.at,
        "by": event.by,
        "cause": Cause(event.verb, version=source.version, record=source.id),
    }
    try:
        number = work.number(tasks.TASKS.name, f"{source.id}-review")
        moved = work.opened(review_task(source, number, **said), tasks.TASK)
        return [*moved, *work.followed(number, tasks.Released(**said))]
    except ItsmError as error:
        work.refusals.append(Refusal(source.id, tasks.Opened.verb, error))
        return []
