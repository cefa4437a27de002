"""Amending: what was approved includes what was asked for, until somebody has started."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import CatalogueItem, Price, cost
from itsmcore.conditions import ALWAYS, field
from itsmcore.errors import BadData, GuardRefused
from itsmcore.lifecycle import Argument
from itsmcore.plans import Plan, PlannedTask
from itsmcore.requests import REQUEST, Request, request_model
from tests.requests.cases import MANAGER, SALES, SMALL, approved, asked, at, opened

OTHER: dict[str, Any] = {"model": "15", "dock": True}
ASKED_ANEW = ["amend", "void_approvals", "request_approval"]


def test_a_draft_is_amended_freely() -> None:
    """The form is judged when it is submitted; an answer that is None is taken away."""
    draft = opened().amend(at=at(1), by="ada", answers={"model": None, "dock": True})
    assert ({"dock": True, "cost_centre": "4711"}, 0) == (draft.answers, draft.cost["EUR"])
    assert ["amend"] == [event.verb for event in draft.since(1)]
    moved = draft.amend(at=at(1), by="ada", requested_for="lee", profile={"manager": "noor"})
    assert ("lee", {"manager": "noor"}) == (moved.requested_for, moved.profile)
    again = moved.amend(at=at(1), by="ada", requested_for="lee", profile={"department": "sales"})
    assert {"manager": "noor", "department": "sales"} == again.profile


def test_facts_of_one_person_are_not_taken_for_those_of_another() -> None:
    """Where the item or its policy reads them they have to be given, or else they are dropped."""
    with pytest.raises(BadData, match="profile must be given with requested_for"):
        opened().amend(at=at(1), by="ada", requested_for="lee")
    for item in (
        CatalogueItem("screen", entitled=field("profile.grade") > 3),
        CatalogueItem("screen", approval=MANAGER),
        CatalogueItem("screen", plan=Plan(PlannedTask("a", when=field("profile.grade") > 3))),
    ):
        assert request_model(item).reads_profile
    free = opened({}, model=request_model(CatalogueItem("screen")))
    assert {} == free.amend(at=at(1), by="ada", requested_for="lee").profile


def test_a_default_that_is_no_longer_asked_goes_by_itself() -> None:
    """What somebody has answered has to be taken away by name."""
    form = (
        Argument("dock", bool, is_required=True),
        Argument("colour", options=("a", "b"), default="a", when=field("answers.dock").is_(True)),
    )
    model = request_model(CatalogueItem("laptop", form=form))
    request = opened({"dock": True}, model=model).submit(at=at(1), by="ada")
    assert {"dock": True, "colour": "a"} == request.answers
    assert {"dock": False} == request.amend(at=at(2), by="ada", answers={"dock": False}).answers
    other = opened({"dock": True, "colour": "b"}, model=model).submit(at=at(1), by="ada")
    several: list[dict[str, Any]] = [{"dock": False}, {"dock": False, "colour": "a"}]
    for answers in several:
        with pytest.raises(BadData, match=r"answers\.colour is not asked"):
            other.amend(at=at(2), by="ada", answers=answers)


def test_what_is_asked_anew_is_answered_by_default_before_it_is_approved() -> None:
    """So nobody is passed over by leaving out an answer; a draft is completed when submitted."""
    form = (
        Argument("dock", bool, is_required=True),
        Argument("size", int, default=5, when=field("answers.dock").is_(True)),
        Argument("colour", default="red", when=field("answers.size").is_(5)),
    )
    policy = ApprovalPolicy([(field("answers.size") >= 5, MANAGER)], unasked="approved")
    model = request_model(CatalogueItem("laptop", form=form, approval=policy))
    draft = opened({"dock": False}, model=model)
    other = draft.submit(at=at(1), by="ada")
    assert "fulfilment" == other.state
    amended = other.amend(at=at(2), by="ada", answers={"dock": True})
    assert {"dock": True, "size": 5, "colour": "red"} == amended.answers
    assert ("awaiting_approval", ("mia",)) == (amended.state, amended.voters)
    again = amended.amend(at=at(3), by="ada", answers={"size": None})
    assert amended.answers == again.answers == again.completed_answers
    same = draft.amend(at=at(1), by="ada", answers={"dock": True})
    assert {"dock": True} == same.answers
    assert amended.answers == same.submit(at=at(2), by="ada").answers


def test_on_hold_a_link_by_which_others_are_asked_voids_it() -> None:
    """There is no way around it: neither a dead end nor a fulfilment that nobody approved."""
    policy = ApprovalPolicy([(field("links").is_set, Authority("b", ["zoe"]))], unasked="approved")
    model = REQUEST.extended(policy=policy, name="linked")
    request = model.open("REQ-1", at=at(), by="ada", summary="x").submit(at=at(), by="ada")
    for before in (request, request.start(at=at(), by="grace")):
        held = before.hold(at=at(1), by="grace", reason="stock", until=at(9))
        linked = held.link(at=at(2), by="grace", kind="related", target="INC-1")
        assert ("awaiting_approval", ("zoe",)) == (linked.state, linked.voters)
        assert (None, None) == (linked.hold_reason, linked.hold_until)
        assert None is linked.next_instant


def test_it_has_to_say_something() -> None:
    """A reason alone amends nothing."""
    for request in (opened(), asked()):
        with pytest.raises(GuardRefused, match="does not say what is amended"):
            request.amend(at=at(2), by="ada", reason="x")


def test_while_it_awaits_its_approval_it_is_asked_anew() -> None:
    """R6: no vote counts any more, and it costs what it costs now."""
    request = asked().amend(at=at(2), by="ada", answers=OTHER)
    assert ASKED_ANEW == [event.verb for event in request.since(3)]
    assert ("awaiting_approval", "requested", ("mia",), 1500) == (
        request.state,
        request.approval,
        request.voters,
        request.cost["EUR"],
    )


def test_before_it_has_started_an_approval_is_void() -> None:
    """R6: in fulfilment as well."""
    request = approved().amend(at=at(3), by="ada", answers=OTHER)
    assert ASKED_ANEW == [event.verb for event in request.since(5)]
    assert ("awaiting_approval", "requested", ()) == (
        request.state,
        request.approval,
        request.ballots,
    )
    assert "fulfilment" == request.vote(at=at(4), by="mia", vote="yes").state


def test_once_it_has_started_it_is_ordered_anew() -> None:
    """R6: it is refused, on hold and after a reopening too."""
    started = approved().start(at=at(3), by="grace")
    again = started.fulfil(at=at(4), by="grace").reopen(at=at(5), by="kim", reason="x")
    for request in (started, again):
        with pytest.raises(GuardRefused, match="what has been started is not amended"):
            request.amend(at=at(6), by="ada", answers=OTHER)


def test_what_it_becomes_is_checked_against_its_item() -> None:
    """As when it was submitted."""
    with pytest.raises(BadData, match=r"answers\.dock must be set first"):
        asked().amend(at=at(2), by="ada", answers={"model": "15"})
    manager = {"manager": "mia", "department": None}
    with pytest.raises(BadData, match="is not for them"):
        opened().amend(at=at(2), by="ada", profile=manager).submit(at=at(3), by="ada")
    with pytest.raises(BadData, match="is not for them"):
        asked().amend(at=at(2), by="ada", requested_for="lee", profile=manager)


def test_whoever_amended_it_does_not_approve_it() -> None:
    """So it is refused where they were the only one, or where nobody is named (R6, V2)."""
    for request in (asked(), approved()):
        for by, words in (
            ("mia", {"answers": OTHER}),
            ("ada", {"profile": {"manager": None}}),
            ("ada", {"requested_for": "mia", "profile": SALES}),
        ):
            with pytest.raises(GuardRefused, match="would be left who may approve it"):
                request.amend(at=at(3), by=by, **words)
        with pytest.raises(GuardRefused, match="would be left who may approve it"):
            request.update(at=at(3), by="mia", summary="Two laptops")


def test_amending_asks_whom_nobody_had_asked() -> None:
    """Somebody who may not approve has linked it by which others are asked."""
    policy = ApprovalPolicy([(field("links").is_set, Authority("b", ["zoe"]))], unasked="approved")
    model = REQUEST.extended(policy=policy, name="linked")
    request = model.open("REQ-1", at=at(), by="ada", summary="x").submit(at=at(), by="ada")
    stuck = request.link(at=at(1), by="zoe", kind="related", target="INC-1")
    assert ("awaiting_approval", "not_requested") == (stuck.state, stuck.approval)
    assert "requested" == stuck.amend(at=at(2), by="ada", requested_for="kim").approval


def test_other_words_are_asked_about_anew() -> None:
    """Before it has started; afterwards it stays as it was approved."""
    for request in (asked(), approved()):
        other = request.update(at=at(3), by="ada", summary="Two laptops")
        assert ("awaiting_approval", "requested") == (other.state, other.approval)
        assert "requested" == request.update(at=at(3), by="ada", custom={"x": 1}).approval
    tagged = approved().update(at=at(3), by="ada", tags="rush")
    assert "approved" == tagged.approval
    started = approved().start(at=at(3), by="grace")
    with pytest.raises(GuardRefused, match="once it has started"):
        started.update(at=at(4), by="ada", summary="Two")
    assert ("rush",) == started.update(at=at(4), by="ada", tags="rush").tags


def test_on_hold_and_afterwards_the_approved_words_stay() -> None:
    """What would have to be asked anew waits until it is resumed."""
    held = approved().hold(at=at(3), by="grace", reason="vendor")
    with pytest.raises(GuardRefused, match="what it was approved for would change"):
        held.update(at=at(4), by="ada", summary="Two")
    assert ("rush",) == held.update(at=at(4), by="ada", tags="rush").tags
    assert "fulfilment" == held.update(at=at(4), by="x", tags="y").resume(at=at(5), by="x").state


def of_site(**more: Any) -> Request:
    """Return what the manager approves where it is for another site."""
    policy = ApprovalPolicy([(field("custom.site").is_("NYC"), MANAGER)], unasked="approved")
    model = request_model(CatalogueItem("thing", approval=policy))
    return opened({}, model=model.extended(approved_words=()), **more).submit(at=at(1), by="ada")


def test_a_fact_by_which_others_are_asked_voids_it_too() -> None:
    """And once it has started, that fact stays."""
    request = of_site()
    assert "fulfilment" == request.state
    moved = request.update(at=at(2), by="grace", custom={"site": "NYC"})
    assert ("awaiting_approval", ("mia",)) == (moved.state, moved.voters)
    started = request.start(at=at(2), by="grace")
    with pytest.raises(GuardRefused, match="what it was approved for would change"):
        started.update(at=at(3), by="grace", custom={"site": "NYC"})
    assert "AMS" == started.update(at=at(3), by="x", custom={"site": "AMS"}).custom["site"]


def test_a_group_by_which_others_are_asked_voids_it_too() -> None:
    """Wherever it is handed."""
    policy = ApprovalPolicy([(field("group").is_("NYC"), MANAGER)], unasked="approved")
    model = request_model(CatalogueItem("thing", approval=policy))
    request = opened({}, model=model).submit(at=at(1), by="ada")
    assert "awaiting_approval" == request.assign(at=at(2), by="grace", group="NYC").state
    held = request.hold(at=at(2), by="grace", reason="stock")
    for one in (held, request.start(at=at(2), by="grace")):
        with pytest.raises(GuardRefused, match="what it was approved for would change"):
            one.assign(at=at(3), by="grace", group="NYC")
    with pytest.raises(GuardRefused, match="an approver does not implement"):
        approved().assign(at=at(3), by="grace", assignee="mia")


def test_a_price_that_the_answers_lower_asks_nobody() -> None:
    """What is asked anew may be approved by the policy."""
    form = [Argument("size", int, is_required=True)]
    item = CatalogueItem(
        "disk",
        form=form,
        prices=[(field("answers.size") > 1, Price(600, "EUR"))],
        approval=ApprovalPolicy([(cost("EUR") > 500, MANAGER)], unasked="approved"),
    )
    request = asked({"size": 2}, model=request_model(item))
    assert "awaiting_approval" == request.state
    small = request.amend(at=at(2), by="ada", answers={"size": 1})
    assert ("fulfilment", "approve_by_policy") == (small.state, small.history[-1].verb)
    assert SMALL["model"] == approved().answers["model"]


def test_what_a_price_hangs_on_takes_it_away_when_it_is_redacted() -> None:
    """As everything else that was read from it; the other prices stay."""
    grade = field("profile.grade").is_("A")
    item = CatalogueItem("phone", prices=[(grade, Price(100, "EUR")), (ALWAYS, Price(5, "EUR"))])
    request = request_model(item).open("REQ-1", at=at(), by="ada", profile={"grade": "A"})
    assert "105 EUR" == str(request.total)
    erased = request.redacted(at=at(1), by="dpo", reason="They asked", fields="profile")
    assert ("5 EUR", 5) == (str(erased.total), erased.cost["EUR"])
