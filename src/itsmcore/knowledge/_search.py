"""Search: which articles help, with what they have in common with what is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from itsmcore.codes import one_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_named, as_several, as_whole
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.knowledge._article import Article
from itsmcore.knowledge._tables import Audience
from itsmcore.knowledge._version import ArticleVersion
from itsmcore.lexicon import ENGLISH, Lexicon
from itsmcore.matching import Matcher, Resemblance, Topic
from itsmcore.phrase import Phrase, say

_PROVEN, _HALFWAY = 1.0, 10
"""What many uses add to a score at most, and how many add half of that."""
_MOST = 2**63 - 1
"""The greatest count, which is that of a column of whole numbers."""


@attrs.frozen
class FoundArticle:
    """An article that may help, in the version that readers see.

    Attributes:
        article: the article.
        version: what readers see of it.
        score: how much it has in common; only the order of scores has a meaning.
        reasons: what it has in common, and how often it has helped.
    """

    article: Article
    version: ArticleVersion
    score: float
    reasons: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return f"{self.article.id} ({self.score:.3g}): {'; '.join(self.reasons)}"


def _articles(articles: Iterable[Article]) -> tuple[Article, ...]:
    several = as_several(Article, articles, "articles")
    seen = set[str]()
    for article in several:
        if article.id in seen:
            raise BadValue(
                field="articles",
                value=article.id,
                expected=Phrase("knowledge.expected.once"),
            )
        seen.add(article.id)
    return several


def _audience(audience: str) -> Audience:
    return one_of(Audience, audience, field="audience")


def _uses(uses: Mapping[str, int]) -> FrozenDict[str, int]:
    named = as_named(uses, "uses", Phrase("knowledge.expected.uses"))
    return FrozenDict(
        {
            id: as_whole(of, Phrase("knowledge.uses_of", id=id), least=0, most=_MOST)
            for id, of in named.items()
        }
    )


@attrs.frozen(kw_only=True, slots=False)
class KnowledgeBase:
    """What readers may see of some articles at an instant, made ready to be searched.

    Args:
        articles: the articles.
        at: the instant; what is not published then, or no longer valid, is not found.
        audience: who searches: partners find what partners or customers may read as the records
            stand.
        uses: how often each article has been used, by number; one that often helps is found before
            one that has as much in common and never did.
        lexicon: which words count as the same.

    Raises:
        BadValue: an article is there twice, or a value is of the wrong kind.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> art = Article.open("KB-7", at=nine, by="ada", title="VPN drops after 8 h", service="vpn",
    ...                    resolution="Update the client")
    >>> art = art.submit(at=nine, by="ada").publish(at=nine, by="bob")
    >>> base = KnowledgeBase(articles=[art], at=nine, uses={"KB-7": 10})
    >>> print(base.search("vpn dropped after working all day", facts={"service": "vpn"})[0])
    KB-7 (4.9): same service vpn; words after, dropped (drops), vpn; used 10 times
    """

    articles: tuple[Article, ...] = attrs.field(converter=_articles)
    at: datetime = attrs.field(converter=utc)
    audience: Audience = attrs.field(default=Audience.INTERNAL, converter=_audience)
    uses: FrozenDict[str, int] = attrs.field(default=EMPTY, converter=_uses)
    lexicon: Lexicon = ENGLISH
    _seen: dict[str, tuple[Article, ArticleVersion]] = attrs.field(init=False, eq=False, repr=False)
    _matcher: Matcher[str] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        readable = [one for one in self.articles if self._may_read(one)]
        visible = [(one, one.visible_at(self.at)) for one in readable]
        seen = {one.id: (one, version) for one, version in visible if version is not None}
        topics = {id: _topic(*both) for id, both in seen.items()}
        object.__setattr__(self, "_seen", seen)
        object.__setattr__(self, "_matcher", Matcher(topics, self.lexicon))

    def _may_read(self, article: Article) -> bool:
        order = tuple(Audience)
        return order.index(Audience(article.audience)) >= order.index(self.audience)

    def search(
        self, words: str, *, facts: Mapping[str, object] = EMPTY
    ) -> tuple[FoundArticle, ...]:
        """Rank the articles that have something in common with what is looked for, best first.

        Args:
            words: what is looked for; if empty, the summary and description of the facts.
            facts: what else is known, such as the facts of an incident: its items, services and
                category count.

        Raises:
            BadValue: the words are no text, or the facts no mapping.
        """
        topic = Topic.of(facts)
        if as_a(str, words, "words", Phrase("kinds.text")):
            topic = attrs.evolve(topic, text=words)
        return tuple(sorted(map(self._found, self._matcher.match(topic)), key=_rank))

    def _found(self, match: Resemblance[str]) -> FoundArticle:
        article, version = self._seen[match.key]
        uses = self.uses.get(match.key, 0)
        score = match.score + _PROVEN * uses / (uses + _HALFWAY)
        proof = (say("knowledge.search.used", count=uses),) if uses else ()
        return FoundArticle(article, version, score, (*match.reasons, *proof))


def _rank(found: FoundArticle) -> tuple[float, str]:
    return -found.score, found.article.id


def _topic(article: Article, version: ArticleVersion) -> Topic:
    services = (article.service, *article.affected_services)
    return Topic(
        text=version.text,
        items=article.configuration_items,
        services=tuple(dict.fromkeys(name for name in services if name)),
        category=article.category,
    )


def search(
    articles: Iterable[Article],
    words: str,
    *,
    at: datetime,
    facts: Mapping[str, object] = EMPTY,
    audience: str = Audience.INTERNAL,
    uses: Mapping[str, int] = EMPTY,
    lexicon: Lexicon = ENGLISH,
) -> tuple[FoundArticle, ...]:
    """Search articles once; whoever searches them often makes a KnowledgeBase.

    Args:
        articles: the articles.
        words: what is looked for; if empty, the summary and description of the facts.
        at: the instant whose published versions are searched.
        facts: what else is known, such as the facts of an incident.
        audience: who searches.
        uses: how often each article has been used, by number.
        lexicon: which words count as the same.

    Raises:
        BadValue: as KnowledgeBase does, and its `search`.
        NaiveTime: the instant has no time zone.
    """
    base = KnowledgeBase(articles=articles, at=at, audience=audience, uses=uses, lexicon=lexicon)
    return base.search(words, facts=facts)
