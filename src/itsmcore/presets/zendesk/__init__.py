"""Zendesk: its statuses, tables and terms, and readers of its exports."""

from itsmcore._faces import offer
from itsmcore.presets.zendesk._audits import FIELDS, timelines
from itsmcore.presets.zendesk._facts import PRESET, TERMS
from itsmcore.presets.zendesk._snapshots import COLUMNS, snapshots
from itsmcore.presets.zendesk._tables import METRICS, PRIORITIES, TICKET

__all__ = [
    "COLUMNS",
    "FIELDS",
    "METRICS",
    "PRESET",
    "PRIORITIES",
    "TERMS",
    "TICKET",
    "snapshots",
    "timelines",
]

offer(globals())
