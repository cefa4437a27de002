"""Schedules: sets of instants that count as open, and the questions you can ask of them."""

from itsmcore._faces import offer
from itsmcore.errors import NoOpenTime, WholeDays
from itsmcore.schedule._defined_zone import DefinedZone, Observance
from itsmcore.schedule._holidays import Holidays as Holidays
from itsmcore.schedule._holidays import Live as Live
from itsmcore.schedule._open_time import OpenTime, clock_text
from itsmcore.schedule._open_year import DayKind, OpenDay, OpenYear
from itsmcore.schedule._recurrence import Recurrence as Recurrence
from itsmcore.schedule._rules import Combined as Combined
from itsmcore.schedule._rules import Constant as Constant
from itsmcore.schedule._rules import Recurring as Recurring
from itsmcore.schedule._rules import Spans as Spans
from itsmcore.schedule._schedule import Schedule, Target
from itsmcore.schedule._targets import EndOfWorkingDay, WorkingDayBy, WorkingDays
from itsmcore.schedule._weekly import Weekly as Weekly
from itsmcore.schedule._zone import as_zone
from itsmcore.span import Span, Window

# Those imported as themselves are what schedules are made of: pickles name them, and nobody else.
__all__ = [
    "DayKind",
    "DefinedZone",
    "EndOfWorkingDay",
    "NoOpenTime",
    "Observance",
    "OpenDay",
    "OpenTime",
    "OpenYear",
    "Schedule",
    "Span",
    "Target",
    "WholeDays",
    "Window",
    "WorkingDayBy",
    "WorkingDays",
    "as_zone",
    "clock_text",
]

offer(globals())
