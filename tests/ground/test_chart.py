"""Charts: bars, areas and matrices of numbers, with each number in words."""

from __future__ import annotations

import re

import pytest

from itsmcore.chart import Bar, Cell, area, bars, matrix, tree
from itsmcore.palette import GREEN
from tests.instants import DAY, NINE
from tests.pictures.drawn import Drawn, drawn
from tests.pictures.hostile import names, several

LONG = "a name that goes on and on " * 12


def is_inside(picture: Drawn) -> bool:
    """Say whether all words lie on the panel."""
    return all(
        0 <= word.x <= word.x + word.width <= picture.width
        and 0 <= word.y <= word.y + word.height <= picture.height
        for word in picture.words
    )


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    """Its name stands at the left and its words at the right."""
    picture = drawn(bars("open", [Bar("mail", 4, "4 cases"), Bar("disk", 1, "1 case")]).svg())
    first, second = (float(box["width"]) for box in picture.boxes)
    assert 4 == first / second
    assert ["open", "mail", "4 cases", "disk", "1 case"] == picture.texts
    assert "open: mail 4 cases; disk 1 case" == picture.alt


def test_no_bar_leaves_its_room() -> None:
    """Neither one that is too long, nor one below zero, nor where all are nothing."""
    widths = [
        float(box["width"])
        for box in drawn(bars("t", [Bar("a", 9, ""), Bar("b", -1, "")], most=1).svg()).boxes
    ]
    assert [340, 1] == widths
    assert [1.0] == [float(b["width"]) for b in drawn(bars("t", [Bar("a", 0, "")]).svg()).boxes]
    assert "t: nothing" == drawn(bars("t", []).svg()).alt


def test_a_target_is_a_line_with_words_and_a_sum_a_line_through_the_bars() -> None:
    """Both are told in words, too."""
    rows = [Bar("a", 0.5, "", sum=0.5), Bar("b", 0.3, "", GREEN, "crossed", sum=0.8)]
    svg = bars("t", rows, target=(0.4, "target 40 %")).svg()
    assert "target 40 %" in drawn(svg).texts
    assert 2 == svg.count("<circle")
    assert 340 == round(float(drawn(svg).boxes[0]["width"]) / 0.5 * 0.8)


def test_bars_end_after_twenty() -> None:
    """And say how many more there are."""
    texts = drawn(bars("t", [Bar(f"n{n}", n, "") for n in range(1_300)]).svg()).texts
    assert "… and 1,280 more" == texts[-1]
    assert "n19" in texts
    assert "n20" not in texts


def test_an_area_is_drawn_over_time() -> None:
    """From the first instant to the last, with the largest number at its side."""
    points = [(NINE + n * DAY, count) for n, count in ((2, 4), (0, 1), (1, 10))]
    picture = drawn(area("open", points).svg())
    assert "open: from 1 at 2026-01-05 to 4 at 2026-01-07, at most 10" == picture.alt
    assert {"0", "5", "10"} <= set(picture.texts)
    assert is_inside(picture)


@pytest.mark.parametrize("count", [0, 1, 7, 12_345])
def test_a_number_alone_is_drawn_too(count: int) -> None:
    """As if it lasted a minute; an odd number has no half."""
    picture = drawn(area("open", [(NINE, count)]).svg())
    assert f"{count:,}" in picture.texts
    assert is_inside(picture)


def test_nothing_is_drawn_of_nothing() -> None:
    """It says so."""
    assert ["open", "nothing to draw"] == drawn(area("open", []).svg()).texts


