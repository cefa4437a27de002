"""Changes: the default models, verb by verb, and every refusal once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Actor
from itsmcore.approval import (
    BY_ITSELF,
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    ApprovedByPolicy,
    Authority,
    Quorum,
    Rejected,
    Vote,
)
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Amended,
    Change,
    ChangeModel,
    CloseCode,
    Closed,
    Control,
    Held,
    Implemented,
    Opened,
    Procedure,
    ProcedureStep,
    Result,
    Role,
    change_model,
    safety_faults,
)
from itsmcore.conditions import ALWAYS, field, given
from itsmcore.errors import (
    BadData,
    BadValue,
    FaultyDefinition,
    FieldMissing,
    GuardRefused,
    NaiveTime,
    NotAllowed,
    Refused,
    RoleMissing,
    UnknownCode,
    Unlisted,
)
from itsmcore.level import Priority
from itsmcore.lifecycle import Cause, Guard, Phase, State
from itsmcore.risk import Risk
from itsmcore.span import Window
from tests.changes.walks import (
    BOARD,
    CLEAR,
    DONE,
    HOUR,
    NORMAL,
    T0,
    approved,
    asked,
    at,
    implementing,
    opened,
    prepared,
    rejected,
    reviewing,
    scheduled,
)

CLAIMANT = Actor("system", roles=("system", "change_manager"))
"""Somebody who would be the library itself."""
BY_HAND = "it follows by itself, and nobody does it by hand"
MODELS = (NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, UNAUTHORISED_CHANGE)
OWNER = Authority("owner", ["olga"])
CANCELLED = {(stage, "cancelled") for stage in ("new", "authorise", "scheduled", "implement")}


def words(
    change: Change, verb: str, *, hours: float = 24, by: str | Actor = "ines", **data: Any
) -> set[str]:
    """Give every reason against a verb, in words."""
    return {reason.words for reason in change.why_not(verb, at=at(hours), by=by, **data)}


@pytest.mark.parametrize(
    ("model", "edges"),
    [
        (
            NORMAL_CHANGE,
            {
                *CANCELLED,
                ("assess", "cancelled"),
                ("new", "assess"),
                ("assess", "new"),
                ("assess", "authorise"),
                ("authorise", "new"),
                ("authorise", "scheduled"),
                ("scheduled", "authorise"),
                ("scheduled", "implement"),
                ("implement", "review"),
                ("review", "closed"),
            },
        ),
        (
            STANDARD_CHANGE,
            {
                *CANCELLED - {("authorise", "cancelled")},
                ("new", "scheduled"),
                ("scheduled", "implement"),
                ("implement", "review"),
                ("review", "closed"),
            },
        ),
        (
            EMERGENCY_CHANGE,
            {
                *CANCELLED,
                ("new", "authorise"),
                ("authorise", "new"),
                ("authorise", "scheduled"),
                ("scheduled", "authorise"),
                ("scheduled", "implement"),
                ("implement", "review"),
                ("review", "closed"),
            },
        ),
        (
            UNAUTHORISED_CHANGE,
            {
                ("new", "cancelled"),
                ("authorise", "cancelled"),
                ("new", "authorise"),
                ("authorise", "new"),
                ("authorise", "review"),
                ("review", "closed"),
            },
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, ChangeModel) else "edges",
)
def test_the_edges_are_those_of_the_kind(model: Any, edges: set[tuple[str, str]]) -> None:
    """Every one, and no other."""
    assert edges == model.edges


def test_a_normal_change_from_its_opening_to_its_closure() -> None:
    """Weighed, approved, tested, told, made in its window, verified, closed."""
    change = reviewing()
    change = change.close(at=at(24), by="ines", code="successful", notes="done", given=DONE)
    assert [
        "open",
        "assess",
        "request_approval",
        "vote",
        "vote",
        "vote",
        "approve",
        "record_test",
        "communicate",
        "implement",
        "verify",
        "complete",
        "close",
    ] == [event.verb for event in change.history]
    assert ("closed", "successful", "done", at(10), at(11)) == (
        change.state,
        change.outcome,
        change.close_notes,
        change.actual_start,
        change.actual_end,
    )


def test_the_class_opens_a_normal_change() -> None:
    """Its model is the default one, which anybody may replace."""
    change = Change.open("CHG-1", at=T0, by="ada", summary="s")
    assert (NORMAL_CHANGE, "normal", "ada", T0, Actor("ada")) == (
        change.model,
        change.kind,
        change.requester,
        change.opened_at,
        change.opened_by,
    )
    assert "bob" == opened(requester="bob").requester


def test_a_standard_change_needs_no_approval_but_its_template_s() -> None:
    """It is scheduled, and nobody votes; test and communication are not asked for."""
    stray = opened(STANDARD_CHANGE, template=None, test_plan=None, communication_plan=None)
    assert {"it is of no template (ChangeTemplate.open)"} == words(stray, "schedule")
    change = scheduled(STANDARD_CHANGE)
    assert ("scheduled", ()) == (change.state, change.authorities_to_ask)
    assert "implement" == change.implement(at=at(10), by="grace", given=CLEAR).state
    with pytest.raises(NotAllowed, match="cannot vote while scheduled"):
        change.vote(at=at(1), by="ines", vote="yes")


def test_an_unauthorised_change_is_judged_after_the_fact() -> None:
    """It says when it was made, is approved into the review, and that says what came of it."""
    change = opened(UNAUTHORISED_CHANGE, actual_start=at(-9), actual_end=at(-8))
    change = approved(change.request_approval(at=T0, by="ines"))
    assert ("review", at(-9), at(-8)) == (change.state, change.actual_start, change.actual_end)
    assert {"outcome must be set first", "it has to be reviewed first (review)"} == words(
        change, "close", given=DONE
    )
    change = change.review(at=at(1), by="ines", findings="never again", outcome="backed_out")
    closed = change.close(at=at(2), by="ines", code="backed_out", notes="n")
    assert "closed" == closed.state
    with pytest.raises(NotAllowed):
        change.implement(at=at(2), by="grace", given=CLEAR)


def test_an_emergency_that_fails_is_backed_out_reviewed_and_closed() -> None:
    """Its authority comes before; what was left out is due before it is closed."""
    change = EMERGENCY_CHANGE.open("CHG-9", at=T0, by="ada", summary="A hole", assignee="grace")
    change = change.request_approval(at=T0, by="ada")
    change = change.vote(at=T0, by="emergency change manager", vote="yes")
    change = change.implement(at=at(1), by="grace")
    change = change.verify(at=at(2), by="grace", result="failed", notes="mail waits")
    assert Result.FAILED == change.verification
    change = change.back_out(at=at(3), by="grace", reason="mail waits")
    change = change.complete(at=at(4), by="grace", outcome="backed_out")
    assert (at(1), at(3)) == (change.actual_start, change.actual_end)
    change = change.review(at=at(5), by="ines", findings="no test", incidents=["INC-1", "INC-1"])
    change = change.review(at=at(5), by="ines", findings="more", incidents=["INC-1", "INC-2"])
    assert ("INC-1", "INC-2") == change.caused_incidents
    assert {
        "risk must be set first",
        "steps must be set first",
        "test_plan must be set first",
        "communication_plan must be set first",
        "back_out_plan must be set first",
        "those whom it concerns have not been told (communicate)",
    } == words(change, "close", given=DONE)
    change = change.amend(
        at=at(6),
        by="grace",
        risk=Risk.HIGH,
        steps="Patch it",
        test_plan="t",
        communication_plan="c",
        back_out_plan="b",
    )
    assert ("review", "approved") == (change.state, change.facts["approval"])
    change = change.communicate(at=at(6), by="grace", to="all")
    closed = change.close(at=at(7), by="ines", code="backed_out", notes="later", given=DONE)
    assert ("closed", "backed_out") == (closed.state, closed.outcome)


def test_an_emergency_that_went_well_records_its_test_afterwards() -> None:
    """Whatever it showed; what was backed out has none to record."""
    change = approved(opened(EMERGENCY_CHANGE).request_approval(at=T0, by="ada"))
    change = change.implement(at=at(1), by="grace").verify(at=at(2), by="grace", result="passed")
    change = change.complete(at=at(2), by="grace", outcome="successful")
    change = change.review(at=at(3), by="ines", findings="none").communicate(at=at(3), by="grace")
    assert {"no test of it is recorded (record_test)"} == words(change, "close", given=DONE)
    tested = change.record_test(at=at(4), by="grace", result="failed")
    assert set() == words(tested, "close", given=DONE)


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


STAGES_OF_A_STANDARD = ("new", "scheduled", "implement", "review", "closed")


def test_levels_and_kinds_are_those_of_the_model() -> None:
    """Whatever else is given is named."""
    strange: list[dict[str, Any]] = [
        {"risk": Priority.HIGH},
        {"impact": Risk.LOW},
    ]
    for facts in strange:
        with pytest.raises(UnknownCode, match="cannot be"):
            opened(**facts)
    with pytest.raises(BadValue, match="risk cannot be 'hgh'; give a Level or None"):
        opened(risk="hgh")
    bad: Any = None
    for bad, words_of_it in (
        ({"kind": "emergncy"}, "kind cannot be 'emergncy'; give one of standard, normal"),
        ({"controls": {"window": False}}, "controls cannot be {'window': False}; give names of"),
        ({"maintenance": 5}, "maintenance cannot be 5; give a Schedule"),
    ):
        with pytest.raises(BadValue, match=words_of_it):
            change_model("m", stages=STAGES_OF_A_STANDARD, **bad)
    with pytest.raises(BadData, match=r"actual_end .* lies before actual_start"):
        opened(actual_start=at(-1), actual_end=at(-2))


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
    larger = attrs.evolve(BOARD, members=(*BOARD.members, "olga"))
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
        change.facts["hold"],
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
    assert ("none", None) == (resumed.facts["hold"], resumed.hold_reason)
    if stage is not implementing:
        gone = change.cancel(at=at(12), by="ines", reason="r")
        assert ("cancelled", "none", None) == (gone.state, gone.facts["hold"], gone.hold_reason)


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
    with pytest.raises(NotAllowed, match="cannot hold while hold is on_hold"):
        held.hold(at=T0, by="x", reason="r")
    with pytest.raises(NotAllowed, match="cannot resume while hold is none"):
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
        assert (event.verb in {"comment", "link"}) == (not reasons), event.verb


def test_a_review_and_a_closure_leave_no_way_to_cancel() -> None:
    """What has been made cannot be given up."""
    with pytest.raises(NotAllowed, match="cannot cancel while review; allowed moves: close"):
        reviewing().cancel(at=at(13), by="x", reason="r")


def test_assigning_needs_a_group_or_an_assignee() -> None:
    """A new group clears the person."""
    with pytest.raises(GuardRefused, match="a group or an assignee must be named"):
        opened().assign(at=T0, by="x")
    change = opened(group="a").assign(at=T0, by="x", group="b")
    assert ("b", None) == (change.group, change.assignee)


def test_the_plan_is_a_method_of_procedure() -> None:
    """Ordered steps with their way back; a text is one of which only the action is known."""
    steps = (
        ProcedureStep("Stop", "it is empty", "start it", "grace", HOUR),
        ProcedureStep("Copy", duration=2 * HOUR),
        ProcedureStep("Switch", None, "switch back"),
    )
    procedure = opened(steps=steps).procedure
    assert (3 * HOUR, [steps[2], steps[0]]) == (procedure.duration, list(procedure.way_back))
    assert (ProcedureStep("Patch it"),) == opened(steps="Patch it").steps
    assert "| 2 | Copy |  |  |  | 2:00:00 |" in f"{procedure:md}".splitlines()
    assert "2   Copy" in f"{procedure}"
    with pytest.raises(Unlisted, match="there is no format 'svg'"):
        f"{procedure:svg}"
    assert "<td>switch back</td>" in procedure._repr_html_()
    assert timedelta() == Procedure(()).duration


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: ProcedureStep(""), BadValue, "action cannot be ''; give a text that says"),
        (lambda: ProcedureStep(7), BadValue, "action cannot be 7"),  # type: ignore[arg-type]
        (lambda: ProcedureStep("a", duration=-HOUR), BadValue, "give a timedelta of zero or more"),
        (
            lambda: ProcedureStep("a", duration=60),  # type: ignore[arg-type]
            BadValue,
            "duration cannot be 60",
        ),
        (
            lambda: opened(planned_start=at(2), planned_end=at(1)),
            BadData,
            "lies before planned_start",
        ),
        (lambda: opened(planned_start=datetime(2026, 3, 2)), NaiveTime, "aware datetime"),
        (lambda: opened(summary=None), BadValue, "summary cannot be None"),
        (
            lambda: opened().reschedule(at=T0, by="x", planned_start=at(2), planned_end=at(1)),
            BadData,
            "mend it and try again",
        ),
        (
            lambda: scheduled().record_test(at=T0, by="x", result="green"),
            BadValue,
            "result cannot be 'green'; give one of passed, failed",
        ),
        (lambda: asked().vote(at=T0, by="ines", vote="ja"), BadValue, "vote cannot be 'ja'"),
    ],
)
def test_bad_input_is_a_typed_error(make: Any, error: Any, words: str) -> None:
    """That says what to give."""
    with pytest.raises(error) as refusal:
        make()
    assert words in str(refusal.value)


def test_a_window_is_known_when_both_its_ends_are() -> None:
    """Instants are kept in UTC."""
    assert None is opened(planned_end=None).window
    assert None is opened(planned_start=None).window
    assert Window(at(10), at(12)) == opened().window


def test_the_division_of_duties() -> None:
    """The requester plans their own, the implementer works, the manager moves it; members vote."""
    strict = NORMAL.with_roles(STANDARD)
    ada, grace = Actor("ada", Role.REQUESTER), Actor("grace", Role.IMPLEMENTER)
    ines = Actor("ines", Role.CHANGE_MANAGER)
    change = opened(strict, by=ada)
    (why,) = words(change, "assess", by=grace)
    assert "grace may not; it takes the role change_manager" in why
    with pytest.raises(RoleMissing):
        opened(strict, by="ada").amend(at=T0, by=Actor("bob", Role.REQUESTER), test_plan="t")
    change = change.assess(at=T0, by=ines).request_approval(at=T0, by=ada)
    for name in ("ines", "jorge", "keiko"):
        change = change.vote(at=T0, by=name, vote="yes")
    with pytest.raises(RoleMissing):
        change.grant_exception(at=T0, by=grace, of="audit", reason="r")
    assert "scheduled" == change.state


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_the_division_of_duties_leaves_nothing_to_everybody(model: ChangeModel) -> None:
    """But comments, and what those who were asked do; what follows by itself nobody does."""
    strict = model.with_roles(STANDARD)
    rules = [rule for table in (strict.lifecycle, *strict.regions) for rule in table.rules]
    nobody = {rule.event.verb for rule in rules if BY_ITSELF in rule.guards}
    follows = {"approve", "approve_by_policy", "reject", "expire_approval", "void_approvals"}
    assert nobody == (follows if model.policy else set())
    free = {rule.event.verb for rule in rules if not rule.roles}
    assert free - nobody == {"comment"} | ({"vote", "delegate"} if model.policy else set())


@pytest.mark.parametrize("others", ["allowed", "denied"])
def test_no_table_of_roles_opens_what_follows_by_itself(others: Any) -> None:
    """Whoever it names for that; and none keeps it from following."""
    events = (Approved, ApprovedByPolicy, Rejected, ApprovalExpired, ApprovalsVoided)
    for who in (("system", "change_manager"), ()):
        table: dict[Any, Any] = {**dict.fromkeys(events, who), "vote": (), "amend": ()}
        model = NORMAL.with_roles(table, others=others)
        change = Change.replay(asked().history, model=model)
        for event in events:
            for by in (CLAIMANT, "ada", "ines"):
                for cause in (None, Cause("vote", version=3), Cause("approval_expiry")):
                    with pytest.raises(Refused, match=BY_HAND):
                        change.apply(event(at=T0, by=by, cause=cause))
        assert not [
            c.verb for c in change.choices(at=T0, by=CLAIMANT) if c.is_allowed and c.event in events
        ]
        assert "scheduled" == approved(change).state
        assert "new" == rejected(change).state
        assert "not_requested" == change.amend(at=T0, by="x", test_plan="t").approval


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_an_approval_belongs_to_its_stage(model: ChangeModel) -> None:
    """A policy alone is refused, and so is the stage without one."""
    other = None if model.policy else ApprovalPolicy(BOARD)
    with pytest.raises(FaultyDefinition) as refusal:
        model.extended(policy=other, name="odd")
    assert ["bad_policy"] == [fault.code for fault in refusal.value.faults]


def test_a_control_of_one_s_own_demands_what_it_says() -> None:
    """Of its event, beside what the named controls demand."""
    paid = Control("paid", Closed, guards=Guard("nobody has paid", field("custom.paid").is_(True)))
    named = Control("assigned", Implemented, needs="assignee")
    model = change_model("m", stages=STAGES_OF_A_STANDARD, controls=[paid, "tasks", named])
    (closing,) = [rule for rule in model.rules if rule.event is Closed]
    assert ["a task of it is open", "nobody has paid"] == [g.words for g in closing.guards][-2:]
    (implementing,) = [rule for rule in model.rules if rule.event is Implemented]
    assert ("assignee",) == implementing.needs
    again = change_model("m", stages=STAGES_OF_A_STANDARD, controls=(named, paid, "tasks"))
    assert model.digest == again.digest


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ("window", "controls cannot be 'window'; give names of controls"),
        ([True], "controls cannot be True; give names of controls"),
        (["widow"], "there is no control 'widow'; did you mean 'window'"),
    ],
)
def test_what_is_no_control_is_refused(controls: Any, words: str) -> None:
    """With the control that may be meant."""
    with pytest.raises((BadValue, Unlisted), match=words):
        change_model("m", stages=STAGES_OF_A_STANDARD, controls=controls)


def test_a_control_demands_something_of_an_event_that_there_is() -> None:
    """One that could never refuse anything is a mistake."""
    with pytest.raises(BadValue, match="a control cannot be 'paid'; give guards= or needs="):
        Control("paid", Closed)
    idle = Control("asked", ApprovalRequested, needs="risk")
    with pytest.raises(FaultyDefinition) as told:
        change_model("m", stages=STAGES_OF_A_STANDARD, controls=[idle])
    assert ["idle_control"] == [fault.code for fault in told.value.faults]
    assert "is of 'request_approval', which no stage of it has" in str(told.value)


def test_faults_of_the_tables_and_of_the_policy_are_told_together() -> None:
    """A model is mended once, and not twice."""
    with pytest.raises(FaultyDefinition) as refusal:
        NORMAL.extended(State("adrift", phase=Phase.ACTIVE), policy=None, name="odd")
    codes = ["unreachable_state", "dead_end", "bad_policy"]
    assert codes == [fault.code for fault in refusal.value.faults]


def test_a_change_says_where_its_approval_and_its_hold_stand() -> None:
    """A model without a policy has no approval."""
    change = asked()
    assert ("requested", False) == (change.approval, change.is_on_hold)
    held = change.hold(at=T0, by="x", reason="r")
    assert ("withdrawn", True) == (held.approval, held.is_on_hold)
    assert (None, False) == ((one := opened(STANDARD_CHANGE)).approval, one.is_on_hold)


def test_a_model_without_the_window_plans_without_one() -> None:
    """An emergency is made when it is needed."""
    change = EMERGENCY_CHANGE.open("CHG-1", at=T0, by="ada", summary="s", assignee="grace")
    change = approved(change.request_approval(at=T0, by="ada"))
    assert "implement" == change.implement(at=at(9), by="grace").state


def test_every_event_keeps_its_history() -> None:
    """A record is the fold of its events, and an audit by its own model finds nothing."""
    change = reviewing().review(at=at(13), by="x", findings="f")
    assert change == Change.replay(change.history, model=NORMAL)
    assert () == Change.audit(change.history, model=NORMAL, written_with=NORMAL)
    assert [Opened, Implemented] == [
        type(e) for e in change.history if isinstance(e, Opened | Implemented)
    ]
    assert None is change.last(Held)
    assert None is change.last(Amended)
    assert None is change.last(Closed)


def test_a_refusal_names_the_moves_that_are_left() -> None:
    """And shows where it stands."""
    with pytest.raises(Refused) as refusal:
        opened().close(at=T0, by="x", code="successful", notes="n")
    assert "cannot close while new; allowed moves: assess, cancel" == str(refusal.value)


def test_a_policy_over_values_without_an_order_names_nobody() -> None:
    """Instead of failing wherever the change is looked at."""
    policy = ApprovalPolicy([(field("custom.size") > 3, BOARD)])
    model = NORMAL.extended(policy=policy, name="sizes")
    assert () == opened(model, custom={"size": "large"}).authorities_to_ask
    assert (BOARD,) == opened(model, custom={"size": 4}).authorities_to_ask
