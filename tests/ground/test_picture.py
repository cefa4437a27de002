"""Pictures: a panel of their own, words that fit, colours that can be read."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from itsmcore.palette import FAINT, INK, LINE, PANEL, TONES, contrast
from itsmcore.picture import (
    Picture,
    alt_of,
    clipped,
    line,
    moved,
    number,
    width_of,
    words_at,
    wrapped,
)
from tests.pictures.drawn import drawn, picture_of

TEXTS = st.text(st.characters(codec="utf-8"), max_size=120)


@given(TEXTS, st.integers(30, 400), st.integers(8, 20))
def test_what_is_clipped_fits(words: str, width: int, size: int) -> None:
    """Or is as it was, on one line."""
    found = clipped(words, width, size=size)
    assert width_of(found, size=size) <= width
    assert found == " ".join(words.split()) or found.endswith(("…", "\ufffd")) or "\ufffd" in found


@given(TEXTS, st.integers(30, 400), st.integers(1, 4))
def test_what_is_wrapped_fits(words: str, width: int, most: int) -> None:
    """In every line, and there are no more lines than there may be."""
    lines = wrapped(words, width, most=most)
    assert 1 <= len(lines) <= most
    assert all(width_of(one) <= width for one in lines)


@given(TEXTS, TEXTS)
def test_whatever_it_says_a_picture_is_sound(words: str, alt: str) -> None:
    """And the image in a page holds the same picture."""
    picture = Picture(100, 50, [words_at(4, 20, words)], alt=alt)
    assert picture.svg() == picture_of(picture.html())
    assert (100, 50, 1) == (*_size(picture), len(drawn(picture.svg()).words))


def _size(picture: Picture) -> tuple[float, float]:
    found = drawn(picture.svg())
    return found.width, found.height


def test_every_ink_is_read_on_every_fill_and_every_line_is_seen() -> None:
    """A contrast of 4.5:1 for words and of 3:1 for lines, as WCAG asks at level AA."""
    fills = [PANEL, *(tone.fill for tone in TONES)]
    for ink, fill in product([INK, FAINT], fills):
        assert 4.5 <= contrast(ink, fill), (ink, fill)
    for tone in TONES:
        assert 4.5 <= min(contrast(tone.ink, PANEL), contrast(tone.ink, tone.fill)), tone
    assert all(3 <= contrast(LINE, fill) for fill in fills)
    assert 1 == contrast(INK, INK)


def test_words_are_wrapped_where_they_part_and_cut_where_they_must() -> None:
    """A long word in pieces, and the last line if there are too many."""
    assert ("in", "progress") == wrapped("in progress", 60)
    assert ("aaaaaaa", "aaa") == wrapped("a" * 10, 60)
    assert ("one two", "three f…") == wrapped("one two three four five", 60, most=2)
    assert ("", "in p…", "x") == (clipped("", 10), clipped("in progress", 38), clipped("x", 1_000))


def test_wide_letters_count_as_wide() -> None:
    """Accents that stand above another letter count as nothing."""
    assert width_of("日") > width_of("é") > width_of("e") > width_of("i") > width_of("\u0301")
    assert width_of("W", size=20) > width_of("W") > width_of("w")
    assert width_of("a", is_bold=True) > width_of("a")


def test_pieces_of_a_picture() -> None:
    """Coordinates no finer than is seen, and words that cannot be mistaken for markup."""
    assert ("3", "3.1", "-0.5") == (number(3), number(3.14), number(-0.51))
    assert '<path d="M0 0" fill="none" stroke="red"/>' == line("M0 0", stroke="red")
    assert '<g transform="translate(1 2)">x</g>' == moved(1, 2, ["x"])
    assert "&lt;b&gt;" in words_at(0, 0, "<b>")
    assert "a; b" == alt_of(["a", "", "b"])


def test_an_image_shrinks_and_stays_legible() -> None:
    """It is never wider than the page unless its letters would become too small."""
    page = Picture(400, 20, [], alt="it").html()
    found = re.search(r'style="([^"]*)"', page)
    assert found is not None
    assert "max-width:100%;min-width:300px;height:auto" == found[1]


def test_what_a_picture_says_is_short() -> None:
    """However much there is to say."""
    assert len(Picture(400, 20, [], alt="a member " * 9_000).alt) <= 2_000
