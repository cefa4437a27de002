"""Edges: a lifecycle from rows of source, verb and target, such as another product exports."""

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
from itsmcore.shown import shown

Row: TypeAlias = "tuple[str, str, str | None] | Mapping[str, str | None]"
Edge: TypeAlias = tuple[str, str, str | None]
_ROWS = "rows (source, verb, target), or mappings with these keys"
_PARTS = ("source", "verb", "target")


def read_edges(
    rows: Iterable[Row], phases: Phases, initial: str | None
) -> tuple[list[State], list[Rule], list[Fault]]:
    """Read states and rules, and a fault for each state without a phase; see `from_edges`."""
    maybe_a(str, initial, "initial")
    listed = as_items(rows, "rows", _ROWS)
    edges = dict.fromkeys(_edge(index, row) for index, row in enumerate(listed))
    known = phases_of(phases)
    named = _states(edges, initial)
    states = [State(state, phase=known.get(state, Phase.NEW)) for state in named]
    return states, list(_rules(edges)), list(_without_phase(named, known))


def _edge(index: int, row: Any) -> Edge:
    is_mapping = isinstance(row, Mapping) and all(part in row for part in _PARTS)
    parts = [row[part] for part in _PARTS] if is_mapping else row
    if not isinstance(parts, tuple | list) or len(parts) != len(_PARTS):
        expected = "a source, a verb and a target, or a mapping that has all three"
        raise BadValue(field=f"row {index}", value=row, expected=expected)
    source, verb, target = (present(part) for part in parts)
    if not _is_text(source) or not _is_text(verb):
        raise BadValue(field=f"row {index}", value=row, expected="texts for its source and verb")
    if target is not None and (not _is_text(target) or target == ANY):
        expected = "the state that it leads to, or None to stay"
        raise BadValue(field=f"the target of row {index}", value=target, expected=expected)
    return str(source), str(verb), None if target is None else str(target)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _states(edges: Iterable[Edge], initial: str | None) -> Collection[str]:
    """List the states in the order in which rows name them, the initial one first."""
    first = dict.fromkeys(() if initial is None else (initial,))
    named = (state for source, _, target in edges for state in (source, target))
    return first | dict.fromkeys(state for state in named if state not in (None, ANY))


def _rules(edges: Iterable[Edge]) -> Iterator[Rule]:
    """Yield a rule for each verb and target, from all its sources."""
    sources: dict[tuple[str, str | None], list[str]] = {}
    for source, verb, target in edges:
        sources.setdefault((verb, target), []).append(source)
    for (verb, target), froms in sources.items():
        yield Rule(event_named(verb), source=froms, target=target)


def _without_phase(names: Iterable[str], known: Mapping[str, Phase]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            words = f"has no phase; {hint(name, known)}"
            yield Fault("no_phase", f"state {shown(name)}", words)
