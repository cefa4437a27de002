"""The change calendar: when changes may be made, and what is in the way of one."""

from itsmcore._faces import offer
from itsmcore.change_calendar._calendar import ChangeSchedule
from itsmcore.change_calendar._concerned import Announcement, Concerned, announcement
from itsmcore.change_calendar._conflicts import Conflict
from itsmcore.change_calendar._items import Items, Relation
from itsmcore.change_calendar._kinds import ConflictKind
from itsmcore.change_calendar._limits import Freeze, MaintenanceWindow
from itsmcore.change_calendar._month import Month

__all__ = [
    "Announcement",
    "ChangeSchedule",
    "Concerned",
    "Conflict",
    "ConflictKind",
    "Freeze",
    "Items",
    "MaintenanceWindow",
    "Month",
    "Relation",
    "announcement",
]

offer(globals())
