"""What may still happen to an incident that is resolved: it is declared major, and corrected."""

from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.conditions import field
from itsmcore.errors import NotAllowed, RoleMissing
from itsmcore.incidents import INCIDENT, REVIEW_FIRST, STANDARD, Closed, Incident, Role
from itsmcore.lifecycle import Actor
from itsmcore.presets import servicenow
from itsmcore.service_levels import PUBLIC_UPDATE, Agreement, Goal
from tests.instants import DAY, HOUR, MARCH

MONDAY = MARCH + HOUR
TUESDAY, THURSDAY = MONDAY + DAY, MONDAY + 3 * DAY
MODELS = [INCIDENT, servicenow.INCIDENT, servicenow.INCIDENT_LENIENT]


def resolved(model: Any = INCIDENT, by: Any = "grace") -> Incident:
    """Resolve an incident of ada's on Monday."""
    inc: Incident = model.open("INC-1", at=MONDAY - HOUR, by="ada", summary="Mail is down")
    return inc.resolve(at=MONDAY, by=by, code="solution_provided", notes="Failed over")


# --- major incidents ----------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_it_is_declared_major_once_it_is_resolved_and_reviewed_once_it_is_closed(
    model: Any,
) -> None:
    """Nobody waits for it from the declaration on: it does not close by itself."""
    inc = resolved(model).promote_major(at=TUESDAY, by="edsger")
    assert (True, None) == (inc.is_major, inc.next_instant)
    assert inc is inc.tick(at=MONDAY + 30 * DAY)
    closed = inc.close(at=TUESDAY, by="ada")
    reviewed = closed.review_major(at=THURSDAY, by="edsger", findings="One relay, no standby")
    assert ("closed", "reviewed") == (reviewed.state, reviewed.major_incident)


def test_a_proposal_that_is_turned_down_lets_it_close_in_its_time() -> None:
    """Until it is major, the time runs on."""
    inc = resolved().propose_major(at=TUESDAY, by="grace", reason="Every office")
    assert MONDAY + 5 * DAY == inc.next_instant
    rejected = inc.reject_major(at=THURSDAY, by="edsger", reason="One floor")
    assert MONDAY + 5 * DAY == rejected.tick(at=MONDAY + 9 * DAY).closed_at


def test_the_cadence_runs_from_the_declaration_to_the_closing() -> None:
    """What was not yet promised on Monday is not missed on Monday."""
    cadence = Goal(
        "update",
        start=field("is_major").is_(True),
        stop=Phase.CLOSED,
        reset=PUBLIC_UPDATE,
        targets=2 * HOUR,
    )
    agreement = Agreement("major", goals=[cadence])
    inc = resolved().promote_major(at=TUESDAY, by="edsger")
    inc = inc.comment(at=TUESDAY + HOUR, by="grace", text="It was the relay", public=True)
    inc = inc.close(at=TUESDAY + 2 * HOUR, by="ada")
    inc = inc.review_major(at=THURSDAY, by="edsger", findings="One relay, no standby")
    cycles = agreement.measure(inc.timeline(), at=THURSDAY)["update"].cycles
    assert [(TUESDAY, TUESDAY + HOUR, None), (TUESDAY + HOUR, TUESDAY + 2 * HOUR, None)] == [
        (cycle.started_at, cycle.ended_at, cycle.breached_at) for cycle in cycles
    ]
    before = agreement.measure(resolved().timeline(), at=TUESDAY)["update"]
    assert (None, None) == (before.started_at, before.breached_at)


def test_a_caller_closes_no_major_incident_by_the_division_of_duties() -> None:
    """ServiceNow's reading; a model without roles lets the caller."""
    agent, ada = Actor("grace", {Role.AGENT}), Actor("ada", {Role.REQUESTER})
    manager = Actor("edsger", {Role.MAJOR_INCIDENT_MANAGER})
    inc = resolved(INCIDENT.with_roles(STANDARD), agent)
    assert "closed" == inc.close(at=TUESDAY, by=ada).state
    major = inc.promote_major(at=TUESDAY, by=manager)
    with pytest.raises(RoleMissing):
        major.close(at=TUESDAY, by=ada)
    assert "closed" == resolved().promote_major(at=TUESDAY, by="x").close(at=TUESDAY, by=ada).state


def test_a_review_that_comes_first_still_does() -> None:
    """Where a model says so."""
    inc = resolved(INCIDENT.with_guards({Closed: REVIEW_FIRST}))
    inc = inc.promote_major(at=TUESDAY, by="edsger")
    refused = inc.why_not("close", at=TUESDAY, by="ada")
    assert ["major_unreviewed"] == [reason.code for reason in refused]
    inc = inc.review_major(at=THURSDAY, by="edsger", findings="One relay, no standby")
    assert () == inc.why_not("close", at=THURSDAY, by="ada")


# --- corrections --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_what_turned_out_to_be_wrong_is_corrected_until_it_is_closed(model: Any) -> None:
    """The category, the service, the items and when it was restored; nothing else moves."""
    inc = resolved(model)
    fixed = inc.recategorise(at=TUESDAY, by="grace", category="email/relay").update(
        at=TUESDAY,
        by="grace",
        service="mail",
        affected_services=("calendar",),
        configuration_items=("relay-1",),
        restored_at=MONDAY - HOUR / 2,
    )
    told = (fixed.category, fixed.service, fixed.affected_services, fixed.configuration_items)
    assert ("email/relay", "mail", ("calendar",), ("relay-1",)) == told
    assert MONDAY - HOUR / 2 == fixed.restored_at
    assert (inc.state, inc.resolved_at, inc.next_instant) == (
        fixed.state,
        fixed.resolved_at,
        fixed.next_instant,
    )
    cleared = fixed.update(at=TUESDAY, by="grace", clear=("restored_at",))
    assert None is cleared.restored_at
    closed = cleared.close(at=TUESDAY, by="ada")
    for verb, data in (("recategorise", {"category": "x"}), ("update", {"service": "mail"})):
        with pytest.raises(NotAllowed):
            getattr(closed, verb)(at=TUESDAY, by="grace", **data)
