"""Roles: one table of the model, which holds whatever rules come before it or after it."""

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, Actor, Incident, Phase
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Assessed,
    BackedOut,
)
from itsmcore.changes import STANDARD as CHANGE_DUTIES
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition, RoleMissing, Unlisted
from itsmcore.improvements import IMPROVEMENT
from itsmcore.improvements import STANDARD as IMPROVEMENT_DUTIES
from itsmcore.incidents import STANDARD, Closed, Reopened, Resumed, Role
from itsmcore.knowledge import ARTICLE
from itsmcore.knowledge import STANDARD as ARTICLE_DUTIES
from itsmcore.lifecycle import ANY, NOBODY, Lifecycle, Model, Permit, Roles, Rule, State
from itsmcore.lifecycle.events import Assigned, Commented
from itsmcore.problems import STANDARD as PROBLEM_DUTIES
from itsmcore.tasks import TASK
from itsmcore.testing._arguments import cast
from tests.instants import NINE as T0
from tests.support import FINE, LOAN, Fined, Lent, Loan, Lost, Paid, Renewed, Returned, after, lent

AGENT, LEAD = Actor("grace", roles=Role.AGENT), Actor("linus", roles="lead")
AWAITING = State("awaiting_approval", phase=Phase.PENDING)
ASKED = Rule(Assigned, source="in_progress", target="awaiting_approval")
GRANTED = Rule(Resumed, source="awaiting_approval", target="in_progress")


def waiting(model: Any) -> Incident:
    """Give an incident that awaits an approval."""
    inc = Incident.open("INC-1", at=T0, by="ada", summary="s").start(at=T0, by="x")
    asked = (*inc.history, Assigned(at=T0, by="x", group="mail"))
    return Incident.replay(asked, model=model)


def extended(model: Any) -> Any:
    """Add a state and a way back from it, as somebody does who knows nothing of roles."""
    return model.extended(AWAITING, ASKED, GRANTED, without=[(Assigned, "in_progress")])


def may(record: Any, verb: str, by: Actor | str) -> bool:
    """Tell whether nothing is against a verb that has to do with roles."""
    return "role_missing" not in [r.code for r in record.why_not(verb, at=after(days=9), by=by)]


# --- whatever comes first -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [
        extended(INCIDENT.with_roles(STANDARD)),
        extended(INCIDENT).with_roles(STANDARD),
        extended(INCIDENT.with_roles(STANDARD).extended(without="resume")),
        extended(INCIDENT.extended(without="resume").with_roles(STANDARD)),
    ],
    ids=["roles, then rule", "rule, then roles", "cut, then rule", "cut, then roles, then rule"],
)
def test_roles_hold_for_a_rule_that_is_added_before_or_after(model: Any) -> None:
    """What is for agents is for agents from every state, known then or not."""
    inc = waiting(model)
    with pytest.raises(RoleMissing, match="bob may not; it takes the role agent"):
        inc.resume(at=T0, by="bob")
    assert "resume" not in [c.verb for c in inc.choices(at=T0, by="bob") if c.is_allowed]
    assert "in_progress" == inc.resume(at=T0, by=AGENT).state


def test_roles_hold_in_a_record_class_of_one_s_own() -> None:
    """Its default model is a model as any."""

    class Ticket(Incident):
        model = extended(INCIDENT.with_roles(STANDARD))

    ticket = Ticket.replay(
        waiting(
            INCIDENT.extended(AWAITING, ASKED, GRANTED, without=[(Assigned, "in_progress")])
        ).history
    )
    assert (False, True) == (may(ticket, "resume", "bob"), may(ticket, "resume", AGENT))


