"""Templates of standard changes: what is fixed, what is free, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest

from itsmcore.changes import STANDARD_CHANGE, Change, ChangeTemplate, CloseCode
from itsmcore.errors import BadValue, GuardRefused, NaiveTime, NotUsable, Unlisted
from itsmcore.risk import Risk
from tests.changes.walks import CLEAR, PLAN, at, reviewing
from tests.instants import MARCH as T0

FREE = ("configuration_items", "assignee", "planned_start", "planned_end")
FIXED = {"summary": "Add a disk", **{k: v for k, v in PLAN.items() if k not in FREE}}
WINDOW = {"planned_start": at(10), "planned_end": at(12)}


def template(**changes: Any) -> ChangeTemplate:
    known: dict[str, Any] = {"name": "disk", "approved_by": "CAB", "fixed": FIXED, "free": FREE}
    return ChangeTemplate(**{**known, **changes})


def ended(outcome: str) -> Change:
    """Bring a change of the template to its review."""
    change = template().open("CHG-1", at=T0, by="ada", **WINDOW).schedule(at=T0, by="ada")
    change = change.implement(at=at(10), by="grace", given=CLEAR)
    if outcome == CloseCode.BACKED_OUT:
        change = change.back_out(at=at(11), by="grace", reason="r")
    else:
        change = change.verify(at=at(11), by="grace", result="passed")
    return change.complete(at=at(11.5), by="grace", outcome=outcome)


def test_a_change_of_a_template_has_its_facts_and_those_that_are_free() -> None:
    """It knows its template and what that fixes, and needs no approval."""
    change = template().open("CHG-1", at=T0, by="ada", assignee="grace", **WINDOW)
    assert (STANDARD_CHANGE, "disk", tuple(FIXED), "Add a disk", "grace", Risk.LOW) == (
        change.model,
        change.template,
        change.fixed[: len(FIXED)],
        change.summary,
        change.assignee,
        change.risk,
    )
    assert "scheduled" == change.schedule(at=T0, by="ada").state
    assert change == Change.replay(change.history, model=STANDARD_CHANGE)


def test_a_template_may_have_a_model_of_its_own() -> None:
    """Such as one that asks for a test."""
    ours = STANDARD_CHANGE.extended(name="ours")
    assert ours == template(model=ours).open("CHG-1", at=T0, by="ada").model


def test_what_is_not_free_is_not_given() -> None:
    """Neither what is fixed nor what nobody named."""
    for name in ("risk", "category"):
        with pytest.raises(Unlisted, match=f"there is no free fact in 'disk', '{name}'"):
            template().open("CHG-1", at=T0, by="ada", **{name: None})


def test_what_is_fixed_is_not_amended() -> None:
    """Nor is a window that is fixed moved; what is free is."""
    change = template().open("CHG-1", at=T0, by="ada", **WINDOW)
    with pytest.raises(GuardRefused, match="its template fixes that"):
        change.amend(at=T0, by="ada", steps=["Something else"])
    assert ("srv",) == change.amend(at=T0, by="x", configuration_items="srv").configuration_items
    moved = change.reschedule(at=T0, by="x", planned_start=at(20), planned_end=at(21))
    assert at(20) == moved.planned_start
    pinned = template(fixed={**FIXED, **WINDOW}, free=()).open("CHG-2", at=T0, by="ada")
    with pytest.raises(GuardRefused, match="its template fixes that"):
        pinned.reschedule(at=T0, by="x", planned_start=at(20), planned_end=at(21))
    with pytest.raises(GuardRefused, match="its template fixes that"):
        change.update(at=T0, by="ada", summary="Add a server")
    ours = template(fixed={**FIXED, "group": "storage"}).open("CHG-3", at=T0, by="ada")
    with pytest.raises(GuardRefused, match="its template fixes that"):
        ours.assign(at=T0, by="ada", group="network")
    assert "grace" == ours.assign(at=T0, by="ada", assignee="grace").assignee


def test_what_of_the_plan_is_neither_fixed_nor_free_stays_as_it_is() -> None:
    """Else anything might be done under the name of what was approved once."""
    change = template().open("CHG-1", at=T0, by="ada", **WINDOW)
    with pytest.raises(GuardRefused, match="its template fixes that"):
        change.amend(at=T0, by="ada", affected_services=["payroll"])
    assert "disk" == change.update(at=T0, by="ada", category="disk").category


def test_what_is_scheduled_is_approved_then() -> None:
    """A template's approval may end between the opening and the scheduling."""
    disk = template(approved_until=at(5))
    change = disk.open("CHG-1", at=T0, by="ada", **WINDOW)
    assert "scheduled" == change.schedule(at=at(4), by="ada").state
    with pytest.raises(GuardRefused, match="the approval of its template has ended"):
        change.schedule(at=at(5), by="ada")
    scheduled = change.schedule(at=at(4), by="ada")
    with pytest.raises(GuardRefused, match="the approval of its template has ended"):
        scheduled.implement(at=at(10), by="grace", given=CLEAR)


