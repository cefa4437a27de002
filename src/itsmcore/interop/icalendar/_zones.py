"""Zones: which clock the dates and times of a calendar are on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timezone, tzinfo
from functools import lru_cache
from typing import Any

import attrs
import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._definitions import Definitions
from itsmcore.interop.icalendar._moments import Moment
from itsmcore.phrase import Phrase
from itsmcore.schedule._zone import zone
from itsmcore.shown import shown

_EXAMPLE = "'Europe/Paris'"


@attrs.frozen
class Zones:
    """What the caller and one calendar say about zones.

    Attributes:
        tz: the zone of dates, and of times without a zone.
        given: what the caller says that TZIDs mean.
        defined: the zones that the calendar defines.
        usual: the zone that the calendar is shown in, or another example, for the words of a fault.
    """

    tz: tzinfo | None
    given: Mapping[str, tzinfo]
    defined: Definitions
    usual: str

    def moment(
        self, value: object, params: Mapping[str, Any], name: str, beside: tzinfo | None = None
    ) -> Moment:
        """Put the value of a property on its clock.

        Args:
            value: what icalendar has read.
            params: the parameters of the property.
            name: the name of the property.
            beside: the clock of the property beside it, if the caller gives no zone.
        """
        if isinstance(value, datetime) and params.get("VALUE") == "DATE":
            value = value.date()  # icalendar makes it a time, where it has a zone
        if isinstance(value, datetime):
            place = self._place(value, params.get("TZID"), name, beside)
            return Moment(value.replace(tzinfo=None, fold=0), place)
        if isinstance(value, date):
            place = self._floating(name, beside)
            return Moment(datetime.combine(value, time()), place, is_day=True)
        raise Fault("bad_time", name, Phrase("interop.bad_time", name=name, value=shown(value)))

    def _place(self, value: datetime, tzid: object, name: str, beside: tzinfo | None) -> tzinfo:
        if tzid is not None:
            return self._named(str(tzid).strip(), value.tzinfo)
        if value.tzinfo is None:
            return self._floating(name, beside)
        return UTC if value.tzname() == "UTC" else zone(value.tzinfo)

    def _floating(self, name: str, beside: tzinfo | None) -> tzinfo:
        place = self.tz or beside
        if place is None:
            words = Phrase("interop.zones.without_zone_pass", name=name, usual=self.usual)
            raise Fault("no_zone", name, words)
        return place

    def _named(self, tzid: str, made: tzinfo | None) -> tzinfo:
        """Find the zone of a TZID, for which icalendar made one of its own."""
        if tzid in self.given:
            return self.given[tzid]
        for name in (tzid, WINDOWS_TO_OLSON.get(tzid), self.defined.located(tzid)):
            if (place := _known(name)) is not None:
                return place
        place = self.defined.zone(tzid)
        if place is None and isinstance(made, timezone):
            place = made
        if place is None:
            words = Phrase("interop.zones.time_zone_pass", tzid=shown(tzid), example=_EXAMPLE)
            raise Fault("unknown_zone", "TZID", words)
        return place


@lru_cache(maxsize=256)
def _known(name: str | None) -> tzinfo | None:
    try:
        return zone(name)
    except Fault:
        return None


def zones_of(
    roots: Iterable[icalendar.Component], tz: tzinfo | None, given: Mapping[str, tzinfo]
) -> Zones:
    """Read what the components of one calendar say of zones, beside what the caller does."""
    definitions = Definitions.of(found for root in roots for found in root.walk("VTIMEZONE"))
    usual = [shown(str(root["X-WR-TIMEZONE"])) for root in roots if "X-WR-TIMEZONE" in root]
    return Zones(tz, given, definitions, usual[0] if usual else _EXAMPLE)
