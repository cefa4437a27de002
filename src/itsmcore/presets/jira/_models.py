"""Jira's model of an incident."""

from __future__ import annotations

import attrs

from itsmcore.incidents import INCIDENT as DEFAULT
from itsmcore.presets.jira._tables import MATRIX

_NAMES = {
    "new": "open",
    "in_progress": "work_in_progress",
    "on_hold": "pending",
    "resolved": "completed",
}
_LABELS = {
    "open": "Open",
    "work_in_progress": "Work in progress",
    "pending": "Pending",
    "completed": "Completed",
    "closed": "Closed",
    "cancelled": "Canceled",
}

INCIDENT = attrs.evolve(
    DEFAULT.renamed(_NAMES, labels=_LABELS, name="jira.incident"), prioritiser=MATRIX
)
"""Incidents by Jira's statuses; its moves are this library's, since no list of Jira's was found."""
