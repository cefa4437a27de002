"""Frames of texts, and the steps that are read from them."""

from typing import Any

import pytest

pytest.importorskip("numpy")
arrow = pytest.importorskip("pyarrow")

from itsmcore.columnar import Steps  # noqa: E402


def table(rows: list[dict[str, Any]]) -> Any:
    """Make a frame of texts."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return arrow.table(
        {n: arrow.array([row.get(n) for row in rows], arrow.string()) for n in names}
    )


def values_of(steps: Steps) -> dict[str, Any]:
    """Spread steps out."""
    return {
        "cases": steps.cases.tolist(),
        "begins": steps.begins.tolist(),
        "at": steps.at.tolist(),
        "flaws": steps.flaws,
        **{
            f"fact {name}": [column.values[code] for code in column.codes.tolist()]
            for name, column in steps.facts.items()
        },
    }
