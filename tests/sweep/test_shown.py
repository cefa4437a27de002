"""Whatever is shown: a short text on a screen, images with words for them, tables with titles."""

from __future__ import annotations

import re
from typing import Any

import pytest

from itsmcore.errors import Unlisted
from itsmcore.output import MOST_PLAIN
from tests.pictures.drawn import drawn, picture_of
from tests.sweep.good import SELVES

SHOWN = sorted(
    (one for one in SELVES.values() if hasattr(type(one), "_repr_html_")),
    key=lambda one: type(one).__name__,
)


class Screen:
    """What IPython writes on."""

    said = ""

    def text(self, text: str) -> None:
        """Take a text."""
        self.said += text


@pytest.mark.parametrize("noun", SHOWN, ids=lambda one: type(one).__name__)
def test_a_noun_is_shown_in_every_format_that_it_has(noun: Any) -> None:
    """Its text is short, its images say what they show, its tables have captions and titles."""
    screen, shown = Screen(), noun._repr_html_()
    noun._repr_pretty_(screen, False)
    assert 0 < len(screen.said.encode()) <= MOST_PLAIN
    assert shown == f"{noun:html}"
    assert shown.count("<table") == shown.count("<caption") == shown.count('cellpadding="6"')
    assert "<svg" not in shown
    assert "<th>" not in shown
    assert all(re.findall(r'<img alt="([^"]*)"', shown))
    assert len(shown) < 300_000
    try:
        picture = f"{noun:svg}"
    except Unlisted:
        assert "<img" not in shown
    else:
        assert picture == picture_of(shown)
        assert drawn(picture).alt


def test_there_are_nouns_that_are_shown() -> None:
    """Of all kinds."""
    assert 30 < len(SHOWN)
