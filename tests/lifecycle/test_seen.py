"""What one side sees of a record."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest

from itsmcore.changes import Change
from itsmcore.complaints import Complaint
from itsmcore.conditions import field
from itsmcore.documents import BadDocument, Documents, Unwritable
from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.interop.cloudevents import cloud_event
from itsmcore.knowledge import Article
from itsmcore.level import Impact
from itsmcore.lifecycle import SYSTEM, Actor, Argument, Phase, Rule, SeenEvent, SeenRecord, Side
from itsmcore.lifecycle.events import Commented
from itsmcore.orders import Order
from itsmcore.problems import Problem
from itsmcore.requests import Request
from itsmcore.risk import Risk
from itsmcore.tasks import TASK
from tests.instants import HOUR, NINE
from tests.pictures.drawn import drawn

SITES = INCIDENT.extended(
    fields=[Argument("site", is_public=True), Argument("purse"), Argument("n", int)], name="sites"
)
DOCUMENTS = Documents(models=(INCIDENT, SITES))


def incident() -> Incident:
    inc = SITES.open(
        "INC-1",
        at=NINE,
        by="ada",
        summary="Mail",
        description="My own words",
        impact=Impact.HIGH,
        custom={"site": "AMS", "purse": "4711"},
        tags=("a", "b"),
    )
    inc = inc.comment(at=NINE, by="grace", text="before kim", public=True)
    inc = inc.add_people(at=NINE, by="grace", affected_users="kim")
    inc = inc.comment(at=NINE, by="kim", text="kim's words")
    inc = inc.comment(at=NINE, by="grace", text="internal")
    inc = inc.comment(at=NINE, by="grace", text="for all", public=True)
    return inc.hold(at=NINE, by="grace", reason="vendor", note="they never answer")


def comments(seen: SeenRecord) -> list[Any]:
    return [one.data["text"] for one in seen.events if one.verb == "comment"]


def test_the_customers_side_reads_what_is_shared() -> None:
    """Facts that are declared, changes of the state, and what the desk says to them."""
    seen = incident().seen_by(Side.CUSTOMER)
    assert {
        "summary": "Mail",
        "impact": Impact.HIGH,
        "hold_reason": "vendor",
        "opened_at": NINE,
        "custom.site": "AMS",
    } == {name: of for name, of in seen.facts.items() if name not in ("priority", "responded_at")}
    assert ["before kim", "for all"] == comments(seen)
    assert [(1, "open", None), (8, "hold", None)] == [
        (one.version, one.verb, one.by) for one in seen.events if one.verb != "comment"
    ]
    assert ("Incident", "INC-1", "on_hold") == (seen.practice, seen.id, seen.state)


def test_a_caller_reads_their_own_words_too() -> None:
    """And nobody else's; who came later does not read what was before."""
    inc = incident()
    ada, kim = (inc.seen_by(Side.CUSTOMER, who=name) for name in ("ada", Actor("kim")))
    assert ("My own words", None) == (ada.facts["description"], kim.facts.get("description"))
    assert ["before kim", "for all"] == comments(ada)
    assert ["kim's words", "for all"] == comments(kim)
    assert [] == comments(inc.seen_by(Side.CUSTOMER, who="mallory"))
    assert comments(inc.seen_by(Side.CUSTOMER)) == comments(inc.seen_by(Side.MACHINE))


def test_the_desk_reads_everything() -> None:
    """Its facts, its words, and who did what."""
    seen = incident().seen_by(Side.DESK)
    assert ["before kim", "kim's words", "internal", "for all"] == comments(seen)
    assert ("4711", ("a", "b")) == (seen.facts["custom.purse"], seen.facts["tags"])
    assert {"reason": "vendor", "note": "they never answer"} == seen.events[-1].data
    assert [*range(1, seen.version + 1)] == [one.version for one in seen.events]


