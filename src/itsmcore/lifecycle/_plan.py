"""Plans: a model's tables compiled, so that a verb finds what it needs in one look-up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions import Field
from itsmcore.dated import Dated
from itsmcore.lifecycle._argument import Argument, arguments_of, asked_for
from itsmcore.lifecycle._attempt import Attempt
from itsmcore.lifecycle._engine import Trigger, compiled, staying
from itsmcore.lifecycle._event import Event, has_ties
from itsmcore.lifecycle._event_fields import mappings
from itsmcore.lifecycle._facts import AUTOMATIC, FactReaders, copier, event_readers, known_of
from itsmcore.lifecycle._form import unverified
from itsmcore.lifecycle._graph import edges
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._link import LinkKind
from itsmcore.lifecycle._parts import Reaction, Tables
from itsmcore.lifecycle._prospect import Place, Prospect, judged, no_rule, objects
from itsmcore.lifecycle._table import ANY, Rule
from itsmcore.lifecycle._values import Asked, asked_of
from itsmcore.lifecycle.events import Redacted
from itsmcore.phase import Phase
from itsmcore.phrase import say

Keeping: TypeAlias = Callable[[Any, Any, dict[str, Any]], None]
"""A function that adds to the facts after an event what the record keeps of it."""
Move: TypeAlias = tuple[type[Event], str, tuple[str, ...]]
Triggers = tuple[Trigger | None, tuple[tuple[int, Trigger], ...]]
_MOST_COPIERS = 64
"""How many selections of facts are kept ready to be copied."""
_NOT_FACTS = frozenset({"model", "state", "regions", "history"})


@attrs.frozen
class Moved:
    """Where an event leads from a place.

    Attributes:
        state: the state after it.
        regions: the state of each region after it.
        is_entry: whether it enters the state, which may be the one that it leaves.
        asking: the rules that know it there and ask something, the main table's first.
    """

    state: str
    regions: tuple[str, ...]
    is_entry: bool
    asking: tuple[Rule, ...]


class Plan:
    """What a model compiles to."""

    def __init__(self, model: Tables) -> None:
        self.phases: Mapping[str, Phase] = model.lifecycle.phases
        self.initial = model.lifecycle.initial
        self.region_names = tuple(region.name for region in model.regions)
        self.region_initials = tuple(region.initial for region in model.regions)
        self.triggers = _triggers(model)
        self.moves = _Moves(self.triggers)
        self.reactions = _by_event(r for r in model.reactions if not r.is_offer)
        self.offers = _by_event(r for r in model.reactions if r.is_offer)
        self.legal = {name: legal for name, legal in model.legal.items() if name != "links"}
        self.links = tuple(model.legal.get("links", LinkKind))
        self.coded = frozenset(self.legal)
        self.dated = dict(model.dated)
        self.is_dated = bool(self.dated)
        self.form = unverified(model.fields, "custom")
        self.asked = _Asked(model)
        self.arguments = _Arguments(model)
        self.asked_for = _AskedFor(self.arguments, model)
        self.kept = _Kept(model.record)
        self.readers = _readers(model)
        self.mappings = mappings(model.record)
        self.event_readers = event_readers(model.record)
        self.facts = FactReaders(self.event_readers, self.mappings)
        self.copier = lru_cache(_MOST_COPIERS)(partial(copier, model))
        self.known_of = lru_cache(_MOST_COPIERS)(partial(known_of, model))
        self.rules, *beside = map(_rules, model.tables)
        self.region_rules = tuple(beside)
        self.by_hand = tuple(map(_ByHand, (self.rules, *beside)))
        self.outside = _Outside(self)
        self.verbs_by_hand = frozenset(_by_hand(model))
        self.movers = frozenset(rule.event for rule in model.rules if rule.target is not None)
        self.timers = {
            state.name: tuple(timer for timer in model.timers if timer.runs_in(state))
            for state in model.states
        }
        self.verbs = {event.verb: event for event in model.events[1:]}
        self.prospects = _Prospects(self)
        self.main_verbs = frozenset(event.verb for event in model.lifecycle.events)

    def as_of(self, prospect: Prospect, at: datetime) -> Prospect:
        """Return a prospect whose arguments have the options that are legal at an instant."""
        known = self.arguments.as_of(prospect.event, at)
        return attrs.evolve(prospect, arguments=self.asked_for.of(prospect.event, known))

    def following(self, event: type[Event]) -> list[type[Event]]:
        """List the event classes that may follow from one through reactions."""
        steps = edges([event], lambda one: [r.event for r in self.reactions.get(one, ())])
        return list(dict.fromkeys(after for _, after in steps))

    def region_of(self, event: type[Event]) -> int | None:
        """Return the place of the region that an event is judged by, if only regions know it."""
        main, beside = self.triggers.get(event, (None, ()))
        return beside[0][0] if main is None and beside else None

    def where(self, state: str, regions: tuple[str, ...], region: int | None = None) -> str:
        """Say in words which state a table is in: the main one, or a region."""
        return (
            state
            if region is None
            else say(
                "lifecycle.plan.is", region_names=self.region_names[region], regions=regions[region]
            )
        )


class _Moves(dict[Move, Moved | None]):
    """Where an event leads from each place, judging nothing; None where no rule knows it."""

    def __init__(self, triggers: Mapping[type[Event], Triggers]) -> None:
        super().__init__()
        self.triggers = triggers

    def __missing__(self, move: Move) -> Moved | None:
        event, state, regions = move
        main, beside = self.triggers.get(event, (None, ()))
        step, after = Attempt(state), list(regions)
        if main is not None and not main.trigger(step):
            return None
        rules = [step.rule]
        for index, trigger in beside:
            near = Attempt(regions[index])
            trigger.trigger(near)
            after[index] = near.state
            rules.append(near.rule)
        known = [rule for rule in rules if rule is not None]
        if not known:
            return None
        is_entry = step.rule is not None and step.rule.target is not None
        asking = tuple(rule for rule in known if rule.roles or rule.needs or rule.guards)
        self[move] = moved = Moved(step.state, tuple(after), is_entry, asking)
        return moved


class _Asked(dict[type[Event], Asked]):
    """What is asked of the events of each class, computed on first use."""

    def __init__(self, model: Tables) -> None:
        super().__init__()
        self.model = model

    def __missing__(self, event: type[Event]) -> Asked:
        self[event] = asked = asked_of(event, self.model)
        return asked


class _Arguments(dict[type[Event], tuple[Argument, ...]]):
    """The arguments of the events of each class, computed on first use, by the latest tables."""

    def __init__(self, model: Tables) -> None:
        super().__init__()
        self.record = model.record
        self.opening, self.needed_to_open = model.opening_event, model.needed_to_open
        self.legal = {"links": tuple(LinkKind), **model.legal}
        self.dated = model.dated
        self.starts = sorted({one.at for editions in self.dated.values() for one in editions})
        self.editions: dict[tuple[type[Event], int], tuple[Argument, ...]] = {}

    def __missing__(self, event: type[Event]) -> tuple[Argument, ...]:
        self[event] = found = self._of(event, self.legal)
        return found

    def as_of(self, event: type[Event], at: datetime) -> tuple[Argument, ...]:
        """Return them with the options that are legal at an instant."""
        key = event, bisect_right(self.starts, at)
        if key not in self.editions:
            legal = self.legal | {name: _in_force(of, at) for name, of in self.dated.items()}
            self.editions[key] = self._of(event, legal)
        return self.editions[key]

    def _of(self, event: type[Event], legal: Mapping[str, Any]) -> tuple[Argument, ...]:
        needed = self.needed_to_open if event is self.opening else ()
        found = arguments_of(event, self.record, legal)
        return tuple(
            attrs.evolve(one, is_required=True) if one.name in needed else one for one in found
        )


class _AskedFor(dict[type[Event], tuple[Argument, ...]]):
    """The arguments that a caller is asked for: those that the record does not fill in itself."""

    def __init__(self, arguments: _Arguments, model: Tables) -> None:
        super().__init__()
        self.arguments, self.declared = arguments, model.declared
        self.opening = model.opening_event

    def __missing__(self, event: type[Event]) -> tuple[Argument, ...]:
        self[event] = found = self.of(event, self.arguments[event])
        return found

    def of(self, event: type[Event], arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
        """Return those of an event's arguments."""
        is_opening = event is self.opening
        return tuple(asked_for(arguments, self.declared, is_opening=is_opening))


