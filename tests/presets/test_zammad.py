"""Zammad: the history of tickets, with all its dirt."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import zammad
from tests.instants import HOUR, NINE


def entry(at: Any, attribute: Any = None, old: Any = None, new: Any = None, **more: Any) -> Any:
    when = {"o_id": 7, "object": "Ticket", "type": "updated", "created_at": f"2026-01-05T{at}:00Z"}
    return {**when, "attribute": attribute, "value_from": old, "value_to": new, **more}


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


def test_a_closed_ticket_may_be_opened_again() -> None:
    """On purpose, so it is no fault."""
    assert not faults(zammad.TICKET)
    assert ("closed", "open") in zammad.TICKET.edges
    assert zammad.PRIORITIES[0] > zammad.PRIORITIES[-1]


def test_a_history_is_read_by_the_numbers_of_its_tickets() -> None:
    """Entries of articles are no steps; nobody is written as a dash."""
    ticket = {"id": 7, "number": "65007", "created_at": "2026-01-05T09:00:00Z", "group": "Mail"}
    log = zammad.timelines(
        [
            entry("10:00", "state", "new", "pending reminder"),
            entry("10:00", "owner", "-", "ada"),
            entry("10:00", "body", "a", "b", object="Ticket::Article"),
            entry("11:00", "state", "pending reminder", "closed"),
            entry("11:00", "priority", "2 normal", "3 high"),
        ],
        tickets=[ticket],
    )
    assert [(NINE, Phase.NEW), (NINE + HOUR, Phase.PENDING), (NINE + 2 * HOUR, Phase.CLOSED)] == [
        (step.at, step.facts["phase"]) for step in log["65007"]
    ]
    first, second, last = log["65007"]
    assert ("Mail", None, "ada") == (
        first.facts["group"],
        first.facts["assignee"],
        second.facts["assignee"],
    )
    assert (zammad.PRIORITIES[0], ()) == (last.facts["priority"], log["65007"].flaws)


def test_dirty_entries_are_read_and_listed() -> None:
    """Each with its place."""
    log = zammad.timelines(
        [
            entry("09:00", type="created"),
            {"o_id": 7, "attribute": "state", "value_to": "open", "created_at": "soon"},
            entry("10:00", "state", "new", "parked"),
            entry("10:00", "state", "new", "open", o_id=None),
        ],
        states={"waiting": "pending close"},
    )
    assert {
        "7": [(1, "unreadable_time"), (2, "unknown_state")],
        "": [(3, "no_number"), (3, "opening_unknown")],
    } == {number: flaws(timeline) for number, timeline in log.items()}


def test_what_is_no_history_is_refused() -> None:
    """And says what is."""
    with pytest.raises(BadRow, match="row 0 is 7; give entries of a history"):
        zammad.timelines([7])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="history cannot be"):
        zammad.timelines("history")  # type: ignore[arg-type]


SAID = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("open")
KEYS = st.sampled_from(["o_id", "object", "type", "attribute", "value_to", "created_at"])


@given(
    st.lists(
        st.dictionaries(KEYS, SAID, max_size=4)
        | st.builds(entry, st.just("09:00") | SAID, st.just("state") | SAID, SAID, SAID),
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_history_is_too_dirty(history: list[dict[str, Any]]) -> None:
    """Each ticket has a timeline, in order of time; one without a step says why."""
    for timeline in zammad.timelines(history).values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws


def test_a_merged_ticket_is_closed_for_good() -> None:
    """It lives on in another."""
    assert not [edge for edge in zammad.TICKET.edges if edge[0] == "merged"]
    log = zammad.timelines([entry("10:00", "state", "open", "merged")])
    (timeline,) = log.values()
    assert [Phase.ACTIVE, Phase.CLOSED] == [step.facts["phase"] for step in timeline]
