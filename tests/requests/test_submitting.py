"""Submitting: the form, whom it is for, when it is offered, and who is asked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from itsmcore.approval import ApprovalPolicy, Authority, Quorum
from itsmcore.catalogue import CatalogueItem, Price, cost
from itsmcore.conditions import field
from itsmcore.errors import BadData, BadValue, GuardRefused, Refused
from itsmcore.lifecycle import Argument
from itsmcore.requests import REQUEST, Request, RequestModel, request_model
from itsmcore.span import Window
from tests.instants import NINE
from tests.requests.cases import LAPTOP, MANAGER, SALES, SMALL, approved, asked, at, opened

NOBODY_LEFT = "the policy names nobody, or too few, who may approve it"


def refused(request: Request) -> list[str]:
    """Return why a request is not submitted, as raised and as told before."""
    with pytest.raises(Refused) as raised:
        request.submit(at=at(1), by="ada")
    words = [reason.words for reason in raised.value.reasons]
    assert words == [reason.words for reason in request.why_not("submit", at=at(1), by="ada")]
    return words


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        (
            {"model": "13", "dock": True, "cost_centre": "4711"},
            ["answers.dock is not asked; leave it out"],
        ),
        (
            {"model": "13", "dock": True},
            [
                "answers.dock is not asked; leave it out",
                "answers.cost_centre must be set first",
            ],
        ),
        ({}, ["answers.model must be set first", "answers.cost_centre must be set first"]),
        (
            {"model": "15"},
            ["answers.dock must be set first", "answers.cost_centre must be set first"],
        ),
        (
            {**SMALL, "colour": "red"},
            ["there is no question 'colour'; known: model, dock, remote, cost_centre"],
        ),
    ],
)
def test_the_form_is_checked_as_one(answers: dict[str, Any], faults: list[str]) -> None:
    """R5: every fault in one refusal, with the name of the question."""
    assert faults == refused(opened(answers))


def test_whom_it_is_for_and_when_it_is_offered_are_checked_too() -> None:
    """Together with the form; the draft stays as it is."""
    draft = opened({"model": "15", "dock": True}, profile={"manager": "mia"})
    assert [
        "answers.cost_centre must be set first",
        "is not for them: profile.department is set: no",
    ] == refused(draft)
    late = NINE + timedelta(days=365)
    with pytest.raises(BadData, match="could be ordered until"):
        opened().submit(at=late, by="ada")


def test_defaults_are_filled_in() -> None:
    """Of what is asked, and was not answered."""
    assert {**SMALL, "remote": False} == asked().answers
    assert SMALL == opened().answers


def priced(amount: str, **policy: Any) -> RequestModel:
    item = CatalogueItem(
        "thing",
        prices=Price(Decimal(amount), "EUR"),
        approval=ApprovalPolicy([(cost("EUR") > 500, MANAGER)], unasked="approved", **policy),
    )
    return request_model(item)


def test_a_threshold_is_exact() -> None:
    """R1: 500.00 asks nobody, by an event; 500.01 asks the manager."""
    free = opened({}, model=priced("500.00")).submit(at=at(1), by="ada")
    assert ("fulfilment", "approve_by_policy") == (free.state, free.history[-1].verb)
    dear = opened({}, model=priced("500.01")).submit(at=at(1), by="ada")
    assert ("awaiting_approval", ("mia",)) == (dear.state, dear.voters)


def test_a_manager_does_not_approve_what_is_for_her() -> None:
    """R1: refused; another authority is asked only where the policy names one."""
    own = opened({}, model=priced("600"), requested_for="mia")
    with pytest.raises(GuardRefused, match=NOBODY_LEFT):
        own.submit(at=at(1), by="ada")
    head = Authority("head", ["noor"])
    both = ApprovalPolicy([(cost("EUR") > 500, MANAGER), (cost("EUR") > 500, head)])
    item = CatalogueItem("thing", prices=Price(600, "EUR"), approval=both)
    with pytest.raises(GuardRefused, match=NOBODY_LEFT):
        opened({}, model=request_model(item), requested_for="mia").submit(at=at(1), by="ada")
    two = Authority("management", ["mia", "noor"])
    item = CatalogueItem("thing", prices=Price(600, "EUR"), approval=two)
    request = opened({}, model=request_model(item), requested_for="mia")
    assert ("noor",) == request.submit(at=at(1), by="ada").voters


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("ada", "the requester does not approve"),
        ("kim", "whom it is for does not approve"),
        ("olga", "who opened it does not approve"),
        ("pim", "who asked for the approval does not approve"),
    ],
)
def test_nobody_with_a_part_in_it_approves(who: str, why: str) -> None:
    """Asked or not: they are left out, and refused if they vote all the same."""
    four = Authority("four", ["ada", "kim", "olga", "pim", "mia"], needs="any")
    model = request_model(CatalogueItem("thing", approval=four))
    request = model.open("R", at=NINE, by="olga", requester="ada", requested_for="kim")
    request = request.submit(at=at(1), by="pim")
    assert ("mia",) == request.members
    with pytest.raises(GuardRefused, match=why):
        request.vote(at=at(2), by=who, vote="yes")
    with pytest.raises(GuardRefused, match="deputy"):
        request.delegate(at=at(2), by="mia", to=who)


def test_nobody_to_ask_is_not_nobody_left() -> None:
    """V2: those who are away are not passed over, and the draft stays a draft."""
    with pytest.raises(GuardRefused, match="of those who may approve it are there"):
        opened().submit(at=at(1), by="ada", absent="mia")
    no_manager = opened(profile={"department": "sales"})
    named = "line manager is whom profile.manager names, and it names nobody"
    assert [NOBODY_LEFT, named] == refused(no_manager)
    assert ("draft", "not_requested") == (no_manager.state, no_manager.approval)


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (
            ApprovalPolicy([(field("profile.level") > 3, Authority("board", ["mia"]))]),
            "who approves cannot be told: profile.level is 'high', which cannot be ordered",
        ),
        (
            ApprovalPolicy([(field("profile.level").is_("low"), Authority("board", ["mia"]))]),
            "no row of its policy holds for it, which approves nothing by itself",
        ),
        (
            ApprovalPolicy(Authority("board", ["ada", "kim"])),
            "nobody of board is left who has no part in it: ada, kim",
        ),
        (
            ApprovalPolicy(Authority("board", ["ada", "mia"], needs=Quorum(2, 50))),
            "too few members of board are left for its quorum",
        ),
    ],
)
def test_each_cause_for_which_nobody_can_be_asked_is_told(policy: ApprovalPolicy, why: str) -> None:
    """In a sentence of its own."""
    model = REQUEST.extended(policy=policy, name="asked")
    said: Any = {"requested_for": "kim", "profile": {"level": "high"}, "summary": "x"}
    request = model.open("R", at=NINE, by="ada", **said)
    assert any(reason.startswith(why) for reason in refused(request))


def test_a_vote_decides() -> None:
    """A yes leads to the fulfilment, a no to the end."""
    assert "fulfilment" == approved().state
    rejected = asked().vote(at=at(2), by="mia", vote="no", note="Too dear")
    assert ("rejected", "rejected") == (rejected.state, rejected.approval)
    deputy = asked().delegate(at=at(2), by="mia", to="noor")
    assert "fulfilment" == deputy.vote(at=at(3), by="noor", vote="yes").state


def test_an_approver_may_ask_for_more() -> None:
    """It is a draft again, no vote counts, and it is asked anew once it is submitted."""
    with pytest.raises(GuardRefused, match="only those ask who are asked to approve it now"):
        asked().request_information(at=at(2), by="grace", question="Why?")
    draft = asked().request_information(at=at(2), by="mia", question="Why the small one?")
    assert ("draft", "not_requested", "Why the small one?", ()) == (
        draft.state,
        draft.approval,
        draft.question,
        draft.voters,
    )
    draft = draft.amend(at=at(3), by="ada", answers={"model": "15", "dock": False})
    again = draft.submit(at=at(4), by="ada")
    assert ("awaiting_approval", ("mia",), None, at(1)) == (
        again.state,
        again.voters,
        again.question,
        again.submitted_at,
    )


def test_the_time_to_decide_ends() -> None:
    """It is a draft again, and may be submitted again."""
    policy = ApprovalPolicy(MANAGER, expires_after=timedelta(hours=8))
    model = request_model(CatalogueItem("thing", approval=policy))
    request = opened({}, model=model).submit(at=at(1), by="ada").tick(at=at(9))
    assert ("draft", "rejected") == (request.state, request.approval)
    assert ("mia",) == request.submit(at=at(10), by="ada").voters


def test_an_answer_of_the_wrong_kind_is_refused_where_it_comes_in() -> None:
    """By the record where it cannot be stored, and by the form otherwise."""
    with pytest.raises(Exception, match="answers"):
        opened({"model": object()})
    assert any("answers.model cannot be 13" in words for words in refused(opened({"model": 13})))


def test_a_policy_may_read_answers() -> None:
    """Where the form asks them."""
    form = [Argument("reason", is_required=True)]
    policy = ApprovalPolicy([(field("answers.reason").is_("other"), MANAGER)], unasked="approved")
    model = request_model(CatalogueItem("thing", form=form, approval=policy))
    assert "awaiting_approval" == asked({"reason": "other"}, model=model).state
    assert "fulfilment" == asked({"reason": "broken"}, model=model).state
    assert SALES == asked({"reason": "other"}, model=model).profile
    assert LAPTOP.item is not None


def test_a_fact_that_decides_who_approves_has_to_be_given() -> None:
    """A control fails shut; where another fact rules the row out, it is not asked for."""
    policy = ApprovalPolicy(
        [
            ((field("answers.n") > 1) & (field("profile.grade") < 5), MANAGER),
            (field("profile.manager").is_set & (field("answers.n") > 9), MANAGER),
        ],
        unasked="approved",
    )
    item = CatalogueItem("screen", form=[Argument("n", int)], approval=policy)

    def asking(n: int, **profile: Any) -> Request:
        return opened({"n": n}, model=request_model(item), profile=profile)

    with pytest.raises(BadData, match=r"profile\.grade must be given: it decides who approves"):
        asking(2, manager="mia").submit(at=at(1), by="ada")
    with pytest.raises(Refused, match=r"who approves cannot be told: profile\.grade is '3'"):
        asking(2, manager="mia", grade="3").submit(at=at(1), by="ada")
    assert "fulfilment" == asking(1).submit(at=at(1), by="ada").state
    assert "awaiting_approval" == asking(2, manager="mia", grade=3).submit(at=at(1), by="ada").state


def test_a_fact_that_decides_what_is_approved_has_to_be_given() -> None:
    """What it costs decides who approves, and hangs on a fact itself; otherwise it is not asked."""
    judging = ApprovalPolicy([(cost("EUR") > 500, MANAGER)], unasked="approved")
    prices = [((field("answers.n") > 1) & (field("profile.grade") > 5), Price(900, "EUR"))]

    def asking(n: int, policy: ApprovalPolicy | None, **profile: Any) -> Request:
        form = [Argument("n", int)]
        item = CatalogueItem("screen", form=form, prices=prices, approval=policy)
        request = opened({"n": n}, model=request_model(item), profile={"manager": "mia", **profile})
        return request.submit(at=at(1), by="ada")

    with pytest.raises(BadData, match=r"profile\.grade must be given: it decides who approves"):
        asking(2, judging)
    assert "fulfilment" == asking(1, judging).state
    assert "fulfilment" == asking(2, judging, grade=3).state
    odd = ApprovalPolicy([(field("profile.site").is_("x") & (field("profile.level") > 5), MANAGER)])
    with pytest.raises(Refused, match=r"who approves cannot be told: profile\.level is '7'"):
        asking(2, odd, level="7", grade=3)
    assert "awaiting_approval" == asking(2, judging, grade=6).state
    assert "fulfilment" == asking(2, None).state


def test_an_answer_to_a_question_may_come_once_the_item_is_offered_no_longer() -> None:
    """It was asked for in time."""
    item = CatalogueItem("screen", approval=MANAGER, available=Window(NINE, at(3)))
    request = opened({}, model=request_model(item)).submit(at=at(1), by="ada")
    back = request.request_information(at=at(2), by="mia", question="Why?")
    assert "awaiting_approval" == back.submit(at=at(4), by="ada").state


def test_whoever_approved_it_does_no_work_on_it() -> None:
    """Nor is it assigned to them; this is so of changes as well."""
    request = approved()
    for verb in ("start", "commit", "fulfil"):
        with pytest.raises(GuardRefused, match="an approver does not implement"):
            request.do(verb, at=at(3), by="mia")
        assert verb in [event.verb for event in request.do(verb, at=at(3), by="grace").history]


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("NaN"), 5, "5"])
def test_what_the_others_of_an_order_cost_is_no_debt(amount: object) -> None:
    """Or an approval would be asked for by less than it costs."""
    with pytest.raises(BadValue):
        opened(rest_of_order={"EUR": amount})


def test_a_manager_who_can_be_nobody_is_nobody() -> None:
    """No actor has a name that ends with a blank."""
    with pytest.raises(GuardRefused, match="names nobody"):
        opened(profile={**SALES, "manager": "mia "}).submit(at=at(1), by="ada")
