"""Good arguments for every public callable, for the sweep to replace one by one."""

from __future__ import annotations

import inspect
from datetime import date, datetime, time, timedelta
from typing import Any

import attrs
import numpy
import pyarrow
from cattrs import Converter
from hypothesis import settings
from hypothesis import strategies as st

import itsmcore
from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    PROBLEM,
    TASK,
    Actor,
    Change,
    Desk,
    Event,
    Guard,
    Impact,
    Incident,
    Level,
    Model,
    Phase,
    Priority,
    Problem,
    Record,
    Rule,
    Schedule,
    State,
    Task,
    Timeline,
    Urgency,
    approval,
    assessment,
    catalogue,
    categories,
    change_calendar,
    changes,
    columnar,
    complaints,
    conditions,
    conformance,
    dated,
    decisions,
    demo_data,
    desk,
    documents,
    figures,
    improvements,
    incidents,
    intake,
    knowledge,
    language,
    lexicon,
    lifecycle,
    matching,
    metrics,
    objectives,
    orders,
    outages,
    plans,
    presets,
    priority,
    problems,
    proportions,
    queue,
    recurrence,
    requests,
    risk,
    satisfaction,
    schedule,
    service_levels,
    services,
    span,
    techniques,
    testing,
    timeline,
)
from itsmcore.columnar import arrow
from itsmcore.conditions import All, Not, Opaque, Some, field
from itsmcore.desk._cascades import Tied
from itsmcore.desk._link_table import STOCK_TABLE
from itsmcore.interop import cattrs, icalendar, pydantic
from itsmcore.presets import (
    bmc,
    freshservice,
    glpi,
    itop,
    jira,
    otrs,
    scxml,
    tmforum,
    translate,
    zammad,
    zendesk,
)
from itsmcore.presets import servicenow as snow
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.sweep.surface import Offered

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
DETAILS: dict[str, Any] = {"impact": Impact.HIGH, "urgency": Urgency.HIGH, "group": "mail"}


def incident(id: str = "INC-1") -> Incident:
    """Give an incident that is in progress."""
    inc = Incident.open(id, at=T0, by="ada", summary="Mail is down", caller="carla", **DETAILS)
    return inc.start(at=T0, by="grace")


def resolved() -> Incident:
    """Give an incident that is resolved."""
    inc = incident("INC-2").comment(at=T0 + HOUR, by="grace", text="We look", public=True)
    return inc.resolve(at=T0 + 2 * HOUR, by="grace", code="user_error", notes="none")


def problem() -> Problem:
    """Give a problem with a known error."""
    found = Problem.open("PRB-1", at=T0, by="ada", summary="Mail stops", assignee="grace")
    found = found.assess(at=T0, by="grace").confirm(at=T0, by="grace")
    return found.publish_workaround(at=T0, by="grace", text="Restart").record_cause(
        at=T0, by="grace", text="The queue is full"
    )


def article() -> knowledge.Article:
    """Give an article that readers see."""
    art = knowledge.Article.open("KB-1", at=T0, by="ada", title="Mail stops", resolution="Restart")
    return art.submit(at=T0, by="ada").publish(at=T0, by="grace")


RATE = proportions.Proportion(3, 9)


def improvement() -> improvements.Improvement:
    """Give an improvement in its review."""
    imp = improvements.Improvement.open(
        "IMP-1",
        at=T0,
        by="ines",
        summary="Fewer reopened",
        baseline=RATE.figure("reopened", until=T0),
        target=objectives.Objective("reopened", at_most=0.1),
    )
    imp = imp.accept(at=T0, by="omar").assess(at=T0, by="omar").approve(at=T0, by="omar")
    value = RATE.figure("reopened", since=T0)
    imp = imp.start(at=T0, by="ines").measure(at=T0 + HOUR, by="ines", figure=value)
    return imp.review(at=T0 + HOUR, by="ines")


def change(id: str = "CHG-1") -> Change:
    """Give a change that awaits its approval."""
    made = OURS.open(
        id,
        at=T0,
        by="ada",
        summary="Patch the host",
        assignee="grace",
        planned_start=T0 + 10 * HOUR,
        planned_end=T0 + 12 * HOUR,
        configuration_items=["host-1"],
        risk=risk.Risk.LOW,
        steps=["Install it"],
        test_plan="On the test host",
        communication_plan="A mail",
        back_out_plan="Install the former one",
    )
    return made.assess(at=T0, by="ines").request_approval(at=T0, by="ada")


CAB = approval.Authority("CAB", ["ines", "jorge", "keiko"], needs=approval.Quorum(2))
BALLOT = approval.Ballot("CAB", "ines", "yes", "ines", T0)
OURS = NORMAL_CHANGE.extended(policy=CAB, name="ours")
INC, RESOLVED, PRB, CHG = incident(), resolved(), problem(), change()
TSK = Task.open("TASK-1", at=T0, by="ada", summary="Test it", parent="CHG-1")
GOAL = service_levels.Goal(
    "resolution",
    stop=Phase.RESOLVED,
    targets={Priority.CRITICAL: 4 * HOUR},
    thresholds={75: "warn"},
    on_breach="page",
)
GOLD = service_levels.Agreement("gold", schedule=OFFICE, goals=(GOAL,))
LINE, DONE = INC.timeline(), RESOLVED.timeline()
LINES = {"INC-1": LINE, "INC-2": DONE}
CLOCKS = GOLD.measure(LINE, at=T0 + HOUR)
CLOCK = CLOCKS["resolution"]
COMPARISON = service_levels.what_if(
    GOLD,
    LINES,
    against=attrs.evolve(GOLD, goals=(attrs.evolve(GOAL, targets=HOUR / 60),)),
    at=T0 + 9 * HOUR,
)
PLANNED = change_calendar.ChangeSchedule(
    [CHG, change("CHG-2")],
    items=change_calendar.Items(depends=[("mail", "host-1")]),
    windows=[change_calendar.MaintenanceWindow("nights", OFFICE, items="host-1")],
    freezes=[change_calendar.Freeze("sale", OFFICE)],
)
TEMPLATE = changes.ChangeTemplate(
    name="add a disk",
    fixed={
        "summary": "Add a disk",
        "steps": ["Add it"],
        "back_out_plan": "Take it out",
        "test_plan": "x",
        "communication_plan": "x",
    },
    free=("planned_start", "planned_end", "configuration_items", "assignee", "risk"),
    approved_by="cab",
)
SEEN = recurrence.occurrences(LINES)
FOUND = recurrence.Key("group")
BURST = recurrence.bursts(SEEN, "group", n=2, within=HOUR)
SOME_CHILD = conditions.linked("child").some(field("state").is_("new"))
DECISION = decisions.Decision([(field("state").is_("new"), 1)], default=2, name="how much")
COUNTER = Desk.of(
    [INC, RESOLVED, PRB, CHG, TSK],
    agreements=[GOLD],
    change_schedule=change_calendar.ChangeSchedule(),
    numbering=desk.Numbering(),
)
RESUMED = incidents.Commented(at=T0 + 3 * HOUR, by="grace", text="x")
APPLIED = COUNTER.apply("INC-1", RESUMED)
REACHED = COUNTER.apply("CHG-1", changes.Commented(at=T0 + 3 * HOUR, by="grace", text="x"))
PROPOSAL = desk.Proposal("INC-1", RESUMED)
STEPS = columnar.Steps.of(LINES)
BATCHES = pyarrow.table({
    "number": ["I1", "I1"],
    "at": [T0, T0 + HOUR],
    "state": ["new", "resolved"],
    "priority": ["High", "High"],
}).to_batches()  # fmt: skip
OF_BATCHES = arrow.Clocks(
    GOLD, case="number", at="at", facts=["state", "priority"], until=T0 + 9 * HOUR, model=INCIDENT
)
NEW_TO_CLOSED = conformance.check(
    INCIDENT,
    {"INC-3": Timeline.from_rows([(T0, {"state": "new"}), (T0, {"state": "closed"})])},
)
TALLIED = metrics.compliance(service_levels.measure_many(GOLD, LINES, at=T0))
MEASURED = list(service_levels.measure_many(GOLD, LINES, at=T0))
FIELDS = {"state": st.sampled_from(["new", "closed"])}
PARK = Rule(incidents.Held, source="new", target="parked")
LEAVE = Rule(incidents.Resumed, source="parked", target="in_progress")
INSTANTS = numpy.array(["2026-01-05T09", "2026-01-05T11"], "M8[h]")
WRITTEN = cattrs.make_converter().unstructure(LINE)
ROW = cattrs.make_converter().unstructure(INC.history[-1])
CALENDAR = icalendar.calendar_from(OFFICE, start=T0, end=T0 + 99 * HOUR).to_ical()
TIED = Tied(CHG, STOCK_TABLE.sides["task"], "TASK-1", TSK)
MACHINE = testing.machine_for(INCIDENT)
DESK_MACHINE = testing.desk_machine_for(Desk.of(), models=[INCIDENT])
DESK_MACHINE.TestCase.settings = settings(max_examples=1, database=None, deadline=None)
DIFFERENT = testing.differences(TASK, lambda history: history[-1].verb)
MACHINE.TestCase.settings = settings(
    max_examples=5, stateful_step_count=5, deadline=None, database=None
)
FIVE = techniques.FiveWhys(
    "Mail stops", ["The queue was full", "Nobody emptied it"], action="Empty it"
)
BONES = techniques.Ishikawa("Mail stops", {"people": ["Nobody looked"]})
PAIN = techniques.PainAnalysis([techniques.PainValue(name="mail", count=2, duration=HOUR)])
FIGURE = figures.Figure("reopened", 0.25, 8, "share", "lower", T0, T0 + HOUR, {"group": "mail"})
FLOW = metrics.flow(LINES, at=T0 + 99 * HOUR)
FORM = assessment.Questionnaire(
    [assessment.Question("outage", {"no": 0, "yes": 3}, weight=2)],
    levels={0: risk.Risk.LOW, 4: risk.Risk.HIGH},
)
TREE = categories.CategoryTree(
    ["mail/outlook", categories.Category("fax", is_retired=True, successor="mail")]
)
PLAN = plans.Plan(plans.PlannedTask("order"), plans.PlannedTask("ship", after="order"))
TREES = dated.Dated([(T0, TREE), (T0 + HOUR, TREE)])
HAS_WORD = conditions.words("summary").some("mail")
MAIL_RULE = categories.CategoryRule("by words", HAS_WORD, "mail")
SORTER = categories.Categoriser([MAIL_RULE], tree=TREE)
SORTED = Timeline.from_rows(
    [(T0, {"summary": "Mail is down", "category": "mail"}), (T0, {"category": "fax"})]
)
SCORE = categories.score(SORTER, {"INC-1": SORTED})
RECLASSIFIED = metrics.reclassification({"INC-1": SORTED}, at=T0)
ESTATE = services.ServiceMap(
    [services.Service("erp", users=40), services.Service("portal")],
    items=[services.Item("web-1"), services.Item("web-2")],
    needs=[services.Needs("erp", any_of=["web-1", "web-2"]), services.Needs("portal", "erp")],
)
HIT = ESTATE.impact(down="web-1", in_maintenance="web-2")
LOST = outages.Outage("erp", T0, T0 + HOUR, causes="INC-1")
AGREED = services.Availability(OFFICE, target=0.995)
AVAILABLE = AGREED.measure("erp", [LOST], since=T0, until=T0 + 9 * HOUR)
ATTAINED = objectives.judge([objectives.Objective("reopened", at_most=0.5)], [FIGURE])
REPORTED = metrics.availability([LOST], {"erp": AGREED}, since=T0, until=T0 + 9 * HOUR)
NUMBER = field("reopen_count")
TEST = field("state").is_("new")
TELLER = decisions.Decision([(TEST, Priority.LOW)], default=Priority.LOW)
MATRIX = itsmcore.PriorityMatrix.default()
RULES = priority.Prioritiser(
    MATRIX,
    limits=[
        priority.Floor("a", NUMBER > 3, priority=Priority.HIGH),
        priority.Ceiling("b", NUMBER > 5, priority=Priority.HIGH),
    ],
)


