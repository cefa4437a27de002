"""Carrying out: what an intake decided happens to the incidents of a desk."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import INCIDENT, Actor, Desk, Incident, Urgency
from itsmcore.decisions import Decision
from itsmcore.desk import Numbering, Outdated
from itsmcore.errors import BadValue, Refused, RoleMissing
from itsmcore.incidents import STANDARD
from itsmcore.intake import Alerts, CarriedOut, Intake, Severity, Signal, carry_out
from tests.instants import DAY, MINUTE, NINE

INTAKE = Intake()
EMPTY = Desk.of(numbering=Numbering())
KEY = ("zabbix", "db-1", "disk", "")
CLEAR, MINOR, CRITICAL = Severity.CLEAR, Severity.MINOR, Severity.CRITICAL


def signal(minutes: int, severity: Severity) -> Signal:
    """Give a signal some minutes after nine."""
    at = NINE + minutes * MINUTE
    return Signal(source="zabbix", node="db-1", type="disk", severity=severity, at=at)


def run(*signals: Signal, desk: Desk = EMPTY, alerts: Alerts | None = None) -> CarriedOut:
    """Take signals in, one after the other, on a desk."""
    done = CarriedOut(desk=desk, alerts=Alerts() if alerts is None else alerts)
    for one in signals:
        done = carry_out(INTAKE.decide(one, done.alerts), done.desk)
    return done


def test_a_stream_runs_on_a_desk() -> None:
    """One incident that is opened, resolved and reopened, and another after half an hour."""
    done = run(
        *(signal(0, MINOR), signal(1, MINOR), signal(5, CRITICAL)),
        *(signal(20, CLEAR), signal(40, CRITICAL), signal(50, CLEAR), signal(80, CRITICAL)),
    )
    first, second = done.desk.all(Incident)
    assert ["open", "resolve", "reopen", "resolve"] == [event.verb for event in first.history]
    assert ("event_cleared", NINE + 50 * MINUTE) == (first.resolution_code, first.restored_at)
    assert ("new", "INC0000002") == (second.state, done.alerts[KEY].incident)
    assert (NINE, "monitoring", Urgency.LOW) == (first.detected_at, first.channel, first.urgency)


def test_a_graver_signal_is_an_offer() -> None:
    """A person accepts it, or not."""
    done = run(signal(0, MINOR), signal(5, CRITICAL))
    (offer,) = done.offers
    assert () == done.applied
    applied = done.desk.accept(offer, at=NINE + 6 * MINUTE, by="grace")
    assert Urgency.HIGH == applied.record.facts["urgency"]
    with pytest.raises(Outdated):
        applied.desk.accept(offer, at=NINE + 6 * MINUTE, by="grace")


def test_people_come_first() -> None:
    """What they did is not done again; what they closed for good is opened anew."""
    done = run(signal(0, CRITICAL))
    (id,) = done.desk.records
    at, code = NINE + 10 * MINUTE, {"code": "solution_provided", "notes": "cleaned up"}
    by_hand = done.desk.do(id, "resolve", at=at, by="grace", **code).desk
    cleared = run(signal(5, CLEAR), desk=by_hand, alerts=done.alerts)
    assert ((), "solution_provided") == (
        cleared.applied,
        cleared.desk.one(Incident, id).resolution_code,
    )
    again = run(signal(9, CRITICAL), desk=cleared.desk, alerts=cleared.alerts)
    assert ("reopen", at) == (again.desk[id].history[-1].verb, again.desk[id].changed_at)
    by_hand = cleared.desk.do(id, "reopen", at=at, by="ada", reason="still full").desk
    again = run(signal(9, CRITICAL), desk=by_hand, alerts=cleared.alerts)
    assert ((), "in_progress") == (again.applied, again.desk[id].state)
    closed = cleared.desk.do(id, "close", at=at, by="grace").desk
    again = run(signal(11, CRITICAL), desk=closed, alerts=cleared.alerts)
    assert ("closed", "INC0000002") == (again.desk[id].state, again.alerts[KEY].incident)
    resolved = done.desk.do(id, "resolve", at=at, by="grace", **code).desk
    minor = attrs.evolve(done.alerts[KEY], worst=MINOR)
    raised = run(signal(12, CRITICAL), desk=resolved, alerts=done.alerts.with_(minor))
    assert () == raised.offers


def test_what_has_closed_in_the_meantime_is_opened_anew() -> None:
    """Though nobody has ticked, the incident is closed five days after it was resolved."""
    patient = Intake(reopen_within=9 * DAY)
    done = run(signal(0, CRITICAL), signal(5, CLEAR))
    later = attrs.evolve(signal(0, CRITICAL), at=NINE + 8 * DAY, received_at=NINE + 8 * DAY)
    again = carry_out(patient.decide(later, done.alerts), done.desk)
    assert ["open"] == [applied.events[-1].event.verb for applied in again.applied]
    assert "INC0000002" == again.alerts[KEY].incident


def test_an_incident_whose_number_nobody_noted_is_left_alone() -> None:
    """There is nothing to resolve; what is reopened is opened."""
    alerts = INTAKE.decide(signal(0, CRITICAL), Alerts()).alerts
    done = run(signal(5, CLEAR), signal(9, CRITICAL), alerts=alerts)
    (opened,) = done.desk
    assert (NINE + 9 * MINUTE, "new") == (opened.opened_at, opened.state)


def test_what_falls_due_together_happens_in_order() -> None:
    """An incident that is opened anew is offered to be reprioritised under its own number."""
    first = run(signal(0, MINOR), signal(5, CLEAR))
    (id,) = first.desk.records
    closed = first.desk.do(id, "close", at=NINE + 6 * MINUTE, by="grace").desk
    done = run(signal(9, CRITICAL), desk=closed, alerts=first.alerts)
    assert ["INC0000002"] == [offer.record for offer in done.offers]


def test_a_model_with_roles_asks_for_them() -> None:
    """Monitoring is whoever the desk lets it be."""
    strict = INCIDENT.with_roles(STANDARD)
    opened = carry_out(INTAKE.decide(signal(0, MINOR), Alerts()), EMPTY, model=strict)
    cleared = INTAKE.decide(signal(5, CLEAR), opened.alerts)
    refused = carry_out(cleared, opened.desk, model=strict)
    assert ["resolve"] == [one.verb for one in refused.refusals]
    assert isinstance(refused.refusals[0].error, RoleMissing)
    assert (["new"], False) == ([one.state for one in refused.desk], refused.alerts[KEY].is_open)
    agent = Actor("zabbix", {"agent"})
    done = carry_out(cleared, opened.desk, model=strict, by=agent)
    assert ["resolved"] == [record.state for record in done.desk]


def test_an_incident_that_cannot_be_opened_is_refused() -> None:
    """Nothing has happened then: the rules and the model do not fit."""
    strange = Intake(urgency=Decision([], default=Urgency("9", "Galactic", 9)))
    with pytest.raises(Refused):
        carry_out(strange.decide(signal(0, MINOR), Alerts()), EMPTY)


@pytest.mark.parametrize(
    ("taken", "desk", "more"),
    [
        (5, EMPTY, {}),
        (INTAKE.decide(signal(0, MINOR), Alerts()), 5, {}),
        (INTAKE.decide(signal(0, MINOR), Alerts()), Desk.of(), {}),
        (INTAKE.decide(signal(0, MINOR), Alerts()), EMPTY, {"model": 5}),
        (INTAKE.decide(signal(0, MINOR), Alerts()), EMPTY, {"by": 5}),
    ],
)
def test_what_cannot_be_is_refused(taken: Any, desk: Any, more: Any) -> None:
    """With the name of what is wrong."""
    with pytest.raises(BadValue):
        carry_out(taken, desk, **more)
    with pytest.raises(BadValue):
        CarriedOut(desk=desk, alerts=5)  # type: ignore[arg-type]
