"""A language is checked when it is made, and spoken by whoever says so."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue, FaultyDefinition, Stale, Unlisted
from itsmcore.language import Language, Phrase, Words, english, say, speaking
from itsmcore.phrase import all_of, both_of, either_of, in_english, label, parts, short_day
from itsmcore.phrases import code_of, is_phrase, template, templates

GERMAN = Language(
    "de",
    {
        "common.days": "{days} {days:Tag|Tage}",
        "errors.stale": "{record} hat schon Version {found}, nicht {expected}",
        "states.in_progress": "in Arbeit",
        "days.mon": "mo",
    },
)


def test_a_block_and_a_function_speak_and_end() -> None:
    """Within, without, and after an error; a block inside another ends with itself."""
    days = Phrase("common.days", days=2)

    @speaking(GERMAN)
    def told() -> str:
        return str(days)

    assert str(days) == "2 days"
    with speaking(GERMAN):
        assert str(days) == "2 Tage"
        with speaking(english):
            assert say(days) == "2 days"
        assert say("common.days", days=1) == "1 Tag"
    assert told() == told() == "2 Tage"
    with pytest.raises(ZeroDivisionError), speaking(GERMAN):
        raise ZeroDivisionError
    assert str(days) == "2 days"


def test_each_thread_speaks_its_own_language() -> None:
    """One that is begun elsewhere speaks English, unless it takes the context along."""
    with ThreadPoolExecutor(1) as pool, speaking(GERMAN):
        assert pool.submit(say, "common.days", days=2).result() == "2 days"
        taken = pool.submit(copy_context().run, lambda: say("common.days", days=2))
        assert taken.result() == "2 Tage"


def test_what_a_language_lacks_is_english_and_listed() -> None:
    """Nothing is ever missing on a page, and everything in the list."""
    with speaking(GERMAN):
        assert say("common.none") == "none"
    assert "common.none" in GERMAN.missing
    assert "common.days" not in GERMAN.missing
    assert list(GERMAN.missing) == sorted(GERMAN.missing)
    assert set(english.missing) == set(templates())


def test_an_error_speaks_to_its_reader() -> None:
    """It is raised once, and read by two."""
    error = Stale.of("INC-1", found=3, expected=2)
    with speaking(GERMAN):
        assert str(error) == "'INC-1' hat schon Version 3, nicht 2"
    assert str(error) == "'INC-1' is at version 3, not 2; load it again and try again"


def test_a_language_with_faults_is_refused_with_all_of_them() -> None:
    """Each names the code, and what to do."""
    phrases: Any = {
        "common.dayz": "Tage",
        "common.none": 5,
        "common.days": "{days",
        "common.one_of": "eins von {name}",
        "errors.stale": "{record!r}",
        "errors.bad_span": "{end:x}",
        "errors.refused.at": "{}",
    }
    with pytest.raises(FaultyDefinition) as caught:
        Language("de", phrases)
    assert str(caught.value).startswith("language 'de' has 7 faults; fix each and build it again")
    assert [(fault.code, fault.subject) for fault in caught.value.faults] == [
        ("unknown_phrase", "'common.dayz'"),
        ("bad_template", "'common.none'"),
        ("bad_template", "'common.days'"),
        ("unknown_argument", "'common.one_of'"),
        ("bad_template", "'errors.stale'"),
        ("unknown_form", "'errors.bad_span'"),
        ("unknown_argument", "'errors.refused.at'"),
    ]
    assert "did you mean 'names'?" in str(caught.value)


@pytest.mark.parametrize(
    ("given_to", "match"),
    [
        ({"code": ""}, "code cannot be ''"),
        ({"phrases": 5}, "phrases cannot be 5"),
        ({"plural": 5}, "plural cannot be 5; give a function from a number to the place of a form"),
    ],
)
def test_what_is_no_language_is_refused(given_to: Mapping[str, Any], match: str) -> None:
    """Each argument, by its name."""
    with pytest.raises(BadValue, match=match):
        Language(**{"code": "de", **given_to})


def test_a_language_is_a_value() -> None:
    """It is compared, hashed, pickled, and shown as it is made."""
    again = Language("de", dict(GERMAN.phrases))
    assert again == GERMAN
    assert hash(again) == hash(GERMAN)
    assert pickle.loads(pickle.dumps(GERMAN)) == GERMAN
    assert repr(Language("de")) == "Language('de')"
    assert repr(Language("pl", plural=slavic)) == "Language('pl', plural=slavic)"


def slavic(number: int) -> int:
    """Return the place of the form: one, a few or many."""
    return 0 if number == 1 else 1 if number % 10 in (2, 3, 4) else 2


def test_a_language_may_have_more_forms_than_two() -> None:
    """Its own function says which; one that is not there is the last."""
    polish = Language("pl", {"common.days": "{days} {days:dzień|dni|dób}"}, plural=slavic)
    with speaking(polish):
        assert [say("common.days", days=n) for n in (1, 3, 5)] == ["1 dzień", "3 dni", "5 dób"]
    with speaking(Language("x", {"common.days": "{days:a|b}"}, plural=slavic)):
        assert say("common.days", days=5) == "b"
    assert say("common.days", days="some") == "some days"


def test_a_phrase_is_a_value() -> None:
    """It is frozen, compared by code and arguments, pickled, and shown as it is made."""
    phrase = Phrase("common.days", days=2)
    assert phrase == Phrase("common.days", days=2) == pickle.loads(pickle.dumps(phrase))
    assert phrase != Phrase("common.days", days=3)
    assert phrase != "2 days"
    assert hash(phrase) == hash(Phrase("common.days", days=2))
    assert repr(phrase) == "Phrase('common.days', days=2)"
    with pytest.raises(AttributeError, match="'code' of a phrase is frozen"):
        phrase.code = "other"
    with pytest.raises(AttributeError, match="'code' of a phrase is frozen"):
        del phrase.code


def test_what_is_no_phrase_is_refused() -> None:
    """A code that is none, an unknown one, arguments that are missing or of another kind."""
    wrong: Any = 5
    with pytest.raises(BadValue, match="code cannot be 5"):
        Phrase(wrong)
    with pytest.raises(BadValue, match="code cannot be 5"):
        say(wrong)
    with pytest.raises(Unlisted, match="did you mean 'common"):
        say("common.dayz")
    with pytest.raises(BadValue, match="what the phrase"):
        say("common.days")
    with pytest.raises(BadValue, match="arguments cannot be"):
        say("figures.more", count="many")


def test_words_are_compared_and_stored_in_english() -> None:
    """Whoever speaks what, and as they are where they are somebody's own."""
    with speaking(GERMAN):
        assert in_english(Phrase("common.days", days=2)) == "2 days"
        assert str(Phrase("common.days", days=2)) == "2 Tage"
    assert in_english("ours") == "ours"


