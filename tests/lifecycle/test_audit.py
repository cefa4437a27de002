"""Audits: what a model would refuse of a history, and which causes it believes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, TASK, Actor, Incident
from itsmcore.conditions import field
from itsmcore.errors import BadValue, NotAllowed
from itsmcore.incidents import STANDARD, Held, Opened, Reopened, Resolved, Resumed, Role
from itsmcore.lifecycle import SYSTEM, Cause, CauseCheck, Event, Reaction, Timer
from itsmcore.lifecycle.events import Assigned, Commented
from itsmcore.testing import records
from tests.instants import DAY
from tests.instants import NINE as T0
from tests.support import LOAN, Loan, Lost, after, lent

ADA, MALLORY = Actor("ada", Role.REQUESTER), Actor("mallory", Role.REQUESTER)
GRACE = Actor("grace", Role.AGENT)
DUTIES = INCIDENT.with_roles(STANDARD)
DONE: dict[str, Any] = {"code": "user_error", "notes": "n"}


def opened(id: str = "INC-1", model: Any = DUTIES) -> Incident:
    """Open ada's incident, which grace works on."""
    incident: Incident = model.open(id, at=T0, by=ADA, summary="s")
    return incident.start(at=T0, by=GRACE)


def audited(record: Incident, *more: Event, **options: Any) -> list[tuple[int, CauseCheck | None]]:
    """Audit a history with more events; give the places of what is refused, with their causes."""
    history = (*record.history, *more)
    found = Incident.audit(history, model=DUTIES, written_with=record.model, **options)
    assert all("role_missing" in [r.code for r in finding.reasons] for finding in found)
    return [(finding.index, finding.cause) for finding in found]


# --- claims -------------------------------------------------------------------------------------


def test_a_claim_of_a_record_that_nobody_has_seen_is_not_believed() -> None:
    """It is judged as any other event, and the finding says that it could not be verified."""
    claim = Cause("x", version=1, record="NOPE")
    resolved = Resolved(at=after(hours=1), by=MALLORY, cause=claim, **DONE)
    assert [(2, CauseCheck.UNVERIFIED)] == audited(opened(), resolved)
    nope = opened("NOPE")
    assert [(2, CauseCheck.FORGED)] == audited(opened(), resolved, records=[nope])
    assert [(2, CauseCheck.FORGED)] == audited(opened(), resolved, records=[nope.history])
    by_hand = attrs.evolve(resolved, cause=None)
    assert [(2, None)] == audited(opened(), by_hand, records=[nope])


CLAIMS = st.one_of(
    st.builds(
        Cause,
        st.sampled_from(["comment", "start", "hold", "auto_close", "hold_over", "resolve", "x"]),
        st.none() | st.integers(-1, 9),
        st.none() | st.sampled_from(["INC-1", "INC-2", "INC-9", ""]),
    ),
    st.none(),
)


@settings(max_examples=60)
@given(records(INCIDENT, max_events=9), st.data())
def test_no_claim_makes_a_difference(record: Incident, data: st.DataObject) -> None:
    """Whatever cause somebody writes on what they did by hand, the same is refused."""
    by_hand = [i for i, event in enumerate(record.history) if i and event.cause is None]
    if not by_hand:
        return
    index = data.draw(st.sampled_from(by_hand))
    claim = data.draw(CLAIMS)
    forged = list(record.history)
    forged[index] = attrs.evolve(forged[index], cause=claim)
    others: list[Any] = [opened("INC-2"), opened("INC-9").history]
    expected = Incident.audit(record.history, model=DUTIES, records=others)
    found = Incident.audit(forged, model=DUTIES, records=others)
    assert [(f.index, f.reasons) for f in expected] == [(f.index, f.reasons) for f in found]
    assert all(f.cause is not CauseCheck.BORNE_OUT for f in found)


@settings(max_examples=60)
@given(records(DUTIES, max_events=12))
def test_what_the_library_let_follow_is_believed(record: Incident) -> None:
    """By whomever the first event was: timers and reactions of any life are borne out."""
    nobody = DUTIES.with_roles({}, others="denied")
    nobody = nobody.with_roles(dict.fromkeys(STANDARD, "nobody at all"))
    found = Incident.audit(record.history, model=nobody, written_with=DUTIES)
    followed = {i for i, event in enumerate(record.history) if event.cause is not None}
    assert {*range(1, record.version)} - followed == {finding.index for finding in found}


