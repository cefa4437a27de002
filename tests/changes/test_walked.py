"""The proof of a model against changes that really walk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from itsmcore import Event, Guard, Rule
from itsmcore.approval import (
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    Rejected,
    Voted,
)
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    PLAN_FIELDS,
    STANDARD_CHANGE,
    Amended,
    Change,
    ChangeModel,
    Implemented,
    Verified,
    unsafe,
)
from itsmcore.conditions import field, given
from itsmcore.errors import NotAllowed, Refused
from tests.changes.unsafe import BOSS, SMALL
from tests.changes.walks import CLEAR, NORMAL, at, opened, prepared

EMERGENCY = EMERGENCY_CHANGE.extended(policy=ApprovalPolicy(BOSS), name="emergency")


Step = Callable[[Change, int], Event]
FOLLOWING = (Approved, Rejected, ApprovalExpired, ApprovalsVoided)
"""What only follows by itself; a cascade may let it follow at any time, so a proof counts on it."""


def _menu() -> dict[str, list[Step]]:
    """List events of every verb, each made of the change as it stands and a number of its own."""

    def plain(kind: type[Event], by: str = "x", **data: Any) -> Step:
        return lambda change, _: kind(at=at(10), by=by, given={**CLEAR, "tasks": ()}, **data)

    menu: dict[str, list[Step]] = {
        "request_approval": [
            lambda change, _: ApprovalRequested(
                at=at(10),
                by="ada",
                authorities=change.authorities_to_ask,
                sequential=change.asks_in_turn,
            )
        ],
        "amend": [lambda _, number: Amended(at=at(10), by="x", test_plan=f"plan {number}")],
        "update": [
            lambda _, number: _event("update", summary=f"words {number}"),
            lambda *_: _event("update", tags=["t"]),
        ],
        "reschedule": [
            lambda _, number: _event("reschedule", planned_start=at(9), planned_end=at(20 + number))
        ],
        "approve": [plain(Voted, "ines", vote="yes"), plain(Approved)],
        "reject": [plain(Voted, "ines", vote="no"), plain(Rejected)],
        "vote": [plain(Voted, "ines", vote="abstain")],
        "expire_approval": [plain(ApprovalExpired)],
        "void_approvals": [plain(ApprovalsVoided)],
        "verify": [plain(Verified, result="failed"), plain(Verified, result="passed")],
        "delegate": [lambda *_: _event("delegate", by="ines", to="ines")],
        "assign": [lambda *_: _event("assign", assignee="grace")],
        "complete": [
            lambda *_: _event("complete", outcome="successful_with_issues"),
            lambda *_: _event("complete", outcome="backed_out"),
        ],
        "review": [lambda *_: _event("review", findings="f")],
        "close": [
            lambda change, _: _event("close", code=change.outcome or "successful", notes="n")
        ],
        "record_test": [lambda *_: _event("record_test", result="passed")],
        "communicate": [lambda *_: _event("communicate", to="all")],
        "grant_exception": [lambda *_: _event("grant_exception", of="x", reason="r")],
    }
    reasons = ("revert", "retry", "back_out", "cancel", "hold")
    menu |= {verb: [lambda *_, v=verb: _event(v, reason="r")] for verb in reasons}
    plain_verbs = ("assess", "schedule", "implement", "resume", "close_voting")
    return menu | {verb: [lambda *_, v=verb: _event(v)] for verb in plain_verbs}


_KINDS = {
    kind.verb: kind
    for kind in dict.fromkeys((*NORMAL_CHANGE.events[1:], *STANDARD_CHANGE.events[1:]))
}


def _event(verb: str, by: str = "grace", **data: Any) -> Event:
    return _KINDS[verb](at=at(10), by=by, given={**CLEAR, "tasks": ()}, **data)


MENU = _menu()


def _plan(change: Change) -> tuple[object, ...]:
    words = [name for name in change.model.approved_words if "." not in name]
    return tuple(getattr(change, name) for name in [*sorted(PLAN_FIELDS), *words])


def _asked(change: Change, since: int = 0) -> tuple[object, ...] | None:
    """Return what the last request was about; None where there is none since so many events."""
    for last in range(len(change.history), since, -1):
        if change.history[last - 1].verb == "request_approval":
            return _plan(Change.replay(change.history[:last], model=change.model))
    return None


def _is_sound(change: Change) -> bool:
    """Tell whether it is approved, and is what the last request was about."""
    return change.facts["approval"] == "approved" and _asked(change) == _plan(change)


def _let(change: Change, event: Event) -> Change:
    """Let an event happen, or follow as by a cascade."""
    if not isinstance(event, FOLLOWING):
        return change.apply(event)
    *_, after = change.unfold(event, is_automatic=True)
    return after


def _walks(model: ChangeModel) -> Iterator[Change]:
    """Give every change that comes to be implemented, one for each way to stand before.

    A verb that the tables do not have where a change stands is tried there once.
    """
    first = prepared(opened(model, planned_start=at(9), planned_end=at(20)))
    seen, closed, number = set[object](), set[object](), 0
    ahead = deque([(first, _asked(first))])
    while ahead:
        change, asked = ahead.popleft()
        for verb, steps in MENU.items():
            place = (verb, change.state, change.regions)
            for step in steps:
                number += 1
                if place in closed:
                    continue
                try:
                    after = _let(change, step(change, number))
                except NotAllowed:
                    closed.add(place)
                    continue
                except Refused:
                    continue
                if after.state == "implement" != change.state:
                    yield after
                is_ready = bool(after.test_result), bool(after.communicated_at)
                about = _asked(after, len(change.history)) or asked
                is_fresh = about == _plan(after), bool(after.reworded)
                key = (after.state, after.regions, is_fresh, after.approval_answer, is_ready)
                if key not in seen:
                    seen.add(key)
                    ahead.append((after, about))


def _walked(model: ChangeModel, verbs: tuple[str, ...]) -> Change:
    """Let a change walk a way, verb by verb, with votes where something is approved."""
    change = prepared(opened(model, planned_start=at(9), planned_end=at(20)))
    for number, verb in enumerate(verbs):
        change = prepared(change) if verb == "implement" else change
        for step in MENU[verb]:
            try:
                change = _let(change, step(change, number))
                break
            except Refused as refusal:
                last = refusal
        else:
            raise last
    return change


@pytest.mark.untraced
@pytest.mark.parametrize("model", [SMALL, EMERGENCY, NORMAL], ids=str)
def test_no_change_that_really_walks_is_implemented_unapproved(model: ChangeModel) -> None:
    """Every state of the tables that can be come to is come to, with whatever event."""
    begun = list(_walks(model))
    assert begun or model is NORMAL  # one member's votes do not approve for a board of three
    assert all(_is_sound(change) for change in begun)


def _weakened(model: ChangeModel) -> dict[str, Callable[[], ChangeModel]]:
    """Take from a model each guard, each reaction and each rule of voiding, one at a time."""
    codes = dict.fromkeys(guard.code for rule in model.rules for guard in rule.guards)
    weaker: dict[str, Callable[[], ChangeModel]] = {
        code: partial(model.without_guards, code) for code in codes
    }
    for reaction in model.reactions:
        name = f"{reaction.on.verb} -> {reaction.event.verb}"
        weaker[name] = partial(model.extended, without=[reaction], name=name)
    for stage in ("authorise", "scheduled"):
        name = f"void_approvals from {stage}"
        weaker[name] = partial(model.extended, without=[(ApprovalsVoided, stage)], name=name)
    return weaker


WEAKENED = {
    f"{model}: {name}": weaker
    for model in (SMALL, EMERGENCY)
    for name, weaker in _weakened(model).items()
}
UNSAFE_WITHOUT = {
    "on_hold",
    "amend -> void_approvals",
    "reschedule -> void_approvals",
    "void_approvals from scheduled",
    "void_approvals from authorise",
}


@pytest.mark.untraced
@pytest.mark.parametrize("name", WEAKENED)
def test_the_proof_and_real_walks_agree_on_every_weakened_model(name: str) -> None:
    """What is proven has no walk; what is reported has one, and its verbs walk it."""
    model, weakness = WEAKENED[name](), name.split(": ")[1]
    way = unsafe(model)
    assert (weakness in UNSAFE_WITHOUT) == (way is not None), way
    walks = [change for change in _walks(model) if not _is_sound(change)]
    assert bool(walks) == (way is not None)
    if way is not None:
        change = _walked(model, way.verbs)
        assert ("implement", False) == (change.state, _is_sound(change))
        assert f"{' -> '.join(way.verbs)}: {way.why}" == str(way)


@pytest.mark.long
def test_three_guards_stand_before_an_approval_that_was_not_asked_for() -> None:
    """Either of two is proof enough; without all there is a way, and a change walks it."""
    both = ("unapproved", "approval_not_requested")
    others = "policy_moved"
    for one in (*both, others):
        assert None is unsafe(SMALL.without_guards(one))
    way = unsafe(SMALL.without_guards(*both))
    assert way is not None
    assert ("assess", "request_approval", "void_approvals", "approve", "implement") == way.verbs
    assert "nobody has approved it" == way.why
    change = _walked(SMALL.without_guards(*both, others), way.verbs)
    assert ("implement", "not_requested") == (change.state, change.facts["approval"])


@pytest.mark.long
@pytest.mark.parametrize(
    ("more", "way"),
    [
        (Rule(Implemented, source="assess", target="implement"), ("assess", "implement")),
        (Rule(Implemented, source="new", target="implement"), ("implement",)),
        (
            Rule(
                Implemented,
                source="assess",
                target="implement",
                guards=Guard("agreed", field("approval").is_("approved")),
            ),
            None,
        ),
        (
            Rule(
                Implemented,
                source="assess",
                target="implement",
                guards=Guard("the night is given", given("night").is_(True)),
            ),
            ("assess", "implement"),
        ),
        (
            Rule(
                Implemented,
                source="assess",
                target="implement",
                guards=Guard("it is on hold", field("hold_status").is_("on_hold")),
            ),
            ("assess", "hold", "implement"),
        ),
        (
            Rule(
                Implemented,
                source="assess",
                target="implement",
                guards=Guard("never", field("state").is_("closed")),
            ),
            None,
        ),
    ],
)
def test_a_shortcut_is_reported_with_the_shortest_way(more: Rule, way: Any) -> None:
    """Unless its guard is proven to close it."""
    found = unsafe(NORMAL.extended(more, name="short"))
    assert way == (None if found is None else found.verbs)


def somebody_agreed(facts: Any) -> bool:
    """Stand for a function in a guard: it would be right, and nobody can see that."""
    return bool(facts.get("approval", None) == "approved")


@pytest.mark.long
def test_an_opaque_guard_never_counts_as_proof() -> None:
    """Neither before the implementation, nor before what voids an approval."""
    opaque = Guard("somebody has agreed", somebody_agreed)
    hasty = NORMAL.extended(
        Rule(Implemented, source="assess", target="implement", guards=opaque), name="trusting"
    )
    assert ("assess", "implement") == unsafe(hasty).verbs  # type: ignore[union-attr]
    doubtful = NORMAL.with_guards({ApprovalsVoided: opaque})
    found = unsafe(doubtful)
    assert found is not None
    assert ("amend", "implement") == found.verbs[-2:]
    assert "what was approved is not what it has become" == found.why
    needy = NORMAL.with_needs({ApprovalsVoided: "category"})
    assert None is not unsafe(needy)


@pytest.mark.long
def test_a_walk_by_way_of_a_hold_is_found() -> None:
    """On hold the approval is withdrawn, so that nothing would void it."""
    way = unsafe(SMALL.without_guards("on_hold"))
    assert way is not None
    assert {"hold", "resume"} <= {*way.verbs}
