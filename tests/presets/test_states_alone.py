"""Products of which little is known: their states and levels, and what is read of their exports."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import bmc, freshservice, tmforum
from tests.instants import HOUR, NINE

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"
with_facts = pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)


def published(product: str) -> Any:
    return json.loads(FACTS.read_text())[product]


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


# --- BMC --------------------------------------------------------------------------------------


@with_facts
@pytest.mark.parametrize("name", ["incident", "problem", "change"])
def test_statuses_of_bmc_are_those_of_its_documentation(name: str) -> None:
    """In its order."""
    labels = [one.label for one in bmc.PRESET.codes_of(f"{name}.state").codes]
    assert published("bmc")[f"{name}_status"] == labels


@with_facts
def test_priorities_of_bmc_come_of_weights() -> None:
    """Each sum lies in the band of its priority."""
    stated = published("bmc")["priority_weights_2007"]
    for impact in bmc.IMPACTS:
        for urgency in bmc.URGENCIES:
            weight = stated["impact"][impact.label] + stated["urgency"][urgency.label]
            low, high = stated["observed_bands"][bmc.MATRIX[impact, urgency].label]
            assert low <= weight <= high


def test_lifecycles_of_bmc_have_no_fault() -> None:
    """And no change is cancelled from pending."""
    for table in bmc.PRESET.lifecycles:
        assert not faults(table)
    assert ("pending", "cancelled") not in bmc.CHANGE.edges


def test_a_list_of_bmc_is_read() -> None:
    """By the labels of its statuses and levels."""
    row = {"Incident ID": "INC7", "Status": "Pending", "Submit Date": "2026-01-05 09:00",
           "Last Modified Date": "2026-01-05 10:00", "Impact": "2-Significant/Large"}  # fmt: skip
    (timeline,) = bmc.snapshots([row], tz="UTC").values()
    assert [(NINE, "new"), (NINE + HOUR, "pending")] == [
        (step.at, step.facts["state"]) for step in timeline
    ]
    assert bmc.IMPACTS[1] == timeline[0].facts["impact"]


# --- Freshservice -----------------------------------------------------------------------------


def test_a_ticket_of_freshservice_has_no_fault() -> None:
    """Its statuses are numbers, and a higher priority is worse."""
    assert not faults(freshservice.TICKET)
    assert "3" == freshservice.PRESET.codes_of("ticket.state").code("pending")
    assert freshservice.PRIORITIES[0] > freshservice.PRIORITIES[-1]


def test_a_list_of_freshservice_is_read() -> None:
    """With a status of the site's own."""
    row = {"Ticket ID": "SR-7", "Status": "Awaiting parts", "Created Time": "2026-01-05 09:00",
           "Priority": "Urgent"}  # fmt: skip
    log = freshservice.snapshots([row], tz="UTC", states={"Awaiting parts": "pending"})
    assert ["open", "pending"] == [step.facts["state"] for step in log["SR-7"]]
    assert freshservice.PRIORITIES[0] == log["SR-7"][0].facts["priority"]


# --- TM Forum ---------------------------------------------------------------------------------


@with_facts
def test_states_of_tm_forum_are_those_of_its_files() -> None:
    """Of which no file says what leads where."""
    tables = {
        "TMF621": tmforum.TROUBLE_TICKET,
        "TMF656": tmforum.SERVICE_PROBLEM,
        "TMF655": tmforum.CHANGE,
    }
    for name, table in tables.items():
        assert set(published("tmforum")[name]) == {state.name for state in table.states}
        assert () == table.rules


def ticket(*changes: Any, id: Any = "T7", **more: Any) -> dict[str, Any]:
    opened = {"id": id, "creationDate": "2026-01-05T09:00:00Z"}
    return {**opened, "statusChangeHistory": list(changes), **more}


def change(at: Any, status: Any) -> dict[str, Any]:
    return {"status": status, "statusChangeDate": at}


def test_changes_of_a_status_are_read_in_order_of_time() -> None:
    """Under either name; other members hold all along."""
    changes = [
        change("2026-01-05T11:00:00Z", "resolved"),
        change("2026-01-05T10:00:00+00:00", "inProgress"),
        change("2026-01-05T09:00:00Z", "acknowledged"),
    ]
    now = {"status": "resolved", "priority": 3, "channel": {"name": "web"}, "severity": "minor"}
    log = tmforum.timelines([ticket(*changes, **now)], fields={"ticketType": "kind"})
    assert [
        (NINE, "acknowledged"),
        (NINE + HOUR, "inProgress"),
        (NINE + 2 * HOUR, "resolved"),
    ] == [(step.at, step.facts["state"]) for step in log["T7"]]
    assert (tmforum.PRIORITIES[2], "minor", ()) == (
        log["T7"][0].facts["priority"],
        log["T7"][0].facts["severity"],
        log["T7"].flaws,
    )
    older = {"id": "T7", "creationDate": "2026-01-05T09:00:00Z", "statusChange": changes}
    assert 3 == len(tmforum.timelines([older])["T7"])


def test_changes_of_a_status_are_in_order_whatever_their_zones() -> None:
    """Texts do not tell: noon in Helsinki comes before eleven in London."""
    log = tmforum.timelines(
        [
            ticket(
                change("2026-01-05T10:00:00.500Z", "resolved"),
                change("2026-01-05T10:00:00Z", "inProgress"),
                change("2026-01-05T11:30:00+02:00", "acknowledged"),
            )
        ]
    )
    states = [step.facts["state"] for step in log["T7"]]
    assert ["acknowledged", "inProgress", "resolved"] == states
    assert () == log["T7"].flaws


def test_dirty_documents_are_read_and_listed() -> None:
    """Each with its place."""
    log = tmforum.timelines(
        [
            ticket(change("soon", "held"), change(None, "held"), 7, status="odd"),
            ticket(change("2026-01-05T10:00:00Z", "waitForApproval"), id=None),
            {"id": "T7", "statusChangeHistory": "none"},
        ],
        model=tmforum.CHANGE,
    )
    assert {
        "T7": [
            (0, "unknown_state"),
            (0, "unreadable_time"),
            (0, "no_time"),
        ],
        "ticket 1": [(1, "no_changes")],
        "T7 (ticket 2)": [(2, "no_changes"), (2, "no_time"), (2, "same_number"), (2, "no_time")],
    } == {number: flaws(timeline) for number, timeline in log.items()}
    assert [Phase.PENDING] == [step.facts["phase"] for step in log["ticket 1"]]


def test_what_are_no_documents_is_refused() -> None:
    """And says what is."""
    with pytest.raises(BadRow, match="row 0 is 7; give documents, as the interface gives them"):
        tmforum.timelines([7])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="documents cannot be"):
        tmforum.timelines("T7")  # type: ignore[arg-type]


SAID = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("held")
AT = st.just("2026-01-05T09:00:00Z") | SAID


@given(
    st.lists(
        st.builds(ticket, st.builds(change, AT, SAID) | SAID, st.builds(change, AT, SAID), id=SAID),
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_document_is_too_dirty(documents: list[dict[str, Any]]) -> None:
    """Each has a timeline, in order of time; one without a step says why."""
    log = tmforum.timelines(documents)
    assert len(documents) == len(log)
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws
