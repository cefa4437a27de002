"""Promises: when the desk of the demo works, and what it has agreed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

from itsmcore.errors import BadValue
from itsmcore.incidents import IncidentModel, ResolutionCode
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, either_of
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
_UNSOLVED = (ResolutionCode.NO_ANSWER, ResolutionCode.KNOWN_ERROR)
_JUDGED = ("impact", "urgency")
_HOURS = (4, 8, 24, 40, 60)
"""The open hours within which an incident is resolved, the highest priority first."""


@attrs.frozen(eq=False)
class Scales:
    """What a model tells incidents apart by, read once, the highest first.

    Attributes:
        model: the model.
        levels: the impacts and the urgencies, by these names.
        targets: the open time within which an incident is resolved, by its priority.
        unsolved: the resolution code of what was not solved.
    """

    model: IncidentModel
    levels: Mapping[str, Sequence[Any]]
    targets: Mapping[Any, timedelta]
    unsolved: str

    @classmethod
    def of(cls, model: IncidentModel) -> Scales:
        """Read the scales of a model."""
        levels = {name: sorted(model.legal[name], reverse=True) for name in _JUDGED}
        priorities = model.prioritiser.priorities
        hours = (*_HOURS, *_HOURS[-1:] * len(priorities))
        targets = {one: timedelta(hours=most) for one, most in zip(priorities, hours, strict=False)}
        known = model.codes.get("resolution_code", ())
        unsolved = next((code for code in _UNSOLVED if code in known), None)
        if unsolved is None:
            expected = Phrase("demo_data.expected.code", codes=either_of(_UNSOLVED))
            raise BadValue(field="model", value=model, expected=expected)
        return cls(model, levels, targets, unsolved)

    @property
    def agreement(self) -> Agreement:
        """What the desk promises about incidents."""
        goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=self.targets)
        return Agreement("the desk", schedule=OFFICE, goals=[goal])


def after(at: datetime, minutes: int) -> datetime:
    """Return when so much of the office's time has gone by."""
    return OFFICE.deadline(at, timedelta(minutes=minutes))
