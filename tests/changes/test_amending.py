"""What is amended and rescheduled, and what becomes of the approvals."""

from __future__ import annotations

import pytest

from itsmcore.errors import NotAllowed
from itsmcore.lifecycle import Cause
from itsmcore.span import Window
from tests.changes.walks import CLEAR, NORMAL, approved, at, implementing, prepared, scheduled
from tests.instants import MARCH as T0


def test_amending_voids_the_approvals() -> None:
    """Of the plan that was approved, or is being voted on; it is then asked for anew."""
    change = scheduled().amend(at=T0, by="grace", configuration_items=["vm-1"], reason="forgotten")
    assert ("authorise", "not_requested", (), Cause("amend", 8)) == (
        change.state,
        change.facts["approval"],
        change.ballots,
        change.history[-1].cause,
    )
    assert "implement" in [e.verb for e in implementing().history]
    again = prepared(approved(change.request_approval(at=T0, by="ada")))
    assert "implement" == again.implement(at=at(10), by="grace", given=CLEAR).state


def test_rescheduling_voids_the_approvals_and_remembers_the_former_window() -> None:
    """The move itself is legal until it is implemented."""
    change = scheduled().reschedule(
        at=T0, by="ada", planned_start=at(20), planned_end=at(22), reason="holidays"
    )
    assert ("authorise", at(10), at(12), Window(at(20), at(22))) == (
        change.state,
        change.previous_start,
        change.previous_end,
        change.window,
    )
    with pytest.raises(NotAllowed):
        implementing().reschedule(at=at(11), by="x", planned_start=at(20), planned_end=at(22))
    with pytest.raises(NotAllowed):
        implementing().amend(at=at(11), by="x", test_plan="t")


def test_updating_what_nobody_has_to_approve_voids_nothing() -> None:
    """It is corrected at any time; custom facts are added to."""
    model = NORMAL.extended(approved_words=())
    change = scheduled(model, custom={"site": "A"}).update(
        at=T0, by="x", summary="Better words", tags="vip", custom={"floor": 3}
    )
    assert ("scheduled", "Better words", ("vip",), {"site": "A", "floor": 3}) == (
        change.state,
        change.summary,
        change.tags,
        change.custom,
    )
