"""Comparing: the states and rules of two tables, and how each differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias, get_args

import attrs

from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._model import Model
from itsmcore.lifecycle._table import Rule, State

Change: TypeAlias = Literal["gone", "new", "changed"]
CHANGES: tuple[Change, ...] = get_args(Change)
Pair: TypeAlias = tuple[Any, Any]
"""What was, and what is; None for what is not there."""


def changed(was: object, now: object) -> Change | None:
    """Say how two things differ, of which None is not there."""
    if was == now:
        return None
    return "new" if was is None else "gone" if now is None else "changed"


def both(was: Mapping[Any, Any], now: Mapping[Any, Any]) -> Iterator[tuple[Any, Pair]]:
    """Yield what is under each key of either mapping; None for what is not there."""
    return ((key, (was.get(key), now.get(key))) for key in dict.fromkeys((*was, *now)))


def states_of(table: Lifecycle | None) -> dict[str, State]:
    """Return the states of a table by their names."""
    return {} if table is None else {state.name: state for state in table.states}


def rules_of(model: Model, table: Lifecycle | None) -> dict[tuple[str, str], Rule]:
    """Return what may happen in each state, by verb and state, with who may do it there."""
    if table is None:
        return {}
    region = None if table is model.lifecycle else table.name
    return {
        (rule.event.verb, state.name): attrs.evolve(
            rule, source=state.name, roles=model.roles.of(rule.event.verb, state, region)
        )
        for state, rule in table.expanded()
    }
