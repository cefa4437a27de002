"""Misuse of services that a type checker must catch."""

from datetime import UTC, datetime

from itsmcore.outages import Outage
from itsmcore.services import Availability, AvailabilityTerms, Item, Needs, Service, ServiceMap

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
estate = ServiceMap([Service("erp")])

Service("erp", "ada")  # error: an owner is told by name
Service("erp", criticality="high")  # error: a text is no level
Needs("erp", any_of=["a"], at_least="1")  # error: a text is no number
ServiceMap([Item("db")])  # error: an item is no service
estate.impact("erp")  # error: what is down is told by name
estate.impact(down=5)  # error: a number is no name
estate["erp"].criticality  # error: an item has none
Outage("erp", "today")  # error: a text is no instant
AvailabilityTerms(planned="maybe")  # error: no reading
Availability(target="99 %")  # error: a text is no share
Availability().measure("erp", [])  # error: no period
