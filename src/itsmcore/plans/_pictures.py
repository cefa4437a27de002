"""Pictures of a plan: Markdown, Mermaid and Graphviz texts, and an SVG for notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from itsmcore.conditions import ALWAYS
from itsmcore.drawing import dot_id, dot_text, folded, mermaid_text
from itsmcore.figures import MOST_FOLDED, Table
from itsmcore.layered import NAME, Arrow, Box, Face, Shapes, layout
from itsmcore.output import Formats
from itsmcore.palette import BLUE, GREEN
from itsmcore.phrase import say
from itsmcore.picture import (
    Picture,
    alt_of,
    clipped,
    moved,
    width_of,
    words_at,
    wrapped,
)
from itsmcore.plans._planned_task import PlannedTask
from itsmcore.plans._shape import Planned

_MARGIN, _TITLE, _BOX, _LEAST = 18, 34, 132, 320
_WIDE = 1160
"""A wider plan leads downwards, if that makes it narrower."""
_MOST_TASKS, _MOST_WAITS, _MOST_TOLD = 60, 150, 12
"""A larger plan is not drawn, and no more tasks than that are told to those who do not see it."""


def formats(plan: Planned) -> Formats:
    """Return how a plan is written."""
    return {
        "": lambda: str(plan),
        "md": lambda: _table(plan).md(),
        "mermaid": lambda: "\n".join(_mermaid(plan)),
        "dot": lambda: "\n".join(_dot(plan)),
        "svg": lambda: drawn(plan).svg(),
        "html": lambda: drawn(plan).html() + _below(plan),
    }


def _table(plan: Planned) -> Table:
    rows = plan._rows()  # noqa: SLF001 (its own room)
    named = [name for name in rows[0] if any(row[name] for row in rows)]
    return Table.of(named, rows)


def _below(plan: Planned) -> str:
    return folded(say("plans.tasks"), _table(plan).html(caption=str(plan), most=MOST_FOLDED))


def _mermaid(plan: Planned) -> Iterator[str]:
    ids = {task.name: f"t{place}" for place, task in enumerate(plan)}
    yield "flowchart LR"
    for task in plan:
        yield f'    {ids[task.name]}["{mermaid_text(task.name)}"]'
    for task in plan:
        said = (
            ""
            if task.when == ALWAYS
            else f'|"{mermaid_text(say("plans.pictures.if", condition=task.when))}"|'
        )
        yield from (f"    {ids[name]} -->{said} {ids[task.name]}" for name in task.after)


def _dot(plan: Planned) -> Iterator[str]:
    yield 'digraph "plan" {'
    yield "    rankdir=LR;"
    yield "    node [shape=box];"
    for task in plan:
        yield f'    "{dot_id(task.name)}" [label="{dot_text(task.name)}"];'
    for task in plan:
        for name in task.after:
            yield f'    "{dot_id(name)}" -> "{dot_id(task.name)}";'
    yield "}"


def drawn(plan: Planned) -> Picture:
    """Draw a plan: its tasks as boxes, and an arrow from each to those that wait for it."""
    places = {task.name: place for place, task in enumerate(plan)}
    arrows = [Arrow(places[name], places[task.name]) for task in plan for name in task.after]
    if len(places) > _MOST_TASKS or len(arrows) > _MOST_WAITS:
        words = say("plans.pictures.too_many", tasks=len(places), waits=len(arrows))
        width, height, parts = width_of(words), 24.0, [words_at(0, 16, words)]
    else:
        width, height, parts = _sheet(plan, arrows)
    title = clipped(str(plan), max(width, _LEAST), size=NAME)
    inside = [words_at(0, 14, title, font_weight="bold", font_size=NAME), moved(0, _TITLE, parts)]
    return Picture(
        max(width, width_of(title, size=NAME, is_bold=True)) + 2 * _MARGIN,
        _TITLE + height + 2 * _MARGIN,
        [moved(_MARGIN, _MARGIN, inside)],
        alt=_alt(plan),
    )


def _sheet(plan: Planned, arrows: list[Arrow]) -> tuple[float, float, list[str]]:
    faces = [_face(task) for task in plan]
    boxes = [Box(*face.size) for face in faces]
    flat, steep = layout(boxes, arrows), layout(boxes, arrows, is_down=True)
    is_down = flat.width > _WIDE and steep.width < flat.width
    found, shapes = (steep if is_down else flat), Shapes(is_down=is_down)
    lines = chain.from_iterable(shapes.arrow(route.points) for route in found.routes)
    said = chain.from_iterable(
        face.drawn(place) for face, place in zip(faces, found.places, strict=True)
    )
    return found.width, found.height, [*lines, *said]


def _face(task: PlannedTask) -> Face:
    """Return the face of a task: who does it below its name, a dashed line if it may be skipped."""
    return Face(
        wrapped(task.name, _BOX, size=NAME),
        clipped(_below_name(task), _BOX),
        GREEN if task.is_final else BLUE,
        is_end=task.is_final,
        dashes="" if task.when == ALWAYS else "5 3",
    )


def _below_name(task: PlannedTask) -> str:
    needed = "" if task.when == ALWAYS else say("plans.pictures.if", condition=task.when)
    return " · ".join(words for words in (task.assignee or task.group, needed) if words)


def _alt(plan: Planned) -> str:
    more = len(plan) - _MOST_TOLD
    told = (
        say("plans.pictures.after", name=task.name, after=", ".join(task.after))
        if task.after
        else task.name
        for task in plan.tasks[:_MOST_TOLD]
    )
    return alt_of([str(plan), *told, say("plans.pictures.more", count=more) if more > 0 else ""])
