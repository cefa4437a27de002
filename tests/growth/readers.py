"""Readers of what products export: many cases, and many changes of one."""

from functools import partial
from typing import Any

import numpy

from itsmcore import INCIDENT
from itsmcore.phase import Phase
from itsmcore.presets import (
    TicketList,
    bmc,
    freshservice,
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
    xes,
    zammad,
    zendesk,
)
from tests.growth.inputs import Call, Table, each, line
from tests.instants import MINUTE, NINE


def at(number: int) -> str:
    """Write an instant as products do."""
    return f"{NINE + number * MINUTE:%Y-%m-%d %H:%M:%S}"


def iso(number: int) -> str:
    """Write an instant as JSON does."""
    return f"{NINE + number * MINUTE:%Y-%m-%dT%H:%M:%SZ}"


def listed(read: Any, id: str, state: str, opened: str, value: str, **more: Any) -> Any:
    """Read a list of so many cases."""
    return lambda n: partial(
        read, [{id: f"C-{m}", state: value, opened: at(m)} for m in range(n)], tz="UTC", **more
    )


def told(read: Any, row: Any, start: Any, name: str = "tickets", **more: Any) -> dict[str, Any]:
    """Read changes of as many cases, and so many of one."""
    return {
        "cases": lambda n: partial(
            read, [row(m, m) for m in range(n)], **{name: list(map(start, range(n)))}, **more
        ),
        "changes": lambda n: partial(
            read, [row(0, m) for m in range(n)], **{name: [start(0)]}, **more
        ),
    }


def flips(number: int, *states: str) -> dict[str, str]:
    """Give the states before and after a change."""
    return {"old": states[number % 2], "new": states[1 - number % 2]}


def glpi_row(case: int, number: int) -> dict[str, Any]:
    """Give a line of the history of GLPI."""
    of = flips(number, "1", "2")
    return {
        "items_id": str(case),
        "date_mod": at(number),
        "id_search_option": "12",
        "old_value": of["old"],
        "new_value": of["new"],
    }


def itop_row(case: int, number: int) -> dict[str, Any]:
    """Give a line of the history of iTop."""
    of = flips(number, "new", "assigned")
    return {
        "objkey": str(case),
        "date": at(number),
        "attcode": "status",
        "oldvalue": of["old"],
        "newvalue": of["new"],
    }


def otrs_row(case: int, number: int) -> dict[str, Any]:
    """Give a line of the history of OTRS."""
    of = flips(number, "81", "82")
    return {
        "ChangeID": str(case),
        "CreateTime": at(number),
        "Fieldname": "ChangeStateID",
        "ContentOld": of["old"],
        "ContentNew": of["new"],
    }


def github_row(case: int, number: int) -> dict[str, Any]:
    """Give an event of GitHub."""
    return {
        "event": ("closed", "reopened")[number % 2],
        "created_at": iso(number),
        "issue": {"number": case, "created_at": iso(0)},
    }


def zammad_row(case: int, number: int) -> dict[str, Any]:
    """Give a line of the history of Zammad."""
    of = flips(number, "new", "open")
    return {
        "o_id": case,
        "created_at": iso(number),
        "attribute": "state",
        "value_from": of["old"],
        "value_to": of["new"],
    }


def zendesk_row(case: int, number: int) -> dict[str, Any]:
    """Give an audit of Zendesk."""
    value = ("open", "pending")[number % 2]
    return {
        "ticket_id": case,
        "created_at": iso(number),
        "events": [{"type": "Change", "field_name": "status", "value": value}],
    }


def audit_row(case: int, number: int) -> dict[str, Any]:
    """Give an audit of ServiceNow."""
    of = flips(number, "1", "2")
    return {
        "documentkey": f"k{case}",
        "sys_created_on": at(number),
        "fieldname": "state",
        "oldvalue": of["old"],
        "newvalue": of["new"],
    }


def snow_row(case: int, number: int) -> dict[str, Any]:
    """Give a row of an event log of ServiceNow."""
    return {
        "number": f"INC-{case}",
        "incident_state": ("New", "Active")[number % 2],
        "sys_updated_on": at(number),
        "opened_at": at(0),
    }


