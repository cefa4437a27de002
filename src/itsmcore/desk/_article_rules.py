"""Rules of articles: what the end of a review does to its task."""

from __future__ import annotations

from itsmcore import tasks
from itsmcore.desk._cascades import Stock, target
from itsmcore.knowledge import KNOWLEDGE_MANAGEMENT, Confirmed, Outdated, Published, Retired
from itsmcore.lifecycle import Following, LinkKind
from itsmcore.phase import Phase

_IS_ITS_REVIEW = (
    target("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
    & target("kind").is_(tasks.TaskKind.REVIEW)
    & target("origin").is_(tasks.Origin.MODEL)
)

ARTICLE_RULES: tuple[Stock, ...] = (
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
