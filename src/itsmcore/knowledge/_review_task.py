"""The task of a review: to see whether an article still holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itsmcore import tasks
from itsmcore.fields import as_a
from itsmcore.knowledge._article import Article
from itsmcore.knowledge._events import ReviewRequested
from itsmcore.lifecycle import Actor
from itsmcore.phrase import say


def review_task(
    article: Article, id: str, *, at: datetime, by: str | Actor, **more: Any
) -> tasks.Opened:
    """Make the opening event of the task to see whether an article still holds, for `Task.begin`.

    It goes to whoever the article is assigned to. A desk that has tasks opens one by itself
    whenever a review is asked for, and ends it with the review.

    Args:
        article: the article.
        id: the task's number.
        at: when it is opened; any aware datetime is accepted.
        by: who asks for it.
        more: further fields of the event, or replacements for these.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: it is no article, or a field cannot hold its value.
        TypeError: the event has no such field.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> art = Article.open("KB-7", at=nine, by="ada", title="VPN drops", group="network")
    >>> opening = review_task(art, "TASK-1", at=nine, by="mia")
    >>> opening.summary, opening.parent, opening.group
    ('Review: VPN drops', 'KB-7', 'network')
    """
    of = as_a(Article, article, "article")
    shown = of.published
    asked = (event for event in reversed(of.history) if isinstance(event, ReviewRequested))
    said: dict[str, Any] = {
        "summary": say("knowledge.review", title=of.title if shown is None else shown.title),
        "description": next((event.reason for event in asked), None),
        "parent": of.id,
        "kind": tasks.TaskKind.REVIEW,
        "origin": tasks.Origin.MODEL,
        "group": of.group,
        "assignee": of.assignee,
    }
    return tasks.Opened(id, at=at, by=by, **{**said, **more})
