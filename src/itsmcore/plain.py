"""Plain data: texts, numbers, instants and collections of them, which every document can hold."""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import chain
from typing import Any

import attrs

from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, Words

DEEPEST = 100
"""How deeply values and conditions may be nested."""
_MANY_BITS = 13_000
"""Python refuses to write integers with many more digits than this as text."""
_DEEPEST_INSIDE = 4 * DEEPEST
"""Values of attrs classes check their own depth; each of their levels is two or three of these."""
_READABLE: frozenset[Any] = frozenset({list, tuple, set, frozenset, dict})
_PLAINLY: Mapping[type, Callable[[Any], Any]] = {
    str: str.__str__,
    int: int.__pos__,
    float: float.__pos__,
    datetime: lambda at: datetime.combine(at.date(), at.timetz()) if at == at else at,  # NaT
    date: lambda day: date(day.year, day.month, day.day),
    timedelta: lambda length: timedelta(length.days, length.seconds, length.microseconds),
}
_STRANGE = Phrase("plain.stranger")
_NAIVE = Phrase("plain.naive")
_CHANGING = Phrase("plain.changing")
TOO_DEEP = Phrase("plain.too_deep", deepest=DEEPEST)


def plain(value: Any) -> Any:
    """Convert a text, a number or a date of a subclass to the plain class.

    A member of an enumeration that compares as its text or number does is kept, as is anything
    else.
    """
    if value.__class__ in _PLAINLY or isinstance(value, bool):
        return value
    for base, made_plain in _PLAINLY.items():
        if isinstance(value, base):
            return value if _compares_as(base, value) else made_plain(value)
    return value


def _compares_as(base: Any, value: Any) -> bool:
    return isinstance(value, Enum) and type(value).__eq__ is base.__eq__


def can_be_read(values: Any) -> bool:
    """Return whether a collection or a mapping can be iterated; one of a plain class can."""
    if values.__class__ in _READABLE:
        return True
    try:
        for _ in values.items() if isinstance(values, Mapping) else values:
            pass
    except Exception:
        return False
    return True


def is_blank(value: object) -> bool:
    """Return whether a value is a text that says nothing: empty, or only blanks."""
    return isinstance(value, str) and not value.strip()


def is_said(value: object) -> bool:
    """Return whether a value says something: it is there, and not a blank text."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def said_text(text: str | None) -> str | None:
    """Return a text that says something; None if it is blank."""
    return text if is_said(text) else None


def is_long(number: int) -> bool:
    """Return whether an integer has more digits than can be written."""
    return number.bit_length() > _MANY_BITS


def flaw_of_text(text: str) -> Words:
    r"""Return why no document can hold a text; empty if one can.

    >>> flaw_of_text("Mail is down"), flaw_of_text("\0")
    ('', Phrase('plain.nul_character'))
    """
    if "\0" in text:
        return Phrase("plain.nul_character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return Phrase("plain.half_surrogate_pair")
    return ""


def flaw_of(value: object, strangers: tuple[type, ...] = (), *, is_typed: bool = False) -> Words:
    """Return why no document can hold a value, or what is in it; empty if one can.

    A value of an attrs class is assumed to be one that documents know: of its contents, only texts
    and numbers are checked.

    Args:
        value: the value.
        strangers: attrs classes for which that is not so.
        is_typed: whether its field names its class, which documents are then assumed to know too.
    """
    return _flaw(value, strangers, DEEPEST, is_inside=is_typed)


def _flaw(value: Any, strangers: tuple[type, ...], left: int, *, is_inside: bool) -> Words:
    known = _SCALARS.get(value.__class__)
    if known is not None:
        return known(value)
    if isinstance(value, datetime):
        return _NAIVE if value.tzinfo is None and not is_inside else ""
    names = _fields_of(value.__class__)
    if isinstance(value, strangers):
        return _STRANGE
    if names is not None:
        parts: Iterable[Any] = [getattr(value, name, None) for name in names]
        left, is_inside = left if is_inside else _DEEPEST_INSIDE, True
    elif isinstance(value, set) and not is_inside:
        return _CHANGING
    elif isinstance(value, list | tuple | set | frozenset):
        parts = value
    elif isinstance(value, Mapping):
        if not is_inside and not all(isinstance(key, str) for key in value):
            return Phrase("plain.names_texts")
        parts = chain(value, value.values())
    else:
        return _flaw_of_other(value, is_inside=is_inside)
    if not left:
        return TOO_DEEP
    for part in parts:
        flaw = _flaw(part, strangers, left - 1, is_inside=is_inside)
        if flaw:
            return flaw
    return ""


@functools.cache
def _fields_of(cls: type) -> tuple[str, ...] | None:
    return tuple(field.name for field in attrs.fields(cls)) if attrs.has(cls) else None


def _flaw_of_other(value: Any, *, is_inside: bool) -> Words:
    """Check a value of a subclass of a plain class, or of some other class."""
    for cls in (str, int, float, date, timedelta):
        if isinstance(value, cls):
            return _SCALARS[cls](value)
    if type(value).__name__ == "Decimal":  # decimal is slow to load
        return _flaw_of_number(value)
    return "" if is_inside or isinstance(value, Phase) else _STRANGE


def _flaw_of_whole(value: int) -> Words:
    return Phrase("plain.too_many_digits") if is_long(value) else ""


def _flaw_of_number(value: Any) -> Words:
    is_finite = value.is_finite() if hasattr(value, "is_finite") else math.isfinite(value)
    return "" if is_finite else Phrase("plain.finite_number")


def _no_flaw(_: object) -> Words:
    return ""


_SCALARS: Mapping[type, Callable[[Any], Words]] = {
    str: flaw_of_text,
    int: _flaw_of_whole,
    float: _flaw_of_number,
    **dict.fromkeys((bool, date, timedelta, types.NoneType), _no_flaw),
}
