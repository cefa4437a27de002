"""ServiceNow's audit table: one row for each change of a field, with all its dirt."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import Phase
from itsmcore.presets import servicenow
from tests.instants import NINE

WRITTEN = "%Y-%m-%d %H:%M:%S"
RECORD = {"sys_id": "9d38", "number": "INC1", "opened_at": "2026-01-05 09:00:00"}


def changed(minutes: int, old: Any, new: Any, field: str = "state", **more: Any) -> dict[str, Any]:
    """Return an audit row of a change so many minutes after nine."""
    at = NINE + timedelta(minutes=minutes)
    row = {"documentkey": "9d38", "tablename": "incident", "sys_created_on": f"{at:{WRITTEN}}"}
    return {**row, "fieldname": field, "oldvalue": old, "newvalue": new, **more}


def read(*rows: dict[str, Any], **options: Any) -> Any:
    """Read the rows of one record."""
    (timeline,) = servicenow.audits(rows, **{"records": [RECORD], **options}).values()
    return timeline


def steps(timeline: Any, fact: str = "state") -> list[tuple[int, object]]:
    """Return the minutes after nine of each step, and a fact of it."""
    return [((step.at - NINE) // timedelta(minutes=1), step.facts[fact]) for step in timeline]


def flaws(timeline: Any) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


LIFE = (
    changed(10, "1", "2"),
    changed(10, "", "9f21", "assignment_group"),
    changed(60, "2", "3"),
    changed(60, "", "4", "hold_reason"),
    changed(90, "3", "6"),
    changed(90, "4", "", "hold_reason"),
    changed(90, "", "User error", "close_code"),
)


def test_a_life_is_read_from_its_changes() -> None:
    """Codes become what they are here; a field that never changed is told by the record."""
    record = {**RECORD, "impact": "1 - High", "short_description": "Mail is down"}
    timeline = read(*LIFE, records=[record], names={"9f21": "Messaging"})
    assert [(0, "new"), (10, "in_progress"), (60, "on_hold"), (90, "resolved")] == steps(timeline)
    assert [None, "Messaging", "Messaging", "Messaging"] == [
        of for _, of in steps(timeline, "group")
    ]
    assert [None, None, "vendor", None] == [of for _, of in steps(timeline, "hold_reason")]
    assert (servicenow.IMPACTS[0], "Mail is down", "user_error") == tuple(
        timeline[-1].facts[name] for name in ("impact", "summary", "resolution_code")
    )
    assert timedelta(minutes=30) == timeline.time_in(Phase.PENDING)
    assert () == timeline.flaws


def test_the_order_of_the_file_does_not_matter() -> None:
    """Lists show the newest first; within an instant, the record's updates are counted."""
    rows = [
        changed(10, "1", "2", record_checkpoint="1"),
        changed(10, "2", "3", record_checkpoint="2"),
        changed(20, "3", "6", record_checkpoint="3"),
    ]
    lives = {tuple(steps(read(*order))) for order in permutations(rows)}
    assert {((0, "new"), (10, "in_progress"), (10, "on_hold"), (20, "resolved"))} == lives


def test_an_insert_is_the_opening_itself() -> None:
    """A change from nothing, even if the record says that it was opened a little before."""
    rows = (changed(2, "", "1"), changed(2, "", "mail", "category"), changed(9, "1", "2"))
    assert [(0, "new"), (9, "in_progress")] == steps(read(*rows))
    assert [(2, "new"), (9, "in_progress")] == steps(read(*rows, records=[]))
    assert "mail" == read(*rows)[0].facts["category"]


def test_a_record_whose_state_was_never_known_has_none() -> None:
    """Its other fields are read all the same."""
    timeline = read(changed(5, "", "mail", "category"))
    assert [(0, None), (5, None)] == steps(timeline)
    assert [None, "mail"] == [of for _, of in steps(timeline, "category")]


def test_without_the_records_a_timeline_begins_with_the_first_change() -> None:
    """And has the record's sys_id for its number."""
    log = servicenow.audits([changed(10, "1", "2"), changed(30, "2", "6")])
    assert ["9d38"] == list(log)
    assert [(10, "new"), (10, "in_progress"), (30, "resolved")] == steps(log["9d38"])
    assert [(0, "opening_unknown")] == flaws(log["9d38"])


