"""Lateness: when a clock's time reached a share of its target, as far as was known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from itsmcore.instant import maybe_utc, utc
from itsmcore.schedule import Target
from itsmcore.service_levels._stretch import Mode, Stretch


@attrs.frozen
class Breach:
    """Hold a while for which a clock was late, as far as was known then.

    Attributes:
        start: since when it was late, in UTC; never before the change that made it so.
        end: when it was given more time; None where it was not.
        target: what was allowed when it came to be late.
    """

    start: datetime = attrs.field(converter=utc)
    end: datetime | None = attrs.field(converter=maybe_utc)
    target: timedelta | Target | None


def late(
    stretches: Sequence[Stretch], *, share: float | None = None, strictly: bool = False
) -> tuple[Breach, ...]:
    """Find each while for which a share of the target was reached, the earliest first.

    A change that makes a clock late makes it so from then on, and one that gives it more time makes
    it timely again.

    Args:
        stretches: a cycle's time.
        share: the percentage of the target to reach; None stands for the target itself.
        strictly: whether it is late only when more than that has elapsed.
    """
    found: list[Breach] = []
    is_going_on = False
    for stretch in stretches:
        is_late = _is_late(stretch, share, strictly=strictly)
        if is_going_on and not is_late:
            last = found.pop()
            if last.start < stretch.start:  # else it was known of only when it was so no longer
                found.append(attrs.evolve(last, end=stretch.start))
            is_going_on = False
        if not is_going_on:
            edge = stretch.start if is_late else _edge(stretch, share, strictly=strictly)
            is_here = edge is not None and (
                is_late
                or edge < stretch.end
                or (edge == stretch.end and not strictly and stretch is stretches[-1])
            )
            if edge is not None and is_here:
                is_going_on = True
                found.append(Breach(max(edge, stretch.known), None, stretch.target))
    return tuple(found)


def _is_late(stretch: Stretch, share: float | None, *, strictly: bool) -> bool:
    """Tell whether it is late where a stretch begins."""
    if share is None and not isinstance(stretch.target, timedelta):
        edge = stretch.late_after(strictly=strictly)
        at = stretch.judged_at
        return edge is not None and (edge < at or (edge == at and not strictly))
    limit = _limit(stretch, share)
    if limit is None:
        return False
    return stretch.before > limit or (stretch.before == limit and not strictly)


def _edge(stretch: Stretch, share: float | None, *, strictly: bool) -> datetime | None:
    """Find where it becomes late in a stretch that begins in time."""
    if stretch.mode is not Mode.RUNNING:
        return None
    if share is None and not isinstance(stretch.target, timedelta):
        return stretch.late_after(strictly=strictly)
    limit = _limit(stretch, share)
    edge = None if limit is None else stretch.reaching(limit)
    if strictly and edge is not None and edge < stretch.end:
        return stretch.late_after(strictly=True)
    return edge


def _limit(stretch: Stretch, share: float | None) -> timedelta | None:
    allowed = stretch.allowed
    return allowed if allowed is None or share is None else allowed * share / 100


def reached_at(stretches: Sequence[Stretch]) -> datetime | None:
    """Find when the present target was reached; None where it was not."""
    last = stretches[-1]
    if isinstance(last.target, timedelta):
        for stretch in stretches:
            if stretch.counts and stretch.before + stretch.counted >= last.target:
                return stretch.reaching(last.target)
        return None
    due = last.relative_due
    limit = last.end if last.still is None else last.judged_at
    return due if due is not None and due <= limit else None
