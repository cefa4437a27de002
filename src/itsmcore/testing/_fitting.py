"""Fitting: an event's time, actor, outside facts and data, adjusted until its guards hold."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from itsmcore.conditions import All, Condition, Field, Op, Test, leaves
from itsmcore.conditions._spaces import EVENT
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Actor, Event, Rule
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._facts import FACTS_OF_ANY_EVENT, RecordFacts
from itsmcore.lifecycle._judge import Draft
from itsmcore.testing._arguments import beside, number_of

_MINUTE = timedelta(minutes=1)
_FACTORY: Any = attrs.Factory
_OTHERWISE: Mapping[str, tuple[object, ...]] = {"given": (True, False, "x"), "event": (None,)}
"""What else a fact of the event may be, or one from outside."""
_SOMEBODY = ("ada", "grace", "linus", "barbara")


@attrs.frozen(kw_only=True)
class Attempted:
    """What an event is made of, before it is known to be legal."""

    event: type[Event]
    at: datetime
    by: Actor
    given: dict[str, Any]
    data: dict[str, Any]

    def made(self) -> Any:
        """Make the event.

        Raises:
            ItsmError: its data is not valid.
        """
        of: Any = self.event
        return of(at=self.at, by=self.by, given=self.given, **self.data)

    def facts(self, record: Any) -> RecordFacts:
        """Return the facts that guards see."""
        data = {**defaults_of(self.event), **self.data}
        return RecordFacts(record, Draft(self.event, self.at, self.by, self.given, data))

    def with_fact(self, name: str, value: Any) -> Attempted:
        """Return a copy with one fact changed; the name is such as `event.at` or `given.freeze`."""
        place, _, name = name.partition(".")
        if place == "given":
            return attrs.evolve(self, given={**self.given, name: value})
        if name == "at":
            return attrs.evolve(self, at=value)
        if name == "by":
            by = value if isinstance(value, Actor) else attrs.evolve(self.by, name=value)
            return attrs.evolve(self, by=by)
        return attrs.evolve(self, data={**self.data, name: value})


def _defaults_of(event: Any) -> dict[str, Any]:
    plain = (f for f in data_fields(event) if not isinstance(f.default, _FACTORY))
    return {f.name: f.default for f in plain if f.default is not attrs.NOTHING}


# mypy takes an event class for unhashable, as its instances define __hash__.
_cached: Any = functools.cache
defaults_of: Callable[[type[Event]], dict[str, Any]] = _cached(_defaults_of)


def rules_for(record: Any, event: type[Event]) -> Iterator[Rule]:
    """Yield the rules that judge an event now, in the main table and in the regions."""
    plan = record.model.plan
    tables = (plan.rules, *plan.region_rules)
    for table, state in zip(tables, (record.state, *record.regions), strict=True):
        yield from (rule for rule in table[state] if rule.event is event)


def fitted(record: Any, attempted: Attempted) -> Attempted:
    """Adjust whatever guards refuse about the event itself, one guard after the other.

    What a guard compares with a fact of the event replaces that fact, if the guard then holds. What
    it asks of the record alone stays as it is.
    """
    for rule in rules_for(record, attempted.event):
        for condition in (*(g.condition for g in rule.guards), *(p.when for p in rule.roles)):
            for part in parts_of(condition):
                if not holds(part, attempted.facts(record)):
                    attempted = _mended(part, attempted, record, rule)
    return attempted


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return what a condition asks, each part by itself."""
    return condition.parts if isinstance(condition, All) else (condition,)


def spoilt(record: Any, attempted: Attempted) -> Iterator[Attempted]:
    """Yield an event that a guard refuses for what it says itself, for each guard that can be so.

    Whatever else the guards ask stays as it is.
    """
    for rule in rules_for(record, attempted.event):
        for guard in rule.guards:
            if holds(guard.condition, attempted.facts(record)):
                worse = _mended(~guard.condition, attempted, record, rule)
                if worse is not attempted:
                    yield worse


def _mended(condition: Condition, attempted: Attempted, record: Any, rule: Rule) -> Attempted:
    facts = attempted.facts(record)
    kinds = {f"{EVENT}.{a.name}": a.kind for a in record.model.plan.arguments[attempted.event]}
    for name, offered in _offers(condition, facts, rule):
        value = number_of(kinds.get(name), offered)
        if name == "event.at" and not _may_be_at(value, record):
            continue
        try:
            mended = attempted.with_fact(name, value)
        except ItsmError:
            continue
        if holds(condition, mended.facts(record)):
            return mended
    return attempted


def _may_be_at(value: Any, record: Any) -> bool:
    return isinstance(value, datetime) and value >= record.history[-1].at


def holds(condition: Condition, facts: RecordFacts) -> bool:
    """Return whether a guard's condition holds; one that cannot be decided does not."""
    try:
        return condition.judge(facts) is True
    except ItsmError:
        return False


def _offers(condition: Condition, facts: RecordFacts, rule: Rule) -> Iterator[tuple[str, Any]]:
    """Yield facts of the event, each with a value that it is compared with, or a near one."""
    for test in leaves(condition):
        if not isinstance(test, Test):
            continue
        subject, value = test.subject, test.value
        if subject.name in FACTS_OF_ANY_EVENT:
            yield from _others(facts, rule)
        elif _is_free(subject):
            known: Any = value.read(facts) if isinstance(value, Field) else value
            for one in known if test.op is Op.IS_IN else (known,):
                yield from _near(subject.name, one)
            yield from ((subject.name, one) for one in _OTHERWISE.get(subject.space, ()))
        if isinstance(value, Field) and _is_free(value):
            for one in _each(subject.read(facts)):
                yield from _near(value.name, one)


def _others(facts: RecordFacts, rule: Rule) -> Iterator[tuple[str, Any]]:
    """Yield other actors: whom the record names on the customer's side, who may, and anybody."""
    named = (f for f in facts.record.model.from_customer.fields if not _is_free(f))
    yield from (("event.by", one) for f in named for one in _each(f.read(facts)))
    for permit, somebody in itertools.product(rule.roles, _SOMEBODY):
        yield "event.by", Actor(somebody, roles={permit.role})
    yield from (("event.by", somebody) for somebody in _SOMEBODY)


def _near(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    yield name, value
    yield from ((name, number) for number in beside(value))
    if isinstance(value, datetime):
        yield from ((name, value - _MINUTE), (name, value + _MINUTE))
    if isinstance(value, str):
        yield from ((name, somebody) for somebody in _SOMEBODY)


def _is_free(field: Field) -> bool:
    return field.space in ("event", "given")


def _each(value: Any) -> Collection[Any]:
    return value if isinstance(value, Collection) and not isinstance(value, str) else (value,)
