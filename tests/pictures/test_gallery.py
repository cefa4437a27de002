"""The gallery: every noun stands in it, and shows no more than a notebook shows to anybody."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from base64 import b64decode
from functools import cache
from html.parser import HTMLParser

import pytest

import itsmcore
from docs.gallery import GALLERY
from itsmcore.output import MOST_PLAIN
from tests.pictures.nouns import MOST_PICTURE, NAMES, bundle, noun

KEPT = {
    "img": {"alt", "src", "width", "height", "style"},
    "table": {"cellpadding"},
    "th": {"scope"},
    **{tag: set() for tag in ("caption", "thead", "tbody", "tr", "td")},
    **{tag: set() for tag in ("details", "summary", "div", "p", "strong", "ol", "ul", "li")},
}
"""Of what we write, what JupyterLab 4.6 keeps of a notebook that is not trusted.

Its sanitizer has no `svg` and no `style`, and takes every `id` away (packages/apputils, sanitizer).
"""


class Page(HTMLParser):
    """Collect the elements of a page, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


@cache
def page(name: str) -> Page:
    """Read what a notebook shows of a noun."""
    return Page(bundle(name)["text/html"])


def shown_classes() -> set[type]:
    """Find every public class that shows itself in a notebook."""
    modules = [found.name for found in pkgutil.walk_packages(itsmcore.__path__, "itsmcore.")]
    return {
        value
        for name in modules
        if "._" not in name
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and not value.__name__.startswith("_")
        if hasattr(value, "_repr_html_") and value.__module__.startswith("itsmcore")
    }


def test_every_noun_stands_in_the_gallery() -> None:
    """A class that others come from, such as Record, by one of these."""
    there = {type(noun(name)) for name in NAMES}
    missing = {kind for kind in shown_classes() if not any(issubclass(one, kind) for one in there)}
    assert set() == missing
    assert len(NAMES) == len({make.__name__ for several in GALLERY.values() for make in several})


@pytest.mark.parametrize("name", NAMES)
def test_a_noun_says_what_it_is(name: str) -> None:
    """In a sentence, which is its caption."""
    (make,) = (one for several in GALLERY.values() for one in several if one.__name__ == name)
    assert (inspect.getdoc(make) or "").endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_that_is_not_trusted_keeps_all_that_is_shown(name: str) -> None:
    """Elements and attributes; a picture is an image, and nothing has a name."""
    for tag, attributes in page(name).elements:
        assert attributes.keys() <= KEPT[tag], (name, tag)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_is_small_and_said_in_words(name: str) -> None:
    """Pictures with a text of their result, tables with a caption and heads with a scope."""
    for image in page(name).named("img"):
        kind, _, data = (image["src"] or "").partition(",")
        assert "data:image/svg+xml;base64" == kind
        assert MOST_PICTURE >= len(b64decode(data))
        assert 10 < len(image["alt"] or "")
    assert len(page(name).named("table")) == len(page(name).named("caption"))
    assert all(head["scope"] in {"col", "row"} for head in page(name).named("th"))
    assert MOST_PLAIN >= len(bundle(name)["text/plain"].encode())
    assert "<" in bundle(name)["text/html"]