STATES = [state.name for state in LOAN.states]
VERBS: dict[str, Any] = {
    event.verb: event for event in (Lent, Renewed, Returned, Lost, Commented, Fined, Paid)
}
FREE = [
    (verb, state)
    for verb in ("lend", "renew", "return_", "lose")
    for state in STATES
    if (VERBS[verb], state) not in {(r.event, s.name) for s, r in LOAN.lifecycle.expanded()}
]
PEOPLE = [Actor("bob"), Actor("bob", "reader"), Actor("bob", "librarian"), Actor("bob", "lead")]
WHO = st.sampled_from(["reader", "librarian", "lead", ("reader", "lead"), ()])
ADDED = st.lists(st.sampled_from(FREE), unique=True, max_size=3)
BY_VERB = st.dictionaries(st.sampled_from(sorted(VERBS)), WHO, max_size=4)
OTHERS = st.sampled_from(["allowed", "denied", None])


def added(pairs: list[tuple[str, str]]) -> list[Rule]:
    """Give rules of known verbs from states that had none."""
    return [Rule(VERBS[verb], source=state) for verb, state in pairs]


@settings(max_examples=40)
@given(BY_VERB, OTHERS, ADDED)
def test_the_order_does_not_matter(table: Any, others: Any, pairs: Any) -> None:
    """A model with roles and more rules is the same model, whichever came first."""
    first = LOAN.with_roles(table, others=others).extended(*added(pairs))
    assert first == LOAN.extended(*added(pairs)).with_roles(table, others=others)


PLACES = sorted({(r.event.verb, s.name) for t in LOAN.tables for s, r in t.expanded()})
PLACED = st.dictionaries(
    st.sampled_from(PLACES)
    | st.sampled_from([("lose", Phase.NEW), ("comment", Phase.ACTIVE), ("comment", ANY)])
    | st.sampled_from(sorted(VERBS)),
    WHO,
    max_size=5,
)


def _answers(model: Model, record: Loan) -> Iterator[tuple[str, Actor, bool]]:
    for event in model.events[1:]:
        for actor in PEOPLE:
            yield event.verb, actor, may(record, event.verb, actor)


@settings(max_examples=40)
@given(PLACED, OTHERS, ADDED, st.sampled_from(["wanted", "lent", "back", "lost"]))
def test_a_place_goes_before_a_phase_and_a_phase_before_a_verb(
    table: Any, others: Any, pairs: Any, state: str
) -> None:
    """As an oracle reads the table, whatever is extended, cut or built again between."""
    model = LOAN.with_roles(table, others=others).extended(*added(pairs))
    model = model.extended(without=[(Renewed, "lent")]) if (Renewed, "lent") not in pairs else model
    model = model.with_guards({}).extended(name="another")
    history = {
        "wanted": lent().history[:1],
        "lent": lent().history,
        "back": lent().return_(at=after(hours=2), by="x").history,
        "lost": lent().lose(at=after(hours=2), by="x").history,
    }[state]
    record = Loan.replay(history, model=model)
    phases = model.lifecycle.phases
    rules = {(r.event.verb, s.name) for t in model.tables for s, r in t.expanded()}
    keys = {(k, None) if isinstance(k, str) else k: who for k, who in table.items()}
    keys = {(v, None if s == ANY else s): who for (v, s), who in keys.items()}
    for verb, actor, is_free in _answers(model, record):
        places = [(state, phases[state])]
        if VERBS.get(verb) in (Fined, Paid, Lost):
            (fine,) = record.regions
            places = [(fine, FINE.phases[fine])] + (places if verb == "lose" else [])
        expected = True
        for place, phase in places:
            if (verb, place) not in rules:
                continue
            found = [keys.get((verb, s)) for s in (place, phase, None)]
            who = next((w for w in found if w is not None), None)
            if who is None:
                expected &= others != "denied"
            else:
                roles = {who} if isinstance(who, str) else set(who)
                expected &= not roles or bool(roles & actor.roles)
        if (verb == "lose" and (verb, state) not in rules) or verb == "link":
            continue
        assert expected == is_free, (verb, actor, state)


# --- what a rule states -------------------------------------------------------------------------


