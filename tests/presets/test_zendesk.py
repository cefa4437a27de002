"""Zendesk: its statuses, and audits with all their dirt."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import zendesk
from tests.instants import HOUR, NINE


def event(field: Any, value: Any, *before: Any, **more: Any) -> dict[str, Any]:
    kind = {"type": "Change", "previous_value": before[0]} if before else {"type": "Create"}
    return {**kind, "field_name": field, "value": value, **more}


def audit(at: Any, *events: Any, ticket: Any = 7) -> dict[str, Any]:
    return {"ticket_id": ticket, "created_at": f"2026-01-05T{at}:00Z", "events": list(events)}


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


def test_tickets_have_no_fault_and_end_once() -> None:
    """None is new again, and none that is closed goes on."""
    assert not faults(zendesk.TICKET, implies={"closed": "solved"})
    assert not [edge for edge in zendesk.TICKET.edges if edge[1] == "new" or edge[0] == "closed"]


def test_metrics_are_of_its_statuses() -> None:
    """Each counts in some of them."""
    names = {state.name for state in zendesk.TICKET.states}
    for counted in zendesk.METRICS.values():
        assert set(counted) <= names


def test_audits_are_read_in_order_of_time() -> None:
    """What a ticket was created with is no change of it, and comments are no steps."""
    log = zendesk.timelines(
        [
            audit("11:00", event("status", "solved", "open"), {"type": "Comment", "body": "Done."}),
            audit("10:00", event("status", "open", "new"), event("priority", "urgent", "low")),
            audit("09:00", event("status", "new"), event("priority", "low"), event("tags", ["a"])),
        ]
    )
    (timeline,) = log.values()
    assert [(NINE, "new"), (NINE + HOUR, "open"), (NINE + 2 * HOUR, "solved")] == [
        (step.at, step.facts["state"]) for step in timeline
    ]
    assert [3, 0] == [
        zendesk.PRIORITIES.index(step.facts["priority"]) for step in timeline.steps[:2]
    ]
    assert () == timeline.flaws
    assert 1.0 == check(zendesk.TICKET, log).fitness


def test_tickets_tell_what_never_changed() -> None:
    """And when they began."""
    ticket = {"id": 7, "created_at": "2026-01-05T09:00:00Z", "status": "open", "group_id": 12}
    rows = [audit("10:00", event("status", "open", "new")), audit("10:00", event("360", "Lyon"))]
    (timeline,) = zendesk.timelines(rows, tickets=[ticket], fields={"360": "site"}).values()
    assert (NINE, "12", "Lyon") == (
        timeline[0].at,
        timeline[0].facts["group"],
        timeline[1].facts["site"],
    )
    assert () == timeline.flaws


def test_statuses_of_a_site_are_read_by_a_table() -> None:
    """Those that are in none are listed once."""
    rows = [
        audit("09:00", event("status", "new")),
        audit("10:00", event("status", "Parked", "new"), event("status", "odd", "Parked")),
        audit("11:00", event("status", "closed", "odd"), event("priority", "P1")),
    ]
    (timeline,) = zendesk.timelines(rows, states={"Parked": "hold"}).values()
    assert [Phase.NEW, Phase.PENDING, None, Phase.CLOSED] == [
        step.facts["phase"] for step in timeline
    ]
    assert [(1, "unknown_state"), (2, "unknown_level")] == flaws(timeline)


def test_dirty_audits_are_read_and_listed() -> None:
    """Each with its place."""
    log = zendesk.timelines(
        [
            audit("09:00", event("status", "new")),
            {"ticket_id": 7, "created_at": "soon", "events": [event("status", "open", "new")]},
            {"ticket_id": 7, "events": [event("status", "open", "new"), 8]},
            audit("10:00", event("status", "solved", "pending")),
            audit("10:00", event("status", "open"), ticket=None),
            {"ticket_id": 8, "created_at": "2026-01-05T09:00:00", "events": "none"},
            {},
        ]
    )
    assert {
        "7": [(1, "unreadable_time"), (2, "no_time"), (3, "broken_chain")],
        "": [(4, "no_number")],
    } == {number: flaws(timeline) for number, timeline in log.items()}


def test_what_are_no_audits_is_refused() -> None:
    """As is what has no states."""
    with pytest.raises(BadRow, match="row 0 is 7; give audits, as the REST interface gives them"):
        zendesk.timelines([7])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="audits cannot be"):
        zendesk.timelines("audits")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="a model or a lifecycle"):
        zendesk.timelines([], model="ticket")  # type: ignore[arg-type]


def test_a_closed_ticket_of_a_list_was_solved() -> None:
    """Since when it is closed, its row does not tell."""
    row = {"Id": 7, "Status": "Closed", "Created at": "2026-01-05 09:00",
           "Solved at": "2026-01-05 10:00", "Updated at": "2026-01-05 12:00"}  # fmt: skip
    (timeline,) = zendesk.snapshots([row], tz="UTC").values()
    assert ["new", "solved", "closed"] == [step.facts["state"] for step in timeline]
    assert NINE + 3 * HOUR == timeline[-1].at
    assert "state_since_unknown" == timeline.flaws[0].code


SAID = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("open")
KEYS = st.sampled_from(["ticket_id", "created_at", "events", "type", "field_name", "value"])
JSON = st.recursive(
    SAID | st.sampled_from(["Change", "Create", "status", "2026-01-05T09:00:00Z"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=4),
    max_leaves=8,
)
EVENTS = st.lists(st.builds(event, st.just("status") | SAID, JSON, JSON) | JSON, max_size=3)
AT = st.just("2026-01-05T09:00:00Z") | JSON


@given(
    st.lists(
        st.dictionaries(KEYS, JSON, max_size=4)
        | st.fixed_dictionaries({"ticket_id": JSON, "created_at": AT, "events": EVENTS}),
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_audit_is_too_dirty(audits: list[dict[str, Any]]) -> None:
    """Each ticket has a timeline, in order of time; one without a step says why."""
    for timeline in zendesk.timelines(audits).values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws
