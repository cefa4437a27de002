"""Every picture with names that nobody would choose: markup, quotes, three hundred letters."""

from __future__ import annotations

import pytest

from tests.pictures.drawn import drawn
from tests.pictures.nasty import TEXTS, nasty
from tests.pictures.nouns import MOST_PICTURE


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_whatever_the_names_a_picture_is_well_formed_and_small(text: str) -> None:
    """It names nothing, and holds all of its words between its edges."""
    for shown in nasty(text):
        svg = f"{shown:svg}"
        assert MOST_PICTURE >= len(svg.encode()), shown
        picture = drawn(svg)
        for word in picture.words:
            assert 0 <= word.x <= word.x + word.width <= picture.width + 1, (type(shown), word)
