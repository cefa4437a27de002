"""ServiceNow's clocks: one row for each, and what such a row cannot tell."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import Phase
from itsmcore.presets import servicenow
from tests.instants import HOUR, NINE

NAME = "INC1: Resolution P2"


def at(hours: float) -> str:
    """Write the instant so many hours after nine."""
    return f"{NINE + hours * HOUR:%Y-%m-%d %H:%M:%S}"


def clock(**more: Any) -> dict[str, Any]:
    """Return the row of a clock that started at nine, was never paused, and met its target."""
    return {
        "task": "INC1",
        "sla": "Resolution P2",
        "stage": "Completed",
        "start_time": at(0),
        "end_time": at(6),
        "planned_end_time": at(8),
        "has_breached": "false",
        "pause_duration": "0",
        **more,
    }


def read(**more: Any) -> Any:
    """Read the row of one clock."""
    (timeline,) = servicenow.task_slas([clock(**more)]).values()
    return timeline


def steps(timeline: Any) -> list[tuple[float, object, object]]:
    """Return the hours after nine of each step, its stage, and whether it was breached."""
    return [
        ((step.at - NINE) / HOUR, step.facts["state"], step.facts.get("has_breached"))
        for step in timeline
    ]


def flaws(timeline: Any) -> list[str]:
    return [flaw.code for flaw in timeline.flaws]


def test_a_clock_that_met_its_target() -> None:
    """What does not change stands on each step, and what was counted on the last."""
    timeline = read(business_duration="21600", business_percentage="75.5", schedule="8-5")
    assert [(0, "in_progress", False), (6, "completed", False)] == steps(timeline)
    first, last = timeline
    assert ("INC1", "Resolution P2", "8-5", NINE + 8 * HOUR) == tuple(
        first.facts[name] for name in ("number", "sla", "schedule", "due")
    )
    assert ("elapsed" in first.facts, 6 * HOUR, 75.5) == (
        False,
        last.facts["elapsed"],
        last.facts["percent"],
    )
    assert 6 * HOUR == timeline.time_in(Phase.ACTIVE)
    assert [] == flaws(timeline)
    assert () == check(servicenow.TASK_SLA, {NAME: timeline}).deviations


def test_a_breach_is_a_step_of_its_own() -> None:
    """At the time that the row has for it; the flag stays."""
    late = read(has_breached="true", planned_end_time=at(4))
    assert [(0, "in_progress", False), (4, "in_progress", True), (6, "completed", True)] == steps(
        late
    )
    running = read(has_breached="true", planned_end_time=at(4), stage="In progress", end_time="")
    assert [(0, "in_progress", False), (4, "in_progress", True)] == steps(running)
    assert ["values_as_of_row"] == flaws(running)


@pytest.mark.parametrize("due", ["", at(-1), at(7)])
def test_a_breach_that_the_row_does_not_date_is_listed(due: str) -> None:
    """Since a pause after it moves what the row has; the last step still says it."""
    timeline = read(has_breached="true", planned_end_time=due)
    assert [(0, "in_progress", None), (6, "completed", True)] == steps(timeline)
    assert ["breach_unknown"] == flaws(timeline)


def test_a_paused_clock_says_since_when() -> None:
    """Whatever was paused before that is not known by its place."""
    timeline = read(stage="paused", pause_time=at(2), end_time="", pause_duration="1 Hour")
    assert [(0, "in_progress", False), (2, "paused", False)] == steps(timeline)
    assert HOUR == timeline[-1].facts["wall_paused"]
    assert ["pauses_unknown", "values_as_of_row"] == flaws(timeline)


@pytest.mark.parametrize(
    ("more", "last", "expected"),
    [
        ({"stage": "Cancelled"}, (6, "cancelled", False), []),
        ({"end_time": ""}, (0, "completed", False), ["state_since_unknown"]),
        ({"end_time": at(-1)}, (0, "completed", False), ["backward"]),
        ({"stage": "Done"}, (6, "Done", False), ["unknown_state", "values_as_of_row"]),
        ({"stage": ""}, (6, None, False), ["no_state", "values_as_of_row"]),
        ({"stage": "Achieved"}, (6, "completed", False), []),
        ({"stage": "breached", "end_time": ""}, (0, "in_progress", False), ["values_as_of_row"]),
        ({"has_breached": ""}, (6, "completed", None), []),
        ({"has_breached": "perhaps"}, (6, "completed", "perhaps"), ["unknown_flag"]),
        ({"pause_duration": ""}, (6, "completed", False), ["pauses_unknown"]),
        ({"percentage": "a lot"}, (6, "completed", False), ["unknown_percent"]),
        ({"end_time": "noon"}, (0, "completed", False), ["unreadable_time", "state_since_unknown"]),
    ],
)
def test_what_a_row_does_not_tell_is_listed(
    more: dict[str, Any], last: tuple[float, object, object], expected: list[str]
) -> None:
    """And the rest of it is read."""
    timeline = read(**more)
    assert (last, expected) == (steps(timeline)[-1], flaws(timeline))


def test_a_row_that_does_not_say_when_it_started_has_no_step() -> None:
    """There is nowhere to put one."""
    timeline = read(start_time="")
    assert ((), ["no_time"]) == (timeline.steps, flaws(timeline))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (5400, timedelta(minutes=90)),
        ("5400.0", timedelta(minutes=90)),
        ("1970-01-02 01:30:00", timedelta(days=1, minutes=90)),
        ("1 Day 1 Hour 30 Minutes", timedelta(days=1, minutes=90)),
        ("2 days 1 second", timedelta(days=2, seconds=1)),
        ("", None),
    ],
)
def test_durations_are_read_as_they_are_written(written: object, expected: object) -> None:
    """In seconds, as the table stores them, and as people are shown them."""
    assert expected == read(duration=written)[-1].facts["wall_elapsed"]


@pytest.mark.parametrize(
    "written",
    [
        "an hour",
        "1 Hour ago",
        "1969-12-31 23:00:00",
        "1970-01-01",
        "9" * 18,
        f"{'9' * 9} days 99 days",
    ],
)
def test_other_durations_stay_the_texts_that_they_are(written: str) -> None:
    """And are listed."""
    timeline = read(duration=written)
    assert (written, ["unknown_duration"]) == (timeline[-1].facts["wall_elapsed"], flaws(timeline))


@pytest.mark.parametrize(("written", "expected"), [("99.95", 99.95), ("120 %", 120.0)])
def test_percentages_are_numbers(written: str, expected: float) -> None:
    """With and without their sign."""
    assert expected == read(percentage=written)[-1].facts["wall_percent"]


def test_clocks_of_the_same_task_stand_side_by_side() -> None:
    """A definition that attached again has its row in its name."""
    log = servicenow.task_slas(
        [clock(), clock(sla="Response P2"), clock(), clock(task="", stage="In progress")]
    )
    assert [NAME, "INC1: Response P2", f"{NAME} (row 2)", ": Resolution P2"] == list(log)
    assert ["same_number"] == flaws(log[f"{NAME} (row 2)"])
    assert ["no_number", "values_as_of_row"] == flaws(log[": Resolution P2"])


def test_columns_zones_and_labels_may_be_others() -> None:
    """As in an export that somebody made for people."""
    row = {"Nummer": "INC1", "sla": "P2", "stage": "Pausiert", "start_time": "05.01.2026 10:00"}
    (timeline,) = servicenow.task_slas(
        [row | {"pause_time": "05.01.2026 11:00", "u_site": "Bonn"}],
        columns={"number": "Nummer", "site": "u_site"},
        states={"Pausiert": "paused"},
        tz="Europe/Berlin",
        format="%d.%m.%Y %H:%M",
    ).values()
    assert [(0, "in_progress", None), (1, "paused", None)] == steps(timeline)
    assert "Bonn" == timeline[0].facts["site"]


def test_what_cannot_be_is_refused() -> None:
    """A missing column, and a stage that there is not."""
    with pytest.raises(BadRow, match="row 0 has no column 'start_time'"):
        servicenow.task_slas([{"task": "INC1", "sla": "P2", "stage": "paused"}])
    with pytest.raises(BadValue, match="states cannot be 'held'; give one of in_progress, paused"):
        servicenow.task_slas([], states={"Pausiert": "held"})


DIRT = (
    st.none() | st.text(max_size=8) | st.floats() | st.datetimes() | st.lists(st.text(max_size=2))
)


@given(
    st.lists(
        st.fixed_dictionaries({name: DIRT | st.just(value) for name, value in clock().items()}),
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None)
def test_no_row_is_too_dirty(rows: list[dict[str, Any]]) -> None:
    """Each has a timeline, in order of time, or a flaw that says why it has no step."""
    log = servicenow.task_slas(rows)
    assert len(rows) == len(log)
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert timeline.steps or timeline.flaws
