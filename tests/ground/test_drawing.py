"""Drawing: pieces of SVG, HTML and Markdown that stay sound whatever is put into them."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from itsmcore.drawing import element, html_table, md_table, svg, text

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)


@given(words, words)
def test_an_element_is_sound_whatever_it_holds(attribute: str, content: str) -> None:
    """Text and attributes come back as they were."""
    parsed = ET.fromstring(element("p", text(content), data_name=attribute))
    assert (content, attribute) == (parsed.text or "", parsed.get("data-name"))


def test_an_element_without_children_closes_itself() -> None:
    """And a trailing underscore keeps a name from being Python's."""
    assert '<path class="a"/>' == element("path", class_="a")


def test_a_picture_has_its_size() -> None:
    """In pixels, for a viewer that scales."""
    picture = ET.fromstring(svg(20, 10.5, element("g")))
    assert ("0 0 20 10.5", "20") == (picture.get("viewBox"), picture.get("width"))


@given(st.lists(st.lists(words, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_keeps_every_cell(rows: list[list[str]]) -> None:
    """The first row is the head."""
    table = ET.fromstring(html_table(rows))
    assert rows == [[cell.text or "" for cell in line] for line in table.iter("tr")]


def test_a_markdown_cell_cannot_break_its_row() -> None:
    """A bar is escaped."""
    assert "| a\\|b |" == md_table([["h"], ["a|b"]]).splitlines()[-1]
