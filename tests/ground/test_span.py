"""Spans; their laws are in tests/property/test_values.py."""

from datetime import UTC, datetime, timedelta

import pytest

from itsmcore.errors import BadInstant, NaiveTime
from itsmcore.span import Span

NINE, TEN = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))


def test_a_span_of_no_length_holds_nothing() -> None:
    """A span may end where it starts; then no instant is in it."""
    assert timedelta() == Span(NINE, NINE).length
    assert NINE not in Span(NINE, NINE)


def test_a_span_takes_aware_instants_only() -> None:
    """Neither its ends nor what it is asked for may be naive, or anything but a datetime."""
    with pytest.raises(NaiveTime):
        Span(datetime(2026, 1, 5))
    with pytest.raises(NaiveTime):
        Span(NINE, datetime(2026, 1, 5))
    with pytest.raises(BadInstant):
        "nine" in Span(NINE, TEN)  # type: ignore[operator]  # noqa: B015
