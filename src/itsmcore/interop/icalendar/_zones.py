"""Zones: on which clock the dates and times of a calendar are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timezone, tzinfo
from functools import lru_cache
from typing import Any

import attrs
import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._moments import Moment
from itsmcore.schedule._local import zone
from itsmcore.shown import shown

_EXAMPLE = "'Europe/Paris'"


@attrs.frozen
class Zones:
    """Hold what the caller and the calendar say of zones.

    Attributes:
        tz: the zone of dates, and of times without a zone.
        given: what the caller says that TZIDs mean.
        located: the names that the calendar gives for its own zones, by TZID.
        usual: the zone that the calendar is shown in, or another example, for the words of a fault.
    """

    tz: tzinfo | None
    given: Mapping[str, tzinfo]
    located: Mapping[str, str]
    usual: str

    def moment(self, value: object, params: Mapping[str, Any], name: str) -> Moment:
        """Put the value of a property on its clock."""
        if isinstance(value, datetime) and params.get("VALUE") == "DATE":
            value = value.date()  # icalendar makes it a time, where it has a zone
        if isinstance(value, datetime):
            place = self._place(value, params.get("TZID"), name)
            return Moment(value.replace(tzinfo=None, fold=0), place)
        if isinstance(value, date):
            return Moment(datetime.combine(value, time()), self._floating(name), is_day=True)
        raise Fault("bad_time", name, f"has {name} {shown(value)}; give a date or a time")

    def _place(self, value: datetime, tzid: object, name: str) -> tzinfo:
        if tzid is not None:
            return self._named(str(tzid), value.tzinfo)
        if value.tzinfo is None:
            return self._floating(name)
        return UTC if value.tzname() == "UTC" else zone(value.tzinfo)

    def _floating(self, name: str) -> tzinfo:
        if self.tz is None:
            words = f"has {name} without a zone; pass tz=, such as tz={self.usual}"
            raise Fault("no_zone", name, words)
        return self.tz

    def _named(self, tzid: str, made: tzinfo | None) -> tzinfo:
        """Find the zone of a TZID, for which icalendar made one of its own."""
        if tzid in self.given:
            return self.given[tzid]
        for name in (tzid, WINDOWS_TO_OLSON.get(tzid), self.located.get(tzid)):
            if (place := _known(name)) is not None:
                return place
        if isinstance(made, timezone):
            return made
        words = f"there is no time zone {shown(tzid)}; pass zones={{{shown(tzid)}: {_EXAMPLE}}}"
        raise Fault("unknown_zone", "TZID", words)


@lru_cache(maxsize=256)
def _known(name: str | None) -> tzinfo | None:
    try:
        return zone(name)
    except Fault:
        return None


def zones_of(
    roots: Iterable[icalendar.Component],
    tz: str | tzinfo | None,
    zones: Mapping[str, str | tzinfo],
    faults: Faults,
) -> Zones:
    """Read what the caller says of zones, and what components do."""
    place = None if tz is None else faults.read("tz", zone, tz)
    given = {tzid: faults.read(f"zones {shown(tzid)}", zone, name) for tzid, name in zones.items()}
    located = {
        str(found.get("TZID")): str(found["X-LIC-LOCATION"])
        for root in roots
        for found in root.walk("VTIMEZONE")
        if "X-LIC-LOCATION" in found
    }
    usual = [shown(str(root["X-WR-TIMEZONE"])) for root in roots if "X-WR-TIMEZONE" in root]
    return Zones(
        tz=place,
        given={tzid: found for tzid, found in given.items() if found is not None},
        located=located,
        usual=usual[0] if usual else _EXAMPLE,
    )
