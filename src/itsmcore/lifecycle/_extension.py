"""What a model becomes with parts added, and others removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import is_in
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._parts import Part, Reaction, Tables, Timer, Unwanted
from itsmcore.lifecycle._table import Rule, State
from itsmcore.phrase import Phrase


def extended(
    model: Tables, parts: tuple[Part, ...], without: tuple[Unwanted, ...]
) -> dict[str, Any]:
    """Return the tables of the new model."""
    for unwanted in without:
        _find(model, unwanted)
    states = [state for state in model.states if state.name not in without]
    main = {state.name for state in model.states}
    rules = list(_kept(model.lifecycle, without))
    added = {part.event for part in parts if isinstance(part, Rule)}
    lost = {rule.event for rule in model.lifecycle.rules} - {rule.event for rule in rules} - added
    beside = (*(unwanted for unwanted in without if unwanted not in main), *lost)
    regions = [_pruned(region, beside) for region in model.regions if region.name not in without]
    timers = [t for t in model.timers if {t.name, t.event, t.event.verb}.isdisjoint(without)]
    reactions = [r for r in model.reactions if not _names_of(r) & {*without, *lost}]
    kinds: dict[type, list[Any]] = {
        State: states,
        Rule: rules,
        Timer: timers,
        Reaction: reactions,
        Lifecycle: regions,
    }
    for part in parts:
        if type(part) not in kinds:
            expected = Phrase("lifecycle.expected.state_rule_timer_reaction")
            raise BadValue(
                field=Phrase("lifecycle.extension.part_model"), value=part, expected=expected
            )
        if type(part) is not Rule or part not in rules:
            kinds[type(part)].append(part)
    return {
        "lifecycle": attrs.evolve(model.lifecycle, states=states, rules=rules),
        "regions": regions,
        "timers": timers,
        "reactions": reactions,
    }


def _names_of(reaction: Reaction) -> set[Any]:
    return {reaction, reaction.on, reaction.event, reaction.on.verb, reaction.event.verb}


def _find(model: Tables, unwanted: Unwanted) -> None:
    known = {state.name for state in model.states} | {region.name for region in model.regions}
    known |= {timer.name for timer in model.timers} | {event.verb for event in model.events}
    pairs = {
        (rule.event, s.name) for t in (model.lifecycle, *model.regions) for s, rule in t.expanded()
    }
    if not is_in(unwanted, (*known, *model.events, *pairs, *model.reactions)):
        raise Unlisted(
            kind=Phrase("lifecycle.extension.part", model=model),
            name=unwanted,
            known=tuple(sorted(known)),
        )


def _pruned(region: Lifecycle, without: tuple[Unwanted, ...]) -> Lifecycle:
    """Remove a region's rules, and the states that nothing leads to any more."""
    cut = attrs.evolve(region, rules=list(_kept(region, without)))
    if cut == region:
        return region
    reached = {region.initial} | {target for _, target in cut.edges}
    states = [state for state in region.states if state.name in reached]
    return attrs.evolve(cut, states=states)


def _kept(table: Lifecycle, without: tuple[Unwanted, ...]) -> Iterable[Rule]:
    for rule in table.rules:
        if rule.event in without or rule.event.verb in without or rule.target in without:
            continue
        states = [state for state in table.states if rule.applies_to(state)]
        kept = [state for state in states if not _is_cut(rule, state, without)]
        if len(kept) == len(states):
            yield rule
        elif kept:
            yield attrs.evolve(rule, source=_left_of(rule, states, kept))


def _is_cut(rule: Rule, state: State, without: tuple[Unwanted, ...]) -> bool:
    return state.name in without or (rule.event, state.name) in without


def _left_of(rule: Rule, states: list[State], kept: list[State]) -> tuple[Any, ...]:
    """Keep phases whose states all stay, and name the states of the others."""
    lost = [state for state in states if state not in kept]
    phases = [
        s
        for s in rule.source
        if not isinstance(s, str) and not any(state.phase is s for state in lost)
    ]
    named = [state.name for state in kept if state.phase not in phases]
    return (*phases, *named)
