"""Instants: every moment the library holds is in UTC, and a missing time zone is never guessed."""

from __future__ import annotations

from datetime import UTC, datetime

from itsmcore.absent import is_absent
from itsmcore.errors import BadInstant, NaiveTime
from itsmcore.phrase import Phrase

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc(value: datetime) -> datetime:
    """Convert an aware datetime of any zone to the same instant in UTC.

    Raises:
        NaiveTime: the datetime has no time zone.
        BadInstant: the value is not a datetime, or lies outside the years 1 to 9999 in UTC.

    >>> from zoneinfo import ZoneInfo
    >>> utc(datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))).isoformat()
    '2026-07-01T07:00:00+00:00'
    """
    # A datetime that is UTC already keeps its identity: histories share it.
    if value.__class__ is datetime and value.tzinfo is UTC:
        return value
    if not isinstance(value, datetime):
        raise BadInstant(value=value, why=Phrase("instant.why.datetime"))
    if is_absent(value):  # NaT calls itself a datetime
        raise BadInstant(value=value, why=Phrase("instant.why.instant"))
    try:
        offset = value.utcoffset()
    except Exception as error:  # its zone does not say how it differs from UTC
        raise BadInstant(value=value, why=Phrase("instant.why.instant")) from error
    if offset is None:
        raise NaiveTime(value=value, why=Phrase("instant.why.time_zone"))
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        raise BadInstant(value=value, why=Phrase("instant.why.lies_outside_years_utc")) from None
    return moment if moment.__class__ is datetime else _plain(moment)


def _plain(moment: datetime) -> datetime:
    """Convert an instant of a subclass, such as a pandas Timestamp, to the plain class."""
    return datetime.combine(moment.date(), moment.time(), UTC)


def maybe_utc(value: datetime | None) -> datetime | None:
    """Convert as `utc` does; None stays None."""
    return None if value is None else utc(value)
