"""Safety: a theorem of the tables, held against changes that really walk through them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore import Event, Guard, Lifecycle, Phase, Rule, Schedule, State
from itsmcore.approval import (
    APPROVAL,
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    ApprovalsVoided,
    Approved,
    Authority,
    Rejected,
    Voted,
)
from itsmcore.change_calendar import Freeze
from itsmcore.changes import (
    CONTROLS,
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    PLAN_FIELDS,
    STANDARD,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Amended,
    Change,
    ChangeModel,
    Completed,
    Implemented,
    Rescheduled,
    Reverted,
    Unsafe,
    Verified,
    change_model,
    safety_faults,
    unsafe,
)
from itsmcore.conditions import ALWAYS, field, given, happened
from itsmcore.errors import FaultyDefinition, Refused, Unlisted
from itsmcore.lifecycle import ANY, Reaction
from tests.changes.walks import BOARD, CLEAR, NORMAL, PLAN, at, opened, prepared
from tests.instants import MARCH as T0

BOSS = Authority("boss", ["ines"])
DEFAULTS = (NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, UNAUTHORISED_CHANGE)
EMERGENCY = EMERGENCY_CHANGE.extended(policy=ApprovalPolicy(BOSS), name="emergency")
SMALL = NORMAL_CHANGE.extended(policy=ApprovalPolicy(BOSS), name="small")
ROUTES = (
    ("new", "assess", "authorise", "scheduled", "implement", "review", "closed"),
    ("new", "authorise", "scheduled", "implement", "review", "closed"),
    ("new", "assess", "scheduled", "implement", "review", "closed"),
    ("new", "scheduled", "implement", "review", "closed"),
    ("new", "assess", "authorise", "review", "closed"),
    ("new", "authorise", "review", "closed"),
)
MAINTENANCE = Schedule.between(at(0), at(15))
NOBODY = "nobody has approved it"
STALE = "what was approved is not what it has become"


# --- the theorem ------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("model", DEFAULTS, ids=str)
def test_every_default_model_is_safe(model: ChangeModel) -> None:
    """It is proven without running it; with roles it is so too."""
    assert () == safety_faults(model)
    assert () == safety_faults(model.with_roles(STANDARD))


def test_a_model_that_needs_no_approval_says_so() -> None:
    """There is a way, and it is no fault."""
    assert Unsafe(("schedule", "implement"), "nobody has approved it") == unsafe(STANDARD_CHANGE)


@st.composite
def models(draw: st.DrawFn, *, maintenance: Schedule | None = None) -> ChangeModel:
    """Draw a change model: its stages, its controls and its roles."""
    stages = draw(st.sampled_from(ROUTES))
    names = (*CONTROLS, "review", "template", "afterwards")
    policy = ApprovalPolicy(BOSS) if "authorise" in stages else None
    model = change_model(
        "drawn",
        stages=stages,
        policy=policy,
        controls=draw(st.sets(st.sampled_from(sorted(names)))),
        maintenance=maintenance,
    )
    return model.with_roles(STANDARD) if draw(st.booleans()) else model


@pytest.mark.untraced
@settings(max_examples=60)
@each(models())
def test_every_choice_of_controls_is_safe(model: ChangeModel) -> None:
    """Approval is no control that could be switched off."""
    assert () == safety_faults(model)


@pytest.mark.untraced
@settings(max_examples=30)
@each(models(maintenance=MAINTENANCE))
def test_a_maintenance_schedule_keeps_a_model_safe(model: ChangeModel) -> None:
    """It says which moves an approval outlasts; one that voids less than it says is found."""
    assert () == safety_faults(model)
    if model.policy is None or "implement" not in model.lifecycle.phases:
        return
    voids = next(r for r in model.reactions if r.on is Rescheduled)
    rarely = Reaction(voids.on, voids.event, when=voids.when & field("risk").is_set)
    way = unsafe(model.extended(rarely, without=[voids], name="rarely"))
    assert way is not None
    assert ("reschedule", "implement") == way.verbs[-2:]


def seems_fine(facts: Any) -> bool:
    """Stand for a function that nobody sees into."""
    return True


def test_a_function_is_never_counted_as_proof() -> None:
    """Neither as a guard that keeps others out, nor as what voids an approval."""
    voids = next(r for r in SMALL.reactions if r.on is Rescheduled)
    hidden = Reaction(voids.on, voids.event, when=seems_fine)
    way = unsafe(SMALL.extended(hidden, without=[voids], name="hidden"))
    assert (
        Unsafe(("assess", "request_approval", "approve", "reschedule", "implement"), STALE) == way
    )
    quick = Rule(Implemented, source="assess", target="implement", guards=Guard("no", seems_fine))
    assert Unsafe(("assess", "implement"), NOBODY) == unsafe(SMALL.extended(quick, name="quick"))


@pytest.mark.long
def test_leaving_a_final_state_is_reported() -> None:
    """Whichever it is."""
    again = NORMAL.extended(
        Rule(Reverted, source=("closed", "cancelled"), target="new"), name="again"
    )
    assert [
        ("leaves_final", "edge cancelled -> new"),
        ("leaves_final", "edge closed -> new"),
    ] == [(fault.code, fault.subject) for fault in safety_faults(again)]


@pytest.mark.long
def test_a_rule_from_the_implementation_into_it_is_a_way_in() -> None:
    """What was amended meanwhile is begun again as it is now."""
    again = SMALL.extended(
        Rule(Amended, source="implement"),
        Rule(Begun, source="implement", target="implement"),
        name="again",
    )
    way = ("assess", "request_approval", "approve", "implement", "amend", "begin_again")
    assert Unsafe(way, STALE) == unsafe(again)
    guarded = Guard("it is not approved", field("approval").is_("approved"))
    without = attrs.evolve(
        SMALL, reactions=[r for r in SMALL.reactions if r.on is not Amended], name="without"
    )
    assert None is unsafe(SMALL.extended(Rule(Begun, source="implement", target="implement")))
    assert None is not unsafe(without.extended(Rule(Begun, source="new", guards=guarded)))


def test_what_only_passes_through_the_implementation_is_implemented() -> None:
    """A reaction that leads on in the same instant hides no way."""
    hasty = SMALL.extended(
        Rule(Begun, source="assess", target="implement"),
        Reaction(Begun, Completed, data={"outcome": "successful"}),
        name="hasty",
    ).without_guards(*(g.code for r in SMALL.rules if r.event is Completed for g in r.guards))
    assert Unsafe(("assess", "begin_again"), NOBODY) == unsafe(hasty)


def test_a_rule_from_any_state_is_one_from_each() -> None:
    """The opening's own, and a final one."""
    anywhere = SMALL.extended(Rule(Begun, source=ANY, target="implement"), name="anywhere")
    assert Unsafe(("begin_again",), NOBODY) == unsafe(anywhere)
    assert {"edge cancelled -> implement", "edge closed -> implement"} == {
        fault.subject for fault in safety_faults(anywhere) if fault.code == "leaves_final"
    }
    open_only = Guard("it is new", ~field("state").is_in(("new", "cancelled")))
    late = SMALL.extended(
        Rule(Begun, source=ANY, target="implement", guards=open_only), name="late"
    )
    assert Unsafe(("assess", "begin_again"), NOBODY) == unsafe(late)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Begun(Event):
    """Begin it again."""

    verb: ClassVar[str] = "begin_again"


