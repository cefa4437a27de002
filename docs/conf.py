from importlib.metadata import version as installed_version

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
