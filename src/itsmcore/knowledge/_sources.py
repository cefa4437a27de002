"""Where articles come from: known errors and solved incidents, and what then follows for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from itsmcore import tasks
from itsmcore.conditions import Condition, field
from itsmcore.errors import BadValue
from itsmcore.fields import as_several
from itsmcore.incidents import Incident
from itsmcore.knowledge._article import Article
from itsmcore.knowledge._events import (
    Confirmed,
    Opened,
    RetirementProposed,
    ReviewRequested,
    Revised,
)
from itsmcore.lifecycle import Actor, Following, LinkKind
from itsmcore.phrase import Phrase
from itsmcore.problems import (
    KnownError,
    Problem,
    Resolved,
    WorkaroundPublished,
    WorkaroundWithdrawn,
)

_EXPECTED = Phrase("knowledge.expected.source")


def draft_of(
    source: KnownError | Incident, id: str, *, at: datetime, by: str | Actor, **more: Any
) -> Opened:
    """Make the opening event of an article that puts down what is known, for `Article.begin`.

    A known error gives its symptom, its cause and its workaround; an incident its description and
    how it was resolved. The article is filed under what the source is, and documents it.

    Args:
        source: what is known.
        id: the article's number.
        at: when it is opened; any aware datetime is accepted.
        by: who writes it.
        more: further fields of the event, or replacements for these.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: the source is neither, an incident does not say how it was resolved, or a field
            cannot hold its value.
        TypeError: the event has no such field.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> inc = Incident.open("INC-1", at=nine, by="kim", summary="VPN drops", service="vpn")
    >>> inc = inc.resolve(at=nine, by="bob", code="solution_provided", notes="Renewed it")
    >>> art = Article.begin(draft_of(inc, "KB-7", at=nine, by="bob"))
    >>> art.title, art.resolution, art.links.of("documents")
    ('VPN drops', 'Renewed it', ('INC-1',))
    """
    return Opened(id, at=at, by=by, **{**_said_by(source), **more})


def _said_by(source: Any) -> dict[str, Any]:
    if isinstance(source, KnownError):
        workaround = source.workaround
        return {
            "title": source.summary,
            "issue": source.symptom,
            "root_cause": source.cause,
            "resolution": None if workaround is None else workaround.text,
            "affected_services": source.services,
            "configuration_items": source.items,
            "category": source.category,
            "documents": source.problem,
        }
    if isinstance(source, Incident) and source.resolution_notes:
        return {
            "title": source.summary,
            "issue": source.description,
            "resolution": source.resolution_notes,
            "service": source.service,
            "affected_services": source.affected_services,
            "configuration_items": source.configuration_items,
            "category": source.category,
            "documents": source.id,
        }
    raise BadValue(field="source", value=source, expected=_EXPECTED)


def undocumented(
    known_errors: Iterable[KnownError], articles: Iterable[Article]
) -> tuple[KnownError, ...]:
    """Return the known errors that no article documents, by number; one that is retired is none.

    Raises:
        BadValue: one is no known error, or no article.
    """
    several = as_several(
        KnownError, known_errors, "known_errors", Phrase("knowledge.expected.known_error")
    )
    alive = [one for one in as_several(Article, articles, "articles") if one.state != "retired"]
    documented = {number for one in alive for number in one.links.of(LinkKind.DOCUMENTS)}
    missing = (known for known in several if known.problem not in documented)
    return tuple(sorted(missing, key=lambda known: (known.problem, str(known))))


def _of_its_article(event: type[Any]) -> Condition:
    is_its = field("link").is_(LinkKind.DOCUMENTED_BY) & field("practice").is_(Problem.__name__)
    is_an_article = field("target.practice").is_(Article.__name__)
    return is_its & field("verb").is_(event.verb) & is_an_article


_IS_REVIEWED = (
    field("link").is_(LinkKind.TASK_OF)
    & field("practice").is_(tasks.Task.__name__)
    & field("verb").is_(tasks.Closed.verb)
    & field("kind").is_(tasks.TaskKind.REVIEW)
    & field("event.code").is_(tasks.CloseCode.COMPLETE)
    & field("target.practice").is_(Article.__name__)
    & field("target.upkeep").is_("review_due")
)
_CAN_BE_REVISED = field("target.revision").is_in(("draft", "none"))
_IS_PUBLISHED = field("target.state").is_("published")

OFFERS: tuple[tuple[Condition, Following], ...] = (
    (
        _of_its_article(WorkaroundPublished) & _CAN_BE_REVISED,
        Following(Revised, {"resolution": field("event.text")}, is_offer=True),
    ),
    (
        _of_its_article(WorkaroundWithdrawn) & _IS_PUBLISHED,
        Following(ReviewRequested, {"reason": field("event.reason")}, is_offer=True),
    ),
    (
        _of_its_article(Resolved) & _IS_PUBLISHED,
        Following(
            RetirementProposed,
            {"reason": "The problem that it documents is solved"},
            is_offer=True,
        ),
    ),
    (_IS_REVIEWED, Following(Confirmed, is_offer=True)),
)
"""What a problem offers to the article that documents it, and the task of a review to its article.

For the cascades of a desk that keeps articles: `cascades(*OFFERS)`.
"""
