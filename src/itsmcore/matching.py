"""Matching: what is about the same, by words and facts, with the reasons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar

import attrs

from itsmcore._faces import offer
from itsmcore.conditions import field
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_mapping, as_names
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.lexicon import ENGLISH, Lexicon
from itsmcore.phrase import Phrase, say

__all__ = ["Matcher", "Resemblance", "Topic"]

K = TypeVar("K")
_ITEM, _SERVICE, _CATEGORY, _BRANCH, _WORDS = 4.0, 2.0, 2.0, 1.0, 4.0


@attrs.frozen(kw_only=True)
class Topic:
    """What an incident, a known error or an article is about.

    Attributes:
        text: what it says.
        items: the configuration items it is in.
        services: the services it affects.
        category: its category.
    """

    text: str = ""
    items: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    services: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    category: str | None = None

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @classmethod
    def of(cls, facts: Mapping[str, object]) -> Topic:
        """Return what facts by name are about, such as those of a record.

        Its words are those of `summary` and `description`.

        >>> Topic.of({"summary": "Mail waits", "service": "mail", "category": None})
        Topic(text='Mail waits', items=(), services=('mail',), category=None)
        """
        known = as_mapping(facts, "facts", Phrase("matching.facts_name"))
        texts = [*_texts(known, "summary"), *_texts(known, "description")]
        services = [*_texts(known, "service"), *_texts(known, "affected_services")]
        return cls(
            text="\n".join(texts),
            items=_texts(known, "configuration_items"),
            services=tuple(dict.fromkeys(services)),
            category=next(iter(_texts(known, "category")), None),
        )


def _texts(facts: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the texts that a fact holds."""
    held = field(name).read(facts)
    several = held if isinstance(held, tuple | list | set | frozenset) else (held,)
    texts = [one for one in several if isinstance(one, str) and one]
    return tuple(texts if isinstance(held, tuple | list) else sorted(texts))


@attrs.frozen
class Resemblance(Generic[K]):
    """How much something has in common with what is looked for.

    Attributes:
        key: what it is.
        score: how much; only the order of scores has a meaning.
        reasons: what they have in common.
    """

    key: K
    score: float
    reasons: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return f"{self.key} ({self.score:.3g}): {'; '.join(self.reasons)}"


_score = attrgetter("score")


def _topics(topics: Mapping[K, Topic]) -> FrozenDict[K, Topic]:
    known = as_mapping(topics, "topics", Phrase("matching.topics_they_such"))
    for topic in known.values():
        as_a(Topic, topic, "topics")
    keys: Any = tuple(known)
    try:
        return FrozenDict({key: known[key] for key in sorted(keys)})
    except TypeError as error:
        expected = Phrase("matching.expected.topics_sorted_such_numbers")
        raise BadValue(field="topics", value=topics, expected=expected) from error


@attrs.frozen(slots=False)
class Matcher(Generic[K]):
    """Topics, made ready to be matched; one is built for many questions.

    Configuration items, services, the category or a branch of it, and words count. A word counts
    the more, the fewer of the topics have it (its inverse document frequency). The share of words
    is of those looked for or of those that a topic has, whichever weigh less: so a long text loses
    nothing against a short one, and no word that they have in common lowers a score.

    Args:
        topics: the topics, by what they are of; what can be sorted.
        lexicon: which words count as the same.

    Raises:
        BadValue: they are something else.

    >>> matcher = Matcher({
    ...     "KB-1": Topic(text="VPN drops after eight hours", services="vpn"),
    ...     "KB-2": Topic(text="Mail waits in the queue"),
    ... })
    >>> for match in matcher.match(Topic(text="my vpn dropped after working all day")):
    ...     print(match)
    KB-1 (2.4): words after, dropped (drops), vpn
    """

    topics: FrozenDict[K, Topic] = attrs.field(converter=_topics)
    lexicon: Lexicon = ENGLISH
    _terms: dict[K, dict[str, tuple[str, ...]]] = attrs.field(init=False, eq=False, repr=False)
    _weights: dict[str, float] = attrs.field(init=False, eq=False, repr=False)
    _weighed: dict[K, float] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        as_a(Lexicon, self.lexicon, "lexicon")
        terms = {key: self.lexicon.terms(topic.text) for key, topic in self.topics.items()}
        counts = Counter(term for known in terms.values() for term in known)
        weights = {term: math.log(1 + len(terms) / count) for term, count in counts.items()}
        weighed = {key: math.fsum(map(weights.__getitem__, known)) for key, known in terms.items()}
        for name, value in (("_terms", terms), ("_weights", weights), ("_weighed", weighed)):
            object.__setattr__(self, name, value)

    def match(self, topic: Topic) -> tuple[Resemblance[K], ...]:
        """Rank what has something in common with a topic, best first; of equals, by its key.

        What has nothing in common is left out. The order in which the topics were given does not
        matter.

        Raises:
            BadValue: it is not a topic.
        """
        sought = as_a(Topic, topic, "topic")
        words = self.lexicon.terms(sought.text)
        rarest = math.log(1 + len(self.topics))
        weight = math.fsum(self._weights.get(term, rarest) for term in words)
        found = []
        for key, known in self.topics.items():
            reasons = [*_facts_in_common(sought, known), *self._words_in_common(words, weight, key)]
            if reasons:
                score = math.fsum(score for score, _ in reasons)
                found.append(Resemblance(key, score, tuple(said for _, said in reasons)))
        return tuple(sorted(found, key=_score, reverse=True))

    def _words_in_common(
        self, words: Mapping[str, tuple[str, ...]], weight: float, key: K
    ) -> Iterator[tuple[float, str]]:
        known = self._terms[key]
        common = words.keys() & known.keys()
        if common:
            least = min(weight, self._weighed[key])
            share = math.fsum(map(self._weights.__getitem__, common)) / least
            said = sorted(_said(words[term], known[term]) for term in common)
            yield _WORDS * min(share, 1.0), say("matching.words", said=", ".join(said))


def _said(sought: tuple[str, ...], known: tuple[str, ...]) -> str:
    """Write the words that are looked for, and those that they were found as, if these differ."""
    others = [word for word in known if word not in sought]
    is_same = len(others) < len(known)
    return ", ".join(sought) + ("" if is_same else f" ({', '.join(others)})")


def _facts_in_common(sought: Topic, known: Topic) -> Iterator[tuple[float, str]]:
    items = sorted(set(sought.items) & set(known.items))
    if items:
        yield _ITEM, say("matching.same_item", items=", ".join(items))
    services = sorted(set(sought.services) & set(known.services))
    if services:
        yield _SERVICE, say("matching.same_service", services=", ".join(services))
    if sought.category and known.category:
        if sought.category == known.category:
            yield _CATEGORY, say("matching.category", category=sought.category)
        elif _is_branch(sought.category, known.category):
            yield (
                _BRANCH,
                say("matching.category_branch", category=sought.category, other=known.category),
            )
        elif _is_branch(known.category, sought.category):
            yield (
                _BRANCH,
                say("matching.category_above", category=sought.category, other=known.category),
            )


def _is_branch(category: str, above: str) -> bool:
    return category.startswith(f"{above}/")


offer(globals())
