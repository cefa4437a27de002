"""Rows: what is in a frame of another library, one row after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypeVar

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase

F = TypeVar("F")
Row: TypeAlias = Mapping[str, Any]

_WAYS = (("to_dicts", ()), ("to_pylist", ()), ("to_dict", ("records",)))
"""How polars, pyarrow and pandas return the rows of a frame."""


def collected(source: F, field: str) -> F:
    """Return a frame as it is, which is no mere plan of one, such as polars' LazyFrame.

    Args:
        source: the frame, or anything else.
        field: what it is given as.

    Raises:
        BadValue: it has no rows before somebody collects it.
    """
    if hasattr(type(source), "collect"):
        raise BadValue(field=field, value=source, expected=Phrase("rows.expected.collected"))
    return source


def rows_of(source: Any, field: str = "rows") -> Iterable[Row]:
    """Return the rows of a frame as mappings; what is not a frame is returned as it is.

    No library is needed: a frame is anything with columns and a way to return its rows.

    Raises:
        BadValue: it is a frame that is not collected.
    """
    if hasattr(collected(source, field), "columns"):
        for name, arguments in _WAYS:
            if hasattr(source, name):
                rows: Iterable[Row] = getattr(source, name)(*arguments)
                return rows
    several: Iterable[Row] = source
    return several
