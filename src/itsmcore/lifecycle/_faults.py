"""Faults of one table: what is wrong with it, whatever records and events there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from itsmcore.errors import Fault
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._graph import reaching
from itsmcore.lifecycle._table import ANY, State, Table
from itsmcore.nearest import hint
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, both_of, clauses_of
from itsmcore.shown import brief, shown


def table_faults(table: Table) -> Iterator[Fault]:
    """Yield every fault of one table by itself."""
    if not table.states:
        yield Fault(
            "no_states",
            Phrase("lifecycle.subject.lifecycle", name=shown(table.name)),
            Phrase("lifecycle.no_states"),
        )
        return
    names = [state.name for state in table.states]
    for name in repeated(names):
        yield Fault(
            "duplicate_state",
            Phrase("lifecycle.subject.state", name=shown(name)),
            Phrase("lifecycle.duplicate_state"),
        )
    known = frozenset(names)
    for rule in table.rules:
        for name in (*(s for s in rule.source if isinstance(s, str) and s != ANY), rule.target):
            if name is not None and name not in known:
                yield Fault(
                    "unknown_state",
                    Phrase("lifecycle.subject.rule", verb=verb_of(rule.event)),
                    Phrase("lifecycle.unknown_state", name=shown(name), hint=hint(name, names)),
                )
    yield from ambiguous(table)
    yield from _shape(table)


def ambiguous(table: Table) -> Iterator[Fault]:
    """Yield a fault for every event that has several rules from one state, with their targets."""
    once = {name for name, count in Counter(s.name for s in table.states).items() if count == 1}
    targets: dict[tuple[str, type[Event]], list[str]] = {}
    for state, rule in table.expanded():
        if state.name in once:
            target = state.name if rule.target is None else rule.target
            targets.setdefault((state.name, rule.event), []).append(target)
    for (name, event), several in targets.items():
        if len(several) > 1:
            ends = both_of(shown(end) for end in dict.fromkeys(several))
            words = Phrase(
                "lifecycle.faults.rules", count=len(several), name=shown(name), ends=ends
            )
            one = Phrase("lifecycle.faults.event_leads_state")
            yield Fault(
                "ambiguous_rule",
                Phrase("lifecycle.subject.event", verb=verb_of(event)),
                clauses_of([words, one]),
            )


def left_finals(table: Table) -> Iterator[Fault]:
    """Yield a fault for every edge out of a final state, unless its rules say that they reopen."""
    finals = {state.name for state in table.states if state.phase.is_final}
    edges = {
        (state.name, rule.target)
        for state, rule in table.expanded()
        if state.name in finals and rule.target not in (None, state.name) and not rule.reopens
    }
    for source, target in sorted(edges):
        left, edge = (
            brief(source),
            Phrase("lifecycle.faults.edge", source=brief(source), target=brief(target)),
        )
        words = Phrase("lifecycle.faults.leads_out_final", left=left)
        yield Fault("leaves_final", edge, words)


def _shape(table: Table) -> Iterator[Fault]:
    ahead, behind = _neighbours(table)
    waiting = {state.name for state in table.states if state.phase is Phase.PENDING}
    cancelled = {state.name for state in table.states if state.phase is Phase.CANCELLED}
    reached = reaching(ahead, [table.initial])
    to_work = reaching(behind, {*ahead, *behind} - waiting - cancelled)
    to_cancelled = reaching(behind, cancelled)
    for state in table.states:
        subject = Phrase("lifecycle.subject.state", name=shown(state.name))
        if state.name not in reached:
            yield Fault("unreachable_state", subject, Phrase("lifecycle.unreachable_state"))
        if _is_dead_end(state, ahead):
            yield Fault("dead_end", subject, Phrase("lifecycle.dead_end", value=state.phase.value))
        elif state.name in waiting and state.name in to_cancelled - to_work:
            yield Fault(
                "pending_trap",
                subject,
                Phrase("lifecycle.pending_trap"),
            )


def _neighbours(table: Table) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the states that each leads to, and those that lead to each."""
    ahead: dict[str, list[str]] = {state.name: [] for state in table.states}
    behind: dict[str, list[str]] = {}
    for source, target in table.edges:
        ahead[source].append(target)
        behind.setdefault(target, []).append(source)
    return ahead, behind


def _is_dead_end(state: State, ahead: Mapping[str, Iterable[str]]) -> bool:
    return not state.phase.is_final and set(ahead[state.name]) <= {state.name}


def endless(table: Table) -> Iterator[Fault]:
    """Yield the states from which no final one can be reached; a region may go on forever."""
    ahead, behind = _neighbours(table)
    finals = {state.name for state in table.states if state.phase.is_final}
    to_an_end = reaching(behind, finals | (behind.keys() - ahead.keys()))
    for state in table.states:
        if state.name not in to_an_end and not _is_dead_end(state, ahead):
            words = Phrase("lifecycle.faults.leads_final_state")
            yield Fault("no_end", Phrase("lifecycle.subject.state", name=shown(state.name)), words)


def repeated(values: list[Any]) -> list[Any]:
    """List what occurs more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def verb_of(event: type[Event]) -> str:
    """Return the verb of an event, or its class's name if it has none."""
    return getattr(event, "verb", event.__name__)
