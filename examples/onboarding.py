"""A new colleague: what they need is ordered, approved, fulfilled and reported.

Run it with `python examples/onboarding.py`; it needs nothing but the library.
"""

from datetime import UTC, datetime

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import Bundle, BundledItem, Catalogue, CatalogueItem, Price, cost
from itsmcore.conditions import ALWAYS, field
from itsmcore.desk import Desk, Numbering
from itsmcore.lifecycle import Argument, Plain
from itsmcore.metrics import request_costs, request_rates
from itsmcore.orders import Order
from itsmcore.plans import Plan, PlannedTask
from itsmcore.requests import Request, fulfilment
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.service_levels import Agreement
from itsmcore.tasks import Task

MANAGER = Authority("line manager", field("profile.manager"))
DEAR = ApprovalPolicy([(cost("EUR", per="first_year") > 500, MANAGER)], unasked="approved")
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")

CATALOGUE = Catalogue(
    [
        CatalogueItem("account", service="identity", target=WorkingDays(1)),
        CatalogueItem(
            "laptop",
            version="3",
            service="workplace",
            form=[
                Argument("model", options=("13", "15"), is_required=True),
                Argument("dock", bool, when=field("answers.model").is_("15"), is_required=True),
            ],
            prices=[
                (field("answers.model").is_("13"), Price(1200, "EUR")),
                (field("answers.model").is_("15"), Price(1500, "EUR")),
                (ALWAYS, Price(40, "EUR", per="month")),
            ],
            approval=DEAR,
            target=WorkingDays(5),
            plan=Plan(
                PlannedTask("order", group="procurement", is_final=True),
                PlannedTask("image", after="order", group="clients"),
                PlannedTask("register", after="order", group="assets"),
                PlannedTask("hand out", after=["image", "register"], group="clients"),
            ),
        ),
        CatalogueItem(
            "vpn",
            service="network",
            entitled=field("profile.is_remote").is_(True),
            prices=Price(60, "USD", per="year"),
            target=WorkingDays(2),
        ),
        CatalogueItem(
            "phone",
            service="workplace",
            prices=Price(900, "EUR"),
            approval=DEAR,
            target=WorkingDays(5),
        ),
    ],
    bundles=[
        Bundle(
            "onboarding",
            "account",
            BundledItem("laptop", after="account"),
            BundledItem("vpn", after="account", when=field("profile.is_remote").is_(True)),
            "phone",
            summary="A new colleague",
        )
    ],
)
KIM: dict[str, Plain] = {"department": "sales", "manager": "mia", "is_remote": True}


def on(day: int, hour: int = 9) -> datetime:
    """Return an instant of March 2026, in UTC."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def number(desk: Desk, item: str) -> str:
    """Return the number of the request for an item."""
    return next(request.id for request in desk.all(Request) if request.item == item)


def do(desk: Desk, id: str, verb: str, at: datetime, by: str, **arguments: object) -> Desk:
    """Let something happen, and print what came of it."""
    done = desk.do(id, verb, at=at, by=by, **arguments)
    print(done, end="\n\n")
    return done.desk


def task(desk: Desk, step: str) -> str:
    """Return the number of the open task of a step."""
    return next(of.id for of in desk.all(Task) if of.step == step and not of.phase.is_final)


def main() -> None:
    """Bring a colleague on board."""
    print(CATALOGUE.for_(KIM, at=on(2)), end="\n\n")
    placed = Desk.of(numbering=Numbering()).order(
        CATALOGUE.bundle("onboarding"),
        catalogue=CATALOGUE,
        at=on(2),
        by="hr",
        requested_for="kim",
        profile=KIM,
        answers={"laptop": {"model": "13"}},
    )
    print(placed, end="\n\n")
    desk, order = placed.desk, placed.id

    account, phone = number(desk, "account"), number(desk, "phone")
    desk = do(desk, phone, "vote", on(2, 14), "mia", vote="no", note="There is one in the drawer")
    desk = do(desk, account, "fulfil", on(2, 15), "grace")

    laptop, vpn = number(desk, "laptop"), number(desk, "vpn")
    desk = do(desk, laptop, "amend", on(3), "hr", answers={"model": "15", "dock": True})
    desk = do(desk, laptop, "vote", on(3, 11), "mia", vote="yes")
    desk = do(desk, laptop, "hold", on(3, 12), "grace", reason="stock")
    desk = do(desk, laptop, "resume", on(5), "grace")
    desk = do(desk, vpn, "fulfil", on(5, 10), "grace")

    desk = do(desk, task(desk, "order"), "start", on(5, 11), "pim")
    for words in desk.why_not(laptop, "amend", at=on(5, 12), by="hr", answers={"model": "13"}):
        print(f"refused: {words.words}")
    desk = do(desk, task(desk, "order"), "close", on(6), "pim", code="complete")
    for words in desk.why_not(laptop, "cancel", at=on(6), by="hr", reason="They do not come"):
        print(f"refused: {words.words}")
    for step in ("image", "register", "hand out"):
        desk = do(desk, task(desk, step), "close", on(9, 10), "grace", code="complete")

    ended = desk.one(Order, order)
    print(f"{order} is {ended.state}: {ended.outcome}", end="\n\n")
    report(desk)


def report(desk: Desk) -> None:
    """Print what was promised, how it went and what it cost."""
    goal = fulfilment(CATALOGUE)
    agreement = Agreement("workplace", schedule=OFFICE, goals=(goal,))
    timelines = {request.id: request.timeline() for request in desk.all(Request)}
    for request in desk.all(Request):
        clock = agreement.measure(request.timeline(), at=on(31))["fulfilment"]
        said = clock.outcome or clock.status
        print(f"{request.item:8} {request.state:10} {said:9} due {clock.due or '-'}")
    print()
    print(request_rates(timelines, at=on(31), schedule=OFFICE, goal=goal), end="\n\n")
    print(request_costs(timelines, at=on(31), by="service"))


if __name__ == "__main__":
    main()
