"""A change: its levels, its plan, its tables and how it is shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore.approval import ApprovalPolicy
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    STANDARD_CHANGE,
    Amended,
    Change,
    Closed,
    Held,
    Implemented,
    Opened,
    Procedure,
    ProcedureStep,
    change_model,
)
from itsmcore.conditions import field
from itsmcore.errors import (
    BadData,
    BadValue,
    GuardRefused,
    NaiveTime,
    Refused,
    UnknownCode,
    Unlisted,
)
from itsmcore.level import Priority
from itsmcore.risk import Risk
from itsmcore.span import Window
from tests.changes.walks import (
    BOARD,
    NORMAL,
    STAGES_OF_A_STANDARD,
    approved,
    asked,
    at,
    opened,
    reviewing,
    scheduled,
)
from tests.instants import HOUR
from tests.instants import MARCH as T0


def test_levels_and_kinds_are_those_of_the_model() -> None:
    """Whatever else is given is named."""
    strange: list[dict[str, Any]] = [
        {"risk": Priority.HIGH},
        {"impact": Risk.LOW},
    ]
    for facts in strange:
        with pytest.raises(UnknownCode, match="cannot be"):
            opened(**facts)
    with pytest.raises(BadValue, match="risk cannot be 'hgh'; give a Level or None"):
        opened(risk="hgh")
    bad: Any = None
    for bad, words_of_it in (
        ({"kind": "emergncy"}, "kind cannot be 'emergncy'; give one of standard, normal"),
        ({"controls": {"window": False}}, "controls cannot be {'window': False}; give names of"),
        ({"maintenance": 5}, "maintenance cannot be 5; give a Schedule"),
    ):
        with pytest.raises(BadValue, match=words_of_it):
            change_model("m", stages=STAGES_OF_A_STANDARD, **bad)
    with pytest.raises(BadData, match=r"actual_end .* lies before actual_start"):
        opened(actual_start=at(-1), actual_end=at(-2))


def test_assigning_needs_a_group_or_an_assignee() -> None:
    """A new group clears the person."""
    with pytest.raises(GuardRefused, match="a group or an assignee must be named"):
        opened().assign(at=T0, by="x")
    change = opened(group="a").assign(at=T0, by="x", group="b")
    assert ("b", None) == (change.group, change.assignee)


def test_the_plan_is_a_method_of_procedure() -> None:
    """Ordered steps with their way back; a text is one of which only the action is known."""
    steps = (
        ProcedureStep("Stop", "it is empty", "start it", "grace", HOUR),
        ProcedureStep("Copy", duration=2 * HOUR),
        ProcedureStep("Switch", None, "switch back"),
    )
    procedure = opened(steps=steps).procedure
    assert (3 * HOUR, [steps[2], steps[0]]) == (procedure.duration, list(procedure.way_back))
    assert (ProcedureStep("Patch it"),) == opened(steps="Patch it").steps
    assert "| 2 | Copy |  |  |  | 2:00:00 |" in f"{procedure:md}".splitlines()
    assert "2   Copy" in f"{procedure}"
    with pytest.raises(Unlisted, match="there is no format 'svg'"):
        f"{procedure:svg}"
    assert "<td>switch back</td>" in procedure._repr_html_()
    assert timedelta() == Procedure(()).duration
    at_once = ProcedureStep("Tell them", duration=timedelta())
    assert (timedelta(), HOUR) == (
        at_once.duration,
        Procedure((at_once, ProcedureStep("Wait", duration=HOUR))).duration,
    )
    assert "| 1 | Tell them |  |  |  | 0:00:00 |" in f"{Procedure((at_once,)):md}".splitlines()


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: ProcedureStep(""), BadValue, "action cannot be ''; give a text that says"),
        (lambda: ProcedureStep(7), BadValue, "action cannot be 7"),  # type: ignore[arg-type]
        (lambda: ProcedureStep("a", duration=-HOUR), BadValue, "give a timedelta of zero or more"),
        (
            lambda: ProcedureStep("a", duration=60),  # type: ignore[arg-type]
            BadValue,
            "duration cannot be 60",
        ),
        (
            lambda: opened(planned_start=at(2), planned_end=at(1)),
            BadData,
            "lies before planned_start",
        ),
        (lambda: opened(planned_start=datetime(2026, 3, 2)), NaiveTime, "aware datetime"),
        (lambda: opened(summary=None), BadValue, "summary cannot be None"),
        (
            lambda: opened().reschedule(at=T0, by="x", planned_start=at(2), planned_end=at(1)),
            BadData,
            "fix it and try again",
        ),
        (
            lambda: scheduled().record_test(at=T0, by="x", result="green"),
            BadValue,
            "result cannot be 'green'; give one of passed, failed",
        ),
        (lambda: asked().vote(at=T0, by="ines", vote="ja"), BadValue, "vote cannot be 'ja'"),
    ],
)
def test_bad_input_is_a_typed_error(make: Any, error: Any, words: str) -> None:
    """That says what to give."""
    with pytest.raises(error) as refusal:
        make()
    assert words in str(refusal.value)


def test_a_window_is_known_when_both_its_ends_are() -> None:
    """Instants are kept in UTC."""
    assert None is opened(planned_end=None).window
    assert None is opened(planned_start=None).window
    assert Window(at(10), at(12)) == opened().window


def test_a_change_says_where_its_approval_and_its_hold_stand() -> None:
    """A model without a policy has no approval."""
    change = asked()
    assert ("requested", False) == (change.approval, change.is_on_hold)
    held = change.hold(at=T0, by="x", reason="r")
    assert ("withdrawn", True) == (held.approval, held.is_on_hold)
    assert (None, False) == ((one := opened(STANDARD_CHANGE)).approval, one.is_on_hold)


def test_a_model_without_the_window_plans_without_one() -> None:
    """An emergency is made when it is needed."""
    change = EMERGENCY_CHANGE.open("CHG-1", at=T0, by="ada", summary="s", assignee="grace")
    change = approved(change.request_approval(at=T0, by="ada"))
    assert "implement" == change.implement(at=at(9), by="grace").state


def test_every_event_keeps_its_history() -> None:
    """A record is the fold of its events, and an audit by its own model finds nothing."""
    change = reviewing().review(at=at(13), by="x", findings="f")
    assert change == Change.replay(change.history, model=NORMAL)
    assert () == Change.audit(change.history, model=NORMAL, written_with=NORMAL)
    assert [Opened, Implemented] == [
        type(e) for e in change.history if isinstance(e, Opened | Implemented)
    ]
    assert None is change.last(Held)
    assert None is change.last(Amended)
    assert None is change.last(Closed)


def test_a_refusal_names_the_moves_that_are_left() -> None:
    """And shows where it stands."""
    with pytest.raises(Refused) as refusal:
        opened().close(at=T0, by="x", code="successful", notes="n")
    assert "cannot close while new; allowed moves: assess, cancel" == str(refusal.value)


def test_a_policy_over_values_without_an_order_names_nobody() -> None:
    """Instead of failing wherever the change is looked at."""
    policy = ApprovalPolicy([(field("custom.size") > 3, BOARD)])
    model = NORMAL.extended(policy=policy, name="sizes")
    assert () == opened(model, custom={"size": "large"}).authorities_to_ask
    assert (BOARD,) == opened(model, custom={"size": 4}).authorities_to_ask
