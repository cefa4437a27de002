"""Workarounds: proposed, tested, published and withdrawn, with their steps."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore.errors import BadValue, FieldMissing, GuardRefused
from itsmcore.problems import Problem, Workaround, WorkaroundPublished, WorkaroundState
from tests.instants import HOUR, NINE

AT: dict[str, Any] = {"at": NINE, "by": "grace"}
STEPS = ("Hang up", "Dial in")


def problem() -> Problem:
    prb = Problem.open("PRB-1", **AT, summary="VPN drops", assignee="grace").assess(**AT)
    return prb.confirm(**AT).record_cause(**AT, text="A lease of 8 h")


def refused(prb: Problem, verb: str, **data: Any) -> list[str]:
    return [reason.words for reason in prb.why_not(verb, **AT, **data)]


def test_a_workaround_is_proposed_tested_and_published() -> None:
    """With its steps; the desk is told of it once it is published."""
    prb = problem().propose_workaround(**AT, text="Dial in again", steps=STEPS)
    found = [prb.workaround_state]
    assert prb.known_error().workaround is None
    prb = prb.test_workaround(**AT, note="For a day")
    found.append(prb.workaround_state)
    prb = prb.publish_workaround(at=NINE + HOUR, by="grace")
    found.append(prb.workaround_state)
    published = Workaround("Dial in again", NINE + HOUR, steps=STEPS)
    assert published == prb.workaround == prb.known_error().workaround
    assert "Dial in again\n1. Hang up\n2. Dial in" == str(published)
    last = prb.history[-1]
    assert isinstance(last, WorkaroundPublished)
    assert "Dial in again" == last.text
    prb = prb.withdraw_workaround(**{**AT, "at": NINE + HOUR}, reason="It fails on phones")
    found.append(prb.workaround_state)
    assert [*WorkaroundState] == found
    assert prb.workaround is not None
    assert (None, None) == (prb.known_error().workaround, prb.workaround.published_at)
    assert prb == Problem.replay(prb.history)


def test_a_workaround_may_be_published_at_once() -> None:
    """And another replaces it, with steps of its own."""
    prb = problem().publish_workaround(**AT, text="Dial in again", steps=STEPS)
    other = prb.publish_workaround(**AT, text="Use the web mail")
    assert Workaround("Use the web mail", NINE) == other.workaround
    same = prb.publish_workaround(**AT, text="Dial in again")
    assert prb.workaround == same.workaround
    shorter = prb.publish_workaround(**AT, text="Dial in again", steps="Dial in")
    assert Workaround("Dial in again", NINE, steps="Dial in") == shorter.workaround


def test_what_is_not_there_is_neither_tested_nor_published_nor_withdrawn() -> None:
    """And one is proposed beside no other that is published."""
    prb = problem()
    assert ["none is proposed (propose_workaround)"] == refused(prb, "test_workaround")
    assert ["a workaround says what to do"] == refused(prb, "publish_workaround", text="")
    assert ["there is none"] == refused(prb, "withdraw_workaround", reason="…")
    with pytest.raises((GuardRefused, FieldMissing)):
        prb.publish_workaround(**AT)
    published = prb.publish_workaround(**AT, text="Dial in again")
    assert ["one is published: withdraw it (withdraw_workaround), or publish another"] == refused(
        published, "propose_workaround", text="Wait"
    )
    gone = published.withdraw_workaround(**AT, reason="…")
    with pytest.raises((GuardRefused, FieldMissing)):
        gone.publish_workaround(**AT)
    assert "proposed" == gone.propose_workaround(**AT, text="Wait").workaround_state


def test_a_state_of_no_workaround_is_refused() -> None:
    """With those that there are."""
    wrong: Any = "perfect"
    with pytest.raises(BadValue, match="proposed, tested, published, withdrawn"):
        Workaround("Wait", state=wrong)


def test_a_history_that_tells_of_no_proposal_is_folded() -> None:
    """A stored one loads, whatever its model would refuse today."""
    prb = problem()
    tested = prb.propose_workaround(**AT, text="Wait").test_workaround(**AT).withdraw_workaround(
        **AT, reason="…"
    )  # fmt: skip
    bare = (*prb.history, *tested.history[-2:])
    assert Problem.replay(bare).workaround is None
