"""Columns of exports: texts with codes, and the times that they write, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np

from itsmcore.absent import is_absent
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import NAT, TICK, Bools, Ints
from itsmcore.instant import EPOCH
from itsmcore.presets._reading import in_zone, instant_of

_FORMAT = re.compile(r"(?:%[YmdHMS][^%\d\x00-\x1f\x7f-\U0010ffff])*%[YmdHMS]")
_PART = re.compile(r"%(.)(.?)")
_LATEST = 9998
"""Years that no zone can move out of those that there are."""


def texts_of(frame: Any, names: Iterable[str]) -> dict[str, Coded] | None:
    """Read the columns that a frame has; None if it is no frame, or holds anything but texts."""
    if not hasattr(frame, "columns"):
        return None
    known = set(getattr(frame, "column_names", frame.columns))
    read = {name: _texts(Coded.read(name, frame[name])) for name in names if name in known}
    texts = {name: of for name, of in read.items() if of is not None}
    return texts if len(texts) == len(read) else None


def _texts(column: Coded) -> Coded | None:
    """Return a column of texts with None for what is absent; None if it holds anything else."""
    if {str}.issuperset(map(type, column.values)):
        return column
    is_of_texts = all(of.__class__ is str or is_absent(of) for of in column.values)
    return column.told() if is_of_texts else None


def told_in(values: Iterable[str | None], absent: Iterable[str]) -> Bools:
    """Tell which values of a column of texts stand for something."""
    nothing = {None, "", *absent}
    return ~np.array([*map(nothing.__contains__, values)], bool)


@attrs.frozen
class WrittenTimes:
    """How an export writes times.

    Attributes:
        format: the letters of `datetime.strptime`.
        zone: the zone of times that have none.
    """

    format: str
    zone: tzinfo

    def read(self, texts: list[str]) -> tuple[Ints, list[str | None]]:
        """Read texts as microseconds after 1970, NAT for what is none, with what is wrong."""
        ticks, flaws = _numbered(texts, self.format), list[str | None]([None] * len(texts))
        is_fixed = isinstance(self.zone, timezone | ZoneInfo)
        offset = self.zone.utcoffset(None) if is_fixed else None
        is_told = ticks != NAT
        if offset is not None:
            ticks[is_told] -= offset // TICK
        for place in np.flatnonzero(~is_told | (offset is None)).tolist():
            at: datetime | None
            if is_told[place]:
                local = (EPOCH + int(ticks[place]) * TICK).replace(tzinfo=None)
                at, flaws[place] = in_zone(local, self.zone)
            else:
                at, flaws[place] = instant_of(texts[place], self.format, self.zone)
            ticks[place] = NAT if at is None else (at - EPOCH) // TICK
        return ticks, flaws


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
