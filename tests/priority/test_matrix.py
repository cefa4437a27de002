"""Priority matrices; products' and random ones are in tests/property/test_priority.py."""

from typing import Any

import pytest

from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Timeline
from tests.instants import NINE
from tests.timing import untraced, within_times

CRITICAL, HIGH, MODERATE, LOW, PLANNING = Priority.scale


def faults(*arguments: object, **options: bool) -> list[tuple[str, str]]:
    """Give the code and the subject of each fault of a matrix."""
    with pytest.raises(FaultyDefinition, match="the priority matrix has") as refusal:
        PriorityMatrix(*arguments, **options)  # type: ignore[arg-type]
    assert all("; " in fault.words for fault in refusal.value.faults)
    return [(fault.code, fault.subject) for fault in refusal.value.faults]


def test_the_default_matrix_is_symmetric_and_uses_every_priority() -> None:
    """Impact and urgency weigh alike in the default matrix."""
    matrix = PriorityMatrix.default()

    assert Priority.scale == matrix.priorities
    for impact, urgency in zip(Impact.scale, Urgency.scale, strict=True):
        for other_impact, other_urgency in zip(Impact.scale, Urgency.scale, strict=True):
            assert matrix[impact, other_urgency] == matrix[other_impact, urgency]


def test_rows_and_cells_that_are_missing_are_named() -> None:
    """A matrix has a row for each impact and a cell for each urgency, no more and no fewer."""
    assert [("not_total", "the matrix"), ("not_total", "row High")] == faults(
        Impact.scale, Urgency.scale, [[CRITICAL, HIGH], [HIGH, MODERATE, LOW]]
    )
    assert [("not_total", "the matrix")] == faults(Impact.scale[:1], [], [[], []])


def test_what_can_be_no_level_has_no_priority() -> None:
    """Whatever somebody looks up."""
    odd: Any = []
    assert PriorityMatrix.default().get(odd, Urgency.LOW) is None
    assert PriorityMatrix.default().get(Impact.LOW, Urgency("x", "X", 1)) is None


def test_a_level_that_comes_twice_is_named() -> None:
    """Each level of an axis is listed once."""
    assert [
        ("duplicate_level", "impact High"),
        ("duplicate_level", "urgency Low"),
    ] == faults([Impact.HIGH] * 2, [Urgency.LOW] * 3, [[LOW] * 3] * 2)


def test_every_falling_cell_is_named_once() -> None:
    """A cell that is milder than it may be is one fault, which names what it must not be below."""
    rows = [[LOW, HIGH, LOW], [HIGH, CRITICAL, LOW], [MODERATE, LOW, LOW]]
    with pytest.raises(FaultyDefinition) as refusal:
        PriorityMatrix(Impact.scale, Urgency.scale, rows)

    assert [
        "High impact, High urgency: is Low, milder than High at High, Medium",
        "High impact, Medium urgency: is High, milder than Critical at Medium, Medium",
        "Medium impact, High urgency: is High, milder than Critical at Medium, Medium",
    ] == [str(fault).rpartition("; ")[0] for fault in refusal.value.exceptions]
    matrix = PriorityMatrix(Impact.scale, Urgency.scale, rows, may_fall=True)
    assert LOW == matrix[Impact.HIGH, Urgency.HIGH]


def test_faults_of_every_kind_come_together() -> None:
    """A matrix that is wrong in several ways says so at once."""
    assert [
        ("duplicate_level", "impact High"),
        ("not_total", "the matrix"),
        ("not_total", "row Low"),
        ("not_monotone", "High impact, High urgency"),
    ] == faults(
        [Impact.HIGH, Impact.HIGH, Impact.LOW, Impact.MEDIUM],
        [Urgency.HIGH, Urgency.LOW],
        [[LOW, HIGH], [HIGH, HIGH], [LOW]],
    )


def test_levels_of_several_scales_cannot_be_put_in_order() -> None:
    """An axis, or all the cells, are of one scale each, whether or not the matrix may fall."""
    strange = Level("x", "X", 1)

    assert [
        ("mixed_scales", "the impact levels"),
        ("mixed_scales", "the urgency levels"),
        ("mixed_scales", "the cell levels"),
    ] == faults(
        [Impact.HIGH, strange],
        [Urgency.HIGH, strange],
        [[LOW, strange], [LOW, LOW]],
        may_fall=True,
    )


