"""Drawing: the few SVG and HTML pieces that pictures are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def element(tag: str, *children: str, **attributes: object) -> str:
    """Write an element of SVG or HTML; underscores in attribute names become hyphens.

    Children are taken as they are: pass text through `text` first.

    >>> element("rect", x=1, stroke_width=2)
    '<rect x="1" stroke-width="2"/>'
    """
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{said}>{''.join(children)}</{tag}>" if children else f"<{tag}{said}/>"


def text(value: object) -> str:
    """Make a value safe to stand between tags."""
    return escape(str(value))


def svg(width: float, height: float, *children: str) -> str:
    """Write a picture of a size, in pixels."""
    return element(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        font_family="sans-serif",
        font_size=12,
    )


def html_table(rows: Sequence[Iterable[object]]) -> str:
    """Write a table whose first row is its head."""
    head, *body = rows
    cells = "".join(element("th", text(cell)) for cell in head)
    lines = ("".join(element("td", text(cell)) for cell in row) for row in body)
    return element(
        "table",
        element("thead", element("tr", cells)),
        element("tbody", *(element("tr", line) for line in lines)),
    )


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows in columns for a screen of one width.

    >>> print(text_table([("from", "to"), ("Utrecht", "Lisbon")]))
    from     to
    Utrecht  Lisbon
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def md_table(rows: Sequence[Iterable[object]]) -> str:
    r"""Write a Markdown table whose first row is its head.

    >>> print(md_table([("a", "b"), (1, "2|3")]))
    | a | b |
    | --- | --- |
    | 1 | 2\|3 |
    """
    head, *body = ([str(cell).replace("|", "\\|") for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


def mermaid_text(value: object) -> str:
    """Make a value safe to stand between the quotes of a Mermaid label.

    >>> print(mermaid_text('say "no" to <b>'))
    say #quot;no#quot; to #lt;b#gt;
    """
    words = " ".join(str(value).split())
    return "".join(_ENTITIES.get(char, char) for char in words)


_ENTITIES = {"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;"}
