"""Conflicts as a warning when approval is requested: shown and kept, and refusing nothing."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore import Desk
from itsmcore.approval import ApprovalRequested
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.changes import (
    CONTROLS,
    STANDARD_CHANGE,
    Change,
    ChangeKind,
    Control,
    Scheduled,
    change_model,
)
from itsmcore.conditions import field, given
from itsmcore.errors import GuardRefused
from itsmcore.lifecycle import Guard
from itsmcore.schedule import Schedule
from tests.changes.walks import BOARD, STAGES_OF_A_STANDARD, approved, at, opened
from tests.instants import MARCH as T0

STAGES = ("new", "authorise", "scheduled", "implement", "review", "closed")
WARNED = change_model("warned", stages=STAGES, policy=BOARD, controls={*CONTROLS, "warning"})
CALENDAR = ChangeSchedule(freezes=[Freeze("sale", Schedule.between(at(0), at(99)))])
WORDS = "CHG-1: freeze sale, 2026-03-02 19:00 to 2026-03-02 21:00 UTC"


def test_what_is_in_the_way_is_looked_up_when_approval_is_requested() -> None:
    """It refuses nothing, and stands in the history and among the facts."""
    change = opened(WARNED)
    (reason,) = change.why_not("request_approval", at=T0, by="ada", authorities=())[:1]
    assert "not given: warnings" == reason.words
    known = CALENDAR.given(change, at=T0)
    asked = change.request_approval(at=T0, by="ada", given=known)
    assert ("authorise", (WORDS,)) == (asked.state, asked.warnings)
    assert (WORDS,) == asked.history[-1].given["warnings"]
    assert (WORDS,) == asked.facts["warnings"]
    assert (WORDS,) == approved(asked).warnings
    assert (WORDS,) == Change.replay(asked.history, model=WARNED).warnings


def test_nothing_in_the_way_is_also_known() -> None:
    """A list of nothing, as a calendar gives it."""
    change = opened(WARNED)
    known = ChangeSchedule().given(change, at=T0)
    asked = change.request_approval(at=T0, by="ada", given=known)
    assert ("authorise", ()) == (asked.state, asked.warnings)


@pytest.mark.parametrize(
    ("said", "kept"), [("one", ("one",)), (None, ()), (5, ()), (["a", 1, "b"], ("a", "b"))]
)
def test_a_warning_is_a_text(said: Any, kept: tuple[str, ...]) -> None:
    """One or several; anything else is none."""
    asked = opened(WARNED).request_approval(at=T0, by="ada", given={"warnings": said})
    assert kept == asked.warnings


def test_a_model_that_does_not_ask_is_told_nothing() -> None:
    """The control is off unless it is named."""
    assert "warning" not in CONTROLS
    quiet = change_model("quiet", stages=STAGES, policy=BOARD)
    assert () == opened(quiet).request_approval(at=T0, by="ada").warnings
    desk = Desk.of([opened(quiet)], change_schedule=CALENDAR)
    applied = desk.apply("CHG-1", opened(quiet).approval_request(at=T0, by="ada"))
    assert ({}, ()) == (applied.events[0].event.given, applied.record.facts["warnings"])


def test_a_desk_looks_by_itself() -> None:
    """And says what it found, before and after; another plan is looked at anew."""
    change = opened(WARNED)
    desk = Desk.of([change], change_schedule=CALENDAR)
    assert (WORDS,) == desk.given("CHG-1", at=T0)["warnings"]
    applied = desk.apply("CHG-1", change.approval_request(at=T0, by="ada"))
    assert (WORDS,) == applied.record.facts["warnings"]
    asked = applied.desk.one(Change, "CHG-1")
    moved = asked.reschedule(at=T0, by="ada", planned_start=at(100), planned_end=at(101))
    assert () == moved.warnings


def test_what_needs_no_approval_is_looked_up_when_it_is_scheduled() -> None:
    """That is what comes before it is made."""
    model = change_model(
        "warned standard",
        kind=ChangeKind.STANDARD,
        stages=STAGES_OF_A_STANDARD,
        controls={"warning"},
    )
    change = opened(model)
    with pytest.raises(GuardRefused, match="not given: warnings"):
        change.schedule(at=T0, by="ada")
    desk = Desk.of([change], change_schedule=CALENDAR)
    assert (WORDS,) == desk.apply("CHG-1", Scheduled(at=T0, by="ada")).record.facts["warnings"]
    assert () == opened(STANDARD_CHANGE).schedule(at=T0, by="ada").warnings


def test_whoever_wants_a_refusal_says_so_by_a_control_of_their_own() -> None:
    """Which an exception lifts."""
    clear = Guard(
        "a conflict is unresolved (grant_exception)",
        ~given("conflicts").is_set | field("exceptions").contains(given("conflicts")),
    )
    stop = Control("clear", ApprovalRequested, guards=clear)
    model = change_model("strict", stages=STAGES, policy=BOARD, controls=["risk", stop])
    calendar = ChangeSchedule(freezes=[Freeze("sale", Schedule.between(at(9), at(99)))])
    change = opened(model)
    with pytest.raises(GuardRefused, match=r"a conflict is unresolved \(grant_exception\): sale"):
        change.request_approval(at=T0, by="ada", given=calendar.given(change, at=T0))
    change = change.grant_exception(at=T0, by="ines", of="sale", reason="agreed")
    known = calendar.given(change, at=T0)
    assert "authorise" == change.request_approval(at=T0, by="ada", given=known).state
