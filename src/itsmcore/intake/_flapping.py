"""Flapping: when something changes between well and not well too often to be acted on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_finite, as_flag, as_several, as_whole
from itsmcore.instant import maybe_utc, utc
from itsmcore.kinds import check_kinds
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import clock_text

_MOST = 1_000
_LAST = datetime.max.replace(tzinfo=UTC)
_LIGHTEST, _HEAVIEST = 0.75, 1.25
"""What the oldest and the newest change weigh."""


def later(instant: datetime, by: timedelta) -> datetime:
    """Return an instant some time later, or the last one that there is."""
    return _LAST if by > _LAST - instant else instant + by


def as_time(value: object, field: str) -> timedelta:
    """Check that a value is a time, and not a negative one."""
    time = as_a(timedelta, value, field, Phrase("intake.flapping.timedelta_zero_more"))
    if time < timedelta():
        raise BadValue(
            field=field, value=value, expected=Phrase("intake.flapping.timedelta_zero_more")
        )
    return time


@attrs.frozen(kw_only=True)
class Track:
    """How one thing has changed of late.

    Attributes:
        is_bad: whether it was not well at the last signal.
        is_flapping: whether it is flapping.
        until: when it stops flapping, if it does not change before; None if that is not known.
        changes: the instants of its last changes, as far as they count.
        checks: whether it was bad at each of the last signals, as far as they count.
    """

    is_bad: bool = False
    is_flapping: bool = False
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    changes: tuple[datetime, ...] = ()
    checks: tuple[bool, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_kinds(self)


@attrs.frozen(kw_only=True)
class Flapping:
    """Flapping begins with so many changes within a time, and ends once it has been quiet.

    A change is from well to not well, or back; a repeat is none, and does not prolong the quiet.

    Args:
        changes: the number of changes with which it begins.
        within: how far apart the first and the last of them may be.
        quiet: the time without a change after which it ends.

    Raises:
        BadValue: the number is not from 2 to 1,000, or a time is negative.

    Source: ServiceNow, whose flap frequency, flap interval and quiet interval these are
        (ServiceNow/ServiceNowDocs, markdown/it-operations-management/event-management/
        t_EMConfigAlertStateFlapDetect.md).

    >>> print(Flapping(changes=4, within=timedelta(minutes=10), quiet=timedelta(minutes=15)))
    4 changes within 0:10:00, until 0:15:00 of quiet
    """

    changes: int
    within: timedelta
    quiet: timedelta

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_whole(self.changes, "changes", least=2, most=_MOST)
        as_time(self.within, "within")
        as_time(self.quiet, "quiet")

    def seen(self, track: Track, at: datetime, *, is_bad: bool) -> Track:
        """Return the track after a signal.

        Raises:
            BadValue: it is not a track, or `is_bad` is not True or False.
            NaiveTime: the instant has no time zone.
        """
        if as_flag(is_bad, "is_bad") is as_a(Track, track, "track").is_bad:
            return track
        changes = (*track.changes, utc(at))[-self.changes :]
        is_often = len(changes) == self.changes and changes[-1] - changes[0] <= self.within
        is_flapping = track.is_flapping or is_often
        until = later(at, self.quiet) if is_flapping else None
        return Track(is_bad=is_bad, is_flapping=is_flapping, until=until, changes=changes)

    def __str__(self) -> str:
        within, quiet = clock_text(self.within), clock_text(self.quiet)
        return say(
            "intake.flapping.changes_within_until", changes=self.changes, within=within, quiet=quiet
        )


@attrs.frozen(kw_only=True)
class FlappingShare:
    """Flapping begins and ends with the share of the last signals that were changes.

    Newer changes weigh more: the newest 1.25, the oldest 0.75. It ends only with a signal, and so
    is for tools that send one for each check, whether or not anything is wrong.

    Args:
        checks: the number of signals that count.
        begins: the share from which it is flapping.
        ends: the share down to which it goes on.

    Raises:
        BadValue: the number is not from 3 to 1,000, or the shares are not 0 <= ends < begins <= 1.

    Source: Nagios, with its 21 checks and these weights (NagiosEnterprises/nagioscore,
        base/flapping.c).

    >>> print(FlappingShare())
    50.0 % of the last 21 signals are changes, until 25.0 % are
    """

    checks: int = 21
    begins: float = 0.5
    ends: float = 0.25

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_whole(self.checks, "checks", least=3, most=_MOST)
        as_finite(self.begins, "begins")
        as_finite(self.ends, "ends")
        if not 0 <= self.ends < self.begins <= 1:
            expected = Phrase("intake.expected.shares_ends_begins")
            raise BadValue(field="ends", value=self.ends, expected=expected)

    def share(self, checks: tuple[bool, ...]) -> float:
        """Return the weighed share of changes among the last signals, all well before them.

        Raises:
            BadValue: they are not so many flags, or fewer.
        """
        flags = as_several(bool, checks, "checks", Phrase("intake.flapping.true_false_each"))
        as_whole(len(flags), Phrase("intake.flapping.number_checks"), least=0, most=self.checks)
        padded = (False,) * (self.checks - len(flags)) + flags
        steepness = (_HEAVIEST - _LIGHTEST) / (self.checks - 2)
        pairs = pairwise(padded)
        weights = (
            _LIGHTEST + steepness * n for n, (was, is_now) in enumerate(pairs) if was != is_now
        )
        return sum(weights) / (self.checks - 1)

    def seen(self, track: Track, at: datetime, *, is_bad: bool) -> Track:  # noqa: ARG002
        """Return the track after a signal; when that was does not matter.

        Raises:
            BadValue: it is not a track, or `is_bad` is not True or False.
        """
        checks = (*as_a(Track, track, "track").checks, as_flag(is_bad, "is_bad"))[-self.checks :]
        share = self.share(checks)
        is_flapping = share > self.ends if track.is_flapping else share >= self.begins
        return Track(is_bad=is_bad, is_flapping=is_flapping, checks=checks)

    def __str__(self) -> str:
        begins, ends = (f"{100 * share:.1f} %" for share in (self.begins, self.ends))
        return say(
            "intake.flapping.last_signals_changes", begins=begins, checks=self.checks, ends=ends
        )
