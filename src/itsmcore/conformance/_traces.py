"""Traces: the states that a record went through, as texts, and the tables that say which it may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import attrs

from itsmcore.absent import is_absent
from itsmcore.errors import BadValue
from itsmcore.lifecycle import Lifecycle, Model
from itsmcore.lifecycle._event import settable
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown, written
from itsmcore.timeline import Timeline

UNKNOWN = "(none)"
"""How a report writes the state of a step that has none."""
Trace: TypeAlias = tuple[str, ...]
Move: TypeAlias = tuple[str, str]


def trace_of(timeline: Timeline) -> Trace:
    """List the state of each step."""
    states: list[Any] = [step.facts.get("state") for step in timeline.steps]
    if _TEXTS.issuperset(map(type, states)) and "" not in states:
        return tuple(states)
    return tuple(map(text_of, states))


_TEXTS = frozenset({str})


def text_of(state: object) -> str:
    """Write a state; one that is absent as unknown."""
    return UNKNOWN if is_absent(state) else written(state)


def moved(trace: Trace) -> Trace:
    """Leave out the steps that stay in a state."""
    return trace[:1] + tuple([after for before, after in pairwise(trace) if before != after])


def as_table(model: object) -> Model | Lifecycle:
    """Check that a value has states and rules, and return it.

    Raises:
        BadValue: it is neither a model nor a lifecycle with a state.
    """
    is_empty = isinstance(model, Lifecycle) and not model.states
    if is_empty or not isinstance(model, Model | Lifecycle):
        expected = Phrase("conformance.expected.model")
        raise BadValue(field="model", value=model, expected=expected)
    return model


def initial_of(model: Model | Lifecycle) -> str:
    """Return the state that records begin in."""
    return model.states[0].name


@attrs.frozen(slots=False)
class Known:
    """What a table says of moves, in words made once for each."""

    model: Model | Lifecycle

    @cached_property
    def edges(self) -> frozenset[Move]:
        """The moves that it has."""
        return self.model.edges

    @cached_property
    def states(self) -> frozenset[str]:
        """The states that it has."""
        return frozenset(state.name for state in self.model.states)

    @cached_property
    def ahead(self) -> Mapping[str, tuple[str, ...]]:
        """For each state, the others that it leads to, by name."""
        found: dict[str, list[str]] = {name: [] for name in self.states}
        for source, target in sorted(self.edges):
            if source != target and source in found and target in found:
                found[source].append(target)
        return {source: tuple(targets) for source, targets in found.items()}

    @cached_property
    def anew(self) -> Mapping[str, frozenset[str]]:
        """For each state that a rule leads back to, the fields that such rules' events set."""
        fields: dict[str, frozenset[str]] = {}
        if isinstance(self.model, Model):
            for state, rule in self.model.lifecycle.expanded():
                if rule.target == state.name:
                    known = fields.get(state.name, frozenset())
                    fields[state.name] = known | settable(rule.event, self.model.record)
        return fields

    @cached_property
    def reasons(self) -> dict[Move, Words]:
        """The words of the moves that were asked for."""
        return {}

    @cached_property
    def listed(self) -> dict[str, Words]:
        """The names ahead of the states that were asked for; of many states they are long."""
        return {}

    def reason(self, move: Move) -> Words:
        """Return why it has no such move, in words."""
        if move not in self.reasons:
            self.reasons[move] = self._reason(*move)
        return self.reasons[move]

    def _reason(self, source: str, target: str) -> Words:
        for name in (source, target):
            if name not in self.states:
                return Phrase("conformance.why.no_state", name=shown(name))
        ahead = self._ahead(source)
        return Phrase("conformance.why.no_move", source=source, target=target, ahead=ahead)

    def _ahead(self, state: str) -> Words:
        if state not in self.listed:
            self.listed[state] = ", ".join(self.ahead[state]) or Phrase("conformance.nothing")
        return self.listed[state]


def strangers(states: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """List the states that a model does not have, once each, in order of appearance."""
    here = {*known, UNKNOWN}
    return tuple(state for state in dict.fromkeys(states) if state not in here)
