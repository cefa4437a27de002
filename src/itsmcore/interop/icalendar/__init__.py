"""Calendars: schedules as iCalendar holds them (RFC 5545, RFC 7953), by the package icalendar."""

try:
    import icalendar as _icalendar
except ImportError as error:
    raise ImportError(
        "itsmcore.interop.icalendar needs icalendar: pip install 'itsmcore[icalendar]'"
    ) from error

from itsmcore._faces import offer
from itsmcore.interop.icalendar._reading import read, schedule_from
from itsmcore.interop.icalendar._writing import Form, calendar_from

del _icalendar

__all__ = ["Form", "calendar_from", "read", "schedule_from"]

offer(globals())
