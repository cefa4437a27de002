"""One of every noun of requests, services, knowledge and improvements that shows itself.

The docstring of each is what the gallery says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from itsmcore import Change, Incident, Model, Phase, Timeline
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import (
    Bundle,
    BundledItem,
    Catalogue,
    CatalogueItem,
    Cost,
    Offers,
    Price,
    cost,
)
from itsmcore.change_calendar import Announcement, announcement
from itsmcore.complaints import COMPLAINT, Complaint
from itsmcore.conditions import field
from itsmcore.figures import Figure
from itsmcore.improvements import (
    IMPROVEMENT,
    Benefit,
    Effort,
    Improvement,
    Register,
    Trend,
)
from itsmcore.knowledge import ARTICLE, Article
from itsmcore.lifecycle import Argument, LinkKind
from itsmcore.metrics import (
    ArticleUses,
    ArticleView,
    AvailabilityReport,
    KnowledgeRates,
    LoggedOutages,
    RequestCosts,
    RequestRates,
    SelfService,
    SurveyScores,
    WorkaroundQuality,
    article_uses,
    availability,
    knowledge_rates,
    outages,
    request_costs,
    request_rates,
    score,
    self_service,
    workaround_quality,
)
from itsmcore.objectives import Attainments, Objective, judge
from itsmcore.orders import ORDER, Order
from itsmcore.outages import Outage
from itsmcore.plans import Plan, PlannedTask
from itsmcore.proportions import Proportion
from itsmcore.requests import Request, request_model
from itsmcore.satisfaction import Invitation, Invitations, Response, Survey, csat
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.services import (
    Availability,
    AvailabilityAccount,
    Item,
    MeasuredAvailability,
    Needs,
    Service,
    ServiceImpact,
    ServiceMap,
)

MARCH, APRIL = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4))
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANAGER = Authority("line manager", field("profile.manager"))
KIM = {"department": "sales", "manager": "mia"}


# --- requests -----------------------------------------------------------------------------------


def plan() -> Plan:
    """A plan says which tasks a record has, and which of them wait for which."""
    return Plan(
        PlannedTask("order", group="procurement", is_final=True),
        PlannedTask("image", after="order", group="clients"),
        PlannedTask("register", after="order", group="assets"),
        PlannedTask("send", after=["image", "register"], when=field("answers.is_remote").is_(True)),
    )


@cache
def laptop() -> CatalogueItem:
    """Return what a colleague orders."""
    return CatalogueItem(
        "laptop",
        service="workplace",
        form=[
            Argument("model", options=("13", "15"), is_required=True),
            Argument("is_remote", bool, default=False),
        ],
        prices=Price(1200, "EUR"),
        approval=ApprovalPolicy([(cost("EUR") > 500, MANAGER)], unasked="approved"),
        target=WorkingDays(5),
        plan=plan(),
    )


def bundle() -> Bundle:
    """A bundle is several items that are ordered together, some after others."""
    return Bundle("onboarding", "account", BundledItem("laptop", after="account"))


def catalogue() -> Catalogue:
    """What may be ordered."""
    vpn = CatalogueItem("vpn", entitled=field("profile.is_remote").is_(True))
    return Catalogue([CatalogueItem("account"), laptop(), vpn], bundles=[bundle()])


def item() -> CatalogueItem:
    """What was agreed about an item, line by line."""
    return laptop()


def offers() -> Offers:
    """What a person may order, and why not the rest."""
    return catalogue().for_(KIM, at=NINE)


def cost_of_several() -> Cost:
    """What several cost, one sum for each currency and period."""
    return Cost([Price(4800, "EUR"), Price(40, "EUR", per="month"), Price(300, "USD")])


def request_model_of_a_laptop() -> Model:
    """The model of requests for an item: its workflow, and its approval beside it."""
    return request_model(laptop())


@cache
def request() -> Request:
    """A request, approved and being fulfilled."""
    drafted = request_model(laptop()).open(
        "REQ-1", at=NINE, by="ada", requested_for="kim", profile=KIM, answers={"model": "13"}
    )
    asked = drafted.submit(at=NINE, by="ada").vote(at=NINE + DAY, by="mia", vote="yes")
    return asked.start(at=NINE + DAY + HOUR, by="grace")


def order_model() -> Model:
    """The model of orders."""
    return ORDER


def order() -> Order:
    """An order, which ends when the last of its requests does."""
    return Order.open("ORD-1", at=NINE, by="ada", summary="A new colleague")


@cache
def _fulfilled() -> Mapping[str, Timeline]:
    return {"REQ-1": request().fulfil(at=NINE + 3 * DAY, by="grace").timeline()}


def rates_of_requests() -> RequestRates:
    """How service requests went."""
    return request_rates(_fulfilled(), at=APRIL)


def costs_of_requests() -> RequestCosts:
    """What requests cost, by service and month."""
    return request_costs(_fulfilled(), at=APRIL, by="service")


# --- services -----------------------------------------------------------------------------------


def service_map() -> ServiceMap:
    """What needs what; two servers stand in for each other."""
    return ServiceMap(
        [Service("payroll", owner="hr", users=900), Service("erp", users=400), Service("portal")],
        items=[Item("db"), Item("web-1"), Item("web-2")],
        needs=[
            Needs("payroll", "db"),
            Needs("erp", "db", any_of=["web-1", "web-2"]),
            Needs("portal", "erp"),
        ],
    )


def impact() -> ServiceImpact:
    """What is down or degraded if something fails, with the way that proves it."""
    return service_map().impact(down="web-1")


def announced() -> Announcement:
    """Who is to be told of a change."""
    change = Change.open(
        "CHG-1", at=NINE, by="ada", summary="A new disk", configuration_items=["db"]
    )
    return announcement(change, service_map())


@cache
def _outages() -> tuple[Outage, ...]:
    return (
        Outage("erp", NINE, NINE + 2 * HOUR, causes="INC-7"),
        Outage("erp", NINE + 8 * DAY, NINE + 8 * DAY + 4 * HOUR, causes="CHG-3", is_planned=True),
        Outage("erp", NINE + 15 * DAY, NINE + 15 * DAY + HOUR, causes="INC-9", is_degraded=True),
    )


@cache
def _agreed() -> Availability:
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
    return Availability(office, target=0.995)


def logged_outages() -> LoggedOutages:
    """The outages that a log of incidents and changes tells of, and what is left out."""
    named = Timeline.from_rows(
        [
            (NINE, {"service": "erp", "phase": Phase.NEW}),
            (NINE + 2 * HOUR, {"service": "erp", "phase": Phase.RESOLVED}),
        ]
    )
    return outages({"INC-7": named, **_solved()}, at=APRIL)


def measured() -> MeasuredAvailability:
    """A month of a service with its outages."""
    return _agreed().measure("erp", _outages(), since=MARCH, until=APRIL)


def availability_account() -> AvailabilityAccount:
    """How an availability comes about, stretch by stretch."""
    return measured().explain()


def availability_report() -> AvailabilityReport:
    """The availability of services, by period."""
    agreed = {"erp": _agreed(), "mail": Availability(target=0.999)}
    return availability(_outages(), agreed, since=MARCH, until=APRIL, period="week")


def attainments() -> Attainments:
    """Whether what was agreed about figures was attained."""
    return judge([Objective("availability", at_least=0.995)], measured().figures)


# --- improvements -------------------------------------------------------------------------------

_TARGET = Objective("reopened", at_most=0.06)


def _reopened(count: int, of: int, month: int) -> Figure:
    since, until = (NINE + 30 * n * DAY for n in (month, month + 1))
    return Proportion(count, of).figure("reopened", since=since, until=until)


def _values() -> list[Figure]:
    return [_reopened(*counts, n) for n, counts in enumerate([(44, 401), (38, 395), (31, 388)])]


def improvement_model() -> Model:
    """The model of improvements: the states of ServiceNow's register, and the hold beside them."""
    return IMPROVEMENT


