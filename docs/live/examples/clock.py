# A clock on a weekend on which the clocks change: closed hours do not count.
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from itsmcore import Impact, Incident, Phase, Schedule, Urgency
from itsmcore.service_levels import Agreement, Goal

zone = ZoneInfo("Europe/Amsterdam")
friday = datetime(2026, 3, 27, 15, tzinfo=zone)
inc = Incident.open(
    "INC-7", at=friday, by="ada", summary="No mail", impact=Impact.HIGH, urgency=Urgency.HIGH
)
office = Schedule.weekly({"mon-fri": "08:00-18:00", "sat-sun": "22:00-04:00"}, tz=zone.key)
gold = Agreement(
    "gold",
    schedule=office,
    goals=[Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=12))],
)

clock = gold.measure(inc.timeline(), at=friday + timedelta(days=3))["resolution"]
print(clock.explain())
clock
