"""Rows: what a reader is given, one row after the other, and what is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from itsmcore.errors import BadRow, BadValue
from itsmcore.shown import shown

Row: TypeAlias = Mapping[str, Any]

_WAYS = (("to_dicts", ()), ("to_pylist", ()), ("to_dict", ("records",)))
"""How polars, pyarrow and pandas give the rows of a frame."""


def is_frame(source: object) -> bool:
    """Return whether it is a table of columns, whichever library's; none is asked for."""
    return hasattr(source, "columns")


def rows_of(source: Any) -> Iterable[Row]:
    """Return the rows of a frame as mappings; what is no frame is returned as it is."""
    if is_frame(source):
        for name, arguments in _WAYS:
            if hasattr(source, name):
                rows: Iterable[Row] = getattr(source, name)(*arguments)
                return rows
    several: Iterable[Row] = source
    return several


def tuples_of(
    source: Any, *, field: str, lengths: Collection[int], expected: str
) -> Iterator[tuple[Any, ...]]:
    """Give rows that are tuples.

    Args:
        source: the rows.
        field: what they are called, where they are none.
        lengths: how many values a row may have.
        expected: what a row is.

    Raises:
        BadValue: it is a frame, or nothing that has rows.
        BadRow: a row is no such tuple.
    """
    if is_frame(source) or isinstance(source, str) or not isinstance(source, Iterable):
        raise BadValue(field=field, value=source, expected=f"rows of {expected}")
    for index, row in enumerate(source):
        if not isinstance(row, tuple | list) or len(row) not in lengths:
            raise BadRow(index=index, why=f"is {shown(row)}", expected=f"give {expected}")
        yield tuple(row)
