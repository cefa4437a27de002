"""Prospects: what the tables say of each verb where a record stands, whatever it would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from itsmcore.conditions import Condition, Test, leaves
from itsmcore.errors import Reason
from itsmcore.lifecycle._answers import Argument, argument
from itsmcore.lifecycle._event import Event, data_fields, settable
from itsmcore.lifecycle._table import Guard, Permit, Rule
from itsmcore.shown import brief

if TYPE_CHECKING:
    from itsmcore.lifecycle._engine import Trigger
    from itsmcore.lifecycle._plan import Plan

Place: TypeAlias = tuple[type[Any], str, tuple[str, ...]]
"""The class of a record, its state, and the states of its regions."""


@attrs.frozen
class Judged:
    """Hold what a rule asks, of the roles to the guards.

    Attributes:
        roles: who may use it.
        needs: the fields that have to be set before, because the event cannot set them.
        guards: what has to hold.
        certain: those that can say something while the event's data is not known.
    """

    roles: tuple[Permit, ...]
    needs: tuple[str, ...]
    guards: tuple[Guard, ...]
    certain: tuple[Guard, ...]


@attrs.frozen
class Prospect:
    """Hold what the tables say of a verb.

    Attributes:
        event: its event class.
        arguments: what it takes.
        target: the state that it leads to.
        needs: the fields that the rule needs.
        unknown: why it is not allowed, where no rule knows it.
        rules: what the rules ask that know it, the main table's first.
    """

    event: type[Event]
    arguments: tuple[Argument, ...]
    target: str
    needs: tuple[str, ...]
    unknown: Reason | None
    rules: tuple[Judged, ...]


class Prospects(dict[Place, dict[str, Prospect]]):
    """Hold the prospects of every verb for each place, once a record stood there."""

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
    rule = None if main is None else _rule(main, state)
    rules = [] if rule is None else [rule]
    if main is None or rules:
        near = (_rule(trigger, regions[index]) for index, trigger in beside)
        rules += [one for one in near if one is not None]
    needed = (name for r in plan.rules[state] if r.event is event for name in r.needs)
    region = beside[0][0] if main is None and beside else None
    return Prospect(
        event=event,
        arguments=tuple(map(argument, data_fields(event))),
        target=(rule and rule.target) or state,
        needs=tuple(dict.fromkeys(needed)),
        unknown=None if rules else no_rule(plan, event, state, regions, region),
        rules=tuple(_judged(one, event, record, plan) for one in rules),
    )


def _rule(trigger: Trigger, state: str) -> Rule | None:
    """Find the rule that an event has in a state."""
    moves: list[Any] | None = trigger.transitions.get(state)
    return moves[0].rule if moves else None


def _judged(rule: Rule, event: type[Event], record: type[Any], plan: Plan) -> Judged:
    data = {f"event.{field.name}" for field in data_fields(event)} - plan.event_readers.keys()
    needs = tuple(name for name in rule.needs if name not in settable(event, record))
    certain = tuple(guard for guard in rule.guards if not _waits(guard.condition, data))
    return Judged(rule.roles, needs, rule.guards, certain)


def _waits(condition: Condition, data: set[str]) -> bool:
    """Tell whether a condition is open for as long as the data of an event is not known."""
    reads_nothing_else = data.issuperset(field.name for field in condition.fields)
    is_plain = all(isinstance(leaf, Test) for leaf in leaves(condition))
    return reads_nothing_else and is_plain and condition.judge({}) is None


def no_rule(
    plan: Plan,
    event: type[Event],
    state: str,
    regions: tuple[str, ...],
    region: int | None = None,
) -> Reason:
    """Give the reason where no table has a rule, or the region's has none."""
    where = state if region is None else f"{plan.region_names[region]} is {regions[region]}"
    return Reason("not_allowed", f"{brief(event.verb)} is not allowed while {where}")