def is_new(facts: Any) -> bool:
    """Tell whether a record is new."""
    return getattr(facts, "get", lambda _: None)("state") == "new"


ART = article()
BASE = knowledge.KnowledgeBase(articles=[ART], at=T0 + HOUR)
TOPIC = matching.Topic(text="Mail is down", services="mail")
MATCHER = matching.Matcher({"KB-1": TOPIC})
USES = metrics.article_uses(LINES, at=T0, articles={"KB-1": ART.timeline()})
WAITING = queue.queue([INC, PRB], {"INC-1": CLOCKS}, at=T0 + HOUR)
SIGNAL = intake.Signal(
    source="zabbix", node="db-1", type="disk", severity=intake.Severity.MAJOR, at=T0
)
TAKEN = intake.Intake().decide(SIGNAL, intake.Alerts())
CONTACT = intake.Contact(at=T0 + HOUR, by="ada", summary="Mail is down")
TOLD = intake.take(CONTACT, id="INC-9")
FLAPS = intake.Flapping(changes=4, within=HOUR, quiet=HOUR)
SEEN_BY_ADA = INC.seen_by(lifecycle.Side.CUSTOMER, who="ada")
QUESTION = lifecycle.Argument("model", options=("13", "15"))
ASKED = lifecycle.Form([QUESTION])
BUNDLE = catalogue.Bundle("first", catalogue.BundledItem("vpn"))
ITEM = catalogue.CatalogueItem("vpn", form=ASKED, prices=catalogue.Price(5, "EUR"))
VIEW = metrics.ArticleView(article="KB-1", by="kim", at=T0)
OFFERED = catalogue.Catalogue([ITEM], bundles=[BUNDLE], categories=TREE)
ASKS = requests.request_model(ITEM)
REQ = ASKS.open("REQ-1", at=T0, by="ada", answers={"model": "13"}).submit(at=T0, by="ada")
ORD = orders.Order.open("ORD-1", at=T0, by="ada", summary="A new colleague")
REQ_LINES = {"REQ-1": REQ.fulfil(at=T0 + HOUR, by="grace").timeline()}
COSTS = metrics.request_costs(REQ_LINES, at=T0 + HOUR)
SURVEY = satisfaction.Survey("after closure", satisfaction.csat("overall"), when=TEST)
INVITED = SURVEY.invitations(LINES, at=T0 + 3 * HOUR, salt="s")
ASKED_ADA = satisfaction.Invitation(
    "after closure", "INC-1", "ada", asked_at=T0, expires_at=T0 + 9 * HOUR
)
SAID = satisfaction.Response("after closure", "INC-1", by="ada", at=T0, answers={"overall": 4})
SCORED = metrics.score(SURVEY, [SAID], [ASKED_ADA], at=T0 + HOUR, period="month", least=1)
CMP = complaints.Complaint.open("CMP-1", at=T0, by="ada", summary="Nobody called", about="INC-1")
IMP = improvement()
PROPOSED = {
    "origin": "idea",
    "benefit": improvements.Benefit.HIGH,
    "effort": improvements.Effort.SMALL,
    "baseline": RATE.figure("reopened", until=T0),
    "target": objectives.Objective("reopened", at_most=0.1),
    "test": "fisher",
}
CODED = snow.PRESET.codes_of("hold_reason")
TRANSLATED = translate(LINE, to=INCIDENT)
BUG = """<workflow><steps><step id="1" name="Open"><actions><action name="Fix"><results>
  <unconditional-result step="2"/></results></action></actions></step>
  <step id="2" name="Fixed"/></steps></workflow>"""
CHART = """<scxml><state id="Open"><transition event="fix" target="Fixed"/></state>
  <final id="Fixed"/></scxml>"""
DATAMODEL = """<itop_design><classes><class id="Incident"><lifecycle><states>
  <state id="new"/></states></lifecycle></class></classes></itop_design>"""