# --- real walks -------------------------------------------------------------------------------

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


def _is_fresh(change: Change) -> bool:
    """Tell whether what the last request was about is what the change is now."""
    last = max((i for i, e in enumerate(change.history) if e.verb == "request_approval"), default=0)
    then = Change.replay(change.history[: last + 1], model=change.model)
    return bool(last) and _plan(then) == _plan(change)


def _is_sound(change: Change) -> bool:
    return change.facts["approval"] == "approved" and _is_fresh(change)


def _let(change: Change, event: Event) -> Change:
    """Let an event happen, or follow as by a cascade."""
    if not isinstance(event, FOLLOWING):
        return change.apply(event)
    *_, after = change.unfold(event, is_automatic=True)
    return after


def _walks(model: ChangeModel) -> Iterator[Change]:
    """Give every change that comes to be implemented, one for each way to stand before."""
    first = prepared(opened(model, planned_start=at(9), planned_end=at(20)))
    seen, ahead, number = set[object](), deque([first]), 0
    while ahead:
        change = ahead.popleft()
        for steps in MENU.values():
            for step in steps:
                number += 1
                try:
                    after = _let(change, step(change, number))
                except Refused:
                    continue
                if after.state == "implement" != change.state:
                    yield after
                is_ready = bool(after.test_result), bool(after.communicated_at)
                answer = after.approval_answer
                is_fresh = _is_fresh(after), bool(after.reworded)
                key = (after.state, after.regions, is_fresh, answer, is_ready)
                if key not in seen:
                    seen.add(key)
                    ahead.append(after)


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


