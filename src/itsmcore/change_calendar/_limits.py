"""Limits: when changes are not to be made, and which ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

import attrs

from itsmcore.change_calendar._items import Reach, Side
from itsmcore.change_calendar._kinds import CLOSED, FROZEN, ConflictKind
from itsmcore.changes import NORMAL_CHANGE, Change
from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, Condition, as_condition
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.errors import BadValue
from itsmcore.fields import as_texts, refuse_faults
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule
from itsmcore.shown import brief, shown

Way: TypeAlias = tuple[ConflictKind, tuple[str, ...]]
"""What a limit amounts to for a change, and by which items."""


def _items(items: str | Iterable[str] | None) -> tuple[str, ...] | None:
    return None if items is None else as_texts(items, "items")


def touched(change: Change) -> tuple[str, ...]:
    """List the items and services that a change touches, each once."""
    return tuple(dict.fromkeys((*change.configuration_items, *change.affected_services)))


@attrs.frozen
class Limit:
    """A rule about when some changes may be made."""

    word: ClassVar[str]
    kinds: ClassVar[Mapping[Side, ConflictKind]]

    name: str
    schedule: Schedule = attrs.field()
    items: tuple[str, ...] | None = attrs.field(default=None, converter=_items, kw_only=True)
    applies: Condition = attrs.field(default=ALWAYS, converter=as_condition, kw_only=True)

    @schedule.validator
    def _is_schedule(self, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, Schedule):
            raise BadValue(
                field=Phrase("change_calendar.limits.of", name=field.name, of=brief(self.name)),
                value=value,
                expected=Phrase("change_calendar.expected.schedule"),
            )

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        subject = f"{self.word} {shown(self.name)}"
        refuse_faults(subject, condition_faults(NORMAL_CHANGE, subject, self.applies))

    @cached_property
    def _names(self) -> set[str]:
        return set(self.items or ())

    @checked
    def holds_for(self, change: Change, given: Mapping[str, Any]) -> bool:
        """Return whether its condition holds for a change, whatever the items.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        return self.applies.holds(FactSpaces(change.facts, given=given))

    def _ways(
        self, change: Change, reach: Reach
    ) -> tuple[tuple[ConflictKind, tuple[str, ...]], ...]:
        """List the ways in which it concerns the items of a change, and what each amounts to."""
        if self.items is None:
            return ((self.kinds[Side.SAME], ()),)
        paths = reach.paths(touched(change), self._names)
        return tuple((self.kinds[side], path) for side, path in paths)


@attrs.frozen
class Freeze(Limit):
    """A stretch of time in which changes are not to be made; also called a blackout.

    Attributes:
        name: its name.
        schedule: when it is in force.
        items: the items and services that it is for; by default all. It also concerns changes of
            what depends on one of them and of what one of them depends on, as far as the change
            schedule's `Items` reach and its `kinds` ask.
        applies: which changes it is for; by default every one.

    Raises:
        BadValue: its schedule is not one, or its items are not texts.
        FaultyDefinition: its condition reads a fact that no change has.

    >>> Freeze("payroll run", Schedule.never(), items="payroll").items
    ('payroll',)
    """

    word: ClassVar[str] = "freeze"
    kinds: ClassVar[Mapping[Side, ConflictKind]] = FROZEN

    @property
    def closed(self) -> Schedule:
        """When the changes that it is for are not to be made."""
        return self.schedule


@attrs.frozen
class MaintenanceWindow(Limit):
    """When changes of some items may be made, and at no other time.

    A change that several concern belongs in all of them, and in the change schedule's maintenance.

    Attributes:
        name: its name.
        schedule: when it is open.
        items: the items and services that it is for; by default all. It also concerns changes of
            what depends on one of them and of what one of them depends on, as far as the change
            schedule's `Items` reach and its `kinds` ask.
        applies: which changes it is for; by default every one.

    Raises:
        BadValue: its schedule is not one, or its items are not texts.
        FaultyDefinition: its condition reads a fact that no change has.

    >>> MaintenanceWindow("database nights", Schedule.always(), items=["db-1", "db-2"]).items
    ('db-1', 'db-2')
    """

    word: ClassVar[str] = "maintenance window"
    kinds: ClassVar[Mapping[Side, ConflictKind]] = CLOSED

    @cached_property
    def closed(self) -> Schedule:
        """When the changes that it is for are not to be made; compiled once."""
        return ~self.schedule
