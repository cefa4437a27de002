"""Models of one's own: their stages, and what keeps them safe."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore import Event, Lifecycle, Phase, Rule, State
from itsmcore.approval import APPROVAL, ApprovalPolicy, ApprovalRequested, ApprovalsVoided
from itsmcore.change_calendar import Freeze
from itsmcore.changes import PLAN_FIELDS, Amended, Implemented, Unsafe, change_model, unsafe
from itsmcore.conditions import ALWAYS, field, happened
from itsmcore.errors import FaultyDefinition, Unlisted
from itsmcore.lifecycle import Reaction
from tests.changes.unsafe import BOSS, MAINTENANCE, NOBODY, ROUTES, SMALL, STALE
from tests.changes.walks import BOARD, PLAN, at, opened
from tests.instants import MARCH as T0


@pytest.mark.parametrize(
    ("stages", "policy", "words"),
    [
        ((), None, "give new, review, closed and others, in this order: new, assess"),
        (("new", "closed"), None, "give new, review, closed"),
        (("new", "review", "closed", "cancelled"), None, "give new, review, closed"),
        (("new", "scheduled", "assess", "review", "closed"), None, "are new, scheduled, assess"),
        (("new", "teatime", "review", "closed"), None, "have 'teatime'; did you mean"),
        (("new", "authorize", "review", "closed"), None, "did you mean 'authorise'"),
        (("new", "implement", "review", "closed"), None, "give scheduled and implement both"),
        (("new", "scheduled", "review", "closed"), None, "give scheduled and implement both"),
        (
            ("new", "authorise", "implement", "review", "closed"),
            ApprovalPolicy(BOARD),
            "give scheduled and implement both",
        ),
        (("new", "review", "closed"), None, "give authorise, or scheduled and implement"),
        (("new", "authorise", "review", "closed"), None, "give both, or neither"),
        (ROUTES[3], ApprovalPolicy(BOARD), "belongs to the stage authorise"),
    ],
)
def test_stages_that_make_no_sound_table_are_refused(stages: Any, policy: Any, words: str) -> None:
    """With words that say what to give."""
    with pytest.raises(FaultyDefinition) as refusal:
        change_model("odd", stages=stages, policy=policy)
    assert any(words in str(fault) for fault in refusal.value.exceptions), refusal.value
    assert {"bad_stages", "bad_policy"} >= {fault.code for fault in refusal.value.faults}


@settings(max_examples=40)
@each(st.data())
def test_whatever_stages_are_taken_lead_from_new_to_closed(data: st.DataObject) -> None:
    """Each is come to, and none is left but by its verbs; others are refused."""
    names = ("assess", "authorise", "scheduled", "implement")
    chosen = data.draw(st.sampled_from([c for n in range(5) for c in combinations(names, n)]))
    policy = ApprovalPolicy(BOSS) if "authorise" in chosen else None
    stages = ("new", *chosen, "review", "closed")
    if stages not in ROUTES:
        with pytest.raises(FaultyDefinition):
            change_model("m", stages=stages, policy=policy)
        return
    model = change_model("m", stages=stages, policy=policy)
    for one, other in pairwise(stages):
        assert (one, other) in model.edges
    forward = {(a, b) for a, b in model.edges if b != "cancelled"}
    ahead = {(a, b) for a, b in forward if stages.index(b) > stages.index(a)}
    assert set(pairwise(stages)) == ahead


def test_a_window_that_moves_within_maintenance_keeps_its_approvals() -> None:
    """One that leaves it, or had none, does not."""
    model = change_model(
        "lenient", stages=ROUTES[1], policy=ApprovalPolicy(BOSS), maintenance=MAINTENANCE
    )
    change = opened(model).request_approval(at=T0, by="ada").vote(at=T0, by="ines", vote="yes")
    for start, end, state in ((12, 14, "scheduled"), (14, 16, "authorise"), (16, 17, "authorise")):
        moved = change.reschedule(at=T0, by="x", planned_start=at(start), planned_end=at(end))
        assert state == moved.state
    late = opened(model, planned_start=at(20), planned_end=at(21))
    late = late.request_approval(at=T0, by="ada").vote(at=T0, by="ines", vote="yes")
    back = late.reschedule(at=T0, by="x", planned_start=at(2), planned_end=at(3))
    assert "authorise" == back.state
    assert not opened(model).moves_in_maintenance
    lenient = SMALL.extended(maintenance=MAINTENANCE, name="lenient")
    moved = opened(lenient).reschedule(at=T0, by="x", planned_start=at(2), planned_end=at(3))
    assert moved.moves_in_maintenance


def test_the_region_of_an_approval_serves_other_records_too() -> None:
    """By itself it knows no hold."""
    names = [state.name for state in APPROVAL.states]
    assert ["not_requested", "requested", "approved", "rejected"] == names
    assert {"planned_start", "risk", "steps"} <= PLAN_FIELDS
    assert not {"reason", "summary"} & PLAN_FIELDS
    assert set(PLAN) <= PLAN_FIELDS


def test_a_table_that_begins_in_the_implementation_is_reported() -> None:
    """There is no way to it, and nothing before it."""
    begun = Lifecycle("begun", states=[State("implement", phase=Phase.ACTIVE)], rules=[])
    assert Unsafe((), NOBODY) == unsafe(begun)


def test_a_proof_is_of_tables_that_are_as_they_say() -> None:
    """A state that is not there proves nothing, nor does a rule of which there are two."""
    with pytest.raises(Unlisted, match="there is no state of change 'implemented'; did you mean"):
        unsafe(SMALL, implementing="implemented")
    with pytest.raises(Unlisted, match="there is no state of approval 'aproved'; did you mean"):
        unsafe(SMALL, approved=("approval", "aproved"))
    twice = Lifecycle(
        "twice",
        states=[State("new", phase=Phase.NEW), State("implement", phase=Phase.ACTIVE)],
        rules=[
            Rule(Implemented, source="new", target="implement"),
            Rule(Implemented, source="new", target="new"),
        ],
    )
    with pytest.raises(FaultyDefinition, match="lifecycle 'twice' has 1 fault"):
        unsafe(twice, approved="new")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Withdrawn(Event):
    """Take it off the schedule, and say why."""

    verb: ClassVar[str] = "withdraw"
    why: str


def test_a_reaction_that_might_not_be_made_is_no_proof() -> None:
    """Of the data that it needs nothing is known, and where it lacks nothing follows."""
    voids = next(r for r in SMALL.reactions if r.on is Amended)
    off = Rule(Withdrawn, source="scheduled", target="authorise")
    follows = Reaction(Amended, Withdrawn, data={"why": field("hold_reason")})
    way = unsafe(SMALL.extended(off, follows, without=[voids], name="unsure"))
    assert way is not None
    assert STALE == way.why


def test_an_approval_that_stays_where_it_is_is_no_new_one() -> None:
    """To ask once more, where the region has no rule for that, approves no other plan."""
    way = unsafe(
        SMALL.extended(
            State("replanned", phase=Phase.ACTIVE),
            Rule(Amended, source="scheduled", target="replanned"),
            Rule(ApprovalRequested, source="replanned", target="scheduled"),
            without=[(Amended, "scheduled")],
            name="replanned",
        )
    )
    assert way is not None
    assert STALE == way.why


def test_a_move_within_maintenance_excuses_no_amendment() -> None:
    """What was true of the last move says nothing of what was amended since."""
    voids = next(r for r in SMALL.reactions if r.on is Amended)
    lax = Reaction(
        Amended, ApprovalsVoided, when=voids.when & ~field("moves_in_maintenance").is_(True)
    )
    model = SMALL.extended(lax, without=[voids], name="lax", maintenance=MAINTENANCE)
    way = unsafe(model)
    assert way is not None
    assert "amend" in way.verbs


@pytest.mark.long
def test_what_the_policy_reads_is_looked_at_again_before_the_implementation() -> None:
    """By a guard on every way in; without it the proof says what may have happened."""
    by_category = ApprovalPolicy([(field("category").is_("db"), BOSS), (ALWAYS, BOARD)])
    model = SMALL.extended(policy=by_category, name="by category")
    assert None is unsafe(model)
    code = "policy_moved"
    way = unsafe(model.without_guards(code))
    assert "the policy may ask others by then" == (way and way.why)


def test_neither_a_policy_nor_a_freeze_asks_for_an_event() -> None:
    """None happens when it is asked: it would never hold, and its absence always."""
    for when in (happened(Amended), ~happened(Amended)):
        for make in (
            lambda when=when: SMALL.extended(policy=ApprovalPolicy([(when, BOSS)])),
            lambda when=when: Freeze("spring sale", MAINTENANCE, applies=when),
        ):
            with pytest.raises(FaultyDefinition) as refusal:
                make()
            assert ["no_event"] == [fault.code for fault in refusal.value.faults]