def _weakened(model: ChangeModel) -> dict[str, ChangeModel]:
    """Take from a model each guard, each reaction and each rule of voiding, one at a time."""
    codes = dict.fromkeys(guard.code for rule in model.rules for guard in rule.guards)
    weaker = {code: model.without_guards(code) for code in codes}
    for reaction in model.reactions:
        name = f"{reaction.on.verb} -> {reaction.event.verb}"
        weaker[name] = model.extended(without=[reaction], name=name)
    for stage in ("authorise", "scheduled"):
        name = f"void_approvals from {stage}"
        weaker[name] = model.extended(without=[(ApprovalsVoided, stage)], name=name)
    return weaker


WEAKENED = {
    f"{model}: {name}": weaker
    for model in (SMALL, EMERGENCY)
    for name, weaker in _weakened(model).items()
}
UNSAFE_WITHOUT = {
    "it_is_on_hold_resume",
    "amend -> void_approvals",
    "reschedule -> void_approvals",
    "void_approvals from scheduled",
    "void_approvals from authorise",
}


@pytest.mark.untraced
@pytest.mark.parametrize("name", WEAKENED)
def test_the_proof_and_real_walks_agree_on_every_weakened_model(name: str) -> None:
    """What is proven has no walk; what is reported has one, and its verbs walk it."""
    model, weakness = WEAKENED[name], name.split(": ")[1]
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
    both = ("it_is_not_approved", "nobody_was_asked_to_approve_it_request_approval")
    others = "the_policy_would_ask_others_by_now_amend_it_and_request_approval"
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
                guards=Guard("it is on hold", field("hold").is_("on_hold")),
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
    way = unsafe(SMALL.without_guards("it_is_on_hold_resume"))
    assert way is not None
    assert {"hold", "resume"} <= {*way.verbs}


# --- tables from elsewhere --------------------------------------------------------------------

PUBLISHED = json.loads(
    """
    {"requested": ["rejected", "retracted", "pending approval", "in progress"],
     "pending approval": ["rejected", "retracted", "approved"],
     "approved": ["retracted", "in progress"],
     "in progress": ["pending pir", "retracted", "failed", "successful", "canceled"],
     "pending pir": ["failed", "successful"],
     "rejected": [], "retracted": [], "failed": [], "successful": [], "canceled": []}
    """
)
"""OTRS, var/packagesetup/ITSMChangeManagement.pm, lines 918 to 1065."""


@attrs.frozen(kw_only=True)
class Moved(Event):
    """Move to another state."""

    verb: ClassVar[str] = "move"


def _moved_to(name: str) -> type[Event]:
    made = type("MovedTo", (Moved,), {"verb": f"to {name}", "__module__": __name__})
    return attrs.frozen(kw_only=True)(made)


MOVES = {name: _moved_to(name) for name in (*PUBLISHED, *"sabcdx")}


def table(edges: dict[str, list[str]], guards: Any = None) -> Lifecycle:
    """Make a lifecycle of its edges, each by an event of its target's name."""
    return Lifecycle(
        "published",
        states=[State(name, phase=Phase.ACTIVE) for name in edges],
        rules=[
            Rule(
                MOVES[target],
                source=source,
                target=target,
                guards=() if guards is None else guards.get((source, target), ()),
            )
            for source, targets in edges.items()
            for target in targets
        ],
    )


