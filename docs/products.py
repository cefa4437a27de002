"""What is known of each product, for the gallery.

The docstring of each is what the gallery says of it.
"""

from __future__ import annotations

from itsmcore import Lifecycle, Model, Phase, PriorityMatrix
from itsmcore.lifecycle import FaultReport, faults
from itsmcore.presets import (
    CodeTable,
    Preset,
    bmc,
    freshservice,
    glpi,
    itop,
    jira,
    otrs,
    servicenow,
    tmforum,
    zendesk,
)


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


def itop_facts() -> Preset:
    """What is known of iTop, and where it was read."""
    return itop.PRESET


def itop_incident() -> Lifecycle:
    """ITop's incidents: a missed target is a state."""
    return itop.INCIDENT


def itop_request() -> Lifecycle:
    """ITop's user requests."""
    return itop.REQUEST


def itop_change() -> Lifecycle:
    """ITop's normal changes."""
    return itop.NORMAL_CHANGE


def itop_faults() -> FaultReport:
    """What is wrong with iTop's routine changes: nothing leads to four of their states."""
    return faults(itop.ROUTINE_CHANGE)


def itop_matrix() -> PriorityMatrix:
    """ITop's priorities."""
    return itop.MATRIX


def glpi_facts() -> Preset:
    """What is known of GLPI, and where it was read."""
    return glpi.PRESET


def glpi_ticket() -> Lifecycle:
    """The statuses of GLPI's tickets."""
    return glpi.TICKET


def glpi_change() -> Lifecycle:
    """The statuses of GLPI's changes."""
    return glpi.CHANGE


def glpi_matrix() -> PriorityMatrix:
    """The matrix that an installation of GLPI begins with."""
    return glpi.MATRIX


def zendesk_facts() -> Preset:
    """What is known of Zendesk, and where it was read."""
    return zendesk.PRESET


def zendesk_ticket() -> Lifecycle:
    """The statuses of Zendesk's tickets."""
    return zendesk.TICKET


def zendesk_hold_reasons() -> CodeTable:
    """What each of Zendesk's statuses waits for, and whether clocks run on."""
    return zendesk.PRESET.codes_of("hold_reason")


def otrs_facts() -> Preset:
    """What is known of OTRS, and where it was read."""
    return otrs.PRESET


def otrs_change() -> Lifecycle:
    """The states of changes in OTRS."""
    return otrs.CHANGE


def otrs_work_order() -> Lifecycle:
    """The states of work orders in OTRS."""
    return otrs.WORK_ORDER


def otrs_faults() -> FaultReport:
    """What is wrong with a change in OTRS: it may be in progress without an approval."""
    return faults(otrs.CHANGE, implies={"in progress": "approved"})


def otrs_matrix() -> PriorityMatrix:
    """The matrix of impact and criticality that OTRS begins with."""
    return otrs.MATRIX


def tmforum_facts() -> Preset:
    """What is known of TM Forum's interfaces, and what was not found."""
    return tmforum.PRESET


def tmforum_codes() -> CodeTable:
    """The states of a trouble ticket, of which no file says what leads where."""
    return tmforum.PRESET.codes_of("trouble_ticket.state")


def freshservice_facts() -> Preset:
    """What is known of Freshservice, and what was not found."""
    return freshservice.PRESET


def freshservice_ticket() -> Lifecycle:
    """The statuses of Freshservice's tickets."""
    return freshservice.TICKET


def bmc_facts() -> Preset:
    """What is known of BMC Helix ITSM, and what was not found."""
    return bmc.PRESET


def bmc_incident() -> Lifecycle:
    """The statuses of BMC's incidents."""
    return bmc.INCIDENT


def bmc_change() -> Lifecycle:
    """The statuses of BMC's changes."""
    return bmc.CHANGE


def bmc_matrix() -> PriorityMatrix:
    """The priorities that come of BMC's weights."""
    return bmc.MATRIX


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
