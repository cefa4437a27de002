"""Workflows as pictures: states by the way through them, verbs on the arrows, regions below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from itsmcore.drawing import element
from itsmcore.layered import (
    START,
    Arrow,
    Box,
    Face,
    Layout,
    Point,
    Shapes,
    Stroke,
    crowd_face,
    layout,
)
from itsmcore.lifecycle._chart import Chart, Charted, chart
from itsmcore.lifecycle._overlay import BARE, Entry, Overlay
from itsmcore.lifecycle._signs import Timed, label_at, legend, size_of
from itsmcore.palette import FAINT, LINE
from itsmcore.phrase import label, say
from itsmcore.picture import SIZE, Picture, clipped, moved, number, width_of, words_at

_MARGIN, _TITLE, _HEADING, _LEAST = 18, 34, 13, 320
_FRAME, _APART, _NARROWEST = (24, 38), 36, 150
_WIDE = 1160
"""A wider workflow leads downwards, if that makes it narrower."""
_MOST_STATES, _MOST_MOVES = 60, 150
"""A larger table is not drawn."""


def drawn(
    title: str,
    tables: Sequence[Charted],
    *,
    alt: str,
    timers: Iterable[Timed] = (),
    overlays: Sequence[Overlay] = (),
) -> Picture:
    """Draw tables: the first as the workflow, the others as what runs beside it.

    Args:
        title: what it is called.
        tables: the tables.
        alt: what it says.
        timers: the timers, which are marked at the moves that they make.
        overlays: what is drawn over each table, if anything.
    """
    running = tuple(timers)
    over = overlays or (BARE,) * len(tables)
    sheets = [_sheet(table, running, of) for table, of in zip(tables, over, strict=True)]
    first, *beside = sheets
    parts = [moved(0, _TITLE, first.parts)]
    width, bottom = first.width, _TITLE + first.height
    corners = _corners(first, beside)
    for table, sheet, (x, y) in zip(tables[1:], beside, corners, strict=True):
        parts.append(moved(x, y, _framed(table.name, sheet)))
        width = max(width, x + sheet.width + _FRAME[0])
        bottom = max(bottom, y + sheet.height + _FRAME[1])
    signs = {sign for sheet in sheets for sign in sheet.signs}
    for wide, said in _legend(signs, over[0].legend, room=max(width, 480)):
        bottom += 22
        width = max(width, wide)
        parts.append(moved(0, bottom, said))
    heading = clipped(title, max(width, _LEAST), size=_HEADING)
    width = max(width, width_of(heading, size=_HEADING, is_bold=True))
    parts.append(words_at(0, 14, heading, font_weight="bold", font_size=_HEADING))
    inside = moved(_MARGIN, _MARGIN, parts)
    return Picture(width + 2 * _MARGIN, bottom + 2 * _MARGIN, [inside], alt=alt)


def _corners(first: _Sheet, beside: Sequence[_Sheet]) -> Iterator[Point]:
    """Choose where each frame goes: at the right of the workflow if it fits there, or below."""
    widest = max((sheet.width + _FRAME[0] for sheet in beside), default=0)
    if first.width + _APART + widest <= _WIDE:
        y = float(_TITLE)
        for sheet in beside:
            yield first.width + _APART, y
            y += sheet.height + _FRAME[1] + _APART / 2
        return
    x, y, row = 0.0, _TITLE + first.height + _APART / 2, 0.0
    for sheet in beside:
        if x and x + sheet.width + _FRAME[0] > max(first.width, _WIDE):
            x, y, row = 0.0, y + row + _APART / 2, 0.0
        yield x, y
        x, row = x + sheet.width + _FRAME[0] + _APART / 2, max(row, sheet.height + _FRAME[1])


def _framed(name: str, sheet: _Sheet) -> Iterator[str]:
    yield element(
        "rect",
        width=number(sheet.width + _FRAME[0]),
        height=number(sheet.height + _FRAME[1]),
        rx=8,
        fill="none",
        stroke=LINE,
        stroke_dasharray="2 4",
    )
    said = clipped(
        say("lifecycle.workflow.beside", region=label("facts", name)), sheet.width, size=SIZE
    )
    yield words_at(12, 19, said, fill=FAINT)
    yield moved(12, 28, sheet.parts)


def _legend(
    signs: Iterable[str], strokes: Iterable[Entry], *, room: float
) -> Iterator[tuple[float, list[str]]]:
    """Yield rows that explain the signs, each with its width."""
    x, row = 0.0, list[str]()
    for wide, sign, words in legend(signs):
        if row and x + wide > room:
            yield x, row
            x, row = 0.0, []
        said = words_at(16, 0, words, fill=FAINT, font_size=11)
        row.append(moved(x, 0, [sign, said]))
        x += wide
    if row:
        yield x, row
    for stroke, words in strokes:
        arrow = Shapes(is_down=False).arrow(((0, -4), (33, -4)), stroke)
        said = words_at(42, 0, words, fill=FAINT, font_size=11)
        yield 42 + width_of(words, size=11), [*arrow, said]


# --- one table ----------------------------------------------------------------------------------


@attrs.frozen
class _Sheet:
    width: float
    height: float
    parts: list[str]
    signs: set[str] = attrs.field(factory=set)


def _sheet(table: Charted, timers: Sequence[Timed], overlay: Overlay) -> _Sheet:
    of = chart(table, overlay.apart)
    if len(of.states) > _MOST_STATES or len(of.moves) > _MOST_MOVES:
        words = say(
            "lifecycle.workflow.states_moves_too", states=len(of.states), moves=len(of.moves)
        )
        return _Sheet(width_of(words), 24, [words_at(0, 16, words)])
    return Sketch(of, timers, overlay).sheet()


class Sketch:
    """One table: its boxes and arrows, with what is said on each."""

    def __init__(self, of: Chart, timers: Sequence[Timed], overlay: Overlay = BARE) -> None:
        self.of, self.overlay = of, overlay
        self.labels = [overlay.label(of, move, timers) for move in of.moves]
        self.led = [n for n, move in enumerate(of.moves) if move.source != move.target]
        self.loops = {m.source: n for n, m in enumerate(of.moves) if m.source == m.target}

        self.faces = [overlay.face(state) for state in of.states]
        self.faces += [crowd_face(words) for words in of.crowds]
        self.faces += [
            crowd_face(say("lifecycle.workflow.model", words=words)) for words in of.strangers
        ]
        self.boxes = [self._box(n, face) for n, face in enumerate(self.faces)]
        self.arrows = [
            Arrow(of.moves[n].source, of.moves[n].target, *size_of(self.labels[n]))
            for n in self.led
        ]

    def _stroke(self, number: int) -> Stroke:
        return self.overlay.stroke(self.of, self.of.moves[number])

    def laid_out(self) -> tuple[Layout, bool]:
        """Lay it out from left to right, or downwards if that would be too wide."""
        found = layout(self.boxes, self.arrows)
        if found.width <= _WIDE:
            return found, False
        other = layout(self.boxes, self.arrows, is_down=True)
        return min((found, False), (other, True), key=lambda one: one[0].width)

    def sheet(self) -> _Sheet:
        """Draw it."""
        found, is_down = self.laid_out()
        shapes = Shapes(is_down=is_down)
        parts = [*shapes.entry(found.places[0])] if self.boxes else []
        parts += self._lines(found, shapes)
        parts += self._words(found, shapes)
        for face, place in zip(self.faces, found.places, strict=True):
            parts += face.drawn(place)
        x, y = (0, START) if is_down else (START, 0)
        signs = {sign for said in self.labels for _, of_line in said for sign in of_line}
        return _Sheet(
            max(found.width + x, _NARROWEST), found.height + y, [moved(x, y, parts)], signs
        )

    def _box(self, number: int, face: Face) -> Box:
        loop = self.loops.get(number)
        return Box(*face.size, None if loop is None else size_of(self.labels[loop]))

    def _lines(self, found: Layout, shapes: Shapes) -> Iterator[str]:
        for n, route in zip(self.led, found.routes, strict=True):
            yield from shapes.arrow(route.points, self._stroke(n))
        for state, n in self.loops.items():
            yield from shapes.loop(found.places[state], self._stroke(n))

    def _words(self, found: Layout, shapes: Shapes) -> Iterator[str]:
        for n, route in zip(self.led, found.routes, strict=True):
            yield from label_at(shapes.beside(route.label), self.labels[n])
        for state, n in self.loops.items():
            corner = shapes.at_loop(found.places[state], size_of(self.labels[n]))
            yield from label_at(corner, self.labels[n])
