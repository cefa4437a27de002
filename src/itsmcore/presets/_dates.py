"""Dates as lists of tickets write them, where only all of them together tell the order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import product

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

_TIMES = (" %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "")
_EXACT = (" %H:%M:%S.%f", " %H:%M:%S%z", " %H:%M:%S %z")
_ISO = ("%Y-%m-%d", "%Y/%m/%d")
_RFC_3339 = tuple(f"%Y-%m-%dT%H:%M:%S{rest}" for rest in ("", "%z", ".%f", ".%f%z"))
_RFC_3339_TO_THE_MINUTE = tuple(f"%Y-%m-%dT%H:%M{zone}" for zone in ("", "%z"))
_BY_NUMBER = tuple(
    order.replace("/", sign)
    for order, sign in product(("%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"), "/-.")
)
_BY_NAME = ("%d/%b/%y", "%d/%b/%Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y")
FORMATS = (
    *_RFC_3339,
    *_RFC_3339_TO_THE_MINUTE,
    *(_ISO[0] + time for time in _EXACT),
    *(day + time for day in (*_ISO, *_BY_NUMBER, *_BY_NAME) for time in _TIMES),
)
"""Every way of writing that is tried, in the letters of `datetime.strptime`."""
_LOOK_AT = 100
"""How many texts are tried in every way; the ways that read most of them are tried on all."""


def format_of(texts: Collection[str]) -> str:
    """Find the one way in which most of these texts are written; any if none can be read.

    Raises:
        BadValue: two ways read as many of them, and differently.

    >>> format_of(["05/01/2026 09:00", "31/01/2026 09:00"])
    '%d/%m/%Y %H:%M'
    """
    several = sorted(texts)
    few = several[:: len(several) // _LOOK_AT + 1]
    likely = _best(few, FORMATS)
    best = likely if len(likely) == 1 else _best(several, likely)
    first, *others = best
    for other in others:
        for text in several:
            if _read(text, first) != _read(text, other):
                both = Phrase("presets.both", first=shown(first), other=shown(other))
                expected = Phrase("presets.expected.format", formats=both)
                raise BadValue(field=Phrase("presets.date"), value=text, expected=expected)
    return first


def _best(texts: Collection[str], formats: Iterable[str]) -> tuple[str, ...]:
    counts = {one: sum(_read(text, one) is not None for text in texts) for one in formats}
    most = max(counts.values())
    return tuple(one for one, count in counts.items() if count == most) if most else FORMATS[:1]


def _read(text: str, format: str) -> datetime | None:
    try:
        return datetime.strptime(text, format)  # noqa: DTZ007 (the zone is read apart)
    except ValueError:
        return None
