"""Figures: values that say what they are of, and the one table that rows are written in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore.errors import BadSpan, BadValue, NaiveTime, Unlisted
from itsmcore.figures import MOST_LINES, Figure, Figures, Table, cell, time_text
from itsmcore.level import Impact
from itsmcore.output import in_format
from tests.instants import HOUR
from tests.timing import calls

MARCH, APRIL = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4))
MEAN = Figure("resolve mean", 2 * HOUR, 3, "time", "lower", MARCH, APRIL, {"group": "network"})
SHARE = Figure("reopened", 0.25, 8, "share", better="lower")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (26 * HOUR + timedelta(seconds=1, microseconds=9), "26:00:01"),
        (-HOUR / 4, "-0:15:00"),
        (MARCH, "2026-03-01 00:00+00:00"),
        (1234.5, "1,234"),
        (12, "12"),
        (Impact.HIGH, "High"),
    ],
)
def test_a_cell_is_written_for_people(value: object, said: str) -> None:
    """Days would be taken for working days, so times are in hours."""
    assert said == cell(value)


def test_a_time_is_exact() -> None:
    """Unlike in a cell, which is in whole seconds."""
    assert "0:00:00.000001" == time_text(timedelta(microseconds=1))


def test_a_table_of_rows_has_titles_shares_and_notes() -> None:
    """What has no value is empty, and so is a share of nothing."""
    rows: list[dict[str, Any]] = [
        {"group": "a|b", "open_mean": HOUR, "rate": 0.5},
        {"group": None, "open_mean": None, "rate": None},
        {"group": "c", "rate": "n/a"},
    ]
    table = Table.of(("group", "open_mean", "rate"), rows, ["left <out>: 1"])
    assert (
        "group  open mean  rate\na|b    1:00:00    50.0 %\n\nc                 n/a\nleft <out>: 1"
    ) == table.text()
    assert table.md().splitlines()[2:] == [
        r"| a\|b | 1:00:00 | 50.0 % |",
        "|  |  |  |",
        "| c |  | n/a |",
        "",
        "left &lt;out>: 1",
    ]
    assert table.html().endswith("</table><p>left &lt;out&gt;: 1</p>")
    assert "a|b  1:00:00  50.0 %" == table.text(has_head=False).partition("\n")[0]


def test_a_long_table_is_cut_and_says_so() -> None:
    """On a screen and in a notebook; its Markdown and its lines are whole."""
    table = Table(["n"], [(n,) for n in range(MOST_LINES + 2)], ["in March"])
    assert ["19", "… and 2 more", "in March"] == table.text().splitlines()[-3:]
    assert table.html().endswith(
        "<td>19</td></tr></tbody></table><p>… and 2 more</p><p>in March</p>"
    )
    assert table.html(most=22).endswith("<td>21</td></tr></tbody></table><p>in March</p>")
    assert table.md().endswith("| 21 |\n\nin March")
    assert MOST_LINES + 2 == len(table.lines)
    assert "more" not in Table(["n"], table.lines[:MOST_LINES]).text()


def test_what_is_no_table_is_refused() -> None:
    """Its lines have as many cells as its head."""
    for lines in ([(1, 2)], [()], 5, ["x"]):
        with pytest.raises(BadValue):
            Table(["n"], lines)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="rows cannot be 5; give mappings"):
        Table.of(["n"], [5])  # type: ignore[list-item]


def test_a_format_is_checked_in_one_place() -> None:
    """The plain one has no name, and what is no text is no format."""
    formats = {"": lambda: "plain", "md": lambda: "marked"}
    assert ("plain", "marked") == (in_format("", formats), in_format("md", formats))
    spec: Any
    for spec in ("mdd", [], None):
        with pytest.raises(Unlisted, match="md") as refused:
            in_format(spec, formats)
        assert ("md",) == refused.value.known


def test_a_figure_says_what_it_is_of() -> None:
    """In words, and as a row."""
    assert (
        "resolve mean, group network: 2:00:00 "
        "(n=3, since 2026-03-01 00:00+00:00, until 2026-04-01 00:00+00:00)"
    ) == str(MEAN)
    assert "reopened: 25.0 % (n=8)" == str(SHARE)
    assert "open: 4 cases (n=4)" == str(Figure("open", 4, 4, "cases"))
    nothing = Figure("detect mean", None, 0, "time", by={"group": None})
    assert "detect mean, group none: none (n=0)" == str(nothing)
    assert {
        "group": "network",
        "figure": "resolve mean",
        "value": None,
        "length": 2 * HOUR,
        "n": 3,
        "unit": "time",
        "better": "lower",
        "since": MARCH,
        "until": APRIL,
    } == MEAN.row
    assert "High" == Figure("open", 4, 4, "cases", by={"impact": Impact.HIGH}).row["impact"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, BadValue),
        ({"value": float("nan")}, BadValue),
        ({"value": True}, BadValue),
        ({"value": "1"}, BadValue),
        ({"value": 1.01, "unit": "share"}, BadValue),
        ({"value": -0.1, "unit": "share"}, BadValue),
        ({"n": -1}, BadValue),
        ({"n": 1.5}, BadValue),
        ({"unit": ""}, BadValue),
        ({"better": "more"}, BadValue),
        ({"since": APRIL, "until": MARCH}, BadSpan),
        ({"since": datetime(2026, 3, 1)}, NaiveTime),
        ({"by": 5}, BadValue),
    ],
)
def test_what_is_no_figure_is_refused(wrong: dict[str, Any], error: type[Exception]) -> None:
    """By name, when it is made."""
    given: dict[str, Any] = {"name": "open", "value": 1, "n": 1, "unit": "cases"}
    with pytest.raises(error):
        Figure(**(given | wrong))


def test_figures_make_a_table_of_what_they_say() -> None:
    """Columns in which nothing is are left out, groups stand first, and rows have all."""
    figures = Figures([MEAN, SHARE])
    assert "group    figure        value    n  unit   better  since" == str(figures)[:55]
    assert "| 25.0 % | 8 | share | lower |" in f"{figures:md}"
    assert "<td>2:00:00</td>" in figures._repr_html_()
    assert [MEAN, SHARE] == list(figures) == [figures[0], figures[1]]
    assert 2 == len(figures) == len(figures.rows)
    assert "figure    value   n  unit\nreopened  25.0 %  8  share" == str(
        Figures([Figure("reopened", 0.25, 8, "share")])
    )
    assert "figure  value  n  unit" == str(Figures([]))
    assert [None, 0.25] == [row["value"] for row in figures.rows]
    assert ["network", None] == [row["group"] for row in figures.rows]
    assert Figures([SHARE]) == figures.named("reopened")
    with pytest.raises(Unlisted, match="did you mean 'reopened'"):
        figures.named("reopend")
    with pytest.raises(BadValue, match="give instances of Figure"):
        Figures([5])  # type: ignore[list-item]


def test_a_table_grows_as_its_lines_do() -> None:
    """What is not written costs no writing."""
    short, long = (
        calls(lambda lines=[(n,) for n in range(count)]: Table(["n"], lines).text())  # type: ignore[misc]
        for count in (1_000, 2_000)
    )
    assert long < 2.5 * short