def _in_force(editions: Dated[Collection[Any]], at: datetime) -> Collection[Any]:
    """Return what is legal at an instant: nothing before the first edition."""
    return () if at < editions.since else editions.as_of(at)


class _Kept(dict[type[Event], tuple[Keeping, ...]]):
    """What records keep of the events of each class, computed on first use."""

    def __init__(self, record: type[Any]) -> None:
        super().__init__()
        self.record = record

    def __missing__(self, event: type[Event]) -> tuple[Keeping, ...]:
        of = self.record
        found = [keep for what, keep in of._keeps if _concerns(what, event)]  # noqa: SLF001
        if has_ties(event):
            found.append(of._keep_links)  # noqa: SLF001 (its own room)
        self[event] = kept = tuple(found)
        return kept


def _concerns(of: type[Event] | str, event: type[Event]) -> bool:
    """Return whether events of a class are of another, or have a field of a name."""
    if isinstance(of, str):
        return of in attrs.fields_dict(event) or hasattr(event, of)
    return issubclass(event, of)


class _Prospects(dict[Place, dict[str, Prospect]]):
    """The prospects of every verb for each place, computed when a record is first there."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    def __missing__(self, place: Place) -> dict[str, Prospect]:
        verbs = self.plan.verbs.items()
        self[place] = found = {verb: _prospect(self.plan, event, place) for verb, event in verbs}
        return found


def _prospect(plan: Plan, event: type[Event], place: Place) -> Prospect:
    record, state, regions = place
    main, beside = plan.triggers[event]
    rule = None if main is None else _rule_of(main, state)
    rules = [] if rule is None else [rule]
    if main is None or rules:
        near = (_rule_of(trigger, regions[index]) for index, trigger in beside)
        rules += [one for one in near if one is not None]
    needed = (name for r in plan.rules[state] if r.event is event for name in r.needs)
    region = beside[0][0] if main is None and beside else None
    return Prospect(
        event=event,
        arguments=plan.asked_for[event],
        is_by_hand=event in plan.verbs_by_hand,
        target=(rule and rule.target) or state,
        needs=tuple(dict.fromkeys(needed)),
        unknown=None if rules else no_rule(event, plan.where(state, regions, region)),
        rules=tuple(judged(one, record, plan.event_readers) for one in rules),
        objects=objects(event, record),
    )


def _rule_of(trigger: Trigger, state: str) -> Rule | None:
    """Find the rule that an event has in a state."""
    moves: list[Any] | None = trigger.transitions.get(state)
    return moves[0].rule if moves else None


class _Outside(dict[Move, frozenset[str]]):
    """What an event asks for besides the record in each place, and what may follow from it.

    The names are those of the fields that the guards and roles read, from outside or not.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    def __missing__(self, key: Move) -> frozenset[str]:
        event, state, regions = key
        plan = self.plan
        beside = zip(plan.region_rules, regions, strict=True)
        here = chain(plan.rules[state], *(rules[at] for rules, at in beside))
        anywhere = [r for table in (plan.rules, *plan.region_rules) for r in chain(*table.values())]
        later = plan.following(event)
        rules = chain(
            (rule for rule in here if rule.event is event),
            (rule for rule in anywhere if rule.event in later),
        )
        self[key] = found = frozenset(f.name for rule in rules for f in _fields(rule))
        return found


