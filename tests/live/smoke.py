"""What has to work wherever the library runs."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from itsmcore import INCIDENT, Incident, Phase, Refused, Schedule
from itsmcore.documents import Documents
from itsmcore.service_levels import Agreement, Goal


def lived() -> Incident:
    """Let an incident live, be refused something, and be replayed."""
    nine, hour = datetime(2026, 1, 5, 9, tzinfo=UTC), timedelta(hours=1)
    inc = Incident.open("INC-1", at=nine, by="ada", summary="No mail").start(at=nine, by="grace")
    try:
        inc.close(at=nine, by="grace")
    except Refused as refused:
        print(refused)
    inc = inc.resolve(at=nine + hour, by="grace", code="solution_provided", notes="A cable")
    inc = inc.tick(at=nine + 200 * hour)
    print(inc.state, Incident.replay(inc.history) == inc)
    return inc


def over_changes_of_the_clock() -> None:
    """Count the open time of a night in spring, and of one in autumn."""
    zone = ZoneInfo("Europe/Amsterdam")
    nights = Schedule.weekly({"mon-sun": "22:00-06:00"}, tz=zone.key)
    for month, day in ((3, 28), (10, 24)):
        evening, morning = (datetime(2026, month, day + n, 12, tzinfo=zone) for n in (0, 1))
        print(nights.elapsed(evening, morning))


def drawn(inc: Incident) -> None:
    """Measure a clock and draw it, and a model."""
    goal = Goal("fix", stop=Phase.RESOLVED, targets=timedelta(minutes=30))
    clock = Agreement("gold", goals=[goal]).measure(inc.timeline(), at=inc.changed_at)["fix"]
    print(clock, f"{clock:svg}"[:4], len(f"{INCIDENT:svg}") > 10_000)


def stored(inc: Incident) -> None:
    """Write it as JSON, and read it back."""
    documents = Documents(models=[INCIDENT])
    written = json.dumps(documents.unstructure(inc))
    print(documents.structure(json.loads(written), Incident) == inc)


def main() -> None:
    """Do all of it."""
    inc = lived()
    over_changes_of_the_clock()
    drawn(inc)
    stored(inc)


main()
