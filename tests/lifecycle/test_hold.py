"""A hold beside the state, for a practice of one's own as for those that ship."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition, GuardRefused, NotAllowed, Refused
from itsmcore.improvements import IMPROVEMENT
from itsmcore.lifecycle import Guard, Lifecycle, Rule, Timer, hold_region, verb
from itsmcore.lifecycle.events import NOT_HELD, Held, Resumed
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from tests.desk.reviews import (
    ACCESS_REVIEW,
    AccessReview,
    AccessReviewModel,
    Attested,
    Confirmed,
    Revoked,
)
from tests.instants import MARCH as T0

MADE: Any = hold_region
IS_OPEN = Guard("only an open review is put on hold", field("state").is_in(("due", "attested")))


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class HeldReview(AccessReview):
    """An access review that may be on hold."""

    hold_reason: str | None = None
    hold_until: datetime | None = None

    hold = verb(Held)
    resume = verb(Resumed)


@attrs.frozen(kw_only=True)
class HeldReviewModel(AccessReviewModel):
    """Its tables."""

    record: ClassVar[type[AccessReview]] = HeldReview


def held_review(**how: Any) -> Any:
    """Make a model of reviews that may be held, and hold one of its reviews."""
    region = hold_region(Held, Resumed, Revoked, guards=IS_OPEN, **how)
    base = HeldReviewModel(
        name="held review",
        lifecycle=ACCESS_REVIEW.lifecycle,
        regions=[region],
        timers=[Timer("hold_ends", Resumed, states=("due", "attested"), at="hold_until")],
        codes=ACCESS_REVIEW.codes,
    )
    model = base.extended(name="strict review", guards={Attested: NOT_HELD})
    opened = model.opening_event("ARV-1", at=T0, by="ada", account="kim", resource="payroll")
    return HeldReview.begin(opened, model=model)


@pytest.mark.parametrize("model", [NORMAL_CHANGE, IMPROVEMENT, PROBLEM, TASK])
def test_practices_that_ship_hold_by_the_same_region(model: Any) -> None:
    """Its states, and the way in and out."""
    (region,) = (of for of in model.regions if of.name == "hold_status")
    assert ["none", "on_hold"] == [state.name for state in region.states]
    assert {("none", "on_hold"), ("on_hold", "none")} <= set(region.edges)


def test_what_is_held_stays_where_it_is_and_is_not_moved_on() -> None:
    """Until it is resumed."""
    held = held_review().hold(at=T0, by="ada", reason="kim is away")
    assert ("due", ("on_hold",)) == (held.state, held.regions)
    with pytest.raises(GuardRefused, match="on hold"):
        held.attest(at=T0, by="bob")
    resumed = held.resume(at=T0, by="ada")
    assert "attested" == resumed.attest(at=T0, by="bob").state


def test_a_hold_ends_by_itself_when_it_is_said_until_when() -> None:
    """By a timer that reads the field; a time that is past is refused."""
    later = T0 + timedelta(days=2)
    held = held_review().hold(at=T0, by="ada", reason="kim is away", until=later)
    assert later == held.next_instant
    assert ("none",) == held.tick(at=later).regions
    with pytest.raises(Refused, match="until"):
        held_review().hold(at=T0, by="ada", reason="kim is away", until=T0 - timedelta(days=2))


def test_an_end_ends_the_hold() -> None:
    """And only what its guards let pass is held."""
    review = held_review()
    held = review.hold(at=T0, by="ada", reason="kim is away")
    assert ("none",) == held.revoke(at=T0, by="bob", reason="Left").regions
    confirmed = review.attest(at=T0, by="bob").apply(Confirmed(at=T0, by="eve"))
    with pytest.raises(GuardRefused, match="only an open review"):
        confirmed.hold(at=T0, by="ada", reason="kim is away")


def test_a_hold_that_may_change_is_held_again_for_another_reason() -> None:
    """Otherwise what is on hold is not held once more."""
    said: Any = {"at": T0, "by": "ada"}
    held = held_review().hold(**said, reason="kim is away")
    with pytest.raises(NotAllowed):
        held.hold(**said, reason="payroll moves")
    both = PROBLEM.open("PRB-1", **said, summary="x").hold(**said, reason="vendor")
    with pytest.raises(GuardRefused):
        both.hold(**said, reason="vendor")
    later = both.hold(**said, reason="vendor", until=T0 + timedelta(days=2))
    assert "change" == later.hold(**said, reason="change").hold_reason


def test_what_is_no_hold_is_refused() -> None:
    """By the name of what is wrong."""
    assert isinstance(hold_region(Held, Resumed, guards=(IS_OPEN, NOT_HELD)), Lifecycle)
    with pytest.raises(BadValue, match="may_change"):
        MADE(Held, Resumed, may_change="yes")
    for guards in (5, "open", [Rule(Held, source="none")]):
        with pytest.raises((BadValue, FaultyDefinition)):
            MADE(Held, Resumed, guards=guards)
        with pytest.raises((BadValue, FaultyDefinition)):
            MADE(Held, Resumed, guards=guards, may_change=True)
    with pytest.raises(BadValue):
        MADE("hold", Resumed)
