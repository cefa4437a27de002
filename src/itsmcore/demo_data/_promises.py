"""Promises: when the desk of the demo works, and what it has agreed to."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsmcore.incidents import IncidentModel
from itsmcore.level import Level
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
_HOURS = (4, 8, 24, 40, 60)
"""The open hours within which an incident is resolved, the highest priority first."""


def targets(model: IncidentModel) -> dict[Level, timedelta]:
    """Return the open time within which an incident is resolved, by its priority."""
    rows = (row for engine in model.prioritiser.engines for row in engine.rows)
    priorities = sorted({priority for row in rows for priority in row}, reverse=True)
    hours = (*_HOURS, *_HOURS[-1:] * len(priorities))
    return {one: timedelta(hours=most) for one, most in zip(priorities, hours, strict=False)}


def agreement_on(model: IncidentModel) -> Agreement:
    """Return what the desk promises about the incidents of a model."""
    goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=targets(model))
    return Agreement("the desk", schedule=OFFICE, goals=[goal])


def after(at: datetime, minutes: int) -> datetime:
    """Return when so much of the office's time has gone by."""
    return OFFICE.deadline(at, timedelta(minutes=minutes))
