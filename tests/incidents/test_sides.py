"""Who is the desk, and who the customer: the answers and the waits of either side."""

from datetime import timedelta
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import Phase
from itsmcore.conditions import field, given, happened
from itsmcore.errors import FaultyDefinition, GuardRefused
from itsmcore.incidents import (
    CUSTOMER,
    CUSTOMER_UNLESS_AGENT,
    INCIDENT,
    STANDARD,
    Commented,
    Incident,
    Role,
)
from itsmcore.lifecycle import ANY, BOT, SYSTEM, Actor, Event, Reaction, Rule, Timer
from itsmcore.service_levels import FIRST_RESPONSE, PUBLIC_UPDATE, Agreement, Goal
from tests.instants import MARCH as NINE
from tests.instants import MINUTE

AGENT, REQUESTER = Role.AGENT, Role.REQUESTER
SECRETARY, ADA_THE_AGENT = Actor("secretary", {REQUESTER}), Actor("ada", {AGENT})
GRACE, AUTO_REPLY = Actor("grace", {AGENT}), Actor("ada", {BOT, REQUESTER})
REPLY = happened(Commented) & field("event.from_customer").is_(True)


def opened(by: Any, caller: str | None, model: Any = INCIDENT) -> Incident:
    """Open an incident that then waits for its caller, with a first response outstanding."""
    inc: Incident = model.open("INC-1", at=NINE, by=by, caller=caller, summary="It is slow")
    return inc.start(at=NINE, by="barbara").hold(at=NINE, by="barbara", reason="caller")


WHO_IS_THE_DESK = [
    ("grace", "ada", "grace", True, False),
    ("grace", "ada", "ada", False, True),
    (SECRETARY, "boss", SECRETARY, False, True),
    (SECRETARY, "boss", "boss", False, True),
    ("ada", None, "ada", False, True),
    (ADA_THE_AGENT, "ada", ADA_THE_AGENT, False, True),
    ("monitoring", None, "grace", True, False),
    (GRACE, None, GRACE, False, True),
    (GRACE, "ada", GRACE, True, False),
    ("ada", None, SYSTEM, False, False),
    ("ada", None, Actor("chat", {BOT}), False, False),
    ("ada", None, AUTO_REPLY, False, False),
]


@pytest.mark.parametrize(("by", "caller", "writer", "responds", "resumes"), WHO_IS_THE_DESK)
def test_a_first_response_comes_from_the_desk_and_an_answer_from_the_customer(
    by: Any, caller: str | None, writer: Any, responds: bool, resumes: bool
) -> None:
    """Whoever opened it, and whatever other roles the caller has; a machine is neither."""
    at = NINE + 5 * MINUTE
    inc = opened(by, caller).comment(at=at, by=writer, text="Any news?", public=True)
    assert (at if responds else None) == inc.responded_at
    assert ("in_progress" if resumes else "on_hold") == inc.state


@pytest.mark.parametrize(("by", "caller", "writer", "responds", "resumes"), WHO_IS_THE_DESK)
def test_guards_reactions_goals_and_timelines_tell_the_same_side(
    by: Any, caller: str | None, writer: Any, responds: bool, resumes: bool
) -> None:
    """One fact, which a clock and a timeline read as the reactions do."""
    at = NINE + 5 * MINUTE
    inc = opened(by, caller).comment(at=at, by=writer, text="Any news?", public=True)
    step = next(step for step in inc.timeline() if step.verb == "comment")
    told = (step.facts["event.from_customer"], step.facts["event.from_desk"])
    assert (resumes, responds) == told
    assert (not (responds or resumes)) == step.facts["event.from_machine"]
    hour = timedelta(hours=1)
    goals = (
        Goal("response", stop=FIRST_RESPONSE, targets=hour),
        Goal("update", stop=Phase.RESOLVED, reset=PUBLIC_UPDATE, targets=hour),
        Goal("reply", stop=REPLY, targets=hour),
    )
    clocks = Agreement("a", goals=goals).measure(inc.timeline(), at=at)
    ended = tuple(clocks[name].ended_at == at for name in ("response", "reply"))
    assert (responds, resumes) == ended
    assert (1 + responds) == len(clocks["update"].cycles)


@pytest.mark.parametrize(("by", "caller", "writer", "responds", "resumes"), WHO_IS_THE_DESK)
def test_a_first_answer_that_is_recorded_comes_from_the_desk_too(
    by: Any, caller: str | None, writer: Any, responds: bool, resumes: bool
) -> None:
    """Recording one is no way round."""
    inc = opened(by, caller)
    reasons = inc.why_not("respond", at=NINE, by=writer)
    assert ([] if responds else ["not_the_desk"]) == [r.code for r in reasons]
    if not responds:
        with pytest.raises(GuardRefused, match="a first answer comes from the desk"):
            inc.respond(at=NINE, by=writer)


