"""Actors: whose names a verb takes, and which a history may hold."""

import pickle
import unicodedata
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itsmcore import INCIDENT, Actor, Incident
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.errors import BadData, BadValue, Refused
from itsmcore.incidents import Opened, Started
from itsmcore.lifecycle import SYSTEM, Permit, as_actor
from itsmcore.lifecycle.events import Commented
from tests.instants import NINE as T0
from tests.support import Lent, Loan, lent

UNSEEN = [
    "ada\u200b",  # a space of no width
    "\u202eada",  # from right to left
    "a\ufeffda",  # a byte order mark
    "ada\n",
    "a\x00da",
    "ada\u2028grace",  # a line's end
    "ad\u00ada",  # a hyphen that is not there
    "ada\U000e0041",  # a tag
    "\ud800ada",  # half a character
    "ada\u200d",  # a joiner of nothing
    "\u200cada",
    "a\u200d\u200db",
    "ada \u200d grace",
    "1\u200d2",
]
BLANK = [" ada", "ada ", "\u00a0ada", "ada\u3000", " ", "\t"]
LEGAL = [
    "ada",
    "ada lovelace",
    "Ada O’Neill-Źak",  # noqa: RUF001 (an apostrophe as people write it)
    "ada@example.org",
    "علی\u200cرضا",  # noqa: RUF001 (Arabic letters, kept apart)
    "क\u094d\u200dष",  # a joiner after a sign
    "ශ\u0dca\u200dරී",
    "അനില\u0d4d\u200d",  # an old way to write a last letter without its vowel
    "名前",
    "e\u0301ve",
    "a",
]


@pytest.mark.parametrize("name", LEGAL)
def test_a_name_that_people_have_is_taken(name: str) -> None:
    """Of any script, joiners between its letters included."""
    assert name == Incident.open("INC-1", at=T0, by=name, summary="s").opened_by.name
    assert () == lent().why_not("return_", at=T0.replace(year=2027), by=name)


@pytest.mark.parametrize("name", [*UNSEEN, *BLANK])
def test_a_name_that_looks_like_another_is_refused_by_every_verb(name: str) -> None:
    """By the opening, by a verb, and where it is asked; what is stored loads, and is audited."""
    for kind in (Actor, lambda name: name):
        with pytest.raises(BadData, match=r"the name .* fix it and try again"):
            Incident.open("INC-1", at=T0, by=kind(name), summary="s")
        with pytest.raises(BadData):
            lent().return_(at=T0.replace(year=2027), by=kind(name))
    later = T0.replace(year=2027)
    assert ["unclear_name"] == [r.code for r in lent().why_not("return_", at=later, by=name)]
    of = {choice.verb: choice for choice in lent().choices(at=later, by=name)}
    assert "unclear_name" in [reason.code for reason in of["return_"].reasons]
    history = (
        Opened("INC-1", at=T0, by=name, summary="s"),
        Started(at=T0, by=name),
        Started(at=T0, by=name),
    )
    inc = Incident.replay(history[:2])
    assert (name, name) == (inc.opened_by.name, inc.timeline()[1].facts["event.by"])
    found = Incident.audit(history[:2], model=INCIDENT)
    assert [(0, "unclear_name"), (1, "unclear_name")] == [
        (finding.index, finding.reasons[0].code) for finding in found
    ]
    assert inc == pickle.loads(pickle.dumps(inc))


def test_a_refusal_of_a_name_shows_it() -> None:
    """With what is wrong, as characters that can be seen."""
    (reason,) = lent().why_not("return_", at=T0.replace(year=2027), by="ada\u200b")
    assert r"the name 'ada\u200b' holds U+200B, which is invisible" == str(reason)
    (reason,) = lent().why_not("return_", at=T0.replace(year=2027), by="ada ")
    assert "the name 'ada ' begins or ends with a blank" == str(reason)
    (reason,) = lent().why_not("return_", at=T0.replace(year=2027), by="x" * 9_000 + " ")
    assert len(str(reason)) < 300


@given(st.text(min_size=1, max_size=6))
@example("क\u094d\u200d")
@example("\u200d")
def test_a_name_is_refused_as_its_characters_say(name: str) -> None:
    """An oracle looks at each of them by itself."""
    is_clear = name == name.strip()
    for place, character in enumerate(name):
        before, after = name[:place][-1:], name[place + 1 :][:1]
        letters = [bool(c) and unicodedata.category(c)[0] in "LM" for c in (before, after)]
        joins = character in "\u200c\u200d" and all(letters)
        ends = character == "\u200d" and bool(before) and unicodedata.combining(before) == 9
        unseen = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        is_clear &= joins or ends or not unseen
    assert is_clear is not bool(lent().why_not("lose", at=T0.replace(year=2027), by=name))


class Role(StrEnum):
    """A role and a name of one's own."""

    LEAD = "lead"


class Chameleon(str):
    """A text that is equal to every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("lead")

    def __str__(self) -> str:
        return "somebody else"


class Double(Actor):
    """An actor who is equal to every other."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Actor.__hash__


@pytest.mark.parametrize("name", [Role.LEAD, Chameleon("lead")])
@pytest.mark.parametrize("kind", [as_actor, Actor])
def test_a_name_is_a_plain_text(name: Any, kind: Any) -> None:
    """Whatever class it came in; a member of an enum is its value."""
    assert (str, "lead") == (type(kind(name).name), kind(name).name)
    roles = Actor("x", roles=name).roles | Actor("y", roles=[name]).roles
    assert ({str}, {"lead"}) == (set(map(type, roles)), roles)


def test_nobody_is_everybody() -> None:
    """Neither a name nor a role that says that it equals another, nor an actor who does."""
    assert as_actor("ada") != Commented(at=T0, by=Chameleon("x"), text="t").by
    event = Commented(at=T0, by=Double("x", roles="reader"), text="t")
    assert (Actor, {"reader"}) == (type(event.by), event.by.roles)
    assert SYSTEM != as_actor(Double("x"))
    model = Loan.model.with_roles({Lent: Permit("lead")})
    wanted = model.open("L-1", at=T0, by="desk", title="Emma")
    for by in (Actor("x", roles=Chameleon("other")), Chameleon("lead"), Double("lead")):
        with pytest.raises(Refused, match="it takes the role lead"):
            wanted.lend(at=T0, by=by, reader="ada", given={"banned": False})
    change = NORMAL_CHANGE.open("CHG-1", at=T0, by=Chameleon("ada"), summary="s")
    assert (str, "ada") == (type(change.requester), change.requester)


@pytest.mark.parametrize("roles", [5, [7], [None], {"a": 1, 2: 3}, b"ab"])
def test_roles_are_texts(roles: Any) -> None:
    """Anything else is named."""
    with pytest.raises(BadValue, match="an actor's roles cannot be"):
        Actor("ada", roles=roles)


def test_a_timeline_knows_who_acted_and_in_which_roles() -> None:
    """All of it, or what is asked for alone."""
    loan = lent(by=Actor("grace", {"librarian", "reader"}))
    last = loan.timeline()[-1]
    assert ("grace", ("librarian", "reader")) == (last.get("event.by"), last.get("event.by.roles"))
    asked = loan.timeline(facts=["event.by.roles"])[-1]
    assert {"state", "phase", "event.by.roles"} == set(asked.facts)
    assert ("librarian", "reader") == asked.get("event.by.roles")
