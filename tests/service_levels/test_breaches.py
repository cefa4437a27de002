"""Breaches: what was lived through stays visible, whatever the target is made later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from itsmcore import Phase, Schedule
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue
from itsmcore.level import Priority
from itsmcore.schedule import WorkingDays
from itsmcore.service_levels import Agreement, Breach, Clock, Goal, Outcome, Status, Terms
from tests.instants import HOUR
from tests.service_levels.march import DONE, HELD, NEW, OFFICE, P2, P4, said, spent, story, when

BY_PRIORITY: Any = {Priority.HIGH: 8 * HOUR, Priority.LOW: 16 * HOUR}
Row = tuple[str, Mapping[str, object]]
LOWERED: tuple[Row, ...] = (
    ("mon 09:00", {**NEW, **P4}),
    ("mon 10:00", P2),
    ("tue 10:00", P4),
    ("tue 12:00", DONE),
)


def clock(*rows: Row, at: str, targets: Any = BY_PRIORITY, goal: Any = None, **terms: Any) -> Clock:
    """Measure what is allowed by priority."""
    more = {"stop": Phase.RESOLVED, **(goal or {})}
    promised = Goal("resolution", targets=targets, **more)
    agreement = Agreement("gold", goals=[promised], schedule=OFFICE, terms=Terms(**terms))
    return agreement.measure(story(*rows), at=when(at))["resolution"]


LIVED = Breach(when("mon 17:00"), when("tue 10:00"), 8 * HOUR)


def test_a_breach_is_kept_when_the_priority_is_lowered_after_it() -> None:
    """The outcome is that of the target in force; that it was late is not talked away."""
    before = clock(*LOWERED, at="tue 09:59")
    assert (Outcome.MISSED, (Breach(when("mon 17:00"), None, 8 * HOUR),)) == (
        before.outcome, before.breaches,
    )  # fmt: skip
    after = clock(*LOWERED, at="tue 11:00")
    assert (Outcome.OPEN, None, (LIVED,)) == (after.outcome, after.breached_at, after.breaches)
    done = clock(*LOWERED, at="wed 09:00")
    assert ("13:00:00 of 16:00:00", Outcome.MET, None, (LIVED,)) == (
        spent(done), done.outcome, done.breached_at, done.breaches,
    )  # fmt: skip


def test_a_sticky_breach_is_missed_for_good() -> None:
    """As an option: since it was first late, whatever is allowed later."""
    for at in ("mon 18:00", "tue 11:00", "wed 09:00"):
        found = clock(*LOWERED, at=at, breach="sticky")
        assert (Outcome.MISSED, "mon 17:00") == (found.outcome, said(found.breached_at))
    assert not found.is_late
    with pytest.raises(BadValue, match="give one of in_force, sticky"):
        Terms(breach="stick")  # type: ignore[arg-type]


def test_a_clock_says_why_it_was_late_and_shows_it_in_its_sum() -> None:
    """In words, and part by part."""
    done = clock(*LOWERED, at="wed 09:00")
    assert (
        "was late from mon 2026-03-02 17:00 to tue 2026-03-03 10:00, by a target of 8:00:00"
    ) == str(done.why()[-1])
    late = [part for part in done.segments if part.kind == "after breach"]
    assert [("mon 17:00", "mon 18:00"), ("tue 08:00", "tue 10:00")] == [
        (said(part.start), said(part.end)) for part in late
    ]
    row = done.row
    assert (1, when("mon 17:00"), None) == (
        row["breaches"], row["first_breached_at"], row["breached_at"],
    )  # fmt: skip
    sticky = clock(*LOWERED, at="wed 09:00", breach="sticky")
    assert 4 * HOUR == sum(
        (part.length for part in sticky.segments if part.kind == "after breach"), 0 * HOUR
    ) - HOUR  # fmt: skip


def test_a_clock_that_is_late_again_has_two_breaches() -> None:
    """Each with the target of its time; an action is due at each."""
    again = (*LOWERED[:3], ("tue 11:00", P2))
    found = clock(*again, at="tue 12:00", goal={"on_breach": "page"})
    assert (LIVED, Breach(when("tue 11:00"), None, 8 * HOUR)) == found.breaches
    assert ["mon 17:00", "tue 11:00"] == [
        said(action.at)
        for action in found.due_actions(since=when("mon 00:00"), until=when("fri 00:00"))
    ]
    sticky = clock(*LOWERED[:3], at="tue 12:00", goal={"on_breach": "page"}, breach="sticky")
    assert ("tue 15:00", "tue 15:00") == (said(sticky.due), said(sticky.next_instant))


@pytest.mark.parametrize("change", ["restart", "new_clock"])
def test_no_reading_of_a_changed_target_talks_a_breach_away(change: str) -> None:
    """Neither a count that starts again nor a clock that takes the place of another."""
    lived = Breach(when("tue 08:00"), when("tue 10:00"), 8 * HOUR)
    done = clock(*LOWERED, at="wed 09:00", on_target_change=change)
    assert (Outcome.MET, (lived,)) == (done.outcome, done.breaches)
    sticky = clock(*LOWERED, at="wed 09:00", on_target_change=change, breach="sticky")
    assert (Outcome.MISSED, "tue 08:00") == (sticky.outcome, said(sticky.breached_at))


@pytest.mark.parametrize("change", ["carry", "restart", "new_clock"])
def test_no_time_late_is_no_breach(change: str) -> None:
    """Reopened after its time was over, and given more in that very step."""
    reopened = (
        ("mon 09:00", {**NEW, **P2}),
        ("mon 12:00", DONE),
        ("tue 09:00", {**NEW, **P4}),
    )
    terms = {"on_target_change": change, "on_reopen": "count_closed", "breach": "sticky"}
    found = clock(*reopened, at="tue 10:00", **terms)
    assert ((), None, Outcome.OPEN) == (found.breaches, found.breached_at, found.outcome)


def test_a_clock_in_the_place_of_others_carries_the_breaches_of_them_all() -> None:
    """What was late when it was replaced was so until then."""
    shorter = {Priority.HIGH: 8 * HOUR, Priority.LOW: HOUR}
    found = clock(*LOWERED, at="wed 09:00", targets=shorter, on_target_change="new_clock")
    assert [Status.CANCELLED, Status.CANCELLED, Status.COMPLETED] == [
        c.status for c in found.cycles
    ]
    assert (
        Breach(when("tue 08:00"), when("tue 10:00"), 8 * HOUR),
        Breach(when("tue 11:00"), None, HOUR),
    ) == found.breaches
    assert () == found.cycles[0].breaches


def test_a_breach_is_kept_where_no_target_matches_any_more() -> None:
    """A priority that is emptied after it leaves nothing to keep, and the breach."""
    emptied = (*LOWERED[:2], ("tue 10:00", {"priority": None}), ("tue 12:00", DONE))
    found = clock(*emptied, at="wed 09:00")
    assert (None, (LIVED,)) == (found.outcome, found.breaches)
    assert Outcome.MISSED is clock(*emptied, at="wed 09:00", breach="sticky").outcome


def test_a_breach_by_the_hours_is_kept_when_they_change() -> None:
    """A target in days was passed by the hours of the time, and is not by those that follow."""
    around: tuple[Row, ...] = (
        ("fri 17:00", {**NEW, "site": "plant"}), ("1 mon 09:00", {"site": "office"}),
    )  # fmt: skip
    hours = Decision([(field("site").is_("plant"), Schedule.always())], default=OFFICE)
    found = clock(
        *around, at="1 mon 10:00", targets=WorkingDays(1, tz="UTC"),
        goal={"schedule": hours}, schedule_chosen="live",
    )  # fmt: skip
    assert ("sat 17:00", "1 mon 09:00") == (
        said(found.breaches[0].start), said(found.breaches[0].end),
    )  # fmt: skip


def test_a_cancelled_clock_has_no_outcome_and_keeps_what_it_lived_through() -> None:
    """Given up, it neither kept nor broke its promise."""
    gone = (*LOWERED[:3], ("tue 12:00", {"phase": Phase.CANCELLED}))
    for breach in ("in_force", "sticky"):
        found = clock(*gone, at="wed 09:00", breach=breach)
        assert (None, (LIVED,)) == (found.outcome, found.breaches)


def test_a_clock_in_time_has_no_breach() -> None:
    """Nor one that was late only by a target nobody knew of yet, or that stands still."""
    assert () == clock(*LOWERED, at="mon 12:00").breaches
    held = clock(("mon 09:00", {**NEW, **P2}), ("mon 10:00", HELD), at="fri 09:00",
                 goal={"pause": Phase.PENDING})  # fmt: skip
    assert () == held.breaches