# --- reactions ----------------------------------------------------------------------------------


def answered() -> Incident:
    """Let ada's answer take her incident off its wait for her."""
    held = opened().hold(at=after(hours=1), by=GRACE, reason="caller")
    return held.comment(at=after(hours=2), by=ADA, text="here", public=True)


def test_what_follows_from_an_event_of_the_history_is_believed_once() -> None:
    """There, at that instant, by that actor, and with nothing else."""
    inc = answered()
    assert ["hold", "comment", "resume"] == [event.verb for event in inc.history[2:]]
    assert [] == audited(inc)
    held = inc.hold(at=after(hours=3), by=GRACE, reason="vendor")
    cause = Cause("comment", version=4)
    for again in (
        Resumed(at=after(hours=3), by=ADA, cause=cause),
        Resumed(at=after(hours=3), by=MALLORY, cause=cause),
        Resumed(at=after(hours=3), by=ADA, cause=Cause("comment", version=5)),
        Resumed(at=after(hours=3), by=ADA, cause=Cause("hold", version=6)),
        Resumed(at=after(hours=3), by=ADA, cause=Cause("hold", version=99)),
        Resumed(at=after(hours=3), by=ADA, cause=Cause("hold", version=-1)),
    ):
        assert [(6, CauseCheck.FORGED)] == audited(held, again)
    upto = inc.history[:4]
    for changed in (
        attrs.evolve(inc.history[4], by=MALLORY),
        attrs.evolve(inc.history[4], at=after(hours=3)),
        attrs.evolve(inc.history[4], note="and more"),  # type: ignore[call-arg]
        attrs.evolve(inc.history[4], given={"freeze": ()}),
        Resolved(at=after(hours=2), by=ADA, cause=cause, **DONE),
    ):
        assert [(4, CauseCheck.FORGED)] == audited(Incident.replay(upto, model=DUTIES), changed)


def test_a_reaction_that_would_not_have_happened_is_forged() -> None:
    """Its condition did not hold, or another event stands between."""
    held = opened().hold(at=after(hours=1), by=GRACE, reason="vendor")
    noted = held.comment(at=after(hours=2), by=ADA, text="here", public=True)
    claim = Resumed(at=after(hours=2), by=ADA, cause=Cause("comment", version=4))
    assert "on_hold" == noted.state
    assert [(4, CauseCheck.FORGED)] == audited(noted, claim)
    waiting = opened().hold(at=after(hours=1), by=GRACE, reason="caller")
    between = (
        Commented(at=after(hours=2), by=ADA, text="here", public=True),
        Commented(at=after(hours=2), by=GRACE, text="a note"),
    )
    late = Resumed(at=after(hours=2), by=ADA, cause=Cause("comment", version=4))
    assert [(5, CauseCheck.FORGED)] == audited(waiting, *between, late)


def test_what_follows_from_what_follows_is_believed() -> None:
    """And from what a timer did, and from the opening."""
    model = INCIDENT.extended(
        Reaction(Opened, Assigned, data={"group": "desk"}),
        Reaction(Assigned, Commented, data={"text": "Passed on"}),
        Timer("nag", Assigned, states="new", after=DAY, data={"group": "lead"}),
    )
    inc = model.open("INC-1", at=T0, by="ada", summary="s").tick(at=T0 + 9 * DAY)
    verbs = ["open", "assign", "comment", "assign", "comment"]
    assert verbs == [event.verb for event in inc.history]
    strict = DUTIES.with_roles({}, others="denied")
    assert () == Incident.audit(inc.history, model=strict, written_with=model)
    forged = list(inc.history)
    forged[4] = attrs.evolve(forged[4], text="Passed to nobody")  # type: ignore[call-arg]
    (found,) = Incident.audit(forged, model=strict, written_with=model)
    assert (4, CauseCheck.FORGED) == (found.index, found.cause)


