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
from itsmcore.columnar._columns import NAT, TICK, Ints
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
    read = {name: Coded.read(name, frame[name]) for name in names if name in known}
    strange = (value for of in read.values() for value in of.values if value.__class__ is not str)
    return read if all(map(is_absent, strange)) else None


def told_in(values: Iterable[Any], absent: Iterable[str]) -> list[bool]:
    """Tell which values of a column of texts stand for something."""
    nothing = {"", *absent}
    return [value.__class__ is str and value not in nothing for value in values]


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
    nothing = np.full(len(texts), NAT)
    parts = _PART.findall(format)
    letters = "".join(letter for letter, _ in parts)
    is_plain = _FORMAT.fullmatch(format) and len(set(letters)) == len(letters)
    if not is_plain or not {*"Ymd"} <= {*letters} or not texts or "\0" in "".join(texts):
        return nothing
    written = np.array(texts)
    signs = written.view(np.uint32).reshape(len(texts), -1).T
    rows, place = np.arange(len(texts)), np.zeros(len(texts), np.int64)
    between = np.array([ord(sign or "\0") for _, sign in parts], np.uint32)
    numbers, digits = np.zeros((2, (len(parts) + 1) * len(texts)), np.int64)
    for sign in signs:
        number = sign.astype(np.int64) - ord("0")
        is_digit = (number >= 0) & (number <= 9)
        of = (place * len(texts) + rows)[is_digit]
        numbers[of] = numbers[of] * 10 + number[is_digit]
        digits[of] += 1
        # What is no digit and does not come next leaves the row at a place that is never read.
        rest = np.flatnonzero(~is_digit & (sign != 0))
        is_next = sign[rest] == between[np.minimum(place[rest], len(parts) - 1)]
        place[rest] = np.where(is_next, place[rest] + 1, len(parts))
    numbers, digits = (of.reshape(-1, len(texts)) for of in (numbers, digits))
    told = dict(zip(letters, numbers, strict=False))
    year, month, day = (told[letter] for letter in "Ymd")
    hour, minute, second = (told.get(letter, np.zeros_like(year)) for letter in "HMS")
    is_right = place == len(parts) - 1
    for letter, count in zip(letters, digits, strict=False):
        is_right &= count == 4 if letter == "Y" else (count >= 1) & (count <= 2)
    is_right &= (year >= 2) & (year <= _LATEST) & (month >= 1) & (month <= 12) & (day >= 1)
    is_right &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(is_right, (year - 1970) * 12 + month - 1, 0).view("M8[M]")
    firsts = months.astype("M8[D]").view(np.int64)
    is_right &= day <= (months + 1).astype("M8[D]").view(np.int64) - firsts
    seconds = (((firsts + day - 1) * 24 + hour) * 60 + minute) * 60 + second
    return np.where(is_right, seconds * 1_000_000, NAT)
