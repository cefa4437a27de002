"""Search: articles by words and facts, in the version that readers see, with the reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Incident
from itsmcore.errors import BadValue, NaiveTime
from itsmcore.knowledge import Article, KnowledgeBase, search
from itsmcore.lexicon import ENGLISH
from tests.instants import HOUR, NINE
from tests.timing import calls

LATER = NINE + HOUR
SYNONYMS = attrs.evolve(ENGLISH, synonyms=[("vpn", "tunnel"), ("drop", "disconnect")])


def article(id: str = "KB-1", title: str = "VPN drops after eight hours", **facts: Any) -> Article:
    said: dict[str, Any] = {"resolution": "Renew it", **facts}
    art = Article.open(id, at=NINE, by="ada", title=title, **said)
    return art.submit(at=NINE, by="ada").publish(at=NINE, by="bob")


def numbers(found: Any) -> list[str]:
    return [one.article.id for one in found]


def test_an_article_is_found_by_what_a_caller_says() -> None:
    """By stems and synonyms, and the reason says which words were found as which."""
    (found,) = search([article()], "my vpn dropped after working all day", at=LATER)
    assert ("words after, dropped (drops), vpn",) == found.reasons
    (found,) = search([article()], "Tunnel disconnects", at=LATER, lexicon=SYNONYMS)
    assert ("words disconnects (drops), tunnel (vpn)",) == found.reasons
    assert found.article.published == found.version
    assert () == search([article()], "printer", at=LATER)
    assert () == search([], "vpn", at=LATER)


def test_the_facts_of_an_incident_count() -> None:
    """Its service, items and category; and its own words where none are given."""
    art = article(service="vpn", configuration_items="gw-1", category="network")
    inc = Incident.open("INC-1", at=NINE, by="kim", summary="It dropped", service="vpn",
                        configuration_items="gw-1", category="network/vpn")  # fmt: skip
    (found,) = search([art], "", facts=inc.facts, at=LATER)
    assert (
        "same item gw-1",
        "same service vpn",
        "category network/vpn, a branch of network",
        "words dropped (drops)",
    ) == found.reasons
    (found,) = search([art], "eight hours", facts=inc.facts, at=LATER)
    assert "words eight, hours" == found.reasons[-1]


def test_only_what_readers_see_then_is_found() -> None:
    """Neither a draft nor what is retired, nor the words of a version before or after it."""
    draft = Article.open("KB-2", at=NINE, by="ada", title="VPN")
    gone = article("KB-3").retire(at=LATER, by="bob", reason="…")
    old = article().revise(at=LATER, by="eve", title="Renew the certificate")
    new = old.submit(at=LATER, by="eve").publish(at=LATER, by="bob")
    tick = timedelta(microseconds=1)
    assert ["KB-1"] == numbers(search([draft, gone, old], "vpn", at=LATER))
    assert [[], ["KB-1"]] == [
        numbers(search([new], "vpn", at=instant)) for instant in (LATER, LATER - tick)
    ]


def _renumbered(art: Article, id: str) -> Any:
    opened: Any = art.history[0]
    return attrs.evolve(opened, id=id)


def test_an_audience_finds_what_it_may_read() -> None:
    """The desk all, partners what partners or customers may read, customers what is theirs."""
    articles, art = [article()], article("KB-2").validate(at=NINE, by="bob")
    for id in ("KB-2", "KB-3"):
        art = Article.replay((_renumbered(art, id), *art.history[1:]))
        art = art.widen(at=NINE, by="bob")
        articles.append(art)
    found = {
        who: numbers(search(articles, "vpn", at=LATER, audience=who))
        for who in ("internal", "partner", "customer")
    }
    assert {
        "internal": ["KB-1", "KB-2", "KB-3"],
        "partner": ["KB-2", "KB-3"],
        "customer": ["KB-3"],
    } == found


def test_one_that_often_helped_comes_first() -> None:
    """Of those that have as much in common; uses alone find nothing."""
    articles = [article("KB-1"), article("KB-2"), article("KB-3", title="Printer jam")]
    found = search(articles, "vpn", at=LATER, uses={"KB-2": 14, "KB-3": 99, "KB-1": 1})
    assert ["KB-2", "KB-1"] == numbers(found)
    assert ["used 14 times", "used 1 time"] == [one.reasons[-1] for one in found]
    assert str(found[0]).startswith("KB-2 (")


def test_what_cannot_be_searched_is_refused() -> None:
    """With the next step."""
    wrong: Any
    with pytest.raises(BadValue, match="each article once"):
        search([article(), article()], "vpn", at=LATER)
    uses = ({"uses": {"KB-1": -1}}, {"uses": {"KB-1": 10**400}})
    for wrong in ({"articles": 5}, {"words": 5}, {"facts": 5}, *uses):
        with pytest.raises(BadValue):
            search(**{"articles": [article()], "words": "vpn", "at": LATER, **wrong})
    with pytest.raises(BadValue, match="audience"):
        search([article()], "vpn", at=LATER, audience="everybody")
    with pytest.raises(NaiveTime):
        search([article()], "vpn", at=LATER.replace(tzinfo=None))


WORDS = st.lists(st.sampled_from(["vpn", "drops", "mail", "queue", "jam"]), min_size=1, max_size=4)


@settings(max_examples=30)
@given(st.lists(WORDS, max_size=4), WORDS, st.sampled_from(["vpn", "mail"]), st.randoms())
def test_a_search_is_the_same_in_any_order_and_grows_with_words(
    titles: list[list[str]], words: list[str], word: str, chance: Any
) -> None:
    """And a word more that an article has never lowers its score."""
    articles = [article(f"KB-{n}", " ".join(title)) for n, title in enumerate(titles)]
    base = KnowledgeBase(articles=articles, at=LATER)
    found = base.search(" ".join(words))
    chance.shuffle(articles)
    assert found == search(articles, " ".join(words), at=LATER)
    before = {one.article.id: one.score for one in found}
    for one in base.search(" ".join([*words, word])):
        if word in one.version.title:
            assert one.score >= before.get(one.article.id, 0) - 1e-9


@pytest.mark.untraced
def test_a_search_takes_time_in_proportion_to_the_articles() -> None:
    """At n, 2n and 4n of them: to build the base and to ask it."""
    articles = [article(f"KB-{n}") for n in range(200)]

    def steps(n: int) -> int:
        return calls(lambda: search(articles[:n], "vpn dropped", at=LATER))

    once, twice, four = map(steps, (50, 100, 200))
    assert twice < 2.2 * once
    assert four < 2.2 * twice
