"""TM Forum's interfaces: the states of their documents, and a reader of how they changed."""

from itsmcore._faces import offer
from itsmcore.presets.tmforum._facts import PRESET, TERMS
from itsmcore.presets.tmforum._status_changes import FIELDS, timelines
from itsmcore.presets.tmforum._tables import CHANGE, PRIORITIES, SERVICE_PROBLEM, TROUBLE_TICKET

__all__ = [
    "CHANGE",
    "FIELDS",
    "PRESET",
    "PRIORITIES",
    "SERVICE_PROBLEM",
    "TERMS",
    "TROUBLE_TICKET",
    "timelines",
]

offer(globals())
