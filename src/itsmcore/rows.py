"""Rows: what stands in a frame of another library, one row after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]

_WAYS = (("to_dicts", ()), ("to_pylist", ()), ("to_dict", ("records",)))
"""How polars, pyarrow and pandas give the rows of a frame."""


def rows_of(source: Any) -> Iterable[Row]:
    """Return the rows of a frame as mappings; what is no frame is returned as it is.

    No library is asked for: a frame is what has columns and a way to give its rows.
    """
    if hasattr(source, "columns"):
        for name, arguments in _WAYS:
            if hasattr(source, name):
                rows: Iterable[Row] = getattr(source, name)(*arguments)
                return rows
    several: Iterable[Row] = source
    return several
