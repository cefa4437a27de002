"""One of every noun that shows itself: the gallery draws them, and the tests look at them.

The docstring of each is what the gallery says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

from docs import offerings, products
from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    PROBLEM,
    TASK,
    Change,
    Desk,
    Impact,
    Incident,
    Lifecycle,
    Model,
    Phase,
    Priority,
    PriorityMatrix,
    Problem,
    Schedule,
    Task,
    Timeline,
    Urgency,
)
from itsmcore.approval import Approvals, Authority, Quorum, Standing
from itsmcore.assessment import Assessment, Question, Questionnaire, assess
from itsmcore.categories import Categoriser, Category, CategoryRule, CategoryTree, Score, score
from itsmcore.change_calendar import ChangeSchedule, Freeze, Month
from itsmcore.changes import Procedure, ProcedureStep
from itsmcore.conditions import field, words
from itsmcore.conformance import (
    Alignments,
    Discovery,
    FactReport,
    PriorityReport,
    Report,
    Variants,
    align,
    check,
    check_facts,
    check_priority,
    discover,
    variants,
)
from itsmcore.decisions import Decision
from itsmcore.demo_data import DeskMonth, desk_month
from itsmcore.desk import Applied
from itsmcore.display import Card, ConformanceMap
from itsmcore.figures import Figures
from itsmcore.incidents import Closed, HoldReason, Resolved
from itsmcore.intake import Alerts, Contact, Intake, Severity, Signal, Taken, TakenContact, take
from itsmcore.lifecycle import Guard, ModelDiff, SeenRecord, Side, Snapshot, Timer, model_diff
from itsmcore.lifecycle.events import Linked
from itsmcore.metrics import (
    Backlog,
    ChangeRates,
    Compliance,
    Curve,
    Flow,
    PriorityCounts,
    Rates,
    Reclassification,
    Times,
    backlog,
    backlogs,
    change_rates,
    compliance,
    flow,
    priority_counts,
    rates,
    reclassification,
    times,
)
from itsmcore.priority import Ceiling, Floor, Prioritisation, Prioritiser
from itsmcore.queue import Queue, queue
from itsmcore.recurrence import Recurrences, occurrences, pareto
from itsmcore.risk import Risk
from itsmcore.schedule import OpenTime, OpenYear
from itsmcore.service_levels import (
    Account,
    Agreement,
    Clock,
    Clocks,
    Comparison,
    Goal,
    measure_many,
    what_if,
)
from itsmcore.techniques import FiveWhys, Ishikawa, PainAnalysis, PainValue
from itsmcore.testing import Differences, differences

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Europe/Amsterdam"
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz=ZONE)
CAB = Authority("CAB", ["ines", "jorge", "keiko", "lars"], needs=Quorum(3))
TREE = CategoryTree(
    [
        "mail/outlook",
        Category("hardware/printer", code="HW-P", synonyms=("copier",)),
        "hardware/server/disk",
        Category("fax", is_retired=True, successor="hardware/printer"),
    ]
)


@cache
def month() -> DeskMonth:
    """Make up a month, whose log is measured."""
    return desk_month(seed=7, incidents=120)


@cache
def log() -> dict[str, Timeline]:
    """Return the timelines of its incidents."""
    return {inc.id: inc.timeline() for inc in month().incidents}


# --- workflows and records ----------------------------------------------------------------------


def incident_model() -> Model:
    """A model is a workflow with its regions beside it, and a table of its rules below."""
    return INCIDENT


def problem_model() -> Model:
    """That of problems."""
    return PROBLEM


def change_model() -> Model:
    """That of normal changes, whose approval is a region."""
    return NORMAL_CHANGE


def task_model() -> Model:
    """That of tasks."""
    return TASK


def lifecycle() -> Lifecycle:
    """A lifecycle is the workflow alone."""
    return INCIDENT.lifecycle


def two_models() -> ModelDiff:
    """Two models side by side: what is gone is red and dashed, what is new is green and thick."""
    noted = Guard("notes are missing", field("resolution_notes").is_set)
    strict = INCIDENT.with_guards({"close": noted}).extended(without=["auto_close", "reopen"])
    return model_diff(INCIDENT, strict)


def incident() -> Incident:
    """A record is a card; below it are its way through the workflow and its history."""
    inc = Incident.open(
        "INC-1042",
        at=NINE,
        by="ada",
        summary="No mail since noon",
        impact=Impact.HIGH,
        urgency=Urgency.MEDIUM,
    )
    inc = inc.assign(at=NINE + HOUR, by="desk", group="messaging", assignee="grace")
    inc = inc.start(at=NINE + 2 * HOUR, by="grace")
    inc = inc.hold(at=NINE + 5 * HOUR, by="grace", reason=HoldReason.CALLER)
    inc = inc.resume(at=NINE + 24 * HOUR, by="ada")
    return inc.assign(at=NINE + 26 * HOUR, by="desk", group="network", assignee="linus")


def card() -> Card:
    """With its clocks, by the clock of a zone."""
    return Card(incident(), clocks(), ZONE)


def view() -> SeenRecord:
    """What the caller of an incident may read of it, and nothing else."""
    return incident().seen_by(Side.CUSTOMER, who="ada")


def snapshot() -> Snapshot:
    """What a list shows of an incident, without its history."""
    return incident().snapshot(facts=["summary", "priority", "group", "assignee", "opened_at"])


def problem() -> Problem:
    """A problem that has a cause and a workaround."""
    found = Problem.open("PRB-7", at=NINE, by="ada", summary="Mail stops", assignee="grace")
    found = found.assess(at=NINE + HOUR, by="grace").confirm(at=NINE + 2 * HOUR, by="grace")
    found = found.publish_workaround(at=NINE + 5 * HOUR, by="grace", text="Restart it")
    return found.record_cause(at=NINE + 8 * HOUR, by="grace", text="The queue is full")


def change() -> Change:
    """A change on which its board has voted."""
    made = NORMAL_CHANGE.extended(policy=CAB, name="ours").open(
        "CHG-101",
        at=NINE,
        by="ada",
        summary="Patch the host",
        assignee="grace",
        planned_start=NINE + 59 * HOUR,
        planned_end=NINE + 61 * HOUR,
        configuration_items=["host-1"],
        risk=Risk.LOW,
        steps=procedure().steps,
        test_plan="on the test host",
        communication_plan="a mail",
        back_out_plan="install the former one",
    )
    made = made.assess(at=NINE + 2 * HOUR, by="ines")
    made = made.request_approval(at=NINE + 6 * HOUR, by="ada")
    made = made.vote(at=NINE + 20 * HOUR, by="ines", vote="yes")
    made = made.vote(at=NINE + 21 * HOUR, by="jorge", vote="abstain", note="new here")
    return made.vote(at=NINE + 26 * HOUR, by="keiko", vote="yes")


def task() -> Task:
    """A task of it."""
    made = Task.open("TASK-3", at=NINE, by="ada", summary="Test the patch", parent="CHG-101")
    return made.release(at=NINE + 3 * HOUR, by="ada").start(at=NINE + 5 * HOUR, by="grace")


# --- clocks and schedules -----------------------------------------------------------------------


def agreement() -> Agreement:
    """An agreement is a table of its goals."""
    resolution = Goal(
        "resolution",
        stop=Phase.RESOLVED,
        pause=field("hold_reason").is_(HoldReason.CALLER),
        targets={Priority.CRITICAL: 4 * HOUR, Priority.HIGH: 8 * HOUR},
    )
    taken_up = Goal("take up", stop=Phase.ACTIVE, targets={Priority.HIGH: HOUR})
    return Agreement("gold", schedule=OFFICE, goals=[taken_up, resolution])


def clocks() -> Clocks:
    """All clocks of a record, over one axis."""
    return agreement().measure(incident().timeline(), at=NINE + 31 * HOUR)


def clock() -> Clock:
    """One of them: what counts, what does not and why, and since when it is late."""
    return clocks()["resolution"]


def account() -> Account:
    """How its time adds up."""
    return clock().explain()


def open_time() -> OpenTime:
    """A week of a schedule, day by day."""
    midnight = NINE - 10 * HOUR
    return OFFICE.explain(midnight, midnight + 7 * DAY)


def open_year() -> OpenYear:
    """A year of it, with holidays and exceptions marked."""
    exceptions = {date(2026, 12, 24): "08:00-12:00"}
    hours = {"mon-fri": "08:00-18:00"}
    office = Schedule.weekly(hours, tz=ZONE, holidays=[date(2026, 1, 1)], exceptions=exceptions)
    return office.year(2026)


def comparison() -> Comparison:
    """What another agreement would have changed, as a matrix of before and after."""
    within = Goal("resolution", stop=Phase.RESOLVED, targets=20 * HOUR)
    strict = Agreement("strict", schedule=OFFICE, goals=[within])
    return what_if(month().agreement, log(), against=strict, at=month().end)


# --- logs and measures --------------------------------------------------------------------------


def conformance_map() -> ConformanceMap:
    """A log on the workflow of a model, which here knows no reopening."""
    return ConformanceMap(INCIDENT.extended(without="reopen", name="never reopened"), log())


def conformance_report() -> Report:
    """The same as a table of moves."""
    return check(INCIDENT.extended(without="reopen", name="never reopened"), log())


def facts_of_a_log() -> FactReport:
    """What else was wrong in it, by a model that closes what is resolved after three days."""
    soon = Timer("auto_close", Closed, states="resolved", after=timedelta(days=3))
    return check_facts(INCIDENT.extended(soon, without="auto_close", name="three days"), log())


def priorities_of_a_log() -> PriorityReport:
    """Its priorities, where they are not those of the matrix."""
    return check_priority(PriorityMatrix.default(), log())


def discovered() -> Discovery:
    """The lifecycle that it follows, found from its moves."""
    return discover(log(), least=3, name="as it is")


def ways_of_a_log() -> Variants:
    """The ways that its records went, the most frequent first."""
    return variants(log())


def repairs_of_a_log() -> Alignments:
    """For each way, the cheapest change that makes it fit."""
    return align(INCIDENT.extended(without="reopen", name="never reopened"), log())


def timeline() -> Timeline:
    """What was true of a case, and when."""
    return incident().timeline()


def priorities() -> PriorityCounts:
    """How many cases sit in each cell of a priority matrix."""
    return priority_counts(PriorityMatrix.default(), log(), at=month().end)


def monthly_compliance() -> Compliance:
    """How often targets were met, with a line to reach."""
    rows = measure_many(month().agreement, log(), at=month().end, facts=["priority"])
    return compliance(rows, by="priority", target=0.95)


def times_taken() -> Times:
    """How long it took, by percentiles."""
    return times(log(), at=month().end, percentiles=[50, 90])


def backlog_now() -> Backlog:
    """What was open at an instant."""
    return backlog(log(), at=month().start + 3 * DAY)


def backlog_over_time() -> Curve:
    """How much was open, day by day."""
    return backlogs(log(), [month().start + n * DAY for n in range(31)])


def turnover() -> Flow:
    """What came in and went out, week by week."""
    return flow(log(), at=month().end, period="week")


def shares() -> Rates:
    """How often something was reopened, reassigned, resolved at once."""
    return rates(log(), at=month().end)


def figures() -> Figures:
    """The same as figures, each with what it is of and which is better."""
    return shares().figures


def rates_of_changes() -> ChangeRates:
    """How often changes succeeded, were backed out, or broke something."""
    timelines = {change.id: change.timeline() for change in month().changes}
    return change_rates(timelines, at=month().end)


def recurring() -> Recurrences:
    """The few kinds that make up most, with what they add up to."""
    return pareto(occurrences(month().incidents), "category", share=0.8)


def reclassified() -> Reclassification:
    """How often the first category was not the last."""
    return reclassification(log(), at=month().end)


# --- changes ------------------------------------------------------------------------------------


def calendar() -> ChangeSchedule:
    """A calendar of changes."""
    freeze = Freeze("audit", Schedule.between(NINE + 3 * DAY, NINE + 5 * DAY))
    return ChangeSchedule([change()], freezes=[freeze])


def month_of_changes() -> Month:
    """One month of it, by the clock of a zone."""
    return calendar().month(2026, 1, tz=ZONE)


def approvals() -> Approvals:
    """Who has voted on a change, and who is still to vote."""
    return change().approvals


def standing() -> Standing:
    """How it stands with one authority."""
    (one,) = approvals().standings
    return one


def procedure() -> Procedure:
    """What is done, step by step, and the way back."""
    return Procedure(
        [
            ProcedureStep("Stop it", "nobody is on it", "start it", "operator", HOUR / 12),
            ProcedureStep("Install", "it starts", "install the former one", "vendor", HOUR / 2),
        ]
    )


# --- priorities, decisions and categories -------------------------------------------------------


def priority_matrix() -> PriorityMatrix:
    """A priority for each impact and urgency."""
    return PriorityMatrix.default()


def prioritisation() -> Prioritisation:
    """Which rule gave a priority, and what the others said."""
    rules = Prioritiser(
        PriorityMatrix.default(),
        limits=[
            Floor("a VIP calls", field("tags").contains("vip"), urgency=Urgency.HIGH),
            Ceiling("a test system", field("tags").contains("test"), priority=Priority.LOW),
        ],
    )
    return rules.explain({"impact": Impact.LOW, "urgency": Urgency.LOW, "tags": ("vip", "test")})


def decision() -> Decision[Impact]:
    """A table of conditions and answers."""
    crowd, team = field("caller_count") > 50, field("caller_count") > 5
    rows = [(crowd, Impact.HIGH), (team, Impact.MEDIUM)]
    return Decision(rows, default=Impact.LOW, name="the reach")


def assessment() -> Assessment:
    """What a questionnaire says, and which answers made it so."""
    form = Questionnaire(
        [
            Question("outage", {"no": 0, "yes": 3}, weight=2),
            Question("tested", {"yes": 0, "no": 4}),
        ],
        levels={0: Risk.LOW, 4: Risk.MODERATE, 8: Risk.HIGH},
        name="the questions",
    )
    return assess(form, {"outage": "yes", "tested": "no"})


def category_tree() -> CategoryTree:
    """Categories, one of them retired with what stands for it."""
    return TREE


def categoriser() -> Categoriser:
    """Rules that suggest a category."""
    return Categoriser(
        [
            CategoryRule("mail", words("summary").some("mail", "outlook"), "mail/outlook", 0.9),
            CategoryRule("print", words("summary").some("printer"), "hardware/printer", 0.8),
        ],
        tree=TREE,
    )


def score_of_rules() -> Score:
    """How often they are right, against the categories that cases had in the end."""
    told = {
        "INC-1": ("Outlook is slow", "mail/outlook"),
        "INC-2": ("The printer jams", "hardware/printer"),
        "INC-3": ("The printer sends no mail", "hardware/printer"),
        "INC-4": ("A disk is full", "hardware/server/disk"),
    }
    return score(
        categoriser(),
        {
            id: Timeline.from_rows([(NINE, {"summary": summary, "category": category})])
            for id, (summary, category) in told.items()
        },
    )


# --- problems -----------------------------------------------------------------------------------


def five_whys() -> FiveWhys:
    """A chain of causes, and what follows from it."""
    answers = ["The queue is full by then", "Nobody empties it at weekends", "No job does it"]
    return FiveWhys("Mail stops on Mondays", answers, action="Write a job that empties it")


def ishikawa() -> Ishikawa:
    """What it might be, bone by bone."""
    causes = {
        "process": ["Nobody empties the queue", "Weekend mail is not watched"],
        "technology": ["The disk is too small"],
    }
    return Ishikawa("Mail stops on Mondays", causes)


def pain_analysis() -> PainAnalysis:
    """Which one hurts most."""
    return PainAnalysis(
        [
            PainValue(name="VPN drops", count=40, duration=HOUR / 4, severity=2),
            PainValue(name="mail stops", count=6, duration=3 * HOUR, severity=3, weight=2),
        ]
    )


# --- the desk and what comes to it --------------------------------------------------------------


def desk() -> Desk:
    """Records with the links between them."""
    made = Desk.of([incident(), problem(), change()])
    link = Linked(at=NINE + 30 * HOUR, by="ada", kind="problem", target="PRB-7")
    return made.apply("INC-1042", link).desk


def applied() -> Applied:
    """What came of a verb, with what followed from it on other records."""
    child = Incident.open("INC-1043", at=NINE + HOUR, by="bob", summary="No mail, either")
    link = Linked(at=NINE + 2 * HOUR, by="grace", kind="parent", target="INC-1042")
    resolved = Resolved(at=NINE + 31 * HOUR, by="linus", code="solution_provided", notes="A cable")
    return desk().add(child).desk.apply(child.id, link).desk.apply("INC-1042", resolved)


def waiting() -> Queue:
    """What is to be done next, and why."""
    promised = month().agreement
    measured = {id: promised.measure(line, at=month().end) for id, line in log().items()}
    return queue(month().incidents, measured, at=month().end)


def alerts() -> Alerts:
    """One alert for each thing that a monitoring tool speaks of."""
    return taken().alerts


def intake() -> Intake:
    """The rules by which signals become incidents."""
    return Intake(opens_from=Severity.MINOR, reopen_within=HOUR / 2)


def taken() -> Taken:
    """What was decided about a signal."""
    signal = Signal(source="zabbix", node="db-1", type="disk", severity=Severity.MAJOR, at=NINE)
    return intake().decide(signal, Alerts())


def taken_contact() -> TakenContact:
    """What was decided about what somebody told, aspect by aspect."""
    told = Contact(at=NINE + DAY, by="grace", caller="ada", summary="No mail since noon")
    return take(told, id="INC-1043", records=Desk.of([incident()]), impact=decision())


def differing() -> Differences:
    """On what a service of yours and a model disagree."""
    ends = {"open": "pending", "release": "open", "close": "closed", "cancel": "cancelled"}
    return differences(TASK, lambda life: [ends[e.verb] for e in life if e.verb in ends][-1])


GALLERY: Mapping[str, tuple[Callable[[], object], ...]] = {
    "Workflows and records": (
        *(incident_model, lifecycle, two_models, incident, card, view, snapshot),
        *(problem_model, problem, change_model, change, task_model, task),
    ),
    "Clocks and schedules": (agreement, clock, clocks, account, open_time, open_year, comparison),
    "Logs and measures": (
        *(
            timeline,
            conformance_map,
            conformance_report,
            facts_of_a_log,
            priorities_of_a_log,
            discovered,
            ways_of_a_log,
            repairs_of_a_log,
            priorities,
            monthly_compliance,
            times_taken,
            backlog_now,
        ),
        *(backlog_over_time, turnover, shares, figures, rates_of_changes, recurring, reclassified),
    ),
    "Changes": (calendar, month_of_changes, approvals, standing, procedure),
    "Priorities, decisions and categories": (
        *(priority_matrix, prioritisation, decision, assessment),
        *(category_tree, categoriser, score_of_rules),
    ),
    "Requests and the catalogue": (
        *(offerings.catalogue, offerings.item, offerings.offers, offerings.bundle, offerings.plan),
        *(offerings.request_model_of_a_laptop, offerings.request, offerings.order_model),
        *(offerings.order, offerings.cost_of_several),
        *(offerings.rates_of_requests, offerings.costs_of_requests),
    ),
    "Services": (
        *(offerings.service_map, offerings.impact, offerings.announced),
        *(offerings.logged_outages, offerings.measured, offerings.availability_account),
        *(offerings.availability_report, offerings.attainments),
    ),
    "Knowledge": (
        *(offerings.article_model, offerings.article, offerings.rates_of_knowledge),
        *(offerings.uses_of_articles, offerings.quality_of_a_workaround),
        offerings.helped_themselves,
    ),
    "Satisfaction and complaints": (
        *(offerings.invitations, offerings.satisfaction_by_month),
        *(offerings.complaint_model, offerings.complaint),
    ),
    "Continual improvement": (
        *(offerings.improvement_model, offerings.improvement, offerings.trend_of_a_measure),
        offerings.register,
    ),
    "Problems": (five_whys, ishikawa, pain_analysis),
    "Products": (
        *(products.servicenow_facts, products.servicenow_incident, products.servicenow_problem),
        *(products.servicenow_change, products.servicenow_request),
        *(products.servicenow_requested_item, products.servicenow_catalog_task),
        *(products.servicenow_clock, products.servicenow_hold_reasons),
        *(products.servicenow_outcomes, products.servicenow_matrix),
        *(products.jira_facts, products.jira_incident, products.jira_request),
        *(products.jira_change, products.jira_matrix, products.faults_of_a_table),
        *(products.itop_facts, products.itop_incident, products.itop_request),
        *(products.itop_change, products.itop_faults, products.itop_matrix),
        *(products.glpi_facts, products.glpi_ticket, products.glpi_change, products.glpi_matrix),
        *(products.zendesk_facts, products.zendesk_ticket, products.zendesk_hold_reasons),
        *(products.otrs_facts, products.otrs_change, products.otrs_work_order),
        *(products.otrs_faults, products.otrs_matrix),
        *(products.tmforum_facts, products.tmforum_codes),
        *(products.freshservice_facts, products.freshservice_ticket),
        *(products.bmc_facts, products.bmc_incident, products.bmc_change, products.bmc_matrix),
    ),
    "The desk and what comes to it": (
        *(desk, applied, waiting, intake, taken, alerts, taken_contact, differing),
    ),
}
"""What is shown, section by section."""
