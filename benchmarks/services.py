"""The impact of one item on a map of 100,000 parts and 300,000 edges, and a year of outages.

The map is an estate of 1,000 applications, each of a hundred parts in tiers over shared ground,
with three needs a part, half of them with redundancy. The outages are 10,000 over 100 services.
"""

from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time

import numpy as np

from itsmcore.metrics import availability
from itsmcore.outages import Outage
from itsmcore.schedule import Schedule
from itsmcore.services import Availability, Item, Needs, Service, ServiceMap

APPLICATIONS, PARTS, TIERS, OUTAGES, SERVICES = 1_000, 100, 10, 10_000, 100
MOST_IMPACT, MOST_REPORT = 0.05, 1.0
"""Seconds of one core of a cloud machine."""
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> bool:
    chance = np.random.default_rng(2026)
    began = process_time()
    estate = _estate(chance)
    estate.impact(down="a0-0").affected  # noqa: B018 (the map is compiled once)
    print(f"{len(estate):,} parts, built and compiled in {process_time() - began:.2f} s")
    names = [f"a{chance.integers(APPLICATIONS)}-{chance.integers(PARTS)}" for _ in range(500)]
    times, sizes = zip(*(_timed(estate, name) for name in names), strict=True)
    kept = max(times) <= MOST_IMPACT
    print(
        f"impact of one item          {median(times) * 1e3:8.2f} ms, at most "
        f"{max(times) * 1e3:.2f} ms and {max(sizes):,} parts"
        f"   at most {MOST_IMPACT * 1e3:.0f}: {_said(kept)}"
    )
    took, size = min(_timed(estate, "ground-0") for _ in range(3))
    is_quick = took <= MOST_IMPACT
    print(
        f"impact of the shared ground {took * 1e3:8.2f} ms, {size:,} parts"
        f"   at most {MOST_IMPACT * 1e3:.0f}: {_said(is_quick)}"
    )
    kept = kept and is_quick
    outages, agreed = _year(chance), _agreed()
    began = process_time()
    until = START + timedelta(days=365)
    report = availability(
        outages, agreed, since=START, until=until, period="month", tz="Europe/Lisbon"
    )
    took = process_time() - began
    is_quick = took <= MOST_REPORT
    print(
        f"{OUTAGES:,} outages, {len(report.measures):,} months of services {took:6.3f} s"
        f"   at most {MOST_REPORT}: {_said(is_quick)}"
    )
    return kept and is_quick


def _said(kept: bool) -> str:
    return "kept" if kept else "BROKEN"


def _timed(estate: ServiceMap, name: str) -> tuple[float, int]:
    began = process_time()
    found = len(estate.impact(down=name).affected)
    return process_time() - began, found


def _estate(chance: np.random.Generator) -> ServiceMap:
    ground = [f"ground-{number}" for number in range(20)]
    items, services, needs = [Item(name) for name in ground], list[Service](), list[Needs]()
    tier = PARTS // TIERS
    for application in range(APPLICATIONS):
        names = [f"a{application}-{number}" for number in range(PARTS)]
        items += map(Item, names[:-tier])
        services += map(Service, names[-tier:])
        for number, name in enumerate(names):
            first = number // tier * tier
            below = names[first - tier : first] if first else ground
            one, other, third = (below[int(of)] for of in chance.permutation(len(below))[:3])
            if chance.random() < 0.5:
                needs.append(Needs(name, [one, other, third]))
            else:
                needs.append(Needs(name, one, any_of=[other, third]))
    return ServiceMap(services, items=items, needs=needs)


def _year(chance: np.random.Generator) -> list[Outage]:
    starts = [START + timedelta(minutes=int(of)) for of in chance.integers(0, 525_600, OUTAGES)]
    return [
        Outage(
            f"s{chance.integers(SERVICES)}",
            start,
            start + timedelta(minutes=int(chance.integers(1, 600))),
            causes=f"INC-{number}",
        )
        for number, start in enumerate(starts)
    ]


def _agreed() -> dict[str, Availability]:
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon")
    return {f"s{number}": Availability(office, target=0.995) for number in range(SERVICES)}
