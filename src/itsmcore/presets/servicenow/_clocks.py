"""What ServiceNow's clocks count by as shipped; see the facts of `PRESET` for the sources."""

from __future__ import annotations

from itsmcore.frozen import FrozenDict
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Terms

TERMS = Terms(
    on_reopen="new_cycle",
    on_target_change="new_clock",
    on_start_lost="cancel",
    breach_when=">=",
    breach="sticky",
)
"""How its clocks read what products disagree about.

A definition that says so never cancels a clock whose start no longer holds: take
`attrs.evolve(TERMS, on_start_lost="continue")` for such.
"""

HOURS = Schedule.weekly({"mon-fri": "08:00-17:00"}, tz="UTC")
"""The weekdays from 8 to 17 that ship, in UTC; the product has them in the zone of each site."""

_BOTH = ("tell the assignee", "tell the assignee's manager")
REMINDERS: FrozenDict[int, tuple[str, ...]] = FrozenDict(
    {
        50: ("tell the assignee", "tell whoever supports the configuration item"),
        75: _BOTH,
        100: _BOTH,
    }
)
"""Whom it tells at which percentage of a target: `Goal(…, thresholds=REMINDERS)`."""
