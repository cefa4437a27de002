"""What is known of Jira Service Management, each fact with where it was read."""

from __future__ import annotations

from itsmcore.lifecycle import Lifecycle
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact
from itsmcore.presets.jira._models import INCIDENT
from itsmcore.presets.jira._tables import CHANGE, MATRIX, REQUEST
from itsmcore.service_levels import Terms

_SUPPORT = "support.atlassian.com"
_SERVER = "confluence.atlassian.com, servicemanagementserver0504"
_AUTOMATION = "confluence.atlassian.com, servicedeskcloud, Automating your service desk"
_CLOCKS = "confluence.atlassian.com, servicemanagementserver0419, How teams see SLAs"
_APPROVALS = "confluence.atlassian.com, adminjiraserver0817, Configuring approvals"
_FIELDS = "docs.atlassian.com, SlaInformation"

TERMS = Terms(on_reopen="next_start")
"""How its clocks read what products disagree about; see the facts of `PRESET` for the sources."""

FACTS = (
    ProductFact(
        topic="states",
        says="a status has a category, to do, in progress or done, and no other meaning",
        source=f"{_SUPPORT}, Manage how work flows in your team-managed service project",
    ),
    ProductFact(
        topic="states",
        says="templates begin with the statuses of the tables here; sites add their own",
        source="documentation.sailpoint.com, Atlassian Jira Server, Status Mapping",
        certainty="partly_read",
    ),
    ProductFact(
        topic="transitions",
        says="what moves the templates begin with was not found in a text",
        source=_SUPPORT,
        certainty="not_found",
    ),
    ProductFact(
        topic="needs",
        says="a transition may have a screen, and validators that require fields",
        source="exported workflows (workflow_2_8.dtd): jira.fieldscreen.id, validators",
    ),
    ProductFact(
        topic="hold_reasons",
        says="waiting has no reason beside its status, such as Waiting for customer",
        source=f"{_SUPPORT}, Manage how work flows in your team-managed service project",
        certainty="inferred",
    ),
    ProductFact(
        topic="closure_codes",
        says="the resolution, whose values a site chooses; an issue without one is unresolved",
        source="confluence.atlassian.com, Data pipeline export schema",
    ),
    ProductFact(
        topic="priority",
        says="a matrix is given as an example, and none is shipped",
        source=f"{_SUPPORT}, Create an impact urgency priority matrix",
    ),
    ProductFact(
        topic="hours",
        says="a calendar of each goal; elapsed time is counted within it alone",
        source=_FIELDS,
        certainty="partly_read",
    ),
    ProductFact(
        topic="reopening",
        says="a start after a stop begins another cycle; past cycles stay to be seen",
        source=_CLOCKS,
    ),
    ProductFact(
        topic="who_reopens",
        says="whoever the workflow and its permissions allow; no default was found",
        source=_SUPPORT,
        certainty="not_found",
    ),
    ProductFact(
        topic="who_reopens",
        says="the customer by a comment, where the preset rule for that is switched on",
        source=_AUTOMATION,
    ),
    ProductFact(
        topic="reopen_on_reply",
        says="a preset rule of its automation reopens what is resolved when the customer comments",
        source=_AUTOMATION,
    ),
    ProductFact(
        topic="reopen_on_reply",
        says="another shows whom an issue waits for: for support once the customer has commented, "
        "for the customer once the team has",
        source=_AUTOMATION,
    ),
    ProductFact(
        topic="target_change",
        says="the first goal whose query matches counts, from the top; time so far is kept",
        source="Atlassian knowledge base, how to troubleshoot common issues with SLAs",
        certainty="inferred",
    ),
    ProductFact(
        topic="pause",
        says="a condition of each metric; remaining time stands still",
        source=_FIELDS,
    ),
    ProductFact(
        topic="pause",
        says="remaining time is open time until due, with pauses; goal time knows no pause",
        source=_CLOCKS,
    ),
    ProductFact(
        topic="order",
        says="of simultaneous events stop wins over pause, and pause over start",
        source="confluence.toolstrek.ru",
        certainty="partly_read",
    ),
    ProductFact(
        topic="breach",
        says="each cycle has a breach time and says whether it was breached",
        source=_FIELDS,
    ),
    ProductFact(
        topic="breach",
        says="once time is up, the time past the goal is shown as a negative number",
        source=_CLOCKS,
    ),
    ProductFact(
        topic="auto_close",
        says="a metric counts the time to close after resolution",
        source=_SERVER,
        certainty="partly_read",
    ),
    ProductFact(
        topic="auto_close",
        says="a preset rule closes an issue that has been resolved for 10 days, and tells the "
        "customer",
        source=_AUTOMATION,
    ),
    ProductFact(
        topic="reminders",
        says="a preset rule alerts an agent to an issue about to breach; how early was not found",
        source=_AUTOMATION,
        certainty="partly_read",
    ),
    ProductFact(
        topic="reminders",
        says="a preset rule reminds a customer who has been waited for during 5 days",
        source="cloud.wikis.utexas.edu, Service Desk Built-In Automation",
    ),
    ProductFact(
        topic="approval_without_approver",
        says="an approval holds an issue in its status, which agents leave by other transitions "
        "where it has any",
        source=_APPROVALS,
    ),
    ProductFact(
        topic="approval_without_approver",
        says="what happens if nobody is there to approve was not found",
        source=_APPROVALS,
        certainty="not_found",
    ),
)

DEVIATIONS = (
    ProductDeviation(
        topic="transitions",
        product="lets each site draw its moves",
        here="incidents move as the default model's do, and requests and changes by a convention",
        why="a model needs moves; read a site's own from its exported workflow",
    ),
    ProductDeviation(
        topic="reopen_on_reply",
        product="reopens what the customer comments on, once a site has switched that on",
        here="a desk offers to; `INCIDENT.extended(REOPEN_AT_ONCE)` does it",
        why="many such comments say thanks",
    ),
    ProductDeviation(
        topic="auto_close",
        product="closes what is resolved once a site has switched that on",
        here="`AUTO_CLOSE` is part of the model",
        why="what nobody closes stays open for ever",
    ),
    ProductDeviation(
        topic="priority",
        product="makes minor impact lowest at medium urgency and low at low urgency, as an example",
        here="both are lowest",
        why="less urgency never makes a higher priority",
    ),
)


def _of_states(table: Lifecycle, field: str) -> CodeTable:
    return CodeTable(field, [ProductCode(str(of), str(of), of.name) for of in table.states])


PRESET = Preset(
    "Jira Service Management",
    models=(INCIDENT,),
    lifecycles=(REQUEST, CHANGE),
    codes=(_of_states(INCIDENT.lifecycle, "incident.state"),),
    matrix=MATRIX,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
