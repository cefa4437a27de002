"""Pictures of a lifecycle: Mermaid, Graphviz and Markdown texts, and an SVG for notebooks."""

from __future__ import annotations

from itsmcore.drawing import (
    dot_id,
    dot_text,
    element,
    md_table,
    mermaid_ids,
    mermaid_text,
    svg,
    text,
)
from itsmcore.figures import in_format
from itsmcore.lifecycle._table import Rule, State, Table
from itsmcore.phase import Phase

_COLOURS = {
    Phase.NEW: "#dbeafe",
    Phase.ACTIVE: "#dcfce7",
    Phase.PENDING: "#fef9c3",
    Phase.RESOLVED: "#e0e7ff",
    Phase.CLOSED: "#e5e7eb",
    Phase.CANCELLED: "#fee2e2",
}
_BOX, _GAP, _ROW = 110, 90, 110


def written(table: Table, spec: str, *beside: Table) -> str:
    """Write a table in one of the formats; Markdown also lists the rules of the regions.

    Raises:
        Unlisted: there is no such format.
    """
    return in_format(
        spec,
        {
            "mermaid": lambda: _mermaid(table),
            "dot": lambda: _dot(table),
            "md": lambda: _md((table, *beside)),
        },
    )


def _arrows(table: Table) -> dict[tuple[str, str], list[str]]:
    """Collect the verbs that lead along each edge, in the order of the rules."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for state, rule in table.expanded():
        if rule.target is not None:
            arrows.setdefault((state.name, rule.target), []).append(rule.event.verb)
    return arrows


def _mermaid(table: Table) -> str:
    arrows = _arrows(table)
    ids = mermaid_ids([*(s.name for s in table.states), *(target for _, target in arrows)])
    lines = ["stateDiagram-v2", *(f"    [*] --> {ids[s.name]}" for s in table.states[:1])]
    lines += [f"    {ids[s.name]}: {mermaid_text(s)}" for s in table.states]
    lines += [
        f"    {ids[a]} --> {ids[b]}: {', '.join(map(mermaid_text, verbs))}"
        for (a, b), verbs in arrows.items()
    ]
    lines += [f"    {ids[s.name]} --> [*]" for s in table.states if s.phase.is_final]
    return "\n".join(lines)


def _dot(table: Table) -> str:
    name, head = dot_id(table.name), "    node [shape=box, style=filled];"
    lines = [f'digraph "{name}" {{', "    rankdir=LR;", head]
    lines += [
        f'    "{dot_id(s.name)}" [label="{dot_text(s)}", fillcolor="{_COLOURS[s.phase]}"];'
        for s in table.states
    ]
    lines += [
        f'    "{dot_id(a)}" -> "{dot_id(b)}" [label="{", ".join(map(dot_text, verbs))}"];'
        for (a, b), verbs in _arrows(table).items()
    ]
    return "\n".join([*lines, "}"])


def _md(tables: tuple[Table, ...]) -> str:
    head = ("event", "from", "to", "guards", "roles", "needs")
    return md_table([head, *(_line(table, rule) for table in tables for rule in table.rules)])


def _line(table: Table, rule: Rule) -> tuple[str, ...]:
    sources = [state.name for state in table.states if rule.applies_to(state)]
    return (
        rule.event.verb,
        "any" if len(sources) == len(table.states) else ", ".join(sources),
        rule.target or "(stays)",
        "; ".join(guard.words for guard in rule.guards),
        "; ".join(map(str, rule.roles)),
        ", ".join(rule.needs),
    )


def drawn(table: Table) -> str:
    """Draw a table: a column per phase, an arrow per edge, its verbs in the tooltip."""
    places = _places(table)
    width = max((x for x, _ in places.values()), default=0) + _BOX + 20
    height = max((y for _, y in places.values()), default=0) + 80
    arrows = (
        _arrow(places[a], places[b], verbs)
        for (a, b), verbs in _arrows(table).items()
        if b in places
    )
    boxes = (_box(state, *places[state.name]) for state in table.states)
    return svg(width, height, _HEAD, *arrows, *boxes)


def _places(table: Table) -> dict[str, tuple[int, int]]:
    columns: dict[Phase, list[State]] = {}
    for state in table.states:
        columns.setdefault(state.phase, []).append(state)
    used = [phase for phase in Phase if phase in columns]
    return {
        state.name: (20 + column * (_BOX + _GAP), 50 + row * _ROW + (column % 2) * 40)
        for column, phase in enumerate(used)
        for row, state in enumerate(columns[phase])
    }


_HEAD = element(
    "defs",
    element(
        "marker",
        element("path", d="M0 0L8 4L0 8z", fill="#64748b"),
        id="head",
        markerWidth=8,
        markerHeight=8,
        refX=8,
        refY=4,
        orient="auto",
    ),
)


def _box(state: State, x: int, y: int) -> str:
    return element(
        "rect", x=x, y=y, width=_BOX, height=34, rx=6, fill=_COLOURS[state.phase]
    ) + element("text", text(state), x=x + _BOX / 2, y=y + 21, text_anchor="middle")


def _arrow(start: tuple[int, int], end: tuple[int, int], verbs: list[str]) -> str:
    (x1, y1), (x2, y2) = start, end
    if start == end:
        path = f"M{x1 + 40} {y1} C{x1 + 30} {y1 - 36} {x1 + 80} {y1 - 36} {x1 + 70} {y1}"
    elif x2 > x1:
        path = (
            f"M{x1 + _BOX} {y1 + 14} C{x1 + _BOX + 40} {y1 + 14} {x2 - 40} {y2 + 14} {x2} {y2 + 14}"
        )
    else:
        bend = max(y1, y2) + 64
        path = f"M{x1 + 40} {y1 + 34} C{x1 + 40} {bend} {x2 + 70} {bend} {x2 + 70} {y2 + 34}"
    return element(
        "path",
        element("title", text(", ".join(verbs))),
        d=path,
        fill="none",
        stroke="#64748b",
        marker_end="url(#head)",
    )