BUG_PHASES = {"Open": Phase.NEW, "Fixed": Phase.CLOSED}
OUR_COLUMNS = {"number": "Ticket", "state": "Status", "opened_at": "Created", "priority": "Prio"}
OUR_LIST = presets.TicketList(INCIDENT, OUR_COLUMNS, levels={"priority": Priority.scale})
INSTANCES: list[Any] = [
    OUR_LIST,
    *(SURVEY, SURVEY.scales[0], ASKED_ADA, SAID, SURVEY.answers([SAID], [ASKED_ADA], at=T0)),
    *(INVITED, satisfaction.Uninvited("INC-1", T0, itsmcore.Reason("a", "b"))),
    *(SCORED, SCORED.total, SCORED.total["overall"], CMP, complaints.COMPLAINT),
    *(IMP, improvements.IMPROVEMENT, IMP.trend, IMP.verdict),
    improvements.Register([IMP], at=T0 + HOUR),
    *(CODED, CODED.codes[0], snow.PRESET, snow.PRESET.facts[0], snow.PRESET.deviations[0]),
    *(TRANSLATED, presets.Lost(index=0, field="impact", was="1", becomes="2")),
    *(jira.workflow(BUG, phases=BUG_PHASES), lifecycle.faults(TASK)),
    *(itop.lifecycles(DATAMODEL)["Incident"], scxml.chart(CHART, phases=BUG_PHASES)),
    *(ASKED, ASKED.page({"model": "13"})[0], BUNDLE, BUNDLE.items[0], ITEM, OFFERED),
    *(catalogue.Cost([catalogue.Price(5, "EUR")]), catalogue.Price(5, "EUR")),
    *(OFFERED.for_({}, at=T0), OFFERED.for_({}, at=T0).offers[0]),
    *(REQ, ORD, ASKS, orders.ORDER, COSTS, *COSTS.periods),
    metrics.request_rates(REQ_LINES, at=T0 + HOUR),
    *(SIGNAL, SIGNAL.severity, TAKEN, TAKEN.last, TAKEN.alert, TAKEN.alerts, TAKEN.alert.track),
    *(intake.Intake(), FLAPS, intake.FlappingShare()),
    *(CONTACT, TOLD, TOLD.judgements[0], incidents.MajorTeam(manager="ada")),
    incidents.propose_if_major(INC, at=T0 + HOUR, by="ada"),
    intake.Held(reason=intake.HeldFor.MAINTENANCE),
    intake.carry_out(TAKEN, desk.Desk.of(numbering=desk.Numbering())),
    *(WAITING, WAITING[0], queue.DEFAULT_ORDER[2]),
    *(INC, PRB, CHG, TSK, COUNTER, INCIDENT, NORMAL_CHANGE, PROBLEM, TASK, OFFICE, LINE),
    *(ART, knowledge.ARTICLE, ART.versions[0], BASE, BASE.search("mail")[0]),
    *(language.english, language.Phrase("common.days", days=2)),
    *(lexicon.ENGLISH, TOPIC, MATCHER, MATCHER.match(TOPIC)[0], USES, USES.uses[0]),
    metrics.knowledge_rates(LINES, at=T0, articles={}),
    metrics.workaround_quality("PRB-1", LINES, at=T0),
    *(VIEW, metrics.self_service([VIEW], LINES, at=T0), metrics.outages(LINES, at=T0)),
    *(*LINE.steps[:1], INCIDENT.lifecycle, *INCIDENT.states[:1], *INCIDENT.rules[:1]),
    *(*INCIDENT.timers[:1], *INCIDENT.reactions[:1], *INCIDENT.rules[0].guards[:1]),
    *(MATRIX, Actor("ada", {"agent"}), Level("1", "High", 3), Impact.HIGH, Urgency.HIGH),
    *(RULES, *RULES.limits, RULES.explain(LINE[0].facts), priority.Pin(Priority.HIGH, "x")),
    *(Priority.HIGH, risk.Risk.LOW, risk.Likelihood.LOW, itsmcore.Reason("a", "b")),
    *(CAB, approval.ApprovalPolicy([(TEST, CAB)]), CHG.approvals, approval.Quorum(2)),
    *(approval.Percent(50), approval.Standing(CAB, (BALLOT,)), BALLOT),
    *(PLANNED, PLANNED.all_conflicts()[0], PLANNED.freezes[0], PLANNED.items, TEMPLATE),
    changes.Control("late", changes.Closed, needs="risk"),
    *(changes.Procedure(["Install it"]), changes.ProcedureStep("Install it")),
    changes.Unsafe(("open", "implement"), "no approval"),
    OF_BATCHES,
    *(STEPS, All((TEST, NUMBER > 1)), Some((TEST, NUMBER > 1)), Not(TEST), TEST, Opaque(is_new)),
    *(NUMBER, DECISION, DECISION.rows[0], DECISION.explain(LINE[0])),
    *(
        conformance.check(INCIDENT, LINES),
        conformance.check_priority(MATRIX, LINES),
        conformance.variants(LINES),
        conformance.variants(LINES).variants[0],
        conformance.check_facts(INCIDENT, LINES),
        conformance.discover(LINES),
        conformance.FoundMove("new", "start", "in_progress", 7),
        conformance.SuggestedGuard("new", "start", "in_progress", TEST, 9, 10),
        conformance.Violation("INC-1", 1, T0, "need", "resolve", "code is not set"),
        conformance.align(INCIDENT, LINES),
        conformance.align(INCIDENT, LINES).alignments[0],
        conformance.align(INCIDENT, LINES).alignments[0].moves[0],
    ),
    *(
        APPLIED,
        APPLIED.events[0],
        lifecycle.Following(incidents.Started),
        desk.Numbering(),
        desk.Loaded(),
        PROPOSAL,
    ),
    desk.Contradiction("INC-1", "close", "freeze", (), ("sale",)),
    desk.Refusal("INC-1", "close", ValueError("x")),  # type: ignore[arg-type]
    *(desk.match_known_errors(INC, [PRB.known_error()])[:1]),
    *(lifecycle.Option("high", "High", Priority.HIGH), lifecycle.Sharing(facts="summary")),
    *(SEEN_BY_ADA, SEEN_BY_ADA.events[0], INC.snapshot()),
    *(pydantic.VerbRequest(), pydantic.Stored(documents.Documents())),
    *(lifecycle.Argument("text", is_required=True), lifecycle.Cause("auto_close")),
    *(
        INC.choices(at=T0, by="ada")[0],
        lifecycle.Permit("agent"),
        lifecycle.Link("parent", "INC-9"),
        lifecycle.LinkRule("parent"),
        lifecycle.OutsideFact("awaited", "parent", conditions.field("outcome").is_set),
        lifecycle.Practice(Incident),
        knowledge.KNOWLEDGE_MANAGEMENT.opens[0],
    ),
    lifecycle.Finding(0, INC.history[0], ()),
    *(CLOCKS, CLOCK, GOLD, GOAL, COMPARISON, COMPARISON.differences[0], CLOCK.explain()),
    *(CLOCK.segments[0], CLOCK.stretches[0], GOAL.thresholds[0], service_levels.Terms()),
    service_levels.Passed(T0, GOAL.thresholds[0]),
    *CLOCK.due_actions(since=T0, until=T0 + 99 * HOUR)[:1],
    *(service_levels.InZoneOf("custom.zone", OFFICE), *service_levels.select([GOLD], LINE)),
    *(metrics.backlog(LINES, at=T0), *metrics.backlog(LINES, at=T0).cases[:1]),
    *(metrics.change_rates(LINES, at=T0), metrics.rates(LINES, at=T0), metrics.times(LINES, at=T0)),
    *(metrics.backlogs(LINES, [T0]), metrics.Point(T0, 1, 0), metrics.Share(1, 2), TALLIED),
    *(TALLIED.tallies[0], metrics.times(LINES, at=T0).resolve),
    metrics.priority_counts(itsmcore.PriorityMatrix.default(), LINES, at=T0),
    *(FLOW, FLOW.periods[0], metrics.times(LINES, at=T0, by="group").groups[0]),
    *(FIGURE, figures.Figures([FIGURE])),
    proportions.Proportion(8, 10),
    *(PLAN, PLAN["order"], PLAN.progress(), plans.StepState.OPEN),
    *(TREE, TREE["fax"], TREE.diff(TREE), TREES, TREES.editions[0], MAIL_RULE, SORTER),
    *(HAS_WORD, conditions.words("summary"), SORTER.suggest(SORTED[0])[0], SCORE, SCORE.rules[0]),
    *(*categories.categorisations(SORTED)[:1], RECLASSIFIED),
    *(ESTATE, ESTATE["erp"], ESTATE["web-1"], ESTATE.needs[0], ESTATE.requirements[0]),
    *(HIT, HIT.affected["portal"], ESTATE.diff(ESTATE), services.ImpactOfServices(ESTATE)),
    *(ESTATE.bounds("erp", {"web-1": 0.9}), services.Criticality.HIGH),
    *(LOST, AGREED, AGREED.terms, AVAILABLE, AVAILABLE.explain(), AVAILABLE.segments[0]),
    *(ATTAINED, ATTAINED.every[0], ATTAINED.every[0].objective, REPORTED, REPORTED.measures[0]),
    change_calendar.announcement(CHG, ESTATE),
    change_calendar.Concerned(
        service=services.Service("erp"), status=services.OperationalStatus.DOWN, path=("erp",)
    ),
    *(FIVE, BONES, PAIN, PAIN.pains[0], PRB.known_error(), problems.Workaround("x", T0)),
    *(BURST, BURST[0], FOUND, recurrence.Signature("summary"), *SEEN[:1]),
    *(FORM, FORM.questions[0], FORM.levels[0], assessment.assess(FORM, {"outage": "yes"})),
    *(assessment.assess(FORM, {"outage": "yes"}).opinions[0], schedule.EndOfWorkingDay()),
    *(OFFICE.year(2026), OFFICE.year(2026).days[0]),
    *(OFFICE.explain(T0, T0 + HOUR), schedule.WorkingDays(2), schedule.WorkingDayBy(1, time(12))),
    *(span.Span(T0, T0 + HOUR), span.Window(T0, T0 + HOUR), timeline.Flaw(0, "a", "b")),
    *(
        *(cattrs.make_converter(), documents.Documents()),
        testing.Firing({("close", "resolved"): 1}),
        demo_data.desk_month(incidents=1),
        demo_data.PlantedTrouble(demo_data.Trouble.LATE, ["INC-1"]),
        next(testing.refusals(TASK)),
        next(iter(testing.paths(INCIDENT))),
        testing.Request(record="INC-1", event=RESUMED, version=1),
        *(DIFFERENT, DIFFERENT.found[0]),
    ),
    *(MACHINE(), PLANNED.month(2026, 1), TEST, NEW_TO_CLOSED.deviations[0]),
    schedule.Observance(start=datetime(1996, 3, 31, 2), before=HOUR, after=2 * HOUR),
    schedule.DefinedZone(
        "Office", [schedule.Observance(start=datetime(1996, 3, 31, 2), before=HOUR, after=HOUR)]
    ),
    conditions.Shifted(conditions.field("resolved_at"), HOUR),
    conditions.Later(desk.target("restored_at"), desk.target("occurred_at")),
    *(conditions.linked("child"), conditions.linked("child").count(), SOME_CHILD),
    lifecycle.Roles({("close", None, None): "agent"}),
    lifecycle.Links([lifecycle.Link("child", "INC-2")]),
    lifecycle.Chronology((("occurred_at", "restored_at"),), ("restored_at",)),
    service_levels.Breach(T0, None, HOUR),
    *(service_levels.Due(T0 + HOUR, since=T0), service_levels.DueBy("due_by")),
    service_levels.Action(T0, "warn", 75.0, "resolution", "gold"),
]
SELVES: dict[type, Any] = {type(one): one for one in reversed(INSTANCES)} | {
    conditions.Condition: TEST,
    Event: RESUMED,
    Model: INCIDENT,
    Record: INC,
    testing.RecordMachine: MACHINE(),
    testing.DeskMachine: DESK_MACHINE(),
    testing.StoreTests: testing.StoreTests(),
    testing.AsyncStoreTests: testing.AsyncStoreTests(),
    testing.LifecycleTests: type("Suite", (testing.LifecycleTests,), {"model": INCIDENT})(),
}

BY_NAME: dict[str, Any] = {
    "at": T0 + 3 * HOUR,
    "by": "ada",
    "id": "X-1",
    "model": INCIDENT,
    "timelines": LINES,
    "timeline": LINE,
    "schedule": OFFICE,
    "start": T0,
    "end": T0 + HOUR,
    "after": T0,
    "until": T0 + 9 * HOUR,
    "since": T0,
    "instant": T0,
    "facts": LINE[0].facts,
    "given": {},
    "event": RESUMED,
    "record": INC,
    "change": CHG,
    "tz": "Europe/Paris",
    "name": "resolution",
    "version": 1,
    "duration": HOUR,
    "condition": TEST,
    "value": "ada",
    "text": "Mail is down",
    "reason": "x",
    "note": "x",
    "notes": "x",
    "summary": "Mail is down",
    "title": "Mail is down",
    "publish_at": T0 + 9 * HOUR,
    "spec": "md",
    "key": 0,
    "occurrences": SEEN,
    "keys": ["group"],
    "zones": {},
    "columns": None,
    "agreement": GOLD,
    "agreements": [GOLD],
    "rows": [],
    "history": INC.history,
    "state": INCIDENT.states[0],
    "levels": [],
    "horizon": timedelta(days=9),
    "min_size": 1,
    "max_size": 2,
    "max_states": 3,
    "facts_": {},
    "cause": None,
    "other": None,
    "code": "x",
    "outcome": "successful",
    "to": "grace",
    "of": "INC-9",
    "parent": "INC-9",
    "kind": "related",
    "target": "INC-9",
    "result": "passed",
    "planned_start": T0,
    "planned_end": T0 + HOUR,
    "findings": "x",
    "reply": "x",
    "vote": "yes",
    "category": "mail",
    "priority": Priority.HIGH,
    "level": Priority.LOW,
    "authorities": (CAB,),
    "args": ("X-9",),
    "arguments": {"summary": "Mail is down"},
}
"""Good arguments by the names of parameters, where a callable has none of its own."""