def test_an_offer_that_was_accepted_is_by_whoever_accepted_it() -> None:
    """It needs a role as any other event does; its cause is no lie."""
    model = DUTIES.extended(Reaction(Commented, Assigned, data={"group": "x"}, is_offer=True))
    inc = opened(model=model).comment(at=after(hours=1), by=ADA, text="t")
    cause = Cause("comment", version=3)
    accepted = Assigned(at=after(hours=2), by=MALLORY, group="x", cause=cause)
    assert [(3, CauseCheck.BY_HAND)] == audited(inc, accepted)
    assert [] == audited(inc, attrs.evolve(accepted, by=GRACE))
    assert [(3, CauseCheck.FORGED)] == audited(
        inc, attrs.evolve(accepted, cause=Cause("start", version=2))
    )


# --- timers -------------------------------------------------------------------------------------


def test_a_timer_is_believed_when_it_was_due() -> None:
    """Not before, not twice, not in another name, and not in a state that it does not run in."""
    resolved = opened().resolve(at=T0, by=GRACE, **DONE)
    closed = resolved.tick(at=T0 + 9 * DAY)
    event = closed.history[-1]
    assert (T0 + 5 * DAY, SYSTEM) == (event.at, event.by)
    assert [] == audited(closed)
    assert [] == audited(resolved, attrs.evolve(event, at=T0 + 6 * DAY))
    for forged in (
        attrs.evolve(event, at=T0 + 5 * DAY - timedelta(microseconds=1)),
        attrs.evolve(event, by=MALLORY),
        attrs.evolve(event, cause=Cause("autoclose")),
        attrs.evolve(event, cause=Cause("close", version=2)),
        Reopened(at=T0 + 6 * DAY, by=SYSTEM, reason="r", cause=Cause("auto_close")),
    ):
        assert [(3, CauseCheck.FORGED)] == audited(resolved, forged)
    started = opened()
    early = Resolved(at=T0 + 9 * DAY, by=SYSTEM, cause=Cause("auto_close"), **DONE)
    assert [(2, CauseCheck.FORGED)] == audited(started, early)


def test_a_timer_is_believed_with_the_data_that_it_gives() -> None:
    """And once in a visit of its state."""
    data = {"reason": "vendor", "until": field("hold_until")}
    nag = Timer("nag", Held, states="on_hold", at="hold_until", data=data)
    model = DUTIES.extended(nag, without="hold_ends")
    held = opened(model=model).hold(at=T0, by=GRACE, reason="caller", until=T0 + DAY)
    nagged = held.tick(at=T0 + 2 * DAY)
    assert ["nag"] == [str(event.cause) for event in nagged.history if event.by == SYSTEM]
    assert [] == audited(nagged)
    other = attrs.evolve(nagged.history[-1], reason="change")  # type: ignore[call-arg]
    assert [(3, CauseCheck.FORGED)] == audited(held, other)
    again = attrs.evolve(nagged.history[-1], at=T0 + 3 * DAY)
    assert (4, CauseCheck.FORGED) in audited(nagged, again)


def test_nobody_stops_a_timer_by_claiming_to_be_it() -> None:
    """A comment that names it as its cause is not what it does."""
    resolved = opened().resolve(at=T0, by=GRACE, **DONE)
    claim = Commented(at=T0 + DAY, by=ADA, text="t", cause=Cause("auto_close"))
    assert "closed" == resolved.apply(claim).tick(at=T0 + 99 * DAY).state
    timed = LOAN.extended(Timer("late", Lost, states="lent", after=DAY))
    loan = Loan.replay(lent().history, model=timed)
    noted = loan.apply(Commented(at=after(hours=2), by="x", text="t", cause=Cause("late")))
    assert after(hours=1) + DAY == noted.next_instant


# --- other records ------------------------------------------------------------------------------


