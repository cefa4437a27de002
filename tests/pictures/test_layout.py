"""Layouts: nothing runs into anything, and as few arrows cross as Graphviz lets cross."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
)
from itsmcore.improvements import IMPROVEMENT
from itsmcore.incidents import INCIDENT, STANDARD
from itsmcore.knowledge import ARTICLE
from itsmcore.layered import Arrow, Box, layout
from itsmcore.lifecycle import Lifecycle, Model
from itsmcore.lifecycle._chart import chart
from itsmcore.lifecycle._workflow import Sketch
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from itsmcore.testing import models
from tests.pictures.made import a_table
from tests.pictures.tally import Tally, tally_of, tally_of_dot
from tests.timing import within

SHIPPED: tuple[Model, ...] = (
    *(INCIDENT, INCIDENT.with_roles(STANDARD), PROBLEM, ARTICLE, IMPROVEMENT, TASK),
    *(NORMAL_CHANGE, EMERGENCY_CHANGE, STANDARD_CHANGE, UNAUTHORISED_CHANGE),
    *(servicenow.INCIDENT, servicenow.INCIDENT_LENIENT),
)


def random_tables() -> Iterator[Lifecycle]:
    """Give 50 of them, of 4 to 14 states."""
    chance = random.Random(7)
    for _ in range(50):
        yield a_table(chance, chance.randint(4, 14))


@cache
def sketches() -> tuple[Sketch, ...]:
    """Give all tables that ship, with their regions, and the random ones, as they are drawn."""
    tables = [(table, model.timers) for model in SHIPPED for table in model.tables]
    return tuple(
        Sketch(chart(table), timers)
        for table, timers in [*tables, *((table, ()) for table in random_tables())]
    )


@cache
def counted(sketch: Sketch) -> Tally:
    """Count in a sketch, whichever way it leads."""
    found, is_down = sketch.laid_out()
    return tally_of(found, sketch.arrows, is_down=is_down)


@pytest.mark.parametrize("model", [INCIDENT, NORMAL_CHANGE], ids=str)
def test_no_arrow_runs_through_a_box_or_a_label_and_none_overlap(model: Model) -> None:
    """Neither in a workflow nor in what runs beside it."""
    for table in model.tables:
        found = counted(Sketch(chart(table), model.timers))
        assert (0, 0, 0) == (found.foreign, found.overlaps, found.struck), table


@pytest.mark.long
def test_nothing_runs_into_anything_in_any_table() -> None:
    """In those that ship, and in 50 that are made by chance."""
    for sketch in sketches():
        found = counted(sketch)
        assert (0, 0, 0) == (found.foreign, found.overlaps, found.struck), sketch.of


@pytest.mark.long
@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not here: install its `dot`")
def test_hardly_more_arrows_cross_than_graphviz_lets_cross() -> None:
    """Over all of these, and no more than 1.3 times as many."""
    ours = sum(counted(sketch).crossings for sketch in sketches())
    theirs = sum(tally_of_dot(sketch.boxes, sketch.arrows).crossings for sketch in sketches())
    assert 0 < ours <= 1.3 * theirs


@given(models(max_states=8))
def test_whatever_the_model_nothing_runs_into_anything(model: Model) -> None:
    """Of those that the strategy draws."""
    for table in model.tables:
        found = counted(Sketch(chart(table), model.timers))
        assert (0, 0, 0) == (found.foreign, found.overlaps, found.struck)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 90)), max_size=24),
    st.lists(st.integers(10, 200), min_size=10, max_size=10),
    st.booleans(),
)
def test_whatever_the_sizes_nothing_runs_into_anything(
    pairs: list[tuple[int, int, int]], sizes: list[int], is_down: bool
) -> None:
    """In either direction, with loops and with several arrows between two boxes."""
    loops = {a for a, b, _ in pairs if a == b}
    boxes = [
        Box(size, 200 - size / 2, (40, 18) if place in loops else None)
        for place, size in enumerate(sizes)
    ]
    arrows = [Arrow(a, b, wide, wide / 3) for a, b, wide in pairs if a != b]
    found = tally_of(layout(boxes, arrows, is_down=is_down), arrows, is_down=is_down)
    assert (0, 0, 0) == (found.foreign, found.overlaps, found.struck)


def test_the_way_leads_from_left_to_right_and_back_against_it() -> None:
    """A box stands in the layer after those that lead to it, unless they come after it."""
    found = layout([Box(40, 20)] * 3, [Arrow(0, 1), Arrow(1, 2), Arrow(2, 0)])
    left = [x for x, *_ in found.places]
    assert left == sorted(left)
    *_, back = found.routes
    assert back.points[0][0] == left[2] > back.points[-1][0] == left[0] + 40


def test_a_way_down_is_a_way_to_the_right_turned() -> None:
    """With labels beside their lines."""
    found = layout([Box(40, 20)] * 2, [Arrow(0, 1, 50, 12)], is_down=True)
    (a, b) = found.places
    assert a[1] < found.routes[0].label[1] < b[1]


def test_nothing_to_lay_out_takes_no_room() -> None:
    """Neither boxes nor arrows."""
    found = layout([], [])
    assert ((0, 0), (), ()) == ((found.width, found.height), found.places, found.routes)


@pytest.mark.long
def test_a_large_workflow_is_laid_out_in_seconds() -> None:
    """Sixty states and their moves, the most that are drawn."""
    sketch = Sketch(chart(a_table(random.Random(1), 60)), ())
    found, is_down = within(20, sketch.laid_out)
    assert (60, True) == (len(found.places), is_down)
