"""What a practice opens when something happens to its records."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from itsmcore import TASK, tasks
from itsmcore.conditions import field
from itsmcore.desk import PRACTICES, Desk, Numbering
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.incidents import Opened as IncidentOpened
from itsmcore.lifecycle import Following, LinkKind, Opens, Practice
from itsmcore.lifecycle.events import Commented
from tests.desk.cases import at
from tests.desk.reviews import (
    ACCESS_REVIEW,
    ACCESS_REVIEWS,
    AccessReview,
    Attested,
    Confirmed,
    Opened,
    Revoked,
)
from tests.instants import MARCH as T0

MADE: Any = Opens
NUMBERED = Numbering()


def removal(review: AccessReview, id: str, **said: Any) -> tasks.Opened:
    """Ask for a right to be taken away."""
    return tasks.Opened(id, **said, summary=f"Remove {review.account}", parent=review.id)


def another(review: AccessReview, id: str, **said: Any) -> Opened:
    """Ask the same once more."""
    return Opened(id, **said, account=review.account, resource=review.resource)


def report(review: AccessReview, id: str, **said: Any) -> IncidentOpened:
    """Tell that somebody has what they should not have."""
    return IncidentOpened(id, **said, summary=f"{review.account} had {review.resource}")


def nothing(review: AccessReview, id: str, **said: Any) -> Any:
    """Make no event at all."""


def desk(*opens: Opens, numbering: Numbering | None = NUMBERED) -> Desk:
    """Put a review on a desk whose reviews open something."""
    review = ACCESS_REVIEW.open("ARV0000001", at=T0, by="ada", account="kim", resource="payroll")
    reviews = attrs.evolve(ACCESS_REVIEWS, opens=opens)
    return Desk.of([review], practices=(*PRACTICES, reviews), numbering=numbering)


REMOVES = Opens(Revoked, removal, model=TASK, then=Following(tasks.Released))


def test_an_event_opens_a_record_that_names_it_as_its_cause() -> None:
    """In the name of whoever acted; what follows in the new record follows at once."""
    told = desk(REMOVES).do("ARV0000001", "revoke", at=at(1), by="bob", reason="Left")
    task = told.desk.one(tasks.Task, "TASK0000001")
    assert ("Remove kim", "open", "bob") == (task.summary, task.state, task.history[0].by.name)
    causes = [event.cause for event in task.history]
    assert [("revoke", 2, "ARV0000001")] * 2 == [
        (cause.name, cause.version, cause.record) for cause in causes if cause is not None
    ]
    assert ("TASK0000001",) == told.desk.related("ARV0000001", LinkKind.TASK)


def test_a_desk_that_gives_no_numbers_names_it_after_the_record() -> None:
    """And makes that unique."""
    start = desk(Opens(Attested, report, model=INCIDENT, suffix="report"), numbering=None)
    once = start.apply("ARV0000001", Attested(at=at(1), by="bob")).desk
    assert "kim had payroll" == once.one(Incident, "ARV0000001-report").summary


def test_without_a_model_it_lives_by_that_of_the_record() -> None:
    """Whatever model that is."""
    mine = ACCESS_REVIEW.extended(name="mine")
    review = mine.open("ARV0000001", at=T0, by="ada", account="kim", resource="payroll")
    reviews = attrs.evolve(ACCESS_REVIEWS, opens=[Opens(Revoked, another)])
    start = Desk.of([review], practices=(*PRACTICES, reviews), numbering=NUMBERED)
    told = start.apply("ARV0000001", Revoked(at=at(1), by="bob", reason="Left")).desk
    assert mine == told["ARV0000002"].model


@drawn(reasons=st.lists(st.sampled_from(["left", "moved"]), min_size=1, max_size=4))
def test_its_condition_reads_the_event(reasons: list[str]) -> None:
    """And opens for each event for which it holds."""
    left = Opens(Revoked, another, when=field("event.reason").is_("left"))
    start = desk(left)
    for number, reason in enumerate(reasons[1:], 2):
        facts = {"account": "kim", "resource": reason}
        start = start.open(ACCESS_REVIEW, at=T0, by="ada", **facts).desk
        assert f"ARV{number:07}" in start
    for number, reason in enumerate(reasons, 1):
        start = start.do(f"ARV{number:07}", "revoke", at=at(number), by="bob", reason=reason).desk
    assert len(reasons) + reasons.count("left") == len(start)


def test_what_it_opens_opens_nothing_by_the_same_rule() -> None:
    """Two rules that open by opening end, and a later event opens again."""
    again, told = Opens(Opened, another), Opens(Revoked, another)
    start = desk(again, told)
    first = start.open(ACCESS_REVIEW, at=T0, by="ada", account="lea", resource="mail")
    assert 3 == len(first.desk)
    revoked = first.desk.do("ARV0000001", "revoke", at=at(1), by="bob", reason="Left").desk
    assert 5 == len(revoked), "one by the revocation, and one by its opening"
    second = revoked.do("ARV0000002", "revoke", at=at(2), by="bob", reason="Left").desk
    assert 7 == len(second)


def test_what_is_refused_is_told_and_undoes_nothing() -> None:
    """Neither a maker that fails nor a following that is not allowed."""
    strict = desk(Opens(Revoked, nothing, model=TASK))
    told = strict.apply("ARV0000001", Revoked(at=at(1), by="bob", reason="Left"))
    (refusal,) = told.refusals
    assert ("ARV0000001", "open") == (refusal.record, refusal.verb)
    assert "opening cannot be None" in str(refusal.error)
    assert ("revoked", 1) == (told.desk["ARV0000001"].state, len(told.desk))

    closes = Following(tasks.Closed, {"code": "made_up"})
    told = desk(attrs.evolve(REMOVES, then=closes)).do(
        "ARV0000001", "revoke", at=at(1), by="bob", reason="Left"
    )
    (refusal,) = told.refusals
    assert "close" == refusal.verb
    assert "pending" == told.desk["TASK0000001"].state


def test_an_opening_is_the_call_that_makes_it_and_travels() -> None:
    """It is a value: of one repr, equal by its parts, and pickled."""
    assert "Opens(Revoked, another, suffix='again')" == repr(
        Opens(Revoked, another, suffix="again")
    )
    assert REMOVES == pickle.loads(pickle.dumps(REMOVES))
    assert REMOVES != attrs.evolve(REMOVES, then=None)


@pytest.mark.parametrize(
    ("made", "field_name"),
    [
        (lambda: MADE("revoke", removal), "what it opens something for"),
        (lambda: MADE(Revoked, field("account")), "opening"),
        (lambda: MADE(Revoked, lambda review, id, **said: None), "opening"),
        (lambda: MADE(Revoked, Opened), "opening"),
        (lambda: MADE(Revoked, removal, model="task"), "model"),
        (lambda: MADE(Revoked, removal, then=tasks.Released), "then"),
        (
            lambda: MADE(Revoked, removal, then=Following(tasks.Released, is_offer=True)),
            "then",
        ),
        (lambda: MADE(Revoked, removal, suffix=""), "suffix"),
        (lambda: Practice(AccessReview, opens=[removal]), "opens"),  # type: ignore[list-item]
    ],
)
def test_what_is_no_opening_is_refused_by_name(made: Any, field_name: str) -> None:
    """Where it is said."""
    with pytest.raises(BadValue, match=field_name):
        made()


def test_faults_of_openings_are_reported_when_the_desk_is_made() -> None:
    """All of them: a fact that is misspelt, an event that the new model does not know."""
    odd = Opens(
        Revoked,
        removal,
        model=TASK,
        when=field("acount").is_("kim"),
        then=Following(Confirmed),
    )
    with pytest.raises(FaultyDefinition) as found:
        desk(odd)
    words = str(found.value.exceptions)
    assert "account" in words
    assert "lets 'confirm' follow, of which task knows nothing" in words
    assert 2 == len(found.value.exceptions)


def test_a_practice_without_a_model_of_its_own_is_read_by_that_of_its_records() -> None:
    """What its rules read is not known before there is a record."""

    @attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
    class Bare(AccessReview):
        """A class of records that has no model yet."""

    Bare.model = None
    bare = Practice(Bare, opens=[Opens(Commented, removal, when=field("acount").is_set)])
    assert bare.name in [of.name for of in Desk.of(practices=(*PRACTICES, bare)).practices]
