"""Segments: a clock's time without a gap, each part with what it was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs

from itsmcore.codes import Code
from itsmcore.conditions import Condition
from itsmcore.errors import Unlisted
from itsmcore.fields import is_in
from itsmcore.phrase import Phrase, label
from itsmcore.service_levels._lateness import Breach
from itsmcore.service_levels._stretch import ZERO, Mode, Stretch
from itsmcore.span import Window


class SegmentKind(Code):
    """What a part of a clock's time was."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Completed, until it was reopened."""
    OUT_OF_HOURS = "out of hours"
    RETROACTIVE = "retroactive"
    """Counted in hindsight: the clock did not exist yet."""
    UNKNOWN = "unknown state"
    """It counted, though the log does not say what state the record was in."""
    AFTER_BREACH = "after breach"
    SET_ASIDE = "set aside"
    """Counted at first, but no longer since the clock was restarted."""


@attrs.frozen(eq=False)
class Segment(Window):
    """A part of a clock's time.

    Attributes:
        start: where it begins, in UTC.
        end: where it ends.
        kind: what it was.
        cause: the condition that paused or stopped the clock.
        counts: whether its length is part of the elapsed time.
        group: the group that held the record.
        assignee: the person who held it.
    """

    kind: SegmentKind = attrs.field(kw_only=True)
    cause: Condition | None = attrs.field(default=None, kw_only=True)
    counts: bool = attrs.field(default=False, kw_only=True)
    group: object = attrs.field(default=None, kw_only=True)
    assignee: object = attrs.field(default=None, kw_only=True)

    @property
    def elapsed(self) -> timedelta:
        """What it adds to the elapsed time."""
        return self.length if self.counts else ZERO

    def is_like(self, other: Segment) -> bool:
        """Return whether another part is of the same kind, and in the same hands."""
        mine = self.kind, self.cause, self.counts, self.group, self.assignee
        return mine == (other.kind, other.cause, other.counts, other.group, other.assignee)

    @property
    def holder(self) -> str:
        """Who held the record, in words."""
        return " / ".join(str(name) for name in (self.group, self.assignee) if name is not None)

    def __str__(self) -> str:
        kind = label("values", self.kind)
        return kind if self.cause is None else f"{kind}: {self.cause}"


def segments(
    stretches: Iterable[Stretch], breaches: Iterable[Breach], *, is_sticky: bool
) -> tuple[Segment, ...]:
    """Cut a clock's time into segments.

    Args:
        stretches: its time.
        breaches: when it was late.
        is_sticky: whether once late is late for good.
    """
    late = [(breach.start, breach.end) for breach in breaches]
    if is_sticky:
        late = [(start, None) for start, _ in late[:1]]
    starts = [start for start, _ in late]
    return tuple(
        part
        for stretch in stretches
        for part in _parts(
            stretch, late[_last(starts, stretch.start) : _last(starts, stretch.end) + 1]
        )
    )


def _last(starts: Sequence[datetime], instant: datetime) -> int:
    """Find the last that starts at or before an instant; the first if none does."""
    return max(bisect_right(starts, instant) - 1, 0)


def _parts(stretch: Stretch, late: Sequence[tuple[datetime, datetime | None]]) -> Iterator[Segment]:
    held: dict[str, Any] = {"group": stretch.group, "assignee": stretch.assignee}
    if stretch.mode is not Mode.RUNNING and not stretch.counts:
        kind = SegmentKind(stretch.mode.value)
        if stretch.start < stretch.end:
            yield Segment(stretch.start, stretch.end, kind=kind, cause=stretch.cause, **held)
        return
    windows = stretch.schedule.windows(stretch.start, stretch.end)
    opens = {window.start for window in windows}
    edges = {stretch.start, stretch.end, *opens, *(window.end for window in windows)}
    for since, _ in late:
        if stretch.start < since < stretch.end and stretch.schedule.is_open(since):
            edges.add(since)
            opens.add(since)
    for start, end in pairwise(sorted(edges)):
        kind = SegmentKind.OUT_OF_HOURS
        if start in opens:
            is_late = any(since <= start and (to is None or start < to) for since, to in late)
            kind = _kind(stretch, start, is_late=is_late)
        counts = stretch.counts and start in opens
        cause = stretch.cause if kind is SegmentKind.STOPPED else None
        yield Segment(start, end, kind=kind, cause=cause, counts=counts, **held)


def _kind(stretch: Stretch, start: datetime, *, is_late: bool) -> SegmentKind:
    if not stretch.counts:
        return SegmentKind.SET_ASIDE
    if stretch.mode is Mode.STOPPED:
        return SegmentKind.STOPPED
    if start < stretch.known:
        return SegmentKind.RETROACTIVE
    if stretch.is_unknown:
        return SegmentKind.UNKNOWN
    return SegmentKind.AFTER_BREACH if is_late else SegmentKind.RUNNING


_HOLDERS = ("group", "assignee")


def time_by(stretches: Iterable[Stretch], fact: str) -> dict[Any, timedelta]:
    """Add up a clock's elapsed time by who held the record."""
    if not is_in(fact, _HOLDERS):
        raise Unlisted(kind=Phrase("service_levels.segments.holder"), name=fact, known=_HOLDERS)
    totals = dict[Any, timedelta]()
    for stretch in stretches:
        if stretch.counts:
            holder = getattr(stretch, fact)
            totals[holder] = totals.get(holder, ZERO) + stretch.counted
    return totals
