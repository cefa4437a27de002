"""Jira's model of an incident."""

from __future__ import annotations

from datetime import timedelta

import attrs

from itsmcore.conditions import field
from itsmcore.incidents import INCIDENT as DEFAULT
from itsmcore.incidents import Closed
from itsmcore.lifecycle import Timer
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

AUTO_CLOSE = Timer(
    "auto_close",
    Closed,
    states="completed",
    after=timedelta(days=10),
    when=~field("is_major").is_(True),
)
"""Close what has been resolved for 10 days, as the preset rule of its automation does.

A site that does not use the rule leaves it out: `INCIDENT.extended(without="auto_close")`.
"""

INCIDENT = attrs.evolve(
    DEFAULT.renamed(_NAMES, labels=_LABELS).extended(AUTO_CLOSE, without="auto_close"),
    name="jira.incident",
    prioritiser=MATRIX,
)
"""Incidents by Jira's statuses; its moves are this library's, since no list of Jira's was found."""
