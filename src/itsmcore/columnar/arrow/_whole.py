"""Whole cases: a stream of batches, cut only where a case ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from itsmcore.absent import is_absent
from itsmcore.columnar._columns import INSTANT, Ints, instants_of
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a
from itsmcore.phrase import Phrase, Words

ROWS = 1 << 16
"""How many rows to measure at a time: more take memory, fewer take time."""


@attrs.frozen(kw_only=True, eq=False)
class Whole:
    """Some cases with all their rows.

    Attributes:
        before: how many rows the stream had before these.
        rows: the rows.
        cases: the names of the cases.
        begins: the first row of each case, followed by the number of rows.
    """

    before: int
    rows: pa.Table
    cases: pa.Array
    begins: Ints


def whole_cases(
    batches: Iterable[pa.RecordBatch], names: tuple[str, ...], case: str
) -> Iterator[Whole]:
    """Cut a stream into some cases at a time; the last one waits for what follows.

    Raises:
        Unlisted: a batch lacks a column.
        BadValue: a case is missing, or the cases are not in ascending order.
    """
    held, size, before, enough = list[Any](), 0, 0, ROWS
    for part in _parts(batches, names, case):
        held.append(part)
        size += len(part)
        if size >= enough:
            found = _found(pa.Table.from_batches(held), case, before)
            end = int(found.begins[-2])
            if end:
                yield _up_to(found, end)
            rest = found.rows.slice(end)
            held, size, before = rest.to_batches(), len(rest), before + end
            # What is one long case is not read anew with each batch.
            enough = max(ROWS, 2 * size)
    if held:
        yield _found(pa.Table.from_batches(held), case, before)


def instants_in(whole: Whole, case: str, at: str) -> npt.NDArray[np.datetime64]:
    """Read when each row came true.

    Raises:
        BadValue: an instant is missing, or a case goes back in time.
    """
    moments = instants_of(Phrase("columnar.clocks.column", at=at), whole.rows[at]).astype(INSTANT)
    is_early = np.append(False, moments[1:] < moments[:-1])
    is_early[whole.begins[:-1]] = False
    order = Phrase("columnar.expected.sorted_rows", case=case, at=at)
    for is_wrong, expected in (
        (np.isnat(moments), Phrase("columnar.expected.an_instant")),
        (is_early, order),
    ):
        for row in np.flatnonzero(is_wrong)[:1]:
            _refuse(at, whole.before + row, moments[row], expected)
    return moments


def _parts(
    batches: Iterable[pa.RecordBatch], names: tuple[str, ...], case: str
) -> Iterator[pa.RecordBatch]:
    expected = Phrase("columnar.expected.batches")
    for batch in as_a(Iterable, batches, "batches", expected):  # type: ignore[type-abstract]
        as_a(pa.RecordBatch, batch, "batches", expected)
        for name in names:
            if name not in batch.schema.names:
                raise Unlisted(
                    kind=Phrase("columnar.kind.column"), name=name, known=tuple(batch.schema.names)
                )
        columns = batch.select(list(names))
        for start in range(0, len(batch), ROWS):
            part = columns.slice(start, ROWS)
            # The codes of one batch are not those of the next, and to join them takes time.
            whose = _plain(case, part[case])
            yield part.set_column(names.index(case), case, whose)


def _up_to(found: Whole, end: int) -> Whole:
    return attrs.evolve(
        found, rows=found.rows.slice(0, end), cases=found.cases[:-1], begins=found.begins[:-1]
    )


def _found(table: pa.Table, case: str, before: int) -> Whole:
    """Find where each case begins."""
    rows = table.combine_chunks()
    whose = rows[case].chunk(0)
    if whose.null_count:
        _refuse(
            case,
            before + pc.index(whose.is_null(), True).as_py(),
            None,
            Phrase("columnar.expected.a_case"),
        )
    begins = np.flatnonzero(pc.not_equal(whose[1:], whose[:-1]).to_numpy(zero_copy_only=False)) + 1
    begins = np.concatenate(([0], begins, [len(whose)]))
    cases = whose.take(pa.array(begins[:-1]))
    if is_absent(cases[0].as_py()):
        _refuse(case, before, cases[0].as_py(), Phrase("columnar.expected.a_case"))
    place = pc.index(pc.less(cases[1:], cases[:-1]), True).as_py() + 1
    if place:
        expected = Phrase("columnar.expected.sorted_cases", case=case)
        _refuse(case, before + int(begins[place]), cases[place].as_py(), expected)
    return Whole(before=before, rows=rows, cases=cases, begins=begins)


def _plain(name: str, column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(name, column.cast(kind.value_type))
    if pa.types.is_string_view(kind):
        return column.cast(pa.large_string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return column
    raise BadValue(
        field=Phrase("columnar.the_column", name=name),
        value=str(kind),
        expected=Phrase("columnar.expected.texts_whole_numbers"),
    )


def _refuse(name: str, row: int, value: object, expected: Words) -> None:
    raise BadValue(
        field=Phrase("columnar.of_row", name=name, row=row), value=value, expected=expected
    )
