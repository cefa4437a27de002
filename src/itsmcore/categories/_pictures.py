"""Pictures of a category tree: Markdown, Mermaid and Graphviz texts, and HTML for notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore import chart
from itsmcore.categories._category import Category
from itsmcore.categories._shape import Tree
from itsmcore.drawing import dot_id, dot_text, element, folded, md_text, mermaid_text, text
from itsmcore.figures import MOST_FOLDED
from itsmcore.output import Formats
from itsmcore.phrase import label, say
from itsmcore.picture import Picture


def formats(tree: Tree) -> Formats:
    """Return how a tree is written."""
    return {
        "": lambda: str(tree),
        "md": lambda: "\n".join(_md(tree)),
        "mermaid": lambda: "\n".join(_mermaid(tree)),
        "dot": lambda: "\n".join(_dot(tree)),
        "svg": lambda: picture(tree).svg(),
        "html": lambda: picture(tree).html() + folded(label("columns", "categories"), drawn(tree)),
    }


def picture(tree: Tree) -> Picture:
    """Draw a tree with a box for each category."""
    nodes = [(of.depth, f"{of.label}{_said(tree, of)}") for of in tree.ordered]
    roots = [of.label for of in tree.ordered if of.depth == 1]
    return chart.tree(str(tree), nodes, alt=f"{tree}: {', '.join(roots)}")


def _said(tree: Tree, category: Category) -> str:
    """Write what is known of a category besides its label."""
    end = tree.successor(category.path)
    notes = [category.code] if category.code else []
    if end != category.path:
        notes.append(say("categories.pictures.now", end=end))
    elif tree.is_retired(category.path):
        notes.append("retired")
    return f" ({', '.join(notes)})" if notes else ""


def _md(tree: Tree) -> Iterator[str]:
    for category in tree.ordered:
        said = md_text(f"{category.label}{_said(tree, category)}")
        yield f"{'  ' * (category.depth - 1)}- {said}"


def _mermaid(tree: Tree) -> Iterator[str]:
    ids = {category.path: f"c{place}" for place, category in enumerate(tree.ordered)}
    yield "flowchart LR"
    for category in tree.ordered:
        yield f'    {ids[category.path]}["{mermaid_text(category.label)}"]'
    for category in tree.ordered:
        if category.parent is not None:
            yield f"    {ids[category.parent]} --> {ids[category.path]}"
    for path, end in _moves(tree):
        yield f"    {ids[path]} -.-> {ids[end]}"


def _dot(tree: Tree) -> Iterator[str]:
    yield 'digraph "categories" {'
    yield "    rankdir=LR;"
    yield "    node [shape=box];"
    for category in tree.ordered:
        yield f'    "{dot_id(category.path)}" [label="{dot_text(category.label)}"];'
    for category in tree.ordered:
        if category.parent is not None:
            yield f'    "{dot_id(category.parent)}" -> "{dot_id(category.path)}";'
    for path, end in _moves(tree):
        yield f'    "{dot_id(path)}" -> "{dot_id(end)}" [style=dashed];'
    yield "}"


def _moves(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield each path that another stands for, and which."""
    for category in tree.ordered:
        end = tree.successor(category.path)
        if end != category.path:
            yield category.path, end


def drawn(tree: Tree) -> str:
    """Draw a tree as a nested list."""
    parts: list[str] = []
    depth = 0
    for category in tree.ordered[:MOST_FOLDED]:
        closed = "</li>" + "</ul></li>" * (depth - category.depth)
        parts.append("<ul>" if category.depth > depth else closed)
        parts.append(f"<li>{text(category.label + _said(tree, category))}")
        depth = category.depth
    parts.append("</li></ul>" * depth)
    if len(tree) > MOST_FOLDED:
        parts.append(element("p", say("categories.pictures.more", count=len(tree) - MOST_FOLDED)))
    return "".join(parts)
