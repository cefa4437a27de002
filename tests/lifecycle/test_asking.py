"""Asking what may be done: the answers are those of the tables, and soon there."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import incidents, knowledge, problems
from itsmcore.changes import EMERGENCY_CHANGE, NORMAL_CHANGE
from itsmcore.changes import STANDARD as CHANGE_ROLES
from itsmcore.conditions import field, is_set
from itsmcore.errors import Reason
from itsmcore.improvements import IMPROVEMENT
from itsmcore.incidents import INCIDENT
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import Actor, Event, Guard, Model, Record
from itsmcore.lifecycle._attempt import Attempt, refusals
from itsmcore.lifecycle._event import settable
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._judge import Draft
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from itsmcore.testing import records
from tests.instants import NINE as T0
from tests.support import LOAN, after
from tests.timing import calls

FREEZE = Guard("no freeze", ~field("given.freeze").is_(True) | field("event.note").is_set)
MODELS = (
    INCIDENT,
    INCIDENT.with_roles(incidents.STANDARD),
    INCIDENT.with_guards({"hold": FREEZE, "resume": FREEZE}),
    PROBLEM.with_roles(problems.STANDARD),
    ARTICLE.with_roles(knowledge.STANDARD),
    IMPROVEMENT,
    NORMAL_CHANGE,
    EMERGENCY_CHANGE.with_roles(CHANGE_ROLES),
    TASK,
    LOAN,
)
ACTORS = st.sampled_from(["ada", " ada", Actor("bob", roles={"agent", "requester"})])


def rules_of(record: Record[Any], event: type[Event]) -> list[Any]:
    """Find the rules that know an event, by moving attempts through the tables one by one."""
    main, beside = record.model.plan.triggers[event]
    attempt = Attempt(record.state)
    if main is not None:
        main.trigger(attempt)
    attempts = [attempt]
    if main is None or attempt.rule is not None:
        for index, trigger in beside:
            attempts.append(Attempt(record.regions[index]))
            trigger.trigger(attempts[-1])
    return [attempt.rule for attempt in attempts if attempt.rule is not None]


def may(rule: Any, by: Actor, facts: RecordFacts) -> bool:
    permits = [permit for permit in rule.roles if permit.role in by.roles]
    return not rule.roles or any(permit.when.judge(facts) is not False for permit in permits)


def codes_against(
    record: Record[Any], event: type[Event], at: Any, by: Any, facts: Any
) -> set[str]:
    """Judge an event of which no data is known, rule by rule."""
    rules = rules_of(record, event)
    if not rules:
        return {"not_allowed"}
    actor = by if isinstance(by, Actor) else Actor(by)
    draft = RecordFacts(record, Draft(event, at, actor, facts, {}), is_automatic=False)
    found: set[str] = set()
    for rule in rules:
        found |= {reason.code for reason in refusals(rule.guards, draft)}
        if not may(rule, actor, draft):
            found.add("role_missing")
        needed = [name for name in rule.needs if name not in settable(event, type(record))]
        if not all(is_set(getattr(record, name)) for name in needed):
            found.add("field_missing")
    if at < record.history[-1].at:
        found.add("out_of_order")
    if actor.name != actor.name.strip():
        found.add("unclear_name")
    return found


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=15)
@given(data=st.data(), by=ACTORS, is_early=st.booleans(), is_frozen=st.booleans())
def test_what_may_be_done_is_what_the_tables_say(
    model: Model, data: st.DataObject, by: Any, is_early: bool, is_frozen: bool
) -> None:
    """Of every verb, where the record stands, whoever asks: its target, its reasons, its needs."""
    record = data.draw(records(model, max_events=6))
    at = record.opened_at if is_early else record.history[-1].at
    given = {"freeze": True} if is_frozen else {}
    for choice in record.choices(at=at, by=by, given=given):
        event = choice.event
        rules = rules_of(record, event)
        in_main = [r for r in record.model.plan.rules[record.state] if r.event is event]
        needed = {name for rule in in_main for name in rule.needs}
        targets = {rule.target or record.state for rule in rules if rule in in_main}
        assert (targets or {record.state}) == {choice.target}
        assert codes_against(record, event, at, by, given) == {r.code for r in choice.reasons}
        assert {n for n in needed if not is_set(getattr(record, n))} == set(choice.unset)
        why = record.why_not(choice.verb, at=at, by=by, given=given)
        assert set(choice.reasons) == set(why)
    assert [event.verb for event in model.events[1:]] == [
        choice.verb for choice in record.choices(at=at, by=by)
    ]


def test_a_guard_that_waits_for_an_argument_is_open() -> None:
    """It refuses nothing until that is known, and then what it says."""
    inc = INCIDENT.open("INC-1", at=T0, by="ada", summary="Mail is down")
    assert () == inc.why_not("reprioritise", at=T0, by="ada")
    assert (Reason("nothing_named", "an impact or an urgency must be named"),) == (
        inc.why_not("reprioritise", at=T0, by="ada", note="it is worse")
    )


def test_a_guard_that_hangs_on_the_event_and_on_more_is_judged() -> None:
    """What is known of it may decide."""
    model = INCIDENT.with_guards(
        {"comment": Guard("only while new", field("event.text").is_set & field("state").is_("new"))}
    )
    inc = model.open("INC-1", at=T0, by="ada", summary="Mail is down")
    assert () == inc.why_not("comment", at=T0, by="ada")
    started = inc.start(at=T0, by="ada")
    assert ["only_while_new"] == [r.code for r in started.why_not("comment", at=T0, by="ada")]


# --- what it costs --------------------------------------------------------------------------------


def test_asking_why_not_takes_few_calls() -> None:
    """What the tables say where a record stands is found once and kept."""
    inc = INCIDENT.open("INC-1", at=T0, by="ada", summary="Mail is down").start(at=T0, by="grace")
    assert calls(lambda: inc.why_not("close", at=after(hours=1), by="grace")) <= 18
    assert calls(lambda: inc.why_not("hold", at=after(hours=1), by="grace")) <= 18


@pytest.mark.parametrize(
    ("model", "most"), [(INCIDENT, 185), (PROBLEM, 180), (NORMAL_CHANGE, 343)], ids=str
)
def test_choices_take_few_calls(model: Any, most: int) -> None:
    """A verb that is not allowed costs no more than its answer."""
    record = model.open("1", at=T0, by="ada", summary="Mail is down")
    assert calls(lambda: record.choices(at=after(hours=1), by="grace")) <= most
