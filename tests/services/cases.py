"""Outages by the clock of Amsterdam, in which the examples are told."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from itsmcore import Schedule
from itsmcore.outages import Outage
from itsmcore.services import Availability, AvailabilityTerms, MeasuredAvailability

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")


def on(month: int, day: int, hour: float = 0) -> datetime:
    """Return an instant of 2026, by the clock of Amsterdam."""
    return datetime(2026, month, day, int(hour), round(hour % 1 * 60), tzinfo=AMSTERDAM)


def down(*ends: datetime, **facts: Any) -> Outage:
    """Make an outage of the ERP."""
    return Outage("erp", *ends, **facts)


def spent(start: datetime, hours: float, **facts: Any) -> Outage:
    """Make one that lasts some hours."""
    return down(start, start + timedelta(hours=hours), **facts)


def measured(
    *outages: Outage,
    hours: float = 720,
    agreed: Schedule | None = None,
    at: datetime | None = None,
    terms: Any = (),
    **more: Any,
) -> MeasuredAvailability:
    """Measure some hours from the first of June on."""
    start = on(6, 1)
    agreement = Availability(
        agreed or Schedule.always(), terms=AvailabilityTerms(**dict(terms)), **more
    )
    return agreement.measure(
        "erp", outages, since=start, until=start + timedelta(hours=hours), at=at
    )
