"""Conditions, decisions, timelines and matrices, as a user writes them."""
# pyright: strict, reportAny=true

from datetime import UTC, datetime, timedelta
from typing import assert_type

from itsmcore import (
    Event,
    Impact,
    Incident,
    Level,
    Lifecycle,
    Phase,
    PriorityMatrix,
    Task,
    Timeline,
    Urgency,
)
from itsmcore.conditions import Condition, field, given, happened, phase, state
from itsmcore.conformance import Report, check
from itsmcore.decisions import Decision, Match
from itsmcore.errors import Fault
from itsmcore.incidents import INCIDENT, Resolved
from itsmcore.lifecycle import AnyRecord, FaultReport, event_named, faults
from itsmcore.presets import (
    github,
    glpi,
    itop,
    jira,
    ocel,
    otrs,
    scxml,
    servicenow,
    tmforum,
    translate,
    zammad,
    zendesk,
)

late: Condition = field("age") > timedelta(hours=4)
calm = ~given("freeze").is_(True) & (state("new") | phase(Phase.ACTIVE)) & ~happened(Resolved)
assert_type(calm.holds({"state": "new", "given.freeze": False}), bool)

team = Decision[str](
    [(field("category").under("email"), "messaging"), ("new", "desk")], default="desk"
)
assert_type(team.decide({"category": "email/spam"}), str)
targets = Decision([(late, timedelta(hours=4)), (calm, timedelta(hours=8))], match=Match.LEAST)
assert_type(targets.decide({}), timedelta)

t0 = datetime(2026, 1, 5, tzinfo=UTC)
timeline = Timeline.from_rows([(t0, {"state": "new", "phase": Phase.NEW})])
assert_type(timeline.time_in(Phase.NEW, until=t0), timedelta)
assert_type(timeline[0:1], Timeline)
assert_type(check(INCIDENT, {"INC-1": timeline}), Report)
assert_type(servicenow.timelines([{"number": "1"}], tz="UTC"), dict[str, Timeline])
assert_type(jira.timelines([{"key": "OPS-7"}], model=jira.REQUEST), dict[str, Timeline])
assert_type(jira.snapshots([], tz="UTC", states={"Offen": "open"}), dict[str, Timeline])
assert_type(glpi.timelines([], tz="UTC", of="Change"), dict[str, Timeline])
assert_type(zendesk.timelines([{"ticket_id": 7}], model=zendesk.TICKET), dict[str, Timeline])
assert_type(otrs.timelines([], tz="UTC", of="WorkOrder"), dict[str, Timeline])
assert_type(tmforum.timelines([{"id": "T7"}], model=tmforum.CHANGE), dict[str, Timeline])
assert_type(github.timelines([], labels={"P1": ("priority", "1")}), dict[str, Timeline])
assert_type(zammad.timelines([{"o_id": 7}]), dict[str, Timeline])
assert_type(ocel.timelines({"events": [], "objects": []}, of="incident"), dict[str, Timeline])
assert_type(itop.timelines([], tz="UTC", of="Problem"), dict[str, Timeline])
assert_type(itop.lifecycles("<itop_design/>")["Incident"].lifecycle, Lifecycle)
assert_type(scxml.chart("<scxml/>", phases={"Done": Phase.CLOSED}).lifecycle, Lifecycle)
assert_type(jira.workflow("<workflow/>", phases={"Done": Phase.CLOSED}).lifecycle, Lifecycle)
assert_type(translate(timeline, to=jira.INCIDENT).made, Timeline)
assert_type(faults(jira.REQUEST, implies={"Close": "Resolve"}), FaultReport)
assert_type(PriorityMatrix.default()[Impact.HIGH, Urgency.LOW], Level)

rows = [("To Do", "Done", "Closed"), ("Closed", "open", "To Do")]
table = Lifecycle.from_edges(rows, phases={"To Do": Phase.NEW, "Closed": Phase.CLOSED})
assert_type(table, Lifecycle)
Lifecycle.from_edges([("To Do", "Done", "Closed", "agent")], phases={"To Do": Phase.NEW})
named = Lifecycle.from_edges([{"source": "new", "verb": "x", "target": None}], phases=INCIDENT)
assert_type(named.faults(), tuple[Fault, ...])
assert_type(INCIDENT.faults(), tuple[Fault, ...])
assert_type(event_named("open"), type[Event])
assert_type(event_named("open")(at=t0, by="ada"), Event)
assert_type(Timeline.from_rows([(t0, {"state": "new"})], phases=INCIDENT).states, frozenset[str])
assert_type(check(INCIDENT, {}).unknown_states, tuple[str, ...])

opened = Incident.open("INC-1", at=t0, by="ada", summary="Mail is down")
records: list[AnyRecord] = [opened, Task.open("T-1", at=t0, by="x", summary="s", parent="INC-1")]
assert_type(records[0].state, str)
assert_type(Incident.replay(opened.history, model=INCIDENT), Incident)
