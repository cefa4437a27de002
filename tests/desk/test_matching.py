"""Matching: which known errors an incident may be an instance of, best first, with reasons."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Incident
from itsmcore.desk import match_known_errors
from itsmcore.errors import BadValue
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