def test_what_a_rule_states_goes_into_the_table() -> None:
    """It holds where it was stated, once the rule is gone and comes back too."""
    stated = LOAN.extended(
        Rule(Renewed, source="wanted", roles="lead"), without=[(Renewed, "lent")]
    )
    assert (Permit("lead"),) == stated.roles.of("renew", LOAN.states[0])
    again = stated.extended(without=["renew"]).extended(Rule(Renewed, source=("wanted", "lent")))
    wanted, out = (Loan.replay(lent().history[:n], model=again) for n in (1, 2))
    assert (False, True) == (may(wanted, "renew", "bob"), may(wanted, "renew", LEAD))
    assert may(out, "renew", "bob")
    named = {(rule.source, rule.roles) for rule in again.rules if rule.event is Renewed}
    assert {(("wanted",), (Permit("lead"),)), (("lent",), ())} == named


def test_the_last_word_counts() -> None:
    """A rule says otherwise than the table for its own source, and a later table for all."""
    model = INCIDENT.with_roles(STANDARD).extended(
        AWAITING,
        ASKED,
        Rule(Resumed, source="awaiting_approval", target="in_progress", roles="lead"),
        without=[(Assigned, "in_progress")],
    )
    inc = waiting(model)
    assert (False, True) == (may(inc, "resume", AGENT), may(inc, "resume", LEAD))
    held = Incident.open("I", at=T0, by="a", summary="s").hold(at=T0, by="x", reason="vendor")
    held = Incident.replay(held.history, model=model)
    assert (True, False) == (may(held, "resume", AGENT), may(held, "resume", LEAD))
    later = waiting(model.with_roles({Resumed: Role.AGENT}))
    assert (True, False) == (may(later, "resume", AGENT), may(later, "resume", LEAD))


def test_what_a_rule_states_of_a_phase_holds_for_a_state_that_comes_later() -> None:
    """Its source does, and so does its role."""
    model = LOAN.extended(
        Rule(Renewed, source=Phase.ACTIVE, roles="lead"), without=["renew"]
    ).extended(
        State("at_the_binder", phase=Phase.ACTIVE),
        Rule(Returned, source="at_the_binder", target="back"),
        Rule(Lent, source="lent", target="at_the_binder"),
    )
    history = (*lent().history, Lent(at=after(hours=2), by="x", reader="ada"))
    bound = Loan.replay(history, model=model)
    assert "at_the_binder" == bound.state
    assert (False, True) == (may(bound, "renew", "bob"), may(bound, "renew", LEAD))


def test_regions_that_name_their_states_alike_are_told_apart() -> None:
    """Each rule is judged by what it states itself; both have to let it happen."""
    twin = Lifecycle(
        "second",
        states=(State("none", phase=Phase.NEW), State("owed", phase=Phase.CLOSED)),
        rules=(Rule(Fined, source="none", target="owed", roles="lead"),),
    )
    first = FINE.rules[0]
    model = LOAN.extended(
        Lifecycle(
            "first",
            states=twin.states,
            rules=(Rule(Fined, source="none", target="owed", roles="librarian"),),
        ),
        twin,
    )
    assert first.event is Fined
    loan = Loan.replay(lent().history, model=model)
    both = Actor("bob", {"lead", "librarian"})
    assert [False, False, True] == [may(loan, "fine", by) for by in (LEAD, PEOPLE[2], both)]
    only = loan.model.with_roles({("fine", "none"): "lead"})
    assert may(Loan.replay(loan.history, model=only), "fine", LEAD)


# --- what is not named --------------------------------------------------------------------------


