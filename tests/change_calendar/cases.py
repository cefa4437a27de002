"""Changes to plan on a schedule."""

from __future__ import annotations

from typing import Any

from itsmcore.changes import Change
from tests.changes.walks import at
from tests.instants import MARCH as T0


def planned(id: str, items: Any, start: float, end: float, **facts: Any) -> Change:
    """Plan a change of items, between two hours after T0."""
    known = {"configuration_items": items, "planned_start": at(start), "planned_end": at(end)}
    return Change.open(id, at=T0, by="ada", summary="s", **{**known, **facts})
