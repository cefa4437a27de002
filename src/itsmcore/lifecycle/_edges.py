"""Edges: a lifecycle from rows of source, verb, target and role, as another product exports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from itsmcore.absent import present
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_items, maybe_a
from itsmcore.lifecycle._named import event_named
from itsmcore.lifecycle._table import ANY, Rule, State
from itsmcore.nearest import hint
from itsmcore.phase import Phase, Phases, phases_of
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

Row: TypeAlias = (
    tuple[str, str, str | None] | tuple[str, str, str | None, str | None] | Mapping[str, str | None]
)
Edge: TypeAlias = tuple[str, str, str | None]
Edges: TypeAlias = Mapping[Edge, frozenset[str]]
"""The roles that may use each edge; none means everybody."""

_ROWS = Phrase("lifecycle.expected.edges")
_PARTS = ("source", "verb", "target")


def read_edges(
    rows: Iterable[Row], phases: Phases, initial: str | None
) -> tuple[list[State], list[Rule], list[Fault]]:
    """Read states and rules, and a fault for each state without a phase; see `from_edges`."""
    maybe_a(str, initial, "initial")
    listed = as_items(rows, "rows", _ROWS)
    edges = _edges(_row(index, row) for index, row in enumerate(listed))
    known = phases_of(phases)
    named = _states(edges, initial)
    states = [State(state, phase=known.get(state, Phase.NEW)) for state in named]
    return states, list(_rules(edges, named)), list(_without_phase(named, known))


def _row(index: int, row: Any) -> tuple[Edge, str | None]:
    """Read an edge and a role, which is None where a row names none."""
    is_mapping = isinstance(row, Mapping) and all(part in row for part in _PARTS)
    parts = [*(row[part] for part in _PARTS), row.get("role")] if is_mapping else row
    if not isinstance(parts, tuple | list) or len(parts) not in (3, 4):
        expected = Phrase("lifecycle.expected.source_verb_target_perhaps")
        raise BadValue(
            field=Phrase("lifecycle.edges.row", index=index), value=row, expected=expected
        )
    source, verb, target, role = (*map(present, parts), None)[:4]
    if not _is_text(source) or not _is_text(verb):
        raise BadValue(
            field=Phrase("lifecycle.edges.row", index=index),
            value=row,
            expected=Phrase("lifecycle.expected.texts_source_verb"),
        )
    if target is not None and (not _is_text(target) or target == ANY):
        expected = Phrase("lifecycle.expected.state_leads_none_stay")
        raise BadValue(
            field=Phrase("lifecycle.edges.target_row", index=index), value=target, expected=expected
        )
    if role is not None and not _is_text(role):
        expected = Phrase("lifecycle.expected.role_may_none_everybody")
        raise BadValue(
            field=Phrase("lifecycle.edges.role_row", index=index), value=role, expected=expected
        )
    edge = str(source), str(verb), None if target is None else str(target)
    return edge, None if role is None else str(role)


def _edges(rows: Iterable[tuple[Edge, str | None]]) -> Edges:
    """Collect the roles of each edge; a row without one opens it to everybody."""
    named: dict[Edge, set[str | None]] = {}
    for edge, role in rows:
        named.setdefault(edge, set()).add(role)
    return {
        edge: frozenset() if None in roles else frozenset(filter(None, roles))
        for edge, roles in named.items()
    }


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _states(edges: Iterable[Edge], initial: str | None) -> Collection[str]:
    """List the states in the order in which rows name them, the initial one first."""
    first = dict.fromkeys(() if initial is None else (initial,))
    named = (state for source, _, target in edges for state in (source, target))
    return first | dict.fromkeys(state for state in named if state not in (None, ANY))


def _rules(edges: Edges, states: Collection[str]) -> Iterator[Rule]:
    """Yield a rule for each verb, target and roles, from all its sources."""
    moves: dict[tuple[str, str | None], dict[str, frozenset[str]]] = {}
    for (source, verb, target), roles in edges.items():
        moves.setdefault((verb, target), {})[source] = roles
    for (verb, target), by_source in moves.items():
        for roles, sources in _by_roles(by_source, states):
            yield Rule(event_named(verb), source=sources, target=target, roles=sorted(roles))


def _by_roles(
    by_source: Mapping[str, frozenset[str]], states: Collection[str]
) -> Iterable[tuple[frozenset[str], list[str]]]:
    """Group sources by who may; a row for every state adds to those for one of them."""
    if ANY in by_source and len({*by_source.values()}) > 1:
        everywhere = by_source[ANY]
        by_source = {s: _either(everywhere, by_source.get(s, everywhere)) for s in states}
    grouped: dict[frozenset[str], list[str]] = {}
    for source, roles in by_source.items():
        grouped.setdefault(roles, []).append(source)
    return grouped.items()


def _either(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return some | others if some and others else frozenset()


def _without_phase(names: Iterable[str], known: Mapping[str, Phase]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            words = Phrase("lifecycle.edges.phase", hint=hint(name, known))
            yield Fault("no_phase", Phrase("lifecycle.subject.state", name=shown(name)), words)
