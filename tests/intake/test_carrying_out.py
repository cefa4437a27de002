"""Carrying out: what an intake decided happens to the incidents of a desk."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import (
    INCIDENT,
    Actor,
    Desk,
    Impact,
    Incident,
    Priority,
    PriorityMatrix,
    Urgency,
)
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.desk import Numbering, Outdated, Proposal
from itsmcore.errors import BadValue, Refused, RoleMissing
from itsmcore.incidents import STANDARD, Reprioritised, propose_if_major
from itsmcore.intake import Alerts, CarriedOut, Flapping, Intake, Severity, Signal, carry_out
from itsmcore.presets import servicenow
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
    """There is nothing to resolve; what is reopened, or still bad, is opened."""
    alerts = INTAKE.decide(signal(0, CRITICAL), Alerts()).alerts
    done = run(signal(5, CLEAR), signal(9, CRITICAL), alerts=alerts)
    (opened,) = done.desk
    assert (NINE + 9 * MINUTE, "new") == (opened.opened_at, opened.state)
    still_bad = run(signal(9, CRITICAL), alerts=alerts)
    assert "INC0000001" == still_bad.alerts[KEY].incident


def test_what_falls_due_together_happens_in_order() -> None:
    """An incident that is reopened is offered to be reprioritised; one opened anew is as it is."""
    first = run(signal(0, MINOR), signal(5, CLEAR))
    (id,) = first.desk.records
    again = run(signal(9, CRITICAL), desk=first.desk, alerts=first.alerts)
    assert [id] == [offer.record for offer in again.offers]
    closed = first.desk.do(id, "close", at=NINE + 6 * MINUTE, by="grace").desk
    done = run(signal(9, CRITICAL), desk=closed, alerts=first.alerts)
    assert ((), Urgency.HIGH) == (done.offers, done.desk.one(Incident, "INC0000002").urgency)


@pytest.mark.parametrize("graver", [CRITICAL, MINOR])
def test_what_is_not_well_has_an_incident_that_has_not_ended(graver: Severity) -> None:
    """People cancelled it, or closed it while it was still bad: the next signal opens another."""
    first = run(signal(0, MINOR))
    (id,) = first.desk.records
    at = NINE + 5 * MINUTE
    cancelled = first.desk.do(id, "cancel", at=at, by="kim", reason="a false alarm").desk
    done = run(signal(6, graver), desk=cancelled, alerts=first.alerts)
    assert ("INC0000002", ()) == (done.alerts[KEY].incident, done.offers)
    opened = done.desk.one(Incident, "INC0000002")
    assert (NINE, NINE + 6 * MINUTE) == (opened.detected_at, opened.opened_at)
    later = run(signal(99, graver), desk=done.desk, alerts=done.alerts)
    assert ((), 2) == (later.applied, len(later.desk))
    cleared = run(signal(100, CLEAR), desk=later.desk, alerts=later.alerts)
    assert ["cancelled", "resolved"] == [record.state for record in cleared.desk]


def test_a_duplicate_is_reopened_by_the_next_failure_and_its_clear_resolves_nothing() -> None:
    """The other has an alert of its own, or is for people to resolve."""
    first = run(signal(0, MINOR))
    (id,) = first.desk.records
    other = Incident.open("INC-1", at=NINE, by="kim", summary="The disks are full")
    desk = first.desk.add(other).desk.do(id, "mark_duplicate", at=NINE, by="kim", of="INC-1").desk
    cleared = run(signal(1, MINOR), signal(5, CLEAR), desk=desk, alerts=first.alerts)
    states = {record.id: record.state for record in cleared.desk}
    assert {"INC-1": "new", id: "resolved"} == states
    again = run(signal(9, MINOR), desk=cleared.desk, alerts=cleared.alerts)
    assert ("in_progress", None) == (
        again.desk[id].state,
        again.desk.one(Incident, id).duplicate_of,
    )


def test_what_no_longer_calls_for_an_incident_has_none_opened() -> None:
    """A warning goes on with an incident that was opened for more, and opens no other."""
    first = run(signal(0, MINOR))
    (id,) = first.desk.records
    at = NINE + 5 * MINUTE
    cancelled = first.desk.do(id, "cancel", at=at, by="kim", reason="a false alarm").desk
    done = run(signal(6, Severity.WARNING), desk=cancelled, alerts=first.alerts)
    assert ((), id) == (done.applied, done.alerts[KEY].incident)


def test_what_stays_bad_after_it_flapped_has_an_incident_that_has_not_ended() -> None:
    """It is cancelled while it flaps; once it is quiet and still bad, another is opened."""
    calm = Intake(flapping=Flapping(changes=3, within=10 * MINUTE, quiet=15 * MINUTE))
    done = CarriedOut(desk=EMPTY, alerts=Alerts())
    for one in (signal(0, MINOR), signal(1, CLEAR), signal(2, MINOR)):
        done = carry_out(calm.decide(one, done.alerts), done.desk)
    done = carry_out(calm.tick(done.alerts, at=NINE + 17 * MINUTE), done.desk)
    for one in (signal(20, CLEAR), signal(21, MINOR), signal(22, CLEAR), signal(23, MINOR)):
        done = carry_out(calm.decide(one, done.alerts), done.desk)
    (record,) = done.desk
    assert ("in_progress", "flapping") == (record.state, done.alerts[KEY].state)
    at = NINE + 24 * MINUTE
    cancelled = done.desk.do(record.id, "cancel", at=at, by="kim", reason="noise").desk
    quiet = carry_out(calm.tick(done.alerts, at=NINE + 60 * MINUTE), cancelled)
    assert ["cancelled", "new"] == [record.state for record in quiet.desk]


def reprioritised(offer: Proposal) -> Reprioritised:
    """Give the event that an offer is to reprioritise."""
    assert isinstance(offer.event, Reprioritised)
    return offer.event


def test_an_offer_lowers_nothing_that_people_said() -> None:
    """What they have set already is not offered, and neither is what is milder than that."""
    first = run(signal(0, MINOR))
    (id,) = first.desk.records

    def offers(urgency: Urgency, severity: Severity) -> list[Any]:
        at, why = NINE + MINUTE, "the boss calls"
        by_hand = first.desk.do(id, "reprioritise", at=at, by="kim", urgency=urgency, note=why)
        done = run(signal(5, severity), desk=by_hand.desk, alerts=first.alerts)
        return [
            offer.event.urgency for offer in done.offers if isinstance(offer.event, Reprioritised)
        ]

    assert [] == offers(Urgency.HIGH, CRITICAL)
    assert [] == offers(Urgency.HIGH, Severity.MAJOR)
    assert [Urgency.HIGH] == offers(Urgency.MEDIUM, CRITICAL)


def test_only_what_is_graver_is_offered() -> None:
    """Of impact and urgency, what people said already is left as it is."""
    by_severity = Decision([(field("severity").is_(CRITICAL), Impact.HIGH)], default=Impact.LOW)
    both = Intake(impact=by_severity)
    first = carry_out(both.decide(signal(0, MINOR), Alerts()), EMPTY)
    (id,) = first.desk.records
    told = {"urgency": Urgency.HIGH, "note": "the boss calls"}
    by_hand = first.desk.do(id, "reprioritise", at=NINE + MINUTE, by="kim", **told).desk
    (offer,) = carry_out(both.decide(signal(5, CRITICAL), first.alerts), by_hand).offers
    event = reprioritised(offer)
    assert (Impact.HIGH, None) == (event.impact, event.urgency)


BY_SEVERITY: Decision[Any] = Decision(
    [(field("severity").is_(CRITICAL), Impact.HIGH)], default=Impact.LOW
)


def test_the_preset_of_servicenow_takes_part() -> None:
    """Levels by their place on its scales, and a code of its own for what is clear."""
    model = servicenow.INCIDENT
    theirs = Intake(resolution_code="solution_provided", impact=BY_SEVERITY)
    done = CarriedOut(desk=EMPTY, alerts=Alerts())
    for one in (signal(0, MINOR), signal(5, CRITICAL)):
        done = carry_out(theirs.decide(one, done.alerts), done.desk, model=model)
    (id,) = done.desk.records
    low, high = servicenow.URGENCIES[2], servicenow.URGENCIES[0]
    assert (low, servicenow.IMPACTS[2]) == (
        done.desk.one(Incident, id).urgency,
        done.desk.one(Incident, id).impact,
    )
    (offer,) = done.offers
    assert (high, servicenow.IMPACTS[0]) == (
        reprioritised(offer).urgency,
        reprioritised(offer).impact,
    )
    desk = done.desk.accept(offer, at=NINE + 6 * MINUTE, by="grace").desk
    proposed = propose_if_major(desk.one(Incident, id), at=NINE + 6 * MINUTE, by="grace")
    assert "the highest priority" == proposed.why
    done = carry_out(theirs.decide(signal(9, CLEAR), done.alerts), desk, model=model)
    assert ("resolved", "solution_provided", ()) == (
        done.desk[id].state,
        done.desk.one(Incident, id).resolution_code,
        done.refusals,
    )


def test_a_code_that_the_model_does_not_know_is_refused_at_once() -> None:
    """Not only when all is well, and the incident would stay open for ever."""
    taken = INTAKE.decide(signal(0, MINOR), Alerts())
    with pytest.raises(BadValue, match="give a code of the model, as Intake") as caught:
        carry_out(taken, EMPTY, model=servicenow.INCIDENT)
    assert "resolution_code" == caught.value.field
    slip = Intake(resolution_code="event_clear").decide(signal(0, MINOR), Alerts())
    with pytest.raises(BadValue, match="did you mean 'event_cleared'"):
        carry_out(slip, EMPTY)
    free = attrs.evolve(INCIDENT, codes={})
    done = carry_out(Intake(resolution_code="own").decide(signal(0, MINOR), Alerts()), EMPTY,
                     model=free)  # fmt: skip
    assert 1 == len(done.desk)


def test_a_level_of_a_scale_of_another_length_is_not_guessed() -> None:
    """The rules and the model do not fit, and the model says so."""
    two = PriorityMatrix(
        [Impact("1", "A", 2)], [Urgency("1", "A", 2), Urgency("2", "B", 1)],
        [[Priority.HIGH, Priority.LOW]],
    )  # fmt: skip
    model = attrs.evolve(INCIDENT, prioritiser=two)
    with pytest.raises(Refused, match="urgency cannot be"):
        carry_out(INTAKE.decide(signal(0, MINOR), Alerts()), EMPTY, model=model)


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
