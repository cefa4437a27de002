"""Statuses: how a service or an item does, and because of what."""

from __future__ import annotations

import attrs

from itsmcore.codes import Code


class OperationalStatus(Code):
    """How a service or an item does, from the best to the worst."""

    UP = "up"
    REDUCED = "redundancy reduced"
    """It is up, and what stands in for each other is in part in maintenance."""
    DEGRADED = "degraded"
    """It is up, and something that it needs is down or degraded."""
    IN_MAINTENANCE = "in maintenance"
    """Planned absences alone suffice to take it away."""
    DOWN = "down"
    """Failures alone suffice to take it away, or failures and planned absences together."""


@attrs.frozen(kw_only=True)
class Affected:
    """A service or an item that is not simply up.

    Attributes:
        name: its name.
        status: how it does.
        cause: the failure, or the planned absence, at which the way to it begins.
        via: what it needs, next to it on that way; None if it is itself the cause.
    """

    name: str
    status: OperationalStatus
    cause: str
    via: str | None
