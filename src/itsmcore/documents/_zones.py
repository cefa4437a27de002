"""Zones: a name, an offset such as "+02:00", or an object that defines when the clock changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from itsmcore.documents._built import Built, Part
from itsmcore.documents._clocks import LOCAL
from itsmcore.documents._leaves import TEXT
from itsmcore.documents._shape import Leaf, Listed, Maybe, Schema, bad, unmade, wrong
from itsmcore.errors import Fault
from itsmcore.phrase import Phrase
from itsmcore.schedule import DefinedZone, Observance
from itsmcore.schedule._zone import zone, zone_name

_MIDNIGHT = "1970-01-01T00:00:00"


def _read_place(document: Any) -> dt.tzinfo:
    text = TEXT.read(document)
    try:
        return zone(dt.timezone(_offset(text)) if text.startswith(("+", "-")) else text)
    except Fault as fault:
        raise bad(*unmade(fault)) from None
    except ValueError:
        raise wrong(document, Phrase("documents.zones.zone_s_name")) from None


def _write_place(place: dt.tzinfo) -> str:
    return zone_name(place) or _write_offset(place.utcoffset(None) or dt.timedelta(0))


def _read_offset(document: Any) -> dt.timedelta:
    text = TEXT.read(document)
    try:
        return _offset(text)
    except ValueError:
        raise wrong(document, Phrase("documents.zones.offset_such")) from None


def _offset(text: str) -> dt.timedelta:
    if not text.startswith(("+", "-")):
        raise ValueError
    offset = dt.datetime.fromisoformat(_MIDNIGHT + text).utcoffset() or dt.timedelta(0)
    if not offset and "." in text:  # Python makes none of what is less than a second
        offset = dt.timedelta(microseconds=int(text.partition(".")[2].ljust(6, "0")))
        offset = -offset if text.startswith("-") else offset
    return offset


def _write_offset(offset: dt.timedelta) -> str:
    midnight = dt.datetime.fromisoformat(_MIDNIGHT).replace(tzinfo=dt.timezone(offset))
    return midnight.isoformat().removeprefix(_MIDNIGHT)


_PLACE: Schema = {"type": "string", "minLength": 1}
_OFFSET = Leaf(_read_offset, _write_offset, {"type": "string", "pattern": r"^[+-]\d\d:\d\d"})
_OBSERVANCE = Built(
    "an observance",
    Observance,
    [
        Part("start", LOCAL),
        Part("before", _OFFSET),
        Part("after", _OFFSET),
        Part("rule", Maybe(TEXT), default=None),
        Part("dates", Listed(LOCAL), default=()),
    ],
)
_DEFINED = Built(
    "a zone that is defined",
    DefinedZone,
    [Part("name", TEXT), Part("observances", Listed(_OBSERVANCE))],
)


class _Zone:
    """Write a zone that is defined as an object, and any other as a text."""

    def read(self, document: Any) -> dt.tzinfo:
        if isinstance(document, dict):
            defined: DefinedZone = _DEFINED.read(document)
            return defined
        return _read_place(document)

    def write(self, place: dt.tzinfo) -> Any:
        return _DEFINED.write(place) if isinstance(place, DefinedZone) else _write_place(place)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [dict(_PLACE), _DEFINED.schema(definitions)]}


ZONE = _Zone()
