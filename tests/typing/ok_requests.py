"""A request of an item, an order of several, and what is measured of them."""
# pyright: strict, reportAny=true

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import assert_type

from itsmcore import Desk
from itsmcore.approval import ApprovalPolicy, Approvals, Authority, Unsafe, unsafe
from itsmcore.catalogue import Bundle, Catalogue, CatalogueItem, Cost, Price, cost
from itsmcore.conditions import field
from itsmcore.desk import Applied
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Argument
from itsmcore.metrics import RequestCosts, RequestRates, Share, request_costs, request_rates
from itsmcore.orders import ORDER, Order
from itsmcore.requests import (
    REQUEST,
    HoldReason,
    Outcome,
    Request,
    RequestModel,
    fulfilment,
    request_model,
    request_models,
)
from itsmcore.schedule import WorkingDays
from itsmcore.service_levels import Goal

t0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
manager = Authority("line manager", field("profile.manager"))
laptop = CatalogueItem(
    "laptop",
    form=[Argument("model", options=("13", "15"), is_required=True)],
    prices=Price(1200, "EUR"),
    approval=ApprovalPolicy([(cost("EUR") > 500, manager)], unasked="approved"),
)
LAPTOP = request_model(laptop, base=REQUEST)
assert_type(LAPTOP, RequestModel)
assert_type(request_models(Catalogue([laptop])), tuple[RequestModel, ...])

request = LAPTOP.open(
    "REQ-1",
    at=t0,
    by="ada",
    requested_for="kim",
    profile={"manager": "mia"},
    answers={"model": "13"},
    after=("REQ-0",),
)
assert_type(request, Request)
request = request.submit(at=t0, by="ada").vote(at=t0, by="mia", vote="yes")
request = request.amend(at=t0, by="ada", answers={"model": "15"})
request = request.request_approval(at=t0, by="ada", absent="noor")
request = request.hold(at=t0, by="grace", reason=HoldReason.STOCK, until=t0).resume(at=t0, by="x")
request = request.start(at=t0, by="grace").commit(at=t0, by="grace")
request = request.fulfil(at=t0, by="grace", outcome=Outcome.SKIPPED).close(at=t0, by="kim")
assert_type(request.approvals, Approvals)
assert_type(request.total, Cost)
assert_type(request.cost, FrozenDict[str, Decimal])
assert_type(request.item, str | None)
assert_type(unsafe(LAPTOP), Unsafe | None)

bundle = Bundle("onboarding", "laptop")
placed = Desk.of().order(bundle, catalogue=Catalogue([laptop]), at=t0, by="hr", number="ORD-1")
assert_type(placed, Applied)
assert_type(placed.desk.one(Order, "ORD-1"), Order)
assert_type(
    ORDER.open("ORD-2", at=t0, by="hr", summary="x").cancel(at=t0, by="x", reason="x"), Order
)

goal = fulfilment(WorkingDays(5), since="approval")
assert_type(goal, Goal)
lines = {request.id: request.timeline()}
assert_type(request_rates(lines, at=t0, goal=goal, within=timedelta(days=7)), RequestRates)
assert_type(request_rates(lines, at=t0).first_time_right, Share)
assert_type(request_costs(lines, at=t0, by="service"), RequestCosts)
