"""Charts: bars, areas and matrices of numbers, each of which is written beside what it draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

import attrs

from itsmcore.drawing import element
from itsmcore.figures import MOST_LINES
from itsmcore.palette import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    LIME,
    LINE,
    PANEL,
    RED,
    RULE,
    VIOLET,
    YELLOW,
    Tone,
)
from itsmcore.phrase import say
from itsmcore.picture import Picture, clipped, line, moved, number, width_of, words_at
from itsmcore.strip import Texture, swatch, ticked

Point: TypeAlias = tuple[datetime, float]

_WIDTH, _MARGIN, _TITLE, _SMALL = 700, 18, 34, 11
_NAMES, _WORDS = 170, 190
"""How wide the names at the left are, and the words at the right."""
_ROW, _BAR, _HIGH, _CELL = 26, 16, 180, (96, 30)
_SHORTEST = timedelta(minutes=1)
_BLANK = Tone(PANEL, RULE)
_STROKES = (
    *((RED, "6 3"), (GREEN, "2 3"), (VIOLET, "12 4"), (YELLOW, "10 3 2 3")),
    *((GREY, "4 6"), (LIME, "14 3 2 3 2 3")),
)
"""How lines that share a picture are told apart, by colour and by dashes."""
_MOST_COLUMNS, _MOST_NODES, _INDENT = 12, 60, 28


# --- bars ---------------------------------------------------------------------------------------


@attrs.frozen
class Bar:
    """A bar with its name at the left and its words at the right.

    Attributes:
        name: what it is of.
        size: how long it is, on the scale of all.
        words: what it says.
        tone: its colours.
        texture: what says the same as its colours.
        sum: where the line through all bars passes it, if there is one.
    """

    name: str
    size: float
    words: str
    tone: Tone = BLUE
    texture: Texture = ""
    sum: float | None = None


def bars(
    title: str,
    rows: Sequence[Bar],
    *,
    most: float | None = None,
    target: tuple[float, str] | None = None,
) -> Picture:
    """Draw bars, one below the other.

    Args:
        title: what they show.
        rows: the bars; the first twenty are drawn.
        most: how long a bar may be; by default as long as the longest.
        target: where a line stands that they should reach, and what it says.

    >>> picture = bars("open", [Bar("mail", 3, "3 cases"), Bar("network", 1, "1 case")])
    >>> picture.alt
    'open: mail 3 cases; network 1 case'
    """
    shown, top = rows[:MOST_LINES], float(_TITLE)
    limit = most or max((max(row.size, row.sum or 0) for row in shown), default=0) or 1
    room = _WIDTH - _NAMES - _WORDS

    def at(size: float) -> float:
        return _NAMES + room * min(max(size / limit, 0), 1)

    parts = list(_title(title))
    if target is not None:
        top += _ROW - 8
        parts += _target(at(target[0]), target[1], top, top + _ROW * len(shown))
    for place, row in enumerate(shown):
        y = top + _ROW * place
        parts.append(words_at(0, y + 17, clipped(row.name, _NAMES - 10)))
        parts += swatch(_NAMES, y + 5, max(at(row.size) - _NAMES, 1), _BAR, row.tone, row.texture)
        parts.append(words_at(_WIDTH - _WORDS + 12, y + 17, clipped(row.words, _WORDS - 12)))
    bottom = top + _ROW * len(shown)
    parts.append(line(f"M{_NAMES} {number(top)}V{number(bottom)}", stroke=LINE))
    sums = [(at(r.sum), top + _ROW * n + 13) for n, r in enumerate(shown) if r.sum is not None]
    parts += _path(sums)
    if len(rows) > len(shown):
        bottom += 20
        parts.append(
            words_at(0, bottom, say("chart.more", count=len(rows) - len(shown)), fill=FAINT)
        )
    said = "; ".join(f"{row.name} {row.words}" for row in shown)
    return _picture(bottom, parts, alt=f"{title}: {said or 'nothing'}")


def _target(x: float, words: str, top: float, bottom: float) -> Iterator[str]:
    yield line(
        f"M{number(x)} {number(top - 4)}V{number(bottom)}",
        stroke=RED.ink,
        stroke_width=1.6,
        stroke_dasharray="6 3",
    )
    said = clipped(words, x - _NAMES / 2, size=_SMALL)
    yield words_at(x, top - 8, said, fill=RED.ink, font_size=_SMALL, text_anchor="end")


def _path(points: Sequence[tuple[float, float]]) -> Iterator[str]:
    for (x, y), (u, v) in pairwise(points):
        path = f"M{number(x)} {number(y)}L{number(u)} {number(v)}"
        yield line(path, stroke=VIOLET.ink, stroke_width=1.8)
    for x, y in points:
        yield element("circle", cx=number(x), cy=number(y), r=4, fill=VIOLET.ink, stroke=PANEL)


# --- areas --------------------------------------------------------------------------------------


def area(
    title: str,
    points: Iterable[Point],
    *,
    beside: Iterable[tuple[str, Sequence[Point]]] = (),
) -> Picture:
    """Draw a number over time as an area.

    Args:
        title: what it shows.
        points: the number at each instant, in UTC.
        beside: the names of other numbers, each of which is a line with dashes of its own unless it
            is always 0; of many, those that were highest.

    >>> at = datetime(2026, 1, 5, tzinfo=UTC)
    >>> area("open", [(at, 3), (at + timedelta(days=1), 7)]).alt
    'open: from 3 at 2026-01-05 to 7 at 2026-01-06, at most 7'
    """
    several = sorted(points)
    found = [(name, sorted(of)) for name, of in beside if any(count for _, count in of)]
    found.sort(key=lambda line: -max(count for _, count in line[1]))
    others = found[: len(_STROKES)]
    parts = list(_title(title))
    if not several:
        parts.append(words_at(0, _TITLE + 16, say("chart.nothing"), fill=FAINT))
        return _picture(_TITLE + 24, parts, alt=say("chart.no_lines", title=title))
    (low, first), (last, end) = several[0], several[-1]
    high = max(last, low + _SHORTEST)
    top = max(count for _, of in (("", several), *others) for _, count in of)
    left, foot = max(width_of(f"{top:,g}", size=_SMALL), 20) + 10, _TITLE + _HIGH

    def at(point: Point) -> str:
        x = left + (point[0] - low) / (high - low) * (_WIDTH - left)
        return f"{number(x)} {number(foot - point[1] / (top or 1) * (_HIGH - 10))}"

    outline = "L".join(map(at, several))
    parts += _grid(left, foot, top)
    base = f"M{at((low, 0))}L{outline}L{at((last, 0))}z"
    parts.append(element("path", d=base, fill=BLUE.fill, stroke="none"))
    parts.append(line(f"M{outline}", stroke=BLUE.ink, stroke_width=2))
    parts += _days(low, high, left, foot)
    below = foot + 50
    said = [say("chart.area", first=first, low=low, end=end, last=last, top=top)]
    for (name, of), (tone, dashes) in zip(others, _STROKES, strict=False):
        dashed = {"stroke": tone.ink, "stroke_width": 1.8, "stroke_dasharray": dashes}
        words = say("chart.line", name=name, first=of[0][1], last=of[-1][1])
        parts.append(line(f"M{'L'.join(map(at, of))}", **dashed))
        parts.append(line(f"M{number(left)} {number(below)}h40", **dashed))
        words_of = clipped(words, _WIDTH - left - 48, size=_SMALL)
        parts.append(words_at(left + 48, below + 4, words_of, fill=FAINT, font_size=_SMALL))
        said.append(words)
        below += 20
    if len(found) > len(others):
        more = say("chart.more", count=len(found) - len(others))
        parts.append(words_at(left + 48, below + 4, more, fill=FAINT, font_size=_SMALL))
        below += 20
    return _picture(below - 10, parts, alt=f"{title}: {'; '.join(said)}")


def _grid(left: float, foot: float, top: float) -> Iterator[str]:
    right = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "end"}
    for share in (0, 1) if top % 2 else (0, 0.5, 1):
        y = foot - share * (_HIGH - 10)
        path = f"M{number(left)} {number(y)}H{_WIDTH}"
        yield line(path, stroke=RULE if share else LINE, stroke_width=0.8)
        yield words_at(left - 6, y + 4, f"{share * top:,g}", **right)


def _days(low: datetime, high: datetime, left: float, foot: float) -> Iterator[str]:
    free = 0.0
    for instant, (day, hour) in ticked(low, high, UTC, most=7):
        x = left + (instant - low) / (high - low) * (_WIDTH - left)
        yield line(f"M{number(x)} {number(foot)}v5", stroke=LINE)
        wide = max(width_of(day, size=_SMALL), width_of(hour, size=_SMALL))
        middle = min(max(x, left + wide / 2), _WIDTH - wide / 2)
        if middle - wide / 2 >= free:
            said = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "middle"}
            yield words_at(middle, foot + 18, day, **said)
            yield words_at(middle, foot + 32, hour, **said)
            free = middle + wide / 2 + 8


# --- matrices -----------------------------------------------------------------------------------


@attrs.frozen
class Cell:
    """A cell of a matrix: what it says, its colours, and what is said below that."""

    words: str
    tone: Tone = _BLANK
    is_bold: bool = False
    below: str = ""


def matrix(
    title: str, head: Sequence[str], lines: Sequence[tuple[str, Sequence[Cell]]], *, alt: str
) -> Picture:
    """Draw a matrix: its first lines, and its last columns.

    Args:
        title: what it shows.
        head: what is above each column; the first is above the names of the lines.
        lines: the name of each line, and its cells.
        alt: what it says.

    >>> matrix("to be", ["from", "met"], [("missed", [Cell("3")])], alt="3 become met").alt
    '3 become met'
    """
    wide, high = _CELL
    shown, names = lines[:MOST_LINES], head[1:][-_MOST_COLUMNS:]
    high += _SMALL + 5 if any(cell.below for _, cells in shown for cell in cells) else 0
    longest = max(map(width_of, (head[0], *(name for name, _ in shown))))
    left = min(longest + 16, _NAMES)
    parts = [*_title(title), words_at(0, _TITLE + 14, clipped(head[0], left - 8), fill=FAINT)]
    for place, name in enumerate(names):
        x = left + wide * place + 8
        parts.append(words_at(x, _TITLE + 14, clipped(name, wide - 12), fill=FAINT))
    for row, (name, cells) in enumerate(shown):
        y = _TITLE + 22 + high * row
        parts.append(words_at(0, y + high / 2 + 4, clipped(name, left - 8)))
        for place, cell in enumerate(cells[-_MOST_COLUMNS:]):
            parts += _cell(cell, left + wide * place, y, high)
    bottom = _TITLE + 22 + high * len(shown)
    more = (
        (len(lines) - len(shown), say("chart.below")),
        (len(head) - 1 - len(names), say("chart.to_the_left")),
    )
    if said := ", ".join(
        say("chart.more_where", count=count, where=where) for count, where in more if count
    ):
        bottom += 20
        parts.append(words_at(0, bottom, say("chart.left_out", more=said), fill=FAINT))
    width = max(left + wide * len(names), width_of(title, size=13, is_bold=True))
    return _picture(bottom, parts, alt=alt, width=min(width, left + wide * _MOST_COLUMNS))


def _cell(cell: Cell, x: float, y: float, high: float) -> Iterator[str]:
    wide, _ = _CELL
    box = {"x": number(x), "y": number(y), "width": wide, "height": high}
    yield element("rect", **box, fill=cell.tone.fill, stroke=LINE, stroke_width=0.8)
    weight = {"font_weight": "bold"} if cell.is_bold else {}
    words = clipped(cell.words, (wide - 10) / (1.15 if cell.is_bold else 1))
    said = {"text_anchor": "middle", "fill": INK, **weight}
    yield words_at(x + wide / 2, y + (19 if cell.below else high / 2 + 4), words, **said)
    if cell.below:
        words, small = clipped(cell.below, wide - 10, size=_SMALL), {"font_size": _SMALL}
        yield words_at(x + wide / 2, y + 35, words, text_anchor="middle", **small)


# --- trees --------------------------------------------------------------------------------------


def tree(title: str, nodes: Sequence[tuple[int, str]], *, alt: str) -> Picture:
    """Draw a tree, a line for each node, indented below what it belongs to.

    Args:
        title: what it shows.
        nodes: the depth of each node, from 1, and its words, each below what it belongs to.
        alt: what it says.

    >>> tree("categories", [(1, "mail"), (2, "spam")], alt="2 categories").height
    122
    """
    parts, above, right = list(_title(title)), dict[int, float](), float(_NAMES)
    shown = nodes[:_MOST_NODES]
    for place, (depth, words) in enumerate(shown):
        x, y = (depth - 1) * _INDENT, _TITLE + _ROW * place
        room = max(_WIDTH - x, _NAMES)
        said = clipped(words, room - 16)
        wide = width_of(said) + 16
        box = {"x": number(x), "y": number(y), "width": number(wide), "height": _ROW - 5}
        if depth > 1:
            stem = x - _INDENT / 2
            path = f"M{number(stem)} {number(above[depth - 1])}V{number(y + 10)}H{number(x)}"
            parts.append(line(path, stroke=LINE))
        parts.append(element("rect", **box, rx=4, fill=BLUE.fill, stroke=LINE, stroke_width=0.8))
        parts.append(words_at(x + 8, y + 15, said))
        above[depth], right = y + _ROW - 5, max(right, x + wide)
    bottom = _TITLE + _ROW * len(shown)
    if len(nodes) > len(shown):
        bottom += 20
        parts.append(
            words_at(0, bottom, say("chart.more", count=len(nodes) - len(shown)), fill=FAINT)
        )
    width = max(right, width_of(clipped(title, _WIDTH / 1.15, size=13), size=13, is_bold=True))
    return _picture(bottom, parts, alt=alt, width=width)


# --- hours of days ------------------------------------------------------------------------------


@attrs.frozen
class Hours:
    """A day: its name, and from which hour to which something lasts."""

    name: str
    parts: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        return ", ".join(f"{_time(start)}-{_time(end)}" for start, end in self.parts) or say(
            "chart.closed"
        )


def hours(title: str, days: Sequence[Hours], *, more: int = 0) -> Picture:
    """Draw the hours of days, one below the other.

    Args:
        title: what they show.
        days: the days.
        more: how many more there are.

    >>> hours("open", [Hours("mon", ((9, 12.5), (13, 17))), Hours("tue", ())]).alt
    'open: mon 09:00-12:30, 13:00-17:00; tue closed'
    """
    room, top = _WIDTH - _NAMES - _WORDS, _TITLE + 16
    bottom = top + _ROW * len(days)
    parts = list(_title(title))
    for hour in range(0, 25, 6):
        x = _NAMES + room * hour / 24
        said = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "middle"}
        parts.append(line(f"M{number(x)} {top}V{bottom}", stroke=RULE, stroke_width=0.8))
        parts.append(words_at(x, top - 5, f"{hour:02}:00", **said))
    for place, day in enumerate(days):
        y = top + _ROW * place
        parts.append(words_at(0, y + 17, clipped(day.name, _NAMES - 10)))
        parts.append(words_at(_WIDTH - _WORDS + 20, y + 17, clipped(day, _WORDS - 20)))
        for start, end in day.parts:
            x, wide = _NAMES + room * start / 24, max(room * (end - start) / 24, 1)
            parts += swatch(x, y + 5, wide, _BAR, GREEN, "")
    if more:
        bottom += 20
        parts.append(words_at(0, bottom, say("chart.more_days", count=more), fill=FAINT))
    return _picture(bottom, parts, alt=f"{title}: {'; '.join(f'{d.name} {d}' for d in days)}")


def _time(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


# --- all of them --------------------------------------------------------------------------------


def _title(title: str) -> Iterator[str]:
    words = clipped(title, _WIDTH / 1.15, size=13)
    yield words_at(0, 14, words, font_weight="bold", font_size=13)


def _picture(bottom: float, parts: Iterable[str], *, alt: str, width: float = _WIDTH) -> Picture:
    inside = moved(_MARGIN, _MARGIN, parts)
    return Picture(width + 2 * _MARGIN, bottom + 2 * _MARGIN, [inside], alt=alt)
