"""Charts: what a picture of a table shows, before anything is placed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

import attrs

from itsmcore.lifecycle._table import Rule, State
from itsmcore.phrase import say

_FEW, _MANY = 3, 5
"""So many states are taken together if they lead to an end, and so many wherever they lead."""


class Charted(Protocol):
    """What is read from a table to draw it."""

    @property
    def name(self) -> str: ...
    @property
    def states(self) -> tuple[State, ...]: ...

    def expanded(self) -> Iterator[tuple[State, Rule]]: ...


@attrs.frozen
class Move:
    """An arrow: from which of the chart's boxes to which, and by which rules."""

    source: int
    target: int
    rules: tuple[Rule, ...]


@attrs.frozen
class Chart:
    """Boxes and arrows: the states, then crowds of states that the same rules leave.

    Attributes:
        states: the states.
        crowds: what is said for each crowd, such as `"any open state"`.
        strangers: names of no state of the table, which moves lead to or from all the same.
        moves: the arrows.
    """

    states: tuple[State, ...]
    crowds: tuple[str, ...]
    strangers: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its boxes."""
        return (*(state.name for state in self.states), *self.crowds, *self.strangers)


@attrs.define
class _Group:
    """Rules that are drawn alike: where they lead, and which leaves each state."""

    target: int
    rules: dict[int, Rule] = attrs.field(factory=dict)


def _likeness(rule: Rule) -> tuple[object, ...]:
    """Return what an arrow says of a rule."""
    return rule.event, rule.target, bool(rule.guards), bool(rule.needs), bool(rule.roles)


def chart(table: Charted, apart: Collection[tuple[str, str]] = ()) -> Chart:
    """Make the chart of a table.

    Args:
        table: the table.
        apart: moves, as names of states, that are drawn by themselves even if a crowd makes them,
            and even if the table has no such move.
    """
    number = {state.name: place for place, state in enumerate(table.states)}
    kept = {(number[a], number[b]) for a, b in apart if a in number and b in number}
    groups: dict[tuple[object, ...], _Group] = {}
    for state, rule in table.expanded():
        if rule.target in number:
            group = groups.setdefault(_likeness(rule), _Group(number[rule.target]))
            group.rules[number[state.name]] = rule
    left = {id(of): [(each, of.target) for each in of.rules] for of in groups.values()}
    crowds: dict[tuple[str, int], list[Rule]] = {}
    moves: dict[tuple[int, int], list[Rule]] = {}
    for of in groups.values():
        words = _crowd(table.states, of.target, of.rules)
        own = left.pop(id(of))
        others = [pair for pairs in left.values() for pair in pairs]
        if words and _is_beside(of.target, others, is_many=len(own) >= _MANY):
            crowds.setdefault((words, of.target), []).extend(of.rules.values())
            own = [pair for pair in own if pair[0] == of.target or pair in kept]
        left[id(of)] = own
        for pair in own:
            moves.setdefault(pair, []).append(of.rules[pair[0]])
    stubs = enumerate(crowds.items(), len(table.states))
    strangers = dict.fromkeys(name for pair in apart for name in pair if name not in number)
    first = len(table.states) + len(crowds)
    number |= {name: place for place, name in enumerate(strangers, first)}
    made = {(number[a], number[b]) for a, b in apart}
    return Chart(
        table.states,
        tuple(words for words, _ in crowds),
        tuple(strangers),
        (
            *(Move(source, target, tuple(rules)) for (source, target), rules in moves.items()),
            *(Move(stub, target, tuple(rules)) for stub, ((_, target), rules) in stubs),
            *(Move(source, target, ()) for source, target in sorted(made - moves.keys())),
        ),
    )


def _crowd(states: Sequence[State], target: int, sources: Collection[int]) -> str:
    """Say which states a rule leaves, if those are nearly all of a kind; otherwise nothing."""
    left = set(sources) - {target}
    for words, kind in _kinds(states):
        every = kind - {target}
        missing = every - left
        if len(left) >= _FEW and left <= every and len(missing) <= (len(left) > _FEW):
            return say("lifecycle.chart.but").join(
                [words, *(str(states[place]) for place in missing)]
            )
    return ""


def _kinds(states: Sequence[State]) -> Iterator[tuple[str, set[int]]]:
    yield (
        say("lifecycle.chart.any_open_state"),
        {n for n, state in enumerate(states) if state.phase.is_open},
    )
    yield (
        say("lifecycle.chart.any_state_before"),
        {n for n, s in enumerate(states) if not s.phase.is_final},
    )
    yield say("lifecycle.chart.any_state"), set(range(len(states)))


def _is_beside(state: int, moves: Collection[tuple[int, int]], *, is_many: bool) -> bool:
    """Return whether a state ends the way, or has other moves to it and many come together."""
    onward: dict[int, list[int]] = {}
    for source, target in moves:
        onward.setdefault(source, []).append(target)
    found, ahead = {0}, [0]
    while ahead:
        fresh = set(onward.get(ahead.pop(), ())) - found
        found |= fresh
        ahead += fresh
    return (is_many and state in found) or not set(onward.get(state, ())) - {state}
