"""Matching: which known errors an incident may be an instance of, best first, with reasons."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Incident
from itsmcore.desk import match_duplicates, match_known_errors
from itsmcore.errors import BadValue
from itsmcore.lexicon import ENGLISH
from itsmcore.problems import KnownError, Problem
from tests.instants import MARCH as T0


def incident(**facts: Any) -> Incident:
    return Incident.open("INC-1", at=T0, by="ada", **{"summary": "xyzzy", **facts})


def known(problem: str = "PRB-1", **facts: Any) -> KnownError:
    nothing: dict[str, Any] = {
        "summary": "plugh",
        "symptom": None,
        "cause": "a full queue",
        "workaround": None,
        "items": (),
        "services": (),
        "category": None,
    }
    return KnownError(problem=problem, **{**nothing, **facts})


def reasons(inc: Incident, *errors: KnownError) -> list[tuple[str, tuple[str, ...]]]:
    return [(m.known_error.problem, m.reasons) for m in match_known_errors(inc, errors)]


def test_what_has_nothing_in_common_is_left_out() -> None:
    """No score is given to nothing, and the cause is not what one sees."""
    assert [] == reasons(incident(), known())
    assert [] == reasons(incident(summary="a full queue"), known())
    assert () == match_known_errors(incident(), [])


@pytest.mark.parametrize(
    ("facts", "error", "reason"),
    [
        ({"configuration_items": ["vm-1", "vm-2"]}, {"items": ("vm-2",)}, "same item vm-2"),
        ({"service": "mail"}, {"services": ("mail", "web")}, "same service mail"),
        ({"affected_services": ["web"]}, {"services": ("web",)}, "same service web"),
        (
            {"category": "mail/queue"},
            {"category": "mail"},
            "category mail/queue, a branch of mail",
        ),
        ({"category": "mail"}, {"category": "mail/queue"}, "category mail, above mail/queue"),
        ({"category": "mail"}, {"category": "mail"}, "category mail"),
        ({"summary": "Mail is slow"}, {"symptom": "mail waits, slow"}, "words mail, slow"),
        ({"description": "the MAIL stops"}, {"summary": "Mail stops"}, "words mail, stops"),
    ],
)
def test_each_thing_in_common_is_a_reason(
    facts: dict[str, Any], error: dict[str, Any], reason: str
) -> None:
    """Items, services, a category or a branch of it, and telling words."""
    assert [("PRB-1", (reason,))] == reasons(incident(**facts), known(**error))


def test_a_category_that_only_begins_alike_is_another() -> None:
    """Branches part at the slash."""
    assert [] == reasons(incident(category="mailing"), known(category="mail"))
    assert [] == reasons(incident(category="mail"), known())


def test_the_same_category_tells_more_than_a_branch_of_it() -> None:
    """Whatever their numbers are."""
    errors = [
        known(f"PRB-{n}", category=category)
        for n, category in enumerate(("mail", "mail/queue/eu", "mail/queue"))
    ]
    ranked = match_known_errors(incident(category="mail/queue"), errors)
    assert ["PRB-2", "PRB-0", "PRB-1"] == [match.known_error.problem for match in ranked]


def test_what_is_no_known_error_is_refused() -> None:
    """A problem is none, though it may have one."""
    prb: Any = Problem.open("PRB-1", at=T0, by="ada", summary="Mail stops")
    with pytest.raises(BadValue, match=r"give what known_error\(\) gives"):
        match_known_errors(incident(), [prb])


def test_the_one_with_more_in_common_comes_first() -> None:
    """An item tells more than a service, and two things more than one; of equals, by number."""
    inc = incident(service="mail", configuration_items=["vm-1"], summary="Mail is slow today")
    errors = [
        known("PRB-1", services=("mail",)),
        known("PRB-2", items=("vm-1",)),
        known("PRB-3", items=("vm-1",), services=("mail",)),
        known("PRB-5", services=("mail",), symptom="mail slow"),
        known("PRB-4", services=("mail",), symptom="mail slow"),
        known("PRB-6"),
    ]
    ranked = [match.known_error.problem for match in match_known_errors(inc, errors)]
    assert ["PRB-3", "PRB-4", "PRB-5", "PRB-2", "PRB-1"] == ranked


def test_words_are_the_same_by_their_stems_and_by_synonyms() -> None:
    """A known error is found by what a caller says of it."""
    error = known(summary="Tunnel disconnects after 8 hours", symptom="The tunnel is gone")
    told = incident(summary="vpn dropped after working all day")
    ours = attrs.evolve(ENGLISH, synonyms=[("vpn", "tunnel"), ("drop", "disconnect")])
    (match,) = match_known_errors(told, [error], lexicon=ours)
    assert ("words after, dropped (disconnects), vpn (tunnel)",) == match.reasons
    assert [("PRB-1", ("words dropped (drops)",))] == reasons(
        incident(summary="It dropped"), known(summary="Mail drops")
    )


def test_a_problem_with_two_known_errors_has_two_matches() -> None:
    """None of them is lost, in whatever order they come."""
    errors = known(summary="mail slow"), known(summary="mail waits")
    told = incident(summary="mail is slow")
    assert 2 == len(match_known_errors(told, errors))
    assert match_known_errors(told, errors) == match_known_errors(told, errors[::-1])


def test_a_match_prints_its_reasons() -> None:
    """In one line, for whoever has to choose."""
    inc = incident(service="mail", summary="Mail is slow")
    (match,) = match_known_errors(inc, [known(services=("mail",), symptom="slow")])
    assert "PRB-1 (4): same service mail; words slow" == str(match)


_NAMES = st.sampled_from(["mail", "web", "mail/queue", "vm-1"])
_ERRORS = st.builds(
    lambda number, items, services, category, symptom: known(
        f"PRB-{number}",
        items=tuple(items),
        services=tuple(services),
        category=category,
        symptom=symptom,
    ),
    st.integers(1, 9),
    st.sets(_NAMES),
    st.sets(_NAMES),
    _NAMES | st.none(),
    st.sampled_from(["mail slow", "web is gone", ""]),
)


@given(st.lists(_ERRORS, unique_by=lambda error: error.problem), st.randoms())
def test_the_order_in_which_they_are_given_does_not_matter(errors: Any, chance: Any) -> None:
    """And the scores never rise along the ranking."""
    inc = incident(service="mail", category="mail", configuration_items=["vm-1"], summary="slow")
    ranked = match_known_errors(inc, errors)
    chance.shuffle(errors)
    assert ranked == match_known_errors(inc, errors)
    scores = [match.score for match in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(match.reasons for match in ranked)


def test_duplicates_are_ranked_as_known_errors_are() -> None:
    """Among what is open and of one practice, and never the record itself."""
    new = incident(summary="my vpn dropped", configuration_items="gw-1", service="vpn")
    others: list[Any] = [
        Incident.open("INC-4", at=T0, by="kim", summary="Mail waits"),
        Incident.open("INC-3", at=T0, by="kim", summary="VPN drops"),
        Incident.open("INC-2", at=T0, by="kim", summary="x", configuration_items="gw-1"),
        Incident.open("INC-5", at=T0, by="kim", summary="VPN drops").cancel(
            at=T0, by="kim", reason="It works"
        ),
        Problem.open("PRB-1", at=T0, by="kim", summary="VPN drops"),
        new,
    ]
    found = match_duplicates(new, others)
    assert [("INC-2", ("same item gw-1",)), ("INC-3", ("words dropped (drops), vpn",))] == [
        (of.key, of.reasons) for of in found
    ]
    assert found == match_duplicates(new, others[::-1])
    ours = attrs.evolve(ENGLISH, synonyms=[("mail", "vpn")])
    assert {"INC-2", "INC-3", "INC-4"} == {
        of.key for of in match_duplicates(new, others, lexicon=ours)
    }
    wrong: Any
    for wrong in ([5], 5):
        with pytest.raises(BadValue, match="others cannot be"):
            match_duplicates(new, wrong)
