"""Changes to test with, each brought to a stage by the verbs that lead there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from itsmcore import Actor
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.changes import NORMAL_CHANGE, Change, ChangeKind, ChangeModel
from itsmcore.risk import Risk
from tests.instants import MARCH as T0

CLEAR: dict[str, Any] = {"freeze": (), "conflicts": ()}
DONE: dict[str, Any] = {"tasks": ()}
BOARD = Authority("CAB", ["ines", "jorge", "keiko"])
NORMAL = NORMAL_CHANGE.extended(policy=ApprovalPolicy(BOARD), name="a board's")
STAGES_OF_A_STANDARD = ("new", "scheduled", "implement", "review", "closed")
CLAIMANT = Actor("system", roles=("system", "change_manager"))
"""Somebody who would be the library itself."""
BY_HAND = "it follows by itself, and nobody does it by hand"


def at(hours: float) -> datetime:
    """Give the instant so many hours after T0, a Monday at nine."""
    return T0 + timedelta(hours=hours)


PLAN: dict[str, Any] = {
    "risk": Risk.LOW,
    "steps": ("Stop it", "Start it"),
    "test_plan": "on the test system",
    "communication_plan": "a mail",
    "back_out_plan": "the way back",
    "planned_start": at(10),
    "planned_end": at(12),
}


def opened(model: ChangeModel = NORMAL, **facts: Any) -> Change:
    """Open a change with a whole plan, to be implemented by grace."""
    known = {"at": T0, "by": "ada", "summary": "Patch it", "assignee": "grace", **PLAN}
    known |= {"template": "patch"} if model.kind is ChangeKind.STANDARD else {}
    known |= facts
    return model.open("CHG-1", **known)


def asked(model: ChangeModel = NORMAL, **facts: Any) -> Change:
    """Bring a change to where the authorities vote."""
    change = opened(model, **facts)
    if "assess" in model.lifecycle.phases:
        change = change.assess(at=T0, by="ines")
    return change.request_approval(at=T0, by="ada")


def approved(change: Change) -> Change:
    """Let those who may vote say yes until that is enough."""
    while change.facts["approval"] == "requested":
        change = change.vote(at=change.history[-1].at, by=_next_voter(change), vote="yes")
    return change


def rejected(change: Change) -> Change:
    """Let those who may vote say no until that is enough."""
    while change.facts["approval"] == "requested":
        change = change.vote(at=change.history[-1].at, by=_next_voter(change), vote="no")
    return change


def _next_voter(change: Change) -> str:
    missing = [name for one in change.approvals.asked for name in one.missing]
    deputies = dict(change.deputies)
    return deputies.get(missing[0], missing[0])


def scheduled(model: ChangeModel = NORMAL, **facts: Any) -> Change:
    """Bring a change onto the schedule."""
    if model.policy is None:
        return opened(model, **facts).schedule(at=T0, by="ada")
    return approved(asked(model, **facts))


def prepared(change: Change) -> Change:
    """Test it, and tell those whom it concerns."""
    last = change.history[-1].at
    change = change.record_test(at=last, by="grace", result="passed")
    return change.communicate(at=last, by="grace", to=["all"])


def implementing(model: ChangeModel = NORMAL, **facts: Any) -> Change:
    """Begin to implement a change, inside its window."""
    change = prepared(scheduled(model, **facts))
    return change.implement(at=at(10), by="grace", given=CLEAR)


def reviewing(model: ChangeModel = NORMAL, outcome: str = "successful", **facts: Any) -> Change:
    """Complete a change that passed its verification."""
    change = implementing(model, **facts).verify(at=at(11), by="grace", result="passed")
    return change.complete(at=at(11), by="grace", outcome=outcome)


def words(
    change: Change, verb: str, *, hours: float = 24, by: str | Actor = "ines", **data: Any
) -> set[str]:
    """Give every reason against a verb, in words."""
    return {reason.words for reason in change.why_not(verb, at=at(hours), by=by, **data)}