def test_a_practice_shares_nothing_unless_it_says_so() -> None:
    """Neither facts nor words."""
    task = TASK.open("TASK-1", at=NINE, by="ada", summary="It", parent="INC-1")
    seen = task.comment(at=NINE, by="grace", text="x", public=True).seen_by(Side.CUSTOMER)
    assert {} == seen.facts
    assert "requester" in Request.shared.callers


def test_a_change_tells_when_it_is_and_what_came_of_it() -> None:
    """To everybody; to whoever asked for it, why as well. Plans, risks and votes are the desk's."""
    change = Change.open(
        "CHG-1",
        at=NINE,
        by="ada",
        summary="A new router",
        justification="The old one is slow",
        risk=Risk.HIGH,
        back_out_plan="Put the old one back",
        affected_services="mail",
        planned_start=NINE + 9 * HOUR,
    )
    change = change.comment(at=NINE, by="grace", text="We come at six", public=True)
    anybody, ada = (change.seen_by(Side.CUSTOMER, who=who) for who in (None, "ada"))
    told = {
        "summary": "A new router",
        "affected_services": ("mail",),
        "planned_start": NINE + 9 * HOUR,
    }
    assert told == anybody.facts
    assert {**told, "justification": "The old one is slow"} == ada.facts
    assert ["We come at six"] == comments(ada)
    assert [] == comments(change.seen_by(Side.CUSTOMER, who="kim"))


def test_a_problem_is_the_desks_until_its_workaround_is_published() -> None:
    """And again once that is withdrawn; the cause is never told."""
    problem = Problem.open("PRB-1", at=NINE, by="grace", summary="Mail stops", symptom="No mail")
    problem = problem.assign(at=NINE, by="grace", assignee="grace")
    problem = problem.comment(at=NINE, by="grace", text="before", public=True)
    problem = problem.propose_workaround(at=NINE, by="grace", text="Wait")
    before = problem.seen_by(Side.CUSTOMER)
    assert ({}, ()) == (before.facts, before.events)
    problem = problem.publish_workaround(
        at=NINE, by="grace", text="Empty the queue", steps="Log in"
    )
    problem = problem.assess(at=NINE, by="grace").confirm(at=NINE, by="grace")
    problem = problem.record_cause(at=NINE, by="grace", text="Bob forgot")
    problem = problem.comment(at=NINE, by="grace", text="We work on it", public=True)
    seen = problem.seen_by(Side.CUSTOMER)
    assert ["summary", "symptom", "workaround"] == sorted(seen.facts)
    assert ["We work on it"] == comments(seen)
    assert "Log in" in str(DOCUMENTS.unstructure(seen)["facts"]["workaround"])
    assert "Bob" not in f"{seen}{seen:html}{seen:svg}"
    withdrawn = problem.withdraw_workaround(at=NINE, by="grace", reason="It harms")
    assert {} == withdrawn.seen_by(Side.CUSTOMER).facts


def test_customers_read_the_published_version_of_an_article() -> None:
    """Once customers are its audience, and never what is being written beside it."""
    art = Article.open("KB-1", at=NINE, by="grace", title="VPN", resolution="Dial again")
    art = art.submit(at=NINE, by="grace").publish(at=NINE, by="bob")
    assert {} == art.seen_by(Side.CUSTOMER).facts
    art = art.validate(at=NINE, by="bob").widen(at=NINE, by="bob").widen(at=NINE, by="bob")
    art = art.revise(at=NINE, by="eve", resolution="Secret draft")
    seen = art.seen_by(Side.CUSTOMER)
    assert {"title": "VPN", "resolution": "Dial again", "published_at": NINE} == seen.facts
    assert "VPN" in f"{seen:svg}"
    assert {} == art.outdate(at=NINE, by="eve").seen_by(Side.CUSTOMER).facts


