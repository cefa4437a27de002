"""Sight: what the guards, needs and timers of a model can see of a record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeGuard

import attrs

from itsmcore.conditions import Condition, Field, Op, Test, is_set, leaves
from itsmcore.conditions._spaces import AFTER, EVENT
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Event, Model, Rule
from itsmcore.testing._arguments import conditions_of, field_of, values_in
from itsmcore.testing._fitting import parts_of

_COUNTED = (Op.IS, Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)


def is_of_record(fact: Field) -> bool:
    """Return whether a fact is a record's own."""
    return not fact.space


_FEW = 2
"""How many unmet parts of a rule are told by name, and more only by their number."""


@attrs.frozen
class Sight:
    """What can be seen of the records of a model, by which it tells them apart.

    Attributes:
        tests: what is asked of the record alone.
        names: the facts that are read, which are there or not.
        counts: the facts that are compared with a number, and the largest one.
    """

    tests: tuple[Condition, ...]
    names: tuple[str, ...]
    counts: Mapping[str, float]

    @classmethod
    def of(cls, model: Model) -> Sight:
        """Work it out for a model."""
        asked = conditions_of(model)
        every = tuple(dict.fromkeys(leaf for condition in asked for leaf in leaves(condition)))
        own = [leaf for leaf in every if all(map(is_of_record, leaf.fields))]
        read = {fact.name for leaf in every for fact in leaf.fields if is_of_record(fact)}
        read.update(name for rule in model.rules for name in rule.needs)
        read.update(timer.at for timer in model.timers if timer.at is not None)
        counts: dict[str, float] = {}
        for name, number in _numbers(every):
            counts[name] = max(number, counts.get(name, number))
        return cls(tuple(own), tuple(sorted(read)), counts)

    def __call__(self, record: Any) -> tuple[Hashable, ...]:
        """Return what is seen of a record, in a fixed order."""
        return (record.state, *record.regions, *self._seen(self._facts(record)))

    def things(self, record: Any) -> Iterator[tuple[Hashable, ...]]:
        """Yield each thing that is seen of a record, and what is unmet of each rule there."""
        facts, plan = self._facts(record), record.model.plan
        states = (record.state, *record.regions)
        yield from enumerate((*states, *self._seen(facts)))
        for table, state in zip((plan.rules, *plan.region_rules), states, strict=True):
            for number, rule in enumerate(table[state]):
                unmet = {name for name in rule.needs if not is_set(facts.get(name))}
                unmet |= {n for n, part in enumerate(_parts(rule)) if _judged(part, facts) is False}
                yield state, number, frozenset(unmet) if len(unmet) <= _FEW else len(unmet)

    def _seen(self, facts: Mapping[str, Any]) -> Iterator[Hashable]:
        yield from (_judged(test, facts) for test in self.tests)
        yield from map(is_set, facts.values())
        for name, most in self.counts.items():
            value = facts.get(name)
            yield min(value, most + 1) if _is_number(value) else None

    def _facts(self, record: Any) -> Mapping[str, Any]:
        facts = record.facts
        return {name: facts.get(name) for name in self.names}


def _judged(condition: Condition, facts: Mapping[str, Any]) -> bool | None:
    try:
        return condition.judge(facts)
    except ItsmError:
        return None


def _parts(rule: Rule) -> Iterator[Condition]:
    for guard in rule.guards:
        yield from parts_of(guard.condition)


def _numbers(leaves: Iterable[Condition]) -> Iterator[tuple[str, float]]:
    """Yield the facts of a record that are compared with a number, each with the number."""
    for leaf in leaves:
        if isinstance(leaf, Test) and leaf.op in _COUNTED and is_of_record(leaf.subject):
            yield from ((leaf.subject.name, value) for value in (leaf.value,) if _is_number(value))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_of(event: type[Event], model: Model) -> Mapping[str, Collection[object]]:
    """Return what is read of an event and of records, each with the values it is compared with."""
    read = {name: dict[object, None]() for rule in model.rules for name in rule.needs}
    own = {leaf for condition in _asked_of(event, model) for leaf in leaves(condition)}
    for leaf in dict.fromkeys(leaf for one in conditions_of(model) for leaf in leaves(one)):
        for fact in leaf.fields:
            if is_of_record(fact) or fact.space == AFTER or (fact.space == EVENT and leaf in own):
                read.setdefault(field_of(fact, model), {}).update(
                    dict.fromkeys(values_in(leaf, fact))
                )
    return read


def _asked_of(event: type[Event], model: Model) -> Iterator[Condition]:
    """Yield the conditions that see an event."""
    for rule in model.rules:
        if rule.event is event:
            yield from (guard.condition for guard in rule.guards)
            yield from (permit.when for permit in rule.roles)
    yield from (reaction.when for reaction in model.reactions if reaction.on is event)


def novelty(sight: Sight) -> Callable[[Any], Hashable]:
    """Return a function that tells a record by what has never been seen before in its state.

    Records in which nothing is new count as the same place, so a search goes on from few of them:
    as many as there are things to see, and not as there are combinations of them. What is unmet of
    a rule is one of those things, so the parts of what it asks may be met one by one.
    """
    known: set[tuple[Hashable, ...]] = set()

    def new(record: Any) -> Hashable:
        fresh = {(record.state, *thing) for thing in sight.things(record)} - known
        known.update(fresh)
        return frozenset(fresh)

    return new
