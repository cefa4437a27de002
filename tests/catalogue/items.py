"""The items that tests of the catalogue share: those of the worked examples."""

from __future__ import annotations

from typing import Any

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import CatalogueItem, Price, cost
from itsmcore.conditions import ALWAYS, field
from itsmcore.lifecycle import Argument
from itsmcore.plans import Plan, PlannedTask
from itsmcore.schedule import Window, WorkingDays
from tests.instants import DAY, NEW_YEAR

JULY = NEW_YEAR + 181 * DAY
IS_13, IS_15 = (field("answers.model").is_(size) for size in ("13", "15"))
MANAGER = Authority("line manager", ["mia"])
FORM = (
    Argument("model", options=("13", "15"), is_required=True),
    Argument("dock", bool, when=IS_15, is_required=True),
    Argument("remote", bool, default=False),
    Argument("cost_centre", is_required=True),
)
PLAN = Plan(
    PlannedTask("order", group="procurement", is_final=True),
    PlannedTask("image", after="order"),
    PlannedTask("ship", after="image", when=field("answers.remote").is_(True)),
)
GIVEN: dict[str, Any] = {
    "version": "3",
    "service": "workplace",
    "category": "hardware/mobile",
    "summary": "A laptop",
    "form": FORM,
    "entitled": field("profile.department").is_set,
    "prices": [
        (IS_13, Price(1200, "EUR")),
        (IS_15, Price(1500, "EUR")),
        (ALWAYS, Price(40, "EUR", per="month")),
    ],
    "approval": ApprovalPolicy([(cost("EUR", per="first_year") > 500, MANAGER)]),
    "target": WorkingDays(5),
    "plan": PLAN,
    "available": Window(NEW_YEAR, JULY),
    "lasts": 700 * DAY,
}
LAPTOP = CatalogueItem("laptop", **GIVEN)
VPN = CatalogueItem("vpn", entitled=field("profile.is_remote").is_(True), category="access")
BADGE = CatalogueItem("badge", prices=Price(5, "EUR"))


def laptop(**changed: Any) -> CatalogueItem:
    """Give the laptop with something changed."""
    return CatalogueItem("laptop", **{**GIVEN, **changed})
