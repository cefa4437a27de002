"""Instants of columns as datetimes."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from itsmcore.columnar._columns import NAT, datetimes_of
from itsmcore.errors import BadValue


def test_ticks_are_instants_and_what_is_none_is_none() -> None:
    """An instant after the year 9999 is refused by name."""
    nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    ticks = np.array([np.datetime64("2026-01-05T09:00", "us").astype(np.int64), NAT])
    assert [nine, None] == datetimes_of(ticks)
    with pytest.raises(BadValue):
        datetimes_of(np.array([NAT, 10**18]))
