"""Jira Service Management: its model, tables and terms, and readers of its exports."""

from itsmcore._faces import offer
from itsmcore.presets.jira._changelog import FIELDS, timelines
from itsmcore.presets.jira._facts import PRESET, TERMS
from itsmcore.presets.jira._models import AUTO_CLOSE, INCIDENT
from itsmcore.presets.jira._snapshots import COLUMNS, snapshots
from itsmcore.presets.jira._tables import (
    CATEGORIES,
    CHANGE,
    IMPACTS,
    MATRIX,
    PRIORITIES,
    REQUEST,
    STATUS_IDS,
    URGENCIES,
)
from itsmcore.presets.jira._workflow import Workflow, workflow

__all__ = [
    "AUTO_CLOSE",
    "CATEGORIES",
    "CHANGE",
    "COLUMNS",
    "FIELDS",
    "IMPACTS",
    "INCIDENT",
    "MATRIX",
    "PRESET",
    "PRIORITIES",
    "REQUEST",
    "STATUS_IDS",
    "TERMS",
    "URGENCIES",
    "Workflow",
    "snapshots",
    "timelines",
    "workflow",
]

offer(globals())