def test_a_record_that_never_changed_is_what_it_is() -> None:
    """One that says neither when it began nor its number is listed, as is a second of the same."""
    log = servicenow.audits(
        [],
        records=[
            {**RECORD, "state": "In Progress"},
            {"sys_id": "1", "number": "INC2"},
            {"sys_id": "2", "sys_created_on": "2026-01-05 09:00:00"},
            {**RECORD, "state": "2"},
            {"number": "INC3", "opened_at": "yesterday"},
        ],
    )
    assert ["INC1", "INC2", "2", "INC1 (record 3)", "INC3"] == list(log)
    assert [(0, "in_progress")] == steps(log["INC1"])
    assert [(1, "no_time"), (1, "no_time")] == flaws(log["INC2"])
    assert [(2, "no_number")] == flaws(log["2"])
    assert [(3, "no_changes"), (3, "same_number")] == flaws(log["INC1 (record 3)"])
    assert [(4, "no_changes"), (4, "unreadable_time"), (4, "no_time")] == flaws(log["INC3"])


def test_rows_of_other_tables_and_fields_are_left_out() -> None:
    """So a whole export will do; a row that names no table is of the one that is asked for."""
    rows = (
        changed(1, "1", "2", tablename="problem"),
        changed(2, "a", "b", "u_site"),
        changed(3, "", "", "DELETED"),
        changed(4, "1", "2", "", tablename=""),
        changed(5, "1", "2", tablename=""),
    )
    assert [(0, "new"), (5, "in_progress")] == steps(read(*rows))
    assert [(0, "a"), (2, "b")] == steps(read(rows[1], fields={"u_site": "site"}), "site")


@pytest.mark.parametrize(
    ("table", "rows", "fact", "expected"),
    [
        ("problem", [("state", "102", "103")], "state", "root_cause_analysis"),
        ("problem", [("resolution_code", "", "fix_applied")], "resolution_code", "fix_applied"),
        ("problem", [("cause_notes", "", "a full disk")], "cause", "a full disk"),
        ("change_request", [("state", "-2", "-1")], "state", "implement"),
        ("change_request", [("close_code", "", "successful")], "outcome", "successful"),
        ("change_task", [("state", "1", "3")], "state", "closed"),
        ("sc_request", [("request_state", "submitted", "in_process")], "state", "in_process"),
    ],
)
def test_codes_are_those_of_the_table(
    table: str, rows: list[tuple[str, str, str]], fact: str, expected: str
) -> None:
    """The same code is another state of another table."""
    audit = [changed(5, old, new, field, tablename=table) for field, old, new in rows]
    assert expected == read(*audit, table=table)[-1].facts[fact]


def test_what_is_wrong_is_listed_and_read_all_the_same() -> None:
    """With the position of the row."""
    timeline = read(
        changed(-5, "1", "2"),
        changed(10, "3", "99"),
        changed(11, "99", "99"),
        changed(12, "", "dire", "impact"),
        changed(13, "0", "9" * 5000, "reopen_count"),
        changed(14, "1", "2", sys_created_on=""),
        changed(15, "1", "2", sys_created_on="noon"),
        changed(16, "", "noon", "closed_at"),
    )
    assert [
        (1, "unknown_state"),
        (3, "unknown_level"),
        (4, "unknown_count"),
        (5, "no_time"),
        (6, "unreadable_time"),
        (7, "unreadable_time"),
        (0, "backward"),
        (1, "broken_chain"),
    ] == flaws(timeline)
    assert (0, "in_progress") == steps(timeline)[1]
    assert ("99", None, "dire") == tuple(
        timeline[-1].facts[name] for name in ("state", "phase", "impact")
    )


def test_a_time_that_is_shown_twice_is_read_as_the_first() -> None:
    """Where the export has the zone of whoever made it."""
    at = "2026-10-25 02:30:00"
    timeline = read(
        changed(0, "1", "2", sys_created_on=at), tz="Europe/Lisbon", states={"9": "new"}
    )
    assert [] == flaws(timeline)
    at = "2026-10-25 01:30:00"
    timeline = read(
        changed(0, "9", "2", sys_created_on=at), tz="Europe/Lisbon", states={"9": "new"}
    )
    assert [(0, "ambiguous_time")] == flaws(timeline)
    assert ["new", "in_progress"] == [of for _, of in steps(timeline)]


