"""Strips: lanes of time over one axis, such as a record's states above its clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import Literal, TypeAlias

import attrs

from itsmcore.drawing import element
from itsmcore.palette import FAINT, GREY, INK, LINE, PANEL, RULE, Tone
from itsmcore.phrase import say, short_day
from itsmcore.picture import clipped, line, number, width_of, words_at

Texture: TypeAlias = Literal["", "hatched", "barred", "crossed"]

GUTTER = 104
"""How wide the names of lanes are."""
_SMALL, _BAR, _THIN, _ROW, _GAP = 11, 26, 8, 15, 12
_SLIVER, _SHORTEST, _MOST_ROWS = 2.0, 60, 3
_STEPS = (
    *(timedelta(minutes=n) for n in (1, 2, 5, 10, 15, 30)),
    *(timedelta(hours=n) for n in (1, 2, 3, 6, 12)),
    *(timedelta(days=n) for n in (1, 2, 7, 14, 28, 91, 182, 364, 1820, 3640, 36400)),
)
_DAY = timedelta(days=1)


@attrs.frozen
class Part:
    """What a lane was from one instant to another; a texture says what its tone says."""

    start: datetime
    end: datetime
    words: str = ""
    tone: Tone = GREY
    texture: Texture = ""


@attrs.frozen
class Mark:
    """An instant that is marked in a lane, such as when it is due."""

    at: datetime
    words: str
    tone: Tone = GREY


def _parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(parts)


def _marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=attrgetter("at")))


@attrs.frozen
class Lane:
    """A name, what it was over time, and instants that are marked in it."""

    name: str
    parts: tuple[Part, ...] = attrs.field(converter=_parts)
    marks: tuple[Mark, ...] = attrs.field(default=(), converter=_marks)
    note: str = ""


def _lanes(lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    return tuple(lanes)


@attrs.frozen
class Strip:
    """Lanes over one axis.

    Attributes:
        lanes: from above.
        low: where the axis begins, in UTC.
        high: where it ends.
        zone: whose clock its ticks follow.
        width: how wide it is, in pixels.
    """

    lanes: tuple[Lane, ...] = attrs.field(converter=_lanes)
    low: datetime
    high: datetime
    zone: tzinfo
    width: float = 760

    def drawn(self) -> tuple[float, list[str]]:
        """Return how high it is, and its parts."""
        parts, y = list[str](), 0.0
        ticks = [(at, words) for at, words in ticked(self.low, self.high, self.zone)]
        for lane in self.lanes:
            height, drawn = self._lane(lane, y)
            parts += drawn
            y += height + _GAP
        grid = [
            line(f"M{number(self.at(at))} 0V{number(y)}", stroke=RULE, stroke_width=0.8)
            for at, _ in ticks
        ]
        axis = line(f"M{GUTTER} {number(y)}H{number(self.width)}", stroke=LINE)
        return y + 24 + _ROW, [*grid, *parts, axis, *self._axis(ticks, y)]

    def at(self, instant: datetime) -> float:
        """Return where an instant is along the axis."""
        inside = min(max(instant, self.low), self.high)
        return GUTTER + (inside - self.low) / (self.high - self.low) * (self.width - GUTTER)

    def _axis(self, ticks: Iterable[tuple[datetime, tuple[str, str]]], y: float) -> Iterator[str]:
        free = 0.0
        for instant, (day, hour) in ticks:
            x = self.at(instant)
            yield line(f"M{number(x)} {number(y)}v5", stroke=LINE)
            wide = max(width_of(day, size=_SMALL), width_of(hour, size=_SMALL))
            left = min(max(x - wide / 2, GUTTER), self.width - wide)
            if left >= free:
                said = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "middle"}
                yield words_at(left + wide / 2, y + 18, hour or day, **said)
                if hour and day:
                    yield words_at(left + wide / 2, y + 18 + _ROW - 2, day, **said)
                free = left + wide + 8

    def _lane(self, lane: Lane, y: float) -> tuple[float, list[str]]:
        rows = _rows([self._side(mark) for mark in lane.marks])
        top = y + _ROW * min(max(rows, default=-1) + 1, _MOST_ROWS)
        bar = _BAR if lane.parts else _THIN
        middle = top + bar / 2
        parts = [words_at(0, middle + (0 if lane.note else 4), clipped(lane.name, GUTTER - 10))]
        if lane.note:
            said = clipped(lane.note, GUTTER - 10, size=_SMALL)
            parts.append(words_at(0, middle + 13, said, fill=FAINT, font_size=_SMALL))
        for part in self._merged(lane.parts):
            parts += self._part(part, top)
        if not lane.parts:
            parts.append(line(f"M{GUTTER} {number(middle)}H{number(self.width)}", stroke=LINE))
        drawn = [
            self._mark(mark, row, y, top, top + bar)
            for mark, row in zip(lane.marks, rows, strict=True)
        ]
        parts += [leader for leader, _ in drawn]
        parts += [words for _, words in drawn]
        return top + bar - y, parts

    def _merged(self, parts: Sequence[Part]) -> Iterator[Part]:
        """Take slivers in a row together; what is wide enough stays by itself."""
        for is_sliver, run in groupby(parts, self._is_sliver):
            first, *others = run
            if not is_sliver:
                yield from (first, *others)
            elif all((of.tone, of.texture) == (first.tone, first.texture) for of in others):
                yield attrs.evolve(first, end=[first, *others][-1].end, words="")
            else:
                yield Part(first.start, others[-1].end)

    def _is_sliver(self, part: Part) -> bool:
        return self.at(part.end) - self.at(part.start) < _SLIVER

    def _part(self, part: Part, y: float) -> Iterator[str]:
        left, right = self.at(part.start), self.at(part.end)
        width = max(right - left, 1.5)
        yield from swatch(left, y, width, _BAR, part.tone, part.texture)
        words = clipped(part.words, max(width - 8, _SHORTEST), size=_SMALL)
        if words and width_of(words, size=_SMALL) <= width - 4:
            wide = width_of(words, size=_SMALL) + 4
            if part.texture:
                back = {"rx": 3, "fill": part.tone.fill}
                yield _rect(left + (width - wide) / 2, y + 6, wide, 14, **back)
            said = {"font_size": _SMALL, "text_anchor": "middle"}
            yield words_at(left + width / 2, y + 17, words, fill=INK, **said)

    def _side(self, mark: Mark) -> tuple[float, float]:
        """Return from where to where the words of a mark are."""
        x, wide = self.at(mark.at), width_of(mark.words, size=_SMALL) + 10
        return (x, x + wide) if x + wide <= self.width else (max(x - wide, GUTTER), x)

    def _mark(self, mark: Mark, row: int, y: float, top: float, bottom: float) -> tuple[str, str]:
        """Draw the line of a mark, and its words unless there are too many others near it."""
        x, has_room = self.at(mark.at), row < _MOST_ROWS
        start = y + _ROW * row + 3 if has_room else top - 3
        leader = line(
            f"M{number(x)} {number(start)}V{number(bottom + 3)}",
            stroke=mark.tone.ink,
            stroke_width=1.6,
            stroke_dasharray="4 2",
        )
        if not has_room:
            return leader, ""
        low, high = self._side(mark)
        words = clipped(mark.words, high - low - 5, size=_SMALL)
        wide, is_left = width_of(words, size=_SMALL), low < x
        left = x - 5 - wide if is_left else x + 5
        back = _rect(left - 2, start - 1, wide + 4, 12, fill=PANEL)
        said = words_at(left, start + 8, words, fill=mark.tone.ink, font_size=_SMALL)
        return leader, back + said


def swatch(
    x: float, y: float, width: float, height: float, tone: Tone, texture: Texture
) -> Iterator[str]:
    """Draw a rectangle of a tone and a texture."""
    fill = PANEL if texture == "hatched" else tone.fill
    yield _rect(x, y, width, height, fill=fill, stroke=tone.ink, stroke_width=0.8)
    strokes = "".join(_strokes(x, y, width, height, texture))
    if strokes:
        yield line(strokes, stroke=tone.ink, stroke_width=0.7)


def _strokes(x: float, y: float, width: float, height: float, texture: Texture) -> Iterator[str]:
    """Yield the lines of a texture inside a rectangle."""
    if texture == "barred":
        for step in range(4, int(width), 6):
            yield f"M{number(x + step)} {number(y)}v{number(height)}"
    elif texture:
        is_rising = texture == "hatched"
        for start in range(int(-height) + 6, int(width), 6):
            low, high = max(start, 0), min(start + height, width)
            first, last = low - start, high - start
            a, b = (height - first, height - last) if is_rising else (first, last)
            yield f"M{number(x + low)} {number(y + a)}L{number(x + high)} {number(y + b)}"


def _rect(x: float, y: float, width: float, height: float, **attributes: object) -> str:
    sizes = {"x": x, "y": y, "width": width, "height": height}
    return element("rect", **{name: number(value) for name, value in sizes.items()}, **attributes)


def _rows(sides: Sequence[tuple[float, float]]) -> list[int]:
    """Give each text a row in which it meets no other; the last row takes what is left."""
    ends = list[float]()
    found = list[int]()
    for low, high in sides:
        row = next((n for n, end in enumerate(ends) if end <= low), len(ends))
        if row == len(ends):
            ends.append(high)
        ends[row] = high
        found.append(row)
    return found


def legend(
    entries: Iterable[tuple[str, Tone, Texture]], zone: tzinfo, width: float
) -> tuple[float, list[str]]:
    """Draw what tones and textures mean, and whose clock the axis follows.

    Returns:
        How high that is, and its parts.
    """
    said = say("strip.clock", zone=zone)
    right = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "end"}
    parts = [words_at(width, 10, said, **right)]
    x, y, room = 0.0, 0.0, width - width_of(said, size=_SMALL) - 20
    for words, tone, texture in entries:
        wide = width_of(words, size=_SMALL) + 40
        if x and x + wide > room:
            x, y = 0.0, y + 18
        parts += swatch(x, y, 16, 12, tone, texture)
        parts.append(words_at(x + 22, y + 10, words, fill=FAINT, font_size=_SMALL))
        x += wide
    return y + 14, parts


def ticked(
    low: datetime, high: datetime, zone: tzinfo, *, most: int = 9
) -> Iterator[tuple[datetime, tuple[str, str]]]:
    """Yield instants on round times of a zone's clock, each with its day and its hour in words.

    Args:
        low: from when, in UTC.
        high: until when.
        zone: whose clock.
        most: how many at most.
    """
    with suppress(OverflowError):  # at the very ends of what a datetime holds
        yield from _ticked(low, high, zone, most)


def _ticked(
    low: datetime, high: datetime, zone: tzinfo, most: int
) -> Iterator[tuple[datetime, tuple[str, str]]]:
    step = next((step for step in _STEPS if (high - low) / step <= most), _STEPS[-1])
    first = low.astimezone(zone).date()
    days = max(step // _DAY, 1)
    if step >= _DAY * 7:
        first -= timedelta(days=first.weekday())
    last = None
    for number_of in range(0, (high - low) // _DAY + 3, days):
        day = first + timedelta(days=number_of)
        for part in range(max(_DAY // step, 1)):
            wall = datetime(day.year, day.month, day.day, tzinfo=zone) + part * step
            instant = wall.astimezone(UTC)
            if low <= instant <= high and instant != last:
                said = f"{short_day(day)} {day:%d}" if high - low < 28 * _DAY else f"{day}"
                yield instant, (said, f"{wall:%H:%M}" if step < _DAY else "")
                last = instant