def test_several_words_are_one_phrase() -> None:
    """One after the other, as alternatives, and together; one alone is itself."""
    several: list[Words] = ["mail", "phone", Phrase("common.none")]
    assert str(all_of(several)) == "mail, phone, none"
    assert str(either_of(several)) == "mail or phone or none"
    assert str(both_of(several)) == "mail, phone and none"
    assert all_of(["mail"]) == either_of(["mail"]) == both_of(["mail"]) == "mail"


def test_a_label_is_the_librarys_or_the_code_in_words() -> None:
    """A code of one's own is said in its own words."""
    with speaking(GERMAN):
        assert label("states", "in_progress") == "in Arbeit"
        assert label("states", "waiting_for_parts") == "waiting for parts"
        assert short_day(date(2026, 1, 5)) == "Mo"
    assert label("states", "in_progress") == "in progress"


def test_codes_are_found_by_room() -> None:
    """And what is none is told."""
    assert is_phrase("common.none")
    assert not is_phrase("none")
    assert template("common.none") == "none"
    assert code_of("common", "none") == "common.none"


NAMES = sorted(templates())


@st.composite
def languages(draw: st.DrawFn) -> Language:
    """Draw a language of some templates, each of some arguments of the English one."""
    phrases = {}
    for code in draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True)):
        forms = {(name, form) for _, name, form in parts(template(code)) if name is not None}
        pieces = [draw(texts())]
        for name, form in draw(st.permutations(sorted(forms))):
            several = draw(st.lists(texts(), min_size=2, max_size=4))
            chosen = draw(st.sampled_from(["", form, "|".join(several)]))
            pieces += [f"{{{name}{':' if chosen else ''}{chosen}}}", draw(texts())]
        phrases[code] = "".join(pieces)
    return Language("drawn", phrases, plural=draw(st.sampled_from([slavic, lambda n: n])))


def texts() -> st.SearchStrategy[str]:
    """Draw texts without braces or what parts forms."""
    return st.text(st.characters(exclude_characters="{}|:![]."), max_size=8)


@pytest.mark.untraced
@given(languages(), st.data())
def test_any_language_says_any_phrase(language: Language, data: st.DataObject) -> None:
    """Whatever its templates are, it raises nothing."""
    code = data.draw(st.sampled_from(sorted(language.phrases) or NAMES))
    arguments: dict[str, Any] = {}
    for _, name, form in parts(template(code)):
        if name is not None:
            number = data.draw(st.integers(0, 12))
            is_number = bool(form) or (name in arguments and isinstance(arguments[name], int))
            arguments[name] = number if is_number else data.draw(st.text(max_size=5))
    for _, name, form in parts(template(code)):
        if form and "|" not in form and "%" in form:
            arguments[str(name)] = date(2026, 1, 5)
    with speaking(language):
        assert isinstance(say(code, **arguments), str)
        assert str(Phrase(code, **arguments)) == say(code, **arguments)
