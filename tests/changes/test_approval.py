"""Approval: who is asked, what decides, and what voids it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from itsmcore.approval import (
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    Approved,
    ApprovedByPolicy,
    Authority,
    Quorum,
    Rejected,
    Vote,
)
from itsmcore.changes import NORMAL_CHANGE, Change, ChangeModel, change_model, safety_faults
from itsmcore.conditions import ALWAYS, field, given
from itsmcore.errors import FaultyDefinition, FieldMissing, GuardRefused, NotAllowed
from itsmcore.lifecycle import Cause
from itsmcore.risk import Risk
from tests.changes.walks import (
    BOARD,
    BY_HAND,
    CLAIMANT,
    CLEAR,
    NORMAL,
    approved,
    asked,
    at,
    opened,
    prepared,
    rejected,
    scheduled,
    words,
)
from tests.instants import MARCH as T0

OWNER = Authority("owner", ["olga"])


def test_authorisation_waits_for_the_risk_and_the_plans() -> None:
    """Everything that is missing is named at once."""
    bare = NORMAL.open("CHG-1", at=T0, by="ada", summary="s").assess(at=T0, by="ines")
    names = ("risk", "steps", "test_plan", "communication_plan", "back_out_plan")
    due = {f"{name} must be set first" for name in (*names, "planned_start", "planned_end")}
    assert due == words(bare, "request_approval")
    with pytest.raises(FieldMissing):
        bare.request_approval(at=T0, by="ada")


def test_those_are_asked_whom_the_policy_names() -> None:
    """Nobody else can be asked in their place, nor in another order, nor twice."""
    change = opened().assess(at=T0, by="ines")
    stranger = (Authority("friends", ["bob"]),)
    for authorities, turns in ((stranger, False), ((), False), ((BOARD,), True)):
        event = ApprovalRequested(at=T0, by="ada", authorities=authorities, sequential=turns)
        with pytest.raises(GuardRefused, match="those are asked whom the policy names"):
            change.apply(event)
    change = change.request_approval(at=T0, by="ada").vote(at=T0, by="ines", vote="yes")
    for event in (
        ApprovalRequested(at=T0, by="ada", authorities=stranger),
        ApprovalRequested(at=T0, by="ada", authorities=(BOARD,)),
    ):
        with pytest.raises(GuardRefused, match="those who approve it were asked already"):
            change.apply(event)


def test_nothing_is_approved_or_rejected_that_was_not_asked_for() -> None:
    """Once the approvals are void, the next one has to be asked for."""
    change = asked().amend(at=T0, by="ada", test_plan="another")
    assert ("authorise", "not_requested") == (change.state, change.facts["approval"])
    for event in (Approved, Rejected, ApprovalExpired):
        for by in (CLAIMANT, "ada"):
            with pytest.raises(GuardRefused, match=f"{BY_HAND}; nobody was asked to approve it"):
                change.apply(event(at=T0, by=by))
    assert "scheduled" == approved(change.request_approval(at=T0, by="ada")).state


def test_nobody_takes_note_of_what_was_not_decided() -> None:
    """An approval follows from votes, and an expiry from the lack of them."""
    change = asked()
    open_ = "the authorities have not"
    assert {BY_HAND, f"{open_} approved"} == words(change, "approve", by=CLAIMANT)
    assert {BY_HAND, f"{open_} rejected"} == words(change, "reject", by=CLAIMANT)
    with pytest.raises(NotAllowed, match=r"allowed moves: cancel$"):
        change.implement(at=T0, by="grace", given=CLEAR)
    decided = attrs.evolve(change.approvals, closed=("CAB",))
    assert ("open", "rejected") == (change.approval_answer, decided.answer)


def test_a_policy_that_names_nobody_who_may_approve_is_refused() -> None:
    """For want of members nothing is approved: neither of an authority, nor of a quorum."""
    for policy in (
        ApprovalPolicy(Authority("owner", ["ada"])),
        ApprovalPolicy(Authority("CAB", ["ada", "grace", "ines"], needs=Quorum(2))),
        ApprovalPolicy([(field("risk").is_(Risk.HIGH), BOARD)]),
    ):
        model = NORMAL_CHANGE.extended(policy=policy, name="short")
        change = opened(model).assess(at=T0, by="ines")
        assert () == change.authorities_to_ask
        with pytest.raises(GuardRefused, match="the policy names nobody, or too few"):
            change.request_approval(at=T0, by="ada")
        assert 2 == len(change.timeline())


RISKY = field("risk").is_(Risk.HIGH)


def _by_risk(*members: str, **options: Any) -> ChangeModel:
    """Ask somebody for what is risky only."""
    manager = Authority("manager", members or ("ines",), **options)
    policy = ApprovalPolicy([(RISKY, manager)], unasked="approved", expires_after=timedelta(days=1))
    return NORMAL_CHANGE.extended(policy=policy, name="by risk")


@pytest.mark.long
def test_a_policy_that_asks_nobody_may_approve_by_itself() -> None:
    """By an event that says so, which follows from the asking."""
    change = asked(_by_risk())
    assert ("scheduled", "approved", "approve_by_policy", Cause("request_approval", 3)) == (
        change.state,
        change.facts["approval"],
        change.history[-1].verb,
        change.history[-1].cause,
    )
    assert (True, True, ()) == (change.asks_nobody, change.asks_the_same, change.approvers)
    assert change.next_instant is None
    assert "implement" == prepared(change).implement(at=at(11), by="grace", given=CLEAR).state
    assert () == safety_faults(change.model)
    assert () == Change.audit(change.history, model=change.model, written_with=change.model)


@pytest.mark.long
def test_nobody_left_is_not_nobody_to_ask() -> None:
    """Four eyes, a quorum out of reach or absence is refused, and the change stays as it is."""
    for model, absent in (
        (_by_risk("ada"), ()),
        (_by_risk("ada", "grace"), ()),
        (_by_risk("ines", "ada", needs=Quorum(2)), ()),
        (_by_risk("ines"), "ines"),
        (_by_risk("ines", "jorge"), ("ines", "jorge")),
        (_by_risk("ines", deputies={"ines": "grace"}), ("ines",)),
        (_by_risk("ines", deputies={"ines": "olga"}), ("ines", "olga")),
        (_by_risk("ines", "jorge", needs=Quorum(2)), ("ines",)),
    ):
        change = opened(model, risk=Risk.HIGH).assess(at=T0, by="ines")
        assert not change.asks_nobody
        with pytest.raises(GuardRefused, match="nobody, or too few"):
            change.request_approval(at=T0, by="ada", absent=absent)
        assert ("assess", "not_requested") == (change.state, change.facts["approval"])


def test_a_policy_that_cannot_tell_asks_whom_it_knows_not() -> None:
    """That is not nobody: what it cannot decide is refused, and voids what it has approved."""
    costly = ApprovalPolicy([(field("custom.cost") > 500, OWNER)], unasked="approved")
    model = NORMAL_CHANGE.extended(policy=costly, name="by cost")
    cheap = asked(model, custom={"cost": 500})
    assert ("scheduled", True) == (cheap.state, cheap.asks_nobody)
    dear = opened(model, custom={"cost": 501}).assess(at=T0, by="ines")
    assert ("authorise", ("olga",)) == (
        (change := dear.request_approval(at=T0, by="ada")).state,
        change.voters,
    )
    odd = cheap.update(at=T0, by="ada", custom={"cost": "a lot"})
    assert ("authorise", False, False) == (odd.state, odd.asks_nobody, odd.asks_the_same)
    with pytest.raises(GuardRefused, match="the policy names nobody, or too few"):
        odd.request_approval(at=T0, by="ada")


def test_nobody_takes_note_of_a_policy_that_asks_somebody() -> None:
    """The event follows by itself, where the policy asks nobody, and else never."""
    change = asked(_by_risk(), risk=Risk.HIGH)
    assert ("authorise", ("ines",)) == (change.state, change.voters)
    with pytest.raises(GuardRefused, match="the policy asks somebody to approve it"):
        change.apply(ApprovedByPolicy(at=T0, by=CLAIMANT))
    assert change.why_not("approve_by_policy", at=T0, by="ada")
    raised = asked(_by_risk()).amend(at=T0, by="ada", risk=Risk.HIGH)
    assert ("authorise", "not_requested") == (raised.state, raised.facts["approval"])
    assert ("ines",) == raised.request_approval(at=T0, by="ada").voters


def test_without_the_option_nobody_to_ask_is_refused() -> None:
    """As ever, and why_not says so before."""
    change = opened(NORMAL_CHANGE.extended(policy=ApprovalPolicy([(RISKY, OWNER)]), name="strict"))
    change = change.assess(at=T0, by="ines")
    assert not change.asks_nobody
    assert "the policy names nobody, or too few, who may approve it" in words(
        change, "request_approval", by="ada"
    )


def test_who_is_absent_is_asked_by_a_deputy() -> None:
    """Who is not named as absent may vote, and so may a deputy; the event keeps who was away."""
    model = _by_risk("ines", "jorge", deputies={"ines": "olga"})
    change = opened(model, risk=Risk.HIGH).assess(at=T0, by="ines")
    away = change.request_approval(at=T0, by="ada", absent="ines")
    assert ("ines",) == away.last(ApprovalRequested).absent  # type: ignore[union-attr]
    assert ("ines", "olga", "jorge") == away.voters
    by_olga = away.vote(at=T0, by="olga", vote="yes").vote(at=T0, by="jorge", vote="yes")
    assert ("scheduled", ("ines", "olga", "jorge")) == (by_olga.state, by_olga.approvers)
    nobody = change.why_not("request_approval", at=T0, by="ada", absent=("ines", "jorge", "olga"))
    assert "nobody, or too few, of those who may approve it are there" in map(str, nobody)


def test_votes_decide_and_the_stage_follows() -> None:
    """A vote moves nothing by itself; what follows names the vote as its cause."""
    change = asked().vote(at=T0, by="ines", vote="yes")
    assert ("authorise", "1 of 3 of the CAB, jorge, keiko still missing") == (
        change.state,
        str(change.approvals),
    )
    yes = approved(change)
    assert ("scheduled", "approve", Cause("vote", 6), ("ines", "jorge", "keiko")) == (
        yes.state,
        yes.history[-1].verb,
        yes.history[-1].cause,
        yes.approvers,
    )
    no = change.vote(at=T0, by="jorge", vote="no", note="too risky")
    assert ("new", "rejected", "reject") == (no.state, no.facts["approval"], no.history[-1].verb)


def test_a_ballot_keeps_its_note() -> None:
    """In each seat that the vote was cast for, and in the timeline; none where nothing was said."""
    change = asked().delegate(at=T0, by="ines", to="jorge")
    change = change.vote(at=T0, by="keiko", vote="yes")
    change = change.vote(at=T0, by="jorge", vote="no", note="too risky")
    said = {ballot.member: ballot.note for ballot in change.ballots}
    assert {"keiko": None, "ines": "too risky", "jorge": "too risky"} == said
    assert change.ballots in [step.facts["ballots"] for step in change.timeline()]


def test_a_rejected_change_is_planned_and_asked_for_anew() -> None:
    """The former votes count no more."""
    change = rejected(asked()).amend(at=T0, by="ada", test_plan="a better one")
    assert "rejected" == change.facts["approval"]
    change = change.assess(at=T0, by="ines").request_approval(at=T0, by="ada")
    assert ((), "scheduled") == (change.ballots, approved(change).state)


def test_closing_the_voting_decides_what_is_left() -> None:
    """Whoever was not there is missing, and it is rejected."""
    change = asked().vote(at=T0, by="ines", vote="yes").close_voting(at=at(1), by="ines")
    assert ("new", "rejected", ("CAB",)) == (
        change.state,
        change.facts["approval"],
        change.closed_votings,
    )


def test_a_voting_is_closed_of_those_who_are_asked_now() -> None:
    """In turn the next ones are asked then; requester and implementer close nothing."""
    few = Authority("few", ["ines", "jorge", "keiko"], needs=Quorum(1))
    policy = ApprovalPolicy([(ALWAYS, few), (ALWAYS, OWNER)], sequential=True)
    change = asked(NORMAL_CHANGE.extended(policy=policy, name="in turn"))
    change = change.vote(at=T0, by="ines", vote="yes").close_voting(at=at(1), by="ines")
    assert ("authorise", ("olga",)) == (change.state, change.voters)
    assert "scheduled" == change.vote(at=at(2), by="olga", vote="yes").state
    for name, who in (("ada", "requester"), ("grace", "implementer")):
        with pytest.raises(GuardRefused, match=f"the {who} does not approve"):
            asked().close_voting(at=at(1), by=name)


def test_what_comes_too_late_decides_nothing() -> None:
    """Though nobody has ticked; a hold after the end does not revive it."""
    policy = ApprovalPolicy(BOARD, expires_after=timedelta(hours=3))
    change = asked(NORMAL_CHANGE.extended(policy=policy, name="patient"))
    late = {"the time to decide has passed (tick)"}
    assert late == words(change, "vote", hours=3, vote="yes")
    assert late == words(change, "close_voting", hours=3)
    assert set() == words(change, "vote", hours=2.9, vote="yes")
    held = change.hold(at=at(4), by="x", reason="r").resume(at=at(9), by="x")
    assert late == words(held, "vote", hours=9, vote="yes")
    event = ApprovalRequested(at=T0, by="ada", authorities=(BOARD,), lasts=timedelta(days=99))
    before = opened(change.model).assess(at=T0, by="ines")
    with pytest.raises(GuardRefused, match="those are asked whom the policy names"):
        before.apply(event)


def test_a_quorum_is_of_people() -> None:
    """A deputy is one of them, however many members they vote for."""
    quorum = Authority("CAB", ["ines", "jorge", "keiko"], needs=Quorum(2))
    change = asked(NORMAL_CHANGE.extended(policy=ApprovalPolicy(quorum), name="quorum"))
    for member in ("ines", "jorge", "keiko"):
        change = change.delegate(at=T0, by=member, to="olga")
    change = change.vote(at=T0, by="olga", vote="yes")
    assert ("open", ("ines", "jorge", "keiko")) == (
        change.approval_answer,
        tuple(ballot.member for ballot in change.ballots),
    )
    assert "3, of which 2 would do, of the CAB, 1 of a quorum of 2" == str(change.approvals)
    assert "new" == change.close_voting(at=T0, by="ines").state
    mine = change.delegate(at=T0, by="ines", to="ines").vote(at=T0, by="ines", vote="yes")
    assert "scheduled" == mine.state


def test_a_deputy_does_not_take_back_what_a_member_voted() -> None:
    """The member may, and may take the deputy's place again."""
    change = asked(_board_of(needs="any")).vote(at=T0, by="ines", vote="no")
    change = change.delegate(at=T0, by="ines", to="olga")
    assert ("jorge", "keiko") == change.voters
    change = asked(_board_of(needs="any")).delegate(at=T0, by="ines", to="olga")
    change = change.vote(at=T0, by="olga", vote="no").delegate(at=T0, by="ines", to="ines")
    assert "scheduled" == change.vote(at=T0, by="ines", vote="yes").state


