"""Schedules: sets of instants that count as open, and what one asks of them."""

from itsmcore.errors import NoOpenTime, WholeDays
from itsmcore.schedule._defined_zone import DefinedZone, Observance
from itsmcore.schedule._open_time import OpenTime, clock_text
from itsmcore.schedule._schedule import Schedule
from itsmcore.schedule._targets import EndOfWorkingDay, Target, WorkingDayBy, WorkingDays
from itsmcore.span import Span, Window

__all__ = [
    "DefinedZone",
    "EndOfWorkingDay",
    "NoOpenTime",
    "Observance",
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
