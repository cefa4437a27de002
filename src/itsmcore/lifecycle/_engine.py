"""The engine: one `transitions` machine per lifecycle, shared, moving throw-away steps.

The machine is extended where transitions offers it (`event_cls`, `transition_cls`): a trigger moves
the step, and notes on it the rule by which it did, so nothing is shared between attempts, no model
is registered, and records stay frozen. A plan moves a step once for each event and place; what the
rules ask, guards too, is judged at every verb.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import transitions

from itsmcore.conditions._spaces import FactSpaces
from itsmcore.errors import BadValue
from itsmcore.lifecycle._attempt import Attempt
from itsmcore.lifecycle._table import Guard, Rule, Table
from itsmcore.phrase import Phrase
from itsmcore.shown import shown


class Move(transitions.Transition):
    """Move a step by one rule, whatever that asks."""

    rule: Rule

    def execute(self, event_data: Any) -> bool:
        """Move the step, and note the rule on it."""
        attempt: Attempt = event_data
        attempt.rule = self.rule
        if self.dest is not None:
            attempt.state = self.dest
        return True


class Trigger(transitions.Event):
    """Run the one rule that an event has in the step's state, without queue, callbacks or log."""

    def trigger(self, model: Any, *_: Any, **__: Any) -> bool:
        """Run the rule on the step; False if there is none."""
        moves = self.transitions.get(model.state)
        return moves is not None and moves[0].execute(model)


class Machine(transitions.Machine):
    """The compiled table of one lifecycle; no state or event has a special name."""

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


def staying(rules: Mapping[str, Rule]) -> Trigger:
    """Build the trigger of one event that keeps the state, by the rule it has in each."""
    nothing: Any = None
    trigger = Trigger(next(iter(rules.values())).event.verb, nothing)
    for state, rule in rules.items():
        move = Move(state, nothing)
        move.rule = rule
        trigger.add_transition(move)
    return trigger


class _Attributes:
    """Read facts from the attributes of whatever a stock machine moves."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def get(self, name: str, default: Any, /) -> Any:
        return getattr(self.model, name, default)


def _passes(guard: Guard, event_data: transitions.EventData) -> bool:
    said = event_data.kwargs
    facts = FactSpaces(
        {"verb": event_data.event.name},
        _Attributes(event_data.model),
        event=said,
        given=said.get("given", {}),
    )
    return guard.condition.judge(facts) is True


def stock_machine(lifecycle: Table, model: Any, options: dict[str, Any]) -> transitions.Machine:
    """Build a stock machine of a lifecycle; see `Lifecycle.to_machine`."""
    held = options.get("model_attribute", "state")
    if held in [event.verb for event in lifecycle.events]:
        expected = Phrase("lifecycle.expected.model_attribute_another_name", held=shown(held))
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
        expected = Phrase("lifecycle.expected.object_attributes_set_none")
        raise BadValue(field="model", value=model, expected=expected) from error
