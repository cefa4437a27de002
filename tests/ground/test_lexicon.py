"""Lexicons: words count as the same by their endings and by what they mean."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.lexicon import ENGLISH, Lexicon
from itsmcore.matching import Matcher, Topic
from itsmcore.tokens import tokens

WORDS = st.text(st.characters(categories=("Ll", "Lu")), max_size=12)


@pytest.mark.parametrize(
    "words",
    [
        "drop drops dropped dropping",
        "crash crashes crashed crashing",
        "close closes closed closing",
        "service services serviced servicing",
        "try tries tried",
        "access accesses accessed accessing",
        "status",
        "box boxes boxed",
        "key keys",
        "speed speeds",
        "need needs needed needing",
        "miss misses missed",
    ],
)
def test_english_endings_are_left_out(words: str) -> None:
    """Of plurals and of tenses, with what doubles before them."""
    assert 1 == len({ENGLISH.stem(word) for word in words.split()})


@pytest.mark.parametrize("words", ["vpn dns sms gps", "print printer", "mail mailbox", "bus bring"])
def test_other_words_stay_apart(words: str) -> None:
    """A short word keeps its letters, and what a word is made of is another word."""
    assert len(words.split()) == len({ENGLISH.stem(word) for word in words.split()})
    assert ["dns", "bring"] == [ENGLISH.stem(word) for word in ("DNS", "bring")]


def test_the_longest_ending_of_a_step_counts() -> None:
    """In whatever order they are given, and where it would leave too little, none does."""
    for endings in ({"ing": "", "ring": "x"}, {"ring": "x", "ing": ""}):
        assert "stax" == Lexicon(endings=[endings]).stem("staring")
    assert "ring" == Lexicon(endings=[{"ing": ""}]).stem("ring")
    assert "r" == Lexicon(endings=[{"ing": ""}], least=1).stem("ring")


def test_synonyms_stand_for_each_other() -> None:
    """With any of their endings; groups with a word in common are one."""
    ours = attrs.evolve(
        ENGLISH, synonyms=[("vpn", "Tunnels"), ("drop", "disconnect"), ("disconnected", "loses")]
    )
    assert ours.term("tunnel") == ours.term("VPN")
    assert 1 == len({ours.term(word) for word in ("dropped", "disconnects", "losing")})
    assert {"disconnect": ("dropped", "lost")} != ours.terms("dropped lost")
    assert ("disconnects", "dropped") == ours.terms("dropped, disconnects")["disconnect"]


def test_several_words_together_may_be_a_synonym() -> None:
    """Where they stand together, with any of their endings, beside each of them."""
    synonyms = [("vpn", "virtual private network"), ("drop", "hang up"), ("up", "above")]
    ours = attrs.evolve(ENGLISH, synonyms=synonyms)
    vpn = ours.term("VPN")
    assert vpn == ours.term("Virtual-private networks")
    found = ours.terms("The virtual private networks hung, or hang up")
    assert ("virtual private networks",) == found[vpn]
    assert {"virtual", "private", "networks"} <= {word for of in found.values() for word in of}
    assert ("hang up",) == found[ours.term("dropped")]
    assert vpn not in ours.terms("virtual and private; network")
    assert vpn not in ours.terms("virtual private")
    matcher = Matcher({"KB-1": Topic(text="VPN dropped"), "KB-2": Topic(text="Mail waits")}, ours)
    (match,) = matcher.match(Topic(text="my virtual private network hangs up"))
    assert "KB-1 (4): words hangs up (dropped), virtual private network (vpn)" == str(match)


def test_what_no_lexicon_holds_is_refused() -> None:
    """All faults of one together: a synonym of no telling word, an ending of nothing."""
    wrong: Any = [{"": "x", "ed": 5}]
    with pytest.raises(FaultyDefinition) as caught:
        Lexicon([("8", "eight"), ("and", "plus")], wrong)
    assert ["bad_ending", "bad_ending", "bad_synonym", "bad_synonym"] == [
        fault.code for fault in caught.value.faults
    ]
    for data in ({"synonyms": 5}, {"synonyms": [5]}, {"endings": "s"}, {"endings": [5]}):
        bad: Any = data
        with pytest.raises(BadValue):
            Lexicon(**bad)
    with pytest.raises(BadValue):
        Lexicon(least=0)


@given(st.text())
def test_a_lexicon_without_entries_compares_words_as_they_are(text: str) -> None:
    """So that a signature of one is a signature of tokens."""
    assert set(tokens(text)) == set(Lexicon().terms(text))


@given(st.lists(st.lists(WORDS.filter(lambda w: len(tokens(w)) == 1), max_size=4), max_size=4))
def test_synonymy_is_an_equivalence(groups: list[list[str]]) -> None:
    """Whoever shares a group shares a term, and the order of groups does not matter."""
    ours, others = Lexicon(groups), Lexicon([group[::-1] for group in reversed(groups)])
    for group in groups:
        terms = [ours.terms(word) for word in group]
        assert len({term for found in terms for term in found}) <= 1
        assert terms == [others.terms(word) for word in group]


@given(st.text())
def test_every_word_of_a_text_is_found_once(text: str) -> None:
    """Under one term, and no ending leaves nothing."""
    found = ENGLISH.terms(text)
    assert sorted(tokens(text)) == sorted(word for words in found.values() for word in words)
    assert all(found)
