"""What is known of each product, for the gallery.

The docstring of each is what the gallery says of it.
"""

from __future__ import annotations

from itsmcore import Lifecycle, Model, Phase, PriorityMatrix
from itsmcore.lifecycle import FaultReport, faults
from itsmcore.presets import CodeTable, Preset, jira, servicenow


def servicenow_facts() -> Preset:
    """What is known of ServiceNow, and where it was read."""
    return servicenow.PRESET


def servicenow_incident() -> Model:
    """ServiceNow's model of incidents."""
    return servicenow.INCIDENT


def servicenow_problem() -> Model:
    """ServiceNow's model of problems."""
    return servicenow.PROBLEM


def servicenow_change() -> Model:
    """ServiceNow's model of normal changes."""
    return servicenow.NORMAL_CHANGE


def servicenow_request() -> Lifecycle:
    """The states of ServiceNow's requests, which hold the items of one order."""
    return servicenow.REQUEST


def servicenow_requested_item() -> Model:
    """ServiceNow's model of a requested item, with its approval beside it."""
    return servicenow.REQUESTED_ITEM


def servicenow_catalog_task() -> Model:
    """ServiceNow's model of the tasks that fulfil an item."""
    return servicenow.CATALOG_TASK


def servicenow_clock() -> Lifecycle:
    """The stages of ServiceNow's clocks, each a record of `task_sla`."""
    return servicenow.TASK_SLA


def servicenow_outcomes() -> CodeTable:
    """What ServiceNow stores and shows for how an item was closed."""
    return servicenow.PRESET.codes_of("requested_item.outcome")


def servicenow_hold_reasons() -> CodeTable:
    """What ServiceNow stores and shows for a reason to wait."""
    return servicenow.PRESET.codes_of("hold_reason")


def servicenow_matrix() -> PriorityMatrix:
    """ServiceNow's priorities."""
    return servicenow.MATRIX


def jira_facts() -> Preset:
    """What is known of Jira Service Management, and where it was read."""
    return jira.PRESET


def jira_incident() -> Model:
    """Incidents by Jira's statuses."""
    return jira.INCIDENT


def jira_request() -> Lifecycle:
    """The statuses of Jira's service requests."""
    return jira.REQUEST


def jira_change() -> Lifecycle:
    """The statuses of Jira's changes."""
    return jira.CHANGE


def jira_matrix() -> PriorityMatrix:
    """The matrix that Jira's documentation gives as an example."""
    return jira.MATRIX


def faults_of_a_table() -> FaultReport:
    """What is wrong with a table: a change that can begin without approval."""
    rows = [
        ("requested", "ask", "pending approval"),
        ("pending approval", "approve", "approved"),
        ("approved", "begin", "in progress"),
        ("requested", "begin", "in progress"),
        ("in progress", "succeed", "successful"),
    ]
    phases = {
        "requested": Phase.NEW,
        "pending approval": Phase.PENDING,
        "approved": Phase.ACTIVE,
        "in progress": Phase.ACTIVE,
        "successful": Phase.CLOSED,
    }
    table = Lifecycle.from_edges(rows, phases=phases, name="change")
    return faults(table, declared=["auto_close"], implies={"in progress": "approved"})
