"""Service levels: agreements with their goals and terms, each as what it was made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from itsmcore.decisions import Decision
from itsmcore.interop._derived import Derived
from itsmcore.interop._shape import Computed, Shape
from itsmcore.interop._values import Values
from itsmcore.phase import Phase
from itsmcore.service_levels import (
    Agreement,
    Clock,
    Clocks,
    DueBy,
    Goal,
    InZoneOf,
    Terms,
    Threshold,
)
from itsmcore.service_levels._goal import ScheduleChoice

_SOME_GOAL: dict[str, Any] = {
    "metric": "goal",
    "stop": Phase.RESOLVED,
    "targets": dt.timedelta(hours=1),
}
_SOME_AGREEMENT: dict[str, Any] = {"name": "agreement", "goals": [Goal(**_SOME_GOAL)]}
_GOAL_LACKS = {
    "no_name": "name",
    "stops_at_start": "stop",
    "always_paused": "resume",
    "momentary_pause": "resume",
    "nothing_to_resume": "pause",
}
_AGREEMENT_LACKS = {"version_order": "effective_from"}
_COMPUTED = "it is computed, and never stored; store the agreement, and measure again"


def add_service_levels(values: Values, shape_of: Callable[[Any], Shape]) -> None:
    """Enter agreements and what they are made of into the table."""
    values.derive("terms", Terms, shape_of)
    values.derive("in_zone_of", InZoneOf, shape_of)
    values.derive("due_by", DueBy, shape_of)
    values.derive("goal", Goal, shape_of, stand_ins=_SOME_GOAL, lacks=_GOAL_LACKS)
    values.derive(
        "agreement", Agreement, shape_of, stand_ins=_SOME_AGREEMENT, lacks=_AGREEMENT_LACKS
    )
    values.unions[ScheduleChoice] = Decision | InZoneOf
    values.typed[Threshold] = Derived("a threshold", Threshold, shape_of)
    values.refuse(Computed(_COMPUTED), Clock, Clocks)