def test_a_complaint_is_between_who_complains_and_the_desk() -> None:
    """What was found out, and about whom, is the desk's; nobody else reads anything of it."""
    complaint = Complaint.open(
        "CMP-1", at=NINE, by="ada", summary="Nobody called", concerns="grace", about="INC-7"
    )
    complaint = complaint.acknowledge(at=NINE, by="ines").investigate(at=NINE, by="ines")
    complaint = complaint.answer(
        at=NINE, by="ines", outcome="upheld", findings="Grace forgot", reply="We are sorry"
    )
    ada = complaint.seen_by(Side.CUSTOMER, who="ada")
    assert ("Nobody called", "We are sorry", "upheld") == tuple(
        ada.facts[name] for name in ("summary", "reply", "outcome")
    )
    assert "race" not in f"{ada}{ada:svg}{ada:html}"
    assert {} == complaint.seen_by(Side.CUSTOMER, who="grace").facts
    assert {} == complaint.seen_by(Side.CUSTOMER).facts


def test_an_order_is_read_by_who_asked_and_by_whom_it_is_for() -> None:
    """Their words as well; whoever else may ask reads what it is."""
    order = Order.open("ORD-1", at=NINE, by="hr", summary="A colleague", requested_for="kim")
    for who in ("hr", "kim"):
        assert "kim" == order.seen_by(Side.CUSTOMER, who=who).facts["requested_for"]
    assert {"summary": "A colleague"} == order.seen_by(Side.CUSTOMER, who="eve").facts


class Unread(Incident):
    """Has a fact that names its caller, which it may lack."""

    shared = attrs.evolve(Incident.shared, callers="assignee", readers="assignee")


@pytest.mark.parametrize("who", ["None", "system"])
def test_a_name_that_stands_for_nobody_reads_no_more_than_nobody(who: str) -> None:
    """Whoever has chosen such a login: neither an unset fact nor the library is a person."""
    inc = Unread.open("INC-1", at=NINE, by="ada", summary="Mail", description="My own words")
    inc = inc.comment(at=NINE, by=SYSTEM, text="From a cascade")
    seen, nobody = inc.seen_by(Side.CUSTOMER, who=who), inc.seen_by(Side.CUSTOMER)
    assert nobody == seen
    assert "description" not in seen.facts
    assert [] == comments(seen)


def test_a_mapping_is_told_item_by_item() -> None:
    """As people read it."""
    request = Request.open(
        "REQ-1", at=NINE, by="ada", summary="It", answers={"size": "L", "colours": ("red", "blue")}
    )
    told = str(request.seen_by(Side.CUSTOMER, who="ada"))
    assert "size L, colours red, blue" in told


class Parcel(Incident):
    """Shares nothing that can be decided."""

    shared = attrs.evolve(Incident.shared, when=field("custom.weight") > 5)


def test_what_cannot_be_decided_is_not_shared() -> None:
    """Such as a comparison with a value of another kind."""
    heavy, odd = (
        Parcel.open("INC-1", at=NINE, by="ada", summary="Mail", custom={"weight": weight})
        for weight in (6, "much")
    )
    assert "Mail" == heavy.seen_by(Side.CUSTOMER).facts["summary"]
    assert ({}, ()) == (odd.seen_by(Side.CUSTOMER).facts, odd.seen_by(Side.CUSTOMER).events)


def test_an_internal_comment_that_moves_the_state_tells_nothing_but_that() -> None:
    """Neither its words nor who wrote them."""
    rule = Rule(Commented, source="new", target="in_progress")
    model = INCIDENT.extended(rule, without="comment", name="moved")
    inc = model.open("INC-1", at=NINE, by="ada", summary="Mail")
    inc = inc.comment(at=NINE, by="grace", text="Ada again")
    last = inc.seen_by(Side.CUSTOMER, who="ada").events[-1]
    assert ("comment", None, "in_progress", {}) == (last.verb, last.by, last.state, last.data)


