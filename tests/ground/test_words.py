"""Conditions on words: what a text says, whatever its case, its punctuation and its language."""

import pickle
from typing import Any

import pytest

from itsmcore.conditions import (
    Condition,
    HasWord,
    Words,
    as_condition,
    field,
    given,
    implies,
    is_satisfiable,
    words,
)
from itsmcore.decisions import Decision
from itsmcore.errors import BadCondition, BadValue
from itsmcore.interop.cattrs import make_converter

MAIL = {"summary": "E-Mail: Outlook crashes, no new MAIL (INC-1042)", "tags": ("vip", "Paper jam")}


@pytest.mark.parametrize(
    ("match", "word", "text", "is_there"),
    [
        ("whole", "mail", "no new MAIL!", True),
        ("whole", "mail", "mailbox full", False),
        ("whole", "paper jam", "Paper-jam again", True),
        ("whole", "paper jam", "jam in the paper", False),
        ("whole", "straße", "STRASSE gesperrt", True),
        ("whole", "e-mail", "E_Mail", True),
        ("whole", "office365", "Office365 login", True),
        ("whole", "mail", "", False),
        ("start", "print", "Printers and printing", True),
        ("start", "rint", "Printers", False),
        ("part", "drucker", "Netzwerkdruckerstörung", True),
        ("part", "drucker", "Druk op de knop", False),
        ("part", "プリンター", "会議室のプリンターが故障しました", True),
        ("part", "打印机", "三楼打印机卡纸", True),
        ("part", "เครื่องพิมพ์", "ห้องประชุมเครื่องพิมพ์เสีย", True),
        ("whole", "プリンター", "会議室のプリンターが故障しました", False),
    ],
)
def test_how_much_of_a_word_has_to_be_the_same_is_said(
    match: Any, word: str, text: str, *, is_there: bool
) -> None:
    """The whole word, its beginning or any part, by what the language calls for."""
    asked = words("summary", match=match).some(word)

    assert is_there is asked.judge({"summary": text})
    assert isinstance(asked, HasWord)


def test_words_are_asked_for_one_by_one_or_together() -> None:
    """Some of them, or every one, in whichever text."""
    assert words("summary").some("vpn", "outlook").holds(MAIL)
    assert not words("summary").some("vpn", "printer").holds(MAIL)
    assert words("summary").every("outlook", "mail").holds(MAIL)
    assert not words("summary").every("outlook", "vip").holds(MAIL)
    assert words("summary", "tags").every("outlook", "vip", "paper jam").holds(MAIL)
    assert words(field("tags")).some("jam").holds(MAIL)
    assert not words("tags").some("vip paper").holds(MAIL)


def test_what_is_no_text_has_no_words() -> None:
    """An absent fact, a number or a collection of them."""
    asked = words("summary").some("5")
    for value in (None, 5, (5, None), ()):
        assert asked.judge({"summary": value}) is False
    assert asked.judge({}) is False
    assert asked.judge({"summary": [5, "5"]}) is True


def test_what_comes_from_outside_may_be_unknown() -> None:
    """Then the answer is open, as for any other condition."""
    asked = words(given("subject")).some("mail")

    assert asked.judge({}) is None
    assert ("subject",) == asked.missing({})
    assert asked.judge({"given.subject": None}) is False
    assert asked.judge({"given.subject": "mail"}) is True


def test_conditions_on_words_are_data() -> None:
    """They print, compare, pickle, go into documents, and are proven as far as they are alike."""
    asked = words("summary", match="part").some("mail")
    other = words("summary").some("mail")

    assert "words('summary', match='part').some('mail')" == repr(asked)
    assert "words('summary').some('mail')" == repr(other)
    assert "words('summary', 'tags')" == repr(words("summary", "tags"))
    assert [
        "summary has the word 'mail'",
        "summary has a word that begins with 'mail'",
        "summary has a word with 'mail'",
    ] == [str(HasWord("summary", "mail", match)) for match in ("whole", "start", "part")]
    assert asked == eval(repr(asked)) == pickle.loads(pickle.dumps(asked)) == as_condition(asked)
    assert asked != other
    assert hash(asked) == hash(HasWord(field("summary"), "mail", "part"))
    both = asked & ~other & words("description").every("a1", "b2")
    converter = make_converter()
    assert both == converter.structure(converter.unstructure(both), Condition)
    assert "summary has the word 'mail': no, 'vpn'" == other.explain({"summary": "vpn"})
    assert "summary has the word 'mail': yes" == other.explain({"summary": "mail"})
    assert ("summary",) == tuple(one.name for one in asked.fields)


def test_what_is_asked_twice_is_shadowed() -> None:
    """A row that asks for one of several words comes too late after one that asks for all."""
    broad, narrow = words("summary").some("mail", "outlook"), words("summary").some("mail")

    assert implies(narrow, broad)
    assert not implies(broad, narrow)
    assert not is_satisfiable(narrow & ~broad)
    assert is_satisfiable(broad & ~narrow)
    assert ["shadowed"] == [
        fault.code for fault in Decision([(broad, "a"), (narrow, "b")]).faults()
    ]


def test_what_follows_from_a_word_is_proven() -> None:
    """A longer word, or more of it, has whatever is part of it; and nothing else."""

    def asked(match: Any, *several: str) -> Condition:
        return words("summary", match=match).every(*several)

    for condition, other in (
        (asked("part", "printer"), asked("part", "print")),
        (asked("start", "printer"), asked("start", "print")),
        (asked("whole", "print"), asked("start", "print")),
        (asked("start", "print"), asked("part", "rin")),
        (asked("whole", "paper jam"), asked("whole", "jam")),
        (asked("start", "paper jam"), asked("whole", "paper")),
        (asked("whole", "MAIL", "vpn"), asked("whole", "mail")),
    ):
        assert implies(condition, other)
        assert not implies(other, condition)
    for condition, other in (
        (asked("whole", "paper", "jam"), asked("whole", "paper jam")),
        (asked("start", "paper jam"), asked("whole", "jam")),
        (asked("part", "a", "b"), asked("part", "ab")),
        (asked("part", "一"), asked("whole", "一")),
        (words("description").some("mail"), asked("whole", "mail")),
    ):
        assert not implies(condition, other)
    assert is_satisfiable(asked("part", "mail") & field("summary").is_("vpn"))  # not looked into
    assert not is_satisfiable(asked("whole", "mail") & ~asked("part", "ai"))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: words(), "names"),
        (lambda: words(5), "subject"),  # type: ignore[arg-type]
        (lambda: words("summary", match="middle"), "match"),  # type: ignore[arg-type]
        (lambda: words("summary").some(), "words"),
        (lambda: words("summary").every(), "words"),
        (lambda: words("summary").some("!?"), "word"),
        (lambda: words("summary").some(""), "word"),
        (lambda: words("summary").some(5), "word"),  # type: ignore[arg-type]
        (lambda: HasWord("summary", "mail", None), "match"),  # type: ignore[arg-type]
    ],
)
def test_what_asks_for_no_word_is_refused(call: Any, name: str) -> None:
    """By its name."""
    with pytest.raises(BadValue) as refusal:
        call()

    assert name == refusal.value.field


def test_words_by_themselves_are_no_condition() -> None:
    """They wait for what is asked of them."""
    with pytest.raises(BadCondition, match=r"ask some\(…\) or every\(…\) of the words"):
        bool(Words((field("summary"),)))
