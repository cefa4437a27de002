"""The interval of a mean of answers, by the score test, as Wilson's is that of a share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import NormalDist

_Z2 = NormalDist().inv_cdf(0.975) ** 2
_HALVINGS = 48


def mean_interval(tally: Mapping[int, int], least: int, most: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean of answers to a scale.

    It holds the means that the score test does not refuse: each is tested with the variance of the
    likeliest shares that have this mean. Of two values that is Wilson's interval (1927), and of
    three that are as far apart Tango's (Statistics in Medicine 17, 1998). Unlike the usual one it
    stays on the scale, and is no point where all have answered alike.

    Args:
        tally: how many gave each answer; there is one answer at least.
        least: the least number of the scale.
        most: the greatest.

    >>> [round(bound, 2) for bound in mean_interval({7: 1, 6: 1, 5: 1, 4: 1, 2: 1}, 1, 7)]
    [3.15, 6.01]
    >>> [round(bound, 3) for bound in mean_interval({0: 2, 1: 8}, 0, 1)]
    [0.49, 0.943]
    """
    return _bound(tally, end=least, span=most - least), _bound(tally, end=most, span=most - least)


def _bound(tally: Mapping[int, int], *, end: int, span: int) -> float:
    """Return the mean nearest to an end of the scale that the score test does not refuse."""
    n = sum(tally.values())
    mean = sum(value * count for value, count in tally.items()) / n
    kept, refused = 0.0, 1.0 if tally.get(end) else 2.0
    for _ in range(_HALVINGS if mean != end else 0):
        lean = (kept + refused) / 2
        shares = dict(_shares(tally, end, span, lean))
        tried = sum(value * share for value, share in shares.items())
        variance = sum(share * (value - tried) ** 2 for value, share in shares.items())
        if n * (mean - tried) ** 2 > _Z2 * variance:
            refused = lean
        else:
            kept = lean
    shares = dict(_shares(tally, end, span, kept))
    return sum(value * share for value, share in shares.items())


def _shares(
    tally: Mapping[int, int], end: int, span: int, lean: float
) -> Iterator[tuple[int, float]]:
    """Yield the likeliest share of each answer, for a mean that leans from theirs to an end.

    From 0 to 1 the shares of those given lean; from 1 to 2 some is left for the end, which none
    gave.
    """
    tilt, rest = min(lean, 1.0), max(lean - 1.0, 0.0)
    weights = {
        value: count / (1 - tilt + tilt * abs(value - end) / span)
        for value, count in tally.items()
        if count
    }
    whole = sum(weights.values())
    for value, weight in weights.items():
        yield value, (1 - rest) * weight / whole
    if rest:
        yield end, rest
