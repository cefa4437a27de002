"""Freshservice: the statuses of its tickets, and a reader of lists that it exports."""

from itsmcore._faces import offer
from itsmcore.presets.freshservice._facts import PRESET, TERMS
from itsmcore.presets.freshservice._snapshots import COLUMNS, snapshots
from itsmcore.presets.freshservice._tables import PRIORITIES, TICKET

__all__ = ["COLUMNS", "PRESET", "PRIORITIES", "TERMS", "TICKET", "snapshots"]

offer(globals())