def test_a_change_has_a_summary() -> None:
    """A template fixes it, or asks for it."""
    with pytest.raises(BadValue, match="give a template in which summary is fixed, or free"):
        template(fixed={}, free=FREE)
    plan = {name: value for name, value in FIXED.items() if name != "summary"}
    asking = template(fixed=plan, free=(*FREE, "summary"))
    with pytest.raises(BadValue, match="summary cannot be None; give a text"):
        asking.open("CHG-1", at=T0, by="ada")
    assert "Add two" == asking.open("CHG-1", at=T0, by="ada", summary="Add two").summary


@pytest.mark.parametrize(
    ("facts", "error", "words"),
    [
        (
            {"fixed": {"risc": Risk.LOW}},
            Unlisted,
            "no fact of a change 'risc'; did you mean 'risk'",
        ),
        ({"free": ["fixed"]}, Unlisted, "no fact of a change 'fixed'"),
        ({"free": ["at"]}, Unlisted, "no fact of a change 'at'"),
        ({"free": ["risk"]}, BadValue, "free cannot be 'risk'; give facts that are not fixed"),
        ({"approved_until": datetime(2026, 3, 2)}, NaiveTime, "aware datetime"),
    ],
)
def test_a_template_is_checked_when_it_is_made(facts: Any, error: Any, words: str) -> None:
    """By typed errors."""
    with pytest.raises(error, match=words):
        template(**facts)


def test_an_approval_ends_at_its_instant() -> None:
    """Up to, and not including, it; afterwards nothing is opened."""
    dated = template(approved_until=at(5))
    assert () == dated.why_not(at=at(4.999))
    (ended,) = dated.why_not(at=at(5))
    assert "was approved by CAB until 2026-03-02 14:00:00+00:00" == ended.words
    assert "approval_ended" == ended.code
    with pytest.raises(NotUsable) as refusal:
        dated.open("CHG-1", at=at(5), by="ada")
    assert (
        "template 'disk' was approved by CAB until 2026-03-02 14:00:00+00:00; "
        "open a normal change, or approve it again"
    ) == str(refusal.value)
    with pytest.raises(NaiveTime):
        dated.why_not(at=datetime(2026, 3, 2))


@pytest.mark.parametrize("outcome", CloseCode)
def test_a_failure_revokes_the_template(outcome: CloseCode) -> None:
    """What was backed out or unsuccessful is one; anything else leaves it as it is."""
    change = ended(outcome)
    after = template().after(change)
    failed = outcome in (CloseCode.BACKED_OUT, CloseCode.UNSUCCESSFUL)
    assert (change.actual_end if failed else None) == after.revoked_at
    told = [(reason.code, reason.words) for reason in after.why_not(at=at(99))]
    assert [("revoked", f"was revoked at {after.revoked_at}")] * failed == told
    assert () == after.why_not(at=T0)


def test_a_template_is_revoked_once_and_by_its_own_changes() -> None:
    """A later failure does not move the instant, and another change's does not touch it."""
    once = template().after(ended("unsuccessful"))
    assert once is once.after(ended("backed_out"))
    other = template(name="another")
    assert other is other.after(ended("unsuccessful"))
    assert template() == template().after(reviewing())
    again = attrs.evolve(once, revoked_at=None)
    assert () == again.why_not(at=at(99))


def test_a_failure_that_was_never_ended_counts_from_its_last_event() -> None:
    """A review may find that it was one."""
    model = STANDARD_CHANGE.extended(name="ours")
    change = ended("successful").review(at=at(20), by="x", findings="f", outcome="unsuccessful")
    assert at(11.5) == template(model=model).after(change).revoked_at
