"""The stages: the window, the implementation, the review and the hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from itsmcore.approval import ApprovalsVoided, Approved
from itsmcore.changes import EMERGENCY_CHANGE, CloseCode
from itsmcore.errors import GuardRefused, NotAllowed, UnknownCode
from itsmcore.risk import Risk
from tests.changes.walks import (
    CLAIMANT,
    CLEAR,
    DONE,
    NORMAL,
    approved,
    asked,
    at,
    implementing,
    opened,
    prepared,
    reviewing,
    scheduled,
    words,
)
from tests.instants import HOUR
from tests.instants import MARCH as T0


def test_what_was_tested_and_told_is_the_plan_as_it_is() -> None:
    """Another plan is tested anew, and another window or scope told anew, until it is begun."""
    change = prepared(scheduled())
    amendments: list[tuple[dict[str, Any], bool, bool]] = [
        ({"steps": "Another"}, False, True),
        ({"configuration_items": "srv-9"}, False, True),
        ({"affected_services": "mail"}, True, False),
        ({"communication_plan": "Another"}, True, False),
        ({"risk": Risk.HIGH}, True, True),
    ]
    for facts, is_tested, is_told in amendments:
        amended = change.amend(at=T0, by="ada", **facts)
        assert (is_tested, is_told) == (
            amended.test_result is not None,
            amended.communicated_at is not None,
        )
    moved = change.reschedule(at=T0, by="ada", planned_start=at(20), planned_end=at(21))
    assert ("passed", None) == (moved.test_result, moved.communicated_at)
    begun = approved(opened(EMERGENCY_CHANGE).request_approval(at=T0, by="ada"))
    begun = prepared(begun.implement(at=at(1), by="grace")).amend(at=at(1), by="x", steps="Another")
    assert "passed" == begun.test_result


def test_what_failed_its_verification_is_never_simply_successful() -> None:
    """Nor by a review."""
    change = implementing().verify(at=at(11), by="grace", result="failed")
    change = change.complete(at=at(11), by="grace", outcome="successful_with_issues")
    assert {"what failed its verification was not simply successful"} == words(
        change, "review", findings="f", outcome="successful"
    )
    assert set() == words(change, "review", findings="f", outcome="partial")


@pytest.mark.parametrize(
    ("hours", "given", "reasons"),
    [
        (9.99, CLEAR, {"it is outside its window (reschedule)"}),
        (10, CLEAR, set()),
        (11.99, CLEAR, set()),
        (12, CLEAR, {"it is outside its window (reschedule)"}),
        (11, {}, {"not given: freeze", "not given: conflicts"}),
        (11, {**CLEAR, "freeze": ("audit",)}, {"a freeze is in force (grant_exception): audit"}),
        (11, {**CLEAR, "freeze": "audit"}, {"a freeze is in force (grant_exception): audit"}),
        (11, {**CLEAR, "freeze": True}, {"a freeze is in force (grant_exception)"}),
        (11, {**CLEAR, "freeze": None}, set()),
        (
            11,
            {**CLEAR, "conflicts": ["CHG-2", "CHG-3"]},
            {"a conflict is unresolved (grant_exception): CHG-2, CHG-3"},
        ),
        (11, {"freeze": False, "conflicts": ()}, set()),
    ],
)
def test_implementing_asks_for_the_window_the_freezes_and_the_conflicts(
    hours: float, given: Any, reasons: set[str]
) -> None:
    """What is not given refuses."""
    change = prepared(scheduled())
    assert reasons == words(change, "implement", hours=hours, by="grace", given=given)


def test_implementing_asks_for_the_test_and_the_communication() -> None:
    """A test that failed has not passed."""
    change = scheduled().record_test(at=T0, by="grace", result="failed", notes="slow")
    assert {
        "the test before it has not passed (record_test)",
        "those whom it concerns have not been told (communicate)",
    } == words(change, "implement", hours=10, by="grace", given=CLEAR)
    change = change.communicate(at=at(1), by="grace", to="all")
    assert at(1) == change.communicated_at


def test_an_exception_lets_one_thing_pass_by_name() -> None:
    """It is part of the history, and counts once."""
    change = prepared(scheduled()).grant_exception(at=T0, by="ines", of="audit", reason="urgent")
    change = change.grant_exception(at=T0, by="ines", of="audit", reason="still")
    assert ("audit",) == change.exceptions
    assert set() == words(change, "implement", hours=10, by="g", given={**CLEAR, "freeze": "audit"})
    assert words(change, "implement", hours=10, by="g", given={**CLEAR, "freeze": "sale"})
    both = {**CLEAR, "freeze": ("audit", "sale")}
    assert words(change, "implement", hours=10, by="g", given=both)
    change = change.grant_exception(at=T0, by="ines", of="sale", reason="urgent")
    assert set() == words(change, "implement", hours=10, by="g", given=both)


def test_an_exception_is_for_the_plan_it_was_granted_for() -> None:
    """Another plan, or another window, asks for another."""
    change = scheduled().grant_exception(at=T0, by="ines", of="audit", reason="urgent")
    assert () == change.amend(at=T0, by="ada", steps=["another"]).exceptions
    moved = change.reschedule(at=T0, by="ada", planned_start=at(20), planned_end=at(21))
    assert () == moved.exceptions


def test_a_failed_verification_leaves_three_ways() -> None:
    """Retry, back out, or accept with issues."""
    failed = implementing().verify(at=at(11), by="grace", result="failed")
    only = "what failed its verification is retried, backed out, or accepted with issues"
    for code in ("successful", "partial", "unsuccessful"):
        with pytest.raises(GuardRefused, match=only):
            failed.complete(at=at(11), by="grace", outcome=code)
    with pytest.raises(GuardRefused, match=r"what failed is retried first \(retry\)"):
        failed.verify(at=at(11), by="grace", result="passed")
    accepted = failed.complete(at=at(11), by="grace", outcome="successful_with_issues")
    assert "review" == accepted.state
    retried = failed.retry(at=at(11), by="grace", reason="a stale mount")
    assert None is retried.verification
    with pytest.raises(GuardRefused, match=r"it has to be verified, or backed out, first"):
        retried.complete(at=at(11), by="grace", outcome="successful")
    with pytest.raises(GuardRefused, match="only what failed is retried"):
        retried.retry(at=at(11), by="grace", reason="once more")
    back = failed.back_out(at=at(11), by="grace", reason="lost mail")
    assert "review" == back.complete(at=at(12), by="grace", outcome="unsuccessful").state
    assert "cancelled" == back.cancel(at=at(12), by="grace", reason="given up").state


def test_what_is_begun_is_backed_out_before_it_is_cancelled() -> None:
    """And what is backed out is neither verified, retried, nor backed out again."""
    change = implementing()
    with pytest.raises(GuardRefused, match=r"what is begun is backed out first \(back_out\)"):
        change.cancel(at=at(11), by="grace", reason="r")
    back = change.back_out(at=at(11), by="grace", reason="r")
    said = {"it was backed out"}
    assert said <= words(back, "verify", by="grace", result="passed")
    for verb in ("retry", "back_out"):
        assert said <= words(back, verb, by="grace", reason="r")


@pytest.mark.parametrize("code", ["successful", "successful_with_issues", "partial"])
def test_what_was_backed_out_is_no_success(code: str) -> None:
    """Neither when it is completed nor when it is reviewed."""
    back = implementing().back_out(at=at(11), by="grace", reason="r")
    said = "what was backed out ends as backed out or unsuccessful"
    with pytest.raises(GuardRefused, match=said):
        back.complete(at=at(12), by="grace", outcome=code)
    ended = back.complete(at=at(12), by="grace", outcome="backed_out")
    with pytest.raises(GuardRefused, match=said):
        ended.review(at=at(13), by="ines", findings="f", outcome=code)
    assert "backed_out" == ended.review(at=at(13), by="ines", findings="f").outcome


def test_only_what_was_backed_out_ends_so() -> None:
    """Neither a completion nor a review can say it of another."""
    said = r"only what was backed out ends as backed out \(back_out\)"
    verified = implementing().verify(at=at(11), by="grace", result="passed")
    with pytest.raises(GuardRefused, match=said):
        verified.complete(at=at(11), by="grace", outcome="backed_out")
    with pytest.raises(GuardRefused, match=said):
        reviewing().review(at=at(13), by="ines", findings="f", outcome="backed_out")


def test_an_outcome_is_of_the_model() -> None:
    """A misspelt one is refused with the nearest."""
    with pytest.raises(UnknownCode, match="did you mean 'successful'"):
        reviewing(outcome="succesful")
    ours = NORMAL.extended(codes={"outcome": (*CloseCode, "postponed")}, name="ours")
    assert "postponed" == reviewing(ours, "postponed").outcome


def test_an_overrun_is_reported_and_not_refused() -> None:
    """It is the time after the window; none while that is not known."""
    assert timedelta() == reviewing().overrun
    change = implementing().verify(at=at(13), by="grace", result="passed")
    assert timedelta() == change.overrun
    late = change.complete(at=at(13.5), by="grace", outcome="successful")
    assert 1.5 * HOUR == late.overrun
    assert timedelta() == scheduled(EMERGENCY_CHANGE, planned_end=None).overrun


def test_what_was_not_successful_is_reviewed_before_it_is_closed() -> None:
    """What was may be closed at once."""
    due = {"what was not successful has to be reviewed first (review)"}
    change = reviewing(outcome="successful_with_issues")
    code = "successful_with_issues"
    assert due == words(change, "close", given=DONE)
    change = change.review(at=at(13), by="ines", findings="a draft was lost")
    assert "closed" == change.close(at=at(14), by="x", code=code, notes="n", given=DONE).state


def test_closing_confirms_the_outcome_and_waits_for_the_tasks() -> None:
    """What was given as tasks has ended; what was not given refuses."""
    change = reviewing()
    with pytest.raises(GuardRefused, match="its code has to confirm the outcome"):
        change.close(at=at(13), by="ines", code="partial", notes="n", given=DONE)
    for tasks, named in ((("TASK-1",), ": TASK-1"), (True, ""), (1, "")):
        due = {f"a task of it is open{named}"}
        assert due == words(change, "close", given={"tasks": tasks})
    nothing: tuple[object, ...] = ((), False, 0, None, frozenset())
    for none in nothing:
        assert set() == words(change, "close", given={"tasks": none})
    assert {"not given: tasks"} == words(change, "close")
    given: dict[str, Any] = {"tasks": []}
    assert (
        "closed"
        == change.close(at=at(13), by="ines", code="successful", notes="n", given=given).state
    )


@pytest.mark.parametrize("stage", [opened, asked, scheduled, implementing])
def test_a_hold_keeps_the_stage_and_stops_every_move_but_cancel(stage: Any) -> None:
    """Comment, link and update stay legal; resuming lifts it and cancelling clears it."""
    change = stage().hold(at=at(11), by="ines", reason="the supplier is late")
    assert (stage().state, "on_hold", "the supplier is late") == (
        change.state,
        change.facts["hold_status"],
        change.hold_reason,
    )
    moving = {
        rule.event.verb
        for rule in change.model.lifecycle.rules
        if rule.target and change.state in rule.source and rule.event.verb != "cancel"
    }
    for verb in (*moving, "vote", "amend", "reschedule"):
        assert change.why_not(verb, at=at(11), by="keiko", given=CLEAR), verb
    change = change.comment(at=at(11), by="x", text="t").update(at=at(11), by="x", summary="s")
    assert 1 == len(change.link(at=at(11), by="x", kind="causes", target="INC-1").links)
    resumed = change.resume(at=at(12), by="ines")
    assert ("none", None) == (resumed.facts["hold_status"], resumed.hold_reason)
    if stage is not implementing:
        gone = change.cancel(at=at(12), by="ines", reason="r")
        assert ("cancelled", "none", None) == (
            gone.state,
            gone.facts["hold_status"],
            gone.hold_reason,
        )


def test_a_hold_withdraws_the_approval_and_resuming_asks_again() -> None:
    """The votes that were cast stand; an approval that is done with is not touched."""
    change = asked().vote(at=T0, by="ines", vote="yes").hold(at=T0, by="x", reason="r")
    assert "withdrawn" == change.facts["approval"]
    with pytest.raises(NotAllowed, match="cannot vote while approval is withdrawn"):
        change.vote(at=T0, by="jorge", vote="yes")
    for event in (Approved, ApprovalsVoided):
        with pytest.raises(GuardRefused, match=r"it is on hold \(resume\)"):
            change.apply(event(at=T0, by=CLAIMANT))
    resumed = change.resume(at=T0, by="x")
    assert ("requested", 1) == (resumed.facts["approval"], len(resumed.ballots))
    assert "scheduled" == approved(resumed).state
    assert "not_requested" == change.cancel(at=T0, by="x", reason="r").facts["approval"]
    assert "approved" == scheduled().hold(at=T0, by="x", reason="r").facts["approval"]


def test_only_an_open_change_is_put_on_hold() -> None:
    """And only one that is not on hold already."""
    with pytest.raises(GuardRefused, match="only an open change is put on hold"):
        reviewing().hold(at=at(13), by="ines", reason="r")
    held = opened().hold(at=T0, by="x", reason="r")
    with pytest.raises(NotAllowed, match="cannot hold while hold_status is on_hold"):
        held.hold(at=T0, by="x", reason="r")
    with pytest.raises(NotAllowed, match="cannot resume while hold_status is none"):
        opened().resume(at=T0, by="x")


def test_reverting_plans_anew() -> None:
    """A normal change from assess, an emergency from authorise; its approval is asked for again."""
    change = opened().assess(at=T0, by="x").revert(at=T0, by="x", reason="too early")
    assert "new" == change.state
    urgent = asked(EMERGENCY_CHANGE).revert(at=T0, by="x", reason="less urgent")
    assert ("new", "not_requested") == (urgent.state, urgent.facts["approval"])
    with pytest.raises(NotAllowed):
        asked().revert(at=T0, by="x", reason="r")


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
def test_nothing_leaves_what_has_ended(stage: str) -> None:
    """It may be commented on, and tied to other records."""
    change = (
        opened().cancel(at=T0, by="x", reason="r")
        if stage == "cancelled"
        else reviewing().close(at=at(12), by="x", code="successful", notes="n", given=DONE)
    )
    for event in change.model.events[1:]:
        reasons = change.why_not(event.verb, at=at(99), by="x", given={**CLEAR, **DONE})
        assert (event.verb in {"comment", "link", "unlink"}) == (not reasons), event.verb


def test_a_review_and_a_closure_leave_no_way_to_cancel() -> None:
    """What has been made cannot be given up."""
    with pytest.raises(NotAllowed, match="cannot cancel while review; allowed moves: close"):
        reviewing().cancel(at=at(13), by="x", reason="r")
