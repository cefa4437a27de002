"""Ends: when a stretch that starts at a local time ends, in exact time or by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import Literal, get_args

from itsmcore.errors import Fault
from itsmcore.fields import is_in
from itsmcore.phrase import Phrase
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import instant
from itsmcore.shown import shown

Ends = Literal["exact", "local"]
"""Whether a duration is elapsed time, or the difference that the clock shows."""

LONGEST = timedelta(days=367)


def by_clock(duration: timedelta | time, wall: timedelta) -> timedelta:
    """Find how much later the clock shows the end; a time of day is the next one."""
    if isinstance(duration, timedelta):
        return duration
    midnight = datetime.combine(datetime.min, duration) - datetime.min
    return (midnight - wall) % DAY or DAY


def end(wall: timedelta, duration: timedelta | time, ends: Ends, place: tzinfo) -> timedelta:
    """Find the instant at which what starts at a local time ends."""
    if isinstance(duration, timedelta) and ends == "exact":
        return instant(wall, place) + duration
    return instant(wall + by_clock(duration, wall), place)


def lasting(duration: object, until: object, ends: object) -> tuple[timedelta | time, Ends]:
    """Read how long something lasts: a duration, or until a time of day, which is always local.

    Raises:
        Fault: neither is given, or both are, or it cannot be read.
    """
    if not is_in(ends, get_args(Ends)):
        raise Fault(
            "bad_ends",
            Phrase("schedule.subject.ends"),
            Phrase("schedule.bad_ends", ends=shown(ends)),
        )
    if (duration is None) == (until is None):
        given = (
            Phrase("schedule.ends.given")
            if duration is None
            else Phrase("schedule.ends.given_beside_until")
        )
        words = Phrase("schedule.ends.either_duration_timedelta", given=given)
        raise Fault("bad_duration", Phrase("schedule.subject.duration"), words)
    if isinstance(until, time) and until.tzinfo is None:
        return until.replace(fold=0), "local"
    if until is not None:
        raise Fault(
            "bad_until",
            Phrase("schedule.subject.until"),
            Phrase("schedule.bad_until", until=shown(until)),
        )
    if not isinstance(duration, timedelta) or not timedelta(0) < duration <= LONGEST:
        words = Phrase("schedule.ends.time_up_days", duration=shown(duration), days=LONGEST.days)
        raise Fault("bad_duration", Phrase("schedule.subject.duration"), words)
    return duration, "local" if ends == "local" else "exact"
