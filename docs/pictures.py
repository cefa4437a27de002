"""The directives that draw what the library shows, while the documentation is built."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import getdoc

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from docs.gallery import GALLERY


class Picture(Directive):
    """Show a value as a notebook does: what an argument such as `module:NAME` names, or `shown`.

    The content, if there is any, is Python that makes `shown`. Tables that are folded are left out.
    """

    optional_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Draw it."""
        made: dict[str, object] = {}
        exec("\n".join(self.content), made)
        if self.arguments:
            module, _, name = self.arguments[0].partition(":")
            made["shown"] = getattr(import_module(module), name)
        return [nodes.raw("", f"{made['shown']:html}".partition("<details>")[0], format="html")]


class Gallery(Directive):
    """Show every noun of the gallery as a notebook does, section by section."""

    def run(self) -> list[nodes.Node]:
        """Draw them."""
        return [
            section(title, *(part for make in several for part in entry(make)))
            for title, several in GALLERY.items()
        ]


def entry(make: Callable[[], object]) -> list[nodes.Node]:
    """Return what it is, in words, its class, and the noun."""
    shown = make()
    kind = type(shown)
    name = nodes.literal(text=f"{kind.__module__}.{kind.__name__}")
    said = nodes.paragraph("", "", nodes.Text(f"{getdoc(make)} "), name)
    title = make.__name__.replace("_", " ").capitalize()
    return [section(title, said, nodes.raw("", f"{shown:html}", format="html"))]


def section(title: str, *parts: nodes.Node) -> nodes.section:
    """Return parts under a title."""
    return nodes.section("", nodes.title(text=title), *parts, ids=[nodes.make_id(title)])


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the directives."""
    app.add_directive("picture", Picture)
    app.add_directive("gallery", Gallery)
