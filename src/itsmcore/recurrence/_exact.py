"""Exact tests: how likely a count is by chance, corrected for how often one tries."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def upper_tail(count: int, total: int, odds: float) -> float:
    """Return the chance that `count` or more of `total` fall on the side that has the odds.

    This is the upper tail of the binomial distribution. If two counts come from Poisson streams of
    the same rate and add up to `total`, it is the exact chance that the one watched `odds` times as
    long is this high (Przyborowski and Wilenski 1940). The side of the tail that
    falls away from the mean is summed, so nothing cancels and nothing overflows; a chance too small
    for a float is the smallest float there is.

    Args:
        count: how many fell on that side, from 0 to `total`.
        total: how many there were.
        odds: the chance of that side divided by the chance of the other, above 0.

    >>> [round(upper_tail(count, 3, odds=1), 12) for count in range(4)]
    [1.0, 0.875, 0.5, 0.125]
    """
    if count > (total - count) * odds:
        ratios = ((total - i) / (i + 1) * odds for i in range(count, total))
        tail = _mass(count, total, odds) * _sum_of_products(ratios)
        return min(max(tail, math.ulp(0.0)), 1.0)
    if count == 0:
        return 1.0
    ratios = (i / (total - i + 1) / odds for i in range(count - 1, 0, -1))
    return 1.0 - _mass(count - 1, total, odds) * _sum_of_products(ratios)


def _mass(count: int, total: int, odds: float) -> float:
    ways = math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)
    return math.exp(ways - count * math.log1p(1 / odds) - (total - count) * math.log1p(odds))


def _sum_of_products(ratios: Iterable[float]) -> float:
    """Sum 1, the first ratio, the first times the second …, until that adds nothing more."""
    term = total = 1.0
    for ratio in ratios:
        term *= ratio
        if total + term == total:
            break
        total += term
    return total


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values, in their order, for how many there are (Holm 1979).

    Calling every one at or below alpha a recurrence errs in at most a share alpha of all runs,
    however the p-values depend on each other.

    >>> holm([0.01, 0.04, 0.02])
    [0.03, 0.04, 0.04]
    """
    corrected, highest = [0.0] * len(p_values), 0.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected
