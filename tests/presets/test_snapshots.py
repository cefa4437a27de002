"""Lists of tickets, one row for each: what a row tells, and what it cannot tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.errors import BadRow, BadValue
from itsmcore.incidents import HoldReason
from itsmcore.presets import bmc, freshservice, glpi, itop, jira, otrs, servicenow, zendesk
from itsmcore.presets._dates import FORMATS, format_of
from tests.instants import HOUR, NINE

PRODUCTS = (bmc, freshservice, otrs, zendesk, glpi, itop, jira, servicenow)
UNTOLD = ["pauses_unknown", "values_as_of_row"]
WRITTEN = "%Y-%m-%d %H:%M:%S"


def row(**told: Any) -> dict[str, Any]:
    return {"number": "INC-7", "state": "New", "opened_at": "2026-01-05 09:00:00", **told}


def read(*, tz: Any = "UTC", options: Any = None, **told: Any) -> Timeline:
    (timeline,) = servicenow.snapshots([row(**told)], tz=tz, **(options or {})).values()
    return timeline


def stages(timeline: Timeline) -> list[tuple[datetime, object]]:
    return [(step.at, step.facts["state"]) for step in timeline]


def flaws(timeline: Timeline) -> list[str]:
    return [flaw.code for flaw in timeline.flaws]


def test_a_row_tells_of_its_stages() -> None:
    """And nothing of what was in between; how it ended is known from the end on."""
    timeline = read(
        state="Closed",
        resolved_at="2026-01-05 11:00:00",
        closed_at="2026-01-05 12:00:00",
        priority="2 - High",
        close_code="User error",
        assignment_group="Mail",
    )
    assert [
        (NINE, "new"),
        (NINE + 2 * HOUR, "resolved"),
        (NINE + 3 * HOUR, "closed"),
    ] == stages(timeline)
    assert [None, "user_error", "user_error"] == [
        step.facts.get("resolution_code") for step in timeline
    ]
    assert {(servicenow.PRIORITIES[1], "Mail")} == {
        (step.facts["priority"], step.facts["group"]) for step in timeline
    }
    assert UNTOLD == flaws(timeline)


def test_a_state_that_no_column_dates_is_dated_by_the_last_change() -> None:
    """Or else by the latest instant of the row; both are said."""
    since = ["state_since_unknown", *UNTOLD]
    held = read(state="On Hold", hold_reason="4", sys_updated_on="2026-01-05 10:00:00")
    assert [(NINE, "new"), (NINE + HOUR, "on_hold")] == stages(held)
    assert (HoldReason.VENDOR, since) == (held[1].facts["hold_reason"], flaws(held))
    active = read(state="Active")
    assert [(NINE, "new"), (NINE, "in_progress")] == stages(active)
    assert since == flaws(active)
    waiting = read(state="Awaiting Evidence")
    assert [None, "evidence"] == [step.facts.get("hold_reason") for step in waiting]


def test_a_cancelled_ticket_was_not_closed() -> None:
    """Its end is dated by the column for both."""
    timeline = read(state="Canceled", closed_at="2026-01-05 10:00:00")
    assert [Phase.NEW, Phase.CANCELLED] == [step.facts["phase"] for step in timeline]


def test_a_row_that_goes_backward_is_read_and_listed() -> None:
    """At the instant of the stage before."""
    timeline = read(state="Resolved", resolved_at="2026-01-05 08:00:00")
    assert [(NINE, "new"), (NINE, "resolved")] == stages(timeline)
    assert ["backward", *UNTOLD] == flaws(timeline)


def test_dirty_rows_are_read_and_listed() -> None:
    """Each with its place; none is left without a timeline."""
    log = servicenow.snapshots(
        [
            row(priority="9 - Odd"),
            row(state="-100"),
            row(number=None, state="?"),
            row(number=7.0, opened_at="soon"),
            row(number="I8", opened_at="soon", resolved_at="2026-01-05 10:00:00"),
        ],
        tz="UTC",
    )
    assert ["INC-7", "INC-7 (row 1)", "", "7", "I8"] == list(log)
    assert {
        "INC-7": ["unknown_level", *UNTOLD],
        "INC-7 (row 1)": ["same_number", "unknown_state", "state_since_unknown", *UNTOLD],
        "": ["no_number", "no_state", *UNTOLD],
        "7": ["unreadable_time", "no_time"],
        "I8": ["unreadable_time", "state_since_unknown", *UNTOLD],
    } == {number: flaws(timeline) for number, timeline in log.items()}
    assert ("9 - Odd", 0) == (log["INC-7"][0].facts["priority"], len(log["7"]))
    assert {4} == {flaw.index for flaw in log["I8"].flaws}


def test_labels_of_any_language_are_read_by_a_table() -> None:
    """With the reason to wait that one may stand for."""
    states = {"Gelöst": "resolved", "Wartet": ("on_hold", "caller")}
    waiting = read(state="Wartet", options={"states": states})
    assert ("on_hold", "caller") == (
        waiting[1].facts["state"],
        waiting[1].facts["hold_reason"],
    )
    with pytest.raises(BadValue, match="states cannot be 'solved'; give one of new, in_progress"):
        read(options={"states": {"Gelöst": "solved"}})
    with pytest.raises(BadValue, match="states"):
        read(options={"states": {"Gelöst": 7}})


def test_a_zone_must_be_said() -> None:
    """What the clock shows twice, or skips, is listed."""
    assert NINE - HOUR == read(tz="Europe/Amsterdam")[0].at
    twice = read(tz="Europe/Amsterdam", opened_at="2026-10-25 02:30:00")
    assert ["ambiguous_time", *UNTOLD] == flaws(twice)
    with pytest.raises(BadValue, match="tz cannot be 'Europe/Amsterdm'"):
        read(tz="Europe/Amsterdm")


def test_instants_are_taken_as_they_are() -> None:
    """From a frame; those with a zone of their own keep it."""
    paris = timezone(HOUR)
    timeline = read(opened_at=NINE.astimezone(paris), tz="Asia/Tokyo")
    assert NINE == timeline[0].at
    assert NINE == read(opened_at="2026-01-05T10:00:00+01:00", tz="Asia/Tokyo")[0].at


@pytest.mark.parametrize(
    ("texts", "format"),
    [
        (["05/01/2026 09:00", "31/01/2026 09:00"], "%d/%m/%Y %H:%M"),
        (["1/5/2026 9:00 AM", "1/31/2026 9:00 AM"], "%m/%d/%Y %I:%M %p"),
        (["05.01.2026", "31.01.2026", "odd"], "%d.%m.%Y"),
        (["05/Jan/26 9:00 AM"], "%d/%b/%y %I:%M %p"),
        (["2026-01-05 09:00:00"], "iso"),
        (["2026-01-05 09:00:00", "2026-01-05T09:00:00.123Z", "2026-01-05"], "iso"),
        (["20260105", "20260131T0900"], "iso"),
        (["1767603600", "1767603600.5"], "%s"),
        (["1767603600000"], "%s"),
        (["05/05/2026"], "%d/%m/%Y"),
        (["05/01/2026 09:00", "06/13/2026 10:00", "odd"], "%m/%d/%Y %H:%M"),
    ],
)
def test_all_dates_together_tell_their_order(texts: list[str], format: str) -> None:
    """One with a day above twelve is enough; equal days and months tell nothing, and need not."""
    assert format == format_of(texts)


@pytest.mark.parametrize("written", [1767603600, "1767603600", 1767603600.0, "1767603600000"])
def test_ticks_since_1970_are_read_in_seconds_or_milliseconds(written: object) -> None:
    """Whatever zone the list is of; what is of no ticket's time is no instant."""
    assert NINE == read(opened_at=written, tz="Asia/Tokyo")[0].at
    assert NINE == read(opened_at=written, tz="Asia/Tokyo", options={"format": "%s"})[0].at
    early = read(opened_at="86400", resolved_at=written, options={"format": "%s"})
    assert "unreadable_time" in [flaw.code for flaw in early.flaws]


def test_exact_and_inexact_instants_of_iso_8601_may_stand_side_by_side() -> None:
    """As databases write them, without fractions where there are none."""
    told = {"opened_at": "2026-01-05 09:00:00", "resolved_at": "2026-01-05 09:00:00.5"}
    timeline = read(state="Resolved", **told)
    assert [NINE, NINE + HOUR / 7200] == [step.at for step in timeline]


def test_dates_of_which_none_can_be_read_have_any_format() -> None:
    """The rows are then listed one by one."""
    assert format_of(["odd"]) == format_of([]) == FORMATS[0]


def test_dates_whose_order_is_ambiguous_are_refused() -> None:
    """Whoever made the list knows; saying so is enough."""
    words = "a date cannot be '05/01/2026 09:00'; give a format; '%d/%m/%Y %H:%M' and"
    with pytest.raises(BadValue, match=words):
        read(opened_at="05/01/2026 09:00")
    told = read(opened_at="05/01/2026 09:00", options={"format": "%m/%d/%Y %H:%M"})
    assert datetime(2026, 5, 1, 9, tzinfo=UTC) == told[0].at


def test_one_date_far_down_may_tell_the_order() -> None:
    """A sample finds the likely ways, and all texts are asked where it finds two."""
    days = [f"{day:02}/01/2026 {hour:02}:00" for day in range(1, 13) for hour in range(24)]
    assert "%d/%m/%Y %H:%M" == format_of([*days, "31/01/2026 09:00"])


def test_a_list_of_issues_is_read_alike() -> None:
    """By Jira's columns and the statuses of a workflow of one's own."""
    issue = {
        "Issue key": "OPS-7",
        "Status": "Resolved",
        "Created": "05/Jan/26 9:00 AM",
        "Resolved": "05/Jan/26 11:00 AM",
        "Priority": "High",
        "Resolution": "Done",
        "Team": "Mail",
    }
    (timeline,) = jira.snapshots(
        [issue], tz="UTC", model=jira.REQUEST, columns={"group": "Team"}
    ).values()
    assert [(NINE, "Waiting for support"), (NINE + 2 * HOUR, "Resolved")] == stages(timeline)
    assert (jira.PRIORITIES[1], "Mail") == (
        timeline[0].facts["priority"],
        timeline[0].facts["group"],
    )
    (odd,) = jira.snapshots([{**issue, "Priority": "P1"}], tz="UTC").values()
    assert ("P1", "unknown_level") == (odd[0].facts["priority"], odd.flaws[1].code)
    assert "unknown_state" == odd.flaws[0].code


def test_a_model_may_lack_a_stage() -> None:
    """What it has no state for is left out."""
    table = jira.workflow(
        "<workflow><steps><step id='1' name='To Do'/></steps></workflow>",
        phases={"To Do": Phase.ACTIVE},
    ).lifecycle
    issue = {"Issue key": "OPS-7", "Status": "To Do", "Created": "05/Jan/26 9:00 AM"}
    (timeline,) = jira.snapshots([issue], tz="UTC", model=table).values()
    assert [(NINE, "To Do")] == stages(timeline)


@pytest.mark.parametrize("read_rows", [of.snapshots for of in PRODUCTS])
def test_what_are_no_rows_is_refused(read_rows: Callable[..., Any]) -> None:
    """As is a list without a column that is needed."""
    with pytest.raises(BadRow, match="row 0 has no column"):
        read_rows([{"x": "1"}], tz="UTC")
    with pytest.raises(BadValue, match="columns"):
        read_rows([], tz="UTC", columns=7)
    assert {} == read_rows([], tz="UTC")


DIRT = st.none() | st.text(max_size=12) | st.floats() | st.datetimes(max_value=datetime(2030, 1, 1))


@given(
    st.lists(
        st.fixed_dictionaries(
            {"number": DIRT, "state": DIRT | st.just("Closed"), "opened_at": DIRT},
            optional={"resolved_at": DIRT, "closed_at": DIRT, "priority": DIRT},
        ),
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None)
def test_no_row_is_too_dirty(rows: list[dict[str, Any]]) -> None:
    """Each has a timeline, and a flaw that says what it cannot tell."""
    log = servicenow.snapshots(rows, tz="Europe/Lisbon", format=WRITTEN)
    assert len(rows) == len(log)
    assert all(timeline.flaws for timeline in log.values())
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)


@given(st.integers(0, 60 * 24 * 365), st.sampled_from([WRITTEN, "%d/%b/%y %I:%M %p"]))
@settings(max_examples=30, deadline=None)
def test_an_instant_is_read_as_it_was_written(minutes: int, format: str) -> None:
    """Whichever of the usual ways that was."""
    at = NINE + timedelta(minutes=minutes)
    assert at == read(opened_at=f"{at:{format}}")[0].at


def test_why_a_ticket_waits_is_known_of_its_present_state_alone() -> None:
    """It did not wait for the caller from the start, so no clock may pause there."""
    held = read(
        state="On Hold", hold_reason="Awaiting Caller", sys_updated_on="2026-01-05 11:00:00"
    )
    assert [None, HoldReason.CALLER] == [step.facts.get("hold_reason") for step in held]
    (pending,) = itop.snapshots(
        [
            {
                "ref": "I-7",
                "status": "pending",
                "start_date": "2026-01-05 09:00:00",
                "last_update": "2026-01-05 11:00:00",
                "pending_reason": "A part",
            }
        ],
        tz="UTC",
    ).values()
    assert [None, "A part"] == [step.facts.get("hold_reason") for step in pending]


def test_a_cancelled_ticket_was_not_resolved() -> None:
    """Jira dates a resolution of whatever ended, and ServiceNow may date both."""
    (jiras,) = jira.snapshots(
        [
            {
                "Issue key": "OPS-7",
                "Status": "Canceled",
                "Created": "2026-01-05 09:00",
                "Resolved": "2026-01-05 10:00",
                "Updated": "2026-01-05 11:00",
            }
        ],
        tz="UTC",
    ).values()
    both = {"resolved_at": "2026-01-05 09:30:00", "closed_at": "2026-01-05 10:00:00"}
    for timeline, first in ((jiras, "open"), (read(state="Canceled", **both), "new")):
        assert [(NINE, first), (NINE + HOUR, "cancelled")] == stages(timeline)
        assert UNTOLD == flaws(timeline)


def test_a_ticket_begins_in_the_first_of_its_new_states() -> None:
    """iTop's late ones are new too, and since when they are late the row does not say."""
    late = {
        "ref": "I-7",
        "status": "escalated_tto",
        "start_date": "2026-01-05 09:00:00",
        "last_update": "2026-01-05 11:00:00",
    }
    (timeline,) = itop.snapshots([late], tz="UTC").values()
    assert [(NINE, "new"), (NINE + 2 * HOUR, "escalated_tto")] == stages(timeline)
    assert "state_since_unknown" in flaws(timeline)


def test_spaces_around_a_value_are_no_part_of_it() -> None:
    """Of numbers, states, texts and times; a cell of spaces alone is empty."""
    spaced = {
        "number": " INC-7 ",
        "state": "New ",
        "opened_at": " 2026-01-05 09:00:00 ",
        "assignment_group": " Messaging ",
        "location": "  ",
        "reopen_count": " 2",
        "reassignment_count": "few ",
    }
    log = servicenow.snapshots([spaced], tz="UTC")
    (step,) = log["INC-7"]
    assert (NINE, "new", "Messaging", 2, "few") == (
        step.at,
        *(step.facts[name] for name in ("state", "group", "reopen_count", "reassignment_count")),
    )
    assert "location" not in step.facts
    assert ["unknown_count", *UNTOLD] == flaws(log["INC-7"])


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05T09:00",
        "2026-01-05T10:00+01:00",
        "2026-01-05 09:00:00.000",
        "2026-01-05 09:00:00Z",
        "2026-01-05 14:30:00 +0530",
    ],
)
def test_dates_in_iso_8601_are_read_however_exact_they_are(text: str) -> None:
    """A zone that stands in the text wins over the list's."""
    assert [(NINE, "new")] == stages(read(opened_at=text))


def test_a_format_that_forgets_the_zone_is_refused() -> None:
    """`%Z` reads UTC and the machine's own zone, and leaves a time without any."""
    with pytest.raises(BadValue, match="say it with tz="):
        read(opened_at="2026-01-05 09:00:00 UTC", options={"format": f"{WRITTEN} %Z"})
    escaped = {"format": f"%%Z {WRITTEN}"}
    assert [(NINE, "new")] == stages(read(opened_at="%Z 2026-01-05 09:00:00", options=escaped))


def test_a_word_for_a_state_may_be_a_number() -> None:
    """Exports write codes as texts, and whoever names them writes numbers."""
    assert ["resolved"] == [
        name for _, name in stages(read(state="14", options={"states": {14: "resolved"}}))[1:]
    ]


def test_of_several_ends_none_is_made_up() -> None:
    """OTRS's changes fail, are retracted or succeed; a date alone does not say which."""
    started = {
        "ChangeNumber": "7",
        "ChangeState": "in progress",
        "CreateTime": "2026-01-05 09:00:00",
        "ActualEndTime": "2026-01-05 10:00:00",
        "ChangeTime": "2026-01-05 11:00:00",
    }
    (timeline,) = otrs.snapshots([started], tz="UTC").values()
    assert [(NINE, "requested"), (NINE + 2 * HOUR, "in progress")] == stages(timeline)
    assert "stage_unknown" in flaws(timeline)


def test_a_reason_of_what_has_ended_is_none_to_wait() -> None:
    """BMC has one column for both."""
    ended = {
        "Incident ID": "INC7",
        "Status": "Closed",
        "Status Reason": "Automated Resolution Reported",
        "Submit Date": "2026-01-05 09:00",
        "Closed Date": "2026-01-05 10:00",
    }
    (timeline,) = bmc.snapshots([ended], tz="UTC").values()
    assert {None} == {step.facts.get("hold_reason") for step in timeline}


def test_a_byte_order_mark_is_told_from_a_missing_column() -> None:
    """Excel writes one, and it becomes part of the first column's name."""
    with pytest.raises(BadRow, match="encoding='utf-8-sig'"):
        servicenow.snapshots([{"\ufeffnumber": "INC7", "state": "New"}], tz="UTC")


READS = (
    partial(servicenow.snapshots, tz="UTC"),
    servicenow.timelines,
    servicenow.task_slas,
)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("columns", [{"priority": ["Priority"]}, ["Priority"], {5: "Priority"}])
def test_columns_are_named(read: Any, columns: Any) -> None:
    """A fact by its name and a column by its own, which a row can be asked for."""
    with pytest.raises(BadValue):
        read([], columns=columns)