def test_the_table_that_otrs_publishes_is_reported() -> None:
    """It goes from requested to in progress without an approval; without that edge it is sound."""
    found = unsafe(table(PUBLISHED), implementing="in progress", approved="approved")
    assert Unsafe(("to in progress",), "nobody has approved it") == found
    left = {name: list(targets) for name, targets in PUBLISHED.items()}
    left["requested"].remove("in progress")
    assert None is unsafe(table(left), implementing="in progress", approved="approved")


def test_an_approval_is_left_behind_where_a_record_begins_anew() -> None:
    """It has to be had again; and a table without any region has none approved in one."""
    edges = {"s": ["a", "x"], "a": ["s"], "x": []}
    found = unsafe(table(edges), implementing="x", approved="a")
    assert ("to x",) == found.verbs  # type: ignore[union-attr]
    edges = {"s": ["a"], "a": ["s", "x"], "x": []}
    assert None is unsafe(table(edges), implementing="x", approved="a")
    assert None is not unsafe(table(edges), implementing="x")


def opaque(facts: Any) -> bool:
    """Stand for a function of which nothing is known."""
    return False


GUARDS: dict[str, tuple[tuple[Guard, ...], Callable[[str], bool]]] = {
    "none": ((), lambda state: True),
    "opaque": ((Guard("opaque", opaque),), lambda state: True),
    "given": ((Guard("given", given("z").is_(1)),), lambda state: True),
    "only a": ((Guard("only a", field("state").is_("a")),), lambda state: state == "a"),
    "not s": ((Guard("not s", ~field("state").is_("s")),), lambda state: state != "s"),
    "never": (
        (Guard("never", field("phase").is_(Phase.CLOSED)),),
        lambda state: False,
    ),
}
STATES = ("s", "a", "b", "x")
EDGES = [(one, other) for one in STATES for other in STATES]


@settings(max_examples=150)
@each(st.dictionaries(st.sampled_from(EDGES), st.sampled_from(sorted(GUARDS)), max_size=9))
def test_the_proof_agrees_with_every_path_of_small_tables(chosen: dict[Any, str]) -> None:
    """A path is bad where it comes to x and, since it last began, was never in a."""
    edges = {one: [o for s, o in chosen if s == one] for one in STATES}
    guards = {edge: GUARDS[name][0] for edge, name in chosen.items()}
    found = unsafe(table(edges, guards), implementing="x", approved="a")
    possible = {edge for edge, name in chosen.items() if GUARDS[name][1](edge[0])}
    bad = [path for path in _paths(possible) if _is_bad(path)]
    shortest = min((len(path) - 1 for path in bad), default=None)
    assert shortest == (None if found is None else len(found.verbs))
    if found is not None:
        ends = ["s", *(verb.removeprefix("to ") for verb in found.verbs)]
        assert tuple(ends) in bad


def _paths(edges: set[tuple[str, str]]) -> list[tuple[str, ...]]:
    """List every path of up to seven edges; there are eight nodes to tell apart."""
    paths: list[tuple[str, ...]] = [("s",)]
    all_of_them: list[tuple[str, ...]] = []
    for _ in range(7):
        paths = [(*path, end) for path in paths for start, end in edges if start == path[-1]]
        paths = list({_shape(path): path for path in paths}.values())
        all_of_them += paths
    return all_of_them


def _shape(path: tuple[str, ...]) -> tuple[object, ...]:
    """Keep one path of each that end alike: two last states, and what they have passed."""
    return path[-2:], "a" in path[_begin(path) :], "a" in path[_begin(path[:-1]) : -1]


def _begin(path: tuple[str, ...]) -> int:
    return max(index for index, state in enumerate(path) if state == "s")


def _is_bad(path: tuple[str, ...]) -> bool:
    return path[-1] == "x" != path[-2] and "a" not in path[_begin(path) :]


# --- models of one's own ----------------------------------------------------------------------


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
    code = "the_policy_would_ask_others_by_now_amend_it_and_request_approval"
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