def test_rows_that_name_no_record_are_read_together() -> None:
    """And each says so."""
    log = servicenow.audits([changed(1, "1", "2", documentkey=""), changed(2, "2", "6")])
    assert ["", "9d38"] == list(log)
    assert [(0, "no_number"), (0, "opening_unknown")] == flaws(log[""])


def test_instants_of_the_record_are_instants() -> None:
    """Stored in UTC."""
    row = changed(9, "", datetime(2026, 1, 5, 9, 0), "closed_at")
    assert NINE == read(row)[-1].facts["closed_at"]
    assert NINE == read(changed(9, "", f"{NINE:{WRITTEN}}", "resolved_at"))[-1].facts["resolved_at"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"table": "task"}, "table cannot be 'task'; give one of incident, problem"),
        ({"table": []}, "table cannot be"),
        ({"columns": {"who": "user"}}, "columns cannot be 'who'; give a column for record, table"),
        ({"states": {"9": "open"}}, "states cannot be 'open'; give one of new"),
        ({"fields": {"u_site": 7}}, "fields cannot be 7"),
        ({"names": 7}, "names cannot be 7"),
        ({"records": 7}, "records cannot be 7; give rows of the table that was audited"),
        ({"tz": "Mars"}, "tz cannot be 'Mars'"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], words: str) -> None:
    """Even if there is no row."""
    with pytest.raises(BadValue, match=words):
        servicenow.audits([], **options)


def test_a_missing_column_is_refused() -> None:
    """It may have another name, which is then said."""
    row = {"Document key": "9d38", **changed(5, "1", "2")}
    del row["documentkey"]
    with pytest.raises(BadRow, match="row 0 has no column 'documentkey'"):
        servicenow.audits([row])
    assert ["9d38"] == list(servicenow.audits([row], columns={"record": "Document key"}))


DIRT = (
    st.none() | st.text(max_size=8) | st.floats() | st.datetimes() | st.lists(st.text(max_size=2))
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "documentkey": DIRT | st.just("9d38"),
                "sys_created_on": DIRT | st.sampled_from([RECORD["opened_at"], NINE]),
                "fieldname": DIRT | st.sampled_from(["state", "impact", "closed_at"]),
                "oldvalue": DIRT | st.sampled_from("12"),
                "newvalue": DIRT | st.sampled_from("236"),
            },
            optional={"tablename": DIRT, "record_checkpoint": DIRT | st.sampled_from("12")},
        ),
        max_size=5,
    ),
    st.lists(
        st.fixed_dictionaries({}, optional={name: DIRT | st.just("9d38") for name in RECORD}),
        max_size=2,
    ),
)
@settings(max_examples=40, deadline=None)
def test_no_row_is_too_dirty(rows: list[dict[str, Any]], records: list[dict[str, Any]]) -> None:
    """What is read is in order of time, and each record has its timeline."""
    log = servicenow.audits(rows, records=records)
    assert len(records) <= len(log)
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert timeline.steps or timeline.flaws


def test_a_row_that_is_there_twice_counts_once() -> None:
    """As where two exports of the table overlap."""
    rows = [
        {
            "documentkey": "9d38",
            "tablename": "incident",
            "fieldname": "state",
            "oldvalue": old,
            "newvalue": new,
            "sys_created_on": "2026-01-05 10:00:00",
        }
        for old, new in (("1", "2"), ("2", "3"))
    ]
    (timeline,) = servicenow.audits([*rows, *rows]).values()
    states = [step.facts["state"] for step in timeline]
    assert ["new", "in_progress", "on_hold"] == states
    assert ["opening_unknown", "repeated", "repeated"] == sorted(
        flaw.code for flaw in timeline.flaws
    )


def test_a_record_that_is_elsewhere_than_its_audit_left_it_is_listed() -> None:
    """Rows are missing then."""
    row = {"documentkey": "9d38", "fieldname": "state", "oldvalue": "1", "newvalue": "2"}
    record = {"sys_id": "9d38", "number": "I1", "opened_at": "2026-01-05 09:00:00", "state": "7"}
    log = servicenow.audits([{**row, "sys_created_on": "2026-01-05 10:00:00"}], records=[record])
    assert ["changes_missing"] == [flaw.code for flaw in log["I1"].flaws]
