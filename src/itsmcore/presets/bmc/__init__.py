"""BMC Helix ITSM (Remedy): its lifecycles and weights, and a reader of lists that it exports."""

from itsmcore._faces import offer
from itsmcore.presets.bmc._facts import PRESET, TERMS
from itsmcore.presets.bmc._snapshots import COLUMNS, snapshots
from itsmcore.presets.bmc._tables import (
    CHANGE,
    IMPACTS,
    INCIDENT,
    MATRIX,
    PRIORITIES,
    PROBLEM,
    URGENCIES,
    WEIGHTS,
)

__all__ = [
    "CHANGE",
    "COLUMNS",
    "IMPACTS",
    "INCIDENT",
    "MATRIX",
    "PRESET",
    "PRIORITIES",
    "PROBLEM",
    "TERMS",
    "URGENCIES",
    "WEIGHTS",
    "snapshots",
]

offer(globals())