def _fields(rule: Rule) -> Iterator[Field]:
    """Yield the fields that the guards and the roles of a rule read."""
    for condition in (*(g.condition for g in rule.guards), *(p.when for p in rule.roles)):
        yield from condition.fields


class _ByHand(dict[str, tuple[Rule, ...]]):
    """The rules out of each state that somebody may use, computed on first use."""

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]]) -> None:
        super().__init__()
        self.rules = rules

    def __missing__(self, state: str) -> tuple[Rule, ...]:
        self[state] = found = tuple(rule for rule in self.rules[state] if _is_by_hand(rule))
        return found


def _is_by_hand(rule: Rule) -> bool:
    """Return whether somebody may use a rule, and it does not only follow automatically."""
    asked = (guard.condition for guard in rule.guards)
    return not any(c.judge(_BY_HAND) is False for c in asked if c.fields == _AUTOMATIC)


def _by_hand(model: Tables) -> Iterator[type[Event]]:
    """Yield the event classes that somebody may use wherever a table knows them."""
    for event in model.events:
        known = [[r for r in table.rules if r.event is event] for table in model.tables]
        if all(any(map(_is_by_hand, rules)) for rules in known if rules):
            yield event


_AUTOMATIC = (Field(AUTOMATIC),)
_BY_HAND = {AUTOMATIC: False}


