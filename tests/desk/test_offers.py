"""Offers: what may follow, and waits for somebody to accept it."""

from __future__ import annotations

import pytest

from itsmcore import Phase, changes, incidents, problems
from itsmcore.conditions import happened as happens
from itsmcore.desk import Desk, NotLoaded, Outdated, Proposal, cascades, target
from itsmcore.errors import BadValue, OutOfOrder, RoleMissing
from itsmcore.incidents import INCIDENT, HoldReason
from itsmcore.lifecycle import Actor, Following
from itsmcore.lifecycle.events import Commented
from tests.desk.cases import OPENED, at, change, incident, problem, resolved
from tests.instants import DAY
from tests.instants import MARCH as T0


def test_an_offer_is_accepted_by_somebody_who_may() -> None:
    """It is judged as theirs, when they accept it; nothing else can make it happen."""
    model, linus = INCIDENT.with_roles({Commented: ("agent",)}), Actor("linus", roles={"agent"})
    desk = Desk.of([problem(), model.open("INC-1", **OPENED)], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    applied = desk.apply("PRB-1", event)
    with pytest.raises(RoleMissing):
        applied.desk.accept(applied.offers[0], at=at(2), by="linus")
    later = applied.desk.apply("INC-1", incidents.Started(at=at(3), by="grace")).desk
    with pytest.raises(OutOfOrder):
        later.accept(applied.offers[0], at=at(2), by=linus)
    assert "comment" == later.accept(applied.offers[0], at=at(4), by=linus).events[0].event.verb


def fixed(state: str = "on_hold", *, is_loaded: bool = True) -> tuple[Desk, Proposal]:
    """Give a desk with the offer of a change to resolve an incident that waits for it."""
    inc = incident("INC-1", state, HoldReason.CHANGE)
    desk = Desk.of([change(), *([inc] if is_loaded else [])], [("CHG-1", "fixes", "INC-1")])
    event = changes.Completed(at=at(1), by="grace", outcome="successful")
    applied = desk.apply("CHG-1", event)
    return applied.desk if is_loaded else applied.desk.load([inc]), applied.offers[0]


@pytest.mark.parametrize("is_loaded", [True, False])
def test_an_offer_is_past_when_its_record_is_so_no_more(is_loaded: bool) -> None:
    """An incident that was resumed does not wait any more, and is not resolved."""
    desk, offer = fixed(is_loaded=is_loaded)
    assert "resolved" == desk.accept(offer, at=at(2), by="linus").record.state
    resumed = desk.apply("INC-1", incidents.Resumed(at=at(2), by="grace")).desk
    with pytest.raises(Outdated, match=r"phase is Phase\.PENDING and hold_reason is 'change'"):
        resumed.accept(offer, at=at(3), by="linus")


def test_an_offer_is_accepted_once() -> None:
    """Whoever accepts it, and whenever."""
    desk = Desk.of([problem(), incident()], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    (offer,) = desk.apply("PRB-1", event).offers
    once = desk.accept(offer, at=at(2), by="linus").desk
    with pytest.raises(Outdated) as raised:
        once.accept(offer, at=at(3), by="ines")
    assert ("INC-1", "comment") == (raised.value.record, raised.value.verb)
    assert "it has happened at 2026-03-02 11:00:00+00:00 (v2)" in str(raised.value)


def test_the_timers_of_a_record_fire_before_an_offer_is_accepted() -> None:
    """One that has closed itself by then is no longer what it was offered to."""
    rule = (happens(Commented), Following(incidents.Reopened, {"reason": "?"}, is_offer=True))
    here = target("phase").is_(Phase.RESOLVED)
    records = [incident("INC-1"), incident("INC-2", "resolved")]
    links = [("INC-1", "related", "INC-2")]
    desk = Desk.of(records, links, cascades=cascades((rule[0] & here, rule[1])))
    applied = desk.apply("INC-1", Commented(at=at(1), by="ada", text="again"))
    assert "reopen" == applied.desk.accept(applied.offers[0], at=at(2), by="g").events[0].event.verb
    with pytest.raises(Outdated):
        applied.desk.accept(applied.offers[0], at=T0 + 6 * DAY, by="grace")


def test_what_is_pending_is_received_and_what_is_offered_accepted() -> None:
    """Neither the other way, nor anything else."""
    desk, offer = fixed()
    (pending,) = (
        Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
        .apply("INC-1", resolved())
        .pending
    )
    with pytest.raises(BadValue, match="one of what is pending"):
        desk.receive(offer)
    for wrong in (pending, "resolve", None):
        with pytest.raises(BadValue, match="one of the offers"):
            desk.accept(wrong, at=at(2), by="linus")  # type: ignore[arg-type]


def test_an_offer_may_be_for_a_record_that_is_not_loaded() -> None:
    """It says what has to hold, and the record need not be loaded for it to be made."""
    desk = Desk.of([problem()], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    (offer,) = desk.apply("PRB-1", event).offers
    assert () == desk.reach("PRB-1", event)
    assert [True, False] == [offer.concerns(incident(state=s)) for s in ("new", "closed")]
    with pytest.raises(NotLoaded):
        desk.apply("PRB-1", event).desk.accept(offer, at=at(2), by="linus")
