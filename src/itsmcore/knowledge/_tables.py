"""The tables that an article lives by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from itsmcore import tasks
from itsmcore.checked import checked
from itsmcore.codes import Code
from itsmcore.conditions import HasAfter, HasDeadline, field, happened
from itsmcore.incidents import Incident
from itsmcore.knowledge._article import Article, ArticleModel
from itsmcore.knowledge._events import (
    Confirmed,
    Discarded,
    Flagged,
    Kept,
    Narrowed,
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
from itsmcore.lifecycle import (
    ANY,
    Event,
    Following,
    Guard,
    Lifecycle,
    LinkKind,
    LinkRule,
    Opens,
    Permit,
    Phase,
    Practice,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle.events import NAMES_SOMEBODY, Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.problems import Problem

_SEEN = ("published", "pending_retirement")
_ALIVE = ("unpublished", *_SEEN, "outdated")
_WROTE = field("authors").contains(field("event.by"))
_STATE, _REVISION = field("state"), field("revision")

_FOUR_EYES = Guard(Phrase("guards.author_publishes"), ~_WROTE, code="author_publishes")
_REVIEWED = Guard(
    Phrase("guards.nothing_under_review"),
    _REVISION.is_in(("review", "scheduled")),
    code="nothing_under_review",
)
_VALIDATED_FIRST = Guard(
    Phrase("guards.unvalidated"),
    field("audience").is_("internal") | field("confidence").is_("validated"),
    code="unvalidated",
)
_PUBLISHING = (_REVIEWED, _FOUR_EYES, _VALIDATED_FIRST)
_IN_TIME = Guard(
    Phrase("guards.expired"),
    ~field("valid_until").is_set | (field("event.at") < field("valid_until")),
    code="expired",
)
_IS_SEEN = Guard(Phrase("guards.unpublished"), _STATE.is_in(_SEEN), code="unpublished")

LIFECYCLE = Lifecycle(
    "article",
    states=(
        State("unpublished", phase=Phase.NEW),
        State("published", phase=Phase.ACTIVE),
        State("pending_retirement", phase=Phase.PENDING),
        State("outdated", phase=Phase.CLOSED),
        State("retired", phase=Phase.CLOSED),
    ),
    rules=(
        Rule(Published, source=("unpublished", *_SEEN), target="published", guards=_PUBLISHING),
        Rule(Published, source="outdated", target="published", guards=_PUBLISHING, reopens=True),
        Rule(Flagged, source=_SEEN, guards=_IN_TIME),
        Rule(Confirmed, source=_SEEN, guards=_IN_TIME),
        Rule(Outdated, source=_SEEN, target="outdated"),
        Rule(RetirementProposed, source="published", target="pending_retirement"),
        Rule(Kept, source="pending_retirement", target="published"),
        Rule(Retired, source=("unpublished", *_SEEN), target="retired"),
        Rule(Retired, source="outdated", target="retired", reopens=True),
        Rule(Assigned, source=_ALIVE, guards=NAMES_SOMEBODY),
        Rule(Updated, source=_ALIVE),
        Rule(Commented, source=ANY),
        Rule(Linked, source=ANY),
        Rule(Unlinked, source=ANY),
    ),
)
"""What readers have of an article."""

REVISION = Lifecycle(
    "revision",
    states=(
        State("draft", phase=Phase.NEW),
        State("review", phase=Phase.PENDING),
        State("scheduled", phase=Phase.PENDING),
        State("none", phase=Phase.CLOSED),
    ),
    rules=(
        Rule(Revised, source="draft"),
        Rule(
            Revised,
            source="none",
            target="draft",
            guards=Guard(
                Phrase("guards.retired"),
                ~_STATE.is_("retired"),
                code="retired",
            ),
            reopens=True,
        ),
        Rule(Submitted, source="draft", target="review", needs=("title", "resolution")),
        Rule(SentBack, source=("review", "scheduled"), target="draft"),
        Rule(Scheduled, source="review", target="scheduled", guards=(_FOUR_EYES, _VALIDATED_FIRST)),
        Rule(Published, source=("review", "scheduled"), target="none"),
        Rule(
            Discarded,
            source=("draft", "review", "scheduled"),
            target="none",
            guards=Guard(
                Phrase("guards.never_published"),
                field("was_published").is_(True),
                code="never_published",
            ),
        ),
        Rule(Retired, source=("draft", "review", "scheduled"), target="none"),
    ),
)
"""What is being written, beside what readers have."""

CONFIDENCE = Lifecycle(
    "confidence",
    states=(
        State("work_in_progress", phase=Phase.NEW),
        State("not_validated", phase=Phase.ACTIVE),
        State("validated", phase=Phase.RESOLVED),
        State("archived", phase=Phase.CLOSED),
    ),
    rules=(
        Rule(Submitted, source="work_in_progress", target="not_validated"),
        Rule(
            Validated,
            source="not_validated",
            target="validated",
            guards=Guard(Phrase("guards.author_validates"), ~_WROTE, code="author_validates"),
        ),
        Rule(
            Revised,
            source=("not_validated", "validated"),
            target="work_in_progress",
            guards=Guard(
                Phrase("guards.under_review"),
                _REVISION.is_in(("draft", "none")),
                code="under_review",
            ),
        ),
        Rule(
            Discarded,
            source=("work_in_progress", "validated"),
            target="not_validated",
            guards=Guard(Phrase("guards.no_revision"), ~_REVISION.is_("none"), code="no_revision"),
        ),
        Rule(Retired, source=("work_in_progress", "not_validated", "validated"), target="archived"),
    ),
)
"""How sure it is that the version at hand is right: the states are those of KCS."""


class Audience(Code):
    """Who may read an article; each includes the one before it."""

    INTERNAL = "internal"
    PARTNER = "partner"
    CUSTOMER = "customer"


_SURE = Guard(
    Phrase("guards.wider_unvalidated"),
    field("is_validated").is_(True) & ~_STATE.is_("retired"),
    code="wider_unvalidated",
)
AUDIENCE = Lifecycle(
    "audience",
    states=(
        State("internal", phase=Phase.NEW),
        State("partner", phase=Phase.ACTIVE),
        State("customer", phase=Phase.ACTIVE),
    ),
    rules=(
        Rule(Widened, source="internal", target="partner", guards=_SURE),
        Rule(Widened, source="partner", target="customer", guards=_SURE),
        Rule(Narrowed, source="customer", target="partner"),
        Rule(Narrowed, source="partner", target="internal"),
    ),
)
"""Who may read it."""

UPKEEP = Lifecycle(
    "upkeep",
    states=(
        State("current", phase=Phase.RESOLVED),
        State("review_due", phase=Phase.PENDING),
    ),
    rules=(
        Rule(ReviewRequested, source="current", target="review_due", guards=_IS_SEEN),
        Rule(Confirmed, source="review_due", target="current"),
        Rule(Published, source="review_due", target="current"),
        Rule(Outdated, source="review_due", target="current"),
        Rule(Retired, source="review_due", target="current"),
    ),
)
"""Whether somebody has to see if what is published still holds."""

EXPIRY = Timer("expiry", Outdated, states=_SEEN, at="valid_until")
"""What ends a version whose time has passed."""

PUBLICATION = Timer(
    "publication",
    Published,
    states=_ALIVE,
    at="publish_at",
    when=_REVISION.is_("scheduled"),
)
"""What publishes a version that is scheduled."""

REVIEW_BY_FLAGS = Reaction(
    Flagged,
    ReviewRequested,
    when=field("is_often_flagged").is_(True),
    data={"reason": "it was flagged several times"},
)
"""What follows from as many flags as the model says."""


@checked
def reviewed_every(
    after: timedelta | HasAfter, *, schedule: HasDeadline | None = None
) -> tuple[Timer, ...]:
    """Return the part of a model that asks for a review of what has been published for a time.

    It counts from the publication, and again from each time that somebody confirms the article.

    Args:
        after: the time: a timedelta or, with a schedule, `WorkingDays(…)`.
        schedule: what counts as open time and as working days; None is wall time.

    Raises:
        BadValue: the schedule cannot count it.

    >>> ours = ARTICLE.extended(*reviewed_every(timedelta(days=180)), name="ours")
    >>> ours.timers[-1].name
    'review'
    """
    return (
        Timer(
            "review",
            ReviewRequested,
            states="published",
            after=after,
            schedule=schedule,
            restart=happened(Confirmed),
        ),
    )


LINKS = (
    *(LinkKind.PARENT, LinkKind.CHILD),
    *(LinkKind.DOCUMENTS, LinkKind.USED_BY),
    *(LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOWED_UP_BY),
    LinkKind.TASK,
    LinkKind.RELATED,
)
"""What other records may be to an article."""

ARTICLE = ArticleModel(
    name="article",
    lifecycle=LIFECYCLE,
    regions=(REVISION, CONFIDENCE, AUDIENCE, UPKEEP),
    timers=(EXPIRY, PUBLICATION),
    reactions=(REVIEW_BY_FLAGS,),
    codes={"links": LINKS},
)
"""The default article model: ServiceNow's states of versions, and KCS's of confidence.

