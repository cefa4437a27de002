"""No change is implemented without its approval: the proof of it."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore import Event, Guard, Rule, Schedule
from itsmcore.approval import ApprovalPolicy
from itsmcore.changes import (
    CONTROLS,
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Amended,
    ChangeModel,
    Completed,
    Implemented,
    Rescheduled,
    Reverted,
    Unsafe,
    change_model,
    safety_faults,
    unsafe,
)
from itsmcore.conditions import field
from itsmcore.lifecycle import ANY, Reaction
from tests.changes.unsafe import BOSS, MAINTENANCE, NOBODY, ROUTES, SMALL, STALE
from tests.changes.walks import NORMAL

DEFAULTS = (NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, UNAUTHORISED_CHANGE)


@pytest.mark.long
@pytest.mark.parametrize("model", DEFAULTS, ids=str)
def test_every_default_model_is_safe(model: ChangeModel) -> None:
    """It is proven without running it; with roles it is so too."""
    assert () == safety_faults(model)
    assert () == safety_faults(model.with_roles(STANDARD))


def test_a_model_that_needs_no_approval_says_so() -> None:
    """There is a way, and it is no fault."""
    assert Unsafe(("schedule", "implement"), "nobody has approved it") == unsafe(STANDARD_CHANGE)


@st.composite
def models(draw: st.DrawFn, *, maintenance: Schedule | None = None) -> ChangeModel:
    """Draw a change model: its stages, its controls and its roles."""
    stages = draw(st.sampled_from(ROUTES))
    names = (*CONTROLS, "review", "template", "afterwards")
    policy = ApprovalPolicy(BOSS) if "authorise" in stages else None
    model = change_model(
        "drawn",
        stages=stages,
        policy=policy,
        controls=draw(st.sets(st.sampled_from(sorted(names)))),
        maintenance=maintenance,
    )
    return model.with_roles(STANDARD) if draw(st.booleans()) else model


@pytest.mark.untraced
@settings(max_examples=60)
@each(models())
def test_every_choice_of_controls_is_safe(model: ChangeModel) -> None:
    """Approval is no control that could be switched off."""
    assert () == safety_faults(model)


@pytest.mark.untraced
@settings(max_examples=30)
@each(models(maintenance=MAINTENANCE))
def test_a_maintenance_schedule_keeps_a_model_safe(model: ChangeModel) -> None:
    """It says which moves an approval outlasts; one that voids less than it says is found."""
    assert () == safety_faults(model)
    if model.policy is None or "implement" not in model.lifecycle.phases:
        return
    voids = next(r for r in model.reactions if r.on is Rescheduled)
    rarely = Reaction(voids.on, voids.event, when=voids.when & field("risk").is_set)
    way = unsafe(model.extended(rarely, without=[voids], name="rarely"))
    assert way is not None
    assert ("reschedule", "implement") == way.verbs[-2:]


def seems_fine(facts: Any) -> bool:
    """Stand for a function that nobody sees into."""
    return True


def test_a_function_is_never_counted_as_proof() -> None:
    """Neither as a guard that keeps others out, nor as what voids an approval."""
    voids = next(r for r in SMALL.reactions if r.on is Rescheduled)
    hidden = Reaction(voids.on, voids.event, when=seems_fine)
    way = unsafe(SMALL.extended(hidden, without=[voids], name="hidden"))
    assert (
        Unsafe(("assess", "request_approval", "approve", "reschedule", "implement"), STALE) == way
    )
    quick = Rule(Implemented, source="assess", target="implement", guards=Guard("no", seems_fine))
    assert Unsafe(("assess", "implement"), NOBODY) == unsafe(SMALL.extended(quick, name="quick"))


@pytest.mark.long
def test_leaving_a_final_state_is_reported() -> None:
    """Whichever it is."""
    again = NORMAL.extended(
        Rule(Reverted, source=("closed", "cancelled"), target="new"), name="again"
    )
    assert [
        ("leaves_final", "edge cancelled -> new"),
        ("leaves_final", "edge closed -> new"),
    ] == [(fault.code, fault.subject) for fault in safety_faults(again)]


@pytest.mark.long
def test_a_rule_from_the_implementation_into_it_is_a_way_in() -> None:
    """What was amended meanwhile is begun again as it is now."""
    again = SMALL.extended(
        Rule(Amended, source="implement"),
        Rule(Begun, source="implement", target="implement"),
        name="again",
    )
    way = ("assess", "request_approval", "approve", "implement", "amend", "begin_again")
    assert Unsafe(way, STALE) == unsafe(again)
    guarded = Guard("it is not approved", field("approval").is_("approved"))
    without = attrs.evolve(
        SMALL, reactions=[r for r in SMALL.reactions if r.on is not Amended], name="without"
    )
    assert None is unsafe(SMALL.extended(Rule(Begun, source="implement", target="implement")))
    assert None is not unsafe(without.extended(Rule(Begun, source="new", guards=guarded)))


def test_what_only_passes_through_the_implementation_is_implemented() -> None:
    """A reaction that leads on in the same instant hides no way."""
    hasty = SMALL.extended(
        Rule(Begun, source="assess", target="implement"),
        Reaction(Begun, Completed, data={"outcome": "successful"}),
        name="hasty",
    ).without_guards(*(g.code for r in SMALL.rules if r.event is Completed for g in r.guards))
    assert Unsafe(("assess", "begin_again"), NOBODY) == unsafe(hasty)


def test_a_rule_from_any_state_is_one_from_each() -> None:
    """The opening's own, and a final one."""
    anywhere = SMALL.extended(Rule(Begun, source=ANY, target="implement"), name="anywhere")
    assert Unsafe(("begin_again",), NOBODY) == unsafe(anywhere)
    assert {"edge cancelled -> implement", "edge closed -> implement"} == {
        fault.subject for fault in safety_faults(anywhere) if fault.code == "leaves_final"
    }
    open_only = Guard("it is new", ~field("state").is_in(("new", "cancelled")))
    late = SMALL.extended(
        Rule(Begun, source=ANY, target="implement", guards=open_only), name="late"
    )
    assert Unsafe(("assess", "begin_again"), NOBODY) == unsafe(late)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Begun(Event):
    """Begin it again."""

    verb: ClassVar[str] = "begin_again"
