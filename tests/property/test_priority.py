"""Priority matrices: the ones products ship, and random ones."""

import copy
import itertools
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore.assessment import Question, Questionnaire
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.errors import FaultyDefinition, Unlisted
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.priority import Ceiling, Floor, Prioritiser, PriorityMatrix
from itsmcore.testing import matrices, prioritisers
from itsmcore.testing._priorities import FACTS as FIELDS

quick = settings(max_examples=50)


@over(matrices())
def test_a_matrix_that_never_falls_is_built(matrix: PriorityMatrix) -> None:
    """A monotone matrix is built, and every cell is found by its levels."""
    for impact, row in zip(matrix.impacts, matrix.rows, strict=True):
        for urgency, cell in zip(matrix.urgencies, row, strict=True):
            assert cell == matrix[impact, urgency]
    cells = set(itertools.chain(*matrix.rows))
    assert sorted(cells, reverse=True) == list(matrix.priorities)


@over(matrices())
def test_matrices_are_values(matrix: PriorityMatrix) -> None:
    """A matrix equals its pickled twin and its copy, and hashes alike."""
    twin = pickle.loads(pickle.dumps(matrix))

    assert matrix == twin == copy.deepcopy(matrix)
    assert hash(matrix) == hash(twin)
    assert matrix[matrix.impacts[0], matrix.urgencies[0]] == twin.rows[0][0]


@over(matrices(min_size=2, max_size=4), st.data())
def test_a_lowered_cell_is_refused(matrix: PriorityMatrix, data: st.DataObject) -> None:
    """A cell that is milder than one of less impact or urgency is refused, unless that may be."""
    milder = min(range(len(matrix.impacts)), key=lambda i: matrix.impacts[i].rank)
    others = [i for i in range(len(matrix.impacts)) if i != milder]
    i = data.draw(st.sampled_from(others), "row")
    j = data.draw(st.integers(0, len(matrix.urgencies) - 1), "column")
    rows = [list(row) for row in matrix.rows]
    rows[i][j] = Priority("x", "X", rows[milder][j].rank - 1)

    with pytest.raises(FaultyDefinition) as refusal:
        PriorityMatrix(matrix.impacts, matrix.urgencies, rows)
    subject = f"{matrix.impacts[i].label} impact, {matrix.urgencies[j].label} urgency"
    assert subject in [fault.subject for fault in refusal.value.faults]
    lenient = PriorityMatrix(matrix.impacts, matrix.urgencies, rows, may_fall=True)
    assert rows[i][j] == lenient[matrix.impacts[i], matrix.urgencies[j]]


@quick
@over(st.data())
def test_a_cell_falls_below_the_worst_of_those_beside_it(data: st.DataObject) -> None:
    """As found by comparing each cell with each, levels of one rank and the same twice included."""
    ranks = st.lists(st.integers(0, 3), min_size=1, max_size=4)
    impacts = [Impact(f"i{n % 3}", f"I{n}", rank) for n, rank in enumerate(data.draw(ranks))]
    urgencies = [Urgency(f"u{n}", f"U{n}", rank) for n, rank in enumerate(data.draw(ranks))]
    cell = st.builds(Priority, st.just("p"), st.just("P"), st.integers(0, 3))
    row = st.lists(cell, min_size=len(urgencies), max_size=len(urgencies))
    rows = data.draw(st.lists(row, min_size=len(impacts), max_size=len(impacts)))
    told: list[tuple[str, str]] = []
    try:
        PriorityMatrix(impacts, urgencies, rows)
    except FaultyDefinition as refusal:
        told = [(f.subject, f.words) for f in refusal.faults if f.code == "not_monotone"]
    cells: list[Cell] = [
        (impact, urgency, cell)
        for impact, row in zip(impacts, rows, strict=True)
        for urgency, cell in zip(urgencies, row, strict=True)
    ]
    assert [pair for one in cells for pair in falls(one, cells)] == told


Cell = tuple[Level, Level, Level]


def falls(one: Cell, cells: list[Cell]) -> Iterator[tuple[str, str]]:
    """Yield the fault of a cell, if it has one."""
    impact, urgency, cell = one
    beside = [
        other
        for other in cells
        if (other[0] == impact and other[1] < urgency)
        or (other[1] == urgency and other[0] < impact)
    ]
    if beside and (worst := max(beside, key=lambda other: other[2].rank))[2] > cell:
        words = f"is {cell}, milder than {worst[2]} at {worst[0].label}, {worst[1].label}"
        subject = f"{impact.label} impact, {urgency.label} urgency"
        yield subject, f"{words}; fix it or pass may_fall=True"


@over(matrices(), st.sampled_from(["i9", "I0 ", "nothing like it"]))
def test_a_stranger_is_named(matrix: PriorityMatrix, label: str) -> None:
    """A level that the matrix does not have is refused by name, on whichever axis it is."""
    stranger = Level("x", label, 0)

    with pytest.raises(Unlisted, match="there is no impact") as refusal:
        matrix[stranger, matrix.urgencies[0]]
    assert stranger == refusal.value.name
    with pytest.raises(Unlisted, match="there is no urgency"):
        matrix[matrix.impacts[0], stranger]


# --- the matrices of products -------------------------------------------------------------------

FACTS = Path(__file__).parents[2] / "../shared/facts/presets.json"
needs_facts = pytest.mark.skipif(
    not FACTS.exists(), reason=f"the facts about products are not there: {FACTS.name}"
)


def table(codes: dict[str, dict[str, int]], *, low_is_worse: bool) -> tuple[Any, ...]:
    """Turn a product's table of codes into impacts, urgencies and rows."""
    sign = -1 if low_is_worse else 1

    def level(code: int | str) -> Level:
        return Level(str(code), str(code), sign * int(code))

    columns = list(next(iter(codes.values())))
    return (
        [level(code) for code in codes],
        [level(code) for code in columns],
        [[level(row[column]) for column in columns] for row in codes.values()],
    )