def test_levels_of_one_rank_may_have_cells_of_any() -> None:
    """Of two levels of one rank neither is milder, so neither bounds the other's cells."""
    one, other = Level("a", "A", 1), Level("b", "B", 1)
    matrix = PriorityMatrix([one, other], [Urgency.HIGH], [[HIGH], [LOW]])

    assert (HIGH, LOW) == (matrix[one, Urgency.HIGH], matrix[other, Urgency.HIGH])


def square(size: int) -> PriorityMatrix:
    """Give a matrix of as many impacts as urgencies."""
    impacts = [Impact(f"i{n}", f"I{n}", n) for n in range(size)]
    urgencies = [Urgency(f"u{n}", f"U{n}", n) for n in range(size)]
    cells = [[Priority(f"p{i + u}", "P", i + u) for u in range(size)] for i in range(size)]
    return PriorityMatrix(impacts, urgencies, cells)


@pytest.mark.untraced
def test_four_times_as_many_cells_take_four_times_as_long() -> None:
    """Each cell is compared with the worst beside it, and not with each."""
    with untraced():
        within_times(10, lambda: square(20), lambda: square(40))


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        (
            (Urgency.HIGH, Urgency.HIGH),
            "there is no impact Urgency.HIGH; did you mean Impact.HIGH?",
        ),
        (
            (Impact.HIGH, Urgency("1", "Lowest", 0)),
            "there is no urgency Urgency('1', 'Lowest', 0); did you mean Urgency.LOW?",
        ),
        (("medium", Urgency.HIGH), "there is no impact 'medium'; did you mean Impact.MEDIUM?"),
        (
            (Impact.LOW, None),
            "there is no urgency None; known: Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW",
        ),
    ],
)
def test_an_unknown_level_gives_the_nearest(levels: tuple[Level, Level], sentence: str) -> None:
    """A level that the matrix does not have is refused with the nearest it has, or with all."""
    with pytest.raises(Unlisted) as refusal:
        PriorityMatrix.default()[levels]
    assert sentence == str(refusal.value)


@pytest.mark.parametrize("levels", [Impact.HIGH, (Impact.HIGH,), "ab", None])
def test_what_is_looked_up_is_a_pair(levels: Any) -> None:
    """Of an impact and an urgency."""
    with pytest.raises(BadValue, match="give a pair of impact and urgency") as refusal:
        PriorityMatrix.default()[levels]
    assert ("levels", levels) == (refusal.value.field, refusal.value.value)


def test_a_matrix_is_shown_as_a_table() -> None:
    """It reads as a sentence, as Markdown and as HTML; another format is refused."""
    matrix = PriorityMatrix([Impact.HIGH], [Urgency.HIGH], [[Priority("p", "*now*", 9)]])

    assert "a priority matrix of 1 impacts by 1 urgencies" == str(matrix) == f"{matrix}"
    assert "| impact \\ urgency | High |\n| --- | --- |\n| **High** | *now* |" == f"{matrix:md}"
    assert "<td>*now*</td>" in matrix._repr_html_()
    assert "**" not in matrix._repr_html_()
    with pytest.raises(Unlisted, match="there is no format 'svg'; known: md, html"):
        f"{matrix:svg}"


def test_a_timeline_is_judged_by_a_matrix() -> None:
    """A step without levels, or with those that it does not have, stays as it is."""
    matrix = PriorityMatrix.default()
    rows: list[dict[str, object]] = [
        {"impact": Impact.HIGH, "urgency": Urgency.HIGH, "priority": LOW},
        {"impact": Impact.HIGH, "urgency": None, "priority": LOW},
        {"impact": Impact.HIGH, "urgency": Urgency("x", "X", 9), "priority": LOW},
    ]
    log = Timeline.from_rows([(NINE, facts) for facts in rows])
    assert [CRITICAL, LOW, LOW] == [step.facts["priority"] for step in matrix.applied_to(log)]
