"""Workflows as pictures: states by the way through them, verbs on the arrows, regions below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

import attrs

from itsmcore.drawing import element
from itsmcore.layered import Arrow, Box, Layout, Point, layout
from itsmcore.lifecycle._chart import Chart, Move, chart
from itsmcore.lifecycle._shapes import (
    NEVER,
    PLAIN,
    START,
    TAKEN,
    Face,
    Shapes,
    Stroke,
    crowd_face,
    face_of,
)
from itsmcore.lifecycle._signs import Said, Timed, label, label_at, legend, size_of
from itsmcore.lifecycle._table import Table
from itsmcore.palette import FAINT, LINE, RED
from itsmcore.picture import SIZE, Picture, clipped, moved, number, width_of, words_at

_MARGIN, _TITLE, _HEADING, _LEAST = 18, 34, 13, 320
_FRAME, _APART, _NARROWEST = (24, 38), 36, 150
_LACKING = "7 3"
_WIDE = 1160
"""A wider workflow leads downwards, if that makes it narrower."""
_MOST_STATES, _MOST_MOVES = 60, 150
"""A larger table is not drawn."""


@attrs.frozen
class Trace:
    """What happened in a table: to a record, or to all records of a log.

    Attributes:
        path: how often it went from one state to another.
        state: the state that the record is in; None for a log, whose moves are all counted.
        notes: what is said in the box of a state, too.
    """

    path: Mapping[tuple[str, str], int]
    state: str | None = None
    notes: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def legend(self) -> tuple[tuple[Stroke, str], ...]:
        """What its strokes mean."""
        if self.state is not None:
            return ((TAKEN, "the way it went"),)
        return (
            (Stroke(FAINT, 4), "moves of the log: the wider, the more often"),
            (Stroke(RED.ink, 2, _LACKING), "moves that the model does not have"),
            (NEVER, "moves that were never made"),
        )

    def words(self, times: int) -> str:
        """Say how often a move was made."""
        if self.state is None:
            return f"{times:,}" if times else "never"
        return f"{times} times" if times > 1 else ""

    def stroke(self, times: int, *, is_known: bool) -> Stroke:
        """Choose the line of a move: the wider the more often a log makes it."""
        if self.state is not None:
            return TAKEN if times else PLAIN
        width = 1.3 + 4.7 * sqrt(times / max(self.path.values(), default=1))
        if not is_known:
            return Stroke(RED.ink, max(width, 2), _LACKING)
        return Stroke(FAINT, width) if times else NEVER


def drawn(
    title: str,
    tables: Sequence[Table],
    *,
    alt: str,
    timers: Iterable[Timed] = (),
    traces: Sequence[Trace] = (),
) -> Picture:
    """Draw tables: the first as the workflow, the others as what runs beside it.

    Args:
        title: what it is called.
        tables: the tables.
        alt: what it says.
        timers: the timers, which are marked at the moves that they make.
        traces: where a record is in each table; none to draw the tables alone.
    """
    running = tuple(timers)
    places = traces or (None,) * len(tables)
    sheets = [_sheet(table, running, trace) for table, trace in zip(tables, places, strict=True)]
    first, *beside = sheets
    parts = [moved(0, _TITLE, first.parts)]
    width, bottom = first.width, _TITLE + first.height
    corners = _corners(first, beside)
    for table, sheet, (x, y) in zip(tables[1:], beside, corners, strict=True):
        parts.append(moved(x, y, _framed(table.name, sheet)))
        width = max(width, x + sheet.width + _FRAME[0])
        bottom = max(bottom, y + sheet.height + _FRAME[1])
    signs = {sign for sheet in sheets for sign in sheet.signs}
    for wide, said in _legend(signs, traces, room=max(width, 480)):
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
    said = clipped(f"beside it: {name.replace('_', ' ')}", sheet.width, size=SIZE)
    yield words_at(12, 19, said, fill=FAINT)
    yield moved(12, 28, sheet.parts)


def _legend(
    signs: Iterable[str], traces: Sequence[Trace], *, room: float
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
    for stroke, words in traces[0].legend if traces else ():
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


def _sheet(table: Table, timers: Sequence[Timed], trace: Trace | None) -> _Sheet:
    of = chart(table, trace.path if trace else ())
    if len(of.states) > _MOST_STATES or len(of.moves) > _MOST_MOVES:
        words = f"{len(of.states)} states and {len(of.moves)} moves are too many to draw"
        return _Sheet(width_of(words), 24, [words_at(0, 16, words)])
    return Sketch(of, timers, trace).sheet()


class Sketch:
    """One table: its boxes and arrows, with what is said on each."""

    def __init__(self, of: Chart, timers: Sequence[Timed], trace: Trace | None) -> None:
        self.of, self.trace = of, trace
        self.times = [self._times(move) for move in of.moves]
        self.labels = [
            [*label(move, of.states, timers), *self._said(many, is_known=bool(move.rules))]
            for move, many in zip(of.moves, self.times, strict=True)
        ]
        self.led = [n for n, move in enumerate(of.moves) if move.source != move.target]
        self.loops = {m.source: n for n, m in enumerate(of.moves) if m.source == m.target}

        here, notes = (None, {}) if trace is None else (trace.state, trace.notes)
        self.faces = [
            face_of(state, is_here=state.name == here, note=notes.get(state.name, ""))
            for state in of.states
        ]
        self.faces += [crowd_face(words) for words in of.crowds]
        self.faces += [crowd_face(f"{words} (not in the model)") for words in of.strangers]
        self.boxes = [self._box(n, face) for n, face in enumerate(self.faces)]
        self.arrows = [
            Arrow(of.moves[n].source, of.moves[n].target, *size_of(self.labels[n]))
            for n in self.led
        ]

    def _times(self, move: Move) -> int:
        """Return how often the move was made."""
        if self.trace is None:
            return 0
        of = self.of
        names = [*(state.name for state in of.states), *of.crowds, *of.strangers]
        return self.trace.path.get((names[move.source], names[move.target]), 0)

    def _said(self, times: int, *, is_known: bool) -> list[Said]:
        words = "" if self.trace is None else self.trace.words(times)
        said = ("" if is_known else "not in the model", words)
        return [(one, ()) for one in said if one]

    def _stroke(self, number: int) -> Stroke:
        is_known = bool(self.of.moves[number].rules)
        if self.trace is None:
            return PLAIN
        return self.trace.stroke(self.times[number], is_known=is_known)

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
