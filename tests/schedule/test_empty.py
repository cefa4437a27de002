"""A schedule without hours: what it says, and where it is made by mistake."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from itsmcore.errors import FaultyDefinition
from itsmcore.schedule import NoOpenTime, Schedule, WorkingDays
from tests.instants import DAY, HOUR, NINE

ONE = WorkingDays(1, tz="UTC")


def test_a_schedule_without_hours_says_so() -> None:
    """An empty list of spans is what it was made of."""
    assert ["Schedule.never()", "Schedule.always()", "Schedule.of([])"] == [
        repr(each) for each in (Schedule.never(), Schedule.always(), Schedule.of([]))
    ]


@pytest.mark.parametrize("hours", [{}, {"mon": ""}, {"sun": []}], ids=str)
def test_hours_on_no_day_are_a_mistake(hours: Any) -> None:
    """Whoever means it says never."""
    with pytest.raises(FaultyDefinition) as caught:
        Schedule.weekly(hours, tz="UTC")
    assert [
        "hours: open on no day; give for example {'mon-fri': '09:00-17:00'}, "
        "or use Schedule.never()"
    ] == [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "empty", [Schedule.never(), Schedule.of([]), Schedule.never() & Schedule.always()], ids=repr
)
@pytest.mark.parametrize(
    ("sought", "search"),
    [
        ("opening", lambda of, days: of.next_open(NINE, horizon=days * DAY)),
        ("closing", lambda of, days: of.next_close(NINE, horizon=days * DAY)),
        ("opening", lambda of, days: of.previous_open(NINE, horizon=days * DAY)),
        ("closing", lambda of, days: of.previous_close(NINE, horizon=days * DAY)),
        ("1:00:00 of open time", lambda of, days: of.deadline(NINE, HOUR, horizon=days * DAY)),
        (f"day for {ONE!r}", lambda of, days: of.deadline(NINE, ONE, horizon=days * DAY)),
    ],
    ids=["next open", "next close", "previous open", "previous close", "deadline", "working day"],
)
def test_what_is_sought_in_it_is_named(
    empty: Schedule, sought: str, search: Callable[[Schedule, float], Any]
) -> None:
    """With how far it was looked for."""
    with pytest.raises(NoOpenTime) as caught:
        search(empty, 2)
    assert (sought, NINE, timedelta(days=2)) == (
        caught.value.sought,
        caught.value.start,
        caught.value.horizon,
    )
    assert str(caught.value).startswith(f"there is no {sought} within 2 days of 2026-01-05")
