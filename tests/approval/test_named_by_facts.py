"""Authorities whose members a fact names."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.changes import NORMAL_CHANGE, Change
from itsmcore.conditions import field
from itsmcore.errors import FaultyDefinition, GuardRefused
from itsmcore.interop.cattrs import make_converter
from tests.instants import NINE

MANAGER = field("custom.manager")
LINE = Authority("line manager", MANAGER)
NOBODY_LEFT = "the policy names nobody, or too few, who may approve it"


def change(policy: ApprovalPolicy, **custom: Any) -> Change:
    model = NORMAL_CHANGE.extended(policy=policy, name="ours").without_guards()
    needs: dict[str, Any] = {"request_approval": ()}
    opened = model.with_needs(needs).open("CHG-1", at=NINE, by="ada", summary="VPN", custom=custom)
    return opened.assess(at=NINE, by="grace")


def asked(policy: ApprovalPolicy, **custom: Any) -> Change:
    return change(policy, **custom).request_approval(at=NINE, by="ada")


@pytest.mark.parametrize(
    ("named", "members"),
    [
        ("mia", ("mia",)),
        (("mia", "noor", "mia"), ("mia", "noor")),
        ("", ()),
        ("  ", ()),
        ((), ()),
        (None, ()),
        (5, ()),
    ],
)
def test_a_fact_names_one_or_several(named: object, members: tuple[str, ...]) -> None:
    """Anything else names nobody."""
    assert members == LINE.among({"custom.manager": named}).people


def test_they_are_fixed_when_they_are_asked() -> None:
    """Who becomes the manager later is not asked, and what was asked of another is void."""
    record = asked(ApprovalPolicy(LINE), manager="mia")
    assert (("mia",), ("mia",)) == (record.members, record.authorities[0].members)
    later = record.update(at=NINE, by="ada", custom={"manager": "noor"})
    assert ("not_requested", ()) == (later.approval, later.members)
    again = later.request_approval(at=NINE, by="ada")
    assert ("noor",) == again.members


def test_a_fact_that_moves_voids_what_others_were_asked() -> None:
    """Even where the model says that custom fields are not approved."""
    policy = ApprovalPolicy(LINE)
    model = change(policy).model
    model = model.extended(approved_words=(), name="wordless")
    record = model.open("CHG-1", at=NINE, by="ada", summary="VPN", custom={"manager": "mia"})
    record = record.assess(at=NINE, by="grace").request_approval(at=NINE, by="ada")
    assert record.asks_the_same
    assert "not_requested" == record.update(at=NINE, by="x", custom={"manager": "noor"}).approval
    both = record.update(at=NINE, by="x", custom={"manager": ("noor", "mia")})
    assert "requested" == both.approval


@pytest.mark.parametrize("unasked", ["refused", "approved"])
@pytest.mark.parametrize("manager", [None, "ada"])
def test_nobody_to_ask_is_not_nobody_left(manager: str | None, unasked: Any) -> None:
    """V2: a manager who is not there, or asks for it, is never passed over."""
    policy = ApprovalPolicy(LINE, unasked=unasked)
    record = change(policy, **{} if manager is None else {"manager": manager})
    with pytest.raises(GuardRefused, match=NOBODY_LEFT):
        record.request_approval(at=NINE, by="ada")
    assert ("assess", "not_requested") == (record.state, record.approval)


def test_who_is_asked_by_no_row_is_nobody_to_ask() -> None:
    """V2: with the option the policy approves it, by an event that says so; without, it refuses."""
    row = (MANAGER.is_("mia"), LINE)
    record = asked(ApprovalPolicy([row], unasked="approved"), manager="noor")
    assert ("approved", "approve_by_policy") == (record.approval, record.history[-1].verb)
    with pytest.raises(GuardRefused, match=NOBODY_LEFT):
        asked(ApprovalPolicy([row]), manager="noor")


def test_a_deputy_stands_in_for_whom_the_fact_names() -> None:
    """And for nobody else; whoever is a member has a vote of their own."""
    line = Authority("line", MANAGER, deputies={"mia": ("olga", "noor"), "pim": "olga"})
    assert {} == line.among({"custom.manager": "noor"}).deputies
    assert {"mia": ("olga",)} == line.among({"custom.manager": ("mia", "noor")}).deputies
    policy = ApprovalPolicy(line)
    record = change(policy, manager="mia").request_approval(at=NINE, by="ada", absent="mia")
    assert "scheduled" == record.vote(at=NINE, by="olga", vote="yes").state


def test_a_fact_that_no_record_has_is_a_fault() -> None:
    """With the nearest name."""
    with pytest.raises(FaultyDefinition) as raised:
        NORMAL_CHANGE.extended(policy=Authority("owner", field("asignee")), name="ours")
    [fault] = raised.value.exceptions
    assert "policy: reads 'asignee'; did you mean 'assignee'?" == str(fault)


def test_a_document_holds_the_fact() -> None:
    """Of an authority, and of a policy."""
    converter = make_converter()
    for value in (LINE, ApprovalPolicy([(MANAGER.is_set, LINE)])):
        assert value == converter.structure(converter.unstructure(value), type(value))
