"""When and where clocks change, and how schedules are asked."""

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, settings

from itsmcore.errors import NoOpenTime
from tests.instants import DAY

slow = settings(
    max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


PERIODS = (
    ("Europe/Amsterdam", dt.date(2026, 3, 23)),
    ("Europe/Amsterdam", dt.date(2026, 10, 19)),
    ("America/New_York", dt.date(2026, 3, 2)),
    ("America/New_York", dt.date(2026, 10, 26)),
    ("Australia/Lord_Howe", dt.date(2026, 3, 30)),  # half an hour
    ("Australia/Lord_Howe", dt.date(2026, 9, 28)),
    ("America/Sao_Paulo", dt.date(2018, 2, 12)),  # at midnight
    ("America/Sao_Paulo", dt.date(2018, 10, 29)),
    ("Pacific/Apia", dt.date(2011, 12, 24)),  # a date that does not exist
    ("Pacific/Kwajalein", dt.date(1993, 8, 16)),
    ("Pacific/Kwajalein", dt.date(1969, 9, 26)),  # a date of 47 hours
    ("America/Toronto", dt.date(1919, 3, 26)),  # over midnight
    ("Asia/Kathmandu", dt.date(1985, 12, 26)),  # a quarter of an hour
    ("Asia/Kathmandu", dt.date(2026, 2, 2)),
    ("Africa/Casablanca", dt.date(2026, 2, 9)),  # ahead for all but Ramadan
    ("Africa/Casablanca", dt.date(2026, 3, 16)),
    ("America/St_Johns", dt.date(2010, 3, 8)),  # at one minute past midnight
    ("America/St_Johns", dt.date(2010, 11, 1)),
    ("Antarctica/Troll", dt.date(2026, 3, 23)),  # two hours
    ("UTC", dt.date(2026, 2, 23)),
    # About multiples of 256 days since 1970, should open time be counted in lots of days.
    ("Europe/Amsterdam", dt.date(2012, 1, 17)),
    ("UTC", dt.date(1970, 1, 1) + 80 * 256 * DAY - 4 * DAY),
)


def answer(ask: Any, *asked: Any, **options: Any) -> Any:
    """Ask, and take no open time for None."""
    try:
        return ask(*asked, **options)
    except NoOpenTime:
        return None
