"""What knowledge is stored as, and what is drawn of it."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings

from itsmcore.documents import Documents
from itsmcore.knowledge import ARTICLE, Article, ArticleVersion, Published
from itsmcore.lexicon import ENGLISH, Lexicon
from itsmcore.matching import Matcher, Topic
from itsmcore.problems import PROBLEM, Problem
from itsmcore.testing import events, records
from tests.instants import NINE

DOCUMENTS = Documents(models=[ARTICLE, PROBLEM])


def kept(value: Any, kind: Any) -> Any:
    return DOCUMENTS.structure(json.loads(json.dumps(DOCUMENTS.unstructure(value))), kind)


def article() -> Article:
    art = Article.open("KB-1", at=NINE, by="ada", title="VPN", resolution="Renew it")
    art = art.submit(at=NINE, by="ada").publish(at=NINE, by="bob")
    return art.revise(at=NINE, by="eve", issue="It drops")


def test_an_article_is_stored_and_loaded() -> None:
    """With all its versions, as JSON and as a pickle."""
    art = article()
    for loaded in (kept(art, Article), pickle.loads(pickle.dumps(art))):
        assert art == loaded
        assert art.versions == loaded.versions
    assert ARTICLE == DOCUMENTS.structure(DOCUMENTS.unstructure(ARTICLE), type(ARTICLE))


def test_a_workaround_is_stored_with_its_steps() -> None:
    """In the events that tell of it."""
    prb = Problem.open("PRB-1", at=NINE, by="ada", summary="VPN")
    prb = prb.propose_workaround(at=NINE, by="ada", text="Wait", steps=["Sit", "Wait"])
    assert prb.workaround == kept(prb, Problem).workaround


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Lexicon(synonyms=[("vpn", "tunnel")], endings=[{"s": ""}], least=2), Lexicon),
        (ENGLISH, Lexicon),
        (Topic(text="VPN", items="gw-1", services=("vpn", "web"), category="network"), Topic),
    ],
)
def test_what_compares_words_is_stored(value: Any, kind: Any) -> None:
    """As data, which finds what it found before."""
    loaded = kept(value, kind)
    assert value == loaded
    if isinstance(value, Lexicon):
        assert value.terms("vpn tunnels drop") == loaded.terms("vpn tunnels drop")


def test_what_is_made_ready_is_pickled() -> None:
    """A matcher and a version."""
    matcher = Matcher({"KB-1": Topic(text="VPN drops")})
    loaded = pickle.loads(pickle.dumps(matcher))
    assert matcher == loaded
    assert matcher.match(Topic(text="vpn")) == loaded.match(Topic(text="vpn"))
    (version, _) = article().versions
    assert isinstance(version, ArticleVersion)
    assert version == pickle.loads(pickle.dumps(version))


@settings(max_examples=5)
@given(records(Article))
def test_articles_are_drawn(art: Article) -> None:
    """Each with a legal history that is stored and loaded."""
    assert () == Article.audit(art.history, model=ARTICLE)
    assert art == kept(art, Article)


@settings(max_examples=5)
@given(events(Published, model=ARTICLE))
def test_events_of_articles_are_drawn(event: Published) -> None:
    """With an instant and an actor, at least."""
    assert event.verb == "publish"
