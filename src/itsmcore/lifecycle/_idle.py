"""What a table has for nothing, or only halfway: rules, events, and waiting without a way back."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from itsmcore.conditions._proof import Proofs
from itsmcore.errors import Fault
from itsmcore.lifecycle._faults import verb_of
from itsmcore.lifecycle._graph import reaching
from itsmcore.lifecycle._table import Table
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

_WORK = (Phase.NEW, Phase.ACTIVE)
_DONE = (Phase.RESOLVED, Phase.CLOSED)


def one_way_waits(table: Table) -> Iterator[Fault]:
    """Yield a fault for each state that waits, and leads on to an end, but never back to work."""
    behind: dict[str, list[str]] = {}
    for source, target in table.edges:
        behind.setdefault(target, []).append(source)
    to_work = reaching(behind, {state.name for state in table.states if state.phase in _WORK})
    to_ends = reaching(behind, {state.name for state in table.states if state.phase in _DONE})
    for state in table.states:
        if state.phase is Phase.PENDING and state.name in to_ends - to_work:
            words = Phrase("lifecycle.idle.waits_nothing_leads")
            yield Fault(
                "no_way_back", Phrase("lifecycle.subject.state", name=shown(state.name)), words
            )


def dead_rules(table: Table) -> Iterator[Fault]:
    """Yield a fault for each rule whose guards exclude each other."""
    proofs = Proofs()
    for rule in table.rules:
        if not proofs.may_hold(*(guard.condition for guard in rule.guards)):
            words = Phrase("lifecycle.idle.guards_never_hold")
            yield Fault(
                "dead_rule", Phrase("lifecycle.subject.rule", verb=verb_of(rule.event)), words
            )


def unused_events(table: Table) -> Iterator[Fault]:
    """Yield a fault for each event that starts only from states that no record comes to."""
    ahead: dict[str, list[str]] = {}
    for source, target in table.edges:
        ahead.setdefault(source, []).append(target)
    met = reaching(ahead, [state.name for state in table.states[:1]])
    used = {rule.event for state, rule in table.expanded() if state.name in met}
    for event in table.events:
        if event not in used:
            words = Phrase("lifecycle.idle.starts_only_states")
            yield Fault(
                "unused_event",
                Phrase("lifecycle.subject.event", verb=shown(verb_of(event))),
                words,
            )


def undeclared(wanted: Iterable[str], known: Container[str]) -> Iterator[Fault]:
    """Yield a fault for each verb that no rule has."""
    for name in wanted:
        if name not in known:
            words = Phrase("lifecycle.idle.declared_rule_add")
            yield Fault(
                "unused_event", Phrase("lifecycle.subject.event_2", name=shown(name)), words
            )
