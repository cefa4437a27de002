"""Where a matrix falls: cells that are milder than one of lower impact or urgency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from itsmcore.errors import Fault
from itsmcore.level import Level
from itsmcore.phrase import Phrase, Words

Cell: TypeAlias = tuple[Level, Level, Level]
"""An impact, an urgency, and the priority that they have."""


def falls(cells: Sequence[Cell], advice: Words) -> Iterator[Fault]:
    """Yield a fault for each cell that is milder than one of lower impact or urgency.

    Args:
        cells: those of the matrix.
        advice: what to do about it.
    """
    for (impact, urgency, cell), *places in zip(
        cells,
        _worst_of_milder(cells, line=0, axis=1),
        _worst_of_milder(cells, line=1, axis=0),
        strict=True,
    ):
        milder = [place for place in places if place is not None]
        worst = min(milder, key=lambda place: (-cells[place][2].rank, place), default=None)
        if worst is not None and cells[worst][2] > cell:
            other_impact, other_urgency, other = cells[worst]
            words = Phrase(
                "priority.matrix.milder",
                cell=cell,
                other=other,
                impact=other_impact.label,
                urgency=other_urgency.label,
                advice=advice,
            )
            yield Fault("not_monotone", cell_of(impact, urgency), words)


def cell_of(impact: Level, urgency: Level) -> Words:
    """Name a cell."""
    return Phrase("priority.subject.impact_urgency", impact=impact.label, urgency=urgency.label)


def _worst_of_milder(cells: Sequence[Cell], *, line: int, axis: int) -> list[int | None]:
    """Return for each cell where the most severe one is of its line that is milder on an axis.

    Args:
        cells: those of the matrix.
        line: what the cells of a line have in common: 0 for the impact, 1 for the urgency.
        axis: the other one.
    """
    found: list[int | None] = [None] * len(cells)
    lines: dict[Level, list[int]] = {}
    for place, cell in enumerate(cells):
        lines.setdefault(cell[line], []).append(place)
    for places in lines.values():
        places.sort(key=lambda place: cells[place][axis].rank)
        worst: int | None = None
        for _, alike in groupby(places, key=lambda place: cells[place][axis].rank):
            equal = list(alike)
            for place in equal:
                found[place] = worst
            known = equal if worst is None else [worst, *equal]
            worst = min(known, key=lambda place: (-cells[place][2].rank, place))
    return found