def test_the_card_of_a_view_draws_what_is_seen() -> None:
    """Its number, its states over time, and its events; the record's own card says more."""
    inc = incident().comment(at=NINE + HOUR, by="grace", text="Tomorrow", public=True)
    found = drawn(f"{inc.seen_by(Side.CUSTOMER, who='ada'):svg}")
    assert "INC-1 Mail" == found.texts[0]
    assert "on hold · vendor" == found.texts[1]
    assert {"events", "state", "on hold", "comment"} <= set(found.texts)
    assert "grace" not in str(found.texts)
    assert "opened by ada" in str(drawn(f"{inc:svg}").texts)


def test_a_view_without_events_is_a_card_without_an_axis() -> None:
    """There is nothing to draw."""
    problem = Problem.open("PRB-1", at=NINE, by="grace", summary="Mail stops")
    assert ["PRB-1", "new"] == drawn(f"{problem.seen_by(Side.CUSTOMER):svg}").texts


def test_the_desk_sees_where_each_event_led_to() -> None:
    """By the state and what that means."""
    seen = incident().seen_by(Side.DESK)
    moves = [(one.state, one.phase) for one in seen.events if one.state is not None]
    assert [("new", Phase.NEW), ("on_hold", Phase.PENDING)] == moves
    assert ("on_hold", "pending") == tuple(
        DOCUMENTS.unstructure(seen.events[-1])[name] for name in ("state", "phase")
    )


@pytest.mark.parametrize(("side", "who"), [("customer", None), (Side.CUSTOMER, 5)])
def test_what_is_no_side_is_refused(side: Any, who: Any) -> None:
    """By what would do."""
    with pytest.raises(BadValue):
        incident().seen_by(side, who=who)


def test_what_is_seen_is_a_document_and_a_text() -> None:
    """That is only written; its schema describes it."""
    jsonschema = pytest.importorskip("jsonschema")
    seen = incident().seen_by(Side.CUSTOMER, who="ada")
    document = DOCUMENTS.unstructure(seen)
    assert ("Incident", "customer", "high") == (
        document["type"],
        document["side"],
        document["facts"]["impact"],
    )
    jsonschema.validate(document, DOCUMENTS.json_schema(SeenRecord))
    event = DOCUMENTS.unstructure(seen.events[0])
    jsonschema.validate(event, DOCUMENTS.json_schema(SeenEvent))
    assert ("new", "new") == (event["state"], event["phase"])
    whole = DOCUMENTS.unstructure(incident().seen_by(Side.DESK))
    assert (["a", "b"], {"purse": "4711", "site": "AMS"}) == (
        whole["facts"]["tags"],
        whole["events"][0]["data"]["custom"],
    )
    for kind in (SeenRecord, SeenEvent):
        with pytest.raises(BadDocument, match="a view is no record"):
            DOCUMENTS.structure(document, kind)
        with pytest.raises(Unwritable):
            DOCUMENTS.unstructure(5, kind)
    assert seen == pickle.loads(pickle.dumps(seen))
    assert "<Incident INC-1 on_hold as the customer sees it>" == repr(seen)
    assert "grace: for all" in str(seen)
    assert "for all" in f"{seen:html}"
    assert "for all" in f"{seen:md}"


def test_cloud_events_tell_what_is_seen() -> None:
    """By the addresses of the record's own events."""
    inc = incident()
    seen = inc.seen_by(Side.CUSTOMER)
    last = cloud_event(seen, inc.version, source="x")
    assert cloud_event(inc, inc.version, source="x") == {
        **last,
        "data": cloud_event(inc, inc.version, source="x")["data"],
    }
    assert "never answer" not in str(last)
    with pytest.raises(Unlisted, match="version of INC-1"):
        cloud_event(seen, 3, source="x")


def test_a_side_is_shown_as_one_writes_it() -> None:
    """By its name, not by the fact that says so."""
    assert "Side.CUSTOMER" == repr(Side.CUSTOMER)
