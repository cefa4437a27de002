"""Services and their availability as people write them."""
# pyright: strict, reportAny=true

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import assert_type

from itsmcore import Impact, Level, PriorityMatrix, Schedule
from itsmcore.approval import Percent
from itsmcore.change_calendar import ChangeSchedule, Items
from itsmcore.conditions import field
from itsmcore.dated import Dated
from itsmcore.decisions import Decision
from itsmcore.metrics import AvailabilityReport, availability
from itsmcore.objectives import Attainments, Objective
from itsmcore.outages import Outage
from itsmcore.priority import Prioritiser
from itsmcore.service_levels import Agreement
from itsmcore.services import (
    Availability,
    AvailabilityTerms,
    Criticality,
    ImpactOfServices,
    Item,
    ItemState,
    MeasuredAvailability,
    Needs,
    Service,
    ServiceImpact,
    ServiceMap,
    impact_level,
)

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
estate = ServiceMap(
    [Service("erp", criticality=Criticality.VITAL, users=40, hours=Schedule.always())],
    items=[Item("web-1", state="maintenance"), Item("web-2", state=ItemState.LIVE)],
    needs=[Needs("erp", any_of=["web-1", "web-2"], at_least=Percent(50)), Needs("web-1", "web-2")],
)
estates: Dated[ServiceMap] = Dated([(NINE, estate)])
assert_type(estates.as_of(NINE), ServiceMap)
hit = estate.impact(down="web-1", in_maintenance=["web-2"])
assert_type(hit, ServiceImpact)
assert_type(hit.path("erp"), tuple[str, ...])
rules = Decision([(field("users") >= 50, Impact.HIGH)])
assert_type(impact_level(hit, rules=rules), Level | None)
Prioritiser(PriorityMatrix.default(), impact=ImpactOfServices(estate, rules))
ChangeSchedule(items=estate)
ChangeSchedule(items=Items.of(estate, within=None))

terms = AvailabilityTerms(planned="committed", degraded=0.25, minimum=timedelta(minutes=5))
for target in (0.995, Decimal("0.995"), Fraction(199, 200), None):
    agreed = Availability(Schedule.always(), target=target, terms=terms)
measured = agreed.measure("erp", [Outage("erp", NINE)], since=NINE, until=NINE)
assert_type(measured, MeasuredAvailability)
assert_type(measured.availability, Fraction | None)
assert_type(measured.mtrs, timedelta | None)
report = availability([], {"erp": agreed}, since=NINE, until=NINE, period="month")
assert_type(report, AvailabilityReport)
sla = Agreement(
    "gold", objectives=[Objective("availability", at_least=0.995, by={"service": "erp"})]
)
assert_type(sla.judge(report.figures.figures), Attainments)