GOOD: dict[str, dict[str, Any]] = {
    "itsmcore.figures.Figures.__getitem__": {"place": 0},
    "itsmcore.figures.Figures.named": {"name": "reopened"},
    "itsmcore.Change.audit": {"history": CHG.history, "model": OURS, "written_with": OURS},
    "itsmcore.Change.begin": {"opening": CHG.history[0], "model": OURS},
    "itsmcore.Change.expect": {"version": 3},
    "itsmcore.Change.last": {"event": changes.Opened},
    "itsmcore.Incident.readable_by": {"who": "ada"},
    "itsmcore.Change.replay": {"history": CHG.history, "model": OURS},
    "itsmcore.Change.since": {"version": 1},
    "itsmcore.Change.timeline": {"facts": ("state", "event.by")},
    "itsmcore.Change.why_not": {"verb": "assign", "*arguments": {"group": "mail"}},
    "itsmcore.Change.redacted": {"fields": "summary"},
    "itsmcore.Desk.convert": {"id": "INC-1", "to": PROBLEM, "number": "PRB-9"},
    "itsmcore.Desk.__getitem__": {"id": "INC-1"},
    "itsmcore.Desk.accept": {"offer": attrs.evolve(PROPOSAL, is_offer=True)},
    "itsmcore.Desk.add": {"record": incident("INC-3")},
    "itsmcore.Desk.all": {"kind": Incident},
    "itsmcore.Desk.apply": {"id": "INC-1"},
    "itsmcore.Desk.apply_all": {"entries": [desk.Entry("INC-1", RESUMED)]},
    "itsmcore.Desk.choices": {"id": "INC-1"},
    "itsmcore.Desk.clocks": {"id": "INC-1"},
    "itsmcore.Desk.do": {"id": "INC-1", "verb": "comment", "*arguments": {"text": "It is late"}},
    "itsmcore.Desk.given": {"id": "CHG-1"},
    "itsmcore.Desk.load": {"records": [incident("INC-3")]},
    "itsmcore.Desk.of": {
        "records": [INC, RESOLVED],
        "links": [("INC-1", "parent", "INC-2")],
        "change_schedule": change_calendar.ChangeSchedule(),
        "numbering": desk.Numbering(),
        "ticked_at": T0,
    },
    "itsmcore.Desk.one": {"kind": Incident, "id": "INC-1"},
    "itsmcore.Desk.open": {"id": "INC-3", "*data": {"summary": "Mail is down"}},
    "itsmcore.Desk.reach": {"id": "INC-1"},
    "itsmcore.Desk.receive": {"pending": PROPOSAL},
    "itsmcore.Desk.redact": {"id": "INC-1", "fields": "summary"},
    "itsmcore.Desk.related": {"id": "INC-1", "kind": "parent"},
    "itsmcore.Desk.replay": {"journal": APPLIED.events},
    "itsmcore.Desk.why_not": {
        "id": "INC-1",
        "verb": "assign",
        "*arguments": {"group": "mail"},
    },
    "itsmcore.Impact.__ge__": {"other": Impact.LOW},
    "itsmcore.Impact.__gt__": {"other": Impact.LOW},
    "itsmcore.Impact.__le__": {"other": Impact.LOW},
    "itsmcore.Impact.__lt__": {"other": Impact.LOW},
    "itsmcore.Lifecycle.from_edges": {
        "rows": [("To Do", "Done", "Closed")],
        "phases": {"To Do": Phase.NEW, "Closed": Phase.CLOSED},
        "name": "kanban",
        "initial": "To Do",
    },
    "itsmcore.Lifecycle.to_machine": {"model": None},
    "itsmcore.Model.completed": {"opening": CHG.history[0]},
    "itsmcore.Change.against_asking": {"asker": "ada"},
    "itsmcore.Change.do": {"verb": "comment", "*arguments": {"text": "It is late"}},
    "itsmcore.Incident.do": {"verb": "comment", "*arguments": {"text": "It is late"}},
    "itsmcore.Model.event": {"verb": "close"},
    "itsmcore.Model.arguments": {"event": "close"},
    "itsmcore.Model.extended": {
        "*parts": (State("parked", phase=Phase.PENDING), PARK, LEAVE),
        "without": ("auto_close", (incidents.Held, "new")),
        "name": "mine",
        "version": "2",
        "*tables": {"codes": {"category": ("mail",)}},
    },
    "itsmcore.Model.to_machine": {"model": None},
    "itsmcore.Model.with_guards": {"guards": {"close": Guard("x", TEST)}},
    "itsmcore.Model.with_needs": {"needs": {"close": "group"}},
    "itsmcore.Model.with_roles": {"roles": {"close": ["agent"]}},
    "itsmcore.Model.without_guards": {"*codes": ("nothing_named",)},
    "itsmcore.PriorityMatrix.__getitem__": {"levels": (Impact.HIGH, Urgency.LOW)},
    "itsmcore.PriorityMatrix.get": {"impact": Impact.HIGH, "urgency": Urgency.LOW},
    "itsmcore.Schedule.__and__": {"other": OFFICE},
    "itsmcore.Schedule.__or__": {"other": OFFICE},
    "itsmcore.Schedule.__sub__": {"other": OFFICE},
    "itsmcore.Schedule.week": {"day": T0.date()},
    "itsmcore.Schedule.year": {"year": 2026},
    "itsmcore.Schedule.of": {"spans": [span.Span(T0, T0 + HOUR)]},
    "itsmcore.Schedule.recurring": {"rule": "FREQ=WEEKLY;BYDAY=SU", "until": None},
    "itsmcore.Schedule.same_open_time": {"other": OFFICE, "end": T0 + 9 * HOUR},
    "itsmcore.Schedule.weekly": {
        "hours": {"mon-fri": "08:00-18:00"},
        "since": None,
        "holidays": [date(2026, 1, 6), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"],
        "exceptions": {date(2026, 1, 7): "09:00-12:00"},
        "breaks": {"mon": "12:00-13:00"},
    },
    "itsmcore.Timeline.from_changes": {"changes": [(T0, "state", "new", "closed")]},
    "itsmcore.Timeline.from_rows": {"rows": [(T0, "open", {"state": "new"})]},
    "itsmcore.Timeline.from_snapshot": {"facts": {"opened_at": T0, "state": "new"}},
    "itsmcore.approval.ApprovableModel": {"lifecycle": INCIDENT.lifecycle},
    "itsmcore.approval.Authority.among": {"facts": {"custom.manager": "mia"}},
    "itsmcore.approval.Authority.needed": {"voters": 3},
    "itsmcore.approval.Authority.without": {"names": ["ines"]},
    "itsmcore.approval.Percent.of": {"members": 3},
    "itsmcore.approval.safety_faults": {"model": OURS},
    "itsmcore.approval.unsafe": {"tables": OURS},
    "itsmcore.changes.ChangeModel.with_roles": {"roles": {"close": ["agent"]}},
    "itsmcore.change_calendar.ChangeSchedule.month": {"year": 2026, "month": 1},
    "itsmcore.change_calendar.ChangeSchedule.with_changes": {"*changes": (CHG,)},
    "itsmcore.changes.ChangeTemplate.open": {"*given": {"assignee": "ada"}},
    "itsmcore.change_calendar.Items.of": {"estate": ESTATE, "within": 2},
    "itsmcore.change_calendar.announcement": {"change": CHG, "estate": ESTATE},
    "itsmcore.metrics.availability": {"outages": [LOST], "agreed": {"erp": AGREED}},
    "itsmcore.metrics.outages": {"named_by": "service"},
    "itsmcore.metrics.pain": {"outages": [LOST], "problems": LINES, "incidents": LINES},
    "itsmcore.objectives.Objective.is_met": {"figure": FIGURE},
    "itsmcore.objectives.Objective.judges": {"figure": FIGURE},
    "itsmcore.objectives.judge": {
        "objectives": [objectives.Objective("reopened", at_most=0.5)],
        "figures": [FIGURE],
    },
    "itsmcore.outages.merged": {"outages": [LOST]},
    "itsmcore.service_levels.Agreement.judge": {"figures": [FIGURE]},
    "itsmcore.services.Availability.measure": {"outages": [LOST]},
    "itsmcore.services.Availability.of": {"service": services.Service("erp"), "target": 0.995},
    "itsmcore.services.AvailabilitySegment.is_like": {"other": AVAILABLE.segments[0]},
    "itsmcore.services.ServiceImpact.causes": {"name": "erp"},
    "itsmcore.services.ServiceImpact.path": {"name": "portal"},
    "itsmcore.services.ServiceImpact.status": {"name": "portal"},
    "itsmcore.services.ServiceMap.__contains__": {"name": "erp"},
    "itsmcore.services.ServiceMap.__getitem__": {"name": "erp"},
    "itsmcore.services.ServiceMap.bounds": {"name": "erp", "own": {"web-1": 0.9}},
    "itsmcore.services.ServiceMap.dependents": {"names": "web-1", "within": 2},
    "itsmcore.services.ServiceMap.diff": {"other": ESTATE},
    "itsmcore.services.ServiceMap.impact": {"down": "web-1", "in_maintenance": ["web-2"]},
    "itsmcore.services.ServiceMap.outages": {"outages": [LOST]},
    "itsmcore.services.ServiceMap.requirements_of": {"name": "erp"},
    "itsmcore.services.impact_level": {"hit": HIT},
    "itsmcore.services.implied_outages": {
        "estates": dated.Dated([(T0, ESTATE)]),
        "outages": [LOST],
    },
    "itsmcore.change_calendar.Items.dependencies": {"item": "host-1"},
    "itsmcore.change_calendar.Items.dependents": {"item": "host-1"},
    "itsmcore.change_calendar.Items.near": {"item": "host-1"},
    "itsmcore.change_calendar.Month.__format__": {"spec": "svg"},
    "itsmcore.catalogue.Bundle": {"items": ("vpn",), "summary": "For all"},
    "itsmcore.catalogue.Bundle.ordered": {"profile": {"site": "AMS"}},
    "itsmcore.catalogue.Catalogue.__contains__": {"name": "vpn"},
    "itsmcore.catalogue.Catalogue.__getitem__": {"name": "vpn"},
    "itsmcore.catalogue.Catalogue.affected": {"hit": HIT},
    "itsmcore.catalogue.Catalogue.bundle": {"name": "first"},
    "itsmcore.catalogue.Catalogue.for_": {"profile": {"site": "AMS"}},
    "itsmcore.catalogue.CatalogueItem.cost": {
        "answers": {"model": "13"},
        "profile": {"site": "AMS"},
    },
    "itsmcore.catalogue.CatalogueItem.cost_facts": {"cost": catalogue.Cost()},
    "itsmcore.catalogue.CatalogueItem.why_not": {"profile": {"site": "AMS"}},
    "itsmcore.catalogue.Cost.__add__": {"other": catalogue.Cost()},
    "itsmcore.catalogue.Cost.amount": {"currency": "EUR", "per": "month"},
    "itsmcore.catalogue.Cost.facts": {"currencies": ["EUR"]},
    "itsmcore.catalogue.cost": {"currency": "EUR", "per": "month"},
    "itsmcore.categories.CategoryTree.__contains__": {"path": "mail"},
    "itsmcore.categories.CategoryTree.__getitem__": {"path": "mail"},
    "itsmcore.categories.CategoryTree.ancestors": {"path": "mail"},
    "itsmcore.categories.CategoryTree.applied_to": {"depth": 1},
    "itsmcore.categories.CategoryTree.at_depth": {"path": "mail", "depth": 1},
    "itsmcore.categories.CategoryTree.children": {"path": "mail"},
    "itsmcore.categories.CategoryTree.depth": {"path": "mail"},
    "itsmcore.categories.CategoryTree.diff": {"other": TREE},
    "itsmcore.categories.CategoryTree.find": {"words": "mail"},
    "itsmcore.categories.CategoryTree.is_retired": {"path": "mail"},
    "itsmcore.categories.CategoryTree.named": {"words": "mail"},
    "itsmcore.categories.CategoryTree.nearest": {"words": "mial"},
    "itsmcore.categories.CategoryTree.parent": {"path": "mail"},
    "itsmcore.categories.CategoryTree.siblings": {"path": "mail"},
    "itsmcore.categories.CategoryTree.successor": {"path": "mail"},
    "itsmcore.categories.CategoryTree.under": {"path": "mail", "root": "mail"},
    "itsmcore.categories.applied_as_of": {"trees": TREES, "depth": 1},
    "itsmcore.categories.score": {"suggester": SORTER, "label": "closing", "depth": 1},
    "itsmcore.changes.change_model": {
        "kind": "normal",
        "stages": ("new", "authorise", "scheduled", "implement", "review", "closed"),
        "policy": CAB,
        "version": "1",
    },
    "itsmcore.columnar.Steps": {
        "case": numpy.array(["I1", "I1"]),
        "model": INCIDENT,
        "at": numpy.array(["2026-01-05T09", "2026-01-05T11"], "M8[h]"),
        "facts": {"phase": numpy.array([Phase.NEW, Phase.RESOLVED])},
    },
    "itsmcore.columnar.Steps.of": {"facts": ["state"], "model": INCIDENT},
    "itsmcore.columnar.Steps.ask": {"answer": is_new, "names": ["state"], "rows": slice(None)},
    "itsmcore.columnar.deadline": {"schedule": OFFICE, "starts": T0, "targets": HOUR},
    "itsmcore.columnar.elapsed": {"schedule": OFFICE, "starts": INSTANTS, "ends": T0 + HOUR},
    "itsmcore.columnar.is_open": {"schedule": OFFICE, "instants": INSTANTS},
    "itsmcore.columnar.Steps.only": {"is_kept": numpy.array([True] * len(STEPS.at))},
    "itsmcore.metrics.Compliance.columns": {"names": ["met", "rate"]},
    "itsmcore.service_levels.next_reply": {"targets": HOUR},
    "itsmcore.incidents.silent_caller": {
        "reminders": 2,
        "every": schedule.WorkingDays(2),
        "schedule": OFFICE,
    },
    "itsmcore.columnar.backlogs": {
        "steps": STEPS,
        "instants": [T0],
        "by": "group",
        "since": None,
        "until": None,
    },
    "itsmcore.columnar.check": {"steps": STEPS},
    "itsmcore.columnar.times": {
        "steps": STEPS,
        "percentiles": [90],
        "by": ["group"],
        "since": None,
        "until": None,
    },
    "itsmcore.columnar.compliance": {
        "clocks": {"outcome": numpy.array(["met"]), "goal": numpy.array(["response"])},
        "at": T0,
        "by": ("goal",),
        "period": None,
        "since": None,
        "until": None,
        "target": 0.95,
    },
    "itsmcore.columnar.occurrences": {"steps": STEPS, "facts": ["group"]},
    "itsmcore.columnar.rates": {
        "steps": STEPS,
        "of": "eligible",
        "monitoring": ["event"],
        "unanswered": ["no_answer"],
        "by": ["group"],
        "since": None,
        "until": None,
    },
    "itsmcore.columnar.variants": {"steps": STEPS},
    "itsmcore.columnar.measure": {"steps": STEPS},
    "itsmcore.columnar.arrow.Clocks.__call__": {"batches": BATCHES},
    "itsmcore.columnar.arrow.check": {
        "batches": BATCHES,
        "case": "number",
        "at": "at",
        "facts": ["state", "priority"],
    },
    "itsmcore.columnar.arrow.clocks": {
        "case": "number",
        "at": "at",
        "facts": ["state", "priority"],
        "model": INCIDENT,
    },
    "itsmcore.Incident.escalate": {"kind": "functional", "group": "net"},
    "itsmcore.incidents.Escalated": {"kind": "functional", "group": "net"},
    "itsmcore.tasks.Closed": {"code": "complete"},
    "itsmcore.conditions.All.__and__": {"other": TEST},
    "itsmcore.conditions.All.__or__": {"other": TEST},
    "itsmcore.conditions.Field.__ge__": {"bound": 3},
    "itsmcore.conditions.Field.__gt__": {"bound": 3},
    "itsmcore.conditions.Field.__le__": {"bound": 3},
    "itsmcore.conditions.Field.__lt__": {"bound": 3},
    "itsmcore.conditions.Field.contains": {"part": "x"},
    "itsmcore.conditions.Field.is_in": {"values": ["a", "b"]},
    "itsmcore.conditions.Field.under": {"branch": "mail"},
    "itsmcore.conditions.Field.__add__": {"by": HOUR},
    "itsmcore.conditions.Field.__sub__": {"by": HOUR},
    "itsmcore.conditions.Field.plus": {"by": HOUR},
    "itsmcore.lifecycle.Form.against": {"answers": {"model": "13"}},
    "itsmcore.lifecycle.Form.asked": {"answers": {"model": "13"}},
    "itsmcore.lifecycle.Form.completed": {"answers": {"model": "13"}},
    "itsmcore.lifecycle.Form.defaults": {"answers": {"model": "13"}},
    "itsmcore.lifecycle.Form.known": {"answers": {"model": "13"}},
    "itsmcore.lifecycle.Form.page": {"answers": {"model": "13"}},
    "itsmcore.lifecycle.Following.reading": {"space": "target"},
    "itsmcore.conditions.linked": {"kind": "child"},
    "itsmcore.conditions.words": {"*names": ("summary", "description"), "match": "part"},
    "itsmcore.conditions.Words.some": {"*words": ("mail", "outlook")},
    "itsmcore.conditions.Words.every": {"*words": ("mail", "outlook")},
    "itsmcore.conditions.AtLeast": {"kind": "child", "least": 2, "where": TEST},
    "itsmcore.conditions.Count": {"kind": "child", "where": TEST},
    "itsmcore.conditions.Linked": {"kind": "child"},
    "itsmcore.conditions.Linked.every": {"condition": TEST},
    "itsmcore.conditions.Linked.some": {"condition": TEST},
    "itsmcore.conditions.Linked.count": {"where": TEST},
    **{f"itsmcore.conditions.Count.__{name}__": {"number": 3} for name in ("ge", "gt", "le", "lt")},
    "itsmcore.conditions.happened": {"event": incidents.Closed},
    "itsmcore.conditions.implies": {"other": TEST},
    "itsmcore.conditions.phase": {"of": Phase.NEW},
    "itsmcore.conformance.check_priority": {"matrix": MATRIX},
    "itsmcore.conformance.split": {"by": "group"},
    "itsmcore.lifecycle.Following.made": {"facts": TIED},
    "itsmcore.desk.Numbering.free": {"practice": "Task", "taken": {"TASK0000001"}.__contains__},
    "itsmcore.desk.Numbering.practice": {"number": "PRB0000007"},
    "itsmcore.desk.Numbering.take": {"practice": "Task"},
    "itsmcore.desk.cascades": {"*more": ((TEST, lifecycle.Following(incidents.Started)),)},
    "itsmcore.desk.match_duplicates": {"record": INC, "others": [INC]},
    "itsmcore.desk.match_known_errors": {"incident": INC, "known_errors": [PRB.known_error()]},
    "itsmcore.desk.review_offers": {"change": CHG, "articles": [ART], "estate": ESTATE},
    "itsmcore.instant.maybe_utc": {"value": T0},
    "itsmcore.instant.utc": {"value": T0},
    "itsmcore.documents.Documents.json_schema": {"of": Timeline},
    "itsmcore.documents.Documents.shape_of": {"kind": Timeline},
    "itsmcore.documents.Documents.structure": {"document": WRITTEN, "kind": Timeline},
    "itsmcore.documents.Documents.structure_event": {"document": ROW},
    "itsmcore.documents.Documents.unstructure": {"value": LINE, "kind": Timeline},
    "itsmcore.Change.seen_by": {"side": lifecycle.Side.CUSTOMER},
    "itsmcore.Change.snapshot": {"facts": "summary"},
    "itsmcore.interop.pydantic.verb_request": {"model": INCIDENT, "verb": "hold"},
    "itsmcore.lifecycle.read_texts": {"arguments": [QUESTION], "texts": {"model": "13"}},
    "itsmcore.documents.Documents.request_schema": {"model": INCIDENT, "verb": "hold"},
    "itsmcore.documents.Documents.structure_request": {
        "document": {"reason": "vendor"},
        "model": INCIDENT,
        "verb": "hold",
    },
    "itsmcore.interop.cattrs.configure": {"converter": Converter()},
    "itsmcore.interop.cattrs.ItsmConverter.structure_event": {"document": ROW},
    "itsmcore.interop.cattrs.ItsmConverter.json_schema": {"of": Timeline},
    "itsmcore.interop.cattrs.ItsmConverter.structure": {"obj": WRITTEN, "cl": Timeline},
    "itsmcore.interop.cattrs.ItsmConverter.unstructure": {"obj": LINE, "unstructure_as": Timeline},
    "itsmcore.interop.cattrs.make_converter": {
        "models": [INCIDENT],
        "events": [incidents.Closed],
        "functions": [is_new],
        "levels": [Impact],
    },
    "itsmcore.interop.cloudevents.cloud_event": {"source": "//desk", "write": str},
    "itsmcore.interop.icalendar.calendar_from": {"stamp": T0},
    "itsmcore.interop.icalendar.read": {"calendar": CALENDAR},
    "itsmcore.interop.icalendar.schedule_from": {"calendar": CALENDAR},
    "itsmcore.lifecycle.custom_fields": {
        "values": {"site": "A", "floors": (1, 2)},
        "field": "custom",
    },
    "itsmcore.lifecycle.Chronology.against": {"changes": {"restored_at": T0}},
    "itsmcore.lifecycle.Roles.of": {"verb": "close", "state": INCIDENT.states[0]},
    "itsmcore.lifecycle.Roles.naming": {"table": {("close", "new"): "agent"}, "others": "denied"},
    "itsmcore.lifecycle.Roles.stated": {"table": INCIDENT.lifecycle},
    "itsmcore.lifecycle.Roles.shown": {"table": INCIDENT.lifecycle},
    "itsmcore.lifecycle.Roles.divided": {"table": INCIDENT.lifecycle},
    "itsmcore.desk.Numbering.knowing": {"prefixes": {"Loan": "LN"}},
    "itsmcore.lifecycle.LinkRule.allows": {"source": "Incident", "target": "Problem"},
    "itsmcore.lifecycle.ModelDiff": {"before": INCIDENT, "after": PROBLEM},
    "itsmcore.lifecycle.model_diff": {"before": INCIDENT, "after": PROBLEM},
    "itsmcore.lifecycle.event_named": {"verb": "Re-open!"},
    "itsmcore.metrics.rates": {
        "of": "eligible",
        "by": "group",
        "since": T0 - HOUR,
        "until": T0 + 99 * HOUR,
    },
    "itsmcore.metrics.backlog": {"by": "group", "since": None, "until": None},
    "itsmcore.metrics.reclassification": {"by": "group", "since": None, "until": None},
    "itsmcore.metrics.change_rates": {"by": "group", "since": None, "until": None},
    "itsmcore.metrics.request_costs": {"period": "day", "by": ("service",)},
    "itsmcore.metrics.request_rates": {
        "by": "service",
        "goal": requests.fulfilment(HOUR),
        "within": HOUR,
    },
    "itsmcore.Desk.order": {
        "what": [ITEM],
        "answers": {"vpn": {"model": "13"}},
        "model": orders.ORDER,
        "base": requests.REQUEST,
        "number": "ORD-9",
    },
    "itsmcore.requests.InformationRequested": {"question": "Which one?"},
    "itsmcore.Request.request_information": {"question": "Which one?"},
    "itsmcore.requests.Opened": {"after": ("REQ-0",), "order": "ORD-1"},
    "itsmcore.Request.open": {"after": ("REQ-0",), "order": "ORD-1"},
    "itsmcore.requests.RequestModel.open": {"after": ("REQ-0",), "order": "ORD-1"},
    "itsmcore.Request.against_asking": {"asker": "ada"},
    "itsmcore.Request.against_item": {"changes": {"answers": {}}, "at": T0},
    "itsmcore.requests.RequestModel.cost_of": {"answers": {"model": "13"}, "profile": {}},
    "itsmcore.requests.ending": {"requests": [], "since": T0, "until": T0 + HOUR},
    "itsmcore.catalogue.CatalogueItem.lasts_until": {"answers": {"model": "13"}, "since": T0},
    "itsmcore.requests.fulfilment": {"targets": HOUR, "since": "submission"},
    "itsmcore.requests.request_model": {"item": ITEM},
    "itsmcore.requests.request_models": {"items": [ITEM]},
    "itsmcore.metrics.times": {"percentiles": [90], "by": ["group"], "since": None, "until": None},
    "itsmcore.metrics.score": {
        "survey": SURVEY,
        "responses": [SAID],
        "invitations": [ASKED_ADA],
        "period": "month",
        "by": "group",
        "least": 1,
    },
    "itsmcore.metrics.SurveyScore.__getitem__": {"question": "overall"},
    "itsmcore.satisfaction.Survey.answers": {"responses": [SAID], "invitations": [ASKED_ADA]},
    "itsmcore.satisfaction.Survey.bad": {"space": "rating"},
    "itsmcore.satisfaction.Survey.invitations": {"salt": "s", "sent": [ASKED_ADA]},
    "itsmcore.satisfaction.Survey.is_bad": {"response": SAID},
    "itsmcore.satisfaction.Survey.samples": {"record": "INC-1", "salt": "s"},
    "itsmcore.satisfaction.call_back": {"response": SAID, "*more": {"group": "mail"}},
    "itsmcore.satisfaction.ces": {"worst": 1, "best": 7, "*more": {"label": "How easy?"}},
    "itsmcore.satisfaction.csat": {"*more": {"label": "How was it?"}},
    "itsmcore.satisfaction.nps": {"*more": {"label": "Would you?"}},
    "itsmcore.satisfaction.RatingRequested": {"survey": "after closure", "person": "ada"},
    "itsmcore.satisfaction.Rated": {"rating": {"overall": 4}},
    "itsmcore.satisfaction.rated": {"survey": SURVEY, "reopen": incidents.Reopened},
    "itsmcore.complaints.draft_of": {"response": SAID, "*more": {"tags": "mail"}},
    "itsmcore.knowledge.KnowledgeBase": {"articles": [ART], "uses": {"KB-1": 3}},
    "itsmcore.knowledge.KnowledgeBase.search": {"words": "mail"},
    **{
        f"itsmcore.improvements.{name}": {**PROPOSED, "kind": "improvement"}
        for name in ("Opened", "Improvement.open", "ImprovementModel.open")
    },
    **{f"itsmcore.improvements.{name}": PROPOSED for name in ("Updated", "Improvement.update")},
    **{
        f"itsmcore.improvements.{name}": {"figure": RATE.figure("reopened", since=T0)}
        for name in ("Measured", "Improvement.measure")
    },
    **{
        f"itsmcore.improvements.{name}": {"outcome": "abandoned", "lessons": ("Ask",)}
        for name in ("Closed", "Improvement.close")
    },
    **{
        f"itsmcore.improvements.{name}": {"code": "1", "label": "High", "rank": 3}
        for name in ("Benefit", "Effort")
    },
    "itsmcore.improvements.Register": {"improvements": [IMP]},
    "itsmcore.improvements.Register.is_stale": {"improvement": IMP},
    "itsmcore.improvements.iteration_of": {"improvement": IMP, "*more": {"tags": "mail"}},
    "itsmcore.improvements.ImprovementModel": {
        "benefits": improvements.Benefit.scale,
        "efforts": improvements.Effort.scale,
    },
    "itsmcore.knowledge.draft_of": {"source": PRB.known_error(), "*more": {"tags": "mail"}},
    "itsmcore.knowledge.review_task": {"article": ART, "*more": {"description": "x"}},
    "itsmcore.knowledge.reviewed_every": {"after": HOUR},
    "itsmcore.knowledge.search": {"articles": [ART], "words": "mail", "uses": {"KB-1": 3}},
    "itsmcore.knowledge.undocumented": {"known_errors": [PRB.known_error()], "articles": [ART]},
    "itsmcore.language.Language": {"phrases": {"common.days": "{days} {days:Tag|Tage}"}},
    "itsmcore.language.Phrase": {"code": "common.none"},
    "itsmcore.language.say": {"words": "common.none"},
    "itsmcore.language.speaking": {"language": language.english},
    "itsmcore.lexicon.Lexicon": {"synonyms": [("vpn", "tunnel")], "endings": [{"s": ""}]},
    "itsmcore.lexicon.Lexicon.stem": {"word": "drops"},
    "itsmcore.lexicon.Lexicon.term": {"word": "drops"},
    "itsmcore.matching.Matcher": {"topics": {"KB-1": TOPIC}},
    "itsmcore.matching.Matcher.match": {"topic": TOPIC},
    "itsmcore.metrics.article_uses": {
        "articles": {"KB-1": ART.timeline()},
        "since": None,
        "until": None,
    },
    "itsmcore.metrics.knowledge_rates": {
        "articles": {"KB-1": ART.timeline()},
        "by": "group",
        "since": None,
        "until": None,
    },
    "itsmcore.metrics.self_service": {"views": [VIEW], "since": None, "until": None},
    "itsmcore.metrics.workaround_quality": {"problem": "PRB-1", "since": None, "until": None},
    "itsmcore.metrics.flow": {"period": "day", "by": ("group",), "since": None, "until": None},
    "itsmcore.dated.Dated.as_of": {"instant": T0},
    "itsmcore.dated.Dated.diff": {"end": T0 + HOUR},
    "itsmcore.proportions.Proportion.read": {"figure": RATE.figure("reopened")},
    "itsmcore.proportions.Proportion.figure": {"name": "reopened", "*more": {"better": "lower"}},
    "itsmcore.proportions.fisher": {
        "before": proportions.Proportion(3, 9),
        "after": proportions.Proportion(1, 9),
    },
    "itsmcore.proportions.poisson": {
        "before": proportions.Proportion(3, 9),
        "after": proportions.Proportion(1, 9),
    },
    "itsmcore.phase.phases_of": {"phases": {"To Do": Phase.NEW}},
    "itsmcore.lifecycle.hold_region": {
        "held": problems.Held,
        "resumed": problems.Resumed,
        "guards": (),
        "may_change": True,
    },
    "itsmcore.lifecycle.opening": {"event": incidents.Opened, "record": Incident},
    "itsmcore.lifecycle.verb": {"event": incidents.Closed},
    "itsmcore.metrics.priority_counts": {
        "matrix": itsmcore.PriorityMatrix.default(),
        "since": None,
        "until": None,
    },
    "itsmcore.metrics.backlogs": {"instants": [T0], "by": "group", "since": None, "until": None},
    "itsmcore.metrics.compliance": {
        "rows": MEASURED,
        "by": ("goal",),
        "period": "month",
        "target": 0.95,
    },
    "itsmcore.Model.renamed": {
        "names": {"new": "open"},
        "labels": {"open": "Open"},
        "name": "mine",
        "version": "2",
    },
    "itsmcore.lifecycle.faults": {
        "of": TASK,
        "declared": ["close"],
        "implies": {"close": "start"},
        "agreements": (),
    },
    "itsmcore.conformance.check_facts": {"until": T0 + HOUR},
    "itsmcore.priority.matrix_faults": {
        "impacts": Impact.scale,
        "urgencies": Urgency.scale,
        "rows": itsmcore.PriorityMatrix.default().rows,
        "priorities": Priority.scale,
    },
    "itsmcore.presets.CodeTable.code": {"meaning": "caller"},
    "itsmcore.presets.CodeTable.label": {"meaning": "caller"},
    "itsmcore.presets.CodeTable.meaning": {"written": "1"},
    "itsmcore.presets.CodeTable.written": {"meaning": "caller"},
    "itsmcore.presets.Preset.about": {"topic": "order"},
    "itsmcore.presets.Preset.codes_of": {"field": "hold_reason"},
    "itsmcore.presets.Preset.model": {"name": "servicenow.incident"},
    "itsmcore.presets.translate": {
        "source": LINE,
        "to": INCIDENT,
        "states": {"open": "new"},
        "values": {"group": {"mail": "messaging"}},
        "agreement": GOLD,
        "at": T0 + 9 * HOUR,
    },
    "itsmcore.presets.glpi.permitted": {"matrix": {"6": {"2": 0}}, "of": "Ticket"},
    "itsmcore.presets.glpi.snapshots": {
        "model": glpi.TICKET,
        "rows": [{"ID": "7", "Status": "New", "Opening date": "2026-01-05 09:00"}],
        "columns": {"team": "Group"},
        "states": {"Neu": "new"},
        "format": "%Y-%m-%d %H:%M",
    },
    "itsmcore.presets.glpi.timelines": {
        "model": glpi.TICKET,
        "rows": [
            {
                "items_id": "7",
                "date_mod": "2026-01-05 09:00:00",
                "id_search_option": "12",
                "old_value": "1",
                "new_value": "2",
            }
        ],
        "tickets": [{"id": "7", "date": "2026-01-05 09:00:00"}],
        "of": "Ticket",
        "fields": {"9": "channel"},
        "states": {"Neu": "new"},
    },
    "itsmcore.presets.glpi.steps": {
        "model": glpi.TICKET,
        "rows": [
            {
                "items_id": "7",
                "date_mod": "2026-01-05 09:00:00",
                "id_search_option": "12",
                "old_value": "1",
                "new_value": "2",
            }
        ],
        "tickets": [{"id": "7", "date": "2026-01-05 09:00:00"}],
        "of": "Ticket",
        "fields": {"9": "channel"},
        "states": {"Neu": "new"},
    },
    "itsmcore.presets.zendesk.snapshots": {
        "model": zendesk.TICKET,
        "rows": [{"Id": "7", "Status": "New", "Created at": "2026-01-05 09:00"}],
        "columns": {"team": "Group"},
        "states": {"Neu": "new"},
        "format": "%Y-%m-%d %H:%M",
    },
    "itsmcore.presets.zendesk.timelines": {
        "model": zendesk.TICKET,
        "audits": [
            {
                "ticket_id": 7,
                "created_at": "2026-01-05T09:00:00Z",
                "events": [{"type": "Create", "field_name": "status", "value": "new"}],
            }
        ],
        "tickets": [{"id": 7, "created_at": "2026-01-05T09:00:00Z"}],
        "fields": {"360001": "site"},
        "states": {"Neu": "new"},
    },
    "itsmcore.presets.otrs.snapshots": {
        "model": otrs.CHANGE,
        "rows": [
            {"ChangeNumber": "7", "ChangeState": "requested", "CreateTime": "2026-01-05 09:00"}
        ],
        "columns": {"team": "Group"},
        "states": {"beantragt": "requested"},
        "format": "%Y-%m-%d %H:%M",
    },
    "itsmcore.presets.otrs.timelines": {
        "model": otrs.CHANGE,
        "rows": [
            {
                "ChangeID": "7",
                "CreateTime": "2026-01-05 09:00:00",
                "Fieldname": "ChangeStateID",
                "ContentOld": "81",
                "ContentNew": "82",
            }
        ],
        "states": {"81": "requested", "82": "approved"},
        "tickets": [{"ChangeID": 7, "CreateTime": "2026-01-05 09:00:00"}],
        "of": "Change",
        "fields": {"CategoryID": "category"},
    },
    "itsmcore.presets.otrs.steps": {
        "model": otrs.CHANGE,
        "rows": [
            {
                "ChangeID": "7",
                "CreateTime": "2026-01-05 09:00:00",
                "Fieldname": "ChangeStateID",
                "ContentOld": "81",
                "ContentNew": "82",
            }
        ],
        "states": {"81": "requested", "82": "approved"},
        "tickets": [{"ChangeID": 7, "CreateTime": "2026-01-05 09:00:00"}],
        "of": "Change",
        "fields": {"CategoryID": "category"},
    },
    "itsmcore.presets.tmforum.timelines": {
        "model": tmforum.TROUBLE_TICKET,
        "documents": [{"id": "T7", "creationDate": "2026-01-05T09:00:00Z", "status": "held"}],
        "fields": {"ticketType": "kind"},
        "states": {"waiting": "held"},
    },
    "itsmcore.presets.TicketList": {
        "model": INCIDENT,
        "columns": OUR_COLUMNS,
        "states": {"Busy": "in_progress"},
        "levels": {"priority": Priority.scale},
        "reads": {"priority": str.partition},
    },
    "itsmcore.presets.TicketList.snapshots": {
        "rows": [{"Ticket": "7", "Status": "new", "Created": "2026-01-05 09:00"}],
        "columns": {"team": "Group"},
        "states": {"Neu": "new"},
        "format": "%Y-%m-%d %H:%M",
    },
    "itsmcore.presets.freshservice.snapshots": {
        "model": freshservice.TICKET,
        "rows": [{"Ticket ID": "7", "Status": "Open", "Created Time": "2026-01-05 09:00"}],
        "columns": {"team": "Group"},
        "states": {"Offen": "open"},
        "format": "%Y-%m-%d %H:%M",
    },
    "itsmcore.presets.bmc.snapshots": {
        "model": bmc.INCIDENT,
        "rows": [{"Incident ID": "7", "Status": "New", "Submit Date": "2026-01-05 09:00"}],
        "columns": {"team": "Group"},
        "states": {"Neu": "new"},
        "format": "%Y-%m-%d %H:%M",
    },
    "itsmcore.presets.github.timelines": {
        "events": [
            {
                "event": "closed",
                "created_at": "2026-01-05T10:00:00Z",
                "issue": {"number": 7, "created_at": "2026-01-05T09:00:00Z"},
            }
        ],
        "issues": [{"number": 7, "created_at": "2026-01-05T09:00:00Z"}],
        "labels": {"prio: high": ("priority", "high")},
    },
    "itsmcore.presets.zammad.timelines": {
        "model": zammad.TICKET,
        "history": [
            {
                "o_id": 7,
                "created_at": "2026-01-05T09:00:00Z",
                "attribute": "state",
                "value_from": "new",
                "value_to": "open",
            }
        ],
        "tickets": [{"id": 7, "created_at": "2026-01-05T09:00:00Z"}],
        "fields": {"site": "site"},
        "states": {"waiting": "pending close"},
    },
    "itsmcore.presets.scxml.chart": {"source": CHART, "phases": BUG_PHASES},
    "itsmcore.presets.ocel.timelines": {
        "log": {
            "objects": [{"id": "I-7", "type": "incident"}],
            "events": [
                {
                    "type": "new",
                    "time": "2026-01-05T09:00:00Z",
                    "relationships": [{"objectId": "I-7"}],
                }
            ],
        },
        "of": "incident",
        "state": "status",
        "facts": {"team": "group"},
        "phases": INCIDENT,
    },
    "itsmcore.presets.itop.lifecycles": {"source": DATAMODEL},
    "itsmcore.presets.itop.snapshots": {
        "model": itop.INCIDENT,
        "rows": [{"ref": "I-7", "status": "new", "start_date": "2026-01-05 09:00:00"}],
        "columns": {"team": "team_id"},
        "states": {"Neu": "new"},
        "format": "%Y-%m-%d %H:%M:%S",
    },
    "itsmcore.presets.itop.timelines": {
        "model": itop.INCIDENT,
        "rows": [
            {
                "objkey": "7",
                "date": "2026-01-05 09:00:00",
                "attcode": "status",
                "oldvalue": "new",
                "newvalue": "assigned",
            }
        ],
        "tickets": [{"id": "7", "ref": "I-7", "start_date": "2026-01-05 09:00:00"}],
        "of": "Incident",
        "fields": {"team_id": "team"},
        "states": {"Neu": "new"},
    },
    "itsmcore.presets.itop.steps": {
        "model": itop.INCIDENT,
        "rows": [
            {
                "objkey": "7",
                "date": "2026-01-05 09:00:00",
                "attcode": "status",
                "oldvalue": "new",
                "newvalue": "assigned",
            }
        ],
        "tickets": [{"id": "7", "ref": "I-7", "start_date": "2026-01-05 09:00:00"}],
        "of": "Incident",
        "fields": {"team_id": "team"},
        "states": {"Neu": "new"},
    },
    "itsmcore.presets.jira.snapshots": {
        "rows": [{"Issue key": "OPS-7", "Status": "Open", "Created": "05/Jan/26 9:00 AM"}],
        "columns": {"group": "Team"},
        "states": {"Offen": "new"},
        "format": "%d/%b/%y %I:%M %p",
    },
    "itsmcore.presets.jira.timelines": {
        "issues": [{"key": "OPS-7", "fields": {"created": "2026-01-05T09:00:00.000+0100"}}],
        "fields": {"Team": "group"},
        "states": {"Offen": "new"},
    },
    "itsmcore.presets.jira.workflow": {"source": BUG, "phases": BUG_PHASES},
    "itsmcore.presets.servicenow.audits": {
        "rows": [
            {
                "documentkey": "9d38",
                "sys_created_on": "2026-01-05 09:00:00",
                "fieldname": "state",
                "oldvalue": "1",
                "newvalue": "2",
            }
        ],
        "records": [{"sys_id": "9d38", "number": "INC-1", "opened_at": "2026-01-05 09:00:00"}],
        "fields": {"u_team": "team"},
        "states": {"9": "new"},
        "names": {"9f21": "messaging"},
        "columns": {"at": "sys_created_on"},
    },
    "itsmcore.presets.servicenow.audit_steps": {
        "rows": [
            {
                "documentkey": "9d38",
                "sys_created_on": "2026-01-05 09:00:00",
                "fieldname": "state",
                "oldvalue": "1",
                "newvalue": "2",
            }
        ],
        "records": [{"sys_id": "9d38", "number": "INC-1", "opened_at": "2026-01-05 09:00:00"}],
        "fields": {"u_team": "team"},
        "states": {"9": "new"},
        "names": {"9f21": "messaging"},
        "columns": {"at": "sys_created_on"},
    },
    "itsmcore.presets.servicenow.snapshots": {
        "rows": [{"number": "INC-1", "state": "New", "opened_at": "2026-01-05 09:00:00"}],
        "columns": {"team": "u_team"},
        "states": {"Neu": "new"},
        "format": "%Y-%m-%d %H:%M:%S",
    },
    "itsmcore.presets.servicenow.task_slas": {
        "rows": [
            {
                "task": "INC-1",
                "sla": "Resolution P2",
                "stage": "In progress",
                "start_time": "2026-01-05 09:00:00",
            }
        ],
        "columns": {"site": "u_site"},
        "states": {"Pausiert": "paused"},
    },
    "itsmcore.presets.xes.timelines": {
        "source": "<log><trace><event/></trace></log>",
        "state": "concept:name",
        "facts": {"org:group": "team"},
        "phases": {"A": Phase.NEW},
        "tz": "UTC",
    },
    "itsmcore.presets.xes.steps": {
        "frame": {
            "case:concept:name": numpy.array(["1-7"]),
            "concept:name": numpy.array(["A"]),
            "time:timestamp": numpy.array(["2026-01-05T09:00"], "M8[us]"),
        },
        "state": "concept:name",
        "facts": {"org:group": "team"},
        "phases": {"A": Phase.NEW},
    },
    "itsmcore.presets.servicenow.steps": {
        "rows": [
            {
                "number": "INC-1",
                "incident_state": "New",
                "sys_updated_on": "2026-01-05 09:00:00",
            }
        ],
    },
    "itsmcore.presets.servicenow.timelines": {
        "rows": [
            {
                "number": "INC-1",
                "incident_state": "New",
                "sys_updated_on": "2026-01-05 09:00:00",
                "opened_at": "",
            }
        ],
    },
    "itsmcore.techniques.PainAnalysis.__getitem__": {"place": 0},
    "itsmcore.incidents.MajorTeam.of": {"incident": INC},
    "itsmcore.incidents.propose_if_major": {"incident": INC, "known": {"children": 3}},
    "itsmcore.incidents.update_cadence": {"every": HOUR},
    "itsmcore.intake.TakenContact.about": {"aspect": "priority"},
    "itsmcore.intake.take": {
        "contact": CONTACT,
        "records": [INC],
        "known_errors": [PRB.known_error()],
    },
    "itsmcore.intake.Alerts": {"alerts": [TAKEN.alert]},
    "itsmcore.intake.Alerts.__getitem__": {"key": TAKEN.last.key},
    "itsmcore.intake.Alerts.above": {"key": TAKEN.last.key},
    "itsmcore.intake.Alerts.forget": {"before": T0},
    "itsmcore.intake.Alerts.tied": {"key": TAKEN.last.key, "incident": "INC-1"},
    "itsmcore.intake.Alerts.with_": {"alert": TAKEN.alert},
    "itsmcore.intake.Flapping.seen": {"track": intake.Track(), "is_bad": True},
    "itsmcore.intake.FlappingShare.seen": {"track": intake.Track(), "is_bad": True},
    "itsmcore.intake.FlappingShare.share": {"checks": (True, False)},
    "itsmcore.intake.Intake.decide": {"signal": SIGNAL, "alerts": TAKEN.alerts},
    "itsmcore.intake.Intake.key_of": {"signal": SIGNAL},
    "itsmcore.intake.Intake.tick": {"alerts": TAKEN.alerts},
    "itsmcore.intake.carry_out": {
        "taken": TAKEN,
        "desk": desk.Desk.of(numbering=desk.Numbering()),
    },
    "itsmcore.queue.Criterion.why": {"before": 1, "after": 2, "other": "INC-2"},
    "itsmcore.queue.Queue.__getitem__": {"place": 0},
    "itsmcore.queue.Queue.why": {"place": 0},
    "itsmcore.queue.queue": {
        "records": [INC, PRB],
        "clocks": {"INC-1": CLOCKS},
        "at": T0 + HOUR,
    },
    "itsmcore.queue.unprioritised": {"records": [INC, PRB]},
    "itsmcore.recurrence.Recurrence.__lt__": {"other": BURST[0]},
    "itsmcore.recurrence.Recurrence.problem": {"model": PROBLEM, "*more": {"assignee": "grace"}},
    "itsmcore.recurrence.Recurrences.__getitem__": {"place": 0},
    "itsmcore.recurrence.Key.groups": {"occurrences": SEEN},
    "itsmcore.recurrence.Key.of_a_problem": {"group": ("mail",)},
    "itsmcore.recurrence.Key.title": {"group": ("mail",)},
    "itsmcore.recurrence.Signature.of_a_problem": {"group": ("mail",)},
    "itsmcore.recurrence.Signature.title": {"group": ("mail",)},
    "itsmcore.recurrence.bursts": {"n": 2, "within": HOUR},
    "itsmcore.recurrence.occurrences": {"source": LINES},
    "itsmcore.recurrence.pareto": {"key": "group"},
    "itsmcore.recurrence.rises": {
        "baseline": span.Span(T0 - 30 * HOUR, T0),
        "recent": span.Span(T0, T0 + 9 * HOUR),
    },
    "itsmcore.assessment.Question.score": {"facts": {"outage": "yes"}},
    "itsmcore.assessment.Questionnaire": {"levels": {0: risk.Risk.LOW, 4: risk.Risk.HIGH}},
    "itsmcore.assessment.Questionnaire.opinion": {"facts": {"outage": "yes"}},
    "itsmcore.assessment.Band": {"least": 3},
    "itsmcore.assessment.assess": {"engines": FORM, "facts": {"outage": "yes"}},
    "itsmcore.plans.Plan": {"tasks": PLAN.tasks},
    "itsmcore.plans.Plan.__contains__": {"name": "order"},
    "itsmcore.plans.Plan.__getitem__": {"name": "order"},
    "itsmcore.plans.Plan.check_step": {"name": "order"},
    "itsmcore.plans.Plan.progress": {"states": {"order": "open"}},
    "itsmcore.plans.Plan.starting_in": {"starts_in": "new"},
    "itsmcore.plans.PlannedTask": {"after": "order"},
    "itsmcore.plans.Progress.after": {"step": "order", "state": "complete"},
    "itsmcore.plans.ended_as": {"outcome": "complete", "of": "task", "since": field("state")},
    "itsmcore.plans.roll_up": {"states": ["complete"]},
    "itsmcore.priority.Prioritiser": {"limits": RULES.limits},
    "itsmcore.PriorityMatrix.marking": {"impact": Impact.HIGH, "urgency": Urgency.HIGH},
    "itsmcore.PriorityMatrix.of": {
        "engine": decisions.Decision([(TEST, Priority.LOW)], default=Priority.LOW)
    },
    "itsmcore.risk.risk_matrix": {"rows": None},
    "itsmcore.schedule.EndOfWorkingDay.after": {"schedule": OFFICE},
    "itsmcore.schedule.Span.__contains__": {"instant": T0},
    "itsmcore.schedule.Span.__eq__": {"other": span.Span(T0)},
    "itsmcore.schedule.clock_text": {"length": HOUR},
    "itsmcore.schedule.OpenYear.of": {"kind": "holiday"},
    "itsmcore.service_levels.Agreement.measure": {"version": "1"},
    "itsmcore.service_levels.Agreement.revised": {
        "version": "2",
        "effective_from": T0,
        "*changes": {"goals": [GOAL]},
    },
    "itsmcore.Timeline.time_by": {"name": "state"},
    "itsmcore.service_levels.Clock.time_by": {"fact": "group"},
    "itsmcore.service_levels.Clocks.__getitem__": {"key": "resolution"},
    "itsmcore.service_levels.Comparison.became": {"outcome": "missed", "goal": "resolution"},
    "itsmcore.service_levels.Goal.faults": {"terms": service_levels.Terms()},
    "itsmcore.service_levels.Segment.is_like": {"other": CLOCK.segments[0]},
    "itsmcore.service_levels.Stretch.due_from": {"elapsed": HOUR},
    "itsmcore.service_levels.Stretch.late_after": {"strictly": True},
    "itsmcore.service_levels.Stretch.reaching": {"allowed": HOUR},
    "itsmcore.service_levels.measure_many": {"facts": ["state"]},
    "itsmcore.service_levels.targets_by": {"name": "priority", "targets": {Priority.HIGH: HOUR}},
    "itsmcore.service_levels.what_if": {"against": GOLD, "matrix": MATRIX},
    "itsmcore.testing.LifecycleTests.forbidden": {"forbidden": next(testing.refusals(TASK))},
    "itsmcore.testing.Firing": {"times": {("close", "resolved"): 1}},
    "itsmcore.testing.actors": {"names": ["ada"], "roles": ["agent"]},
    "itsmcore.testing.agreements": {
        "goals": st.just(GOAL),
        "schedules": st.just(OFFICE),
        "max_goals": 2,
        "max_versions": 2,
    },
    "itsmcore.testing.approval_policies": {"authorities": st.just(CAB), "fields": FIELDS},
    "itsmcore.testing.arguments": {"event": incidents.Closed},
    "itsmcore.testing.authorities": {"names": ["CAB"], "members": ["ines"]},
    "itsmcore.testing.catalogue_items": {"name": "laptop", "form": testing.forms(max_size=1)},
    "itsmcore.testing.forms": {"max_size": 2},
    "itsmcore.testing.plans": {"max_size": 2, "starts_in": "new"},
    "itsmcore.testing.categorisers": {"match": decisions.Match.FIRST, "max_rules": 2},
    "itsmcore.testing.category_trees": {"max_depth": 2},
    "itsmcore.testing.conditions": {"fields": FIELDS, "max_leaves": 3},
    "itsmcore.testing.contacts": {"at": st.just(T0)},
    "itsmcore.testing.criteria": {"fields": FIELDS},
    "itsmcore.testing.decisions": {
        "answers": st.just(1),
        "fields": FIELDS,
        "match": decisions.Match.FIRST,
        "max_rows": 2,
    },
    "itsmcore.testing.events": {
        "kind": incidents.Closed,
        "at": st.just(T0),
        "by": st.just(Actor("ada")),
    },
    "itsmcore.testing.facts": {"fields": FIELDS},
    "itsmcore.testing.improvements": {"max_values": 2},
    "itsmcore.testing.goals": {"metrics": ["response"], "schedules": st.just(OFFICE)},
    "itsmcore.testing.histories": {"max_events": 3},
    "itsmcore.testing.instants": {"min_year": 2020, "max_year": 2021, "zones": ["UTC"]},
    "itsmcore.testing.intakes": {"schedules": st.just(OFFICE)},
    "itsmcore.testing.signals": {"at": st.just(T0), "nodes": ["db-1"]},
    "itsmcore.testing.surveys": {"max_scales": 2},
    "itsmcore.testing.lifecycles": {"name": "sample"},
    "itsmcore.testing.machine_for": {
        "strategies": {incidents.Closed: st.just({})},
        "actors": [Actor("ada")],
        "given": st.just({}),
    },
    "itsmcore.testing.records": {"state": "closed", "containing": "reopen", "max_events": 3},
    "itsmcore.demo_data.DeskMonth.having": {"trouble": "late"},
    "itsmcore.demo_data.desk_month": {"incidents": 1, "start": date(2026, 1, 5)},
    "itsmcore.testing.desk_machine_for": {
        "desk": Desk.of(),
        "models": [INCIDENT],
        "actors": [Actor("ada")],
        "strategies": {incidents.Closed: st.just({})},
    },
    "itsmcore.testing.differences": {
        "model": TASK,
        "service": lambda history: history[-1].verb,
        "known": [("new", "close")],
        "actors": [Actor("ada")],
    },
    "itsmcore.testing.Request": {"record": "INC-1", "event": RESUMED, "version": 1},
    "itsmcore.testing.scales": {"kind": Level},
    "itsmcore.testing.schedules": {
        "zones": ["UTC"],
        "min_date": date(2020, 1, 1),
        "max_date": date(2021, 1, 1),
    },
    "itsmcore.testing.texts": {"max_size": 5},
    "itsmcore.testing.timelines": {"max_steps": 3},
}
"""Good arguments of callables; a `*` before a name stands for several or named ones."""


def arguments(one: Offered, called: Any) -> dict[str, Any]:
    """Give good arguments of a callable."""
    is_a_value = inspect.isclass(one.value) and attrs.has(one.value) and one.value in SELVES
    if is_a_value and not issubclass(one.value, Record | columnar.Steps):
        instance = SELVES[one.value]
        made = {f.alias: getattr(instance, f.name) for f in attrs.fields(one.value) if f.init}
        return {**made, **GOOD.get(one.name, {})}
    own = GOOD.get(one.name, {})
    known: dict[str, Any] = {}
    for parameter in inspect.signature(called).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            name = f"*{parameter.name}"
            if name in own or parameter.name in BY_NAME:
                known[name] = own.get(name, BY_NAME.get(parameter.name))
        elif parameter.name in own:
            known[parameter.name] = own[parameter.name]
        elif parameter.name in BY_NAME:
            known[parameter.name] = BY_NAME[parameter.name]
        elif parameter.default is not parameter.empty:
            known[parameter.name] = parameter.default
    return known


def call(called: Any, given: dict[str, Any]) -> Any:
    """Call with arguments by their names."""
    parameters = inspect.signature(called).parameters
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for name, value in given.items():
        bare = name.removeprefix("*")
        kind = parameters[bare].kind if bare in parameters else None
        if kind is inspect.Parameter.VAR_POSITIONAL:
            positional += value if isinstance(value, tuple) else (value,)
        elif kind is inspect.Parameter.VAR_KEYWORD:
            named |= value if isinstance(value, dict) else {"x": value}
        elif kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD):
            positional.append(value)
        else:
            named[name] = value
    return called(*positional, **named)
