"""Drawing: pieces of SVG, HTML and Markdown that stay sound whatever is put into them."""

import html
import re
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itsmcore.drawing import (
    dot_id,
    dot_text,
    element,
    folded,
    html_table,
    md_table,
    md_text,
    mermaid_ids,
    mermaid_text,
    text,
    text_table,
)
from tests.pictures.hostile import PIECES
from tests.pictures.reading import mermaid_words, shown
from tests.timing import within

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


def test_a_table_says_what_it_is_of() -> None:
    """In a caption, and each title of a column is known for one."""
    table = ET.fromstring(html_table([["n"], [2]], caption="how <many>"))
    assert ["how <many>"] == [caption.text for caption in table.iter("caption")]
    assert ["col"] == [title.get("scope") for title in table.iter("th")]


def test_what_is_folded_has_a_title() -> None:
    """Which is all that is seen at first."""
    assert "<details><summary>a &lt; b</summary><p/></details>" == folded("a < b", element("p"))


@given(st.lists(st.lists(words, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_keeps_every_cell(rows: list[list[str]]) -> None:
    """The first row is the head."""
    table = ET.fromstring(html_table(rows))
    assert rows == [[cell.text or "" for cell in line] for line in table.iter("tr")]


def test_a_markdown_cell_cannot_break_its_row() -> None:
    """A bar is escaped."""
    assert "| a\\|b |" == md_table([["h"], ["a|b"]]).splitlines()[-1]


hostile = st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text(max_size=8)


@given(hostile)
@example("\x00\ud800")
def test_no_character_spoils_a_picture(said: str) -> None:
    """What XML may not hold is shown as a stand-in."""
    parsed = ET.fromstring(element("p", text(said), data_name=said).encode())
    lines = re.compile("\r\n?")
    assert lines.sub("\n", _shown(said)) == (parsed.text or "")


def _shown(said: str) -> str:
    return re.sub("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", said)


def _md_cells(row: str) -> Iterator[str]:
    """Read a row of a table as the rules of GitHub's Markdown say."""
    cell, rest = "", row
    while rest:
        is_escaped = rest[0] == "\\" and rest[1:2] and rest[1] in string.punctuation
        if rest[0] == "|":
            yield html.unescape(cell).strip()
            cell, rest = "", rest[1:]
        else:
            cell, rest = cell + (rest[1] if is_escaped else rest[0]), rest[1 + bool(is_escaped) :]
    assert not cell


@given(st.lists(st.lists(hostile, min_size=2, max_size=2), min_size=1, max_size=3))
@example([["a\\", "b|c"], ["\\|", "&lt;\n| d"]])
def test_a_markdown_table_keeps_every_cell(rows: list[list[str]]) -> None:
    """Each on its row, in its column, whatever is written in it."""
    head, line, *body = md_table(rows).splitlines()
    assert "| --- | --- |" == line
    for row, written in zip(rows, [head, *body], strict=True):
        assert ["", *map(shown, row)] == list(_md_cells(written))


@given(st.lists(hostile.filter(shown), min_size=2, max_size=2))
def test_a_reader_of_markdown_finds_text_and_nothing_else(row: list[str]) -> None:
    """Emphasis apart, which is the writer's: no link, code or HTML, and no other row."""
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    plain = [re.sub(r"[*_~]", "", cell) for cell in row]
    read = [token for token in markdown.parse(md_table([["a", "b"], plain])) if token.children]
    assert {"text", "text_special"} >= {child.type for token in read for child in token.children}
    cells = ["".join(child.content for child in token.children) for token in read]
    assert ["a", "b", *filter(None, map(shown, plain))] == cells


def test_a_backslash_that_escapes_nothing_stays_one() -> None:
    """As in a path, or beside a blank; at the end it would escape what comes after the text."""
    assert "C:\\temp a \\ b" == md_text("C:\\temp a \\ b")
    assert "\\\\\\|" == md_text("\\|")
    assert "C:\\\\" == md_text("C:\\")


@given(st.lists(st.lists(hostile, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_on_a_screen_has_a_line_for_each_row(rows: list[list[str]]) -> None:
    """A line break in a cell breaks no line."""
    assert len(rows) == len(f"{text_table(rows)}\n".splitlines())


@given(hostile)
def test_a_label_of_mermaid_is_read_back(said: str) -> None:
    """Every character that means anything is written by its number or its name."""
    label = mermaid_text(said)
    assert re.fullmatch(r"(?:[\w ,./()'!?=-]|#\w+;)+", label)
    assert shown(said) == mermaid_words(label)


@pytest.mark.parametrize("said", ["in progress", "request_approval", "return_, lend", "a/b (1.5)"])
def test_an_ordinary_label_is_written_as_it_is(said: str) -> None:
    """Words, numbers, and what stands between them."""
    assert said == mermaid_text(said)


@given(st.lists(hostile))
def test_every_name_has_an_identifier_of_its_own(names: list[str]) -> None:
    """One word, no keyword; the same for the same name."""
    ids = mermaid_ids(names)
    assert set(names) == set(ids)
    assert len(set(ids.values())) == len(ids)
    for made in ids.values():
        assert re.fullmatch(r"\w+", made)
        assert {made: made} == mermaid_ids([made])


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("in_progress", "in_progress"),
        ("geschlossen_ß", "geschlossen_ß"),
        ("-100", "100"),
        ("awaiting-approval", "awaiting_approval"),
        ("Ready for review", "Ready_for_review"),
        ("End", "End_"),
        ("ending", "ending"),
        ("endé", "s_endé"),
        ("__proto__", "s___proto__"),
        ("->", "state_"),
    ],
)
def test_an_identifier_is_as_near_to_the_name_as_may_be(name: str, made: str) -> None:
    """An ordinary name is its own."""
    assert {name: made} == mermaid_ids([name])


@pytest.mark.long
def test_many_names_that_look_alike_cost_no_more_than_others() -> None:
    """Each is given the next number, and none is looked for from the start."""
    alike = ["-" * n for n in range(1, 3000)]
    made = within(1, lambda: mermaid_ids(alike))
    assert ["state_", "state_2", "state_3"] == list(made.values())[:3]


@given(hostile)
def test_a_label_of_graphviz_is_read_back(said: str) -> None:
    """Backslashes, quotes and entities stand for themselves."""
    label = dot_text(said)
    assert re.fullmatch(r'(?:[^"\\\n]|\\["\\])*', label)
    assert shown(said) == html.unescape(re.sub(r'\\(["\\])', r"\1", label))


@given(st.lists(hostile, unique=True))
def test_identifiers_of_graphviz_are_as_many_as_the_names(names: list[str]) -> None:
    """Each is one line between quotes."""
    ids = [dot_id(name) for name in names]
    assert len(set(ids)) == len(names)
    assert all(re.fullmatch(r'(?:[^"\\\n]|\\.)*', made) and made.isprintable() for made in ids)
