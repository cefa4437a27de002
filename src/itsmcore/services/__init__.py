"""Services: what they need, what it means when something is down, and whether they were there."""

from itsmcore._faces import offer
from itsmcore.services._account import AvailabilityAccount
from itsmcore.services._availability import Availability, MeasuredAvailability
from itsmcore.services._bounds import AvailabilityBounds
from itsmcore.services._changes import ServiceMapChanges
from itsmcore.services._impact import ServiceImpact
from itsmcore.services._level import IMPACT_BY_SERVICE, ImpactOfServices, impact_level
from itsmcore.services._map import ServiceMap
from itsmcore.services._needs import Needs, Requirement
from itsmcore.services._over_time import implied_outages
from itsmcore.services._parts import Criticality, Item, ItemState, Service
from itsmcore.services._segments import AvailabilityKind, AvailabilitySegment
from itsmcore.services._status import Affected, OperationalStatus
from itsmcore.services._terms import AvailabilityTerms

__all__ = [
    "IMPACT_BY_SERVICE",
    "Affected",
    "Availability",
    "AvailabilityAccount",
    "AvailabilityBounds",
    "AvailabilityKind",
    "AvailabilitySegment",
    "AvailabilityTerms",
    "Criticality",
    "ImpactOfServices",
    "Item",
    "ItemState",
    "MeasuredAvailability",
    "Needs",
    "OperationalStatus",
    "Requirement",
    "Service",
    "ServiceImpact",
    "ServiceMap",
    "ServiceMapChanges",
    "impact_level",
    "implied_outages",
]

offer(globals())
