"""Tables as products list them: states and moves, codes of states, and matrices of codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.lifecycle import Lifecycle, State
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.priority import PriorityMatrix

Moves = Mapping[str, Mapping[str, str]]
"""Of each state, where each of its verbs leads."""


def table(
    name: str,
    states: Sequence[State],
    moves: Moves,
    *,
    needs: Mapping[str, tuple[str, ...]] | None = None,
    reopens: Collection[str] = (),
) -> Lifecycle:
    """Build a lifecycle whose states keep their codes and labels, and those without a move, too.

    Args:
        name: its name.
        states: its states, the initial one first.
        moves: of each state, where each verb leads.
        needs: what has to be set in a state, by its name.
        reopens: the verbs that leave a final state on purpose.
    """
    rows = [(state, verb, to) for state, leads in moves.items() for verb, to in leads.items()]
    phases = {state.name: state.phase for state in states}
    built = Lifecycle.from_edges(rows, phases=phases, name=name, initial=states[0].name)
    needed = {} if needs is None else needs
    rules = [
        attrs.evolve(
            rule,
            needs=needed.get(rule.target or "", ()),
            reopens=rule.event.verb in reopens,
        )
        for rule in built.rules
    ]
    return attrs.evolve(built, states=tuple(states), rules=rules)


def by_target(moves: Mapping[str, Iterable[str]]) -> Moves:
    """Name each move by where it leads, for products that list pairs of states alone."""
    return {state: {to: to for to in leads} for state, leads in moves.items()}


def codes_of(field: str, states: Iterable[State], *, by_label: bool = False) -> CodeTable:
    """Return what a product stores and shows for its states.

    A state without a code is stored by its name, or `by_label` where nothing else is known of it.
    """
    coded = [(of.code or (str(of) if by_label else of.name), str(of), of.name) for of in states]
    return CodeTable(field, [ProductCode(code, label, name) for code, label, name in coded])


def matrix(
    impacts: Sequence[Impact],
    urgencies: Sequence[Urgency],
    priorities: Iterable[Priority],
    cells: Iterable[str],
) -> PriorityMatrix:
    """Build a matrix of rows of codes, such as `"1124"`, one row for each impact."""
    known: Mapping[str, Level] = {one.code: one for one in priorities}
    return PriorityMatrix(impacts, urgencies, [[known[code] for code in row] for row in cells])
