"""An incident that lived through much, and its clocks."""

from __future__ import annotations

from datetime import datetime

from itsmcore import Impact, Incident, Phase, Priority, Urgency
from itsmcore.conditions import field
from itsmcore.incidents import HoldReason
from itsmcore.schedule import Schedule
from itsmcore.service_levels import FIRST_RESPONSE, Agreement, Clocks, Goal
from tests.instants import HOUR
from tests.instants import NINE as T0

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
GOLD = Agreement(
    "gold",
    schedule=OFFICE,
    goals=[
        Goal("response", stop=FIRST_RESPONSE, targets={Priority.HIGH: HOUR}),
        Goal(
            "resolution",
            stop=Phase.RESOLVED,
            pause=field("hold_reason").is_(HoldReason.CALLER),
            targets={Priority.HIGH: 8 * HOUR},
        ),
    ],
)


def lived() -> Incident:
    """Let an incident be held by two groups, wait, and become a major one."""
    inc = Incident.open(
        "INC-1042", at=T0, by="ada", summary="No mail", impact=Impact.HIGH, urgency=Urgency.MEDIUM
    )
    inc = inc.assign(at=T0 + HOUR, by="desk", group="messaging", assignee="grace")
    inc = inc.start(at=T0 + HOUR, by="grace")
    inc = inc.promote_major(at=T0 + 1.5 * HOUR, by="mona")
    inc = inc.hold(at=T0 + 2 * HOUR, by="grace", reason=HoldReason.CALLER)
    inc = inc.resume(at=T0 + 50 * HOUR, by="ada")
    return inc.assign(at=T0 + 51 * HOUR, by="desk", group="network")


def clocks(record: Incident, *, at: datetime = T0 + 72 * HOUR) -> Clocks:
    """Measure the clocks of a record."""
    return GOLD.measure(record.timeline(), at=at)
