"""The engine, against a stock transitions machine over random lifecycles."""

from typing import Any

import attrs
import transitions
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from itsmcore.conditions import field
from itsmcore.lifecycle import Event, Guard, Lifecycle, Phase, Rule, State
from itsmcore.lifecycle._attempt import Attempt, refusals
from itsmcore.lifecycle._engine import compiled

VERBS = tuple("abcd")
STATES = tuple("wxyz")
FACTS = ("p", "q", "r")


def _event(name: str) -> type[Event]:
    kind: Any = attrs.make_class(name.upper(), [], bases=(Event,), frozen=True, kw_only=True)
    kind.verb = name
    return kind  # type: ignore[no-any-return]


EVENTS: dict[str, type[Event]] = {name: _event(name) for name in VERBS}


@st.composite
def lifecycles(draw: st.DrawFn) -> Lifecycle:
    """Draw any table with at most one rule for an event and a state."""
    names = STATES[: draw(st.integers(1, len(STATES)))]
    pairs = draw(st.lists(st.sampled_from([(v, s) for v in VERBS for s in names]), unique=True))
    guards = st.lists(
        st.sampled_from(FACTS).map(lambda f: Guard(f, field(f).is_(True))), max_size=2
    )
    return Lifecycle(
        "random",
        states=[State(name, phase=draw(st.sampled_from(Phase))) for name in names],
        rules=[
            Rule(
                EVENTS[verb],
                source=source,
                target=draw(st.none() | st.sampled_from(names)),
                guards=draw(guards),
            )
            for verb, source in pairs
        ],
    )


class SameAsStock(RuleBasedStateMachine):
    """Send the same triggers to both, and find them in the same state after each."""

    @initialize(table=lifecycles())
    def build(self, table: Lifecycle) -> None:
        self.model: Any = type("Model", (), {})()
        self.stock = table.to_machine(self.model)
        self.ours = compiled(table)
        self.state = table.initial
        self.facts: dict[str, object] = {}

    @rule(fact=st.sampled_from(FACTS), value=st.booleans())
    def learn(self, fact: str, value: bool) -> None:
        self.facts[fact] = value
        setattr(self.model, fact, value)

    @rule(verb=st.sampled_from(VERBS))
    def trigger(self, verb: str) -> None:
        try:
            expected = getattr(self.model, verb)() if hasattr(self.model, verb) else False
        except transitions.MachineError:
            expected = False
        attempt = Attempt(self.state)
        trigger: Any = self.ours.events.get(verb)
        is_known = trigger is not None and trigger.trigger(attempt)
        assert is_known == (attempt.rule is not None)
        reasons = refusals(attempt.rule.guards, self.facts) if attempt.rule else []
        is_moved = is_known and not reasons
        if is_moved:
            self.state = attempt.state
        assert expected == is_moved
        assert self.model.state == self.state
        if attempt.rule is not None:
            refused = [g.code for g in attempt.rule.guards if not self.facts.get(g.words)]
            assert refused == [reason.code for reason in reasons]


def test_the_engine_is_a_stock_machine() -> None:
    """Over random tables, guards, facts and triggers, both come to the same state.

    Ours moves a step by the table alone; its guards are asked beside.
    """
    run_state_machine_as_test(
        SameAsStock, settings=settings(max_examples=60, stateful_step_count=20)
    )


@given(table=lifecycles())
def test_judging_leaves_the_machine_alone(table: Lifecycle) -> None:
    """A trigger that is not allowed adds nothing to the shared table."""
    machine = compiled(table)

    def entries() -> dict[str, list[str]]:
        return {name: sorted(event.transitions) for name, event in machine.events.items()}

    before = entries()
    for verb in machine.events:
        for state in STATES:
            event: Any = machine.events[verb]
            event.trigger(Attempt(state))
    assert before == entries()
