"""Matching: what has words and facts in common, best first, with the reasons."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue
from itsmcore.frozen import FrozenDict
from itsmcore.lexicon import ENGLISH
from itsmcore.matching import Matcher, Resemblance, Topic
from tests.timing import calls

SYNONYMS = attrs.evolve(ENGLISH, synonyms=[("vpn", "tunnel"), ("drop", "disconnect")])
VPN = Topic(text="VPN drops after eight hours", services="vpn", category="network/vpn")
MAIL = Topic(text="Mail waits in the queue", items="mx-1", category="mail")

WORDS = ("vpn", "drops", "mail", "queue", "printer", "jam")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5, unique=True).map(" ".join)
TOPICS = st.builds(
    Topic,
    text=TEXTS,
    items=st.sets(st.sampled_from(["mx-1", "vm-1"])).map(sorted),
    services=st.sets(st.sampled_from(["mail", "vpn"])).map(sorted),
    category=st.sampled_from([None, "mail", "mail/queue", "network"]),
)
MANY = st.dictionaries(st.integers(0, 9), TOPICS, max_size=6)


def found(sought: Topic, *topics: Topic, lexicon: Any = ENGLISH) -> list[tuple[str, ...]]:
    return [one.reasons for one in Matcher(dict(enumerate(topics)), lexicon).match(sought)]


def test_words_are_found_by_their_stems() -> None:
    """And the reason says as which they were found."""
    sought = Topic(text="my vpn dropped after working all day")
    assert [("words after, dropped (drops), vpn",)] == found(sought, VPN, MAIL)
    assert [("words disconnects (drops), tunnel (vpn)",)] == found(
        Topic(text="Tunnel disconnects"), VPN, lexicon=SYNONYMS
    )
    assert [] == found(Topic(text="Tunnel disconnects"), VPN)


def test_what_is_in_common_is_told_with_its_weight() -> None:
    """An item tells more than a service, a category more than its branch, and words up to 4."""
    parts = {
        Topic(items="mx-1"): 4,
        Topic(category="mail"): 2,
        Topic(category="mail/queue"): 1,
        Topic(text="mail waits in the queue"): 4,
        Topic(text="mail waits in the queue", items="mx-1", category="mail"): 10,
    }
    for sought, score in parts.items():
        (match,) = Matcher({"KB-1": MAIL}).match(sought)
        assert score == pytest.approx(match.score)
    assert "KB-1 (4): same item mx-1" == str(Matcher({"KB-1": MAIL}).match(Topic(items="mx-1"))[0])


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    """Of the topics that are given."""
    topics = {n: Topic(text=f"vpn {word}") for n, word in enumerate(["drops", "slow", "dead"])}
    ranked = Matcher(topics).match(Topic(text="vpn slow"))
    assert [1, 0, 2] == [match.key for match in ranked]


def test_a_topic_is_read_from_facts() -> None:
    """Those that records have; whatever else stands under their names is passed over."""
    facts: dict[str, object] = {
        "summary": "Mail waits",
        "description": None,
        "service": "mail",
        "affected_services": {"web", "mail"},
        "configuration_items": 5,
        "category": "",
    }
    expected = Topic(text="Mail waits", services=("mail", "web"))
    assert expected == Topic.of(facts)
    assert Topic() == Topic.of({})


def test_what_is_no_topic_is_refused() -> None:
    """With the next step."""
    wrong: Any
    for wrong in (5, {"KB-1": "mail"}, {"KB-1": MAIL, 5: MAIL}):
        with pytest.raises(BadValue, match="topics"):
            Matcher(wrong)
    wrong = "mail"
    with pytest.raises(BadValue, match="topic"):
        Matcher({}).match(wrong)
    with pytest.raises(BadValue, match="lexicon"):
        Matcher({}, wrong)
    with pytest.raises(BadValue, match="facts"):
        Topic.of(wrong)
    with pytest.raises(BadValue):
        Resemblance("KB-1", wrong, ())


@given(MANY, TOPICS, st.randoms())
def test_the_order_in_which_topics_are_given_does_not_matter(
    topics: dict[int, Topic], sought: Topic, chance: Any
) -> None:
    """The best comes first, of equals the first by its key, and each has a reason."""
    matches = Matcher(topics).match(sought)
    shuffled = list(topics.items())
    chance.shuffle(shuffled)
    assert matches == Matcher(dict(shuffled)).match(sought)
    assert [(-one.score, one.key) for one in matches] == sorted(
        (-one.score, one.key) for one in matches
    )
    assert all(one.reasons and 0 < one.score <= 12 for one in matches)
    assert topics == Matcher(FrozenDict(topics)).topics


@given(MANY, TOPICS, st.sampled_from(WORDS))
def test_a_word_that_matches_never_lowers_a_score(
    topics: dict[int, Topic], sought: Topic, word: str
) -> None:
    """However much else is looked for."""
    matcher = Matcher(topics)
    more = attrs.evolve(sought, text=f"{sought.text} {word}")
    before = {one.key: one.score for one in matcher.match(sought)}
    after = {one.key: one.score for one in matcher.match(more)}
    for key, topic in topics.items():
        if word in topic.text.split():
            assert after[key] >= before.get(key, 0) - 1e-9


@pytest.mark.untraced
def test_a_match_takes_time_in_proportion_to_the_topics() -> None:
    """At n, 2n and 4n of them: to build and to ask."""

    def steps(n: int) -> int:
        topics = {one: Topic(text=f"vpn drop {one % 50 * 'x'}") for one in range(n)}
        return calls(lambda: Matcher(topics).match(VPN))

    once, twice, four = map(steps, (250, 500, 1000))
    assert twice < 2.3 * once
    assert four < 2.3 * twice
