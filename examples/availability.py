"""Report a year of availability of a small estate, from the log of its incidents and changes.

    python examples/availability.py [PICTURE]

The estate, what was agreed and the year are made below: edit them. PICTURE is a file; the worst
month of the worst service is drawn there as SVG.
"""

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from itsmcore import INCIDENT, NORMAL_CHANGE, Impact, Phase, Schedule, Timeline, Urgency
from itsmcore.change_calendar import announcement
from itsmcore.conditions import field
from itsmcore.metrics import availability, outages
from itsmcore.objectives import Objective
from itsmcore.priority import Prioritiser, PriorityMatrix
from itsmcore.service_levels import Agreement
from itsmcore.services import (
    Availability,
    AvailabilityTerms,
    Criticality,
    ImpactOfServices,
    Item,
    Needs,
    Service,
    ServiceMap,
)

ZONE = ZoneInfo("Europe/Amsterdam")
JANUARY, NEXT_JANUARY = (datetime(year, 1, 1, tzinfo=ZONE) for year in (2025, 2026))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFFICE = Schedule.weekly({"mon-fri": "07:00-19:00"}, tz="Europe/Amsterdam")

# --- the estate: edit it ------------------------------------------------------------------------

ESTATE = ServiceMap(
    [
        Service("payroll", owner="hr", criticality=Criticality.VITAL, users=900, hours=OFFICE),
        Service("erp", owner="finance", criticality=Criticality.HIGH, users=400, hours=OFFICE),
        Service("web shop", owner="sales", criticality=Criticality.VITAL),
        Service("intranet", owner="hr", users=900, hours=OFFICE),
    ],
    items=[
        Item("db-1", kind="database", owner="dba"),
        Item("san-1", kind="storage", owner="dba"),
        *(Item(f"web-{number}", kind="server", owner="web") for number in (1, 2, 3)),
    ],
    needs=[
        Needs("db-1", "san-1"),
        Needs("payroll", "db-1"),
        Needs("erp", "db-1", any_of=["web-1", "web-2"]),
        Needs("web shop", "db-1", any_of=["web-1", "web-2", "web-3"], at_least=2),
        Needs("intranet", any_of=["web-1", "web-2", "web-3"]),
    ],
)
TERMS = AvailabilityTerms(notice=2 * DAY, minimum=5 * MINUTE)
TARGETS = {"payroll": 0.999, "erp": 0.995, "web shop": 0.995, "intranet": 0.98}
AGREED = {
    service.name: Availability.of(service, target=TARGETS[service.name], terms=TERMS)
    for service in ESTATE.services
}
SLA = Agreement(
    "business services",
    objectives=[
        Objective("availability", at_least=target, by={"service": name})
        for name, target in TARGETS.items()
    ],
)

# --- a year of incidents and changes ------------------------------------------------------------


def log() -> Iterator[tuple[str, Timeline]]:
    """Make up what went wrong, and what was worked on, always the same."""
    chance = random.Random(2025)
    weights = {"web-1": 9, "web-2": 9, "web-3": 9, "db-1": 3, "san-1": 1, "erp": 4, "web shop": 3}
    names = list(weights)
    for number in range(1, 121):
        occurred = JANUARY + timedelta(minutes=chance.randrange(365 * 1440))
        opened = occurred + chance.randrange(30) * MINUTE
        restored = opened + timedelta(minutes=int(chance.lognormvariate(3.8, 1)))
        (name,) = chance.choices(names, weights=list(weights.values()))
        facts = {
            "configuration_items": (name,),
            "category": "slow" if chance.random() < 0.2 else "down",
            "occurred_at": occurred,
        }
        yield (
            f"INC-{number}",
            Timeline.from_rows(
                [
                    (opened, {**facts, "phase": Phase.NEW}),
                    (
                        restored + HOUR,
                        {**facts, "phase": Phase.RESOLVED, "restored_at": restored},
                    ),
                ]
            ),
        )
    for month in range(1, 13):
        start = datetime(2025, month, 15, 8, tzinfo=ZONE)
        told = start - (1 if month == 9 else 7) * DAY  # in September, too late
        window = {
            "phase": Phase.PENDING,
            "approval": "approved",
            "configuration_items": ("san-1",) if month % 3 == 0 else ("web-1", "web-2"),
            "planned_start": start,
            "planned_end": start + 2 * HOUR,
        }
        steps = [(told, {**window, "communicated_at": told})]
        yield f"CHG-{month}", Timeline.from_rows(steps)


# --- the report ---------------------------------------------------------------------------------


def main(picture: str | None = None) -> None:
    """Print what the map says, the year, its months, and the worst of them."""
    print("What a database that fails takes along:")
    print(ESTATE.impact(down="db-1"), end="\n\n")
    rules = Prioritiser(PriorityMatrix.default(), impact=ImpactOfServices(ESTATE))
    incident = INCIDENT.extended(prioritiser=rules).open(
        "INC-1042",
        at=JANUARY,
        by="monitoring",
        summary="db-1 does not answer",
        urgency=Urgency.HIGH,
        configuration_items=["db-1"],
    )
    print(f"An incident of it has the priority {incident.priority}:")
    print(incident.prioritisation, end="\n\n")
    change = NORMAL_CHANGE.open(
        "CHG-13",
        at=JANUARY,
        by="ada",
        summary="New controllers",
        impact=Impact.HIGH,
        configuration_items=["san-1"],
    )
    print("Who is told of a change of the storage:")
    print(announcement(change, ESTATE), end="\n\n")

    found = outages(dict(log()), at=NEXT_JANUARY, degraded=field("category").is_("slow"))
    every = ESTATE.outages(found)
    print(f"{len(found)} outages in the log, {len(every)} with those that followed from them")
    year = availability(every, AGREED, since=JANUARY, until=NEXT_JANUARY)
    print(year, end="\n\n")
    print(SLA.judge(year.figures), end="\n\n")
    months = availability(every, AGREED, since=JANUARY, until=NEXT_JANUARY, period="month", tz=ZONE)
    missed = [of for of in months.measures if of.measured.is_met is False]
    print(f"{len(missed)} of {len(months.measures)} months missed their target, such as:")
    worst = months.worst
    assert worst is not None
    print(worst.explain(brief=True, tz=ZONE))
    own = {item.name: 0.999 for item in ESTATE.items}
    print(f"\nIf each item had 99.9 %, {worst.name} could have {ESTATE.bounds(worst.name, own)}")
    if picture is not None:
        Path(picture).write_text(f"{worst.explain(tz=ZONE):svg}", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
