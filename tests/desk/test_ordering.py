"""Orders on a desk: several requests, and what comes of them together."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import attrs
import pytest

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import Bundle, BundledItem, Catalogue, CatalogueItem, Cost, Price, cost
from itsmcore.conditions import ALWAYS, field
from itsmcore.desk import Applied, Desk, Numbering
from itsmcore.errors import BadData, BadValue, GuardRefused, Refused, Unlisted
from itsmcore.lifecycle import Argument
from itsmcore.orders import Order
from itsmcore.requests import REQUEST, Request
from tests.instants import NINE
from tests.requests.cases import LAPTOP_ITEM, MANAGER, SALES, SMALL, at

ASKED = ApprovalPolicy(MANAGER)
NAMES = ("account", "badge", "phone", "screen", "laptop", "parking")
SIX = [
    CatalogueItem("account", prices=Price(40, "EUR", per="month")),
    CatalogueItem("badge", prices=Price(300, "USD")),
    CatalogueItem("phone", prices=Price(600, "EUR")),
    CatalogueItem("screen", prices=Price(4200, "EUR")),
    CatalogueItem("laptop", approval=ASKED),
    CatalogueItem("parking"),
]


def placed(items: Any = SIX, **more: Any) -> Applied:
    """Order something for kim."""
    facts = {"number": "ORD-1", "at": NINE, "by": "hr", "requested_for": "kim", "profile": SALES}
    return Desk.of().order(items, **{**facts, **more})


def id_of(name: str) -> str:
    return f"ORD-1-{name}"


def ended(*ends: tuple[str, str]) -> Desk:
    """Return a desk on which six requests have ended somehow, one after the other."""
    desk = placed().desk
    for hours, (name, how) in enumerate(ends, 1):
        who, arguments = "grace", dict[str, Any]()
        if how == "vote":
            who, arguments = "mia", {"vote": "no"}
        elif how in ("cancel", "hold"):
            arguments = {"reason": "x" if how == "cancel" else "stock"}
        elif how != "fulfil":
            how, arguments = "fulfil", {"outcome": how}
        done = desk.do(id_of(name), how, at=at(hours), by=who, **arguments)
        assert () == done.refusals
        desk = done.desk
    return desk


def order(desk: Desk) -> Order:
    return desk.one(Order, "ORD-1")


def test_everything_is_ordered_or_nothing() -> None:
    """Each request is a part of the order, for the same person, and is submitted."""
    done = placed()
    assert isinstance(done.record, Order)
    assert ("hr", "kim", ", ".join(NAMES)) == (
        order(done.desk).requester,
        order(done.desk).requested_for,
        order(done.desk).summary,
    )
    parts = done.desk.all(Request)
    assert {("ORD-1", "kim", "hr")} == {(of.order, of.requested_for, of.requester) for of in parts}
    assert tuple(sorted(map(id_of, NAMES))) == done.desk.related("ORD-1", "part")
    assert ["fulfilment"] * 4 + ["awaiting_approval", "fulfilment"] == [of.state for of in parts]


def test_four_fulfilled_one_rejected_one_cancelled() -> None:
    """R7: closed, with issues; the costs are three rows, and no sum."""
    fulfilled = [(name, "fulfil") for name in NAMES[:4]]
    desk = ended(*fulfilled, ("laptop", "vote"))
    assert "open" == order(desk).state
    desk = ended(*fulfilled, ("laptop", "vote"), ("parking", "cancel"))
    assert ("closed", "incomplete") == (order(desk).state, order(desk).outcome)
    total = Cost(price for of in desk.all(Request) for price in of.total.prices)
    assert "4800 EUR, 40 EUR a month, 300 USD" == str(total)


def test_all_rejected() -> None:
    """R7: so is the order."""
    items = [CatalogueItem(name, approval=ASKED) for name in ("a", "b")]
    desk = placed(items).desk
    for name in ("a", "b"):
        assert "open" == order(desk).state
        desk = desk.do(id_of(name), "vote", at=at(1), by="mia", vote="no").desk
    assert "rejected" == order(desk).state


def test_one_on_hold() -> None:
    """R7: the order is open."""
    others = [(name, "fulfil") for name in NAMES if name not in ("laptop", "parking")]
    assert "open" == order(ended(*others, ("laptop", "vote"), ("parking", "hold"))).state


@pytest.mark.parametrize(
    ("first", "second", "state", "outcome"),
    [
        ("complete", "complete", "closed", "complete"),
        ("complete", "skipped", "closed", "complete"),
        ("skipped", "skipped", "closed", "skipped"),
        ("skipped", "incomplete", "closed", "incomplete"),
        ("complete", "cancel", "closed", "incomplete"),
        ("cancel", "cancel", "cancelled", None),
    ],
)
def test_how_its_requests_end_is_how_it_does(
    first: str, second: str, state: str, outcome: str | None
) -> None:
    """One that was not fulfilled is an issue, unless none was."""
    desk = placed([CatalogueItem("a"), CatalogueItem("b")]).desk
    for name, how in (("a", first), ("b", second)):
        verb = "cancel" if how == "cancel" else "fulfil"
        said = {"reason": "x"} if how == "cancel" else {"outcome": how}
        desk = desk.do(id_of(name), verb, at=at(1), by="grace", **said).desk
    assert (state, outcome) == (order(desk).state, order(desk).outcome)


def test_it_is_open_again_with_one_of_its_requests() -> None:
    """And closed again after it."""
    desk = placed([CatalogueItem("a")]).desk.do(id_of("a"), "fulfil", at=at(1), by="grace").desk
    assert "closed" == order(desk).state
    desk = desk.do(id_of("a"), "reopen", at=at(2), by="kim", reason="Broken").desk
    assert ("open", None) == (order(desk).state, order(desk).outcome)
    assert "closed" == order(desk.do(id_of("a"), "fulfil", at=at(3), by="x").desk).state


def test_an_order_that_is_cancelled_takes_its_requests_with_it() -> None:
    """As long as nothing has come of it: what was fulfilled is no longer cancelled (R7)."""
    desk = placed().desk
    for id, verb in (("account", "fulfil"), ("phone", "commit")):
        begun = desk.do(id_of(id), verb, at=at(1), by="grace").desk
        with pytest.raises(GuardRefused, match="was fulfilled, or is past the point of no return"):
            begun.do("ORD-1", "cancel", at=at(2), by="hr", reason="They do not come")
    done = desk.do("ORD-1", "cancel", at=at(2), by="hr", reason="They do not come")
    assert () == done.refusals
    assert {"cancelled"} == {of.state for of in done.desk.all(Request)}


def test_an_order_is_closed_or_rejected_by_hand_only_once_all_of_it_has_ended() -> None:
    """Whoever says so without a desk gives what the desk would know."""
    desk = placed([SIX[0], SIX[1]]).desk
    for verb, more in (("close", {"outcome": "complete"}), ("reject", {})):
        with pytest.raises(GuardRefused, match="a request of it has not ended"):
            desk.do("ORD-1", verb, at=at(1), by="hr", **more)


def test_what_an_order_says_of_people_its_requests_say_too() -> None:
    """So that a requester does not approve their own wish because an agent typed it."""
    by_kim = ApprovalPolicy([(ALWAYS, Authority("boss", ["kim"]))])
    badge = CatalogueItem("badge", approval=by_kim)
    with pytest.raises(GuardRefused, match="the policy names nobody, or too few"):
        placed([badge], requested_for=None, requester="kim")
    desk = placed([CatalogueItem("badge")], requester="lee").desk
    free = desk.one(Request, id_of("badge"))
    assert ("lee", "kim") == (free.requester, free.requested_for)


def test_who_is_away_is_not_asked_to_approve_an_order() -> None:
    """As when a request is submitted by itself."""
    board = ApprovalPolicy([(ALWAYS, Authority("boss", ["mia"], deputies={"mia": "noor"}))])
    badge = CatalogueItem("badge", approval=board)
    asked = placed([badge], absent=["mia"]).desk.one(Request, id_of("badge"))
    assert ("mia", "noor") == asked.voters
    with pytest.raises(GuardRefused, match="of those who may approve it are there"):
        placed([badge], absent=["mia", "noor"])


ACCOUNT = CatalogueItem("account")


def waiting(second: CatalogueItem, **more: Any) -> Applied:
    """Order an account, and something that waits for it."""
    bundle = Bundle("on", "account", BundledItem(second.name, after="account"))
    catalogue = Catalogue([ACCOUNT, second], bundles=[bundle])
    return placed(bundle, catalogue=catalogue, **more)


def test_what_waits_is_submitted_in_the_name_of_whoever_ordered() -> None:
    """Whoever fulfilled what it waited for may approve it."""
    by_sec = ApprovalPolicy([(ALWAYS, Authority("security", ["sec"]))])
    done = waiting(CatalogueItem("badge", approval=by_sec)).desk.do(
        id_of("account"), "fulfil", at=at(1), by="sec"
    )
    badge = done.desk.one(Request, id_of("badge"))
    assert ((), "awaiting_approval", ("sec",)) == (done.refusals, badge.state, badge.voters)
    assert "hr" == badge.asked_by


def test_what_waits_is_not_submitted_before_by_hand() -> None:
    """Nor where it is not known what it waits for has come to."""
    desk = waiting(CatalogueItem("badge")).desk
    with pytest.raises(GuardRefused, match="a request that it waits for is not fulfilled"):
        desk.do(id_of("badge"), "submit", at=at(1), by="hr")
    badge = desk.one(Request, id_of("badge"))
    with pytest.raises(GuardRefused, match="not given: awaited"):
        badge.submit(at=at(1), by="hr")
    assert "fulfilment" == badge.submit(at=at(1), by="hr", given={"awaited": ()}).state


def test_what_waits_is_checked_as_it_is_ordered() -> None:
    """Its answers, whom it is for, and whether somebody may approve it."""
    by_kim = ApprovalPolicy([(ALWAYS, Authority("boss", ["kim"]))])
    for second in (
        CatalogueItem("badge", form=[Argument("colour", is_required=True)]),
        CatalogueItem("badge", entitled=field("profile.cleared").is_(True)),
        CatalogueItem("badge", approval=by_kim),
    ):
        with pytest.raises(Refused):
            waiting(second)


BUNDLE = Bundle(
    "onboarding",
    "account",
    BundledItem("phone", after="account", when=field("profile.travels").is_(True)),
    BundledItem("screen", after="phone"),
    summary="A new colleague",
)
CATALOGUE = Catalogue(SIX, bundles=[BUNDLE])


def test_a_bundle_is_ordered_one_after_the_other() -> None:
    """What is not for them is left out, and what waits for it waits for what that waits for."""
    done = placed(BUNDLE, catalogue=CATALOGUE)
    assert ("onboarding", "A new colleague") == (
        order(done.desk).bundle,
        order(done.desk).summary,
    )
    states = {of.item: of.state for of in done.desk.all(Request)}
    assert {"account": "fulfilment", "screen": "draft"} == states
    desk = done.desk.do(id_of("account"), "fulfil", at=at(1), by="grace").desk
    assert "fulfilment" == desk[id_of("screen")].state
    travels = placed(BUNDLE, catalogue=CATALOGUE, profile={**SALES, "travels": True}).desk
    travels = travels.do(id_of("account"), "fulfil", at=at(1), by="grace").desk
    assert "draft" == travels[id_of("screen")].state
    assert "fulfilment" == travels[id_of("phone")].state


def test_costs_are_judged_by_item_or_by_order() -> None:
    """R1: three of 200 in one order ask nobody by item, and the manager by order."""
    policy = ApprovalPolicy([(cost("EUR") > 500, MANAGER)], unasked="approved")
    several = [
        CatalogueItem(name, prices=Price(200, "EUR"), approval=policy) for name in ("a", "b", "c")
    ]
    assert {"fulfilment"} == {of.state for of in placed(several).desk.all(Request)}
    together = [attrs.evolve(item, approval_basis="order") for item in several]
    desk = placed(together).desk
    assert {("awaiting_approval", ("mia",), 200)} == {
        (of.state, of.voters, of.cost["EUR"]) for of in desk.all(Request)
    }
    two = placed(together[:2]).desk
    assert {"fulfilment"} == {of.state for of in two.all(Request)}
    desk = desk.do(id_of("a"), "vote", at=at(1), by="mia", vote="yes").desk
    assert "fulfilment" == desk[id_of("a")].state


@pytest.mark.parametrize("amount", ["250.20", f"{10**40}.20"])
def test_an_order_is_judged_exactly_whatever_context_decimals_have(amount: str) -> None:
    """Two of 250.20 are 500.40, and more than 500.39, also to somebody who rounds to 3 digits."""
    one = Decimal(amount)
    least = Decimal(f"{2 * int(one)}.39")
    policy = ApprovalPolicy([(cost("EUR") > least, MANAGER)], unasked="approved")
    item = CatalogueItem("a", prices=Price(one, "EUR"), approval=policy, approval_basis="order")
    with localcontext() as context:
        context.prec = 3
        desk = placed([item, attrs.evolve(item, name="b")]).desk
        rests = {of.rest_of_order["EUR"] for of in desk.all(Request)}
        assert {one} == rests
        assert {"awaiting_approval"} == {of.state for of in desk.all(Request)}


def test_answers_are_for_what_is_ordered() -> None:
    """By the name of the item; a wrong one refuses all."""
    desk = placed([LAPTOP_ITEM], answers={"laptop": SMALL}).desk
    assert "13" == desk.one(Request, id_of("laptop")).answers["model"]
    with pytest.raises(Unlisted, match="did you mean 'laptop'"):
        placed([LAPTOP_ITEM], answers={"lpatop": SMALL})
    with pytest.raises(BadData, match=r"answers\.cost_centre must be set first"):
        placed([SIX[0], LAPTOP_ITEM], answers={"laptop": {"model": "13"}})
    with pytest.raises(GuardRefused, match="the policy names nobody, or too few"):
        placed(profile={"manager": "kim"})


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ([], {}),
        ("laptop", {}),
        ([1], {}),
        (BUNDLE, {}),
        (BUNDLE, {"catalogue": "mine"}),
        (SIX, {"answers": 5}),
        (SIX, {"number": None}),
    ],
)
def test_what_cannot_be_ordered_is_refused(what: Any, more: dict[str, Any]) -> None:
    """With what it has to be."""
    with pytest.raises(BadValue):
        placed(what, **more)


def test_a_bundle_of_another_catalogue_is_refused() -> None:
    """With the item that it lacks."""
    with pytest.raises(Unlisted, match="catalogue item"):
        placed(BUNDLE, catalogue=Catalogue([SIX[1]]))


def test_numbers_are_drawn_where_there_is_a_numbering() -> None:
    """For the order and its requests; one item may be there twice."""
    desk = Desk.of(numbering=Numbering()).order([SIX[0], SIX[0]], at=NINE, by="hr").desk
    assert ["ORD0000001", "REQ0000001", "REQ0000002"] == [record.id for record in desk]
    twice = placed([SIX[0], SIX[0]]).desk
    assert ["ORD-1", "ORD-1-account", "ORD-1-account-2"] == [record.id for record in twice]


def test_an_order_whose_last_open_part_is_taken_out_ends() -> None:
    """And one that gets another part goes on."""
    desk = placed([SIX[0], SIX[1]]).desk.do(id_of("account"), "fulfil", at=at(1), by="x").desk
    out = desk.do(
        id_of("badge"), "unlink", at=at(2), by="x", kind="part_of", target="ORD-1", reason="wrong"
    )
    assert ("closed", "complete") == (order(out.desk).state, order(out.desk).outcome)
    more = out.desk.open(REQUEST, id="REQ-9", at=at(3), by="hr", summary="x", order="ORD-1").desk
    assert "open" == order(more).state
