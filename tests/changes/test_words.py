"""Words: what a change is called and said to be belongs to what was approved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Change,
    Updated,
    change_model,
    unsafe,
)
from itsmcore.errors import GuardRefused, Unlisted
from itsmcore.lifecycle import Cause
from tests.changes.walks import (
    BOARD,
    CLEAR,
    NORMAL,
    approved,
    asked,
    at,
    implementing,
    opened,
    prepared,
    scheduled,
)
from tests.instants import MARCH as T0

FACTS: dict[str, Any] = {"summary": "Patch it", "category": "mail", "custom": {"cost": 4}}
OTHER: dict[str, Any] = {
    "summary": "Format it",
    "description": "All of it",
    "justification": "It is slow",
    "category": "network",
    "custom": {"cost": 400},
}


@pytest.mark.parametrize("stage", [asked, scheduled])
@pytest.mark.parametrize("name", OTHER)
def test_an_approved_change_is_not_renamed(stage: Any, name: str) -> None:
    """Other words void the approval, as another plan does, be it asked for or given."""
    change = stage(**FACTS)
    other = change.update(at=T0, by="ada", **{name: OTHER[name]})
    cause = Cause("update", version=change.version + 1)
    assert ("authorise", "not_requested", cause) == (
        other.state,
        other.approval,
        other.history[-1].cause,
    )
    same = change.update(at=T0, by="ada", **FACTS, tags=["vip"])
    assert (change.state, change.approval) == (same.state, same.approval)
    again = approved(other.request_approval(at=T0, by="ada"))
    assert ("scheduled", ()) == (again.state, again.reworded)
    assert "implement" == prepared(again).implement(at=at(10), by="grace", given=CLEAR).state


CUSTOM = st.dictionaries(st.sampled_from(["cost", "site"]), st.sampled_from([4, 5]), max_size=2)
UPDATES = st.fixed_dictionaries(
    {},
    optional={
        "summary": st.sampled_from(["Patch it", "Format it"]),
        "category": st.sampled_from(["mail", "network"]),
        "tags": st.sampled_from([("a",), ("b",)]),
        "custom": CUSTOM,
    },
)
WORDS = st.lists(
    st.sampled_from(["summary", "category", "tags", "custom", "custom.cost", "custom.site"])
)


@settings(max_examples=50)
@given(st.none() | WORDS, UPDATES, st.booleans())
def test_an_option_names_the_words(words: list[str] | None, said: Any, is_held: bool) -> None:
    """Whichever are named and really changed void it, at once or when a hold is over."""
    model = NORMAL if words is None else NORMAL.extended(approved_words=words)
    words = [*OTHER] if words is None else words
    change = scheduled(model, **FACTS, tags=["a"])
    if is_held:
        change = change.hold(at=T0, by="ines", reason="r")
    changed = change.update(at=T0, by="ada", **said)
    if is_held:
        assert "approved" == changed.approval
        changed = changed.resume(at=T0, by="ines")
    had: dict[str, Any] = {**FACTS, "tags": ("a",), "custom.cost": 4, "custom.site": None}
    custom = {**FACTS["custom"], **said.get("custom", {})}
    has = {**had, **said, "custom": custom}
    has |= {f"custom.{name}": custom.get(name) for name in ("cost", "site")}
    is_other = any(had[name] != has[name] for name in words if name in had)
    assert ("not_requested" if is_other else "approved") == changed.approval


def test_who_changed_the_words_last_does_not_approve_them() -> None:
    """Nor does a change of what nobody approves keep them from it."""
    change = opened().update(at=T0, by="ines", summary="Format it").assess(at=T0, by="x")
    change = change.update(at=T0, by="jorge", tags=["vip"]).request_approval(at=T0, by="ada")
    assert ("jorge", "keiko") == change.voters
    with pytest.raises(GuardRefused, match="who last amended it does not approve"):
        change.vote(at=T0, by="ines", vote="yes")


@pytest.mark.parametrize("model", [EMERGENCY_CHANGE, UNAUTHORISED_CHANGE], ids=str)
def test_every_model_with_an_approval_keeps_the_words(model: Any) -> None:
    """While it is asked for, and after."""
    change = asked(model)
    renamed = change.update(at=T0, by="ada", summary="Format it")
    assert ("authorise", "not_requested") == (renamed.state, renamed.approval)


def test_where_nobody_approves_it_words_are_free() -> None:
    """Unless a template fixes them."""
    change = scheduled(STANDARD_CHANGE).update(at=T0, by="ada", summary="Format it")
    assert ("scheduled", None) == (change.state, change.approval)


def test_what_is_begun_is_not_taken_back() -> None:
    """As an amendment would not be."""
    change = implementing().update(at=at(10), by="ada", summary="Format it")
    assert ("implement", "approved") == (change.state, change.approval)


def test_a_history_with_other_words_loads_and_is_not_implemented() -> None:
    """What was approved is asked for again first."""
    history = (*scheduled().history, Updated(at=T0, by="ada", summary="Format it"))
    change = prepared(Change.replay(history, model=NORMAL))
    assert ("scheduled", "approved", ("summary",)) == (
        change.state,
        change.approval,
        change.reworded,
    )
    with pytest.raises(GuardRefused, match="its words are others than those that were approved"):
        change.implement(at=at(10), by="grace", given=CLEAR)
    amended = change.amend(at=T0, by="ada", test_plan="t")
    assert "scheduled" == approved(amended.request_approval(at=T0, by="ada")).state


@pytest.mark.long
def test_it_is_proven() -> None:
    """With whatever words; a model that neither voids nor asks lets one be renamed."""
    stages = ("new", "authorise", "scheduled", "implement", "review", "closed")
    model = change_model("small", stages=stages, policy=BOARD)
    assert None is unsafe(model)
    code = "reworded"
    assert None is unsafe(model.without_guards(code))
    voids = [r for r in model.reactions if r.on is Updated]
    free = model.without_guards(code).extended(without=voids, name="free")
    way = unsafe(free)
    assert way is not None
    assert ("update", "implement") == way.verbs[-2:]
    assert "what was approved is not what it has become" == way.why
    assert None is unsafe(free.extended(approved_words=()))


@pytest.mark.parametrize("words", ["summry", ["summary", "risk"], [None], None, 5])
def test_a_word_is_one_that_update_changes(words: Any) -> None:
    """No misspelt one leaves a word free."""
    stages = ("new", "scheduled", "implement", "review", "closed")
    with pytest.raises(Unlisted, match="there is no field of update"):
        NORMAL_CHANGE.extended(approved_words=words)
    with pytest.raises(Unlisted, match="there is no field of update"):
        change_model("x", stages=stages, approved_words=words)
    assert ("summary",) == NORMAL_CHANGE.extended(approved_words="summary").approved_words
