"""The hours of a schedule on the clock of whoever is served."""

from __future__ import annotations

from typing import Any

import attrs

from itsmcore.conditions import Facts, Field, is_set
from itsmcore.fields import as_a, as_text, is_in
from itsmcore.schedule import Schedule


def _fact(fact: str) -> str:
    return as_text(fact, "fact")


def _schedule(schedule: Schedule) -> Schedule:
    return as_a(Schedule, schedule, "schedule")


@attrs.frozen
class InZoneOf:
    """A choice of a schedule's hours on the clock of the zone that a fact names or holds.

    Attributes:
        fact: the fact that holds the name of a zone, such as `"custom.zone"`.
        schedule: the schedule whose hours they are; it applies as it is if the fact is not set.

    >>> office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    >>> InZoneOf("custom.zone", office).decide({"custom.zone": "Europe/Lisbon"})
    Schedule.weekly({'mon-fri': '09:00-17:00'}, tz='Europe/Lisbon')
    """

    fact: str = attrs.field(converter=_fact)
    schedule: Schedule = attrs.field(converter=_schedule)
    _known: dict[object, Schedule] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def decide(self, facts: Facts, /) -> Schedule:
        """Return the schedule.

        Raises:
            FaultyDefinition: the fact names no zone.
        """
        zone: Any = Field(self.fact).read(facts)
        if not is_set(zone):
            return self.schedule
        if not is_in(zone, self._known):
            self._known[zone] = self.schedule.in_zone(zone)
        return self._known[zone]