def test_nobody_votes_in_the_implementer_s_place() -> None:
    """Be they a deputy; nor does an assignee stand among those who may vote."""
    change = asked().delegate(at=T0, by="ines", to="olga").assign(at=T0, by="x", assignee="ines")
    assert ("jorge", "keiko") == change.voters


def test_who_voted_for_what_was_rejected_may_implement_it() -> None:
    """For that approval is none; it counts again once it is asked for."""
    change = asked().vote(at=T0, by="ines", vote="yes").close_voting(at=T0, by="ines")
    assert () == change.approvers
    assert "ines" == change.assign(at=T0, by="x", assignee="ines").assignee


def test_to_say_nothing_amends_nothing() -> None:
    """And voids no approval."""
    nothing: list[dict[str, Any]] = [{}, {"reason": "r"}, {"risk": None}]
    for facts in nothing:
        with pytest.raises(GuardRefused, match="it does not say what is amended"):
            scheduled().amend(at=T0, by="ada", **facts)


def test_one_authority_is_a_policy() -> None:
    """Of a model as of one that is extended."""
    model = change_model("m", stages=("new", "authorise", "review", "closed"), policy=BOARD)
    assert ApprovalPolicy(BOARD) == model.policy
    assert ApprovalPolicy(OWNER) == NORMAL.extended(policy=OWNER, name="ours").policy


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        (field("knd").is_("emergency"), "reads 'knd'; did you mean 'kind'"),
        (given("night").is_(True), "reads 'given.night', which a change does not have"),
        ("emergency", "asks whether state is 'emergency'"),
    ],
)
def test_a_policy_reads_what_a_change_has(when: Any, fault: str) -> None:
    """Where its model is built, and not when somebody asks for approval."""
    policy = ApprovalPolicy([(when, BOARD)])
    with pytest.raises(FaultyDefinition) as refusal:
        NORMAL.extended(policy=policy, name="odd")
    assert fault in str(refusal.value)


