"""Knowledge management: keep what a desk has learned where it is found again."""

from itsmcore._faces import offer
from itsmcore.knowledge._article import Article, ArticleModel
from itsmcore.knowledge._events import (
    Confirmed,
    Discarded,
    Flagged,
    Kept,
    Narrowed,
    Opened,
    Outdated,
    Published,
    Retired,
    RetirementProposed,
    ReviewRequested,
    Revised,
    Scheduled,
    SentBack,
    Submitted,
    Updated,
    Validated,
    Widened,
)
from itsmcore.knowledge._review_task import review_task
from itsmcore.knowledge._search import FoundArticle, KnowledgeBase, search
from itsmcore.knowledge._sources import OFFERS, draft_of, undocumented
from itsmcore.knowledge._tables import (
    ARTICLE,
    AUDIENCE,
    CONFIDENCE,
    KNOWLEDGE_MANAGEMENT,
    LIFECYCLE,
    REVISION,
    STANDARD,
    UPKEEP,
    Audience,
    Role,
    reviewed_every,
)
from itsmcore.knowledge._version import ArticleVersion
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked

__all__ = [
    "ARTICLE",
    "AUDIENCE",
    "CONFIDENCE",
    "KNOWLEDGE_MANAGEMENT",
    "LIFECYCLE",
    "OFFERS",
    "REVISION",
    "STANDARD",
    "UPKEEP",
    "Article",
    "ArticleModel",
    "ArticleVersion",
    "Assigned",
    "Audience",
    "Commented",
    "Confirmed",
    "Discarded",
    "Flagged",
    "FoundArticle",
    "Kept",
    "KnowledgeBase",
    "Linked",
    "Narrowed",
    "Opened",
    "Outdated",
    "Published",
    "Retired",
    "RetirementProposed",
    "ReviewRequested",
    "Revised",
    "Role",
    "Scheduled",
    "SentBack",
    "Submitted",
    "Unlinked",
    "Updated",
    "Validated",
    "Widened",
    "draft_of",
    "review_task",
    "reviewed_every",
    "search",
    "undocumented",
]

offer(globals())