ServiceNow has one state for each version; here what readers have is the state of the article, and
what is being written a region beside it. Source: the knowledge workflows of its documentation
(ServiceNow/ServiceNowDocs, markdown/servicenow-platform).
"""


class Role(Code):
    """The roles of knowledge management."""

    AGENT = "agent"
    AUTHOR = "author"
    PUBLISHER = "publisher"
    KNOWLEDGE_MANAGER = "knowledge_manager"


_WRITING = (Updated, Revised, Submitted, Discarded, ReviewRequested)
_PUBLISHERS = (
    SentBack,
    Scheduled,
    Published,
    Validated,
    Confirmed,
    Assigned,
    RetirementProposed,
    Narrowed,
)
_MANAGING = (Widened, Outdated, Kept, Retired)
_READING = (Flagged, Commented, Linked, Unlinked)

STANDARD: Mapping[type[Event], tuple[str | Permit, ...]] = {
    **dict.fromkeys(_READING, tuple(Role)),
    **dict.fromkeys(_WRITING, (Role.AUTHOR, Role.PUBLISHER, Role.KNOWLEDGE_MANAGER)),
    **dict.fromkeys(_PUBLISHERS, (Role.PUBLISHER, Role.KNOWLEDGE_MANAGER)),
    **dict.fromkeys(_MANAGING, (Role.KNOWLEDGE_MANAGER,)),
}
"""A division of duties, for `ARTICLE.with_roles(STANDARD)`."""

KNOWLEDGE_MANAGEMENT = Practice(
    Article,
    prefix="KB",
    has_tasks=True,
    links=(
        LinkRule(LinkKind.DOCUMENTS, Article, (Incident, Problem)),
        LinkRule(LinkKind.USES, (Incident, Problem), Article),
    ),
    opens=(
        Opens(
            ReviewRequested,
            review_task,
            model=tasks.TASK,
            then=Following(tasks.Released),
            suffix="review",
        ),
    ),
)
"""Knowledge management, as a desk knows it."""

if not TYPE_CHECKING:
    Article.model = ARTICLE