def jira_issue(case: int, changes: int) -> dict[str, Any]:
    """Give an issue of Jira and its changelog."""
    histories = [
        {
            "created": f"{NINE + m * MINUTE:%Y-%m-%dT%H:%M:%S.000+0000}",
            "items": [{"field": "status", "fromString": "Open", "toString": "In Progress"}],
        }
        for m in range(changes)
    ]
    created = f"{NINE:%Y-%m-%dT%H:%M:%S.000+0000}"
    return {
        "key": f"OPS-{case}",
        "fields": {"created": created},
        "changelog": {"histories": histories},
    }


def tmforum_document(case: int, changes: int) -> dict[str, Any]:
    """Give a trouble ticket and its history of states."""
    return {
        "id": f"T{case}",
        "creationDate": iso(0),
        "status": "inProgress",
        "statusChange": [
            {"status": ("acknowledged", "inProgress")[m % 2], "changeDate": iso(m)}
            for m in range(changes)
        ],
    }


def trace(case: int, events: int) -> str:
    """Write a trace of XES."""
    said = "".join(
        f'<event><string key="concept:name" value="{"AB"[m % 2]}"/>'
        f'<date key="time:timestamp" value="{iso(m)}"/></event>'
        for m in range(events)
    )
    return f'<trace><string key="concept:name" value="{case}"/>{said}</trace>'


def objects(cases: int, events: int) -> dict[str, Any]:
    """Give a log of objects."""
    return {
        "objects": [{"id": f"I-{m}", "type": "incident"} for m in range(cases)],
        "events": [
            {
                "type": ("new", "start")[m % 2],
                "time": iso(m),
                "relationships": [{"objectId": f"I-{m % cases}"}],
            }
            for m in range(events)
        ],
    }


def frame(cases: int, events: int) -> dict[str, Any]:
    """Give the columns of a log."""
    return {
        "case:concept:name": numpy.array([f"C-{m * cases // events}" for m in range(events)]),
        "concept:name": numpy.array(["AB"[m % 2] for m in range(events)]),
        "time:timestamp": numpy.datetime64("2026-01-05T09:00", "us")
        + numpy.arange(events).astype("m8[m]"),
    }


def chart(count: int) -> str:
    """Write a chart of so many states."""
    states = "".join(
        f'<state id="s{m}"><transition event="go" target="s{(m + 1) % count}"/></state>'
        for m in range(count)
    )
    return f"<scxml>{states}</scxml>"


def steps_of(count: int) -> str:
    """Write a workflow of so many steps."""
    steps = "".join(
        f'<step id="{m}" name="s{m}"><actions><action name="go"><results>'
        f'<unconditional-result step="{(m + 1) % count}"/></results></action></actions></step>'
        for m in range(count)
    )
    return f"<workflow><steps>{steps}</steps></workflow>"


def phases(count: int) -> dict[str, Phase]:
    """Give the phases of so many states."""
    return {f"s{m}": Phase.ACTIVE for m in range(count)}


def ticket(case: int) -> dict[str, Any]:
    """Give a ticket with its begin."""
    return {"id": str(case), "date": at(0), "ref": f"I-{case}", "start_date": at(0)}


def numbered(case: int) -> dict[str, Any]:
    """Give a ticket with its begin, as JSON has it."""
    return {"id": case, "number": case, "created_at": iso(0)}


def every_code(method: str, count: int) -> Call:
    """Ask a table of codes so often."""
    table = servicenow.PRESET.codes_of("hold_reason")
    return each(getattr(table, method), ["caller"] * count)


def by_rows_and_columns(product: Any, row: Any, start: Any, **more: Any) -> dict[str, Any]:
    """Read changes as timelines and as columns."""
    name = product.__name__.rpartition(".")[2]
    known = {"timelines": product.timelines, "steps": product.steps}
    return {
        f"{name}.{way}": told(read, row, start, tz="UTC", **more) for way, read in known.items()
    }


def otrs_change(case: int) -> dict[str, Any]:
    """Give a change of OTRS with its begin."""
    return {"ChangeID": case, "CreateTime": at(0)}


def snow_record(case: int) -> dict[str, Any]:
    """Give a record of ServiceNow with its begin."""
    return {"sys_id": f"k{case}", "number": f"INC-{case}", "opened_at": at(0)}


