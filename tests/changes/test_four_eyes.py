"""Four eyes: who has a part in a change does not approve it, in whatever way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.approval import (
    ApprovalPolicy,
    ApprovalRequested,
    Approved,
    Authority,
    Party,
    Quorum,
    Voted,
)
from itsmcore.changes import NORMAL_CHANGE, Change, ChangeModel, Opened
from itsmcore.errors import BadValue, GuardRefused
from itsmcore.schedule import Schedule
from tests.changes.walks import BOARD, PLAN, approved, asked, at, opened
from tests.instants import MARCH as T0

PEOPLE = ["ada", "bob", "cleo", "dora", "ed"]
SOMEBODY, ANYBODY = st.sampled_from(PEOPLE), st.none() | st.sampled_from(PEOPLE)
PARTS = st.fixed_dictionaries(
    {"opener": SOMEBODY, "asker": SOMEBODY, "requester": ANYBODY, "amender": ANYBODY}
    | {"implementer": ANYBODY}
)


def ours(*members: str, needs: Any = "any", **options: Any) -> ChangeModel:
    """Give a model that asks a board of these people."""
    policy = ApprovalPolicy(Authority("board", members, needs=needs), **options)
    return NORMAL_CHANGE.extended(policy=policy, name="ours")


def brought(model: ChangeModel, parts: dict[str, str | None]) -> Change:
    """Bring a change to where it is asked for, each part taken by somebody."""
    change = opened(
        model, by=parts["opener"], requester=parts["requester"], assignee=parts["implementer"]
    )
    if parts["amender"]:
        change = change.amend(at=T0, by=parts["amender"], test_plan="another")
    return change.assess(at=T0, by="zoe").request_approval(at=T0, by=str(parts["asker"]))


@settings(max_examples=60)
@given(PARTS, st.none() | st.sets(st.sampled_from(Party)))
def test_who_has_a_part_in_it_neither_votes_nor_closes_nor_is_a_deputy(
    parts: dict[str, str | None], named: set[Party] | None
) -> None:
    """As far as the policy names the part; all of them unless it says otherwise."""
    model = ours("zoe", *PEOPLE, **({} if named is None else {"four_eyes": named}))
    change = brought(model, parts)
    held = {**parts, "requester": parts["requester"] or parts["opener"]}
    out = {held.get(party) for party in (Party if named is None else named)}
    assert ["zoe", *(name for name in PEOPLE if name not in out)] == list(change.members)
    assert change.members == change.voters
    for name in PEOPLE:
        may = name not in out
        assert may is not bool(change.why_not("vote", at=T0, by=name, vote="yes"))
        assert may is not bool(change.why_not("close_voting", at=T0, by=name))
        assert may is not bool(change.why_not("delegate", at=T0, by="zoe", to=name))


def test_who_opened_it_does_not_approve_it_whatever_the_requester_is_called() -> None:
    """Naming somebody else as the requester gives nobody a vote."""
    model = ours("ada", "ines", needs="all")
    change = opened(model, by="ada", requester="bob").assess(at=T0, by="x")
    change = change.request_approval(at=T0, by="bob")
    assert ("ines",) == change.voters
    with pytest.raises(GuardRefused, match="who opened it does not approve"):
        change.vote(at=T0, by="ada", vote="yes")
    assert ("scheduled", ("ines",)) == (approved(change).state, approved(change).approvers)


@pytest.mark.parametrize(
    ("members", "needs", "asker"),
    [(["ada"], "all", "bob"), (["ines"], "all", "ines"), (["ines", "jorge"], Quorum(2), "jorge")],
)
def test_where_nobody_else_is_left_it_is_refused(members: Any, needs: Any, asker: str) -> None:
    """And not approved for want of members; with an option that names none, it is asked for."""
    change = opened(ours(*members, needs=needs), requester="bob").assess(at=T0, by="x")
    with pytest.raises(GuardRefused, match="the policy names nobody, or too few"):
        change.request_approval(at=T0, by=asker)
    nobody = ours(*members, needs=needs, four_eyes=())
    change = opened(nobody, requester="bob").assess(at=T0, by="x")
    assert tuple(members) == change.request_approval(at=T0, by=asker).members


def test_whoever_asks_cannot_ask_themselves() -> None:
    """By an event of their own making; the policy's authorities are asked without them."""
    change = opened(ours("ines", "jorge")).assess(at=T0, by="x")
    assert ("ines", "jorge") == change.authorities_to_ask[0].members
    request = change.approval_request(at=T0, by="ines")
    assert ("jorge",) == request.authorities[0].members
    forged = ApprovalRequested(at=T0, by="ines", authorities=change.authorities_to_ask)
    with pytest.raises(GuardRefused, match="those are asked whom the policy names"):
        change.apply(forged)
    assert ("jorge",) == change.apply(request).members


