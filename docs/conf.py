import re
from importlib import import_module
from importlib.metadata import version as installed_version

from docutils import nodes
from docutils.parsers.rst import Directive

project = "itsmcore"
author = "itsmcore contributors"
copyright = "2026, itsmcore contributors"
version = release = installed_version("itsmcore")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_use_ivar = True  # a verb has the docstring of its event, whose attributes others have too
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"itsmcore {release}"


class Picture(Directive):
    """Show a value as a notebook does: what an argument such as `module:NAME` names, or `shown`.

    The content, if there is any, is Python that makes `shown`.
    """

    optional_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Draw it while the documentation is built."""
        made: dict[str, object] = {}
        exec("\n".join(self.content), made)
        if self.arguments:
            module, _, name = self.arguments[0].partition(":")
            made["shown"] = getattr(import_module(module), name)
        drawn = f"{made['shown']:html}".partition("<details>")[0]
        fitting = re.sub(r"min-width:\d+px;", "", drawn)
        return [nodes.raw("", fitting, format="html")]


def setup(app):
    """Tell Sphinx of the directive."""
    app.add_directive("picture", Picture)