def test_an_approval_may_expire() -> None:
    """By a timer, where nobody decides in time; after that it may be asked for anew."""
    policy = ApprovalPolicy(BOARD, expires_after=timedelta(days=3))
    change = asked(NORMAL_CHANGE.extended(policy=policy, name="patient"))
    assert T0 + timedelta(days=3) == change.next_instant
    late = change.tick(at=T0 + timedelta(days=4))
    assert ("new", "rejected") == (late.state, late.facts["approval"])
    held = change.hold(at=at(1), by="ines", reason="r")
    assert None is held.next_instant
    assert held == held.tick(at=T0 + timedelta(days=9))
    assert T0 + timedelta(days=5) == held.resume(at=at(49), by="ines").next_instant
    assert None is asked().hold(at=at(1), by="x", reason="r").resume(at=at(2), by="x").next_instant
    assert "authorise" == late.assess(at=at(99), by="x").request_approval(at=at(99), by="x").state


def test_the_members_are_fixed_when_they_are_asked() -> None:
    """Whoever is one of the authority by now, those decide who were asked."""
    change = asked(NORMAL)
    larger = attrs.evolve(BOARD, members=(*BOARD.people, "olga"))
    later = change.model.extended(policy=ApprovalPolicy(larger), name="later")
    replayed = Change.replay(change.history, model=later)
    assert ((BOARD,), (larger,), True) == (
        replayed.authorities,
        replayed.authorities_to_ask,
        replayed.asks_the_same,
    )
    assert ("scheduled", ("ines", "jorge", "keiko")) == (
        (done := approved(replayed)).state,
        done.approvers,
    )


