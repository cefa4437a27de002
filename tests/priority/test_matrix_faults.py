"""Faults of tables of priorities, as they are published or not built yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from itsmcore import INCIDENT, PROBLEM, Impact, Priority, PriorityMatrix, Urgency
from itsmcore.errors import BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import jira, servicenow
from itsmcore.priority import matrix_faults

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"
HIGH, MODERATE, LOW = Priority.HIGH, Priority.MODERATE, Priority.LOW
AXES = (Impact.HIGH, Impact.LOW), (Urgency.HIGH, Urgency.LOW)


def found(*rows: Any, **options: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.subject) for fault in matrix_faults(*AXES, rows, **options)]


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
def test_atlassian_s_published_matrix_falls() -> None:
    """Minor impact is lowest at medium urgency, and low at low urgency."""
    stated = json.loads(FACTS.read_text())["jsm"]["priority_example"]
    named = {level.label: level for level in jira.PRIORITIES}
    rows = [[named[cell] for cell in row] for row in stated["matrix"]]
    report = matrix_faults(jira.IMPACTS, jira.URGENCIES, rows, priorities=jira.PRIORITIES)
    (fault,) = report
    assert ("not_monotone", "Minor / Localized impact, Medium urgency") == (
        fault.code,
        fault.subject,
    )
    assert "is Lowest, milder than Low at Minor / Localized, Low; fix it" == fault.words
    odd = PriorityMatrix(jira.IMPACTS, jira.URGENCIES, rows, may_fall=True)
    model = attrs.evolve(INCIDENT, name="published", prioritiser=odd)
    assert ["not_monotone"] == [one.code for one in faults(model)]
    problem = attrs.evolve(PROBLEM, name="published", prioritiser=odd)
    assert ["not_monotone"] == [one.code for one in problem.faults()]


@pytest.mark.parametrize("matrix", [PriorityMatrix.default(), servicenow.MATRIX, jira.MATRIX])
def test_matrices_that_ship_have_no_fault(matrix: PriorityMatrix) -> None:
    """And give each of their priorities."""
    report = matrix_faults(
        matrix.impacts, matrix.urgencies, matrix.rows, priorities=matrix.priorities
    )
    assert not report
    assert () == matrix.faults()
    assert "the priority matrix has no fault" in str(report)


def test_a_gap_is_a_cell_without_a_priority() -> None:
    """Stated as None, or left out with its row or its end."""
    assert [("not_total", "High impact, Low urgency")] == found([HIGH, None], [MODERATE, LOW])
    assert [("not_total", "High impact, Low urgency")] == found([HIGH], [MODERATE, LOW])
    assert [
        ("not_total", "Low impact, High urgency"),
        ("not_total", "Low impact, Low urgency"),
    ] == found([HIGH, MODERATE])


def test_what_is_too_much_is_a_fault() -> None:
    """A row, or a cell, without a level."""
    assert [("not_total", "the matrix")] == found([HIGH, LOW], [LOW, LOW], [LOW, LOW])
    assert [("not_total", "row High")] == found([HIGH, LOW, LOW], [LOW, LOW])


def test_a_priority_that_no_cell_gives_is_a_fault() -> None:
    """Of those that there should be."""
    asked = (Priority.CRITICAL, HIGH, MODERATE)
    assert [
        ("never_given", "priority Critical"),
        ("never_given", "priority Moderate"),
    ] == found([HIGH, LOW], [LOW, LOW], priorities=asked)


def test_a_gap_hides_no_fall() -> None:
    """What is there is compared all the same."""
    assert [
        ("not_total", "High impact, Low urgency"),
        ("not_monotone", "High impact, High urgency"),
    ] == found([LOW, None], [HIGH, LOW])


def test_what_are_no_levels_is_refused() -> None:
    """With what they are to be."""
    with pytest.raises(BadValue, match="impacts cannot be"):
        matrix_faults(["high"], (), [])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="a row cannot be"):
        found(["high", LOW], [LOW, LOW])
    with pytest.raises(BadValue, match="rows cannot be 7"):
        matrix_faults(*AXES, 7)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="priorities cannot be"):
        found([HIGH, LOW], [LOW, LOW], priorities=["high"])
