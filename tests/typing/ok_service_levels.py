"""Service levels as they are meant to be written."""
# pyright: strict, reportAny=true

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itsmcore import Incident, Phase, Priority, Schedule
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.schedule import WorkingDays
from itsmcore.service_levels import (
    FIRST_RESPONSE,
    Agreement,
    Clock,
    Goal,
    InZoneOf,
    Outcome,
    Terms,
    targets_by,
    what_if,
)

office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
hour = timedelta(hours=1)
gold = Agreement(
    "gold",
    schedule=office,
    goals=(
        Goal("response", stop=FIRST_RESPONSE, targets=hour),
        Goal("resolution", stop=Phase.RESOLVED, pause="on_hold", targets={Priority.LOW: hour}),
        Goal("fix", name="fix", stop=Phase.RESOLVED, targets=WorkingDays(5), per="group"),
        Goal("mail", stop="closed", targets=targets_by("service", {"mail": 4 * hour})),
        Goal("print", stop="closed", targets=[(field("vip").is_set, hour), ("new", hour)]),
        Goal("any", stop=Phase.CLOSED, targets=Decision([(Phase.NEW, hour)]), thresholds=(50, 75)),
        Goal("zone", stop=Phase.CLOSED, targets=hour, schedule=InZoneOf("custom.zone", office)),
        Goal("warn", stop=Phase.CLOSED, targets=hour, thresholds={75: "warn", 90: ("a", "b")}),
    ),
    terms=Terms(on_reopen="new_cycle", breach_when=">="),
)
now = datetime(2026, 1, 5, tzinfo=UTC)
incident = Incident.open("INC-1", at=now, by="ada", summary="Mail is down")
clock: Clock = gold.measure(incident.timeline(), at=now)["response"]
outcome: Outcome | None = clock.outcome
left: timedelta | None = clock.remaining
after = what_if(gold, {"INC-1": incident.timeline()}, at=now, schedule=office)
names: list[str] = [one.case for one in after.became_missed]
