"""The division of duties, and the controls of a model."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore import Actor
from itsmcore.approval import (
    BY_ITSELF,
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    ApprovedByPolicy,
    Rejected,
)
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Change,
    ChangeModel,
    Closed,
    Control,
    Implemented,
    Role,
    change_model,
)
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition, Refused, RoleMissing, Unlisted
from itsmcore.lifecycle import Cause, Guard, Phase, State
from tests.changes.walks import (
    BOARD,
    BY_HAND,
    CLAIMANT,
    NORMAL,
    STAGES_OF_A_STANDARD,
    approved,
    asked,
    opened,
    rejected,
    words,
)
from tests.instants import MARCH as T0

MODELS = (NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, UNAUTHORISED_CHANGE)


def test_the_division_of_duties() -> None:
    """The requester plans their own, the implementer works, the manager moves it; members vote."""
    strict = NORMAL.with_roles(STANDARD)
    ada, grace = Actor("ada", Role.REQUESTER), Actor("grace", Role.IMPLEMENTER)
    ines = Actor("ines", Role.CHANGE_MANAGER)
    change = opened(strict, by=ada)
    (why,) = words(change, "assess", by=grace)
    assert "grace may not; it takes the role change_manager" in why
    with pytest.raises(RoleMissing):
        opened(strict, by="ada").amend(at=T0, by=Actor("bob", Role.REQUESTER), test_plan="t")
    change = change.assess(at=T0, by=ines).request_approval(at=T0, by=ada)
    for name in ("ines", "jorge", "keiko"):
        change = change.vote(at=T0, by=name, vote="yes")
    with pytest.raises(RoleMissing):
        change.grant_exception(at=T0, by=grace, of="audit", reason="r")
    assert "scheduled" == change.state


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_the_division_of_duties_leaves_nothing_to_everybody(model: ChangeModel) -> None:
    """But comments, and what those who were asked do; what follows by itself nobody does."""
    strict = model.with_roles(STANDARD)
    rules = [rule for table in (strict.lifecycle, *strict.regions) for rule in table.rules]
    nobody = {rule.event.verb for rule in rules if BY_ITSELF in rule.guards}
    follows = {"approve", "approve_by_policy", "reject", "expire_approval", "void_approvals"}
    assert nobody == (follows if model.policy else set())
    free = {rule.event.verb for rule in rules if not rule.roles}
    assert free - nobody == {"comment"} | ({"vote", "delegate"} if model.policy else set())


@pytest.mark.parametrize("others", ["allowed", "denied"])
def test_no_table_of_roles_opens_what_follows_by_itself(others: Any) -> None:
    """Whoever it names for that; and none keeps it from following."""
    events = (Approved, ApprovedByPolicy, Rejected, ApprovalExpired, ApprovalsVoided)
    for who in (("system", "change_manager"), ()):
        table: dict[Any, Any] = {**dict.fromkeys(events, who), "vote": (), "amend": ()}
        model = NORMAL.with_roles(table, others=others)
        change = Change.replay(asked().history, model=model)
        for event in events:
            for by in (CLAIMANT, "ada", "ines"):
                for cause in (None, Cause("vote", version=3), Cause("approval_expiry")):
                    with pytest.raises(Refused, match=BY_HAND):
                        change.apply(event(at=T0, by=by, cause=cause))
        assert not [
            c.verb for c in change.choices(at=T0, by=CLAIMANT) if c.is_allowed and c.event in events
        ]
        assert "scheduled" == approved(change).state
        assert "new" == rejected(change).state
        assert "not_requested" == change.amend(at=T0, by="x", test_plan="t").approval


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_an_approval_belongs_to_its_stage(model: ChangeModel) -> None:
    """A policy alone is refused, and so is the stage without one."""
    other = None if model.policy else ApprovalPolicy(BOARD)
    with pytest.raises(FaultyDefinition) as refusal:
        model.extended(policy=other, name="odd")
    assert ["bad_policy"] == [fault.code for fault in refusal.value.faults]


def test_a_control_of_one_s_own_demands_what_it_says() -> None:
    """Of its event, beside what the named controls demand."""
    paid = Control("paid", Closed, guards=Guard("nobody has paid", field("custom.paid").is_(True)))
    named = Control("assigned", Implemented, needs="assignee")
    model = change_model("m", stages=STAGES_OF_A_STANDARD, controls=[paid, "tasks", named])
    (closing,) = [rule for rule in model.rules if rule.event is Closed]
    assert ["a task of it is open", "nobody has paid"] == [g.words for g in closing.guards][-2:]
    (implementing,) = [rule for rule in model.rules if rule.event is Implemented]
    assert ("assignee",) == implementing.needs
    again = change_model("m", stages=STAGES_OF_A_STANDARD, controls=(named, paid, "tasks"))
    assert model.digest == again.digest


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ("window", "controls cannot be 'window'; give names of controls"),
        ([True], "controls cannot be True; give names of controls"),
        (["widow"], "there is no control 'widow'; did you mean 'window'"),
    ],
)
def test_what_is_no_control_is_refused(controls: Any, words: str) -> None:
    """With the control that may be meant."""
    with pytest.raises((BadValue, Unlisted), match=words):
        change_model("m", stages=STAGES_OF_A_STANDARD, controls=controls)


def test_a_control_demands_something_of_an_event_that_there_is() -> None:
    """One that could never refuse anything is a mistake."""
    with pytest.raises(BadValue, match="a control cannot be 'paid'; give guards= or needs="):
        Control("paid", Closed)
    idle = Control("asked", ApprovalRequested, needs="risk")
    with pytest.raises(FaultyDefinition) as told:
        change_model("m", stages=STAGES_OF_A_STANDARD, controls=[idle])
    assert ["idle_control"] == [fault.code for fault in told.value.faults]
    assert "is of 'request_approval', which no stage of it has" in str(told.value)


def test_faults_of_the_tables_and_of_the_policy_are_told_together() -> None:
    """A model is mended once, and not twice."""
    with pytest.raises(FaultyDefinition) as refusal:
        NORMAL.extended(State("adrift", phase=Phase.ACTIVE), policy=None, name="odd")
    codes = ["unreachable_state", "dead_end", "bad_policy"]
    assert codes == [fault.code for fault in refusal.value.faults]