@cache
def improvement() -> Improvement:
    """An improvement in its review: half as many reopened incidents."""
    imp = Improvement.open(
        "IMP-1",
        at=NINE,
        by="ines",
        summary="Half the reopened",
        benefit=Benefit.HIGH,
        effort=Effort.SMALL,
        baseline=_reopened(49, 410, -1),
        target=_TARGET,
    )
    imp = imp.accept(at=NINE, by="omar").assess(at=NINE, by="omar")
    imp = imp.approve(at=NINE, by="omar").start(at=NINE, by="ines")
    for month, value in enumerate(_values(), 1):
        imp = imp.measure(at=NINE + 30 * month * DAY, by="ines", figure=value)
    return imp.review(at=NINE + 90 * DAY, by="ines")


def trend_of_a_measure() -> Trend:
    """A measure from its baseline towards its target."""
    return Trend(_reopened(49, 410, -1), _TARGET, _values())


def register() -> Register:
    """The register: benefit over effort, and what is stale."""
    idea = Improvement.open("IMP-2", at=NINE, by="kim", summary="Ask before closing")
    return Register([idea, improvement()], at=NINE + 120 * DAY)


# --- knowledge ----------------------------------------------------------------------------------


def article_model() -> Model:
    """The model of articles: what readers have, and beside it what is being written."""
    return ARTICLE