def test_what_is_not_named_may_be_denied() -> None:
    """To everybody, in rules that come later too; () lets everybody, and timers need no role."""
    model = LOAN.with_roles({Lent: "librarian", Commented: ()}, others="denied")
    loan = Loan.replay(lent().history, model=model.extended(Rule(Renewed, source="wanted")))
    everything = Actor("bob", {"librarian", "nobody", "lead"})
    assert [True, False, False, False] == [
        may(loan, verb, everything) for verb in ("comment", "return_", "renew", "fine")
    ]
    with pytest.raises(RoleMissing, match="bob may not; the model's roles name nobody for it"):
        loan.return_(at=after(days=1), by=everything)
    assert [NOBODY] == [who for rule in model.rules if rule.event is Returned for who in rule.roles]
    assert "| return_ | lent | back |  | nobody |  |" in f"{model:md}"
    wanted = Loan.replay(lent().history[:1], model=loan.model)
    assert (True, False) == (may(wanted, "lend", everything), may(wanted, "renew", everything))


def test_what_is_denied_stays_so_until_it_is_allowed() -> None:
    """A later table that says nothing of it opens no door."""
    denied = LOAN.with_roles({}, others="denied")
    loans = [
        Loan.replay(lent().history, model=model)
        for model in (
            denied,
            denied.with_roles({Lent: "librarian"}),
            denied.extended(roles={Lent: "librarian"}),
            denied.with_guards({}).extended(name="x"),
            denied.with_roles({}, others="allowed"),
        )
    ]
    assert [False] * 4 + [True] == [may(loan, "return_", "bob") for loan in loans]
    assert LOAN == denied.with_roles({}, others="allowed")


def test_nobody_may_be_named() -> None:
    """For one event, whatever role somebody claims."""
    model = LOAN.with_roles({Returned: NOBODY})
    loan = Loan.replay(lent().history, model=model)
    assert (False, True) == (may(loan, "return_", Actor("x", "nobody")), may(loan, "lose", "x"))


# --- every practice -----------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("model", "duties"),
    [
        (INCIDENT, STANDARD),
        (PROBLEM, PROBLEM_DUTIES),
        (ARTICLE, ARTICLE_DUTIES),
        (IMPROVEMENT, IMPROVEMENT_DUTIES),
        (TASK, {"start": "agent", "close": "agent"}),
        *(
            (m, CHANGE_DUTIES)
            for m in (NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, UNAUTHORISED_CHANGE)
        ),
    ],
    ids=str,
)
def test_every_event_of_every_practice_may_be_cut_and_come_back(model: Any, duties: Any) -> None:
    """Its rules come back with their roles, in every model."""
    strict = model.with_roles(duties)
    for event in strict.events[1:]:
        rules = [rule for rule in model.lifecycle.rules if rule.event is event]
        try:
            cut = strict.extended(without=[event])
        except FaultyDefinition:
            continue
        again = cut.extended(*rules)
        assert strict.roles == again.roles
        pairs = {(s.name, r.roles) for s, r in again.tables[0].expanded() if r.event is event}
        assert pairs == {
            (s.name, r.roles) for s, r in strict.tables[0].expanded() if r.event is event
        }


def test_a_table_speaks_of_stages_that_a_model_leaves_out() -> None:
    """And holds when the stage is added: what is passed over is not forgotten."""
    model = STANDARD_CHANGE.with_roles(CHANGE_DUTIES).extended(
        Rule(Assessed, source="scheduled"), name="assessed"
    )
    change = model.open("CHG-1", at=T0, by="ada", summary="s")
    assert [("change_manager",)] == [
        tuple(map(str, rule.roles)) for rule in model.rules if rule.event is Assessed
    ]
    assert change.state == "new"
    cut = NORMAL_CHANGE.extended(without=[BackedOut]).with_roles(CHANGE_DUTIES)
    back = cut.extended(Rule(BackedOut, source="implement"))
    assert all(rule.roles for rule in back.rules if rule.event is BackedOut)


def test_a_table_for_a_model_that_is_cut_holds_when_the_event_comes_back() -> None:
    """As it does for one that is cut afterwards."""
    reopened = Rule(Reopened, source="resolved", target="in_progress")
    first = INCIDENT.extended(without=["reopen"]).with_roles(STANDARD).extended(reopened)
    other = INCIDENT.with_roles(STANDARD).extended(without=["reopen"]).extended(reopened)
    assert first == other
    assert {"agent", "requester"} == {
        who.role for rule in first.rules if rule.event is Reopened for who in rule.roles
    }


