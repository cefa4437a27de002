"""Workflows of Jira: what an export says becomes a lifecycle, and what is left out is said."""

import io
from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.lifecycle import ANY
from itsmcore.presets import jira

PHASES = {"Waiting": Phase.PENDING}


def action(name: str, *steps: str, inside: str = "", kind: str = "unconditional-result") -> str:
    results = "".join(f'<{kind} step="{step}"/>' for step in steps)
    return f'<action id="{name}" name="{name}">{inside}<results>{results}</results></action>'


def step(id: str, name: str, *actions: str, status: str = "10001") -> str:
    meta = f'<meta name="jira.status.id">{status}</meta>'
    inside = f"<actions>{''.join(actions)}</actions>"
    return f'<step id="{id}" name="{name}">{meta}{inside}</step>'


def validator(kind: str, fields: str = "") -> str:
    return (
        f'<validator type="class"><arg name="class.name">a.b.{kind}</arg>'
        f'<arg name="hidFieldsList">{fields}</arg></validator>'
    )


REQUIRES = (
    '<meta name="jira.fieldscreen.id">5</meta><restrict-to/>'
    f"<validators>{validator('PermissionValidator')}"
    f"{validator('FieldsRequiredValidator', 'resolution@@customfield_1@@')}</validators>"
)
EXPORT = f"""

<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE workflow PUBLIC "-//OpenSymphony Group//DTD OSWorkflow 2.8//EN"
  "http://www.opensymphony.com/osworkflow/workflow_2_8.dtd">
<workflow>
  <initial-actions>{action("Create", "1")}</initial-actions>
  <global-actions>{action("Escalate", "-1")}</global-actions>
  <common-actions>{action("Close", "3", inside=REQUIRES)}</common-actions>
  <steps>
    {step("2", "Waiting", action("Answer", "1"), '<common-action id="Close"/>')}
    {
    step(
        "1",
        "Open",
        action("Wait", "2"),
        '<common-action id="Close"/><common-action id="gone"/>',
        status="1",
    )
}
    {step("3", "Closed", status="6")}
  </steps>
</workflow>"""


def test_an_export_becomes_a_lifecycle() -> None:
    """Shared and global transitions too; what the fields need, and what is left out."""
    read = jira.workflow(EXPORT, phases=PHASES, name="desk")
    assert ("desk", "Open") == (read.lifecycle.name, read.lifecycle.initial)
    assert {
        ("Open", "Waiting"),
        ("Waiting", "Open"),
        ("Open", "Closed"),
        ("Waiting", "Closed"),
    } == read.lifecycle.edges
    rules = {rule.event.verb: rule for rule in read.lifecycle.rules}
    assert ((ANY,), None) == (rules["Escalate"].source, rules["Escalate"].target)
    assert {"Close": ("resolution", "customfield_1")} == {
        verb: rule.needs for verb, rule in rules.items() if rule.needs
    }
    assert {"Close": "5"} == dict(read.screens)
    assert ("the conditions of 'Close'",) == read.left_out
    assert {"Open": Phase.NEW, "Waiting": Phase.PENDING, "Closed": Phase.CLOSED} == dict(
        read.lifecycle.phases
    )


def test_a_file_is_read_as_its_text() -> None:
    """Whatever it is opened as."""
    text = EXPORT.strip()
    assert jira.workflow(io.StringIO(text), phases=PHASES) == jira.workflow(
        io.BytesIO(text.encode()), phases=PHASES
    )


def test_a_status_without_a_phase_is_a_fault() -> None:
    """Open and Closed are known by their numbers, and others may say otherwise."""
    with pytest.raises(FaultyDefinition) as faulty:
        jira.workflow(EXPORT, phases={})
    assert ["state 'Waiting'"] == [fault.subject for fault in faulty.value.faults]
    told = jira.workflow(EXPORT, phases={**PHASES, "Open": Phase.ACTIVE})
    assert Phase.ACTIVE is told.lifecycle.phases["Open"]


def test_a_transition_to_two_states_is_a_fault() -> None:
    """Conditions choose between them, and conditions are not read."""
    steps = step("1", "Open", action("Go", "1", "2", kind="result"), status="1")
    text = f"<workflow><steps>{steps}{step('2', 'Closed', status='6')}</steps></workflow>"
    with pytest.raises(FaultyDefinition):
        jira.workflow(text, phases={})


def test_the_first_step_is_the_initial_one_if_none_is_named() -> None:
    """As in any table."""
    steps = step("1", "Open", action("Go", "2"), status="1") + step("2", "Closed", status="6")
    plain = jira.workflow(f"<workflow><steps>{steps}</steps></workflow>", phases={})
    assert "Open" == plain.lifecycle.initial
    empty = "<initial-actions><action name='Create'/></initial-actions>"
    same = jira.workflow(f"<workflow>{empty}<steps>{steps}</steps></workflow>", phases={})
    assert "Open" == same.lifecycle.initial


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<workflow/>", "a workflow that Jira exported"),
        (f"<flow><steps>{step('1', 'Open')}</steps></flow>", "a workflow that Jira exported"),
        (
            f"<workflow><steps>{step('1', 'Open', action('Go', '9'))}</steps></workflow>",
            "a step cannot be '9'.*'Go' leads to none of them",
        ),
        ('<!DOCTYPE x [<!ENTITY a "b">]><workflow>&a;</workflow>', "declares no type"),
        ("<workflow>", "well-formed"),
    ],
)
def test_what_is_no_workflow_is_refused(text: Any, words: str) -> None:
    """And says what is."""
    with pytest.raises(BadValue, match=words):
        jira.workflow(text, phases=PHASES)