def test_a_cause_in_a_record_that_is_given_is_looked_up() -> None:
    """There, at that version, by that actor and at once."""
    parent = opened("INC-2").resolve(at=after(hours=3), by=GRACE, **DONE)
    plain = Actor("grace")
    follows = Resolved(
        at=after(hours=3), by=plain, cause=Cause("resolve", version=3, record="INC-2"), **DONE
    )
    assert [] == audited(opened(), follows, records=[parent])
    assert [(2, CauseCheck.UNVERIFIED)] == audited(opened(), follows)
    assert [(2, CauseCheck.UNVERIFIED)] == audited(opened(), follows, records=[opened("INC-3")])
    noted = opened().comment(at=after(hours=4), by=GRACE, text="t")
    assert [] == audited(noted, attrs.evolve(follows, at=after(hours=4)), records=[parent])
    for changes, cause in (
        ({"cause": Cause("close", version=3, record="INC-2")}, CauseCheck.FORGED),
        ({"cause": Cause("resolve", version=2, record="INC-2")}, CauseCheck.FORGED),
        ({"cause": Cause("resolve", version=4, record="INC-2")}, CauseCheck.FORGED),
        ({"cause": Cause("resolve", version=0, record="INC-2")}, CauseCheck.FORGED),
        ({"cause": Cause("resolve", version=None, record="INC-2")}, CauseCheck.FORGED),
        ({"cause": Cause("start", version=2, record="INC-1")}, CauseCheck.FORGED),
        ({"at": after(hours=2)}, CauseCheck.FORGED),
        ({"at": after(hours=5)}, CauseCheck.BY_HAND),
        ({"by": MALLORY}, CauseCheck.BY_HAND),
    ):
        changed = attrs.evolve(follows, **changes)
        assert [(2, cause)] == audited(opened(), changed, records=[parent, opened()])


@pytest.mark.parametrize(
    "strange", [5, None, "INC-1", [5], [None], ["INC-1"], [()], [[T0]], [opened().history[1:]]]
)
def test_records_are_records_or_histories(strange: Any) -> None:
    """Anything else is named, with what to give."""
    with pytest.raises(BadValue, match=r"records cannot be .*; give other records"):
        Incident.audit(opened().history, model=DUTIES, records=strange)


# --- other models -------------------------------------------------------------------------------

PRACTICES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (INCIDENT, {"summary": "s"}),
    (PROBLEM, {"summary": "s"}),
    (NORMAL_CHANGE, {"summary": "s"}),
    (TASK, {"summary": "s", "parent": "P"}),
    (LOAN, {"title": "Emma"}),
)


@pytest.mark.parametrize("told", PRACTICES, ids=lambda told: str(told[0]))
@pytest.mark.parametrize("judging", PRACTICES, ids=lambda judging: str(judging[0]))
def test_a_model_of_another_practice_refuses_the_opening(told: Any, judging: Any) -> None:
    """An empty answer means that everything would have been allowed, and it would not have been."""
    (model, values), (other, _) = told, judging
    record = model.open("R-1", at=T0, by="ada", **values)
    found = type(record).audit(record.history, model=other, written_with=model)
    if other is model:
        assert () == found
        return
    assert [0] == [finding.index for finding in found]
    (reason,) = found[0].reasons
    own = f"{other.opening_event.__module__}.{other.opening_event.__qualname__}"
    assert ("other_event", (own,)) == (reason.code, reason.data["legal"])
    assert str(reason).endswith(f"is no opening of it; give {own}")


def test_a_history_that_does_not_fold_says_by_which_model_it_was_tried() -> None:
    """Whoever forgot to say which one wrote it reads how to, and not what that one allows."""
    strict = INCIDENT.extended(without=((Held, "new"),), name="strict")
    held = INCIDENT.open("INC-1", at=T0, by=ADA, summary="s").hold(at=T0, by=GRACE, reason="caller")
    assert () == Incident.audit(held.history, model=INCIDENT, written_with=INCIDENT)
    said = (
        "event 1: cannot hold while new; allowed moves: .*; folded by strict 1; give the model "
        r"that it was written with, if that is another \(model=, or written_with= of an audit\)"
    )
    with pytest.raises(NotAllowed, match=said) as caught:
        Incident.audit(held.history, model=INCIDENT, written_with=strict)
    assert "strict 1" == caught.value.folded_by
    with pytest.raises(NotAllowed, match=said):
        Incident.replay(held.history, model=strict)
    with pytest.raises(NotAllowed) as caught:
        strict.open("INC-1", at=T0, by=ADA, summary="s").hold(at=T0, by=GRACE, reason="caller")
    assert caught.value.folded_by is None
