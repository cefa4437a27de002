"""Items, models and requests that the tests of requests begin with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import CatalogueItem, Price, cost
from itsmcore.conditions import ALWAYS, field
from itsmcore.lifecycle import Argument
from itsmcore.plans import Plan, PlannedTask
from itsmcore.requests import Request, RequestModel, request_model
from itsmcore.schedule import WorkingDays
from itsmcore.span import Window
from tests.instants import HOUR, NINE

MANAGER = Authority("line manager", field("profile.manager"))
SALES = {"department": "sales", "manager": "mia"}
SMALL = {"model": "13", "cost_centre": "4711"}
LARGE = {"model": "15", "dock": True, "cost_centre": "4711"}

LAPTOP_ITEM = CatalogueItem(
    "laptop",
    version="3",
    service="workplace",
    category="hardware/mobile",
    summary="A laptop",
    form=(
        Argument("model", options=("13", "15"), is_required=True),
        Argument("dock", bool, when=field("answers.model").is_("15"), is_required=True),
        Argument("remote", bool, default=False),
        Argument("cost_centre", is_required=True),
    ),
    entitled=field("profile.department").is_set,
    prices=[
        (field("answers.model").is_("13"), Price(1200, "EUR")),
        (field("answers.model").is_("15"), Price(1500, "EUR")),
        (ALWAYS, Price(40, "EUR", per="month")),
    ],
    approval=ApprovalPolicy([(cost("EUR", per="first_year") > 500, MANAGER)], unasked="approved"),
    target=WorkingDays(5),
    plan=Plan(
        PlannedTask("order", group="procurement", is_final=True),
        PlannedTask("image", after="order"),
        PlannedTask("ship", after="image", when=field("answers.remote").is_(True)),
    ),
    available=Window(NINE, NINE + timedelta(days=365)),
)
LAPTOP = request_model(LAPTOP_ITEM)


def at(hours: float = 0) -> datetime:
    """Return an instant some hours after nine."""
    return NINE + hours * HOUR


def opened(
    answers: Mapping[str, Any] = SMALL,
    *,
    model: RequestModel = LAPTOP,
    profile: Mapping[str, Any] = SALES,
    **more: Any,
) -> Request:
    """Open a request of ada for kim."""
    facts = {"requested_for": "kim", "profile": profile, "answers": answers, **more}
    return model.open("REQ-1", at=NINE, by="ada", **facts)


def asked(answers: Mapping[str, Any] = SMALL, **more: Any) -> Request:
    """Return a request that awaits its approval."""
    return opened(answers, **more).submit(at=at(1), by="ada")


def approved(answers: Mapping[str, Any] = SMALL, **more: Any) -> Request:
    """Return a request that is being fulfilled."""
    return asked(answers, **more).vote(at=at(2), by="mia", vote="yes")


def on(day: int, hour: int) -> datetime:
    """Return an instant of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def fulfilled(model: RequestModel = LAPTOP) -> Request:
    """R4: submitted Mon 2 09:00, approved Tue, on hold Wed to Thu, fulfilled Fri 15:00."""
    request: Request = model.open("R", at=on(2, 9), by="ada", profile=SALES, answers=SMALL)
    request = request.submit(at=on(2, 9), by="ada").vote(at=on(3, 9), by="mia", vote="yes")
    request = request.hold(at=on(4, 9), by="grace", reason="vendor").resume(at=on(5, 9), by="grace")
    return request.fulfil(at=on(6, 15), by="grace")
