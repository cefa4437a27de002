"""iTop: its lifecycles, tables and terms, and readers of its exports and its datamodel."""

from itsmcore._faces import offer
from itsmcore.presets.itop._changes import CHANGE_COLUMNS, timelines
from itsmcore.presets.itop._datamodel import ClassLifecycle, lifecycles
from itsmcore.presets.itop._facts import PRESET, TERMS
from itsmcore.presets.itop._fields import FIELDS
from itsmcore.presets.itop._snapshots import COLUMNS, snapshots
from itsmcore.presets.itop._steps import steps
from itsmcore.presets.itop._tables import (
    CLASSES,
    EMERGENCY_CHANGE,
    IMPACTS,
    INCIDENT,
    MATRIX,
    NORMAL_CHANGE,
    PHASES,
    PRIORITIES,
    PROBLEM,
    REQUEST,
    ROUTINE_CHANGE,
    STIMULI,
    STOPWATCHES,
    URGENCIES,
)

__all__ = [
    "CHANGE_COLUMNS",
    "CLASSES",
    "COLUMNS",
    "EMERGENCY_CHANGE",
    "FIELDS",
    "IMPACTS",
    "INCIDENT",
    "MATRIX",
    "NORMAL_CHANGE",
    "PHASES",
    "PRESET",
    "PRIORITIES",
    "PROBLEM",
    "REQUEST",
    "ROUTINE_CHANGE",
    "STIMULI",
    "STOPWATCHES",
    "TERMS",
    "URGENCIES",
    "ClassLifecycle",
    "lifecycles",
    "snapshots",
    "steps",
    "timelines",
]

offer(globals())
