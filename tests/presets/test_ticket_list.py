"""A list of tickets as a value: another product's is read as those that ship are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import INCIDENT, PROBLEM, Priority
from itsmcore.errors import BadRow, BadValue
from itsmcore.presets import TicketList, freshservice
from itsmcore.presets.freshservice import PRIORITIES, TICKET

MADE: Any = TicketList
NEEDED = {"number": "No", "state": "Is", "opened_at": "Opened"}
OURS = TicketList(
    INCIDENT,
    {**NEEDED, "resolved_at": "Done", "priority": "Prio", "place": "Where"},
    states={"Busy": "in_progress", "With the user": ("on_hold", "caller")},
    levels={"priority": Priority.scale},
)
ROW = {"No": "7", "Is": "Busy", "Opened": "2026-01-05 09:00", "Prio": "High"}


def codes(timeline: Any) -> list[str]:
    return [flaw.code for flaw in timeline.flaws]


TOLD = ["state_since_unknown", "pauses_unknown", "values_as_of_row"]


def test_a_list_is_read_by_its_columns_its_words_and_its_levels() -> None:
    """And what a row cannot tell is told."""
    read = OURS.snapshots([ROW, {**ROW, "No": "8", "Is": "With the user"}], tz="Europe/Oslo")
    busy, waits = read["7"].steps[-1].facts, read["8"].steps[-1].facts
    assert ("in_progress", Priority.HIGH) == (busy["state"], busy["priority"])
    assert ("on_hold", "caller") == (waits["state"], waits["hold_reason"])
    assert datetime(2026, 1, 5, 8, tzinfo=UTC) == read["7"].steps[0].at
    assert TOLD == codes(read["7"])


def test_what_a_reader_says_is_wrong_is_a_flaw() -> None:
    """Of a level that the scale has not, and of a text that a function of one's own refuses."""

    def place(text: str) -> tuple[str, str | None]:
        return text.title(), None if text.isalpha() else "unknown_place"

    known = attrs.evolve(OURS, reads={"place": place})
    row = {**ROW, "Prio": "Soon", "Where": "room 5"}
    read = known.snapshots([row], tz="UTC")["7"]
    assert ["unknown_level", "unknown_place", *TOLD] == codes(read)
    assert "Room 5" == read.steps[-1].facts["place"]


def test_a_word_may_tell_another_fact_and_other_facts_the_state() -> None:
    """As with ServiceNow's items, whose approval decides in which state they are."""

    def placed(state: str, facts: Any) -> str:
        return "cancelled" if facts.get("place") == "nowhere" else state

    known = TicketList(
        INCIDENT,
        {**NEEDED, "place": "Where"},
        states={"Done": ("closed", "fixed")},
        beside="resolution_code",
        place=placed,
    )
    row = {**ROW, "Is": "Done"}
    done = known.snapshots([row], tz="UTC")["7"].steps[-1].facts
    gone = known.snapshots([{**row, "Where": "nowhere"}], tz="UTC")["7"].steps[-1].facts
    assert ("closed", "fixed") == (done["state"], done["resolution_code"])
    assert "cancelled" == gone["state"]


def test_another_model_is_read_by_the_words_of_the_list_too() -> None:
    """And what a caller says goes before what the list says."""
    known = TicketList(INCIDENT, NEEDED, states={"Fixed": "resolved"})
    problem = known.snapshots([{**ROW, "Is": "Fixed"}], tz="UTC", model=PROBLEM)["7"]
    assert "resolved" == problem.steps[-1].facts["state"]
    asked = known.snapshots([{**ROW, "Is": "Fixed"}], tz="UTC", states={"Fixed": "closed"})["7"]
    assert "closed" == asked.steps[-1].facts["state"]
    other = known.snapshots([{"Nr": "9", **ROW}], tz="UTC", columns={"number": "Nr"})
    assert ["9"] == list(other)


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "Ticket ID": st.integers(1, 3).map(str),
                "Status": st.sampled_from(["Open", "Pending", "Resolved", "Closed", "odd", ""]),
                "Created Time": st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)).map(str),
                "Resolved Time": st.sampled_from(["", "2026-01-20 10:00:00"]),
                "Priority": st.sampled_from(["High", "Low", "", "Soon"]),
            }
        ),
        max_size=5,
    )
)
def test_a_preset_s_list_is_one_that_could_be_made_by_anybody(rows: list[dict[str, str]]) -> None:
    """From what the preset offers: its model, its columns and its levels."""
    mine = TicketList(TICKET, freshservice.COLUMNS, levels={"priority": PRIORITIES})
    assert freshservice.snapshots(rows, tz="UTC") == mine.snapshots(rows, tz="UTC")


def test_a_list_is_the_call_that_makes_it() -> None:
    """It is a value, equal by its parts."""
    plain = TicketList(INCIDENT, NEEDED)
    assert plain == eval(
        repr(plain).replace(repr(INCIDENT), "INCIDENT"),
        {"INCIDENT": INCIDENT, "TicketList": TicketList, "FrozenDict": dict},
    )
    assert plain != attrs.evolve(plain, beside="outcome")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: MADE("incident", NEEDED), "model cannot be 'incident'"),
        (lambda: MADE(INCIDENT, None), "number, state, opened_at are required"),
        (lambda: MADE(INCIDENT, {"number": "No", "state": "Is"}), "opened_at are required"),
        (lambda: MADE(INCIDENT, {**NEEDED, "place": []}), "columns cannot be"),
        (lambda: MADE(INCIDENT, NEEDED, states={"x": "parked"}), "states cannot be 'parked'"),
        (lambda: MADE(INCIDENT, NEEDED, beside=""), "beside cannot be ''"),
        (lambda: MADE(INCIDENT, NEEDED, levels=[1]), "scales by the names of facts"),
        (lambda: MADE(INCIDENT, NEEDED, levels={"priority": ["High"]}), "levels cannot"),
        (lambda: MADE(INCIDENT, NEEDED, reads={"place": "title"}), "functions by the names"),
        (lambda: MADE(INCIDENT, NEEDED, reads=5), "functions by the names"),
        (lambda: MADE(INCIDENT, NEEDED, place="new"), "a function from the name of a state"),
    ],
)
def test_what_is_no_list_is_refused_where_it_is_made(made: Any, words: str) -> None:
    """By the name of the argument, with what would do."""
    with pytest.raises(BadValue) as found:
        made()
    assert words in str(found.value)


def test_a_row_without_a_required_column_is_refused() -> None:
    """By the name of the column, with the nearest that there is."""
    with pytest.raises(BadRow, match="Opend"):
        OURS.snapshots([{"No": "7", "Is": "Busy", "Opend": "2026-01-05 09:00"}], tz="UTC")