# --- what reads it ------------------------------------------------------------------------------


def test_whatever_reads_a_model_sees_who_may() -> None:
    """Pictures, the cast of the kit, audits, and a model that is built of another's rules."""
    model = extended(INCIDENT.with_roles(STANDARD)).with_roles(
        {(Resumed, "awaiting_approval"): Permit("lead", field("group").is_set)}
    )
    text = f"{model:md}"
    assert "| resume | on_hold | in_progress |  | agent |  |" in text
    assert "| resume | awaiting_approval | in_progress |  | lead where group is set |  |" in text
    assert "lead" in {role for actor in cast(model) for role in actor.roles}
    inc = waiting(model)
    history = (*inc.history, Resumed(at=T0, by=AGENT))
    codes = [f.reasons[0].code for f in Incident.audit(history, model=model, written_with=model)]
    assert ["role_missing"] * 3 == codes
    twin = model.extended(name="twin", version="2")
    assert (twin.roles, twin.rules) == (model.roles, model.rules)
    assert model == pickle.loads(pickle.dumps(model))
    assert hash(model) == hash(pickle.loads(pickle.dumps(model)))
    rules = DUTIES.lifecycle.rules
    assert all(rule.roles for rule in rules)


DUTIES = INCIDENT.with_roles(STANDARD)


def test_the_conditions_of_a_table_are_verified() -> None:
    """Also for a rule that comes later."""
    odd = Permit("lead", field("event.public").is_(True))
    with pytest.raises(FaultyDefinition) as refusal:
        INCIDENT.with_roles({(Resumed, "on_hold"): odd})
    (fault,) = refusal.value.faults
    assert "rule resume, role 'lead': reads 'event.public'" in str(fault)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: LOAN.with_roles({("lendd", "wanted"): "x"}), Unlisted, "for 'lendd'"),
        (
            lambda: LOAN.with_roles({(Lent, "wnted"): "x"}),
            Unlisted,
            "lend in loan 1 from 'wnted'; did you mean 'wanted'",
        ),
        (lambda: LOAN.with_roles({(Lent, "back"): "x"}), Unlisted, "from 'back'; known: wanted"),
        (lambda: LOAN.with_roles({(Lent, Phase.CLOSED): "x"}), Unlisted, "from Phase.CLOSED"),
        (lambda: LOAN.with_roles({7: "x"}), Unlisted, "rule in loan 1 for '7'"),
        (lambda: LOAN.with_roles({("a", "b", "c"): "x"}), Unlisted, "for"),
        (lambda: LOAN.with_roles({Lent: None}), BadValue, "roles cannot be None"),  # type: ignore[dict-item]
        (lambda: LOAN.with_roles({Lent: ["x", 7]}), BadValue, "roles cannot be 7"),  # type: ignore[list-item]
        (lambda: LOAN.with_roles({}, others="deny"), BadValue, "'allowed', 'denied'"),  # type: ignore[arg-type]
        (lambda: Roles().naming({7: "x"}, None), BadValue, "a place cannot be 7"),  # type: ignore[dict-item]
        (lambda: Roles().of([Lent], AWAITING), BadValue, "a verb and a region by their names"),  # type: ignore[arg-type]
        (lambda: Roles(5), BadValue, "see with_roles"),  # type: ignore[arg-type]
        (
            lambda: LOAN.__class__(name="x", lifecycle=LOAN.lifecycle, roles={Lent: "x"}),  # type: ignore[arg-type]
            BadValue,
            "with_roles",
        ),
        (lambda: Rule(Closed, source="resolved", roles=3), BadValue, "roles cannot be 3"),  # type: ignore[arg-type]
    ],
)
def test_a_table_of_something_else_is_refused(make: Any, error: Any, words: str) -> None:
    """With what it should have been."""
    with pytest.raises(error, match=words):
        make()
