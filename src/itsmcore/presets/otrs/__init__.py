"""OTRS, Znuny and OTOBO: lifecycles of changes and work orders, and readers of their exports."""

from itsmcore._faces import offer
from itsmcore.presets.otrs._facts import PRESET, TERMS
from itsmcore.presets.otrs._histories import FIELDS, HISTORY_COLUMNS, timelines
from itsmcore.presets.otrs._snapshots import COLUMNS, snapshots
from itsmcore.presets.otrs._steps import steps
from itsmcore.presets.otrs._tables import (
    CHANGE,
    CRITICALITIES,
    IMPACTS,
    KINDS,
    MATRIX,
    PRIORITIES,
    WORK_ORDER,
)

__all__ = [
    "CHANGE",
    "COLUMNS",
    "CRITICALITIES",
    "FIELDS",
    "HISTORY_COLUMNS",
    "IMPACTS",
    "KINDS",
    "MATRIX",
    "PRESET",
    "PRIORITIES",
    "TERMS",
    "WORK_ORDER",
    "snapshots",
    "steps",
    "timelines",
]

offer(globals())
