"""GLPI: its lifecycles, tables and terms, and readers of its exports."""

from itsmcore._faces import offer
from itsmcore.presets.glpi._facts import PRESET, TERMS
from itsmcore.presets.glpi._logs import FIELDS, LOG_COLUMNS, timelines
from itsmcore.presets.glpi._profile import permitted
from itsmcore.presets.glpi._snapshots import COLUMNS, snapshots
from itsmcore.presets.glpi._steps import steps
from itsmcore.presets.glpi._tables import (
    CHANGE,
    IMPACTS,
    ITEMTYPES,
    MATRIX,
    PRIORITIES,
    PROBLEM,
    TICKET,
    URGENCIES,
)

__all__ = [
    "CHANGE",
    "COLUMNS",
    "FIELDS",
    "IMPACTS",
    "ITEMTYPES",
    "LOG_COLUMNS",
    "MATRIX",
    "PRESET",
    "PRIORITIES",
    "PROBLEM",
    "TERMS",
    "TICKET",
    "URGENCIES",
    "permitted",
    "snapshots",
    "steps",
    "timelines",
]

offer(globals())
