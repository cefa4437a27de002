"""When tests begin, and the lengths that they count by."""

from datetime import UTC, datetime, timedelta

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
"""The begin of that year."""
MIDNIGHT = datetime(2026, 1, 5, tzinfo=UTC)
"""The begin of a Monday in January."""
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""That Monday, at nine."""
MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday in March, at nine."""
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)
"""The begin of the day after."""
BEGIN = datetime(1, 1, 1, tzinfo=UTC)
"""The begin of the calendar."""

ZERO = timedelta()
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
