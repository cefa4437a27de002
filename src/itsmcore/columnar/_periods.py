"""Periods in columns: in which day, week, month, quarter or year each instant falls."""

from __future__ import annotations

import numpy as np

from itsmcore.columnar._columns import Ints, instant_of
from itsmcore.metrics._periods import Period, Periods


def periods_of(ticks: Ints, periods: Periods) -> tuple[Ints, list[Period]]:
    """Find the period of each instant, asking for few of them.

    Returns:
        The index of each instant's period, and the periods.
    """
    several, places = np.unique(ticks, return_inverse=True)
    found, known = np.zeros(len(several), np.int64), dict[str, int]()
    told, parts = list[Period](), [(0, len(several) - 1)] if len(several) else []
    while parts:
        first, last = parts.pop()
        start, end = (instant_of(int(several[of])) for of in (first, last))
        if first == last or periods.are_one(start, end):
            name = periods.name(start)
            if name not in known:
                known[name] = len(known)
                told.append(periods.at(start))
            found[first : last + 1] = known[name]
        else:
            middle = (first + last) // 2
            parts += [(first, middle), (middle + 1, last)]
    return found[places], told
