"""Prospects: what the tables say of each verb where a record is, whatever its data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions import Condition, Test, leaves
from itsmcore.errors import Reason
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._event import Event, settable
from itsmcore.lifecycle._event_fields import data_fields, required, shared_fields
from itsmcore.lifecycle._table import Guard, Permit, Rule
from itsmcore.phrase import Phrase
from itsmcore.shown import brief

Place: TypeAlias = tuple[type[Any], str, tuple[str, ...]]
"""The class of a record, its state, and the states of its regions."""


@attrs.frozen
class Judged:
    """What a rule asks, from the roles to the guards.

    Attributes:
        roles: who may use it.
        needs: the fields that have to be set before, because the event cannot set them.
        guards: what has to hold.
        certain: the guards that can say something while the event's data is not known.
        foresees: whether it asks what facts will be, of an event that says nothing itself.
    """

    roles: tuple[Permit, ...]
    needs: tuple[str, ...]
    guards: tuple[Guard, ...]
    certain: tuple[Guard, ...]
    foresees: bool = False


@attrs.frozen
class Prospect:
    """What the tables say of a verb.

    Attributes:
        event: its event class.
        arguments: what its caller is asked for.
        target: the state that it leads to.
        needs: the fields that the rule needs.
        unknown: why it is not allowed, if no rule knows it.
        rules: what the rules that know it ask, the main table's first.
        objects: whether the event itself may object to a record, whatever is said of it: it has
            reasons of its own, and no argument that it needs or that changes a fact.
        is_by_hand: whether a person may do it at all.
    """

    event: type[Event]
    arguments: tuple[Argument, ...]
    target: str
    needs: tuple[str, ...]
    unknown: Reason | None
    rules: tuple[Judged, ...]
    objects: bool = False
    is_by_hand: bool = True


def objects(event: type[Event], record: type[Any]) -> bool:
    """Return whether an event may object to a record before anything is said of it."""
    is_own = event.against is not Event.against
    return is_own and not required(event) and not shared_fields(event, record)


def judged(rule: Rule, record: type[Any], told: Collection[str]) -> Judged:
    """Return what a rule asks of records of a class, which tell some facts of events."""
    event = rule.event
    data = {f"event.{field.name}" for field in data_fields(event)}.difference(told)
    can_set = settable(event, record)
    needs = tuple(name for name in rule.needs if name.partition(".")[0] not in can_set)
    if not data_fields(event):
        asked = (*(g.condition for g in rule.guards), *(p.when for p in rule.roles))
        foresees = any(of.space == "after" for condition in asked for of in condition.fields)
        return Judged(rule.roles, needs, rule.guards, rule.guards, foresees=foresees)
    certain = tuple(guard for guard in rule.guards if not _waits(guard.condition, data))
    return Judged(rule.roles, needs, rule.guards, certain)


def _waits(condition: Condition, data: set[str]) -> bool:
    """Return whether a condition is open as long as the data of an event is unknown."""
    read = (field.name for field in condition.fields if field.space != "after")
    reads_nothing_else = data.issuperset(read)
    is_plain = all(isinstance(leaf, Test) for leaf in leaves(condition))
    return reads_nothing_else and is_plain and condition.judge({}) is None


def no_rule(event: type[Event], where: str) -> Reason:
    """Return the reason if no table has a rule, or the region's has none."""
    return Reason(
        "not_allowed", Phrase("lifecycle.not_allowed", verb=brief(event.verb), where=where)
    )
