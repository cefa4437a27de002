"""Coded columns: values as numbers that index the distinct ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any

import attrs
import numpy as np

from itsmcore.absent import present
from itsmcore.columnar._columns import Ints
from itsmcore.fields import is_hashable


@attrs.frozen(eq=False)
class Coded:
    """A column as codes of its distinct values.

    Attributes:
        codes: the place of each row's value among them, in int64.
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
        return cls(np.array(codes, np.int64)[place], tuple(value for _, value in known.values()))

    def told(self) -> Coded:
        """Return the column with None for each absent value."""
        return Coded(self.codes, tuple(map(present, self.values)))


def _key(value: object) -> object:
    return (type(value), value) if is_hashable(value) else id(value)
