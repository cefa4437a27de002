"""One request from its draft to its end."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from itsmcore.errors import (
    BadData,
    GuardRefused,
    NotAllowed,
    RoleMissing,
    UnknownCode,
)
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Actor
from itsmcore.requests import REQUEST, STANDARD, HoldReason, Outcome, Request
from tests.instants import NINE
from tests.requests.cases import LAPTOP, SALES, SMALL, approved, asked, at, opened


def plain() -> Request:
    return Request.open("REQ-2", at=NINE, by="ada", summary="A second screen")


def test_it_is_opened_for_whoever_opens_it_unless_others_are_named() -> None:
    """The requester asks for it, and it is for them."""
    own = plain()
    assert ("ada", "ada") == (own.requester, own.requested_for)
    other = Request.open("R", at=NINE, by="desk", summary="x", requester="ada")
    assert ("ada", "ada") == (other.requester, other.requested_for)
    assert ("ada", "kim") == (opened().requester, opened().requested_for)


def test_its_item_says_what_it_is() -> None:
    """The summary, the service and the category; another service is not heard."""
    request = opened(service="mail", category="mail")
    assert ("A laptop", "workplace", "hardware/mobile") == (
        request.summary,
        request.service,
        request.category,
    )
    assert ("laptop", "3") == (request.item, request.item_version)
    assert "For the road" == opened(summary="For the road").summary
    loose = Request.open("R", at=NINE, by="a", summary="x", service="mail", category="b")
    assert (None, None, "mail", "b") == (
        loose.item,
        loose.item_version,
        loose.service,
        loose.category,
    )


def test_without_an_item_it_needs_a_summary() -> None:
    """A blank one is none."""
    for summary in (None, " "):
        with pytest.raises(BadData, match="summary must be set first"):
            Request.open("R", at=NINE, by="ada", summary=summary)


def test_its_form_asks_for_the_summary_that_no_item_says() -> None:
    """As required; what an item says need not be said again."""
    for model, needed in ((REQUEST, ["summary"]), (LAPTOP, [])):
        asked_for = model.arguments(model.opening_event)
        assert needed == [of.name for of in asked_for if of.is_required and "." not in of.name]


def test_what_nobody_approves_goes_straight_to_fulfilment() -> None:
    """By an event that says so."""
    request = plain().submit(at=at(1), by="ada")
    assert ("fulfilment", "approved") == (request.state, request.approval)
    assert ["open", "submit", "request_approval", "approve_by_policy"] == [
        event.verb for event in request.history
    ]


def test_its_whole_life() -> None:
    """Each state, and what it leaves behind."""
    request = approved()
    assert ("fulfilment", at(1)) == (request.state, request.submitted_at)
    request = request.assign(at=at(3), by="desk", group="clients", assignee="grace")
    request = request.start(at=at(4), by="grace")
    assert (at(4), "grace") == (request.started_at, request.assignee)
    request = request.hold(at=at(5), by="grace", reason="stock", until=at(20))
    assert ("on_hold", HoldReason.STOCK, at(20)) == (
        request.state,
        request.hold_reason,
        request.hold_until,
    )
    request = request.resume(at=at(6), by="grace")
    assert ("fulfilment", None, None) == (request.state, request.hold_reason, request.hold_until)
    request = request.commit(at=at(7), by="grace")
    assert at(7) == request.committed_at
    request = request.fulfil(at=at(8), by="grace", outcome="incomplete", notes="No dock")
    assert ("fulfilled", Outcome.INCOMPLETE, at(8), "No dock") == (
        request.state,
        request.outcome,
        request.fulfilled_at,
        request.fulfilment_notes,
    )
    request = request.reopen(at=at(9), by="kim", reason="It does not start")
    assert ("fulfilment", None, None, at(9), 1) == (
        request.state,
        request.outcome,
        request.fulfilled_at,
        request.reopened_at,
        request.reopen_count,
    )
    request = request.fulfil(at=at(10), by="grace").close(at=at(11), by="kim", notes="Thanks")
    assert ("closed", "complete", "Thanks") == (
        request.state,
        request.close_code,
        request.close_notes,
    )
    assert at(4) == request.started_at
    assert Request.replay(request.history, model=LAPTOP) == request


def test_a_fulfilment_has_started_with_the_first_word_of_it() -> None:
    """Whoever fulfils it without starting it has started it."""
    request = approved().fulfil(at=at(3), by="grace")
    assert at(3) == request.started_at
    with pytest.raises(GuardRefused, match="it has been started"):
        approved().start(at=at(3), by="grace").start(at=at(4), by="grace")


def test_a_hold_ends_by_itself() -> None:
    """When its time has come."""
    held = approved().hold(at=at(3), by="grace", reason="vendor", until=at(5))
    assert at(5) == held.next_instant
    assert "fulfilment" == held.tick(at=at(5)).state


def test_an_answer_of_the_customer_ends_their_wait() -> None:
    """Of either of them; and no other wait."""
    held = approved().hold(at=at(3), by="grace", reason="requester")
    for who in ("ada", "kim"):
        assert "fulfilment" == held.comment(at=at(4), by=who, text="Blue").state
    assert "on_hold" == held.comment(at=at(4), by="grace", text="Ping", public=True).state
    waits = approved().hold(at=at(3), by="grace", reason="stock")
    assert "on_hold" == waits.comment(at=at(4), by="kim", text="Hurry").state


def test_it_closes_by_itself_unless_the_customer_writes() -> None:
    """Five days after the fulfilment, or after their last comment; the outcome stays."""
    done = approved().fulfil(at=at(3), by="grace", outcome="skipped")
    closed = done.tick(at=at(3) + timedelta(days=5))
    assert ("closed", "skipped") == (closed.state, closed.close_code)
    wrote = done.comment(at=at(27), by="kim", text="Well")
    assert at(27) + timedelta(days=5) == wrote.next_instant


def test_codes_are_those_of_the_model() -> None:
    """Of a hold, an outcome and a closure."""
    for verb, arguments in (("hold", {"reason": "tired"}), ("fulfil", {"outcome": "done"})):
        with pytest.raises(UnknownCode):
            approved().do(verb, at=at(3), by="grace", **arguments)
    with pytest.raises(UnknownCode):
        approved().fulfil(at=at(3), by="grace").close(at=at(3), by="kim", code="done")


def test_it_is_cancelled_up_to_the_point_of_no_return() -> None:
    """From a draft, while it waits and while it is fulfilled; and never twice."""
    for request in (opened(), asked(), approved()):
        cancelled = request.cancel(at=at(3), by="ada", reason="No need")
        assert ("cancelled", "No need") == (cancelled.state, cancelled.cancel_reason)
    assert "not_requested" == asked().cancel(at=at(3), by="ada", reason="x").approval
    assert "approved" == approved().cancel(at=at(3), by="ada", reason="x").approval
    committed = approved().commit(at=at(3), by="grace")
    for verb, arguments in (("cancel", {"reason": "x"}), ("commit", {})):
        with pytest.raises(GuardRefused, match="it is past the point of no return"):
            committed.do(verb, at=at(4), by="ada", **arguments)
    with pytest.raises(NotAllowed):
        approved().fulfil(at=at(3), by="grace").cancel(at=at(4), by="ada", reason="x")


def test_roles_divide_the_duties() -> None:
    """A requester asks and takes back, a fulfiller fulfils, nobody else does either."""
    model = REQUEST.with_roles(STANDARD)
    ada, bob = Actor("ada", roles={"requester"}), Actor("bob", roles={"requester"})
    grace = Actor("grace", roles={"fulfiller"})
    request = model.open("R", at=NINE, by=ada, summary="x")
    with pytest.raises(RoleMissing):
        request.submit(at=NINE, by=bob)
    request = request.submit(at=NINE, by=ada)
    assert "cancelled" == request.cancel(at=NINE, by=ada, reason="x").state
    with pytest.raises(RoleMissing):
        request.fulfil(at=NINE, by=ada)
    assert "fulfilled" == request.fulfil(at=NINE, by=grace).state


def test_it_is_stored_with_the_version_of_its_item() -> None:
    """Documents and pickles find it; its cost is worked out anew."""
    request = approved()
    converter = make_converter(models=(LAPTOP, REQUEST))
    document = converter.unstructure(request)
    assert {"name": "laptop", "version": "3"} == document["model"]
    loaded = converter.structure(document, Request)
    assert (request, request.cost) == (loaded, loaded.cost)
    assert request == pickle.loads(pickle.dumps(request))


def test_conditions_read_its_answers_and_its_profile() -> None:
    """And what it costs."""
    facts = opened().facts
    assert ("13", "mia", 1200, 1680) == (
        facts["answers.model"],
        facts["profile.manager"],
        facts["cost.EUR"],
        facts["cost.EUR.first_year"],
    )
    assert "1200 EUR, 40 EUR a month" == str(opened().total)
    assert "nothing" == str(plain().total)
    assert {} == plain().cost


def test_links_tell_its_order_and_what_it_waits_for() -> None:
    """An order is one, and what it waits for may be several."""
    request = opened(order="ORD-1", after=("REQ-8", "REQ-9"))
    assert ("ORD-1", ("REQ-8", "REQ-9")) == (request.order, request.links.of("waits_for"))
    assert opened().order is None


def test_choices_are_those_of_its_state() -> None:
    """With the verbs of an approval where it waits for one."""
    verbs = {one.verb for one in asked().choices(at=at(1), by="mia") if one.is_allowed}
    assert {"vote", "delegate", "close_voting", "request_information", "amend"} <= verbs
    assert "submit" not in verbs
    assert {"submit", "cancel"} <= {
        one.verb for one in opened().choices(at=at(1), by="ada") if one.is_allowed
    }
    [submit] = [of for of in opened({}).choices(at=at(1), by="ada") if of.verb == "submit"]
    assert ["field_missing", "field_missing"] == [reason.code for reason in submit.reasons]


def test_a_model_declares_the_questions_of_its_form() -> None:
    """And no others are known to its conditions."""
    assert ("model", "dock", "remote", "cost_centre") == tuple(
        one.name for one in LAPTOP.declared["answers"]
    )
    assert "answers" not in REQUEST.declared
    assert (SMALL["model"], SALES["manager"]) == (
        opened().answers["model"],
        opened().profile["manager"],
    )
