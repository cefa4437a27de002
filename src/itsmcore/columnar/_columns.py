"""Columns: how arrays come in, and what their numbers mean.

Arrays of numpy, pandas, polars and pyarrow are read; lists are not, for numpy would guess what is
in them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from itsmcore.errors import BadValue
from itsmcore.instant import EPOCH, utc
from itsmcore.phrase import Phrase, Words


class Column(Protocol):
    """Anything that converts to an array."""

    def __array__(self) -> npt.NDArray[Any]: ...


Instants: TypeAlias = Column | datetime
Times: TypeAlias = Column | timedelta
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

TICK = timedelta(microseconds=1)
INSTANT, TIME = "datetime64[us]", "timedelta64[us]"
NAT, FAR = np.iinfo(np.int64).min, 1 << 62


def instant_of(value: int) -> datetime:
    """Return the instant that is so many microseconds after 1970.

    Raises:
        BadValue: there is no such datetime.
    """
    try:
        return EPOCH + value * TICK
    except OverflowError:
        wrong = np.datetime64(value, "us")
        expected = Phrase("columnar.expected.instants_or_nat")
        raise BadValue(field=Phrase("columnar.a_column"), value=wrong, expected=expected) from None


def datetimes_of(ticks: Ints) -> list[Any]:
    """Return the instants that are so many microseconds after 1970; None for NAT.

    Raises:
        BadValue: there is no such datetime.
    """
    try:
        return [None if of is None else EPOCH + of for of in ticks.view(TIME).tolist()]
    except OverflowError:
        return [None if of == NAT else instant_of(of) for of in ticks.tolist()]


def instants_of(field: Words, value: Instants) -> npt.NDArray[np.datetime64]:
    """Read a column of instants, or a single one."""
    if isinstance(value, datetime):
        value = np.datetime64((utc(value) - EPOCH) // TICK, "us")
    example = "np.array(['2026-01-09T15:30'], dtype='datetime64[us]')"
    expected = Phrase("columnar.expected.instants", example=example)
    return _column(field, value, INSTANT, expected)


def times_of(field: str, value: Times) -> npt.NDArray[np.timedelta64]:
    """Read a column of times, or a single one."""
    if isinstance(value, timedelta):
        value = np.timedelta64(max(-FAR, min(value // TICK, FAR)), "us")
    example = "np.array([90], dtype='timedelta64[m]')"
    expected = Phrase("columnar.expected.times", example=example)
    return _column(field, value, TIME, expected)


def values_of(field: str, value: Column) -> list[Any]:
    """Read a column of anything as Python's own values; instants are datetimes in UTC."""
    if not hasattr(value, "__array__") or isinstance(value, np.ma.MaskedArray):
        raise BadValue(field=field, value=value, expected=Phrase("columnar.expected.column"))
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    array = np.asarray(value) if kind != "M" else instants_of(field, value)
    if array.ndim != 1:
        raise BadValue(
            field=field, value=array.shape, expected=Phrase("columnar.expected.one_dimension")
        )
    if array.dtype.kind == "M":
        return datetimes_of(instants_of(field, array).astype(INSTANT).view(np.int64))
    if array.dtype.kind == "m":
        array = times_of(field, array).astype(TIME)
    return array.tolist()  # type: ignore[no-any-return]


def _column(field: Words, value: Column, unit: str, expected: Words) -> npt.NDArray[Any]:
    """Read a column in its own unit, without a copy where possible."""
    wanted = np.dtype(unit)
    wrong: object = value
    if hasattr(value, "__array__") and not isinstance(value, np.ma.MaskedArray):
        array = _array(value, wanted)
        if _are_numbers(array):
            expected = Phrase("columnar.expected.with_unit", expected=expected, unit=unit[:-4])
            raise BadValue(field=field, value=value, expected=expected)
        fits = array.dtype.kind == wanted.kind and np.can_cast(array.dtype, wanted, "same_kind")
        if fits and (array.dtype == wanted or not np.can_cast(array.dtype, wanted)):
            return array
        if fits:
            # A coarser unit reaches further, and numpy does not say when it goes too far.
            limits = np.array([-FAR, FAR], wanted).astype(array.dtype)
            least, most = extremes(array)
            if not (least < limits[0] or most > limits[1]):
                return array
            wrong = least if least < limits[0] else most
    raise BadValue(field=field, value=wrong, expected=expected)


def _are_numbers(array: npt.NDArray[Any]) -> bool:
    """Return whether the unit of the values is unknown: integers, and times without a unit."""
    if array.dtype.kind in "mM":
        return np.datetime_data(array.dtype)[0] == "generic" and not np.isnat(array).all()
    return array.dtype.kind in "iu"


def _array(value: Column, wanted: np.dtype[Any]) -> npt.NDArray[Any]:
    kind = getattr(value, "dtype", None)
    if getattr(kind, "kind", None) == wanted.kind:
        # pandas makes objects of what has a zone, unless it is asked for the type beneath.
        return np.asarray(value, getattr(kind, "base", None) or wanted)
    return np.asarray(value)


def extremes(column: npt.NDArray[Any]) -> tuple[Any, Any]:
    """Find the least and the greatest value; NaT if there is none."""
    nothing = column.dtype.type("NaT")
    return np.fmin.reduce(column, axis=None, initial=nothing), np.fmax.reduce(
        column, axis=None, initial=nothing
    )
