"""A parent and a child on a desk, and what happens to them."""

from __future__ import annotations

from typing import Any

from itsmcore import changes, incidents
from itsmcore.changes import CloseCode
from itsmcore.desk import Desk
from itsmcore.incidents import HoldReason
from itsmcore.lifecycle import Event
from tests.desk.cases import at, incident


def started(hours: float = 1) -> Event:
    return incidents.Started(at=at(hours), by="grace")


def held(reason: str, hours: float = 1) -> Event:
    return incidents.Held(at=at(hours), by="grace", reason=reason)


def family(parent: str, child: str, reason: str = HoldReason.VENDOR, **rules: Any) -> Desk:
    """Give a parent and a child, each in a state; one on hold waits for the reason."""
    records = (incident("INC-1", parent, reason), incident("INC-2", child, reason))
    return Desk.of(records, [("INC-2", "parent", "INC-1")], **rules)


def completed(outcome: str = CloseCode.SUCCESSFUL) -> Event:
    return changes.Completed(at=at(1), by="grace", outcome=outcome)
