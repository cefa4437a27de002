"""The kinds of change, each from its opening to its closure."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore import Actor
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Change,
    ChangeModel,
    Closed,
    Result,
    change_model,
)
from itsmcore.errors import NotAllowed
from itsmcore.risk import Risk
from tests.changes.walks import (
    CLEAR,
    DONE,
    STAGES_OF_A_STANDARD,
    approved,
    at,
    opened,
    reviewing,
    scheduled,
    words,
)
from tests.instants import MARCH as T0

CANCELLED = {(stage, "cancelled") for stage in ("new", "authorise", "scheduled", "implement")}


@pytest.mark.parametrize(
    ("model", "edges"),
    [
        (
            NORMAL_CHANGE,
            {
                *CANCELLED,
                ("assess", "cancelled"),
                ("new", "assess"),
                ("assess", "new"),
                ("assess", "authorise"),
                ("authorise", "new"),
                ("authorise", "scheduled"),
                ("scheduled", "authorise"),
                ("scheduled", "implement"),
                ("implement", "review"),
                ("review", "closed"),
            },
        ),
        (
            STANDARD_CHANGE,
            {
                *CANCELLED - {("authorise", "cancelled")},
                ("new", "scheduled"),
                ("scheduled", "implement"),
                ("implement", "review"),
                ("review", "closed"),
            },
        ),
        (
            EMERGENCY_CHANGE,
            {
                *CANCELLED,
                ("new", "authorise"),
                ("authorise", "new"),
                ("authorise", "scheduled"),
                ("scheduled", "authorise"),
                ("scheduled", "implement"),
                ("implement", "review"),
                ("review", "closed"),
            },
        ),
        (
            UNAUTHORISED_CHANGE,
            {
                ("new", "cancelled"),
                ("authorise", "cancelled"),
                ("new", "authorise"),
                ("authorise", "new"),
                ("authorise", "review"),
                ("review", "closed"),
            },
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, ChangeModel) else "edges",
)
def test_the_edges_are_those_of_the_kind(model: Any, edges: set[tuple[str, str]]) -> None:
    """Every one, and no other."""
    assert edges == model.edges


def test_a_normal_change_from_its_opening_to_its_closure() -> None:
    """Weighed, approved, tested, told, made in its window, verified, closed."""
    change = reviewing()
    change = change.close(at=at(24), by="ines", code="successful", notes="done", given=DONE)
    assert [
        "open",
        "assess",
        "request_approval",
        "vote",
        "vote",
        "vote",
        "approve",
        "record_test",
        "communicate",
        "implement",
        "verify",
        "complete",
        "close",
    ] == [event.verb for event in change.history]
    assert ("closed", "successful", "done", at(10), at(11)) == (
        change.state,
        change.outcome,
        change.close_notes,
        change.actual_start,
        change.actual_end,
    )


def test_the_class_opens_a_normal_change() -> None:
    """Its model is the default one, which anybody may replace."""
    change = Change.open("CHG-1", at=T0, by="ada", summary="s")
    assert (NORMAL_CHANGE, "normal", "ada", T0, Actor("ada")) == (
        change.model,
        change.kind,
        change.requester,
        change.opened_at,
        change.opened_by,
    )
    assert "bob" == opened(requester="bob").requester


def test_a_standard_change_needs_no_approval_but_its_template_s() -> None:
    """It is scheduled, and nobody votes; test and communication are not asked for."""
    stray = opened(STANDARD_CHANGE, template=None, test_plan=None, communication_plan=None)
    assert {"it is of no template (ChangeTemplate.open)"} == words(stray, "schedule")
    change = scheduled(STANDARD_CHANGE)
    assert ("scheduled", ()) == (change.state, change.authorities_to_ask)
    assert "implement" == change.implement(at=at(10), by="grace", given=CLEAR).state
    with pytest.raises(NotAllowed, match="cannot vote while scheduled"):
        change.vote(at=at(1), by="ines", vote="yes")


def test_an_unauthorised_change_is_judged_after_the_fact() -> None:
    """It says when it was made, is approved into the review, and that says what came of it."""
    change = opened(UNAUTHORISED_CHANGE, actual_start=at(-9), actual_end=at(-8))
    change = approved(change.request_approval(at=T0, by="ines"))
    assert ("review", at(-9), at(-8)) == (change.state, change.actual_start, change.actual_end)
    assert {"outcome must be set first", "it has to be reviewed first (review)"} == words(
        change, "close", given=DONE
    )
    change = change.review(at=at(1), by="ines", findings="never again", outcome="backed_out")
    closed = change.close(at=at(2), by="ines", code="backed_out", notes="n")
    assert "closed" == closed.state
    with pytest.raises(NotAllowed):
        change.implement(at=at(2), by="grace", given=CLEAR)


def test_an_emergency_that_fails_is_backed_out_reviewed_and_closed() -> None:
    """Its authority comes before; what was left out is due before it is closed."""
    change = EMERGENCY_CHANGE.open("CHG-9", at=T0, by="ada", summary="A hole", assignee="grace")
    change = change.request_approval(at=T0, by="ada")
    change = change.vote(at=T0, by="emergency change manager", vote="yes")
    change = change.implement(at=at(1), by="grace")
    change = change.verify(at=at(2), by="grace", result="failed", notes="mail waits")
    assert Result.FAILED == change.verification
    change = change.back_out(at=at(3), by="grace", reason="mail waits")
    change = change.complete(at=at(4), by="grace", outcome="backed_out")
    assert (at(1), at(3)) == (change.actual_start, change.actual_end)
    change = change.review(at=at(5), by="ines", findings="no test", incidents=["INC-1", "INC-1"])
    change = change.review(at=at(5), by="ines", findings="more", incidents=["INC-1", "INC-2"])
    assert ("INC-1", "INC-2") == change.caused_incidents
    assert {
        "risk must be set first",
        "steps must be set first",
        "test_plan must be set first",
        "communication_plan must be set first",
        "back_out_plan must be set first",
        "those whom it concerns have not been told (communicate)",
    } == words(change, "close", given=DONE)
    change = change.amend(
        at=at(6),
        by="grace",
        risk=Risk.HIGH,
        steps="Patch it",
        test_plan="t",
        communication_plan="c",
        back_out_plan="b",
    )
    assert ("review", "approved") == (change.state, change.facts["approval"])
    change = change.communicate(at=at(6), by="grace", to="all")
    closed = change.close(at=at(7), by="ines", code="backed_out", notes="later", given=DONE)
    assert ("closed", "backed_out") == (closed.state, closed.outcome)


def test_an_emergency_that_went_well_records_its_test_afterwards() -> None:
    """Whatever it showed; what was backed out has none to record."""
    change = approved(opened(EMERGENCY_CHANGE).request_approval(at=T0, by="ada"))
    change = change.implement(at=at(1), by="grace").verify(at=at(2), by="grace", result="passed")
    change = change.complete(at=at(2), by="grace", outcome="successful")
    change = change.review(at=at(3), by="ines", findings="none").communicate(at=at(3), by="grace")
    assert {"no test of it is recorded (record_test)"} == words(change, "close", given=DONE)
    tested = change.record_test(at=at(4), by="grace", result="failed")
    assert set() == words(tested, "close", given=DONE)


def test_what_may_be_due_afterwards_is_due_only_where_it_is_demanded() -> None:
    """Without the control of a test, nothing asks for one, nor for its plan."""
    no_test = "no test of it is recorded (record_test)"
    late = change_model("late", stages=STAGES_OF_A_STANDARD, controls=["plans", "afterwards"])
    (closing,) = [rule for rule in late.rules if rule.event is Closed]
    assert ("outcome", "steps", "back_out_plan") == closing.needs
    assert no_test not in [guard.words for guard in closing.guards]
    tested = change_model(
        "late", stages=STAGES_OF_A_STANDARD, controls=["plans", "test", "afterwards"]
    )
    (closing,) = [rule for rule in tested.rules if rule.event is Closed]
    assert ("outcome", "steps", "test_plan", "back_out_plan") == closing.needs
    assert no_test in [guard.words for guard in closing.guards]