def foldable(model: Tables) -> tuple[type[Event], ...]:
    """List the event classes that histories of a model may hold: its own, and Redacted."""
    return tuple(dict.fromkeys((*model.events, Redacted)))


def _redaction(model: Tables) -> Trigger:
    """Make what lets records be redacted where no rule of the model does.

    Where a model says of anything who may, nobody may redact whom it does not name.
    """
    roles = model.roles
    strict = attrs.evolve(roles, others="denied") if roles else roles
    who = {state.name: strict.of(Redacted.verb, state) for state in model.states}
    rules = {roles: Rule(Redacted, source=ANY, roles=roles) for roles in who.values()}
    return staying({state: rules[roles] for state, roles in who.items()})


def _triggers(model: Tables) -> dict[type[Event], Triggers]:
    tables: list[dict[str, Any]] = [compiled(table).events for table in model.tables]
    main, *beside = tables
    redaction = {} if Redacted in model.events else {Redacted: (_redaction(model), ())}
    return redaction | {
        event: (
            main.get(event.verb),
            tuple(
                (index, events[event.verb])
                for index, events in enumerate(beside)
                if event.verb in events
            ),
        )
        for event in model.events
        if event is not model.opening_event
    }


def _by_event(reactions: Iterable[Reaction]) -> dict[type[Event], tuple[Reaction, ...]]:
    found: dict[type[Event], tuple[Reaction, ...]] = {}
    for reaction in reactions:
        found[reaction.on] = (*found.get(reaction.on, ()), reaction)
    return found


def _rules(table: Lifecycle) -> dict[str, tuple[Rule, ...]]:
    pairs = list(table.expanded())
    return {s.name: tuple(rule for state, rule in pairs if state is s) for s in table.states}


def _readers(model: Tables) -> dict[str, Callable[[Any], object]]:
    others = _NOT_FACTS.union(mappings(model.record))
    names = [field.name for field in attrs.fields(model.record) if field.name not in others]
    readers: dict[str, Callable[[Any], object]] = {
        name: attrgetter(name) for name in ("state", *names, *model.record.derived)
    }
    phases = model.lifecycle.phases
    readers["phase"] = lambda record: phases.get(record.state)
    for index, region in enumerate(model.regions):
        readers[region.name] = _region_reader(index)
    return readers


def _region_reader(index: int) -> Callable[[Any], object]:
    return lambda record: record.regions[index]
