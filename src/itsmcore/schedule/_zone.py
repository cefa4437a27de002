"""Zones: which of them a schedule can hold, and what they are called."""

from __future__ import annotations

from datetime import UTC, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.nearest import nearest
from itsmcore.phrase import Phrase
from itsmcore.schedule._defined_zone import DefinedZone
from itsmcore.shown import shown

_MACHINES_OWN = ("localtime", "posixrules")
"""Names under which a machine may keep a zone of its own, so that they differ by machine."""
_MACHINES_FOLDERS = ("posix/", "right/")
"""Folders in which some machines keep all zones again, the second time with leap seconds."""


def zone(name: object) -> tzinfo:
    """Find a zone by its IANA name, or take one that has such a name, an offset or a definition.

    Raises:
        Fault: there is none.
    """
    if isinstance(name, ZoneInfo) and name.key is not None:
        name = name.key
    if isinstance(name, timezone):
        return UTC if name == UTC else name
    if isinstance(name, DefinedZone):
        return name
    if not isinstance(name, str):
        raise Fault(
            "bad_zone", Phrase("schedule.subject.tz"), Phrase("schedule.bad_zone", name=shown(name))
        )
    if name == "UTC":
        return UTC
    try:
        if name not in _MACHINES_OWN and not name.startswith(_MACHINES_FOLDERS):
            return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        pass
    near = nearest(name, sorted(available_timezones() - {*_MACHINES_OWN}))
    known = (
        Phrase("schedule.zone.did_you_mean", near=shown(near))
        if near
        else Phrase("schedule.zone.name_such_europe")
    )
    raise Fault(
        "unknown_zone",
        Phrase("schedule.subject.tz"),
        Phrase("schedule.unknown_zone", name=shown(name), known=known),
    )


def as_zone(tz: str | tzinfo) -> tzinfo:
    """Take a zone, or find it by its IANA name.

    Raises:
        FaultyDefinition: there is none.

    >>> as_zone("Europe/Amsterdam")
    zoneinfo.ZoneInfo(key='Europe/Amsterdam')
    """
    try:
        return zone(tz)
    except Fault as fault:
        raise FaultyDefinition(Phrase("schedule.named.zone"), [fault]) from None


def known_zone(tz: str | tzinfo | None) -> tzinfo | None:
    """Find a zone; None stays None.

    Raises:
        FaultyDefinition: there is none.
    """
    return None if tz is None else as_zone(tz)


def zone_name(place: tzinfo) -> str | None:
    """Return the name by which `zone` finds a zone; None if it has an offset or a definition."""
    return place.key if isinstance(place, ZoneInfo) else "UTC" if place is UTC else None
