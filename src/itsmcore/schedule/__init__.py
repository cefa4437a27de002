"""Schedules: sets of instants that count as open, and what one asks of them."""

from itsmcore._faces import offer
from itsmcore.errors import NoOpenTime, WholeDays
from itsmcore.schedule._open_time import OpenTime, clock_text
from itsmcore.schedule._schedule import Schedule
from itsmcore.schedule._targets import EndOfWorkingDay, Target, WorkingDayBy, WorkingDays
from itsmcore.span import Span, Window

__all__ = [
    "EndOfWorkingDay",
    "NoOpenTime",
    "OpenTime",
    "Schedule",
    "Span",
    "Target",
    "WholeDays",
    "Window",
    "WorkingDayBy",
    "WorkingDays",
    "clock_text",
]

offer(globals())