BY_CATEGORY = NORMAL_CHANGE.extended(
    policy=ApprovalPolicy([(~field("category").is_("network"), BOARD), (ALWAYS, OWNER)]),
    approved_words=(),
    name="by category",
)


@pytest.mark.parametrize("stage", [asked, scheduled])
def test_an_approval_is_void_where_the_policy_would_ask_others(stage: Any) -> None:
    """By a fact that nobody else has to approve; one that asks the same voids nothing."""
    change = stage(BY_CATEGORY)
    same = change.update(at=T0, by="ada", category="mail").assign(at=T0, by="ada", group="g")
    assert (change.state, change.approval) == (same.state, same.approval)
    others = change.update(at=T0, by="ada", category="network")
    assert ("authorise", "not_requested", Cause("update", change.version + 1)) == (
        others.state,
        others.approval,
        others.history[-1].cause,
    )
    assert (OWNER,) == others.request_approval(at=T0, by="ada").authorities


def test_what_is_corrected_while_on_hold_voids_the_approval_afterwards() -> None:
    """A hold stops what would follow; resuming lets it, be it asked for or approved."""
    for stage in (asked, scheduled):
        held = stage(BY_CATEGORY).hold(at=T0, by="ines", reason="r")
        held = held.update(at=T0, by="ada", category="network")
        assert stage(BY_CATEGORY).state == held.state
        resumed = held.resume(at=T0, by="ines")
        assert ("authorise", "not_requested") == (resumed.state, resumed.approval)


