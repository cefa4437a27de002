"""The hours of a schedule on the clock of whoever is served."""

from __future__ import annotations

import attrs

from itsmcore.conditions import Facts, is_set
from itsmcore.schedule import Schedule


@attrs.frozen
class InZoneOf:
    """Choose a schedule's hours on the clock of the zone that a fact names.

    Attributes:
        fact: the fact that holds the name of a zone, such as `"custom.zone"`.
        schedule: whose hours they are; where the fact is not set, it holds as it is.

    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> InZoneOf("custom.zone", office).decide({"custom.zone": "Europe/Lisbon"})
    Schedule.weekly({'mon-fri': '09:00-17:00'}, tz='Europe/Lisbon')
    """

    fact: str
    schedule: Schedule
    _known: dict[object, Schedule] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def decide(self, facts: Facts, /) -> Schedule:
        """Give the schedule.

        Raises:
            FaultyDefinition: the fact names no zone.
        """
        zone = facts.get(self.fact, None)
        if not is_set(zone):
            return self.schedule
        if zone not in self._known:
            self._known[zone] = self.schedule.in_zone(str(zone))
        return self._known[zone]
