"""The engine: one `transitions` machine a lifecycle, shared, moving throw-away steps.

The machine is extended where transitions offers it (`event_cls`, `transition_cls`): a trigger asks
every guard and collects the reasons on the step, so nothing is shared between attempts, no model is
registered, and records stay frozen.
"""

from __future__ import annotations

import functools
from typing import Any

import transitions

from itsmcore.errors import BadValue
from itsmcore.lifecycle._attempt import Attempt, refusals
from itsmcore.lifecycle._table import Guard, Rule, Table
from itsmcore.shown import shown


class Move(transitions.Transition):
    """Run one rule: collect the reasons of every guard that refuses, move where none does."""

    rule: Rule

    def execute(self, event_data: Any) -> bool:
        """Move the attempt, unless a guard refuses; one without facts is moved unjudged."""
        attempt: Attempt = event_data
        rule = attempt.rule = self.rule
        if rule.guards and attempt.facts is not None:
            attempt.reasons = refusals(rule.guards, attempt.facts)
            if attempt.reasons:
                return False
        if self.dest is not None:
            attempt.state = self.dest
        return True


class Trigger(transitions.Event):
    """Try the one rule that an event has in the step's state, without queue, callbacks or log."""

    def trigger(self, model: Any, *_: Any, **__: Any) -> bool:
        """Run the rule on the step; False where there is none, or a guard refuses."""
        moves = self.transitions.get(model.state)
        return moves is not None and moves[0].execute(model)


class Machine(transitions.Machine):
    """Hold the table of one lifecycle, compiled; no state or event has a name that is special."""

    transition_cls = Move
    event_cls = Trigger
    wildcard_all = ""
    wildcard_same = ""


def compiled(lifecycle: Table) -> Machine:
    """Build the machine of a lifecycle."""
    machine = Machine(
        model=None,
        states=[state.name for state in lifecycle.states],
        initial=lifecycle.initial,
        auto_transitions=False,
        send_event=True,
        model_attribute="",
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
        self.verb = event_data.event.name

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


def stock_machine(lifecycle: Table, model: Any, options: dict[str, Any]) -> transitions.Machine:
    """Build a stock machine of a lifecycle; see `Lifecycle.to_machine`."""
    held = options.get("model_attribute", "state")
    if held in [event.verb for event in lifecycle.events]:
        expected = f"model_attribute= another name than the verb {shown(held)}"
        raise BadValue(field="model_attribute", value=held, expected=expected)
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
    try:
        return transitions.Machine(
            model,
            states=[state.name for state in lifecycle.states],
            transitions=table,
            **{**defaults, **options, "send_event": True},
        )
    except (AttributeError, TypeError, ValueError) as error:
        expected = "an object whose attributes can be set, or None"
        raise BadValue(field="model", value=model, expected=expected) from error
