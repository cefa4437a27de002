"""Leaves: texts, numbers, instants and the like, each as one JSON value."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from itsmcore.documents._errors import Unwritable
from itsmcore.documents._shape import Leaf, wrong
from itsmcore.errors import BadInstant
from itsmcore.instant import utc
from itsmcore.phrase import Phrase, in_english
from itsmcore.plain import is_long


def _read_text(document: Any) -> str:
    if isinstance(document, str):
        return document
    raise wrong(document, Phrase("kinds.text"))


def _write_text(value: Any) -> str:
    if value.__class__ is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    raise Unwritable(value=value, why=Phrase("documents.why.field_text"))


def _write_words(value: Any) -> str:
    return _write_text(in_english(value))


def _read_whole(document: Any) -> int:
    """Read a whole number, which JSON may write as 1.0."""
    if document.__class__ is int:
        return document
    if document.__class__ is float and document.is_integer():
        return int(document)
    raise wrong(document, Phrase("documents.leaves.integer"))


def _write_whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unwritable(value=value, why=Phrase("documents.why.field_integer"))
    if is_long(value):
        raise Unwritable(value=value, why=Phrase("documents.why.too_many_digits_json"))
    return int(value)


def _read_number(document: Any) -> float:
    if document.__class__ is int:
        return _read_whole(document)
    if isinstance(document, float) and math.isfinite(document):
        return document
    raise wrong(document, Phrase("fields.expected.finite_number"))


def _write_number(value: Any) -> float:
    if not isinstance(value, float):
        return _write_whole(value)
    if math.isfinite(value):
        return float(value)
    raise Unwritable(value=value, why=Phrase("documents.why.json_such_number_finite"))


def _only(cls: type, expected: str, why: str) -> Leaf:
    """Accept values of one class only, which JSON has as well."""

    def read(document: Any) -> Any:
        if document.__class__ is cls:
            return document
        raise wrong(document, expected)

    def write(value: Any) -> Any:
        if value.__class__ is cls:
            return value
        raise Unwritable(value=value, why=why)

    return Leaf(read, write, {"type": "null" if cls is type(None) else "boolean"})


_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY = (
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP}-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_DATE = f"^(?!0000){_DAY}$"
_OFFSET = "[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = f"^(?!0000)(?!(?:0001|9999).*{_OFFSET}$){_DAY}T{_CLOCK}(?:Z|{_OFFSET})$"
"""An instant as RFC 3339 has it; with an offset, never so early or late that UTC has no year."""
_is_instant, _is_date = re.compile(_INSTANT).search, re.compile(_DATE).search
_SECOND, _MARKS = len("2026-01-05T09:00:00Z"), "--T::Z"
"""How long an instant to the second is, and what stands between its numbers."""


def _read_instant(document: Any) -> dt.datetime:
    try:
        is_to_the_second = len(document) == _SECOND and document[4::3] == _MARKS
        if not (is_to_the_second and document[11:13] != "24") and not _is_instant(document):
            raise ValueError
        moment = dt.datetime.fromisoformat(document)
        return moment if moment.tzinfo is dt.UTC else utc(moment)
    except (TypeError, ValueError):
        expected = Phrase("documents.expected.instant_such_t_z")
        raise wrong(document, expected) from None


def _write_instant(value: Any) -> str:
    try:
        return utc(value).isoformat()[:-6] + "Z"
    except BadInstant as error:
        raise Unwritable(
            value=value, why=Phrase("documents.why.aware_datetime", why=error.why)
        ) from None


def _read_date(document: Any) -> dt.date:
    try:
        if not _is_date(document):
            raise ValueError
        return dt.date.fromisoformat(document)
    except (TypeError, ValueError):
        raise wrong(document, Phrase("documents.leaves.date_such")) from None


def _write_date(value: Any) -> str:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise Unwritable(value=value, why=Phrase("documents.why.field_date"))


_DURATION = (
    r"^(-?)P(?!$)(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,6}))?S)?)?$"
)


def _read_duration(document: Any) -> dt.timedelta:
    found = re.search(_DURATION, document, re.ASCII) if isinstance(document, str) else None
    if found is None:
        raise wrong(document, Phrase("documents.leaves.duration_such_p"))
    sign, *parts, micro = found.groups(default="0")
    days, hours, minutes, seconds = map(int, parts)
    try:
        length = dt.timedelta(days, seconds, int(micro.ljust(6, "0")), 0, minutes, hours)
    except OverflowError:
        raise wrong(document, Phrase("documents.leaves.duration_less_billion")) from None
    return -length if sign == "-" else length


def _write_duration(value: Any) -> str:
    if not isinstance(value, dt.timedelta):
        raise Unwritable(value=value, why=Phrase("documents.why.field_timedelta"))
    length = value // value.resolution
    whole, micro = divmod(abs(length), 1_000_000)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    second = f"{seconds}.{micro:06}" if micro else str(seconds)
    units = ((hours, f"{hours}H"), (minutes, f"{minutes}M"), (seconds or micro, f"{second}S"))
    clock = "".join(text for amount, text in units if amount)
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if length < 0 else ''}P{text or 'T0S'}"


_DECIMAL = r"^-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?$"


def _read_decimal(document: Any) -> Decimal:
    try:
        if re.search(_DECIMAL, document, re.ASCII):
            return Decimal(document)
    except (TypeError, ArithmeticError):
        pass
    raise wrong(document, Phrase("documents.leaves.decimal_number_text"))


def _write_decimal(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise Unwritable(value=value, why=Phrase("documents.why.field_decimal"))
    if value.is_finite():
        return str(value)
    raise Unwritable(value=value, why=Phrase("documents.why.documents_hold_such_number"))


_FRACTION = r"^-?[0-9]+(?:/0*[1-9][0-9]*)?$"


def _read_fraction(document: Any) -> Fraction:
    try:
        if re.search(_FRACTION, document, re.ASCII):
            return Fraction(document)
    except (TypeError, ValueError):  # it is no text, or of more digits than are read
        pass
    raise wrong(document, Phrase("documents.leaves.fraction_text_such"))


def _write_fraction(value: Fraction) -> str:
    if is_long(value.numerator) or is_long(value.denominator):
        raise Unwritable(value=value, why=Phrase("documents.why.too_many_digits_json"))
    return str(value)


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


TEXT = Leaf(_read_text, _write_text, {"type": "string"})
WORDS = Leaf(_read_text, _write_words, {"type": "string"})
WHOLE = Leaf(_read_whole, _write_whole, {"type": "integer"})
NUMBER = Leaf(_read_number, _write_number, {"type": "number"})
FLAG = _only(bool, "true or false", "its field is for True or False; give one")
NULL = _only(type(None), "null", "its field is for None; leave it out")
INSTANT = Leaf(_read_instant, _write_instant, {**_text(_INSTANT), "format": "date-time"})
DATE = Leaf(_read_date, _write_date, {**_text(_DATE), "format": "date"})
DURATION = Leaf(_read_duration, _write_duration, _text(_DURATION))
DECIMAL = Leaf(_read_decimal, _write_decimal, _text(_DECIMAL))
FRACTION = Leaf(_read_fraction, _write_fraction, _text(_FRACTION))