def test_another_number_is_a_dashed_line_with_a_legend() -> None:
    """Unless it is always nothing."""
    points = [(NINE, 1), (NINE + DAY, 2)]
    other = area("open", points, beside=[("unknown", [(NINE, 3), (NINE + DAY, 0)])]).svg()
    none = area("open", points, beside=[("unknown", [(NINE, 0)]), ("nothing", [])]).svg()
    assert {"unknown: from 3 to 0", "3"} <= set(drawn(other).texts)
    assert drawn(other).alt.endswith("at most 3; unknown: from 3 to 0")
    assert "stroke-dasharray" not in none
    groups = [(f"group {n}", [(NINE, n), (NINE + DAY, 0)]) for n in range(10)]
    several = area("open", points, beside=groups).svg()
    assert [f"group {n}: from {n} to 0" for n in range(9, 3, -1)] == drawn(several).texts[-7:-1]
    assert "… and 3 more" == drawn(several).texts[-1]
    assert 6 == len(set(re.findall(r'stroke-dasharray="([^"]*)"', several)))
    assert is_inside(drawn(several))


def test_words_of_ticks_do_not_meet() -> None:
    """On a day of hours and in a century of years."""
    midnight = NINE - NINE.hour * DAY / 24
    for start, length in (
        (NINE, DAY / 24),
        (NINE, DAY),
        (midnight, 49 * DAY),
        (NINE, 36_500 * DAY),
    ):
        words = drawn(area("t", [(start, 1), (start + length, 2)]).svg()).words
        below = [word for word in words if word.words and word.y > 220]
        for place, one in enumerate(below):
            for other in below[place + 1 :]:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert apart or abs(one.y - other.y) > 10, (one, other)


def test_a_matrix_has_a_cell_for_each_pair() -> None:
    """With its words, and bold where it matters."""
    lines = [("met", [Cell("3"), Cell("1 become", GREEN, is_bold=True)])]
    svg = matrix("from a to b", ["", "met", "missed"], lines, alt="1 missed").svg()
    assert ["from a to b", "", "met", "missed", "met", "3", "1 become"] == drawn(svg).texts
    assert 'bold">1 become<' in svg


def test_a_matrix_ends_after_its_first_lines_and_begins_with_its_last_columns() -> None:
    """And says how many more there are."""
    head = ["group", *(f"2025-{n:02}" for n in range(1, 16))]
    lines = [(f"g{n}", [Cell("1", below="of 2")] * 15) for n in range(23)]
    picture = drawn(matrix("t", head, lines, alt="t").svg())
    assert ("… and 3 more below, 3 more to the left") == picture.texts[-1]
    assert {"2025-04", "2025-15", "g19"} <= set(picture.texts)
    assert {"2025-03", "g20"}.isdisjoint(picture.texts)
    assert 240 == picture.texts.count("of 2")
    assert is_inside(picture)
    assert ["t", "", "a"] == drawn(matrix("t", ["", "a"], [], alt="t").svg()).texts


def test_a_tree_has_a_box_for_each_node_below_what_it_belongs_to() -> None:
    """However deep it is; it ends after sixty and says how many more there are."""
    nodes = [(depth, f"n{depth}") for depth in (1, 2, 3, 2, 1)]
    picture = drawn(tree("t", nodes, alt="5 nodes").svg())
    assert [0, 28, 56, 28, 0] == [float(box["x"]) for box in picture.boxes]
    assert 3 == tree("t", nodes, alt="").svg().count("<path")
    deep = drawn(tree("t", [(n, f"n{n}") for n in range(1, 90)], alt="deep").svg())
    assert "… and 29 more" == deep.texts[-1]
    assert is_inside(deep)
    assert ["t"] == drawn(tree("t", [], alt="none").svg()).texts


def test_no_text_spoils_a_chart() -> None:
    """Markup is shown as it is, and what is long is cut off."""
    for text in (*several(names(5), 60), LONG):
        for picture in (
            bars(text, [Bar(text, 1, text)], target=(0, text)),
            bars(text, [Bar(text, 1, text)], target=(1, text)),
            area(text, [(NINE, 1)], beside=[(text, [(NINE, 1)])]),
            tree(text, [(1, text), (2, text)], alt=text),
            matrix(text, [text] * 3, [(text, [Cell(text), Cell(text, is_bold=True)])], alt=text),
        ):
            assert is_inside(drawn(picture.svg()))
