"""Limits: named floors and ceilings that a rule sets to an urgency or to a priority."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import attrs

from itsmcore.conditions import Condition, Facts, as_condition
from itsmcore.errors import BadValue
from itsmcore.fields import as_items, as_text, maybe_a
from itsmcore.level import Impact, Level
from itsmcore.phrase import Phrase, label, say


def _name(name: str) -> str:
    return as_text(name, Phrase("priority.limits.name_limit"))


def _urgency(level: Level | None) -> Level | None:
    return _level(level, "urgency")


def _priority(level: Level | None) -> Level | None:
    return _level(level, "priority")


def _level(level: Level | None, name: str) -> Level | None:
    expected = Phrase("priority.expected.level", name=name)
    if isinstance(maybe_a(Level, level, name, expected), Impact):
        why = Phrase("priority.why.impact_how_much_affected", expected=expected)
        raise BadValue(field=name, value=level, expected=why)
    return level


def _check_one(limit: Floor | Ceiling) -> None:
    if (limit.urgency is None) is (limit.priority is None):
        given = (limit.urgency, limit.priority)
        raise BadValue(
            field="limit", value=given, expected=Phrase("priority.expected.urgency_priority")
        )


@attrs.frozen
class Floor:
    """The least that an urgency or a priority is where a condition holds.

    Args:
        name: what it is called where it is explained.
        when: the condition, or what stands for one.
        urgency: the least urgency; one that nobody stated counts as less.
        priority: the least priority; one that no rule came to counts as less.

    Raises:
        BadValue: both are given, or neither, or an impact.

    >>> from itsmcore import Urgency
    >>> from itsmcore.conditions import field
    >>> str(Floor("a VIP calls", field("tags").contains("vip"), urgency=Urgency.HIGH))
    'a VIP calls: urgency at least High'
    """

    name: str = attrs.field(converter=_name)
    when: Condition = attrs.field(converter=as_condition)
    urgency: Level | None = attrs.field(default=None, converter=_urgency, kw_only=True)
    priority: Level | None = attrs.field(default=None, converter=_priority, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _check_one(self)

    def applied_to(self, level: Level | None) -> Level | None:
        """Return the level, or the floor if that is higher, or the level is of another scale."""
        least = self.urgency or self.priority
        return level if type(level) is type(least) and not _is_below(level, least) else least

    def __str__(self) -> str:
        return f"{self.name}: {_words(self, 'least')}"


@attrs.frozen
class Ceiling:
    """The most that an urgency or a priority is where a condition holds, unless a floor is higher.

    Args:
        name: what it is called where it is explained.
        when: the condition, or what stands for one.
        urgency: the greatest urgency; one that nobody stated stays so.
        priority: the greatest priority; one that no rule came to stays so.

    Raises:
        BadValue: both are given, or neither, or an impact.

    >>> from itsmcore import Priority
    >>> from itsmcore.conditions import field
    >>> str(Ceiling("a test system", field("tags").contains("test"), priority=Priority.LOW))
    'a test system: priority at most Low'
    """

    name: str = attrs.field(converter=_name)
    when: Condition = attrs.field(converter=as_condition)
    urgency: Level | None = attrs.field(default=None, converter=_urgency, kw_only=True)
    priority: Level | None = attrs.field(default=None, converter=_priority, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _check_one(self)

    def applied_to(self, level: Level | None) -> Level | None:
        """Return the level, or the ceiling if that is lower; one of another scale stays."""
        most = self.urgency or self.priority
        return most if level is not None and _is_below(most, level) else level

    def __str__(self) -> str:
        return f"{self.name}: {_words(self, 'most')}"


Limit: TypeAlias = Floor | Ceiling
"""A floor or a ceiling."""


def _is_below(one: Level | None, other: Level | None) -> bool:
    return type(one) is type(other) and one is not None and other is not None and one < other


def _words(limit: Limit, bound: str) -> str:
    name = "urgency" if limit.urgency is not None else "priority"
    return say(
        f"priority.limits.{bound}", name=label("facts", name), level=limit.urgency or limit.priority
    )


def as_limits(limits: Limit | Iterable[Limit]) -> tuple[Limit, ...]:
    """Turn one limit, or several, into a tuple.

    Raises:
        BadValue: one is none.
    """
    expected = Phrase("priority.expected.floors_ceilings")
    kinds = (Floor, Ceiling)
    several = (limits,) if isinstance(limits, kinds) else as_items(limits, "limits", expected)
    for limit in several:
        if not isinstance(limit, kinds):
            raise BadValue(field="limits", value=limit, expected=expected)
    return several


def in_force(limits: Iterable[Limit], facts: Facts, *, of_urgency: bool) -> Iterator[Limit]:
    """Yield the limits whose conditions hold, ceilings first: a floor beats a ceiling."""
    asked = [limit for limit in limits if (limit.urgency is not None) is of_urgency]
    for kind in (Ceiling, Floor):
        yield from (limit for limit in asked if isinstance(limit, kind) and limit.when.holds(facts))