def test_the_last_who_amended_it_counts() -> None:
    """And whoever did before may vote again."""
    change = opened(ours("ines", "jorge", needs="all")).assess(at=T0, by="x")
    change = change.amend(at=T0, by="ines", test_plan="a").request_approval(at=T0, by="ada")
    assert ("jorge",) == change.voters
    change = change.reschedule(at=T0, by="jorge", planned_start=at(20), planned_end=at(21))
    assert "not_requested" == change.approval
    assert ("ines",) == change.request_approval(at=T0, by="ada").voters


def test_a_move_by_one_who_decides_voids_the_approval() -> None:
    """Though maintenance lets others move it; a member may be one by name or by deputy."""
    maintenance = Schedule.between(at(0), at(15))
    model = ours("ines", "jorge", needs="all").extended(maintenance=maintenance)
    window: dict[str, Any] = {"planned_start": at(11), "planned_end": at(12)}
    for stage in (asked(model), approved(asked(model))):
        moved = {
            name: stage.reschedule(at=T0, by=name, **window).approval
            for name in ("ada", "grace", "ines", "jorge")
        }
        kept = stage.approval
        gone = "not_requested"
        assert {"ada": kept, "grace": kept, "ines": gone, "jorge": gone} == moved
    deputed = approved(asked(model).delegate(at=T0, by="ines", to="olga"))
    assert "not_requested" == deputed.reschedule(at=T0, by="olga", **window).approval
    free = model.extended(
        policy=ApprovalPolicy(Authority("board", ["ines"]), four_eyes=["opener"]), name="free"
    )
    assert "approved" == approved(asked(free)).reschedule(at=T0, by="ines", **window).approval


def test_who_moved_it_after_it_was_asked_for_does_not_vote_as_a_deputy() -> None:
    """They were nobody's deputy before, and are none now."""
    maintenance = Schedule.between(at(0), at(15))
    change = asked(ours("ines", "jorge", needs="all").extended(maintenance=maintenance))
    change = change.reschedule(at=T0, by="olga", planned_start=at(11), planned_end=at(12))
    assert "requested" == change.approval
    with pytest.raises(GuardRefused, match="last amended it is no deputy"):
        change.delegate(at=T0, by="ines", to="olga")
    change = asked(ours("ines", "jorge", needs="all").extended(maintenance=maintenance))
    change = change.delegate(at=T0, by="ines", to="olga")
    change = change.reschedule(at=T0, by="olga", planned_start=at(11), planned_end=at(12))
    assert ("jorge",) == change.voters
    with pytest.raises(GuardRefused, match="who last amended it does not approve"):
        change.vote(at=T0, by="olga", vote="yes")


def test_an_implementer_who_may_approve_may_implement() -> None:
    """Where the policy leaves them in, no other guard keeps them out."""
    model = ours("grace", four_eyes=["requester", "opener"])
    change = approved(asked(model))
    assert ("grace",) == change.approvers
    words = {r.words for r in change.why_not("implement", at=at(10), by="grace")}
    assert "an approver does not implement what they approved" not in words


def test_a_history_in_which_who_opened_it_approved_loads_as_it_was() -> None:
    """What was voted is kept; an audit says what is wrong with it."""
    model = ours("ada", "ines", needs="all")
    board = Authority("board", ["ada", "ines"])
    history = [
        Opened("CHG-1", at=T0, by="ada", summary="s", requester="bob", assignee="grace", **PLAN),
        *opened(model).assess(at=T0, by="x").history[1:],
        ApprovalRequested(at=T0, by="ines", authorities=[board]),
        Voted(at=T0, by="ada", vote="yes"),
        Voted(at=T0, by="ines", vote="yes"),
        Approved(at=T0, by="ines"),
    ]
    change = Change.replay(history, model=model)
    assert ("scheduled", "approved", ("ada", "ines"), "2 of 2 of the board") == (
        change.state,
        change.approval,
        change.approvers,
        str(change.approvals),
    )
    found = Change.audit(history, model=model, written_with=model)
    codes = {finding.event.verb: finding.reasons[0].code for finding in found}
    assert {"request_approval", "vote", "approve"} == codes.keys()


@pytest.mark.parametrize("parties", ["owner", ["opener", "cab"], None, 5, [None]])
def test_a_party_is_one_of_those_there_are(parties: Any) -> None:
    """No misspelt one lets somebody in."""
    with pytest.raises(BadValue, match="four_eyes cannot be"):
        ApprovalPolicy(BOARD, four_eyes=parties)
    assert (Party.OPENER,) == ApprovalPolicy(BOARD, four_eyes="opener").four_eyes
    assert tuple(Party) == ApprovalPolicy(BOARD, four_eyes=reversed(Party)).four_eyes
