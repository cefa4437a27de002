"""OTRS: its tables as an installation begins with them, and its history, which writes numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.errors import BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import otrs
from tests.instants import HOUR, NINE

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"
with_facts = pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)


def published() -> Any:
    return json.loads(FACTS.read_text())["otrs"]


@with_facts
@pytest.mark.parametrize("name", otrs.KINDS)
def test_moves_are_those_that_ship(name: str) -> None:
    """State by state; what leads nowhere has ended."""
    stated, table = published()[name.lower()], otrs.KINDS[name]
    assert stated.pop("0") == [table.initial]
    assert set(stated) == {state.name for state in table.states}
    assert {(source, to) for source, leads in stated.items() for to in leads} == table.edges
    assert {name for name, leads in stated.items() if not leads} == {
        state.name for state in table.states if state.phase.is_final
    }


@with_facts
def test_the_matrix_is_the_one_that_ships() -> None:
    """By its codes, of which the highest is the worst."""
    stated = published()["priority"]["matrix[impact][criticality]"]
    for impact in otrs.IMPACTS:
        for criticality in otrs.CRITICALITIES:
            said = str(stated[impact.code][criticality.code])
            assert said == otrs.MATRIX[impact, criticality].code
    assert otrs.PRIORITIES[0] > otrs.PRIORITIES[-1]


def test_the_missing_approval_is_found() -> None:
    """It is the only fault of a change, and work orders have none."""
    assert not faults(otrs.CHANGE)
    (fault,) = faults(otrs.CHANGE, implies={"in progress": "approved"})
    assert "happens without 'approved': requested -> in progress; add a guard" == fault.words
    assert not faults(otrs.WORK_ORDER, implies={"in progress": "ready"})


def row(at: str, field: str, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    when = {"ChangeID": 7, "WorkOrderID": None, "CreateTime": f"2026-01-05 {at}:00"}
    return {**when, "Fieldname": field, "ContentOld": old, "ContentNew": new, **more}


STATES = {"81": "requested", "82": "pending approval"}
ROWS = [
    row("09:00", "", "", "7", HistoryType="ChangeAdd"),
    row("10:00", "ChangeStateID", "81", "82", HistoryType="ChangeUpdate"),
    row("10:00", "ChangeTitle", "New disc", "New discs", HistoryType="ChangeUpdate"),
    row("10:30", "", "", "9", WorkOrderID=9, HistoryType="WorkOrderAdd"),
    row("11:00", "WorkOrderStateID", "91", "92", WorkOrderID=9, HistoryType="WorkOrderUpdate"),
]


def test_the_history_of_a_change_is_read_by_the_numbers_of_its_states() -> None:
    """Without that of its work orders."""
    log = otrs.timelines(ROWS, tz="UTC", states=STATES)
    assert ["7"] == list(log)
    assert [(NINE, "requested"), (NINE + HOUR, "pending approval")] == [
        (step.at, step.facts["state"]) for step in log["7"]
    ]
    assert ("New disc", "New discs", ()) == (
        log["7"][0].facts["summary"],
        log["7"][1].facts["summary"],
        log["7"].flaws,
    )


def test_a_number_that_nobody_has_explained_is_listed() -> None:
    """Once for each change."""
    timeline = otrs.timelines(ROWS, tz="UTC")["7"]
    assert [None, None] == [step.facts["phase"] for step in timeline]
    assert ["unknown_state", "unknown_state"] == [flaw.code for flaw in timeline.flaws]


def test_work_orders_are_read_by_themselves() -> None:
    """By their own numbers."""
    orders = [{"WorkOrderID": 9, "WorkOrderNumber": 1, "CreateTime": "2026-01-05 10:30:00"}]
    states = {"91": "created", "92": "accepted"}
    log = otrs.timelines(ROWS, tz="UTC", of="WorkOrder", states=states, tickets=orders)
    (timeline,) = log.values()
    assert ["1"] == list(log)
    assert [Phase.NEW, Phase.PENDING] == [step.facts["phase"] for step in timeline]
    assert () == timeline.flaws
    with pytest.raises(BadValue, match="of cannot be 'Ticket'; give one of Change, WorkOrder"):
        otrs.timelines(ROWS, tz="UTC", of="Ticket")
