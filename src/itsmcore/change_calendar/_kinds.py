"""Kinds of conflicts: what is in the way of a change, and on which side of its items."""

from __future__ import annotations

from collections.abc import Mapping

from itsmcore.change_calendar._items import Side
from itsmcore.codes import Code


class ConflictKind(Code):
    """What is in the way.

    These are ServiceNow's ten conflict types, by what depends on what. What ServiceNow calls a
    parent depends on its child, as a service on its database: it is a dependent item here, and the
    child is a needed one. Source: ServiceNow, Change Management, "Conflict detection".
    """

    SAME_ITEM = "same item"
    """ServiceNow: CI already scheduled."""
    DEPENDENT_ITEM = "dependent item"
    """ServiceNow: parent CI already scheduled."""
    NEEDED_ITEM = "needed item"
    """ServiceNow: child CI already scheduled."""
    OUTSIDE_MAINTENANCE = "outside maintenance"
    """ServiceNow: not in maintenance window."""
    DEPENDENT_OUTSIDE_MAINTENANCE = "dependent item outside maintenance"
    """ServiceNow: parent not in maintenance window."""
    NEEDED_OUTSIDE_MAINTENANCE = "needed item outside maintenance"
    """ServiceNow: child not in maintenance window."""
    FREEZE = "freeze"
    """ServiceNow: blackout."""
    DEPENDENT_FREEZE = "dependent item in freeze"
    """ServiceNow: parent blackout."""
    NEEDED_FREEZE = "needed item in freeze"
    """ServiceNow: child blackout."""
    ASSIGNEE = "same assignee"
    """ServiceNow: assigned to already scheduled."""


PLANNED: Mapping[Side, ConflictKind] = {
    Side.SAME: ConflictKind.SAME_ITEM,
    Side.DEPENDENT: ConflictKind.DEPENDENT_ITEM,
    Side.NEEDED: ConflictKind.NEEDED_ITEM,
}
"""What another change amounts to, by the side on which it touches an item."""
CLOSED: Mapping[Side, ConflictKind] = {
    Side.SAME: ConflictKind.OUTSIDE_MAINTENANCE,
    Side.DEPENDENT: ConflictKind.DEPENDENT_OUTSIDE_MAINTENANCE,
    Side.NEEDED: ConflictKind.NEEDED_OUTSIDE_MAINTENANCE,
}
"""The same for a maintenance window that is not open."""
FROZEN: Mapping[Side, ConflictKind] = {
    Side.SAME: ConflictKind.FREEZE,
    Side.DEPENDENT: ConflictKind.DEPENDENT_FREEZE,
    Side.NEEDED: ConflictKind.NEEDED_FREEZE,
}
"""The same for a freeze."""
DEPENDENT = frozenset(kinds[Side.DEPENDENT] for kinds in (PLANNED, CLOSED, FROZEN))
"""The kinds in which something depends on what the change touches."""
