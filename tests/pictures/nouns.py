"""The nouns of the gallery, each made once, and what a notebook shows of each."""

from __future__ import annotations

from functools import cache
from typing import Any

from docs.gallery import GALLERY

_MAKERS = {make.__name__: make for several in GALLERY.values() for make in several}
NAMES = tuple(_MAKERS)

MOST_PICTURE = 200_000
"""How many bytes a picture takes at most."""


@cache
def noun(name: str) -> Any:
    """Return a noun of the gallery."""
    return _MAKERS[name]()


class _Screen:
    """Keep what is written as a text."""

    def __init__(self) -> None:
        self.written = ""

    def text(self, text: str) -> None:
        """Take a text."""
        self.written += text


@cache
def bundle(name: str) -> dict[str, str]:
    """Return what a notebook takes of it: all kinds at once, or the text and the page."""
    one = noun(name)
    if hasattr(one, "_repr_mimebundle_"):
        return dict(one._repr_mimebundle_())
    screen = _Screen()
    one._repr_pretty_(screen, False)
    return {"text/plain": screen.written, "text/html": one._repr_html_()}
