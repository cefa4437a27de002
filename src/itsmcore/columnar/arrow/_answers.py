"""Answers: how clocks leave as batches."""

from __future__ import annotations

import pyarrow as pa

from itsmcore.columnar._clocks import Columns

_INSTANT, _TIME = pa.timestamp("us", "UTC"), pa.duration("us")

SCHEMA = pa.schema(
    {
        "case": pa.string(),
        "goal": pa.string(),
        "status": pa.string(),
        "outcome": pa.string(),
        "started_at": _INSTANT,
        "ended_at": _INSTANT,
        "due": _INSTANT,
        "breached_at": _INSTANT,
        "first_breached_at": _INSTANT,
        "breaches": pa.int64(),
        "duplicate": pa.bool_(),
        "allowed": _TIME,
        "elapsed": _TIME,
        "remaining": _TIME,
        "percent": pa.float64(),
        "wall_elapsed": _TIME,
        "cycles": pa.int64(),
    }
)
_OF_SPARK = {
    pa.string(): "STRING",
    _INSTANT: "TIMESTAMP",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
    _TIME: "INTERVAL DAY TO SECOND",
    pa.float64(): "DOUBLE",
}
DDL = ", ".join(f"`{column.name}` {_OF_SPARK[column.type]}" for column in SCHEMA)


def answered(goal: str, cases: pa.Array, columns: Columns) -> pa.RecordBatch:
    """Return the clocks of one goal; null is what NaT, NaN and None are in columns."""
    told = {
        column.name: pa.array(columns[column.name], column.type, from_pandas=True)
        for column in SCHEMA
        if column.name not in ("case", "goal")
    }
    given = {"case": cases.cast(pa.string()), "goal": pa.repeat(goal, len(cases)), **told}
    return pa.RecordBatch.from_arrays([given[name] for name in SCHEMA.names], schema=SCHEMA)
