"""Safety: no way fulfils what was not approved."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from itsmcore.approval import (
    ApprovalPolicy,
    ApprovalsVoided,
    Approved,
    Authority,
    Unsafe,
    safety_faults,
    unsafe,
)
from itsmcore.conditions import field
from itsmcore.lifecycle import Rule
from itsmcore.requests import (
    REQUEST,
    STANDARD,
    Amended,
    Fulfilled,
    RequestModel,
    Resumed,
    Started,
    Submitted,
    Updated,
)
from tests.requests.cases import LAPTOP, MANAGER

BOARD = ApprovalPolicy(Authority("board", ["mia"]), expires_after=timedelta(days=1))


@pytest.mark.parametrize(
    "model",
    [
        REQUEST,
        REQUEST.with_roles(STANDARD),
        REQUEST.extended(policy=BOARD, name="board"),
        REQUEST.extended(policy=ApprovalPolicy(MANAGER), name="manager"),
        LAPTOP,
        LAPTOP.extended(approved_words=(), name="wordless"),
    ],
)
def test_no_way_fulfils_what_was_not_approved(model: RequestModel) -> None:
    """A proof, for every model of ours."""
    assert unsafe(model) is None
    assert unsafe(model, implementing="fulfilment") is None
    assert () == safety_faults(model)


def test_a_short_cut_is_found() -> None:
    """With the way that it takes."""
    hasty = REQUEST.extended(
        Rule(Started, source="draft", target="fulfilment"), policy=BOARD, name="hasty"
    )
    assert Unsafe(("start",), "nobody has approved it") == unsafe(hasty)
    assert ["unapproved"] == [fault.code for fault in safety_faults(hasty)]


def test_a_way_around_the_fulfilment_is_found() -> None:
    """From a hold, on which others may have to be asked."""
    policy = ApprovalPolicy([(field("links").is_set, MANAGER)], unasked="approved")
    model = REQUEST.extended(policy=policy, name="linked")
    assert unsafe(model) is None
    rules = [
        attrs.evolve(rule, guards=()) if rule.event is Fulfilled else rule
        for rule in model.lifecycle.rules
    ]
    lifecycle = attrs.evolve(model.lifecycle, rules=rules)
    way = unsafe(attrs.evolve(model, lifecycle=lifecycle, name="loose"))
    assert way is not None
    assert "the policy may ask others by then" == way.why


def test_a_draft_of_what_was_approved_is_none() -> None:
    """What is amended without being asked about anew is found."""
    lax = attrs.evolve(
        REQUEST,
        policy=BOARD,
        name="lax",
        reactions=[one for one in REQUEST.reactions if one.on is not Amended],
    )
    way = unsafe(lax)
    assert way is not None
    assert ("amend", "what was approved is not what it has become") == (way.verbs[-2], way.why)


def test_words_that_nobody_compares_are_found() -> None:
    """Without the guard that asks for them."""
    lax = REQUEST.extended(policy=BOARD, name="lax").without_guards("reworded")
    way = unsafe(lax)
    assert way is not None
    assert "update" in way.verbs


def test_a_policy_that_is_not_asked_again_is_found() -> None:
    """Where it reads facts, and a way in does not ask whether it still holds."""
    policy = ApprovalPolicy([(field("custom.site").is_("NYC"), MANAGER)])
    lax = REQUEST.extended(policy=policy, name="lax").without_guards("policy_moved")
    way = unsafe(lax)
    assert way is not None
    assert "the policy may ask others by then" == way.why


def test_the_events_of_the_proof_are_those_of_the_model() -> None:
    """So that it says something of each."""
    assert {Submitted, Amended, Approved, ApprovalsVoided, Resumed, Fulfilled, Updated} <= {
        rule.event for rule in REQUEST.rules
    }
