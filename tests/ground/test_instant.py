"""Instants; their laws are in tests/property/test_values.py."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from itsmcore.errors import BadInstant, NaiveTime
from itsmcore.instant import utc

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_the_two_half_past_twos_of_autumn_are_an_hour_apart() -> None:
    """What the wall clock shows twice becomes two instants."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    second = first.replace(fold=1)

    assert first == second
    assert timedelta(hours=1) == utc(second) - utc(first)


def test_an_instant_in_utc_stays_the_same_object() -> None:
    """Histories share their instants; other names for UTC become UTC itself."""
    moment = datetime(2026, 1, 5, tzinfo=UTC)

    assert moment is utc(moment)
    for zone in (timezone(timedelta(0), "GMT"), ZoneInfo("UTC")):
        assert UTC is utc(moment.replace(tzinfo=zone)).tzinfo


def test_a_zone_without_an_offset_is_no_zone() -> None:
    """A time zone that does not know its offset leaves the datetime naive."""

    class Nowhere(tzinfo):
        def utcoffset(self, moment: datetime | None, /) -> None:
            return None

    with pytest.raises(NaiveTime):
        utc(datetime(2026, 1, 5, tzinfo=Nowhere()))  # type: ignore[abstract]


def test_an_offset_that_no_clock_has_makes_no_instant() -> None:
    """A time zone that is a day or more from UTC is refused with what it was asked for."""

    class Beyond(tzinfo):
        def utcoffset(self, moment: datetime | None, /) -> timedelta:
            return timedelta(hours=25)

    odd = datetime(2026, 1, 5, tzinfo=Beyond())  # type: ignore[abstract]
    with pytest.raises(BadInstant) as refusal:
        utc(odd)
    assert (odd, "is no instant") == (refusal.value.value, refusal.value.why)