OTRS_STATES = {"81": "requested", "82": "approved"}
HISTORIES: dict[str, dict[str, Any]] = {
    **by_rows_and_columns(glpi, glpi_row, ticket),
    **by_rows_and_columns(itop, itop_row, ticket, of="Incident"),
    **by_rows_and_columns(otrs, otrs_row, otrs_change, of="Change", states=OTRS_STATES),
    "github.timelines": told(github.timelines, github_row, numbered, "issues"),
    "zammad.timelines": told(zammad.timelines, zammad_row, numbered),
    "zendesk.timelines": told(zendesk.timelines, zendesk_row, numbered),
    "servicenow.audits": told(servicenow.audits, audit_row, snow_record, "records"),
    "servicenow.audit_steps": told(servicenow.audit_steps, audit_row, snow_record, "records"),
}
OURS = TicketList(INCIDENT, {"number": "No", "state": "Is", "opened_at": "Opened"})
READERS: Table = {
    **{
        f"presets.{name}: {what}": make
        for name, makes in HISTORIES.items()
        for what, make in makes.items()
    },
    "presets.TicketList.snapshots: rows": listed(OURS.snapshots, "No", "Is", "Opened", "new"),
    "presets.bmc.snapshots: rows": listed(
        bmc.snapshots, "Incident ID", "Status", "Submit Date", "New"
    ),
    "presets.freshservice.snapshots: rows": listed(
        freshservice.snapshots, "Ticket ID", "Status", "Created Time", "Open"
    ),
    "presets.glpi.snapshots: rows": listed(glpi.snapshots, "ID", "Status", "Opening date", "New"),
    "presets.itop.snapshots: rows": listed(itop.snapshots, "ref", "status", "start_date", "new"),
    "presets.jira.snapshots: rows": listed(
        jira.snapshots, "Issue key", "Status", "Created", "Open", format="%Y-%m-%d %H:%M:%S"
    ),
    "presets.otrs.snapshots: rows": listed(
        otrs.snapshots, "ChangeNumber", "ChangeState", "CreateTime", "requested"
    ),
    "presets.zendesk.snapshots: rows": listed(
        zendesk.snapshots, "Id", "Status", "Created at", "New"
    ),
    "presets.servicenow.snapshots: rows": listed(
        servicenow.snapshots, "number", "state", "opened_at", "New"
    ),
    "presets.servicenow.timelines: cases": lambda n: partial(
        servicenow.timelines, [snow_row(m, 0) for m in range(n)]
    ),
    "presets.servicenow.timelines: rows": lambda n: partial(
        servicenow.timelines, [snow_row(0, m) for m in range(n)]
    ),
    "presets.servicenow.steps: rows": lambda n: partial(
        servicenow.steps, [snow_row(m // 3, m) for m in range(n)]
    ),
    "presets.servicenow.task_slas: rows": lambda n: partial(
        servicenow.task_slas,
        [
            {"task": f"INC-{m}", "sla": "P2", "stage": "In progress", "start_time": at(m)}
            for m in range(n)
        ],
    ),
    "presets.jira.timelines: issues": lambda n: partial(
        jira.timelines, [jira_issue(m, 1) for m in range(n)]
    ),
    "presets.jira.timelines: changes": lambda n: partial(jira.timelines, [jira_issue(0, n)]),
    "presets.tmforum.timelines: documents": lambda n: partial(
        tmforum.timelines, [tmforum_document(m, 1) for m in range(n)]
    ),
    "presets.tmforum.timelines: changes": lambda n: partial(
        tmforum.timelines, [tmforum_document(0, n)]
    ),
    "presets.ocel.timelines: objects": lambda n: partial(
        ocel.timelines, objects(n, n), of="incident"
    ),
    "presets.ocel.timelines: events": lambda n: partial(
        ocel.timelines, objects(1, n), of="incident"
    ),
    "presets.xes.timelines: traces": lambda n: partial(
        xes.timelines, "<log>" + "".join(trace(m, 2) for m in range(n)) + "</log>"
    ),
    "presets.xes.timelines: events": lambda n: partial(xes.timelines, f"<log>{trace(0, n)}</log>"),
    "presets.xes.steps: traces": lambda n: partial(xes.steps, frame(n, 2 * n)),
    "presets.xes.steps: events": lambda n: partial(xes.steps, frame(1, n)),
    "presets.scxml.chart: states": lambda n: partial(scxml.chart, chart(n), phases=phases(n)),
    "presets.jira.workflow: steps": lambda n: partial(jira.workflow, steps_of(n), phases=phases(n)),
    "presets.translate: steps": lambda n: partial(translate, line(n), to=INCIDENT),
    **{
        f"presets.CodeTable.{name}: codes": partial(every_code, name)
        for name in ("code", "label", "written")
    },
}