@cache
def article() -> Article:
    """An article, published by another than who wrote it."""
    drafted = Article.open(
        "KB-7",
        at=NINE,
        by="ada",
        title="The tunnel drops after eight hours",
        issue="The client says: session expired",
        resolution="Dial in again at noon",
    )
    reviewed = drafted.submit(at=NINE, by="ada").validate(at=NINE + HOUR, by="grace")
    return reviewed.publish(at=NINE + HOUR, by="grace", valid_until=NINE + 90 * DAY)


@cache
def _solved() -> Mapping[str, Timeline]:
    opened = Incident.open("INC-8", at=NINE + DAY, by="kim", summary="No tunnel", caller="kim")
    linked = opened.link(at=NINE + DAY, by="ada", kind=LinkKind.USES, target="KB-7").link(
        at=NINE + DAY, by="ada", kind=LinkKind.PROBLEM, target="PRB-1"
    )
    solved = linked.resolve(
        at=NINE + DAY + HOUR, by="ada", code="workaround_provided", notes="Dialled in again"
    )
    return {"INC-8": solved.timeline()}


def rates_of_knowledge() -> KnowledgeRates:
    """How many incidents were solved with an article."""
    return knowledge_rates(_solved(), at=APRIL, articles={"KB-7": article().timeline()})


def uses_of_articles() -> ArticleUses:
    """How often each article was used, and by whom."""
    return article_uses(_solved(), at=APRIL, articles={"KB-7": article().timeline()})


def quality_of_a_workaround() -> WorkaroundQuality:
    """Whether what helped with a problem held."""
    return workaround_quality("PRB-1", _solved(), at=APRIL)


def helped_themselves() -> SelfService:
    """How many visits to the articles ended without an incident."""
    views = [ArticleView(article="KB-7", by=by, at=NINE + DAY) for by in ("kim", "lee", "max")]
    return self_service(views, _solved(), at=APRIL)


# --- satisfaction -------------------------------------------------------------------------------


@cache
def _survey() -> Survey:
    return Survey("after closure", csat("overall"), delay=2 * HOUR, not_again_within=14 * DAY)


def invitations() -> Invitations:
    """Who is asked about what, when and until when; and who is not, and why."""
    closed = dict[str, Timeline]()
    for number, at in (("INC-1", NINE), ("INC-2", NINE + HOUR), ("INC-3", NINE + 15 * DAY)):
        opened = Incident.open(number, at=at, by="ada", summary="Mail is slow")
        solved = opened.resolve(at=at, by="bob", code="user_error", notes="Plugged in")
        closed[number] = solved.close(at=at, by="ada").timeline()
    return _survey().invitations(closed, at=APRIL, salt="s")


@cache
def satisfaction_by_month() -> SurveyScores:
    """What the answers to a survey come to, month by month."""
    asked, said = list[Invitation](), list[Response]()
    for month, answers in ((1, "5544432151"), (2, "5455443555"), (3, "555554")):
        at = datetime(2026, month, 9, tzinfo=UTC)
        for number, answer in enumerate(answers):
            about = f"INC-{month}-{number}"
            until = at + _survey().open_for
            asked.append(Invitation("after closure", about, "kim", asked_at=at, expires_at=until))
            overall = {"overall": int(answer)}
            said.append(Response("after closure", about, by="kim", at=at + DAY, answers=overall))
    return score(_survey(), said, asked, at=APRIL, period="month")


def complaint_model() -> Model:
    """The model of complaints, from their receipt to their end."""
    return COMPLAINT


def complaint() -> Complaint:
    """A complaint that was answered, and is answered anew by somebody else."""
    made = Complaint.open("CMP-1", at=NINE, by="ada", summary="Nobody called", about="INC-7")
    made = made.acknowledge(at=NINE, by="ines").investigate(at=NINE + HOUR, by="ines")
    made = made.answer(
        at=NINE + DAY,
        by="ines",
        outcome="not_upheld",
        findings="A call was made",
        reply="We called at nine",
    )
    return made.escalate(at=NINE + 2 * DAY, by="ada", reason="It was not my number")
