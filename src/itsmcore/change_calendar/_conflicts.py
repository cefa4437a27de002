"""Conflicts: why a change cannot be made as planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs

from itsmcore.change_calendar._items import Reach
from itsmcore.change_calendar._kinds import DEPENDENT, PLANNED, ConflictKind
from itsmcore.change_calendar._limits import touched
from itsmcore.changes import Change
from itsmcore.phrase import say
from itsmcore.span import Window

MAINTENANCE = "maintenance"
"""The witness where a change lies outside the maintenance of the whole schedule."""


@attrs.frozen
class Conflict:
    """One conflict of a change.

    Attributes:
        change: the change's number.
        kind: the kind of conflict.
        witness: the other change's number, or the name of the freeze, of the maintenance window or
            of the maintenance.
        overlap: when they overlap.
        items: the way from an item of the change to the one that is in the way: each depends on the
            next, or the next on it, as the kind says; one if it is the same, none if the conflict
            is about no item.
    """

    change: str
    kind: ConflictKind
    witness: str
    overlap: Window
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = str(self.kind) if self.witness == MAINTENANCE else f"{self.kind} {self.witness}"
        step = (
            say("change_calendar.conflicts.needed")
            if self.kind in DEPENDENT
            else say("change_calendar.conflicts.depends")
        )
        via = f" ({step.join(self.items)})" if self.items else ""
        start, end = (f"{at:%Y-%m-%d %H:%M}" for at in (self.overlap.start, self.overlap.end))
        return say(
            "change_calendar.conflicts.utc",
            change=self.change,
            kind=what,
            via=via,
            start=start,
            end=end,
        )


def between(reach: Reach, one: Change, other: Change, overlap: Window) -> Iterator[Conflict]:
    """Yield the conflicts of a change with another that is made at the same time."""
    for side, path in reach.paths(touched(one), set(touched(other))):
        yield Conflict(one.id, PLANNED[side], other.id, overlap, path)
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


def overlapping(entries: Iterable[Entry], family: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of changes that overlap, of which at least one touches the item itself.

    Args:
        entries: the changes that touch the item or are near it.
        family: the family of each change, by its index; two of one family are no pair.
    """
    own, near = list[Entry](), list[Entry]()
    for entry in sorted(entries):
        start, _, place, is_own = entry
        own = [other for other in own if other[1] > start]
        if is_own:
            near = [other for other in near if other[1] > start]
        for _, _, other, _ in (*own, *near) if is_own else own:
            if family[other] != family[place]:
                yield min(place, other), max(place, other)
        (own if is_own else near).append(entry)
