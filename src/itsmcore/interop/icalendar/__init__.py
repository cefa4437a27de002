"""Calendars: schedules as iCalendar (RFC 5545, RFC 7953), by means of the icalendar package."""

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
