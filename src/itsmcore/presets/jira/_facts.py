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
        says="clocks have cycles: a start after a stop begins another one",
        source=_FIELDS,
        certainty="inferred",
    ),
    ProductFact(
        topic="who_reopens",
        says="whoever the workflow and its permissions allow; no default was found",
        source=_SUPPORT,
        certainty="not_found",
    ),
    ProductFact(
        topic="reopen_on_reply",
        says="an automation of a site, and no rule of the workflow; no default was found",
        source=_SUPPORT,
        certainty="not_found",
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
        topic="auto_close",
        says="a metric counts the time to close after resolution; what closes is an automation",
        source=_SERVER,
        certainty="partly_read",
    ),
    ProductFact(
        topic="reminders",
        says="automations of a site; no default was found",
        source=_SUPPORT,
        certainty="not_found",
    ),
    ProductFact(
        topic="approval_without_approver",
        says="what happens if nobody is there to approve was not found",
        source=_SUPPORT,
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
