"""Outside facts of a practice: those of one's own are known as those that ship are."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from itsmcore.conditions import field, given
from itsmcore.desk import PRACTICES, Desk, Numbering
from itsmcore.errors import BadValue, FaultyDefinition, GuardRefused
from itsmcore.incidents import Resolved
from itsmcore.lifecycle import Guard, LinkRule, OutsideFact, Practice, Timer
from itsmcore.phase import Phase
from tests.desk.cases import at, incident
from tests.desk.reviews import ACCESS_REVIEW, ACCESS_REVIEWS, AccessReview, Attested, Confirmed
from tests.instants import HOUR
from tests.instants import MARCH as T0

IS_OPEN = ~field("phase").is_in((Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED))
OPEN_REVIEWED = OutsideFact("open_reviewed", "reviews", IS_OPEN)
REVIEWS = attrs.evolve(ACCESS_REVIEWS, facts=[OPEN_REVIEWED])
WAITS = Guard("what it reviews is open", given("open_reviewed").is_in((False, (), 0)))
CAREFUL = ACCESS_REVIEW.extended(name="careful review", guards={Confirmed: WAITS})
HASTY = CAREFUL.extended(
    Timer("confirms", Confirmed, states="attested", after=HOUR), name="hasty review"
)
MADE: Any = OutsideFact
STATES = ("new", "in_progress", "on_hold", "resolved", "closed", "cancelled")


def desk(*states: str, model: Any = CAREFUL) -> Desk:
    """Put an attested review on a desk with the incidents that it reviews, each in a state."""
    review = model.open("ARV-1", at=T0, by="ada", account="kim", resource="payroll")
    review = review.apply(Attested(at=T0, by="bob"))
    incidents = [incident(f"INC-{n}", state) for n, state in enumerate(states, 1)]
    links = [("ARV-1", "reviews", one.id) for one in incidents]
    return Desk.of([review, *incidents], links, practices=(*PRACTICES, REVIEWS))


@drawn(states=st.lists(st.sampled_from(STATES), max_size=5))
def test_an_outside_fact_names_the_linked_records_for_which_it_holds(states: list[str]) -> None:
    """Those of other practices and of other links are not among them."""
    is_open = ("new", "in_progress", "on_hold")
    expected = tuple(f"INC-{n}" for n, state in enumerate(states, 1) if state in is_open)
    start = desk(*states)
    assert expected == start.given("ARV-1", at=at(1))["open_reviewed"]
    told = {reason.words for reason in start.why_not("ARV-1", "confirm", at=at(1), by="eve")}
    assert ({f"{WAITS.words}: {', '.join(expected)}"} if expected else set()) == told


def test_a_desk_tells_a_guard_of_a_practice_of_your_own() -> None:
    """What it knows is kept as evidence, and is not overruled by what an event claims."""
    start = desk("new", "resolved")
    claimed = Confirmed(at=at(1), by="eve", given={"open_reviewed": ()})
    with pytest.raises(GuardRefused, match="what it reviews is open"):
        start.apply("ARV-1", claimed)
    resolved = Resolved(at=at(1), by="grace", code="user_error", notes="Its own")
    done = start.apply("INC-1", resolved).desk.apply("ARV-1", attrs.evolve(claimed, at=at(2)))
    assert {"open_reviewed": (), "tasks": ()} == done.desk["ARV-1"].history[-1].given


def test_what_is_not_loaded_is_named() -> None:
    """A desk fails shut, and says what it lacks."""
    whole = desk("resolved")
    part = Desk.of([whole["ARV-1"]], whole.links, practices=whole.practices)
    assert ("INC-1",) == part.given("ARV-1", at=at(1))["open_reviewed"]
    assert ("INC-1",) == part.reach("ARV-1", Confirmed(at=at(1), by="eve"))


def test_what_cannot_be_told_is_named() -> None:
    """A condition that cannot be judged does not let anything pass."""
    odd = attrs.evolve(REVIEWS, facts=[OutsideFact("late", "reviews", field("summary") > 5)])
    start = attrs.evolve(desk("new"), practices=(*PRACTICES, odd))
    assert ("INC-1",) == start.given("ARV-1", at=at(1))["late"]


def test_a_timer_waits_for_an_outside_fact_of_your_own() -> None:
    """It fires once the last incident is resolved, and is awaited from then on."""
    start = desk("new", model=HASTY).tick(at=T0).desk
    assert "attested" == start.tick(at=at(3)).desk["ARV-1"].state
    resolved = Resolved(at=at(4), by="grace", code="user_error", notes="Its own")
    later = start.tick(at=at(3)).desk.apply("INC-1", resolved).desk
    assert at(4) == later.next_instant
    fired = later.tick(at=at(4)).desk["ARV-1"]
    assert ("confirmed", at(4)) == (fired.state, fired.history[-1].at)


def test_facts_that_nobody_can_know_are_faults_together() -> None:
    """Each says what to do about it."""
    facts = (
        OutsideFact("tasks", "reviews", IS_OPEN),
        OutsideFact("twice", "reviews", IS_OPEN),
        OutsideFact("twice", "related", IS_OPEN),
        OutsideFact("odd", "reveiws", IS_OPEN),
        OutsideFact("dead", "part", IS_OPEN),
    )
    with pytest.raises(FaultyDefinition) as caught:
        Desk.of(practices=(*PRACTICES, attrs.evolve(REVIEWS, facts=facts)))
    of = "of AccessReview"
    assert [
        f"outside fact 'tasks' {of}: is known already; give it another name",
        f"outside fact 'twice' {of}: is known already; give it another name",
        f"outside fact 'odd' {of}: hangs on 'reveiws'; did you mean 'reviews'?",
        f"outside fact 'dead' {of}: hangs on 'part', which ties no record of it; add a link rule",
    ] == [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: MADE("", "reviews", IS_OPEN), "name cannot be ''; give a text"),
        (lambda: MADE("open", 5, IS_OPEN), "kind cannot be 5; give a text"),
        (lambda: MADE("open", "reviews", "new"), "a condition on facts of the linked record"),
        (lambda: MADE("open", "reviews", given("x").is_set), "a condition on facts of the linked"),
        (
            lambda: Practice(AccessReview, facts=["open"]),  # type: ignore[list-item]
            "outside facts, such as OutsideFact",
        ),
    ],
)
def test_what_is_no_outside_fact_is_refused(made: Any, why: str) -> None:
    """Where it comes in."""
    with pytest.raises(BadValue, match=why):
        made()


def test_an_outside_fact_may_hang_on_custom_fields() -> None:
    """Whatever a linked record tells of itself."""
    fact = OutsideFact("vital", "reviews", field("custom.is_vital").is_(True))
    rule = LinkRule("reviews", AccessReview, "Incident", inverse="reviewed_by")
    practice = Practice(AccessReview, prefix="ARV", links=(rule,), facts=(fact,))
    start = Desk.of(numbering=Numbering(), practices=(*PRACTICES, practice))
    opened = start.open(
        incident().model, at=T0, by="ada", summary="Mail", custom={"is_vital": True}
    )
    review = opened.desk.open(ACCESS_REVIEW, at=T0, by="ada", account="kim", resource="pay")
    tied = review.desk.do(review.id, "link", at=T0, by="ada", kind="reviews", target=opened.id).desk
    assert (opened.id,) == tied.given(review.id, at=T0)["vital"]
