"""Conflicts: why a change cannot be made as planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.change_calendar._items import Items, Relation
from itsmcore.changes import NORMAL_CHANGE, Change
from itsmcore.checked import checked
from itsmcore.codes import Code
from itsmcore.conditions import ALWAYS, Condition, as_condition
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.errors import BadValue
from itsmcore.fields import refuse_faults
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.schedule import Schedule
from itsmcore.shown import brief, shown
from itsmcore.span import Window


class ConflictKind(Code):
    """What is in the way."""

    SAME_ITEM = "same item"
    PARENT = "parent or child"
    DEPENDENT = "dependent service"
    ASSIGNEE = "same assignee"
    OUTSIDE_MAINTENANCE = "outside maintenance"
    FREEZE = "freeze"


_KINDS = {
    Relation.PARENT: ConflictKind.PARENT,
    Relation.CHILD: ConflictKind.PARENT,
    Relation.DEPENDS_ON: ConflictKind.DEPENDENT,
    Relation.NEEDED_BY: ConflictKind.DEPENDENT,
}


@attrs.frozen
class Conflict:
    """One conflict of a change.

    Attributes:
        change: the change's number.
        kind: the kind of conflict.
        witness: the other change's number, or the name of the freeze or of the maintenance.
        overlap: when they overlap.
        items: the items by which two changes touch: one, or one of each.
    """

    change: str
    kind: ConflictKind
    witness: str
    overlap: Window
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        is_named = self.kind is not ConflictKind.OUTSIDE_MAINTENANCE
        what = f"{self.kind} {self.witness}" if is_named else str(self.kind)
        via = f" ({' and '.join(self.items)})" if self.items else ""
        start, end = (f"{at:%Y-%m-%d %H:%M}" for at in (self.overlap.start, self.overlap.end))
        return f"{self.change}: {what}{via}, {start} to {end} UTC"


@attrs.frozen
class Freeze:
    """A stretch of time in which changes are not to be made; also called a blackout.

    Attributes:
        name: its name.
        schedule: when it is in force.
        applies: which changes it is for; by default every one.

    Raises:
        BadValue: its schedule is not one.
        FaultyDefinition: its condition reads a fact that no change has.
    """

    name: str
    schedule: Schedule = attrs.field()
    applies: Condition = attrs.field(default=ALWAYS, converter=as_condition, kw_only=True)

    @schedule.validator
    def _is_schedule(self, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, Schedule):
            raise BadValue(
                field=f"{field.name} of {brief(self.name)}", value=value, expected="a Schedule"
            )

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        subject = f"freeze {shown(self.name)}"
        refuse_faults(subject, condition_faults(NORMAL_CHANGE, subject, self.applies))

    @checked
    def holds_for(self, change: Change, given: Mapping[str, Any]) -> bool:
        """Return whether it is for a change.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        return self.applies.holds(FactSpaces(change.facts, given=given))


def touched(change: Change) -> tuple[str, ...]:
    """List the items and services that a change touches, each once."""
    return tuple(dict.fromkeys((*change.configuration_items, *change.affected_services)))


def between(items: Items, one: Change, other: Change, overlap: Window) -> Iterator[Conflict]:
    """Yield the conflicts of a change with another that is made at the same time."""
    theirs = set(touched(other))
    for item in touched(one):
        if item in theirs:
            yield Conflict(one.id, ConflictKind.SAME_ITEM, other.id, overlap, (item,))
        ties = ((near, _KINDS[relation]) for near, relation in items.near(item))
        for near, kind in dict.fromkeys(ties):
            if near in theirs:
                yield Conflict(one.id, kind, other.id, overlap, (item, near))
    if one.assignee is not None and one.assignee == other.assignee:
        yield Conflict(one.id, ConflictKind.ASSIGNEE, other.id, overlap, ())


def overlap_of(one: Window | None, other: Window | None) -> Window | None:
    """Return the time that two windows share; None if they share none, or only touch."""
    if one is None or other is None:
        return None
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Window(start, end) if start < end else None


Entry = tuple[datetime, datetime, int, bool]
"""A change's window, its index among the changes, and whether it touches the item itself."""


def overlapping(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """Yield pairs of changes that overlap, of which at least one touches the item itself."""
    active: list[Entry] = []
    for entry in sorted(entries):
        start, _, place, is_own = entry
        active = [other for other in active if other[1] > start]
        for _, _, other, other_is_own in active:
            if (is_own or other_is_own) and other != place:
                yield min(place, other), max(place, other)
        active.append(entry)
