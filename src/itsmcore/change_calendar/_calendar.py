"""The change schedule: which changes are planned when, and what is in their way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any, Self

import attrs

from itsmcore.change_calendar._conflicts import (
    Conflict,
    ConflictKind,
    Entry,
    Freeze,
    between,
    overlap_of,
    overlapping,
    touched,
)
from itsmcore.change_calendar._items import Items
from itsmcore.change_calendar._month import Month
from itsmcore.changes import Change
from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.fields import as_several
from itsmcore.frozen import EMPTY
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.schedule import Schedule, as_zone
from itsmcore.span import Span, Window


def _changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    return as_several(Change, changes, "changes")


def _freezes(freezes: Iterable[Freeze]) -> tuple[Freeze, ...]:
    return as_several(Freeze, freezes, "freezes")


@attrs.frozen
class ChangeSchedule:
    """The planned changes, the maintenance that they belong in, and the freezes.

    A change counts from its planned start up to, and not including, its planned end, while it is
    open and not yet under review; one that overruns its window still counts by that window. Two
    changes do not conflict if one begins as the other ends.

    Attributes:
        changes: the changes; those without a window are in nobody's way.
        items: how the items that they touch are related.
        maintenance: when changes may be made; by default always.
        freezes: when they may not.
        tz: the zone by whose clock a month is shown.

    Raises:
        FaultyDefinition: there is no such zone.
        BadValue: two changes have the same number, or two freezes the same name, or a freeze has
            the name of a change or of the maintenance.
    """

    changes: tuple[Change, ...] = attrs.field(default=(), converter=_changes)
    items: Items = attrs.field(factory=Items, kw_only=True)
    maintenance: Schedule = attrs.field(factory=Schedule.always, kw_only=True)
    freezes: tuple[Freeze, ...] = attrs.field(default=(), converter=_freezes, kw_only=True)
    tz: str = attrs.field(default="UTC", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_zone(self.tz)
        numbers, names = [c.id for c in self.changes], [f.name for f in self.freezes]
        _once("changes", numbers)
        _once("freezes", names)
        for name in names:
            if name == "maintenance" or name in numbers:
                expected = "names that neither a change nor the maintenance has"
                raise BadValue(field="freezes", value=name, expected=expected)

    @cached_property
    def _closed(self) -> Schedule:
        """When there is no maintenance; compiled once."""
        return ~self.maintenance

    @checked
    def with_changes(self, *changes: Change) -> Self:
        """Return the schedule with changes added, each replacing its earlier version.

        Raises:
            BadValue: two of them have the same number.
        """
        _once("changes", [change.id for change in changes])
        after = {change.id: change for change in (*self.changes, *changes)}
        return attrs.evolve(self, changes=after.values())

    # --- conflicts ------------------------------------------------------------------------------

    @checked
    def conflicts(
        self, change: Change, *, given: Mapping[str, Any] = EMPTY
    ) -> tuple[Conflict, ...]:
        """List every conflict of a change, whether it is on the schedule or only considered.

        Args:
            change: the change.
            given: outside facts that the freezes' conditions read.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        window = change.window
        if window is None:
            return ()
        found = [*self._with_others(change, window), *self._of_time(change, window, given)]
        return tuple(sorted(found, key=_order))

    def _with_others(self, change: Change, window: Window) -> Iterator[Conflict]:
        for other in self.changes:
            overlap = overlap_of(window, _planned(other))
            if overlap is not None and other.id != change.id:
                yield from between(self.items, change, other, overlap)

    def _of_time(
        self, change: Change, window: Window, given: Mapping[str, Any]
    ) -> Iterator[Conflict]:
        start, end = window.start, window.end
        for closed in self._closed.windows(start, end) if self._closed.elapsed(start, end) else ():
            yield Conflict(change.id, ConflictKind.OUTSIDE_MAINTENANCE, "maintenance", closed)
        for freeze in self.freezes:
            if freeze.schedule.elapsed(start, end) and freeze.holds_for(change, given):
                for closed in freeze.schedule.windows(start, end):
                    yield Conflict(change.id, ConflictKind.FREEZE, freeze.name, closed)

    @checked
    def all_conflicts(self, *, given: Mapping[str, Any] = EMPTY) -> tuple[Conflict, ...]:
        """List every conflict on the schedule; one between two changes once, as the first one's.

        Args:
            given: outside facts that the freezes' conditions read.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        found: list[Conflict] = []
        for one, other in sorted(self._pairs()):
            first, second = self.changes[one], self.changes[other]
            overlap = overlap_of(_planned(first), _planned(second))
            if overlap is not None:
                found += between(self.items, first, second, overlap)
        for change in self.changes:
            window = _planned(change)
            if window is not None:
                found += self._of_time(change, window, given)
        return tuple(sorted(found, key=_order))

    def _pairs(self) -> set[tuple[int, int]]:
        """Find the changes that overlap and share, or neighbour, an item or an assignee."""
        entries = defaultdict[tuple[str, str], list[Entry]](list)
        for place, change in enumerate(self.changes):
            window = _planned(change)
            if window is None:
                continue
            span = window.start, window.end, place
            for item in touched(change):
                entries["item", item].append((*span, True))
                for near, _ in self.items.near(item):
                    entries["item", near].append((*span, False))
            if change.assignee is not None:
                entries["assignee", change.assignee].append((*span, True))
        return {pair for bucket in entries.values() for pair in overlapping(bucket)}

    @checked
    def unresolved(
        self, change: Change, *, given: Mapping[str, Any] = EMPTY
    ) -> tuple[Conflict, ...]:
        """List the conflicts of a change for whose witness no exception was granted.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        found = self.conflicts(change, given=given)
        return tuple(conflict for conflict in found if conflict.witness not in change.exceptions)

    @checked
    def given(
        self, change: Change, *, at: datetime, given: Mapping[str, Any] = EMPTY
    ) -> dict[str, Any]:
        """Return the outside facts that implementing a change needs: `freeze` and `conflicts`.

        Each holds the names of what is in the way and has no exception; `()` if nothing is. A
        freeze that is in force then is not listed as a conflict as well.

        Args:
            change: the change.
            at: when it is to be implemented.
            given: outside facts that the freezes' conditions read.

        Raises:
            NaiveTime: the instant has no time zone.
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        moment = utc(at)
        frozen = tuple(
            freeze.name
            for freeze in self.freezes
            if freeze.schedule.is_open(moment)
            and freeze.name not in change.exceptions
            and freeze.holds_for(change, given)
        )
        others = dict.fromkeys(c.witness for c in self.unresolved(change, given=given))
        return {"freeze": frozen, "conflicts": tuple(n for n in others if n not in frozen)}

    # --- slots ----------------------------------------------------------------------------------

    @checked
    def free_slots(
        self,
        change: Change,
        *,
        after: datetime,
        until: datetime,
        duration: timedelta | None = None,
        given: Mapping[str, Any] = EMPTY,
    ) -> tuple[Window, ...]:
        """List the first window in each stretch of time that is free for a change, in order.

        Args:
            change: the change; its own window is not in the way.
            after: where to look from.
            until: where to look to.
            duration: how long it takes; by default as long as its own window.
            given: outside facts that the freezes' conditions read.

        Raises:
            NaiveTime: an instant has no time zone.
            BadSpan: the end lies before the start.
            BadValue: no duration is known, or it is not positive.
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        window = change.window
        takes = duration if duration is not None or window is None else window.length
        if takes is None or takes <= timedelta():
            raise BadValue(field="duration", value=takes, expected="a positive time")
        free = self.maintenance - Schedule.of(self._busy(change))
        for freeze in self.freezes:
            if freeze.holds_for(change, given):
                free = free - freeze.schedule
        found = free.windows(after, until)
        return tuple(Window(w.start, w.start + takes) for w in found if w.length >= takes)

    def _busy(self, change: Change) -> Iterator[Span]:
        """Yield the windows of the changes that would conflict with one at the same time."""
        for other in self.changes:
            window = _planned(other)
            if window is not None and other.id != change.id:
                for _ in between(self.items, change, other, window):
                    yield window
                    break

    # --- pictures -------------------------------------------------------------------------------

    @checked
    def month(self, year: int, month: int, *, tz: str | tzinfo | None = None) -> Month:
        """Show a month by the clock of a zone: its days, the changes on each, and the freezes.

        Args:
            year: the year.
            month: the month, from 1 to 12.
            tz: the zone; by default the schedule's own.

        Raises:
            BadValue: there is no such month.
            FaultyDefinition: there is no such zone.
        """
        planned = [(c.id, w) for c in self.changes if (w := _planned(c)) is not None]
        frozen = [(freeze.name, freeze.schedule) for freeze in self.freezes]
        return Month(year, month, planned, frozen, self.tz if tz is None else tz)

    def _repr_html_(self) -> str:
        starts = [w.start for change in self.changes if (w := _planned(change)) is not None]
        if not starts:
            return ""
        first = min(starts).astimezone(as_zone(self.tz))
        return self.month(first.year, first.month)._repr_html_()


def _once(field: str, names: Iterable[str]) -> None:
    known = set[str]()
    for name in names:
        if name in known:
            raise BadValue(field=field, value=name, expected="each of them once")
        known.add(name)


def _planned(change: Change) -> Window | None:
    """Return a change's window while it counts."""
    return change.window if change.phase.is_open else None


def _order(conflict: Conflict) -> tuple[Any, ...]:
    return (
        conflict.overlap.start,
        conflict.change,
        conflict.kind,
        conflict.witness,
        conflict.items,
        conflict.overlap.end,
    )
