"""Cases by impact and urgency: what sits in each cell of a priority matrix."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Impact, Level, Priority, PriorityMatrix, Timeline, Urgency
from itsmcore.errors import BadSpan, BadValue, NaiveTime
from itsmcore.metrics import priority_counts
from itsmcore.testing import matrices
from tests.instants import DAY, HOUR, NINE
from tests.pictures.drawn import drawn

MATRIX = PriorityMatrix.default()


def case(impact: Any, urgency: Any, priority: Any = None, **more: Any) -> Timeline:
    """Log a case that begins at nine."""
    facts = {"impact": impact, "urgency": urgency, "priority": priority, **more}
    return Timeline.from_rows([(NINE, facts)])


@settings(max_examples=30, deadline=None)
@given(st.data(), matrices())
def test_every_case_is_in_one_cell_or_left_out(data: st.DataObject, matrix: PriorityMatrix) -> None:
    """The rows are the cells, in the order of the matrix, and the picture writes each count."""
    strange = st.sampled_from([None, "high", Priority("odd", "Odd", 7)])
    pairs = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(matrix.impacts) | strange,
                st.sampled_from(matrix.urgencies) | strange,
            ),
            max_size=12,
        )
    )
    found = priority_counts(matrix, {str(n): case(*pair) for n, pair in enumerate(pairs)}, at=NINE)
    cells = [(i, u) for i in matrix.impacts for u in matrix.urgencies]
    known = Counter(pair for pair in pairs if pair in cells)
    assert dict(known) == found.counts
    assert (known.total(), len(pairs) - known.total()) == (found.count, found.left_out)
    assert [known[cell] for cell in cells] == [row["cases"] for row in found.rows]
    texts = Counter(drawn(f"{found:svg}").texts)
    assert not Counter(str(known[cell]) for cell in cells) - texts


def test_a_case_counts_where_it_was_at_the_instant() -> None:
    """As of then; what was opened outside the period, and duplicates, count nowhere."""
    moved = Timeline.from_rows(
        [
            (NINE, {"impact": Impact.LOW, "urgency": Urgency.LOW}),
            (NINE + HOUR, {"impact": Impact.HIGH, "urgency": Urgency.LOW}),
        ]
    )
    log = {"INC-1": moved, "INC-2": case(Impact.LOW, Urgency.LOW, resolution_code="duplicate")}
    before, after = (priority_counts(MATRIX, log, at=at) for at in (NINE, NINE + DAY))
    assert {(Impact.LOW, Urgency.LOW): 1} == before.counts
    assert {(Impact.HIGH, Urgency.LOW): 1} == after.counts
    assert 1 == after.duplicates
    later = priority_counts(MATRIX, log, at=NINE + DAY, since=NINE + HOUR, until=NINE + DAY)
    assert (0, 0) == (later.count, later.duplicates)
    assert str(later).endswith("counted since 2026-01-05 10:00+00:00, until 2026-01-06 09:00+00:00")


def test_another_priority_than_the_matrix_gives_is_told() -> None:
    """Where a case has one at all."""
    log = {
        "INC-1": case(Impact.HIGH, Urgency.HIGH, Priority.LOW),
        "INC-2": case(Impact.HIGH, Urgency.HIGH, Priority.CRITICAL),
        "INC-3": case(Impact.HIGH, Urgency.HIGH),
        "INC-4": case("high", Urgency.HIGH),
    }
    found = priority_counts(MATRIX, log, at=NINE)
    (row,) = (row for row in found.rows if row["cases"])
    labels = {"impact": "High", "urgency": "High", "priority": "Critical"}
    assert labels | {"cases": 3, "otherwise": 1} == row
    assert "left out: 1 without an impact and an urgency of the matrix" in str(found)
    alt = drawn(f"{found:svg}").alt
    assert alt == (
        "3 cases by impact and urgency: Critical 3, High 0, Moderate 0, Low 0, Planning 0"
    )


def test_a_scale_of_many_priorities_is_drawn_by_words() -> None:
    """Colours are shared, from the most severe to the mildest; one priority has one."""
    levels = [Level(str(n), f"Level {n}", n) for n in range(9)]
    matrix = PriorityMatrix(
        levels[:3], levels[:3], [levels[n : n + 3] for n in (0, 3, 6)], may_fall=True
    )
    texts = drawn(f"{priority_counts(matrix, {}, at=NINE):svg}").texts
    assert {level.label for level in levels} <= set(texts)
    one = PriorityMatrix(levels[:1], levels[:1], [levels[:1]])
    assert "Level 0" in drawn(f"{priority_counts(one, {}, at=NINE):svg}").texts


def test_what_is_no_matrix_and_no_log_is_refused() -> None:
    """By the errors that every measure raises."""
    odd: Any = "matrix"
    with pytest.raises(BadValue, match="matrix"):
        priority_counts(odd, {}, at=NINE)
    with pytest.raises(BadValue, match="timelines"):
        priority_counts(MATRIX, odd, at=NINE)
    with pytest.raises(NaiveTime):
        priority_counts(MATRIX, {}, at=NINE.replace(tzinfo=None))
    with pytest.raises(BadSpan):
        priority_counts(MATRIX, {}, at=NINE, since=NINE, until=NINE - DAY)