def test_an_agent_who_opens_for_nobody_else_may_be_the_desk() -> None:
    """By the named option; with another caller, or without the role, nothing changes."""
    model = INCIDENT.extended(from_customer=CUSTOMER_UNLESS_AGENT)
    for by, caller, responds in (
        (GRACE, None, True),
        (Actor("grace"), None, False),
        (SECRETARY, None, False),
        (Actor("grace", {AGENT, REQUESTER}), None, False),
    ):
        inc = opened(by, caller, model).comment(at=NINE, by=by, text="On it", public=True)
        assert responds == (inc.responded_at is not None), by
    inc = opened("barbara", "grace", model).comment(at=NINE, by=GRACE, text="On it", public=True)
    assert inc.responded_at is None


def test_a_model_may_add_correspondents() -> None:
    """They are the customer's side of the records that name them, and of no other."""
    named = field("custom.correspondents").contains(field("event.by"))
    model = INCIDENT.extended(from_customer=CUSTOMER | named, name="ours")
    inc = model.open("INC-1", at=NINE, by="ada", summary="s", custom={"correspondents": ("kim",)})
    inc = inc.hold(at=NINE, by="grace", reason="caller")
    lee, kim = (inc.comment(at=NINE, by=by, text="here", public=True) for by in ("lee", "kim"))
    assert ("on_hold", NINE) == (lee.state, lee.responded_at)
    assert ("in_progress", None) == (kim.state, kim.responded_at)


def test_a_model_may_know_its_machines_otherwise() -> None:
    """Such as by their names."""
    model = INCIDENT.extended(from_machine=INCIDENT.from_machine | field("event.by").is_("nagios"))
    inc = opened("ada", None, model).comment(at=NINE, by="nagios", text="up", public=True)
    assert (None, "on_hold") == (inc.responded_at, inc.state)


def test_what_cannot_be_decided_is_on_no_side() -> None:
    """A comparison that makes no sense neither raises in a timeline nor opens a door."""
    model = INCIDENT.extended(from_customer=field("custom.rank") > 3)
    inc = model.open("INC-1", at=NINE, by="ada", summary="s", custom={"rank": "high"})
    inc = inc.comment(at=NINE, by="ada", text="?", public=True)
    sides = ("customer", "desk", "machine")
    facts = inc.timeline()[-1].facts
    assert [False] * 3 == [facts[f"event.from_{side}"] for side in sides]
    assert inc.responded_at is None


@pytest.mark.parametrize("name", ["from_customer", "from_machine"])
@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (given("vip").is_(True), "outside_fact"),
        (field("event.given").is_set, "outside_fact"),
        (field("event.from_customer").is_(True), "outside_fact"),
        (field("event.from_desk").is_(False), "outside_fact"),
        (field("event.text").is_set, "unknown_fact"),
        (field("caler").is_(field("event.by")), "unknown_fact"),
        (lambda facts: True, "lambda_guard"),
    ],
)
def test_a_side_that_no_event_could_tell_is_a_fault(name: str, condition: Any, code: str) -> None:
    """It is asked of any event, also in a timeline, and never by way of itself."""
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.extended(**{name: condition})
    assert [(name, code)] == [(fault.subject, fault.code) for fault in raised.value.faults]


def test_any_condition_on_an_event_may_ask_for_its_side() -> None:
    """In a guard, in a permit and in a reaction; a timer has no event to ask."""
    of_the_desk = field("event.from_desk").is_(True)
    model = INCIDENT.extended(Reaction(Commented, INCIDENT.rules[1].event, when=of_the_desk))
    assert (
        "in_progress"
        == model.open("INC-1", at=NINE, by="ada", summary="s")
        .comment(at=NINE, by="grace", text="I take it")
        .state
    )
    timer = Timer("t", Commented, states="new", after=MINUTE, data={"text": "?"}, when=of_the_desk)
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.extended(timer)
    assert ["unknown_fact"] == [fault.code for fault in raised.value.faults]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Relayed(Event):
    """Claim a side."""

    verb: ClassVar[str] = "relay"
    from_customer: bool = False


def test_no_event_says_itself_which_side_it_is_of() -> None:
    """A field of the name of a fact that every event has is a fault."""
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.extended(Rule(Relayed, source=ANY))
    assert [("event relay", "taken_name")] == [(f.subject, f.code) for f in raised.value.faults]


def test_who_opened_it_may_do_what_the_caller_may() -> None:
    """By ITIL's division of duties; somebody else in the role of requester may not."""
    model = INCIDENT.with_roles(STANDARD)
    inc = model.open("INC-1", at=NINE, by=SECRETARY, caller="boss", summary="s")
    boss, other = Actor("boss", {REQUESTER}), Actor("kim", {REQUESTER})
    for by, may in ((SECRETARY, {"comment", "cancel"}), (boss, {"comment", "cancel"}), (other, ())):
        assert set(may) == {c.verb for c in inc.choices(at=NINE, by=by) if c.is_allowed}
    done = inc.resolve(at=NINE, by=GRACE, code="user_error", notes="Plugged in")
    for by, may in ((SECRETARY, set()), (boss, set()), (other, {"role_missing"})):
        for verb in ("reopen", "close"):
            assert may == {reason.code for reason in done.why_not(verb, at=NINE, by=by)}
