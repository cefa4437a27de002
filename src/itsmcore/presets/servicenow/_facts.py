"""What is known of ServiceNow, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact
from itsmcore.presets.servicenow._clocks import TERMS
from itsmcore.presets.servicenow._lifecycles import REQUEST, TASK_SLA
from itsmcore.presets.servicenow._models import (
    CHANGE_TASK,
    EMERGENCY_CHANGE,
    INCIDENT,
    INCIDENT_LENIENT,
    NORMAL_CHANGE,
    PROBLEM,
    STANDARD_CHANGE,
)
from itsmcore.presets.servicenow._requested_items import (
    CATALOG_TASK,
    REQUESTED_ITEM,
    REQUESTED_ITEM_LENIENT,
)
from itsmcore.presets.servicenow._tables import CODES, MATRIX

_DOCS = "ServiceNow/ServiceNowDocs, markdown/it-service-management"
_INCIDENTS = f"{_DOCS}/incident-management/c_IncidentManagementStateModel.md"
_CHANGES = f"{_DOCS}/change-management"
_PROBLEMS = f"{_DOCS}/problem-management"
_SLAS = "ServiceNow/ServiceNowDocs, c_SLAProcessing.md"
_REQUESTS = f"{_DOCS}/request-management"
_WORKFLOWS = "ServiceNow/ServiceNowDocs, markdown/build-workflows"
_ANSIBLE = "Ansible collection servicenow.itsm, plugins/module_utils"

FACTS = (
    ProductFact(
        topic="states",
        says="incidents are New, In Progress, On Hold, Resolved, Closed or Canceled",
        source=f"{_ANSIBLE}/incident.py",
    ),
    ProductFact(
        topic="states",
        says="problems are New, Assess, Root Cause Analysis, Fix in Progress, Resolved or Closed",
        source=f"{_ANSIBLE}/problem.py",
    ),
    ProductFact(
        topic="states",
        says="changes are New, Assess, Authorize, Scheduled, Implement, Review, Closed, Canceled",
        source=f"{_CHANGES}/c_ChangeStateModel.md",
    ),
    ProductFact(
        topic="states",
        says="requests are drafts, submitted, in process, delivered, cancelled or closed in 3 ways",
        source="Ansible collection servicenow.itsm, plugins/modules/catalog_request.py",
    ),
    ProductFact(
        topic="transitions",
        says="a request closes as its items do: complete if all are, incomplete if one is",
        source=f"{_REQUESTS}/state-closure-request.md",
    ),
    ProductFact(
        topic="states",
        says="items and their tasks are Pending, Open, Work in Progress, or Closed Complete, "
        "Incomplete or Skipped; whether an item is approved is another field",
        source=f"{_REQUESTS}/req-item-state-mapping.md",
    ),
    ProductFact(
        topic="states",
        says="tasks of any kind store -5, 1, 2, 3, 4 and 7 for these",
        source="ServiceNow/ServiceNowDocs, api-reference/c_TaskStateUtil.md; "
        "project-and-project-task-states.md",
    ),
    ProductFact(
        topic="states",
        says="the Ansible collection writes 5 for a catalogue task that was skipped",
        source=f"{_ANSIBLE}/catalog_request_task.py",
    ),
    ProductFact(
        topic="transitions",
        says="an item closes as its tasks do: incomplete if one is, complete or skipped if all are",
        source=f"{_REQUESTS}/state-closure-request.md",
    ),
    ProductFact(
        topic="transitions",
        says="an item whose approval is rejected is cancelled with its tasks, unless set otherwise",
        source=f"{_REQUESTS}/c_ExecutionPlanTasks.md",
    ),
    ProductFact(
        topic="transitions",
        says="which other moves a request, an item or its task makes was not found",
        source=_REQUESTS,
        certainty="not_found",
    ),
    ProductFact(
        topic="states",
        says="a clock is In progress, Paused, Completed or Cancelled; a breach is no stage of it",
        source="ServiceNow/ServiceNowDocs, r_TaskSLATable.md",
    ),
    ProductFact(
        topic="transitions",
        says="moves of incidents are not enforced as shipped; a picture draws the usual ones",
        source=_INCIDENTS,
        certainty="inferred",
    ),
    ProductFact(
        topic="transitions",
        says="a change is cancelled from New to Implement, never from Review or Closed",
        source=f"{_CHANGES}/normal-standard-emergency-states.md",
    ),
    ProductFact(
        topic="transitions",
        says="a problem goes from New by Assess, Root Cause Analysis and Fix in Progress",
        source=f"{_PROBLEMS}/investigate-root-cause.md",
    ),
    ProductFact(
        topic="needs",
        says="On Hold needs a reason, and Awaiting Caller a comment",
        source=f"{_ANSIBLE}/incident.py",
    ),
    ProductFact(
        topic="needs",
        says="Resolved and Closed need a close code and close notes",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="needs",
        says="what an item or its task needs to be closed was not found",
        source=_REQUESTS,
        certainty="not_found",
    ),
    ProductFact(
        topic="hold_reasons",
        says="Awaiting Caller, Problem, Vendor or Change; none pauses a clock by itself",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="hold_reasons",
        says="an item or a task that is Pending has no reason beside its state",
        source=f"{_REQUESTS}/req-item-state-mapping.md",
        certainty="inferred",
    ),
    ProductFact(
        topic="closure_codes",
        says="eight of incidents, four of problems, three of changes",
        source=f"{_ANSIBLE}/incident.py",
    ),
    ProductFact(
        topic="priority",
        says="looked up by impact and urgency, 1 the worst; the same for problems",
        source=f"{_DOCS}/def-prio-lookup-rules.md",
    ),
    ProductFact(
        topic="hours",
        says="schedules ship for weekdays from 8 to 17; without one, business time is actual time",
        source="ServiceNow/ServiceNowDocs, c_SLADuration.md",
    ),
    ProductFact(
        topic="reopening",
        says="a resolved incident returns to In Progress; a closed one never reopens",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="reopening",
        says="whether a closed item is opened again was not found",
        source=_REQUESTS,
        certainty="not_found",
    ),
    ProductFact(
        topic="who_reopens",
        says="agents, and those who requested it, except a major incident",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="reopen_on_reply",
        says="a caller's update of an incident that awaits them puts it in progress again",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="target_change",
        says="a clock whose start no longer holds is cancelled, and another definition attaches",
        source=_SLAS,
        certainty="inferred",
    ),
    ProductFact(
        topic="pause",
        says="a condition of each definition; business and actual pauses are counted apart",
        source="ServiceNow/ServiceNowDocs, c_SLAConditions.md",
    ),
    ProductFact(
        topic="order",
        says="stop, reset, cancel, pause, resume; new clocks attach first",
        source=_SLAS,
    ),
    ProductFact(
        topic="breach",
        says="a flag that stays; 100 % of the target is a breach",
        source="ServiceNow/ServiceNowDocs, t_ConfigureSLAProperties.md",
        certainty="inferred",
    ),
    ProductFact(
        topic="auto_close",
        says="incidents are closed 7 business days after their resolution, except major ones",
        source=f"{_DOCS}/incident-management/configure-incident-auto-close.md",
    ),
    ProductFact(
        topic="auto_close",
        says="sites older than the London release count from the last update, unless set otherwise",
        source=f"{_DOCS}/incident-management/configure-incident-auto-close.md",
    ),
    ProductFact(
        topic="auto_close",
        says="an item is closed with the last of its tasks, and waits for no confirmation",
        source=f"{_REQUESTS}/state-closure-request.md",
        certainty="inferred",
    ),
    ProductFact(
        topic="reminders",
        says="the assignee is told at 50 and 75 % of a target and of a breach, a manager from 75 %",
        source=f"{_DOCS}/service-level-management/c_SLANotifications.md",
    ),
    ProductFact(
        topic="approval_without_approver",
        says="what happens if a policy of changes names nobody was not found",
        source=f"{_CHANGES}/create-approval-definitions.md",
        certainty="not_found",
    ),
    ProductFact(
        topic="approval_without_approver",
        says="an approval in a workflow, as items have it, is approved if no user is named",
        source=f"{_WORKFLOWS}/workflow-activities/r_ApprovalUser.md",
    ),
)

DEVIATIONS = (
    ProductDeviation(
        topic="states",
        product="closes a cancelled problem with the code 'canceled'",
        here="it is in a state of its own",
        why="what was abandoned is not done",
    ),
    ProductDeviation(
        topic="transitions",
        product="closes a request by its items and their flows",
        here="it moves by a convention",
        why="a table needs moves",
    ),
    ProductDeviation(
        topic="states",
        product="keeps an item open until it is closed, whoever has approved it",
        here="its approval is part of its state, and it is rejected or cancelled in one of its own",
        why="what waits for approval is not being worked on, and what was abandoned is not done",
    ),
    ProductDeviation(
        topic="states",
        product="closes items and tasks in three states",
        here="they are closed, and how is their outcome or close code",
        why="one event leads to one state",
    ),
    ProductDeviation(
        topic="transitions",
        product="prevents no work on an item that nobody has approved",
        here="it begins once it is approved; the lenient model lets it begin, wait and end before",
        why="a model that allows everything finds nothing",
    ),
    ProductDeviation(
        topic="transitions",
        product="enforces no moves of incidents",
        here="they follow the picture; the lenient model has one more, from resolved to on hold",
        why="a model that allows everything finds nothing",
    ),
    ProductDeviation(
        topic="transitions",
        product="cancels a change that is being implemented",
        here="what has begun is backed out first",
        why="otherwise what was half done is called not done",
    ),
)

PRESET = Preset(
    "ServiceNow",
    models=(
        INCIDENT,
        INCIDENT_LENIENT,
        PROBLEM,
        NORMAL_CHANGE,
        STANDARD_CHANGE,
        EMERGENCY_CHANGE,
        CHANGE_TASK,
        REQUESTED_ITEM,
        REQUESTED_ITEM_LENIENT,
        CATALOG_TASK,
    ),
    lifecycles=(REQUEST, TASK_SLA),
    codes=CODES,
    matrix=MATRIX,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
