"""Definitions: the zones that a calendar defines itself (VTIMEZONE)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timezone, tzinfo
from typing import Any

import attrs
import icalendar

from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.interop.icalendar._held import listed, rule_text
from itsmcore.phrase import Phrase, Words, say
from itsmcore.schedule import DefinedZone, Observance
from itsmcore.shown import brief, shown

_NEEDED = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")


@attrs.frozen
class Definitions:
    """What a calendar says about zones, by TZID; a zone is made when it is asked for."""

    _said: dict[str, list[icalendar.Component]]
    _made: dict[str, tzinfo | Fault] = attrs.field(init=False, factory=dict)

    @classmethod
    def of(cls, components: Iterable[icalendar.Component]) -> Definitions:
        said: dict[str, list[icalendar.Component]] = {}
        for component in components:
            for tzid in listed(component.get("TZID")):
                said.setdefault(str(tzid).strip(), []).append(component)
        return cls(said)

    def located(self, tzid: str) -> str | None:
        """Find the name that the calendar gives for a zone of its own."""
        for component in self._said.get(tzid, ()):
            for name in listed(component.get("X-LIC-LOCATION")):
                return str(name)
        return None

    def zone(self, tzid: str) -> tzinfo | None:
        """Make the zone that is defined; None if there is none.

        Raises:
            Fault: it cannot be used.
        """
        if tzid not in self._said:
            return None
        if tzid not in self._made:
            try:
                self._made[tzid] = _zone(tzid, self._said[tzid])
            except Fault as fault:
                self._made[tzid] = fault
        made = self._made[tzid]
        if isinstance(made, Fault):
            raise made
        return made


def _zone(tzid: str, said: Iterable[icalendar.Component]) -> tzinfo:
    try:
        first, *others = {_defined(tzid, component) for component in said}
    except FaultyDefinition as error:
        raise _unusable(tzid, brief("; ".join(fault.words for fault in error.faults))) from error
    except (ValueError, TypeError, AttributeError, ArithmeticError, LookupError) as error:
        raise _unusable(tzid, brief(str(error))) from error
    if others:
        raise _unusable(tzid, Phrase("interop.definitions.defined_more_once"))
    offsets = {offset for of in first.observances for offset in (of.before, of.after)}
    return timezone(offsets.pop()) if len(offsets) == 1 else first


def _unusable(tzid: str, why: Words) -> Fault:
    words = Phrase("interop.definitions.time_zone_calendar", tzid=shown(tzid), why=why)
    return Fault("bad_zone", "TZID", Phrase("interop.bad_zone", words=words, tzid=shown(tzid)))


def _defined(tzid: str, component: icalendar.Component) -> DefinedZone:
    parts = [*component.walk("STANDARD"), *component.walk("DAYLIGHT")]
    if not parts:
        raise ValueError(say("interop.definitions.standard_daylight"))
    return DefinedZone(tzid, [one for part in parts for one in _observances(part)])


def _observances(part: icalendar.Component) -> Iterator[Observance]:
    """Read when a clock changes to an offset: once, or by each rule."""
    lost = [why for name, why in part.errors if name in {None, "RRULE", "RDATE", *_NEEDED}]
    if lost:
        raise ValueError("; ".join(lost))
    start, before, after = (_one(part, name) for name in _NEEDED)
    place = timezone(before.td)
    dates = [given.dt for held in listed(part.get("RDATE")) for given in held.dts]
    for rule in listed(part.get("RRULE")) or [None]:
        yield Observance(
            start=_local(start.dt, place),
            before=before.td,
            after=after.td,
            rule=None if rule is None else rule_text(rule, _in_utc),
            dates=[_local(of[0] if isinstance(of, tuple) else of, place) for of in dates],
        )


def _one(part: icalendar.Component, name: str) -> Any:
    held = listed(part.get(name))
    if len(held) != 1:
        raise ValueError(
            say("interop.definitions.times", name=part.name, part=name, count=len(held))
        )
    return held[0]


def _local(value: date, place: tzinfo) -> datetime:
    """Read a local time; it should not be in UTC, but what that means is clear."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value if value.tzinfo is None else value.astimezone(place).replace(tzinfo=None)


def _in_utc(until: Any) -> Any:
    is_zoned = isinstance(until, datetime) and until.tzinfo is not None
    return until.astimezone(UTC) if is_zoned else until
