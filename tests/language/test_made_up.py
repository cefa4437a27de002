"""In a made-up language, no word of English is left but what somebody wrote and code."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest

from itsmcore import INCIDENT, Incident, Level
from itsmcore.errors import BadValue, FaultyDefinition, ItsmError, Reason
from itsmcore.language import speaking
from itsmcore.lifecycle import Guard, Phase, State
from itsmcore.phrase import say
from itsmcore.schedule import Schedule
from tests.instants import NINE
from tests.language.mirror import WIDE, own_words, words_in
from tests.language.nouns import nouns, readings

CLIPPED = {
    "gallery.glpi_change": {"Re"},
    "gallery.itop_incident": {"ev_cl"},
    "gallery.itop_request": {"Pe"},
    "gallery.jira_change": {"Pen"},
    "gallery.plan": {"answers.is_re"},
    "gallery.servicenow_change": {"servicenow.normal"},
    "gallery.servicenow_requested_item": {"Cancele"},
}
"""The beginning of somebody's own words, where there is no room for more."""
CODE = {
    "gallery.bmc_incident": {"in", "progress"},
    "conditions.Opaque": {"is", "new"},
    "gallery.two_models": {"field", "is_set"},
}
"""A verb named like a state of the library, the name of a function, and a repr of what differs."""
NOUNS = nouns()


@pytest.mark.long
@pytest.mark.parametrize("name", NOUNS)
def test_no_english_is_left_in_a_noun(name: str) -> None:
    """Its text, its tables, its pictures and their words for those who cannot see them."""
    one = NOUNS[name]()
    own = own_words(one) | CLIPPED.get(name, set()) | CODE.get(name, set())
    with speaking(WIDE):
        left = {how: words_in(text) - own for how, text in readings(one)}
    assert {} == {how: words for how, words in left.items() if words}


@pytest.mark.long
@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_that_was_read_before_speaks_as_one_that_was_not(name: str) -> None:
    """Nothing that is said is kept for whoever reads it next."""
    read, fresh = NOUNS[name](), NOUNS[name]()
    list(readings(read))
    with speaking(WIDE):
        assert list(readings(fresh)) == list(readings(read))


def incident() -> Incident:
    """Make one that is assigned."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail")
    return inc.assign(at=NINE, by="ada", group="messaging", assignee="grace")


FIVE: Any = 5
REFUSED: dict[str, Callable[[], Any]] = {
    "a move": lambda: incident().close(at=NINE, by="grace"),
    "a code": lambda: (
        incident().start(at=NINE, by="grace").hold(at=NINE, by="grace", reason="vendro")
    ),
    "a blank": lambda: incident().comment(at=NINE, by="grace", text=" "),
    "an instant": lambda: incident().comment(at=NINE.replace(year=2020), by="grace", text="Mail"),
    "a version": lambda: incident().expect(version=9),
    "a role": lambda: (
        INCIDENT.with_roles({"assign": "agent"})
        .open("INC-3", at=NINE, by="ada", summary="Mail")
        .assign(at=NINE, by="ada", group="messaging")
    ),
    "a value": lambda: Incident.open("INC-4", at=NINE, by="ada", summary=FIVE),
    "a definition": lambda: INCIDENT.extended(State("new", phase=Phase.NEW)),
    "hours": lambda: Schedule.weekly({"mnday": "08:00-18:00"}, tz="Europe/Amsterdam"),
    "a search": lambda: Schedule.never().next_open(NINE),
}
DATA = frozenset(
    {
        "ada",
        "agent",
        "hold_reason",
        "summary",
        "text",
        "INC-1",
        "messaging",
        "mnday",
        "mon",
        "table",
        "new",
    }
)
"""What was given, and names that a refusal lists."""
CODES = frozenset(
    {
        *("close", "hold", "start", "comment", "assign", "open", "cancel", "resolve", "update"),
        *("declare_major", "propose_major", "caller", "vendor", "problem", "change", "assignee"),
    }
)


def refused(name: str) -> ItsmError:
    """Raise and return an error, while English is spoken."""
    with pytest.raises(ItsmError) as caught:
        REFUSED[name]()
    error: ItsmError = caught.value
    return error


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_raised_in_english_is_read_in_any_language(name: str) -> None:
    """Refusals, faults and errors are said when they are read, by each reader in turn."""
    error = refused(name)
    english = str(error)
    with speaking(WIDE):
        wide = str(error)
        again = str(pickle.loads(pickle.dumps(error)))
    assert wide == again != english == str(error)
    model = {rule.event.verb for rule in INCIDENT.rules} | {state.name for state in INCIDENT.states}
    assert set() == words_in(wide) - DATA - CODES - model


def test_a_reason_is_said_to_each_who_reads_it() -> None:
    """It stays one value, equal to itself whoever looks."""
    with speaking(WIDE):
        (reason,) = incident().why_not("close", at=NINE, by="grace")
        wide = reason.words
    assert wide != reason.words
    (same,) = incident().why_not("close", at=NINE, by="grace")
    assert reason == same
    assert hash(reason) == hash(same)


def test_a_form_speaks() -> None:
    """What a button says and does, what is asked for, and what may be chosen."""
    inc = incident()
    english = [(one.label, one.help) for one in inc.choices(at=NINE, by="grace")]
    with speaking(WIDE):
        for choice in inc.choices(at=NINE, by="grace"):
            assert set() == words_in(choice.label)
            for asked in choice.arguments:
                assert set() == words_in(asked.label)
                assert set() == words_in(asked.help) - CODES
                menu = [one for one in asked.menu if isinstance(one.value, Enum | Level)]
                assert set() == {word for one in menu for word in words_in(one.label)}
        wide = [(one.label, one.help) for one in inc.choices(at=NINE, by="grace")]
    assert not set(english) & set(wide)
    assert english == [(one.label, one.help) for one in inc.choices(at=NINE, by="grace")]


def test_somebodys_own_words_stay() -> None:
    """A guard of one's own, a summary, a code that the library does not know."""
    own = Reason("mine", "ask the board first")
    with speaking(WIDE):
        assert own.words == "ask the board first"
        assert str(incident().summary) == "Mail"


def test_a_loaded_guard_speaks_like_the_shipped_one() -> None:
    """The English words of a guard that ships are its phrase."""
    shipped = next(guard for rule in INCIDENT.rules for guard in rule.guards)
    loaded = Guard(shipped.words, shipped.condition, code=shipped.code)
    assert loaded == shipped
    with speaking(WIDE):
        assert loaded.words == shipped.words != shipped.code


def test_faults_come_together_in_any_language() -> None:
    """The group, and each of its faults."""
    with pytest.raises(FaultyDefinition) as caught:
        REFUSED["a definition"]()
    with speaking(WIDE):
        assert all(words_in(str(fault)) <= DATA for fault in caught.value.faults)
        assert words_in(str(caught.value)) <= DATA | {"incident"}


def test_a_value_may_be_asked_for_in_somebodys_own_words() -> None:
    """What an error of one's own expects is said as it is."""
    error = BadValue(field="colour", value=5, expected="the name of a colour")
    with speaking(WIDE):
        assert "the name of a colour" in str(error)


def test_a_phrase_of_no_use_is_refused_in_the_language_too() -> None:
    """Errors about languages are phrases themselves."""
    with pytest.raises(BadValue) as caught:
        say("common.days")
    with speaking(WIDE):
        assert words_in(str(caught.value)) <= {"arguments", "day", "days"}
