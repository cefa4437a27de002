"""Count what spoils a drawing: arrows through foreign boxes, labels over others, and crossings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

import attrs

from itsmcore.layered import Arrow, Box, Layout, Place, Point

STEPS = 8
"""Into how many straight pieces a bend is cut."""


@attrs.frozen
class Tally:
    """What was counted.

    Attributes:
        foreign: arrows that run through a box that is not their own.
        overlaps: boxes and labels that overlap another.
        struck: labels that an arrow runs through.
        crossings: how often two arrows cross.
    """

    foreign: int
    overlaps: int
    struck: int
    crossings: int


def tally(
    boxes: Sequence[Place],
    labels: Sequence[Place],
    lines: Sequence[Sequence[Point]],
    ends: Sequence[tuple[int, int]],
) -> Tally:
    """Count in what is drawn: where boxes and labels are, and through which points arrows go."""
    return Tally(
        foreign=sum(
            _runs_through(line, box)
            for line, own in zip(lines, ends, strict=True)
            for number, box in enumerate(boxes)
            if number not in own
        ),
        overlaps=sum(_overlap(a, b) for a, b in combinations([*boxes, *labels], 2)),
        struck=sum(_runs_through(line, label) for line in lines for label in labels),
        crossings=sum(_crossings(a, b) for a, b in combinations(lines, 2)),
    )


def tally_of(found: Layout, arrows: Sequence[Arrow], *, is_down: bool) -> Tally:
    """Count in a layout of ours."""
    labels = [
        (*route.label, arrow.width, arrow.height)
        for route, arrow in zip(found.routes, arrows, strict=True)
    ]
    lines = [points_of(route.points, is_down=is_down) for route in found.routes]
    return tally(found.places, labels, lines, [(a.source, a.target) for a in arrows])


def points_of(points: Sequence[Point], *, is_down: bool = False) -> list[Point]:
    """Cut a route into straight pieces; every other one is bent."""
    found = [points[0]]
    for place, (a, b) in enumerate(pairwise(points)):
        if place % 2 == 0:
            found.append(b)
        else:
            middle = (a[is_down] + b[is_down]) / 2
            one, two = (
                ((a[0], middle), (b[0], middle)) if is_down else ((middle, a[1]), (middle, b[1]))
            )
            found += [_bent(a, one, two, b, step / STEPS) for step in range(1, STEPS + 1)]
    return found


def _bent(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(s * p[axis] for s, p in zip(shares, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y


def _overlap(a: Place, b: Place) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _runs_through(line: Sequence[Point], place: Place) -> bool:
    return any(_cuts(a, b, place) for a, b in pairwise(line))


def _cuts(a: Point, b: Point, place: Place) -> bool:
    """Return whether a straight piece has a part strictly inside a rectangle."""
    low, high = 0.0, 1.0
    for axis in (0, 1):
        near, far = place[axis] + 0.5, place[axis] + place[axis + 2] - 0.5
        step = b[axis] - a[axis]
        if abs(step) < 1e-9:
            if not near < a[axis] < far:
                return False
        else:
            first, last = sorted(((near - a[axis]) / step, (far - a[axis]) / step))
            low, high = max(low, first), min(high, last)
    return low < high


def _crossings(one: Sequence[Point], other: Sequence[Point]) -> int:
    """Count where two lines cross; pieces that are nowhere near each other are left out first."""
    if _are_apart(one, other):
        return 0
    pieces = [(a, b) for a, b in pairwise(one) if not _are_apart((a, b), other)]
    return sum(_cross(a, b, c, d) for a, b in pieces for c, d in pairwise(other))


def _are_apart(one: Sequence[Point], other: Sequence[Point]) -> bool:
    return any(
        max(p[axis] for p in one) < min(p[axis] for p in other)
        or max(p[axis] for p in other) < min(p[axis] for p in one)
        for axis in (0, 1)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def tally_of_dot(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Tally:
    """Count in what Graphviz makes of the same boxes, arrows and labels."""
    drawn = subprocess.run(
        ["dot", "-Tjson"],
        input=_dot(boxes, arrows),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    answer: dict[str, Any] = json.loads(drawn.stdout)
    places = [_rectangle(node["pos"], node["width"], node["height"]) for node in answer["objects"]]
    labels, lines, ends = list[Place](), list[list[Point]](), list[tuple[int, int]]()
    for edge in answer["edges"]:
        points = [_point(words) for words in edge["pos"].removeprefix("e,").split(" ")]
        end, *points = points
        lines.append([*_splines(points), end])
        ends.append(
            (
                int(answer["objects"][edge["tail"]]["name"]),
                int(answer["objects"][edge["head"]]["name"]),
            )
        )
        labels.append(_rectangle(edge["lp"], 0, 0))
    return tally(places, labels, lines, ends)


def _dot(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    lines = ["digraph {", "rankdir=LR; node [shape=box, fixedsize=true];"]
    lines += [
        f'{n} [label="", width={box.width / 72}, height={box.height / 72}];'
        for n, box in enumerate(boxes)
    ]
    for arrow in arrows:
        size = f'fixedsize="true" width="{arrow.width:.0f}" height="{arrow.height:.0f}"'
        label = f'<<table border="0" {size}><tr><td></td></tr></table>>'
        lines.append(f"{arrow.source} -> {arrow.target} [label={label}];")
    return "\n".join([*lines, "}"])


def _point(words: str) -> Point:
    x, y = words.split(",")
    return float(x), float(y)


def _rectangle(middle: str, width: str | float, height: str | float) -> Place:
    x, y = _point(middle)
    w, h = float(width) * 72, float(height) * 72
    return x - w / 2, y - h / 2, w, h


def _splines(points: Sequence[Point]) -> Iterator[Point]:
    yield points[0]
    for place in range(0, len(points) - 1, 3):
        a, b, c, d = points[place : place + 4]
        yield from (_bent(a, b, c, d, step / STEPS) for step in range(1, STEPS + 1))
