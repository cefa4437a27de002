"""Faults of a matrix that is published, or not built yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itsmcore.errors import Fault
from itsmcore.fields import as_items, as_several
from itsmcore.level import Level
from itsmcore.lifecycle import FaultReport
from itsmcore.phrase import Phrase, Words
from itsmcore.priority._falling import Cell, cell_of, falls

_NAME = "the priority matrix"


def matrix_faults(
    impacts: Iterable[Level],
    urgencies: Iterable[Level],
    rows: Iterable[Iterable[Level | None]],
    *,
    priorities: Iterable[Level] = (),
) -> FaultReport:
    """List what is wrong with a table of priorities, which need not be fit for a matrix.

    These are gaps, cells that are milder than one of lower impact or urgency, and priorities that
    no cell gives.

    Args:
        impacts: the levels of the rows.
        urgencies: the levels of the columns.
        rows: the priorities, a row for each impact and a cell for each urgency; None is a gap.
        priorities: the priorities that there should be cells for.

    Raises:
        BadValue: an argument is something else.

    >>> from itsmcore import Impact, Priority, Urgency
    >>> rows = [[Priority.HIGH, None], [Priority.LOW, Priority.MODERATE]]
    >>> print(matrix_faults([Impact.HIGH, Impact.LOW], [Urgency.HIGH, Urgency.LOW], rows,
    ...                     priorities=[Priority.CRITICAL, Priority.HIGH]))
    code         what                       what is wrong
    not_total    High impact, Low urgency   has no priority; give one
    not_monotone  Low impact, High urgency  is Low, milder than Moderate at Low, Low; fix it
    never_given  priority Critical          is given by no cell; give it, or leave it out
    """
    lines = as_several(Level, impacts, "impacts", "levels")
    columns = as_several(Level, urgencies, "urgencies", "levels")
    wanted = as_several(Level, priorities, "priorities", "levels")
    table = [_row(row) for row in as_items(rows, "rows", Phrase("priority.matrix.row_levels_each"))]
    placed: list[Cell] = []
    found: list[Fault] = [
        *_beyond(len(table), len(lines), Phrase("priority.subject.matrix"), "impact")
    ]
    for index, impact in enumerate(lines):
        row = table[index] if index < len(table) else ()
        found += _beyond(
            len(row), len(columns), Phrase("priority.subject.row", label=impact.label), "urgency"
        )
        for place, urgency in enumerate(columns):
            cell = row[place] if place < len(row) else None
            if cell is None:
                found.append(
                    Fault("not_total", cell_of(impact, urgency), Phrase("priority.matrix.gap"))
                )
            else:
                placed.append((impact, urgency, cell))
    given = {cell for *_, cell in placed}
    found += falls(placed, Phrase("priority.matrix.fix"))
    found += (
        Fault(
            "never_given",
            Phrase("priority.subject.priority", label=one.label),
            Phrase("priority.never_given"),
        )
        for one in wanted
        if one not in given
    )
    return FaultReport(_NAME, found)


def _row(row: Iterable[Level | None]) -> tuple[Level | None, ...]:
    cells = as_items(row, Phrase("priority.matrix.row"), Phrase("priority.matrix.row_levels"))
    as_several(
        Level, [cell for cell in cells if cell is not None], Phrase("priority.matrix.row"), "levels"
    )
    return tuple(cells)


def _beyond(count: int, levels: int, subject: Words, axis: str) -> Iterator[Fault]:
    if count > levels:
        words = Phrase(
            "priority.matrix_faults.levels_leave_out", count=count, levels=levels, axis=axis
        )
        yield Fault("not_total", subject, words)
