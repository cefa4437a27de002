"""Coded columns: values as numbers that index the distinct ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import attrs
import numpy as np

from itsmcore.absent import present
from itsmcore.columnar._arrow import stretches
from itsmcore.columnar._columns import Column, Ints, values_of
from itsmcore.fields import is_hashable


@attrs.frozen(eq=False)
class Coded:
    """A column as codes of its distinct values.

    Attributes:
        codes: the place of each row's value among them, in the least kind of integers that holds
            them.
        values: the distinct values, in order of appearance.
    """

    codes: Ints
    values: tuple[Any, ...]

    @classmethod
    def of(cls, values: Sequence[object]) -> Coded:
        """Encode values; values of different classes are never mistaken for one another."""
        # The same object comes again and again, and to hash a level or a phase is slow.
        places: defaultdict[int, int] = defaultdict(count().__next__)
        place = np.fromiter(map(places.__getitem__, map(id, values)), np.int64, len(values))
        objects = dict(zip(map(id, values), values, strict=True)).values()
        known: dict[object, tuple[int, object]] = {}
        codes = [known.setdefault(_key(of), (len(known), of))[0] for of in objects]
        return cls._of(np.array(codes, np.int64)[place], [value for _, value in known.values()])

    @classmethod
    def read(cls, field: str, column: Column) -> Coded:
        """Read a column; codes that it has already are kept, and its values are never spread out.

        Raises:
            BadValue: it is no column, or not one of single values.
        """
        parts = [*_parts(field, column)]
        if not parts:
            return cls.of(values_of(field, column))
        told, places = list[object](), list[Ints]()
        for codes, values in parts:
            here, place = in_order(codes, len(values))
            places.append(place + len(told))
            # The code of nothing, -1, is the place of the last.
            told += map([*values, None].__getitem__, here)
        if len(parts) == 1 and len(set(told)) == len(told):
            return cls._of(places[0], told)
        distinct = cls.of(told)
        return cls._of(distinct.codes[np.concatenate(places)], distinct.values)

    @classmethod
    def _of(cls, codes: Ints, values: Sequence[Any]) -> Coded:
        return cls(codes.astype(np.min_scalar_type(-len(values))), tuple(values))

    def told(self) -> Coded:
        """Return the column with None for each absent value."""
        return Coded(self.codes, tuple(map(present, self.values)))


def _parts(field: str, column: Any) -> Iterator[tuple[Ints, Sequence[object]]]:
    """Yield the codes and the values of each part of a column that has codes; -1 codes nothing."""
    kind = getattr(column, "dtype", None)
    if isinstance(kind, np.dtype) or not hasattr(column, "__array__"):
        return
    held = getattr(column, "cat", column)
    if hasattr(held, "codes") and hasattr(held, "categories"):
        yield np.array(held.codes, np.int64), values_of(field, held.categories)
    else:
        yield from stretches(_whole(column))


def _whole(column: Any) -> Any:
    """Return a column of pyarrow with codes, and with the same ones throughout."""
    for name in ("dictionary_encode", "combine_chunks"):
        if hasattr(column, name):
            try:
                column = getattr(column, name)()
            except NotImplementedError:
                # It cannot do so for views of texts.
                return column
    return column


def in_order(codes: Ints, count: int) -> tuple[list[int], Ints]:
    """List which codes occur, -1 for nothing included, in order; and each row's place there."""
    rows = np.arange(len(codes))[::-1]
    first = np.full(count + 1, len(codes))
    first[codes[rows]] = rows
    if (first[:-1] < first[1:]).all() and first[-1] == len(codes):
        return [*range(count)], codes
    here = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(codes))]
    places = np.empty(count + 1, np.int64)
    places[here] = np.arange(len(here))
    return np.where(here == count, -1, here).tolist(), places[codes]


def _key(value: object) -> object:
    return (type(value), value) if is_hashable(value) else id(value)
