"""GLPI: its codes and its matrix, as its source has them, and what is particular to its log."""

import json
from pathlib import Path
from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.errors import BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import glpi
from tests.instants import HOUR, NINE

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"
with_facts = pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)


def published() -> Any:
    return json.loads(FACTS.read_text())["glpi"]


@with_facts
@pytest.mark.parametrize("name", glpi.ITEMTYPES)
def test_codes_are_those_of_the_source(name: str) -> None:
    """In the order in which it lists them; what it calls closed has ended."""
    codes = [int(state.code or 0) for state in glpi.ITEMTYPES[name].states]
    stated = published()
    assert stated[name.lower()] == codes
    ended = [int(s.code or 0) for s in glpi.ITEMTYPES[name].states if s.phase.is_final]
    assert sorted(stated["closed"].get(name.lower(), [6])) == sorted(ended)


@with_facts
def test_the_matrix_is_the_one_that_ships() -> None:
    """By its codes, of which the highest is the worst."""
    stated = published()["priority"]["matrix[urgency][impact]"]
    for impact in glpi.IMPACTS:
        for urgency in glpi.URGENCIES:
            said = str(stated[urgency.code][impact.code])
            assert said == glpi.MATRIX[impact, urgency].code
    assert glpi.PRIORITIES[0] > glpi.PRIORITIES[-1]


def test_no_lifecycle_has_a_fault() -> None:
    """And no change is applied without an approval."""
    for table in (glpi.TICKET, glpi.PROBLEM):
        assert not faults(table)
    assert not faults(glpi.CHANGE, implies={"applied": "approval"})


def test_one_code_means_two_things_of_two_types() -> None:
    """What is solved for a ticket is applied for a change."""
    assert "solved" == glpi.PRESET.codes_of("ticket.state").meaning("5")
    assert "applied" == glpi.PRESET.codes_of("change.state").meaning("5")


def test_a_profile_permits_what_its_matrix_does_not_forbid() -> None:
    """As text or as read; also out of closed, which is then no fault."""
    free = glpi.permitted({})
    assert 7 * 6 == len(free.edges)
    assert not faults(free)
    denied = {"6": {"1": 0, "2": "0", "3": False, "4": 1}, "99": {"1": 0}}
    strict = glpi.permitted(denied)
    assert {("closed", "new"), ("closed", "assigned"), ("closed", "planned")} == (
        free.edges - strict.edges
    )
    assert strict == glpi.permitted(json.dumps(denied))
    assert ("refused", "new") in glpi.permitted({}, of="Change").edges


def test_what_a_profile_can_never_leave_is_found() -> None:
    """A ticket that is pending would stay so."""
    others = dict.fromkeys(("1", "2", "3", "5", "6", "10"), 0)
    found = [fault.code for fault in faults(glpi.permitted({"4": others}))]
    assert ["dead_end"] == found


@pytest.mark.parametrize("matrix", [7, "odd", "[1]", {"6": 7}])
def test_what_is_no_matrix_is_refused(matrix: Any) -> None:
    """And says what is."""
    with pytest.raises(BadValue, match="give the matrix of a profile"):
        glpi.permitted(matrix)
    with pytest.raises(BadValue, match="of cannot be 'Incident'"):
        glpi.permitted({}, of="Incident")


def changed(field: Any, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    row = {"items_id": 7, "date_mod": "2026-01-05 10:00:00", "id_search_option": field}
    return {**row, "old_value": old, "new_value": new, **more}


def test_a_log_is_read_by_its_search_options() -> None:
    """Names stand there with their ids, and rows of other types are left out."""
    rows = [
        changed(0, "", "", linked_action=20, date_mod="2026-01-05 09:00:00"),
        changed(12, 1, 2, linked_action=0, itemtype="Ticket"),
        changed(7, "&nbsp; (0)", "Mail > Spam (5)"),
        changed(3, "3", "6"),
        changed(12, 1, 6, itemtype="Change"),
        changed(5, "", "ada (12)", linked_action=15),
    ]
    (timeline,) = glpi.timelines(rows, tz="UTC").values()
    assert [(NINE, Phase.NEW), (NINE + HOUR, Phase.ACTIVE)] == [
        (step.at, step.facts["phase"]) for step in timeline
    ]
    assert ("Mail > Spam", glpi.PRIORITIES[0]) == (
        timeline[1].facts["category"],
        timeline[1].facts["priority"],
    )
    assert () == timeline.flaws


def test_a_category_may_have_a_bracket_of_its_own() -> None:
    """Only an id at the end goes."""
    tickets = [{"id": 7, "date": "2026-01-05 09:00:00", "itilcategories_id": "Mail (old)"}]
    assert "Mail (old)" == glpi.timelines([], tickets=tickets, tz="UTC")["7"][0].facts["category"]


def test_types_are_those_that_are_logged() -> None:
    """Another is refused."""
    with pytest.raises(BadValue, match="of cannot be 'Incident'; give one of Ticket, Problem"):
        glpi.timelines([], tz="UTC", of="Incident")


def test_a_list_is_read_in_any_language() -> None:
    """By the columns and labels of whoever made it."""
    row = {"ID": "7", "Statut": "En cours (Attribué)", "Date": "2026-01-05 09:00", "Priorité": "5"}
    (timeline,) = glpi.snapshots(
        [row],
        tz="UTC",
        columns={"state": "Statut", "opened_at": "Date", "priority": "Priorité"},
        states={"En cours (Attribué)": "assigned"},
    ).values()
    assert ["new", "assigned"] == [step.facts["state"] for step in timeline]
    assert "Very high" == str(timeline[0].facts["priority"])
