"""The change schedule: which changes are planned when, and what is in their way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, Self, TypeGuard

import attrs

from itsmcore.change_calendar._conflicts import (
    MAINTENANCE,
    Conflict,
    Entry,
    between,
    overlap_of,
    overlapping,
)
from itsmcore.change_calendar._families import families, kin
from itsmcore.change_calendar._items import Items, Reach, Side, as_relations
from itsmcore.change_calendar._kinds import ConflictKind
from itsmcore.change_calendar._limits import Freeze, MaintenanceWindow, Way, touched
from itsmcore.change_calendar._month import Month
from itsmcore.changes import Change
from itsmcore.checked import checked
from itsmcore.codes import one_of
from itsmcore.errors import BadValue, NotGiven
from itsmcore.fields import as_pairs, as_several, as_texts
from itsmcore.frozen import EMPTY
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, told_in_english
from itsmcore.schedule import Schedule, as_zone
from itsmcore.span import Span, Window


def _changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    return as_several(Change, changes, "changes")


def _freezes(freezes: Iterable[Freeze]) -> tuple[Freeze, ...]:
    return as_several(Freeze, freezes, "freezes")


def _windows(windows: Iterable[MaintenanceWindow]) -> tuple[MaintenanceWindow, ...]:
    return as_several(MaintenanceWindow, windows, "windows")


def _kinds(kinds: str | Iterable[str]) -> tuple[ConflictKind, ...]:
    several = as_texts(kinds, "kinds", Phrase("change_calendar.calendar.kinds_conflicts"))
    asked = {one_of(ConflictKind, kind, field="kinds") for kind in several}
    return tuple(kind for kind in ConflictKind if kind in asked)


def _parents(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(as_pairs(pairs, "parents"))


@attrs.frozen
class ChangeSchedule:
    """The planned changes, the maintenance that they belong in, and the freezes.

    A change counts from its planned start up to, and not including, its planned end, while it is
    open and not yet under review; one that overruns its window still counts by that window. Two
    changes do not conflict if one begins as the other ends, nor if they are planned together: a
    parent, its children and theirs are one family.

    Attributes:
        changes: the changes; those without a window are in nobody's way.
        items: how the items that they touch are related, and how many steps away one still counts;
            or a service map, of which one step counts.
        maintenance: when changes may be made; by default always.
        windows: when changes of some items may be made, within that.
        freezes: when they may not.
        kinds: the kinds of conflicts that are asked for; by default all of them.
        parents: pairs of a parent and a child, besides those that the links of the changes tell.
        tz: the zone by whose clock a month is shown.

    Raises:
        FaultyDefinition: there is no such zone.
        BadValue: two changes have the same number; or a freeze or a maintenance window has the name
            of another one, of a change, or of the maintenance; or there is no such kind.
    """

    changes: tuple[Change, ...] = attrs.field(default=(), converter=_changes)
    items: Items = attrs.field(factory=Items, converter=as_relations, kw_only=True)
    maintenance: Schedule = attrs.field(factory=Schedule.always, kw_only=True)
    windows: tuple[MaintenanceWindow, ...] = attrs.field(
        default=(), converter=_windows, kw_only=True
    )
    freezes: tuple[Freeze, ...] = attrs.field(default=(), converter=_freezes, kw_only=True)
    kinds: tuple[ConflictKind, ...] = attrs.field(
        default=tuple(ConflictKind), converter=_kinds, kw_only=True
    )
    parents: frozenset[tuple[str, str]] = attrs.field(default=(), converter=_parents, kw_only=True)
    tz: str = attrs.field(default="UTC", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_zone(self.tz)
        taken = {MAINTENANCE, *_once("changes", [change.id for change in self.changes])}
        for field, limits in (("freezes", self.freezes), ("windows", self.windows)):
            for name in _once(field, [limit.name for limit in limits]):
                if name in taken:
                    expected = Phrase("change_calendar.expected.name_change_freeze_window")
                    raise BadValue(field=field, value=name, expected=expected)
                taken.add(name)

    @cached_property
    def _limits(self) -> tuple[Freeze | MaintenanceWindow, ...]:
        """What says when changes are not to be made."""
        return (MaintenanceWindow(MAINTENANCE, self.maintenance), *self.windows, *self.freezes)

    @cached_property
    def _families(self) -> Mapping[str, str]:
        return families(self.changes, self.parents)

    @cached_property
    def _by_id(self) -> Mapping[str, Change]:
        return {change.id: change for change in self.changes}

    @checked
    def with_changes(self, *changes: Change) -> Self:
        """Return the schedule with changes added, each replacing its earlier version.

        Raises:
            BadValue: two of them have the same number.
        """
        _once("changes", [change.id for change in changes])
        after = {change.id: change for change in (*self.changes, *changes)}
        return attrs.evolve(self, changes=after.values())

    def concerns(self, record: object) -> TypeGuard[Change]:
        """Return whether the schedule says anything of a record: whether it is a change."""
        return isinstance(record, Change)

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
        window, reach = change.window, Reach(self.items)
        if window is None:
            return ()
        others = self._with_others(change, window, reach)
        found = chain(others, self._of_time(change, window, given, reach))
        return tuple(sorted(found, key=_order))

    def _with_others(self, change: Change, window: Window, reach: Reach) -> Iterator[Conflict]:
        for other in self._beside(change, self._during(window)):
            overlap = overlap_of(window, _planned(other))
            if overlap is not None:
                yield from self._between(reach, change, other, overlap)

    def _during(self, window: Window) -> Iterable[Change]:
        """Return the changes that begin before a window ends, from the first that ends in it on."""
        started, starts, ends = self._by_start
        return started[bisect_right(ends, window.start) : bisect_left(starts, window.end)]

    @cached_property
    def _by_start(self) -> tuple[list[Change], list[datetime], list[datetime]]:
        """The planned changes by their start, with that, and the latest end as far as each."""
        windows = ((change, window) for change in self.changes if (window := _planned(change)))
        planned = sorted(windows, key=lambda pair: pair[1].start)
        ends = accumulate((window.end for _, window in planned), max)
        return [change for change, _ in planned], [window.start for _, window in planned], [*ends]

    def _beside(self, change: Change, among: Iterable[Change]) -> Iterator[Change]:
        """Yield those of some changes that are not planned together with one."""
        held = self._by_id.get(change.id)
        known = self._families
        if kin(change) != (frozenset() if held is None else kin(held)):
            others = (other for other in self.changes if other is not held)
            known = families((*others, change), self.parents)
        own = known.get(change.id, change.id)
        return (other for other in among if known.get(other.id, other.id) != own)

    def _between(
        self, reach: Reach, one: Change, other: Change, overlap: Window
    ) -> Iterator[Conflict]:
        found = between(reach, one, other, overlap)
        return (conflict for conflict in found if conflict.kind in self.kinds)

    def _of_time(
        self, change: Change, window: Window, given: Mapping[str, Any], reach: Reach
    ) -> Iterator[Conflict]:
        start, end = window.start, window.end
        for limit in self._limits:
            ways = self._ways(limit, change, reach) if limit.closed.elapsed(start, end) else ()
            if ways and limit.holds_for(change, given):
                for closed in limit.closed.windows(start, end):
                    for kind, path in ways:
                        yield Conflict(change.id, kind, limit.name, closed, path)

    def _ways(self, limit: Freeze | MaintenanceWindow, change: Change, reach: Reach) -> list[Way]:
        """List the ways in which a limit concerns a change, of the kinds that are asked for."""
        found = limit._ways(change, reach)  # noqa: SLF001 (its own room)
        return [way for way in found if way[0] in self.kinds]

    @checked
    def all_conflicts(self, *, given: Mapping[str, Any] = EMPTY) -> tuple[Conflict, ...]:
        """List every conflict on the schedule; one between two changes once, as the first one's.

        Args:
            given: outside facts that the freezes' conditions read.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        found, reach = list[Conflict](), Reach(self.items)
        for one, other in sorted(self._pairs(reach)):
            first, second = self.changes[one], self.changes[other]
            overlap = overlap_of(_planned(first), _planned(second))
            if overlap is not None:
                found += self._between(reach, first, second, overlap)
        for change in self.changes:
            window = _planned(change)
            if window is not None:
                found += self._of_time(change, window, given, reach)
        return tuple(sorted(found, key=_order))

    def _pairs(self, reach: Reach) -> set[tuple[int, int]]:
        """Find the changes of two families that overlap and touch, or have one assignee.

        Of two items, one of which depends on the other, it is enough to look from one.
        """
        windows = enumerate(map(_planned, self.changes))
        planned = [(place, window) for place, window in windows if window is not None]
        items = {place: touched(self.changes[place]) for place, _ in planned}
        known = set(chain.from_iterable(items.values()))
        entries = defaultdict[tuple[str, str], list[Entry]](list)
        for place, window in planned:
            span = window.start, window.end, place
            for item in items[place]:
                entries["item", item].append((*span, True))
                for near in reach.of(item, Side.NEEDED).keys() & known:
                    entries["item", near].append((*span, False))
            assignee = self.changes[place].assignee
            if assignee is not None:
                entries["assignee", assignee].append((*span, True))
        family = [self._families.get(change.id, change.id) for change in self.changes]
        return {pair for bucket in entries.values() for pair in overlapping(bucket, family)}

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
        """Return the outside facts that a change needs: `freeze`, `conflicts` and `warnings`.

        The first two, for implementing it, hold the names of what is in the way and has no
        exception; `()` if nothing is. A freeze that is in force then is not listed as a conflict as
        well. `warnings`, for requesting approval, holds every unresolved conflict in words, in
        English whatever is spoken: a record keeps them, and compares them with later ones.

        Args:
            change: the change.
            at: when it is to be implemented.
            given: outside facts that the freezes' conditions read.

        Raises:
            NaiveTime: the instant has no time zone.
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        moment, reach = utc(at), Reach(self.items)
        frozen = tuple(
            freeze.name
            for freeze in self.freezes
            if freeze.schedule.is_open(moment)
            and freeze.name not in change.exceptions
            and self._ways(freeze, change, reach)
            and freeze.holds_for(change, given)
        )
        found = self.unresolved(change, given=given)
        names = dict.fromkeys(conflict.witness for conflict in found)
        return {
            "freeze": frozen,
            "conflicts": tuple(name for name in names if name not in frozen),
            "warnings": told_in_english(lambda: tuple(map(str, found))),
        }

    # --- slots ----------------------------------------------------------------------------------

    @checked
    def free_slots(
        self,
        change: Change,
        *,
        since: datetime,
        until: datetime,
        duration: timedelta | None = None,
        given: Mapping[str, Any] = EMPTY,
    ) -> tuple[Window, ...]:
        """List the first window in each stretch of time that is free for a change, in order.

        Args:
            change: the change; its own window is not in the way.
            since: where to look from.
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
            raise BadValue(
                field="duration",
                value=takes,
                expected=Phrase("change_calendar.expected.positive_time"),
            )
        reach = Reach(self.items)
        free = ~Schedule.of(self._busy(change, reach))
        for limit in self._limits:
            if self._ways(limit, change, reach) and limit.holds_for(change, given):
                free = free - limit.closed
        found = free.windows(since, until)
        return tuple(Window(w.start, w.start + takes) for w in found if w.length >= takes)

    def _busy(self, change: Change, reach: Reach) -> Iterator[Span]:
        """Yield the windows of the changes that would conflict with one at the same time."""
        for other in self._beside(change, self.changes):
            window = _planned(other)
            if window is not None and any(self._between(reach, change, other, window)):
                yield window

    # --- pictures -------------------------------------------------------------------------------

    @checked
    def month(
        self,
        year: int,
        month: int,
        *,
        tz: str | tzinfo | None = None,
        given: Mapping[str, Any] = EMPTY,
    ) -> Month:
        """Show a month by the clock of a zone: its days, the changes on each, and the freezes.

        Changes in conflict are marked, unless an exception was granted. If an outside fact that
        this depends on is not given, none is, and the month says so.

        Args:
            year: the year.
            month: the month, from 1 to 12.
            tz: the zone; by default the schedule's own.
            given: outside facts that the freezes' conditions read.

        Raises:
            BadValue: there is no such month.
            FaultyDefinition: there is no such zone.
        """
        planned = [(c.id, w) for c in self.changes if (w := _planned(c)) is not None]
        frozen = [(freeze.name, freeze.schedule) for freeze in self.freezes]
        place = self.tz if tz is None else tz
        return Month(year, month, planned, frozen, place, self._marked(given))

    def _marked(self, given: Mapping[str, Any]) -> tuple[Conflict, ...] | None:
        """Return the conflicts without an exception; None if that is open."""
        excepted = {change.id: change.exceptions for change in self.changes}
        try:
            found = self.all_conflicts(given=given)
        except NotGiven:
            return None
        return tuple(of for of in found if of.witness not in excepted[of.change])

    def _formats(self) -> Formats:
        starts = [w.start for change in self.changes if (w := _planned(change)) is not None]
        if not starts:
            return {"": self.__str__, "html": str}
        first = min(starts).astimezone(as_zone(self.tz))
        month = self.month(first.year, first.month)
        return {**month._formats(), "": self.__str__}  # noqa: SLF001 (its own room)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _once(field: str, names: Iterable[str]) -> Iterable[str]:
    known = dict[str, None]()
    for name in names:
        if name in known:
            raise BadValue(
                field=field, value=name, expected=Phrase("change_calendar.expected.each_once")
            )
        known[name] = None
    return known


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
