"""Rows: what is in a frame of another library, one row after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]

_WAYS = (("to_dicts", ()), ("to_pylist", ()), ("to_dict", ("records",)))
"""How polars, pyarrow and pandas return the rows of a frame."""


def rows_of(source: Any) -> Iterable[Row]:
    """Return the rows of a frame as mappings; what is not a frame is returned as it is.

    No library is needed: a frame is anything with columns and a way to return its rows.
    """
    if hasattr(source, "columns"):
        for name, arguments in _WAYS:
            if hasattr(source, name):
                rows: Iterable[Row] = getattr(source, name)(*arguments)
                return rows
    several: Iterable[Row] = source
    return several
