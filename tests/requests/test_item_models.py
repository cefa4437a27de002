"""Models of requests for items."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import Catalogue, CatalogueItem
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.plans import Plan, PlannedTask
from itsmcore.requests import REQUEST, request_model, request_models
from tests.requests.cases import LAPTOP, LAPTOP_ITEM, opened


def test_the_same_item_has_the_same_model() -> None:
    """By its value; another version has another."""
    assert LAPTOP is request_model(LAPTOP_ITEM)
    assert LAPTOP is request_model(attrs.evolve(LAPTOP_ITEM))
    assert LAPTOP is not request_model(attrs.evolve(LAPTOP_ITEM, version="4"))
    assert ("laptop", "3") == (LAPTOP.name, LAPTOP.version)
    assert (LAPTOP,) == request_models(Catalogue([LAPTOP_ITEM]))


def test_what_changes_tomorrow_changes_no_running_request() -> None:
    """It keeps to the version that was ordered."""
    request = opened()
    dearer = attrs.evolve(LAPTOP_ITEM, version="4", prices=[])
    assert 0 == opened(model=request_model(dearer)).total.amount("EUR")
    assert ("3", 1200) == (
        request.item_version,
        request.submit(at=request.opened_at, by="ada").cost["EUR"],
    )


def test_its_plan_starts_with_the_fulfilment() -> None:
    """Whatever the plan says."""
    plan = Plan(PlannedTask("ship"))
    model = request_model(CatalogueItem("book", plan=plan))
    assert plan.starting_in("fulfilment") == model.task_plan
    assert request_model(CatalogueItem("book")).task_plan is None


def test_a_base_says_how_requests_live() -> None:
    """Its states, and whatever was added to it."""
    base = REQUEST.extended(codes={"hold_reason": ("weather",)}, name="ours")
    model = request_model(CatalogueItem("book"), base=base)
    assert ("weather",) == model.codes["hold_reason"]
    assert "book" == model.name


@pytest.mark.parametrize(
    "arguments",
    [
        {"item": "laptop"},
        {"item": LAPTOP_ITEM, "base": "request"},
    ],
)
def test_what_is_none_of_these_is_refused(arguments: dict[str, Any]) -> None:
    """With what it has to be."""
    with pytest.raises(BadValue):
        request_model(**arguments)


def test_what_no_request_has_is_a_fault() -> None:
    """In a policy or a plan, with the nearest name."""
    odd = ApprovalPolicy(Authority("owner", field("asignee")))
    with pytest.raises(FaultyDefinition) as raised:
        request_model(CatalogueItem("book", approval=odd))
    assert "did you mean 'assignee'?" in str(raised.value.exceptions[0])
    with pytest.raises(FaultyDefinition) as raised:
        REQUEST.extended(policy=None, name="unasked")
    assert "and the region approval belong together" in str(raised.value.exceptions[0])
    with pytest.raises(BadValue, match="an item of a catalogue"):
        REQUEST.extended(item=5, name="five")  # type: ignore[arg-type]