@needs_facts
@pytest.mark.parametrize(
    ("product", "key"),
    [
        ("servicenow", "matrix[impact][urgency]"),
        ("itop", "matrix[impact][urgency]"),
        ("glpi", "matrix[urgency][impact]"),
        ("otrs", "matrix[impact][criticality]"),
    ],
)
def test_the_matrices_of_products_are_built(product: str, key: str) -> None:
    """The matrices that products ship are monotone, whichever end of their scale is the worst."""
    facts = json.loads(FACTS.read_text())[product]["priority"]
    matrix = PriorityMatrix(*table(facts[key], low_is_worse=facts["low_is_worse"]))

    for impact, urgency in itertools.product(matrix.impacts, matrix.urgencies):
        assert str(facts[key][impact.code][urgency.code]) == matrix[impact, urgency].code


@needs_facts
def test_the_example_of_jira_falls() -> None:
    """Atlassian's own example is refused for its one falling cell, and is built with permission."""
    facts = json.loads(FACTS.read_text())["jsm"]["priority_example"]

    def levels(names: list[str]) -> list[Level]:
        return [Level(name, name, -i) for i, name in enumerate(names)]

    priorities = {level.label: level for level in levels(facts["priority"])}
    rows = [[priorities[name] for name in row] for row in facts["matrix"]]
    build: Callable[..., PriorityMatrix] = PriorityMatrix
    axes = levels(facts["impact"]), levels(facts["urgency"])

    with pytest.raises(FaultyDefinition) as refusal:
        build(*axes, rows)
    (fault,) = refusal.value.faults
    assert "not_monotone" == fault.code
    assert "Minor/Localized impact, Medium urgency" == fault.subject
    assert rows[3][2] == build(*axes, rows, may_fall=True)[axes[0][3], axes[1][2]]


@needs_facts
def test_the_weights_of_bmc_are_a_matrix() -> None:
    """Weights are added, and their bands are read; sums that cannot occur need no band."""
    facts = json.loads(FACTS.read_text())["bmc"]["priority_weights_2007"]
    bands = facts["observed_bands"]
    priorities = {name: Priority(name, name, n) for n, name in enumerate(bands)}
    weights = Questionnaire(
        [Question(name, facts[name]) for name in ("impact", "urgency")],
        levels={least: priorities[name] for name, (least, _) in bands.items()},
    )
    axes = {
        name: [Level(code, code[2:], -n) for n, code in enumerate(facts[name])]
        for name in ("impact", "urgency")
    }
    matrix = PriorityMatrix.of(weights, impacts=axes["impact"], urgencies=axes["urgency"])
    for impact, urgency in itertools.product(matrix.impacts, matrix.urgencies):
        total = facts["impact"][impact.code] + facts["urgency"][urgency.code]
        least, most = bands[matrix[impact, urgency].code]
        assert least <= total <= most


# --- rules with limits ------------------------------------------------------------------------

CASES = st.fixed_dictionaries(
    {
        "impact": st.none() | st.sampled_from(Impact.scale),
        "urgency": st.none() | st.sampled_from(Urgency.scale),
        **FIELDS,
    }
)


READ = {
    **FIELDS,
    "impact": st.sampled_from(Impact.scale),
    "urgency": st.sampled_from(Urgency.scale),
}
FOUND = Decision([(field("is_major").is_(True), Impact.HIGH)], default=Impact.LOW, name="found")


@quick
@over(prioritisers(), CASES)
def test_rules_are_total_and_say_what_they_did(rules: Prioritiser, case: dict[str, Any]) -> None:
    """Every case has one answer, within its limits, from a rule that is named."""
    told = rules.explain(case)
    assert told == rules.explain(case)
    assert rules.decide(case) == told.computed == told.priority
    assert case["impact"] == told.impact
    held = [limit for limit in rules.limits if limit.when.holds(case)]
    floors = [one.priority for one in held if isinstance(one, Floor) and one.priority]
    ceilings = [one.priority for one in held if isinstance(one, Ceiling) and one.priority]
    assert all(told.computed is not None and told.computed >= floor for floor in floors)
    if told.computed is not None and not floors:
        assert all(told.computed <= ceiling for ceiling in ceilings)
    assert (told.computed is None) == (told.by is None)
    assert told.by is None or told.by in [opinion.name for opinion in told.opinions]


@quick
@over(prioritisers(), CASES, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(
    rules: Prioritiser, case: dict[str, Any], chance: Any
) -> None:
    """The highest counts, then ceilings, then floors, in whatever order they are written."""
    engines, limits = list(rules.engines), list(rules.limits)
    chance.shuffle(engines)
    chance.shuffle(limits)
    assert rules.decide(case) == Prioritiser(engines, limits=limits).decide(case)


@quick
@over(prioritisers(fields=READ), CASES)
def test_stating_the_impact_that_is_found_changes_nothing(
    rules: Prioritiser, case: dict[str, Any]
) -> None:
    """And the limits of the priority that are named hold of what it was judged by."""
    finding = attrs.evolve(rules, impact=FOUND)
    told = finding.explain(case)
    assert told.impact in (case["impact"], Impact.HIGH, Impact.LOW)
    stated = finding.explain(case | {"impact": told.impact})
    assert (told.computed, told.urgency, told.by) == (stated.computed, stated.urgency, stated.by)
    judged = case | {"impact": told.impact, "urgency": told.urgency}
    limits = [one.name for one in rules.limits if one.priority and one.when.holds(judged)]
    named = [opinion.name for opinion in told.opinions]
    assert set(limits) <= set(named)
