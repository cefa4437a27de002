"""Dates as exports write them, where only all of them together tell the order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import product

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

ISO, EPOCH = "iso", "%s"
"""ISO 8601 in any of its forms, and the seconds or milliseconds since 1970, in UTC."""
_TIMES = (" %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "")
_DAYS = (
    *("%Y-%m-%d", "%Y/%m/%d"),
    *(
        order.replace("/", sign)
        for order, sign in product(("%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"), "/-.")
    ),
    *("%d/%b/%y", "%d/%b/%Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y"),
)
FORMATS = (
    *(ISO, EPOCH, "%Y-%m-%d %H:%M:%S %z"),
    *(day + time for day in _DAYS for time in _TIMES),
)
"""Every way of writing that is tried, in the letters of `datetime.strptime`."""
_LOOK_AT = 100
"""How many texts are tried in every way; the ways that read most of them are tried on all."""
_EARLIEST, _MILLISECONDS = 10**8, 10**11
"""Less is of 1973 and before, which no ticket is; more would be of 5138 and later, as seconds."""


def read_as(text: str, format: str) -> datetime:
    """Read a date that is written in one way.

    Raises:
        ValueError: it is written in another.
        OverflowError: it lies too far away.

    >>> read_as("2026-01-05T09:00Z", ISO) == read_as("1767603600", EPOCH)
    True
    """
    if format == ISO:
        return datetime.fromisoformat(text)
    if format == EPOCH:
        ticks = float(text) if text.replace(".", "", 1).isdecimal() else 0
        if ticks < _EARLIEST:
            raise ValueError(text)
        return datetime.fromtimestamp(ticks if ticks < _MILLISECONDS else ticks / 1000, UTC)
    return datetime.strptime(text, format)  # noqa: DTZ007 (the zone is read apart)


def format_of(texts: Collection[str]) -> str:
    """Find the one way in which most of these texts are written; any if none can be read.

    Raises:
        BadValue: two ways read as many of them, and one of them differently.

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
            one, another = _read(text, first), _read(text, other)
            if one is not None and another is not None and one != another:
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
        return read_as(text, format)
    except (ValueError, OverflowError, OSError):
        return None
