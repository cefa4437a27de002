"""itsmcore: the ITIL practices as plain, frozen, typed Python values."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from itsmcore.changes import NORMAL_CHANGE, Change
    from itsmcore.desk import Desk
    from itsmcore.errors import FaultyDefinition, ItsmError, ItsmWarning, Reason, Refused
    from itsmcore.incidents import INCIDENT, Incident
    from itsmcore.level import Impact, Level, Priority, Urgency
    from itsmcore.lifecycle import Actor, Event, Guard, Lifecycle, Model, Record, Rule, State
    from itsmcore.phase import Phase
    from itsmcore.priority import PriorityMatrix
    from itsmcore.problems import PROBLEM, Problem
    from itsmcore.schedule import Schedule
    from itsmcore.tasks import TASK, Task
    from itsmcore.timeline import Timeline

__all__ = [
    "INCIDENT",
    "NORMAL_CHANGE",
    "PROBLEM",
    "REQUEST",
    "TASK",
    "Actor",
    "Change",
    "Desk",
    "Event",
    "FaultyDefinition",
    "Guard",
    "Impact",
    "Incident",
    "ItsmError",
    "ItsmWarning",
    "Level",
    "Lifecycle",
    "Model",
    "Phase",
    "Priority",
    "PriorityMatrix",
    "Problem",
    "Reason",
    "Record",
    "Refused",
    "Request",
    "Rule",
    "Schedule",
    "State",
    "Task",
    "Timeline",
    "Urgency",
]

_HOMES = {
    "changes": ("NORMAL_CHANGE", "Change"),
    "desk": ("Desk",),
    "errors": ("FaultyDefinition", "ItsmError", "ItsmWarning", "Reason", "Refused"),
    "incidents": ("INCIDENT", "Incident"),
    "level": ("Impact", "Level", "Priority", "Urgency"),
    "lifecycle": ("Actor", "Event", "Guard", "Lifecycle", "Model", "Record", "Rule", "State"),
    "phase": ("Phase",),
    "priority": ("PriorityMatrix",),
    "problems": ("PROBLEM", "Problem"),
    "requests": ("REQUEST", "Request"),
    "schedule": ("Schedule",),
    "tasks": ("TASK", "Task"),
    "timeline": ("Timeline",),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 (slow, and seldom asked for)

        return version("itsmcore")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"itsmcore.{home}"), name)
    raise AttributeError(f"module 'itsmcore' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
