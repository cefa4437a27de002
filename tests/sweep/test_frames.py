"""Rows of every noun: plain values that frames of any library, and parquet, take as they are."""

from __future__ import annotations

import importlib
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from itsmcore import INCIDENT, PROBLEM, PriorityMatrix, Schedule
from itsmcore.conformance import check
from itsmcore.demo_data import desk_month
from itsmcore.display import ConformanceMap
from itsmcore.lifecycle import model_diff
from itsmcore.metrics import (
    backlog,
    backlogs,
    change_rates,
    compliance,
    priority_counts,
    rates,
    reclassification,
    times,
)
from itsmcore.recurrence import bursts, occurrences, pareto
from itsmcore.service_levels import measure_many, what_if
from tests.instants import DAY
from tests.sweep.good import SELVES

PLAIN = (str, bool, int, float, Decimal, date, datetime, timedelta)
LIBRARIES = {
    "pandas": lambda lib, rows: lib.DataFrame(rows).to_dict("records"),
    "polars": lambda lib, rows: lib.DataFrame(rows).to_dicts(),
    "pyarrow": lambda lib, rows: lib.Table.from_pylist(rows).to_pylist(),
}


@cache
def tables() -> dict[str, list[Mapping[str, Any]]]:
    """Give the rows of all that has any: of small values, and of a month at a desk."""
    found = {}
    for cls, one in SELVES.items():
        for name in ("rows", "row"):
            rows = [getattr(one, name, None)] if name == "row" else getattr(one, name, ())
            if not callable(rows) and rows and isinstance(next(iter(rows)), Mapping):
                found[f"{name} of {cls.__qualname__}"] = list(rows)
    month = desk_month(3, incidents=60)
    log = {inc.id: inc.timeline() for inc in month.incidents}
    at, by = month.end, ("priority", "group")
    clocks = list(measure_many(month.agreement, log, at=at, facts=["priority", "group", "impact"]))
    measures: dict[str, Any] = {
        "backlog": backlog(log, at=at - 9 * DAY, by=by),
        "backlogs": backlogs(log, [at, at - 9 * DAY], by=by),
        "times": times(log, at=at, by=by),
        "rates": rates(log, at=at, by=by),
        "reclassification": reclassification(log, at=at, by=by),
        "change_rates": change_rates({c.id: c.timeline() for c in month.changes}, at=at),
        "compliance": compliance(clocks, by=by, period="week"),
    }
    happened = occurrences(month.incidents)
    others: dict[str, Iterable[Mapping[str, Any]]] = {
        "measure_many": clocks,
        "check": check(INCIDENT, log).rows,
        "map": ConformanceMap(INCIDENT, log).rows,
        "model_diff": model_diff(INCIDENT, PROBLEM).rows,
        "what_if": what_if(month.agreement, log, at=at, schedule=Schedule.always()).rows,
        "priority_counts": priority_counts(PriorityMatrix.default(), log, at=at).rows,
        "pareto": pareto(happened, "category").rows,
        "bursts": bursts(happened, "category", within=7 * DAY, n=2).rows,
        **{name: measure.rows for name, measure in measures.items()},
        **{f"figures of {name}": measure.figures.rows for name, measure in measures.items()},
    }
    return found | {name: list(rows) for name, rows in others.items()}


def test_there_are_rows_of_many_nouns() -> None:
    """And none of them is empty."""
    assert 50 < len(tables())
    assert all(tables().values())


def test_a_column_holds_one_kind_of_plain_values() -> None:
    """Labels and not levels, instants in UTC, decimals for money, and one kind of number each."""
    for name, rows in tables().items():
        kinds = defaultdict[str, set[type]](set)
        for row in rows:
            assert [*rows[0]] == [*row], name
            for column, value in row.items():
                if value is not None:
                    kinds[column].add(type(value))
                    assert type(value) in PLAIN, (name, column, value)
                    assert not isinstance(value, datetime) or UTC is value.tzinfo, (name, column)
        mixed = {column: of for column, of in kinds.items() if len(of) > 1}
        assert not mixed, (name, mixed)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_frame_takes_rows_as_they_are(library: str) -> None:
    """And gives as many, with the same texts, numbers and instants."""
    lib = pytest.importorskip(library, reason=f"{library} is not here")
    for name, rows in tables().items():
        again = LIBRARIES[library](lib, rows)
        assert len(rows) == len(again), name
        for one, other in zip(rows, again, strict=True):
            told = {column: value for column, value in one.items() if value is not None}
            assert told == {column: other[column] for column in told}, name


def test_parquet_takes_rows_as_they_are() -> None:
    """Of every noun."""
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not here")
    parquet = importlib.import_module("pyarrow.parquet")
    for name, rows in tables().items():
        file = io.BytesIO()
        parquet.write_table(pyarrow.Table.from_pylist(rows), file)
        assert len(rows) == parquet.read_table(file).num_rows, name
