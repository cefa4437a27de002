"""Service levels as they are not: each marked line is reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itsmcore import Incident, Phase
from itsmcore.service_levels import Agreement, Goal, Terms

hour = timedelta(hours=1)
now = datetime(2026, 1, 5, tzinfo=UTC)
goal = Goal("resolution", stop=Phase.RESOLVED, targets=hour)
gold = Agreement("gold", goals=[goal])
incident = Incident.open("INC-1", at=now, by="ada", summary="Mail is down")

Terms(on_reopen="new_cycl")  # error: no such choice
Terms(order="stop", on_reset=True)  # error: no such choice
Goal("resolution", targets=hour)  # error: no stop
Goal("resolution", stop=Phase.RESOLVED, targets=hour, pauses="on_hold")  # error: no such argument
Goal("resolution", stop=Phase.RESOLVED, targets=hour, terms="strict")  # error: no terms
Agreement("gold", goals=[goal], schedule="office")  # error: no schedule
gold.measure("INC-1", at=now)  # error: a number is no timeline
gold.measure(incident.timeline())  # error: no instant
gold.measure(incident.timeline(), at=now)["resolution"].outcom  # error: no such attribute
