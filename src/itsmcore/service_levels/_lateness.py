"""Lateness: when a clock's time reached a share of its target, as far as was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import attrs

from itsmcore.instant import maybe_utc, utc
from itsmcore.schedule import NoOpenTime, Schedule, Target
from itsmcore.schedule._schedule import reached
from itsmcore.service_levels._course import NO_COURSE, Course
from itsmcore.service_levels._stretch import Mode, Stretch


@attrs.frozen
class Breach:
    """A period for which a clock was late, as far as was known then.

    Attributes:
        start: since when it was late, in UTC; never before the change that made it so.
        end: when it was given more time; None if it was not.
        target: what was allowed when it became late.
    """

    start: datetime = attrs.field(converter=utc)
    end: datetime | None = attrs.field(converter=maybe_utc)
    target: timedelta | Target | None


def late(
    stretches: Sequence[Stretch], *, share: float | None = None, strictly: bool = False
) -> tuple[Breach, ...]:
    """Find each period for which a share of the target was reached, earliest first.

    A change that makes a clock late does so from then on, and one that gives it more time puts it
    back in time.

    Args:
        stretches: a cycle's time.
        share: the percentage of the target to reach; None stands for the target itself.
        strictly: whether it is late only when more than that has elapsed.
    """
    found: list[Breach] = []
    is_going_on = False
    for stretch, course in followed(stretches):
        is_late = is_late_at_start(stretch, course, share, strictly=strictly)
        if is_going_on and not is_late:
            last = found.pop()
            if last.start < stretch.start:  # else it was known of only when it was so no longer
                found.append(attrs.evolve(last, end=stretch.start))
            is_going_on = False
        if not is_going_on:
            edge = None
            if is_late:
                edge = stretch.start
            elif not _ends_within(stretch, share):
                edge = edge_of(stretch, course, share, strictly=strictly)
            is_here = edge is not None and (
                is_late
                or edge < stretch.end
                or (edge == stretch.end and not strictly and stretch is stretches[-1])
            )
            if edge is not None and is_here:
                is_going_on = True
                found.append(Breach(max(edge, stretch.known), None, stretch.target))
    return tuple(found)


def _ends_within(stretch: Stretch, share: float | None) -> bool:
    """Return whether a share of a duration is still left where a stretch that runs ends."""
    allowed = stretch.target
    if stretch.mode is not Mode.RUNNING or not isinstance(allowed, timedelta):
        return False
    limit = allowed if share is None else allowed * share / 100
    return stretch.before + stretch.open_time < limit


def followed(stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, Course]]:
    """Yield each stretch with the course as it stands at its start."""
    is_needed = any(map(is_instant, stretches))
    course = Course() if is_needed else NO_COURSE
    for stretch in stretches:
        if is_needed:
            course.enter(stretch)
        yield stretch, course
        if is_needed:
            course.leave(stretch)


def is_instant(stretch: Stretch) -> bool:
    """Return whether its target is an instant rather than a duration."""
    return stretch.target is not None and not isinstance(stretch.target, timedelta)


def _falls_due(stretch: Stretch, share: float | None) -> bool:
    """Return whether a share is reached no earlier than its target, an instant, comes.

    The target itself is reached then, though it is out of hours; other shares of it are shares of
    the open time that it allows.
    """
    return is_instant(stretch) and (share is None or share >= 100)


def is_late_at_start(
    stretch: Stretch, course: Course, share: float | None = None, *, strictly: bool = False
) -> bool:
    """Return whether a share of the target was reached where a stretch begins."""
    if _falls_due(stretch, share):
        due, at = course.due, course.judged_at(stretch)
        if due is None or due > at or (due == at and strictly):
            return False
        if share is None or share == 100:
            return True
    limit = _limit(stretch, course, share)
    if limit is None:
        return False
    return stretch.before > limit or (stretch.before == limit and not strictly)


def edge_of(
    stretch: Stretch, course: Course, share: float | None = None, *, strictly: bool = False
) -> datetime | None:
    """Find where a share of the target is reached in a stretch that begins before that."""
    runs_on = stretch.mode is Mode.PAUSED and not course.stands_still
    if stretch.mode is not Mode.RUNNING and not runs_on:
        return None
    if not _falls_due(stretch, share):
        return _spent(stretch, course, share, runs_on=runs_on, strictly=strictly)
    due = course.due
    if due is None or share is None or share == 100:
        return due
    spent = _spent(stretch, course, share, runs_on=runs_on)
    return None if spent is None else max(due, spent)


def _spent(
    stretch: Stretch,
    course: Course,
    share: float | None,
    *,
    runs_on: bool,
    strictly: bool = False,
) -> datetime | None:
    """Find where the open time of a share is spent."""
    limit = _limit(stretch, course, share)
    if limit is None:
        return None
    if runs_on and share is not None:
        # What is allowed shrinks while it stands still, until what was spent is that share of it.
        left = limit * 100 / share - stretch.before * 100 / share
        return reached(stretch.schedule, stretch.start, left)
    edge = stretch.reaching(limit)
    if strictly and edge is not None and edge < stretch.end:
        return opening(stretch.schedule, edge)
    return edge


def opening(schedule: Schedule, instant: datetime) -> datetime | None:
    """Find the first open instant from one on: there, more has elapsed than at the one given."""
    try:
        return schedule.next_open(instant)
    except NoOpenTime:
        return None


def _limit(stretch: Stretch, course: Course, share: float | None) -> timedelta | None:
    target = stretch.target
    allowed = (
        target
        if target is None or isinstance(target, timedelta)
        else course.allowed(stretch, stretch.before, stretch.start)
    )
    return allowed if allowed is None or share is None else allowed * share / 100


def reached_at(stretches: Sequence[Stretch], course: Course) -> datetime | None:
    """Find when the present target was reached; None if it was not."""
    last = stretches[-1]
    if isinstance(last.target, timedelta):
        for stretch in stretches:
            if stretch.counts and stretch.before + stretch.counted >= last.target:
                return stretch.reaching(last.target)
        return None
    due = course.due
    goes_by = last.mode is Mode.RUNNING or not course.stands_still
    limit = last.end if goes_by else course.judged_at(last)
    return due if due is not None and due <= limit else None
