"""The engine: one `transitions` machine a lifecycle, shared, moving throw-away steps.

The machine is extended where transitions offers it (`event_cls`, `transition_cls`): a trigger asks
every guard and collects the reasons on the step, so nothing is shared between attempts, no model is
registered, and records stay frozen.
"""

from __future__ import annotations

import functools
from typing import Any

import transitions

from itsmcore.conditions import Facts
from itsmcore.errors import Reason
from itsmcore.lifecycle._table import Guard, Lifecycle, Rule


class Step:
    """Carry one attempt through a machine: the state, the facts, and the reasons against it."""

    __slots__ = ("facts", "reasons", "rule", "state")

    def __init__(self, state: str, facts: Facts | None = None) -> None:
        self.state = state
        self.facts = facts
        self.reasons: list[Reason] = []
        self.rule: Rule | None = None


class Move(transitions.Transition):
    """Run one rule: collect the reasons of every guard that refuses, move where none does."""

    rule: Rule

    def execute(self, event_data: Any) -> bool:
        """Move the step, unless a guard refuses; a step without facts is moved unjudged."""
        step: Step = event_data
        step.rule = self.rule
        if step.facts is not None and self.rule.guards:
            step.reasons.extend(refusals(self.rule.guards, step.facts))
            if step.reasons:
                return False
        if self.dest is not None:
            step.state = self.dest
        return True


class Trigger(transitions.Event):
    """Try the one rule that an event has in the step's state, without queue, callbacks or log."""

    def trigger(self, model: Any, *_: Any, **__: Any) -> bool:
        """Run the rule on the step; False where there is none, or a guard refuses."""
        moves = self.transitions.get(model.state)
        return moves is not None and moves[0].execute(model)


class Machine(transitions.Machine):
    """Hold the table of one lifecycle, compiled."""

    transition_cls = Move
    event_cls = Trigger


def refusals(guards: tuple[Guard, ...], facts: Facts) -> list[Reason]:
    """Give a reason for every guard that does not hold.

    A guard that hangs on data of an event which is only being considered refuses nothing; one that
    hangs on an outside fact which was not given refuses.
    """
    reasons = []
    for guard in guards:
        answer = guard.condition.judge(facts)
        if answer is False:
            reasons.append(Reason(guard.code, guard.words))
        elif answer is None:
            absent = [name for name in guard.condition.missing(facts) if not name.startswith("event.")]
            if absent:
                reasons.append(Reason("not_given", f"not given: {', '.join(absent)}"))
    return reasons


def compiled(lifecycle: Lifecycle) -> Machine:
    """Build the machine of a lifecycle."""
    machine = Machine(
        model=None,
        states=[state.name for state in lifecycle.states],
        initial=lifecycle.initial,
        auto_transitions=False,
        send_event=True,
    )
    for state, rule in lifecycle.expanded():
        machine.add_transition(rule.event.verb, state.name, rule.target)
        move: Any = machine.events[rule.event.verb].transitions[state.name][-1]
        move.rule = rule
    return machine


class _ModelFacts:
    """Read facts off a stock machine's model, and off the arguments of its trigger."""

    def __init__(self, event_data: transitions.EventData) -> None:
        self.model = event_data.model
        self.arguments = event_data.kwargs
        self.verb = event_data.event.name if event_data.event else None

    def get(self, name: str, default: Any, /) -> Any:
        if name == "verb":
            return self.verb
        if name.startswith("event."):
            return self.arguments.get(name.removeprefix("event."), default)
        if name.startswith("given."):
            return self.arguments.get("given", {}).get(name.removeprefix("given."), default)
        return getattr(self.model, name, default)


def _passes(guard: Guard, event_data: transitions.EventData) -> bool:
    return guard.condition.judge(_ModelFacts(event_data)) is True


def stock_machine(lifecycle: Lifecycle, model: Any, options: dict[str, Any]) -> transitions.Machine:
    """Build a stock machine of a lifecycle; see `Lifecycle.to_machine`."""
    table: list[Any] = [
        {
            "trigger": rule.event.verb,
            "source": state.name,
            "dest": rule.target,
            "conditions": [functools.partial(_passes, guard) for guard in rule.guards],
        }
        for state, rule in lifecycle.expanded()
    ]
    defaults: dict[str, Any] = {"auto_transitions": False, "initial": lifecycle.initial}
    return transitions.Machine(
        model,
        states=[state.name for state in lifecycle.states],
        transitions=table,
        **{**defaults, **options, "send_event": True},
    )
