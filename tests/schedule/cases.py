"""What schedules are made of in these tests."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import YEARLY, rrule

from itsmcore.errors import FaultyDefinition
from itsmcore.schedule import Schedule

OFFICE = {"mon-fri": "09:00-17:00"}
CHRISTMAS = date(2026, 12, 25)
START = datetime(2026, 1, 4, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOURS = timedelta(hours=4)


def codes(make: Callable[[], object]) -> list[str]:
    with pytest.raises(FaultyDefinition) as caught:
        make()
    return [fault.code for fault in caught.value.faults]


def weekly(hours: Any = OFFICE, **options: Any) -> Schedule:
    return Schedule.weekly(hours, **({"tz": "UTC"} | options))


NEW_YEAR = rrule(YEARLY, bymonth=1, bymonthday=1, dtstart=datetime(2027, 1, 1))
