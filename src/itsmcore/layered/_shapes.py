"""Shapes: boxes with words and arrows, from left to right or downwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs

from itsmcore.drawing import element
from itsmcore.layered._layout import LOOP, Place, Point
from itsmcore.palette import FAINT, INK, LINE, PANEL, Tone
from itsmcore.picture import SIZE, line, number, width_of, words_at, wrapped

START = 32
"""How much room the arrow into the first box takes."""
NAME = 13
"""The size of the letters of a name."""
_SMALL, _ROW, _SMALL_ROW = 10.5, 16, 12
_CROWD, _LEAST, _PAD = 110, 44, 20
_HEAD = 9
_THIN, _THICK = 1.3, 3


@attrs.frozen
class Face:
    """What a box looks like.

    Attributes:
        lines: its words.
        below: a smaller line below them.
        tone: its colours.
        is_end: whether it has a double line around it.
        is_crowd: whether it stands for several.
        is_here: whether it stands out, as the state that a record is in now.
        dashes: how the line around it is broken.
    """

    lines: tuple[str, ...]
    below: str = ""
    tone: Tone = attrs.field(default=Tone(PANEL, LINE))
    is_end: bool = False
    is_crowd: bool = False
    is_here: bool = False
    dashes: str = ""

    @property
    def size(self) -> Point:
        """How wide and how high it is at least."""
        wide = [width_of(words, size=self._letters, is_bold=self.is_here) for words in self.lines]
        wide.append(width_of(self.below, size=_SMALL, is_bold=self.is_here))
        high = self._row * len(self.lines) + _SMALL_ROW * bool(self.below)
        return max(*wide, _LEAST) + _PAD, high + (8 if self.is_crowd else 14)

    @property
    def _letters(self) -> float:
        return SIZE if self.is_crowd else NAME

    @property
    def _row(self) -> int:
        return 14 if self.is_crowd else _ROW

    def drawn(self, place: Place) -> Iterator[str]:
        """Draw it where it stands, which may be larger than it needs."""
        x, y, width, height = place
        dashes = {"stroke_dasharray": self.dashes} if self.dashes else {}
        wide = _THICK if self.is_here else _THIN
        radius = 11 if self.is_crowd else 7
        yield _rect(
            place, radius, fill=self.tone.fill, stroke=self.tone.ink, stroke_width=wide, **dashes
        )
        if self.is_end:
            inner = (x + 3, y + 3, width - 6, height - 6)
            yield _rect(inner, 5, fill="none", stroke=self.tone.ink)
        said = {"text_anchor": "middle", **({"font_weight": "bold"} if self.is_here else {})}
        high = self._row * len(self.lines) + _SMALL_ROW * bool(self.below)
        bottom = y + (height - high) / 2
        for words in self.lines:
            bottom += self._row
            ink = FAINT if self.is_crowd else INK
            yield words_at(
                x + width / 2, bottom - 4, words, font_size=self._letters, fill=ink, **said
            )
        if self.below:
            small = {"font_size": _SMALL, "fill": self.tone.ink}
            yield words_at(x + width / 2, bottom + 7, self.below, **small, **said)


def crowd_face(words: str) -> Face:
    """Return the face of what stands for several boxes."""
    return Face(wrapped(words, _CROWD, most=4), is_crowd=True, dashes="4 3")


def _rect(place: Place, radius: float, **attributes: object) -> str:
    x, y, width, height = map(number, place)
    return element("rect", x=x, y=y, width=width, height=height, rx=radius, **attributes)


@attrs.frozen
class Stroke:
    """How the line of an arrow is drawn."""

    ink: str
    width: float = _THIN
    dashes: str = ""

    def line(self, path: str) -> str:
        """Draw it along a path."""
        more = {"stroke_dasharray": self.dashes} if self.dashes else {}
        return line(path, stroke=self.ink, stroke_width=number(self.width), **more)


PLAIN, TAKEN, NEVER = Stroke(LINE), Stroke(INK, _THICK), Stroke(LINE, _THIN, "1 4")


@attrs.frozen(kw_only=True)
class Shapes:
    """Arrows, from left to right or downwards."""

    is_down: bool

    def entry(self, place: Place) -> Iterator[str]:
        """Draw the dot that leads into the first box."""
        x, y, width, height = place
        end = (x + width / 2, y) if self.is_down else (x, y + height / 2)
        start = (end[0], end[1] - 26) if self.is_down else (end[0] - 26, end[1])
        yield element("circle", cx=number(start[0]), cy=number(start[1]), r=5, fill=INK)
        yield from self.arrow((start, end))

    def arrow(self, points: Sequence[Point], stroke: Stroke = PLAIN) -> Iterator[str]:
        """Draw an arrow: straight from each first point to the second, then bent to the next."""
        axis = int(self.is_down)
        *before, (x, y) = points
        back = -_HEAD if before[-1][axis] < points[-1][axis] else _HEAD
        neck = (x, y + back) if self.is_down else (x + back, y)
        path = [f"M{_at(points[0])}"]
        for place, (a, b) in enumerate(pairwise([*before, neck])):
            is_bent = place % 2 and abs(a[1 - axis] - b[1 - axis]) > 0.05
            path.append(self._bend(a, b) if is_bent else f"L{_at(b)}")
        yield stroke.line("".join(path))
        yield _head((x, y), neck, stroke.ink)

    def _bend(self, a: Point, b: Point) -> str:
        if self.is_down:
            middle = (a[1] + b[1]) / 2
            return f"C{_at((a[0], middle))} {_at((b[0], middle))} {_at(b)}"
        middle = (a[0] + b[0]) / 2
        return f"C{_at((middle, a[1]))} {_at((middle, b[1]))} {_at(b)}"

    def loop(self, place: Place, stroke: Stroke = PLAIN) -> Iterator[str]:
        """Draw an arrow from a box to itself: above it, or at its right where all leads down."""
        x, y, width, height = place
        far = LOOP - 16
        if self.is_down:
            right, top, low = x + width, y + height / 2 - 8, y + height / 2 + 8
            path = f"M{_at((right, top))}h{far}q8 0 8 8q0 8 -8 8H{number(right + _HEAD)}"
            end, neck = (right, low), (right + _HEAD, low)
        else:
            left, right = x + width / 2 - 14, x + width / 2 + 14
            path = f"M{_at((left, y))}v{-far}q0 -8 8 -8h12q8 0 8 8V{number(y - _HEAD)}"
            end, neck = (right, y), (right, y - _HEAD)
        yield stroke.line(path)
        yield _head(end, neck, stroke.ink)

    def at_loop(self, place: Place, size: Point) -> Point:
        """Return where the label of a loop begins."""
        x, y, width, height = place
        if self.is_down:
            return x + width + LOOP, y + (height - size[1]) / 2
        return x + (width - size[0]) / 2, y - LOOP - size[1] + 4

    def beside(self, corner: Point) -> Point:
        """Return where a label begins, off its line."""
        return (corner[0] + 6, corner[1]) if self.is_down else corner


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _head(end: Point, neck: Point, ink: str) -> str:
    """Draw the head of an arrow."""
    (x, y), (u, v) = end, neck
    a, b = (y - v) / _HEAD * 4, (u - x) / _HEAD * 4
    corners = ((x, y), (u + a, v + b), (u - a, v - b))
    return element("path", d=f"M{'L'.join(map(_at, corners))}z", fill=ink)