def test_nothing_is_implemented_that_others_would_have_to_approve() -> None:
    """Where the policy itself has changed since, the approval of another is none."""
    change = prepared(scheduled(NORMAL))
    other = ApprovalPolicy(Authority("network board", ["olga"]))
    replayed = Change.replay(change.history, model=NORMAL.extended(policy=other, name="theirs"))
    assert {"the policy would ask others by now (amend it, and request_approval)"} == words(
        replayed, "implement", hours=10, by="grace", given=CLEAR
    )


def test_a_second_vote_replaces_the_first_or_is_refused() -> None:
    """As the authority says; every vote is kept."""
    twice = asked(_board_of(needs="any")).vote(at=T0, by="ines", vote="no")
    changed = twice.vote(at=at(1), by="ines", vote="yes")
    assert ("scheduled", [Vote.NO, Vote.YES]) == (changed.state, [b.vote for b in changed.ballots])
    once = asked(_board_of(needs="any", on_second_vote="refused"))
    once = once.vote(at=T0, by="ines", vote="no")
    with pytest.raises(GuardRefused, match="only those vote who are asked now"):
        once.vote(at=at(1), by="ines", vote="yes")
    assert "scheduled" == once.vote(at=at(1), by="jorge", vote="yes").state


def _board_of(**options: Any) -> ChangeModel:
    board = Authority("CAB", ["ines", "jorge", "keiko"], **options)
    return NORMAL_CHANGE.extended(policy=ApprovalPolicy(board), name="a board's")


