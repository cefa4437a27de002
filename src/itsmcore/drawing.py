"""Drawing: the few SVG, HTML, Markdown, Mermaid and Graphviz pieces that pictures are made of.

Whatever names a user chooses, a picture has the nodes, edges and cells of what it draws, and no
others: each format has one function that makes a text safe to use in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import chain, count


def element(tag: str, *children: str, **attributes: object) -> str:
    """Write an element of SVG or HTML; underscores in attribute names become hyphens.

    Children are taken as they are: pass text through `text` first.

    >>> element("rect", x=1, stroke_width=2)
    '<rect x="1" stroke-width="2"/>'
    """
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{text(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{said}>{''.join(children)}</{tag}>" if children else f"<{tag}{said}/>"


def text(value: object) -> str:
    """Make a value safe between tags, or between the quotes of an attribute.

    A character that XML does not allow becomes the replacement character: a single one would spoil
    the whole picture.
    """
    return escape(_UNSHOWABLE.sub(_UNSHOWN, str(value)))


def html_table(rows: Sequence[Iterable[object]], *, caption: str = "") -> str:
    """Write a table whose first row is its head, with room around each cell.

    The room is an attribute, which notebooks keep where they do not trust a style.

    >>> html_table([["n"], [2]], caption="how many")[:64]
    '<table cellpadding="6"><caption>how many</caption><thead><tr><th'
    """
    head, *body = rows
    cells = "".join(element("th", text(cell), scope="col") for cell in head)
    lines = ("".join(element("td", text(cell)) for cell in row) for row in body)
    return element(
        "table",
        *([element("caption", text(caption))] if caption else []),
        element("thead", element("tr", cells)),
        element("tbody", *(element("tr", line) for line in lines)),
        cellpadding=6,
    )


def folded(title: str, *parts: str) -> str:
    """Write what a reader unfolds under a title."""
    return element("details", element("summary", text(title)), *parts)


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows in columns for a fixed-width screen; a cell stays on its line.

    >>> print(text_table([("from", "to"), ("Utrecht", "Lisbon")]))
    from     to
    Utrecht  Lisbon
    """
    cells = [[" ".join(cell.splitlines()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def md_table(rows: Sequence[Iterable[object]]) -> str:
    r"""Write a Markdown table whose first row is its head.

    >>> print(md_table([("a", "b"), (1, "2|3")]))
    | a | b |
    | --- | --- |
    | 1 | 2\|3 |
    """
    head, *body = ([md_text(cell) for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


def md_text(value: object) -> str:
    r"""Make a value safe on a line of Markdown, or in a cell of a table.

    Emphasis is left to whoever writes it; what ends a line or a cell, begins HTML, a link or code,
    or would be taken for an escape, is escaped.

    >>> print(md_text("a|b <i> \\* C:\\temp &amp; so on"))
    a\|b &lt;i> \\* C:\temp &amp;amp; so on
    """
    return _MD.sub(lambda found: _MD_ESCAPES[found[0]], line_of(value))


def mermaid_text(value: object) -> str:
    """Make a value safe as a label of Mermaid, with quotes around it or without.

    Mermaid reads Markdown, icons, formulas, links and statements in labels; each character that
    begins one is written by its number, and an ordinary text as it is.

    >>> print(mermaid_text('say "no" to <b>'))
    say #quot;no#quot; to #lt;b#gt;
    """
    return (
        _MERMAID.sub(lambda found: found[0][:-1] + _entity(found[0][-1]), line_of(value)) or "#32;"
    )


def mermaid_ids(names: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Give each of several names an identifier that Mermaid takes for that and nothing else.

    An ordinary name is its own identifier unless that is taken; no two names share one.

    Args:
        names: the names.
        taken: identifiers that stand for something else.

    >>> list(mermaid_ids(["on_hold", "on-hold", "end", "new"], taken=["new"]).values())
    ['on_hold', 'on_hold_', 'end_', 'new_']
    """
    every, others = tuple(dict.fromkeys(names)), set(taken)
    ordinary = {name for name in every if _is_ordinary(name)} - others
    taken = ordinary | others
    endings: dict[str, Iterator[str]] = {}
    ids = {}
    for name in every:
        made = name
        if name not in ordinary:
            stem = "_".join(filter(None, re.split(r"\W+", name))) or "state"
            if not _is_ordinary(stem + "_"):
                stem = f"s_{stem}"
            ahead = endings.setdefault(stem, chain(("", "_"), (f"_{n}" for n in count(2))))
            made = next(m for end in ahead if _is_ordinary(m := stem + end) and m not in taken)
        taken.add(made)
        ids[name] = made
    return ids


def dot_text(value: object) -> str:
    r"""Make a value safe between the quotes of a Graphviz label.

    >>> print(dot_text('say "no" to C:\\new & <b>'))
    say \"no\" to C:\\new &amp; <b>
    """
    words = line_of(value).replace("\\", "\\\\").replace('"', '\\"')
    return words.replace("&", "&amp;")


def dot_id(name: str) -> str:
    r"""Make a name safe between the quotes of a Graphviz identifier.

    Different names stay different: a backslash is doubled, and a character that cannot be shown is
    written as a backslash and its number.

    >>> print(dot_id('in "quotes"\n'))
    in \"quotes\"\u000a
    """
    said = name.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in said)


_UNSHOWN = "\ufffd"
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MD = re.compile(r"[|<`\[]|\\(?=[!-/:-@\[-`{-~]|\Z)|&(?=#|\w)")
_MD_ESCAPES = {
    "|": "\\|",
    "<": "&lt;",
    "`": "\\`",
    "[": "\\[",
    "\\": "\\\\",
    "&": "&amp;",
}
_MERMAID = re.compile(
    r"[^\w ,./()'!?=-]"
    r"|^[-=]|^\d+[.)](?!\w)|(?<![^\W_])_"  # a list, a line under a heading, emphasis
    r"|(?i:www\.)|(?i:direction (?=tb|bt|rl|lr))"
)
_ENTITIES = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;"}
_RESERVED = re.compile(
    "accdescr|acctitle|as|class|classdef|click|default|direction|end|fork|join|choice|hide|href"
    "|note|root_end|root_start|scale|state|statediagram|style|title|constructor|hasownproperty"
    "|isprototypeof|propertyisenumerable|tolocalestring|tostring|valueof|__.*",
    re.IGNORECASE,
)
"""What begins a statement of Mermaid, what it calls its own states, and what JavaScript has."""


def line_of(value: object) -> str:
    """Write a value on one line, with a stand-in for what cannot be shown."""
    return _UNSHOWABLE.sub(_UNSHOWN, " ".join(str(value).split()))


def _entity(char: str) -> str:
    return _ENTITIES.get(char, f"#{ord(char)};")


def _is_ordinary(name: str) -> bool:
    """Return whether Mermaid takes a name for an identifier; it splits words as ASCII does."""
    word = re.match(r"\w*", name, re.ASCII)
    is_reserved = word is not None and _RESERVED.fullmatch(word[0]) is not None
    return re.fullmatch(r"\w+", name) is not None and not is_reserved
