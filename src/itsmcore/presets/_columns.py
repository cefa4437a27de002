"""Columns of exports: texts with codes, and the times that they write, all at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import timedelta, timezone, tzinfo
from itertools import compress
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np

from itsmcore.absent import is_absent
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import NAT, TICK, Bools, Ints
from itsmcore.columnar._steps import occurring
from itsmcore.instant import EPOCH
from itsmcore.presets._reading import instant_of
from itsmcore.rows import collected

_FORMAT = re.compile(r"(?:%[YmdHMS][^%\d\x00-\x1f\x7f-\U0010ffff])*%[YmdHMS]")
_PART = re.compile(r"%(.)(.?)")
_HOUR = timedelta(hours=1) // TICK
_LATEST = 9998
"""Years that no zone can move out of those that there are."""


def texts_of(
    frame: Any, names: Iterable[str], kinds: Collection[type] = (str,)
) -> dict[str, Coded] | None:
    """Read the columns that a frame has; what is absent is an empty text.

    Return None if it is no frame, has no row, or holds anything but texts, or these kinds of
    values.

    Raises:
        BadValue: it is a frame that is not collected.
    """
    if not hasattr(collected(frame, "rows"), "columns"):
        return None
    known = set(getattr(frame, "column_names", frame.columns))
    read = {name: _told(Coded.read(name, frame[name])) for name in names if name in known}
    is_right = all({*kinds}.issuperset(map(type, of.values)) for of in read.values())
    return read if is_right and any(len(of.codes) for of in read.values()) else None


def _told(column: Coded) -> Coded:
    """Return a column with an empty text for what is absent."""
    if {str}.issuperset(map(type, column.values)):
        return column
    values = tuple("" if is_absent(value) else value for value in column.values)
    return Coded(column.codes, values)


def told_in(values: Iterable[str], absent: Iterable[str]) -> Bools:
    """Tell which texts of a column stand for something."""
    nothing = {"", *absent}
    return ~np.array([*map(nothing.__contains__, map(str.strip, values))], bool)


@attrs.frozen
class WrittenTimes:
    """How an export writes times.

    Attributes:
        format: the letters of `datetime.strptime`.
        zone: the zone of times that have none.
    """

    format: str
    zone: tzinfo

    def ticks(self, column: Coded, rows: Ints, absent: Iterable[str] = ()) -> tuple[Ints, Bools]:
        """Read the times of some rows, each text once; NAT for none, and which are wrong."""
        codes, places = occurring(column.codes[rows], len(column.values))
        texts = [column.values[code] for code in codes]
        is_told = told_in(texts, absent)
        ticks, is_wrong = np.full(len(texts), NAT), np.zeros(len(texts), bool)
        ticks[is_told], flaws = self.read([*compress(texts, is_told.tolist())])
        is_wrong[is_told] = [flaw is not None for flaw in flaws]
        return ticks[places], is_wrong[places]

    def read(self, texts: list[str]) -> tuple[Ints, list[str | None]]:
        """Read texts as microseconds after 1970, NAT for what is none, with what is wrong."""
        ticks, flaws = _numbered(texts, self.format), list[str | None]([None] * len(texts))
        told = np.flatnonzero(ticks != NAT)
        offsets = self._offsets(ticks[told])
        is_clear = offsets != NAT
        ticks[told[is_clear]] -= offsets[is_clear]
        is_left = np.ones(len(texts), bool)
        is_left[told[is_clear]] = False
        for place in np.flatnonzero(is_left).tolist():
            at, flaws[place] = instant_of(texts[place], self.format, self.zone)
            ticks[place] = NAT if at is None else (at - EPOCH) // TICK
        return ticks, flaws

    def _offsets(self, local: Ints) -> Ints:
        """Find how far local times are ahead of UTC; NAT where that may be unclear."""
        if isinstance(self.zone, timezone):
            return np.full(len(local), self.zone.utcoffset(None) // TICK)
        if not isinstance(self.zone, ZoneInfo):
            return np.full(len(local), NAT)
        # No zone changes its offset twice within an hour.
        hours, places = np.unique(local // _HOUR, return_inverse=True)
        known = {hour: _offset(hour, self.zone) for of in hours.tolist() for hour in (of, of + 1)}
        pairs = ((known[hour], known[hour + 1]) for hour in hours.tolist())
        clear = [first if first == then else NAT for first, then in pairs]
        return np.array(clear, np.int64)[places]


def _offset(hour: int, zone: ZoneInfo) -> int:
    """Return how far a zone is ahead of UTC at an hour by its clock; NAT if that is unclear."""
    local = (EPOCH + timedelta(hours=hour)).replace(tzinfo=zone)
    offset = local.utcoffset() or timedelta()
    return offset // TICK if offset == local.replace(fold=1).utcoffset() else NAT


def _numbered(texts: list[str], format: str) -> Ints:
    """Read times that are written in numbers, as microseconds by their own clock; else NAT."""
    ticks = np.full(len(texts), NAT)
    parts = _PART.findall(format)
    letters = "".join(letter for letter, _ in parts)
    is_plain = _FORMAT.fullmatch(format) and len(set(letters)) == len(letters)
    joined = "\n".join([*texts, ""])
    if not is_plain or not {*"Ymd"} <= {*letters} or joined.count("\n") != len(texts):
        return ticks
    signs = np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8)
    digits = (signs - np.uint8(ord("0"))).astype(np.int64)
    stops = np.flatnonzero(digits > 9)
    ends = np.flatnonzero(signs[stops] == ord("\n"))
    counts = np.diff(ends, prepend=-1)
    fits = counts == len(parts)
    before = np.append(-1, stops[ends])[:-1][fits]
    stops = stops[np.repeat(fits, counts)].reshape(-1, len(parts))
    widths = np.diff(stops, axis=1, prepend=before[:, None]) - 1
    between = np.array([ord(sign or "\n") for _, sign in parts], np.uint8)
    is_right = (signs[stops] == between).all(axis=1)
    told = dict.fromkeys("HMS", np.zeros(len(stops), np.int64))
    for letter, stop, width in zip(letters, stops.T, widths.T, strict=True):
        told[letter] = digits[stop - 1] + np.where(width > 1, digits[stop - 2] * 10, 0)
        if letter == "Y":
            told[letter] += digits[stop - 3] * 100 + digits[stop - 4] * 1000
        is_right &= (width == 4) if letter == "Y" else (width == 1) | (width == 2)
    year, month, day, hour, minute, second = (told[letter] for letter in "YmdHMS")
    is_right &= (year >= 2) & (year <= _LATEST) & (month >= 1) & (month <= 12) & (day >= 1)
    is_right &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(is_right, (year - 1970) * 12 + month - 1, 0).view("M8[M]")
    firsts = months.astype("M8[D]").view(np.int64)
    is_right &= day <= (months + 1).astype("M8[D]").view(np.int64) - firsts
    seconds = (((firsts + day - 1) * 24 + hour) * 60 + minute) * 60 + second
    ticks[fits] = np.where(is_right, seconds * 1_000_000, NAT)
    return ticks