def test_four_eyes() -> None:
    """Requester and implementer do not approve, and an approver does not implement."""
    change = asked(requester="ines", assignee="jorge")
    assert ("keiko",) == change.members
    change = asked().assign(at=T0, by="ada", assignee="jorge")
    with pytest.raises(GuardRefused, match="the implementer does not approve"):
        change.vote(at=T0, by="jorge", vote="yes")
    for name in ("ada", "grace", ""):
        with pytest.raises(GuardRefused, match="neither the requester nor the implementer is a"):
            asked().delegate(at=T0, by="ines", to=name)
    change = asked().delegate(at=T0, by="ines", to="olga").assign(at=T0, by="x", assignee="olga")
    with pytest.raises(GuardRefused, match="the implementer does not approve"):
        change.vote(at=T0, by="olga", vote="yes")
    change = asked().vote(at=T0, by="ines", vote="yes")
    with pytest.raises(GuardRefused, match="an approver does not implement what they approved"):
        change.assign(at=T0, by="ada", assignee="ines")
    change = prepared(scheduled())
    with pytest.raises(GuardRefused, match="an approver does not implement what they approved"):
        change.implement(at=at(10), by="ines", given=CLEAR)


def test_a_deputy_votes_and_is_the_approver() -> None:
    """A member delegates and takes it back; nobody else delegates."""
    change = asked().delegate(at=T0, by="ines", to="olga")
    assert (("olga", "jorge", "keiko"), (("ines", "olga"),)) == (change.voters, change.deputies)
    with pytest.raises(GuardRefused, match="only those vote who are asked now"):
        change.vote(at=T0, by="ines", vote="yes")
    voted = change.vote(at=T0, by="olga", vote="yes")
    assert (("ines", "olga"), "ines") == (voted.approvers, voted.ballots[0].member)
    with pytest.raises(GuardRefused, match="an approver does not implement what they approved"):
        voted.assign(at=T0, by="ada", assignee="ines")
    assert () == change.delegate(at=T0, by="ines", to="ines").deputies
    with pytest.raises(GuardRefused, match="only a member who was asked delegates"):
        change.delegate(at=T0, by="bob", to="olga")
